/* SPDX-License-Identifier: MIT
 *
 * Anonymising: of days that are old enough nobody is known by name any more, and their figures stay. What is in the
 * ledger's hashes stays as it is, so the chain proves all of it still; what may be forgotten was never in them but by a
 * salted hash (texts), or is a number whose name is forgotten (operators).
 *
 * First it is said in meta how far (store_retain.c); then all of it is done in slices, each of which says in the same
 * transaction how far it has come, so after any end it goes on from there. A copy does the same by itself, by the marks
 * of the store it is of.
 *
 *     texts      lose salt and body
 *     bookings   lose what they are called elsewhere
 *     roll-ups   those by operator become one of all operators, key 0: a day's, and months and years as soon as all
 * their days are old enough. Whatever is rolled later is made so (rollup_step.c) names      of operators who left
 * (store_forget_names.c)
 */
#include <errno.h>

#include "daemon/rollup_private.h"
#include "daemon/store_private.h"

/* What takes as long as so many rows. */
enum { FOLD_ROWS = 100, PERIOD_ROWS = 200, LOOK_ROWS = 10 };

static int read_mark(struct database *database, const char *key, int64_t *ret_value)
{
    _cleanup_free_ char *sql = mem_printf("SELECT value FROM meta WHERE key = '%s'", key);
    return database_number(database, sql, ret_value);
}

int store_read_named_day(struct database *database, int32_t *ret_day)
{
    int64_t day = 0;
    int r = read_mark(database, "named_day", &day);
    *ret_day = (int32_t)day;
    return r;
}

/* --- texts --- */

static int forget_texts(struct database *database, int64_t *left)
{
    _cleanup_(statement_freep) struct statement *next = NULL;
    int64_t mark = 0, from = 0;
    int r = read_mark(database, "own_texts", &mark);
    if (r == 0)
        r = read_mark(database, "named_from", &from);
    if (r == 0)
        r = database_prepare(database,
                             "SELECT ifnull(max(id), 0), count(*) FROM"
                             " (SELECT id, seq FROM text WHERE id > ? ORDER BY id LIMIT ?) WHERE seq < ?",
                             &next);
    if (r < 0)
        return r;
    statement_set_number(next, 1, mark);
    statement_set_number(next, 2, *left);
    statement_set_number(next, 3, from);
    r = statement_next(next);
    int64_t last = r > 0 ? statement_number(next, 0) : 0;
    if (r <= 0 || last == 0)
        return r < 0 ? r : 0;
    *left -= statement_number(next, 1);
    statement_reset(next);
    _cleanup_free_ char *sql = mem_printf("UPDATE text SET salt = NULL, body = NULL WHERE id > %lld AND id <= %lld"
                                          " AND body IS NOT NULL",
                                          (long long)mark, (long long)last);
    r = database_run(database, sql);
    return r == 0 ? store_set_meta(database, "own_texts", NULL, last) : r;
}

/* --- bookings --- */

static int next_booked_day(struct database *database, int32_t named_day, int64_t *ret_day)
{
    int64_t mark = 0;
    int r = read_mark(database, "own_bookings", &mark);
    if (r < 0)
        return r;
    _cleanup_free_ char *sql = mem_printf("SELECT day FROM of_day WHERE list = 1 AND day >= %lld AND day < %d"
                                          " ORDER BY day LIMIT 1",
                                          (long long)mark, named_day);
    return database_number(database, sql, ret_day);
}

static int forget_bookings(struct database *database, int32_t named_day, int64_t *left)
{
    int64_t day;
    int r;
    while (*left > 0 && (r = next_booked_day(database, named_day, &day)) == 0) {
        _cleanup_free_ char *sql = mem_printf("UPDATE booking SET text = NULL WHERE text IS NOT NULL AND number IN"
                                              " (SELECT number FROM of_day WHERE list = 1 AND day = %lld)",
                                              (long long)day);
        r = database_run(database, sql);
        if (r == 0)
            r = store_set_meta(database, "own_bookings", NULL, day + 1);
        if (r < 0)
            return r;
        *left -= LOOK_ROWS + database_changes(database);
    }
    return *left > 0 && r != -ENOENT ? r : 0;
}

/* --- roll-ups --- */

struct fold {
    struct tallies *to;
    enum tally_by by;
};

static int fold_one(enum tally_by by, attr_unused int64_t key, struct tally *tally, void *data)
{
    const struct fold *fold = data;
    if (by == fold->by)
        tally_merge(tallies_of(fold->to, by, 0), tally);
    return by > fold->by;
}

/* All keys of the bytes as one, appended. What is kept of operators is in buckets at every level. */
static int fold_bytes(const void *bytes, size_t size, struct buffer *folded)
{
    _cleanup_(tallies_freep) struct tallies *tallies = tallies_new(false), *all = tallies_new(false);
    const struct fold fold = {.to = all, .by = TALLY_OPERATOR};
    int r = rollup_unpack(bytes, size, TALLY_OPERATOR, tallies);
    if (r < 0)
        return r;
    (void)tallies_each(tallies, fold_one, (void *)&fold);
    rollup_pack(all, TALLY_OPERATOR, folded);
    return 0;
}

int rollup_fold(struct buffer *packed)
{
    struct buffer folded = {0};
    if (packed->length == 0)
        return 0;
    int r = fold_bytes(buffer_bytes(packed), packed->length, &folded);
    if (r < 0) {
        buffer_done(&folded);
        return r;
    }
    buffer_done(packed);
    *packed = folded;
    return 0;
}

static bool is_folded(const void *bytes, size_t size)
{
    struct packed packed = packed_of(bytes, size);
    const void *tally;
    int64_t key;
    return packed_next(&packed, &key, &tally, &size) <= 0 || (key == 0 && packed.next == packed.end);
}

/* The row that a statement answers, by `update`, whose first value is the bytes. */
static int fold_row(struct statement *row, int column, struct statement *update)
{
    size_t size;
    const void *bytes = statement_bytes(row, column, &size);
    struct buffer folded = {0};
    int r = fold_bytes(bytes, size, &folded);
    if (r == 0) {
        statement_set_bytes(update, 1, buffer_bytes(&folded), folded.length);
        r = statement_run(update);
    }
    buffer_done(&folded);
    return r;
}

/* Rows stand in the order of seals, so of days. `*mark`: the last that was looked at. */
static int fold_rows(struct database *database, int32_t named_day, struct statement *update, int64_t *mark,
                     int64_t *left)
{
    _cleanup_(statement_freep) struct statement *rows = NULL;
    int r = database_prepare(
            database,
            "SELECT number, day, CASE WHEN tally_by = 5 THEN bytes END FROM rollup_day WHERE number > ?"
            " ORDER BY number",
            &rows);
    if (r < 0)
        return r;
    statement_set_number(rows, 1, *mark);
    while (*left > 0 && (r = statement_next(rows)) > 0 && statement_number(rows, 1) < named_day) {
        size_t size;
        const void *bytes = statement_bytes(rows, 2, &size);
        *mark = statement_number(rows, 0);
        *left -= 1;
        if (!bytes || is_folded(bytes, size))
            continue;
        *left -= FOLD_ROWS;
        statement_set_number(update, 2, *mark);
        r = fold_row(rows, 2, update);
        if (r < 0)
            return r;
    }
    return r < 0 ? r : 0;
}

static int fold_days(struct database *database, int32_t named_day, int64_t *left)
{
    _cleanup_(statement_freep) struct statement *update = NULL;
    int64_t before = 0, mark;
    int r = read_mark(database, "own_folded", &before);
    if (r == 0)
        r = database_prepare(database, "UPDATE rollup_day SET bytes = ? WHERE number = ?", &update);
    mark = before;
    if (r == 0)
        r = fold_rows(database, named_day, update, &mark, left);
    return r == 0 && mark > before ? store_set_meta(database, "own_folded", NULL, mark) : r;
}

bool rollup_is_old(enum rollup_level level, int32_t first_day, int32_t named_day)
{
    const int32_t most_days[] = {[ROLLUP_DAY] = 1, [ROLLUP_MONTH] = 31, [ROLLUP_YEAR] = 366};
    return rollup_first_day(level, first_day + most_days[level]) <= named_day;
}

/* Months and years: some hundred rows at most. The beginning of the bytes says whether there is anything but key 0. */
static int fold_periods(struct database *database, int32_t named_day, int64_t *left)
{
    _cleanup_(statement_freep) struct statement *rows = NULL, *update = NULL;
    int r = database_prepare(database,
                             "SELECT level, first_day, bytes FROM rollup WHERE tally_by = 5 AND first_day < ?", &rows);
    if (r == 0)
        r = database_prepare(database, "UPDATE rollup SET bytes = ? WHERE tally_by = 5 AND level = ? AND first_day = ?",
                             &update);
    if (r < 0)
        return r;
    statement_set_number(rows, 1, named_day);
    while (*left > 0 && (r = statement_next(rows)) > 0) {
        enum rollup_level level = (enum rollup_level)statement_number(rows, 0);
        size_t size;
        const void *bytes = statement_bytes(rows, 2, &size);
        if (!rollup_is_old(level, (int32_t)statement_number(rows, 1), named_day) || is_folded(bytes, size))
            continue;
        *left -= PERIOD_ROWS;
        statement_set_number(update, 2, statement_number(rows, 0));
        statement_set_number(update, 3, statement_number(rows, 1));
        r = fold_row(rows, 2, update);
        if (r < 0)
            return r;
    }
    return r < 0 ? r : 0;
}

int store_forget(struct database *database, int64_t *left)
{
    int32_t named_day;
    int r = store_read_named_day(database, &named_day);
    if (r < 0 || named_day == 0)
        return r;
    if (*left > 0)
        r = forget_texts(database, left);
    if (r == 0 && *left > 0)
        r = forget_bookings(database, named_day, left);
    int64_t before = *left;
    if (r == 0 && *left > 0)
        r = fold_days(database, named_day, left);
    if (r == 0 && *left > 0)
        r = fold_periods(database, named_day, left);
    if (r == 0 && *left < before)
        r = database_run(database, "UPDATE meta SET value = value + 1 WHERE key = 'own_folds'");
    return r;
}
