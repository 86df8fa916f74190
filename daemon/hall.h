/* SPDX-License-Identifier: MIT
 *
 * The hall as it is now: the engine that knows the day, the store that keeps it, the rulebook it goes by. Methods ask
 * it for what they show; what they change goes through wish.h.
 *
 * Commands of a turn are decided and applied at once and become durable together by hall_commit(), the first step of
 * the end of the turn. If that fails, the engine is built anew from what is on disk, what is in no store is taken back
 * (memory.h), and nothing that was told in the turn may be heard (turn.h).
 */
#pragma once

#include "common/centre.h"
#include "daemon/codes.h"
#include "daemon/engine/engine.h"
#include "daemon/operators.h"
#include "daemon/rulebook.h"
#include "daemon/store.h"
#include "daemon/timings.h"

struct forecasts;
struct papers;
struct turn;

struct hall {
    struct store *store;
    struct engine *engine;
    struct rulebook *rulebook;
    const struct centre *centre;
    struct turn *turn;
    struct name_source names; /* of the store */
    struct operators operators;
    struct papers *papers;       /* what is printed; NULL: nothing is */
    struct forecasts *forecasts; /* NULL: none are made */
    void (*changed)(void *data, const struct event *events, size_t count);
    void (*owed)(void *data);
    void *data;
    struct hall_opener {
        void (*opened)(void *data, int32_t day);
        void *data;
    } openers[8]; /* hall_on_day_opened() */
    size_t opener_count;
    struct hall_today { /* the business day of now; not yet known: no moment is in it */
        int64_t from_ms, until_ms;
        int32_t day;
    } today;
    int32_t closed_day;      /* by this process */
    int64_t clock_looked_ms; /* when the wall clock was last compared; 0: not yet */
    int64_t failed_since_ms; /* the store fails since, and nothing was durable; 0: it does not */
    int64_t failed_ms;       /* it did last */
    bool frozen;             /* from a commit that failed until hall_go_on(): only looked at */
    bool stale;              /* not even replayed: nothing of it is true */
    /* Facts of the daemon's own, which are told again in another turn until one of them is durable. */
    bool starting;
    int64_t epoch;     /* how often the store was begun anew from a copy: part of every check code */
    int64_t epoch_due; /* so many epochs, the last one included, the ledger does not know of */
    int64_t found_ms;  /* the last fact that was in the store when it was opened; 0: none */
    bool owes;
    bool own_told; /* in this turn */
    int64_t commits, commits_failed;
    struct timings timings; /* of both */
    struct events events;   /* of the command being executed: empty between two */
};

struct hall_options {
    const char *path; /* of the store */
    const struct centre *centre;
    struct turn *turn;
    /* Told of events as they happen, not durable yet; of none: everything may be otherwise, as after a failed commit.
     */
    void (*changed)(void *data, const struct event *events, size_t count);
    /* What the daemon knows by itself, and no caller will say again, is to be told to the store in this turn: because
     * of hall_owe(), and after a commit that failed in every turn that tries the store again. It gives the store
     * something to write, so that it is known when it works again. May be NULL. */
    void (*owed)(void *data);
    void *data;
};

/* Opens the store and replays the open day. On failure `error` says what and what to do. */
int hall_open(struct hall *hall, const struct hall_options *options, char error[STORE_ERROR_SIZE]) attr_must_check;
/* Lets every lease begin anew, and opens the business day of now (closing the one before if it is over). */
void hall_start(struct hall *hall);
void hall_close(struct hall *hall);

/* The centre has been loaded again: a new rulebook, and a fact of the ledger, with `changes` in words as its text. The
 * old one must live until the turn is durable, and comes back if it fails. */
void hall_configure(struct hall *hall, const struct centre *centre, int64_t user, const char *changes);

/* --- what happens to it --- */

/* Executes a command of now; its events go to the store with the turn. 0, or -EPERM and why not. */
int hall_do(struct hall *hall, const struct command *command, struct refusal *ret_refusal) attr_must_check;

/* Makes the turn durable. On failure all is as it was before the turn, or where not even that can be read, the hall is
 * stale; and it is frozen until hall_go_on(), so that what is asked now is what is on disk. */
int hall_commit(struct hall *hall) attr_must_check;
void hall_go_on(struct hall *hall);

/* What time brings about, up to now: deadlines, the end of the business day (some tickets a turn), its beginning.
 * Nothing while the hall is frozen. */
void hall_run_clock(struct hall *hall);
/* The daemon has something to tell by itself: `owed` is asked in the next turn that can, again until it is durable. */
void hall_owe(struct hall *hall);
/* Closes the open day now: some tickets a turn, until `changed` tells DAY_CLOSED. */
void hall_close_day(struct hall *hall);
/* When hall_run_clock() has something to do next; while the store fails, not at once. */
int64_t hall_deadline(struct hall *hall);
/* The same for a moment at which somebody else wants to change something. */
int64_t hall_rest(const struct hall *hall, int64_t deadline_ms);

/* Facts that outlive a day (bookings, closures, shifts) enter it as commands when it opens. Told also at start, where a
 * day is open already: what it knows is not to be told again. */
void hall_on_day_opened(struct hall *hall, void (*opened)(void *data, int32_t day), void *data);

/* --- names --- */

/* 0: the rulebook has no such key; the engine refuses it by its name. NULL is 0. */
int32_t hall_id(const struct hall *hall, enum name_kind kind, const char *key);
/* NULL: 0, or no such number. */
const char *hall_key(const struct hall *hall, enum name_kind kind, int32_t id);
/* ID_BIT()s of keys; false: there is one that the rulebook does not have, then *ret_unknown names it. */
bool hall_bits(const struct hall *hall, enum name_kind kind, size_t count, const char *const *keys, int64_t *ret_bits,
               const char **ret_unknown);
/* The keys of ID_BIT()s, in the arena. */
const char **hall_keys(const struct hall *hall, enum name_kind kind, int64_t bits, struct arena *arena,
                       size_t *ret_count);

/* --- tickets as people say them --- */

/* "A042" of today; NULL: there is none. Small letters and missing zeros are taken as what they stand for. */
const struct ticket *hall_ticket(const struct hall *hall, const char *text);
/* Of any day: prefix (prefix_of()) and number. False: no ticket is called so. */
bool ticket_parse(const char *text, int32_t *ret_prefix, int32_t *ret_number);
/* And back: "A042". */
const char *ticket_text(int32_t prefix, int32_t number, struct arena *arena);
/* "A042"; NULL: no such ticket. */
const char *hall_ticket_text(const struct hall *hall, int32_t id, struct arena *arena);
