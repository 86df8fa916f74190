/* SPDX-License-Identifier: MIT
 *
 * How long: the rule run forward. From one scene some two hundred futures are played; the moments at which each waiting
 * ticket, and whoever would come now, is called in them are the forecast. Deterministic for a seed.
 */
#pragma once

#include <stdatomic.h>

#include "daemon/engine/future.h"
#include "daemon/engine/levels.h"

enum { FORECAST_FUTURES = 200 };

/* In ms from the scene. FUTURE_NEVER: in so many futures nobody calls. */
struct forecast_times {
    int32_t p10_ms, p50_ms, p90_ms;
};

struct forecast {
    int64_t at_ms;
    int32_t ticket_count, newcomer_count;
    int32_t *ids;                     /* of ticket i in the engine, from 0, rising */
    struct forecast_times *tickets;   /* by place in ids */
    struct forecast_times *newcomers; /* as scene_newcomer() numbers them */
    int32_t *newcomers_usual_ms;      /* what the usual formula says: work of the people ahead / open counters */
    float *newcomers_served; /* chance that the service has ended when its hours do; 1: they are not known, or nobody is
                              * there or planned who would serve */
};

struct forecast_wish {
    uint64_t seed;
    int32_t futures;
    const atomic_bool
            *in_vain; /* becomes true: nobody wants the forecast, and it may say anything; NULL: it is wanted */
    const struct levels *levels; /* the shares of futures in which the visitor has been called by p10 and by p90; NULL:
                                    a tenth and nine tenths */
};

struct forecast *forecast_new(const struct scene *scene, const struct forecast_wish *wish);
struct forecast *forecast_free(struct forecast *forecast);
DEFINE_CLEANUP(struct forecast *, forecast_free)

/* Of one alone, which takes a tenth of the time, as its futures end when he is called; the same as among all. */
struct forecast_times forecast_one(const struct scene *scene, const struct forecast_wish *wish,
                                   struct future_only only);

/* NULL: it did not wait. */
const struct forecast_times *forecast_of(const struct forecast *forecast, int32_t ticket);
