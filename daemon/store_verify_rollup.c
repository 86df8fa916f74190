/* SPDX-License-Identifier: MIT
 *
 * Verifying roll-ups: every byte is one that a tally has; months and years are the sums of their days; and where the
 * facts of a day are kept, what its row is computed of is given to the process that replays them, with the row
 * (store_replay_rollup.c).
 *
 * A month is read in one state of the file, as a day may come to it meanwhile; each day in that in which its last fact
 * was read.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "daemon/rollup_private.h"
#include "daemon/store_verify_private.h"

struct rolled_days {
    struct verify *verify;
    int32_t named_day; /* days before it have no operators apart, or have not come to that yet (store_forget.c) */
    int64_t after;     /* number of the last row that was read */
    struct tallies *month, *year;
    int32_t month_day, year_day; /* their first days */
    size_t count;                /* of the seals of the month */
};

static void found(struct rolled_days *days, int32_t day, const char *what)
{
    char text[DATE_TEXT_SIZE];
    verify_find(days->verify, FINDING_ROLLUP, day, "the roll-up of %s %s", verify_day(day, text), what);
}

/* --- months and years --- */

static int merge_into(enum tally_by by, int64_t key, struct tally *tally, void *data)
{
    tally_merge(tallies_of(data, by, key), tally);
    return 0;
}

static const char *period_text(enum rollup_level level, int32_t first_day, char text[DATE_TEXT_SIZE])
{
    verify_day(first_day, text);
    text[level == ROLLUP_MONTH ? 7 : 4] = '\0';
    return text;
}

static void compare_period(struct rolled_days *days, struct statement *select, enum rollup_level level,
                           enum tally_by by, int32_t first_day, struct tallies *period)
{
    _cleanup_(buffer_done) struct buffer wanted = {0}, folded = {0};
    const void *bytes = NULL;
    size_t size = 0;
    char text[DATE_TEXT_SIZE];
    rollup_pack(period, by, &wanted);
    statement_set_number(select, 1, by);
    statement_set_number(select, 2, level);
    statement_set_number(select, 3, first_day);
    if (statement_next(select) > 0)
        bytes = statement_bytes(select, 0, &size);
    if (by == TALLY_OPERATOR && first_day < days->named_day && bytes) {
        buffer_append(&folded, bytes, size);
        if (rollup_fold(&folded) == 0 && rollup_fold(&wanted) == 0) {
            bytes = buffer_bytes(&folded);
            size = folded.length;
        }
    }
    if (size != wanted.length || (size > 0 && memcmp(bytes, buffer_bytes(&wanted), size) != 0))
        verify_find(days->verify, FINDING_ROLLUP, first_day, "the roll-up of %s (%s) is not the sum of its days",
                    period_text(level, first_day, text), tally_by_words[by]);
    statement_reset(select);
}

static int check_period(struct rolled_days *days, enum rollup_level level, int32_t first_day, struct tallies **period)
{
    _cleanup_(statement_freep) struct statement *select = NULL;
    int r = database_prepare(days->verify->database,
                             "SELECT bytes FROM rollup WHERE tally_by = ? AND level = ? AND first_day = ?", &select);
    for (enum tally_by by = TALLY_ALL; r == 0 && by < TALLY_BYS; by++)
        compare_period(days, select, level, by, first_day, *period);
    tallies_free(*period);
    *period = tallies_new(false);
    return r;
}

/* --- month by month --- */

static int end_year(struct rolled_days *days, int32_t next_day)
{
    if (days->year_day == next_day)
        return 0;
    int r = days->year_day ? check_period(days, ROLLUP_YEAR, days->year_day, &days->year) : 0;
    days->year_day = next_day;
    return r;
}

static int take_seal(struct rolled_days *days, const struct rolled_seal *seal, struct tallies *tallies)
{
    int r = end_year(days, rollup_first_day(ROLLUP_YEAR, seal->day));
    (void)tallies_each(tallies, merge_into, days->month);
    days->count++;
    days->after = seal->last_number;
    return r;
}

/* One month, and the year that ends before it or with it. `ret_more`: there are later ones. */
static int take_month(struct rolled_days *days, int64_t merged, bool *ret_more)
{
    struct database *database = days->verify->database;
    int r = 0;
    days->count = 0;
    *ret_more = false;
    while (r == 0 && days->after < merged && !*ret_more) {
        _cleanup_(tallies_freep) struct tallies *tallies = tallies_new(true);
        struct rolled_seal seal;
        r = rollup_read_seal(database, days->after, &seal, tallies);
        if (r == -EBADMSG)
            found(days, seal.day, "is damaged");
        if (r < 0 || !seal.last_seq)
            break;
        int32_t month_day = rollup_first_day(ROLLUP_MONTH, seal.day);
        *ret_more = days->count > 0 && month_day != days->month_day;
        if (*ret_more)
            break;
        days->month_day = month_day;
        r = take_seal(days, &seal, tallies);
    }
    (void)tallies_each(days->month, merge_into, days->year);
    if (r == 0 && days->count > 0)
        r = check_period(days, ROLLUP_MONTH, days->month_day, &days->month);
    return r == 0 && !*ret_more ? end_year(days, 0) : r;
}

static int in_one_state(struct rolled_days *days, int (*run)(struct rolled_days *days, void *data), void *data)
{
    int r = database_run(days->verify->database, "BEGIN");
    if (r == 0)
        r = store_read_named_day(days->verify->database, &days->named_day);
    if (r == 0)
        r = run(days, data);
    database_rollback(days->verify->database);
    return r;
}

static int run_month(struct rolled_days *days, void *data)
{
    struct rollup_state state;
    int r = rollup_state(days->verify->database, &state);
    return r < 0 ? r : take_month(days, state.merged, data);
}

/* --- what is missing, and what is too much --- */

static int find_all(struct rolled_days *days, const char *sql, const char *what)
{
    _cleanup_(statement_freep) struct statement *statement = NULL;
    int r = database_prepare(days->verify->database, sql, &statement);
    while (r >= 0 && (r = statement_next(statement)) > 0)
        found(days, (int32_t)statement_number(statement, 0), what);
    return r;
}

static int run_gaps(struct rolled_days *days, attr_unused void *data)
{
    int r = find_all(days,
                     "SELECT day FROM day WHERE last_seq < (SELECT max(last_seq) FROM rollup_day)"
                     " AND (first_seq >= (SELECT value FROM meta WHERE key = 'kept_from')"
                     " OR last_seq > (SELECT min(last_seq) FROM rollup_day))"
                     " AND last_seq NOT IN (SELECT last_seq FROM rollup_day)",
                     "is missing");
    if (r == 0)
        r = find_all(days,
                     "SELECT DISTINCT day FROM rollup_day WHERE (last_seq, day) NOT IN (SELECT last_seq, day FROM day)",
                     "is of no seal");
    if (r == 0)
        r = find_all(days,
                     "SELECT DISTINCT first_day FROM rollup WHERE level NOT IN (2, 3) OR strftime('%Y-%m', first_day *"
                     " 86400, 'unixepoch') NOT IN (SELECT strftime(CASE level WHEN 2 THEN '%Y-%m' ELSE '%Y-01' END,"
                     " day * 86400, 'unixepoch') FROM rollup_day WHERE number <="
                     " (SELECT value FROM meta WHERE key = 'rolled'))",
                     "is of no day");
    return r;
}

/* --- all of it --- */

static int check_all(struct rolled_days *days)
{
    bool more = true;
    int r = in_one_state(days, run_gaps, NULL);
    while (r == 0 && more)
        r = in_one_state(days, run_month, &more);
    return r == -EBADMSG && days->verify->doubt ? 0 : r; /* it was told */
}

int verify_has_rollups(struct verify *verify, bool *ret_has)
{
    int64_t schema;
    int r = database_number(verify->database, "SELECT value FROM meta WHERE key = 'schema'", &schema);
    *ret_has = r == 0 && schema >= 11;
    return r;
}

int verify_sums(struct verify *verify)
{
    struct rolled_days days = {.verify = verify, .month = tallies_new(false), .year = tallies_new(false)};
    bool has;
    int r = verify_has_rollups(verify, &has);
    if (r == 0 && has)
        r = check_all(&days);
    tallies_free(days.month);
    tallies_free(days.year);
    return r;
}

/* --- a day to the process that computes it --- */

struct giving {
    struct verify *verify;
    int64_t until_ms;
};

/* What was written before the day was over. */
static int give_row(const struct store_row *row, void *data)
{
    const struct giving *giving = data;
    return row->at_ms >= giving->until_ms ? 1 : replay_give_row(giving->verify->replaying, row);
}

static int give_rows(struct verify *verify, enum store_table table, int64_t until_ms)
{
    struct giving giving = {verify, until_ms};
    int64_t number = 0;
    int r = store_find_row(verify->database, table, verify->opened_ms, &number);
    if (r == 0)
        r = store_read_rows(verify->database, table, number, give_row, &giving);
    return r < 0 ? r : 0;
}

static int give_earlier(const struct rollup_row *row, void *data)
{
    const struct rolled_key key = {.by = (int32_t)row->by, .key = row->key};
    return replay_give_earlier(data, &key);
}

static int give_rolled(struct verify *verify, struct statement *rolled, int32_t day, bool *ret_is_rolled)
{
    int32_t named_day;
    int r = store_read_named_day(verify->database, &named_day);
    struct rolled_part part = {.is_nameless = day < named_day};
    while (r >= 0 && (r = statement_next(rolled)) > 0) {
        size_t size;
        const void *bytes = statement_bytes(rolled, 1, &size);
        part.by = (int32_t)statement_number(rolled, 0);
        if (part.by <= 0 || part.by >= TALLY_BYS)
            continue;
        *ret_is_rolled = true;
        r = replay_give_rolled(verify->replaying, &part, bytes, size);
    }
    return r;
}

int verify_give_day(struct verify *verify, const struct event *closed)
{
    _cleanup_(statement_freep) struct statement *rolled = NULL;
    bool is_rolled = false;
    int r = database_prepare(verify->database, "SELECT tally_by, bytes FROM rollup_day WHERE last_seq = ?", &rolled);
    if (r < 0)
        return r;
    statement_set_number(rolled, 1, closed->seq);
    r = give_rolled(verify, rolled, closed->day, &is_rolled);
    if (r < 0 || !is_rolled)
        return r;
    r = give_rows(verify, TABLE_PRINT, closed->at_ms);
    if (r == 0)
        r = give_rows(verify, TABLE_ROLL, closed->at_ms);
    for (enum tally_by by = TALLY_ALL; r == 0 && by < TALLY_BYS; by++)
        r = rollup_read_before(verify->database, verify->opened_seq, closed->day, by, give_earlier, verify->replaying);
    return r;
}
