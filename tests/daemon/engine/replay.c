/* SPDX-License-Identifier: MIT
 *
 * Thirty random days in a row, and each of them alone: what a new engine knows that has read nothing but that day's
 * events, and what it decides when it is given that day's commands, is what the engine knew and decided that lived
 * through all of them. So a restart needs no day but the open one, and nothing leaks from a day into the next.
 */
#include "tests/daemon/engine/random.h"

enum { DAYS = 30, COMMANDS_A_DAY = 400, MORNING = 5 };

struct act {
    struct command command;
    int64_t at_ms;
};

/* A day of the long run. */
struct day {
    size_t first, morning, end; /* events */
    struct act acts[COMMANDS_A_DAY];
    char *in_the_morning, *before_close, *after_close;
};

static void done(struct day *day)
{
    free(day->in_the_morning);
    free(day->before_close);
    free(day->after_close);
    *day = (struct day){0};
}

static void act(struct world *world, const struct act *one)
{
    world_wait(world, one->at_ms - world->now_ms);
    if (world_do(world, one->command) < 0)
        assert_int_not_equal(world->refusal.kind, REFUSAL_NONE);
}

static void live(struct world *world, int32_t number, struct day *day)
{
    day->first = world->log.count;
    world_open_day(world, number);
    for (int i = 0; i < COMMANDS_A_DAY; i++) {
        world_wait(world, one_in(10) ? below(900) * 1000 : below(30) * 1000);
        day->acts[i] = (struct act){.command = random_command(world), .at_ms = world->now_ms};
        act(world, &day->acts[i]);
        if (i == MORNING) {
            day->morning = world->log.count;
            day->in_the_morning = world_describe(world->engine);
        }
    }
    day->end = world->log.count;
    day->before_close = world_describe(world->engine);
    world_close_day(world, 5);
    day->after_close = world_describe(world->engine);
}

/* The seqs begin elsewhere, and with them the groups of finish and next. */
static struct event without_seq(const struct event *event)
{
    struct event bare = *event;
    bare.seq = 0;
    if (bare.kind == EVENT_CALLED)
        bare.value[CALLED_GROUP] = bare.value[CALLED_GROUP] != 0;
    if (bare.kind == EVENT_FINISHED)
        bare.value[FINISHED_GROUP] = bare.value[FINISHED_GROUP] != 0;
    return bare;
}

static void apply_up_to(struct engine *engine, const struct world *world, size_t from, size_t until)
{
    for (size_t i = from; i < until; i++)
        engine_apply(engine, &world->log.items[i]);
}

static void check_knows(const struct engine *engine, const char *expected)
{
    _cleanup_free_ char *known = world_describe(engine);
    assert_string_equal(known, expected);
}

/* Read again: in the morning, before closing, after it. */
static void check_read(const struct world *world, const struct day *day)
{
    _cleanup_(engine_freep) struct engine *engine = engine_new();
    apply_up_to(engine, world, day->first, day->morning);
    check_knows(engine, day->in_the_morning);
    apply_up_to(engine, world, day->morning, day->end);
    check_knows(engine, day->before_close);
    apply_up_to(engine, world, day->end, world->log.count);
    check_knows(engine, day->after_close);
}

/* Decided again, by an engine that never saw another day. */
static void check_decided(struct world *world, int32_t number, const struct day *day)
{
    struct world alone = *world;
    alone.engine = engine_new();
    alone.log = (struct events){0};
    world_open_day(&alone, number);
    for (int i = 0; i < COMMANDS_A_DAY; i++)
        act(&alone, &day->acts[i]);
    assert_int_equal(alone.log.count, day->end - day->first);
    for (size_t i = 0; i < alone.log.count; i++) {
        struct event there = without_seq(&world->log.items[day->first + i]), here = without_seq(&alone.log.items[i]);
        assert_memory_equal(&there, &here, sizeof(here));
    }
    engine_free(alone.engine);
    events_done(&alone.log);
}

static void thirty_days(attr_unused void **state)
{
    struct world world;
    struct day *day = mem_new(struct day);
    world_init(&world);
    chance_state = 0x9E3779B97F4A7C15U;
    random_rules(&world);
    for (int32_t i = 0; i < DAYS; i++) {
        live(&world, DAY_ONE + i, day);
        check_read(&world, day);
        check_decided(&world, DAY_ONE + i, day);
        done(day);
    }
    free(day);
    assert_true(world_replays(&world));
    printf("%zu events\n", world.log.count);
    world_done(&world);
}

/* What was decided at noon under one configuration is read at night under another, or under none. */
static void other_configuration(attr_unused void **state)
{
    struct world world;
    struct day *day = mem_new(struct day);
    world_init(&world);
    chance_state = 0xBF58476D1CE4E5B9U;
    random_rules(&world);
    live(&world, DAY_ONE, day);
    random_rules(&world);
    check_read(&world, day);
    memset(world.services, 0xFF, sizeof(world.services));
    memset(world.tiers, 0xFF, sizeof(world.tiers));
    memset(&world.rulebook, 0, sizeof(world.rulebook));
    check_read(&world, day);
    done(day);
    free(day);
    world_done(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(thirty_days), cmocka_unit_test(other_configuration)};
    return cmocka_run_group_tests_name("engine replay", tests, NULL, NULL);
}
