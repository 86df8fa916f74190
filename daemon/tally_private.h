/* SPDX-License-Identifier: MIT
 *
 * What the files of tallies share; nobody else includes this.
 */
#pragma once

#include "daemon/tally.h"

/* The longest that is told apart: 24 days. */
enum { TALLY_MS_MOST = INT32_MAX - 1 };

/* Neither ever overflows: what is kept may have been damaged. */
int64_t tally_plus(int64_t a, int64_t b);

/* The bucket of a length; its first length, and the one that stands for all of it. */
int32_t tally_bucket(int64_t ms);
int64_t tally_bucket_first(int32_t bucket);
int64_t tally_bucket_middle(int32_t bucket);

/* Lengths that are no longer in order; count is above 0. */
void spread_append(struct spread *spread, int32_t key, int32_t count);
/* Brings the items into order, each key once. */
void spread_settle(struct spread *spread, bool exact);
/* What is known of more lengths without their items. */
void spread_widen(struct spread *spread, int64_t count, int64_t sum_ms, int64_t least_ms, int64_t most_ms);
/* All of `other`, which is exact if `exact`. */
void spread_merge(struct spread *spread, bool exact, const struct spread *other, bool other_exact);
