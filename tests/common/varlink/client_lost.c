/* SPDX-License-Identifier: MIT
 *
 * Calls of the client when the service is not there, goes away, or does not answer in time.
 */
#include "tests/common/varlink/client_peer.h"

static void wait_ms(struct fixture *f, unsigned ms)
{
    uint64_t end_ns = uv_hrtime() + (uint64_t)ms * 1000 * 1000;
    until(f, uv_hrtime() >= end_ns);
}

static void client_start_with(struct fixture *f, unsigned timeout_ms, unsigned attempts)
{
    struct varlink_client_options options = usual_options(f);
    options.timeout_ms = timeout_ms;
    options.attempts = attempts;
    f->client = varlink_client_new(&options);
}

static struct line *newest_line(struct fixture *f)
{
    return f->peer.lines[f->peer.line_count - 1];
}

static const char *newest_message(struct fixture *f)
{
    return f->peer.messages[f->peer.message_count - 1];
}

/* --- not there --- */

static void test_a_call_waits_for_a_service_that_comes_later(void **state)
{
    struct fixture *f = *state;
    struct told told = {0};
    peer_stop_listening(f);
    client_start(f);
    ask(f, "a.b.C", 0, &told);
    until(f, f->disconnects == 1);
    assert_int_equal(f->error, -ENOENT);
    wait_ms(f, 30);
    assert_int_equal(f->disconnects, 1);
    assert_int_equal(told.count, 0);
    peer_listen(&f->peer);
    until(f, f->peer.message_count == 1);
    assert_int_equal(f->connects, 1);
    say(newest_line(f), "{}");
    until(f, told.count == 1);
    assert_int_equal(told.status, VARLINK_OK);
}

static void answer_empty(struct line *line, attr_unused const char *message)
{
    say(line, "{}");
}

static void test_a_thousand_calls_wait_and_keep_their_order(void **state)
{
    enum { COUNT = 1000 };
    struct fixture *f = *state;
    struct told *told = mem_new_n(struct told, COUNT);
    unsigned clock = 0;
    peer_stop_listening(f);
    f->peer.on_message = answer_empty;
    client_start(f);
    for (unsigned i = 0; i < COUNT; i++) {
        char name[16];
        snprintf(name, sizeof(name), "a.b.C%u", i);
        told[i].clock = &clock;
        ask(f, name, 0, &told[i]);
    }
    until(f, f->disconnects == 1);
    peer_listen(&f->peer);
    until(f, clock == COUNT);
    for (unsigned i = 0; i < COUNT; i++) {
        char start[32];
        snprintf(start, sizeof(start), "{\"method\":\"a.b.C%u\",", i);
        assert_memory_equal(f->peer.messages[i], start, strlen(start));
        assert_int_equal(told[i].order, i + 1);
        assert_int_equal(told[i].status, VARLINK_OK);
    }
    assert_int_equal(f->peer.message_count, COUNT);
    free(told);
}

static void test_waiting_for_a_service_has_an_end(void **state)
{
    struct fixture *f = *state;
    struct told once = {0}, thrice = {0};
    peer_stop_listening(f);
    client_start_with(f, 30, 3);
    ask(f, "a.b.Once", 0, &once);
    ask(f, "a.b.Thrice", VARLINK_CALL_REPEAT, &thrice);
    until(f, once.count == 1);
    assert_int_equal(thrice.count, 0);
    until(f, thrice.count == 1);
    assert_int_equal(once.status, VARLINK_TIMEOUT);
    assert_int_equal(thrice.status, VARLINK_TIMEOUT);
    assert_non_null(strstr(once.reason, "was not sent"));
    assert_true(once.not_sent);
}

/* --- goes away --- */

static void test_what_was_sent_and_may_not_be_repeated_is_lost(void **state)
{
    struct fixture *f = *state;
    struct told first = {0}, second = {0}, third = {0};
    client_connect(f);
    ask(f, "a.b.First", 0, &first);
    ask(f, "a.b.Second", VARLINK_CALL_REPEAT, &second);
    ask(f, "a.b.Third", 0, &third);
    until(f, f->peer.message_count == 3);
    hang_up(newest_line(f));
    until(f, first.count == 1 && third.count == 1);
    assert_int_equal(first.status, VARLINK_LOST);
    assert_int_equal(third.status, VARLINK_LOST);
    assert_non_null(strstr(first.reason, "reset"));
    until(f, f->peer.message_count == 4);
    assert_string_equal(newest_message(f), f->peer.messages[1]);
    say(newest_line(f), "{}");
    until(f, second.count == 1);
    assert_int_equal(second.status, VARLINK_OK);
    assert_int_equal(f->connects, 2);
    assert_int_equal(f->disconnects, 1);
}

static void test_an_answer_before_the_end_of_the_connection_counts(void **state)
{
    struct fixture *f = *state;
    struct told told = {0};
    client_connect(f);
    ask(f, "a.b.C", 0, &told);
    until(f, f->peer.message_count == 1);
    say(newest_line(f), "{}");
    hang_up(newest_line(f));
    /* It writes into a closed connection first, and reads what is there before it gives up. */
    varlink_client_call_json(f->client, "a.b.D", NULL, 0, NULL, NULL);
    until(f, told.count == 1);
    assert_int_equal(told.status, VARLINK_OK);
}

static void test_what_was_not_sent_goes_later(void **state)
{
    struct fixture *f = *state;
    struct told large = {0}, small = {0};
    f->peer.deaf = true;
    client_connect(f);
    _cleanup_free_ char *text = mem_alloc(1, 4000001);
    memset(text, 'x', 4000000);
    /* Neither may be repeated, but of the large one only a part is out, and the small one is behind it. */
    varlink_client_call(f->client, method(f, "Echo"), &(struct echo){.text = text}, 0, on_told, &large);
    ask(f, "a.b.Small", 0, &small);
    for (unsigned turn = 0; turn < 5; turn++)
        uv_run(&f->loop, UV_RUN_ONCE);
    f->peer.deaf = false;
    hang_up(newest_line(f));
    until(f, f->peer.message_count == 2);
    assert_int_equal(f->disconnects, 1);
    assert_int_equal(large.count + small.count, 0);
    say(newest_line(f), "{\"parameters\":{\"text\":\"\"}}");
    say(newest_line(f), "{}");
    until(f, small.count == 1);
    assert_int_equal(large.status, VARLINK_OK);
    assert_int_equal(small.status, VARLINK_OK);
}

static void hang_up_on_poison(struct line *line, const char *message)
{
    if (strstr(message, "a.b.Poison"))
        hang_up(line);
    else
        say(line, "{}");
}

static void test_a_call_that_kills_its_service_is_not_repeated_for_ever(void **state)
{
    struct fixture *f = *state;
    struct told poison = {0}, behind = {0};
    f->peer.on_message = hang_up_on_poison;
    client_connect(f);
    ask(f, "a.b.Poison", VARLINK_CALL_REPEAT, &poison);
    ask(f, "a.b.Behind", VARLINK_CALL_REPEAT, &behind);
    until(f, behind.count == 1);
    assert_int_equal(poison.count, 1);
    assert_int_equal(poison.status, VARLINK_LOST);
    assert_int_equal(behind.status, VARLINK_OK);
    assert_int_equal(f->peer.line_count, 4);
}

/* --- does not answer --- */

static void test_a_call_with_a_request_is_repeated_with_the_same_id(void **state)
{
    struct fixture *f = *state;
    struct told told = {0};
    client_start_with(f, 50, 10);
    varlink_client_call(f->client, method(f, "Issue"), &(struct issue_in){.service = "passport"}, 0, on_told, &told);
    until(f, f->peer.message_count == 3);
    for (size_t i = 1; i < 3; i++)
        assert_string_equal(f->peer.messages[0], f->peer.messages[i]);
    const char *id = strstr(f->peer.messages[0], "\"request\":\"");
    assert_non_null(id);
    assert_int_equal(strcspn(id + strlen("\"request\":\""), "\""), 22);
    say(newest_line(f), "{\"parameters\":{\"ticket\":{\"number\":1,\"kind\":\"booked\"}}}");
    until(f, told.count == 1);
    assert_int_equal(told.status, VARLINK_OK);
}

static void test_two_calls_have_two_ids_and_a_given_id_stays(void **state)
{
    struct fixture *f = *state;
    struct issue_in in = {.service = "passport"};
    client_connect(f);
    varlink_client_call(f->client, method(f, "Issue"), &in, 0, NULL, NULL);
    varlink_client_call(f->client, method(f, "Issue"), &in, 0, NULL, NULL);
    in.request = "mine";
    varlink_client_call(f->client, method(f, "Issue"), &in, 0, NULL, NULL);
    until(f, f->peer.message_count == 3);
    assert_string_not_equal(f->peer.messages[0], f->peer.messages[1]);
    assert_non_null(strstr(f->peer.messages[2], "\"request\":\"mine\""));
}

static void test_repeats_have_an_end(void **state)
{
    struct fixture *f = *state;
    struct told told = {0};
    client_start_with(f, 40, 3);
    ask(f, "a.b.C", VARLINK_CALL_REPEAT, &told);
    until(f, told.count == 1);
    assert_int_equal(told.status, VARLINK_TIMEOUT);
    assert_non_null(strstr(told.reason, "3 tries"));
    assert_false(told.not_sent);
    assert_in_range(f->peer.message_count, 1, 3);
}

static void test_one_late_answer_breaks_the_connection_of_all(void **state)
{
    struct fixture *f = *state;
    struct told late = {0}, lost = {0}, again[2] = {0};
    unsigned clock = 0;
    client_start_with(f, 1000, 3);
    until(f, f->peer.line_count == 1);
    ask(f, "a.b.Late", 0, &late);
    wait_ms(f, 700);
    again[0].clock = again[1].clock = &clock;
    ask(f, "a.b.Again0", VARLINK_CALL_REPEAT, &again[0]);
    ask(f, "a.b.Lost", 0, &lost);
    ask(f, "a.b.Again1", VARLINK_CALL_REPEAT, &again[1]);
    until(f, late.count == 1 && lost.count == 1);
    assert_int_equal(late.status, VARLINK_TIMEOUT);
    assert_non_null(strstr(late.reason, "no answer within 1 s"));
    assert_int_equal(lost.status, VARLINK_LOST);
    until(f, f->peer.message_count == 6);
    assert_string_equal(f->peer.messages[4], f->peer.messages[1]);
    assert_string_equal(f->peer.messages[5], f->peer.messages[3]);
    say(newest_line(f), "{}");
    say(newest_line(f), "{}");
    until(f, clock == 2);
    assert_int_equal(again[0].order, 1);
    assert_int_equal(again[1].status, VARLINK_OK);
}

static void test_a_loop_that_was_held_up_reads_before_it_gives_up(void **state)
{
    struct fixture *f = *state;
    struct told told = {0};
    client_start_with(f, 200, 1);
    ask(f, "a.b.C", 0, &told);
    until(f, f->peer.message_count == 1);
    say(newest_line(f), "{}");
    usleep(300 * 1000); /* this is the hold-up, not a wait */
    until(f, told.count == 1);
    assert_int_equal(told.status, VARLINK_OK);
}

static void test_an_idle_client_wakes_nobody(void **state)
{
    struct fixture *f = *state;
    struct told told = {0}, stream = {0};
    f->peer.on_message = answer_empty;
    client_connect(f);
    ask(f, "a.b.C", 0, &told);
    until(f, told.count == 1);
    f->peer.on_message = NULL;
    ask(f, "a.b.Watch", VARLINK_CALL_MORE, &stream);
    until(f, f->peer.message_count == 2);
    say(newest_line(f), "{\"continues\":true}");
    until(f, stream.more == 1);
    uv_timer_stop(&f->tick);
    uv_run(&f->loop, UV_RUN_NOWAIT);
    assert_int_equal(uv_backend_timeout(&f->loop), -1);
    uv_timer_start(&f->tick, on_tick, 2, 2);
    client_stop(f);
}

/* --- coming back --- */

static void hang_up_at_once(struct line *line, attr_unused const char *message)
{
    hang_up(line);
}

static void test_tries_are_never_closer_than_the_minimum(void **state)
{
    struct fixture *f = *state;
    struct varlink_client_options options = usual_options(f);
    options.backoff_min_ms = 20;
    options.backoff_max_ms = 60;
    f->peer.on_message = hang_up_at_once;
    f->client = varlink_client_new(&options);
    for (unsigned i = 0; i < 8; i++) {
        varlink_client_call_json(f->client, "a.b.C", NULL, 0, NULL, NULL);
        until(f, f->peer.line_count == i + 2);
        /* A millisecond less: the clock of the loop has whole ones. */
        assert_true(f->peer.opened_at_ns[i + 1] - f->peer.opened_at_ns[i] >= 19 * (uint64_t)1000 * 1000);
    }
}

static void test_an_answer_begins_the_back_off_anew(void **state)
{
    enum { FAILURES = 9, ROUNDS = 8 };
    struct fixture *f = *state;
    struct varlink_client_options options = usual_options(f);
    options.backoff_max_ms = 400;
    f->peer.on_message = hang_up_at_once;
    f->client = varlink_client_new(&options);
    for (unsigned i = 0; i < FAILURES; i++) {
        varlink_client_call_json(f->client, "a.b.C", NULL, 0, NULL, NULL);
        until(f, f->peer.line_count == i + 2);
    }
    f->peer.on_message = answer_empty;
    uint64_t start_ns = uv_hrtime();
    for (unsigned i = 0; i < ROUNDS; i++) {
        struct told told = {0};
        ask(f, "a.b.C", 0, &told);
        until(f, told.count == 1);
        hang_up(newest_line(f));
        until(f, f->peer.line_count == FAILURES + i + 2);
    }
    /* Not begun anew, eight waits of 1 to 400 ms would be 1,600 ms on average; this comes in one of 10,000 runs. */
    assert_true(uv_hrtime() - start_ns < 600 * (uint64_t)1000 * 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            client_test(test_a_call_waits_for_a_service_that_comes_later),
            client_test(test_a_thousand_calls_wait_and_keep_their_order),
            client_test(test_waiting_for_a_service_has_an_end),
            client_test(test_what_was_sent_and_may_not_be_repeated_is_lost),
            client_test(test_an_answer_before_the_end_of_the_connection_counts),
            client_test(test_what_was_not_sent_goes_later),
            client_test(test_a_call_that_kills_its_service_is_not_repeated_for_ever),
            client_test(test_a_call_with_a_request_is_repeated_with_the_same_id),
            client_test(test_two_calls_have_two_ids_and_a_given_id_stays),
            client_test(test_repeats_have_an_end),
            client_test(test_one_late_answer_breaks_the_connection_of_all),
            client_test(test_a_loop_that_was_held_up_reads_before_it_gives_up),
            client_test(test_an_idle_client_wakes_nobody),
            client_test(test_tries_are_never_closer_than_the_minimum),
            client_test(test_an_answer_begins_the_back_off_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
