/* SPDX-License-Identifier: MIT
 *
 * The facts of a world's day, tallied: rows and facts together, as a report has them.
 */
#pragma once

#include "common/clock.h"
#include "daemon/day_facts.h"
#include "daemon/engine/rulebook_copy.h"
#include "daemon/store.h"
#include "tests/daemon/engine/script.h"

/* What is known beside the facts, for facts_tally(). */
struct facts_ask {
    int32_t day;
    size_t first, count; /* events of the log: from there, so many */
    int64_t end_ms;
    const int64_t *usual_ms;
    int32_t usual_count;
};

struct facts_rows {
    struct store_step *items;
    size_t count, room;
};

/* Rows of final steps, as the store makes them. */
static inline struct facts_rows facts_rows_of(const struct world *world, const struct facts_ask *ask)
{
    struct facts_rows rows = {0};
    _cleanup_(engine_freep) struct engine *engine = engine_new();
    for (size_t i = 0; i < ask->count; i++) {
        const struct event *event = &world->log.items[ask->first + i];
        engine_apply(engine, event);
        if (event->kind != EVENT_STEP_FINAL)
            continue;
        mem_grow(rows.items, rows.count, rows.room);
        rows.items[rows.count++] = store_step_of(engine, event);
    }
    return rows;
}

static inline void facts_take_row(struct tallies *tallies, enum tally_by by, int64_t key, const struct tally_step *step)
{
    tally_take_step(tallies_of(tallies, by, key), step);
}

/* The sum over the steps of its visit; -1: one of them is interrupted. */
static inline int64_t facts_waited_ms(const struct facts_rows *rows, int64_t ticket)
{
    int64_t waited_ms = 0;
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->items[i].ticket == ticket && rows->items[i].marks & MARK_INTERRUPTED)
            return -1;
        waited_ms += rows->items[i].ticket == ticket ? rows->items[i].waited_ms : 0;
    }
    return waited_ms;
}

static inline bool facts_is_partly(const struct facts_rows *rows, const struct store_step *last)
{
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->items[i].ticket == last->ticket && rows->items[i].ending == END_SERVED && last->ending != END_SERVED)
            return true;
    }
    return false;
}

static inline void facts_take_rows(const struct day_facts *facts, const struct facts_rows *rows,
                                   struct tallies *tallies)
{
    for (size_t i = 0; i < rows->count; i++) {
        const struct store_step *row = &rows->items[i];
        struct tally_step step = {.row = row,
                                  .last = day_facts_is_last(facts, (int32_t)row->ticket, (int32_t)row->step),
                                  .visit_waited_ms = facts_waited_ms(rows, row->ticket),
                                  .fulfilled = row->outcome == OUTCOME_DONE};
        step.partly = step.last && facts_is_partly(rows, row);
        int64_t hour = tally_hour(row->entered_ms);
        facts_take_row(tallies, TALLY_ALL, 0, &step);
        facts_take_row(tallies, TALLY_SERVICE, row->service, &step);
        facts_take_row(tallies, TALLY_CLASS, row->class, &step);
        facts_take_row(tallies, TALLY_HOUR, hour, &step);
        facts_take_row(tallies, TALLY_SERVICE_HOUR, row->service * 24 + hour % 24, &step);
        if (row->counter)
            facts_take_row(tallies, TALLY_COUNTER, row->counter, &step);
        if (row->operator_id)
            facts_take_row(tallies, TALLY_OPERATOR, row->operator_id, &step);
    }
}

static inline struct tallies *facts_tally(const struct world *world, const struct rulebook *rulebook,
                                          const struct facts_ask *ask)
{
    struct tallies *tallies = tallies_new(true);
    const struct day_facts_known known = {
            .day = ask->day, .rulebook = rulebook, .usual_ms = ask->usual_ms, .usual_count = ask->usual_count};
    _cleanup_(day_facts_freep) struct day_facts *facts = day_facts_new(&known, tallies);
    struct facts_rows rows = facts_rows_of(world, ask);
    for (size_t i = 0; i < ask->count && day_facts_take(facts, &world->log.items[ask->first + i]); i++)
        continue;
    facts_take_rows(facts, &rows, tallies);
    day_facts_end(facts, ask->end_ms);
    free(rows.items);
    return tallies;
}

/* --- what must be true of every line --- */

static inline int64_t facts_sum(const struct tally *tally, enum tally_count from, enum tally_count until)
{
    int64_t sum = 0;
    for (int i = (int)from; i <= (int)until; i++)
        sum += tally->count[i];
    return sum;
}

/* Steps that entered and are neither ended nor open; 0 is what must be. */
static inline int64_t facts_step_difference(const struct tally *tally)
{
    return facts_sum(tally, TALLY_ENTERED_ISSUE, TALLY_CHANGED_IN) - tally->count[TALLY_CHANGED_OUT] -
           facts_sum(tally, TALLY_STEP_SERVED, TALLY_STEP_JOINED) - tally->count[TALLY_STEPS_OPEN];
}

static inline int64_t facts_visit_difference(const struct tally *tally)
{
    return tally->count[TALLY_ISSUED] - facts_sum(tally, TALLY_VISIT_SERVED, TALLY_VISIT_JOINED) -
           tally->count[TALLY_VISITS_OPEN];
}

static inline int64_t facts_time_difference(const struct tally *tally)
{
    return tally->count[TALLY_SIGNED_IN_MS] - facts_sum(tally, TALLY_SERVING_MS, TALLY_IDLE_EMPTY_MS);
}

static inline int facts_check_line(enum tally_by by, int64_t key, struct tally *tally, attr_unused void *data)
{
    bool reconciles = by == TALLY_ALL || by == TALLY_SERVICE || by == TALLY_CLASS || by == TALLY_HOUR;
    if (reconciles && facts_step_difference(tally) != 0)
        fail_msg("by %d key %lld: %lld steps are missing", by, (long long)key, (long long)facts_step_difference(tally));
    if (by == TALLY_ALL && facts_visit_difference(tally) != 0)
        fail_msg("%lld visits are missing", (long long)facts_visit_difference(tally));
    if (facts_time_difference(tally) != 0)
        fail_msg("by %d key %lld: %lld ms of operators are missing", by, (long long)key,
                 (long long)facts_time_difference(tally));
    for (int i = 0; i < TALLY_COUNT_LIMIT; i++) {
        if (tally->count[i] < 0 && i != TALLY_TOLD_BIAS_MS)
            fail_msg("by %d key %lld: number %d is %lld", by, (long long)key, i, (long long)tally->count[i]);
    }
    return 0;
}

/* --- of a script --- */

static inline int64_t count_of(struct tallies *tallies, enum tally_by by, int64_t key, enum tally_count count)
{
    return tallies_of(tallies, by, key)->count[count];
}
#define COUNT(by, key, name) count_of(tallies, TALLY_##by, key, TALLY_##name)

/* Of all that the world has told, which is one day. */
static inline struct tallies *tallies_usual(const struct world *world, const int64_t *usual_ms)
{
    struct facts_ask ask = {.day = DAY_ONE,
                            .count = world->log.count,
                            .end_ms = world->now_ms,
                            .usual_ms = usual_ms,
                            .usual_count = usual_ms ? WORLD_SERVICES : 0};
    struct tallies *tallies = facts_tally(world, &world->rulebook, &ask);
    tallies_each(tallies, facts_check_line, NULL);
    return tallies;
}

static inline struct tallies *tallies_now(const struct world *world)
{
    return tallies_usual(world, NULL);
}

static inline struct tallies *tallies_closed(struct world *world)
{
    world_close_day(world, 100);
    return tallies_now(world);
}
