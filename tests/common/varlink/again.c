/* SPDX-License-Identifier: MIT
 *
 * A turn that could not be kept: nothing that was said in it is heard, changes are told so, the rest is answered again.
 */
#include "tests/common/varlink/world.h"

#define METHOD(name)  "{\"method\":\"org.example.test." name "\"}"
#define CHANGE        METHOD("Change")
#define LOOK          METHOD("Look")
#define LATER         METHOD("Later")
#define WATCH         "{\"method\":\"org.example.test.Watch\",\"more\":true}"
#define COUNT         "{\"method\":\"org.example.test.Count\",\"parameters\":{\"to\":2},\"more\":true}"
#define SAY(text)     "{\"method\":\"org.example.test.Echo\",\"parameters\":{\"text\":\"" text "\"}}"
#define TEXT(text)    "{\"parameters\":{\"text\":\"" text "\"}}"
#define NUMBER(n)     "{\"parameters\":{\"number\":" #n "}}"
#define STATE(n)      "{\"parameters\":{\"state\":" #n "},\"continues\":true}"
#define DONE          "{\"parameters\":{}}"
#define FAILED        "{\"error\":\"org.novbe.Fault.StorageFailed\"}"
#define CALLS(...)    send_calls(f, (const char *const[]){__VA_ARGS__, NULL})
#define REPLIES(...)  expect_replies(f, (const char *const[]){__VA_ARGS__, NULL})
#define INVALID(name) "{\"error\":\"org.varlink.service.InvalidParameter\",\"parameters\":{\"parameter\":\"" name "\"}}"

struct fixture {
    struct world world;
    struct peer peer, other;
};

static int setup(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    world_init(&f->world, NULL);
    f->peer = peer_connect(&f->world);
    f->other = peer_connect(&f->world);
    f->world.fails = true;
    *state = f;
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

/* In one write, so that one turn takes them all. */
static void send_calls(struct fixture *f, const char *const *calls)
{
    struct buffer bytes = {0};
    for (; *calls; calls++)
        buffer_append(&bytes, *calls, strlen(*calls) + 1);
    peer_send_bytes(&f->peer, buffer_bytes(&bytes), bytes.length);
    buffer_done(&bytes);
}

static void expect_replies(struct fixture *f, const char *const *replies)
{
    for (; *replies; replies++)
        peer_expect(&f->world, &f->peer, *replies);
    peer_expect_silence(&f->world, &f->peer);
}

static void answer(struct fixture *f, size_t i, int64_t number)
{
    varlink_reply(f->world.kept[i].call, &(struct world_number){.number = number});
    f->world.kept[i].call = NULL;
}

static void push(struct fixture *f, size_t i, int64_t number)
{
    varlink_reply_continues(f->world.kept[i].call, &(struct world_number){.number = number});
}

static void changes_fail_and_reads_tell_what_is_kept(void **state)
{
    struct fixture *f = *state;
    CALLS(SAY("a"), CHANGE, LOOK, METHOD("Missing"), CHANGE, LOOK);
    REPLIES(TEXT("a"), FAILED, NUMBER(0),
            "{\"error\":\"org.varlink.service.MethodNotImplemented\",\"parameters\":{\"method\":\"org.example.test."
            "Missing\"}}",
            FAILED, NUMBER(0));
    f->world.fails = false;
    CALLS(CHANGE, LOOK);
    REPLIES(DONE, NUMBER(1));
    f->world.fails = true;
    CALLS(LOOK, CHANGE);
    REPLIES(NUMBER(1), FAILED);
}

/* Only what was said in the very turn is taken back, and from everybody. */
static void others_of_the_turn_are_answered_again(void **state)
{
    struct fixture *f = *state;
    CALLS(SAY("before"));
    REPLIES(TEXT("before"));
    peer_send(&f->other, LOOK);
    CALLS(CHANGE);
    REPLIES(FAILED);
    peer_expect(&f->world, &f->other, NUMBER(0));
    peer_expect_silence(&f->world, &f->other);
    CALLS(LOOK);
    REPLIES(NUMBER(0));
}

static void a_change_that_is_wrong_is_told_so(void **state)
{
    struct fixture *f = *state;
    CALLS("{\"method\":\"org.example.test.Change\",\"parameters\":{\"x\":1}}", CHANGE);
    REPLIES(INVALID("x"), FAILED);
}

static void where_nothing_can_be_read_everything_fails(void **state)
{
    struct fixture *f = *state;
    f->world.is_lost = true;
    CALLS(CHANGE, LOOK, COUNT);
    REPLIES(FAILED, FAILED, FAILED);
}

static void who_is_not_listened_to_is_not_asked_again(void **state)
{
    struct fixture *f = *state;
    CALLS("{\"method\":\"org.example.test.Change\",\"oneway\":true}",
          "{\"method\":\"org.example.test.Look\",\"oneway\":true}", LOOK);
    REPLIES(NUMBER(0));
    CALLS(CHANGE, SAY("gone"));
    peer_close(&f->peer);
    world_until(&f->world, world_figures(&f->world).connections == 1);
}

/* It is told nothing of the turn, and goes on. */
static void a_stream_stays(void **state)
{
    struct fixture *f = *state;
    CALLS(CHANGE, WATCH);
    world_until(&f->world, f->world.kept_count == 1);
    push(f, 0, 1);
    REPLIES(FAILED, STATE(1));
    push(f, 0, 2);
    f->world.changes++;
    world_settle(&f->world);
    push(f, 0, 3);
    REPLIES(STATE(3));
    assert_int_equal(f->world.kept_count, 1);
    assert_int_equal(f->world.gone, 0);
}

/* What an earlier turn said and the peer has not taken is its own. */
static void output_of_turns_before_stays(void **state)
{
    struct fixture *f = *state;
    CALLS(WATCH);
    world_until(&f->world, f->world.kept_count == 1);
    int64_t number = 0;
    while (varlink_stream_ready(f->world.kept[0].call)) {
        push(f, 0, ++number);
        world_settle(&f->world);
    }
    push(f, 0, 1000000);
    f->world.changes++;
    world_settle(&f->world);
    for (int64_t i = 1; i <= number; i++) {
        char state_text[80];
        snprintf(state_text, sizeof(state_text), "{\"parameters\":{\"state\":%lld},\"continues\":true}", (long long)i);
        peer_expect(&f->world, &f->peer, state_text);
    }
    peer_expect_silence(&f->world, &f->peer);
}

/* Output that is taken back no longer keeps its connection from being served. */
static void much_output_that_is_taken_back_holds_nobody(void **state)
{
    struct fixture *f = *state;
    CALLS(WATCH);
    world_until(&f->world, f->world.kept_count == 1);
    for (int i = 0; i < 4000; i++)
        push(f, 0, i);
    f->world.changes++;
    world_settle(&f->world);
    peer_send(&f->peer, SAY("behind"));
    varlink_reply(f->world.kept[0].call, &(struct world_number){.number = 1});
    f->world.kept[0].call = NULL;
    REPLIES("{\"parameters\":{\"state\":1}}", TEXT("behind"));
}

static void a_late_answer_is_asked_for_again(void **state)
{
    struct fixture *f = *state;
    CALLS(LATER);
    world_until(&f->world, f->world.kept_count == 1);
    answer(f, 0, 1);
    f->world.changes++;
    world_until(&f->world, f->world.kept_count == 2);
    peer_expect_silence(&f->world, &f->peer);
    answer(f, 1, 2);
    REPLIES(NUMBER(2));
    assert_int_equal(world_figures(&f->world).calls_in_flight, 0);
}

/* Its answer would come after theirs: its caller is to call again. */
static void a_late_answer_with_others_behind_it_fails(void **state)
{
    struct fixture *f = *state;
    CALLS(LATER, SAY("behind"), CHANGE, WATCH);
    world_until(&f->world, f->world.kept_count == 1);
    answer(f, 0, 1);
    REPLIES(FAILED, TEXT("behind"), FAILED);
    assert_int_equal(f->world.kept_count, 2);
    push(f, 1, 7);
    REPLIES(STATE(7));
}

static void several_replies_come_again(void **state)
{
    struct fixture *f = *state;
    CALLS(CHANGE, COUNT);
    REPLIES(FAILED, "{\"parameters\":{\"number\":1},\"continues\":true}", NUMBER(2));
}

/* Garbage behind the calls of a turn that fails still ends the connection, after their answers. */
static void a_connection_that_is_refused_gets_its_answers(void **state)
{
    struct fixture *f = *state;
    CALLS(CHANGE, LOOK, "garbage");
    peer_expect(&f->world, &f->peer, FAILED);
    peer_expect(&f->world, &f->peer, NUMBER(0));
    peer_expect_end(&f->world, &f->peer);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
            TEST(changes_fail_and_reads_tell_what_is_kept),
            TEST(others_of_the_turn_are_answered_again),
            TEST(a_change_that_is_wrong_is_told_so),
            TEST(where_nothing_can_be_read_everything_fails),
            TEST(who_is_not_listened_to_is_not_asked_again),
            TEST(a_stream_stays),
            TEST(output_of_turns_before_stays),
            TEST(much_output_that_is_taken_back_holds_nobody),
            TEST(a_late_answer_is_asked_for_again),
            TEST(a_late_answer_with_others_behind_it_fails),
            TEST(several_replies_come_again),
            TEST(a_connection_that_is_refused_gets_its_answers),
    };
    return cmocka_run_group_tests_name("a failed turn", tests, NULL, NULL);
}
