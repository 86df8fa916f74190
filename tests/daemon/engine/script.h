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
