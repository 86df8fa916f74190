/* SPDX-License-Identifier: MIT
 *
 * Chance that can be repeated: the same seed gives the same history. The generator is xoshiro256** by David Blackman
 * and Sebastiano Vigna (prng.di.unimi.it), seeded by splitmix64.
 */
#pragma once

#include "common/base.h"

struct dice {
    uint64_t state[4];
};

void dice_seed(struct dice *dice, uint64_t seed);

double dice_share(struct dice *dice); /* 0 <= share < 1 */
bool dice_chance(struct dice *dice, double chance);
int32_t dice_below(struct dice *dice, int32_t limit); /* 0 .. limit - 1 */
/* Check codes of tickets, codes of bookings and of those who may come again. */
int64_t dice_code(struct dice *dice);
int64_t dice_long_code(struct dice *dice);
double dice_between(struct dice *dice, double low, double high);
/* Lognormal, by its mean and the standard deviation as a share of it. */
double dice_lognormal(struct dice *dice, double mean, double cv);
