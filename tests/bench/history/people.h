/* SPDX-License-Identifier: MIT
 *
 * Who works in the centre and what its visitors want: the constants of a history, made from a rulebook and a seed. Laws
 * and figures are those of the simulations by which novbe's rules were chosen: arrivals between 9:00 and 18:00 with a
 * peak of 1.4 times the mean at 10, services lognormal with a coefficient of variation of 0.6 to 1.1, operators whose
 * speed differs by 18 %, every fifth counter open from 10 to 16 only, lunch of 45 minutes at a planned time.
 */
#pragma once

#include "daemon/engine/rulebook.h"
#include "tests/bench/history/dice.h"

enum { MINUTE_MS = 60 * 1000, HOUR_MS = 60 * MINUTE_MS, DAY_MS = 24 * HOUR_MS };
enum { OPENS_MINUTE = 9 * 60, CLOSES_MINUTE = 18 * 60, HOURS_OPEN = 9 };

/* A service, and how often and how long. */
struct offer {
    int32_t service;
    double share;         /* of the visitors: up to this one */
    double mean_ms, cv;   /* of its length */
    int32_t goes_on_with; /* where its visitors may be sent; 0: nowhere */
    bool is_booked;
};

/* An operator at his counter. */
struct worker {
    int32_t operator_id, counter;
    double slowness; /* 1: as all together */
    int comes_minute, goes_minute, lunch_minute;
};

struct people {
    struct offer *offers;
    int offer_count;
    const struct offer **of_service; /* by id */
    struct worker *workers;
    int worker_count;
};

/* Lengths are such that so many visits a day are nine tenths of what the workers can do. */
void people_init(struct people *people, const struct rulebook *rulebook, int visits_a_day, struct dice *dice);
void people_done(struct people *people);

const struct offer *people_choose(const struct people *people, struct dice *dice);
/* A moment of arrival, in ms from midnight. */
int64_t people_arrival_ms(struct dice *dice);
