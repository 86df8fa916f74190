/* SPDX-License-Identifier: MIT
 *
 * Things drawn by lot, the same at every run: numbers, texts of all scripts that a terminal meets, and bytes that are
 * none.
 */
#pragma once

#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "common/base.h"

struct chance {
    uint64_t state;
};

static inline uint64_t chance_draw(struct chance *chance)
{
    if (chance->state == 0)
        chance->state = 20261129;
    chance->state ^= chance->state << 13;
    chance->state ^= chance->state >> 7;
    chance->state ^= chance->state << 17;
    return chance->state;
}

/* 0 to limit - 1. */
static inline int chance_below(struct chance *chance, int limit)
{
    return (int)(chance_draw(chance) % (uint64_t)limit);
}

static inline int chance_between(struct chance *chance, int from, int until)
{
    return from + chance_below(chance, until - from + 1);
}

/* How often a property is tried: `count`, or more in long runs. */
static inline int chance_times(int count)
{
    const char *times = getenv("NOVBE_TEST_TIMES");
    return times ? count * atoi(times) : count;
}

/* A character: letters, spaces, digits, wide ones, closing signs, marks that have no columns, controls. */
static inline uint32_t chance_sign(struct chance *chance)
{
    static const uint32_t signs[] = {'a',    'Z',    '7',    0x259,  0x131,  0x416,  0x44f,  0x3042,
                                     0x30ab, 0x65e5, 0x672c, 0x3002, 0x30fc, 0xff01, 0x309b, 0x301,
                                     0x200b, 0x2026, '-',    '.',    0x7,    0x1f600};
    int lot = chance_below(chance, 40);
    if (lot < 8)
        return ' ';
    if (lot == 8)
        return '\n';
    return lot < 20 ? (uint32_t)chance_between(chance, 'a', 'z') : signs[chance_below(chance, ARRAY_SIZE(signs))];
}

/* A text of at most `most` characters, at times with bytes that are no UTF-8. Free it. */
static inline char *chance_text(struct chance *chance, int most)
{
    int count = chance_below(chance, most + 1);
    uint8_t *text = mem_alloc((size_t)count * 6 + 1, 1), *end = text;
    bool is_broken = chance_below(chance, 10) == 0;
    for (int i = 0; i < count; i++) {
        if (is_broken && chance_below(chance, 5) == 0)
            *end++ = (uint8_t)chance_between(chance, 0x80, 0xff);
        else
            end += u8_uctomb(end, chance_sign(chance), 6);
    }
    return (char *)text;
}
