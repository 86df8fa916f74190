/* SPDX-License-Identifier: MIT
 *
 * Verifying return codes. They outlive their day, so no engine sees both ends: that one was given and that it was used
 * stand in the ledger of two days, and the daemon looks it up in a table in between. Who writes into that table makes
 * somebody go ahead; here the table is read beside the ledger, a row a fact, and every use is looked for among those
 * that were given.
 */
#include <stdio.h>
#include <string.h>

#include "daemon/store_verify_private.h"

void return_check_done(struct return_check *check)
{
    free(check->rows);
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
                         char wrong[RETURN_WRONG_SIZE])
{
    struct return_known *known = find_known(check, ticket->with.day, ticket->with.ticket);
    bool uses = event->kind == EVENT_RETURN_USED;
    if (uses && known && !counts(known, event))
        snprintf(wrong, RETURN_WRONG_SIZE, "row %lld goes ahead by a return code that does not count there",
                 (long long)event->seq);
    else if (!known && ticket->with.day >= check->first_day)
        snprintf(wrong, RETURN_WRONG_SIZE, "row %lld goes ahead by a return code that nobody got",
                 (long long)event->seq);
    if (known)
        known->used = uses;
}

/* --- what the table says --- */

/* The next that was given; NULL: none. */
static const struct store_row *next_row(const struct return_check *check)
{
    return check->row_first < check->row_count ? &check->rows[check->row_first] : NULL;
}

/* Rows of facts that retention has deleted stand before the first. */
static bool is_before_first(const struct return_check *check, const struct store_row *row)
{
    return row->at_ms < check->first_ms ||
           (row->at_ms == check->first_ms && row->value[RETURN_CODE_DAY] < check->first_day);
}

static void skip_deleted(struct return_check *check)
{
    const struct store_row *row;
    while ((row = next_row(check)) && is_before_first(check, row))
        check->row_first++;
}

void return_check_give(struct return_check *check, const struct store_row *row)
{
    if (check->row_first == check->row_count)
        check->row_first = check->row_count = 0;
    mem_grow(check->rows, check->row_count, check->row_room);
    check->rows[check->row_count++] = *row;
}

static void compare_row(struct return_check *check, const struct store_row *wanted, const struct event *event,
                        char wrong[RETURN_WRONG_SIZE])
{
    const struct store_row *row = next_row(check);
    bool same = row && row->at_ms == wanted->at_ms && memcmp(row->value, wanted->value, sizeof(wanted->value)) == 0;
    /* Retention deletes rows of a day that is gone, once they are past use; of a row that is not there none can say. */
    if (!same && wanted->value[RETURN_CODE_DAY] < check->first_day)
        return;
    if (!same)
        snprintf(wrong, RETURN_WRONG_SIZE,
                 "of the return code in row %lld the table return_code says otherwise, or nothing",
                 (long long)event->seq);
    /* One that was edited stands for its fact; one that is missing leaves the next for the fact that follows. */
    if (row && row->at_ms <= wanted->at_ms)
        check->row_first++;
}

void return_check_take(struct return_check *check, const struct engine *engine, const struct event *event,
                       char ret_wrong[RETURN_WRONG_SIZE])
{
    struct store_row wanted;
    ret_wrong[0] = '\0';
    if (!check->first_day && event->day) {
        check->first_day = event->day;
        check->first_ms = event->at_ms;
    }
    if (!store_return_row(engine, event, &wanted))
        return;
    skip_deleted(check);
    compare_row(check, &wanted, event, ret_wrong);
    if (event->kind == EVENT_RETURN_GIVEN)
        take_given(check, event);
    else
        take_changed(check, engine_ticket(engine, event->ticket), event, ret_wrong);
}

void return_check_end(struct return_check *check, char ret_wrong[RETURN_WRONG_SIZE])
{
    ret_wrong[0] = '\0';
    skip_deleted(check);
    if (check->first_day && next_row(check))
        snprintf(ret_wrong, RETURN_WRONG_SIZE, "row %lld of the table return_code belongs to no fact",
                 (long long)next_row(check)->number);
}
