/* SPDX-License-Identifier: MIT
 *
 * In and out, pauses and tasks.
 *
 * A token is "101.4f09...": the operator, and what only this daemon can make of him and of the event by which he came
 * to his counter. Nothing of it is stored, and it outlives the daemon.
 */
#include <stdio.h>
#include <string.h>

#include "common/interface/fault.h"
#include "common/interface/refused.h"
#include "daemon/daemon.h"
#include "daemon/method_counter.h"

#define MINUTE_MS    INT64_C(60000)
#define MINUTES_MOST (12 * 60)

/* --- tokens --- */

const char *counter_token(struct daemon *daemon, int32_t operator_id, struct arena *arena)
{
    const char *key = hall_key(&daemon->hall, NAME_OPERATOR, operator_id);
    char proof[PIN_TOKEN_SIZE];
    pins_token(daemon->pins, key, engine_session(daemon->hall.engine, operator_id)->seq, proof);
    return arena_printf(arena, "%s.%s", key, proof);
}

int32_t counter_of_token(struct daemon *daemon, const char *token)
{
    const char *dot = strchr(token, '.');
    if (!dot)
        return 0;
    _cleanup_free_ char *key = mem_strndup(token, (size_t)(dot - token));
    int32_t operator_id = hall_id(&daemon->hall, NAME_OPERATOR, key);
    if (!counter_is_there(&daemon->hall, operator_id))
        return 0;
    int64_t session = engine_session(daemon->hall.engine, operator_id)->seq;
    return pins_token_is(daemon->pins, key, session, dot + 1) ? operator_id : 0;
}

/* --- sign-in --- */

struct sign_in {
    struct varlink_call *call;
    const struct counter_sign_in_in *in;
};

static void on_gone(struct varlink_call *call, void *data)
{
    pins_forget(daemon_of(call)->pins, data);
}

static void refuse_pin(struct varlink_call *call, int64_t from_ms)
{
    varlink_error(call, REFUSED_WRONG_PIN, &(struct refused_wrong_pin_error){.from = from_ms});
}

/* An id that nobody has is written down like a wrong PIN, so that it takes as long. */
static void note_wrong(struct varlink_call *call, const struct counter_sign_in_in *in)
{
    struct daemon *daemon = daemon_of(call);
    struct refusal refusal;
    struct command command = {.kind = COMMAND_REFUSE_SIGN_IN,
                              .operator_id = hall_id(&daemon->hall, NAME_OPERATOR, in->operator),
                              .counter = hall_id(&daemon->hall, NAME_COUNTER, in->counter)};
    int64_t from_ms = pins_wrong(daemon->pins, in->operator, varlink_call_peer(call)->uid, turn_now(&daemon->turn));
    if (hall_do(&daemon->hall, &command, &refusal) == 0)
        refuse_pin(call, from_ms);
    else
        call_refuse(call, &refusal, in->operator);
}

/* Would he take anything there that a role bounded to agencies may see? Answered OtherAgency if not. */
static bool is_in_bounds(struct varlink_call *call, int32_t operator_id, int32_t counter)
{
    const struct hall *hall = daemon_hall(call);
    const struct rulebook *rulebook = hall->rulebook;
    const struct rights *rights = daemon_rights(call);
    if (rights_cover_all(rights, ROLE_BIT(ROLE_COUNTER)) || !counter)
        return true;
    int32_t own = rulebook->operators.items[operator_id].profile;
    const struct rule_profile *profile =
            &rulebook->profiles.items[own ? own : rulebook->counters.items[counter].profile];
    struct view view = view_of(daemon_hall(call), varlink_call_arena(call));
    const char *agency = "";
    for (int32_t service = 1; service < rulebook->services.count; service++) {
        if (!profile->tiers[service])
            continue;
        agency = view_agency(&view, service);
        if (rights_cover(rights, ROLE_BIT(ROLE_COUNTER), agency))
            return true;
    }
    varlink_error(call, REFUSED_OTHER_AGENCY, &(struct refused_other_agency_error){.agency = agency});
    return false;
}

static void begin_session(struct varlink_call *call, const struct counter_sign_in_in *in)
{
    struct hall *hall = daemon_hall(call);
    struct refusal refusal;
    struct command command = {.kind = COMMAND_SIGN_IN,
                              .operator_id = hall_id(hall, NAME_OPERATOR, in->operator),
                              .counter = hall_id(hall, NAME_COUNTER, in->counter)};
    if (!is_in_bounds(call, command.operator_id, command.counter))
        return;
    if (hall_do(hall, &command, &refusal) < 0) {
        call_refuse(call, &refusal, in->counter);
        return;
    }
    daemon_speak(daemon_caller(call), command.operator_id);
    struct view view = view_of(hall, varlink_call_arena(call));
    struct counter_sign_in_out out = {.session = counter_session(&view, command.operator_id),
                                      .token = counter_token(daemon_of(call), command.operator_id, view.arena)};
    varlink_reply(call, &out);
}

static void on_checked(void *data, bool right, attr_unused const char *kept)
{
    const struct sign_in *sign_in = data;
    struct varlink_call *call = sign_in->call;
    struct daemon *daemon = daemon_of(call);
    hall_run_clock(&daemon->hall);
    if (!right) {
        note_wrong(call, sign_in->in);
        return;
    }
    pins_right(daemon->pins, sign_in->in->operator, varlink_call_peer(call)->uid);
    begin_session(call, sign_in->in);
}

/* What is kept of the PIN of an operator who may sign in. */
static const char *kept_of(const struct hall *hall, const char *key)
{
    int32_t id = hall_id(hall, NAME_OPERATOR, key);
    const struct operator_kept *kept = operators_find(&hall->operators, id);
    return kept && hall->rulebook->operators.items[id].offered ? kept->pin : NULL;
}

void counter_sign_in(struct varlink_call *call, const void *input)
{
    const struct counter_sign_in_in *in = input;
    struct daemon *daemon = daemon_of(call);
    int64_t from_ms = pins_wait(daemon->pins, in->operator, varlink_call_peer(call)->uid, turn_now(&daemon->turn));
    if (from_ms) {
        refuse_pin(call, from_ms);
        return;
    }
    struct sign_in *sign_in = arena_new(varlink_call_arena(call), struct sign_in);
    *sign_in = (struct sign_in){.call = call, .in = in};
    varlink_call_on_gone(call, on_gone, sign_in);
    if (pins_check(daemon->pins, in->operator, in->pin, kept_of(&daemon->hall, in->operator), on_checked, sign_in) < 0)
        varlink_error(call, FAULT_OVERLOADED, &(struct fault_overloaded_error){.limit = "pins", .maximum = PIN_QUEUE});
}

/* --- regain, sign-out --- */

void counter_regain(struct varlink_call *call, const void *input)
{
    const struct counter_regain_in *in = input;
    struct hall *hall = daemon_hall(call);
    struct refusal refusal = {.kind = REFUSAL_NOT_SIGNED_IN};
    hall_run_clock(hall);
    int32_t operator_id = counter_of_token(daemon_of(call), in->token);
    struct command command = {.kind = COMMAND_REGAIN, .operator_id = operator_id};
    if (!operator_id || hall_do(hall, &command, &refusal) < 0) {
        call_refuse(call, &refusal, NULL);
        return;
    }
    daemon_speak(daemon_caller(call), operator_id);
    struct view view = view_of(hall, varlink_call_arena(call));
    struct counter_regain_out out = {.session = counter_session(&view, operator_id)};
    varlink_reply(call, &out);
}

void counter_sign_out(struct varlink_call *call, const void *input)
{
    const struct counter_sign_out_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    struct command command = {.kind = COMMAND_SIGN_OUT, .place = in->leave_parked ? PLACE_KEEP : 0};
    if (counter_begin(&wish, call, in, in->request, &command.operator_id) &&
        counter_colleague(&wish, in->taker, &command.to_operator) && wish_do(&wish, &command)) {
        daemon_speak(daemon_caller(call), 0);
        wish_answer_done(&wish);
    }
}

/* --- pauses and tasks --- */

void counter_pause(struct varlink_call *call, const void *input)
{
    const struct counter_pause_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    struct command command = {.kind = COMMAND_PAUSE};
    int32_t minutes;
    if (!counter_begin(&wish, call, in, in->request, &command.operator_id) ||
        !call_number(call, "minutes", in->minutes, 0, MINUTES_MOST, &minutes))
        return;
    command.code = hall_id(wish.hall, NAME_PAUSE, in->pause);
    command.by_ms = minutes * MINUTE_MS;
    wish.asked = in->pause;
    if (wish_do(&wish, &command))
        counter_answer_session(&wish, command.operator_id);
}

void counter_begin_task(struct varlink_call *call, const void *input)
{
    const struct counter_begin_task_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    struct command command = {.kind = COMMAND_BEGIN_TASK};
    if (!counter_begin(&wish, call, in, in->request, &command.operator_id))
        return;
    command.code = hall_id(wish.hall, NAME_TASK, in->task);
    wish.asked = in->task;
    if (wish_do(&wish, &command))
        counter_answer_session(&wish, command.operator_id);
}

static void end(struct varlink_call *call, const void *in, const char *request, enum command_kind kind)
{
    _cleanup_(wish_done) struct wish wish;
    struct command command = {.kind = kind};
    if (counter_begin(&wish, call, in, request, &command.operator_id) && wish_do(&wish, &command))
        counter_answer_session(&wish, command.operator_id);
}

void counter_end_pause(struct varlink_call *call, const void *input)
{
    const struct counter_end_pause_in *in = input;
    end(call, in, in->request, COMMAND_END_PAUSE);
}

void counter_end_task(struct varlink_call *call, const void *input)
{
    const struct counter_end_task_in *in = input;
    end(call, in, in->request, COMMAND_END_TASK);
}
