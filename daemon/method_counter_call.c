/* SPDX-License-Identifier: MIT
 *
 * Calling and serving: next, recall, arrive, finish, no-show, and taking the last of these back.
 */
#include "common/text.h"
#include "daemon/daemon.h"
#include "daemon/method_counter.h"
#include "daemon/rulebook.h"

#define QUANTITY_MOST 9999
#define LACKED_MOST   8

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

/* Of the list in whatever language has most. */
static size_t count_lines(const struct config_text *text, struct arena *arena)
{
    size_t most = 0;
    for (size_t i = 0; i < text->count; i++) {
        size_t count;
        text_lines(text->items[i].text ? text->items[i].text : "", arena, &count);
        most = count > most ? count : most;
    }
    return most < LACKED_LINES ? most : LACKED_LINES;
}

/* The matter was not done, as the visitor lacked something. */
static bool may_lack(const struct hall *hall, int32_t outcome)
{
    const struct catalogue_outcome *object = rulebook_object(hall->rulebook, NAME_OUTCOME, outcome);
    return object && !object->fulfilled && object->cause == CAUSE_VISITOR;
}

/* False: answered InvalidParameter. */
static bool read_lacked(struct wish *wish, const struct counter_finish_in *in, struct command *command)
{
    const struct ticket *held = engine_ticket(wish->hall->engine, counter_held(wish->hall, command->operator_id));
    if (!held || !command->outcome || in->lacked.count == 0) /* of that the engine says what it is */
        return true;
    const struct catalogue_service *service =
            rulebook_object(wish->hall->rulebook, NAME_SERVICE, view_step(held)->service);
    size_t lines = service ? count_lines(&service->bring, wish->arena) : 0;
    bool sound = in->lacked.count <= LACKED_MOST && may_lack(wish->hall, command->outcome);
    for (size_t i = 0; sound && i < in->lacked.count; i++) {
        int64_t line = in->lacked.items[i];
        sound = line >= 1 && line <= (int64_t)lines && !(command->lacked & ID_BIT(line));
        command->lacked |= sound ? ID_BIT(line) : 0;
    }
    if (!sound)
        varlink_error_parameter(wish->call, "lacked");
    return sound;
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
    if (!read_lacked(&wish, in, &command) || !wish_do(&wish, &command))
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
