# SPDX-License-Identifier: MIT
#
# What each way to run conf/try builds, starts and does.

prepare_centre() {
    if $built; then
        check_built
    else
        check_writable
        packages run build try
        build_all "${programs[@]}"
    fi
    check_tmux
}

prepare_batch() { prepare_centre; }
prepare_window() { prepare_centre; }

# All that needs no other begins at once.
begin_centre() {
    tickets=${keep:-$scratch}/tickets sounds=
    sample
    voice
    begin_cups
    start
    plan
    begin_printer
    wait_cups
}

# The hall is spoken to where there is a sound device; else what it would hear is kept as files in $sounds.
voice() {
    mkdir -p "$scratch/bin"
    local words=(novbe-voice)
    # Without a device nobody asks for a sound server: a folder would be made for it that is named at home (libpulse).
    has_sound || { sounds=${keep:-$scratch}/sounds && words=(env "PULSE_RUNTIME_PATH=$scratch/pulse" novbe-voice --output "$sounds"); }
    [[ -z $sounds ]] || mkdir -p "$sounds"
    { printf '#!/bin/bash\nexec' && printf ' %q' "${words[@]}" && echo ' "$@"'; } >"$scratch/bin/novbe-try-voice"
    chmod +x "$scratch/bin/novbe-try-voice"
}

has_sound() {
    head -c 1600 /dev/zero | timeout 2 aplay -q -t raw -f S16_LE -r 8000 >/dev/null 2>&1
}

# Counter 3 is planned from this minute on, and no other: nobody is missed.
plan() {
    local rota=$scratch/rota.csv
    printf '%s\n' 'day,counter,hours,operator,what' "$(here "+%F,3,%H:%M-24:00,$operator,")" \
        "$(here -d tomorrow "+%F,3,00:00-24:00,$operator,")" >"$rota"
    novbe rota --import "$rota" >/dev/null
}

tell_time() {
    printf '\nThe centre runs: %s s after the build.\n' "$(seconds_since "$began")"
}

check_keep() { # leaves the path of the folder in $keep
    mkdir -p "$keep" 2>/dev/null && [[ -w $keep ]] || fail "Nothing can be written to $keep, where tickets should be kept."
    [[ -z $(ls -A "$keep") ]] || fail "$keep is not empty: name a new folder for what should be kept."
    keep=$(cd "$keep" && pwd)
}

tell_kept() {
    [[ -z $keep ]] || printf 'Tickets: %s\n' "$tickets"
    [[ -z $keep || -z $sounds ]] || printf 'What the hall heard: %s\n' "$sounds"
}

run_batch() {
    begin_centre
    talk
    say 'That was all: nothing of it runs any more, and its folder is gone. Next: conf/try on a terminal, tests/run'
    tell_kept
}

# FILE[:DATE[:OFFICE]] and how fast, before minutes are spent: what is in the file is looked at later.
check_day() {
    local file=$day
    [[ ! $day =~ :[0-9]{4}-[0-9]{2}-[0-9]{2}(:.+)?$ ]] || file=${day%"${BASH_REMATCH[0]}"}
    [[ -f $file && -r $file ]] || wrong "--day: there is no file '$file' that can be read."
    [[ -z $speed || $speed =~ ^0*([1-9][0-9]?|[1-5][0-9]{2})(\.[0-9]+)?$ || $speed =~ ^0*600(\.0+)?$ ]] ||
        wrong "--speed is a number from 1 to 600, not $speed."
    [[ $mode != batch ]] || wrong '--day shows all that it does by itself: --batch is not for it.'
    [[ -z $keep ]] || wrong '--day keeps no tickets and no calls: --keep is not for it.'
}

prepare_day() {
    if $built; then
        check_built terminal-screen libshift-clock.so
    else
        check_writable
        packages run build try stage
        build_all -DNOVBE_STAGE=ON "${programs[@]}" terminal-screen shift-clock
    fi
}

# What is loaded before a program and what a board speaks by have no word for a space: they are reached by paths of ours.
run_day() {
    local options=()
    [[ -z $speed ]] || options=(--speed "$speed")
    ln -s "$root" "$scratch/tree"
    ln -s "$(realpath "$build")" "$scratch/build"
    TMPDIR=$scratch NOVBE_SOURCE=$scratch/tree NOVBE_BUILD=$scratch/build \
        patiently python3 -B "$root/tests/stage/replay.py" "$day" "${options[@]}"
}
