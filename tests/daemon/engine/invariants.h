/* SPDX-License-Identifier: MIT
 *
 * What must be true of the state after every command, whatever it was.
 */
#pragma once

#include "tests/daemon/engine/wrong.h"

static inline bool is_in_queue_once(const struct engine *engine, const struct ticket *ticket)
{
    int found = 0;
    for (int32_t service = 1; service < WORLD_SERVICES; service++) {
        for (int32_t place = 0; place < engine_waiting(engine, service); place++)
            found += engine_waiting_at(engine, service, place) == ticket;
    }
    return found == 1;
}

static inline bool holder_is_right(const struct engine *engine, const struct ticket *ticket)
{
    const struct step *step = &ticket->steps[ticket->current];
    const struct session *session = engine_session(engine, step->operator_id);
    return session && session->activity == ACTIVITY_TICKET && session->ticket == ticket->id &&
           (session->state == SESSION_AWAY || session->counter == step->counter);
}

/* No minute twice: what was measured of a step fits into its life. */
static inline bool step_times_hold(const struct step *step, int64_t now_ms)
{
    int64_t life_ms = (step->state == STEP_ENDED ? step->ended_ms : now_ms) - step->entered_ms;
    int64_t waited_ms = step_waited_ms(step, now_ms);
    if (step->way_ms < 0 || step->service_ms < 0 || step->parked_ms < 0 || step->put_off_ms < 0 || waited_ms < 0)
        return false;
    return waited_ms + step->way_ms + step->service_ms + step->parked_ms + step->put_off_ms <= life_ms;
}

static inline bool step_holds(const struct ticket *ticket, int32_t index, int64_t now_ms, char reason[REASON_SIZE])
{
    const struct step *step = &ticket->steps[index];
    bool open = step->state != STEP_PLANNED && step->state != STEP_ENDED;
    if ((step->state == STEP_ENDED) != (step->end != END_NONE))
        return wrong(reason, "ticket %d step %d: state and end disagree", ticket->id, index);
    if (open && index != ticket->current)
        return wrong(reason, "ticket %d step %d is open and not the current one", ticket->id, index);
    if (step->state != STEP_PLANNED && !step_times_hold(step, now_ms))
        return wrong(reason, "ticket %d step %d: its times are more than its life", ticket->id, index);
    return true;
}

static inline bool ticket_holds(const struct engine *engine, const struct ticket *ticket, int64_t now_ms,
                                char reason[REASON_SIZE])
{
    const struct step *current = &ticket->steps[ticket->current];
    for (int32_t i = 0; i < ticket->step_count; i++) {
        if (!step_holds(ticket, i, now_ms, reason))
            return false;
    }
    if ((current->state == STEP_ENDED) != ticket->ended)
        return wrong(reason, "ticket %d: its step is %s, its visit %s", ticket->id, step_state_words[current->state],
                     ticket->ended ? "over" : "is not");
    if ((ticket->return_code != 0) != (current->end == END_NEVER_CALLED))
        return wrong(reason, "ticket %d: never called and no return code, or one without it", ticket->id);
    if (current->state == STEP_WAITING && !is_in_queue_once(engine, ticket))
        return wrong(reason, "ticket %d waits but is not in its queue once", ticket->id);
    if ((current->state == STEP_CALLED || current->state == STEP_SERVING) && !holder_is_right(engine, ticket))
        return wrong(reason, "ticket %d: its holder does not hold it", ticket->id);
    return true;
}

/* What is due has happened: nobody waits past promotion, is put off or parked past the moment. */
static inline bool is_overdue(const struct engine *engine, const struct step *step, int64_t now_ms)
{
    if (engine_halted(engine) || engine_day_closes(engine))
        return false;
    if (step->state == STEP_WAITING)
        return step->tier < TIER_PROMOTED && step->promote_ms && step->promote_ms <= now_ms;
    return (step->state == STEP_PARKED || step->state == STEP_PUT_OFF) && step->until_ms && step->until_ms <= now_ms;
}

static inline bool numbers_hold(const struct engine *engine, char reason[REASON_SIZE])
{
    for (int32_t i = 1; i <= engine_tickets(engine); i++) {
        const struct ticket *ticket = engine_ticket(engine, i);
        if (ticket->id != i || ticket->number == 13)
            return wrong(reason, "ticket %d has a number that is to be skipped", i);
        if (engine_find(engine, ticket->prefix, ticket->number) != ticket)
            return wrong(reason, "two tickets have the number of ticket %d", i);
    }
    return true;
}

/* A return code is for another day than its own, and no two visits have the same. */
static inline bool returns_hold(const struct engine *engine, char reason[REASON_SIZE])
{
    for (int32_t i = 1; i <= engine_tickets(engine); i++) {
        const struct ticket *ticket = engine_ticket(engine, i);
        if (ticket->with.day == 0)
            continue;
        if (ticket->with.day >= engine_day(engine))
            return wrong(reason, "ticket %d came with a return code of its own day", i);
        for (int32_t other = 1; other < i; other++) {
            const struct ticket *before = engine_ticket(engine, other);
            if (before->with.day == ticket->with.day && before->with.ticket == ticket->with.ticket &&
                before->steps[before->current].end != END_VOID)
                return wrong(reason, "tickets %d and %d came with one return code", other, i);
        }
    }
    return true;
}

static inline bool queue_holds(const struct engine *engine, int32_t service, char reason[REASON_SIZE])
{
    for (int32_t place = 0; place < engine_waiting(engine, service); place++) {
        const struct ticket *ticket = engine_waiting_at(engine, service, place);
        const struct step *step = &ticket->steps[ticket->current];
        if (step->state != STEP_WAITING || step->service != service)
            return wrong(reason, "queue %d holds ticket %d, which does not wait there", service, ticket->id);
        if (engine_ahead(engine, ticket->id) != place)
            return wrong(reason, "ticket %d is at place %d of queue %d and told %d", ticket->id, place, service,
                         engine_ahead(engine, ticket->id));
        if (place == 0)
            continue;
        const struct ticket *before = engine_waiting_at(engine, service, place - 1);
        const struct step *ahead = &before->steps[before->current];
        bool right = ahead->tier != step->tier       ? ahead->tier > step->tier
                     : ahead->due_ms != step->due_ms ? ahead->due_ms < step->due_ms
                                                     : before->id < ticket->id;
        if (!right)
            return wrong(reason, "queue %d is out of order at place %d", service, place);
    }
    return true;
}

/* Everybody signed in has a counter of his own, everybody there is signed in. */
static inline bool counters_hold(const struct engine *engine, char reason[REASON_SIZE])
{
    for (int32_t i = 1; i < engine_operators(engine); i++) {
        const struct session *session = engine_session(engine, i);
        if (session && session->state != SESSION_AWAY && engine_session_at(engine, session->counter) != session)
            return wrong(reason, "operator %d is not found at counter %d", i, session->counter);
    }
    for (int32_t i = 0; i < WORLD_COUNTERS + 2; i++) {
        const struct session *session = engine_session_at(engine, i);
        if (session && (session->counter != i || session->state == SESSION_AWAY))
            return wrong(reason, "counter %d is that of operator %d, who is at %d", i, session->operator_id,
                         session->counter);
    }
    return true;
}

static inline bool session_holds(const struct engine *engine, const struct session *session, int64_t now_ms,
                                 char reason[REASON_SIZE])
{
    int32_t i = session->operator_id;
    if (session->state == SESSION_AWAY && session->activity != ACTIVITY_TICKET && !engine_day_closes(engine))
        return wrong(reason, "operator %d is away and holds nothing", i);
    if (session->state == SESSION_LOST && !engine_halted(engine) && !engine_day_closes(engine) &&
        session->lease_ms <= now_ms)
        return wrong(reason, "operator %d is lost and his lease is over", i);
    if (session->activity == ACTIVITY_FREE && session->next_pause && !engine_day_closes(engine))
        return wrong(reason, "operator %d is free and the pause he asked for does not begin", i);
    if (session->activity != ACTIVITY_TICKET && session->activity != ACTIVITY_HELP)
        return session->ticket == 0 || wrong(reason, "operator %d holds ticket %d and does not", i, session->ticket);
    const struct ticket *ticket = engine_ticket(engine, session->ticket);
    if (!ticket)
        return wrong(reason, "operator %d holds no ticket that exists", i);
    const struct step *step = &ticket->steps[ticket->current];
    if (session->activity == ACTIVITY_HELP)
        return (step->state == STEP_SERVING && step->operator_id != i) ||
               wrong(reason, "operator %d helps with ticket %d, which nobody else serves", i, ticket->id);
    if ((step->state != STEP_CALLED && step->state != STEP_SERVING) || step->operator_id != i)
        return wrong(reason, "operator %d holds ticket %d, which is not his", i, ticket->id);
    return true;
}

static inline bool sessions_hold(const struct engine *engine, int64_t now_ms, char reason[REASON_SIZE])
{
    for (int32_t i = 1; i < engine_operators(engine); i++) {
        const struct session *session = engine_session(engine, i);
        if (session && !session_holds(engine, session, now_ms, reason))
            return false;
    }
    return counters_hold(engine, reason);
}

/* Visits and steps reconcile: counted anew, they are what the engine keeps. */
static inline bool figures_hold(const struct engine *engine, char reason[REASON_SIZE])
{
    struct figures kept = engine_figures(engine), counted = {0};
    for (int32_t i = 1; i <= engine_tickets(engine); i++) {
        const struct ticket *ticket = engine_ticket(engine, i);
        counted.visits++;
        counted.people += ticket->party;
        counted.adopted += ticket->channel == CHANNEL_ADOPTED;
        counted.visits_ended[ticket->ended ? ticket->steps[ticket->current].end : END_NONE]++;
        counted.partly_served += ticket_is_partly_served(ticket);
        counted.return_codes += ticket->return_code != 0;
        counted.return_codes_used += ticket->with.day != 0;
        counted.ratings += ticket->stars != 0;
        counted.stars += ticket->stars;
        for (int32_t step = 0; step < ticket->step_count; step++) {
            if (ticket->steps[step].state == STEP_PLANNED)
                continue;
            counted.steps++;
            counted.steps_ended[ticket->steps[step].end]++;
            counted.returned += ticket->steps[step].returns;
        }
    }
    return memcmp(&kept, &counted, sizeof(kept)) == 0 || wrong(reason, "visits or steps do not reconcile");
}

static inline bool state_holds(const struct engine *engine, int64_t now_ms, char reason[REASON_SIZE])
{
    if (!engine_day(engine))
        return engine_tickets(engine) == 0 || wrong(reason, "no day is open and there are tickets");
    for (int32_t i = 1; i <= engine_tickets(engine); i++) {
        const struct ticket *ticket = engine_ticket(engine, i);
        if (!ticket_holds(engine, ticket, now_ms, reason))
            return false;
        if (is_overdue(engine, &ticket->steps[ticket->current], now_ms))
            return wrong(reason, "ticket %d: what was due has not happened", i);
    }
    for (int32_t service = 1; service < WORLD_SERVICES; service++) {
        if (!queue_holds(engine, service, reason))
            return false;
    }
    return numbers_hold(engine, reason) && returns_hold(engine, reason) && sessions_hold(engine, now_ms, reason) &&
           figures_hold(engine, reason);
}
