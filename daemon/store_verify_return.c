/* SPDX-License-Identifier: MIT
 *
 * Verifying return codes. They outlive their day, so no engine sees both ends: that one was given and that it was used
 * stand in the ledger of two days, and the daemon looks it up in a table in between. Who writes into that table makes
 * somebody go ahead; here the table is read beside the ledger, a row a fact, and every use is looked for among those
 * that were given.
 */
#include <stdio.h>
#include <string.h>

#include "daemon/store_private.h"

enum { WRONG_SIZE = 256 };

void return_check_done(struct return_check *check)
{
    statement_free(check->rows);
    free(check->known);
}

/* --- what the ledger says --- */

static struct return_known *find_known(const struct return_check *check, int32_t day, int32_t ticket)
{
    for (size_t i = check->count; i > 0 && check->known[i - 1].day >= day; i--) {
        if (check->known[i - 1].day == day && check->known[i - 1].ticket == ticket)
            return &check->known[i - 1];
    }
    return NULL;
}

static void take_given(struct return_check *check, const struct event *event)
{
    mem_grow(check->known, check->count, check->room);
    check->known[check->count++] = (struct return_known){.day = event->day,
                                                         .ticket = event->ticket,
                                                         .service = event->service,
                                                         .until_day = (int32_t)event->value[RETURN_GIVEN_UNTIL]};
}

static bool counts(const struct return_known *known, const struct event *event)
{
    return !known->used && known->service == event->service && event->day > known->day &&
           event->day <= known->until_day;
}

static void take_changed(const struct return_check *check, const struct ticket *ticket, const struct event *event,
                         char wrong[WRONG_SIZE])
{
    struct return_known *known = find_known(check, ticket->with.day, ticket->with.ticket);
    bool uses = event->kind == EVENT_RETURN_USED;
    if (uses && known && !counts(known, event))
        snprintf(wrong, WRONG_SIZE, "row %lld goes ahead by a return code that does not count there",
                 (long long)event->seq);
    else if (!known && ticket->with.day >= check->first_day)
        snprintf(wrong, WRONG_SIZE, "row %lld goes ahead by a return code that nobody got", (long long)event->seq);
    if (known)
        known->used = uses;
}

/* --- what the table says --- */

static int next_row(struct return_check *check)
{
    int r = statement_next(check->rows);
    check->has_row = r > 0;
    if (r > 0)
        store_read_row(check->rows, TABLE_RETURN_CODE, &check->row);
    return r < 0 ? r : 0;
}

/* Rows of facts that retention has deleted stand before the first. */
static int open_rows(struct return_check *check, const struct event *first)
{
    check->first_day = first->day;
    int r = store_prepare_row_select(check->database, TABLE_RETURN_CODE, "true", NULL, &check->rows);
    if (r == 0)
        r = next_row(check);
    while (r == 0 && check->has_row &&
           (check->row.at_ms < first->at_ms ||
            (check->row.at_ms == first->at_ms && check->row.value[RETURN_CODE_DAY] < first->day)))
        r = next_row(check);
    return r;
}

static int compare_row(struct return_check *check, const struct store_row *wanted, const struct event *event,
                       char wrong[WRONG_SIZE])
{
    bool same = check->has_row && check->row.at_ms == wanted->at_ms &&
                memcmp(check->row.value, wanted->value, sizeof(wanted->value)) == 0;
    /* Retention deletes rows of a day that is gone, once they are past use; of a row that is not there none can say. */
    if (!same && wanted->value[RETURN_CODE_DAY] < check->first_day)
        return 0;
    if (!same)
        snprintf(wrong, WRONG_SIZE, "of the return code in row %lld the table return_code says otherwise, or nothing",
                 (long long)event->seq);
    /* One that was edited stands for its fact; one that is missing leaves the next for the fact that follows. */
    bool missing = !check->has_row || check->row.at_ms > wanted->at_ms;
    return missing ? 0 : next_row(check);
}

int return_check_take(struct return_check *check, const struct engine *engine, const struct event *event,
                      char ret_wrong[WRONG_SIZE])
{
    struct store_row wanted;
    int r = 0;
    ret_wrong[0] = '\0';
    if (!check->rows && event->day)
        r = open_rows(check, event);
    if (r < 0 || !store_return_row(engine, event, &wanted))
        return r;
    r = compare_row(check, &wanted, event, ret_wrong);
    if (event->kind == EVENT_RETURN_GIVEN)
        take_given(check, event);
    else
        take_changed(check, engine_ticket(engine, event->ticket), event, ret_wrong);
    return r;
}

int return_check_end(struct return_check *check, char ret_wrong[WRONG_SIZE])
{
    ret_wrong[0] = '\0';
    if (check->rows && check->has_row)
        snprintf(ret_wrong, WRONG_SIZE, "row %lld of the table return_code belongs to no fact",
                 (long long)check->row.number);
    return 0;
}
