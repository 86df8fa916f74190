/* SPDX-License-Identifier: MIT
 *
 * What the tests of the client share: a loop, a client, and a peer that says exactly the bytes a test wants and keeps
 * what it is told.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "common/varlink/client.h"

#define PATIENCE_NS ((uint64_t)30 * 1000 * 1000 * 1000)
#define MOST_LINES  256

struct peer;

/* One connection as the peer sees it. */
struct line {
    struct peer *peer;
    uv_poll_t poll;
    int fd;
    bool open;
    struct buffer bytes;
    unsigned taken; /* messages */
};

struct peer {
    uv_loop_t *loop;
    uv_poll_t poll;
    int listener; /* -1: nobody listens */
    char address[100];
    struct line *lines[MOST_LINES]; /* in the order they came */
    uint64_t opened_at_ns[MOST_LINES];
    unsigned line_count;
    char **messages; /* of all lines, in order */
    size_t message_count, message_room;
    void (*on_message)(struct line *line, const char *message); /* may be NULL */
    bool deaf;                                                  /* accepts and reads nothing */
};

struct fixture {
    uv_loop_t loop;
    uv_timer_t tick; /* so that waiting for a fact looks at it again */
    char folder[32];
    struct peer peer;
    struct varlink_client *client;
    unsigned connects, disconnects;
    int error; /* told last */
    struct arena arena;
    const struct idl *idl;
};

/* --- the interface they speak --- */

static const char interface_text[] = "interface org.novbe.test\n"
                                     "type Ticket (number: int, kind: (walk_in, booked), note: ?string)\n"
                                     "method Issue(request: ?string, service: string) -> (ticket: Ticket)\n"
                                     "method Echo(text: string) -> (text: string)\n"
                                     "method Watch() -> (count: int)\n"
                                     "method Nudge() -> ()\n"
                                     "error Closed (until: string)\n";

struct ticket {
    int64_t number;
    struct idl_word kind;
    const char *note;
};

struct issue_in {
    const char *request;
    const char *service;
};

struct issue_out {
    struct ticket ticket;
};

struct echo {
    const char *text;
};

struct watch_out {
    int64_t count;
};

static attr_unused const struct idl_member *method(struct fixture *f, const char *name)
{
    const struct idl_member *member = idl_find(f->idl, IDL_METHOD, name);
    assert_non_null(member);
    return member;
}

/* --- waiting --- */

static void turn(struct fixture *f, uint64_t end_ns, const char *fact)
{
    if (uv_hrtime() > end_ns)
        fail_msg("waited in vain for %s", fact);
    uv_run(&f->loop, UV_RUN_ONCE);
}

/* Runs the loop until the fact is there. */
#define until(f, fact)                                \
    do {                                              \
        uint64_t end_ns_ = uv_hrtime() + PATIENCE_NS; \
        while (!(fact))                               \
            turn(f, end_ns_, #fact);                  \
    } while (0)

static void on_tick(attr_unused uv_timer_t *timer)
{
}

/* --- the peer --- */

static void hang_up(struct line *line)
{
    if (!line->open)
        return;
    line->open = false;
    uv_poll_stop(&line->poll);
    close(line->fd);
}

static void say_bytes(struct line *line, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t n = send(line->fd, bytes, size, MSG_NOSIGNAL);
        assert_true(n > 0 || errno == EAGAIN);
        bytes += n > 0 ? n : 0;
        size -= n > 0 ? (size_t)n : 0;
        if (n < 0)
            uv_run(line->peer->loop, UV_RUN_ONCE);
    }
}

static attr_unused void say(struct line *line, const char *message)
{
    say_bytes(line, message, strlen(message) + 1);
}

static void keep_message(struct peer *peer, const char *message)
{
    mem_grow(peer->messages, peer->message_count, peer->message_room);
    peer->messages[peer->message_count++] = mem_strdup(message);
}

static void take_messages(struct line *line)
{
    char *nul;
    while (line->open && line->bytes.length > 0 &&
           (nul = memchr(buffer_bytes(&line->bytes), '\0', line->bytes.length))) {
        _cleanup_free_ char *message = mem_strdup(buffer_bytes(&line->bytes));
        buffer_consume(&line->bytes, strlen(message) + 1);
        line->taken++;
        keep_message(line->peer, message);
        if (line->peer->on_message)
            line->peer->on_message(line, message);
    }
}

static void on_line(uv_poll_t *poll, attr_unused int status, attr_unused int events)
{
    struct line *line = poll->data;
    ssize_t n = recv(line->fd, buffer_reserve(&line->bytes, 65536), 65536, MSG_DONTWAIT);
    if (n < 0 && errno == EAGAIN)
        return;
    if (n <= 0) {
        hang_up(line);
        return;
    }
    buffer_added(&line->bytes, (size_t)n);
    take_messages(line);
}

/* Takes one end of a connection as its own. */
static struct line *peer_take(struct peer *peer, int fd)
{
    assert_true(peer->line_count < MOST_LINES);
    struct line *line = mem_new(struct line);
    line->peer = peer;
    line->fd = fd;
    line->open = true;
    line->poll.data = line;
    assert_int_equal(uv_poll_init(peer->loop, &line->poll, fd), 0);
    if (!peer->deaf)
        uv_poll_start(&line->poll, UV_READABLE, on_line);
    peer->opened_at_ns[peer->line_count] = uv_hrtime();
    peer->lines[peer->line_count++] = line;
    return line;
}

static void on_knock(uv_poll_t *poll, attr_unused int status, attr_unused int events)
{
    struct peer *peer = poll->data;
    int fd = accept4(peer->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd >= 0)
        peer_take(peer, fd);
}

static void peer_listen(struct peer *peer)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(peer->address));
    memcpy(name.sun_path, peer->address, strlen(peer->address));
    if (peer->address[0] == '@')
        name.sun_path[0] = '\0';
    peer->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    assert_int_equal(bind(peer->listener, (const struct sockaddr *)&name, size), 0);
    assert_int_equal(listen(peer->listener, 64), 0);
    assert_int_equal(uv_poll_init(peer->loop, &peer->poll, peer->listener), 0);
    peer->poll.data = peer;
    uv_poll_start(&peer->poll, UV_READABLE, on_knock);
}

static void on_peer_closed(uv_handle_t *handle)
{
    ((struct peer *)handle->data)->listener = -1;
}

static attr_unused void peer_stop_listening(struct fixture *f)
{
    int fd = f->peer.listener;
    uv_close((uv_handle_t *)&f->peer.poll, on_peer_closed);
    close(fd);
    if (f->peer.address[0] != '@')
        unlink(f->peer.address);
    until(f, f->peer.listener == -1);
}

static void on_line_closed(uv_handle_t *handle)
{
    struct line *line = handle->data;
    buffer_done(&line->bytes);
    free(line);
}

static void peer_done(struct fixture *f)
{
    for (unsigned i = 0; i < f->peer.line_count; i++) {
        hang_up(f->peer.lines[i]);
        uv_close((uv_handle_t *)&f->peer.lines[i]->poll, on_line_closed);
    }
    if (f->peer.listener >= 0)
        peer_stop_listening(f);
    for (size_t i = 0; i < f->peer.message_count; i++)
        free(f->peer.messages[i]);
    free(f->peer.messages);
}

/* --- the client --- */

static void on_connected(void *data, bool connected, int error)
{
    struct fixture *f = data;
    f->error = error;
    if (connected)
        f->connects++;
    else
        f->disconnects++;
}

/* Patient where a test does not say otherwise, and quick to come back. */
static struct varlink_client_options usual_options(struct fixture *f)
{
    return (struct varlink_client_options){.loop = &f->loop,
                                           .address = f->peer.address,
                                           .timeout_ms = 20000,
                                           .backoff_min_ms = 1,
                                           .backoff_max_ms = 20,
                                           .connected = on_connected,
                                           .data = f};
}

static attr_unused void client_start(struct fixture *f)
{
    struct varlink_client_options options = usual_options(f);
    f->client = varlink_client_new(&options);
}

static attr_unused void client_connect(struct fixture *f)
{
    client_start(f);
    until(f, varlink_client_is_connected(f->client) && f->peer.line_count == 1);
}

/* For tests that end with calls open whose handlers write into the test's own variables. */
static attr_unused void client_stop(struct fixture *f)
{
    f->client = varlink_client_free(f->client);
}

/* What a handler was told. */
struct told {
    unsigned count;
    unsigned more; /* of them VARLINK_MORE */
    enum varlink_status status;
    char error[64];
    char parameters[512];
    char reason[192];
    bool not_sent;
    unsigned repeated; /* replies that said so */
    unsigned order;    /* the how-manieth of all tellings this was */
    unsigned *clock;   /* counts tellings; may be NULL */
};

static attr_unused void on_told(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply,
                                void *data)
{
    struct told *told = data;
    told->count++;
    told->more += reply->status == VARLINK_MORE;
    told->status = reply->status;
    told->repeated += reply->repeated;
    told->not_sent = reply->not_sent;
    if (told->clock)
        told->order = ++*told->clock;
    snprintf(told->error, sizeof(told->error), "%s", reply->error ? reply->error : "");
    snprintf(told->reason, sizeof(told->reason), "%s", reply->reason);
    _cleanup_free_ char *text = reply->parameters ? json_dumps(reply->parameters, JSON_COMPACT) : NULL;
    snprintf(told->parameters, sizeof(told->parameters), "%s", text ? text : "");
}

static attr_unused struct varlink_client_call *ask(struct fixture *f, const char *name, unsigned flags,
                                                   struct told *told)
{
    return varlink_client_call_json(f->client, name, NULL, flags, on_told, told);
}

/* --- setting up --- */

static int set_up(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    uv_loop_init(&f->loop);
    uv_timer_init(&f->loop, &f->tick);
    uv_timer_start(&f->tick, on_tick, 2, 2);
    snprintf(f->folder, sizeof(f->folder), "/tmp/novbe-client-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    f->peer.loop = &f->loop;
    snprintf(f->peer.address, sizeof(f->peer.address), "%s/socket", f->folder);
    peer_listen(&f->peer);
    arena_init(&f->arena);
    struct idl_mistake mistake;
    assert_int_equal(idl_parse(&f->arena, interface_text, sizeof(interface_text) - 1, &f->idl, &mistake), 0);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    f->client = varlink_client_free(f->client);
    peer_done(f);
    uv_close((uv_handle_t *)&f->tick, NULL);
    uv_run(&f->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&f->loop), 0);
    arena_done(&f->arena);
    rmdir(f->folder);
    free(f);
    return 0;
}

#define client_test(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
