/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Reception: issuing, adopting, correcting and moving tickets.
 */
#include "common/interface/refused.h"
#include "daemon/daemon.h"
#include "daemon/method_reception.h"
#include "daemon/method_return_code.h"
#include "daemon/new_ticket.h"
#include "daemon/ordering.h"

/* Most methods answer the ticket as it is now, or nothing but that it was done. */
#define SAME_ANSWER(method, as)                                                                      \
    _Static_assert(sizeof(struct reception_##method##_out) == sizeof(struct reception_##as##_out) && \
                           offsetof(struct reception_##method##_out, repeated) ==                    \
                                   offsetof(struct reception_##as##_out, repeated),                  \
                   "answers of one shape")
SAME_ANSWER(transfer, change);
SAME_ANSWER(return, change);
SAME_ANSWER(put_off, change);
SAME_ANSWER(come_back, change);
SAME_ANSWER(join, change);

static void answer_ticket(struct wish *wish, int32_t ticket)
{
    struct view view = reception_view(wish->call);
    struct reception_change_out out = {.ticket =
                                               view_reception_ticket(&view, engine_ticket(wish->hall->engine, ticket))};
    wish_answer(wish, &out);
}

static void answer_done(struct wish *wish, attr_unused int32_t ticket)
{
    wish_answer_done(wish);
}

/* --- issue --- */

/* Nobody who may only touch some agencies sends a visitor through others. */
static bool covers_all(struct wish *wish, const int32_t *services)
{
    for (int i = 0; i < COMMAND_SERVICES && services[i]; i++) {
        if (!reception_covers(wish->call, services[i]))
            return false;
    }
    return true;
}

static bool read_issue(struct wish *wish, const struct reception_issue_in *in, struct command *command)
{
    *command = (struct command){
            .kind = COMMAND_ISSUE, .channel = CHANNEL_RECEPTION, .code = code_random(daemon_hall(wish->call)->epoch)};
    if (in->services.count == 0) {
        varlink_error_parameter(wish->call, "services");
        return false;
    }
    return wish_services(wish, in->services.count, in->services.items, command->services) &&
           covers_all(wish, command->services) && wish_class(wish, in->class, &command->class) &&
           wish_needs(wish, in->needs.count, in->needs.items, &command->needs) &&
           wish_language(wish, in->language, &command->language) && call_printer(wish->call, in->printer) &&
           call_number(wish->call, "party", in->party, 1, INT32_MAX, &command->party) &&
           return_code_read(wish, in->return_code, ASKED_BY_STAFF, &command->with);
}

void reception_issue(struct varlink_call *call, const void *input)
{
    const struct reception_issue_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    struct command command;
    if (!wish_begin(&wish, call, in, in->request) || !read_issue(&wish, in, &command) ||
        !wish_text(&wish, "note", in->note, &command.note))
        return;
    command.promise = new_ticket_promise(wish.hall, &command);
    if (!wish_do(&wish, &command))
        return;
    struct view view = view_of(wish.hall, wish.arena);
    const struct ticket *ticket = engine_ticket(wish.hall->engine, engine_tickets(wish.hall->engine));
    order_ticket(&wish, ticket, in->printer);
    struct reception_issue_out out = {.ticket = new_ticket_at_reception(&view, ticket)};
    wish_answer(&wish, &out);
}

static bool read_by_hand(struct wish *wish, const struct reception_enter_by_hand_in *in, struct command *command)
{
    *command = (struct command){.kind = COMMAND_ENTER_BY_HAND,
                                .from_ms = in->from,
                                .until_ms = in->until,
                                .code = code_random(daemon_hall(wish->call)->epoch)};
    bool fits = wish_services(wish, 1, &in->service, command->services) && covers_all(wish, command->services) &&
                wish_class(wish, in->class, &command->class) &&
                wish_key(wish, NAME_OUTCOME, in->outcome, REFUSAL_UNKNOWN_OUTCOME, &command->outcome) &&
                wish_key(wish, NAME_COUNTER, in->counter, REFUSAL_UNKNOWN_COUNTER, &command->counter) &&
                wish_key(wish, NAME_OPERATOR, in->operator, REFUSAL_UNKNOWN_OPERATOR, &command->operator_id) &&
                call_number(wish->call, "party", in->party, 1, INT32_MAX, &command->party);
    if (fits && in->quantity.set && (in->quantity.value < 1 || in->quantity.value > INT32_MAX)) {
        varlink_error_parameter(wish->call, "quantity");
        return false;
    }
    command->quantity = in->quantity.set ? (int32_t)in->quantity.value : 0;
    return fits;
}

/* Was it today? The engine knows when its day ends, not when it began. */
static bool was_today(struct wish *wish, int64_t at_ms)
{
    struct date date = clock_business_day(at_ms, wish->hall->centre->settings.day_start_minute);
    if (!engine_day(wish->hall->engine) || date_days(date) == engine_day(wish->hall->engine))
        return true;
    wish_refuse(wish, REFUSAL_TIME_SPAN_WRONG);
    return false;
}

void reception_enter_by_hand(struct varlink_call *call, const void *input)
{
    const struct reception_enter_by_hand_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    struct command command;
    if (!wish_begin(&wish, call, in, in->request) || !read_by_hand(&wish, in, &command) ||
        !was_today(&wish, in->from) || !wish_text(&wish, "note", in->note, &command.text) || !wish_do(&wish, &command))
        return;
    int32_t ticket = engine_tickets(wish.hall->engine);
    struct reception_enter_by_hand_out out = {.ticket = hall_ticket_text(wish.hall, ticket, wish.arena)};
    wish_answer(&wish, &out);
}

/* --- adopt --- */

/* Codes of that machine bear the sign of one of the epochs before those that began today. */
static bool was_printed(const struct hall *hall, int64_t code)
{
    for (int32_t i = 1; i <= engine_lost_spans(hall->engine); i++) {
        if (code_is_of(code, hall->epoch - i))
            return true;
    }
    return false;
}

/* As printed, or a new one. False: answered InvalidParameter or NotLost. */
static bool read_code(struct wish *wish, const char *typed, int64_t *ret_code)
{
    *ret_code = typed ? code_parse(typed) : code_random(wish->hall->epoch);
    if (*ret_code < 0) {
        varlink_error_parameter(wish->call, "code");
        return false;
    }
    if (!typed || engine_lost_spans(wish->hall->engine) == 0 || was_printed(wish->hall, *ret_code))
        return true;
    call_refuse(wish->call, &(struct refusal){.kind = REFUSAL_NOT_LOST, .why = LOST_WRONG_CODE}, wish->asked);
    return false;
}

static bool read_adopt(struct wish *wish, const struct reception_adopt_in *in, struct command *command)
{
    *command = (struct command){.kind = COMMAND_ADOPT, .from_ms = in->at.set ? in->at.value : 0};
    if (in->services.count == 0 || (in->at.set && in->at.value <= 0)) {
        varlink_error_parameter(wish->call, in->services.count == 0 ? "services" : "at");
        return false;
    }
    if (!ticket_parse(in->ticket, &command->prefix, &command->number)) {
        varlink_error_parameter(wish->call, "ticket");
        return false;
    }
    bool fits = wish_services(wish, in->services.count, in->services.items, command->services) &&
                covers_all(wish, command->services) && wish_class(wish, in->class, &command->class) &&
                wish_needs(wish, in->needs.count, in->needs.items, &command->needs) &&
                wish_language(wish, in->language, &command->language) && call_printer(wish->call, in->printer) &&
                call_number(wish->call, "party", in->party, 1, INT32_MAX, &command->party);
    wish->asked = in->ticket;
    return fits && read_code(wish, in->code, &command->code);
}

void reception_adopt(struct varlink_call *call, const void *input)
{
    const struct reception_adopt_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    struct command command;
    if (!wish_begin(&wish, call, in, in->request) || !read_adopt(&wish, in, &command) || !wish_do(&wish, &command))
        return;
    struct view view = view_of(wish.hall, wish.arena);
    const struct ticket *ticket = engine_ticket(wish.hall->engine, engine_tickets(wish.hall->engine));
    order_ticket(&wish, ticket, in->printer);
    struct reception_adopt_out out = {.ticket = new_ticket_at_reception(&view, ticket)};
    wish_answer(&wish, &out);
}

/* --- correct --- */

static bool read_change(struct wish *wish, const struct reception_change_in *in, const struct ticket *ticket,
                        struct command *command)
{
    *command = (struct command){.kind = COMMAND_CHANGE,
                                .ticket = ticket->id,
                                .reason = hall_id(wish->hall, NAME_REASON, in->reason),
                                .class = ticket->class,
                                .needs = ticket->needs,
                                .language = ticket->language};
    return wish_key(wish, NAME_SERVICE, in->service, REFUSAL_UNKNOWN_SERVICE, &command->services[0]) &&
           (!in->class || wish_class(wish, in->class, &command->class)) &&
           (!in->needs.items || wish_needs(wish, in->needs.count, in->needs.items, &command->needs)) &&
           (!in->language || wish_language(wish, in->language, &command->language));
}

void reception_change(struct varlink_call *call, const void *input)
{
    const struct reception_change_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    const struct ticket *ticket = reception_begin(&wish, call, in, in->request, in->ticket);
    struct command command;
    if (!ticket || !read_change(&wish, in, ticket, &command))
        return;
    wish.asked = in->reason;
    if (wish_do(&wish, &command))
        answer_ticket(&wish, command.ticket);
}

void reception_join(struct varlink_call *call, const void *input)
{
    const struct reception_join_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    if (!wish_begin(&wish, call, in, in->request))
        return;
    const struct ticket *to = reception_subject(&wish, in->to);
    const struct ticket *ticket = to ? reception_subject(&wish, in->ticket) : NULL;
    if (!ticket)
        return;
    struct command command = {.kind = COMMAND_JOIN, .ticket = ticket->id, .to_ticket = to->id};
    if (wish_do(&wish, &command))
        answer_ticket(&wish, command.to_ticket);
}

/* --- move --- */

static enum place place_of(struct idl_word word)
{
    static const enum place places[] = {
            [RECEPTION_TRANSFER_IN_PLACE_KEEP] = PLACE_KEEP,
            [RECEPTION_TRANSFER_IN_PLACE_FRONT] = PLACE_FRONT,
            [RECEPTION_TRANSFER_IN_PLACE_END] = PLACE_END,
    };
    return places[word.value];
}

void reception_transfer(struct varlink_call *call, const void *input)
{
    const struct reception_transfer_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    const struct ticket *ticket = reception_begin(&wish, call, in, in->request, in->ticket);
    if (!ticket)
        return;
    struct command command = {.kind = COMMAND_TRANSFER, .ticket = ticket->id, .place = place_of(in->place)};
    if (wish_key(&wish, NAME_SERVICE, in->service, REFUSAL_UNKNOWN_SERVICE, &command.to_service) &&
        wish_key(&wish, NAME_COUNTER, in->counter, REFUSAL_UNKNOWN_COUNTER, &command.to_counter) &&
        wish_key(&wish, NAME_OPERATOR, in->operator, REFUSAL_UNKNOWN_OPERATOR, &command.to_operator) &&
        wish_do(&wish, &command))
        answer_ticket(&wish, command.ticket);
}

/* A command that needs to know the ticket and nothing else. */
static void move(struct varlink_call *call, const void *in, const char *text, const char *request,
                 struct command command, void (*answer)(struct wish *wish, int32_t ticket))
{
    _cleanup_(wish_done) struct wish wish;
    const struct ticket *ticket = reception_begin(&wish, call, in, request, text);
    if (!ticket)
        return;
    command.ticket = ticket->id;
    if (wish_do(&wish, &command))
        answer(&wish, command.ticket);
}

void reception_return(struct varlink_call *call, const void *input)
{
    const struct reception_return_in *in = input;
    move(call, in, in->ticket, in->request, (struct command){.kind = COMMAND_RETURN}, answer_ticket);
}

void reception_put_off(struct varlink_call *call, const void *input)
{
    const struct reception_put_off_in *in = input;
    move(call, in, in->ticket, in->request, (struct command){.kind = COMMAND_PUT_OFF, .until_ms = in->until},
         answer_ticket);
}

void reception_come_back(struct varlink_call *call, const void *input)
{
    const struct reception_come_back_in *in = input;
    move(call, in, in->ticket, in->request, (struct command){.kind = COMMAND_COME_BACK}, answer_ticket);
}

void reception_cancel(struct varlink_call *call, const void *input)
{
    const struct reception_cancel_in *in = input;
    move(call, in, in->ticket, in->request, (struct command){.kind = COMMAND_CANCEL}, answer_done);
}

void reception_void(struct varlink_call *call, const void *input)
{
    const struct reception_void_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    const struct ticket *ticket = reception_begin(&wish, call, in, in->request, in->ticket);
    if (!ticket)
        return;
    struct command command = {
            .kind = COMMAND_VOID, .ticket = ticket->id, .reason = hall_id(wish.hall, NAME_REASON, in->reason)};
    wish.asked = in->reason;
    wish_fulfil(&wish, &command);
}
