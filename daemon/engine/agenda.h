/* SPDX-License-Identifier: MIT
 *
 * What time will bring about, the earliest first. An entry is never taken out when its reason goes away: it is looked
 * at when its turn comes, and dropped if it no longer holds.
 */
#pragma once

#include "common/base.h"

enum deadline_kind {
    DEADLINE_PROMOTE, /* a waiting ticket goes to the top tier */
    DEADLINE_BACK,    /* put off or parked until then */
    DEADLINE_FINAL,   /* an end can be taken back no longer */
    DEADLINE_LEASE,   /* of the operator named by `id` */
    DEADLINE_BOOKING, /* of the booking named by `id`: nobody came */
    DEADLINE_PROFILE  /* of the counter named by `id`: it has its own profile again */
};

struct deadline {
    int64_t at_ms;
    enum deadline_kind kind;
    int32_t id; /* of the ticket */
    int32_t step;
};

struct agenda {
    struct deadline *items; /* a binary heap */
    int32_t count, room;
};

void agenda_done(struct agenda *agenda);
void agenda_add(struct agenda *agenda, struct deadline deadline);
void agenda_drop_first(struct agenda *agenda);
/* NULL: nothing. */
const struct deadline *agenda_first(const struct agenda *agenda);
