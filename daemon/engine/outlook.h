/* SPDX-License-Identifier: MIT
 *
 * What a supervisor wants to know before it happens: of which services the target will be missed, when first, for how
 * many of those who wait; and which counter to open against it, by playing the futures of a hall in which it is open.
 */
#pragma once

#include "daemon/engine/forecast.h"

struct service_outlook {
    int64_t missed_ms; /* moment at which somebody who waits or would come now has waited for longer than the target
                        * and, as often as not, was not called; 0: nobody will */
    int32_t late;      /* so many of those who wait */
    int32_t counter;   /* to be opened; 0: none would help, or nobody is late */
    int32_t late_then; /* so many would be late with it */
};

struct outlook {
    int32_t service_count;
    struct service_outlook *services; /* by id */
};

/* Changes the scene meanwhile. `wish`: as of the forecast; counters are tried by a part of its futures. */
struct outlook *outlook_new(struct scene *scene, const struct forecast *forecast, const struct forecast_wish *wish);
/* The same without any counter to open. */
struct outlook *outlook_look(const struct scene *scene, const struct forecast *forecast);
struct outlook *outlook_free(struct outlook *outlook);
DEFINE_CLEANUP(struct outlook *, outlook_free)

/* Trials are compared by counts of people, not by minutes: a quarter of the futures tells them apart. */
enum { TRIAL_SHARE = 4 };
struct forecast_wish outlook_trial(const struct forecast_wish *wish);
/* Could somebody open this counter? Nobody is there, though somebody may be planned. */
bool outlook_is_free(const struct scene *scene, int32_t counter);
