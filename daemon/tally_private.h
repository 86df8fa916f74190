/* SPDX-License-Identifier: MIT
 *
 * What the files of tallies share; nobody else includes this.
 */
#pragma once

#include "daemon/tally.h"

/* The longest that is told apart: 24 days. */
enum { TALLY_MS_MOST = INT32_MAX - 1 };

/* In the first byte of a tally as bytes: its lengths are as they are. */
enum { TALLY_ENCODED_EXACT = 1 };

/* Never overflows: what is kept may have been damaged. */
static inline int64_t tally_plus(int64_t a, int64_t b)
{
    int64_t sum;
    if (__builtin_add_overflow(a, b, &sum))
        return b > 0 ? INT64_MAX : INT64_MIN;
    return sum;
}

/* The bucket of a length; its first length, and the one that stands for all of it (tally.c). */
enum { TALLY_FINE_BITS = 6, TALLY_FINE = 1 << TALLY_FINE_BITS };
int32_t tally_bucket(int64_t ms);
static inline int64_t tally_bucket_first(int32_t bucket)
{
    int shift = (bucket >> TALLY_FINE_BITS) - 1;
    return bucket < 2 * TALLY_FINE ? bucket : (int64_t)(bucket - (shift << TALLY_FINE_BITS)) << shift;
}
static inline int64_t tally_bucket_middle(int32_t bucket)
{
    int shift = (bucket >> TALLY_FINE_BITS) - 1;
    shift = shift < 0 ? 0 : shift; /* below 2 * TALLY_FINE nothing is shifted: there is one length in each */
    return ((int64_t)(bucket - (shift << TALLY_FINE_BITS)) << shift) + (INT64_C(1) << shift >> 1);
}

/* Lengths that are no longer in order; count is above 0. */
void spread_append(struct spread *spread, int32_t key, int32_t count);
/* Brings the items into order, each key once. */
void spread_settle(struct spread *spread, bool exact);
/* What is known of more lengths without their items. */
void spread_widen(struct spread *spread, int64_t count, int64_t sum_ms, int64_t least_ms, int64_t most_ms);
/* All of `other`, which is exact if `exact`. */
void spread_merge(struct spread *spread, bool exact, const struct spread *other, bool other_exact);
