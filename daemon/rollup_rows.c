/* SPDX-License-Identifier: MIT
 *
 * Roll-ups as rows: what is rolled, what is not, and reading of both.
 */
#include <errno.h>
#include <string.h>

#include "common/clock.h"
#include "daemon/rollup_private.h"

/* --- periods --- */

int32_t rollup_first_day(enum rollup_level level, int32_t day)
{
    struct date date = date_of(day);
    if (level == ROLLUP_DAY)
        return day;
    if (level == ROLLUP_YEAR)
        date.month = 1;
    date.day = 1;
    return (int32_t)date_days(date);
}

/* --- what is rolled --- */

int rollup_state(struct database *database, struct rollup_state *ret_state)
{
    _cleanup_(statement_freep) struct statement *statement = NULL;
    int r = database_prepare(database,
                             "SELECT (SELECT max(last_seq) FROM rollup_day),"
                             " (SELECT day FROM rollup_day ORDER BY last_seq LIMIT 1),"
                             " (SELECT day FROM rollup_day ORDER BY last_seq DESC LIMIT 1),"
                             " max((SELECT ifnull(max(number), 0) FROM rollup_day), (SELECT value FROM meta WHERE key "
                             "= 'rolled_until')),"
                             " (SELECT value FROM meta WHERE key = 'rolled'),"
                             " (SELECT value FROM meta WHERE key = 'own_folds')",
                             &statement);
    if (r == 0)
        r = statement_next(statement);
    if (r <= 0)
        return r < 0 ? r : -EBADMSG;
    *ret_state = (struct rollup_state){.seq = statement_number(statement, 0),
                                       .first_day = (int32_t)statement_number(statement, 1),
                                       .last_day = (int32_t)statement_number(statement, 2),
                                       .number = statement_number(statement, 3),
                                       .merged = statement_number(statement, 4),
                                       .folds = statement_number(statement, 5)};
    return 0;
}

static int add_row(struct statement *statement, struct rolled_seal *seal, struct tallies *tallies)
{
    size_t size;
    int64_t by = statement_number(statement, 3);
    const void *bytes = statement_bytes(statement, 4, &size);
    if (seal->last_seq && seal->last_seq != statement_number(statement, 1))
        return 1;
    if (by <= 0 || by >= TALLY_BYS)
        return -EBADMSG;
    *seal = (struct rolled_seal){.last_number = statement_number(statement, 0),
                                 .last_seq = statement_number(statement, 1),
                                 .day = (int32_t)statement_number(statement, 2)};
    return rollup_unpack(bytes, size, (enum tally_by)by, tallies);
}

int rollup_read_seal(struct database *database, int64_t after_number, struct rolled_seal *ret_seal,
                     struct tallies *tallies)
{
    _cleanup_(statement_freep) struct statement *statement = NULL;
    int r = database_prepare(
            database, "SELECT number, last_seq, day, tally_by, bytes FROM rollup_day WHERE number > ? ORDER BY number",
            &statement);
    if (r < 0)
        return r;
    *ret_seal = (struct rolled_seal){0};
    statement_set_number(statement, 1, after_number);
    while ((r = statement_next(statement)) > 0 && (r = add_row(statement, ret_seal, tallies)) == 0)
        continue;
    rollup_join(tallies);
    return r < 0 ? r : 0;
}

/* --- reading --- */

#define OF_DAYS                                                                                 \
    "SELECT day, bytes, last_seq FROM rollup_day WHERE tally_by = ?1 AND day BETWEEN ?3 AND ?4" \
    " ORDER BY day, last_seq"
#define OF_PERIODS \
    "SELECT first_day, bytes, 0 FROM rollup WHERE tally_by = ?1 AND level = ?2 AND first_day BETWEEN ?3 AND ?4"
/* And days that are not in them yet. */
#define UNMERGED(of)                                                                                           \
    " UNION ALL SELECT strftime('%s', day * 86400, 'unixepoch', 'start of " of "') / 86400 AS first, bytes,"   \
    " last_seq FROM rollup_day WHERE number > (SELECT value FROM meta WHERE key = 'rolled') AND tally_by = ?1" \
    " AND first BETWEEN ?3 AND ?4"

static const char *select_rows(enum rollup_level level, bool all_merged)
{
    if (level == ROLLUP_DAY)
        return OF_DAYS;
    if (all_merged)
        return OF_PERIODS " ORDER BY first_day";
    return level == ROLLUP_MONTH ? OF_PERIODS UNMERGED("month") " ORDER BY 1"
                                 : OF_PERIODS UNMERGED("year") " ORDER BY 1";
}

enum { ALL_KEYS = -1 };

struct given {
    rollup_function *function;
    void *data;
};

int rollup_add_row(const struct rollup_row *row, struct tally *tally, unsigned taken)
{
    unsigned some = row->lengths ? taken & ROLLUP_JOINED : taken;
    if (row->bytes && some)
        return tally_decode_some(tally, row->bytes, row->size, some);
    if (!row->bytes)
        tally_merge(tally, row->tally);
    return 0;
}

static int give_row(struct statement *statement, enum tally_by by, int64_t wanted, rollup_function *function,
                    void *data)
{
    size_t size;
    const void *bytes = statement_bytes(statement, 1, &size);
    struct packed packed = packed_of(bytes, size);
    struct rollup_row row = {.first_day = (int32_t)statement_number(statement, 0), .by = by};
    int r;
    while ((r = packed_next(&packed, &row.key, &row.bytes, &row.size)) > 0) {
        if (wanted != ALL_KEYS && row.key > wanted)
            return 0;
        r = wanted == ALL_KEYS || row.key == wanted ? function(&row, data) : 0;
        if (r != 0)
            return r;
    }
    return r;
}

static int give_as_all(const struct rollup_row *row, void *data)
{
    const struct given *given = data;
    return given->function(&(struct rollup_row){.first_day = row->first_day,
                                                .by = TALLY_ALL,
                                                .bytes = row->bytes,
                                                .size = row->size,
                                                .lengths = true},
                           given->data);
}

/* The whole centre on a day: its row has not the lengths that are those of its services, so these follow. */
static int give_services(struct database *database, int32_t day, int64_t last_seq, rollup_function *function,
                         void *data)
{
    _cleanup_(statement_freep) struct statement *statement = NULL;
    struct given given = {function, data};
    int r = database_prepare(database, "SELECT ?1, bytes FROM rollup_day WHERE last_seq = ?2 AND tally_by = ?3",
                             &statement);
    if (r < 0)
        return r;
    const int64_t numbers[] = {day, last_seq, TALLY_SERVICE};
    for (int i = 0; i < (int)ARRAY_SIZE(numbers); i++)
        statement_set_number(statement, i + 1, numbers[i]);
    r = statement_next(statement);
    if (r <= 0)
        return r < 0 ? r : -EBADMSG;
    return give_row(statement, TALLY_SERVICE, ALL_KEYS, give_as_all, &given);
}

static int give_all(struct database *database, struct statement *statement, rollup_function *function, void *data)
{
    int r = give_row(statement, TALLY_ALL, ALL_KEYS, function, data);
    int32_t day = (int32_t)statement_number(statement, 0);
    return r == 0 ? give_services(database, day, statement_number(statement, 2), function, data) : r;
}

int rollup_read_key(struct database *database, enum rollup_level level, enum tally_by by, int32_t from_day,
                    int32_t until_day, int64_t key, rollup_function *function, void *data)
{
    _cleanup_(statement_freep) struct statement *statement = NULL;
    struct rollup_state state;
    int r = rollup_state(database, &state);
    if (r == 0)
        r = database_prepare(database, select_rows(level, state.merged >= state.number), &statement);
    if (r < 0)
        return r;
    const int64_t numbers[] = {by, level, from_day, until_day};
    for (int i = 0; i < (int)ARRAY_SIZE(numbers); i++)
        statement_set_number(statement, i + 1, numbers[i]);
    while ((r = statement_next(statement)) > 0) {
        bool is_apart = by == TALLY_ALL && statement_number(statement, 2);
        r = is_apart ? give_all(database, statement, function, data) : give_row(statement, by, key, function, data);
        if (r != 0)
            return r;
    }
    return r;
}

int rollup_read(struct database *database, enum rollup_level level, enum tally_by by, int32_t from_day,
                int32_t until_day, rollup_function *function, void *data)
{
    return rollup_read_key(database, level, by, from_day, until_day, ALL_KEYS, function, data);
}

int rollup_read_before(struct database *database, int64_t seq, int32_t day, enum tally_by by, rollup_function *function,
                       void *data)
{
    _cleanup_(statement_freep) struct statement *statement = NULL;
    int r = database_prepare(
            database, "SELECT day, bytes FROM rollup_day WHERE tally_by = ? AND day = ? AND last_seq < ?", &statement);
    if (r < 0)
        return r;
    statement_set_number(statement, 1, by);
    statement_set_number(statement, 2, day);
    statement_set_number(statement, 3, seq);
    while ((r = statement_next(statement)) > 0) {
        r = give_row(statement, by, ALL_KEYS, function, data);
        if (r != 0)
            return r;
    }
    return r;
}

/* --- what is not rolled --- */

static int give_open(struct database *database, int64_t after_seq, int64_t now_ms, rollup_day_function *function,
                     void *data)
{
    struct rollup_day open = {.open = true, .first_seq = after_seq + 1, .now_ms = now_ms};
    _cleanup_free_ char *opened =
            mem_printf("SELECT day FROM event WHERE seq > %lld AND kind = %d ORDER BY seq LIMIT 1",
                       (long long)after_seq, EVENT_DAY_OPENED);
    int64_t day = 0;
    int r = database_number(database, opened, &day);
    if (r == 0)
        r = database_number(database, "SELECT max(seq) FROM event", &open.last_seq);
    if (r < 0)
        return r == -ENOENT ? 0 : r;
    open.day = (int32_t)day;
    return function(&open, data);
}

int rollup_unrolled(struct database *database, int64_t now_ms, rollup_day_function *function, void *data)
{
    _cleanup_(statement_freep) struct statement *statement = NULL;
    struct rollup_state state = {0};
    int64_t last_seq = 0;
    int r = database_number(database, "SELECT ifnull(max(last_seq), 0) FROM day", &last_seq);
    if (r == 0)
        r = rollup_state(database, &state);
    if (r == 0)
        r = database_prepare(database,
                             "SELECT day, first_seq, last_seq FROM day WHERE last_seq > ?"
                             " AND last_seq >= (SELECT value FROM meta WHERE key = 'kept_from') ORDER BY last_seq",
                             &statement);
    if (r < 0)
        return r;
    statement_set_number(statement, 1, state.seq);
    while ((r = statement_next(statement)) > 0) {
        const struct rollup_day sealed = {.day = (int32_t)statement_number(statement, 0),
                                          .first_seq = statement_number(statement, 1),
                                          .last_seq = statement_number(statement, 2)};
        r = function(&sealed, data);
        if (r != 0)
            return r;
    }
    return r < 0 ? r : give_open(database, last_seq, now_ms, function, data);
}
