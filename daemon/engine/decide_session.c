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
    const struct command *command = decision->command;
    int32_t lent = engine_lent_profile(decision->engine, command->counter).profile;
    return lent ? lent : rules_usual_profile(decision->rulebook, command->operator_id, command->counter);
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

/* --- another profile for a time --- */

/* About a counter and who is there. */
static struct event *add_counter_event(struct decision *decision, enum event_kind kind, int32_t counter)
{
    const struct session *session = engine_session_at(decision->engine, counter);
    struct event *event = add_event(decision, kind);
    event->counter = counter;
    event->operator_id = session ? session->operator_id : 0;
    return event;
}

void add_profile_back(struct decision *decision, int32_t counter)
{
    struct event *event = add_counter_event(decision, EVENT_PROFILE_BACK, counter);
    int32_t usual = rules_usual_profile(decision->rulebook, event->operator_id, counter);
    if (event->operator_id) /* of what the catalogue has no longer: as it is */
        event->value[PROFILE_BACK_PROFILE] =
                usual ? usual : engine_session(decision->engine, event->operator_id)->profile;
    if (decision->command->kind == COMMAND_SET_PROFILE)
        event->value[PROFILE_BACK_USER] = decision->command->user;
}

static bool is_offered_counter(const struct decision *decision, int32_t counter)
{
    const struct rulebook *rulebook = decision->rulebook;
    return counter > 0 && counter < rulebook->counters.count && rulebook->counters.items[counter].offered;
}

static bool is_offered_profile(const struct decision *decision, int32_t profile)
{
    const struct rulebook *rulebook = decision->rulebook;
    return profile > 0 && profile < rulebook->profiles.count && rulebook->profiles.items[profile].offered;
}

/* What is called or served there stays there. What a counter has that the catalogue no longer has can be taken back. */
int decide_set_profile(struct decision *decision)
{
    const struct command *command = decision->command;
    struct lent_profile lent = engine_lent_profile(decision->engine, command->counter);
    if (!lent.profile && !is_offered_counter(decision, command->counter))
        return refuse(decision, REFUSAL_UNKNOWN_COUNTER);
    if (command->profile && !is_offered_profile(decision, command->profile))
        return refuse(decision, REFUSAL_UNKNOWN_PROFILE);
    if (command->profile && command->until_ms && command->until_ms <= decision->now_ms)
        return refuse(decision, REFUSAL_TIME_SPAN_WRONG);
    if (command->profile == lent.profile && (!lent.profile || command->until_ms == lent.until_ms))
        return refuse(decision, REFUSAL_SAME);
    if (!command->profile) {
        add_profile_back(decision, command->counter);
        return 0;
    }
    struct event *event = add_counter_event(decision, EVENT_PROFILE_SET, command->counter);
    event->value[PROFILE_SET_PROFILE] = command->profile;
    event->value[PROFILE_SET_UNTIL] = command->until_ms;
    event->value[PROFILE_SET_USER] = command->user;
    return 0;
}
