/* SPDX-License-Identifier: MIT
 *
 * Roll-ups: what reports count, kept by day, month and year, so that a year is read as twelve rows.
 *
 * When a day was sealed its tallies are computed from its rows and facts, and added to `rollup_day`, a row for each
 * enum tally_by, written once, like the ledger. Those of the centre, services, kiosks and printers are exact, all
 * others in buckets, which are a third of the size; the hours of a service have what their table shows only, and what
 * was told at issue is not counted by who served. Months and years in `rollup` are the sums of these in buckets,
 * rewritten whenever a day comes to them, in the transaction that adds it. What is rolled is rolled for good: from the
 * first seal of the ledger to the one that rollup_state() tells, without gaps. So a report is always the roll-ups up to
 * there and rollup_compute() of all days after it.
 *
 * A day that was closed and opened again has a seal for each time, and its tallies are the sum. All that a tally says
 * is so far as it was known then: of the configuration, what an outcome means and which counters take a service.
 *
 * Functions that can fail return 0 or a negative errno, as those of the store.
 */
#pragma once

#include "daemon/engine/rulebook.h"
#include "daemon/store.h"
#include "daemon/tally.h"

/* --- what is rolled --- */

enum rollup_level { ROLLUP_DAY = 1, ROLLUP_MONTH, ROLLUP_YEAR };

struct rollup_state {
    int64_t seq;                 /* through the seal that ends with this fact; 0: nothing is rolled */
    int32_t first_day, last_day; /* business days of the first and the last seal that are rolled; 0: none */
    int64_t number;              /* of the last row of `rollup_day` */
    int64_t merged;              /* and of the last that months and years have */
    int64_t folds;               /* how often rows lost their operators (store_forget.c) */
};
int rollup_state(struct database *database, struct rollup_state *ret_state) attr_must_check;

/* A tally of the period that begins on this day, encoded (tally_decode()) or as it is. Either lives until the function
 * returns. */
struct rollup_row {
    int32_t first_day;
    enum tally_by by;
    int64_t key;
    const void *bytes; /* NULL: `tally` */
    size_t size;
    bool lengths; /* only the lengths in it that are of steps */
    struct tally *tally;
};
/* Adds what a row has: as tally_decode_some(). */
int rollup_add_row(const struct rollup_row *row, struct tally *tally, unsigned taken) attr_must_check;

/* Not 0: no more, and answered. */
typedef int rollup_function(const struct rollup_row *row, void *data);

/* Rows of one thing, of periods that begin in [from_day, until_day], in their order. One key may come several times of
 * one period: all of them together are its tally. -EBADMSG: damaged. */
int rollup_read(struct database *database, enum rollup_level level, enum tally_by by, int32_t from_day,
                int32_t until_day, rollup_function *function, void *data) attr_must_check;
/* Of one key. */
int rollup_read_key(struct database *database, enum rollup_level level, enum tally_by by, int32_t from_day,
                    int32_t until_day, int64_t key, rollup_function *function, void *data) attr_must_check;

/* Of several calls that must agree with one another: between "BEGIN" and "COMMIT" of one connection. */

/* --- what is not --- */

/* What is looked up outside of the store; it must stay as it is meanwhile. */
struct rollup_known {
    const struct rulebook *rulebook; /* a copy will do; NULL: of facts nothing is counted */
    bool hours_together;             /* as in daemon/day_facts.h; then there are no hours of a service */
};
/* A copy for another thread: what is read of it, and what outcomes mean. */
struct rulebook rollup_rulebook(const struct rulebook *rulebook);
void rollup_rulebook_done(struct rulebook *copy);

struct rollup_day {
    int32_t day;
    int64_t first_seq, last_seq; /* its facts that are not rolled */
    bool open;                   /* they are not sealed: last_seq is that of the last fact so far */
    int64_t now_ms;              /* of an open one, its end */
};

/* Days whose facts are not rolled, in their order: those sealed, each seal for itself, then the open one if there is
 * any. Days of which nothing is kept are none. */
typedef int rollup_day_function(const struct rollup_day *day, void *data);
int rollup_unrolled(struct database *database, int64_t now_ms, rollup_day_function *function, void *data)
        attr_must_check;

/* Adds what the day counts, as it is kept once it is rolled, to tallies that are exact, and empty or have other seals
 * of this day. TALLY_DAYS is 1 in each; 0 if those seals of the day that are rolled have it. */
int rollup_compute(struct database *database, const struct rollup_known *known, const struct rollup_day *day,
                   struct tallies *tallies) attr_must_check;

/* Forgets the roll-ups of all days whose facts are kept, and months and years, which are made again by whoever rolls
 * next: `novbed --rebuild-rollups`. Of a store that no daemon has open. `ret_seals`: so many seals' were forgotten. */
int rollup_rebuild(const char *path, int64_t *ret_seals, char error[STORE_ERROR_SIZE]) attr_must_check;

/* --- rolling: a day at a time, computed on any connection, written by the store --- */

struct rollup_step;
/* What is to be done next, in a read transaction of its own: a seal whose tallies are to be added to months and years
 * (of a copy, which has none), or else the first that is not rolled. NULL: nothing is. */
int rollup_step_make(struct database *database, const struct rollup_known *known, struct rollup_step **ret_step)
        attr_must_check;
struct rollup_step *rollup_step_free(struct rollup_step *step); /* accepts NULL, returns NULL */
DEFINE_CLEANUP(struct rollup_step *, rollup_step_free)
/* The business day that it is about, and how many bytes it writes. */
int32_t rollup_step_day(const struct rollup_step *step);
size_t rollup_step_bytes(const struct rollup_step *step);

/* Writes it, all or nothing, durable by itself; between turns only. -ESTALE: something else was rolled meanwhile. */
int store_add_rollup(struct store *store, const struct rollup_step *step) attr_must_check;
/* The same on a connection that nobody else writes on. */
int rollup_step_write(struct database *database, const struct rollup_step *step) attr_must_check;
