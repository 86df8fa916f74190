/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Counter: the operator at a counter. The table of its methods, and what they share.
 */
#include "daemon/method_counter.h"

#include "common/interface/refused.h"
#include "daemon/daemon.h"
#include "daemon/method_alarm.h"
#include "daemon/method_message.h"

bool counter_begin(struct wish *wish, struct varlink_call *call, const void *in, const char *request_id,
                   int32_t *ret_operator)
{
    *ret_operator = daemon_operator(call);
    if (!wish_begin(wish, call, in, request_id))
        return false;
    if (counter_is_there(wish->hall, *ret_operator))
        return true;
    wish_refuse(wish, REFUSAL_NOT_SIGNED_IN);
    return false;
}

void counter_give(struct varlink_call *call, const void *in, const char *request_id, const char *text,
                  const char *reason, struct command command)
{
    _cleanup_(wish_done) struct wish wish;
    if (!counter_begin(&wish, call, in, request_id, &command.operator_id))
        return;
    const struct ticket *ticket = wish_ticket(&wish, text);
    command.ticket = ticket ? ticket->id : 0;
    command.reason = hall_id(wish.hall, NAME_REASON, reason);
    if (reason)
        wish.asked = reason;
    if (ticket && wish_do(&wish, &command))
        counter_answer_ticket(&wish, command.ticket);
}

bool counter_colleague(struct wish *wish, const char *key, int32_t *ret_id)
{
    *ret_id = hall_id(wish->hall, NAME_OPERATOR, key);
    if (!key || *ret_id)
        return true;
    wish_error(wish, REFUSED_NOT_SIGNED_IN, &(struct refused_not_signed_in_error){.operator= key});
    return false;
}

bool counter_takes(const struct hall *hall, int32_t operator_id, int32_t service)
{
    const struct session *session = engine_session(hall->engine, operator_id);
    const struct rulebook *rulebook = hall->rulebook;
    return session && session->profile < rulebook->profiles.count && service < rulebook->services.count &&
           rulebook->profiles.items[session->profile].tiers[service] != 0;
}

bool counter_is_there(const struct hall *hall, int32_t operator_id)
{
    const struct session *session = engine_session(hall->engine, operator_id);
    return session && session->state != SESSION_AWAY;
}

int32_t counter_held(const struct hall *hall, int32_t operator_id)
{
    const struct session *session = engine_session(hall->engine, operator_id);
    return session ? session->ticket : 0;
}

/* --- answers that several have --- */

#define SAME_ANSWER(method, field)                                                                        \
    _Static_assert(offsetof(struct counter_##method##_out, repeated) ==                                   \
                                   offsetof(struct counter_##field##_out, repeated) &&                    \
                           sizeof(struct counter_##method##_out) == sizeof(struct counter_##field##_out), \
                   "methods that answer alike");
SAME_ANSWER(choose, next)
SAME_ANSWER(recall, next)
SAME_ANSWER(arrive, next)
SAME_ANSWER(no_show, next)
SAME_ANSWER(undo, next)
SAME_ANSWER(transfer, next)
SAME_ANSWER(park, next)
SAME_ANSWER(take_up, next)
SAME_ANSWER(come_back, next)
SAME_ANSWER(help, next)
SAME_ANSWER(serve_direct, next)
SAME_ANSWER(join, next)
SAME_ANSWER(end_pause, pause)
SAME_ANSWER(begin_task, pause)
SAME_ANSWER(end_task, pause)

struct view counter_view(const struct wish *wish)
{
    return view_for(wish->hall, wish->arena, daemon_rights(wish->call), method_counter.roles,
                    daemon_operator(wish->call));
}

void counter_answer_ticket(struct wish *wish, int32_t ticket)
{
    struct view view = counter_view(wish);
    struct counter_next_out out = {.ticket = view_counter_ticket(&view, engine_ticket(wish->hall->engine, ticket))};
    wish_answer(wish, &out);
}

void counter_answer_session(struct wish *wish, int32_t operator_id)
{
    struct view view = view_of(wish->hall, wish->arena);
    struct counter_pause_out out = {.session = counter_session(&view, operator_id)};
    wish_answer(wish, &out);
}

struct counter_session counter_session(const struct view *view, int32_t operator_id)
{
    const struct session *session = engine_session(view->hall->engine, operator_id);
    enum name_kind kind = session->activity == ACTIVITY_PAUSE ? NAME_PAUSE : NAME_TASK;
    bool pauses = session->activity == ACTIVITY_PAUSE;
    struct counter_session out = {
            .operator= view_key(view, NAME_OPERATOR, operator_id),
            .counter = view_key(view, NAME_COUNTER, session->counter),
            .profile = view_key(view, NAME_PROFILE, session->profile),
            .activity = view_activity(session->activity),
            .since = session->since_ms,
            .until = view_moment(pauses ? session->until_ms : 0),
            .code = view_key(view, kind, session->code),
            .next_pause = view_key(view, NAME_PAUSE, session->next_pause),
            .profile_until = view_profile_until(view, session->counter),
    };
    out.languages.items = hall_keys(view->hall, NAME_LANGUAGE, session->languages, view->arena, &out.languages.count);
    return out;
}

static const struct varlink_method methods[] = {
        {.name = "SignIn", .handler = counter_sign_in, .changes = true, .defers = true},
        {.name = "Regain", .handler = counter_regain, .changes = true},
        {.name = "SignOut", .handler = counter_sign_out, .changes = true},
        {.name = "Watch", .handler = counter_watch, .streams = true},
        {.name = "ListWaiting", .handler = counter_list_waiting},
        {.name = "Next", .handler = counter_next, .changes = true},
        {.name = "Choose", .handler = counter_choose, .changes = true},
        {.name = "Recall", .handler = counter_recall, .changes = true},
        {.name = "Arrive", .handler = counter_arrive, .changes = true},
        {.name = "Finish", .handler = counter_finish, .changes = true},
        {.name = "NoShow", .handler = counter_no_show, .changes = true},
        {.name = "Undo", .handler = counter_undo, .changes = true},
        {.name = "Transfer", .handler = counter_transfer, .changes = true},
        {.name = "Park", .handler = counter_park, .changes = true},
        {.name = "TakeUp", .handler = counter_take_up, .changes = true},
        {.name = "ComeBack", .handler = counter_come_back, .changes = true},
        {.name = "HandOver", .handler = counter_hand_over, .changes = true},
        {.name = "ListColleagues", .handler = counter_list_colleagues},
        {.name = "Help", .handler = counter_help, .changes = true},
        {.name = "EndHelp", .handler = counter_end_help, .changes = true},
        {.name = "ServeDirect", .handler = counter_serve_direct, .changes = true},
        {.name = "EnterByHand", .handler = counter_enter_by_hand, .changes = true},
        {.name = "Join", .handler = counter_join, .changes = true},
        {.name = "AddNote", .handler = counter_add_note, .changes = true},
        {.name = "Reprint", .handler = counter_reprint, .changes = true},
        {.name = "Pause", .handler = counter_pause, .changes = true},
        {.name = "EndPause", .handler = counter_end_pause, .changes = true},
        {.name = "BeginTask", .handler = counter_begin_task, .changes = true},
        {.name = "EndTask", .handler = counter_end_task, .changes = true},
        {.name = "Explain", .handler = counter_explain, .defers = true},
        {.name = "WhyBefore", .handler = counter_why_before},
        {.name = "Alarm", .handler = counter_alarm, .changes = true},
        {.name = "AnswerAlarm", .handler = counter_answer_alarm, .changes = true},
        {.name = "EndAlarm", .handler = counter_end_alarm, .changes = true},
        {.name = "ReadMessage", .handler = counter_read_message, .changes = true},
};

const struct method_table method_counter = {
        .interface = INTERFACE_COUNTER,
        .roles = ROLE_BIT(ROLE_COUNTER),
        .methods = methods,
        .count = ARRAY_SIZE(methods),
};
