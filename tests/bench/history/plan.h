/* SPDX-License-Identifier: MIT
 *
 * What will happen in a day, the earliest first; of what happens at once, what was planned first.
 */
#pragma once

#include "common/base.h"

enum what {
    VISITOR_COMES,
    VISITOR_PUTS_OFF,
    VISITOR_GIVES_UP,
    VISITOR_IS_BACK,
    VISITOR_BOOKS,
    WORKER_GOES_ON, /* with what stands in its post */
    HALL_IS_SEEN,   /* whoever is idle looks up */
};

struct happening {
    int64_t at_ms;
    int64_t place; /* in the order of planning */
    enum what what;
    int32_t who;
};

struct plan {
    struct happening *items; /* a binary heap */
    size_t count, room;
    int64_t planned;
};

void plan_done(struct plan *plan);
void plan_add(struct plan *plan, int64_t at_ms, enum what what, int32_t who);
/* False: nothing more. */
bool plan_take(struct plan *plan, struct happening *ret_happening);
