/* SPDX-License-Identifier: MIT
 *
 * Shifts: read once, kept in memory, told to the engine for the open day.
 */
#include "daemon/rota.h"

#include <string.h>

#include "common/log.h"
#include "daemon/turn.h"

static struct planned *find(struct rota *rota, int32_t day, int32_t number)
{
    for (size_t i = 0; i < rota->count; i++) {
        if (rota->items[i].day == day && rota->items[i].number == number)
            return &rota->items[i];
    }
    return NULL;
}

static struct planned *keep(struct rota *rota, const struct planned *planned)
{
    struct planned *known = find(rota, planned->day, planned->number);
    if (!known) {
        mem_grow(rota->items, rota->count, rota->room);
        known = &rota->items[rota->count++];
    }
    *known = *planned;
    return known;
}

static int take_row(const struct store_row *row, void *data)
{
    struct rota *rota = data;
    const int64_t *value = row->value;
    struct planned planned = {
            .day = (int32_t)value[ROTA_DAY],
            .number = (int32_t)value[ROTA_SHIFT],
            .counter = (int32_t)value[ROTA_COUNTER],
            .operator_id = (int32_t)value[ROTA_OPERATOR],
            .from_ms = value[ROTA_FROM],
            .until_ms = value[ROTA_UNTIL],
            .what = (int32_t)value[ROTA_WHAT],
    };
    keep(rota, &planned);
    return 0;
}

/* The open day may be one that is over by the clock. */
static int32_t first_day(const struct rota *rota)
{
    const struct hall *hall = rota->hall;
    int32_t today =
            (int32_t)date_days(clock_business_day(turn_now(hall->turn), hall->centre->settings.day_start_minute));
    int32_t open = engine_day(hall->engine);
    return open && open < today ? open : today;
}

static void load(struct rota *rota)
{
    if (rota->loaded)
        return;
    rota->loaded = true;
    int r = store_read_days(store_database(rota->hall->store), TABLE_ROTA, first_day(rota), take_row, rota);
    if (r < 0)
        log_error("rota_unreadable", LOG_TEXT("error", strerror(-r)));
}

void rota_forget(struct rota *rota)
{
    rota->count = 0;
    rota->loaded = false;
}

void rota_done(struct rota *rota)
{
    free(rota->items);
}

/* --- the day --- */

static bool is_known(const struct shift *shift, const struct planned *planned)
{
    return shift && shift->counter == planned->counter && shift->operator_id == planned->operator_id &&
           shift->from_ms == planned->from_ms && shift->until_ms == planned->until_ms && shift->what == planned->what;
}

static void enter(const struct rota *rota, const struct planned *planned)
{
    struct refusal refusal;
    struct command command = {.kind = COMMAND_SET_SHIFT,
                              .shift = planned->number,
                              .counter = planned->counter,
                              .operator_id = planned->operator_id,
                              .from_ms = planned->from_ms,
                              .until_ms = planned->until_ms,
                              .what = planned->what};
    if (is_known(engine_shift(rota->hall->engine, planned->number), planned))
        return;
    if (hall_do(rota->hall, &command, &refusal) < 0)
        log_warning("shift_not_set", LOG_NUMBER("shift", planned->number),
                    LOG_TEXT("refusal", refusal_words[refusal.kind]));
}

static void enter_day(void *data, int32_t day)
{
    struct rota *rota = data;
    load(rota);
    for (size_t i = 0; i < rota->count; i++) {
        if (rota->items[i].day == day)
            enter(rota, &rota->items[i]);
    }
}

void rota_init(struct rota *rota, struct hall *hall)
{
    *rota = (struct rota){.hall = hall};
    hall_on_day_opened(hall, enter_day, rota);
}

/* --- asking and planning --- */

size_t rota_count(struct rota *rota)
{
    load(rota);
    return rota->count;
}

const struct planned *rota_at(struct rota *rota, size_t place)
{
    return &rota->items[place];
}

const struct planned *rota_find(struct rota *rota, int32_t day, int32_t number)
{
    load(rota);
    return find(rota, day, number);
}

int32_t rota_last(struct rota *rota, int32_t day)
{
    int32_t last = 0;
    load(rota);
    for (size_t i = 0; i < rota->count; i++) {
        if (rota->items[i].day == day && rota->items[i].number > last)
            last = rota->items[i].number;
    }
    return last;
}

void rota_plan(struct rota *rota, const struct planned *planned)
{
    struct store_row row = {.table = TABLE_ROTA, .at_ms = turn_now(rota->hall->turn)};
    load(rota);
    row.value[ROTA_DAY] = planned->day;
    row.value[ROTA_SHIFT] = planned->number;
    row.value[ROTA_COUNTER] = planned->counter;
    row.value[ROTA_OPERATOR] = planned->operator_id;
    row.value[ROTA_FROM] = planned->from_ms;
    row.value[ROTA_UNTIL] = planned->until_ms;
    row.value[ROTA_WHAT] = planned->what;
    store_add_row(rota->hall->store, &row);
    const struct planned *kept = keep(rota, planned);
    if (planned->day == engine_day(rota->hall->engine))
        enter(rota, kept);
}
