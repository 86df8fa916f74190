/* SPDX-License-Identifier: MIT
 *
 * How many keys a visitor costs, and what becomes of a key when the daemon refuses, is silent, or was away.
 */
#include "tests/kiosk/counter/desk.h"

/* --- an ordinary visitor --- */

static void arrive(struct desk *desk, const char *number)
{
    desk_key(desk, INPUT_ENTER);
    desk_answer_ticket(desk, COUNTER_ARRIVE, number, "serving");
    desk_hold(desk, number, "serving");
}

/* Finishes with this key and finds the next one called. */
static void finish(struct desk *desk, uint32_t key, const char *outcome, const char *next)
{
    desk_key(desk, key);
    if (strcmp(outcome, "paper-missing") == 0) /* which one? none is named */
        desk_key(desk, INPUT_ENTER);
    assert_string_equal(desk_asked(desk, COUNTER_FINISH, "outcome"), outcome);
    assert_true(json_is_true(desk_field(desk, COUNTER_FINISH, "next")));
    desk_answer_ticket(desk, COUNTER_FINISH, next, "ended");
    desk_hold(desk, next, "called");
}

static void test_a_visitor_costs_at_most_three_keys(attr_unused void **state)
{
    struct desk desk;
    desk_begin(&desk);
    desk_key(&desk, INPUT_ENTER);
    desk_answer_ticket(&desk, COUNTER_NEXT, "KA001", "called");
    desk_hold(&desk, "KA001", "called");
    for (int i = 1; i <= 50; i++) {
        char here[8], next[8];
        snprintf(here, sizeof here, "KA%03d", i);
        snprintf(next, sizeof next, "KA%03d", i + 1);
        unsigned before = desk.keys;
        arrive(&desk, here);
        bool usual = i % 5 != 0;
        finish(&desk, usual ? INPUT_ENTER : '4', usual ? "done" : "paper-missing", next);
        assert_in_range(desk.keys - before, 1, usual ? 3 : 4);
        assert_string_equal(model_ticket(&desk.program.model)->ticket, next);
    }
    desk_done(&desk);
}

static void test_a_visitor_who_was_not_seen_to_arrive_is_finished_all_the_same(attr_unused void **state)
{
    struct desk desk;
    desk_begin(&desk);
    desk_hold(&desk, "KA001", "called");
    finish(&desk, '1', "done", "KA002");
    desk_done(&desk);
}

static void test_a_key_that_is_held_does_its_thing_once(attr_unused void **state)
{
    struct desk desk;
    desk_begin(&desk);
    desk_key(&desk, INPUT_ENTER);
    desk_answer_ticket(&desk, COUNTER_NEXT, "KA001", "called");
    desk_hold(&desk, "KA001", "called");
    for (int i = 0; i < 30; i++) {
        desk.steady_ms += 30 - 1000; /* desk_key() waits a second */
        desk_key(&desk, INPUT_ENTER);
    }
    assert_false(desk_is_asked(&desk, COUNTER_ARRIVE));
    desk_key(&desk, INPUT_ENTER);
    assert_true(desk_is_asked(&desk, COUNTER_ARRIVE));
    desk_done(&desk);
}

static void test_a_key_is_off_while_its_call_is_under_way(attr_unused void **state)
{
    struct desk desk;
    desk_begin(&desk);
    desk_hold(&desk, "KA001", "called");
    desk_key(&desk, ' ');
    size_t calls = desk.call_count;
    desk_key(&desk, ' ');
    desk_key(&desk, INPUT_ENTER);
    desk_key(&desk, '1');
    assert_int_equal(desk.call_count, calls);
    desk_key(&desk, '!'); /* an alarm waits for nothing */
    assert_true(desk_is_asked(&desk, COUNTER_ALARM));
    desk_answer_ticket(&desk, COUNTER_RECALL, "KA001", "called");
    desk_key(&desk, INPUT_ENTER); /* what came of it is not shown yet */
    assert_false(desk_is_asked(&desk, COUNTER_ARRIVE));
    desk_hold(&desk, "KA001", "called");
    desk_key(&desk, INPUT_ENTER);
    assert_true(desk_is_asked(&desk, COUNTER_ARRIVE));
    desk_done(&desk);
}

static void test_keys_do_not_wait_for_ever_for_what_came_of_an_act(attr_unused void **state)
{
    struct desk desk;
    desk_begin(&desk);
    desk_hold(&desk, "KA001", "called");
    desk_key(&desk, ' ');
    desk_answer_ticket(&desk, COUNTER_RECALL, "KA001", "called");
    desk_pass(&desk, 400);
    desk_key(&desk, INPUT_ENTER);
    assert_true(desk_is_asked(&desk, COUNTER_ARRIVE));
    desk_done(&desk);
}

static void test_recall_and_no_show_wait_for_their_moment(attr_unused void **state)
{
    struct desk desk;
    desk_begin(&desk);
    json_t *ticket = desk_ticket(&desk, "KA001", "called", 0);
    json_object_set_new(ticket, "recall_from", json_integer(desk.now_ms + 15000));
    json_object_set_new(ticket, "no_show_from", json_integer(desk.now_ms + 60000));
    json_object_set_new(ticket, "calls_needed", json_integer(0));
    desk_watch(&desk, desk_holding(&desk, ticket));
    desk_pass(&desk, 1000);
    assert_true(golden_shows(&desk.stage, "recall in 0:14"));
    assert_true(golden_shows(&desk.stage, "no-show in 0:59"));
    desk_key(&desk, ' ');
    desk_key(&desk, 'd');
    assert_false(desk_is_asked(&desk, COUNTER_RECALL) || desk_is_asked(&desk, COUNTER_NO_SHOW));
    desk_pass(&desk, 14000);
    desk_key(&desk, ' ');
    assert_true(desk_is_asked(&desk, COUNTER_RECALL));
    desk_answer_ticket(&desk, COUNTER_RECALL, "KA001", "called");
    desk_pass(&desk, 45000);
    assert_true(golden_shows(&desk.stage, "no-show: D"));
    desk_key(&desk, 'd');
    assert_true(desk_is_asked(&desk, COUNTER_NO_SHOW));
    desk_done(&desk);
}

static void test_a_no_show_needs_its_calls(attr_unused void **state)
{
    struct desk desk;
    desk_begin(&desk);
    json_t *ticket = desk_ticket(&desk, "KA001", "called", 90);
    json_object_set_new(ticket, "no_show_from", json_integer(desk.now_ms - 1000));
    json_object_set_new(ticket, "calls_needed", json_integer(1));
    desk_watch(&desk, desk_holding(&desk, ticket));
    desk_pass(&desk, 0);
    assert_true(golden_shows(&desk.stage, "1 more call"));
    desk_key(&desk, 'd');
    assert_false(desk_is_asked(&desk, COUNTER_NO_SHOW));
    desk_done(&desk);
}

/* --- in, out and away --- */

static void test_a_wrong_pin_slows_down(attr_unused void **state)
{
    struct desk desk;
    desk_init(&desk, "en", 80, 24);
    desk_type(&desk, "1111");
    desk_key(&desk, INPUT_ENTER);
    assert_string_equal(desk_asked(&desk, COUNTER_SIGN_IN, "operator"), "101");
    assert_string_equal(desk_asked(&desk, COUNTER_SIGN_IN, "pin"), "1111");
    assert_string_equal(desk_asked(&desk, COUNTER_SIGN_IN, "counter"), "7");
    desk_refuse(&desk, COUNTER_SIGN_IN, REFUSED_WRONG_PIN, json_pack("{s:I}", "from", (json_int_t)desk.now_ms + 4000));
    desk_pass(&desk, 1000);
    assert_true(golden_shows(&desk.stage, "Next try in 3 s."));
    desk_type(&desk, "2468");
    desk_key(&desk, INPUT_ENTER);
    assert_false(desk_is_asked(&desk, COUNTER_SIGN_IN));
    desk_pass(&desk, 3000);
    desk_key(&desk, INPUT_ENTER);
    assert_string_equal(desk_asked(&desk, COUNTER_SIGN_IN, "pin"), "2468");
    desk_done(&desk);
}

static void test_who_leaves_something_names_a_taker_or_leaves_it(attr_unused void **state)
{
    struct desk desk;
    desk_begin(&desk);
    desk_type(&desk, "q");
    desk_key(&desk, INPUT_ESCAPE);
    assert_string_equal(desk_page(&desk), "work");
    json_t *parked = desk_ticket(&desk, "KA031", "parked", 10), *free_state = desk_state(&desk, "free");
    json_object_set_new(parked, "operator", json_string("101"));
    json_object_set_new(free_state, "parked", json_pack("[o]", parked));
    desk_watch(&desk, free_state);
    desk_key(&desk, 'q');
    desk_key(&desk, INPUT_ENTER);
    assert_true(json_is_true(desk_field(&desk, COUNTER_SIGN_OUT, "leave_parked")));
    desk_refuse(&desk, COUNTER_SIGN_OUT, REFUSED_TAKER_NEEDED, json_pack("{s:i}", "tickets", 1));
    assert_string_equal(desk_page(&desk), "sign_out");
    desk_type(&desk, "104");
    desk_key(&desk, INPUT_DOWN);
    desk_key(&desk, INPUT_ENTER);
    assert_string_equal(desk_asked(&desk, COUNTER_SIGN_OUT, "taker"), "104");
    desk_answer(&desk, COUNTER_SIGN_OUT, json_pack("{s:b}", "repeated", 0));
    assert_string_equal(desk_page(&desk), "sign_in");
    assert_false(desk.watching);
    desk_done(&desk);
}

static void test_a_wish_survives_a_reconnect_with_its_id(attr_unused void **state)
{
    struct desk desk;
    desk_begin(&desk);
    desk_hold(&desk, "KA001", "serving");
    desk_key(&desk, INPUT_ENTER);
    char *request = mem_strdup(desk_asked(&desk, COUNTER_FINISH, "request"));
    program_connected(&desk.program, false);
    desk_refuse(&desk, COUNTER_FINISH, REFUSED_NOT_SIGNED_IN, json_object()); /* the client repeated it at once */
    program_connected(&desk.program, true);
    assert_string_equal(desk_asked(&desk, COUNTER_REGAIN, "token"), "101.abc");
    assert_false(desk_is_asked(&desk, COUNTER_FINISH));
    json_t *free_state = desk_state(&desk, "free");
    desk_answer(&desk, COUNTER_REGAIN, json_pack("{s:O}", "session", json_object_get(free_state, "session")));
    json_decref(free_state);
    assert_string_equal(desk_asked(&desk, COUNTER_FINISH, "request"), request);
    desk_refuse(&desk, COUNTER_FINISH, REFUSED_NOT_SIGNED_IN, json_object()); /* not for ever */
    assert_false(desk_is_asked(&desk, COUNTER_REGAIN));
    assert_false(model_is_busy(&desk.program.model, desk.now_ms));
    free(request);
    desk_done(&desk);
}

static void test_keys_are_off_without_a_connection_and_the_state_stays(attr_unused void **state)
{
    struct desk desk;
    desk_begin(&desk);
    desk_hold(&desk, "KA001", "serving");
    program_connected(&desk.program, false);
    size_t calls = desk.call_count;
    desk_type(&desk, "1fpt! ");
    desk_key(&desk, INPUT_ENTER);
    assert_int_equal(desk.call_count, calls);
    assert_string_equal(desk_page(&desk), "work");
    assert_true(golden_shows(&desk.stage, "KA001") || desk.stage.canvas.plain_count > 0);
    assert_string_equal(model_ticket(&desk.program.model)->ticket, "KA001");
    desk_done(&desk);
}

static void test_a_session_that_is_over_leads_to_sign_in(attr_unused void **state)
{
    struct desk desk;
    desk_begin(&desk);
    desk_hold(&desk, "KA001", "serving");
    desk_key(&desk, 'p');
    desk_key(&desk, '1');
    desk_refuse(&desk, COUNTER_PARK, REFUSED_NOT_SIGNED_IN, json_object());
    desk_refuse(&desk, COUNTER_REGAIN, REFUSED_NOT_SIGNED_IN, json_object());
    assert_string_equal(desk_page(&desk), "sign_in");
    desk_pass(&desk, 0);
    assert_true(golden_shows(&desk.stage, "You are no longer signed in."));
    desk_sign_in(&desk);
    desk_hold(&desk, "KA001", "serving");
    desk_pass(&desk, 0);
    assert_true(golden_shows(&desk.stage, "Being served"));
    program_watch_ended(
            &desk.program,
            &(struct varlink_reply){.status = VARLINK_ERROR, .error = REFUSED_NOT_SIGNED_IN, .parameters = NULL});
    assert_string_equal(desk_page(&desk), "sign_in");
    desk_done(&desk);
}

static void test_a_stream_that_ends_is_asked_for_a_second_later(attr_unused void **state)
{
    struct desk desk;
    desk_begin(&desk);
    desk_list(&desk, json_array());
    desk.watching = false;
    program_watch_ended(&desk.program, &(struct varlink_reply){.status = VARLINK_BAD, .reason = "torn"});
    desk_pass(&desk, 900);
    assert_false(desk.watching);
    desk_pass(&desk, 100);
    assert_true(desk.watching);
    assert_string_equal(desk_page(&desk), "work");
    desk_done(&desk);
}

static void test_an_alarm_needs_no_session(attr_unused void **state)
{
    struct desk desk;
    desk_init(&desk, "en", 80, 24);
    desk_key(&desk, INPUT_F12);
    assert_string_equal(desk_asked(&desk, COUNTER_ALARM, "counter"), "7");
    desk_answer(&desk, COUNTER_ALARM, json_pack("{s:s, s:b}", "alarm", "a1", "repeated", 0));
    desk_pass(&desk, 0);
    assert_true(golden_shows(&desk.stage, "ALARM: your colleagues see it"));
    desk_done(&desk);
}

/* --- quiet --- */

static void test_seconds_are_counted_only_where_somebody_waits_for_them(attr_unused void **state)
{
    struct desk desk;
    desk_begin(&desk);
    desk_list(&desk, json_array());
    desk.now_ms += 7000;
    assert_int_equal(stage_tick(&desk.stage, desk.now_ms), desk_begin_ms + 60 * 1000);
    desk_hold(&desk, "KA001", "serving");
    desk_list(&desk, json_array());
    int64_t wake_ms = stage_tick(&desk.stage, desk.now_ms);
    assert_in_range(wake_ms, desk.now_ms + 1, desk.now_ms + 1000);
    desk_done(&desk);
}

static void test_those_who_wait_are_asked_for_once_a_second_at_most(attr_unused void **state)
{
    struct desk desk;
    desk_begin(&desk);
    desk_list(&desk, json_array());
    for (int i = 0; i < 9; i++) {
        desk_watch(&desk, desk_state(&desk, "free"));
        desk_pass(&desk, 100);
        assert_false(desk_is_asked(&desk, COUNTER_LIST_WAITING));
    }
    desk_pass(&desk, 200);
    assert_true(desk_is_asked(&desk, COUNTER_LIST_WAITING));
    desk_done(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_a_visitor_costs_at_most_three_keys),
            cmocka_unit_test(test_a_visitor_who_was_not_seen_to_arrive_is_finished_all_the_same),
            cmocka_unit_test(test_a_key_that_is_held_does_its_thing_once),
            cmocka_unit_test(test_a_key_is_off_while_its_call_is_under_way),
            cmocka_unit_test(test_keys_do_not_wait_for_ever_for_what_came_of_an_act),
            cmocka_unit_test(test_recall_and_no_show_wait_for_their_moment),
            cmocka_unit_test(test_a_no_show_needs_its_calls),
            cmocka_unit_test(test_a_wrong_pin_slows_down),
            cmocka_unit_test(test_who_leaves_something_names_a_taker_or_leaves_it),
            cmocka_unit_test(test_a_wish_survives_a_reconnect_with_its_id),
            cmocka_unit_test(test_keys_are_off_without_a_connection_and_the_state_stays),
            cmocka_unit_test(test_a_session_that_is_over_leads_to_sign_in),
            cmocka_unit_test(test_a_stream_that_ends_is_asked_for_a_second_later),
            cmocka_unit_test(test_an_alarm_needs_no_session),
            cmocka_unit_test(test_seconds_are_counted_only_where_somebody_waits_for_them),
            cmocka_unit_test(test_those_who_wait_are_asked_for_once_a_second_at_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
