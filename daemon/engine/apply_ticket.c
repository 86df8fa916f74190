/* SPDX-License-Identifier: MIT
 *
 * What events do to tickets.
 */
#include <assert.h>
#include <string.h>

#include "daemon/engine/state.h"

/* --- waiting and no longer waiting --- */

static void enter_queue(struct engine *engine, struct ticket *ticket, int64_t now_ms)
{
    struct step *step = ticket_step(ticket);
    step->state = STEP_WAITING;
    step->since_ms = now_ms;
    step->until_ms = 0;
    step->calls = 0;
    queue_add(&state_service(engine, step->service)->queue, state_key(ticket));
    if (step->promote_ms && step->tier < TIER_PROMOTED)
        agenda_add(&engine->agenda, (struct deadline){.at_ms = step->promote_ms,
                                                      .kind = DEADLINE_PROMOTE,
                                                      .id = ticket->id,
                                                      .step = ticket->current});
}

static void leave_queue(struct engine *engine, struct ticket *ticket)
{
    const struct step *step = ticket_step(ticket);
    if (step->state == STEP_WAITING)
        queue_remove(&state_service(engine, step->service)->queue, state_key(ticket));
}

/* To the head of its queue: among those there already, in the order of their turns. */
static void enter_front(struct engine *engine, struct ticket *ticket, int64_t due_ms, int64_t now_ms)
{
    struct step *step = ticket_step(ticket);
    step->tier = TIER_FRONT;
    step->due_ms = due_ms;
    step->for_counter = 0;
    step->for_operator = 0;
    enter_queue(engine, ticket, now_ms);
}

static void expect(struct engine *engine, const struct ticket *ticket, enum deadline_kind kind, int64_t at_ms)
{
    agenda_add(&engine->agenda,
               (struct deadline){.at_ms = at_ms, .kind = kind, .id = ticket->id, .step = ticket->current});
}

/* --- the holder --- */

/* Ends the clock that ran in the step's state. */
static void stop_clock(const struct engine *engine, struct step *step, int64_t now_ms)
{
    step->aside_ms += step_put_off_waiting_ms(step, now_ms);
    if (step->state == STEP_SERVING)
        step->service_ms += state_running_ms(engine, step->since_ms, now_ms);
    else if (step->state == STEP_PARKED)
        step->parked_ms += state_running_ms(engine, step->since_ms, now_ms);
    else if (step->state == STEP_PUT_OFF)
        step->put_off_ms += now_ms - step->since_ms;
}

static void let_go(struct engine *engine, const struct step *step, int64_t now_ms)
{
    if (step->state == STEP_CALLED || step->state == STEP_SERVING)
        state_set_activity(engine, step->operator_id, ACTIVITY_FREE, 0, 0, now_ms);
}

static int64_t later(int64_t a_ms, int64_t b_ms)
{
    return a_ms > b_ms ? a_ms : b_ms;
}

static void end_step(struct engine *engine, struct ticket *ticket, enum step_end end, int64_t now_ms)
{
    struct step *step = ticket_step(ticket);
    leave_queue(engine, ticket);
    stop_clock(engine, step, now_ms);
    let_go(engine, step, now_ms);
    step->state = STEP_ENDED;
    step->end = end;
    step->since_ms = now_ms;
    step->ended_ms = now_ms;
    step->until_ms = 0;
    expect(engine, ticket, DEADLINE_FINAL, later(now_ms, later(step->grace_ms, step->undo_ms)));
    bool goes_on =
            end == END_TRANSFERRED || (end == END_SERVED && (step->back_step || ticket_next_planned(ticket) >= 0));
    ticket->ended = !goes_on;
}

/* --- what can be undone --- */

static struct undo_ticket remember(const struct ticket *ticket)
{
    return (struct undo_ticket){.ticket = ticket->id,
                                .current = ticket->current,
                                .step_count = ticket->step_count,
                                .before = ticket->steps[ticket->current]};
}

static void set_undo(struct engine *engine, const struct event *event, int64_t until_ms, int64_t group,
                     struct undo_ticket before)
{
    struct undo *undo = &state_operator(engine, event->operator_id)->undo;
    if (!until_ms) {
        *undo = (struct undo){0};
        return;
    }
    before.version = state_ticket(engine, event->ticket)->version;
    if (group && undo->kind == EVENT_FINISHED && undo->group == group && event->kind == EVENT_CALLED) {
        undo->second = before;
        return;
    }
    *undo = (struct undo){.kind = event->kind, .until_ms = until_ms, .group = group, .first = before};
}

/* The ticket as it was, without the steps that came after. */
static void put_back(struct engine *engine, const struct undo_ticket *undo)
{
    struct ticket *ticket = state_ticket(engine, undo->ticket);
    leave_queue(engine, ticket);
    let_go(engine, ticket_step(ticket), engine->now_ms);
    if (ticket->current != undo->current) {
        struct step *after = ticket_step(ticket);
        state_service(engine, after->service)->people -= ticket->party;
        *after = (struct step){.service = after->service}; /* planned, if it was so before */
    }
    ticket->current = undo->current;
    ticket->step_count = undo->step_count;
    ticket->steps[undo->current] = undo->before;
    ticket->ended = false;
    ticket->version++;
    const struct step *step = ticket_step(ticket);
    if (step->state == STEP_WAITING)
        queue_add(&state_service(engine, step->service)->queue, state_key(ticket));
    if (step->state == STEP_WAITING && step->promote_ms && step->tier < TIER_PROMOTED)
        expect(engine, ticket, DEADLINE_PROMOTE, step->promote_ms);
}

void apply_undone(struct engine *engine, const struct event *event)
{
    struct operator_state *operator_state = state_operator(engine, event->operator_id);
    struct undo undo = operator_state->undo;
    operator_state->undo = (struct undo){0};
    if (undo.second.ticket)
        put_back(engine, &undo.second);
    put_back(engine, &undo.first);
    struct step *step = ticket_step(state_ticket(engine, undo.first.ticket));
    if (step->state == STEP_CALLED || step->state == STEP_SERVING) {
        step->counter = operator_state->session.counter; /* he may have moved */
        state_set_activity(engine, event->operator_id, ACTIVITY_TICKET, undo.first.ticket, 0, event->at_ms);
    } else {
        state_set_activity(engine, event->operator_id, ACTIVITY_FREE, 0, 0, event->at_ms);
    }
}

/* --- the way of a ticket --- */

static void append_step(struct ticket *ticket, struct step step)
{
    if (ticket->step_count == ticket->step_room) {
        ticket->step_room = ticket->step_room ? ticket->step_room * 2 : 1;
        ticket->steps = mem_realloc(ticket->steps, (size_t)ticket->step_room, sizeof(struct step));
    }
    ticket->steps[ticket->step_count++] = step;
}

void apply_issued(struct engine *engine, const struct event *event)
{
    assert(event->ticket == engine->ticket_count + 1);
    if (engine->ticket_count + 1 >= engine->ticket_room) {
        engine->ticket_room = engine->ticket_room ? engine->ticket_room * 2 : 64;
        engine->tickets = mem_realloc(engine->tickets, (size_t)engine->ticket_room, sizeof(struct ticket));
    }
    int32_t prefix = (int32_t)event->value[ISSUED_PREFIX];
    engine->tickets[++engine->ticket_count] = (struct ticket){
            .id = event->ticket,
            .prefix = prefix,
            .number = (int32_t)event->value[ISSUED_NUMBER],
            .series = (int32_t)event->value[ISSUED_SERIES],
            .channel = (enum channel)event->value[ISSUED_CHANNEL],
            .class = event->class,
            .needs = event->value[ISSUED_NEEDS],
            .language = (int32_t)event->value[ISSUED_LANGUAGE],
            .party = (int32_t)event->value[ISSUED_PARTY],
            .code = event->value[ISSUED_CODE],
            .issued_ms = event->at_ms,
            .current = -1,
            .previous = engine->last_ticket[prefix],
    };
    if (event->value[ISSUED_CHANNEL] != CHANNEL_ADOPTED) /* the series goes on from those given here */
        engine->last_number[prefix] = (int32_t)event->value[ISSUED_NUMBER];
    engine->last_ticket[prefix] = event->ticket;
}

void apply_step_planned(struct engine *engine, const struct event *event)
{
    append_step(state_ticket(engine, event->ticket), (struct step){.service = event->service});
}

/* Where a step comes back to when it is served: to whoever sent it with return, else to where its sender comes back. */
static void inherit_return(const struct ticket *ticket, struct step *step)
{
    if (ticket->current < 0)
        return;
    const struct step *before = &ticket->steps[ticket->current];
    if (step->entry == ENTRY_TRANSFER) {
        step->back_step = before->returns_here ? ticket->current + 1 : before->back_step;
        step->depth = before->depth + (before->returns_here ? 1 : 0);
    } else if (step->entry == ENTRY_BACK) {
        const struct step *sender = &ticket->steps[before->back_step - 1];
        step->back_step = sender->back_step;
        step->depth = sender->depth;
    }
}

static void enter_step(struct engine *engine, const struct event *event, struct step step)
{
    struct ticket *ticket = state_ticket(engine, event->ticket);
    step.service = event->service;
    step.class = event->class;
    step.tier = (int32_t)event->value[ENTERED_TIER];
    step.base_ms = event->value[ENTERED_BASE];
    step.due_ms = event->value[ENTERED_DUE];
    step.promote_ms = event->value[ENTERED_PROMOTE];
    step.target_ms = event->value[ENTERED_TARGET];
    step.entered_ms = event->at_ms;
    inherit_return(ticket, &step);
    if (event->step < ticket->step_count) {
        assert(ticket->steps[event->step].state == STEP_PLANNED);
        ticket->steps[event->step] = step;
    } else {
        append_step(ticket, step);
    }
    ticket->current = event->step;
    state_service(engine, event->service)->people += ticket->party;
    enter_queue(engine, ticket, event->at_ms);
}

void apply_step_entered(struct engine *engine, const struct event *event)
{
    enter_step(engine, event,
               (struct step){.entry = (enum entry)event->value[ENTERED_ENTRY],
                             .for_counter = (int32_t)event->value[ENTERED_COUNTER],
                             .for_operator = (int32_t)event->value[ENTERED_OPERATOR]});
}

void apply_step_promised(struct engine *engine, const struct event *event)
{
    enter_step(engine, event,
               (struct step){.entry = ENTRY_ISSUE,
                             .promise = {.likely_ms = event->value[PROMISED_LIKELY],
                                         .until_ms = event->value[PROMISED_UNTIL],
                                         .usual_ms = event->value[PROMISED_USUAL]}});
}

void apply_promoted(struct engine *engine, const struct event *event)
{
    state_promote(engine, state_ticket(engine, event->ticket));
}

void apply_called(struct engine *engine, const struct event *event)
{
    struct ticket *ticket = state_ticket(engine, event->ticket);
    struct step *step = ticket_step(ticket);
    struct undo_ticket before = remember(ticket);
    leave_queue(engine, ticket);
    step->state = STEP_CALLED;
    step->counter = event->counter;
    step->operator_id = event->operator_id;
    step->since_ms = event->at_ms;
    step->called_ms = event->at_ms;
    step->last_call_ms = event->at_ms;
    step->calls = 1;
    if (!step->first_called_ms)
        step->first_called_ms = event->at_ms;
    state_set_activity(engine, event->operator_id, ACTIVITY_TICKET, ticket->id, 0, event->at_ms);
    set_undo(engine, event, event->value[CALLED_UNDO], event->value[CALLED_GROUP], before);
}

void apply_recalled(struct engine *engine, const struct event *event)
{
    struct step *step = ticket_step(state_ticket(engine, event->ticket));
    step->calls++;
    step->recalls++;
    step->last_call_ms = event->at_ms;
}

void apply_arrived(struct engine *engine, const struct event *event)
{
    struct step *step = ticket_step(state_ticket(engine, event->ticket));
    if (event->value[0])
        step->marks |= MARK_IMPLIED;
    else
        step->way_ms += state_running_ms(engine, step->called_ms, event->at_ms);
    step->state = STEP_SERVING;
    step->since_ms = event->at_ms;
}

void apply_lacked(struct engine *engine, const struct event *event)
{
    ticket_step(state_ticket(engine, event->ticket))->lacked |= ID_BIT(event->value[LACKED_LINE]);
}

void apply_finished(struct engine *engine, const struct event *event)
{
    struct ticket *ticket = state_ticket(engine, event->ticket);
    struct step *step = ticket_step(ticket);
    struct undo_ticket before = remember(ticket);
    if (event->value[FINISHED_MARKS] & MARK_IMPLIED) { /* the arrival belongs to the finish and goes back with it */
        before.before.state = STEP_CALLED;
        before.before.marks &= ~MARK_IMPLIED;
        before.before.since_ms = before.before.called_ms;
    }
    before.before.lacked = 0; /* so does what was lacking */
    step->outcome = (int32_t)event->value[FINISHED_OUTCOME];
    step->quantity = (int32_t)event->value[FINISHED_QUANTITY];
    step->marks |= (int32_t)event->value[FINISHED_MARKS];
    step->undo_ms = event->value[FINISHED_UNDO];
    end_step(engine, ticket, END_SERVED, event->at_ms);
    if (step->undo_ms)
        set_undo(engine, event, step->undo_ms, event->value[FINISHED_GROUP], before);
}

void apply_missed(struct engine *engine, const struct event *event)
{
    struct ticket *ticket = state_ticket(engine, event->ticket);
    struct step *step = ticket_step(ticket);
    struct undo_ticket before = remember(ticket);
    step->grace_ms = event->value[MISSED_GRACE];
    step->undo_ms = event->value[MISSED_UNDO];
    end_step(engine, ticket, END_NO_SHOW, event->at_ms);
    if (step->undo_ms)
        set_undo(engine, event, step->undo_ms, 0, before);
}

void apply_returned(struct engine *engine, const struct event *event)
{
    struct ticket *ticket = state_ticket(engine, event->ticket);
    struct step *step = ticket_step(ticket);
    step->end = END_NONE;
    step->ended_ms = 0;
    step->grace_ms = 0;
    step->undo_ms = 0;
    step->due_ms = event->value[RETURNED_DUE];
    step->tier = (int32_t)event->value[RETURNED_TIER];
    step->promote_ms = 0;
    step->returns++;
    ticket->ended = false;
    enter_queue(engine, ticket, event->at_ms);
}

void apply_put_off(struct engine *engine, const struct event *event)
{
    struct ticket *ticket = state_ticket(engine, event->ticket);
    struct step *step = ticket_step(ticket);
    leave_queue(engine, ticket);
    step->state = STEP_PUT_OFF;
    step->since_ms = event->at_ms;
    step->until_ms = event->value[0];
    step->put_offs++;
    expect(engine, ticket, DEADLINE_BACK, step->until_ms);
}

void apply_came_back(struct engine *engine, const struct event *event)
{
    struct ticket *ticket = state_ticket(engine, event->ticket);
    struct step *step = ticket_step(ticket);
    bool parked = step->state == STEP_PARKED;
    stop_clock(engine, step, event->at_ms);
    if (parked)
        enter_front(engine, ticket, event->at_ms, event->at_ms);
    else
        enter_queue(engine, ticket, event->at_ms);
}

void apply_parked(struct engine *engine, const struct event *event)
{
    struct ticket *ticket = state_ticket(engine, event->ticket);
    struct step *step = ticket_step(ticket);
    struct undo_ticket before = remember(ticket);
    stop_clock(engine, step, event->at_ms);
    let_go(engine, step, event->at_ms);
    step->state = STEP_PARKED;
    step->since_ms = event->at_ms;
    step->until_ms = event->value[PARKED_UNTIL];
    if (step->until_ms)
        expect(engine, ticket, DEADLINE_BACK, step->until_ms);
    set_undo(engine, event, event->value[PARKED_UNDO], 0, before);
}

void apply_taken_up(struct engine *engine, const struct event *event)
{
    struct ticket *ticket = state_ticket(engine, event->ticket);
    struct step *step = ticket_step(ticket);
    stop_clock(engine, step, event->at_ms);
    step->state = STEP_SERVING;
    step->counter = event->counter;
    step->operator_id = event->operator_id;
    step->since_ms = event->at_ms;
    step->until_ms = 0;
    state_set_activity(engine, event->operator_id, ACTIVITY_TICKET, ticket->id, 0, event->at_ms);
}

void apply_transferred(struct engine *engine, const struct event *event)
{
    struct ticket *ticket = state_ticket(engine, event->ticket);
    struct step *step = ticket_step(ticket);
    struct undo_ticket before = remember(ticket);
    bool held = step->state == STEP_CALLED || step->state == STEP_SERVING;
    step->returns_here = event->value[TRANSFERRED_RETURNS];
    step->undo_ms = event->value[TRANSFERRED_UNDO];
    end_step(engine, ticket, END_TRANSFERRED, event->at_ms);
    if (held)
        set_undo(engine, event, step->undo_ms, 0, before);
}

/* Cancelled, void, never called, unfinished, joined: the visit ends without having been served. Who joins another visit
 * takes a place of the service when its step there begins. */
void apply_left(struct engine *engine, const struct event *event)
{
    static const struct {
        int32_t kind;
        enum step_end end;
    } ends[] = {{EVENT_CANCELLED, END_CANCELLED},
                {EVENT_VOIDED, END_VOID},
                {EVENT_NEVER_CALLED, END_NEVER_CALLED},
                {EVENT_UNFINISHED, END_UNFINISHED},
                {EVENT_JOINED, END_JOINED}};
    struct ticket *ticket = state_ticket(engine, event->ticket);
    if (event->kind == EVENT_JOINED)
        state_service(engine, ticket_step(ticket)->service)->people -= ticket->party;
    for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
        if (ends[i].kind == event->kind)
            end_step(engine, ticket, ends[i].end, event->at_ms);
    }
}

void apply_uncalled(struct engine *engine, const struct event *event)
{
    struct ticket *ticket = state_ticket(engine, event->ticket);
    struct step *step = ticket_step(ticket);
    stop_clock(engine, step, event->at_ms);
    let_go(engine, step, event->at_ms);
    struct session *holder = &state_operator(engine, step->operator_id)->session;
    if (holder->state == SESSION_AWAY) /* nothing keeps him signed in any more */
        *holder = (struct session){.operator_id = step->operator_id};
    enter_front(engine, ticket, step->base_ms, event->at_ms);
}

void apply_changed(struct engine *engine, const struct event *event)
{
    struct ticket *ticket = state_ticket(engine, event->ticket);
    struct step *step = ticket_step(ticket);
    bool waits = step->state == STEP_WAITING;
    leave_queue(engine, ticket);
    state_service(engine, step->service)->people -= ticket->party;
    state_service(engine, event->service)->people += ticket->party;
    ticket->class = event->class;
    ticket->needs = event->value[CHANGED_NEEDS];
    ticket->language = (int32_t)event->value[CHANGED_LANGUAGE];
    step->service = event->service;
    step->class = event->class;
    step->due_ms = event->value[CHANGED_DUE];
    step->tier = (int32_t)event->value[CHANGED_TIER];
    step->promote_ms = event->value[CHANGED_PROMOTE];
    step->target_ms = event->value[CHANGED_TARGET];
    if (!waits)
        return;
    queue_add(&state_service(engine, step->service)->queue, state_key(ticket));
    if (step->promote_ms && step->tier < TIER_PROMOTED)
        expect(engine, ticket, DEADLINE_PROMOTE, step->promote_ms);
}

void apply_step_final(struct engine *engine, const struct event *event)
{
    state_ticket(engine, event->ticket)->steps[event->step].final = true;
}

void apply_handed_over(struct engine *engine, const struct event *event)
{
    struct ticket *ticket = state_ticket(engine, event->ticket);
    struct step *step = ticket_step(ticket);
    let_go(engine, step, event->at_ms);
    step->operator_id = (int32_t)event->value[0];
    if (step->state == STEP_PARKED)
        return;
    step->counter = (int32_t)event->value[1];
    state_set_activity(engine, step->operator_id, ACTIVITY_TICKET, ticket->id, 0, event->at_ms);
}

void apply_by_hand(struct engine *engine, const struct event *event)
{
    struct ticket *ticket = state_ticket(engine, event->ticket);
    struct step *step = ticket_step(ticket);
    step->operator_id = event->operator_id;
    step->counter = event->counter;
    step->outcome = (int32_t)event->value[BY_HAND_OUTCOME];
    step->quantity = (int32_t)event->value[BY_HAND_QUANTITY];
    step->service_ms = event->value[BY_HAND_UNTIL] - event->value[BY_HAND_FROM];
    step->entered_ms = event->value[BY_HAND_FROM];
    step->first_called_ms = event->value[BY_HAND_FROM];
    step->marks |= MARK_INACCURATE | MARK_IMPLIED | (step->outcome ? 0 : MARK_NOT_RECORDED);
    end_step(engine, ticket, END_SERVED, event->at_ms);
}

/* It has waited since it was issued, not since it was entered. */
void apply_adopted(struct engine *engine, const struct event *event)
{
    struct ticket *ticket = state_ticket(engine, event->ticket);
    struct step *step = ticket_step(ticket);
    ticket->issued_ms = event->value[ADOPTED_ISSUED];
    step->entered_ms = step->base_ms;
    if (event->value[ADOPTED_ASSUMED])
        step->marks |= MARK_INACCURATE;
}
