/* SPDX-License-Identifier: MIT
 *
 * Calls and answers of the client while the connection holds.
 */
#include "tests/common/varlink/client_peer.h"

static void test_a_call_is_the_bytes_of_the_specification(void **state)
{
    struct fixture *f = *state;
    client_connect(f);
    varlink_client_call(f->client, method(f, "Echo"), &(struct echo){.text = "sal\"am"}, 0, NULL, NULL);
    varlink_client_call(f->client, method(f, "Nudge"), NULL, VARLINK_CALL_ONEWAY, NULL, NULL);
    varlink_client_call_json(f->client, "org.novbe.test.Watch", NULL, 0, NULL, NULL);
    until(f, f->peer.message_count == 3);
    assert_string_equal(f->peer.messages[0],
                        "{\"method\":\"org.novbe.test.Echo\",\"parameters\":{\"text\":\"sal\\\"am\"}}");
    assert_string_equal(f->peer.messages[1], "{\"method\":\"org.novbe.test.Nudge\",\"parameters\":{},\"oneway\":true}");
    assert_string_equal(f->peer.messages[2], "{\"method\":\"org.novbe.test.Watch\",\"parameters\":{}}");
}

static void test_parameters_by_name_go_as_they_are(void **state)
{
    struct fixture *f = *state;
    client_connect(f);
    json_t *parameters = json_pack("{s:[i,n]}", "list", 1);
    varlink_client_call_json(f->client, "a.b.C", parameters, 0, NULL, NULL);
    json_decref(parameters);
    until(f, f->peer.message_count == 1);
    assert_string_equal(f->peer.messages[0], "{\"method\":\"a.b.C\",\"parameters\":{\"list\":[1,null]}}");
}

static void on_echo(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    char *text = data;
    assert_int_equal(reply->status, VARLINK_OK);
    snprintf(text, 32, "%s", ((const struct echo *)reply->out)->text);
}

static void test_out_is_the_c_form(void **state)
{
    struct fixture *f = *state;
    char text[32] = "";
    client_connect(f);
    varlink_client_call(f->client, method(f, "Echo"), &(struct echo){.text = "x"}, 0, on_echo, text);
    until(f, f->peer.message_count == 1);
    say(f->peer.lines[0], "{\"parameters\":{\"text\":\"növbə\"}}");
    until(f, text[0] != '\0');
    assert_string_equal(text, "növbə");
}

static void echo_back(struct line *line, const char *message)
{
    json_t *call = json_loads(message, 0, NULL);
    json_t *reply = json_pack("{s:O}", "parameters", json_object_get(call, "parameters"));
    _cleanup_free_ char *text = json_dumps(reply, JSON_COMPACT);
    say(line, text);
    json_decref(reply);
    json_decref(call);
}

static void test_a_hundred_calls_in_one_turn_are_answered_in_order(void **state)
{
    struct fixture *f = *state;
    struct told told[100] = {0};
    unsigned clock = 0;
    client_connect(f);
    f->peer.on_message = echo_back;
    for (unsigned i = 0; i < 100; i++) {
        char text[16];
        snprintf(text, sizeof(text), "%u", i);
        told[i].clock = &clock;
        varlink_client_call(f->client, method(f, "Echo"), &(struct echo){.text = text}, 0, on_told, &told[i]);
    }
    until(f, clock == 100);
    for (unsigned i = 0; i < 100; i++) {
        char parameters[32];
        snprintf(parameters, sizeof(parameters), "{\"text\":\"%u\"}", i);
        assert_string_equal(told[i].parameters, parameters);
        assert_int_equal(told[i].order, i + 1);
        assert_int_equal(told[i].count, 1);
    }
    assert_int_equal(f->peer.line_count, 1);
}

static void test_a_reply_may_come_byte_by_byte(void **state)
{
    struct fixture *f = *state;
    static const char reply[] = "{\"parameters\":{\"text\":\"слово\"}}";
    struct told told = {0};
    client_connect(f);
    varlink_client_call(f->client, method(f, "Echo"), &(struct echo){.text = "x"}, 0, on_told, &told);
    until(f, f->peer.message_count == 1);
    for (size_t i = 0; i < sizeof(reply); i++) {
        assert_int_equal(told.count, 0);
        say_bytes(f->peer.lines[0], reply + i, 1);
        uv_run(&f->loop, UV_RUN_NOWAIT);
    }
    until(f, told.count == 1);
    assert_int_equal(told.status, VARLINK_OK);
}

static void test_an_error_gives_its_name_and_parameters(void **state)
{
    struct fixture *f = *state;
    struct told told = {0};
    client_connect(f);
    varlink_client_call(f->client, method(f, "Echo"), &(struct echo){.text = "x"}, 0, on_told, &told);
    until(f, f->peer.message_count == 1);
    say(f->peer.lines[0], "{\"error\":\"org.novbe.test.Closed\",\"parameters\":{\"until\":\"09:00\"}}");
    until(f, told.count == 1);
    assert_int_equal(told.status, VARLINK_ERROR);
    assert_string_equal(told.error, "org.novbe.test.Closed");
    assert_string_equal(told.parameters, "{\"until\":\"09:00\"}");
    assert_non_null(strstr(told.reason, "org.novbe.test.Closed"));
}

struct seen_ticket {
    unsigned count;
    int64_t number;
    int kind;
    char word[16];
    bool has_note;
};

static void on_ticket(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct seen_ticket *seen = data;
    seen->count++;
    assert_int_equal(reply->status, VARLINK_OK);
    const struct issue_out *out = reply->out;
    seen->number = out->ticket.number;
    seen->kind = out->ticket.kind.value;
    snprintf(seen->word, sizeof(seen->word), "%s", out->ticket.kind.text);
    seen->has_note = out->ticket.note != NULL;
}

static void test_words_and_fields_of_a_newer_service_are_taken(void **state)
{
    struct fixture *f = *state;
    struct seen_ticket seen = {0};
    client_connect(f);
    varlink_client_call(f->client, method(f, "Issue"), &(struct issue_in){.service = "a"}, 0, on_ticket, &seen);
    until(f, f->peer.message_count == 1);
    say(f->peer.lines[0], "{\"parameters\":{\"later\":[1],\"ticket\":{\"number\":7,\"kind\":\"online\",\"hue\":{}}}}");
    until(f, seen.count == 1);
    assert_int_equal(seen.number, 7);
    assert_int_equal(seen.kind, IDL_WORD_UNKNOWN);
    assert_string_equal(seen.word, "online");
    assert_false(seen.has_note);
}

static void test_null_and_absent_members_of_a_reply_are_the_same(void **state)
{
    struct fixture *f = *state;
    struct told told[3] = {0};
    client_connect(f);
    for (size_t i = 0; i < 3; i++)
        varlink_client_call(f->client, method(f, "Nudge"), NULL, 0, on_told, &told[i]);
    until(f, f->peer.message_count == 3);
    say(f->peer.lines[0], "{}");
    say(f->peer.lines[0], "{\"parameters\":null,\"error\":null,\"continues\":null}");
    say(f->peer.lines[0], "{\"continues\":false,\"parameters\":{}}");
    until(f, told[2].count == 1);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(told[i].status, VARLINK_OK);
}

static void test_an_answer_that_does_not_fit_is_bad_and_the_next_is_good(void **state)
{
    struct fixture *f = *state;
    struct told told[2] = {0};
    client_connect(f);
    for (size_t i = 0; i < 2; i++)
        varlink_client_call(f->client, method(f, "Echo"), &(struct echo){.text = "x"}, 0, on_told, &told[i]);
    until(f, f->peer.message_count == 2);
    say(f->peer.lines[0], "{\"parameters\":{\"text\":5}}");
    say(f->peer.lines[0], "{\"parameters\":{\"text\":\"y\"}}");
    until(f, told[1].count == 1);
    assert_int_equal(told[0].status, VARLINK_BAD);
    assert_non_null(strstr(told[0].reason, "text"));
    assert_int_equal(told[1].status, VARLINK_OK);
    assert_int_equal(f->peer.line_count, 1);
}

static void test_garbage_is_bad_for_the_head_and_ends_the_connection(void **state)
{
    static const char *const garbage[] = {"",
                                          "hello",
                                          "[]",
                                          "{\"parameters\":[]}",
                                          "{\"error\":5}",
                                          "{\"continues\":1}",
                                          "{\"parameters\":{},\"continues\":true}",
                                          "{\"parameters\":{},\"parameters\":{}}",
                                          "{\"parameters\":{\"text\":\"\xff\"}}"};
    struct fixture *f = *state;
    client_connect(f);
    for (unsigned i = 0; i < ARRAY_SIZE(garbage); i++) {
        struct told head = {0}, second = {0}, third = {0};
        ask(f, "a.b.Head", VARLINK_CALL_REPEAT, &head);
        ask(f, "a.b.Second", 0, &second);
        ask(f, "a.b.Third", VARLINK_CALL_REPEAT, &third);
        until(f, f->peer.lines[i]->taken == 3);
        say(f->peer.lines[i], garbage[i]);
        until(f, head.count == 1 && second.count == 1);
        assert_int_equal(head.status, VARLINK_BAD);
        assert_non_null(strstr(head.reason, "not a Varlink reply"));
        assert_int_equal(second.status, VARLINK_LOST);
        until(f, f->peer.line_count == i + 2 && f->peer.lines[i + 1]->taken == 1);
        f->peer.lines[i + 1]->taken = 0;
        say(f->peer.lines[i + 1], "{}");
        until(f, third.count == 1);
        assert_int_equal(third.status, VARLINK_OK);
    }
}

static void test_a_reply_too_long_is_bad(void **state)
{
    struct fixture *f = *state;
    struct told told = {0};
    struct varlink_client_options options = usual_options(f);
    options.message_bytes = 1000;
    f->client = varlink_client_new(&options);
    ask(f, "a.b.C", 0, &told);
    until(f, f->peer.message_count == 1);
    char text[1500];
    memset(text, ' ', sizeof(text));
    say_bytes(f->peer.lines[0], text, sizeof(text));
    until(f, told.count == 1);
    assert_int_equal(told.status, VARLINK_BAD);
    assert_non_null(strstr(told.reason, "1000 bytes"));
    until(f, f->peer.line_count == 2);
}

static void test_a_reply_nobody_asked_for_ends_the_connection(void **state)
{
    struct fixture *f = *state;
    client_connect(f);
    say(f->peer.lines[0], "{\"parameters\":{}}");
    until(f, f->peer.line_count == 2 && f->connects == 2);
    assert_int_equal(f->disconnects, 1);
    assert_int_equal(f->error, 0);
}

static void test_oneway_is_done_when_it_is_out(void **state)
{
    struct fixture *f = *state;
    struct told before = {0}, oneway = {0}, after = {0};
    client_connect(f);
    ask(f, "a.b.Before", 0, &before);
    ask(f, "a.b.Oneway", VARLINK_CALL_ONEWAY, &oneway);
    ask(f, "a.b.After", 0, &after);
    assert_int_equal(oneway.count, 0);
    until(f, f->peer.message_count == 3);
    assert_int_equal(oneway.count, 1);
    assert_int_equal(oneway.status, VARLINK_OK);
    say(f->peer.lines[0], "{\"parameters\":{\"n\":1}}");
    say(f->peer.lines[0], "{\"parameters\":{\"n\":2}}");
    until(f, after.count == 1);
    assert_string_equal(before.parameters, "{\"n\":1}");
    assert_string_equal(after.parameters, "{\"n\":2}");
}

static void test_large_calls_to_a_slow_reader_all_arrive(void **state)
{
    struct fixture *f = *state;
    struct told told[20] = {0};
    f->peer.deaf = true;
    client_connect(f);
    _cleanup_free_ char *text = mem_alloc(1, 100001);
    memset(text, 'x', 100000);
    for (size_t i = 0; i < 20; i++)
        varlink_client_call(f->client, method(f, "Echo"), &(struct echo){.text = text}, 0, on_told, &told[i]);
    for (unsigned turn = 0; turn < 5; turn++)
        uv_run(&f->loop, UV_RUN_ONCE);
    uv_poll_start(&f->peer.lines[0]->poll, UV_READABLE, on_line);
    until(f, f->peer.message_count == 20);
    for (size_t i = 0; i < 20; i++)
        say(f->peer.lines[0], "{\"parameters\":{\"text\":\"\"}}");
    until(f, told[19].count == 1);
    assert_int_equal(told[19].status, VARLINK_OK);
}

static void test_request_ids(attr_unused void **state)
{
    char ids[1000][VARLINK_REQUEST_ID_SIZE];
    unsigned ends[128] = {0};
    for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
        varlink_request_id(ids[i]);
        assert_int_equal(strlen(ids[i]), 22);
        assert_int_equal(strspn(ids[i], "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), 22);
        assert_true(i == 0 || strcmp(ids[i], ids[i - 1]) != 0);
        ends[(unsigned char)ids[i][21]]++;
    }
    /* 128 bits in 22 letters: the last one holds two. */
    assert_int_equal(ends['A'] + ends['Q'] + ends['g'] + ends['w'], 1000);
    assert_true(ends['A'] > 150 && ends['Q'] > 150 && ends['g'] > 150 && ends['w'] > 150);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            client_test(test_a_call_is_the_bytes_of_the_specification),
            client_test(test_parameters_by_name_go_as_they_are),
            client_test(test_out_is_the_c_form),
            client_test(test_a_hundred_calls_in_one_turn_are_answered_in_order),
            client_test(test_a_reply_may_come_byte_by_byte),
            client_test(test_an_error_gives_its_name_and_parameters),
            client_test(test_words_and_fields_of_a_newer_service_are_taken),
            client_test(test_null_and_absent_members_of_a_reply_are_the_same),
            client_test(test_an_answer_that_does_not_fit_is_bad_and_the_next_is_good),
            client_test(test_garbage_is_bad_for_the_head_and_ends_the_connection),
            client_test(test_a_reply_too_long_is_bad),
            client_test(test_a_reply_nobody_asked_for_ends_the_connection),
            client_test(test_oneway_is_done_when_it_is_out),
            client_test(test_large_calls_to_a_slow_reader_all_arrive),
            cmocka_unit_test(test_request_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
