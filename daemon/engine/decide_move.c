/* SPDX-License-Identifier: MIT
 *
 * Tickets that move: transfer, park, hand over, help, release.
 */
#include "daemon/engine/decide.h"

#include <errno.h>

/* --- transfer --- */

/* The ticket: what the operator holds, or with operator 0 the one that staff name. */
static int find_subject(struct decision *decision)
{
    const struct engine *engine = decision->engine;
    const struct command *command = decision->command;
    int32_t id = command->ticket;
    if (command->operator_id) {
        decision->session = engine_session(engine, command->operator_id);
        if (!decision->session || decision->session->state == SESSION_AWAY)
            return refuse(decision, REFUSAL_NOT_SIGNED_IN);
        if (decision->session->activity != ACTIVITY_TICKET)
            return refuse(decision, REFUSAL_HOLDS_NONE);
        id = decision->session->ticket;
    }
    decision->ticket = engine_ticket(engine, id);
    if (!decision->ticket)
        return refuse(decision, REFUSAL_UNKNOWN_TICKET);
    decision->step = &decision->ticket->steps[decision->ticket->current];
    bool held = decision->step->state == STEP_CALLED || decision->step->state == STEP_SERVING;
    if (held && !command->operator_id)
        return refuse_held(decision, decision->ticket);
    if (!step_permits(decision->step->state, command->kind))
        return refuse_ticket(decision, REFUSAL_WRONG_STATE, decision->ticket);
    return 0;
}

/* With where the ticket was to go. */
static int refuse_target(struct decision *decision, enum refusal_kind kind, int32_t service)
{
    int r = refuse(decision, kind);
    decision->refusal->service = service;
    decision->refusal->counter = decision->command->to_counter;
    decision->refusal->operator_id = decision->command->to_operator;
    return r;
}

/* To another service only where the catalogue lets it; within a service to any counter or operator that takes it. */
static int check_target(struct decision *decision, int32_t service)
{
    const struct command *command = decision->command;
    const struct rulebook *rulebook = decision->rulebook;
    int32_t from = decision->step->service;
    if (!is_offered_service(decision, service))
        return refuse_target(decision, REFUSAL_UNKNOWN_SERVICE, service);
    if (service == from && !command->to_counter && !command->to_operator)
        return refuse(decision, REFUSAL_SAME);
    if (service != from && !(from < rulebook->services.count && rulebook->services.items[from].transfer_to[service]))
        return refuse_target(decision, REFUSAL_TRANSFER_FORBIDDEN, service);
    if (command->to_counter && (command->to_counter < 0 || command->to_counter >= rulebook->counters.count ||
                                !rulebook->counters.items[command->to_counter].offered))
        return refuse_target(decision, REFUSAL_UNKNOWN_COUNTER, service);
    if (command->to_operator && (command->to_operator < 0 || command->to_operator >= rulebook->operators.count ||
                                 !rulebook->operators.items[command->to_operator].offered))
        return refuse_target(decision, REFUSAL_UNKNOWN_OPERATOR, service);
    if (command->returns && decision->step->depth >= rulebook->limits.nested_returns)
        return refuse_limit(decision, REFUSAL_TOO_DEEP, rulebook->limits.nested_returns);
    return 0;
}

int decide_transfer(struct decision *decision)
{
    const struct command *command = decision->command;
    int r = find_subject(decision);
    int32_t service = 0;
    if (r == 0) {
        service = command->to_service ? command->to_service : decision->step->service;
        r = check_target(decision, service);
    }
    if (r == 0 && command->returns && decision->step->state != STEP_SERVING)
        r = refuse_ticket(decision, REFUSAL_WRONG_STATE, decision->ticket);
    if (r < 0)
        return r;
    add_helpers_freed(decision, decision->ticket);
    struct event *event = add_ticket_event(decision, EVENT_TRANSFERRED, decision->ticket);
    event->value[TRANSFERRED_SERVICE] = service;
    event->value[TRANSFERRED_COUNTER] = command->to_counter;
    event->value[TRANSFERRED_OPERATOR] = command->to_operator;
    event->value[TRANSFERRED_PLACE] = command->place;
    event->value[TRANSFERRED_RETURNS] = command->returns;
    event->value[TRANSFERRED_UNDO] = decision->now_ms + decision->rulebook->limits.undo_ms;
    add_step_entered(decision,
                     &(struct entering){
                             .ticket = decision->ticket->id,
                             .step = decision->ticket->step_count,
                             .service = service,
                             .class = decision->ticket->class,
                             .needs = decision->ticket->needs,
                             .language = decision->ticket->language,
                             .entry = ENTRY_TRANSFER,
                             .base_ms = command->place == PLACE_KEEP ? decision->step->base_ms : decision->now_ms,
                             .for_counter = command->to_counter,
                             .for_operator = command->to_operator,
                             .front = command->place == PLACE_FRONT,
                     });
    if (command->operator_id)
        add_freed(decision, command->operator_id);
    return 0;
}

/* --- park --- */

int decide_park(struct decision *decision)
{
    int64_t until_ms = decision->command->until_ms;
    int64_t latest_ms = decision->now_ms + decision->rulebook->limits.park_ms;
    if (until_ms && until_ms <= decision->now_ms)
        return refuse(decision, REFUSAL_TIME_SPAN_WRONG);
    if (until_ms > latest_ms)
        return refuse_at(decision, REFUSAL_TOO_LONG, latest_ms);
    add_helpers_freed(decision, decision->ticket);
    struct event *event = add_ticket_event(decision, EVENT_PARKED, decision->ticket);
    event->value[PARKED_UNTIL] = until_ms;
    event->value[PARKED_UNDO] = decision->now_ms + decision->rulebook->limits.undo_ms;
    add_freed(decision, decision->command->operator_id);
    return 0;
}

/* Parked tickets belong to the service: whoever serves it may go on with them. */
int decide_take_up(struct decision *decision)
{
    enum refusal_kind kind =
            rules_may_take(decision->engine, decision->rulebook, decision->session, decision->ticket, decision->now_ms);
    bool own = decision->step->operator_id == decision->command->operator_id;
    if (!own && kind != REFUSAL_NONE)
        return refuse_taking(decision, kind);
    add_ticket_event(decision, EVENT_TAKEN_UP, decision->ticket);
    return 0;
}

/* --- several operators --- */

/* Who goes on with a served ticket must be free for it; parked ones anybody can take over. */
static int find_taker(struct decision *decision, int32_t operator_id, bool must_be_free,
                      const struct session **ret_taker)
{
    const struct session *taker = engine_session(decision->engine, operator_id);
    int r = 0;
    if (!taker || taker->state != SESSION_PRESENT || operator_id == decision->command->operator_id)
        r = refuse(decision, REFUSAL_NOT_SIGNED_IN);
    else if (must_be_free && taker->activity != ACTIVITY_FREE)
        r = refuse(decision, REFUSAL_TAKER_BUSY);
    if (r < 0)
        decision->refusal->operator_id = operator_id;
    if (r < 0 && taker) {
        decision->refusal->ticket = taker->ticket;
        decision->refusal->activity = (int32_t)taker->activity;
    }
    *ret_taker = taker;
    return r;
}

static void add_handed_over(struct decision *decision, const struct ticket *ticket, const struct session *taker)
{
    struct event *event = add_ticket_event(decision, EVENT_HANDED_OVER, ticket);
    event->value[0] = taker->operator_id;
    event->value[1] = taker->counter;
}

int decide_hand_over(struct decision *decision)
{
    const struct session *taker = NULL;
    int r = find_taker(decision, decision->command->to_operator, true, &taker);
    if (r < 0)
        return r;
    add_handed_over(decision, decision->ticket, taker);
    add_freed(decision, decision->command->operator_id);
    return 0;
}

int decide_help(struct decision *decision)
{
    add_ticket_event(decision, EVENT_HELP_BEGAN, decision->ticket);
    return 0;
}

int decide_end_help(struct decision *decision)
{
    if (decision->session->activity != ACTIVITY_HELP)
        return refuse(decision, REFUSAL_HOLDS_NONE);
    add_help_ended(decision, decision->session);
    add_freed(decision, decision->command->operator_id);
    return 0;
}

/* Taken from an operator whose terminal is gone: back to the head of its queue. */
int decide_release(struct decision *decision)
{
    const struct session *holder = engine_session(decision->engine, decision->step->operator_id);
    if (holder && holder->state == SESSION_PRESENT)
        return refuse_held(decision, decision->ticket);
    add_helpers_freed(decision, decision->ticket);
    struct event *event = add_ticket_event(decision, EVENT_UNCALLED, decision->ticket);
    event->operator_id = decision->step->operator_id;
    event->value[0] = UNCALLED_RELEASE;
    if (holder && holder->state == SESSION_LOST)
        add_freed(decision, holder->operator_id);
    return 0;
}

/* --- sign-out: what he serves or has parked needs somebody --- */

static bool is_parked_by(const struct ticket *ticket, int32_t operator_id)
{
    const struct step *step = &ticket->steps[ticket->current];
    return step->state == STEP_PARKED && step->operator_id == operator_id;
}

int decide_sign_out(struct decision *decision)
{
    const struct engine *engine = decision->engine;
    const struct command *command = decision->command;
    const struct session *taker = NULL;
    bool holds = decision->session->activity == ACTIVITY_TICKET;
    int32_t parked = 0;
    for (int32_t i = 1; i <= engine->ticket_count; i++)
        parked += is_parked_by(&engine->tickets[i], command->operator_id);
    bool leaves_parked = command->place == PLACE_KEEP; /* said so: they stay with the service */
    if (!command->to_operator && (holds || (parked && !leaves_parked)))
        return refuse_limit(decision, REFUSAL_TAKER_NEEDED, parked + holds);
    int r = command->to_operator ? find_taker(decision, command->to_operator, holds, &taker) : 0;
    if (r < 0)
        return r;
    if (holds)
        add_handed_over(decision, engine_ticket(engine, decision->session->ticket), taker);
    for (int32_t i = 1; taker && i <= engine->ticket_count; i++) {
        if (is_parked_by(&engine->tickets[i], command->operator_id))
            add_handed_over(decision, &engine->tickets[i], taker);
    }
    if (decision->session->activity == ACTIVITY_HELP)
        add_help_ended(decision, decision->session);
    add_session_event(decision, EVENT_SIGNED_OUT, decision->session);
    return 0;
}
