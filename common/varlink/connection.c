/* SPDX-License-Identifier: MIT
 *
 * One connection: bytes in, calls taken in turn, bytes out.
 *
 * Reading. One read of at most 64 KiB a wake-up, then calls are taken: some number a turn (share.c), and only while
 * none of this connection is open and its output is going. What remains is taken in the next turns (`ready`), when
 * others had theirs. If as much is held as one message may be long and none may be taken, reading stops, so a
 * connection holds less than two longest messages whatever is sent.
 *
 * Writing. Only connection_flush() writes: output of a turn must not leave before the turn is durable. So a descriptor
 * that becomes writable merely puts its connection on the dirty list. While the peer does not take its output, no calls
 * are taken from it, and only a time-out or the limit of unsent bytes ends that.
 *
 * Ending. A peer that sends no more (`ended`, be it that reading fails) may still listen: what it asked is answered,
 * then it is closed. A peer that hears no more (`deaf`) may have sent calls before it left: they are done, and nobody
 * is told. Killing only
 * marks; reaping frees, at the end of the turn, when no callback of the connection is on the stack.
 *
 * libuv's mask is left alone while it is right: each change is a system call. UV_PRIORITIZED stands for "nothing but
 * hang-up": no stream socket has priority data, and epoll reports a hang-up whatever is asked for.
 */
#include "common/varlink/connection.h"

#include <assert.h>
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/varlink/peer.h"

/* A connection without output keeps so much memory for it. */
#define OUT_KEPT ((size_t)2 * 1024)

static bool is_pair(const struct varlink_connection *connection)
{
    return connection->fd_in != connection->fd_out;
}

static bool may_take(const struct varlink_connection *connection)
{
    return !connection->is_dead && !connection->closing && !connection->call && !connection->held;
}

/* --- what libuv watches --- */

static bool wants_input(const struct varlink_connection *connection)
{
    if (connection->ended || connection->closing)
        return false;
    return !frame_reader_is_full(&connection->reader) || may_take(connection);
}

static void on_in(uv_poll_t *handle, int status, int events);
static void on_out(uv_poll_t *handle, int status, int events);

static void arm(uv_poll_t *handle, int *armed, int events, uv_poll_cb callback)
{
    if (*armed == events)
        return;
    *armed = events;
    if (events)
        uv_poll_start(handle, events, callback);
    else
        uv_poll_stop(handle);
}

static void connection_arm(struct varlink_connection *connection)
{
    if (connection->is_dead)
        return;
    int out = connection->out_bytes.length > 0 && link_is_used(&connection->unsent) ? UV_WRITABLE : 0;
    if (is_pair(connection)) {
        arm(&connection->in, &connection->armed_in, wants_input(connection) ? UV_READABLE : 0, on_in);
        arm(&connection->out, &connection->armed_out, connection->deaf ? 0 : out | UV_PRIORITIZED, on_out);
    } else {
        int in = wants_input(connection) ? UV_READABLE : connection->deaf ? 0 : UV_PRIORITIZED;
        arm(&connection->in, &connection->armed_in, in | out, on_in);
    }
}

/* --- ends --- */

static void lose_call(struct varlink_connection *connection)
{
    if (connection->call)
        call_lose(connection->call);
}

static void hang_up(struct varlink_connection *connection)
{
    if (connection->deaf || connection->is_dead)
        return;
    connection->deaf = true;
    connection->held = false;
    buffer_clear(&connection->out_bytes, 0);
    connection->sent_length = 0;
    link_remove(&connection->unsent);
    link_remove(&connection->dirty);
    lose_call(connection);
    if (connection->closing)
        connection_kill(connection);
    else
        connection_resume(connection);
}

void connection_kill(struct varlink_connection *connection)
{
    if (connection->is_dead)
        return;
    connection->is_dead = true;
    arm(&connection->in, &connection->armed_in, 0, on_in);
    if (is_pair(connection))
        arm(&connection->out, &connection->armed_out, 0, on_out);
    link_remove(&connection->dirty);
    link_remove(&connection->unsent);
    link_remove(&connection->ready);
    link_append(&connection->server->dead, &connection->dead);
    lose_call(connection);
    server_mark(connection->server);
}

/* No further call will come: closes once the output is sent. */
static void finish(struct varlink_connection *connection)
{
    connection->closing = true;
    frame_reader_done(&connection->reader);
    if (connection->out_bytes.length == 0)
        connection_kill(connection);
}

void connection_refuse(struct varlink_connection *connection, const char *reason)
{
    server_log_closed(connection->server, reason, connection->peer.uid);
    finish(connection);
}

void connection_close_by_limit(struct varlink_connection *connection, const char *reason)
{
    connection->server->figures.closed_by_limit++;
    server_log_closed(connection->server, reason, connection->peer.uid);
    connection_kill(connection);
}

/* --- calls --- */

static void connection_take(struct varlink_connection *connection, size_t most)
{
    struct varlink_user *user = connection->user;
    most = user_may_take(connection->server, user, most);
    for (size_t taken = 0; taken < most; taken++) {
        if (connection->out_bytes.length >= VARLINK_UNSENT_ENOUGH)
            connection->held = true;
        if (!may_take(connection))
            return;
        char *message;
        size_t length;
        int r = frame_reader_next(&connection->reader, &message, &length);
        if (r > 0) {
            user_took(user, 1);
            call_dispatch(connection, message, length);
            continue;
        }
        if (r < 0)
            connection_refuse(connection, "message_too_long");
        else if (connection->ended)
            finish(connection);
        return;
    }
    if (connection->ended || frame_reader_is_partial(&connection->reader))
        connection_resume(connection);
}

void connection_mark(struct varlink_connection *connection)
{
    if (!link_is_used(&connection->dirty))
        link_append(&connection->server->dirty, &connection->dirty);
    server_mark(connection->server);
}

void connection_resume(struct varlink_connection *connection)
{
    if (connection->is_dead || link_is_used(&connection->ready))
        return;
    link_append(&connection->server->ready, &connection->ready);
    server_watch_ready(connection->server);
}

void connection_continue(struct varlink_connection *connection, size_t most)
{
    struct varlink_call *call = connection->call;
    bool drained = connection->drained;
    connection->drained = false;
    if (drained && call && call->drained)
        call->drained(call, call->drained_data);
    connection_take(connection, most);
    connection_arm(connection);
}

/* --- bytes in --- */

static void connection_read(struct varlink_connection *connection, bool is_broken)
{
    if (connection->ended || connection->is_dead || frame_reader_is_full(&connection->reader))
        return;
    int r = frame_reader_fill(&connection->reader, connection->fd_in);
    if (r == 0 || (r < 0 && (r != -EAGAIN || is_broken)))
        connection->ended = true;
    if (!link_is_used(&connection->ready))
        connection_take(connection, connection->server->options.limits.messages_per_turn);
}

/* A socket that broke may still hold what its peer sent before: libuv stops at the error, reading goes on to its end.
 */
static void on_in(uv_poll_t *handle, int status, int events)
{
    struct varlink_connection *connection = handle->data;
    bool is_broken = status < 0;
    if (is_broken)
        connection->armed_in = 0;
    if (!is_pair(connection) && (is_broken || events == UV_PRIORITIZED))
        hang_up(connection);
    if (is_broken || events & UV_READABLE)
        connection_read(connection, is_broken);
    if (events & UV_WRITABLE && link_is_used(&connection->unsent))
        connection_mark(connection);
    connection_arm(connection);
}

static void on_out(uv_poll_t *handle, int status, int events)
{
    struct varlink_connection *connection = handle->data;
    if (status < 0)
        connection->armed_out = 0;
    if (status < 0 || events == UV_PRIORITIZED)
        hang_up(connection);
    else if (events & UV_WRITABLE && link_is_used(&connection->unsent))
        connection_mark(connection);
    connection_arm(connection);
}

/* --- bytes out --- */

static ssize_t write_once(struct varlink_connection *connection)
{
    const char *bytes = buffer_bytes(&connection->out_bytes);
    size_t size = connection->out_bytes.length;
    ssize_t count;
    do {
        count = connection->out_is_file ? write(connection->fd_out, bytes, size)
                                        : send(connection->fd_out, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (count < 0 && errno == ENOTSOCK && !connection->out_is_file) {
            connection->out_is_file = true;
            errno = EINTR;
        }
    } while (count < 0 && errno == EINTR);
    if (count < 0)
        return errno == EAGAIN ? 0 : -errno;
    return count;
}

static void all_sent(struct varlink_connection *connection)
{
    buffer_clear(&connection->out_bytes, OUT_KEPT);
    connection->drained = link_is_used(&connection->unsent);
    link_remove(&connection->unsent);
    if (connection->closing)
        connection_kill(connection);
    else if (connection->drained || connection->held)
        connection_resume(connection);
    connection->held = false;
}

bool connection_is_overdue(const struct varlink_connection *connection)
{
    const struct varlink_server *server = connection->server;
    return link_is_used(&connection->unsent) &&
           connection->stalled_at + server->options.limits.unread_ms <= uv_now(server->options.loop);
}

static void some_left(struct varlink_connection *connection, bool took_something)
{
    struct varlink_server *server = connection->server;
    if (connection->out_bytes.length > server->options.limits.unsent_bytes) {
        connection_close_by_limit(connection, "unsent_bytes");
        return;
    }
    if (!took_something && connection_is_overdue(connection)) {
        connection_close_by_limit(connection, "unread");
        return;
    }
    connection->held = true;
    if (took_something || !link_is_used(&connection->unsent)) {
        connection->stalled_at = uv_now(server->options.loop);
        link_append(&server->unsent, &connection->unsent);
        server_watch_unsent(server);
    }
}

void connection_flush(struct varlink_connection *connection)
{
    link_remove(&connection->dirty);
    connection->answered = 0;
    if (connection->out_bytes.length > 0) {
        ssize_t count = write_once(connection);
        if (count < 0) {
            hang_up(connection);
        } else {
            buffer_consume(&connection->out_bytes, (size_t)count);
            if (connection->out_bytes.length == 0)
                all_sent(connection);
            else
                some_left(connection, count > 0);
        }
    }
    connection->sent_length = connection->out_bytes.length;
    connection_arm(connection);
}

/* --- from open to reaped --- */

static void connection_free(struct varlink_connection *connection)
{
    peer_done(&connection->peer);
    free(connection);
}

static void on_closed(uv_handle_t *handle)
{
    struct varlink_connection *connection = handle->data;
    struct varlink_server *server = connection->server;
    if (--connection->open_handles == 0)
        connection_free(connection);
    server_handle_closed(server);
}

static void close_descriptors(int fd_in, int fd_out)
{
    close(fd_in);
    if (fd_out != fd_in)
        close(fd_out);
}

static void close_handles(struct varlink_connection *connection)
{
    uv_close((uv_handle_t *)&connection->in, on_closed);
    if (connection->open_handles > 1)
        uv_close((uv_handle_t *)&connection->out, on_closed);
}

static int watch(struct varlink_connection *connection, uv_poll_t *handle, int fd)
{
    int r = uv_poll_init(connection->server->options.loop, handle, fd);
    if (r < 0)
        return r;
    handle->data = connection;
    connection->open_handles++;
    server_handle_opened(connection->server);
    return 0;
}

static int watch_both(struct varlink_connection *connection)
{
    int r = watch(connection, &connection->in, connection->fd_in);
    if (r < 0) {
        connection_free(connection);
        return r;
    }
    if (is_pair(connection))
        r = watch(connection, &connection->out, connection->fd_out);
    if (r < 0)
        close_handles(connection);
    return r;
}

int connection_open(struct varlink_server *server, int fd_in, int fd_out, struct varlink_peer *peer)
{
    struct varlink_connection *connection = mem_new(struct varlink_connection);
    *connection = (struct varlink_connection){.server = server, .fd_in = fd_in, .fd_out = fd_out, .peer = *peer};
    int r = watch_both(connection);
    if (r < 0) {
        close_descriptors(fd_in, fd_out);
        return r;
    }
    struct link *const links[] = {&connection->all, &connection->dirty, &connection->unsent, &connection->ready,
                                  &connection->dead};
    for (size_t i = 0; i < ARRAY_SIZE(links); i++)
        link_init(links[i]);
    frame_reader_init(&connection->reader, server->options.limits.message_bytes);
    link_append(&server->connections, &connection->all);
    connection->user = user_hold(server, peer->uid);
    server->figures.connections++;
    if (server->options.accept)
        connection->data = server->options.accept(server->options.data, &connection->peer);
    connection_arm(connection);
    return 0;
}

void connection_reap(struct varlink_connection *connection)
{
    struct varlink_server *server = connection->server;
    assert(connection->is_dead && !connection->call);
    link_remove(&connection->dead);
    link_remove(&connection->all);
    server->figures.connections--;
    if (server->options.forget)
        server->options.forget(server->options.data, connection->data);
    user_release(server, connection->user);
    frame_reader_done(&connection->reader);
    buffer_done(&connection->out_bytes);
    close_handles(connection);
    close_descriptors(connection->fd_in, connection->fd_out);
}
