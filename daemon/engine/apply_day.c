/* SPDX-License-Identifier: MIT
 *
 * What events do to the day as a whole: hours, halts, bookings, shifts.
 */
#include <string.h>

#include "daemon/engine/state.h"

static void free_tickets(struct engine *engine)
{
    for (int32_t i = 1; i <= engine->ticket_count; i++)
        ticket_done(&engine->tickets[i]);
    engine->ticket_count = 0;
}

void apply_day_opened(struct engine *engine, const struct event *event)
{
    engine->day = event->day;
    engine->day_ends_ms = event->value[0];
    engine->figures = (struct figures){0};
}

void apply_day_closing(struct engine *engine, attr_unused const struct event *event)
{
    engine->closing = true;
}

/* Nothing of a day outlives it here but its figures, which the next one begins anew. */
void apply_day_closed(struct engine *engine, attr_unused const struct event *event)
{
    free_tickets(engine);
    for (int32_t i = 0; i < engine->service_count; i++) {
        queue_done(&engine->services[i].queue);
        engine->services[i] = (struct service_state){0};
    }
    engine->service_count = 0;
    for (int32_t i = 0; i < engine->counter_count; i++)
        engine->counters[i].lent = (struct lent_profile){0};
    memset(engine->last_number, 0, sizeof(engine->last_number));
    memset(engine->last_ticket, 0, sizeof(engine->last_ticket));
    engine->booking_count = 0;
    engine->shift_count = 0;
    engine->agenda.count = 0;
    engine->day = 0;
    engine->day_ends_ms = 0;
    engine->closing = false;
    engine->clock_suspect_ms = 0; /* who still thinks so says so again */
    engine->epoch_ahead = 0;      /* of the numbers of that day */
    engine->epoch_until = 0;
    engine->lost_count = 0;
    engine->halted = false;
    engine->halt_reason = 0;
    engine->halted_since_ms = 0;
    engine->hours_set = false;
    engine->hours = (struct rule_hours){0};
}

/* --- halt: the clocks of service, way, idle, lease and grace stand still --- */

void apply_halted(struct engine *engine, const struct event *event)
{
    engine->halted = true;
    engine->halt_reason = event->reason;
    engine->halted_since_ms = event->at_ms;
}

static void shift(int64_t *moment_ms, int64_t since_ms, int64_t by_ms)
{
    if (*moment_ms && *moment_ms > since_ms)
        *moment_ms += by_ms;
}

/* A clock that ran before the halt goes on as if the halt had not been; one begun in it begins now. */
static int64_t restart(int64_t clock_ms, int64_t halted_since_ms, int64_t now_ms)
{
    return clock_ms >= halted_since_ms ? now_ms : clock_ms + now_ms - halted_since_ms;
}

static void shift_clocks(const struct engine *engine, struct step *step, int64_t now_ms)
{
    int64_t since_ms = engine->halted_since_ms, by_ms = now_ms - since_ms;
    if (step->state == STEP_SERVING || step->state == STEP_PARKED)
        step->since_ms = restart(step->since_ms, since_ms, now_ms);
    shift(&step->until_ms, since_ms, by_ms);
    shift(&step->grace_ms, since_ms, by_ms);
}

static void shift_step(struct engine *engine, const struct ticket *ticket, int32_t index, int64_t now_ms)
{
    struct step *step = &ticket->steps[index];
    shift_clocks(engine, step, now_ms);
    if (step->until_ms)
        agenda_add(&engine->agenda,
                   (struct deadline){.at_ms = step->until_ms, .kind = DEADLINE_BACK, .id = ticket->id, .step = index});
    if (step->state == STEP_ENDED && !step->final)
        agenda_add(&engine->agenda,
                   (struct deadline){
                           .at_ms = state_final_ms(step), .kind = DEADLINE_FINAL, .id = ticket->id, .step = index});
}

static void shift_session(struct engine *engine, struct session *session, int64_t now_ms)
{
    if (session->state == SESSION_NONE)
        return;
    session->since_ms = restart(session->since_ms, engine->halted_since_ms, now_ms);
    shift(&session->lease_ms, engine->halted_since_ms, now_ms - engine->halted_since_ms);
    if (session->state == SESSION_LOST)
        agenda_add(&engine->agenda,
                   (struct deadline){.at_ms = session->lease_ms, .kind = DEADLINE_LEASE, .id = session->operator_id});
}

void apply_halt_ended(struct engine *engine, const struct event *event)
{
    for (int32_t i = 1; i <= engine->ticket_count; i++) {
        for (int32_t step = 0; step < engine->tickets[i].step_count; step++)
            shift_step(engine, &engine->tickets[i], step, event->at_ms);
    }
    for (int32_t i = 0; i < engine->operator_count; i++) {
        struct operator_state *operator_state = &engine->operators[i];
        shift_session(engine, &operator_state->session, event->at_ms);
        shift_clocks(engine, &operator_state->undo.first.before, event->at_ms); /* what an undo would bring back */
        shift_clocks(engine, &operator_state->undo.second.before, event->at_ms);
    }
    engine->halted = false;
    engine->halt_reason = 0;
    engine->halted_since_ms = 0;
}

/* --- offer --- */

void apply_service_closed(struct engine *engine, const struct event *event)
{
    struct service_state *service = state_service(engine, event->service);
    if (!service->closing) /* one who then says otherwise what becomes of those who wait opens nothing */
        service->closed_ms = event->at_ms;
    service->closing = (enum closing)event->value[0];
    service->last_ticket = (int32_t)event->value[1];
    service->reason = event->reason;
}

void apply_service_opened(struct engine *engine, const struct event *event)
{
    struct service_state *service = state_service(engine, event->service);
    service->closing = 0;
    service->closed_ms = 0;
    service->last_ticket = 0;
    service->reason = 0;
}

/* A row a span, the first of them with span 0; closed all day is one row of no spans. */
void apply_hours_set(struct engine *engine, const struct event *event)
{
    struct rule_hours *hours = event->service ? &state_service(engine, event->service)->hours : &engine->hours;
    if (event->service)
        state_service(engine, event->service)->hours_set = true;
    else
        engine->hours_set = true;
    hours->count = (int)event->value[HOURS_SPANS];
    if (hours->count > 0)
        hours->spans[event->value[HOURS_SPAN]] =
                (struct rule_span){.from_ms = event->value[HOURS_FROM], .until_ms = event->value[HOURS_UNTIL]};
}

/* --- the daemon and its clock --- */

void apply_started(struct engine *engine, attr_unused const struct event *event)
{
    for (int32_t i = 1; i <= engine->ticket_count; i++) {
        struct step *step = ticket_step(&engine->tickets[i]);
        if (step->state == STEP_CALLED || step->state == STEP_SERVING)
            step->marks |= MARK_INTERRUPTED;
    }
}

void apply_clock_stepped(struct engine *engine, const struct event *event)
{
    if (event->value[0] < CLOCK_LEAP_MS)
        return;
    for (int32_t i = 1; i <= engine->ticket_count; i++) {
        struct step *step = ticket_step(&engine->tickets[i]);
        if (step->state != STEP_ENDED)
            step->marks |= MARK_INTERRUPTED;
    }
}

void apply_clock_suspected(struct engine *engine, const struct event *event)
{
    engine->clock_suspect_ms = event->at_ms;
}

void apply_clock_trusted(struct engine *engine, attr_unused const struct event *event)
{
    engine->clock_suspect_ms = 0;
}

void apply_epoch_began(struct engine *engine, const struct event *event)
{
    engine->epoch_ahead = (int32_t)event->value[EPOCH_AHEAD];
    engine->epoch_until = (int32_t)event->value[EPOCH_UNTIL];
}

void apply_span_lost(struct engine *engine, const struct event *event)
{
    int32_t place = (int32_t)event->value[LOST_AHEAD] - 1;
    int32_t first = place + 1 - (int32_t)event->value[LOST_EPOCHS];
    state_grow((void **)&engine->lost, &engine->lost_count, place, sizeof(struct rule_span));
    for (int32_t i = first; i <= place; i++)
        engine->lost[i] = (struct rule_span){.from_ms = event->value[LOST_FROM], .until_ms = event->value[LOST_UNTIL]};
}

/* --- bookings and shifts --- */

static struct booking *booking_of(struct engine *engine, const struct event *event)
{
    return &engine->bookings[event->value[BOOKED_BOOKING]];
}

void apply_booked(struct engine *engine, const struct event *event)
{
    int32_t id = (int32_t)event->value[BOOKED_BOOKING];
    state_grow((void **)&engine->bookings, &engine->booking_count, id, sizeof(struct booking));
    engine->bookings[id] = (struct booking){
            .id = id,
            .state = BOOKING_OPEN,
            .service = event->service,
            .class = event->class,
            .language = (int32_t)event->value[BOOKED_LANGUAGE],
            .party = (int32_t)event->value[BOOKED_PARTY],
            .needs = event->value[BOOKED_NEEDS],
            .slot_ms = event->value[BOOKED_SLOT],
            .code = event->value[BOOKED_CODE],
            .until_ms = event->value[BOOKED_UNTIL],
    };
    agenda_add(&engine->agenda,
               (struct deadline){.at_ms = event->value[BOOKED_UNTIL], .kind = DEADLINE_BOOKING, .id = id});
}

void apply_booking_cancelled(struct engine *engine, const struct event *event)
{
    booking_of(engine, event)->state = BOOKING_CANCELLED;
}

void apply_checked_in(struct engine *engine, const struct event *event)
{
    struct booking *booking = booking_of(engine, event);
    booking->state = BOOKING_CHECKED_IN;
    booking->ticket = event->ticket;
    state_ticket(engine, event->ticket)->booking = booking->id;
}

void apply_booking_missed(struct engine *engine, const struct event *event)
{
    booking_of(engine, event)->state = BOOKING_MISSED;
}

void apply_shift_set(struct engine *engine, const struct event *event)
{
    int32_t id = (int32_t)event->value[SHIFT_ID];
    state_grow((void **)&engine->shifts, &engine->shift_count, id, sizeof(struct shift));
    engine->shifts[id] = (struct shift){
            .id = id,
            .counter = event->counter,
            .operator_id = event->operator_id,
            .from_ms = event->value[SHIFT_FROM],
            .until_ms = event->value[SHIFT_UNTIL],
            .what = (int32_t)event->value[SHIFT_WHAT],
    };
}
