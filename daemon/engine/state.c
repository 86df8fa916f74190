/* SPDX-License-Identifier: MIT
 *
 * Small parts that apply_*.c share.
 */
#include "daemon/engine/state.h"

#include <assert.h>
#include <string.h>

#include "daemon/engine/rules.h"

void state_grow(void **items, int32_t *count, int32_t id, size_t size)
{
    assert(id >= 0);
    if (id < *count)
        return;
    int32_t wanted = id + 1;
    *items = mem_realloc(*items, (size_t)wanted, size);
    memset((char *)*items + (size_t)*count * size, 0, (size_t)(wanted - *count) * size);
    *count = wanted;
}

struct ticket *state_ticket(struct engine *engine, int32_t id)
{
    assert(id > 0 && id <= engine->ticket_count);
    return &engine->tickets[id];
}

struct service_state *state_service(struct engine *engine, int32_t id)
{
    state_grow((void **)&engine->services, &engine->service_count, id, sizeof(struct service_state));
    return &engine->services[id];
}

struct operator_state *state_operator(struct engine *engine, int32_t id)
{
    state_grow((void **)&engine->operators, &engine->operator_count, id, sizeof(struct operator_state));
    return &engine->operators[id];
}

struct counter_state *state_counter(struct engine *engine, int32_t id)
{
    state_grow((void **)&engine->counters, &engine->counter_count, id, sizeof(struct counter_state));
    return &engine->counters[id];
}

void state_set_counter(struct engine *engine, int32_t counter, int32_t operator_id)
{
    if (counter != 0)
        state_counter(engine, counter)->operator_id = operator_id;
}

struct calling_key state_key(const struct ticket *ticket)
{
    const struct step *step = &ticket->steps[ticket->current];
    return (struct calling_key){.tier = step->tier, .due_ms = step->due_ms, .ticket = ticket->id};
}

void state_promote(struct engine *engine, struct ticket *ticket)
{
    struct step *step = ticket_step(ticket);
    struct queue *queue = &state_service(engine, step->service)->queue;
    queue_remove(queue, state_key(ticket));
    struct calling_key key = rules_promoted_key(step->base_ms, ticket->id);
    step->tier = key.tier;
    step->due_ms = key.due_ms;
    step->promote_ms = 0;
    queue_add(queue, key);
}

int64_t state_running_ms(const struct engine *engine, int64_t since_ms, int64_t now_ms)
{
    int64_t until_ms = engine->halted ? engine->halted_since_ms : now_ms;
    return until_ms > since_ms ? until_ms - since_ms : 0;
}

void state_set_activity(struct engine *engine, int32_t operator_id, enum activity activity, int32_t ticket,
                        int32_t code, int64_t now_ms)
{
    struct session *session = &state_operator(engine, operator_id)->session;
    session->spent_ms[session->activity] += state_running_ms(engine, session->since_ms, now_ms);
    session->activity = activity;
    session->ticket = ticket;
    session->code = code;
    session->since_ms = now_ms;
    session->until_ms = 0;
}

int64_t state_final_ms(const struct step *step)
{
    int64_t until_ms = step->grace_ms > step->undo_ms ? step->grace_ms : step->undo_ms;
    return until_ms > step->ended_ms ? until_ms : step->ended_ms;
}

static bool step_expects(const struct engine *engine, const struct deadline *deadline)
{
    const struct ticket *ticket = deadline->id <= engine->ticket_count ? &engine->tickets[deadline->id] : NULL;
    if (!ticket || deadline->step >= ticket->step_count)
        return false;
    const struct step *step = &ticket->steps[deadline->step];
    switch (deadline->kind) {
    case DEADLINE_PROMOTE:
        return step->state == STEP_WAITING && step->tier < TIER_PROMOTED && step->promote_ms == deadline->at_ms;
    case DEADLINE_BACK:
        return (step->state == STEP_PARKED || step->state == STEP_PUT_OFF) && step->until_ms == deadline->at_ms;
    case DEADLINE_FINAL:
        return step->state == STEP_ENDED && !step->final && state_final_ms(step) == deadline->at_ms;
    case DEADLINE_LEASE:
    case DEADLINE_BOOKING:
    case DEADLINE_PROFILE:
        break;
    }
    return false;
}

bool state_expects(const struct engine *engine, const struct deadline *deadline)
{
    if (deadline->kind == DEADLINE_LEASE) {
        const struct session *session = &engine->operators[deadline->id].session;
        return session->state == SESSION_LOST && session->lease_ms == deadline->at_ms;
    }
    if (deadline->kind == DEADLINE_BOOKING) {
        const struct booking *booking = &engine->bookings[deadline->id];
        return booking->state == BOOKING_OPEN && booking->until_ms == deadline->at_ms;
    }
    if (deadline->kind == DEADLINE_PROFILE) {
        struct lent_profile lent = engine_lent_profile(engine, deadline->id);
        return lent.profile && lent.until_ms == deadline->at_ms;
    }
    return step_expects(engine, deadline);
}
