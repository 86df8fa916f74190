/* SPDX-License-Identifier: MIT
 *
 * The truth of one business day: who waits, who is called and served, what ended how. Without I/O, clock or globals; a
 * static library of its own, whose undefined symbols a test looks at.
 *
 *     command -> engine_decide() -> events, or a refusal; nothing has changed
 *     event   -> engine_apply()  -> cannot fail
 *
 * Whoever stores the events between the two can rebuild the state by applying them again: a restart is a replay. Time
 * is an argument; it never runs backwards from event to event.
 */
#pragma once

#include "daemon/engine/rulebook.h"
#include "daemon/engine/ticket.h"

struct engine;

struct engine *engine_new(void);
struct engine *engine_free(struct engine *engine);
DEFINE_CLEANUP(struct engine *, engine_free)

/* What the command brings about, appended to `events` with seq 0, or -EPERM and why not. `now_ms` must not be before
 * engine_now(). A command that changes nothing answers no events. */
int engine_decide(const struct engine *engine, const struct rulebook *rulebook, const struct command *command,
                  int64_t now_ms, struct events *events, struct refusal *ret_refusal) attr_must_check;

/* Takes a fact that has its seq. It must come from engine_decide() on this very state, or from the ledger in its order;
 * a day is complete in itself, so a new engine may begin with the first event of any day. */
void engine_apply(struct engine *engine, const struct event *event);

/* Decides and applies, the events numbered from engine_seq() + 1: what the daemon does once in a turn before it stores
 * them. A finish with `next` is two decisions: that nobody waits does not take the finish back, and is told by
 * `ret_refusal` beside 0. */
int engine_execute(struct engine *engine, const struct rulebook *rulebook, const struct command *command,
                   int64_t now_ms, struct events *events, struct refusal *ret_refusal) attr_must_check;

/* When COMMAND_TIME has something to decide; INT64_MAX: never. */
int64_t engine_deadline(const struct engine *engine);

/* --- what it knows --- */

int64_t engine_seq(const struct engine *engine);
int64_t engine_now(const struct engine *engine);
int32_t engine_day(const struct engine *engine); /* 0: none is open */
bool engine_halted(const struct engine *engine);
/* The day is being closed: nothing is taken any more, and COMMAND_CLOSE_DAY goes on until it is. */
bool engine_day_closes(const struct engine *engine);
/* Since when the wall clock is not trusted; 0: it is. */
int64_t engine_clock_suspect_ms(const struct engine *engine);

/* Why and since when the hall stands still; reason 0: it does not. */
struct halt {
    int32_t reason;
    int64_t since_ms;
};
struct halt engine_halt(const struct engine *engine);

/* A service closed early; closing 0: it is not. */
struct early_closing {
    enum closing closing;
    int32_t reason, last_ticket;
    int64_t since_ms;
};
struct early_closing engine_closing(const struct engine *engine, int32_t service);

/* The greatest number given today under a prefix; 0: none. */
int32_t engine_last_number(const struct engine *engine, int32_t prefix);

/* NULL: no such ticket today. Tickets have ids 1..engine_tickets(). Pointers hold until the next event. */
int32_t engine_tickets(const struct engine *engine);
const struct ticket *engine_ticket(const struct engine *engine, int32_t id);

/* When the next promise of somebody who waits will have passed (step_promise_passed()); INT64_MAX: none will. */
int64_t engine_promise_deadline(const struct engine *engine, int64_t now_ms);
const struct ticket *engine_find(const struct engine *engine, int32_t prefix, int32_t number);

/* Spans of today of which not all tickets are known, as the store was begun anew from a copy: the first of those who
 * had numbers of the first range, and so on (rules_numbers_step()). No span from 0 to 0 is one that nobody told. */
int32_t engine_lost_spans(const struct engine *engine);
struct rule_span engine_lost_span(const struct engine *engine, int32_t place);

/* How many wait for a service now, and the one at this place of its calling order (NULL: none). */
int32_t engine_waiting(const struct engine *engine, int32_t service);
const struct ticket *engine_waiting_at(const struct engine *engine, int32_t service, int32_t place);

/* How many of those who wait for the same service are before it; -1: it does not wait. */
int32_t engine_ahead(const struct engine *engine, int32_t id);

enum session_state {
    SESSION_NONE,
    SESSION_PRESENT, /* signed in, terminal connected */
    SESSION_LOST,    /* terminal gone, the lease runs */
    SESSION_AWAY     /* the lease is over; a served ticket is still his, the counter is not */
};

enum activity {
    ACTIVITY_FREE,
    ACTIVITY_TICKET, /* called or serving */
    ACTIVITY_HELP,   /* beside the holder */
    ACTIVITY_PAUSE,
    ACTIVITY_TASK,
    ACTIVITIES
};

struct session {
    int32_t operator_id;
    int64_t seq; /* of the event by which he came to this counter: tells one session from another */
    enum session_state state;
    int32_t counter; /* 0: none (SESSION_AWAY) */
    int32_t profile;
    int64_t languages;
    enum activity activity;
    int32_t ticket;               /* held or helped with */
    int32_t code;                 /* of the pause or task */
    int64_t since_ms;             /* in this activity */
    int64_t until_ms;             /* of a pause */
    int64_t lease_ms;             /* SESSION_LOST: until then the counter and a called ticket are his */
    int32_t next_pause;           /* asked for after the current visitor: code; 0: none */
    int64_t next_pause_ms;        /* its length */
    int64_t spent_ms[ACTIVITIES]; /* signed in today, before `since_ms` */
};

/* NULL: not signed in. */
const struct session *engine_session(const struct engine *engine, int32_t operator_id);
/* One more than the greatest operator's id known today. */
int32_t engine_operators(const struct engine *engine);
const struct session *engine_session_at(const struct engine *engine, int32_t counter);

/* The profile that a supervisor gave a counter for a time; profile 0: it has its own. */
struct lent_profile {
    int32_t profile;
    int64_t until_ms; /* 0: until the day closes */
};
struct lent_profile engine_lent_profile(const struct engine *engine, int32_t counter);

/* What an operator did last and could take back until then; kind 0: nothing. */
struct last_act {
    int32_t kind; /* enum event_kind: CALLED, FINISHED, MISSED, TRANSFERRED, PARKED */
    int32_t ticket;
    bool and_next; /* a finish that called the next, too */
    int64_t until_ms;
};
struct last_act engine_last_act(const struct engine *engine, int32_t operator_id);

enum booking_state { BOOKING_OPEN = 1, BOOKING_CHECKED_IN, BOOKING_CANCELLED, BOOKING_MISSED };
struct booking {
    int32_t id; /* 0: unused */
    enum booking_state state;
    int32_t service, class, language, party, ticket;
    int64_t needs, slot_ms, code;
    int64_t until_ms; /* nobody came until then: missed */
};
const struct booking *engine_booking(const struct engine *engine, int32_t id);
/* One more than the greatest id of today. */
int32_t engine_bookings(const struct engine *engine);

/* Planned presence at a counter. */
struct shift {
    int32_t id; /* 0: unused */
    int32_t counter, operator_id;
    int64_t from_ms, until_ms;
    int32_t what; /* enum presence */
};
/* NULL: no such shift today. */
const struct shift *engine_shift(const struct engine *engine, int32_t id);
/* One more than the greatest id of today. */
int32_t engine_shifts(const struct engine *engine);

/* Visits and steps of the day so far; each line adds up. */
struct figures {
    int64_t visits, visits_ended[STEP_ENDS]; /* [END_NONE]: open */
    int64_t steps, steps_ended[STEP_ENDS];
    int64_t people;
    int64_t adopted; /* visits of a lost span: issued by another machine, entered here from the paper */
    int64_t partly_served;
    int64_t returned;                        /* no-shows taken back */
    int64_t return_codes, return_codes_used; /* given to those never called; visits that came with one */
    int64_t ratings, stars;                  /* visits that were rated, and the sum: the mean is that of these alone */
};
struct figures engine_figures(const struct engine *engine);

/* Every fact of the state in words, line by line: two engines are equal if these are. */
struct buffer;
void engine_describe(const struct engine *engine, struct buffer *buffer);
