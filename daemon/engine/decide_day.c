/* SPDX-License-Identifier: MIT
 *
 * The day as a whole: open and close, halt, hours, what time brings about, the daemon's own facts.
 */
#include "daemon/engine/decide.h"

#include <errno.h>

/* --- what time brings about --- */

static void about_step(const struct decision *decision, const struct deadline *deadline, struct event *event)
{
    const struct step *step = &decision->engine->tickets[deadline->id].steps[deadline->step];
    event->ticket = deadline->id;
    event->step = deadline->step;
    event->service = step->service;
    event->class = step->class;
    event->operator_id = 0;
    event->counter = 0;
}

static void lease_over(struct decision *decision, const struct deadline *deadline)
{
    const struct session *session = &decision->engine->operators[deadline->id].session;
    if (session->activity == ACTIVITY_HELP)
        add_help_ended(decision, session);
    if (session->activity == ACTIVITY_TICKET) {
        const struct ticket *ticket = engine_ticket(decision->engine, session->ticket);
        if (ticket->steps[ticket->current].state == STEP_CALLED)
            add_ticket_event(decision, EVENT_UNCALLED, ticket)->value[0] = UNCALLED_LEASE;
    }
    add_session_event(decision, EVENT_LEASE_ENDED, session);
}

int decide_time(struct decision *decision)
{
    const struct deadline *deadline = agenda_first(&decision->engine->agenda);
    if (engine_deadline(decision->engine) > decision->now_ms)
        return 0;
    switch (deadline->kind) {
    case DEADLINE_PROMOTE:
        about_step(decision, deadline, add_event(decision, EVENT_PROMOTED));
        break;
    case DEADLINE_BACK: {
        struct event *event = add_event(decision, EVENT_CAME_BACK);
        about_step(decision, deadline, event);
        event->value[0] = BACK_TIME;
        break;
    }
    case DEADLINE_FINAL:
        about_step(decision, deadline, add_event(decision, EVENT_STEP_FINAL));
        break;
    case DEADLINE_LEASE:
        lease_over(decision, deadline);
        break;
    case DEADLINE_BOOKING:
        add_event(decision, EVENT_BOOKING_MISSED)->value[0] = deadline->id;
        break;
    case DEADLINE_PROFILE:
        add_profile_back(decision, deadline->id);
        break;
    }
    return 0;
}

/* --- open and close --- */

int decide_open_day(struct decision *decision)
{
    const struct engine *engine = decision->engine;
    if (engine->day)
        return refuse(decision, REFUSAL_DAY_OPEN);
    struct event *event = add_event(decision, EVENT_DAY_OPENED);
    event->day = decision->command->day;
    event->value[0] = decision->rulebook->day_ends_ms;
    return 0;
}

/* Every open step gets the end that is true of it. */
static bool add_end_of_day(struct decision *decision, const struct ticket *ticket)
{
    static const enum event_kind ends[STEP_STATES] = {
            [STEP_WAITING] = EVENT_NEVER_CALLED, [STEP_CALLED] = EVENT_MISSED,        [STEP_SERVING] = EVENT_FINISHED,
            [STEP_PARKED] = EVENT_UNFINISHED,    [STEP_PUT_OFF] = EVENT_NEVER_CALLED,
    };
    const struct step *step = &ticket->steps[ticket->current];
    if (!ends[step->state])
        return false;
    if (ends[step->state] == EVENT_NEVER_CALLED) {
        add_never_called(decision, ticket, false);
        return true;
    }
    if (step->state == STEP_SERVING)
        add_helpers_freed(decision, ticket);
    struct event *event = add_ticket_event(decision, ends[step->state], ticket);
    if (step->state == STEP_SERVING) {
        event->value[FINISHED_QUANTITY] = ticket->party;
        event->value[FINISHED_MARKS] = MARK_INACCURATE | MARK_NOT_RECORDED;
        add_next_step(decision, ticket);
    }
    return true;
}

static bool add_finals(struct decision *decision, const struct ticket *ticket)
{
    bool any = false;
    for (int32_t i = 0; i < ticket->step_count; i++) {
        const struct step *step = &ticket->steps[i];
        if (step->state != STEP_ENDED || step->final)
            continue;
        struct event *event = add_event(decision, EVENT_STEP_FINAL);
        about_step(decision, &(struct deadline){.id = ticket->id, .step = i}, event);
        any = true;
    }
    return any;
}

/* Ends at most `limit` tickets in one go, so that no turn is long; the same command again until the day is closed. What
 * is served at closing goes on to its next step, which the next go ends as never called. */
int decide_close_day(struct decision *decision)
{
    const struct engine *engine = decision->engine;
    int32_t left = decision->command->limit;
    if (!engine->day)
        return refuse(decision, REFUSAL_NO_DAY);
    if (!engine->closing) {
        add_event(decision, EVENT_DAY_CLOSING);
        return 0;
    }
    for (int32_t i = 1; i <= engine->ticket_count && left > 0; i++)
        left -= add_end_of_day(decision, &engine->tickets[i]);
    if (left < decision->command->limit)
        return 0;
    for (int32_t i = 1; i <= engine->ticket_count && left > 0; i++)
        left -= add_finals(decision, &engine->tickets[i]);
    if (left < decision->command->limit)
        return 0;
    for (int32_t i = 1; i < engine->operator_count; i++) {
        if (engine->operators[i].session.state != SESSION_NONE)
            add_session_event(decision, EVENT_SIGNED_OUT, &engine->operators[i].session);
    }
    struct event *event = add_event(decision, EVENT_DAY_CLOSED);
    event->value[0] = engine->figures.visits;
    event->value[1] = engine->figures.steps;
    return 0;
}

/* --- halt --- */

int decide_halt(struct decision *decision)
{
    const struct engine *engine = decision->engine;
    if (engine->halted)
        return refuse_halted(decision);
    for (int32_t i = 1; i <= engine->ticket_count; i++) {
        const struct ticket *ticket = &engine->tickets[i];
        const struct step *step = &ticket->steps[ticket->current];
        if (step->state != STEP_CALLED)
            continue;
        add_ticket_event(decision, EVENT_UNCALLED, ticket)->value[0] = UNCALLED_HALT;
        add_freed(decision, step->operator_id);
    }
    add_event(decision, EVENT_HALTED);
    return 0;
}

int decide_end_halt(struct decision *decision)
{
    if (!decision->engine->halted)
        return refuse(decision, REFUSAL_NOT_HALTED);
    add_event(decision, EVENT_HALT_ENDED);
    return 0;
}

/* --- services and hours --- */

static void send_home(struct decision *decision, int32_t service, int32_t after)
{
    const struct engine *engine = decision->engine;
    for (int32_t i = after + 1; i <= engine->ticket_count; i++) {
        const struct ticket *ticket = &engine->tickets[i];
        const struct step *step = &ticket->steps[ticket->current];
        if (step->service == service && (step->state == STEP_WAITING || step->state == STEP_PUT_OFF))
            add_never_called(decision, ticket, true);
    }
}

int decide_close_service(struct decision *decision)
{
    const struct command *command = decision->command;
    if (!is_offered_service(decision, command->service))
        return refuse(decision, REFUSAL_UNKNOWN_SERVICE);
    if (command->closing == CLOSING_TO_TICKET && !engine_ticket(decision->engine, command->ticket))
        return refuse(decision, REFUSAL_UNKNOWN_TICKET);
    struct event *event = add_event(decision, EVENT_SERVICE_CLOSED);
    event->service = command->service;
    event->value[0] = command->closing;
    event->value[1] = command->ticket;
    if (command->closing == CLOSING_SEND_HOME)
        send_home(decision, command->service, 0);
    else if (command->closing == CLOSING_TO_TICKET)
        send_home(decision, command->service, command->ticket);
    return 0;
}

int decide_open_service(struct decision *decision)
{
    const struct engine *engine = decision->engine;
    int32_t service = decision->command->service;
    if (service <= 0 || service >= engine->service_count || !engine->services[service].closing)
        return refuse(decision, REFUSAL_SAME);
    add_event(decision, EVENT_SERVICE_OPENED)->service = service;
    return 0;
}

int decide_set_hours(struct decision *decision)
{
    const struct command *command = decision->command;
    if (command->service && !is_offered_service(decision, command->service))
        return refuse(decision, REFUSAL_UNKNOWN_SERVICE);
    if (command->span_count < 0 || command->span_count > RULEBOOK_SPANS)
        return refuse_limit(decision, REFUSAL_TIME_SPAN_WRONG, RULEBOOK_SPANS);
    for (int32_t i = 0; i < command->span_count; i++) {
        if (command->spans[i].from_ms >= command->spans[i].until_ms)
            return refuse(decision, REFUSAL_TIME_SPAN_WRONG);
    }
    for (int32_t i = 0; i < command->span_count || i == 0; i++) {
        struct event *event = add_event(decision, EVENT_HOURS_SET);
        event->service = command->service;
        event->value[HOURS_SPAN] = i;
        event->value[HOURS_SPANS] = command->span_count;
        event->value[HOURS_FROM] = command->span_count ? command->spans[i].from_ms : 0;
        event->value[HOURS_UNTIL] = command->span_count ? command->spans[i].until_ms : 0;
    }
    return 0;
}

/* --- the daemon's own facts --- */

static int decide_target(struct decision *decision)
{
    struct event *event = add_event(decision, EVENT_TARGET_CHANGED);
    event->service = decision->command->service;
    event->value[TARGET_BEFORE] = decision->command->from_ms;
    event->value[TARGET_AFTER] = decision->command->until_ms;
    return 0;
}

int decide_configure(struct decision *decision)
{
    if (decision->command->service)
        return decide_target(decision);
    struct event *event = add_event(decision, EVENT_CONFIGURED);
    event->value[0] = decision->command->hash;
    event->value[1] = decision->command->user;
    event->value[2] = decision->command->quantity;
    return 0;
}

int decide_step_clock(struct decision *decision)
{
    add_event(decision, EVENT_CLOCK_STEPPED)->value[0] = decision->command->by_ms;
    return 0;
}

/* After a replay: every terminal is gone for now and has a whole lease to come back. */
int decide_start(struct decision *decision)
{
    const struct engine *engine = decision->engine;
    add_event(decision, EVENT_STARTED)->value[0] = decision->command->by_ms;
    for (int32_t i = 1; i < engine->operator_count; i++) {
        const struct session *session = &engine->operators[i].session;
        if (session->state == SESSION_PRESENT || session->state == SESSION_LOST)
            add_session_event(decision, EVENT_LOST, session)->value[0] =
                    decision->now_ms + decision->rulebook->limits.lease_ms;
    }
    return 0;
}

int decide_suspect_clock(struct decision *decision)
{
    if (!decision->engine->clock_suspect_ms)
        add_event(decision, EVENT_CLOCK_SUSPECTED)->value[0] = decision->command->until_ms;
    return 0;
}

int decide_trust_clock(struct decision *decision)
{
    if (!decision->engine->clock_suspect_ms)
        return 0;
    add_event(decision, EVENT_CLOCK_TRUSTED)->value[0] = decision->command->user;
    if (llabs(decision->command->by_ms) > decision->rulebook->limits.clock_step_ms)
        return decide_step_clock(decision);
    return 0;
}

/* The store was begun anew from a copy: what was issued after it was made is not known here. Of a copy from which it
 * was begun before, nor is what was issued after that. */
int decide_begin_epoch(struct decision *decision)
{
    const struct engine *engine = decision->engine;
    int32_t epochs = decision->command->limit > 1 ? decision->command->limit : 1;
    int32_t ahead = engine->epoch_ahead + epochs;
    struct event *event = add_event(decision, EVENT_EPOCH_BEGAN);
    event->value[EPOCH_NUMBER] = decision->command->quantity;
    event->value[EPOCH_AHEAD] = ahead;
    event->value[EPOCH_UNTIL] = engine->day;
    event = add_event(decision, EVENT_SPAN_LOST);
    event->value[LOST_AHEAD] = ahead;
    event->value[LOST_FROM] =
            decision->command->from_ms < decision->now_ms ? decision->command->from_ms : decision->now_ms;
    event->value[LOST_UNTIL] = decision->now_ms;
    event->value[LOST_EPOCHS] = epochs;
    return 0;
}

/* --- bookings and shifts --- */

/* How many hold a place in this slot. */
static int32_t count_booked(const struct engine *engine, int32_t service, int64_t slot_ms)
{
    int32_t booked = 0;
    for (int32_t i = 0; i < engine->booking_count; i++) {
        const struct booking *booking = &engine->bookings[i];
        booked += booking->id && booking->service == service && booking->slot_ms == slot_ms &&
                  booking->state != BOOKING_CANCELLED;
    }
    return booked;
}

/* What was promised on a day before stays promised until its time is over. */
static enum refusal_kind may_keep(const struct decision *decision)
{
    const struct command *command = decision->command;
    if (!is_offered_service(decision, command->services[0]))
        return REFUSAL_UNKNOWN_SERVICE;
    bool over = command->slot_ms + decision->rulebook->limits.late_ms <= decision->now_ms;
    return over ? REFUSAL_TIME_SPAN_WRONG : REFUSAL_NONE;
}

static enum refusal_kind may_book(const struct decision *decision)
{
    const struct command *command = decision->command;
    int32_t service = command->services[0];
    struct rule_hours hours = opening_hours(decision->engine, decision->rulebook, service);
    return opening_may_book(decision->rulebook, service, &hours, command->slot_ms,
                            count_booked(decision->engine, service, command->slot_ms), decision->now_ms);
}

int decide_book(struct decision *decision)
{
    const struct command *command = decision->command;
    const struct rulebook *rulebook = decision->rulebook;
    int32_t service = command->services[0];
    enum refusal_kind kind = command->promised ? may_keep(decision) : may_book(decision);
    if (kind == REFUSAL_NONE && (command->booking <= 0 || engine_booking(decision->engine, command->booking)))
        kind = REFUSAL_UNKNOWN_BOOKING;
    if (kind == REFUSAL_SLOT_FULL)
        return refuse_limit(decision, kind, rulebook->services.items[service].slot_places);
    if (kind != REFUSAL_NONE)
        return refuse(decision, kind);
    struct event *event = add_event(decision, EVENT_BOOKED);
    event->service = service;
    event->class = command->class;
    event->value[BOOKED_BOOKING] = command->booking;
    event->value[BOOKED_SLOT] = command->slot_ms;
    event->value[BOOKED_PARTY] = command->party;
    event->value[BOOKED_NEEDS] = command->needs;
    event->value[BOOKED_LANGUAGE] = command->language;
    event->value[BOOKED_CODE] = command->code;
    event->value[BOOKED_UNTIL] = command->slot_ms + rulebook->limits.late_ms;
    return 0;
}

int decide_cancel_booking(struct decision *decision)
{
    const struct booking *booking = engine_booking(decision->engine, decision->command->booking);
    if (!booking || booking->state != BOOKING_OPEN)
        return refuse(decision, REFUSAL_UNKNOWN_BOOKING);
    struct event *event = add_event(decision, EVENT_BOOKING_CANCELLED);
    event->service = booking->service;
    event->value[0] = booking->id;
    return 0;
}

int decide_set_shift(struct decision *decision)
{
    const struct command *command = decision->command;
    if (command->shift <= 0 || command->from_ms > command->until_ms)
        return refuse(decision, REFUSAL_TIME_SPAN_WRONG);
    struct event *event = add_event(decision, EVENT_SHIFT_SET);
    event->counter = command->counter;
    event->value[SHIFT_ID] = command->shift;
    event->value[SHIFT_FROM] = command->from_ms;
    event->value[SHIFT_UNTIL] = command->until_ms;
    event->value[SHIFT_WHAT] = command->what;
    return 0;
}
