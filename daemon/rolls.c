/* SPDX-License-Identifier: MIT
 *
 * A list of the few printers, and rows of the table `roll`.
 */
#include "daemon/rolls.h"

#include <string.h>

#include "common/log.h"
#include "daemon/turn.h"

#define METRE_MM 1000

static int64_t now_of(const struct rolls *rolls)
{
    return turn_now(rolls->hall->turn);
}

static int32_t day_at(const struct rolls *rolls, int64_t at_ms)
{
    return (int32_t)date_days(clock_business_day(at_ms, rolls->hall->centre->settings.day_start_minute));
}

/* Of a printer that a reload has taken: what a printer has if nothing is said of it. */
static int64_t guess_mm(const struct rolls *rolls, const char *key)
{
    const struct catalogue_printer *printer = catalogue_printer(rolls->hall->centre->catalogue, key);
    return (printer ? printer->roll_metres : CATALOGUE_ROLL_METRES) * METRE_MM;
}

/* --- the list --- */

void rolls_init(struct rolls *rolls, struct hall *hall)
{
    *rolls = (struct rolls){.hall = hall};
}

void rolls_forget(struct rolls *rolls)
{
    for (size_t i = 0; i < rolls->count; i++)
        free(rolls->items[i].key);
    rolls->count = 0;
}

void rolls_done(struct rolls *rolls)
{
    rolls_forget(rolls);
    free(rolls->items);
    *rolls = (struct rolls){0};
}

static struct roll *find(const struct rolls *rolls, const char *key)
{
    for (size_t i = 0; i < rolls->count; i++) {
        if (strcmp(rolls->items[i].key, key) == 0)
            return &rolls->items[i].roll;
    }
    return NULL;
}

static struct roll *at(struct rolls *rolls, const char *key)
{
    struct roll *roll = find(rolls, key);
    if (roll)
        return roll;
    mem_grow(rolls->items, rolls->count, rolls->room);
    rolls->items[rolls->count] = (struct roll_of){.key = mem_strdup(key), .roll = roll_new()};
    return &rolls->items[rolls->count++].roll;
}

/* --- rows --- */

static struct store_row row_of(const struct rolls *rolls, const char *key, enum roll_row what)
{
    const struct hall *hall = rolls->hall;
    struct store_row row = {.table = TABLE_ROLL, .at_ms = now_of(rolls)};
    row.value[ROLL_ROW_DAY] = engine_day(hall->engine) ? engine_day(hall->engine) : day_at(rolls, row.at_ms);
    row.value[ROLL_ROW_PRINTER] = store_intern(hall->store, NAME_PRINTER, key);
    row.value[ROLL_ROW_WHAT] = what;
    return row;
}

static void add_state(struct rolls *rolls, const char *key, enum roll_row what, int64_t user)
{
    const struct roll *roll = at(rolls, key);
    struct store_row row = row_of(rolls, key, what);
    row.value[ROLL_ROW_USER] = user;
    row.value[ROLL_ROW_PAPERS] = roll->papers;
    row.value[ROLL_ROW_BEGAN] = roll->began_ms;
    row.value[ROLL_ROW_USED] = roll->used_mm;
    row.value[ROLL_ROW_OUT] = roll->out_mm;
    row.value[ROLL_ROW_OPENED] = roll->opened;
    row.value[ROLL_ROW_ASK] = roll->ask;
    row.value[ROLL_ROW_MEAN] = roll->mean_um;
    row.value[ROLL_ROW_LENGTHS] = roll->lengths;
    row.value[ROLL_ROW_LOW] = roll->low_ms;
    for (int i = 0; i < ROLL_HELD; i++)
        row.value[ROLL_ROW_HELD + i] = roll->held_mm[i];
    store_add_row(rolls->hall->store, &row);
}

/* The pace is made from the rows of papers alone. */
static void take_state(struct roll *roll, const int64_t *value)
{
    roll->papers = value[ROLL_ROW_PAPERS];
    roll->began_ms = value[ROLL_ROW_BEGAN];
    roll->used_mm = value[ROLL_ROW_USED];
    roll->out_mm = value[ROLL_ROW_OUT];
    roll->opened = value[ROLL_ROW_OPENED] != 0;
    roll->ask = value[ROLL_ROW_ASK] != 0;
    roll->mean_um = value[ROLL_ROW_MEAN];
    roll->lengths = value[ROLL_ROW_LENGTHS];
    roll->low_ms = value[ROLL_ROW_LOW];
    for (int i = 0; i < ROLL_HELD; i++)
        roll->held_mm[i] = value[ROLL_ROW_HELD + i];
}

/* A clock that was set back: what is written as of later was now at the latest. */
static int take_row(const struct store_row *row, void *data)
{
    struct rolls *rolls = data;
    const int64_t *value = row->value;
    const char *key = store_name(rolls->hall->store, NAME_PRINTER, (int32_t)value[ROLL_ROW_PRINTER]);
    int64_t at_ms = row->at_ms < now_of(rolls) ? row->at_ms : now_of(rolls);
    if (!key)
        return 0;
    if (value[ROLL_ROW_WHAT] != ROLL_PRINTED)
        take_state(at(rolls, key), value);
    else
        roll_print(at(rolls, key), value[ROLL_ROW_LENGTH], value[ROLL_ROW_PAPERS], guess_mm(rolls, key), at_ms);
    return 0;
}

int rolls_load(struct rolls *rolls, struct database *database, int64_t since_ms)
{
    int64_t from;
    int r = store_find_row(database, TABLE_ROLL, since_ms, &from);
    return r < 0 ? r : store_read_rows(database, TABLE_ROLL, from, take_row, rolls);
}

/* --- what happens --- */

void rolls_print(struct rolls *rolls, const char *key, int64_t length_mm, int64_t papers)
{
    struct store_row row = row_of(rolls, key, ROLL_PRINTED);
    row.value[ROLL_ROW_LENGTH] = length_mm;
    row.value[ROLL_ROW_PAPERS] = papers;
    store_add_row(rolls->hall->store, &row);
    roll_print(at(rolls, key), length_mm, papers, guess_mm(rolls, key), now_of(rolls));
}

void rolls_tell(struct rolls *rolls, const char *key, enum printer_state state)
{
    if (state == PRINTER_PAPER_OUT) {
        if (roll_run_out(at(rolls, key)))
            add_state(rolls, key, ROLL_RAN_OUT, 0);
    } else if (state == PRINTER_COVER_OPEN) {
        if (roll_open(at(rolls, key)))
            add_state(rolls, key, ROLL_OPENED, 0);
    } else if (printer_state_prints(state) && find(rolls, key) && roll_close(at(rolls, key))) {
        add_state(rolls, key, ROLL_CLOSED, 0);
    }
}

void rolls_change(struct rolls *rolls, const char *key, bool new_roll, int64_t user)
{
    struct roll *roll = at(rolls, key);
    if (new_roll) {
        log_info("roll_changed", LOG_TEXT("printer", key), LOG_NUMBER("papers", roll->papers),
                 LOG_NUMBER("used_mm", roll->used_mm), LOG_NUMBER("ran_out_at_mm", roll->out_mm));
        roll_change(roll, guess_mm(rolls, key), now_of(rolls));
        add_state(rolls, key, ROLL_CHANGED, user);
    } else if (roll_stay(roll)) {
        add_state(rolls, key, ROLL_STAYED, user);
    }
}

void rolls_turn_day(struct rolls *rolls)
{
    for (size_t i = 0; i < rolls->count; i++)
        add_state(rolls, rolls->items[i].key, ROLL_DAY, 0);
}

/* --- looking --- */

struct roll_seen rolls_see(const struct rolls *rolls, const char *key, int64_t told_left, int64_t told_ms)
{
    const struct roll *known = find(rolls, key), nothing = roll_new();
    const struct roll *roll = known ? known : &nothing;
    int64_t now_ms = now_of(rolls);
    int64_t left = told_left >= 0 ? told_left : roll_tickets_left(roll, guess_mm(rolls, key));
    int64_t ends_ms = roll_ends_ms(roll, left, now_ms);
    if (ends_ms && day_at(rolls, ends_ms) != day_at(rolls, now_ms))
        ends_ms = 0;
    struct roll_seen seen = {.tickets_left = left, .ends_ms = ends_ms, .ask = roll->ask};
    if (roll_is_low(left, ends_ms, now_ms))
        seen.low_ms = told_left < 0 && roll->low_ms ? roll->low_ms : told_ms;
    return seen;
}

int64_t rolls_deadline(const struct rolls *rolls)
{
    int64_t deadline_ms = INT64_MAX;
    for (size_t i = 0; i < rolls->count; i++) {
        int64_t until_ms = roll_pace_until_ms(&rolls->items[i].roll, now_of(rolls));
        if (until_ms < deadline_ms)
            deadline_ms = until_ms;
    }
    return deadline_ms;
}
