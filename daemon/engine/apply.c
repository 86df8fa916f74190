/* SPDX-License-Identifier: MIT
 *
 * A row a kind of event: what it does, and whether it is one of the things after which an undo of something older would
 * take more back than what was meant.
 */
#include <assert.h>

#include "daemon/engine/state.h"

static apply_function apply_nothing;

static const struct apply_row {
    apply_function *apply;
    bool follows; /* comes of itself, or after what can be undone: the ticket has not gone on by it */
} rows[EVENT_KIND_LIMIT] = {
        [EVENT_DAY_OPENED] = {.apply = apply_day_opened},
        [EVENT_DAY_CLOSING] = {.apply = apply_day_closing},
        [EVENT_DAY_CLOSED] = {.apply = apply_day_closed},
        [EVENT_HALTED] = {.apply = apply_halted},
        [EVENT_HALT_ENDED] = {.apply = apply_halt_ended},
        [EVENT_SERVICE_CLOSED] = {.apply = apply_service_closed},
        [EVENT_SERVICE_OPENED] = {.apply = apply_service_opened},
        [EVENT_HOURS_SET] = {.apply = apply_hours_set},
        [EVENT_CONFIGURED] = {.apply = apply_nothing},
        [EVENT_TARGET_CHANGED] = {.apply = apply_nothing},
        [EVENT_CLOCK_STEPPED] = {.apply = apply_clock_stepped},
        [EVENT_STARTED] = {.apply = apply_started},
        [EVENT_CLOCK_SUSPECTED] = {.apply = apply_clock_suspected},
        [EVENT_CLOCK_TRUSTED] = {.apply = apply_clock_trusted},
        [EVENT_ALERTED] = {.apply = apply_nothing, .follows = true},
        [EVENT_ISSUED] = {.apply = apply_issued},
        [EVENT_STEP_PLANNED] = {.apply = apply_step_planned},
        [EVENT_STEP_ENTERED] = {.apply = apply_step_entered, .follows = true},
        [EVENT_STEP_PROMISED] = {.apply = apply_step_promised, .follows = true},
        [EVENT_PROMOTED] = {.apply = apply_promoted, .follows = true},
        [EVENT_CALLED] = {.apply = apply_called},
        [EVENT_RECALLED] = {.apply = apply_recalled},
        [EVENT_ARRIVED] = {.apply = apply_arrived},
        [EVENT_FINISHED] = {.apply = apply_finished},
        [EVENT_MISSED] = {.apply = apply_missed},
        [EVENT_RETURNED] = {.apply = apply_returned},
        [EVENT_PUT_OFF] = {.apply = apply_put_off},
        [EVENT_CAME_BACK] = {.apply = apply_came_back},
        [EVENT_PARKED] = {.apply = apply_parked},
        [EVENT_TAKEN_UP] = {.apply = apply_taken_up},
        [EVENT_TRANSFERRED] = {.apply = apply_transferred},
        [EVENT_CANCELLED] = {.apply = apply_left},
        [EVENT_VOIDED] = {.apply = apply_left},
        [EVENT_NEVER_CALLED] = {.apply = apply_left},
        [EVENT_UNFINISHED] = {.apply = apply_left},
        [EVENT_UNCALLED] = {.apply = apply_uncalled},
        [EVENT_CHANGED] = {.apply = apply_changed},
        [EVENT_UNDONE] = {.apply = apply_undone},
        [EVENT_STEP_FINAL] = {.apply = apply_step_final, .follows = true},
        [EVENT_HANDED_OVER] = {.apply = apply_handed_over},
        [EVENT_HELP_BEGAN] = {.apply = apply_help_began},
        [EVENT_HELP_ENDED] = {.apply = apply_help_ended, .follows = true},
        [EVENT_JOINED] = {.apply = apply_left},
        [EVENT_BY_HAND] = {.apply = apply_by_hand},
        [EVENT_RETURN_GIVEN] = {.apply = apply_return_given, .follows = true},
        [EVENT_RETURN_USED] = {.apply = apply_return_used, .follows = true},
        [EVENT_NOTED] = {.apply = apply_noted, .follows = true},
        [EVENT_RATED] = {.apply = apply_rated, .follows = true},
        [EVENT_ADOPTED] = {.apply = apply_adopted, .follows = true},
        [EVENT_LACKED] = {.apply = apply_lacked},
        [EVENT_SIGNED_IN] = {.apply = apply_signed_in},
        [EVENT_SIGNED_OUT] = {.apply = apply_signed_out},
        [EVENT_MOVED] = {.apply = apply_moved},
        [EVENT_LOST] = {.apply = apply_lost},
        [EVENT_REGAINED] = {.apply = apply_regained},
        [EVENT_LEASE_ENDED] = {.apply = apply_lease_ended},
        [EVENT_PAUSE_ASKED] = {.apply = apply_pause_asked},
        [EVENT_PAUSED] = {.apply = apply_paused},
        [EVENT_PAUSE_ENDED] = {.apply = apply_pause_ended},
        [EVENT_TASK_BEGAN] = {.apply = apply_task_began},
        [EVENT_TASK_ENDED] = {.apply = apply_task_ended},
        [EVENT_SIGN_IN_REFUSED] = {.apply = apply_nothing},
        [EVENT_PROFILE_SET] = {.apply = apply_profile_set},
        [EVENT_PROFILE_BACK] = {.apply = apply_profile_back},
        [EVENT_BOOKED] = {.apply = apply_booked},
        [EVENT_BOOKING_CANCELLED] = {.apply = apply_booking_cancelled},
        [EVENT_CHECKED_IN] = {.apply = apply_checked_in, .follows = true},
        [EVENT_BOOKING_MISSED] = {.apply = apply_booking_missed},
        [EVENT_EPOCH_BEGAN] = {.apply = apply_epoch_began},
        [EVENT_SPAN_LOST] = {.apply = apply_span_lost},
        [EVENT_SHIFT_SET] = {.apply = apply_shift_set},
};

/* Stands in the ledger for those who read it; the state does not depend on it. */
static void apply_nothing(attr_unused struct engine *engine, attr_unused const struct event *event)
{
}

static void count_step(struct figures *figures, const struct step *step, int64_t sign)
{
    if (step->state == STEP_PLANNED)
        return;
    figures->steps += sign;
    figures->steps_ended[step->end] += sign;
    figures->returned += sign * step->returns;
}

static void count_ticket(struct figures *figures, const struct ticket *ticket, int64_t sign)
{
    figures->visits += sign;
    figures->people += sign * ticket->party;
    figures->adopted += sign * (ticket->channel == CHANNEL_ADOPTED);
    figures->visits_ended[ticket->ended ? ticket->steps[ticket->current].end : END_NONE] += sign;
    if (ticket_is_partly_served(ticket))
        figures->partly_served += sign;
    figures->return_codes += sign * (ticket->return_code != 0);
    figures->return_codes_used += sign * (ticket->with.day != 0);
    figures->ratings += sign * (ticket->stars != 0);
    figures->stars += sign * ticket->stars;
    for (int32_t i = 0; i < ticket->step_count; i++)
        count_step(figures, &ticket->steps[i], sign);
}

/* An undo may change a second ticket: that which was called by finish and next. */
static int32_t second_ticket(const struct engine *engine, const struct event *event)
{
    if (event->kind != EVENT_UNDONE)
        return 0;
    int32_t second = engine->operators[event->operator_id].undo.second.ticket;
    return second == event->ticket ? 0 : second;
}

static void count(struct engine *engine, int32_t ticket, int64_t sign)
{
    if (ticket > 0 && ticket <= engine->ticket_count)
        count_ticket(&engine->figures, &engine->tickets[ticket], sign);
}

void engine_apply(struct engine *engine, const struct event *event)
{
    assert(event->kind > 0 && event->kind < EVENT_KIND_LIMIT && rows[event->kind].apply);
    const struct apply_row *row = &rows[event->kind];
    int32_t second = second_ticket(engine, event);
    assert(event->seq > engine->seq); /* a replay may begin with today's first */
    engine->seq = event->seq;
    engine->now_ms = event->at_ms;
    count(engine, event->ticket, -1);
    count(engine, second, -1);
    if (event->ticket > 0 && event->ticket <= engine->ticket_count && !row->follows)
        engine->tickets[event->ticket].version++;
    row->apply(engine, event);
    count(engine, event->ticket, 1);
    count(engine, second, 1);
    const struct deadline *first;
    while ((first = agenda_first(&engine->agenda)) && !state_expects(engine, first))
        agenda_drop_first(&engine->agenda);
}
