/* SPDX-License-Identifier: MIT
 *
 * A server in the test's own process, on a real loop, with raw descriptors as its peers: what the tests of the server
 * share. The loop runs only while a test waits for something, so what happens between two waits is one turn or more,
 * never a race.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "common/varlink/server.h"

#define WORLD_PATIENCE_MS 20000

static const char world_idl[] = "interface org.example.test\n"
                                "method Echo(text: string, times: ?int) -> (text: string)\n"
                                "method Rich(steps: []Step, texts: [string]string, kind: (one, two),\n"
                                "            weight: ?float, any: ?object) -> (count: int)\n"
                                "method Later() -> (number: int)\n"
                                "method Watch() -> (state: int)\n"
                                "method Count(to: int) -> (number: int)\n"
                                "method Big(bytes: int) -> (text: string)\n"
                                "method Change() -> ()\n"
                                "method Look() -> (number: int)\n"
                                "method Fail(why: ?string) -> ()\n"
                                "method Missing() -> ()\n"
                                "type Step (service: string, done: bool)\n"
                                "error Failed (why: string)\n"
                                "error Plain ()\n";

/* C forms by the rules of idl.h. */
struct world_text {
    const char *text;
    struct idl_maybe_int times; /* input of Echo only */
};

struct world_number {
    int64_t number;
};

struct world_kept {
    struct varlink_call *call; /* NULL once it is gone */
    unsigned drained;
};

struct world {
    uv_loop_t loop;
    uv_prepare_t prepare;
    uv_check_t check;
    struct arena arena;
    const struct idl *idl;
    struct varlink_server_options options;
    struct varlink_server *server;
    struct world_kept kept[8]; /* calls to Later and Watch, in the order they came */
    size_t kept_count;
    unsigned gone, accepted, renewed, forgotten, changes, turns_with_work;
    unsigned kept_changes; /* of turns that did not fail */
    bool fails;            /* a turn that changed something does */
    bool is_lost;          /* and then nothing can be read either */
    bool dirty;
    bool may_change, may_call;
};

/* A peer: a descriptor of its own and what it has read and not yet looked at. */
struct peer {
    int fd;
    struct buffer in;
};

/* --- handlers --- */

static struct world *world_of(const struct varlink_call *call)
{
    return varlink_call_connection_data(call);
}

static void world_echo(struct varlink_call *call, const void *input)
{
    const struct world_text *in = input;
    varlink_reply(call, &(struct world_text){.text = in->text});
}

static void world_rich(struct varlink_call *call, const void *input)
{
    const struct {
        struct idl_list steps, texts;
        struct idl_word kind;
        struct idl_maybe_float weight;
        json_t *any;
    } *in = input;
    varlink_reply(call, &(struct world_number){.number = (int64_t)(in->steps.count + in->texts.count)});
}

static void world_on_gone(struct varlink_call *call, void *data)
{
    struct world *world = world_of(call);
    struct world_kept *kept = data;
    assert_ptr_equal(kept->call, call);
    kept->call = NULL;
    world->gone++;
}

static void world_on_drained(struct varlink_call *call, void *data)
{
    struct world_kept *kept = data;
    assert_ptr_equal(kept->call, call);
    kept->drained++;
}

static void world_keep(struct varlink_call *call, attr_unused const void *in)
{
    struct world *world = world_of(call);
    assert_true(world->kept_count < ARRAY_SIZE(world->kept));
    struct world_kept *kept = &world->kept[world->kept_count++];
    kept->call = call;
    varlink_call_on_gone(call, world_on_gone, kept);
    varlink_stream_on_drained(call, world_on_drained, kept);
}

static void world_count(struct varlink_call *call, const void *input)
{
    const struct world_number *in = input;
    int64_t number = 1;
    if (varlink_call_wants_more(call)) {
        for (; number < in->number; number++)
            varlink_reply_continues(call, &(struct world_number){.number = number});
    }
    varlink_reply(call, &(struct world_number){.number = number});
}

static void world_big(struct varlink_call *call, const void *input)
{
    const struct world_number *in = input;
    char *text = arena_alloc(varlink_call_arena(call), (size_t)in->number + 1);
    memset(text, 'x', (size_t)in->number);
    varlink_reply(call, &(struct world_text){.text = text});
}

static void world_change(struct varlink_call *call, attr_unused const void *in)
{
    world_of(call)->changes++;
    varlink_reply(call, NULL);
}

static void world_look(struct varlink_call *call, attr_unused const void *in)
{
    varlink_reply(call, &(struct world_number){.number = world_of(call)->changes});
}

static void world_fail(struct varlink_call *call, const void *input)
{
    const struct world_text *in = input;
    if (in->text)
        varlink_error(call, "org.example.test.Failed", &(struct world_text){.text = in->text});
    else
        varlink_error(call, "org.example.test.Plain", NULL);
}

static const struct varlink_method world_methods[] = {
        {.name = "Echo", .handler = world_echo},
        {.name = "Rich", .handler = world_rich},
        {.name = "Later", .handler = world_keep, .defers = true},
        {.name = "Watch", .handler = world_keep, .streams = true, .needs_more = true},
        {.name = "Count", .handler = world_count, .streams = true},
        {.name = "Big", .handler = world_big},
        {.name = "Change", .handler = world_change, .changes = true},
        {.name = "Look", .handler = world_look},
        {.name = "Fail", .handler = world_fail},
        {.name = "Missing"},
};

/* --- the world --- */

static void *world_accept(void *data, attr_unused const struct varlink_peer *peer)
{
    struct world *world = data;
    world->accepted++;
    return world;
}

static void world_forget(void *data, void *connection_data)
{
    struct world *world = data;
    assert_ptr_equal(world, connection_data);
    world->forgotten++;
}

static void world_renew(void *data, void *connection_data, attr_unused const struct varlink_peer *peer)
{
    struct world *world = data;
    assert_ptr_equal(world, connection_data);
    world->renewed++;
}

static bool world_permit(void *data, attr_unused void *connection_data, const struct idl_member *method, bool changes)
{
    const struct world *world = data;
    if (strcmp(method->interface->name, "org.varlink.service") == 0)
        return true;
    return world->may_call && (world->may_change || !changes);
}

static void world_dirty(void *data)
{
    struct world *world = data;
    world->dirty = true;
}

static void world_turn(struct world *world)
{
    if (!world->dirty)
        return;
    world->dirty = false;
    world->turns_with_work++;
    if (world->fails && world->changes > world->kept_changes) {
        world->changes = world->kept_changes;
        varlink_server_fail_turn(world->server, !world->is_lost);
    }
    world->kept_changes = world->changes;
    varlink_server_flush(world->server);
    varlink_server_reap(world->server);
}

static void world_on_prepare(uv_prepare_t *handle)
{
    world_turn(handle->data);
}

static void world_on_check(uv_check_t *handle)
{
    world_turn(handle->data);
}

static void world_init_handles(struct world *world)
{
    uv_loop_init(&world->loop);
    uv_prepare_init(&world->loop, &world->prepare);
    uv_check_init(&world->loop, &world->check);
    world->prepare.data = world;
    world->check.data = world;
    uv_prepare_start(&world->prepare, world_on_prepare);
    uv_check_start(&world->check, world_on_check);
}

/* A world with limits of the test's own (NULL: the defaults). */
static attr_unused void world_init(struct world *world, const struct varlink_limits *limits)
{
    *world = (struct world){.may_change = true, .may_call = true};
    world_init_handles(world);
    arena_init(&world->arena);
    struct idl_mistake mistake;
    assert_int_equal(idl_parse(&world->arena, world_idl, sizeof(world_idl) - 1, &world->idl, &mistake), 0);
    world->server = varlink_server_new(&(struct varlink_server_options){
            .loop = &world->loop,
            .vendor = "novbe",
            .product = "test",
            .version = "1",
            .url = "https://example.org/",
            .limits = limits ? *limits : varlink_limits_default,
            .accept = world_accept,
            .forget = world_forget,
            .renew = world_renew,
            .permit = world_permit,
            .dirty = world_dirty,
            .data = world,
            .durable = true,
            .check_replies = true,
    });
    varlink_server_add(world->server, world->idl, world_methods, ARRAY_SIZE(world_methods));
}

/* Ends the server, open calls and all; nothing of it may be left in the loop. */
static attr_unused void world_done(struct world *world)
{
    world->server = varlink_server_free(world->server);
    world->dirty = false;
    assert_int_equal(world->accepted, world->forgotten);
    uv_close((uv_handle_t *)&world->prepare, NULL);
    uv_close((uv_handle_t *)&world->check, NULL);
    uv_run(&world->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&world->loop), 0);
    arena_done(&world->arena);
}

static attr_unused struct varlink_server_figures world_figures(const struct world *world)
{
    return varlink_server_figures(world->server);
}

static int64_t world_clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* One turn of the loop; waits a little for something to happen if nothing is there. */
static attr_unused void world_step(struct world *world)
{
    struct pollfd backend = {.fd = uv_backend_fd(&world->loop), .events = POLLIN};
    if (uv_backend_timeout(&world->loop) != 0)
        poll(&backend, 1, 1);
    uv_run(&world->loop, UV_RUN_NOWAIT);
}

/* Runs the loop until the fact holds. */
#define world_until(world, fact)                                 \
    do {                                                         \
        int64_t until_ms = world_clock_ms() + WORLD_PATIENCE_MS; \
        while (!(fact)) {                                        \
            if (world_clock_ms() > until_ms)                     \
                fail_msg("waited in vain for: %s", #fact);       \
            world_step(world);                                   \
        }                                                        \
    } while (0)

/* Lets everything happen that can happen without new input; a loop that does not come to rest fails. */
static attr_unused void world_settle(struct world *world)
{
    struct pollfd backend = {.fd = uv_backend_fd(&world->loop), .events = POLLIN};
    unsigned turns = 0;
    do {
        uv_run(&world->loop, UV_RUN_NOWAIT);
        if (++turns > 100000)
            fail_msg("the loop does not come to rest");
    } while (uv_backend_timeout(&world->loop) == 0 || poll(&backend, 1, 0) > 0);
}

/* --- peers --- */

static attr_unused struct peer peer_connect(struct world *world)
{
    int fds[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds), 0);
    assert_int_equal(varlink_server_attach(world->server, fds[0], fds[0]), 0);
    return (struct peer){.fd = fds[1]};
}

static attr_unused void peer_close(struct peer *peer)
{
    if (peer->fd >= 0)
        close(peer->fd);
    buffer_done(&peer->in);
    *peer = (struct peer){.fd = -1};
}

static attr_unused void peer_send_bytes(struct peer *peer, const void *bytes, size_t size)
{
    assert_int_equal(send(peer->fd, bytes, size, MSG_NOSIGNAL), (ssize_t)size);
}

/* One message: the NUL is added. */
static attr_unused void peer_send(struct peer *peer, const char *message)
{
    peer_send_bytes(peer, message, strlen(message) + 1);
}

/* Reads what is there. False at the end of the stream. */
static bool peer_read_some(struct peer *peer)
{
    ssize_t count;
    while ((count = read(peer->fd, buffer_reserve(&peer->in, 65536), 65536)) > 0)
        buffer_added(&peer->in, (size_t)count);
    return count < 0 && errno == EAGAIN;
}

static bool peer_has_message(struct peer *peer)
{
    peer_read_some(peer);
    return peer->in.length > 0 && memchr(buffer_bytes(&peer->in), '\0', peer->in.length) != NULL;
}

/* The next message, valid until the next call. */
static attr_unused const char *peer_receive(struct world *world, struct peer *peer)
{
    world_until(world, peer_has_message(peer));
    const char *message = buffer_bytes(&peer->in);
    buffer_consume(&peer->in, strlen(message) + 1);
    return message;
}

static attr_unused void peer_expect(struct world *world, struct peer *peer, const char *message)
{
    assert_string_equal(peer_receive(world, peer), message);
}

/* Sends a call and expects its one reply. */
static attr_unused void peer_talk(struct world *world, struct peer *peer, const char *call, const char *reply)
{
    peer_send(peer, call);
    peer_expect(world, peer, reply);
}

/* Everything that was answered has been looked at, and the stream ended. */
static attr_unused void peer_expect_end(struct world *world, struct peer *peer)
{
    world_until(world, !peer_read_some(peer));
    assert_int_equal(peer->in.length, 0);
}

static attr_unused void peer_expect_silence(struct world *world, struct peer *peer)
{
    world_settle(world);
    assert_true(peer_read_some(peer));
    assert_int_equal(peer->in.length, 0);
}
