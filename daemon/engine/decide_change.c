/* SPDX-License-Identifier: MIT
 *
 * Corrections of a ticket that waits: cancel, void, change, join.
 */
#include <errno.h>

#include "daemon/engine/decide.h"

static void add_left(struct decision *decision, enum event_kind kind)
{
    const struct step *step = decision->step;
    bool held = step->state == STEP_CALLED;
    add_ticket_event(decision, kind, decision->ticket);
    if (held)
        add_freed(decision, step->operator_id);
}

int decide_cancel(struct decision *decision)
{
    add_left(decision, EVENT_CANCELLED);
    return 0;
}

int decide_void(struct decision *decision)
{
    add_left(decision, EVENT_VOIDED);
    return 0;
}

static int check_change(struct decision *decision, int32_t service)
{
    const struct command *command = decision->command;
    const struct ticket *ticket = decision->ticket;
    if (service != decision->step->service && !is_offered_service(decision, service))
        return refuse(decision, REFUSAL_UNKNOWN_SERVICE);
    int r = check_class_and_needs(decision);
    if (r < 0)
        return r;
    if (service == decision->step->service && command->class == ticket->class && command->needs == ticket->needs &&
        command->language == ticket->language)
        return refuse(decision, REFUSAL_SAME);
    return 0;
}

/* The time already waited is kept: the new key counts from the same moment. */
int decide_change(struct decision *decision)
{
    const struct command *command = decision->command;
    const struct step *step = decision->step;
    int32_t service = command->services[0] ? command->services[0] : step->service;
    int r = check_change(decision, service);
    if (r < 0)
        return r;
    struct rule_key key = rules_key(decision->rulebook, service, command->class, step->base_ms);
    bool front = step->tier >= TIER_PROMOTED;
    struct event *event = add_ticket_event(decision, EVENT_CHANGED, decision->ticket);
    event->service = service;
    event->class = command->class;
    event->value[CHANGED_NEEDS] = command->needs;
    event->value[CHANGED_LANGUAGE] = command->language;
    int64_t credit_ms = ticket_return_credit_ms(decision->ticket, decision->ticket->current, service);
    event->value[CHANGED_DUE] = front ? step->due_ms : key.due_ms - credit_ms;
    event->value[CHANGED_TIER] = front ? step->tier : key.tier;
    event->value[CHANGED_PROMOTE] = front ? 0 : key.promote_ms;
    event->value[CHANGED_TARGET] = key.target_ms;
    alert_needs(decision, decision->ticket->id, service, command->needs, command->language);
    return 0;
}

static void add_joined_step(struct decision *decision, const struct ticket *to, int32_t place, int32_t service)
{
    struct event *event = add_event(decision, EVENT_STEP_PLANNED);
    event->ticket = to->id;
    event->step = to->step_count + place;
    event->service = service;
}

/* Two tickets of one visitor become one visit: the second number ends as joined, its service and what was planned after
 * it are the next steps of the first. */
int decide_join(struct decision *decision)
{
    const struct ticket *to = engine_ticket(decision->engine, decision->command->to_ticket);
    if (!to)
        return refuse(decision, REFUSAL_UNKNOWN_TICKET);
    if (to == decision->ticket)
        return refuse(decision, REFUSAL_SAME);
    if (to->ended)
        return refuse_ticket(decision, REFUSAL_WRONG_STATE, to);
    const struct ticket *ticket = decision->ticket;
    int32_t planned = 0;
    for (int32_t i = 0; i < ticket->step_count; i++)
        planned += ticket->steps[i].state == STEP_PLANNED;
    if (to->step_count + 1 + planned > COMMAND_SERVICES)
        return refuse_limit(decision, REFUSAL_TOO_MANY_STEPS, COMMAND_SERVICES);
    add_ticket_event(decision, EVENT_JOINED, ticket)->value[0] = to->id;
    int32_t place = 0;
    add_joined_step(decision, to, place++, decision->step->service);
    for (int32_t i = 0; i < ticket->step_count; i++) {
        if (ticket->steps[i].state == STEP_PLANNED)
            add_joined_step(decision, to, place++, ticket->steps[i].service);
    }
    return 0;
}
