/* SPDX-License-Identifier: MIT
 *
 * A small centre for tests of the engine: its configuration as numbers, its engine, and all events it has told.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buffer.h"
#include "daemon/engine/opening.h"
#include "daemon/engine/rules.h"

/* The sanitizers make everything slower: there, less of what is long. */
#if defined(__SANITIZE_ADDRESS__)
#define WORLD_SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WORLD_SANITIZED true
#endif
#endif
#ifndef WORLD_SANITIZED
#define WORLD_SANITIZED false
#endif

/* tests/run --long: so many times as much of what is drawn by lot. */
static inline size_t world_times(void)
{
    const char *times = getenv("NOVBE_TEST_TIMES");
    return times ? strtoul(times, NULL, 10) : 1;
}

#define MINUTE  INT64_C(60000)
#define HOUR    (60 * MINUTE)
#define DAY_MS  (24 * HOUR)
#define DAY_ONE 20000 /* days since 1970-01-01 */

enum { WORLD_SERVICES = 9, WORLD_COUNTERS = 9, WORLD_OPERATORS = 9, WORLD_PROFILES = 5, WORLD_SERIES = 4 };
enum { CLASS_REGULAR = 1, CLASS_AHEAD, CLASS_FIRST, WORLD_CLASSES };
enum { NEED_STEP_FREE = 1, NEED_LOW_DESK, NEED_LANGUAGE, WORLD_NEEDS };
enum { OUTCOME_DONE = 1, OUTCOME_PAPERS, WORLD_OUTCOMES };
enum { REASON_ANY = 1, WORLD_REASONS };
enum { WORLD_CODES = 4096, WORLD_GIVEN = 32 };

struct world {
    struct rulebook rulebook;
    struct rule_series series[WORLD_SERIES];
    struct rule_service services[WORLD_SERVICES];
    struct rule_hours plan[WORLD_SERVICES]; /* their hours, from midnight */
    uint8_t transfer_to[WORLD_SERVICES];
    struct rule_class classes[WORLD_CLASSES];
    struct rule_need needs[WORLD_NEEDS];
    struct rule_profile profiles[WORLD_PROFILES];
    uint8_t tiers[WORLD_PROFILES][WORLD_SERVICES];
    struct rule_counter counters[WORLD_COUNTERS];
    struct rule_operator operators[WORLD_OPERATORS];
    struct rule_zone zones[2];
    struct rule_outcome outcomes[WORLD_OUTCOMES];
    struct rule_code codes[3]; /* pauses and tasks */
    struct rule_code reasons[WORLD_REASONS];
    int32_t skip[1];
    struct engine *engine;
    struct events log;
    struct refusal refusal; /* of the last command */
    int64_t now_ms;
    struct command_return given[WORLD_GIVEN]; /* the return codes given last */
    int32_t given_count;
};

static inline void world_link(struct world *world)
{
    struct rulebook *book = &world->rulebook;
    book->series.items = world->series, book->series.count = WORLD_SERIES;
    book->services.items = world->services, book->services.count = WORLD_SERVICES;
    book->classes.items = world->classes, book->classes.count = WORLD_CLASSES;
    book->needs.items = world->needs, book->needs.count = WORLD_NEEDS;
    book->profiles.items = world->profiles, book->profiles.count = WORLD_PROFILES;
    book->counters.items = world->counters, book->counters.count = WORLD_COUNTERS;
    book->operators.items = world->operators, book->operators.count = WORLD_OPERATORS;
    book->zones.items = world->zones, book->zones.count = 2;
    book->outcomes.items = world->outcomes, book->outcomes.count = WORLD_OUTCOMES;
    book->pauses.items = world->codes, book->pauses.count = 3;
    book->tasks.items = world->codes, book->tasks.count = 3;
    book->reasons.items = world->reasons, book->reasons.count = WORLD_REASONS;
    book->skip_numbers = world->skip, book->skip_count = 1;
}

static inline void world_set_limits(struct world *world)
{
    world->rulebook.hard_needs = ID_BIT(NEED_STEP_FREE);
    world->rulebook.soft_needs = ID_BIT(NEED_LOW_DESK) | ID_BIT(NEED_LANGUAGE);
    world->rulebook.language_needs = ID_BIT(NEED_LANGUAGE);
    world->rulebook.limits = (struct rule_limits){
            .calls_before_no_show = 2,
            .call_ms = MINUTE,
            .recall_gap_ms = 15000,
            .undo_ms = 10000,
            .grace_ms = 15 * MINUTE,
            .returns = 1,
            .put_offs = 2,
            .put_off_ms = HOUR,
            .park_ms = 2 * HOUR,
            .lease_ms = MINUTE,
            .nested_returns = 3,
            .return_days = 14,
            .return_ms = HOUR,
            .series_warn_percent = 80,
            .early_ms = 30 * MINUTE,
            .late_ms = 15 * MINUTE,
            .slot_ms = 15 * MINUTE,
            .clock_step_ms = 2000,
    };
}

static inline void world_set_offer(struct world *world)
{
    for (int i = 1; i < WORLD_SERIES; i++)
        world->series[i] = (struct rule_series){
                .offered = true, .prefixes = {{(char)('A' + i - 1), 0}}, .prefix_count = 1, .first = 1, .last = 999};
    memset(world->transfer_to, 1, sizeof(world->transfer_to));
    for (int i = 1; i < WORLD_SERVICES; i++)
        world->services[i] = (struct rule_service){.offered = true,
                                                   .agency = 1,
                                                   .series = 1 + i % (WORLD_SERIES - 1),
                                                   .target_ms = 15 * MINUTE,
                                                   .how_many_limit = 5,
                                                   .transfer_to = world->transfer_to,
                                                   .slot_places = 2};
    world->classes[CLASS_REGULAR] = (struct rule_class){.offered = true};
    world->classes[CLASS_AHEAD] = (struct rule_class){.offered = true, .credit_ms = 20 * MINUTE};
    world->classes[CLASS_FIRST] = (struct rule_class){.offered = true, .tier = 1, .call_ms = 2 * MINUTE};
    world->needs[NEED_STEP_FREE] = (struct rule_need){.offered = true, .hard = true, .call_ms = 2 * MINUTE};
    world->needs[NEED_LOW_DESK] = (struct rule_need){.offered = true, .prefer_ms = 10 * MINUTE};
    world->needs[NEED_LANGUAGE] = (struct rule_need){.offered = true, .language = true, .prefer_ms = 5 * MINUTE};
    for (int i = 1; i < WORLD_OUTCOMES; i++)
        world->outcomes[i] = (struct rule_outcome){.offered = true, .fulfilled = i == OUTCOME_DONE};
    for (int i = 1; i < 3; i++)
        world->codes[i] = (struct rule_code){.offered = true, .usual_ms = 10 * MINUTE};
    world->reasons[REASON_ANY].offered = true;
}

static inline void world_set_staff(struct world *world)
{
    for (int i = 1; i < WORLD_PROFILES; i++) {
        memset(world->tiers[i], 1, sizeof(world->tiers[i]));
        world->profiles[i] =
                (struct rule_profile){.offered = true, .tiers = world->tiers[i], .offset_ms = {0, 10 * MINUTE}};
    }
    for (int i = 1; i < WORLD_COUNTERS; i++)
        world->counters[i] = (struct rule_counter){
                .offered = true, .zone = 1, .profile = 1, .meets = ID_BIT(NEED_STEP_FREE) | ID_BIT(NEED_LOW_DESK)};
    for (int i = 1; i < WORLD_OPERATORS; i++)
        world->operators[i] = (struct rule_operator){.offered = true, .languages = ID_BIT(1)};
}

/* Services 1..8, counters and operators 1..8, profile 1 takes everything; all alike, all open from 8 to 20. */
static inline void world_init(struct world *world)
{
    *world = (struct world){.engine = engine_new(), .skip = {13}};
    world_link(world);
    world_set_limits(world);
    world_set_offer(world);
    world_set_staff(world);
    for (int i = 1; i < WORLD_SERVICES; i++)
        world->plan[i] = (struct rule_hours){1, {{8 * HOUR, 20 * HOUR}}};
}

static inline void world_done(struct world *world)
{
    engine_free(world->engine);
    events_done(&world->log);
}

/* The hours of the rulebook's day, as planned. */
static inline void world_set_hours(struct world *world)
{
    int64_t midnight_ms = world->rulebook.day * DAY_MS;
    for (int i = 1; i < WORLD_SERVICES; i++) {
        struct rule_hours *hours = &world->services[i].hours;
        *hours = world->plan[i];
        for (int span = 0; span < hours->count; span++) {
            hours->spans[span].from_ms += midnight_ms;
            hours->spans[span].until_ms += midnight_ms;
        }
    }
}

/* The rulebook of a day, and the clock at 8. */
static inline void world_set_day(struct world *world, int32_t day)
{
    int64_t midnight_ms = day * DAY_MS;
    world->rulebook.day = day;
    world->rulebook.day_ends_ms = midnight_ms + DAY_MS;
    world_set_hours(world);
    world->now_ms = midnight_ms + 8 * HOUR;
}

/* For those who are never called. */
static inline const int64_t *world_codes(void)
{
    static int64_t codes[WORLD_CODES];
    for (int i = 0; i < WORLD_CODES && !codes[i]; i++)
        codes[i] = 1000000 + i;
    return codes;
}

static inline void world_take_return(struct world *world, const struct event *event)
{
    if (event->kind != EVENT_RETURN_GIVEN)
        return;
    world->given[world->given_count++ % WORLD_GIVEN] =
            (struct command_return){.day = event->day,
                                    .ticket = event->ticket,
                                    .service = event->service,
                                    .until_day = (int32_t)event->value[RETURN_GIVEN_UNTIL],
                                    .waited_ms = event->value[RETURN_GIVEN_WAITED]};
}

static inline int world_do(struct world *world, struct command command)
{
    size_t first = world->log.count;
    command.codes = world_codes();
    command.code_count = WORLD_CODES;
    int r = engine_execute(world->engine, &world->rulebook, &command, world->now_ms, &world->log, &world->refusal);
    for (size_t i = first; i < world->log.count; i++)
        world_take_return(world, &world->log.items[i]);
    return r;
}

/* The clock goes on; what time brings about happens when it is due. */
static inline void world_wait(struct world *world, int64_t ms)
{
    int64_t until_ms = world->now_ms + ms;
    while (engine_deadline(world->engine) <= until_ms) {
        if (engine_deadline(world->engine) > world->now_ms)
            world->now_ms = engine_deadline(world->engine);
        assert_int_equal(world_do(world, (struct command){.kind = COMMAND_TIME}), 0);
    }
    world->now_ms = until_ms;
}

static inline void world_open_day(struct world *world, int32_t day)
{
    world_set_day(world, day);
    assert_int_equal(world_do(world, (struct command){.kind = COMMAND_OPEN_DAY, .day = day}), 0);
}

static inline void world_close_day(struct world *world, int32_t limit)
{
    while (engine_day(world->engine))
        assert_int_equal(world_do(world, (struct command){.kind = COMMAND_CLOSE_DAY, .limit = limit}), 0);
}

static inline char *world_describe(const struct engine *engine)
{
    struct buffer buffer = {0};
    engine_describe(engine, &buffer);
    char *text = mem_strndup(buffer_bytes(&buffer), buffer.length);
    buffer_done(&buffer);
    return text;
}

/* Another engine that has read the same ledger knows the same, byte for byte. */
static inline bool world_replays(const struct world *world)
{
    _cleanup_(engine_freep) struct engine *other = engine_new();
    for (size_t i = 0; i < world->log.count; i++)
        engine_apply(other, &world->log.items[i]);
    _cleanup_free_ char *live = world_describe(world->engine), *replayed = world_describe(other);
    return strcmp(live, replayed) == 0;
}
