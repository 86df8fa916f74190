# SPDX-License-Identifier: MIT
#
# How conf/try speaks: what comes now, commands as one would type them, what they said, and whether that is what they should say.

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

say() { # what comes now, in a line that is seen
    printf '\n%s%s%s\n' "$bold" "$*" "$plain"
}

typed() { # WORD...: a command as one would type it
    local word line='$'
    for word in "$@"; do
        [[ $word =~ ^[[:alnum:]_./:=-]+$ ]] || word="'$word'"
        line+=" $word"
    done
    printf '%s%s%s\n' "$dim" "$line" "$plain"
}

show() { # COMMAND...: and what it says, refusals too
    typed "$@"
    "$@" 2>&1 | tee "$scratch/said"
}

some() { # NAMES COMMAND...: of the reply, but not of lists in it, only the lines of these names, "day|time"
    local names=$1
    shift
    typed "$@"
    "$@" >"$scratch/said"
    lines "$names" <"$scratch/said"
}

lines() { # NAMES
    sed -nE 's/^ {2,4}("('"$1"')": .*[^,{[]),?$/  \1/p'
}

field() { # NAME: a text of the reply that was shown last
    sed -n 's/^ *"'"$1"'": "\([^"]*\)",*$/\1/p' "$scratch/said" | head -n 1
}

told() { # PATTERN...: what was shown last has to say this, or conf/try ends with 1
    local pattern
    for pattern in "$@"; do
        grep -Eq -- "$pattern" "$scratch/said" || fail '' "This should have been told, and was not: $pattern"
    done
}

refused() { # COMMAND...: shows it, and that it is refused
    local status=0
    show "$@" || status=$?
    ((status)) || fail '' 'This should have been refused, and was not.'
    echo "(exit code $status)"
}

until_so() { # SECONDS COMMAND...: waits for a fact; fails if it does not come true
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        ((SECONDS < end)) || return 1
        sleep 0.05
    done
}

seconds_since() { # BEGAN, as $EPOCHREALTIME was: "2.1"
    local now=${EPOCHREALTIME/[.,]/}
    local tenths=$(((now - ${1/[.,]/} + 50000) / 100000))
    printf '%d.%d' $((tenths / 10)) $((tenths % 10))
}
