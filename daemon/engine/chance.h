/* SPDX-License-Identifier: MIT
 *
 * Chance that can be repeated: the same seed gives the same futures. SplitMix64 (Steele, Lea, Flood 2014).
 */
#pragma once

#include "common/base.h"

struct chance {
    uint64_t state;
};

static inline uint32_t chance_word(struct chance *chance)
{
    uint64_t word = chance->state += 0x9E3779B97F4A7C15U;
    word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9U;
    word = (word ^ word >> 27) * 0x94D049BB133111EBU;
    return (uint32_t)(word >> 32);
}

/* 0 <= share < 1. */
static inline float chance_share(struct chance *chance)
{
    return (float)(chance_word(chance) >> 8) * 0x1p-24F;
}

/* About normal, of mean 0 and variance 1: four shares together (within 3.5 of the mean). */
static inline float chance_normal(struct chance *chance)
{
    float sum = chance_share(chance) + chance_share(chance) + chance_share(chance) + chance_share(chance);
    return (sum - 2) * 1.7320508F;
}

/* Exponential with mean 1, by comparisons alone (von Neumann 1951): a falling run of shares has odd length with chance
 * exp(-first); each that has not adds 1. */
static inline float chance_exponential(struct chance *chance)
{
    for (int32_t whole = 0;; whole++) {
        uint32_t first = chance_word(chance), last = first;
        bool is_odd = true;
        for (uint32_t word; (word = chance_word(chance)) < last; last = word)
            is_odd = !is_odd;
        if (is_odd)
            return (float)whole + (float)first * 0x1p-32F;
    }
}
