/* SPDX-License-Identifier: MIT
 *
 * An alarm is no matter of the day: it needs neither a ticket nor a session, only a counter.
 */
#include "daemon/method_alarm.h"

#include <string.h>

#include "common/log.h"
#include "common/varlink/server.h"
#include "daemon/daemon.h"
#include "daemon/method_counter.h"

/* --- lists --- */

static int32_t zone_of(const struct view *view, int32_t counter)
{
    const struct rulebook *rulebook = view->hall->rulebook;
    return counter < rulebook->counters.count ? rulebook->counters.items[counter].zone : 0;
}

/* A key that must be there; "": it left the catalogue meanwhile. */
static const char *key_or_none(const struct view *view, enum name_kind kind, int32_t id)
{
    const char *key = view_key(view, kind, id);
    return key ? key : "";
}

static struct manager_open_alarm make_alarm(const struct view *view, const struct alarm *alarm)
{
    return (struct manager_open_alarm){
            .alarm = arena_strdup(view->arena, alarm->name),
            .counter = key_or_none(view, NAME_COUNTER, alarm->counter),
            .zone = key_or_none(view, NAME_ZONE, zone_of(view, alarm->counter)),
            .operator= view_key(view, NAME_OPERATOR, alarm->operator_id),
            .since = alarm->since_ms,
            .coming = alarm->coming,
            .coming_counter = view_key(view, NAME_COUNTER, alarm->coming_counter),
            .coming_operator = view_key(view, NAME_OPERATOR, alarm->coming_operator),
    };
}

void alarm_list_for_manager(const struct view *view, const struct alarms *alarms, struct manager_watch_hall_out *out)
{
    out->alarms.items = arena_new_n(view->arena, struct manager_open_alarm, alarms->count + 1);
    for (size_t i = 0; i < alarms->count; i++)
        out->alarms.items[out->alarms.count++] = make_alarm(view, &alarms->items[i]);
}

#define SAME_ALARM(role)                                                                    \
    _Static_assert(sizeof(struct role##_open_alarm) == sizeof(struct manager_open_alarm) && \
                           offsetof(struct role##_open_alarm, coming_operator) ==           \
                                   offsetof(struct manager_open_alarm, coming_operator),    \
                   "alarms are the same for all roles")
SAME_ALARM(reception);
SAME_ALARM(counter);

void alarm_list_for_reception(const struct view *view, const struct alarms *alarms,
                              struct reception_watch_desk_out *out)
{
    out->alarms.items = arena_new_n(view->arena, struct reception_open_alarm, alarms->count + 1);
    for (size_t i = 0; i < alarms->count; i++) {
        const struct manager_open_alarm made = make_alarm(view, &alarms->items[i]);
        memcpy(&out->alarms.items[out->alarms.count++], &made, sizeof(made));
    }
}

void alarm_list_for_counter(const struct view *view, const struct alarms *alarms, int32_t counter,
                            struct counter_watch_out *out)
{
    out->alarms.items = arena_new_n(view->arena, struct counter_open_alarm, alarms->count + 1);
    for (size_t i = 0; i < alarms->count; i++) {
        const struct alarm *alarm = &alarms->items[i];
        if (alarm->counter != counter && zone_of(view, alarm->counter) != zone_of(view, counter))
            continue;
        const struct manager_open_alarm made = make_alarm(view, alarm);
        memcpy(&out->alarms.items[out->alarms.count++], &made, sizeof(made));
    }
}

/* --- methods --- */

static struct alarms *to_change(struct daemon *daemon)
{
    publish_touch(&daemon->publish, TOPIC_HALL);
    return memory_change(&daemon->turn.memory, &daemon->alarms);
}

/* Where whoever is signed in on this connection sits; 0: nobody is. */
static int32_t own_counter(struct varlink_call *call)
{
    const struct hall *hall = daemon_hall(call);
    int32_t operator_id = daemon_operator(call);
    return counter_is_there(hall, operator_id) ? engine_session(hall->engine, operator_id)->counter : 0;
}

/* The counter that calls. False: answered UnknownCounter or NotSignedIn. */
static bool find_counter(struct wish *wish, const char *key, int32_t *ret_counter)
{
    const struct rulebook *rulebook = wish->hall->rulebook;
    int32_t counter = key ? hall_id(wish->hall, NAME_COUNTER, key) : own_counter(wish->call);
    *ret_counter = counter;
    wish->asked = key;
    if (!key && !counter)
        wish_refuse(wish, REFUSAL_NOT_SIGNED_IN);
    else if (counter <= 0 || counter >= rulebook->counters.count || (key && !rulebook->counters.items[counter].offered))
        wish_refuse(wish, REFUSAL_UNKNOWN_COUNTER);
    else
        return true;
    return false;
}

void counter_alarm(struct varlink_call *call, const void *input)
{
    const struct counter_alarm_in *in = input;
    struct daemon *daemon = daemon_of(call);
    _cleanup_(wish_done) struct wish wish;
    int32_t counter;
    if (!wish_begin(&wish, call, in, in->request) || !find_counter(&wish, in->counter, &counter))
        return;
    const struct session *session = engine_session_at(wish.hall->engine, counter);
    const struct alarm *alarm =
            alarms_call(to_change(daemon), counter, session ? session->operator_id : 0, turn_now(&daemon->turn));
    log_warning("alarm", LOG_TEXT("counter", hall_key(wish.hall, NAME_COUNTER, counter)));
    struct counter_alarm_out out = {.alarm = alarm->name};
    wish_answer(&wish, &out);
}

static void answer(struct wish *wish, const char *name, int32_t counter, int32_t operator_id)
{
    if (alarms_answer(to_change(daemon_of(wish->call)), name, counter, operator_id))
        wish_answer_done(wish);
    else
        wish_refuse(wish, REFUSAL_SAME);
}

void counter_answer_alarm(struct varlink_call *call, const void *input)
{
    const struct counter_answer_alarm_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    int32_t operator_id;
    if (counter_begin(&wish, call, in, in->request, &operator_id))
        answer(&wish, in->alarm, own_counter(call), operator_id);
}

void reception_answer_alarm(struct varlink_call *call, const void *input)
{
    const struct reception_answer_alarm_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    if (wish_begin(&wish, call, in, in->request))
        answer(&wish, in->alarm, 0, 0);
}

static void end(struct wish *wish, const char *name, enum refusal_kind otherwise)
{
    if (alarms_end(to_change(daemon_of(wish->call)), name))
        wish_answer_done(wish);
    else
        wish_refuse(wish, otherwise);
}

/* Who knows its name may end it, also where nobody is signed in. */
void counter_end_alarm(struct varlink_call *call, const void *input)
{
    const struct counter_end_alarm_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    if (wish_begin(&wish, call, in, in->request))
        end(&wish, in->alarm, own_counter(call) ? REFUSAL_SAME : REFUSAL_NOT_SIGNED_IN);
}

void reception_end_alarm(struct varlink_call *call, const void *input)
{
    const struct reception_end_alarm_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    if (wish_begin(&wish, call, in, in->request))
        end(&wish, in->alarm, REFUSAL_SAME);
}
