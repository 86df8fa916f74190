/* SPDX-License-Identifier: MIT
 *
 * Streams of the client: connections of their own, subscribed again when those are lost.
 */
#include "tests/common/varlink/client_peer.h"

static const char more[] = "{\"parameters\":{\"count\":1},\"continues\":true}";
static const char last[] = "{\"parameters\":{\"count\":2}}";

static struct varlink_client_call *watch(struct fixture *f, struct told *told)
{
    return varlink_client_call(f->client, method(f, "Watch"), NULL, VARLINK_CALL_MORE, on_told, told);
}

/* The line of the stream, once it is subscribed for the n-th time: the newest that was told something. */
static struct line *subscribed(struct fixture *f, unsigned times)
{
    until(f, f->peer.message_count == times);
    unsigned newest = f->peer.line_count - 1;
    while (f->peer.lines[newest]->taken == 0)
        newest--;
    return f->peer.lines[newest];
}

static void test_a_stream_has_a_connection_of_its_own(void **state)
{
    struct fixture *f = *state;
    struct told stream = {0}, call = {0};
    client_connect(f);
    watch(f, &stream);
    struct line *line = subscribed(f, 1);
    assert_string_equal(f->peer.messages[0], "{\"method\":\"org.novbe.test.Watch\",\"parameters\":{},\"more\":true}");
    assert_ptr_not_equal(line, f->peer.lines[0]);
    say(line, more);
    until(f, stream.more == 1);
    ask(f, "a.b.C", 0, &call);
    until(f, f->peer.lines[0]->taken == 1);
    say(f->peer.lines[0], "{}");
    until(f, call.count == 1);
    say(line, more);
    say(line, last);
    until(f, stream.count == 3);
    assert_int_equal(stream.more, 2);
    assert_int_equal(stream.status, VARLINK_OK);
    assert_int_equal(stream.repeated, 0);
    until(f, !line->open);
    assert_true(f->peer.lines[0]->open);
}

static void test_a_lost_stream_is_subscribed_again_and_says_so_once(void **state)
{
    struct fixture *f = *state;
    struct told told = {0};
    client_connect(f);
    watch(f, &told);
    say(subscribed(f, 1), more);
    until(f, told.more == 1);
    hang_up(f->peer.lines[1]);
    struct line *line = subscribed(f, 2);
    assert_string_equal(f->peer.messages[0], f->peer.messages[1]);
    assert_int_equal(told.repeated, 0);
    say(line, more);
    until(f, told.more == 2);
    assert_int_equal(told.repeated, 1);
    say(line, more);
    until(f, told.more == 3);
    assert_int_equal(told.repeated, 1);
    assert_int_equal(f->disconnects, 0);
    client_stop(f);
}

static void test_a_stream_that_was_heard_is_never_given_up(void **state)
{
    struct fixture *f = *state;
    struct told told = {0};
    client_connect(f);
    watch(f, &told);
    say(subscribed(f, 1), more);
    until(f, told.more == 1);
    for (unsigned times = 2; times < 10; times++) {
        hang_up(f->peer.lines[f->peer.line_count - 1]);
        subscribed(f, times);
    }
    assert_int_equal(told.count, 1);
    say(subscribed(f, 9), more);
    until(f, told.more == 2);
    assert_int_equal(told.repeated, 1);
    client_stop(f);
}

static void test_a_stream_never_heard_is_lost_in_the_end(void **state)
{
    struct fixture *f = *state;
    struct told told = {0};
    client_connect(f);
    watch(f, &told);
    for (unsigned times = 1; times <= 3; times++)
        hang_up(subscribed(f, times));
    until(f, told.count == 1);
    assert_int_equal(told.status, VARLINK_LOST);
    assert_int_equal(told.repeated, 0);
}

static void test_only_the_first_reply_has_a_time_out(void **state)
{
    struct fixture *f = *state;
    struct told heard = {0}, unheard = {0};
    struct varlink_client_options options = usual_options(f);
    options.timeout_ms = 100;
    options.attempts = 2;
    f->client = varlink_client_new(&options);
    until(f, f->peer.line_count == 1);
    watch(f, &heard);
    say(subscribed(f, 1), more);
    until(f, heard.more == 1);
    watch(f, &unheard);
    until(f, unheard.count == 1);
    assert_int_equal(unheard.status, VARLINK_TIMEOUT);
    assert_int_equal(f->peer.message_count, 3);
    assert_int_equal(heard.count, 1);
    assert_true(f->peer.lines[1]->open);
    client_stop(f);
}

static void test_a_stream_waits_for_its_service_without_end(void **state)
{
    struct fixture *f = *state;
    struct told stream = {0}, call = {0};
    struct varlink_client_options options = usual_options(f);
    options.timeout_ms = 20;
    options.attempts = 2;
    peer_stop_listening(f);
    f->client = varlink_client_new(&options);
    watch(f, &stream);
    ask(f, "a.b.C", VARLINK_CALL_REPEAT, &call);
    until(f, call.status == VARLINK_TIMEOUT);
    assert_int_equal(stream.count, 0);
    peer_listen(&f->peer);
    until(f, f->peer.message_count > 0);
    assert_non_null(strstr(f->peer.messages[0], "Watch"));
    client_stop(f);
}

static void test_a_stream_cut_off_unheard_waits_and_is_no_repetition(void **state)
{
    struct fixture *f = *state;
    struct told stream = {0}, calls = {0};
    struct varlink_client_options options = usual_options(f);
    options.timeout_ms = 100;
    options.attempts = 3;
    f->client = varlink_client_new(&options);
    until(f, f->peer.line_count == 1);
    watch(f, &stream);
    struct line *line = subscribed(f, 1);
    peer_stop_listening(f);
    hang_up(line);
    hang_up(f->peer.lines[0]);
    /* A call that waits for its service as long ends before the stream would. */
    ask(f, "a.b.C", VARLINK_CALL_REPEAT, &calls);
    until(f, calls.count == 1);
    assert_int_equal(calls.status, VARLINK_TIMEOUT);
    assert_int_equal(stream.count, 0);
    peer_listen(&f->peer);
    say(subscribed(f, 2), more);
    until(f, stream.more == 1);
    assert_int_equal(stream.repeated, 0);
    client_stop(f);
}

static void test_an_error_ends_a_stream(void **state)
{
    struct fixture *f = *state;
    struct told told = {0};
    client_connect(f);
    watch(f, &told);
    say(subscribed(f, 1), "{\"error\":\"org.novbe.test.Closed\",\"parameters\":{\"until\":\"9\"}}");
    until(f, told.count == 1);
    assert_int_equal(told.status, VARLINK_ERROR);
    until(f, !f->peer.lines[1]->open);
    assert_int_equal(f->peer.line_count, 2);
}

static void test_a_reply_that_does_not_fit_ends_a_stream(void **state)
{
    struct fixture *f = *state;
    struct told told[2] = {0};
    client_connect(f);
    watch(f, &told[0]);
    say(subscribed(f, 1), "{\"parameters\":{\"count\":\"x\"},\"continues\":true}");
    until(f, told[0].count == 1);
    assert_int_equal(told[0].status, VARLINK_BAD);
    assert_non_null(strstr(told[0].reason, "count"));
    until(f, !f->peer.lines[1]->open);
    watch(f, &told[1]);
    say(subscribed(f, 2), "?");
    until(f, told[1].count == 1);
    assert_int_equal(told[1].status, VARLINK_BAD);
    until(f, !f->peer.lines[2]->open);
    assert_int_equal(f->peer.line_count, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            client_test(test_a_stream_has_a_connection_of_its_own),
            client_test(test_a_lost_stream_is_subscribed_again_and_says_so_once),
            client_test(test_a_stream_that_was_heard_is_never_given_up),
            client_test(test_a_stream_never_heard_is_lost_in_the_end),
            client_test(test_only_the_first_reply_has_a_time_out),
            client_test(test_a_stream_waits_for_its_service_without_end),
            client_test(test_a_stream_cut_off_unheard_waits_and_is_no_repetition),
            client_test(test_an_error_ends_a_stream),
            client_test(test_a_reply_that_does_not_fit_ends_a_stream),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
