/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Admin: how the daemon is, and what it runs by.
 */
#include "daemon/method_admin.h"

#include <string.h>
#include <unistd.h>

#include "daemon/closings.h"
#include "daemon/daemon.h"
#include "daemon/method.h"

/* --- GetStatus --- */

void admin_fill_status(struct admin_get_status_out *out, const struct centre *centre,
                       const struct varlink_server *server)
{
    struct varlink_server_figures figures = varlink_server_figures(server);
    *out = (struct admin_get_status_out){
            .version = NOVBE_VERSION,
            .centre = centre->settings.centre_key,
            .pid = getpid(),
            .configuration = centre->path,
            .services = (int64_t)centre->catalogue->services.count,
            .counters = (int64_t)centre->catalogue->counters.count,
            .connections = (int64_t)figures.connections,
            .streams = (int64_t)figures.streams,
            .calls_in_flight = (int64_t)figures.calls_in_flight,
            .calls = (int64_t)figures.calls,
            .errors = (int64_t)figures.errors,
            .refused_connections = (int64_t)figures.refused_connections,
            .closed_by_limit = (int64_t)figures.closed_by_limit,
    };
}

static void make_status(const struct snapshot_request *request, void *output)
{
    struct admin_get_status_out *out = output;
    struct daemon *daemon = request->daemon;
    const struct centre *centre = daemon->centre;
    int64_t now_ms = turn_now(&daemon->turn);
    admin_fill_status(out, centre, daemon->server);
    out->uptime_ms = now_ms - daemon->started_ms;
    out->day = date_text(clock_business_day(now_ms, centre->settings.day_start_minute),
                         arena_alloc(request->arena, DATE_TEXT_SIZE));
    out->loaded_at = daemon->loaded_ms;
}

static const char *status_key(attr_unused const struct snapshot_request *request)
{
    return "";
}

static const struct snapshot status_snapshot = {.topics = TOPIC_STATUS, .make = make_status, .key = status_key};

static void get_status(struct varlink_call *call, const void *in)
{
    publish_answer(&daemon_of(call)->publish, call, &status_snapshot, in);
}

/* --- Reload --- */

static const int change_words[] = {
        [CHANGE_ADDED] = ADMIN_CHANGE_KIND_ADDED,
        [CHANGE_REMOVED] = ADMIN_CHANGE_KIND_REMOVED,
        [CHANGE_CHANGED] = ADMIN_CHANGE_KIND_CHANGED,
};

static const int severity_words[] = {
        [CONFIG_WARNING] = ADMIN_MISTAKE_SEVERITY_WARNING,
        [CONFIG_ERROR] = ADMIN_MISTAKE_SEVERITY_ERROR,
};

static struct admin_mistake *make_mistakes(const struct config_mistakes *mistakes, struct arena *arena)
{
    struct admin_mistake *items = arena_new_n(arena, struct admin_mistake, mistakes->count);
    for (size_t i = 0; i < mistakes->count; i++) {
        const struct config_mistake *mistake = &mistakes->items[i];
        items[i] = (struct admin_mistake){
                .severity = {.value = severity_words[mistake->severity]},
                .file = mistake->file,
                .line = mistake->line,
                .text = mistake->text,
        };
    }
    return items;
}

/* Who waits for a service that changes or goes. */
static struct idl_maybe_int waiting_for(const struct hall *hall, const struct catalogue_change *change)
{
    if (strcmp(change->object, "service") != 0 || change->kind == CHANGE_ADDED)
        return (struct idl_maybe_int){0};
    return (struct idl_maybe_int){.set = true,
                                  .value = engine_waiting(hall->engine, hall_id(hall, NAME_SERVICE, change->key))};
}

static struct admin_change *make_changes(const struct hall *hall, const struct catalogue_changes *changes,
                                         struct arena *arena)
{
    struct admin_change *items = arena_new_n(arena, struct admin_change, changes->count);
    for (size_t i = 0; i < changes->count; i++) {
        const struct catalogue_change *change = &changes->items[i];
        items[i] = (struct admin_change){
                .kind = {.value = change_words[change->kind]},
                .object = change->object,
                .key = change->key,
                .field = change->field,
                .before = change->before,
                .after = change->after,
                .restart = change->restart,
                .waiting = waiting_for(hall, change),
        };
    }
    return items;
}

static void answer_changes(struct varlink_call *call, const struct catalogue_changes *changes,
                           const struct config_mistakes *mistakes)
{
    struct arena *arena = varlink_call_arena(call);
    struct admin_reload_out out = {
            .changes = {.count = changes->count, .items = make_changes(daemon_hall(call), changes, arena)},
            .warnings = {.count = mistakes->count, .items = make_mistakes(mistakes, arena)},
    };
    varlink_reply(call, &out);
}

static void answer_invalid(struct varlink_call *call, const struct config_mistakes *mistakes)
{
    struct admin_configuration_invalid_error invalid = {
            .mistakes = {.count = mistakes->count, .items = make_mistakes(mistakes, varlink_call_arena(call))}};
    varlink_error(call, ADMIN_CONFIGURATION_INVALID, &invalid);
}

/* Both methods have the same output. */
_Static_assert(sizeof(struct admin_reload_out) == sizeof(struct admin_preview_reload_out), "one answer for both");

static void load_again(struct varlink_call *call, bool preview)
{
    struct config_mistakes mistakes = {0};
    struct catalogue_changes changes = {0};
    if (daemon_reload(daemon_of(call), preview, varlink_call_peer(call)->uid, varlink_call_arena(call), &mistakes,
                      &changes) < 0)
        answer_invalid(call, &mistakes);
    else
        answer_changes(call, &changes, &mistakes);
    catalogue_changes_done(&changes);
    config_mistakes_done(&mistakes);
}

static void preview_reload(struct varlink_call *call, attr_unused const void *in)
{
    load_again(call, true);
}

static void reload(struct varlink_call *call, attr_unused const void *in)
{
    load_again(call, false);
}

static const struct varlink_method methods[] = {
        {.name = "GetStatus", .handler = get_status, .streams = true},
        {.name = "PreviewReload", .handler = preview_reload},
        {.name = "Reload", .handler = reload, .changes = true},
        {.name = "GetHealth", .handler = admin_get_health},
        {.name = "BackedUp", .handler = admin_backed_up, .changes = true},
        {.name = "Promote", .handler = admin_promote, .changes = true},
        {.name = "ListOperators", .handler = admin_list_operators},
        {.name = "AddOperator", .handler = admin_add_operator, .changes = true, .defers = true},
        {.name = "SetPin", .handler = admin_set_pin, .changes = true, .defers = true},
        {.name = "SetKioskPin", .handler = admin_set_kiosk_pin, .changes = true, .defers = true},
        {.name = "PrintTest", .handler = admin_print_test, .changes = true},
        {.name = "FindPapers", .handler = admin_find_papers},
        {.name = "RemoveOperator", .handler = admin_remove_operator, .changes = true},
        {.name = "CloseDay", .handler = admin_close_day, .changes = true, .defers = true},
        {.name = "Verify", .handler = admin_verify, .streams = true, .defers = true},
};

const struct method_table method_admin = {
        .interface = INTERFACE_ADMIN,
        .roles = ROLE_BIT(ROLE_ADMIN),
        .methods = methods,
        .count = ARRAY_SIZE(methods),
};
