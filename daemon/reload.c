/* SPDX-License-Identifier: MIT
 *
 * The configuration read again: taken whole, told to the ledger, and taken back if the turn fails.
 */
#include "daemon/reload.h"

#include "common/buffer.h"
#include "common/log.h"
#include "common/varlink/server.h"
#include "daemon/daemon.h"

struct varlink_limits reload_limits(const struct settings *settings)
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

void reload_log_mistakes(const struct config_mistakes *mistakes)
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

/* Everything that was made from the configuration before is made again from this one. */
static void renew(struct daemon *daemon)
{
    const struct settings *settings = &daemon->centre->settings;
    struct varlink_limits limits = reload_limits(settings);
    log_set_level((enum log_level)upkeep_log_level(&daemon->upkeep, settings));
    hours_forget(&daemon->hours);
    papers_look(&daemon->papers);
    varlink_server_reload(daemon->server, &limits);
    publish_revoke(&daemon->publish, daemon_permits);
    publish_touch(&daemon->publish, TOPIC_STATUS | TOPIC_OFFER | TOPIC_HALL);
}

static void take(struct daemon *daemon, struct centre *centre, struct access *access, uid_t user, const char *changes)
{
    struct memory *memory = &daemon->turn.memory;
    hall_configure(&daemon->hall, centre, user, changes);
    days_reload(&daemon->days);
    memory_replace(memory, &daemon->centre, centre);
    memory_replace(memory, &daemon->access, access);
    *memory_change(memory, &daemon->loaded_ms) = turn_now(&daemon->turn);
    renew(daemon);
}

void reload_on_taken_back(void *data)
{
    struct daemon *daemon = data;
    log_error("configuration_taken_back", LOG_TEXT("file", daemon->centre->path));
    renew(daemon);
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

/* What does not hold yet, whoever has put it there. */
static void log_waiting(const struct catalogue_changes *changes)
{
    for (size_t i = 0; i < changes->count; i++) {
        const struct catalogue_change *change = &changes->items[i];
        if (change->restart)
            log_warning("setting_waits_for_restart", LOG_TEXT("setting", change->key),
                        LOG_TEXT("runs_by", change->before), LOG_TEXT("configured", change->after));
    }
}

int daemon_reload(struct daemon *daemon, bool preview, uid_t user, struct arena *arena,
                  struct config_mistakes *mistakes, struct catalogue_changes *ret_changes)
{
    struct centre *centre = NULL;
    int r = centre_load(daemon->centre->path, mistakes, &centre);
    if (r < 0) {
        if (!preview) {
            reload_log_mistakes(mistakes);
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
    take(daemon, centre, access, user, words);
    reload_log_mistakes(mistakes);
    log_waiting(ret_changes);
    log_info("configuration_loaded", LOG_TEXT("file", daemon->centre->path), LOG_NUMBER("changes", ret_changes->count));
    return 0;
}
