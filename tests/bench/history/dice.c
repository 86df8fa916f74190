/* SPDX-License-Identifier: MIT
 *
 * Random numbers and the few laws that a hall follows.
 */
#include "tests/bench/history/dice.h"

#include <math.h>

enum { CODES = 28 * 28 * 28 * 28 * 28, SECOND_HALF = 28 * 28 * 28 };

static uint64_t rotate(uint64_t number, int by)
{
    return number << by | number >> (64 - by);
}

static uint64_t next(struct dice *dice)
{
    uint64_t *state = dice->state, result = rotate(state[1] * 5, 7) * 9, kept = state[1] << 17;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= kept;
    state[3] = rotate(state[3], 45);
    return result;
}

void dice_seed(struct dice *dice, uint64_t seed)
{
    for (int i = 0; i < 4; i++) {
        seed += 0x9e3779b97f4a7c15ULL;
        uint64_t mixed = (seed ^ seed >> 30) * 0xbf58476d1ce4e5b9ULL;
        mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebULL;
        dice->state[i] = mixed ^ mixed >> 31;
    }
}

double dice_share(struct dice *dice)
{
    return (double)(next(dice) >> 11) * 0x1p-53;
}

bool dice_chance(struct dice *dice, double chance)
{
    return dice_share(dice) < chance;
}

int32_t dice_below(struct dice *dice, int32_t limit)
{
    return (int32_t)(dice_share(dice) * limit);
}

int64_t dice_code(struct dice *dice)
{
    return dice_below(dice, CODES);
}

int64_t dice_long_code(struct dice *dice)
{
    return dice_code(dice) * SECOND_HALF + dice_below(dice, SECOND_HALF);
}

double dice_between(struct dice *dice, double low, double high)
{
    return low + dice_share(dice) * (high - low);
}

/* Box and Muller. */
static double normal(struct dice *dice)
{
    double radius = sqrt(-2 * log(1 - dice_share(dice)));
    return radius * cos(2 * M_PI * dice_share(dice));
}

double dice_lognormal(struct dice *dice, double mean, double cv)
{
    double variance = log(1 + cv * cv);
    return exp(log(mean) - variance / 2 + sqrt(variance) * normal(dice));
}
