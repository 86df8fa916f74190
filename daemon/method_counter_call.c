/* SPDX-License-Identifier: MIT
 *
 * Calling and serving: next, recall, arrive, finish, no-show, and taking the last of these back.
 */
#include "daemon/daemon.h"
#include "daemon/method_counter.h"

#define QUANTITY_MOST 9999

/* Gives a command of the ticket that he holds after it. */
static void call_to_counter(struct varlink_call *call, const void *in, const char *request, enum command_kind kind)
{
    _cleanup_(wish_done) struct wish wish;
    struct command command = {.kind = kind};
    if (counter_begin(&wish, call, in, request, &command.operator_id) && wish_do(&wish, &command))
        counter_answer_ticket(&wish, counter_held(wish.hall, command.operator_id));
}

void counter_next(struct varlink_call *call, const void *input)
{
    const struct counter_next_in *in = input;
    call_to_counter(call, in, in->request, COMMAND_NEXT);
}

void counter_recall(struct varlink_call *call, const void *input)
{
    const struct counter_recall_in *in = input;
    call_to_counter(call, in, in->request, COMMAND_RECALL);
}

void counter_arrive(struct varlink_call *call, const void *input)
{
    const struct counter_arrive_in *in = input;
    call_to_counter(call, in, in->request, COMMAND_ARRIVE);
}

void counter_choose(struct varlink_call *call, const void *input)
{
    const struct counter_choose_in *in = input;
    counter_give(call, in, in->request, in->ticket, in->reason, (struct command){.kind = COMMAND_CHOOSE});
}

void counter_finish(struct varlink_call *call, const void *input)
{
    const struct counter_finish_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    struct command command = {.kind = COMMAND_FINISH, .next = in->next};
    if (!counter_begin(&wish, call, in, in->request, &command.operator_id) ||
        !call_number(call, "quantity", in->quantity, 0, QUANTITY_MOST, &command.quantity))
        return;
    int32_t finished = counter_held(wish.hall, command.operator_id);
    command.outcome = hall_id(wish.hall, NAME_OUTCOME, in->outcome);
    wish.asked = in->outcome;
    if (!wish_do(&wish, &command))
        return;
    struct view view = counter_view(&wish);
    const struct engine *engine = wish.hall->engine;
    const struct ticket *called = engine_ticket(engine, counter_held(wish.hall, command.operator_id));
    struct counter_finish_out out = {.ticket = view_counter_ticket(&view, engine_ticket(engine, finished))};
    if (called) {
        out.called = arena_new(wish.arena, struct counter_ticket);
        *out.called = view_counter_ticket(&view, called);
    }
    wish_answer(&wish, &out);
}

void counter_no_show(struct varlink_call *call, const void *input)
{
    const struct counter_no_show_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    struct command command = {.kind = COMMAND_MISS};
    if (!counter_begin(&wish, call, in, in->request, &command.operator_id))
        return;
    int32_t missed = counter_held(wish.hall, command.operator_id);
    if (wish_do(&wish, &command))
        counter_answer_ticket(&wish, missed);
}

void counter_undo(struct varlink_call *call, const void *input)
{
    const struct counter_undo_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    struct command command = {.kind = COMMAND_UNDO};
    if (!counter_begin(&wish, call, in, in->request, &command.operator_id))
        return;
    int32_t subject = engine_last_act(wish.hall->engine, command.operator_id).ticket;
    if (wish_do(&wish, &command))
        counter_answer_ticket(&wish, subject);
}
