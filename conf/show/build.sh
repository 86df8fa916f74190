# SPDX-License-Identifier: MIT
#
# What conf/try stands on: the packages, and the programs of this tree. $build is the folder they are built in.

programs=(novbed novbe novbe-visitor novbe-counter novbe-board novbe-manager novbe-voice novbe-printer raster-png)

packages() { # SECTION...
    # In the foreground, and no part of the centre that is ended: what apt has begun it ends, whatever is pressed or closed meanwhile.
    env -u NOVBE_TRY "$root/conf/need" "$@" || exit 1
}

check_writable() {
    { mkdir -p "$build" && [[ -w $build ]]; } 2>/dev/null || fail "You may not write to $build." \
        'Try it in a tree of your own, or name another folder to build in: NOVBE_BUILD=/tmp/novbe-build conf/try'
}

build_all() { # [-DOPTION...] TARGET...: all targets without one
    local options=()
    while [[ ${1-} == -* ]]; do options+=("$1") && shift; done
    local log=$scratch/build.log
    say 'Building ...'
    flock --nonblock "$root" true ||
        echo 'Another conf/try or tests/run is building in this tree; this one goes on when that has ended.'
    locked cmake -S "$root" -B "$build" -G Ninja -DCMAKE_C_COMPILER=gcc "${options[@]}" >"$log" 2>&1 &&
        locked ninja -C "$build" "$@" >>"$log" 2>&1 || fail "$(tail -50 "$log")" '' 'novbe does not build here (above).'
}

# Neither cmake nor ninja minds another in the same folder: conf/try and tests/run build one at a time.
locked() { # COMMAND...
    patiently flock "$root" "$@"
}

# A signal is heard at once, and not only when the command has ended.
patiently() { # COMMAND...
    "$@" &
    wait $!
}

check_built() { # [NAME...]: and these; what is not built here, somebody else has built
    local name
    for name in "${programs[@]}" "$@"; do
        [[ -x $build/bin/$name || -x $build/tests/$name ]] ||
            fail "$build holds no $name: without --built, conf/try builds it."
    done
}
