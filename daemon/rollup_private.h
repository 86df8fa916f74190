/* SPDX-License-Identifier: MIT
 *
 * What the files of roll-ups share, with those of the store that write and verify them.
 */
#pragma once

#include "daemon/rollup.h"

/* --- the bytes of a row: all keys of one thing --- */

/* Appends those of one thing; nothing if there are none. */
void rollup_pack(struct tallies *tallies, enum tally_by by, struct buffer *buffer);

/* The same of ALL without the lengths that its services have together, which rollup_join() gives back. */
void rollup_pack_apart(struct tallies *tallies, struct buffer *buffer);
void rollup_join(struct tallies *tallies);
/* SPREAD_BIT()s of these lengths. */
#define ROLLUP_JOINED ((TALLY_SUMS - 1) & ~(SPREAD_BIT(SPREAD_TOUCH_TO_TICKET) | SPREAD_BIT(SPREAD_HELP_ANSWER)))

/* Leaves what is kept of each (rollup.h). */
void rollup_trim(struct tallies *tallies);

struct packed {
    const uint8_t *next, *end;
    int64_t key; /* of the last one, or -1 */
};
struct packed packed_of(const void *bytes, size_t size);
/* 1: the next key and its tally; 0: no more; -EBADMSG: damaged. */
int packed_next(struct packed *packed, int64_t *ret_key, const void **ret_bytes, size_t *ret_size) attr_must_check;
/* Adds all of them. */
int rollup_unpack(const void *bytes, size_t size, enum tally_by by, struct tallies *tallies) attr_must_check;

/* --- periods --- */

/* The first day of the month or the year in which a day lies; the day itself. */
int32_t rollup_first_day(enum rollup_level level, int32_t day);

/* Its last day is before this one. */
bool rollup_is_old(enum rollup_level level, int32_t first_day, int32_t named_day);

/* --- days that keep no names --- */

/* What is packed by operator becomes one of all operators, key 0. */
int rollup_fold(struct buffer *packed) attr_must_check;

/* --- rows --- */

/* Rows of `rollup_day` from a number on that stand for one seal, added to tallies. 0: there are none, else the seal's
 * day is told and the last number. */
struct rolled_seal {
    int64_t last_seq, last_number;
    int32_t day;
};
int rollup_read_seal(struct database *database, int64_t after_number, struct rolled_seal *ret_seal,
                     struct tallies *tallies) attr_must_check;

/* Rows of one day that came of seals before a fact. */
int rollup_read_before(struct database *database, int64_t seq, int32_t day, enum tally_by by, rollup_function *function,
                       void *data) attr_must_check;
