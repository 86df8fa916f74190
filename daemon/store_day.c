/* SPDX-License-Identifier: MIT
 *
 * Rows by their day. Bookings and shifts of ten years are millions, those from today on some thousands, and they stand
 * anywhere among the last; so each row is entered in the table of_day as it is written, by triggers. Rows that were
 * written before there was such a table are entered in slices, from the newest back. Until that is done, those that are
 * not yet entered are all looked at.
 */
#include "daemon/store_private.h"

/* Places in of_day; as the triggers of schema.sql say. */
static const int lists[STORE_TABLES] = {[TABLE_BOOKING] = 1, [TABLE_CLOSURE] = 2, [TABLE_ROTA] = 3};

static int read_from(struct database *database, enum store_table table, int64_t *ret_from)
{
    _cleanup_free_ char *sql =
            mem_printf("SELECT value FROM meta WHERE key = '%s_of_day_from'", store_row_tables[table].name);
    return database_number(database, sql, ret_from);
}

int store_read_days(struct database *database, enum store_table table, int32_t from_day, store_row_function *function,
                    void *data)
{
    int64_t from = 1;
    int r = read_from(database, table, &from);
    const int64_t numbers[] = {from, from_day, lists[table]};
    if (r == 0 && from > 1)
        r = store_read_rows_where(database, table, "number < ?1 AND day >= ?2", numbers, function, data);
    return r ? r
             : store_read_rows_where(
                       database, table,
                       "number IN (SELECT number FROM of_day WHERE list = ?3 AND day >= ?2 AND number >= ?1)", numbers,
                       function, data);
}

int store_last_row(struct database *database, enum store_table table, int64_t *ret_number)
{
    _cleanup_free_ char *sql = mem_printf("SELECT ifnull(max(number), 0) FROM %s", store_row_tables[table].name);
    return database_number(database, sql, ret_number);
}

/* --- older rows --- */

static int enter_slice(struct database *database, enum store_table table, int64_t from, int64_t *left)
{
    const char *name = store_row_tables[table].name;
    int64_t next = from > *left ? from - *left : 1;
    _cleanup_free_ char *enter = mem_printf("INSERT OR IGNORE INTO of_day SELECT %d, day, number FROM %s"
                                            " WHERE number >= %lld AND number < %lld",
                                            lists[table], name, (long long)next, (long long)from);
    _cleanup_free_ char *note = mem_printf("%s_of_day_from", name);
    int r = database_run(database, enter);
    *left -= from - next;
    return r < 0 ? r : store_set_meta(database, note, NULL, next);
}

int store_enter_days(struct database *database, int64_t *left)
{
    int r = 0;
    for (enum store_table table = 0; r == 0 && table < STORE_TABLES; table++) {
        int64_t from = 1;
        if (lists[table])
            r = read_from(database, table, &from);
        if (r == 0 && from > 1 && *left > 0)
            r = enter_slice(database, table, from, left);
    }
    return r;
}
