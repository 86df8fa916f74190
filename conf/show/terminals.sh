# SPDX-License-Identifier: MIT
#
# Terminals that nobody sees but through page(): each program on a terminal of its own, in a tmux that is nobody else's. Visitors
# touch them, and operators press keys.

terminals() { # COMMAND...: tmux. What a program writes is UTF-8, whatever the locale of this shell.
    env -u TMUX -u TMUX_PANE LC_ALL=C.UTF-8 tmux -u -S "$scratch/tmux" -f /dev/null "$@"
}

# Every terminal program with what all of them need.
program() { # PROGRAM ARGUMENT...: leaves it in $command
    command=(env TERM=xterm-256color "$@" --socket "$NOVBE_SOCKET" --languages "$scratch/conf/lang" --language "$language")
}

open() { # WINDOW COLUMNS ROWS PROGRAM ARGUMENT...
    local window=$1 columns=$2 rows=$3 command
    shift 3
    typed "$@"
    program "$@"
    terminals new-session -d -s "$window" -x "$columns" -y "$rows" "${command[@]}"
}

seen() { # WINDOW
    terminals capture-pane -p -t "$1"
}

shows() { # WINDOW TEXT: waits until it stands there
    until_so "$patience" is_shown "$@" || fail "$(seen "$1")" '' "The terminal does not show '$2' (above)."
}

is_shown() { # WINDOW TEXT
    [[ $(seen "$1") == *"$2"* ]]
}

press() { # WINDOW KEY...
    local window=$1
    shift
    terminals send-keys -t "$window" "$@"
}

bounce() { # a key that comes again at once is taken for one that bounces
    sleep 0.8
}

# A finger on a text, as a terminal reports it (SGR), until what comes of it stands there: a page that has only just come takes no
# touch yet.
tap() { # WINDOW TEXT THEN
    until_so "$patience" tap_once "$@" || fail "$(seen "$1")" '' "Touching '$2' does not lead to '$3' (above)."
    printf '%s(touched: %s)%s\n' "$dim" "$2" "$plain"
}

tap_once() { # WINDOW TEXT THEN
    local LC_ALL=C.UTF-8 page line before row=0
    page=$(seen "$1")
    [[ $page != *"$3"* ]] || return 0
    while IFS= read -r line; do
        ((++row))
        [[ $line == *"$2"* ]] || continue
        before=${line%%"$2"*}
        before=$((${#before} + ${#2} / 2 + 1))
        terminals send-keys -t "$1" -l $'\e'"[<0;$before;${row}M"$'\e'"[<0;$before;${row}m"
        break
    done <<<"$page"
    return 1
}

# Its page: in colours on a terminal; elsewhere as text, in which the ink of giant digits becomes blocks.
page() { # WINDOW
    seen "$1" >"$scratch/said"
    if [[ -n $bold ]]; then
        terminals capture-pane -ep -t "$1" | sed "s/\$/$plain/"
    else
        terminals capture-pane -ep -t "$1" | sed -E '2,$ { :ink; s/(\x1b\[[0-9;]*48;5;17m█*) /\1█/; t ink }; s/\x1b\[[0-9;]*m//g'
    fi
}
