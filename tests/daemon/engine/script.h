/* SPDX-License-Identifier: MIT
 *
 * Words for scripts over a world: what people do, in one line each.
 */
#pragma once

#include "tests/daemon/engine/world.h"

static inline void script_give(struct world *world, struct command command)
{
    int r = world_do(world, command);
    if (r < 0)
        fail_msg("%s: refused with %s", command_words[command.kind], refusal_words[world->refusal.kind]);
}

/* A command that must be accepted, by a script whose world is `world`. */
#define GIVE(...) script_give(world, (struct command){__VA_ARGS__})

static inline int32_t script_issue(struct world *world, int32_t service)
{
    GIVE(.kind = COMMAND_ISSUE, .services = {service}, .class = CLASS_REGULAR, .party = 1, .channel = CHANNEL_KIOSK);
    return engine_tickets(world->engine);
}

static inline void script_sign_in(struct world *world, int32_t operator_id, int32_t counter)
{
    GIVE(.kind = COMMAND_SIGN_IN, .operator_id = operator_id, .counter = counter);
}

/* Issued, called by this operator at his own counter, arrived: all in one moment. */
static inline void script_serve(struct world *world, int32_t operator_id, int32_t service)
{
    script_issue(world, service);
    script_sign_in(world, operator_id, operator_id);
    GIVE(.kind = COMMAND_NEXT, .operator_id = operator_id);
    GIVE(.kind = COMMAND_ARRIVE, .operator_id = operator_id);
}

/* Takes a minute. */
static inline void script_call_and_miss(struct world *world, int32_t operator_id)
{
    GIVE(.kind = COMMAND_NEXT, .operator_id = operator_id);
    world_wait(world, MINUTE);
    GIVE(.kind = COMMAND_RECALL, .operator_id = operator_id);
    GIVE(.kind = COMMAND_MISS, .operator_id = operator_id);
}

static inline void script_miss(struct world *world, int32_t operator_id, int32_t service)
{
    script_issue(world, service);
    script_sign_in(world, operator_id, operator_id);
    script_call_and_miss(world, operator_id);
}

static inline void script_book(struct world *world, int32_t booking, int64_t slot_ms)
{
    GIVE(.kind = COMMAND_BOOK, .services = {1}, .class = CLASS_REGULAR, .party = 1, .booking = booking,
         .slot_ms = slot_ms);
}

/* --- a day with its clock --- */

/* Of a test of its own: the world is in *state, its day is open, it is 8:00. */
static inline int script_begin(void **state)
{
    struct world *world = mem_new(struct world);
    world_init(world);
    world_open_day(world, DAY_ONE);
    *state = world;
    return 0;
}

/* What is true of every day: the ledger read again gives the same. */
static inline int script_end(void **state)
{
    struct world *world = *state;
    bool same = world_replays(world);
    world_done(world);
    free(world);
    return same ? 0 : -1;
}

#define SCRIPT(name) cmocka_unit_test_setup_teardown(name, script_begin, script_end)

#define SECOND INT64_C(1000)

static inline int64_t script_at(int hour, int minute)
{
    return DAY_ONE * DAY_MS + hour * HOUR + minute * MINUTE;
}

/* It is now so late: what time brings about until then has happened. */
static inline void script_clock(struct world *world, int hour, int minute)
{
    assert_true(script_at(hour, minute) >= world->now_ms);
    world_wait(world, script_at(hour, minute) - world->now_ms);
}

/* A command that must be refused so. */
static inline struct refusal script_refused(struct world *world, enum refusal_kind kind, struct command command)
{
    int r = world_do(world, command);
    if (r == 0 || world->refusal.kind != kind)
        fail_msg("%s: %d, refused with %s and not %s", command_words[command.kind], r,
                 world->refusal.kind ? refusal_words[world->refusal.kind] : "nothing", refusal_words[kind]);
    return world->refusal;
}

#define REFUSED(word, ...) script_refused(world, REFUSAL_##word, (struct command){__VA_ARGS__})

/* The last event of a kind. */
static inline struct event script_last(const struct world *world, enum event_kind kind)
{
    struct event found = {0};
    for (size_t i = 0; i < world->log.count; i++) {
        if (world->log.items[i].kind == (int32_t)kind)
            found = world->log.items[i];
    }
    assert_int_equal(found.kind, kind);
    return found;
}

/* Calls the next and says who it is. */
static inline int32_t script_next(struct world *world, int32_t operator_id)
{
    GIVE(.kind = COMMAND_NEXT, .operator_id = operator_id);
    return engine_session(world->engine, operator_id)->ticket;
}

static inline const struct step *script_step(const struct world *world, int32_t ticket, int32_t step)
{
    const struct ticket *one = engine_ticket(world->engine, ticket);
    assert_non_null(one);
    assert_in_range(step, 0, one->step_count - 1);
    return &one->steps[step];
}
