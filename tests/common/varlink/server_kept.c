/* SPDX-License-Identifier: MIT
 *
 * Calls that outlive their handler: deferred ones and streams, and every way their peer may leave them.
 */
#include "tests/common/varlink/world.h"

#include <fcntl.h>

#define LATER       "{\"method\":\"org.example.test.Later\"}"
#define WATCH       "{\"method\":\"org.example.test.Watch\",\"more\":true}"
#define CALL(text)  "{\"method\":\"org.example.test.Echo\",\"parameters\":{\"text\":\"" text "\"}}"
#define REPLY(text) "{\"parameters\":{\"text\":\"" text "\"}}"
#define OVERLOADED \
    "{\"error\":\"org.novbe.Fault.Overloaded\",\"parameters\":{\"limit\":\"limits.calls_in_flight\",\"maximum\":2}}"

struct fixture {
    struct world world;
    struct peer peer, other;
};

static int setup(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    struct varlink_limits limits = varlink_limits_default;
    limits.calls_in_flight = 2;
    world_init(&f->world, &limits);
    f->peer = peer_connect(&f->world);
    f->other = peer_connect(&f->world);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    peer_close(&f->peer);
    peer_close(&f->other);
    if (f->world.server)
        world_done(&f->world);
    free(f);
    return 0;
}

static void begin(struct fixture *f, struct peer *peer, const char *call)
{
    size_t count = f->world.kept_count;
    peer_send(peer, call);
    world_until(&f->world, f->world.kept_count == count + 1);
}

static void answer(struct fixture *f, size_t i, int64_t number)
{
    varlink_reply(f->world.kept[i].call, &(struct world_number){.number = number});
    f->world.kept[i].call = NULL;
}

static void push(struct fixture *f, size_t i, int64_t state)
{
    varlink_reply_continues(f->world.kept[i].call, &(struct world_number){.number = state});
}

static void deferred_calls_keep_the_order_of_their_connection(void **state)
{
    struct fixture *f = *state;
    begin(f, &f->peer, LATER);
    peer_send(&f->peer, CALL("second"));
    peer_expect_silence(&f->world, &f->peer);
    peer_talk(&f->world, &f->other, CALL("nobody else waits"), REPLY("nobody else waits"));
    assert_int_equal(world_figures(&f->world).calls_in_flight, 1);
    answer(f, 0, 1);
    peer_expect(&f->world, &f->peer, "{\"parameters\":{\"number\":1}}");
    peer_expect(&f->world, &f->peer, REPLY("second"));
    assert_int_equal(world_figures(&f->world).calls_in_flight, 0);
}

static void deferred_calls_of_several_end_in_any_order(void **state)
{
    struct fixture *f = *state;
    begin(f, &f->peer, LATER);
    begin(f, &f->other, LATER);
    answer(f, 1, 2);
    peer_expect(&f->world, &f->other, "{\"parameters\":{\"number\":2}}");
    varlink_error(f->world.kept[0].call, "org.example.test.Failed", &(struct world_text){.text = "late"});
    peer_expect(&f->world, &f->peer, "{\"error\":\"org.example.test.Failed\",\"parameters\":{\"why\":\"late\"}}");
}

static void one_call_more_than_may_be_in_flight_is_overloaded(void **state)
{
    struct fixture *f = *state;
    struct peer third = peer_connect(&f->world);
    begin(f, &f->peer, LATER);
    begin(f, &f->other, LATER);
    peer_talk(&f->world, &third, LATER, OVERLOADED);
    peer_talk(&f->world, &third, CALL("still served"), REPLY("still served"));
    answer(f, 0, 1);
    begin(f, &third, LATER);
    /* a stream is counted as its connection */
    peer_expect(&f->world, &f->peer, "{\"parameters\":{\"number\":1}}");
    begin(f, &f->peer, WATCH);
    assert_int_equal(world_figures(&f->world).streams, 1);
    peer_close(&third);
}

static void stream_tells_until_it_ends(void **state)
{
    struct fixture *f = *state;
    begin(f, &f->peer, WATCH);
    peer_send(&f->peer, CALL("waits"));
    push(f, 0, 1);
    peer_expect(&f->world, &f->peer, "{\"parameters\":{\"state\":1},\"continues\":true}");
    push(f, 0, 2);
    peer_expect(&f->world, &f->peer, "{\"parameters\":{\"state\":2},\"continues\":true}");
    peer_expect_silence(&f->world, &f->peer);
    answer(f, 0, 3);
    peer_expect(&f->world, &f->peer, "{\"parameters\":{\"state\":3}}");
    peer_expect(&f->world, &f->peer, REPLY("waits"));
    assert_int_equal(world_figures(&f->world).streams, 0);
}

static void one_encoding_serves_many(void **state)
{
    struct fixture *f = *state;
    begin(f, &f->peer, WATCH);
    begin(f, &f->other, WATCH);
    struct buffer bytes = {0};
    varlink_reply_encode(varlink_call_method(f->world.kept[0].call), &(struct world_number){.number = 7}, true, &bytes);
    varlink_reply_encoded(f->world.kept[0].call, &bytes, true);
    varlink_reply_encoded(f->world.kept[1].call, &bytes, true);
    buffer_done(&bytes);
    peer_expect(&f->world, &f->peer, "{\"parameters\":{\"state\":7},\"continues\":true}");
    peer_expect(&f->world, &f->other, "{\"parameters\":{\"state\":7},\"continues\":true}");
}

static void give(struct fixture *f, size_t i, int64_t number)
{
    struct varlink_call *call = f->world.kept[i].call;
    struct buffer bytes = {0};
    varlink_reply_encode(varlink_call_method(call), &(struct world_number){.number = number}, false, &bytes);
    varlink_reply_given(call, &bytes);
    assert_int_equal(bytes.length, 0);
    assert_null(bytes.bytes);
}

/* With and without something before it that is not sent yet. */
static void given_encoding_is_the_last_reply(void **state)
{
    struct fixture *f = *state;
    begin(f, &f->peer, LATER);
    peer_send(&f->peer, CALL("waits"));
    give(f, 0, 8);
    peer_expect(&f->world, &f->peer, "{\"parameters\":{\"number\":8}}");
    peer_expect(&f->world, &f->peer, REPLY("waits"));
    begin(f, &f->other, WATCH);
    push(f, 1, 1);
    give(f, 1, 9);
    peer_expect(&f->world, &f->other, "{\"parameters\":{\"state\":1},\"continues\":true}");
    peer_expect(&f->world, &f->other, "{\"parameters\":{\"state\":9}}");
    peer_talk(&f->world, &f->other, CALL("still served"), REPLY("still served"));
}

/* Fills what the kernel takes for a peer that does not read; returns how many states went. */
static int64_t push_until_full(struct fixture *f, size_t i)
{
    int64_t state = 0;
    while (varlink_stream_ready(f->world.kept[i].call)) {
        push(f, i, ++state);
        world_settle(&f->world);
        assert_true(state < 1000000);
    }
    return state;
}

static int64_t state_of(const char *reply)
{
    static const char start[] = "{\"parameters\":{\"state\":";
    assert_memory_equal(reply, start, sizeof(start) - 1);
    return strtoll(reply + sizeof(start) - 1, NULL, 10);
}

static void slow_subscriber_gets_the_newest_state_and_no_backlog(void **state)
{
    struct fixture *f = *state;
    struct world_kept *kept = &f->world.kept[0];
    begin(f, &f->peer, WATCH);
    int64_t last = push_until_full(f, 0);
    peer_talk(&f->world, &f->other, CALL("nobody waits"), REPLY("nobody waits"));
    assert_int_equal(kept->drained, 0);
    /* Meanwhile a thousand states come and go; it reads again, and is told the newest. */
    int64_t newest = last + 1000;
    for (int64_t seen = 0; seen < last;) {
        int64_t next = state_of(peer_receive(&f->world, &f->peer));
        assert_int_equal(next, seen + 1);
        seen = next;
    }
    world_until(&f->world, kept->drained == 1);
    assert_true(varlink_stream_ready(kept->call));
    push(f, 0, newest);
    assert_int_equal(state_of(peer_receive(&f->world, &f->peer)), newest);
    peer_expect_silence(&f->world, &f->peer);
    assert_int_equal(kept->drained, 1);
}

static void peer_that_leaves_ends_its_call(void **state)
{
    struct fixture *f = *state;
    begin(f, &f->peer, WATCH);
    begin(f, &f->other, LATER);
    peer_close(&f->peer);
    world_until(&f->world, f->world.gone == 1);
    assert_null(f->world.kept[0].call);
    peer_close(&f->other);
    world_until(&f->world, f->world.gone == 2 && world_figures(&f->world).connections == 0);
    assert_int_equal(world_figures(&f->world).calls_in_flight, 0);
    assert_int_equal(world_figures(&f->world).streams, 0);
}

static void peer_that_leaves_behind_a_full_queue_of_calls_is_noticed(void **state)
{
    struct fixture *f = *state;
    begin(f, &f->peer, WATCH);
    while (send(f->peer.fd, CALL("never read"), sizeof(CALL("never read")), MSG_NOSIGNAL) > 0)
        world_settle(&f->world);
    peer_close(&f->peer);
    world_until(&f->world, f->world.gone == 1 && world_figures(&f->world).connections == 1);
}

static void peer_that_leaves_with_unread_output_is_noticed(void **state)
{
    struct fixture *f = *state;
    begin(f, &f->peer, WATCH);
    push_until_full(f, 0);
    peer_close(&f->peer);
    world_until(&f->world, f->world.gone == 1 && world_figures(&f->world).connections == 1);
}

static void peer_that_sends_no_more_still_gets_its_deferred_answer(void **state)
{
    struct fixture *f = *state;
    begin(f, &f->peer, LATER);
    peer_send(&f->peer, CALL("behind"));
    shutdown(f->peer.fd, SHUT_WR);
    world_settle(&f->world);
    assert_int_equal(f->world.gone, 0);
    answer(f, 0, 1);
    peer_expect(&f->world, &f->peer, "{\"parameters\":{\"number\":1}}");
    peer_expect(&f->world, &f->peer, REPLY("behind"));
    peer_expect_end(&f->world, &f->peer);
}

static void peer_that_sends_no_more_and_then_leaves_is_noticed(void **state)
{
    struct fixture *f = *state;
    begin(f, &f->peer, LATER);
    shutdown(f->peer.fd, SHUT_WR);
    world_settle(&f->world);
    assert_int_equal(f->world.gone, 0);
    peer_close(&f->peer);
    world_until(&f->world, f->world.gone == 1 && world_figures(&f->world).connections == 1);
}

static void oneway_call_may_be_deferred(void **state)
{
    struct fixture *f = *state;
    begin(f, &f->peer, "{\"method\":\"org.example.test.Later\",\"oneway\":true}");
    assert_true(varlink_call_is_oneway(f->world.kept[0].call));
    peer_send(&f->peer, CALL("next"));
    peer_expect_silence(&f->world, &f->peer);
    answer(f, 0, 1);
    peer_expect(&f->world, &f->peer, REPLY("next"));
}

static void server_ends_with_calls_open(void **state)
{
    struct fixture *f = *state;
    begin(f, &f->peer, LATER);
    begin(f, &f->other, WATCH);
    push(f, 1, 1); /* not flushed */
    world_done(&f->world);
    assert_int_equal(f->world.gone, 2);
}

static void reload_asks_again_who_everybody_is(void **state)
{
    struct fixture *f = *state;
    begin(f, &f->peer, LATER);
    struct varlink_limits limits = varlink_limits_default;
    limits.message_bytes = 100;
    varlink_server_reload(f->world.server, &limits);
    assert_int_equal(f->world.renewed, 2);
    assert_int_equal(f->world.forgotten, 0);
    answer(f, 0, 1);
    peer_expect(&f->world, &f->peer, "{\"parameters\":{\"number\":1}}");
    char call[200];
    memset(call, ' ', sizeof(call));
    peer_send_bytes(&f->other, call, sizeof(call));
    peer_expect_end(&f->world, &f->other);
}

static void pair_of_pipes_is_served_like_a_socket(void **state)
{
    struct fixture *f = *state;
    int to[2], from[2];
    signal(SIGPIPE, SIG_IGN);
    assert_int_equal(pipe2(to, O_CLOEXEC | O_NONBLOCK), 0);
    assert_int_equal(pipe2(from, O_CLOEXEC | O_NONBLOCK), 0);
    assert_int_equal(varlink_server_attach(f->world.server, to[0], from[1]), 0);
    struct peer peer = {.fd = from[0]};
    assert_int_equal(write(to[1], CALL("pipe"), sizeof(CALL("pipe"))), (ssize_t)sizeof(CALL("pipe")));
    peer_expect(&f->world, &peer, REPLY("pipe"));
    assert_int_equal(write(to[1], LATER, sizeof(LATER)), (ssize_t)sizeof(LATER));
    world_until(&f->world, f->world.kept_count == 1);
    const struct varlink_peer *who = varlink_call_peer(f->world.kept[0].call);
    assert_int_equal(who->uid, geteuid());
    assert_int_equal(who->pid, getpid());
    close(to[1]); /* no more input: the answer still comes */
    world_settle(&f->world);
    answer(f, 0, 5);
    peer_expect(&f->world, &peer, "{\"parameters\":{\"number\":5}}");
    peer_expect_end(&f->world, &peer);
    peer_close(&peer);
}

static void pipe_whose_reader_leaves_ends_its_call(void **state)
{
    struct fixture *f = *state;
    int to[2], from[2];
    signal(SIGPIPE, SIG_IGN);
    assert_int_equal(pipe2(to, O_CLOEXEC | O_NONBLOCK), 0);
    assert_int_equal(pipe2(from, O_CLOEXEC | O_NONBLOCK), 0);
    assert_int_equal(varlink_server_attach(f->world.server, to[0], from[1]), 0);
    assert_int_equal(write(to[1], WATCH, sizeof(WATCH)), (ssize_t)sizeof(WATCH));
    world_until(&f->world, f->world.kept_count == 1);
    close(from[0]);
    world_until(&f->world, f->world.gone == 1);
    close(to[1]);
    world_until(&f->world, world_figures(&f->world).connections == 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
            TEST(deferred_calls_keep_the_order_of_their_connection),
            TEST(deferred_calls_of_several_end_in_any_order),
            TEST(one_call_more_than_may_be_in_flight_is_overloaded),
            TEST(stream_tells_until_it_ends),
            TEST(one_encoding_serves_many),
            TEST(given_encoding_is_the_last_reply),
            TEST(slow_subscriber_gets_the_newest_state_and_no_backlog),
            TEST(peer_that_leaves_ends_its_call),
            TEST(peer_that_leaves_behind_a_full_queue_of_calls_is_noticed),
            TEST(peer_that_leaves_with_unread_output_is_noticed),
            TEST(peer_that_sends_no_more_still_gets_its_deferred_answer),
            TEST(peer_that_sends_no_more_and_then_leaves_is_noticed),
            TEST(oneway_call_may_be_deferred),
            TEST(server_ends_with_calls_open),
            TEST(reload_asks_again_who_everybody_is),
            TEST(pair_of_pipes_is_served_like_a_socket),
            TEST(pipe_whose_reader_leaves_ends_its_call),
#undef TEST
    };
    return cmocka_run_group_tests_name("server_kept", tests, NULL, NULL);
}
