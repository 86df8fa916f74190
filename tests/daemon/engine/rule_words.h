/* SPDX-License-Identifier: MIT
 *
 * The calling rule a second time, in its plainest words and with nothing of the engine's own: every ticket that waits
 * is tried. And the events a ticket may meet in each state, whatever command they came from.
 */
#pragma once

#include "tests/daemon/engine/wrong.h"

struct caller {
    const struct world *world;
    const struct engine *engine; /* before the call */
    const struct session *session;
    int64_t now_ms;
};

/* --- whom a counter may take --- */

static inline int64_t words_missing(const struct world *world, const struct session *session,
                                    const struct ticket *ticket)
{
    int64_t met = world->counters[session->counter].meets;
    if (ticket->language == 0 || session->languages & ID_BIT(ticket->language))
        met |= ID_BIT(NEED_LANGUAGE);
    return ticket->needs & ~met;
}

static inline bool words_profile_has(const struct world *world, const struct session *session, int32_t service)
{
    return world->tiers[session->profile][service] > 0;
}

/* Could somebody here meet this need? */
static inline bool words_somebody_meets(const struct caller *caller, const struct ticket *ticket, int need)
{
    int32_t service = ticket->steps[ticket->current].service;
    for (int32_t i = 1; i < engine_operators(caller->engine); i++) {
        const struct session *session = engine_session(caller->engine, i);
        if (session && session->state == SESSION_PRESENT && words_profile_has(caller->world, session, service) &&
            !(words_missing(caller->world, session, ticket) & ID_BIT(need)))
            return true;
    }
    return false;
}

/* Sent to one counter or operator; what comes back to somebody who has gone home is for all. */
static inline bool words_is_sent(const struct caller *caller, const struct step *step)
{
    if (step->for_counter)
        return true;
    return step->for_operator && (step->entry != ENTRY_BACK || engine_session(caller->engine, step->for_operator));
}

static inline bool words_may_take(const struct caller *caller, const struct ticket *ticket)
{
    const struct step *step = &ticket->steps[ticket->current];
    const struct session *session = caller->session;
    int64_t missing = words_missing(caller->world, session, ticket);
    if (missing & caller->world->rulebook.hard_needs)
        return false;
    if (words_is_sent(caller, step))
        return (step->for_operator && step->for_operator == session->operator_id) ||
               (step->for_counter && step->for_counter == session->counter);
    if (!words_profile_has(caller->world, session, step->service))
        return false;
    for (int need = 1; need < WORLD_NEEDS; need++) {
        bool prefers =
                missing & ID_BIT(need) && caller->now_ms < step->entered_ms + caller->world->needs[need].prefer_ms;
        if (prefers && words_somebody_meets(caller, ticket, need))
            return false;
    }
    return true;
}

/* --- who goes first --- */

static inline int64_t words_offset(const struct caller *caller, int32_t service)
{
    int32_t profile = caller->session->profile;
    uint8_t tier = caller->world->tiers[profile][service];
    return tier ? caller->world->profiles[profile].offset_ms[tier - 1] : 0;
}

static inline int64_t words_due(const struct caller *caller, const struct step *step)
{
    return step->due_ms + (step->tier < TIER_PROMOTED ? words_offset(caller, step->service) : 0);
}

/* Would `a` be before `b`, if `b` were due so much later? */
static inline bool words_goes_before(const struct caller *caller, const struct ticket *a, const struct ticket *b,
                                     int64_t later_ms)
{
    const struct step *first = &a->steps[a->current], *second = &b->steps[b->current];
    if (first->tier != second->tier)
        return first->tier > second->tier;
    int64_t first_ms = words_due(caller, first), second_ms = words_due(caller, second) + later_ms;
    return first_ms != second_ms ? first_ms < second_ms : a->id < b->id;
}

/* What waiting tickets say of a call: who was passed over, and what the call must give as its reason. */
struct words_call {
    int32_t passed;       /* of the same service, before it in the queue and not for this counter */
    bool lower_was_due;   /* a lower tier that was due earlier */
    bool by_code;         /* without its return code somebody would have been before it */
    const char *mistaken; /* NULL: it was the right one */
    int32_t other;
};

static inline struct words_call words_of_call(const struct caller *caller, const struct ticket *called, bool early)
{
    const struct step *step = &called->steps[called->current];
    struct words_call call = {0};
    bool has_code = called->with.day && called->current == 0 && step->service == called->with.service;
    for (int32_t i = 1; i <= engine_tickets(caller->engine); i++) {
        const struct ticket *other = engine_ticket(caller->engine, i);
        const struct step *theirs = &other->steps[other->current];
        if (other == called || theirs->state != STEP_WAITING || (!early && theirs->base_ms > caller->now_ms))
            continue;
        call.other = i;
        if (!words_may_take(caller, other)) {
            call.passed += theirs->service == step->service &&
                           (theirs->tier != step->tier       ? theirs->tier > step->tier
                            : theirs->due_ms != step->due_ms ? theirs->due_ms < step->due_ms
                                                             : i < called->id);
            continue;
        }
        call.by_code |= has_code && words_goes_before(caller, other, called, called->with.credit_ms);
        call.lower_was_due |= theirs->tier < step->tier && words_due(caller, theirs) < words_due(caller, step);
        if (early && theirs->base_ms <= caller->now_ms)
            call.mistaken = "whose time had come";
        if (words_goes_before(caller, other, called, 0))
            call.mistaken = "goes before it";
        if (step->tier != TIER_FRONT && theirs->tier == TIER_PROMOTED && step->base_ms > theirs->base_ms)
            call.mistaken = "was promoted and came earlier";
        if (call.mistaken)
            return call;
    }
    return call;
}

static inline enum call_why words_why(const struct caller *caller, const struct step *step,
                                      const struct words_call *call, bool early)
{
    if (early)
        return CALL_BOOKED;
    if (words_is_sent(caller, step))
        return CALL_NAMED;
    if (step->tier == TIER_FRONT)
        return CALL_FRONT;
    if (step->tier == TIER_PROMOTED)
        return CALL_PROMOTED;
    if (call->lower_was_due)
        return CALL_TIER;
    if (call->by_code)
        return CALL_RETURNED;
    return call->passed ? CALL_FITS : CALL_DUE;
}

/* A call by the rule, before it is applied: the first of all, with the reason that is true. */
static inline bool words_call_holds(const struct caller *caller, const struct event *event, char reason[REASON_SIZE])
{
    const struct ticket *called = engine_ticket(caller->engine, event->ticket);
    const struct step *step = &called->steps[called->current];
    bool early = step->base_ms > caller->now_ms;
    if (!words_may_take(caller, called))
        return wrong(reason, "ticket %d was called by operator %d, who may not take it", called->id,
                     event->operator_id);
    struct words_call call = words_of_call(caller, called, early);
    if (call.mistaken)
        return wrong(reason, "ticket %d was called although %d %s", called->id, call.other, call.mistaken);
    int64_t offset_ms = words_offset(caller, step->service);
    if (event->value[CALLED_DUE] != step->due_ms || event->value[CALLED_TIER] != step->tier ||
        event->value[CALLED_PASSED] != call.passed || event->value[CALLED_OFFSET] != offset_ms ||
        event->value[CALLED_WAITED] != step_waited_ms(step, caller->now_ms))
        return wrong(reason, "ticket %d was called with a false key: passed %lld, not %d", called->id,
                     (long long)event->value[CALLED_PASSED], call.passed);
    enum call_why why = words_why(caller, step, &call, early);
    return event->value[CALLED_WHY] == (int64_t)why ||
           wrong(reason, "ticket %d was called for reason %lld, the words say %d", called->id,
                 (long long)event->value[CALLED_WHY], why);
}

/* --- what may happen to a ticket --- */

#define IN(state) (1U << STEP_##state)
#define OPEN      (IN(WAITING) | IN(CALLED) | IN(SERVING) | IN(PARKED) | IN(PUT_OFF))

/* The states in which a ticket may meet an event of this kind; 0: it is about no ticket's present step. */
static inline unsigned words_states(int32_t kind)
{
    static const unsigned states[EVENT_KIND_LIMIT] = {
            [EVENT_PROMOTED] = IN(WAITING),
            [EVENT_CALLED] = IN(WAITING),
            [EVENT_RECALLED] = IN(CALLED),
            [EVENT_ARRIVED] = IN(CALLED),
            [EVENT_FINISHED] = IN(SERVING),
            [EVENT_LACKED] = IN(SERVING),
            [EVENT_MISSED] = IN(CALLED),
            [EVENT_RETURNED] = IN(ENDED),
            [EVENT_PUT_OFF] = IN(WAITING),
            [EVENT_CAME_BACK] = IN(PARKED) | IN(PUT_OFF),
            [EVENT_PARKED] = IN(CALLED) | IN(SERVING),
            [EVENT_TAKEN_UP] = IN(PARKED),
            [EVENT_TRANSFERRED] = IN(WAITING) | IN(CALLED) | IN(SERVING) | IN(PARKED),
            [EVENT_CANCELLED] = OPEN & ~IN(SERVING),
            [EVENT_VOIDED] = OPEN & ~IN(SERVING),
            [EVENT_NEVER_CALLED] = IN(WAITING) | IN(PUT_OFF),
            [EVENT_UNFINISHED] = IN(PARKED),
            [EVENT_UNCALLED] = IN(CALLED) | IN(SERVING),
            [EVENT_CHANGED] = IN(WAITING) | IN(PARKED) | IN(PUT_OFF),
            [EVENT_HANDED_OVER] = IN(CALLED) | IN(SERVING) | IN(PARKED),
            [EVENT_HELP_BEGAN] = IN(SERVING),
            [EVENT_HELP_ENDED] = IN(SERVING),
            [EVENT_JOINED] = IN(WAITING) | IN(PARKED) | IN(PUT_OFF),
            [EVENT_BY_HAND] = IN(WAITING),
            [EVENT_RETURN_GIVEN] = IN(ENDED),
            [EVENT_RETURN_USED] = IN(WAITING),
            [EVENT_NOTED] = OPEN,
            [EVENT_RATED] = IN(ENDED),
    };
    return states[kind];
}

#undef IN
#undef OPEN

/* In a halt nobody is called, given up or given a ticket; what is entered by hand took place before, and who is adopted
 * has the ticket. */
static inline bool words_halt_holds(const struct engine *engine, const struct event *event)
{
    if (!engine_halted(engine) || engine_day_closes(engine))
        return true;
    bool issued = event->kind == EVENT_ISSUED && event->value[ISSUED_CHANNEL] != CHANNEL_HAND &&
                  event->value[ISSUED_CHANNEL] != CHANNEL_ADOPTED;
    return !issued && event->kind != EVENT_CALLED && event->kind != EVENT_RECALLED && event->kind != EVENT_MISSED &&
           event->kind != EVENT_PROMOTED;
}

/* An event, before it is applied: nothing happens to a ticket that its state does not allow. */
static inline bool words_event_holds(const struct engine *engine, const struct event *event, char reason[REASON_SIZE])
{
    const struct ticket *ticket = engine_ticket(engine, event->ticket);
    unsigned states = words_states(event->kind);
    if (!words_halt_holds(engine, event))
        return wrong(reason, "%s in a halt", event_kind_info(event->kind)->word);
    if (!states)
        return true;
    if (!ticket)
        return wrong(reason, "%s of ticket %d, which there is not", event_kind_info(event->kind)->word, event->ticket);
    const struct step *step = &ticket->steps[ticket->current];
    bool other_end = (event->kind == EVENT_RETURNED && step->end != END_NO_SHOW) ||
                     (event->kind == EVENT_RETURN_GIVEN && step->end != END_NEVER_CALLED) ||
                     (event->kind == EVENT_RATED && step->end == END_JOINED);
    if (!(states & (1U << step->state)) || other_end)
        return wrong(reason, "%s of ticket %d, which is %s", event_kind_info(event->kind)->word, event->ticket,
                     step_state_words[step->state]);
    if (event->step != ticket->current)
        return wrong(reason, "%s of step %d of ticket %d, which is at step %d", event_kind_info(event->kind)->word,
                     event->step, event->ticket, ticket->current);
    return true;
}
