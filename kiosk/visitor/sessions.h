/* SPDX-License-Identifier: MIT
 *
 * How the kiosk is used, counted for reports: sessions, how long each took to a ticket, how each ended, and how long
 * the kiosk was open and busy. Nothing in it is of a person. Whoever has it follows each turn of the program, and tells
 * the daemon when it is due; what could not be told yet stays, added up.
 *
 * A session begins with the first touch and ends when the first page is back. Whoever goes back to that page and
 * touches it again at once goes on with the same session. Touches that never led beyond the first page are none.
 */
#pragma once

#include "common/base.h"

enum {
    SESSIONS_TICKETS = 256,       /* told at once */
    SESSIONS_TELL_MS = 600000,    /* so often at most */
    SESSIONS_QUIET_MS = 3600000,  /* so often if nobody came */
    SESSIONS_RESUME_MS = 10000,   /* at once */
    SESSIONS_AGAIN_MS = 60000,    /* if it could not be told */
    SESSIONS_ABANDONED_MS = 45000 /* without a touch */
};

/* What came of a session: the first that is true. */
enum session_came { CAME_TICKET, CAME_ANSWER, CAME_HELP, CAME_REFUSAL, CAME_KINDS };

struct sessions_count {
    int64_t from_ms; /* since then; 0: nothing to tell */
    int64_t open_ms, busy_ms;
    int64_t answered, helped, refused, given_up, abandoned;
    size_t ticket_count;
    int64_t to_ticket_ms[SESSIONS_TICKETS];
};

struct sessions {
    struct sessions_count count; /* not told yet */
    int64_t not_before_ms;       /* it was tried, and is not tried again before then */
    int64_t now_ms;              /* of the last turn; 0: there was none */
    bool is_open;                /* in that turn */
    /* The session; began_ms 0: nobody is there. */
    int64_t began_ms, touched_ms, to_ticket_ms;
    int64_t back_ms; /* the first page was back then; 0: it is not */
    bool came[CAME_KINDS];
    bool went_on; /* beyond the first page */
    bool is_staff;
};

/* Somebody touches the screen. */
void sessions_touch(struct sessions *sessions, int64_t now_ms);
void sessions_come(struct sessions *sessions, enum session_came what, int64_t now_ms);
/* What staff look for is seen: it is no session of a visitor. */
void sessions_are_of_staff(struct sessions *sessions);

/* The visitor has left, or was taken to have: the first page comes back for the next. */
void sessions_leave(struct sessions *sessions, bool home, int64_t now_ms);

/* A turn is over. `is_open`: a ticket could be had here; `home`: the first page is on top. */
void sessions_follow(struct sessions *sessions, bool is_open, bool home, int64_t now_ms);

/* When there is something to tell; INT64_MAX: nothing. */
int64_t sessions_due_ms(const struct sessions *sessions);
/* Takes it; false: there is nothing. A session that goes on is told with the next. */
bool sessions_take(struct sessions *sessions, struct sessions_count *ret_count);
/* It could not be told, and is to be tried again; of more tickets than are told at once the rest is forgotten. */
void sessions_give_back(struct sessions *sessions, const struct sessions_count *count);
