/* SPDX-License-Identifier: MIT
 *
 * Puts the parts together: configuration, server, roles, subscribers, the turn.
 */
#include "daemon/daemon.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/log.h"
#include "common/varlink/server.h"
#include "daemon/engine/rules.h"
#include "daemon/method.h"
#include "daemon/reading.h"

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

/* It speaks for nobody from here on. */
static void silence(struct caller *caller)
{
    struct caller **link = &caller->daemon->speakers;
    while (*link && *link != caller)
        link = &(*link)->next_speaker;
    if (*link)
        *link = caller->next_speaker;
    caller->operator_id = 0;
}

void daemon_speak(struct caller *caller, int32_t operator_id)
{
    struct daemon *daemon = caller->daemon;
    struct caller *other = daemon->speakers;
    int32_t before = caller->operator_id;
    while (other && other->operator_id != operator_id)
        other = other->next_speaker;
    if (other)
        silence(other);
    silence(caller);
    if (before != operator_id)
        lose(daemon, before);
    if (!operator_id)
        return;
    caller->operator_id = operator_id;
    caller->next_speaker = daemon->speakers;
    daemon->speakers = caller;
}

static void caller_free(void *data, void *connection_data)
{
    struct daemon *daemon = data;
    struct caller *caller = connection_data;
    daemon_speak(caller, 0);
    rights_free(caller->rights);
    free(caller);
    publish_touch(&daemon->publish, TOPIC_STATUS);
}

static bool permit(const struct daemon *daemon, const struct caller *caller, const struct idl_member *method,
                   bool changes)
{
    unsigned roles = method_roles(&daemon->interfaces, method->interface);
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

static bool call_permit(const struct varlink_call *call)
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
    hours_refresh(&daemon->hours, daemon->centre, turn_now(&daemon->turn));
    return &daemon->hours;
}

/* As at boot, or after a commit that failed. */
static void load_calls(struct daemon *daemon)
{
    int r = calls_load(&daemon->calls, daemon->hall.store);
    if (r < 0)
        log_error("calls_not_read", LOG_TEXT("error", strerror(-r)));
}

static void on_hall_changed(void *data, const struct event *events, size_t count)
{
    struct daemon *daemon = data;
    calls_take(&daemon->calls, events, count);
    if (count == 0) {
        bookings_forget(&daemon->bookings);
        days_forget(&daemon->days);
        rota_forget(&daemon->rota);
        load_calls(daemon);
    }
    closings_look(&daemon->closings, &daemon->hall, count == 0);
    publish_touch(&daemon->publish, count > 0 ? TOPIC_HALL : TOPIC_HALL | TOPIC_OFFER | TOPIC_STATUS);
}

static void on_deadline(uv_timer_t *timer)
{
    struct daemon *daemon = timer->data;
    hall_run_clock(&daemon->hall);
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
    if (daemon_hours(daemon)->until_ms != daemon->hours_until_ms || daemon->offer_until_ms <= now_ms)
        publish_touch(&daemon->publish, TOPIC_OFFER);
    if (daemon->calls_until_ms <= now_ms)
        publish_touch(&daemon->publish, TOPIC_HALL);
}

static void step_publish(void *data)
{
    struct daemon *daemon = data;
    touch_by_time(daemon);
    if (!daemon->hall.stale)
        publish_run(&daemon->publish);
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

/* Hours by the calendar, and by what supervisors have set for the day; the last tickets before closing. */
static int64_t offer_deadline(struct daemon *daemon)
{
    int64_t now_ms = turn_now(&daemon->turn);
    daemon->hours_until_ms = daemon_hours(daemon)->until_ms;
    daemon->offer_until_ms = rules_next_change(daemon->hall.engine, daemon->hall.rulebook, now_ms);
    return daemon->offer_until_ms < daemon->hours_until_ms ? daemon->offer_until_ms : daemon->hours_until_ms;
}

/* The next moment at which something comes of itself: in the hall, in what is published, in hours and calls that
 * somebody is told. */
static int64_t next_deadline(struct daemon *daemon)
{
    int64_t deadline_ms = hall_deadline(&daemon->hall);
    int64_t publish_ms = publish_deadline(&daemon->publish);
    int64_t offer_ms = offer_deadline(daemon);
    daemon->calls_until_ms = calls_deadline(&daemon->calls, turn_now(&daemon->turn));
    if (publish_ms < deadline_ms)
        deadline_ms = publish_ms;
    if (publish_is_wanted(&daemon->publish, TOPIC_OFFER) && offer_ms < deadline_ms)
        deadline_ms = offer_ms;
    if (publish_is_wanted(&daemon->publish, TOPIC_HALL) && daemon->calls_until_ms < deadline_ms)
        deadline_ms = daemon->calls_until_ms;
    return deadline_ms;
}

static void step_deadline(void *data)
{
    struct daemon *daemon = data;
    int64_t now_ms = turn_now(&daemon->turn);
    int64_t deadline_ms = next_deadline(daemon);
    if (uv_is_active((uv_handle_t *)&daemon->deadline) && daemon->deadline_ms == deadline_ms)
        return;
    daemon->deadline_ms = deadline_ms;
    uv_timer_start(&daemon->deadline, on_deadline, deadline_ms > now_ms ? (uint64_t)(deadline_ms - now_ms) : 0, 0);
}

/* What must precede what: nothing is told before it is on disk; subscribers are told before the replies go, so that one
 * send carries both; connections are let go only when nothing is sent to them any more; the deadline is set last, from
 * what all others left. */
static const struct turn_step steps[] = {
        {"commit", step_commit}, {"publish", step_publish},   {"flush", step_flush},
        {"reap", step_reap},     {"deadline", step_deadline}, {NULL, NULL},
};

/* --- configuration --- */

static struct varlink_limits limits_of(const struct settings *settings)
{
    return (struct varlink_limits){
            .message_bytes = (size_t)settings->limits.message_bytes,
            .reply_bytes = (size_t)settings->limits.reply_bytes,
            .connections = (size_t)settings->limits.connections,
            .connections_per_user = (size_t)settings->limits.connections_per_user,
            .unsent_bytes = (size_t)settings->limits.unsent_bytes,
            .calls_in_flight = (size_t)settings->limits.calls_in_flight,
            .messages_per_turn = (size_t)settings->limits.messages_per_turn,
            .unread_ms = (unsigned)settings->limits.unread_ms,
    };
}

static void log_mistakes(const struct config_mistakes *mistakes)
{
    for (size_t i = 0; i < mistakes->count; i++) {
        const struct config_mistake *mistake = &mistakes->items[i];
        const struct log_field fields[] = {LOG_TEXT("file", mistake->file),
                                           LOG_NUMBER("line", mistake->line),
                                           LOG_TEXT("text", mistake->text),
                                           {0}};
        log_write(mistake->severity == CONFIG_ERROR ? LOG_LEVEL_ERROR : LOG_LEVEL_WARNING, "configuration", fields);
    }
}

static void take(struct daemon *daemon, struct centre *centre, struct access *access, uid_t user, const char *changes)
{
    if (daemon->hall.store)
        hall_configure(&daemon->hall, centre, user, changes);
    hours_forget(&daemon->hours);
    centre_free(daemon->centre);
    access_free(daemon->access);
    daemon->centre = centre;
    daemon->access = access;
    daemon->loaded_ms = turn_now(&daemon->turn);
    log_set_level((enum log_level)centre->settings.log_level);
}

/* Everything that was made from the old configuration is made again from the new one. */
static void swap(struct daemon *daemon, struct centre *centre, struct access *access, uid_t user, const char *changes)
{
    struct varlink_limits limits = limits_of(&centre->settings);
    take(daemon, centre, access, user, changes);
    varlink_server_reload(daemon->server, &limits);
    publish_revoke(&daemon->publish, call_permit);
    publish_touch(&daemon->publish, TOPIC_STATUS | TOPIC_OFFER | TOPIC_HALL);
}

/* For the ledger: targets, classes, hours that changed, a line each. */
static char *changes_in_words(const struct catalogue_changes *changes)
{
    static const char *const kinds[] = {
            [CHANGE_ADDED] = "added", [CHANGE_REMOVED] = "removed", [CHANGE_CHANGED] = "changed"};
    struct buffer text = {0};
    for (size_t i = 0; i < changes->count; i++) {
        const struct catalogue_change *change = &changes->items[i];
        buffer_printf(&text, "%s %s %s", change->object, change->key, kinds[change->kind]);
        if (change->field)
            buffer_printf(&text, " %s", change->field);
        if (change->kind == CHANGE_CHANGED)
            buffer_printf(&text, " %s -> %s", change->before, change->after);
        buffer_append_byte(&text, '\n');
    }
    char *words = mem_strndup(text.length ? buffer_bytes(&text) : "", text.length);
    buffer_done(&text);
    return words;
}

int daemon_reload(struct daemon *daemon, bool preview, uid_t user, struct arena *arena,
                  struct config_mistakes *mistakes, struct catalogue_changes *ret_changes)
{
    struct centre *centre = NULL;
    int r = centre_load(daemon->centre->path, mistakes, &centre);
    if (r < 0) {
        if (!preview) {
            log_mistakes(mistakes);
            log_error("configuration_refused", LOG_NUMBER("mistakes", mistakes->errors));
        }
        return r;
    }
    struct access *access = access_new(centre, mistakes);
    centre_compare(daemon->centre, centre, arena, ret_changes);
    if (preview) {
        access_free(access);
        centre_free(centre);
        return 0;
    }
    centre_keep(centre, daemon->centre);
    _cleanup_free_ char *words = changes_in_words(ret_changes);
    swap(daemon, centre, access, user, words);
    log_mistakes(mistakes);
    log_info("configuration_loaded", LOG_TEXT("file", daemon->centre->path), LOG_NUMBER("changes", ret_changes->count));
    return 0;
}

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
                                            .data = daemon},
                     error);
}

int daemon_init(struct daemon *daemon, const struct daemon_options *options, char error[STORE_ERROR_SIZE])
{
    *daemon = (struct daemon){.loop = options->loop};
    clock_init(&daemon->clock, options->source);
    turn_init(&daemon->turn, daemon->loop, &daemon->clock, steps, daemon);
    publish_init(&daemon->publish, daemon, &daemon->turn);
    interfaces_init(&daemon->interfaces);
    hours_init(&daemon->hours);
    uv_timer_init(daemon->loop, &daemon->deadline);
    daemon->deadline.data = daemon;

    struct config_mistakes mistakes = {0};
    take(daemon, options->centre, access_new(options->centre, &mistakes), geteuid(), "");
    log_mistakes(&mistakes);
    config_mistakes_done(&mistakes);
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
            .limits = limits_of(&daemon->centre->settings),
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
    bookings_init(&daemon->bookings, &daemon->hall, &daemon->days);
    load_calls(daemon);
    hall_start(&daemon->hall);
    turn_mark(&daemon->turn);
    daemon->started_ms = turn_now(&daemon->turn);
    return 0;
}

void daemon_done(struct daemon *daemon)
{
    daemon->ending = true;
    varlink_server_free(daemon->server);
    readings_end(daemon);
    bookings_done(&daemon->bookings);
    days_done(&daemon->days);
    rota_done(&daemon->rota);
    helps_done(&daemon->helps);
    calls_done(&daemon->calls);
    voices_done(&daemon->voices);
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
