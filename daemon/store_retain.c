/* SPDX-License-Identifier: MIT
 *
 * Retention: days that are old enough are deleted whole, below a seal, which stays; so what is left still proves
 * itself, from the seal on. First it is said what is kept (in meta), then the rows below go, some in a transaction. The
 * newest row of a table always stays, so that no number is ever given again: copies grow by them.
 */
#include <errno.h>

#include "daemon/store_private.h"

/* A table of which something is no longer kept, and what. Only its oldest rows are looked at, as rows follow one
 * another by seq, moment or day; where they do not, those that are found `by` an index. */
struct retained_table {
    const char *name, *number, *gone, *by;
};

#define BELOW_SEAL "seq < (SELECT value FROM meta WHERE key = 'kept_from')"
#define KEPT_DAY   "(SELECT value FROM meta WHERE key = 'kept_day')"
#define BEFORE_DAY "day < " KEPT_DAY

/* A visitor was promised a last day: until then the rows of a return code stay, those of its use too. */
#define PAST_USE                                                                                       \
    BEFORE_DAY " AND NOT EXISTS (SELECT 1 FROM return_code AS given WHERE given.day = return_code.day" \
               " AND given.ticket = return_code.ticket AND given.until_day >= " KEPT_DAY ")"

static const struct retained_table tables[] = {
        {"event", "seq", BELOW_SEAL, NULL},
        {"step", "seq", BELOW_SEAL, NULL},
        {"text", "id", BELOW_SEAL, NULL},
        {"print", "number", BEFORE_DAY, NULL},
        {"roll", "number", BEFORE_DAY, NULL}, /* every day begins with all that is known */
        {"kiosk_use", "number", BEFORE_DAY, NULL},
        {"booking", "number", BEFORE_DAY, "of_day WHERE list = 1"},
        {"closure", "number", BEFORE_DAY, "of_day WHERE list = 2"},
        {"rota", "number", BEFORE_DAY, "of_day WHERE list = 3"},
        {"return_code", "number", PAST_USE, "return_code WHERE true"},
        {"request", "number", "at_ms < (SELECT value FROM meta WHERE key = 'requests_from')", NULL},
};

static char *gone_sql(const struct retained_table *table)
{
    const char *name = table->name, *number = table->number;
    _cleanup_free_ char *newest = mem_printf("%s < (SELECT max(%s) FROM %s)", number, number, name);
    if (table->by)
        return mem_printf("DELETE FROM %s WHERE %s IN (SELECT number FROM %s AND %s AND %s LIMIT ?)", name, number,
                          table->by, table->gone, newest);
    return mem_printf("DELETE FROM %s WHERE %s IN (SELECT %s FROM (SELECT %s, %s AS gone FROM %s ORDER BY %s LIMIT ?)"
                      " WHERE gone AND %s)",
                      name, number, number, number, table->gone, name, number, newest);
}

/* At most `*left` rows of a table, which is so many less then. */
static int delete_rows(struct database *database, const struct retained_table *table, int64_t *left)
{
    _cleanup_(statement_freep) struct statement *statement = NULL;
    _cleanup_free_ char *sql = gone_sql(table);
    int r = database_prepare(database, sql, &statement);
    if (r < 0)
        return r;
    statement_set_number(statement, 1, *left);
    r = statement_run(statement);
    *left -= database_changes(database);
    return r;
}

int store_delete_gone(struct database *database, int64_t limit, bool *ret_more)
{
    int64_t left = limit;
    int r = store_enter_days(database, &left);
    for (size_t i = 0; r == 0 && i < ARRAY_SIZE(tables) && left > 0; i++)
        r = delete_rows(database, &tables[i], &left);
    if (r == 0 && left > 0)
        r = store_forget(database, &left);
    *ret_more = left <= 0;
    if (r == 0 && !*ret_more) /* the one that stays for its number */
        r = database_run(database, "UPDATE text SET salt = NULL, body = NULL WHERE id = (SELECT max(id) FROM text)"
                                   " AND body IS NOT NULL AND " BELOW_SEAL);
    return r;
}

/* The last row of the ledger that is not kept: of the last sealed day before. 0: all is kept. */
static int find_seal(struct database *database, int32_t day, int64_t *ret_seq)
{
    _cleanup_free_ char *sql = mem_printf("SELECT max(last_seq) FROM day WHERE day < %d", day);
    int r = database_number(database, sql, ret_seq);
    if (r == -ENOENT)
        *ret_seq = 0;
    return r == -ENOENT ? 0 : r;
}

static int raise_meta(struct database *database, const char *key, int64_t value)
{
    _cleanup_free_ char *sql =
            mem_printf("UPDATE meta SET value = max(value, %lld) WHERE key = '%s'", (long long)value, key);
    return database_run(database, sql);
}

/* Whole sealed days again: texts of a fact and figures of its day are forgotten together. */
static int say_nameless(struct database *database, const struct store_retention *retention)
{
    int64_t seal_seq = 0;
    int r = retention->names_from_day ? find_seal(database, retention->names_from_day, &seal_seq) : 0;
    if (r == 0 && seal_seq > 0)
        r = raise_meta(database, "named_from", seal_seq + 1);
    if (r == 0 && seal_seq > 0)
        r = raise_meta(database, "named_day", retention->names_from_day);
    return r;
}

/* The first day that is kept: roll-ups are all that stays of a day, so it must have them. */
static int find_day(struct database *database, const struct store_retention *retention, int32_t *ret_day)
{
    int64_t day;
    *ret_day = retention->from_day;
    if (!retention->from_day || !retention->rolled)
        return 0;
    int r = database_number(
            database,
            "SELECT min(day) FROM day WHERE last_seq > ifnull((SELECT max(last_seq) FROM rollup_day), 0)"
            " AND last_seq >= (SELECT value FROM meta WHERE key = 'kept_from')",
            &day);
    if (r == 0 && day < retention->from_day)
        *ret_day = (int32_t)day;
    return r == -ENOENT ? 0 : r;
}

static int retain(struct store *store, const struct store_retention *retention, bool *ret_more)
{
    struct database *database = store->database;
    int64_t seal_seq = 0;
    int32_t from_day;
    int r = find_day(database, retention, &from_day);
    store->waits_for_rollups = r == 0 && from_day < retention->from_day;
    if (r == 0 && from_day)
        r = find_seal(database, from_day, &seal_seq);
    if (r == 0 && seal_seq > 0)
        r = raise_meta(database, "kept_from", seal_seq + 1);
    if (r == 0 && seal_seq > 0)
        r = raise_meta(database, "kept_day", from_day);
    if (r == 0)
        r = raise_meta(database, "requests_from", retention->requests_from_ms);
    if (r == 0)
        r = say_nameless(database, retention);
    if (r == 0)
        r = store_delete_gone(database, retention->limit, ret_more);
    int64_t left = retention->limit;
    if (r == 0 && !*ret_more)
        r = store_forget_names(store, retention, &left);
    *ret_more = *ret_more || left <= 0 || store->waits_for_rollups;
    return r;
}

static int forget_requests(struct store *store)
{
    int64_t first;
    int r = database_number(store->database, "SELECT min(number) FROM request", &first);
    if (r == 0)
        requests_forget(&store->requests, first);
    return r == -ENOENT ? 0 : r;
}

int store_retain(struct store *store, const struct store_retention *retention, bool *ret_more)
{
    int r = database_run(store->database, "BEGIN IMMEDIATE");
    if (r == 0)
        r = retain(store, retention, ret_more);
    if (r == 0)
        r = database_run(store->database, "COMMIT");
    if (r < 0) {
        database_rollback(store->database);
        store_forgetting_done(&store->forgetting);
        return r;
    }
    store_settle_forgotten(store, retention);
    return forget_requests(store);
}
