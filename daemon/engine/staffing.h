/* SPDX-License-Identifier: MIT
 *
 * How many counters an hour would have kept a past day within its targets.
 */
#pragma once

#include "daemon/engine/rehearsal.h"

enum { STAFFING_PERCENT = 90, STAFFING_HOURS = 26, STAFFING_GROUPS = 24 };

/* Counters that take the same services. */
struct staffing_group {
    int32_t profile;
    int32_t most; /* counters there are: used on that day, or with this profile in the catalogue */
};

struct staffing {
    int32_t hour_count, group_count;
    struct rule_span hours[STAFFING_HOURS];
    struct staffing_group groups[STAFFING_GROUPS];
    int64_t open_ms[STAFFING_HOURS][STAFFING_GROUPS]; /* of all counters on that day, breaks taken out */
    int32_t needed[STAFFING_HOURS][STAFFING_GROUPS];
    struct rehearsed figures[STAFFING_HOURS]; /* of those who entered in that hour, with the counters needed */
    bool reached[STAFFING_HOURS];             /* so many are within target; if not, all counters are not enough */
    bool least; /* not one counter less would do in any hour; else the search was ended before */
    int32_t rehearsals;
};

/* Asked before each rehearsal but the first two; false: the search ends with what it has. */
typedef bool staffing_goes_on(void *data);

/* `first_ms`: when the hour of the first visit begins, by the centre's clock. False: the day has no visits or no posts,
 * or more hours or groups than these. */
bool staffing_find(const struct past_day *day, const struct rulebook *rulebook, int64_t first_ms,
                   staffing_goes_on *goes_on, void *data, struct staffing *ret_staffing);
