# SPDX-License-Identifier: MIT
#
# What conf/try opens on a terminal: one window with what the hall has on the left, kiosk and board, and what staff have on the right,
# counter and manager. All four are real and live. tmux holds them, and is bare of keys of its own but for those that stand below.

least_columns=120 least_rows=36

check_terminal() {
    local size rows columns
    { tput cup 1 1 && tput clear; } >/dev/null 2>&1 ||
        fail "The terminal \"${TERM-}\" is not known here, or cannot show pages: set TERM, as in: TERM=xterm-256color conf/try" \
            'Without pages: conf/try --batch'
    size=$(stty size)
    rows=${size% *} columns=${size#* }
    ((rows && columns)) ||
        fail 'This terminal does not tell its size. If it has one: stty columns 160 rows 48' 'Without pages: conf/try --batch'
    ((columns >= least_columns && rows >= least_rows)) ||
        fail "This terminal has $columns columns and $rows rows; four programs side by side need $least_columns and $least_rows, better 160 and 48." \
            'Make the window larger or its letters smaller (often Ctrl and -), or without pages: conf/try --batch'
}

check_tmux() {
    command -v tmux >/dev/null || fail 'tmux is missing, in which conf/try shows its terminals: apt-get install tmux'
}

pane() { # TITLE [SPLIT-OPTION...] -- PROGRAM ARGUMENT...: leaves its id in $id. A program that ends is begun again.
    local title=$1 options=() command
    shift
    while [[ $1 != -- ]]; do options+=("$1") && shift; done
    shift
    program "$@"
    [[ ${options[*]} != new-* ]] || options+=(-s novbe -x "$columns" -y $((rows - 2))) # two are the status lines
    id=$(terminals "${options[@]}" -P -F '#{pane_id}' \
        bash -c 'while :; do "$@" 2>>"$NOVBE_TRY/terminals.log"; sleep 1; done' pane "${command[@]}")
    terminals select-pane -t "$id" -T "$title"
}

# What fits: the manager needs 68 columns, the kiosk 22 rows; the rest is shared out.
open_window() { # leaves ids of the panes in $kiosk and $counter
    local size rows columns id right kiosk_rows lower board
    size=$(stty size)
    rows=${size% *} columns=${size#* }
    right=$((columns < 132 ? 68 : columns < 240 ? 80 : 130))
    kiosk_rows=$((22 + (rows - least_rows) / 3))
    lower=$(((rows - 4) / 2))
    begin_window
    pane 'Kiosk: take a ticket here' new-session -d -- novbe-visitor --kiosk entrance-1
    kiosk=$id
    pane 'Counter 3: call it here' split-window -h -t "$kiosk" -l "$right" -- novbe-counter --counter 3 --operator "$operator"
    counter=$id
    pane 'Manager: the hall' split-window -v -t "$counter" -l "$lower" -- novbe-manager
    pane 'Board: what the hall sees and hears' split-window -v -t "$kiosk" -l $((rows - 5 - kiosk_rows)) -- \
        novbe-board --board green --voice novbe-try-voice
    terminals select-pane -t "$kiosk"
}

begin_window() {
    terminals start-server \; set-option -g exit-empty off \; set-option -g mouse on \; set-option -g escape-time 20 \; \
        set-option -g prefix None \; set-option -g prefix2 None \; set-option -g set-titles on \; \
        set-option -g set-titles-string novbe \; set-option -g set-clipboard off \; \
        set-option -g status-style 'bg=colour24,fg=colour255' \; set-option -g status 2 \; \
        set-option -g pane-border-status top \; set-option -g pane-border-format '#[bold] #{pane_title} ' \; \
        set-option -g pane-border-style fg=colour244 \; set-option -g pane-active-border-style fg=colour33 \; \
        set-option -g status-format[0] "#[align=left]$(hint_first)" \; \
        set-option -g status-format[1] "#[align=left]#[range=left]#[bold] Leave: Ctrl-C #[nobold]#[norange]$(hint_second)"
    terminals unbind-key -a -T prefix \; unbind-key -a -T root \; bind-key -n C-c detach-client \; \
        bind-key -n MouseDown1StatusLeft detach-client \; bind-key -n MouseDown1Pane select-pane -t = '\;' send-keys -M \; \
        bind-key -n MouseDrag1Border resize-pane -M \; bind-key -n M-Up select-pane -U \; bind-key -n M-Down select-pane -D \; \
        bind-key -n M-Left select-pane -L \; bind-key -n M-Right select-pane -R
}

hint_first() {
    echo ' First: touch a service (click), then “Take a ticket”. Then click the counter: Enter calls, Enter: is here, Enter: done.'
}

hint_second() {
    local path=${tickets//'#'/'####'} # or it were a format of tmux, which can run commands; read twice, as a format and as a line
    echo " · Pane: click or Alt-arrow · Operator $operator, PIN $pin · Tickets: ${path//'%'/'%%'}" # a long path is cut, nothing else
}

sign_in() {
    novbe operator pin "$operator" <<<"$pin" >/dev/null
    shows "$counter" PIN
    press "$counter" "$pin" Enter
    shows "$counter" 'Nobody waits for you'
}

# The kiosk's own printer and those that stand in for it: one machine, here.
add_printers() {
    local key
    for key in entrance-1 entrance-2 reception blue upper; do
        novbe printer add "$key" "ipp://127.0.0.1:$port/ipp/print" --no-test --config "$scratch/conf/novbe.conf" \
            >>"$scratch/aside.log" 2>&1 || fail "$(tail -5 "$scratch/aside.log")" '' 'A printer was not set up (above).'
    done
}

run_window() {
    local kiosk counter began_s started
    echo 'Starting the centre ...'
    begin_centre
    open_window
    add_printers
    begin_printing
    sign_in
    shows "$kiosk" 'All services'
    tell_time
    started=$(seconds_since "$began") began_s=$SECONDS
    terminals attach-session -t novbe <>"$(tty)" & # beside, so that a signal is heard at once
    wait $! || fail 'tmux could not open the window, or lost it (above).'
    echo "The centre ran for $((SECONDS - began_s)) s, and had started in $started s. Papers that came out: $(pictures | grep -c .)." \
        'Nothing of it runs any more.'
    tell_kept
}
