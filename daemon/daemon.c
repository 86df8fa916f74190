/* SPDX-License-Identifier: MIT
 *
 * Puts the parts together: configuration, server, roles, subscribers, the turn.
 */
#include "daemon/daemon.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/interface/follower.h"
#include "common/log.h"
#include "common/varlink/server.h"
#include "daemon/method.h"
#include "daemon/reading.h"
#include "daemon/reload.h"

static void *caller_new(void *data, const struct varlink_peer *peer)
{
    struct daemon *daemon = data;
    struct caller *caller = mem_new(struct caller);
    caller->daemon = daemon;
    caller->rights = access_rights(daemon->access, peer);
    publish_touch(&daemon->publish, TOPIC_STATUS);
    return caller;
}

static void caller_renew(void *data, void *connection_data, const struct varlink_peer *peer)
{
    struct daemon *daemon = data;
    struct caller *caller = connection_data;
    rights_free(caller->rights);
    caller->rights = access_rights(daemon->access, peer);
}

/* An operator whose terminal is gone keeps counter and ticket for a lease. */
static void lose(struct daemon *daemon, int32_t operator_id)
{
    struct refusal refusal;
    struct command command = {.kind = COMMAND_LOSE, .operator_id = operator_id};
    if (operator_id && !daemon->ending && hall_do(&daemon->hall, &command, &refusal) < 0)
        log_debug("lose_refused", LOG_TEXT("refusal", refusal_words[refusal.kind]));
}

void daemon_speak(struct caller *caller, int32_t operator_id)
{
    struct daemon *daemon = caller->daemon;
    int32_t before = speakers_operator(&daemon->speakers, caller);
    if (before == operator_id)
        return;
    speakers_set(memory_change(&daemon->turn.memory, &daemon->speakers), caller, operator_id);
    lose(daemon, before);
}

/* The connection has ended; with a turn that fails it does not come back. */
static void silence(struct daemon *daemon, const struct caller *caller)
{
    int32_t operator_id = speakers_operator(&daemon->speakers, caller);
    struct speakers *before = memory_before(&daemon->turn.memory, &daemon->speakers);
    speakers_set(&daemon->speakers, caller, 0);
    if (before)
        speakers_set(before, caller, 0);
    lose(daemon, operator_id);
}

static void caller_free(void *data, void *connection_data)
{
    struct daemon *daemon = data;
    struct caller *caller = connection_data;
    silence(daemon, caller);
    rights_free(caller->rights);
    free(caller);
    publish_touch(&daemon->publish, TOPIC_STATUS);
}

static bool permit(const struct daemon *daemon, const struct caller *caller, const struct idl_member *method,
                   bool changes)
{
    unsigned roles = method_roles(&daemon->interfaces, method);
    return roles == 0 || rights_permit(caller->rights, roles, changes);
}

static bool caller_permit(void *data, void *connection_data, const struct idl_member *method, bool changes)
{
    const struct daemon *daemon = data;
    return permit(daemon, connection_data, method, changes);
}

struct caller *daemon_caller(const struct varlink_call *call)
{
    return varlink_call_connection_data(call);
}

int32_t daemon_operator(const struct varlink_call *call)
{
    const struct caller *caller = daemon_caller(call);
    return speakers_operator(&caller->daemon->speakers, caller);
}

struct daemon *daemon_of(const struct varlink_call *call)
{
    return daemon_caller(call)->daemon;
}

struct hall *daemon_hall(const struct varlink_call *call)
{
    return &daemon_of(call)->hall;
}

const struct rights *daemon_rights(const struct varlink_call *call)
{
    return daemon_caller(call)->rights;
}

bool daemon_permits(const struct varlink_call *call)
{
    const struct caller *caller = daemon_caller(call);
    return permit(caller->daemon, caller, varlink_call_method(call), false);
}

static void on_dirty(void *data)
{
    struct daemon *daemon = data;
    turn_mark(&daemon->turn);
}

struct hours *daemon_hours(struct daemon *daemon)
{
    hours_refresh(&daemon->hours, turn_now(&daemon->turn));
    return &daemon->hours;
}

void daemon_hours_changed(struct daemon *daemon)
{
    hours_forget(&daemon->hours);
    publish_touch(&daemon->publish, TOPIC_OFFER | TOPIC_HALL); /* which bookings are hit is told in the hall */
}

/* As at boot, or after a commit that failed. */
static void load_calls(struct daemon *daemon)
{
    int r = calls_load(&daemon->calls, daemon->hall.store);
    if (r < 0)
        log_error("calls_not_read", LOG_TEXT("error", strerror(-r)));
}

static void load_health(struct daemon *daemon)
{
    int r = health_load(&daemon->health, daemon->hall.store);
    if (r < 0)
        log_error("health_not_read", LOG_TEXT("error", strerror(-r)));
}

static void load_kiosks(struct daemon *daemon)
{
    int r = kiosks_load(&daemon->kiosks, daemon->hall.store);
    if (r < 0)
        log_error("kiosks_not_read", LOG_TEXT("error", strerror(-r)));
}

/* Is one of them about what is open when? */
static bool are_of_hours(const struct event *events, size_t count)
{
    static const bool of_hours[EVENT_KIND_LIMIT] = {
            [EVENT_DAY_OPENED] = true,     [EVENT_DAY_CLOSING] = true,    [EVENT_DAY_CLOSED] = true,
            [EVENT_SERVICE_CLOSED] = true, [EVENT_SERVICE_OPENED] = true, [EVENT_HOURS_SET] = true,
    };
    for (size_t i = 0; i < count; i++) {
        if (of_hours[events[i].kind])
            return true;
    }
    return false;
}

/* When the next promise passes is looked for among all tickets only when one has, or may be one again; a new one may be
 * sooner. */
static void note_promises(struct daemon *daemon, const struct event *events, size_t count)
{
    if (count == 0)
        daemon->promises_until_ms = 0;
    for (size_t i = 0; i < count; i++) {
        const struct event *event = &events[i];
        int64_t ends_ms = INT64_MAX;
        if (event->kind == EVENT_STEP_PROMISED)
            ends_ms = promise_ends_ms(event->at_ms, event->value[PROMISED_UNTIL]) + 1;
        else if (event->kind == EVENT_UNDONE || event->kind == EVENT_UNCALLED)
            ends_ms = 0;
        if (ends_ms < daemon->promises_until_ms)
            daemon->promises_until_ms = ends_ms;
    }
}

/* What supervisors said of this day is over with it. */
static void forget_messages(struct daemon *daemon, int64_t now_ms)
{
    if (messages_deadline(&daemon->messages) > now_ms)
        return;
    messages_forget(memory_change(&daemon->turn.memory, &daemon->messages), now_ms);
    publish_touch(&daemon->publish, TOPIC_HALL);
}

static bool has_event(const struct event *events, size_t count, int32_t kind)
{
    for (size_t i = 0; i < count; i++) {
        if (events[i].kind == kind)
            return true;
    }
    return false;
}

static void on_hall_changed(void *data, const struct event *events, size_t count)
{
    struct daemon *daemon = data;
    note_promises(daemon, events, count);
    if (has_event(events, count, EVENT_DAY_CLOSED) && daemon->messages.count > 0)
        forget_messages(daemon, INT64_MAX);
    calls_take(&daemon->calls, events, count);
    return_codes_take(&daemon->return_codes, events, count);
    forecasts_take(&daemon->forecasts, events, count);
    if (count == 0 || are_of_hours(events, count))
        daemon_hours_changed(daemon);
    if (count > 0) {
        papers_take_events(&daemon->papers, events, count);
    } else {
        papers_forget(&daemon->papers);
        serving_forget(&daemon->serving);
        bookings_forget(&daemon->bookings);
        return_codes_forget(&daemon->return_codes);
        days_forget(&daemon->days);
        rota_forget(&daemon->rota);
        load_calls(daemon);
    }
    closings_look(&daemon->closings, &daemon->hall, count == 0);
    if (count == 0 || has_event(events, count, EVENT_HALTED) || has_event(events, count, EVENT_HALT_ENDED))
        publish_touch(&daemon->publish, TOPIC_KIOSKS);
    publish_touch(&daemon->publish, count > 0 ? TOPIC_HALL : TOPIC_HALL | TOPIC_STATUS | TOPIC_PAPER);
}

static void on_forecast_changed(void *data)
{
    struct daemon *daemon = data;
    publish_touch(&daemon->publish, TOPIC_FORECAST);
}

static void on_papers_changed(void *data, unsigned what)
{
    struct daemon *daemon = data;
    publish_touch(&daemon->publish,
                  (what & PAPERS_ORDERS ? TOPIC_PAPER : 0) | (what & PAPERS_PRINTERS ? TOPIC_PRINTERS : 0));
}

/* Of operators whose connections ended in turns that failed nobody but us knows that they are lost. */
static void lose_again(struct daemon *daemon)
{
    const struct engine *engine = daemon->hall.engine;
    for (int32_t id = 1; id < engine_operators(engine); id++) {
        const struct session *session = engine_session(engine, id);
        if (session && session->state == SESSION_PRESENT && !speakers_speak_for(&daemon->speakers, id))
            lose(daemon, id);
    }
}

static void on_owed(void *data)
{
    struct daemon *daemon = data;
    struct health *health = memory_change(&daemon->turn.memory, &daemon->health);
    health_note_verify(health);
    if (!daemon->hall.failed_since_ms)
        return;
    health_note_outage(health, daemon->hall.failed_since_ms, turn_now(&daemon->turn));
    lose_again(daemon);
}

void daemon_verified(struct daemon *daemon, bool good, const char *text)
{
    int64_t now_ms = turn_now(&daemon->turn);
    struct health *before = memory_before(&daemon->turn.memory, &daemon->health);
    health_verified(&daemon->health, now_ms, good, text);
    if (before)
        health_verified(before, now_ms, good, text);
    hall_owe(&daemon->hall);
}

static void on_deadline(uv_timer_t *timer)
{
    struct daemon *daemon = timer->data;
    hall_run_clock(&daemon->hall);
    papers_run(&daemon->papers);
    forget_messages(daemon, turn_now(&daemon->turn));
    turn_mark(&daemon->turn);
}

/* --- the steps of a turn --- */

/* What cannot be kept must not be heard. */
static void step_commit(void *data)
{
    struct daemon *daemon = data;
    if (hall_commit(&daemon->hall) == 0)
        return;
    varlink_server_fail_turn(daemon->server, !daemon->hall.stale);
    hall_go_on(&daemon->hall);
}

/* What nothing but time has changed since the last turn. */
static void touch_by_time(struct daemon *daemon)
{
    int64_t now_ms = turn_now(&daemon->turn);
    if (daemon_hours(daemon)->until_ms != daemon->hours_until_ms)
        publish_touch(&daemon->publish, TOPIC_OFFER);
    if (publish_is_wanted(&daemon->publish, TOPIC_KIOSKS))
        daemon_look_at_most_asked(daemon);
    if (daemon->calls_until_ms <= now_ms || daemon->promises_until_ms <= now_ms || daemon->kiosks_until_ms <= now_ms)
        publish_touch(&daemon->publish, TOPIC_HALL);
}

static void step_publish(void *data)
{
    struct daemon *daemon = data;
    touch_by_time(daemon);
    if (!daemon->hall.stale)
        publish_run(&daemon->publish);
    followers_run(&daemon->followers);
}

static void step_flush(void *data)
{
    struct daemon *daemon = data;
    varlink_server_flush(daemon->server);
}

static void step_reap(void *data)
{
    struct daemon *daemon = data;
    varlink_server_reap(daemon->server);
}

static void step_upkeep(void *data)
{
    struct daemon *daemon = data;
    upkeep_run(&daemon->upkeep);
    rolling_run(&daemon->rolling);
}

static void step_forecast(void *data)
{
    struct daemon *daemon = data;
    if (!daemon->no_forecasts)
        forecasts_run(&daemon->forecasts);
}

void daemon_look_at_most_asked(struct daemon *daemon)
{
    if (most_asked_look(&daemon->most_asked, &daemon->forecasts, turn_now(&daemon->turn)))
        publish_touch(&daemon->publish, TOPIC_KIOSKS);
}

static int64_t papers_moment(struct daemon *daemon)
{
    bool watched = publish_is_wanted(&daemon->publish, TOPIC_PRINTERS);
    return hall_rest(&daemon->hall, papers_deadline(&daemon->papers, watched));
}

static void sooner(int64_t *deadline_ms, int64_t moment_ms)
{
    if (moment_ms < *deadline_ms)
        *deadline_ms = moment_ms;
}

/* The next moment at which something comes of itself: in the hall, at the printers, in what is published, in hours,
 * calls and kiosks that somebody is told, by a promise that passes. */
static int64_t next_deadline(struct daemon *daemon)
{
    int64_t now_ms = turn_now(&daemon->turn), deadline_ms = hall_deadline(&daemon->hall);
    daemon->hours_until_ms = daemon_hours(daemon)->until_ms;
    daemon->calls_until_ms = calls_deadline(&daemon->calls, now_ms);
    if (daemon->promises_until_ms <= now_ms)
        daemon->promises_until_ms = engine_promise_deadline(daemon->hall.engine, now_ms);
    daemon->kiosks_until_ms = kiosks_deadline(&daemon->kiosks, now_ms);
    sooner(&daemon->kiosks_until_ms, handfuls_deadline(&daemon->handfuls, now_ms));
    sooner(&daemon->kiosks_until_ms, voices_deadline(&daemon->voices, now_ms));
    sooner(&deadline_ms, papers_moment(daemon));
    sooner(&deadline_ms, publish_deadline(&daemon->publish));
    sooner(&deadline_ms, upkeep_deadline(&daemon->upkeep));
    sooner(&deadline_ms, rolling_deadline(&daemon->rolling));
    sooner(&deadline_ms, daemon->no_forecasts ? INT64_MAX : forecasts_deadline(&daemon->forecasts));
    sooner(&deadline_ms, hall_rest(&daemon->hall, messages_deadline(&daemon->messages)));
    if (publish_is_wanted(&daemon->publish, TOPIC_OFFER))
        sooner(&deadline_ms, daemon->hours_until_ms);
    if (publish_is_wanted(&daemon->publish, TOPIC_KIOSKS))
        sooner(&deadline_ms, daemon->most_asked.until_ms);
    if (publish_is_wanted(&daemon->publish, TOPIC_HALL)) {
        sooner(&deadline_ms, daemon->calls_until_ms);
        sooner(&deadline_ms, daemon->promises_until_ms);
        sooner(&deadline_ms, daemon->kiosks_until_ms);
    }
    return deadline_ms;
}

static void step_deadline(void *data)
{
    struct daemon *daemon = data;
    int64_t now_ms = turn_now(&daemon->turn);
    int64_t deadline_ms = next_deadline(daemon);
    /* One that is due is set anew: the loop's clock stands still while the machine sleeps, ours does not. */
    if (uv_is_active((uv_handle_t *)&daemon->deadline) && daemon->deadline_ms == deadline_ms && deadline_ms > now_ms)
        return;
    daemon->deadline_ms = deadline_ms;
    uv_timer_start(&daemon->deadline, on_deadline, deadline_ms > now_ms ? (uint64_t)(deadline_ms - now_ms) : 0, 0);
}

/* What must precede what: nothing is told before it is on disk; subscribers are told before the replies go, so that one
 * send carries both; connections are let go only when nothing is sent to them any more; upkeep and the
 * scene of a forecast cost time that nobody who was answered waits for; the deadline is set last, from what all others
 * left. */
static const struct turn_step steps[] = {
        {"commit", step_commit}, {"publish", step_publish},   {"flush", step_flush},       {"reap", step_reap},
        {"upkeep", step_upkeep}, {"forecast", step_forecast}, {"deadline", step_deadline}, {NULL, NULL},
};

/* --- the other machine --- */

/* There must not be two. Of two in one epoch the one that knows less ends, as what it has given since is little. */
static void on_peer_told(struct peer *peer, void *data)
{
    struct daemon *daemon = data;
    int64_t epoch = daemon->hall.epoch, seq = store_head(daemon->hall.store).seq;
    bool is_later = peer->epoch > epoch || (peer->epoch == epoch && peer->seq > seq);
    if (!peer->answered || !peer->owner || !is_later || daemon->replaced)
        return;
    log_error("replaced", LOG_TEXT("peer", peer->options.address), LOG_NUMBER("epoch", peer->epoch),
              LOG_NUMBER("own_epoch", epoch));
    daemon->replaced = true;
    uv_stop(daemon->loop);
}

static void start_peer(struct daemon *daemon, const char *address)
{
    if (!address || !*address)
        return;
    peer_start(&daemon->peer,
               &(struct peer_options){.loop = daemon->loop,
                                      .address = address,
                                      .method = interfaces_method(&daemon->interfaces, FOLLOWER_GET_OWNER),
                                      .told = on_peer_told,
                                      .data = daemon});
}

/* --- init and done --- */

/* Next to the store, and outside it: a copy of the one is of no use without the other. */
static int open_pins(struct daemon *daemon, const char *store, char error[STORE_ERROR_SIZE])
{
    _cleanup_free_ char *path = mem_printf("%s-pepper", store);
    int r = pins_open(daemon->loop, path, &daemon->pins);
    if (r < 0)
        snprintf(error, STORE_ERROR_SIZE,
                 "%s: %s: put it back, or delete it, then every operator needs a new PIN (`novbe operator pin`)", path,
                 r == -EBADMSG ? "no pepper of novbe" : strerror(-r));
    return r;
}

static int open_hall(struct daemon *daemon, const char *path, char error[STORE_ERROR_SIZE])
{
    return hall_open(&daemon->hall,
                     &(struct hall_options){.path = path,
                                            .centre = daemon->centre,
                                            .turn = &daemon->turn,
                                            .changed = on_hall_changed,
                                            .owed = on_owed,
                                            .data = daemon},
                     error);
}

static void begin_with(struct daemon *daemon, struct centre *centre)
{
    struct config_mistakes mistakes = {0};
    daemon->centre = centre;
    daemon->access = access_new(centre, &mistakes);
    daemon->loaded_ms = turn_now(&daemon->turn);
    log_set_level((enum log_level)centre->settings.log_level);
    reload_log_mistakes(&mistakes);
    config_mistakes_done(&mistakes);
}

static void done_centre(void *value)
{
    centre_free(*(struct centre **)value);
}

static void done_access(void *value)
{
    access_free(*(struct access **)value);
}

static void add_parts(struct daemon *daemon)
{
#define PART(name, ...)                                                  \
    {                                                                    \
        .live = &daemon->name, .size = sizeof(daemon->name), __VA_ARGS__ \
    }
    const struct memory_part parts[] = {
            PART(centre, .done = done_centre, .back = reload_on_taken_back, .data = daemon),
            PART(access, .done = done_access),
            PART(loaded_ms),
            PART(health, .copy = health_copy, .done = health_done),
            PART(speakers, .copy = speakers_copy, .done = speakers_done),
            PART(helps, .copy = helps_copy, .done = helps_done),
            PART(alarms, .copy = alarms_copy, .done = alarms_done),
            PART(messages, .copy = messages_copy, .done = messages_done),
            PART(kiosks, .copy = kiosks_copy, .done = kiosks_done),
            PART(voices, .copy = voices_copy, .done = voices_done),
            PART(tries),
    };
#undef PART
    for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
        memory_add(&daemon->turn.memory, &parts[i]);
}

int daemon_init(struct daemon *daemon, const struct daemon_options *options, char error[STORE_ERROR_SIZE])
{
    *daemon = (struct daemon){.loop = options->loop};
    clock_init(&daemon->clock, options->source);
    turn_init(&daemon->turn, daemon->loop, &daemon->clock, steps, daemon);
    publish_init(&daemon->publish, daemon, &daemon->turn);
    interfaces_init(&daemon->interfaces);
    hours_init(&daemon->hours, &daemon->hall, &daemon->days);
    uv_timer_init(daemon->loop, &daemon->deadline);
    daemon->deadline.data = daemon;

    followers_init(&daemon->followers, daemon);
    begin_with(daemon, options->centre);
    add_parts(daemon);
    const char *store = options->store ? options->store : daemon->centre->settings.store_path;
    int r = open_hall(daemon, store, error);
    if (r == 0)
        r = open_pins(daemon, store, error);
    if (r < 0) {
        daemon_done(daemon);
        return r;
    }
    daemon->server = varlink_server_new(&(struct varlink_server_options){
            .loop = daemon->loop,
            .vendor = "novbe",
            .product = "novbe",
            .version = NOVBE_VERSION,
            .url = "man:novbed(8)",
            .limits = reload_limits(&daemon->centre->settings),
            .accept = caller_new,
            .renew = caller_renew,
            .forget = caller_free,
            .permit = caller_permit,
            .dirty = on_dirty,
            .data = daemon,
            .durable = true,
            .check_replies = options->check_replies,
    });
    method_serve(daemon->server, &daemon->interfaces);
    days_init(&daemon->days, &daemon->hall);
    rota_init(&daemon->rota, &daemon->hall);
    bookings_init(&daemon->bookings, &daemon->hall, &daemon->hours);
    papers_init(&daemon->papers, &daemon->hall, on_papers_changed, daemon);
    return_codes_init(&daemon->return_codes, &daemon->hall);
    load_calls(daemon);
    load_health(daemon);
    load_kiosks(daemon);
    upkeep_init(&daemon->upkeep, &daemon->hall);
    rolling_init(&daemon->rolling, &daemon->hall, daemon->loop);
    hall_start(&daemon->hall);
    daemon->no_forecasts = options->no_forecasts;
    forecasts_init(&daemon->forecasts, &daemon->hall, daemon->loop, on_forecast_changed, daemon);
    start_peer(daemon, options->peer);
    turn_mark(&daemon->turn);
    daemon->started_ms = turn_now(&daemon->turn);
    return 0;
}

void daemon_done(struct daemon *daemon)
{
    daemon->ending = true;
    peer_stop(&daemon->peer);
    varlink_server_free(daemon->server);
    readings_end(daemon);
    followers_done(&daemon->followers);
    rolling_done(&daemon->rolling);
    forecasts_done(&daemon->forecasts);
    bookings_done(&daemon->bookings);
    return_codes_done(&daemon->return_codes);
    days_done(&daemon->days);
    rota_done(&daemon->rota);
    papers_done(&daemon->papers);
    helps_done(&daemon->helps);
    alarms_done(&daemon->alarms);
    messages_done(&daemon->messages);
    kiosks_done(&daemon->kiosks);
    handfuls_done(&daemon->handfuls);
    most_asked_done(&daemon->most_asked);
    serving_done(&daemon->serving);
    calls_done(&daemon->calls);
    health_done(&daemon->health);
    voices_done(&daemon->voices);
    speakers_done(&daemon->speakers);
    hall_close(&daemon->hall);
    pins_close(daemon->pins);
    publish_done(&daemon->publish);
    uv_close((uv_handle_t *)&daemon->deadline, NULL);
    turn_done(&daemon->turn);
    hours_done(&daemon->hours);
    access_free(daemon->access);
    centre_free(daemon->centre);
    interfaces_done(&daemon->interfaces);
}
