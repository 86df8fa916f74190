/* SPDX-License-Identifier: MIT
 *
 * A list, searched from end to end: of a bad day some thousands, and they are asked for seldom.
 */
#include "daemon/return_codes.h"

#include <string.h>

#include "common/log.h"
#include "daemon/turn.h"

/* So long a code is known after its last day, so that its visitor hears why it does not count. */
#define PAST_DAYS 31
#define DAY_MS    INT64_C(86400000)

static int32_t today(const struct return_codes *codes)
{
    const struct hall *hall = codes->hall;
    if (engine_day(hall->engine))
        return engine_day(hall->engine);
    return (int32_t)date_days(clock_business_day(turn_now(hall->turn), hall->centre->settings.day_start_minute));
}

/* --- the store --- */

/* From the end, where the days are that are asked for. */
static struct return_code *find(const struct return_codes *codes, int32_t day, int32_t ticket)
{
    for (size_t i = codes->count; i > 0 && codes->items[i - 1].day >= day; i--) {
        if (codes->items[i - 1].day == day && codes->items[i - 1].ticket == ticket)
            return &codes->items[i - 1];
    }
    return NULL;
}

/* A row as the store keeps it: a new one, or what changed of one that is known. */
static int take_row(const struct store_row *row, void *data)
{
    struct return_codes *codes = data;
    const int64_t *value = row->value;
    int32_t day = (int32_t)value[RETURN_CODE_DAY], ticket = (int32_t)value[RETURN_CODE_TICKET];
    struct return_code *known = value[RETURN_CODE_CODE] ? NULL : find(codes, day, ticket);
    if (known)
        known->used_day = (int32_t)value[RETURN_CODE_USED];
    if (!value[RETURN_CODE_CODE] || value[RETURN_CODE_UNTIL] + PAST_DAYS < today(codes))
        return 0;
    mem_grow(codes->items, codes->count, codes->room);
    codes->items[codes->count++] = (struct return_code){
            .day = day,
            .ticket = ticket,
            .prefix = (int32_t)value[RETURN_CODE_PREFIX],
            .number = (int32_t)value[RETURN_CODE_NUMBER],
            .service = (int32_t)value[RETURN_CODE_SERVICE],
            .class = (int32_t)value[RETURN_CODE_CLASS],
            .until_day = (int32_t)value[RETURN_CODE_UNTIL],
            .used_day = (int32_t)value[RETURN_CODE_USED],
            .code = value[RETURN_CODE_CODE],
            .check_code = value[RETURN_CODE_CHECK],
            .waited_ms = value[RETURN_CODE_WAITED],
    };
    return 0;
}

/* No row can count that is older than any setting allows. */
static int64_t oldest_ms(const struct return_codes *codes)
{
    int64_t now_ms = turn_now(codes->hall->turn);
    return now_ms - (RETURN_CODE_DAYS_MOST + PAST_DAYS + 2) * DAY_MS;
}

static void load(struct return_codes *codes)
{
    struct database *database = store_database(codes->hall->store);
    int64_t from;
    if (codes->loaded)
        return;
    codes->loaded = true;
    int r = store_find_row(database, TABLE_RETURN_CODE, oldest_ms(codes), &from);
    if (r == 0)
        r = store_read_rows(database, TABLE_RETURN_CODE, from, take_row, codes);
    if (r < 0)
        log_error("return_codes_unreadable", LOG_TEXT("error", strerror(-r)));
}

/* --- facts --- */

void return_codes_take(struct return_codes *codes, const struct event *events, size_t count)
{
    struct store_row row;
    for (size_t i = 0; i < count; i++) {
        if (!store_return_row(codes->hall->engine, &events[i], &row))
            continue;
        load(codes);
        take_row(&row, codes);
    }
}

/* --- days --- */

static void forget_past(void *data, int32_t day)
{
    struct return_codes *codes = data;
    size_t kept = 0;
    for (size_t i = 0; i < codes->count; i++) {
        if (codes->items[i].until_day + PAST_DAYS >= day)
            codes->items[kept++] = codes->items[i];
    }
    codes->count = kept;
}

void return_codes_init(struct return_codes *codes, struct hall *hall)
{
    *codes = (struct return_codes){.hall = hall};
    hall_on_day_opened(hall, forget_past, codes);
}

void return_codes_forget(struct return_codes *codes)
{
    codes->count = 0;
    codes->loaded = false;
}

void return_codes_done(struct return_codes *codes)
{
    free(codes->items);
    *codes = (struct return_codes){0};
}

/* --- looking --- */

size_t return_codes_count(struct return_codes *codes)
{
    load(codes);
    return codes->count;
}

const struct return_code *return_codes_at(struct return_codes *codes, size_t place)
{
    return &codes->items[place];
}

/* Two may have drawn the same: then it is for whoever has not come yet. */
const struct return_code *return_codes_find(struct return_codes *codes, const char *typed)
{
    int64_t code = long_code_parse(typed);
    const struct return_code *found = NULL;
    load(codes);
    for (size_t i = 0; i < codes->count; i++) {
        const struct return_code *item = &codes->items[i];
        if (item->code == code && code >= 0 && (!found || found->used_day))
            found = item;
    }
    return found;
}

const struct return_code *return_codes_of(struct return_codes *codes, int32_t day, int32_t prefix, int32_t number)
{
    load(codes);
    for (size_t i = 0; i < codes->count; i++) {
        const struct return_code *item = &codes->items[i];
        if (item->day == day && item->prefix == prefix && item->number == number)
            return item;
    }
    return NULL;
}

struct command_return return_code_with(const struct return_code *code)
{
    return (struct command_return){.day = code->day,
                                   .ticket = code->ticket,
                                   .service = code->service,
                                   .until_day = code->until_day,
                                   .waited_ms = code->waited_ms};
}
