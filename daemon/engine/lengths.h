/* SPDX-License-Identifier: MIT
 *
 * How long something takes: what was seen of it, and the law that is drawn from.
 *
 * A law is a table of quantiles, straight between two of them, so a draw is one multiplication and what is left of
 * something that has gone on for a while is a draw from the part of the table beyond. What was seen are the latest
 * lengths. Until there are many they are mixed with what is usual: a lognormal law (mean as told, coefficient of
 * variation 0.8, which lies amid those of public services) counts as so many observations.
 */
#pragma once

#include "daemon/engine/chance.h"

enum { LAW_STEPS = 64 };
#define LAW_LAST 0.9999999F

/* points_ms[i] is not reached by i of LAW_STEPS; they never fall. */
struct length_law {
    float points_ms[LAW_STEPS + 1];
    float mean_ms;
    float unsure; /* by so much of itself the true mean may differ: a standard deviation */
};

struct length_law law_exact(float length_ms);
struct length_law law_usual(float mean_ms);
/* Of lengths that need not be sorted and will be; there must be one at least. */
struct length_law law_of(float *lengths_ms, int32_t count);

static inline float law_at(const struct length_law *law, float share)
{
    float place = share * LAW_STEPS;
    int32_t step = (int32_t)place;
    float low = law->points_ms[step], high = law->points_ms[step + 1];
    return low + (high - low) * (place - (float)step);
}

static inline float law_draw(const struct length_law *law, struct chance *chance)
{
    return law_at(law, chance_share(chance));
}

/* From here on something takes far longer than usual: three times the mean, or what nine of ten stay below if that is
 * more. */
float law_long(const struct length_law *law);

/* What is left of something that has gone on for `age_ms`. Beyond all that was ever seen: as if half of what has gone
 * on already were the mean of what is left. */
struct length_rest {
    const struct length_law *law;
    float age_ms;
    float below; /* share of lengths that are no longer; 1: beyond all */
};
struct length_rest law_rest(const struct length_law *law, float age_ms);

static inline float rest_draw(const struct length_rest *rest, struct chance *chance)
{
    if (rest->below >= 1)
        return chance_exponential(chance) * rest->age_ms / 2;
    float share = rest->below + (1 - rest->below) * chance_share(chance);
    float left_ms = law_at(rest->law, share < LAW_LAST ? share : LAW_LAST) - rest->age_ms;
    return left_ms > 0 ? left_ms : 0;
}

/* The latest lengths: a ring. */
struct lengths {
    int32_t room, count, next;
    int32_t since; /* so many were added after the law was made */
    float *items_ms;
};

void lengths_done(struct lengths *lengths);
/* Keeps the latest `room`. */
void lengths_add(struct lengths *lengths, int32_t room, float length_ms);

/* Makes the law again if enough was added that it matters, or if there was none. What is usual counts as `weight`
 * observations. */
void lengths_refresh(struct lengths *lengths, float usual_ms, float weight, struct length_law *law);
