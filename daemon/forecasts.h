/* SPDX-License-Identifier: MIT
 *
 * How long, as the daemon tells it. At the end of a turn that changed the hall a copy of it (engine/scene.h) is made,
 * and its futures are played on a thread; what comes of it is a table that whoever tells a range of waiting reads. It
 * is made again when something changed, at most once a second; and by and by while somebody waits or serves, as time
 * passes too. What the centre learned of its past days is read at start and when a day opens (learning.h), of today it
 * learns as it goes.
 *
 * Nothing here is kept anywhere: it is made from the hall and the store.
 */
#pragma once

#include "daemon/aside.h"
#include "daemon/engine/outlook.h"
#include "daemon/hall.h"
#include "daemon/learning.h"

struct forecast_run;

struct forecasts {
    struct hall *hall;
    uv_loop_t *loop;
    void (*changed)(void *data); /* the table says something else */
    void *data;
    struct learned learned;
    struct levels levels;
    bool has_learned;  /* at least what the store says */
    bool learns_again; /* another day has opened since it began to read */
    struct learning *learning;
    struct aside *reading;
    struct forecast_run *run;
    struct scene *scene; /* of the table; NULL: there is none */
    struct forecast *table;
    struct outlook *outlook; /* of the same futures */
    struct forecast *told;   /* by which `changed` was called last */
    int32_t told_room;
    int64_t *told_from_ms; /* by ticket: the beginning of its promise; 0: none was made by this process */
    bool stale;            /* the hall has changed since the scene was made */
    int64_t made_ms;       /* when the last scene was; 0: never */
};

/* After hall_start(). */
void forecasts_init(struct forecasts *forecasts, struct hall *hall, uv_loop_t *loop, void (*changed)(void *data),
                    void *data);
/* Run the loop once more before the memory goes. */
void forecasts_done(struct forecasts *forecasts);

/* Events of the hall as they happen; of none: everything may be otherwise. Before forecasts_init(): nothing. */
void forecasts_take(struct forecasts *forecasts, const struct event *events, size_t count);
/* At the end of a turn, after its replies. */
void forecasts_run(struct forecasts *forecasts);
/* When it has something to do without a turn; INT64_MAX: never. */
int64_t forecasts_deadline(const struct forecasts *forecasts);

/* --- what a move would do --- */

/* All that preview_new() takes, complete in itself. */
struct forecast_question {
    struct scene *now, *then;
    struct levels levels;
    struct forecast_wish wish; /* `levels` and `in_vain` are the caller's to set */
};
/* False: nothing is known yet, or more wait than it plays futures of. There must be a day and no halt. */
bool forecasts_ask(struct forecasts *forecasts, const struct move *move, struct forecast_question *ret_question)
        attr_must_check;

/* --- what it says --- */

/* As org.novbe.Visitor tells it. */
enum why_unknown {
    UNKNOWN_NO_FORECAST,
    UNKNOWN_HALTED,
    UNKNOWN_NOBODY_SERVES,
    UNKNOWN_TOO_UNCERTAIN,
    UNKNOWN_NOT_WAITING
};

struct expectation {
    bool known;
    int64_t from_ms, likely_ms, until_ms; /* moments: called before the first in one case of ten, and so on */
    enum why_unknown why;
};

/* `forecasts` may be NULL: none are made. */
struct expectation forecasts_ticket(const struct forecasts *forecasts, const struct ticket *ticket);
/* What its visitor was told when he took it, for the paper of then; not known: nothing was. The beginning is known to
 * the process that told it; after a restart it is the moment of issue. */
struct expectation forecasts_told(const struct forecasts *forecasts, const struct ticket *ticket);
/* What whoever takes a ticket now is told; until_ms 0: nothing. */
struct promise forecasts_promise(const struct forecasts *forecasts, int32_t service, int32_t class, int64_t needs);
/* The chance in percent that who comes now is served before the service closes; 100 if nothing is known, also as nobody
 * serves yet. */
int forecasts_served_percent(const struct forecasts *forecasts, int32_t service, int32_t class);
/* How long a service takes in the mean, as the centre has learned it, or as its catalogue says; and from when on that
 * is far beyond the usual: law_long(). */
struct usual_length {
    int64_t mean_ms, long_ms;
};
struct usual_length forecasts_usual(const struct forecasts *forecasts, const struct rulebook *rulebook,
                                    int32_t service);
/* What becomes of a service's target; counter and moment 0: nothing is known. */
struct service_outlook forecasts_outlook(const struct forecasts *forecasts, int32_t service);
/* Whoever would come now; class 0: the first that may come. */
struct expectation forecasts_newcomer(const struct forecasts *forecasts, int32_t service, int32_t class, int64_t needs);
