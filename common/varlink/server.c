/* SPDX-License-Identifier: MIT
 *
 * All connections of a service: who is let in, who is served when, and what each turn ends with.
 */
#include "common/varlink/connection.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/log.h"
#include "common/varlink/peer.h"

/* Connections taken in one wake-up; the rest waits in the kernel while others are served. */
#define ACCEPTS_PER_TURN 64
/* While the system takes no connection in, listening rests so long. */
#define ACCEPT_REST_MS 100
/* Lines about closed connections in a window; further ones are only counted. */
#define LOG_LINES     20
#define LOG_WINDOW_MS 10000

const struct varlink_limits varlink_limits_default = {
        .message_bytes = 64UL * 1024,
        .reply_bytes = 16UL * 1024 * 1024,
        .connections = 2048,
        .connections_per_user = 1024,
        .unsent_bytes = 20UL * 1024 * 1024,
        .calls_in_flight = 64,
        .messages_per_turn = 64,
        .unread_ms = 30000,
};

struct listener {
    struct varlink_server *server;
    struct listener *next;
    uv_poll_t poll;
    uv_timer_t rest;
    int fd;
    int reserve; /* given up to close a connection for which there is no descriptor */
    bool failed; /* the last connection was not taken in, for want of something here */
    unsigned open_handles;
};

/* --- the handles and the memory --- */

void server_handle_opened(struct varlink_server *server)
{
    server->handles++;
}

void server_handle_closed(struct varlink_server *server)
{
    if (--server->handles == 0 && server->freed)
        free(server);
}

static void on_own_closed(uv_handle_t *handle)
{
    server_handle_closed(handle->data);
}

static void on_listener_closed(uv_handle_t *handle)
{
    struct listener *listener = handle->data;
    struct varlink_server *server = listener->server;
    if (--listener->open_handles == 0)
        free(listener);
    server_handle_closed(server);
}

/* --- the turn --- */

void server_mark(struct varlink_server *server)
{
    if (server->told_dirty)
        return;
    server->told_dirty = true;
    if (server->options.dirty)
        server->options.dirty(server->options.data);
}

static void on_idle(uv_idle_t *idle)
{
    struct varlink_server *server = idle->data;
    server_share_turn(server);
    if (!link_is_used(&server->ready))
        uv_idle_stop(idle);
}

void server_watch_ready(struct varlink_server *server)
{
    if (!uv_is_active((uv_handle_t *)&server->idle))
        uv_idle_start(&server->idle, on_idle);
}

/* Only flushing closes who reads nothing: where the loop was held up, its peers may have read meanwhile. It also starts
 * the timer again. */
static void on_unread(uv_timer_t *timer)
{
    struct varlink_server *server = timer->data;
    server_mark(server);
    for (struct link *at = server->unsent.next; at != &server->unsent; at = at->next) {
        struct varlink_connection *connection = container_of(at, struct varlink_connection, unsent);
        if (!connection_is_overdue(connection))
            break;
        connection_mark(connection);
    }
}

/* The timer may find that its connection has moved on; then it waits for the next. */
void server_watch_unsent(struct varlink_server *server)
{
    if (!link_is_used(&server->unsent)) {
        uv_timer_stop(&server->unread);
        return;
    }
    if (uv_is_active((uv_handle_t *)&server->unread))
        return;
    const struct varlink_connection *first = container_of(server->unsent.next, struct varlink_connection, unsent);
    uint64_t now = uv_now(server->options.loop), due = first->stalled_at + server->options.limits.unread_ms;
    uv_timer_start(&server->unread, on_unread, due > now ? due - now : 0, 0);
}

void varlink_server_flush(struct varlink_server *server)
{
    server->told_dirty = false;
    if (!link_is_used(&server->ready))
        server->turn++;
    while (link_is_used(&server->dirty))
        connection_flush(container_of(server->dirty.next, struct varlink_connection, dirty));
    again_forget(server);
    server_watch_unsent(server);
}

void varlink_server_reap(struct varlink_server *server)
{
    while (link_is_used(&server->dead))
        connection_reap(container_of(server->dead.next, struct varlink_connection, dead));
}

/* A stranger who is closed a thousand times a second must not fill the log as well. */
void server_log_closed(struct varlink_server *server, const char *reason, uid_t uid)
{
    uint64_t now = uv_now(server->options.loop);
    unsigned unlogged = 0;
    if (server->log_count == 0 || now - server->log_window >= LOG_WINDOW_MS) {
        unlogged = server->log_count > LOG_LINES ? server->log_count - LOG_LINES : 0;
        server->log_window = now;
        server->log_count = 0;
    }
    if (++server->log_count <= LOG_LINES)
        log_warning("connection_closed", LOG_TEXT("reason", reason), LOG_NUMBER("uid", uid),
                    unlogged ? LOG_NUMBER("unlogged_before", unlogged) : (struct log_field){0});
}

/* --- who is let in --- */

static const char *why_full(const struct varlink_server *server, const struct varlink_peer *peer)
{
    const struct varlink_limits *limits = &server->options.limits;
    if (server->figures.connections >= limits->connections)
        return "connections";
    const struct varlink_user *user = user_find(server, peer->uid);
    if (user && user->connections >= limits->connections_per_user)
        return "connections_per_user";
    return NULL;
}

static void admit(struct varlink_server *server, int fd)
{
    struct varlink_peer peer;
    if (peer_read(fd, &peer) < 0) {
        close(fd);
        return;
    }
    const char *full = why_full(server, &peer);
    if (!full) {
        if (connection_open(server, fd, fd, &peer) < 0)
            server->figures.refused_connections++;
        return;
    }
    server->figures.refused_connections++;
    server_log_closed(server, full, peer.uid);
    peer_done(&peer);
    close(fd);
}

static int open_reserve(void)
{
    return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static void listener_watch(struct listener *listener);

static void on_rested(uv_timer_t *timer)
{
    listener_watch(timer->data);
}

/* Who waits at the socket makes it readable: without a rest the loop would spin. */
static void listener_rest(struct listener *listener)
{
    uv_poll_stop(&listener->poll);
    uv_timer_start(&listener->rest, on_rested, ACCEPT_REST_MS, 0);
}

/* Without a descriptor the peer would wait for ever: the reserve lets it be told. */
static void refuse_one(struct listener *listener)
{
    cleanup_close(&listener->reserve);
    int fd = accept4(listener->fd, NULL, NULL, SOCK_CLOEXEC);
    cleanup_close(&fd);
    listener->reserve = open_reserve();
    if (fd >= 0)
        listener->server->figures.refused_connections++;
    else
        listener_rest(listener);
}

static void accept_failed(struct listener *listener, int error)
{
    if (!listener->failed)
        log_error("accept_failed", LOG_TEXT("error", strerror(error)),
                  LOG_NUMBER("connections", listener->server->figures.connections));
    listener->failed = true;
    if (error == EMFILE || error == ENFILE)
        refuse_one(listener);
    else
        listener_rest(listener);
}

static void on_connect(uv_poll_t *poll, attr_unused int status, attr_unused int events)
{
    struct listener *listener = poll->data;
    for (unsigned i = 0; i < ACCEPTS_PER_TURN; i++) {
        int fd = accept4(listener->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd >= 0) {
            listener->failed = false;
            admit(listener->server, fd);
        } else if (errno == EAGAIN) {
            return;
        } else if (errno != EINTR && errno != ECONNABORTED) {
            accept_failed(listener, errno);
            return;
        }
    }
}

static void listener_watch(struct listener *listener)
{
    uv_poll_start(&listener->poll, UV_READABLE, on_connect);
}

static void listener_close(struct listener *listener)
{
    uv_close((uv_handle_t *)&listener->poll, on_listener_closed);
    uv_close((uv_handle_t *)&listener->rest, on_listener_closed);
    cleanup_close(&listener->fd);
    cleanup_close(&listener->reserve);
}

int varlink_server_listen(struct varlink_server *server, int fd)
{
    struct listener *listener = mem_new(struct listener);
    *listener = (struct listener){.server = server, .fd = fd, .next = server->listeners, .open_handles = 2};
    int r = uv_poll_init(server->options.loop, &listener->poll, fd);
    if (r < 0) {
        close(fd);
        free(listener);
        return r;
    }
    uv_timer_init(server->options.loop, &listener->rest);
    listener->poll.data = listener;
    listener->rest.data = listener;
    listener->reserve = open_reserve();
    server->handles += 2;
    server->listeners = listener;
    listener_watch(listener);
    return 0;
}

int varlink_server_attach(struct varlink_server *server, int fd_in, int fd_out)
{
    struct varlink_peer peer;
    int r = peer_read(fd_in, &peer);
    if (r == 0)
        return connection_open(server, fd_in, fd_out, &peer);
    close(fd_in);
    if (fd_out != fd_in)
        close(fd_out);
    return r;
}

/* --- the service --- */

static const struct varlink_method *find_method(const struct varlink_method *methods, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(methods[i].name, name) == 0)
            return &methods[i];
    }
    return NULL;
}

void varlink_server_add(struct varlink_server *server, const struct idl *idl, const struct varlink_method *methods,
                        size_t count)
{
    mem_grow(server->interfaces, server->interface_count, server->interface_room);
    server->interfaces[server->interface_count++] = idl;
    for (size_t i = 0; i < count; i++) {
        assert(idl_find(idl, IDL_METHOD, methods[i].name));
        assert(methods[i].streams || !methods[i].needs_more);
    }
    for (size_t i = 0; i < idl->member_count; i++) {
        const struct idl_member *member = &idl->members[i];
        if (member->kind != IDL_TYPE)
            names_add(&server->names, member, find_method(methods, count, member->name));
    }
}

struct varlink_server *varlink_server_new(const struct varlink_server_options *options)
{
    struct varlink_server *server = mem_new(struct varlink_server);
    server->options = *options;
    server->turn = 1; /* no user has a share of turn 0 */
    arena_init(&server->arena);
    struct link *const lists[] = {&server->connections, &server->users, &server->dirty,
                                  &server->unsent,      &server->ready, &server->dead};
    for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
        link_init(lists[i]);
    server->no_parameters = json_object();
    uv_idle_init(options->loop, &server->idle);
    uv_timer_init(options->loop, &server->unread);
    server->idle.data = server;
    server->unread.data = server;
    server->handles = 2;
    server_add_own(server);
    return server;
}

struct varlink_server *varlink_server_free(struct varlink_server *server)
{
    if (!server)
        return NULL;
    server->told_dirty = true; /* nobody flushes any more */
    for (struct link *at = server->connections.next; at != &server->connections; at = at->next)
        connection_kill(container_of(at, struct varlink_connection, all));
    varlink_server_reap(server);
    for (struct listener *listener = server->listeners, *next; listener; listener = next) {
        next = listener->next;
        listener_close(listener);
    }
    call_free_spare(server);
    buffer_done(&server->answered);
    names_done(&server->names);
    free(server->interfaces);
    json_decref(server->no_parameters);
    arena_done(&server->arena);
    server->freed = true;
    uv_close((uv_handle_t *)&server->idle, on_own_closed);
    uv_close((uv_handle_t *)&server->unread, on_own_closed);
    return NULL;
}

void varlink_server_reload(struct varlink_server *server, const struct varlink_limits *limits)
{
    const struct varlink_server_options *options = &server->options;
    server->options.limits = *limits;
    for (struct link *at = server->connections.next; at != &server->connections; at = at->next) {
        struct varlink_connection *connection = container_of(at, struct varlink_connection, all);
        connection->reader.limit = limits->message_bytes;
        if (options->renew)
            options->renew(options->data, connection->data, &connection->peer);
    }
}

struct varlink_server_figures varlink_server_figures(const struct varlink_server *server)
{
    return server->figures;
}
