/* SPDX-License-Identifier: MIT
 *
 * What a centre has learned of itself: how long its services take, how fast its operators are, how long the way to a
 * counter is and what lies between two visitors, who does not come, and when which visitors come. It is told steps as
 * they end and visits as they begin, live or out of the store, in the order of time. With nothing told it says what the
 * configuration calls usual.
 */
#pragma once

#include "daemon/engine/asked.h"
#include "daemon/engine/engine.h"
#include "daemon/engine/lengths.h"

enum { LEARNED_QUARTERS = 96, LEARNED_WAITS = 5, LEARNED_KINDS = 2 };

struct learned_service {
    struct lengths lengths; /* as an operator of mean speed would take */
    struct length_law law;
    int32_t class_count;
    struct learned_stream {
        float a_day, today; /* visits */
    } * by_class;
};

/* When somebody is away, in the mean of his last days; counted from the beginning of the business day. */
struct learned_habit {
    float days, at_ms, length_ms;
};

struct learned_operator {
    float expected_ms, took_ms; /* of the same services: their ratio tells the speed */
    float count;
    int64_t ended_ms;                        /* his last visitor; 0: none today */
    int64_t lunch_from_ms, lunch_ms;         /* today: the longest time without a visitor that may be one; 0: none */
    struct learned_habit lunches, goes_home; /* for who has no rota */
};

/* Who was called and who of them did not come. */
struct learned_shows {
    float called, missed;
};

struct learned {
    int32_t service_count;
    struct learned_service *services; /* by id */
    int32_t operator_count;
    struct learned_operator *operators; /* by id */
    struct lengths way, gap, idle, miss;
    struct length_law way_law;  /* call to arrival */
    struct length_law gap_law;  /* end of a visitor to the next call while somebody waits */
    struct length_law idle_law; /* coming to call while a counter is free */
    struct length_law miss_law; /* call to no-show */
    struct learned_shows shows[LEARNED_KINDS][LEARNED_WAITS]; /* walk-ins, booked; by minutes waited */
    struct learned_shows bookings;                            /* of booked visitors: due, never checked in */
    int64_t day_from_ms;                                      /* of today; 0: not known */
    float days;                                               /* that count: at most some */
    float quarters[LEARNED_QUARTERS], quarters_today[LEARNED_QUARTERS];
    int32_t first_quarter;      /* in which somebody came today; -1: nobody yet */
    struct asked_by_hour asked; /* by the hour */
};

void learned_init(struct learned *learned);
void learned_done(struct learned *learned);

/* A business day begins. */
void learned_day_begins(struct learned *learned, int64_t from_ms);
/* A visitor came for this without an appointment; those who have one are expected by their slot. `quarter`: of an hour
 * since the business day began. */
void learned_visit(struct learned *learned, int32_t service, int32_t class, int32_t quarter);
/* A step ended after it was called: served or a no-show. */
void learned_step(struct learned *learned, const struct rulebook *rulebook, const struct ticket *ticket,
                  const struct step *step);
/* Somebody who had an appointment checked in, or did not. */
void learned_booking(struct learned *learned, bool came);
/* It is over. */
void learned_day_ends(struct learned *learned);
/* How many come and when: what the days so far told counts as so many days at most. For days that are less like those
 * to come. */
void learned_weigh_days(struct learned *learned, float most);

/* Makes laws out of what was added since. */
void learned_refresh(struct learned *learned, const struct rulebook *rulebook);

/* Who takes 1.1 is a tenth slower than all together. */
float learned_slowness(const struct learned *learned, int32_t operator_id);
/* That who is called after so long does not come: by a number from 0 for the time waited. */
int learned_wait(int64_t waited_ms);
float learned_miss(const struct learned *learned, bool is_booked, int wait);
/* That who has an appointment never checks in. */
float learned_booking_miss(const struct learned *learned);
/* Visitors of this kind who come in a quarter of an hour, seen from another one of the same day. */
float learned_rate(const struct learned *learned, int32_t service, int32_t class, int32_t quarter, int32_t seen_from,
                   float busy);
/* How busy that day is so far, for all calls of learned_rate() from there. */
float learned_busy(const struct learned *learned, int32_t seen_from);
