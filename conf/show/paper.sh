# SPDX-License-Identifier: MIT
#
# The paper of conf/try: a CUPS of its own in front of a printer that ippeveprinter imagines, with an 80 mm roll, whose papers come
# out as pictures in the folder $tickets.

# Its attributes: any width up to the roll's, any length, black or nothing, 203 dots an inch, a cutter.
roll() {
    local mm='MEMBER integer' size='collection media-size'
    local blank="$mm media-top-margin 0 $mm media-bottom-margin 0 $mm media-left-margin 400 $mm media-right-margin 400"
    local sheet="$size { $mm x-dimension 8000 $mm y-dimension 20000 }"
    local any='MEMBER rangeOfInteger x-dimension 5000-8000 MEMBER rangeOfInteger y-dimension 2000-60000'
    printf 'ATTR %s\n' 'textWithoutLanguage printer-make-and-model "80 mm roll"' 'boolean color-supported false' \
        'enum finishings-default 3' 'enum finishings-supported 3,11,12' 'keyword media-default "custom_80x200mm_80x200mm"' \
        'keyword media-ready "custom_80x200mm_80x200mm"' \
        'keyword media-supported "custom_80x200mm_80x200mm","custom_min_50x20mm_50x20mm","custom_max_80x600mm_80x600mm"' \
        "collection media-size-supported { $mm x-dimension 8000 $mm y-dimension 20000 }, { $any }" \
        "collection media-col-default { MEMBER $sheet $blank }" "collection media-col-ready { MEMBER $sheet $blank }" \
        "collection media-col-database { MEMBER $sheet $blank }, { MEMBER $size { $any } $blank }" \
        'integer media-bottom-margin-supported 0' 'integer media-top-margin-supported 0' \
        'integer media-left-margin-supported 400' 'integer media-right-margin-supported 400' \
        'keyword print-color-mode-default "monochrome"' 'keyword print-color-mode-supported "monochrome","bi-level"' \
        'resolution printer-resolution-default 203dpi' 'resolution printer-resolution-supported 203dpi' \
        'resolution pwg-raster-document-resolution-supported 203dpi' \
        'keyword pwg-raster-document-type-supported "black_1","sgray_8"' 'keyword pwg-raster-document-sheet-back "normal"' \
        'keyword print-scaling-supported "none","auto"' 'keyword sides-supported "one-sided"' \
        'keyword urf-supported "CP1","MT1","RS203","V1.4","W8","DM1"' \
        'keyword job-creation-attributes-supported "media","media-col","job-name","print-scaling","finishings"'
}

cups_files() { # FOLDER
    local name
    for name in ServerRoot CacheDir StateDir RequestRoot ServerKeychain; do printf '%s %s\n' "$name" "$1"; done
    printf '%s\n' 'PassEnv NOVBE_TRY' "TempDir $1/tmp" 'SystemGroup root' 'FileDevice Yes' "AccessLog $1/access_log" "ErrorLog $1/error_log" \
        "PageLog $1/page_log"
    if ((EUID == 0)); then
        printf '%s\n' 'User lp' 'Group lp' "ServerBin /usr/lib/cups"
    else # Debian's backends are for root alone, and cupsd starts none that others cannot read
        mkdir -p "$1/bin/backend"
        ln -s /usr/lib/cups/{cgi-bin,daemon,driver,filter,monitor,notifier} "$1/bin/" 2>/dev/null
        cp /usr/lib/cups/backend/ipp "$1/bin/backend/" && chmod 755 "$1/bin/backend/ipp"
        printf '%s\n' "ServerBin $1/bin"
    fi
}

begin_cups() {
    local folder=$scratch/cups
    mkdir -p "$folder/tmp" "$folder/certs"
    cups_files "$folder" >"$folder/cups-files.conf"
    printf '%s\n' "Listen $folder/socket" 'Browsing Off' 'WebInterface No' 'DefaultAuthType None' 'DefaultEncryption Never' \
        'DirtyCleanInterval 0' 'IdleExitTimeout 0' '<Location />' 'Allow all' '</Location>' '<Location /admin>' 'Allow all' \
        '</Location>' '<Policy default>' '<Limit All>' 'Allow all' '</Limit>' '</Policy>' >"$folder/cupsd.conf"
    ((EUID != 0)) || chown -R lp:lp "$folder"
    export CUPS_SERVER=$folder/socket DBUS_SYSTEM_BUS_ADDRESS=unix:path=$scratch/bus
    aside dbus-daemon --session --nofork --nopidfile --address="$DBUS_SYSTEM_BUS_ADDRESS"
    # A copy: AppArmor binds the program of this path, and has not heard of private folders.
    cp "$(command -v cupsd)" "$scratch/bin/"
    aside "$scratch/bin/cupsd" -f -c "$folder/cupsd.conf" -s "$folder/cups-files.conf"
}

# Goes on beside all else, and is ended with it.
aside() { # COMMAND...
    "$@" >>"$scratch/aside.log" 2>&1 &
    disown $!
}

cups_runs() {
    [[ $(LC_ALL=C lpstat -r 2>/dev/null) == *'is running'* ]]
}

wait_cups() {
    until_so "$patience" cups_runs ||
        fail "$(tail -20 "$scratch/cups/error_log" 2>/dev/null)" '' 'CUPS did not start in time (above).'
}

begin_printer() { # leaves $port
    roll >"$scratch/roll"
    mkdir -p "$tickets"
    # A paper of the machine that is out of order does not stop the day.
    printf '%s\n' '#!/bin/sh' 'name=$(printf %s/ticket-%03d.png "$NOVBE_TRY_TICKETS" "$IPP_JOB_ID")' 'exec raster-png "$1" "$name"' \
        >"$scratch/mechanism"
    chmod 755 "$scratch/mechanism"
    local try pid
    for try in 1 2 3 4 5 6 7 8 9; do
        port=$((20000 + RANDOM % 12000))
        NOVBE_TRY_TICKETS=$tickets ippeveprinter -p "$port" -n localhost -r off -a "$scratch/roll" -c "$scratch/mechanism" \
            -d "$scratch" -K "$scratch" Roll >>"$scratch/aside.log" 2>&1 &
        pid=$!
        disown $pid
        until_so "$patience" port_is_open ||
            fail "$(tail -5 "$scratch/aside.log")" '' "The printer (ippeveprinter) runs, and does not listen at its port $port (above)."
        ! kill -0 "$pid" 2>/dev/null || return 0 # somebody else may listen there, and it has ended
    done
    fail 'No port of this machine is free for a printer.'
}

port_is_open() { # or the printer has ended
    (exec 3<>"/dev/tcp/127.0.0.1/$port") || ! kill -0 "$pid"
}

begin_printing() { # [OPTION...]
    novbe-printer --config "$scratch/conf/novbe.conf" --socket "$NOVBE_SOCKET" "$@" 2>>"$scratch/printer.log" &
    disown $!
}

pictures() { # those of all that came out, oldest first
    printf '%s\n' "$tickets"/*.png | grep -v '\*' || :
}

printed() { # NUMBER: have so many papers come out?
    (($(pictures | grep -c .) >= $1))
}
