# SPDX-License-Identifier: MIT
#
# The private centre of conf/try: a folder of its own, the shipped configuration in it, the daemon, and the end of all that was
# started. Whatever runs carries the folder's name in its environment, and so does what that has started.

make_scratch() {
    local folder=${TMPDIR:-/tmp}
    # cupsd.conf and the command of a voice have no word for a space, and the path of a socket has 107 bytes.
    [[ $folder =~ ^/[[:alnum:]_./+-]{0,60}$ && -w $folder ]] || folder=/tmp
    scratch=$(mktemp -d "$folder/novbe-try.XXXXXX") || fail "Nothing can be written to $folder."
    ((EUID != 0)) || chmod 755 "$scratch" # what CUPS starts is not root
    export NOVBE_TRY=$scratch NOVBE_SOCKET=$scratch/socket
    store=$scratch/store
    keeper </dev/null >/dev/null 2>&1 &
}

# Killed outright, conf/try cannot tidy up.
keeper() {
    trap '' INT TERM HUP
    unset NOVBE_TRY
    while [[ -e /proc/$$/exe ]]; do sleep 0.5; done
    tidy
}

finish() {
    local status=$?
    trap '' INT TERM HUP
    tidy
    exit $status
}

tidy() {
    end_marked TERM
    until_so 8 none_marked || until_so 8 kill_marked || :
    rm -rf "$scratch"
}

kill_marked() { # none is left: what is killed may just have started another
    end_marked KILL
    none_marked
}

marked() { # the processes of this centre, a number a line
    local found
    found=$(env -u NOVBE_TRY grep -lszxF "NOVBE_TRY=$scratch" /proc/[0-9]*/environ) || :
    found=${found//'/proc/'/}
    printf '%s' "${found//'/environ'/}"
}

end_marked() { # SIGNAL
    local pids
    pids=$(marked)
    # shellcheck disable=SC2086 # numbers
    [[ -z $pids ]] || kill -"$1" $pids 2>/dev/null || :
}

none_marked() {
    [[ -z $(marked) ]]
}

# The shipped sample, in which whoever runs this may also speak for a counter and a board, all that is offered is open at this
# hour of this day and at the next ones, too, and one operator takes whatever a visitor chooses.
sample() {
    local roles='' role all agency
    for role in counter board follower printer; do roles+=" { role = \"$role\"; users = [ \"@owner\" ]; },"; done
    cp -r "$root/conf" "$scratch/conf"
    chmod -R u+w "$scratch/conf"
    edit novbe.conf '^ *\{ role = "admin"; users = .*' "&$roles"
    edit novbe.conf '^( *day_start = )"00:00"' '\1"'"$(quiet_hour)"'"'
    edit novbe.conf '^( *served_percent = )50' '\10'
    for agency in "$scratch"/conf/catalogue/*.conf; do all+=", \"$(basename "$agency" .conf)\""; done
    edit catalogue.conf '^( *[a-z]+day = )\[.*\];' '\1[ "00:00-24:00" ];'
    edit catalogue.conf '^ *breaks = .*' ''
    edit catalogue.conf '^profiles = \($' '&\n    { key = "whatever"; tiers = ( [ '"${all:2}"' ] ); },'
    edit catalogue.conf '^( *\{ id = "'"$operator"'"; .*\]; )\}' '\1profile = "whatever"; }'
    edit calendar.conf '^days = \($' 'days = ( );'
    sed -i '/^days = /q' "$scratch/conf/calendar.conf"
}

# A sample that is no longer what conf/try knows would be open at another hour, or to nobody: that is told, and nothing shown.
edit() { # FILE PATTERN REPLACEMENT: in all lines that it fits, which must be one at least
    local file=$scratch/conf/$1
    grep -Eq -- "$2" "$file" || fail "conf/$1 has no line any more that conf/try must change: $2"
    sed -Ei "s/$2/$3/" "$file"
}

here() { # [OPTION...] FORMAT: what time it is in the centre
    TZ=Asia/Baku date "$@"
}

# When one business day becomes the next: not while somebody looks on.
quiet_hour() {
    local hour
    hour=$(here +%H)
    ((10#$hour < 18)) && echo 00:00 || echo 06:00
}

start() { # OPTION...
    novbed --config "$scratch/conf/novbe.conf" --socket "$NOVBE_SOCKET" --store "$store" "$@" 2>>"$scratch/daemon.log" &
    daemon=$!
    until_so "$patience" daemon_answers || :
    novbe info >/dev/null 2>&1 ||
        fail "$(tail -20 "$scratch/daemon.log")" '' 'The daemon does not answer (its last words stand above).'
}

daemon_answers() { # or has ended
    novbe info || ! kill -0 "$daemon"
}

stop() {
    local status=0
    [[ -n $daemon ]] || return 0
    kill "$daemon" && wait "$daemon" || status=$?
    daemon=
    ((!status)) || fail "$(tail -20 "$scratch/daemon.log")" '' "The daemon ended with $status (its last words stand above)."
}

kill_daemon() { # as a power cut would
    kill -KILL "$daemon"
    wait "$daemon" 2>/dev/null || :
}
