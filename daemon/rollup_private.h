/* SPDX-License-Identifier: MIT
 *
 * What the files of roll-ups share, with those of the store that write and verify them.
 */
#pragma once

#include "daemon/day_facts.h"
#include "daemon/rollup.h"

/* --- what a day counts, given piece by piece --- */

struct rollup_count {
    /* By whoever begins it. */
    const struct rollup_known *known;
    int32_t day;
    struct tallies *tallies;
    struct day_facts
            *facts; /* takes all facts of the day before its end, and is freed with this; NULL: none are counted */

    struct store_step *rows;
    size_t row_count, row_room;
    /* By ticket. */
    struct rollup_visit {
        size_t last; /* place of its row, + 1; 0: it has none */
        int64_t waited_ms;
        bool called, spoiled; /* once at least; its waiting is in no mean */
        int32_t served;       /* steps */
    } * visits;
    int32_t visit_count; /* one more than the greatest number */
};
void rollup_count_done(struct rollup_count *count);
/* Rows of its final steps, in their order. -EBADMSG: it is none. */
int rollup_count_row(struct rollup_count *count, const struct store_step *row) attr_must_check;
/* After all rows and facts. TALLY_DAYS is 1 in each ... */
void rollup_count_end(struct rollup_count *count, int64_t end_ms);
/* ... but where another seal of the day that was rolled before has the key: 0. */
void rollup_forget_day(struct tallies *tallies, enum tally_by by, int64_t key);

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
