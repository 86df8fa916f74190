/* SPDX-License-Identifier: MIT
 *
 * What a supervisor does in the hall: services closed early, halt, tickets and operators left behind.
 */
#include "common/interface/refused.h"
#include "daemon/daemon.h"
#include "daemon/method_manager.h"
#include "daemon/ordering.h"

/* --- services --- */

_Static_assert(MANAGER_CLOSE_SERVICE_IN_CLOSING_ALL + 1 == (int)CLOSING_ALL &&
                       MANAGER_CLOSE_SERVICE_IN_CLOSING_TO_TICKET + 1 == (int)CLOSING_TO_TICKET &&
                       MANAGER_CLOSE_SERVICE_IN_CLOSING_SEND_HOME + 1 == (int)CLOSING_SEND_HOME,
               "closings in the engine's order");

/* Of the command that was just done. */
static void list_sent_home(const struct wish *wish, struct manager_close_service_out *out)
{
    const struct events *events = &wish->hall->events;
    out->sent_home.items = arena_new_n(wish->arena, const char *, events->count + 1);
    for (size_t i = 0; i < events->count; i++) {
        if (events->items[i].kind == EVENT_NEVER_CALLED)
            out->sent_home.items[out->sent_home.count++] =
                    hall_ticket_text(wish->hall, events->items[i].ticket, wish->arena);
    }
}

void manager_close_service(struct varlink_call *call, const void *input)
{
    const struct manager_close_service_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    if (!wish_begin(&wish, call, in, in->request))
        return;
    int32_t service = manager_service(call, in->service);
    if (!service)
        return;
    bool to_ticket = in->closing.value == MANAGER_CLOSE_SERVICE_IN_CLOSING_TO_TICKET;
    const struct ticket *last = to_ticket && in->last ? hall_ticket(wish.hall, in->last) : NULL;
    int32_t reason = hall_id(wish.hall, NAME_REASON, in->reason);
    wish.asked = reason && to_ticket && !last ? in->last : in->reason;
    if (!wish_do(&wish, &(struct command){.kind = COMMAND_CLOSE_SERVICE,
                                          .service = service,
                                          .reason = reason,
                                          .closing = (enum closing)(in->closing.value + 1),
                                          .ticket = last ? last->id : 0}))
        return;
    struct manager_close_service_out out = {0};
    list_sent_home(&wish, &out);
    const struct day_word about = {.day = days_today(&daemon_of(call)->days), .service = service};
    out.hit.items = manager_list_hit(call, &about, NULL, &out.hit.count);
    wish_answer(&wish, &out);
}

void manager_open_service(struct varlink_call *call, const void *input)
{
    const struct manager_open_service_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    if (!wish_begin(&wish, call, in, in->request))
        return;
    int32_t service = manager_service(call, in->service);
    wish.asked = in->service;
    if (service)
        wish_fulfil(&wish, &(struct command){.kind = COMMAND_OPEN_SERVICE, .service = service});
}

/* --- the hall as a whole --- */

void manager_halt(struct varlink_call *call, const void *input)
{
    const struct manager_halt_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    if (!manager_begin_for_all(&wish, call, in, in->request))
        return;
    wish.asked = in->reason;
    wish_fulfil(&wish, &(struct command){.kind = COMMAND_HALT, .reason = hall_id(wish.hall, NAME_REASON, in->reason)});
}

void manager_resume(struct varlink_call *call, const void *input)
{
    const struct manager_resume_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    if (manager_begin_for_all(&wish, call, in, in->request))
        wish_fulfil(&wish, &(struct command){.kind = COMMAND_END_HALT});
}

void manager_trust_clock(struct varlink_call *call, const void *input)
{
    const struct manager_trust_clock_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    if (!manager_begin_for_all(&wish, call, in, in->request))
        return;
    if (!engine_clock_suspect_ms(wish.hall->engine))
        wish_refuse(&wish, REFUSAL_SAME);
    else
        wish_fulfil(&wish, &(struct command){.kind = COMMAND_TRUST_CLOCK, .user = varlink_call_peer(call)->uid});
}

/* --- people --- */

/* A ticket of the caller's agencies. NULL: answered UnknownTicket or OtherAgency. */
static const struct ticket *find_ticket(struct wish *wish, const char *text)
{
    const struct ticket *ticket = wish_ticket(wish, text);
    struct view view = view_of(wish->hall, wish->arena);
    if (!ticket || !manager_service(wish->call, view_key(&view, NAME_SERVICE, view_step(ticket)->service)))
        return NULL;
    return ticket;
}

void manager_reprint(struct varlink_call *call, const void *input)
{
    const struct manager_reprint_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    if (!wish_begin(&wish, call, in, in->request))
        return;
    const struct ticket *ticket = find_ticket(&wish, in->ticket);
    if (ticket)
        order_again(&wish, ticket, in->printer);
}

void manager_release(struct varlink_call *call, const void *input)
{
    const struct manager_release_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    if (!wish_begin(&wish, call, in, in->request))
        return;
    const struct ticket *ticket = find_ticket(&wish, in->ticket);
    if (!ticket)
        return;
    int32_t id = ticket->id;
    wish.asked = in->reason;
    if (!wish_do(&wish, &(struct command){.kind = COMMAND_RELEASE,
                                          .ticket = id,
                                          .reason = hall_id(wish.hall, NAME_REASON, in->reason)}))
        return;
    struct view view = view_for(wish.hall, wish.arena, daemon_rights(call), MANAGER_ROLES, 0);
    struct manager_release_out out = {.ticket = view_ticket(&view, engine_ticket(wish.hall->engine, id))};
    wish_answer(&wish, &out);
}

static void refuse_not_signed_in(struct wish *wish, const char *operator_id)
{
    wish_error(wish, REFUSED_NOT_SIGNED_IN, &(struct refused_not_signed_in_error){.operator= operator_id});
}

/* Somebody at a counter of the caller's agencies. False: answered NotSignedIn or OtherAgency. */
static bool may_sign_out(struct wish *wish, const char *operator_key, int32_t operator_id)
{
    const struct session *session = engine_session(wish->hall->engine, operator_id);
    if (session)
        return manager_may_touch(wish, session->profile);
    refuse_not_signed_in(wish, operator_key);
    return false;
}

void manager_sign_out(struct varlink_call *call, const void *input)
{
    const struct manager_sign_out_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    if (!wish_begin(&wish, call, in, in->request))
        return;
    int32_t operator_id = store_find_name(wish.hall->store, NAME_OPERATOR, in->operator);
    int32_t taker = in->taker ? store_find_name(wish.hall->store, NAME_OPERATOR, in->taker) : 0;
    if (!may_sign_out(&wish, in->operator, operator_id))
        return;
    if (in->taker && !taker) {
        refuse_not_signed_in(&wish, in->taker);
        return;
    }
    wish.asked = in->operator;
    wish_fulfil(&wish, &(struct command){.kind = COMMAND_SIGN_OUT,
                                         .operator_id = operator_id,
                                         .to_operator = taker,
                                         .place = in->leave_parked ? PLACE_KEEP : 0});
}
