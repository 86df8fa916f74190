/* SPDX-License-Identifier: MIT
 *
 * Calls and their answers: every typed error with its field, the order of pipelined calls, and what closes a
 * connection.
 */
#include "tests/common/varlink/world.h"

#define CALL(text)    "{\"method\":\"org.example.test.Echo\",\"parameters\":{\"text\":\"" text "\"}}"
#define REPLY(text)   "{\"parameters\":{\"text\":\"" text "\"}}"
#define INVALID(path) "{\"error\":\"org.varlink.service.InvalidParameter\",\"parameters\":{\"parameter\":\"" path "\"}}"

struct fixture {
    struct world world;
    struct peer peer;
};

static int setup(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    world_init(&f->world, NULL);
    f->peer = peer_connect(&f->world);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    peer_close(&f->peer);
    world_done(&f->world);
    free(f);
    return 0;
}

static void talk(struct fixture *f, const char *call, const char *reply)
{
    peer_talk(&f->world, &f->peer, call, reply);
}

static void call_and_reply(void **state)
{
    struct fixture *f = *state;
    talk(f, CALL("salam"), REPLY("salam"));
    talk(f, "{\"method\":\"org.example.test.Change\"}", "{\"parameters\":{}}");
    talk(f, "{\"method\":\"org.example.test.Change\",\"parameters\":{}}", "{\"parameters\":{}}");
    assert_int_equal(f->world.changes, 2);
    assert_int_equal(world_figures(&f->world).calls, 3);
    assert_int_equal(world_figures(&f->world).errors, 0);
}

static void split_at_every_byte(void **state)
{
    struct fixture *f = *state;
    static const char call[] = CALL("növbə");
    for (size_t cut = 1; cut < sizeof(call); cut++) {
        peer_send_bytes(&f->peer, call, cut);
        peer_expect_silence(&f->world, &f->peer);
        peer_send_bytes(&f->peer, call + cut, sizeof(call) - cut);
        peer_expect(&f->world, &f->peer, REPLY("növbə"));
    }
}

static void one_byte_at_a_time(void **state)
{
    struct fixture *f = *state;
    static const char call[] = CALL("a");
    for (size_t i = 0; i < sizeof(call); i++) {
        peer_send_bytes(&f->peer, call + i, 1);
        world_settle(&f->world);
    }
    peer_expect(&f->world, &f->peer, REPLY("a"));
}

static void pipelined_calls_are_answered_in_order(void **state)
{
    struct fixture *f = *state;
    struct buffer calls = {0};
    enum { COUNT = 3000 };
    for (int i = 0; i < COUNT; i++) {
        buffer_printf(&calls, "{\"method\":\"org.example.test.Echo\",\"parameters\":{\"text\":\"%d\"}}", i);
        buffer_append_byte(&calls, '\0');
    }
    size_t sent = 0;
    for (int i = 0; i < COUNT; i++) {
        while (sent < calls.length) {
            ssize_t count = send(f->peer.fd, buffer_bytes(&calls) + sent, calls.length - sent, MSG_NOSIGNAL);
            if (count < 0)
                break;
            sent += (size_t)count;
        }
        char expected[64];
        snprintf(expected, sizeof(expected), REPLY("%d"), i);
        peer_expect(&f->world, &f->peer, expected);
    }
    buffer_done(&calls);
    peer_expect_silence(&f->world, &f->peer);
}

static void typed_errors_name_their_field(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *call, *reply;
    } rows[] = {
            /* the envelope */
            {"{}", INVALID("method")},
            {"{\"method\":1}", INVALID("method")},
            {"{\"method\":\"Echo\"}", INVALID("method")},
            {"{\"method\":\"a.B\\u0000\"}", INVALID("method")},
            {"{\"method\":\"org.example.test.Change\",\"parameters\":[]}", INVALID("parameters")},
            {"{\"method\":\"org.example.test.Change\",\"parameters\":null}", "{\"parameters\":{}}"},
            {"{\"method\":\"org.example.test.Change\",\"more\":1}", INVALID("more")},
            {"{\"method\":\"org.example.test.Change\",\"oneway\":\"yes\"}", INVALID("oneway")},
            {"{\"method\":\"org.example.test.Change\",\"upgrade\":{}}", INVALID("upgrade")},
            {"{\"method\":\"org.example.test.Change\",\"later\":{}}", "{\"parameters\":{}}"},
            /* the method */
            {"{\"method\":\"org.example.other.Echo\"}", "{\"error\":\"org.varlink.service.InterfaceNotFound\","
                                                        "\"parameters\":{\"interface\":\"org.example.other\"}}"},
            {"{\"method\":\".\"}",
             "{\"error\":\"org.varlink.service.InterfaceNotFound\",\"parameters\":{\"interface\":\"\"}}"},
            {"{\"method\":\"org.example.test.Ech\"}",
             "{\"error\":\"org.varlink.service.MethodNotFound\",\"parameters\":{\"method\":\"org.example.test.Ech\"}}"},
            {"{\"method\":\"org.example.test.Failed\"}", "{\"error\":\"org.varlink.service.MethodNotFound\","
                                                         "\"parameters\":{\"method\":\"org.example.test.Failed\"}}"},
            {"{\"method\":\"org.example.test.Missing\"}", "{\"error\":\"org.varlink.service.MethodNotImplemented\","
                                                          "\"parameters\":{\"method\":\"org.example.test.Missing\"}}"},
            {"{\"method\":\"org.example.test.Echo\",\"upgrade\":true}",
             "{\"error\":\"org.varlink.service.MethodNotImplemented\","
             "\"parameters\":{\"method\":\"org.example.test.Echo\"}}"},
            {"{\"method\":\"org.example.test.Watch\"}", "{\"error\":\"org.varlink.service.ExpectedMore\"}"},
            /* the parameters */
            {"{\"method\":\"org.example.test.Echo\"}", INVALID("text")},
            {"{\"method\":\"org.example.test.Echo\",\"parameters\":null}", INVALID("text")},
            {"{\"method\":\"org.example.test.Echo\",\"parameters\":{\"text\":1}}", INVALID("text")},
            {"{\"method\":\"org.example.test.Echo\",\"parameters\":{\"text\":\"\",\"texts\":1}}", INVALID("texts")},
            {"{\"method\":\"org.example.test.Echo\",\"parameters\":{\"text\":\"\",\"times\":1.5}}", INVALID("times")},
            {"{\"method\":\"org.example.test.Echo\",\"parameters\":{\"text\":\"\\u0000\"}}", INVALID("text")},
            {"{\"method\":\"org.example.test.Rich\",\"parameters\":{\"steps\":[{\"service\":\"a\",\"done\":true},"
             "{\"service\":\"b\"}],\"texts\":{},\"kind\":\"one\"}}",
             INVALID("steps[1].done")},
            {"{\"method\":\"org.example.test.Rich\",\"parameters\":{\"steps\":[],\"texts\":{\"az\":1},\"kind\":\"one\"}"
             "}",
             INVALID("texts.az")},
            {"{\"method\":\"org.example.test.Rich\",\"parameters\":{\"steps\":[],\"texts\":{},\"kind\":\"six\"}}",
             INVALID("kind")},
            {"{\"method\":\"org.example.test.Rich\",\"parameters\":{\"steps\":[],\"texts\":{\"a\":\"b\"},\"kind\":"
             "\"two\","
             "\"weight\":1,\"any\":[]}}",
             "{\"parameters\":{\"count\":1}}"},
            /* the handler's own */
            {"{\"method\":\"org.example.test.Fail\"}", "{\"error\":\"org.example.test.Plain\"}"},
            {"{\"method\":\"org.example.test.Fail\",\"parameters\":{\"why\":\"because\"}}",
             "{\"error\":\"org.example.test.Failed\",\"parameters\":{\"why\":\"because\"}}"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        talk(f, rows[i].call, rows[i].reply);
}

static void permission_is_asked_before_the_parameters(void **state)
{
    struct fixture *f = *state;
    f->world.may_change = false;
    talk(f, "{\"method\":\"org.example.test.Change\",\"parameters\":{\"x\":1}}",
         "{\"error\":\"org.varlink.service.PermissionDenied\"}");
    talk(f, CALL("a"), REPLY("a"));
    f->world.may_call = false;
    talk(f, CALL("a"), "{\"error\":\"org.varlink.service.PermissionDenied\"}");
    assert_int_equal(f->world.changes, 0);
}

static void oneway_gets_no_reply_not_even_an_error(void **state)
{
    struct fixture *f = *state;
    peer_send(&f->peer, "{\"method\":\"org.example.test.Change\",\"oneway\":true}");
    peer_send(&f->peer, "{\"method\":\"org.example.test.Fail\",\"oneway\":true}");
    peer_send(&f->peer, "{\"method\":\"org.example.test.Nothing\",\"oneway\":true}");
    peer_send(&f->peer, "{\"method\":1,\"oneway\":true}");
    peer_send(&f->peer,
              "{\"method\":\"org.example.test.Count\",\"parameters\":{\"to\":3},\"oneway\":true,\"more\":true}");
    talk(f, CALL("after"), REPLY("after"));
    assert_int_equal(f->world.changes, 1);
}

/* Where nobody listens there is no stream: not for a call with "oneway", nor for a peer that is gone. */
static void stream_without_a_listener_does_not_begin(void **state)
{
    struct fixture *f = *state;
    struct peer left = peer_connect(&f->world);
    peer_send(&left, CALL("never read"));
    peer_send(&left, "{\"method\":\"org.example.test.Watch\",\"more\":true}");
    peer_close(&left);
    world_until(&f->world, world_figures(&f->world).connections == 1);
    peer_send(&f->peer, "{\"method\":\"org.example.test.Watch\",\"oneway\":true,\"more\":true}");
    talk(f, CALL("after"), REPLY("after"));
    assert_int_equal(world_figures(&f->world).streams, 0);
    assert_int_equal(f->world.kept_count, f->world.gone);
}

static void more_gets_several_replies(void **state)
{
    struct fixture *f = *state;
    peer_send(&f->peer, "{\"method\":\"org.example.test.Count\",\"parameters\":{\"to\":3},\"more\":true}");
    peer_expect(&f->world, &f->peer, "{\"parameters\":{\"number\":1},\"continues\":true}");
    peer_expect(&f->world, &f->peer, "{\"parameters\":{\"number\":2},\"continues\":true}");
    peer_expect(&f->world, &f->peer, "{\"parameters\":{\"number\":3}}");
    talk(f, "{\"method\":\"org.example.test.Count\",\"parameters\":{\"to\":3}}", "{\"parameters\":{\"number\":1}}");
    /* a method that does not stream answers once */
    talk(f, "{\"method\":\"org.example.test.Echo\",\"parameters\":{\"text\":\"a\"},\"more\":true}", REPLY("a"));
}

static void garbage_closes_its_connection_only(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *bytes;
        size_t size;
    } garbage[] = {
#define BYTES(text) {(text), sizeof(text)}
            BYTES(""),
            BYTES("[]"),
            BYTES("1"),
            BYTES("{"),
            BYTES("{}}"),
            BYTES("{\"method\":\"a.B\",\"method\":\"a.B\"}"),
            BYTES("{\"method\":\"\xff\"}"),
            BYTES("GET / HTTP/1.1"),
            BYTES("{\"a\":18446744073709551616}"),
#undef BYTES
    };
    for (size_t i = 0; i < ARRAY_SIZE(garbage); i++) {
        struct peer bad = peer_connect(&f->world);
        peer_send(&bad, CALL("before"));
        peer_send_bytes(&bad, garbage[i].bytes, garbage[i].size);
        peer_send(&bad, CALL("never"));
        peer_send(&f->peer, CALL("neighbour"));
        peer_expect(&f->world, &bad, REPLY("before"));
        peer_expect_end(&f->world, &bad);
        peer_expect(&f->world, &f->peer, REPLY("neighbour"));
        peer_close(&bad);
    }
    world_until(&f->world, world_figures(&f->world).connections == 1);
    assert_int_equal(f->world.forgotten, ARRAY_SIZE(garbage));
}

static void longest_message_passes_and_one_byte_more_closes(void **state)
{
    struct fixture *f = *state;
    size_t limit = varlink_limits_default.message_bytes, frame = strlen(CALL(""));
    struct buffer call = {0};
    for (int more = 0; more < 2; more++) {
        buffer_clear(&call, 0);
        buffer_printf(&call, "{\"method\":\"org.example.test.Echo\",\"parameters\":{\"text\":\"");
        size_t length = limit - frame + (size_t)more;
        memset(buffer_reserve(&call, length), 'y', length);
        buffer_added(&call, length);
        buffer_append(&call, "\"}}", sizeof("\"}}"));
        peer_send_bytes(&f->peer, buffer_bytes(&call), call.length);
        if (more)
            peer_expect_end(&f->world, &f->peer);
        else
            assert_int_equal(strlen(peer_receive(&f->world, &f->peer)), length + strlen(REPLY("")));
    }
    buffer_done(&call);
}

static void peer_that_sends_no_more_still_gets_its_answers(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 200; i++)
        peer_send(&f->peer, CALL("a"));
    shutdown(f->peer.fd, SHUT_WR);
    for (int i = 0; i < 200; i++)
        peer_expect(&f->world, &f->peer, REPLY("a"));
    peer_expect_end(&f->world, &f->peer);
}

static void calls_of_a_peer_that_left_are_still_done(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 200; i++)
        peer_send(&f->peer, "{\"method\":\"org.example.test.Change\"}");
    peer_close(&f->peer);
    world_until(&f->world, world_figures(&f->world).connections == 0);
    assert_int_equal(f->world.changes, 200);
}

/* With output that it never read its end breaks the connection; what it sent before lies there none the less. */
static void calls_of_a_peer_that_left_unread_output_are_still_done(void **state)
{
    struct fixture *f = *state;
    peer_send(&f->peer, CALL("never read"));
    world_settle(&f->world);
    for (int i = 0; i < 200; i++)
        peer_send(&f->peer, "{\"method\":\"org.example.test.Change\"}");
    peer_close(&f->peer);
    world_until(&f->world, world_figures(&f->world).connections == 0);
    assert_int_equal(f->world.changes, 200);
}

static void service_tells_what_it_is(void **state)
{
    struct fixture *f = *state;
    talk(f, "{\"method\":\"org.varlink.service.GetInfo\"}",
         "{\"parameters\":{\"vendor\":\"novbe\",\"product\":\"test\",\"version\":\"1\",\"url\":\"https://example.org/"
         "\","
         "\"interfaces\":[\"org.varlink.service\",\"org.example.test\"]}}");
    talk(f,
         "{\"method\":\"org.varlink.service.GetInterfaceDescription\","
         "\"parameters\":{\"interface\":\"org.example.other\"}}",
         "{\"error\":\"org.varlink.service.InterfaceNotFound\",\"parameters\":{\"interface\":\"org.example.other\"}}");
    peer_send(&f->peer, "{\"method\":\"org.varlink.service.GetInterfaceDescription\","
                        "\"parameters\":{\"interface\":\"org.example.test\"}}");
    const char *reply = peer_receive(&f->world, &f->peer);
    json_t *parsed = value_parse(reply, strlen(reply));
    const char *description;
    assert_int_equal(json_unpack(parsed, "{s:{s:s}}", "parameters", "description", &description), 0);
    assert_string_equal(description, world_idl);
    json_decref(parsed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
            TEST(call_and_reply),
            TEST(split_at_every_byte),
            TEST(one_byte_at_a_time),
            TEST(pipelined_calls_are_answered_in_order),
            TEST(typed_errors_name_their_field),
            TEST(permission_is_asked_before_the_parameters),
            TEST(oneway_gets_no_reply_not_even_an_error),
            TEST(stream_without_a_listener_does_not_begin),
            TEST(more_gets_several_replies),
            TEST(garbage_closes_its_connection_only),
            TEST(longest_message_passes_and_one_byte_more_closes),
            TEST(peer_that_sends_no_more_still_gets_its_answers),
            TEST(calls_of_a_peer_that_left_are_still_done),
            TEST(calls_of_a_peer_that_left_unread_output_are_still_done),
            TEST(service_tells_what_it_is),
#undef TEST
    };
    return cmocka_run_group_tests_name("server", tests, NULL, NULL);
}
