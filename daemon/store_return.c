/* SPDX-License-Identifier: MIT
 *
 * Return codes in the store: rows made from facts, and the place in a long table from which they are read.
 */
#include <errno.h>

#include "daemon/store_private.h"

/* --- a fact, a row --- */

static bool given_row(const struct ticket *ticket, const struct event *event, struct store_row *ret_row)
{
    *ret_row = (struct store_row){.table = TABLE_RETURN_CODE,
                                  .at_ms = event->at_ms,
                                  .value = {[RETURN_CODE_DAY] = event->day,
                                            [RETURN_CODE_TICKET] = event->ticket,
                                            [RETURN_CODE_PREFIX] = ticket->prefix,
                                            [RETURN_CODE_NUMBER] = ticket->number,
                                            [RETURN_CODE_CHECK] = ticket->code,
                                            [RETURN_CODE_SERVICE] = event->service,
                                            [RETURN_CODE_CLASS] = event->class,
                                            [RETURN_CODE_WAITED] = event->value[RETURN_GIVEN_WAITED],
                                            [RETURN_CODE_UNTIL] = event->value[RETURN_GIVEN_UNTIL],
                                            [RETURN_CODE_CODE] = event->value[RETURN_GIVEN_CODE]}};
    return true;
}

/* Used on this day, or given back. */
static bool changed_row(const struct ticket *ticket, const struct event *event, struct store_row *ret_row)
{
    if (!ticket->with.day)
        return false;
    *ret_row = (struct store_row){.table = TABLE_RETURN_CODE,
                                  .at_ms = event->at_ms,
                                  .value = {[RETURN_CODE_DAY] = ticket->with.day,
                                            [RETURN_CODE_TICKET] = ticket->with.ticket,
                                            [RETURN_CODE_USED] = event->kind == EVENT_RETURN_USED ? event->day : 0}};
    return true;
}

bool store_return_row(const struct engine *engine, const struct event *event, struct store_row *ret_row)
{
    if (event->kind == EVENT_RETURN_GIVEN)
        return given_row(engine_ticket(engine, event->ticket), event, ret_row);
    return (event->kind == EVENT_RETURN_USED || event->kind == EVENT_VOIDED) &&
           changed_row(engine_ticket(engine, event->ticket), event, ret_row);
}

/* --- rows by time --- */

/* When the first row was written that has this number or a later one; there is one. */
static int read_moment(struct database *database, enum store_table table, int64_t number, int64_t *ret_at_ms)
{
    _cleanup_free_ char *sql = mem_printf("SELECT at_ms FROM %s WHERE number >= %lld ORDER BY number LIMIT 1",
                                          store_row_tables[table].name, (long long)number);
    return database_number(database, sql, ret_at_ms);
}

int store_find_row(struct database *database, enum store_table table, int64_t at_ms, int64_t *ret_number)
{
    _cleanup_free_ char *sql = mem_printf("SELECT max(number) FROM %s", store_row_tables[table].name);
    int64_t from = 1, last = 0, there_ms;
    int r = database_number(database, sql, &last);
    if (r < 0 && r != -ENOENT)
        return r;
    for (int64_t until = last + 1; from < until;) {
        int64_t middle = from + (until - from) / 2;
        r = read_moment(database, table, middle, &there_ms);
        if (r < 0)
            return r;
        if (there_ms < at_ms)
            from = middle + 1;
        else
            until = middle;
    }
    *ret_number = from;
    return 0;
}
