/* SPDX-License-Identifier: MIT
 *
 * What a day counts, out of its rows and facts, whoever reads them.
 *
 * Its facts go through an engine (daemon/day_facts.h), its rows are added to everything they are of: the centre,
 * service, class, counter, operator, hour, and hour of a service if somebody waited there beyond the target. Which step
 * of a visit is the last, and what was waited in all of them, is said by the rows together.
 */
#include <errno.h>

#include "daemon/engine/ticket.h"
#include "daemon/rollup_private.h"

enum { HOURS = 24 };
enum { ID_LIMIT = 1 << 20 };                     /* above any that is ever given */
#define MOMENT_LIMIT_MS INT64_C(253402300800000) /* the year 10000 */

void rollup_count_done(struct rollup_count *count)
{
    day_facts_free(count->facts);
    free(count->rows);
    free(count->visits);
    *count = (struct rollup_count){0};
}

/* --- visits --- */

/* Rows are in no chain: what could lead out of memory, or could not be kept. */
static bool is_possible(const struct store_step *row)
{
    const int64_t ids[] = {row->ticket,  row->step,        row->service, row->class,
                           row->counter, row->operator_id, row->outcome};
    for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
        if (ids[i] < 0 || ids[i] >= ID_LIMIT)
            return false;
    }
    return row->entered_ms >= 0 && row->entered_ms <= MOMENT_LIMIT_MS;
}

int rollup_count_row(struct rollup_count *count, const struct store_step *row)
{
    if (!is_possible(row) || row->day != count->day)
        return -EBADMSG;
    mem_grow(count->rows, count->row_count, count->row_room);
    count->rows[count->row_count++] = *row;
    if (row->ticket >= count->visit_count)
        count->visit_count = (int32_t)row->ticket + 1;
    return 0;
}

/* The later of two steps of a visit: they follow one another. */
static bool is_later(const struct store_step *one, const struct store_step *other)
{
    if (one->ended_ms != other->ended_ms)
        return one->ended_ms > other->ended_ms;
    return one->entered_ms != other->entered_ms ? one->entered_ms > other->entered_ms : one->seq > other->seq;
}

static bool is_spoiled(const struct store_step *row)
{
    bool afterwards = row->channel == CHANNEL_ADOPTED || row->channel == CHANNEL_HAND;
    return row->marks & MARK_INTERRUPTED || (afterwards && row->marks & MARK_INACCURATE);
}

static void add_to_visit(struct rollup_count *count, size_t place)
{
    const struct store_step *row = &count->rows[place];
    struct rollup_visit *visit = &count->visits[row->ticket];
    if (!visit->last || is_later(row, &count->rows[visit->last - 1]))
        visit->last = place + 1;
    visit->spoiled = visit->spoiled || is_spoiled(row);
    visit->served += row->ending == END_SERVED;
    if (row->entry == ENTRY_DIRECT)
        return;
    visit->called = visit->called || row->first_called_ms;
    visit->waited_ms += row->waited_ms;
}

/* --- what a row is of --- */

static int64_t hour_key(const struct rollup_count *count, const struct store_step *row)
{
    return count->known->hours_together ? 0 : tally_hour(row->entered_ms);
}

static int64_t service_hour(const struct store_step *row)
{
    return row->service * HOURS + tally_hour(row->entered_ms) % HOURS;
}

static void take_step(struct rollup_count *count, const struct tally_step *step)
{
    struct tallies *tallies = count->tallies;
    const struct store_step *row = step->row;
    bool together = count->known->hours_together;
    struct tally *late = together ? NULL : tallies_find(tallies, TALLY_SERVICE_HOUR, service_hour(row));
    tally_take_step(tallies_of(tallies, TALLY_ALL, 0), step);
    tally_take_step(tallies_of(tallies, TALLY_SERVICE, row->service), step);
    tally_take_step(tallies_of(tallies, TALLY_CLASS, row->class), step);
    tally_take_step(tallies_of(tallies, TALLY_HOUR, hour_key(count, row)), step);
    if (row->counter)
        tally_take_step(tallies_of(tallies, TALLY_COUNTER, row->counter), step);
    if (row->operator_id)
        tally_take_step(tallies_of(tallies, TALLY_OPERATOR, row->operator_id), step);
    if (late)
        tally_take_step(late, step);
}

static bool is_last(const struct rollup_count *count, size_t place)
{
    const struct store_step *row = &count->rows[place];
    if (count->facts)
        return day_facts_is_last(count->facts, (int32_t)row->ticket, (int32_t)row->step);
    return count->visits[row->ticket].last == place + 1;
}

static void take_rows(struct rollup_count *count)
{
    const struct rulebook *rulebook = count->known->rulebook;
    for (size_t i = 0; i < count->row_count; i++) {
        const struct store_step *row = &count->rows[i];
        const struct rollup_visit *visit = &count->visits[row->ticket];
        struct tally_step step = {.row = row, .last = is_last(count, i), .visit_waited_ms = -1};
        step.partly = step.last && row->ending != END_SERVED && visit->served > 0;
        if (visit->called && !visit->spoiled)
            step.visit_waited_ms = visit->waited_ms;
        if (rulebook && row->outcome > 0 && row->outcome < rulebook->outcomes.count) {
            step.fulfilled = rulebook->outcomes.items[row->outcome].fulfilled;
            step.cause = rulebook->outcomes.items[row->outcome].cause;
        }
        take_step(count, &step);
    }
}

/* --- all of it --- */

static int note_day(attr_unused enum tally_by by, attr_unused int64_t key, struct tally *tally, attr_unused void *data)
{
    tally->count[TALLY_DAYS] = 1;
    return 0;
}

void rollup_count_end(struct rollup_count *count, int64_t end_ms)
{
    count->visits = mem_new_n(struct rollup_visit, (size_t)count->visit_count + 1);
    for (size_t i = 0; i < count->row_count; i++) {
        add_to_visit(count, i);
        if (tally_is_late(&count->rows[i]) && !count->known->hours_together)
            (void)tallies_of(count->tallies, TALLY_SERVICE_HOUR, service_hour(&count->rows[i]));
    }
    take_rows(count);
    if (count->facts)
        day_facts_end(count->facts, end_ms);
    rollup_trim(count->tallies);
    (void)tallies_of(count->tallies, TALLY_ALL, 0);
    (void)tallies_each(count->tallies, note_day, NULL);
}

void rollup_forget_day(struct tallies *tallies, enum tally_by by, int64_t key)
{
    struct tally *tally = tallies_find(tallies, by, key);
    if (tally)
        tally->count[TALLY_DAYS] = 0;
}
