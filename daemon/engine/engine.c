/* SPDX-License-Identifier: MIT
 *
 * Beginning, end, and what the engine tells of itself.
 */
#include "daemon/engine/engine.h"

#include "common/buffer.h"
#include "daemon/engine/state.h"

struct engine *engine_new(void)
{
    return mem_new(struct engine);
}

struct engine *engine_free(struct engine *engine)
{
    if (!engine)
        return NULL;
    for (int32_t i = 1; i <= engine->ticket_count; i++)
        ticket_done(&engine->tickets[i]);
    for (int32_t i = 0; i < engine->service_count; i++)
        queue_done(&engine->services[i].queue);
    free(engine->tickets);
    free(engine->services);
    free(engine->operators);
    free(engine->counters);
    free(engine->bookings);
    free(engine->shifts);
    free(engine->lost);
    agenda_done(&engine->agenda);
    free(engine);
    return NULL;
}

int64_t engine_deadline(const struct engine *engine)
{
    const struct deadline *first = engine->halted ? NULL : agenda_first(&engine->agenda);
    return first ? first->at_ms : INT64_MAX;
}

int64_t engine_promise_deadline(const struct engine *engine, int64_t now_ms)
{
    int64_t deadline_ms = INT64_MAX;
    for (int32_t i = 1; i <= engine->ticket_count; i++) {
        const struct ticket *ticket = &engine->tickets[i];
        int64_t ends_ms = ticket->current == 0 ? step_promise_ends_ms(&ticket->steps[0]) : 0;
        if (ends_ms >= now_ms && ends_ms < deadline_ms)
            deadline_ms = ends_ms + 1;
    }
    return deadline_ms;
}

int64_t engine_seq(const struct engine *engine)
{
    return engine->seq;
}

int64_t engine_now(const struct engine *engine)
{
    return engine->now_ms;
}

int32_t engine_day(const struct engine *engine)
{
    return engine->day;
}

bool engine_day_closes(const struct engine *engine)
{
    return engine->closing;
}

bool engine_halted(const struct engine *engine)
{
    return engine->halted;
}

int64_t engine_clock_suspect_ms(const struct engine *engine)
{
    return engine->clock_suspect_ms;
}

struct halt engine_halt(const struct engine *engine)
{
    return (struct halt){.reason = engine->halt_reason, .since_ms = engine->halted_since_ms};
}

struct early_closing engine_closing(const struct engine *engine, int32_t service)
{
    if (service <= 0 || service >= engine->service_count)
        return (struct early_closing){0};
    const struct service_state *state = &engine->services[service];
    return (struct early_closing){.closing = state->closing,
                                  .reason = state->reason,
                                  .last_ticket = state->last_ticket,
                                  .since_ms = state->closed_ms};
}

int32_t engine_last_number(const struct engine *engine, int32_t prefix)
{
    return prefix > 0 && prefix < PREFIX_COUNT ? engine->last_number[prefix] : 0;
}

int32_t engine_lost_spans(const struct engine *engine)
{
    return engine->lost_count;
}

struct rule_span engine_lost_span(const struct engine *engine, int32_t place)
{
    bool is_there = place >= 0 && place < engine->lost_count;
    return is_there ? engine->lost[place] : (struct rule_span){0};
}

int32_t engine_tickets(const struct engine *engine)
{
    return engine->ticket_count;
}

const struct ticket *engine_ticket(const struct engine *engine, int32_t id)
{
    return id > 0 && id <= engine->ticket_count ? &engine->tickets[id] : NULL;
}

const struct ticket *engine_find(const struct engine *engine, int32_t prefix, int32_t number)
{
    if (prefix <= 0 || prefix >= PREFIX_COUNT)
        return NULL;
    for (int32_t id = engine->last_ticket[prefix]; id > 0; id = engine->tickets[id].previous) {
        if (engine->tickets[id].number == number)
            return &engine->tickets[id];
    }
    return NULL;
}

int32_t engine_waiting(const struct engine *engine, int32_t service)
{
    return service > 0 && service < engine->service_count ? engine->services[service].queue.count : 0;
}

const struct ticket *engine_waiting_at(const struct engine *engine, int32_t service, int32_t place)
{
    if (place < 0 || place >= engine_waiting(engine, service))
        return NULL;
    return &engine->tickets[engine->services[service].queue.keys[place].ticket];
}

int32_t engine_ahead(const struct engine *engine, int32_t id)
{
    const struct ticket *ticket = engine_ticket(engine, id);
    if (!ticket || ticket->steps[ticket->current].state != STEP_WAITING)
        return -1;
    return queue_place(&engine->services[ticket->steps[ticket->current].service].queue, state_key(ticket));
}

const struct session *engine_session(const struct engine *engine, int32_t operator_id)
{
    if (operator_id <= 0 || operator_id >= engine->operator_count)
        return NULL;
    const struct session *session = &engine->operators[operator_id].session;
    return session->state == SESSION_NONE ? NULL : session;
}

struct last_act engine_last_act(const struct engine *engine, int32_t operator_id)
{
    if (operator_id <= 0 || operator_id >= engine->operator_count)
        return (struct last_act){0};
    const struct undo *undo = &engine->operators[operator_id].undo;
    return (struct last_act){.kind = undo->kind,
                             .ticket = undo->first.ticket,
                             .and_next = undo->second.ticket != 0,
                             .until_ms = undo->until_ms};
}

const struct session *engine_session_at(const struct engine *engine, int32_t counter)
{
    if (counter <= 0 || counter >= engine->counter_count)
        return NULL;
    return engine_session(engine, engine->counters[counter].operator_id);
}

struct lent_profile engine_lent_profile(const struct engine *engine, int32_t counter)
{
    bool is_known = counter > 0 && counter < engine->counter_count;
    return is_known ? engine->counters[counter].lent : (struct lent_profile){0};
}

int32_t engine_operators(const struct engine *engine)
{
    return engine->operator_count;
}

const struct booking *engine_booking(const struct engine *engine, int32_t id)
{
    if (id <= 0 || id >= engine->booking_count || engine->bookings[id].id == 0)
        return NULL;
    return &engine->bookings[id];
}

int32_t engine_bookings(const struct engine *engine)
{
    return engine->booking_count;
}

const struct shift *engine_shift(const struct engine *engine, int32_t id)
{
    if (id <= 0 || id >= engine->shift_count || engine->shifts[id].id == 0)
        return NULL;
    return &engine->shifts[id];
}

int32_t engine_shifts(const struct engine *engine)
{
    return engine->shift_count;
}

struct figures engine_figures(const struct engine *engine)
{
    return engine->figures;
}

/* --- in words --- */

#define NUMBER(value) ((long long)(value))

static void describe_step(const struct step *step, int32_t index, struct buffer *buffer)
{
    buffer_printf(buffer, "  step %d service %d class %d %s %s entry %d\n", index, step->service, step->class,
                  step_state_words[step->state], step_end_words[step->end], step->entry);
    buffer_printf(buffer, "    at %d by %d for %d %d back %d depth %d returns %d final %d\n", step->counter,
                  step->operator_id, step->for_counter, step->for_operator, step->back_step, step->depth,
                  step->returns_here, step->final);
    buffer_printf(buffer, "    tier %d base %lld due %lld promote %lld target %lld\n", step->tier,
                  NUMBER(step->base_ms), NUMBER(step->due_ms), NUMBER(step->promote_ms), NUMBER(step->target_ms));
    buffer_printf(buffer, "    likely %lld promised %lld usual %lld\n", NUMBER(step->promise.likely_ms),
                  NUMBER(step->promise.until_ms), NUMBER(step->promise.usual_ms));
    buffer_printf(buffer, "    entered %lld first_called %lld called %lld last_call %lld since %lld until %lld\n",
                  NUMBER(step->entered_ms), NUMBER(step->first_called_ms), NUMBER(step->called_ms),
                  NUMBER(step->last_call_ms), NUMBER(step->since_ms), NUMBER(step->until_ms));
    buffer_printf(buffer,
                  "    ended %lld grace %lld undo %lld put_off %lld parked %lld aside %lld way %lld service %lld\n",
                  NUMBER(step->ended_ms), NUMBER(step->grace_ms), NUMBER(step->undo_ms), NUMBER(step->put_off_ms),
                  NUMBER(step->parked_ms), NUMBER(step->aside_ms), NUMBER(step->way_ms), NUMBER(step->service_ms));
    buffer_printf(buffer,
                  "    calls %d recalls %d returned %d put_offs %d outcome %d quantity %d marks %d lacked %lld\n",
                  step->calls, step->recalls, step->returns, step->put_offs, step->outcome, step->quantity, step->marks,
                  NUMBER(step->lacked));
}

static void describe_ticket(const struct ticket *ticket, struct buffer *buffer)
{
    char prefix[PREFIX_SIZE];
    buffer_printf(buffer, "ticket %d %s%d series %d channel %d class %d needs %lld language %d party %d code %lld\n",
                  ticket->id, prefix_text(ticket->prefix, prefix), ticket->number, ticket->series, ticket->channel,
                  ticket->class, NUMBER(ticket->needs), ticket->language, ticket->party, NUMBER(ticket->code));
    buffer_printf(buffer, "  issued %lld booking %d current %d version %d ended %d\n", NUMBER(ticket->issued_ms),
                  ticket->booking, ticket->current, ticket->version, ticket->ended);
    buffer_printf(buffer, "  return %lld until %d came with %d/%d service %d credit %lld stars %d\n",
                  NUMBER(ticket->return_code), ticket->return_until, ticket->with.day, ticket->with.ticket,
                  ticket->with.service, NUMBER(ticket->with.credit_ms), ticket->stars);
    for (int32_t i = 0; i < ticket->note_count; i++)
        buffer_printf(buffer, "  note %d at %lld service %d operator %d for_next %d\n", ticket->notes[i].text,
                      NUMBER(ticket->notes[i].at_ms), ticket->notes[i].service, ticket->notes[i].operator_id,
                      ticket->notes[i].for_next);
    for (int32_t i = 0; i < ticket->step_count; i++)
        describe_step(&ticket->steps[i], i, buffer);
}

static void describe_undo(const struct undo_ticket *undo, struct buffer *buffer)
{
    if (!undo->ticket)
        return;
    buffer_printf(buffer, "  undo of ticket %d: step %d of %d\n", undo->ticket, undo->current, undo->step_count);
    describe_step(&undo->before, undo->current, buffer);
}

static void describe_session(const struct operator_state *operator_state, struct buffer *buffer)
{
    const struct session *session = &operator_state->session;
    const struct undo *undo = &operator_state->undo;
    buffer_printf(buffer,
                  "operator %d seq %lld state %d counter %d profile %d languages %lld activity %d ticket %d code %d\n",
                  session->operator_id, NUMBER(session->seq), session->state, session->counter, session->profile,
                  NUMBER(session->languages), session->activity, session->ticket, session->code);
    buffer_printf(buffer, "  since %lld until %lld lease %lld next_pause %d %lld undo %d %lld %d/%d %d/%d spent",
                  NUMBER(session->since_ms), NUMBER(session->until_ms), NUMBER(session->lease_ms), session->next_pause,
                  NUMBER(session->next_pause_ms), undo->kind, NUMBER(undo->until_ms), undo->first.ticket,
                  undo->first.version, undo->second.ticket, undo->second.version);
    for (int activity = 0; activity < ACTIVITIES; activity++)
        buffer_printf(buffer, " %lld", NUMBER(session->spent_ms[activity]));
    buffer_printf(buffer, "\n");
    describe_undo(&undo->first, buffer);
    describe_undo(&undo->second, buffer);
}

static void describe_hours(const struct rule_hours *hours, struct buffer *buffer)
{
    for (int i = 0; i < hours->count; i++)
        buffer_printf(buffer, " %lld-%lld", NUMBER(hours->spans[i].from_ms), NUMBER(hours->spans[i].until_ms));
    buffer_printf(buffer, "\n");
}

static void describe_service(const struct service_state *service, int32_t id, struct buffer *buffer)
{
    buffer_printf(buffer, "service %d people %d closing %d %lld reason %d last %d hours %d", id, service->people,
                  service->closing, NUMBER(service->closed_ms), service->reason, service->last_ticket,
                  service->hours_set);
    describe_hours(&service->hours, buffer);
    for (int32_t i = 0; i < service->queue.count; i++)
        buffer_printf(buffer, "  %d tier %d due %lld\n", service->queue.keys[i].ticket, service->queue.keys[i].tier,
                      NUMBER(service->queue.keys[i].due_ms));
}

static void describe_bookings(const struct engine *engine, struct buffer *buffer)
{
    for (int32_t i = 0; i < engine->booking_count; i++) {
        const struct booking *booking = &engine->bookings[i];
        if (booking->id)
            buffer_printf(buffer,
                          "booking %d state %d service %d slot %lld until %lld ticket %d class %d needs %lld language "
                          "%d party %d code %lld\n",
                          i, booking->state, booking->service, NUMBER(booking->slot_ms), NUMBER(booking->until_ms),
                          booking->ticket, booking->class, NUMBER(booking->needs), booking->language, booking->party,
                          NUMBER(booking->code));
    }
    for (int32_t i = 0; i < engine->shift_count; i++) {
        const struct shift *shift = &engine->shifts[i];
        if (shift->id)
            buffer_printf(buffer, "shift %d counter %d operator %d %lld-%lld what %d\n", i, shift->counter,
                          shift->operator_id, NUMBER(shift->from_ms), NUMBER(shift->until_ms), shift->what);
    }
}

static void describe_figures(const struct figures *figures, struct buffer *buffer)
{
    buffer_printf(buffer, "visits %lld adopted %lld steps %lld people %lld partly_served %lld returned %lld",
                  NUMBER(figures->visits), NUMBER(figures->adopted), NUMBER(figures->steps), NUMBER(figures->people),
                  NUMBER(figures->partly_served), NUMBER(figures->returned));
    buffer_printf(buffer, " return_codes %lld used %lld ratings %lld stars %lld ends", NUMBER(figures->return_codes),
                  NUMBER(figures->return_codes_used), NUMBER(figures->ratings), NUMBER(figures->stars));
    for (int end = 0; end < STEP_ENDS; end++)
        buffer_printf(buffer, " %lld/%lld", NUMBER(figures->visits_ended[end]), NUMBER(figures->steps_ended[end]));
    buffer_printf(buffer, "\n");
}

/* Those that no longer hold too, where they lie: the order of what falls due together depends on it. */
static void describe_agenda(const struct agenda *agenda, struct buffer *buffer)
{
    for (int32_t i = 0; i < agenda->count; i++) {
        const struct deadline *deadline = &agenda->items[i];
        buffer_printf(buffer, "deadline %lld kind %d id %d step %d\n", NUMBER(deadline->at_ms), deadline->kind,
                      deadline->id, deadline->step);
    }
}

static void describe_numbers(const struct engine *engine, struct buffer *buffer)
{
    char prefix[PREFIX_SIZE];
    for (int32_t i = 1; i < PREFIX_COUNT; i++) {
        if (engine->last_number[i])
            buffer_printf(buffer, "prefix %s number %d ticket %d\n", prefix_text(i, prefix), engine->last_number[i],
                          engine->last_ticket[i]);
    }
}

void engine_describe(const struct engine *engine, struct buffer *buffer)
{
    buffer_printf(buffer, "seq %lld now %lld day %d ends %lld closing %d suspect %lld halted %d %d %lld hours %d",
                  NUMBER(engine->seq), NUMBER(engine->now_ms), engine->day, NUMBER(engine->day_ends_ms),
                  engine->closing, NUMBER(engine->clock_suspect_ms), engine->halted, engine->halt_reason,
                  NUMBER(engine->halted_since_ms), engine->hours_set);
    describe_hours(&engine->hours, buffer);
    buffer_printf(buffer, "epoch ahead %d until %d lost", engine->epoch_ahead, engine->epoch_until);
    for (int32_t i = 0; i < engine->lost_count; i++)
        buffer_printf(buffer, " %lld-%lld", NUMBER(engine->lost[i].from_ms), NUMBER(engine->lost[i].until_ms));
    buffer_printf(buffer, "\n");
    describe_figures(&engine->figures, buffer);
    for (int32_t i = 1; i <= engine->ticket_count; i++)
        describe_ticket(&engine->tickets[i], buffer);
    for (int32_t i = 0; i < engine->service_count; i++)
        describe_service(&engine->services[i], i, buffer);
    for (int32_t i = 0; i < engine->operator_count; i++) {
        if (engine->operators[i].session.state != SESSION_NONE)
            describe_session(&engine->operators[i], buffer);
    }
    for (int32_t i = 0; i < engine->counter_count; i++) {
        const struct counter_state *counter = &engine->counters[i];
        if (counter->operator_id || counter->lent.profile)
            buffer_printf(buffer, "counter %d operator %d profile %d until %lld\n", i, counter->operator_id,
                          counter->lent.profile, NUMBER(counter->lent.until_ms));
    }
    describe_bookings(engine, buffer);
    describe_numbers(engine, buffer);
    describe_agenda(&engine->agenda, buffer);
}
