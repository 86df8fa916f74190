/* SPDX-License-Identifier: MIT
 *
 * Verifying roll-ups: every byte is one that a tally has; months and years are the sums of their days; and where the
 * facts of a day are kept, its row is computed again and compared.
 *
 * A month is read in one state of the file, as a day may come to it meanwhile; each day in one of its own. Days are
 * computed only if the ledger and its step rows were found to be whole before: the engine trusts what it is shown.
 *
 * The configuration by which a day was rolled up is not kept, so what comes of it is compared as far as it does not: of
 * steps served, what their outcomes meant; who could have been called by somebody idle; which counters take a service,
 * and its hours altogether; services that were short beside what was usual, no-shows that were early. Hours are local
 * ones, so all of a day together are compared; of the hours of a service, who waited least and most.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "daemon/rollup_private.h"
#include "daemon/store_verify_private.h"

struct rolled_days {
    struct verify *verify;
    bool facts_are_whole;
    int64_t kept_from;
    int32_t named_day; /* days before it have no operators apart, or have not come to that yet (store_forget.c) */
    int64_t after;     /* number of the last row that was read */
    struct tallies *month, *year;
    int32_t month_day, year_day; /* their first days */
    size_t count, room;
    struct rolled_one {
        struct rolled_seal seal;
        int64_t after; /* its rows come behind this one */
    } * seals;         /* of the month */
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

/* --- a day beside its rows and facts --- */

struct apart {
    struct tallies *to;
    bool is_nameless;
};

/* What the configuration of then had a part in, so that it can be compared; see above. */
static int take_apart(enum tally_by by, int64_t key, struct tally *tally, void *data)
{
    static const enum tally_count meaning[] = {TALLY_FULFILLED, TALLY_CAUSE_VISITOR, TALLY_CAUSE_AGENCY,
                                               TALLY_CAUSE_COUNTER, TALLY_CAUSE_OTHER};
    const struct apart *apart = data;
    if (by == TALLY_SERVICE_HOUR)
        return 0;
    bool together = by == TALLY_HOUR || (by == TALLY_OPERATOR && apart->is_nameless);
    struct tally *to = tallies_of(apart->to, by, together ? 0 : key);
    tally_merge(to, tally);
    for (size_t i = 1; i < ARRAY_SIZE(meaning); i++) {
        to->count[meaning[0]] += to->count[meaning[i]];
        to->count[meaning[i]] = 0;
    }
    to->count[TALLY_IDLE_WAITING_MS] += to->count[TALLY_IDLE_EMPTY_MS];
    to->count[TALLY_IDLE_EMPTY_MS] = to->count[TALLY_SHORT_SERVICES] = to->count[TALLY_EARLY_NO_SHOWS] = 0;
    if (together)
        to->count[TALLY_DAYS] = 1;
    return 0;
}

static void compare_day(struct rolled_days *days, int32_t day, struct tallies *rolled, struct tallies *computed)
{
    _cleanup_(tallies_freep) struct tallies *one = tallies_new(true), *other = tallies_new(true);
    bool is_nameless = day < days->named_day;
    (void)tallies_each(rolled, take_apart, &(struct apart){one, is_nameless});
    (void)tallies_each(computed, take_apart, &(struct apart){other, is_nameless});
    for (enum tally_by by = TALLY_ALL; by < TALLY_BYS; by++) {
        _cleanup_(buffer_done) struct buffer is = {0}, wanted = {0};
        char text[DATE_TEXT_SIZE];
        rollup_pack(one, by, &is);
        rollup_pack(other, by, &wanted);
        if (is.length != wanted.length ||
            (is.length && memcmp(buffer_bytes(&is), buffer_bytes(&wanted), is.length) != 0))
            verify_find(days->verify, FINDING_ROLLUP, day, "the roll-up of %s (%s) is not what its facts say",
                        verify_day(day, text), tally_by_words[by]);
    }
}

/* Hours of services cannot be compared one by one, and months have only the greatest of many: but who waited least and
 * most in one is somebody who waited for that service. */
struct waiters {
    struct tallies *computed; /* exact */
    bool others;              /* somebody nobody knows */
};

static bool has_waited(const struct spread *spread, int64_t ms)
{
    for (size_t i = 0; i < spread->used; i++) {
        if (spread->items[i].key == ms)
            return true;
    }
    return false;
}

static int check_waiters(attr_unused enum tally_by by, int64_t key, struct tally *tally, void *data)
{
    struct waiters *waiters = data;
    const struct spread *hour = &tally->spread[SPREAD_WAITING];
    const struct tally *service = tallies_find(waiters->computed, TALLY_SERVICE, key / 24);
    waiters->others = waiters->others || tally->exact; /* they are kept in buckets */
    if (hour->count > 0 && (!service || !has_waited(&service->spread[SPREAD_WAITING], hour->least_ms) ||
                            !has_waited(&service->spread[SPREAD_WAITING], hour->most_ms)))
        waiters->others = true;
    return 0;
}

static void compare_waiters(struct rolled_days *days, int32_t day, struct tallies *rolled, struct tallies *computed)
{
    struct waiters waiters = {.computed = computed};
    char text[DATE_TEXT_SIZE];
    (void)tallies_each_of(rolled, TALLY_SERVICE_HOUR, check_waiters, &waiters);
    if (waiters.others)
        verify_find(days->verify, FINDING_ROLLUP, day, "the roll-up of %s (%s) is not what its facts say",
                    verify_day(day, text), tally_by_words[TALLY_SERVICE_HOUR]);
}

static int first_seq_of(struct rolled_days *days, int64_t last_seq, int64_t *ret_seq)
{
    _cleanup_free_ char *sql = mem_printf("SELECT first_seq FROM day WHERE last_seq = %lld", NUMBER(last_seq));
    return database_number(days->verify->database, sql, ret_seq);
}

static int check_day(struct rolled_days *days, const struct rolled_one *one)
{
    static const struct rulebook nothing = {0};
    static const struct rollup_known known = {.rulebook = &nothing};
    _cleanup_(tallies_freep) struct tallies *rolled = tallies_new(true), *computed = tallies_new(true);
    struct database *database = days->verify->database;
    struct rollup_day day = {.day = one->seal.day, .last_seq = one->seal.last_seq};
    struct rolled_seal seal;
    int r = first_seq_of(days, one->seal.last_seq, &day.first_seq);
    if (r < 0 || day.first_seq < days->kept_from)
        return r == -ENOENT ? 0 : r;
    r = rollup_read_seal(database, one->after, &seal, rolled);
    if (r == 0)
        r = rollup_compute(database, &known, &day, computed);
    if (r == 0) {
        compare_day(days, day.day, rolled, computed);
        compare_waiters(days, day.day, rolled, computed);
    }
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
    (void)tallies_each(tallies, merge_into, days->year);
    mem_grow(days->seals, days->count, days->room);
    days->seals[days->count++] = (struct rolled_one){*seal, days->after};
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
    if (r == 0 && days->count > 0)
        r = check_period(days, ROLLUP_MONTH, days->month_day, &days->month);
    return r == 0 && !*ret_more ? end_year(days, 0) : r;
}

static int in_one_state(struct rolled_days *days, int (*run)(struct rolled_days *days, void *data), void *data)
{
    int r = database_run(days->verify->database, "BEGIN");
    if (r == 0)
        r = database_number(days->verify->database, "SELECT value FROM meta WHERE key = 'kept_from'", &days->kept_from);
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

static int run_day(struct rolled_days *days, void *data)
{
    return check_day(days, data);
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
    while (r == 0 && more) {
        r = in_one_state(days, run_month, &more);
        for (size_t i = 0; r == 0 && days->facts_are_whole && i < days->count; i++)
            r = in_one_state(days, run_day, &days->seals[i]);
    }
    return r == -EBADMSG && days->verify->doubt ? 0 : r; /* it was told */
}

int verify_rollups(struct verify *verify, bool facts_are_whole)
{
    struct rolled_days days = {.verify = verify,
                               .facts_are_whole = facts_are_whole,
                               .month = tallies_new(false),
                               .year = tallies_new(false)};
    int64_t schema;
    int r = database_number(verify->database, "SELECT value FROM meta WHERE key = 'schema'", &schema);
    if (r == 0 && schema >= 11)
        r = check_all(&days);
    tallies_free(days.month);
    tallies_free(days.year);
    free(days.seals);
    return r;
}
