/* SPDX-License-Identifier: MIT
 *
 * Operators: sign in, pause, task, a terminal that is gone and back.
 */
#include "daemon/engine/decide.h"

#include <errno.h>

static int check_place(struct decision *decision)
{
    const struct command *command = decision->command;
    const struct rulebook *rulebook = decision->rulebook;
    if (command->operator_id <= 0 || command->operator_id >= rulebook->operators.count ||
        !rulebook->operators.items[command->operator_id].offered)
        return refuse(decision, REFUSAL_UNKNOWN_OPERATOR);
    if (command->counter <= 0 || command->counter >= rulebook->counters.count ||
        !rulebook->counters.items[command->counter].offered)
        return refuse(decision, REFUSAL_UNKNOWN_COUNTER);
    const struct session *there = engine_session_at(decision->engine, command->counter);
    if (there && there->operator_id != command->operator_id) {
        int r = refuse(decision, REFUSAL_COUNTER_TAKEN);
        decision->refusal->operator_id = there->operator_id;
        return r;
    }
    return 0;
}

static int32_t profile_at(const struct decision *decision)
{
    const struct rule_operator *rule = &decision->rulebook->operators.items[decision->command->operator_id];
    return rule->profile ? rule->profile : decision->rulebook->counters.items[decision->command->counter].profile;
}

/* Signed in at another counter, he moves there with his ticket; one session an operator and a counter. */
int decide_sign_in(struct decision *decision)
{
    const struct command *command = decision->command;
    int r = check_place(decision);
    if (r < 0)
        return r;
    const struct session *now = engine_session(decision->engine, command->operator_id);
    enum event_kind kind = EVENT_SIGNED_IN;
    if (now && now->state != SESSION_AWAY)
        kind = now->counter == command->counter ? EVENT_REGAINED : EVENT_MOVED;
    if (kind == EVENT_REGAINED && now->state == SESSION_PRESENT)
        return 0;
    struct event *event = add_event(decision, kind);
    event->counter = command->counter;
    if (kind == EVENT_SIGNED_IN) {
        event->value[SIGNED_IN_PROFILE] = profile_at(decision);
        event->value[SIGNED_IN_LANGUAGES] = decision->rulebook->operators.items[command->operator_id].languages;
    } else if (kind == EVENT_MOVED) {
        event->value[MOVED_FROM] = now->counter;
        event->value[MOVED_PROFILE] = profile_at(decision);
    }
    return 0;
}

int decide_refuse_sign_in(struct decision *decision)
{
    add_event(decision, EVENT_SIGN_IN_REFUSED)->counter = decision->command->counter;
    return 0;
}

/* --- a terminal that is gone --- */

int decide_lose(struct decision *decision)
{
    if (decision->session->state == SESSION_LOST)
        return 0;
    add_session_event(decision, EVENT_LOST, decision->session)->value[0] =
            decision->now_ms + decision->rulebook->limits.lease_ms;
    return 0;
}

int decide_regain(struct decision *decision)
{
    if (decision->session->state == SESSION_LOST)
        add_session_event(decision, EVENT_REGAINED, decision->session);
    return 0;
}

/* --- pause and task --- */

int decide_pause(struct decision *decision)
{
    const struct command *command = decision->command;
    const struct rulebook *rulebook = decision->rulebook;
    enum activity activity = decision->session->activity;
    if (!is_offered_code(rulebook->pauses.items, rulebook->pauses.count, command->code))
        return refuse(decision, REFUSAL_UNKNOWN_CODE);
    int64_t length_ms = command->by_ms ? command->by_ms : rulebook->pauses.items[command->code].usual_ms;
    if (activity == ACTIVITY_PAUSE || activity == ACTIVITY_TASK)
        return refuse(decision, REFUSAL_NOT_FREE);
    bool later = activity != ACTIVITY_FREE;
    struct event *event = add_session_event(decision, later ? EVENT_PAUSE_ASKED : EVENT_PAUSED, decision->session);
    event->value[PAUSE_CODE] = command->code;
    event->value[PAUSE_TIME] = later || !length_ms ? length_ms : decision->now_ms + length_ms;
    return 0;
}

int decide_end_pause(struct decision *decision)
{
    if (decision->session->activity != ACTIVITY_PAUSE && !decision->session->next_pause)
        return refuse(decision, REFUSAL_SAME);
    add_session_event(decision, EVENT_PAUSE_ENDED, decision->session);
    return 0;
}

int decide_begin_task(struct decision *decision)
{
    const struct rulebook *rulebook = decision->rulebook;
    if (!is_offered_code(rulebook->tasks.items, rulebook->tasks.count, decision->command->code))
        return refuse(decision, REFUSAL_UNKNOWN_CODE);
    add_session_event(decision, EVENT_TASK_BEGAN, decision->session)->value[0] = decision->command->code;
    return 0;
}

int decide_end_task(struct decision *decision)
{
    if (decision->session->activity != ACTIVITY_TASK)
        return refuse(decision, REFUSAL_SAME);
    add_session_event(decision, EVENT_TASK_ENDED, decision->session);
    return 0;
}
