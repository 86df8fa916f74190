/* SPDX-License-Identifier: MIT
 *
 * How long something took, over the last ten minutes: how often, half of the times, all but one in a hundred, and the
 * longest. In constant memory, whatever comes.
 *
 * Moments and durations are those of clock_stopwatch_us(), or of a test.
 */
#pragma once

#include "common/base.h"

enum {
    TIMINGS_US = 600 * 1000 * 1000, /* ten minutes */
    TIMINGS_SLOTS = 20,             /* of half a minute: what a slot took is forgotten at once */
    TIMINGS_BUCKETS = 8 * 25,       /* eight in each doubling, up to 134 s and all above */
};

struct timings {
    struct timings_slot {
        int64_t number; /* half minutes since the stopwatch began */
        int64_t longest_us;
        uint32_t counts[TIMINGS_BUCKETS];
    } slots[TIMINGS_SLOTS];
};

void timings_add(struct timings *timings, int64_t took_us, int64_t at_us);

/* Of the nine and a half minutes and more before `at_us`; all 0 if there was nothing. Percentiles are the least time
 * that so many did not exceed, at most an eighth above the true one and never above the longest. */
struct timings_figures {
    int64_t count, p50_us, p99_us, longest_us;
};
struct timings_figures timings_figures(const struct timings *timings, int64_t at_us);
