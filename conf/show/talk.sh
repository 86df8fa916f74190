# SPDX-License-Identifier: MIT
#
# conf/try --batch: a visitor's way through the real programs, from the touch to the report, and what becomes of the centre when
# things break. Each step says what should be seen, shows what is seen, and fails if that is something else.

visitor=org.novbe.Visitor

talk() {
    language=en
    say 'The sample centre of conf/, by a daemon of our own:'
    show novbe check "$scratch/conf/novbe.conf"
    told ' 0 warnings$'
    begin_paper
    kiosk
    on_paper
    counter
    asked_by_programs
    broken
    two_machines
    closed
    verified
}

# --- a visitor's way ---

begin_paper() {
    say 'A printer behind a CUPS of our own (both private). It is set up in one command, which prints a test paper:'
    begin_printing --printer entrance-1
    show novbe printer add entrance-1 "ipp://127.0.0.1:$port/ipp/print" --config "$scratch/conf/novbe.conf"
    told 'came out'
    tell_time
}

kiosk() {
    say 'A kiosk as a visitor sees it: the services most asked, and those of twenty agencies behind a button:'
    open kiosk 80 24 novbe-visitor --kiosk entrance-1
    shows kiosk 'First identity card'
    page kiosk
    told 'First identity card' 'All services'
    say 'A touch tells what to bring and how long it takes. A second one, and there is a ticket:'
    tap kiosk 'First identity card' 'Take a ticket'
    page kiosk
    told 'Birth certificate'
    tap kiosk 'Take a ticket' 'Check code'
    page kiosk
    told 'Check code: [A-Z0-9]{5}'
}

is_printed() { # TICKET
    novbe paper "$1" | grep -q printed
}

on_paper() {
    say 'Its paper, and how it is known that it came out:'
    until_so "$patience" is_printed KA001 || :
    show novbe paper KA001
    told 'printed'
    until_so "$patience" printed 2 || fail "$(tail -5 "$scratch/aside.log")" '' 'The printer was sent a ticket, and no picture of it came out (above).'
    say 'What the printer was sent is a picture, and this is what stands on it (the second paper of a ticket would be a copy):'
    ls "$tickets"
    show novbe-printer --config "$scratch/conf/novbe.conf" --socket "$NOVBE_SOCKET" --preview KA001 --png "$scratch/ticket.png"
    told 'First identity card' 'Check code: [A-Z0-9]{5}'
}

counter() {
    say 'An operator gets a PIN and signs in at counter 3; Enter calls. The board of the hall, which also speaks:'
    show novbe operator pin "$operator" <<<"$pin"
    open board 100 24 novbe-board --board green --voice novbe-try-voice
    open counter 80 24 novbe-counter --counter 3 --operator "$operator"
    shows counter PIN
    press counter "$pin" Enter
    shows counter KA001
    press counter Enter
    shows board 'Please go to counter 3'
    page board
    told 'Please go to counter 3'
    announced
    say 'The same at the counter:'
    shows counter 'Undo'
    page counter
    told 'KA001' 'First identity card'
    bounce
    say 'Enter when the visitor is there, Enter when it is done, which calls the next:'
    press counter Enter
    shows counter 'Done, and the next'
    page counter
    bounce
    press counter Enter
    shows counter '1 served'
    page counter
    terminals kill-server
}

heard() { [[ -s $sounds/000001.wav ]]; }

announced() {
    [[ -n $sounds ]] || return 0
    until_so "$patience" heard || fail "The board's voice made no sound (novbe-voice)."
    say 'There is no sound device here, so what the hall hears is a file:'
    ls "$sounds"
}

# --- what programs see ---

asked_by_programs() {
    local wish='{"services":["id-card-first"],"language":"az","request":"wish-1"}'
    say 'Any program may ask, in the language of whoever stands before it:'
    some 'name|day|time|hours' novbe call $visitor.GetCentre '{"language":"az"}'
    told '"name": "Xidmət mərkəzi"'
    today=$(field day)
    say 'A ticket that was answered is on disk:'
    some 'ticket|code|ahead|proof|repeated' novbe call $visitor.Issue "$wish"
    told '"ticket": "KA002"'
    code=$(field code)
    say 'The reply got lost, and the kiosk asks again with the same request. It is the same ticket, not a second one:'
    some 'ticket|repeated' novbe call $visitor.Issue "$wish"
    told '"ticket": "KA002"' '"repeated": true'
    say 'What is wrong is refused with an error that a program can read:'
    refused novbe call $visitor.WhereAmI '{"ticket":"KA002","code":"AAAAA"}'
    told 'org\.novbe\.'
}

# --- what breaks ---

broken() {
    say 'The power fails. The daemon is killed in the middle of its work and started again:'
    kill_daemon
    start
    some 'ticket|state|counter' novbe call $visitor.WhereAmI "{\"ticket\":\"KA002\",\"code\":\"$code\"}"
    told '"ticket": "KA002"' '"state": "waiting"'
    say 'Nothing that was told is lost. What happened to the first ticket, and why it was called:'
    show novbe story KA001 --language en
    told 'Issued at a kiosk' 'Called to counter 3'
    show novbe explain KA001 --language en
    told 'KA001 was called to counter 3'
}

follows_whole() { [[ $(novbe status) =~ whole\ +[0-9] ]]; }

# From here on the second machine is the one that is talked with.
two_machines() {
    local wish='{"services":["id-card-first"],"language":"az"}' centre=$NOVBE_SOCKET first code
    say 'A second machine, which could be in another house, takes every fact as it is written:'
    first=$daemon store=$scratch/copy
    cp "$scratch/store-pepper" "$scratch/copy-pepper"
    NOVBE_SOCKET=$scratch/second
    typed novbed --follow "$centre"
    start --follow "$centre"
    until_so "$patience" follows_whole || fail 'The second machine has no whole copy.'
    novbe status 2>/dev/null | grep -E '^(follows|facts|whole) ' | tee "$scratch/said"
    told '^whole '
    say 'The second one is off for a moment. The first gives one more ticket, and is lost with its disk:'
    stop
    NOVBE_SOCKET=$centre some 'ticket|code' novbe call $visitor.Issue "$wish"
    told '"ticket": "KA003"'
    paper=$(field ticket) code=$(field code)
    daemon=$first
    kill_daemon
    rm -f "$scratch"/store*
    start --follow "$centre"
    say 'Somebody puts the second one in its place:'
    show novbe promote
    until_so "$patience" novbe call $visitor.GetCentre || fail 'The second machine does not take its place.'
    say 'Numbers go on where the lost machine cannot have come, and codes have a sign more:'
    some 'ticket|code' novbe call $visitor.Issue "$wish"
    told '"ticket": "KA10001"' '"code": "[A-Z0-9]{6}"'
    say 'Whoever holds a paper of the lost machine keeps the turn:'
    show novbe adopt "$paper" --service id-card-first --code "$code"
    told "$paper"
}

# --- the end of the day ---

closed() {
    say 'A service is closed early; who waits is sent home, and every kiosk says why:'
    novbe call $visitor.Issue '{"services":["id-card-first"]}' >/dev/null
    show novbe service close id-card-first system-down --send-home
    told 'sent home KA002' "sent home $paper"
    typed novbe call $visitor.ListServices '{"language":"en"}'
    novbe call $visitor.ListServices '{"language":"en"}' |
        sed -nE '/"key": "id-card-first"/,/\}/s/^ *("(name|open|hours)": .*[^,]),?$/  \1/p' | tee "$scratch/said"
    told '"open": false'
    say 'The day is closed. Every ticket has an end, and the figures add up:'
    show novbe close-day
    told '^visits +5$' '^  served +1$' '^  never called +4$'
    say 'What visitors were told of their waiting, beside what happened:'
    show novbe accuracy
    told '^all +5 '
    say 'What the manager reads the next morning, its first page (--output day.html or day.pdf has all of it, with charts):'
    typed novbe report --day "$today" --language en
    novbe report --day "$today" --language en --languages "$scratch/conf/lang" >"$scratch/said"
    sed '/^Waiting through the day$/,$d' "$scratch/said"
    told '5 visits' 'Called within the target +20.0% +1 of 5' 'Difference +0 +it adds up'
}

verified() {
    stop
    say 'Is the ledger what was written, every fact of it?'
    cd "$scratch"
    show novbed --verify "$(basename "$store")"
    cd "$root"
    told '^whole$'
}
