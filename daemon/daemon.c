/* SPDX-License-Identifier: MIT
 *
 * Puts the parts together: configuration, server, roles, subscribers, the turn.
 */
#include "daemon/daemon.h"

#include <errno.h>

#include "common/log.h"
#include "common/varlink/server.h"
#include "daemon/method.h"

/* What is kept with a connection. */
struct session {
    struct daemon *daemon;
    struct rights *rights;
};

static void *session_new(void *data, const struct varlink_peer *peer)
{
    struct daemon *daemon = data;
    struct session *session = mem_new(struct session);
    session->daemon = daemon;
    session->rights = access_rights(daemon->access, peer);
    publish_touch(&daemon->publish, TOPIC_STATUS);
    return session;
}

static void session_free(void *data, void *connection_data)
{
    struct daemon *daemon = data;
    struct session *session = connection_data;
    rights_free(session->rights);
    free(session);
    publish_touch(&daemon->publish, TOPIC_STATUS);
}

static bool permit(const struct daemon *daemon, const struct session *session, const struct idl_member *method,
                   bool changes)
{
    unsigned roles = method_roles(&daemon->interfaces, method->interface);
    return roles == 0 || rights_permit(session->rights, roles, changes);
}

static bool session_permit(void *data, void *connection_data, const struct idl_member *method, bool changes)
{
    const struct daemon *daemon = data;
    return permit(daemon, connection_data, method, changes);
}

struct daemon *daemon_of(const struct varlink_call *call)
{
    const struct session *session = varlink_call_connection_data(call);
    return session->daemon;
}

const struct rights *daemon_rights(const struct varlink_call *call)
{
    const struct session *session = varlink_call_connection_data(call);
    return session->rights;
}

static bool call_permit(const struct varlink_call *call)
{
    const struct session *session = varlink_call_connection_data(call);
    return permit(session->daemon, session, varlink_call_method(call), false);
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

static void on_deadline(uv_timer_t *timer)
{
    struct daemon *daemon = timer->data;
    publish_touch(&daemon->publish, TOPIC_OFFER);
}

/* --- the steps of a turn --- */

static void step_publish(void *data)
{
    struct daemon *daemon = data;
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

static void step_deadline(void *data)
{
    struct daemon *daemon = data;
    if (!publish_is_wanted(&daemon->publish, TOPIC_OFFER)) {
        uv_timer_stop(&daemon->deadline);
        return;
    }
    int64_t until_ms = daemon_hours(daemon)->until_ms;
    if (uv_is_active((uv_handle_t *)&daemon->deadline) && daemon->deadline_ms == until_ms)
        return;
    daemon->deadline_ms = until_ms;
    uv_timer_start(&daemon->deadline, on_deadline, (uint64_t)(until_ms - turn_now(&daemon->turn)), 0);
}

/* What must precede what: subscribers are told before the replies go, so that one send carries both; connections are
 * let go only when nothing is sent to them any more; the deadline is set last, from what all others left. */
static const struct turn_step steps[] = {
        {"publish", step_publish},   {"flush", step_flush}, {"reap", step_reap},
        {"deadline", step_deadline}, {NULL, NULL},
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

static void take(struct daemon *daemon, struct centre *centre, struct access *access)
{
    hours_forget(&daemon->hours);
    centre_free(daemon->centre);
    access_free(daemon->access);
    daemon->centre = centre;
    daemon->access = access;
    daemon->loaded_ms = turn_now(&daemon->turn);
    log_set_level((enum log_level)centre->settings.log_level);
}

/* Everything that was made from the old configuration is made again from the new one. */
static void swap(struct daemon *daemon, struct centre *centre, struct access *access)
{
    struct varlink_limits limits = limits_of(&centre->settings);
    take(daemon, centre, access);
    varlink_server_reload(daemon->server, &limits);
    publish_revoke(&daemon->publish, call_permit);
    publish_touch(&daemon->publish, TOPIC_STATUS | TOPIC_OFFER);
}

int daemon_reload(struct daemon *daemon, bool preview, struct arena *arena, struct config_mistakes *mistakes,
                  struct catalogue_changes *ret_changes)
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
    swap(daemon, centre, access);
    log_mistakes(mistakes);
    log_info("configuration_loaded", LOG_TEXT("file", daemon->centre->path), LOG_NUMBER("changes", ret_changes->count));
    return 0;
}

void daemon_init(struct daemon *daemon, const struct daemon_options *options)
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
    take(daemon, options->centre, access_new(options->centre, &mistakes));
    log_mistakes(&mistakes);
    config_mistakes_done(&mistakes);

    daemon->server = varlink_server_new(&(struct varlink_server_options){
            .loop = daemon->loop,
            .vendor = "novbe",
            .product = "novbe",
            .version = NOVBE_VERSION,
            .url = "man:novbed(8)",
            .limits = limits_of(&daemon->centre->settings),
            .accept = session_new,
            .forget = session_free,
            .permit = session_permit,
            .dirty = on_dirty,
            .data = daemon,
            .check_replies = options->check_replies,
    });
    method_serve(daemon->server, &daemon->interfaces);
    daemon->started_ms = turn_now(&daemon->turn);
}

void daemon_done(struct daemon *daemon)
{
    varlink_server_free(daemon->server);
    publish_done(&daemon->publish);
    uv_close((uv_handle_t *)&daemon->deadline, NULL);
    turn_done(&daemon->turn);
    hours_done(&daemon->hours);
    access_free(daemon->access);
    centre_free(daemon->centre);
    interfaces_done(&daemon->interfaces);
}
