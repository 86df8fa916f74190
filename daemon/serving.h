/* SPDX-License-Identifier: MIT
 *
 * At how many counters each service is served now: counted once after something happened in the hall, for all who are
 * told of it.
 */
#pragma once

#include "daemon/hall.h"

struct serving {
    int64_t seq; /* of the hall when it was counted; 0: it was not */
    int32_t count, room;
    int32_t *counters; /* by service */
};

void serving_done(struct serving *serving);
/* What was counted counts no longer, though no fact is newer. */
void serving_forget(struct serving *serving);

/* Signed in, and not paused, for this service as first choice or helping out. */
int32_t serving_counters(struct serving *serving, const struct hall *hall, int32_t service);
