/* SPDX-License-Identifier: MIT
 *
 * Limits: everything a stranger can reach ends somewhere, the stranger pays for it, and the others do not notice.
 */
#include "tests/common/varlink/world.h"

#include <fcntl.h>
#include <grp.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "common/log.h"
#include "common/varlink/connection.h"

#define LATER       "{\"method\":\"org.example.test.Later\"}"
#define WATCH       "{\"method\":\"org.example.test.Watch\",\"more\":true}"
#define CHANGE      "{\"method\":\"org.example.test.Change\",\"oneway\":true}"
#define CALL(text)  "{\"method\":\"org.example.test.Echo\",\"parameters\":{\"text\":\"" text "\"}}"
#define REPLY(text) "{\"parameters\":{\"text\":\"" text "\"}}"
#define BIG(bytes)  "{\"method\":\"org.example.test.Big\",\"parameters\":{\"bytes\":" #bytes "}}"

struct fixture {
    struct world world;
    struct peer peer, other;
    struct sockaddr_un address; /* abstract: no file to clean up */
    socklen_t address_length;
};

static int accept_error; /* what the system answers to accept4() instead of a descriptor */

/* Stands before the C library's. */
int accept_or_fail(int fd, struct sockaddr *address, socklen_t *length, int flags) __asm__("accept4");
int accept_or_fail(int fd, struct sockaddr *address, socklen_t *length, int flags)
{
    if (accept_error == 0)
        return (int)syscall(SYS_accept4, fd, address, length, flags);
    errno = accept_error;
    return -1;
}

static int setup(void **state)
{
    *state = mem_new(struct fixture);
    accept_error = 0;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    peer_close(&f->peer);
    peer_close(&f->other);
    world_done(&f->world);
    free(f);
    return 0;
}

static void begin(struct fixture *f, const struct varlink_limits *limits)
{
    world_init(&f->world, limits);
    f->peer = peer_connect(&f->world);
    f->other = peer_connect(&f->world);
}

/* A listening socket under a name that the kernel picks. */
static void begin_listening(struct fixture *f, const struct varlink_limits *limits)
{
    world_init(&f->world, limits);
    f->peer = f->other = (struct peer){.fd = -1};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    f->address.sun_family = AF_UNIX;
    assert_int_equal(bind(fd, (struct sockaddr *)&f->address, sizeof(sa_family_t)), 0);
    f->address_length = sizeof(f->address);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&f->address, &f->address_length), 0);
    assert_int_equal(listen(fd, 100), 0);
    assert_int_equal(varlink_server_listen(f->world.server, fd), 0);
}

static struct peer dial(struct fixture *f)
{
    struct peer peer = {.fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    assert_true(peer.fd >= 0);
    assert_int_equal(connect(peer.fd, (struct sockaddr *)&f->address, f->address_length), 0);
    return peer;
}

static void flooder_gets_its_share_of_a_turn(void **state)
{
    struct fixture *f = *state;
    begin(f, NULL);
    struct buffer flood = {0};
    enum { FLOOD = 500 };
    for (int i = 0; i < FLOOD; i++)
        buffer_append(&flood, CHANGE, sizeof(CHANGE));
    peer_send_bytes(&f->peer, buffer_bytes(&flood), flood.length);
    peer_send(&f->other, CALL("between"));
    unsigned seen = 0, rounds = 0;
    while (!peer_has_message(&f->other)) {
        uv_run(&f->world.loop, UV_RUN_NOWAIT);
        assert_true(f->world.changes - seen <= varlink_limits_default.messages_per_turn);
        seen = f->world.changes;
        rounds++;
    }
    peer_expect(&f->world, &f->other, REPLY("between"));
    assert_int_equal(rounds, 1);
    assert_in_range(f->world.changes, 1, varlink_limits_default.messages_per_turn);
    while (f->world.changes < FLOOD) {
        seen = f->world.changes;
        uv_run(&f->world.loop, UV_RUN_NOWAIT);
        assert_in_range(f->world.changes - seen, 1, varlink_limits_default.messages_per_turn);
    }
    buffer_done(&flood);
}

static void many_flooders_share_a_turn(void **state)
{
    struct fixture *f = *state;
    begin(f, NULL);
    struct buffer flood = {0};
    enum { FLOODERS = 8, FLOOD = 500 };
    for (int i = 0; i < FLOOD; i++)
        buffer_append(&flood, CHANGE, sizeof(CHANGE));
    struct peer flooders[FLOODERS];
    for (size_t i = 0; i < FLOODERS; i++) {
        flooders[i] = peer_connect(&f->world);
        peer_send_bytes(&flooders[i], buffer_bytes(&flood), flood.length);
    }
    uv_run(&f->world.loop, UV_RUN_NOWAIT); /* the first read of each */
    for (unsigned seen = f->world.changes; f->world.changes < FLOODERS * FLOOD; seen = f->world.changes) {
        uv_run(&f->world.loop, UV_RUN_NOWAIT);
        assert_in_range(f->world.changes - seen, 1, varlink_limits_default.messages_per_turn);
    }
    for (size_t i = 0; i < FLOODERS; i++)
        peer_close(&flooders[i]);
    buffer_done(&flood);
}

/* The connection opened last belongs to another user from now on. */
static void make_stranger(struct fixture *f)
{
    struct varlink_server *server = f->world.server;
    struct varlink_connection *last = container_of(server->connections.previous, struct varlink_connection, all);
    user_release(server, last->user);
    last->user = user_hold(server, last->peer.uid + 1);
}

static void a_flood_of_one_user_leaves_others_their_turns(void **state)
{
    struct fixture *f = *state;
    begin(f, NULL);
    make_stranger(f);
    struct buffer flood = {0};
    enum { FLOODERS = 8, FLOOD = 500 };
    for (int i = 0; i < FLOOD; i++)
        buffer_append(&flood, CHANGE, sizeof(CHANGE));
    struct peer flooders[FLOODERS];
    for (size_t i = 0; i < FLOODERS; i++) {
        flooders[i] = peer_connect(&f->world);
        peer_send_bytes(&flooders[i], buffer_bytes(&flood), flood.length);
    }
    for (int i = 0; i < 20; i++) {
        unsigned seen = f->world.changes;
        peer_send(&f->other, CALL("between"));
        uv_run(&f->world.loop, UV_RUN_NOWAIT);
        peer_expect(&f->world, &f->other, REPLY("between"));
        if (i > 0) /* only then is it known that there is somebody else */
            assert_in_range(f->world.changes - seen, 1, varlink_limits_default.messages_per_turn / 8);
    }
    for (size_t i = 0; i < FLOODERS; i++)
        peer_close(&flooders[i]);
    buffer_done(&flood);
}

static struct varlink_connection *first_connection(struct fixture *f)
{
    return container_of(f->world.server->connections.next, struct varlink_connection, all);
}

/* Calls and calls, and never reads an answer. */
static void reader_that_never_reads_costs_bounded_memory_and_is_closed(void **state)
{
    struct fixture *f = *state;
    struct varlink_limits limits = varlink_limits_default;
    limits.unread_ms = 300;
    begin(f, &limits);
    const struct varlink_connection *connection = first_connection(f);
    static const char call[] = BIG(30000);
    int64_t until_ms = world_clock_ms() + WORLD_PATIENCE_MS;
    while (world_figures(&f->world).closed_by_limit == 0) {
        assert_true(world_clock_ms() < until_ms);
        while (send(f->peer.fd, call, sizeof(call), MSG_NOSIGNAL) > 0)
            ;
        world_step(&f->world);
        if (world_figures(&f->world).closed_by_limit == 0) {
            assert_true(connection->reader.bytes.room <= 4 * limits.message_bytes);
            assert_true(connection->out_bytes.room <= 256UL * 1024);
        }
    }
    peer_talk(&f->world, &f->other, CALL("served"), REPLY("served"));
    world_settle(&f->world);
    assert_int_equal(world_figures(&f->world).connections, 1);
    assert_int_equal(uv_backend_timeout(&f->world.loop), -1); /* nothing wakes an idle server */
}

static void slow_reader_is_not_closed_while_it_reads(void **state)
{
    struct fixture *f = *state;
    struct varlink_limits limits = varlink_limits_default;
    limits.unread_ms = 1000; /* more than a busy machine keeps this test from reading */
    begin(f, &limits);
    peer_send(&f->peer, BIG(3000000));
    size_t got = 0;
    while (got < 3000000) { /* a little every 20 ms: longer than unread_ms in all */
        char bytes[40000];
        int64_t next_ms = world_clock_ms() + 20;
        while (world_clock_ms() < next_ms)
            world_step(&f->world);
        ssize_t count = read(f->peer.fd, bytes, sizeof(bytes));
        assert_true(count > 0);
        got += (size_t)count;
    }
    assert_int_equal(world_figures(&f->world).closed_by_limit, 0);
}

/* A process that was held up, or a machine that slept, finds its timers due before it sees what its peers did. */
static void reader_is_not_closed_because_the_server_was_held_up(void **state)
{
    struct fixture *f = *state;
    struct varlink_limits limits = varlink_limits_default;
    limits.unread_ms = 100;
    begin(f, &limits);
    peer_send(&f->peer, BIG(3000000));
    char bytes[100000];
    world_until(&f->world, recv(f->peer.fd, bytes, 1, MSG_PEEK) == 1);
    int64_t end_ms = world_clock_ms() + 2 * limits.unread_ms;
    assert_true(read(f->peer.fd, bytes, sizeof(bytes)) > 0);
    while (world_clock_ms() < end_ms)
        poll(NULL, 0, (int)limits.unread_ms);
    world_step(&f->world);
    assert_int_equal(world_figures(&f->world).closed_by_limit, 0);
    world_until(&f->world, world_figures(&f->world).closed_by_limit == 1); /* now it really reads no more */
}

static void more_unsent_output_than_may_be_closes(void **state)
{
    struct fixture *f = *state;
    struct varlink_limits limits = varlink_limits_default;
    limits.unsent_bytes = 100000;
    begin(f, &limits);
    peer_send(&f->peer, BIG(2000000));
    world_until(&f->world, world_figures(&f->world).connections == 1);
    assert_int_equal(world_figures(&f->world).closed_by_limit, 1);
    peer_talk(&f->world, &f->other, CALL("served"), REPLY("served"));
}

static void stream_that_is_pushed_without_asking_is_closed(void **state)
{
    struct fixture *f = *state;
    struct varlink_limits limits = varlink_limits_default;
    limits.unsent_bytes = 100000;
    begin(f, &limits);
    peer_send(&f->peer, WATCH);
    world_until(&f->world, f->world.kept_count == 1);
    for (int64_t i = 0; f->world.gone == 0; i++) {
        assert_true(i < 100000);
        varlink_reply_continues(f->world.kept[0].call, &(struct world_number){.number = i});
        world_settle(&f->world);
    }
    assert_int_equal(world_figures(&f->world).closed_by_limit, 1);
}

static void half_a_message_holds_nobody_up(void **state)
{
    struct fixture *f = *state;
    begin(f, NULL);
    peer_send_bytes(&f->peer, CALL("half"), 10);
    world_settle(&f->world);
    peer_talk(&f->world, &f->other, CALL("served"), REPLY("served"));
    assert_int_equal(uv_backend_timeout(&f->world.loop), -1);
}

static void connections_are_bounded(void **state)
{
    struct fixture *f = *state;
    struct varlink_limits limits = varlink_limits_default;
    limits.connections = 2;
    begin_listening(f, &limits);
    f->peer = dial(f);
    f->other = dial(f);
    struct peer third = dial(f);
    peer_expect_end(&f->world, &third);
    peer_talk(&f->world, &f->peer, CALL("in"), REPLY("in"));
    assert_int_equal(world_figures(&f->world).refused_connections, 1);
    peer_close(&third);
    peer_close(&f->other);
    world_until(&f->world, world_figures(&f->world).connections == 1);
    f->other = dial(f);
    peer_talk(&f->world, &f->other, CALL("in again"), REPLY("in again"));
}

static void connections_of_one_user_are_bounded(void **state)
{
    struct fixture *f = *state;
    struct varlink_limits limits = varlink_limits_default;
    limits.connections_per_user = 1;
    begin_listening(f, &limits);
    f->peer = dial(f);
    f->other = dial(f);
    peer_expect_end(&f->world, &f->other);
    peer_talk(&f->world, &f->peer, CALL("in"), REPLY("in"));
    assert_int_equal(world_figures(&f->world).refused_connections, 1);
}

/* Descriptors run out: the peer is closed, not left waiting, and the loop does not spin. */
static void descriptors_that_run_out_refuse_and_recover(void **state)
{
    struct fixture *f = *state;
    begin_listening(f, NULL);
    f->peer = dial(f);
    peer_talk(&f->world, &f->peer, CALL("in"), REPLY("in"));
    struct peer refused[3];
    for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
        refused[i] = dial(f);
    struct rlimit before, none;
    getrlimit(RLIMIT_NOFILE, &before);
    int lowest = fcntl(0, F_DUPFD, 0);
    close(lowest);
    none = (struct rlimit){.rlim_cur = (rlim_t)lowest, .rlim_max = before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
        peer_expect_end(&f->world, &refused[i]);
    world_settle(&f->world); /* comes to rest */
    peer_talk(&f->world, &f->peer, CALL("still served"), REPLY("still served"));
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_int_equal(world_figures(&f->world).refused_connections, ARRAY_SIZE(refused));
    f->other = dial(f);
    peer_talk(&f->world, &f->other, CALL("in again"), REPLY("in again"));
    for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
        peer_close(&refused[i]);
}

/* Any other want of the system leaves the peer waiting, until it is over; the loop does not spin meanwhile. */
static void accepting_that_fails_rests_and_recovers(void **state)
{
    struct fixture *f = *state;
    begin_listening(f, NULL);
    f->peer = dial(f);
    peer_talk(&f->world, &f->peer, CALL("in"), REPLY("in"));
    accept_error = ENOBUFS;
    f->other = dial(f);
    world_settle(&f->world); /* comes to rest */
    peer_talk(&f->world, &f->peer, CALL("still served"), REPLY("still served"));
    accept_error = 0;
    peer_talk(&f->world, &f->other, CALL("in again"), REPLY("in again"));
}

static size_t lines_of(int fd)
{
    char text[65536];
    ssize_t size = pread(fd, text, sizeof(text), 0);
    size_t lines = 0;
    for (ssize_t i = 0; i < size; i++)
        lines += text[i] == '\n';
    return lines;
}

static void garbage_does_not_fill_the_log(void **state)
{
    struct fixture *f = *state;
    begin(f, NULL);
    int log = memfd_create("log", MFD_CLOEXEC);
    log_set_output(log);
    for (int i = 0; i < 200; i++) {
        struct peer bad = peer_connect(&f->world);
        peer_send(&bad, "garbage");
        peer_expect_end(&f->world, &bad);
        peer_close(&bad);
    }
    log_set_output(STDERR_FILENO);
    assert_in_range(lines_of(log), 1, 100);
    close(log);
}

/* --- who the peer is --- */

static void dial_as_member_of(struct fixture *f, const gid_t *groups, size_t count)
{
    struct peer peer = {.fd = -1};
    if (setgroups(count, groups) == 0) {
        peer = dial(f);
        fcntl(peer.fd, F_SETFL, 0);
        if (send(peer.fd, LATER, sizeof(LATER), MSG_NOSIGNAL) > 0 && read(peer.fd, &(char){0}, 1) >= 0)
            _exit(0);
    }
    _exit(1);
}

static void supplementary_groups_are_seen(void **state)
{
    struct fixture *f = *state;
    begin_listening(f, NULL);
    if (geteuid() != 0) {
        print_message("skipped: needs root to have other groups\n");
        skip();
    }
    gid_t groups[100];
    for (size_t i = 0; i < ARRAY_SIZE(groups); i++)
        groups[i] = (gid_t)(4711 + i);
    pid_t child = fork();
    if (child == 0)
        dial_as_member_of(f, groups, ARRAY_SIZE(groups));
    world_until(&f->world, f->world.kept_count == 1);
    const struct varlink_peer *peer = varlink_call_peer(f->world.kept[0].call);
    assert_int_equal(peer->pid, child);
    assert_int_equal(peer->uid, 0);
    assert_int_equal(peer->gid, getegid());
    assert_int_equal(peer->group_count, ARRAY_SIZE(groups));
    assert_memory_equal(peer->groups, groups, sizeof(groups));
    varlink_reply(f->world.kept[0].call, &(struct world_number){.number = 1});
    world_until(&f->world, world_figures(&f->world).connections == 0);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void descriptor_that_cannot_be_watched_is_refused_and_closed(void **state)
{
    struct fixture *f = *state;
    begin(f, NULL);
    int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    assert_true(varlink_server_attach(f->world.server, fd, fd) < 0);
    assert_int_equal(fcntl(fd, F_GETFD), -1);
    int pipe_fds[2];
    assert_int_equal(pipe2(pipe_fds, O_CLOEXEC | O_NONBLOCK), 0);
    fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    assert_true(varlink_server_attach(f->world.server, pipe_fds[0], fd) < 0);
    assert_int_equal(fcntl(fd, F_GETFD), -1);
    assert_int_equal(fcntl(pipe_fds[0], F_GETFD), -1);
    close(pipe_fds[1]);
    assert_int_equal(world_figures(&f->world).connections, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
            TEST(flooder_gets_its_share_of_a_turn),
            TEST(many_flooders_share_a_turn),
            TEST(a_flood_of_one_user_leaves_others_their_turns),
            TEST(reader_that_never_reads_costs_bounded_memory_and_is_closed),
            TEST(slow_reader_is_not_closed_while_it_reads),
            TEST(reader_is_not_closed_because_the_server_was_held_up),
            TEST(more_unsent_output_than_may_be_closes),
            TEST(stream_that_is_pushed_without_asking_is_closed),
            TEST(half_a_message_holds_nobody_up),
            TEST(connections_are_bounded),
            TEST(connections_of_one_user_are_bounded),
            TEST(descriptors_that_run_out_refuse_and_recover),
            TEST(accepting_that_fails_rests_and_recovers),
            TEST(garbage_does_not_fill_the_log),
            TEST(supplementary_groups_are_seen),
            TEST(descriptor_that_cannot_be_watched_is_refused_and_closed),
#undef TEST
    };
    return cmocka_run_group_tests_name("server_limits", tests, NULL, NULL);
}
