/* SPDX-License-Identifier: MIT
 *
 * What a machine that follows answers: how it is, who is the centre, and its promotion. Every other method of every
 * interface is answered with where the centre is, so that whoever came to the wrong machine knows.
 */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/interface/admin.h"
#include "common/interface/fault.h"
#include "common/interface/follower.h"
#include "common/log.h"
#include "daemon/follow_private.h"
#include "daemon/method.h"
#include "daemon/method_admin.h"

/* A connection: who calls. */
struct visitor {
    struct follow *follow;
    struct rights *rights;
};

static struct follow *follow_of(const struct varlink_call *call)
{
    const struct visitor *visitor = varlink_call_connection_data(call);
    return visitor->follow;
}

/* --- who is the centre --- */

static void get_owner(struct varlink_call *call, attr_unused const void *in)
{
    const struct follow *follow = follow_of(call);
    struct follower_get_owner_out out = {.centre = follow->options->centre->settings.centre_key,
                                         .owner = follow->promoted,
                                         .epoch = store_follower_epoch(follow->copy),
                                         .seq = store_follower_head(follow->copy).seq};
    varlink_reply(call, &out);
}

static void answer_following(struct varlink_call *call, attr_unused const void *in)
{
    const struct fault_following_error error = {.address = follow_of(call)->options->address};
    varlink_error(call, FAULT_FOLLOWING, &error);
}

/* --- how it is --- */

static void get_status(struct varlink_call *call, attr_unused const void *in)
{
    const struct follow *follow = follow_of(call);
    struct admin_get_status_out out;
    admin_fill_status(&out, follow->options->centre, follow->server);
    out.uptime_ms = clock_wall_ms() - follow->started_ms;
    out.day = ""; /* none is open here */
    out.loaded_at = follow->started_ms;
    varlink_reply(call, &out);
}

static struct idl_maybe_int moment(int64_t ms)
{
    return (struct idl_maybe_int){.set = ms != 0, .value = ms};
}

static int64_t file_bytes(const char *path, const char *end)
{
    struct stat status;
    _cleanup_free_ char *name = mem_printf("%s%s", path, end);
    return stat(name, &status) < 0 ? 0 : status.st_size;
}

/* NULL: the copy grows. */
static const char *trouble_of(const struct follow *follow)
{
    if (follow->trouble[0])
        return follow->trouble;
    if (follow_hears(follow))
        return NULL;
    return follow->heard_ms ? "the centre does not answer" : "the centre was not heard yet";
}

static void add_trouble(struct admin_get_health_out *out, enum admin_trouble_severity severity, const char *text,
                        int64_t since_ms)
{
    out->troubles.items[out->troubles.count++] = (struct admin_trouble){.severity.value = (int)severity,
                                                                        .kind.value = ADMIN_TROUBLE_KIND_FOLLOWER,
                                                                        .since = moment(since_ms),
                                                                        .text = text};
}

static void add_troubles(const struct follow *follow, struct admin_get_health_out *out)
{
    _cleanup_free_ char *pepper = mem_printf("%s-pepper", follow->options->store);
    if (out->following->trouble)
        add_trouble(out, ADMIN_TROUBLE_SEVERITY_CRITICAL, out->following->trouble, follow->heard_ms);
    if (access(pepper, F_OK) < 0)
        add_trouble(out, ADMIN_TROUBLE_SEVERITY_WARNING,
                    "no pepper lies beside the copy: if this machine became the centre, every operator would need a "
                    "new PIN",
                    0);
}

static void get_health(struct varlink_call *call, attr_unused const void *in)
{
    const struct follow *follow = follow_of(call);
    struct store_head head = store_follower_head(follow->copy);
    struct admin_following following = {
            .address = follow->options->address,
            .present = follow_hears(follow),
            .seq = follow->seq,
            .behind = follow->seq > head.seq ? follow->seq - head.seq : 0,
            .whole_at = moment(follow->whole_ms),
            .heard_at = moment(follow->heard_ms),
            .trouble = trouble_of(follow),
    };
    struct admin_trouble troubles[2];
    struct admin_get_health_out out = {
            .seq = head.seq,
            .epoch = store_follower_epoch(follow->copy),
            .database_bytes = file_bytes(follow->options->store, ""),
            .wal_bytes = file_bytes(follow->options->store, "-wal"),
            .following = &following,
            .troubles.items = troubles,
    };
    add_troubles(follow, &out);
    varlink_reply(call, &out);
}

/* --- promotion --- */

static void promote(struct varlink_call *call, const void *input)
{
    const struct admin_promote_in *in = input;
    struct follow *follow = follow_of(call);
    const struct admin_centre_answers_error answers = {.address = follow->options->address};
    char error[STORE_ERROR_SIZE];
    if (follow_hears(follow) && !in->force) {
        varlink_error(call, ADMIN_CENTRE_ANSWERS, &answers);
        return;
    }
    if (follow_promote(follow, error) < 0) {
        log_error("not_promoted", LOG_TEXT("reason", error));
        varlink_error(call, FAULT_STORAGE_FAILED, NULL);
        return;
    }
    struct admin_promote_out out = {.epoch = store_follower_epoch(follow->copy),
                                    .seq = store_follower_head(follow->copy).seq};
    varlink_reply(call, &out);
}

/* --- the tables --- */

static const struct {
    const char *name; /* in full */
    varlink_handler *handler;
    bool changes;
} answered[] = {
        {FOLLOWER_GET_OWNER, get_owner, false},
        {ADMIN_GET_STATUS, get_status, false},
        {ADMIN_GET_HEALTH, get_health, false},
        {ADMIN_PROMOTE, promote, true},
};

static struct varlink_method method_of(const struct idl *interface, const struct varlink_method *usual)
{
    struct varlink_method method = {.name = usual->name, .handler = answer_following};
    for (size_t i = 0; i < ARRAY_SIZE(answered); i++) {
        size_t length = strlen(interface->name);
        bool is_it = strncmp(answered[i].name, interface->name, length) == 0 && answered[i].name[length] == '.' &&
                     strcmp(answered[i].name + length + 1, usual->name) == 0;
        if (is_it) {
            method.handler = answered[i].handler;
            method.changes = answered[i].changes;
        }
    }
    return method;
}

/* Every method that the centre has. */
static void add_tables(struct follow *follow)
{
    size_t room = 0, count = 0;
    const struct method_table *table;
    for (size_t i = 0; (table = method_table_at(i)); i++)
        room += table->count;
    follow->methods = mem_new_n(struct varlink_method, room);
    for (size_t i = 0; (table = method_table_at(i)); i++) {
        const struct idl *interface = follow->interfaces.items[table->interface];
        struct varlink_method *first = &follow->methods[count];
        for (size_t j = 0; j < table->count; j++)
            follow->methods[count++] = method_of(interface, &table->methods[j]);
        varlink_server_add(follow->server, interface, first, table->count);
    }
}

/* --- the server --- */

static void *visitor_new(void *data, const struct varlink_peer *peer)
{
    struct follow *follow = data;
    struct visitor *visitor = mem_new(struct visitor);
    *visitor = (struct visitor){.follow = follow, .rights = access_rights(follow->access, peer)};
    return visitor;
}

static void visitor_free(attr_unused void *data, void *connection_data)
{
    struct visitor *visitor = connection_data;
    rights_free(visitor->rights);
    free(visitor);
}

static bool permit(void *data, void *connection_data, const struct idl_member *method, bool changes)
{
    const struct follow *follow = data;
    const struct visitor *visitor = connection_data;
    unsigned roles = method_roles(&follow->interfaces, method);
    return roles == 0 || rights_permit(visitor->rights, roles, changes);
}

void follow_serve(struct follow *follow)
{
    static const struct varlink_method none[] = {{.name = NULL}};
    const struct follow_options *options = follow->options;
    follow->server = varlink_server_new(&(struct varlink_server_options){
            .loop = options->loop,
            .vendor = "novbe",
            .product = "novbe",
            .version = NOVBE_VERSION,
            .url = "man:novbed(8)",
            .limits = varlink_limits_default,
            .accept = visitor_new,
            .forget = visitor_free,
            .permit = permit,
            .data = follow,
            .check_replies = options->check_replies,
    });
    varlink_server_add(follow->server, follow->interfaces.items[INTERFACE_FAULT], none, 0);
    varlink_server_add(follow->server, follow->interfaces.items[INTERFACE_REFUSED], none, 0);
    add_tables(follow);
    int fd = dup(options->listen_fd);
    int r = fd < 0 ? -1 : varlink_server_listen(follow->server, fd);
    if (r < 0)
        log_error("not_listening", LOG_TEXT("error", "the copy grows, but nobody can ask for it"));
}

void follow_serve_no_more(struct follow *follow)
{
    varlink_server_free(follow->server);
    free(follow->methods);
}
