/* SPDX-License-Identifier: MIT
 *
 * What handlers may do: call, cancel and free, in every state a call can be in.
 */
#include "tests/common/varlink/client_peer.h"

/* --- cancel --- */

static void test_a_call_not_given_to_a_connection_is_never_sent(void **state)
{
    struct fixture *f = *state;
    struct told cancelled = {0};
    peer_stop_listening(f);
    client_start(f);
    struct varlink_client_call *call = ask(f, "a.b.Cancelled", 0, &cancelled);
    varlink_client_call_json(f->client, "a.b.Other", NULL, 0, NULL, NULL);
    varlink_client_cancel(call);
    assert_int_equal(cancelled.count, 1);
    assert_int_equal(cancelled.status, VARLINK_CANCELLED);
    peer_listen(&f->peer);
    until(f, f->peer.message_count == 1);
    assert_non_null(strstr(f->peer.messages[0], "a.b.Other"));
}

static void test_the_reply_of_a_cancelled_call_is_swallowed(void **state)
{
    struct fixture *f = *state;
    struct told cancelled[2] = {0}, other = {0};
    client_connect(f);
    struct varlink_client_call *sent = ask(f, "a.b.Sent", 0, &cancelled[0]);
    until(f, f->peer.message_count == 1);
    struct varlink_client_call *given = ask(f, "a.b.Given", 0, &cancelled[1]);
    ask(f, "a.b.Other", 0, &other);
    varlink_client_cancel(sent);
    varlink_client_cancel(given);
    assert_int_equal(cancelled[0].status, VARLINK_CANCELLED);
    assert_int_equal(cancelled[1].status, VARLINK_CANCELLED);
    until(f, f->peer.message_count == 3);
    say(f->peer.lines[0], "{\"parameters\":{\"n\":1}}");
    say(f->peer.lines[0], "{\"error\":\"a.b.E\"}");
    say(f->peer.lines[0], "{\"parameters\":{\"n\":3}}");
    until(f, other.count == 1);
    assert_string_equal(other.parameters, "{\"n\":3}");
    assert_int_equal(cancelled[0].count, 1);
    assert_int_equal(cancelled[1].count, 1);
}

static void test_a_cancelled_call_is_not_repeated(void **state)
{
    struct fixture *f = *state;
    struct told cancelled = {0};
    client_connect(f);
    struct varlink_client_call *call = ask(f, "a.b.Cancelled", VARLINK_CALL_REPEAT, &cancelled);
    varlink_client_call_json(f->client, "a.b.Other", NULL, VARLINK_CALL_REPEAT, NULL, NULL);
    until(f, f->peer.message_count == 2);
    varlink_client_cancel(call);
    hang_up(f->peer.lines[0]);
    until(f, f->peer.message_count == 3);
    assert_non_null(strstr(f->peer.messages[2], "a.b.Other"));
    assert_int_equal(cancelled.count, 1);
}

static void test_a_cancelled_oneway_is_told_once(void **state)
{
    struct fixture *f = *state;
    struct told cancelled = {0};
    client_connect(f);
    varlink_client_cancel(ask(f, "a.b.Oneway", VARLINK_CALL_ONEWAY, &cancelled));
    until(f, f->peer.message_count == 1);
    assert_int_equal(cancelled.count, 1);
    assert_int_equal(cancelled.status, VARLINK_CANCELLED);
}

static void test_a_cancelled_stream_closes_its_connection(void **state)
{
    struct fixture *f = *state;
    struct told stream = {0}, early = {0};
    client_connect(f);
    struct varlink_client_call *call = ask(f, "a.b.Watch", VARLINK_CALL_MORE, &stream);
    until(f, f->peer.message_count == 1);
    say(f->peer.lines[1], "{\"continues\":true}");
    until(f, stream.more == 1);
    varlink_client_cancel(call);
    assert_int_equal(stream.status, VARLINK_CANCELLED);
    until(f, !f->peer.lines[1]->open);
    varlink_client_cancel(ask(f, "a.b.Watch", VARLINK_CALL_MORE, &early));
    assert_int_equal(early.status, VARLINK_CANCELLED);
    assert_true(f->peer.lines[0]->open);
}

struct cancelling {
    struct told told;
    struct varlink_client_call *other; /* cancelled instead of the call itself */
};

static void cancel_in_handler(struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct cancelling *cancelling = data;
    on_told(call, reply, &cancelling->told);
    struct varlink_client_call *which = cancelling->other ? cancelling->other : call;
    cancelling->other = NULL;
    varlink_client_cancel(which);
}

static void test_cancelling_in_the_own_handler(void **state)
{
    struct fixture *f = *state;
    struct cancelling final = {0}, stream = {0};
    client_connect(f);
    varlink_client_call_json(f->client, "a.b.C", NULL, 0, cancel_in_handler, &final);
    varlink_client_call_json(f->client, "a.b.Watch", NULL, VARLINK_CALL_MORE, cancel_in_handler, &stream);
    until(f, f->peer.message_count == 2);
    say(f->peer.lines[0], "{}");
    until(f, final.told.count == 1);
    assert_int_equal(final.told.status, VARLINK_OK);
    say(f->peer.lines[1], "{\"continues\":true}");
    say(f->peer.lines[1], "{\"continues\":true}");
    until(f, !f->peer.lines[1]->open);
    assert_int_equal(stream.told.count, 2);
    assert_int_equal(stream.told.more, 1);
    assert_int_equal(stream.told.status, VARLINK_CANCELLED);
}

static void test_cancelling_a_call_whose_end_is_not_yet_told(void **state)
{
    struct fixture *f = *state;
    struct cancelling first = {0};
    struct told second = {0};
    client_connect(f);
    varlink_client_call_json(f->client, "a.b.First", NULL, 0, cancel_in_handler, &first);
    first.other = ask(f, "a.b.Second", 0, &second);
    until(f, f->peer.message_count == 2);
    hang_up(f->peer.lines[0]);
    until(f, first.told.count == 1);
    assert_int_equal(first.told.status, VARLINK_LOST);
    assert_int_equal(second.count, 1);
    assert_int_equal(second.status, VARLINK_CANCELLED);
}

/* --- call --- */

struct chain {
    struct fixture *f;
    unsigned left;
    bool ended;
};

static void next_of_chain(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct chain *chain = data;
    if (chain->left-- > 0)
        varlink_client_call_json(chain->f->client, "a.b.C", NULL, 0, next_of_chain, chain);
    else
        chain->ended = reply->status == VARLINK_OK;
}

static void answer_empty(struct line *line, attr_unused const char *message)
{
    say(line, "{}");
}

static void test_calls_from_handlers(void **state)
{
    struct fixture *f = *state;
    struct chain chain = {.f = f, .left = 20};
    f->peer.on_message = answer_empty;
    client_connect(f);
    varlink_client_call_json(f->client, "a.b.C", NULL, 0, next_of_chain, &chain);
    until(f, chain.ended);
    assert_int_equal(f->peer.message_count, 21);
}

/* Runs the loop without the tick of the fixture: nothing but the calls themselves may wake it. */
static void expect_messages_at_once(struct fixture *f, size_t count)
{
    uint64_t start_ns = uv_hrtime();
    uv_timer_stop(&f->tick);
    until(f, f->peer.message_count == count);
    uv_timer_start(&f->tick, on_tick, 2, 2);
    assert_true(uv_hrtime() - start_ns < PATIENCE_NS / 6);
}

static void test_a_call_from_a_handler_of_a_oneway_goes_at_once(void **state)
{
    struct fixture *f = *state;
    struct chain chain = {.f = f, .left = 1};
    client_connect(f);
    varlink_client_call_json(f->client, "a.b.C", NULL, VARLINK_CALL_ONEWAY, next_of_chain, &chain);
    expect_messages_at_once(f, 2);
    client_stop(f);
}

static void call_once(uv_prepare_t *prepare)
{
    struct fixture *f = prepare->data;
    uv_prepare_stop(prepare);
    varlink_client_call_json(f->client, "a.b.C", NULL, 0, NULL, NULL);
}

static void test_a_call_just_before_the_loop_sleeps_goes_at_once(void **state)
{
    struct fixture *f = *state;
    uv_prepare_t prepare;
    client_connect(f);
    uv_prepare_init(&f->loop, &prepare);
    prepare.data = f;
    uv_prepare_start(&prepare, call_once);
    expect_messages_at_once(f, 1);
    uv_close((uv_handle_t *)&prepare, NULL);
    client_stop(f);
    uv_run(&f->loop, UV_RUN_ONCE);
}

static void call_again(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct chain *chain = data;
    assert_int_equal(reply->status, VARLINK_CANCELLED);
    chain->left++;
    assert_null(varlink_client_call_json(chain->f->client, "a.b.C", NULL, 0, call_again, chain));
}

static void test_a_client_being_freed_takes_no_calls(void **state)
{
    struct fixture *f = *state;
    struct chain chain = {.f = f};
    client_connect(f);
    varlink_client_call_json(f->client, "a.b.C", NULL, 0, call_again, &chain);
    varlink_client_call_json(f->client, "a.b.Watch", NULL, VARLINK_CALL_MORE, call_again, &chain);
    client_stop(f);
    assert_int_equal(chain.left, 2);
}

/* --- free --- */

struct freeing {
    struct fixture *f;
    enum varlink_status status; /* of the call that frees */
    unsigned told, cancelled;
};

static void free_in_handler(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct freeing *freeing = data;
    freeing->told++;
    freeing->cancelled += reply->status == VARLINK_CANCELLED;
    if (!freeing->f->client)
        return;
    freeing->status = reply->status;
    struct varlink_client *client = freeing->f->client;
    freeing->f->client = NULL;
    varlink_client_free(client);
}

/* Three calls and a stream are open when one of them frees the client. */
static void open_calls(struct fixture *f, struct freeing *freeing)
{
    *freeing = (struct freeing){.f = f};
    client_connect(f);
    for (unsigned i = 0; i < 3; i++)
        varlink_client_call_json(f->client, "a.b.C", NULL, 0, free_in_handler, freeing);
    until(f, f->peer.message_count == 3);
    varlink_client_call_json(f->client, "a.b.Watch", NULL, VARLINK_CALL_MORE, free_in_handler, freeing);
    until(f, f->peer.message_count == 4);
}

static void expect_freed(struct fixture *f, struct freeing *freeing, enum varlink_status status, unsigned cancelled)
{
    until(f, !f->client);
    assert_int_equal(freeing->status, status);
    assert_int_equal(freeing->cancelled, cancelled);
    until(f, !f->peer.lines[0]->open && !f->peer.lines[1]->open);
}

static void test_free_in_a_handler_of_an_answer(void **state)
{
    struct fixture *f = *state;
    struct freeing freeing;
    open_calls(f, &freeing);
    /* The second answer is read with the first, and nobody is left to hear it. */
    static const char answers[] = "{}\0{}\0{}";
    say_bytes(f->peer.lines[0], answers, sizeof(answers));
    expect_freed(f, &freeing, VARLINK_OK, 3);
    assert_int_equal(freeing.told, 4);
}

static void test_free_in_a_handler_of_a_stream(void **state)
{
    struct fixture *f = *state;
    struct freeing freeing;
    open_calls(f, &freeing);
    say(f->peer.lines[1], "{\"continues\":true}");
    /* The stream is told twice: its reply, and that it is cancelled. */
    expect_freed(f, &freeing, VARLINK_MORE, 4);
    assert_int_equal(freeing.told, 5);
}

static void test_free_in_a_handler_of_a_loss(void **state)
{
    struct fixture *f = *state;
    struct freeing freeing;
    open_calls(f, &freeing);
    hang_up(f->peer.lines[0]);
    expect_freed(f, &freeing, VARLINK_LOST, 3);
    assert_int_equal(freeing.told, 4);
}

static void test_free_in_a_handler_of_a_cancel(void **state)
{
    struct fixture *f = *state;
    struct freeing freeing;
    open_calls(f, &freeing);
    /* One that was sent, and keeps its place in the queue while its handler runs. */
    varlink_client_cancel(varlink_client_call_json(f->client, "a.b.C", NULL, 0, free_in_handler, &freeing));
    expect_freed(f, &freeing, VARLINK_CANCELLED, 5);
}

static void test_free_in_a_handler_of_a_time_out(void **state)
{
    struct fixture *f = *state;
    struct freeing freeing = {.f = f};
    struct varlink_client_options options = usual_options(f);
    options.timeout_ms = 30;
    f->client = varlink_client_new(&options);
    for (unsigned i = 0; i < 3; i++)
        varlink_client_call_json(f->client, "a.b.C", NULL, 0, free_in_handler, &freeing);
    until(f, !f->client);
    assert_int_equal(freeing.status, VARLINK_TIMEOUT);
    assert_int_equal(freeing.cancelled, 2);
}

static void test_free_in_a_handler_of_a_oneway(void **state)
{
    struct fixture *f = *state;
    struct freeing freeing = {.f = f};
    client_connect(f);
    for (unsigned i = 0; i < 3; i++)
        varlink_client_call_json(f->client, "a.b.C", NULL, VARLINK_CALL_ONEWAY, free_in_handler, &freeing);
    until(f, !f->client);
    assert_int_equal(freeing.status, VARLINK_OK);
    assert_int_equal(freeing.cancelled, 2);
}

static void free_when(struct fixture *f, bool connected)
{
    struct varlink_client *client = f->client;
    if (connected == varlink_client_is_connected(client)) {
        f->client = NULL;
        varlink_client_free(client);
    }
}

static void free_when_connected(void *data, attr_unused bool connected, attr_unused int error)
{
    free_when(data, true);
}

static void free_when_disconnected(void *data, attr_unused bool connected, attr_unused int error)
{
    free_when(data, false);
}

static void test_free_when_told_of_the_connection(void **state)
{
    struct fixture *f = *state;
    void (*const frees[])(void *, bool, int) = {free_when_connected, free_when_disconnected};
    for (size_t i = 0; i < ARRAY_SIZE(frees); i++) {
        struct told told = {0};
        struct varlink_client_options options = usual_options(f);
        options.connected = frees[i];
        f->client = varlink_client_new(&options);
        ask(f, "a.b.C", 0, &told);
        if (i == 1) {
            until(f, f->peer.message_count == 1);
            hang_up(f->peer.lines[1]);
        }
        until(f, !f->client);
        assert_int_equal(told.count, 1);
        assert_int_equal(told.status, VARLINK_CANCELLED);
        until(f, f->peer.line_count == i + 1 && !f->peer.lines[i]->open);
    }
}

static void test_free_before_the_loop_ran(void **state)
{
    struct fixture *f = *state;
    struct told told = {0};
    client_start(f);
    ask(f, "a.b.C", 0, &told);
    ask(f, "a.b.Watch", VARLINK_CALL_MORE, &told);
    client_stop(f);
    assert_int_equal(told.count, 2);
    assert_null(varlink_client_free(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            client_test(test_a_call_not_given_to_a_connection_is_never_sent),
            client_test(test_the_reply_of_a_cancelled_call_is_swallowed),
            client_test(test_a_cancelled_call_is_not_repeated),
            client_test(test_a_cancelled_oneway_is_told_once),
            client_test(test_a_cancelled_stream_closes_its_connection),
            client_test(test_cancelling_in_the_own_handler),
            client_test(test_cancelling_a_call_whose_end_is_not_yet_told),
            client_test(test_calls_from_handlers),
            client_test(test_a_call_from_a_handler_of_a_oneway_goes_at_once),
            client_test(test_a_call_just_before_the_loop_sleeps_goes_at_once),
            client_test(test_a_client_being_freed_takes_no_calls),
            client_test(test_free_in_a_handler_of_an_answer),
            client_test(test_free_in_a_handler_of_a_stream),
            client_test(test_free_in_a_handler_of_a_loss),
            client_test(test_free_in_a_handler_of_a_cancel),
            client_test(test_free_in_a_handler_of_a_time_out),
            client_test(test_free_in_a_handler_of_a_oneway),
            client_test(test_free_when_told_of_the_connection),
            client_test(test_free_before_the_loop_ran),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
