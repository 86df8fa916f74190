/* SPDX-License-Identifier: MIT
 *
 * Tickets that move between services and operators, and visits without the usual way.
 */
#include "daemon/daemon.h"
#include "daemon/method_counter.h"
#include "daemon/ordering.h"

#define PEOPLE_MOST INT32_MAX

/* --- the ticket held --- */

void counter_transfer(struct varlink_call *call, const void *input)
{
    static const enum place places[] = {
            [COUNTER_PLACE_KEEP] = PLACE_KEEP, [COUNTER_PLACE_FRONT] = PLACE_FRONT, [COUNTER_PLACE_END] = PLACE_END};
    const struct counter_transfer_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    struct command command = {.kind = COMMAND_TRANSFER, .place = places[in->place.value], .returns = in->returns};
    if (!counter_begin(&wish, call, in, in->request, &command.operator_id) ||
        !wish_key(&wish, NAME_SERVICE, in->service, REFUSAL_UNKNOWN_SERVICE, &command.to_service) ||
        !wish_key(&wish, NAME_COUNTER, in->counter, REFUSAL_UNKNOWN_COUNTER, &command.to_counter) ||
        !wish_key(&wish, NAME_OPERATOR, in->operator, REFUSAL_UNKNOWN_OPERATOR, &command.to_operator))
        return;
    int32_t sent = counter_held(wish.hall, command.operator_id);
    if (wish_do(&wish, &command))
        counter_answer_ticket(&wish, sent);
}

void counter_park(struct varlink_call *call, const void *input)
{
    const struct counter_park_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    struct command command = {.kind = COMMAND_PARK, .until_ms = in->until.set ? in->until.value : 0};
    if (!counter_begin(&wish, call, in, in->request, &command.operator_id))
        return;
    int32_t parked = counter_held(wish.hall, command.operator_id);
    if (in->until.set && in->until.value <= 0)
        wish_refuse(&wish, REFUSAL_TIME_SPAN_WRONG);
    else if (wish_do(&wish, &command))
        counter_answer_ticket(&wish, parked);
}

void counter_hand_over(struct varlink_call *call, const void *input)
{
    const struct counter_hand_over_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    struct command command = {.kind = COMMAND_HAND_OVER};
    if (counter_begin(&wish, call, in, in->request, &command.operator_id) &&
        counter_colleague(&wish, in->operator, & command.to_operator))
        wish_fulfil(&wish, &command);
}

/* --- a ticket by its number --- */

void counter_take_up(struct varlink_call *call, const void *input)
{
    const struct counter_take_up_in *in = input;
    counter_give(call, in, in->request, in->ticket, NULL, (struct command){.kind = COMMAND_TAKE_UP});
}

void counter_help(struct varlink_call *call, const void *input)
{
    const struct counter_help_in *in = input;
    counter_give(call, in, in->request, in->ticket, NULL, (struct command){.kind = COMMAND_HELP});
}

void counter_end_help(struct varlink_call *call, const void *input)
{
    const struct counter_end_help_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    struct command command = {.kind = COMMAND_END_HELP};
    if (counter_begin(&wish, call, in, in->request, &command.operator_id))
        wish_fulfil(&wish, &command);
}

/* The engine asks no profile here, as staff of the reception may do it, too. */
void counter_come_back(struct varlink_call *call, const void *input)
{
    const struct counter_come_back_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    struct command command = {.kind = COMMAND_COME_BACK};
    if (!counter_begin(&wish, call, in, in->request, &command.operator_id))
        return;
    const struct ticket *ticket = wish_ticket(&wish, in->ticket);
    if (!ticket)
        return;
    command.ticket = ticket->id;
    int32_t service = view_step(ticket)->service;
    bool own = view_step(ticket)->operator_id == command.operator_id;
    if (!own && !counter_takes(wish.hall, command.operator_id, service))
        call_refuse(call, &(struct refusal){.kind = REFUSAL_NOT_IN_PROFILE, .ticket = ticket->id, .service = service},
                    in->ticket);
    else if (wish_do(&wish, &command))
        counter_answer_ticket(&wish, command.ticket);
}

/* The number that is named ends; the one held goes on. */
void counter_join(struct varlink_call *call, const void *input)
{
    const struct counter_join_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    struct command command = {.kind = COMMAND_JOIN};
    if (!counter_begin(&wish, call, in, in->request, &command.operator_id))
        return;
    const struct session *session = engine_session(wish.hall->engine, command.operator_id);
    if (session->activity != ACTIVITY_TICKET) {
        wish_refuse(&wish, REFUSAL_HOLDS_NONE);
        return;
    }
    const struct ticket *ticket = wish_ticket(&wish, in->ticket);
    command.ticket = ticket ? ticket->id : 0;
    command.to_ticket = session->ticket;
    if (!ticket)
        return;
    if (command.ticket == command.to_ticket)
        wish_refuse(&wish, REFUSAL_SAME);
    else if (wish_do(&wish, &command))
        counter_answer_ticket(&wish, command.to_ticket);
}

/* False: answered NotInProfile, as none of its services is taken here. */
static bool concerns(struct wish *wish, int32_t operator_id, const struct ticket *ticket)
{
    for (int32_t i = 0; i < ticket->step_count; i++) {
        if (counter_takes(wish->hall, operator_id, ticket->steps[i].service))
            return true;
    }
    call_refuse(wish->call,
                &(struct refusal){
                        .kind = REFUSAL_NOT_IN_PROFILE, .ticket = ticket->id, .service = view_step(ticket)->service},
                wish->asked);
    return false;
}

void counter_reprint(struct varlink_call *call, const void *input)
{
    const struct counter_reprint_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    int32_t operator_id;
    if (!counter_begin(&wish, call, in, in->request, &operator_id))
        return;
    const struct ticket *ticket = wish_ticket(&wish, in->ticket);
    if (ticket && concerns(&wish, operator_id, ticket))
        order_again(&wish, ticket, in->printer);
}

/* --- without the usual way --- */

static bool read_direct(struct wish *wish, const struct counter_serve_direct_in *in, struct command *command)
{
    if (in->services.count == 0) {
        varlink_error_parameter(wish->call, "services");
        return false;
    }
    return wish_services(wish, in->services.count, in->services.items, command->services) &&
           wish_class(wish, in->class, &command->class) &&
           wish_needs(wish, in->needs.count, in->needs.items, &command->needs) &&
           wish_language(wish, in->language, &command->language) &&
           call_number(wish->call, "party", in->party, 1, PEOPLE_MOST, &command->party);
}

void counter_serve_direct(struct varlink_call *call, const void *input)
{
    const struct counter_serve_direct_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    struct command command = {.kind = COMMAND_SERVE_DIRECT, .code = code_random(daemon_hall(call)->epoch)};
    if (counter_begin(&wish, call, in, in->request, &command.operator_id) && read_direct(&wish, in, &command) &&
        wish_do(&wish, &command))
        counter_answer_ticket(&wish, counter_held(wish.hall, command.operator_id));
}

static bool read_by_hand(struct wish *wish, const struct counter_enter_by_hand_in *in, struct command *command)
{
    struct date day = date_of(engine_day(wish->hall->engine));
    if (!wish_services(wish, 1, &in->service, command->services) || !wish_class(wish, in->class, &command->class) ||
        !wish_key(wish, NAME_OUTCOME, in->outcome, REFUSAL_UNKNOWN_OUTCOME, &command->outcome) ||
        !call_number(wish->call, "party", in->party, 1, PEOPLE_MOST, &command->party) ||
        !call_number(wish->call, "quantity", in->quantity, 0, PEOPLE_MOST, &command->quantity))
        return false;
    if (in->from >= clock_at(day, wish->hall->centre->settings.day_start_minute))
        return true;
    wish_refuse(wish, REFUSAL_TIME_SPAN_WRONG);
    return false;
}

void counter_enter_by_hand(struct varlink_call *call, const void *input)
{
    const struct counter_enter_by_hand_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    struct command command = {.kind = COMMAND_ENTER_BY_HAND,
                              .from_ms = in->from,
                              .until_ms = in->until,
                              .code = code_random(daemon_hall(call)->epoch)};
    if (!counter_begin(&wish, call, in, in->request, &command.operator_id) || !read_by_hand(&wish, in, &command))
        return;
    struct hall *hall = wish.hall;
    command.counter = engine_session(hall->engine, command.operator_id)->counter;
    if (!wish_text(&wish, "note", in->note, &command.text) || !wish_do(&wish, &command))
        return;
    struct counter_enter_by_hand_out out = {.ticket = hall_ticket_text(hall, engine_tickets(hall->engine), wish.arena)};
    wish_answer(&wish, &out);
}
