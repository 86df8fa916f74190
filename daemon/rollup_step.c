/* SPDX-License-Identifier: MIT
 *
 * A step of rolling: the tallies of one seal, and the months and years as they are with them.
 *
 * It is made beside the daemon, from a state of the file that stands still for so long, and written later: if what is
 * rolled is not what it was then, it is not written.
 */
#include <errno.h>
#include <string.h>

#include "daemon/rollup_private.h"
#include "daemon/store_private.h"

enum { LEVELS = ROLLUP_YEAR + 1 };

struct rollup_step {
    struct rollup_state before;
    int64_t new_seq; /* the seal that is rolled now; 0: it was already, and is added to months and years only */
    int32_t day;
    int64_t merged;    /* if not new: the last of its rows */
    int32_t named_day; /* of days before it nobody is known by name */
    struct tallies *tallies;
    bool has[TALLY_BYS];                     /* anything of it */
    struct buffer packed[LEVELS][TALLY_BYS]; /* of ROLLUP_DAY if it is new */
};

struct rollup_step *rollup_step_free(struct rollup_step *step)
{
    for (int level = 0; step && level < LEVELS; level++) {
        for (int by = 0; by < TALLY_BYS; by++)
            buffer_done(&step->packed[level][by]);
    }
    if (step)
        tallies_free(step->tallies);
    free(step);
    return NULL;
}

int32_t rollup_step_day(const struct rollup_step *step)
{
    return step->day;
}

size_t rollup_step_bytes(const struct rollup_step *step)
{
    size_t bytes = 0;
    for (int level = 0; level < LEVELS; level++) {
        for (int by = 0; by < TALLY_BYS; by++)
            bytes += step->packed[level][by].length;
    }
    return bytes;
}

/* --- making --- */

static int note_by(enum tally_by by, attr_unused int64_t key, attr_unused struct tally *tally, void *data)
{
    struct rollup_step *step = data;
    step->has[by] = true;
    return 0;
}

static int merge_into(enum tally_by by, int64_t key, struct tally *tally, void *data)
{
    tally_merge(tallies_of(data, by, key), tally);
    return 0;
}

static int read_period(struct database *database, enum rollup_level level, enum tally_by by, int32_t first_day,
                       struct tallies *period)
{
    _cleanup_(statement_freep) struct statement *statement = NULL;
    int r = database_prepare(database, "SELECT bytes FROM rollup WHERE tally_by = ? AND level = ? AND first_day = ?",
                             &statement);
    if (r < 0)
        return r;
    statement_set_number(statement, 1, by);
    statement_set_number(statement, 2, level);
    statement_set_number(statement, 3, first_day);
    r = statement_next(statement);
    if (r <= 0)
        return r;
    size_t size;
    const void *bytes = statement_bytes(statement, 0, &size);
    return rollup_unpack(bytes, size, by, period);
}

static int add_to_period(struct database *database, struct rollup_step *step, enum rollup_level level)
{
    _cleanup_(tallies_freep) struct tallies *period = tallies_new(false);
    int32_t first_day = rollup_first_day(level, step->day);
    int r = 0;
    for (enum tally_by by = TALLY_ALL; r == 0 && by < TALLY_BYS; by++) {
        if (step->has[by])
            r = read_period(database, level, by, first_day, period);
    }
    if (r < 0)
        return r;
    (void)tallies_each(step->tallies, merge_into, period);
    for (enum tally_by by = TALLY_ALL; by < TALLY_BYS; by++) {
        if (step->has[by])
            rollup_pack(period, by, &step->packed[level][by]);
    }
    return rollup_is_old(level, first_day, step->named_day) ? rollup_fold(&step->packed[level][TALLY_OPERATOR]) : 0;
}

static int take_first(const struct rollup_day *day, void *data)
{
    struct rollup_day *first = data;
    if (!day->open)
        *first = *day;
    return 1;
}

static int roll(struct database *database, const struct rollup_known *known, struct rollup_step *step)
{
    struct rollup_day day = {0};
    int r = rollup_unrolled(database, 0, take_first, &day);
    if (r < 0 || !day.last_seq)
        return r < 0 ? r : 0;
    step->new_seq = day.last_seq;
    step->day = day.day;
    return rollup_compute(database, known, &day, step->tallies);
}

static int find(struct database *database, const struct rollup_known *known, struct rollup_step *step)
{
    struct rolled_seal seal;
    int r = rollup_state(database, &step->before);
    if (r < 0 || step->before.merged >= step->before.number)
        return r < 0 ? r : roll(database, known, step);
    r = rollup_read_seal(database, step->before.merged, &seal, step->tallies);
    step->merged = seal.last_number ? seal.last_number : step->before.number;
    step->day = seal.day;
    return r;
}

static int make(struct database *database, const struct rollup_known *known, struct rollup_step *step)
{
    int r = find(database, known, step);
    if (r < 0 || (!step->new_seq && !step->merged))
        return r;
    (void)tallies_each(step->tallies, note_by, step);
    if (step->new_seq)
        rollup_pack_apart(step->tallies, &step->packed[ROLLUP_DAY][TALLY_ALL]);
    for (enum tally_by by = TALLY_SERVICE; step->new_seq && by < TALLY_BYS; by++)
        rollup_pack(step->tallies, by, &step->packed[ROLLUP_DAY][by]);
    r = store_read_named_day(database, &step->named_day);
    if (r == 0 && step->day < step->named_day)
        r = rollup_fold(&step->packed[ROLLUP_DAY][TALLY_OPERATOR]);
    if (r < 0)
        return r;
    r = add_to_period(database, step, ROLLUP_MONTH);
    return r == 0 ? add_to_period(database, step, ROLLUP_YEAR) : r;
}

int rollup_step_make(struct database *database, const struct rollup_known *known, struct rollup_step **ret_step)
{
    struct rollup_step *step = mem_new(struct rollup_step);
    step->tallies = tallies_new(true);
    int r = database_run(database, "BEGIN");
    if (r == 0)
        r = make(database, known, step);
    database_rollback(database);
    step->tallies = tallies_free(step->tallies);
    if (r < 0 || (!step->new_seq && !step->merged))
        step = rollup_step_free(step);
    *ret_step = step;
    return r;
}

/* --- writing --- */

static int write_day(struct database *database, const struct rollup_step *step, int64_t *ret_number)
{
    _cleanup_(statement_freep) struct statement *insert = NULL;
    int64_t number = step->before.number;
    int r = database_prepare(database, "INSERT INTO rollup_day VALUES (?, ?, ?, ?, ?)", &insert);
    for (enum tally_by by = TALLY_ALL; r == 0 && by < TALLY_BYS; by++) {
        const struct buffer *packed = &step->packed[ROLLUP_DAY][by];
        statement_set_number(insert, 1, ++number);
        statement_set_number(insert, 2, step->new_seq);
        statement_set_number(insert, 3, step->day);
        statement_set_number(insert, 4, by);
        statement_set_bytes(insert, 5, packed->length ? buffer_bytes(packed) : "", packed->length);
        r = statement_run(insert);
    }
    *ret_number = number;
    return r;
}

static int write_periods(struct database *database, const struct rollup_step *step, enum rollup_level level)
{
    _cleanup_(statement_freep) struct statement *insert = NULL;
    int r = database_prepare(database, "INSERT OR REPLACE INTO rollup VALUES (?, ?, ?, ?)", &insert);
    for (enum tally_by by = TALLY_ALL; r == 0 && by < TALLY_BYS; by++) {
        const struct buffer *packed = &step->packed[level][by];
        if (!step->has[by])
            continue;
        statement_set_number(insert, 1, by);
        statement_set_number(insert, 2, level);
        statement_set_number(insert, 3, rollup_first_day(level, step->day));
        statement_set_bytes(insert, 4, buffer_bytes(packed), packed->length);
        r = statement_run(insert);
    }
    return r;
}

static int write_step(struct database *database, const struct rollup_step *step)
{
    struct rollup_state now;
    int64_t merged = step->merged;
    int r = rollup_state(database, &now);
    if (r == 0 && (now.seq != step->before.seq || now.number != step->before.number ||
                   now.merged != step->before.merged || now.folds != step->before.folds))
        r = -ESTALE;
    if (r == 0 && step->new_seq)
        r = write_day(database, step, &merged);
    if (r == 0)
        r = write_periods(database, step, ROLLUP_MONTH);
    if (r == 0)
        r = write_periods(database, step, ROLLUP_YEAR);
    return r == 0 ? store_set_meta(database, "rolled", NULL, merged) : r;
}

int rollup_step_write(struct database *database, const struct rollup_step *step)
{
    int r = database_run(database, "BEGIN IMMEDIATE");
    if (r == 0)
        r = write_step(database, step);
    if (r == 0)
        r = database_run(database, "COMMIT");
    if (r < 0)
        database_rollback(database);
    return r;
}

int store_add_rollup(struct store *store, const struct rollup_step *step)
{
    return rollup_step_write(store->database, step);
}
