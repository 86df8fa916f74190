/* SPDX-License-Identifier: MIT
 *
 * What an operator's keys come to: how many a visitor costs, which calls they are, and what becomes of them when the
 * daemon refuses, is silent, or was away.
 */
#include <stdlib.h>

#include "tests/kiosk/counter/desk.h"

static void begin(struct desk *desk)
{
    desk_init(desk, "en", 80, 24);
    desk_sign_in(desk);
}

static const char *page_of(const struct desk *desk)
{
    return desk->stage.views[desk->stage.depth - 1].type->name;
}

static bool is_asked(struct desk *desk, const char *method)
{
    return desk_find(desk, method) != NULL;
}

/* The daemon does what Finish with `next`, Next and Arrive ask for, and Watch shows it. */
static void hold(struct desk *desk, const char *number, const char *state)
{
    desk_watch(desk, desk_holding(desk, desk_ticket(desk, number, state, 0)));
}

static void answer_ticket(struct desk *desk, const char *method, const char *number, const char *state)
{
    desk_answer(desk, method, json_pack("{s:o, s:b}", "ticket", desk_ticket(desk, number, state, 0), "repeated", 0));
}

/* --- an ordinary visitor --- */

static void arrive(struct desk *desk, const char *number)
{
    desk_key(desk, INPUT_ENTER);
    answer_ticket(desk, COUNTER_ARRIVE, number, "serving");
    hold(desk, number, "serving");
}

/* Finishes with this key and finds the next one called. */
static void finish(struct desk *desk, uint32_t key, const char *outcome, const char *next)
{
    desk_key(desk, key);
    assert_string_equal(desk_asked(desk, COUNTER_FINISH, "outcome"), outcome);
    assert_true(json_is_true(desk_field(desk, COUNTER_FINISH, "next")));
    answer_ticket(desk, COUNTER_FINISH, next, "ended");
    hold(desk, next, "called");
}

static void test_a_visitor_costs_at_most_three_keys(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
    desk_key(&desk, INPUT_ENTER);
    answer_ticket(&desk, COUNTER_NEXT, "KA001", "called");
    hold(&desk, "KA001", "called");
    for (int i = 1; i <= 50; i++) {
        char here[8], next[8];
        snprintf(here, sizeof here, "KA%03d", i);
        snprintf(next, sizeof next, "KA%03d", i + 1);
        unsigned before = desk.keys;
        arrive(&desk, here);
        bool usual = i % 5 != 0;
        finish(&desk, usual ? INPUT_ENTER : '4', usual ? "done" : "paper-missing", next);
        assert_in_range(desk.keys - before, 1, 3);
        assert_string_equal(model_ticket(&desk.program.model)->ticket, next);
    }
    desk_done(&desk);
}

static void test_a_visitor_who_was_not_seen_to_arrive_is_finished_all_the_same(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
    hold(&desk, "KA001", "called");
    finish(&desk, '1', "done", "KA002");
    desk_done(&desk);
}

static void test_a_key_that_is_held_does_its_thing_once(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
    desk_key(&desk, INPUT_ENTER);
    answer_ticket(&desk, COUNTER_NEXT, "KA001", "called");
    hold(&desk, "KA001", "called");
    for (int i = 0; i < 30; i++) {
        desk.steady_ms += 30 - 1000; /* desk_key() waits a second */
        desk_key(&desk, INPUT_ENTER);
    }
    assert_false(is_asked(&desk, COUNTER_ARRIVE));
    desk_key(&desk, INPUT_ENTER);
    assert_true(is_asked(&desk, COUNTER_ARRIVE));
    desk_done(&desk);
}

static void test_a_key_is_off_while_its_call_is_under_way(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
    hold(&desk, "KA001", "called");
    desk_key(&desk, ' ');
    size_t calls = desk.call_count;
    desk_key(&desk, ' ');
    desk_key(&desk, INPUT_ENTER);
    desk_key(&desk, '1');
    assert_int_equal(desk.call_count, calls);
    desk_key(&desk, '!'); /* an alarm waits for nothing */
    assert_true(is_asked(&desk, COUNTER_ALARM));
    answer_ticket(&desk, COUNTER_RECALL, "KA001", "called");
    desk_key(&desk, INPUT_ENTER); /* what came of it is not shown yet */
    assert_false(is_asked(&desk, COUNTER_ARRIVE));
    hold(&desk, "KA001", "called");
    desk_key(&desk, INPUT_ENTER);
    assert_true(is_asked(&desk, COUNTER_ARRIVE));
    desk_done(&desk);
}

static void test_keys_do_not_wait_for_ever_for_what_came_of_an_act(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
    hold(&desk, "KA001", "called");
    desk_key(&desk, ' ');
    answer_ticket(&desk, COUNTER_RECALL, "KA001", "called");
    desk_pass(&desk, 400);
    desk_key(&desk, INPUT_ENTER);
    assert_true(is_asked(&desk, COUNTER_ARRIVE));
    desk_done(&desk);
}

static void test_recall_and_no_show_wait_for_their_moment(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
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
    assert_false(is_asked(&desk, COUNTER_RECALL) || is_asked(&desk, COUNTER_NO_SHOW));
    desk_pass(&desk, 14000);
    desk_key(&desk, ' ');
    assert_true(is_asked(&desk, COUNTER_RECALL));
    answer_ticket(&desk, COUNTER_RECALL, "KA001", "called");
    desk_pass(&desk, 45000);
    assert_true(golden_shows(&desk.stage, "no-show: D"));
    desk_key(&desk, 'd');
    assert_true(is_asked(&desk, COUNTER_NO_SHOW));
    desk_done(&desk);
}

/* --- what pages ask for --- */

static bool is_true(struct desk *desk, const char *method, const char *field)
{
    return json_is_true(desk_field(desk, method, field));
}

static int64_t number_in(struct desk *desk, const char *method, const char *field)
{
    return json_integer_value(desk_field(desk, method, field));
}

static void test_finish_with_a_quantity_and_no_next(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
    hold(&desk, "KA001", "serving");
    desk_type(&desk, "f++2");
    assert_string_equal(desk_asked(&desk, COUNTER_FINISH, "outcome"), "accepted");
    assert_int_equal(number_in(&desk, COUNTER_FINISH, "quantity"), 3);
    assert_false(is_true(&desk, COUNTER_FINISH, "next"));
    answer_ticket(&desk, COUNTER_FINISH, "KA001", "ended");
    assert_string_equal(page_of(&desk), "work");
    desk_done(&desk);
}

static void test_transfer_with_return_to_a_service_that_was_searched(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
    hold(&desk, "KA001", "serving");
    desk_type(&desk, "tatt");
    desk_key(&desk, INPUT_F1 + 1);
    desk_key(&desk, INPUT_F1 + 2);
    desk_key(&desk, INPUT_ENTER);
    assert_string_equal(desk_asked(&desk, COUNTER_TRANSFER, "service"), "deed");
    assert_null(desk_asked(&desk, COUNTER_TRANSFER, "counter"));
    assert_string_equal(desk_asked(&desk, COUNTER_TRANSFER, "place"), "front");
    assert_true(is_true(&desk, COUNTER_TRANSFER, "returns"));
    desk_done(&desk);
}

static void test_transfer_to_a_counter_and_to_an_operator(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
    hold(&desk, "KA001", "serving");
    desk_type(&desk, "tcounter 12");
    desk_key(&desk, INPUT_ENTER);
    assert_string_equal(desk_asked(&desk, COUNTER_TRANSFER, "counter"), "12");
    answer_ticket(&desk, COUNTER_TRANSFER, "KA001", "waiting");
    hold(&desk, "KA002", "serving");
    desk_type(&desk, "t104");
    desk_key(&desk, INPUT_ENTER);
    assert_string_equal(desk_asked(&desk, COUNTER_TRANSFER, "operator"), "104");
    desk_done(&desk);
}

static void test_park_take_up_and_come_back(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
    hold(&desk, "KA001", "serving");
    desk_type(&desk, "p3");
    assert_int_equal(number_in(&desk, COUNTER_PARK, "until"), desk.now_ms + 10 * 60 * 1000);
    answer_ticket(&desk, COUNTER_PARK, "KA001", "parked");
    json_t *free_state = desk_state(&desk, "free");
    json_object_set_new(free_state, "parked", json_pack("[o]", desk_ticket(&desk, "KA001", "parked", 10)));
    desk_watch(&desk, free_state);
    desk_type(&desk, "r1");
    assert_string_equal(desk_asked(&desk, COUNTER_TAKE_UP, "ticket"), "KA001");
    desk_refuse(&desk, COUNTER_TAKE_UP, REFUSED_WRONG_STATE,
                json_pack("{s:s, s:s}", "ticket", "KA001", "state", "waiting"));
    assert_string_equal(page_of(&desk), "take_up");
    desk_key(&desk, INPUT_F1 + 1);
    assert_string_equal(desk_asked(&desk, COUNTER_COME_BACK, "ticket"), "KA001");
    desk_done(&desk);
}

static void test_a_chosen_ticket_needs_a_reason(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
    desk_key(&desk, 'c');
    desk_list(&desk, json_pack("[o, o]", desk_ticket(&desk, "KA001", "waiting", 60),
                               desk_ticket(&desk, "KA002", "waiting", 30)));
    desk_type(&desk, "002");
    desk_key(&desk, INPUT_ENTER);
    desk_key(&desk, '2');
    assert_string_equal(desk_asked(&desk, COUNTER_CHOOSE, "ticket"), "KA002");
    assert_string_equal(desk_asked(&desk, COUNTER_CHOOSE, "reason"), "continued");
    answer_ticket(&desk, COUNTER_CHOOSE, "KA002", "called");
    assert_string_equal(page_of(&desk), "work");
    desk_done(&desk);
}

static void test_direct_with_class_language_and_party(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
    desk_type(&desk, "slic");
    for (unsigned key = 1; key <= 3; key++)
        desk_key(&desk, INPUT_F1 + key);
    desk_key(&desk, INPUT_ENTER);
    json_t *services = desk_field(&desk, COUNTER_SERVE_DIRECT, "services");
    assert_string_equal(json_string_value(json_array_get(services, 0)), "licence");
    assert_string_equal(desk_asked(&desk, COUNTER_SERVE_DIRECT, "class"), "elderly");
    assert_string_equal(desk_asked(&desk, COUNTER_SERVE_DIRECT, "language"), "ru");
    assert_int_equal(number_in(&desk, COUNTER_SERVE_DIRECT, "party"), 2);
    desk_done(&desk);
}

static void test_pause_now_or_after_the_visitor_and_back(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
    hold(&desk, "KA001", "serving");
    desk_type(&desk, "b++2");
    assert_string_equal(desk_asked(&desk, COUNTER_PAUSE, "pause"), "short");
    assert_int_equal(number_in(&desk, COUNTER_PAUSE, "minutes"), 10);
    json_t *paused = desk_state(&desk, "pause");
    desk_answer(&desk, COUNTER_PAUSE,
                json_pack("{s:O, s:b}", "session", json_object_get(paused, "session"), "repeated", 0));
    desk_watch(&desk, paused);
    desk_key(&desk, INPUT_ENTER);
    assert_true(is_asked(&desk, COUNTER_END_PAUSE));
    desk_done(&desk);
}

static void test_note_join_help_and_hand_over(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
    hold(&desk, "KA001", "serving");
    desk_type(&desk, "nPays tomorrow");
    desk_key(&desk, INPUT_F1 + 1);
    desk_key(&desk, INPUT_ENTER);
    assert_string_equal(desk_asked(&desk, COUNTER_ADD_NOTE, "text"), "Pays tomorrow");
    assert_true(is_true(&desk, COUNTER_ADD_NOTE, "for_next"));
    desk_answer(&desk, COUNTER_ADD_NOTE, json_pack("{s:b}", "repeated", 0));
    desk_pass(&desk, 0);
    assert_true(golden_shows(&desk.stage, "The note is kept"));
    hold(&desk, "KA001", "serving");
    desk_type(&desk, "jka002");
    desk_key(&desk, INPUT_ENTER);
    assert_string_equal(desk_asked(&desk, COUNTER_JOIN, "ticket"), "KA002");
    answer_ticket(&desk, COUNTER_JOIN, "KA001", "serving");
    hold(&desk, "KA001", "serving");
    desk_type(&desk, "h104");
    desk_key(&desk, INPUT_ENTER);
    assert_string_equal(desk_asked(&desk, COUNTER_HAND_OVER, "operator"), "104");
    desk_answer(&desk, COUNTER_HAND_OVER, json_pack("{s:b}", "repeated", 0));
    desk_watch(&desk, desk_state(&desk, "free"));
    desk_type(&desk, "eKA009");
    desk_key(&desk, INPUT_ENTER);
    assert_string_equal(desk_asked(&desk, COUNTER_HELP, "ticket"), "KA009");
    desk_done(&desk);
}

static void test_what_came_is_said_for_a_while(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
    desk_key(&desk, INPUT_ENTER);
    desk_refuse(&desk, COUNTER_NEXT, REFUSED_NOBODY_WAITS, json_pack("{s:i}", "others", 3));
    desk_pass(&desk, 0);
    assert_true(golden_shows(&desk.stage, "Nobody is waiting for this counter now."));
    desk_pass(&desk, 16000);
    assert_false(golden_shows(&desk.stage, "Nobody is waiting for this counter now."));
    desk_done(&desk);
}

static void test_a_page_that_was_opened_meanwhile_stays(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
    hold(&desk, "KA001", "serving");
    desk_type(&desk, "p1");
    desk_key(&desk, INPUT_ESCAPE);
    assert_string_equal(page_of(&desk), "work");
    desk_key(&desk, 'm');
    desk_key(&desk, INPUT_F1);
    assert_string_equal(page_of(&desk), "help");
    answer_ticket(&desk, COUNTER_PARK, "KA001", "parked");
    assert_string_equal(page_of(&desk), "help");
    desk_done(&desk);
}

/* --- colleagues --- */

static json_t *alarmed(struct desk *desk, const char *counter, const char *coming)
{
    json_t *state = desk_state(desk, "free");
    json_t *alarm = json_pack("{s:s, s:s, s:s, s:I, s:b}", "alarm", "a1", "counter", counter, "zone", "hall", "since",
                              (json_int_t)desk->now_ms, "coming", coming != NULL);
    if (coming)
        json_object_set_new(alarm, "coming_operator", json_string(coming));
    json_object_set_new(state, "alarms", json_pack("[o]", alarm));
    return state;
}

static void test_an_alarm_is_heard_answered_and_ended(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
    desk_watch(&desk, alarmed(&desk, "9", NULL));
    assert_int_equal(desk.rung, 1);
    desk_pass(&desk, 0);
    assert_true(golden_shows(&desk.stage, "ALARM: Counter 9 needs help"));
    desk_key(&desk, 'g');
    assert_string_equal(desk_asked(&desk, COUNTER_ANSWER_ALARM, "alarm"), "a1");
    desk_answer(&desk, COUNTER_ANSWER_ALARM, json_pack("{s:b}", "repeated", 0));
    desk_watch(&desk, alarmed(&desk, "9", "101"));
    desk_key(&desk, 'g');
    assert_string_equal(desk_asked(&desk, COUNTER_END_ALARM, "alarm"), "a1");
    desk_answer(&desk, COUNTER_END_ALARM, json_pack("{s:b}", "repeated", 0));
    desk_watch(&desk, alarmed(&desk, "7", NULL)); /* its own */
    desk_key(&desk, 'g');
    assert_true(is_asked(&desk, COUNTER_END_ALARM));
    assert_int_equal(desk.rung, 1);
    desk_done(&desk);
}

static void test_the_first_who_waits_is_heard(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
    json_t *nobody = desk_state(&desk, "free");
    json_object_set_new(nobody, "queues", json_pack("[o]", desk_queue("passport", 0, 0)));
    desk_watch(&desk, nobody);
    assert_int_equal(desk.rung, 0);
    desk_watch(&desk, desk_state(&desk, "free"));
    desk_watch(&desk, desk_state(&desk, "free"));
    assert_int_equal(desk.rung, 1);
    desk_done(&desk);
}

static void test_a_message_is_read(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
    json_t *told = desk_state(&desk, "free");
    json_object_set_new(
            told, "messages",
            json_pack("[{s:s, s:s, s:I}]", "message", "m1", "text", "Fire drill at 11", "at", (json_int_t)desk.now_ms));
    desk_watch(&desk, told);
    desk_pass(&desk, 0);
    assert_true(golden_shows(&desk.stage, "Fire drill at 11"));
    desk_key(&desk, 'm');
    desk_key(&desk, INPUT_ENTER);
    assert_string_equal(desk_asked(&desk, COUNTER_READ_MESSAGE, "message"), "m1");
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
    assert_false(is_asked(&desk, COUNTER_SIGN_IN));
    desk_pass(&desk, 3000);
    desk_key(&desk, INPUT_ENTER);
    assert_string_equal(desk_asked(&desk, COUNTER_SIGN_IN, "pin"), "2468");
    desk_done(&desk);
}

static void test_who_leaves_something_names_a_taker_or_leaves_it(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
    desk_type(&desk, "q");
    desk_key(&desk, INPUT_ESCAPE);
    assert_string_equal(page_of(&desk), "work");
    json_t *parked = desk_ticket(&desk, "KA031", "parked", 10), *free_state = desk_state(&desk, "free");
    json_object_set_new(parked, "operator", json_string("101"));
    json_object_set_new(free_state, "parked", json_pack("[o]", parked));
    desk_watch(&desk, free_state);
    desk_key(&desk, 'q');
    desk_key(&desk, INPUT_ENTER);
    assert_true(is_true(&desk, COUNTER_SIGN_OUT, "leave_parked"));
    desk_refuse(&desk, COUNTER_SIGN_OUT, REFUSED_TAKER_NEEDED, json_pack("{s:i}", "tickets", 1));
    assert_string_equal(page_of(&desk), "sign_out");
    desk_type(&desk, "104");
    desk_key(&desk, INPUT_DOWN);
    desk_key(&desk, INPUT_ENTER);
    assert_string_equal(desk_asked(&desk, COUNTER_SIGN_OUT, "taker"), "104");
    desk_answer(&desk, COUNTER_SIGN_OUT, json_pack("{s:b}", "repeated", 0));
    assert_string_equal(page_of(&desk), "sign_in");
    assert_false(desk.watching);
    desk_done(&desk);
}

static void test_a_wish_survives_a_reconnect_with_its_id(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
    hold(&desk, "KA001", "serving");
    desk_key(&desk, INPUT_ENTER);
    char *request = mem_strdup(desk_asked(&desk, COUNTER_FINISH, "request"));
    program_connected(&desk.program, false);
    desk_refuse(&desk, COUNTER_FINISH, REFUSED_NOT_SIGNED_IN, json_object()); /* the client repeated it at once */
    program_connected(&desk.program, true);
    assert_string_equal(desk_asked(&desk, COUNTER_REGAIN, "token"), "101.abc");
    assert_false(is_asked(&desk, COUNTER_FINISH));
    json_t *free_state = desk_state(&desk, "free");
    desk_answer(&desk, COUNTER_REGAIN, json_pack("{s:O}", "session", json_object_get(free_state, "session")));
    json_decref(free_state);
    assert_string_equal(desk_asked(&desk, COUNTER_FINISH, "request"), request);
    desk_refuse(&desk, COUNTER_FINISH, REFUSED_NOT_SIGNED_IN, json_object()); /* not for ever */
    assert_false(is_asked(&desk, COUNTER_REGAIN));
    assert_false(model_is_busy(&desk.program.model, desk.now_ms));
    free(request);
    desk_done(&desk);
}

static void test_keys_are_off_without_a_connection_and_the_state_stays(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
    hold(&desk, "KA001", "serving");
    program_connected(&desk.program, false);
    size_t calls = desk.call_count;
    desk_type(&desk, "1fpt! ");
    desk_key(&desk, INPUT_ENTER);
    assert_int_equal(desk.call_count, calls);
    assert_string_equal(page_of(&desk), "work");
    assert_true(golden_shows(&desk.stage, "KA001") || desk.stage.canvas.plain_count > 0);
    assert_string_equal(model_ticket(&desk.program.model)->ticket, "KA001");
    desk_done(&desk);
}

static void test_a_session_that_is_over_leads_to_sign_in(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
    hold(&desk, "KA001", "serving");
    desk_key(&desk, 'p');
    desk_key(&desk, '1');
    desk_refuse(&desk, COUNTER_PARK, REFUSED_NOT_SIGNED_IN, json_object());
    desk_refuse(&desk, COUNTER_REGAIN, REFUSED_NOT_SIGNED_IN, json_object());
    assert_string_equal(page_of(&desk), "sign_in");
    desk_pass(&desk, 0);
    assert_true(golden_shows(&desk.stage, "You are no longer signed in."));
    desk_sign_in(&desk);
    hold(&desk, "KA001", "serving");
    desk_pass(&desk, 0);
    assert_true(golden_shows(&desk.stage, "Being served"));
    program_watch_ended(
            &desk.program,
            &(struct varlink_reply){.status = VARLINK_ERROR, .error = REFUSED_NOT_SIGNED_IN, .parameters = NULL});
    assert_string_equal(page_of(&desk), "sign_in");
    desk_done(&desk);
}

static void test_a_stream_that_ends_is_asked_for_a_second_later(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
    desk_list(&desk, json_array());
    desk.watching = false;
    program_watch_ended(&desk.program, &(struct varlink_reply){.status = VARLINK_BAD, .reason = "torn"});
    desk_pass(&desk, 900);
    assert_false(desk.watching);
    desk_pass(&desk, 100);
    assert_true(desk.watching);
    assert_string_equal(page_of(&desk), "work");
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

/* --- scanner and keyboard --- */

static void scan(struct desk *desk, const char *code)
{
    desk_type(desk, code);
    desk_key(desk, INPUT_ENTER);
    desk_pass(desk, 0);
}

static void test_a_scanned_ticket_is_joined_taken_up_or_called(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
    scan(&desk, "%T/KA001/20261122/ACDEF");
    assert_true(golden_shows(&desk.stage, "This is a ticket of another day: 2026-11-22."));
    scan(&desk, "%B/ACDEFGHJ");
    assert_true(golden_shows(&desk.stage, "This code is for a kiosk or for reception."));
    scan(&desk, "%nonsense");
    assert_true(golden_shows(&desk.stage, "This is not a code of this centre."));
    assert_string_equal(page_of(&desk), "work");
    json_t *free_state = desk_state(&desk, "free");
    json_object_set_new(free_state, "parked", json_pack("[o]", desk_ticket(&desk, "KA031", "parked", 10)));
    desk_watch(&desk, free_state);
    scan(&desk, "%T/KA031/20261123/ACDEF");
    desk_key(&desk, '1');
    assert_string_equal(desk_asked(&desk, COUNTER_TAKE_UP, "ticket"), "KA031");
    answer_ticket(&desk, COUNTER_TAKE_UP, "KA031", "serving");
    hold(&desk, "KA031", "serving");
    desk_key(&desk, 'n'); /* on whatever page */
    scan(&desk, "%t/ka055/20261123/acdef");
    desk_key(&desk, '1');
    assert_string_equal(desk_asked(&desk, COUNTER_JOIN, "ticket"), "KA055");
    desk_done(&desk);
}

static void test_the_keyboard_may_be_russian(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
    hold(&desk, "KA001", "serving");
    desk_key(&desk, 0x437); /* the key of P */
    assert_string_equal(page_of(&desk), "park");
    desk_key(&desk, INPUT_ESCAPE);
    desk_key(&desk, 0x422); /* capital, on the key of N */
    assert_string_equal(page_of(&desk), "note");
    desk_done(&desk);
}

/* --- quiet --- */

static void test_seconds_are_counted_only_where_somebody_waits_for_them(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
    desk_list(&desk, json_array());
    desk.now_ms += 7000;
    assert_int_equal(stage_tick(&desk.stage, desk.now_ms), desk_begin_ms + 60 * 1000);
    hold(&desk, "KA001", "serving");
    desk_list(&desk, json_array());
    int64_t wake_ms = stage_tick(&desk.stage, desk.now_ms);
    assert_in_range(wake_ms, desk.now_ms + 1, desk.now_ms + 1000);
    desk_done(&desk);
}

static void test_those_who_wait_are_asked_for_once_a_second_at_most(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
    desk_list(&desk, json_array());
    for (int i = 0; i < 9; i++) {
        desk_watch(&desk, desk_state(&desk, "free"));
        desk_pass(&desk, 100);
        assert_false(is_asked(&desk, COUNTER_LIST_WAITING));
    }
    desk_pass(&desk, 200);
    assert_true(is_asked(&desk, COUNTER_LIST_WAITING));
    desk_done(&desk);
}

/* --- anything --- */

static void random_key(struct desk *desk)
{
    static const uint32_t keys[] = {INPUT_ENTER,     INPUT_ESCAPE, INPUT_TAB,    INPUT_UP,     INPUT_DOWN,
                                    INPUT_LEFT,      INPUT_RIGHT,  INPUT_HOME,   INPUT_END,    INPUT_PAGE_UP,
                                    INPUT_PAGE_DOWN, INPUT_F1,     INPUT_F1 + 1, INPUT_F1 + 2, INPUT_F1 + 3,
                                    INPUT_BACKSPACE, INPUT_DELETE};
    uint32_t key = rand() % 2 ? keys[(size_t)rand() % ARRAY_SIZE(keys)] : ' ' + (uint32_t)rand() % 95;
    desk_key(desk, rand() % 50 ? key : 0x410 + (uint32_t)rand() % 64);
}

static void random_touch(struct desk *desk)
{
    struct input_event event = {.kind = INPUT_PRESS, .x = rand() % 220, .y = rand() % 70};
    desk->steady_ms += 400;
    stage_input(&desk->stage, &event, desk->steady_ms);
    event.kind = INPUT_RELEASE;
    stage_input(&desk->stage, &event, desk->steady_ms);
}

static void random_news(struct desk *desk)
{
    if (!desk->watching)
        return;
    static const char *const states[] = {"called", "serving"}, *const activities[] = {"free", "pause", "task", "help"};
    if (rand() % 2)
        hold(desk, "KA001", states[rand() % 2]);
    else
        desk_watch(desk, desk_state(desk, activities[rand() % 3]));
}

/* Whatever was asked is refused, or the connection is lost. */
static void random_answer(struct desk *desk)
{
    if (desk->call_count == 0)
        return;
    const char *method = desk->calls[0].method;
    if (strcmp(method, COUNTER_SIGN_IN) == 0) {
        json_t *state = desk_state(desk, "free");
        desk_answer(desk, method, json_pack("{s:O, s:s}", "session", json_object_get(state, "session"), "token", "t"));
        desk_watch(desk, state);
    } else if (rand() % 3) {
        desk_refuse(desk, method, rand() % 4 ? REFUSED_WRONG_STATE : REFUSED_NOT_SIGNED_IN, json_object());
    } else {
        desk_reply(desk, method, &(struct varlink_reply){.status = VARLINK_TIMEOUT, .reason = "no answer"}, NULL);
    }
}

static void test_any_keys_touches_sizes_and_answers_are_survived(attr_unused void **state)
{
    srand(7);
    struct desk desk;
    begin(&desk);
    for (int i = 0; i < 20000; i++) {
        switch (rand() % 12) {
        case 0:
            random_touch(&desk);
            break;
        case 1:
            random_news(&desk);
            break;
        case 2:
            random_answer(&desk);
            break;
        case 3:
            stage_resize(&desk.stage, 1 + rand() % 220, 1 + rand() % 70);
            break;
        default:
            random_key(&desk);
        }
        if (desk.call_count > DESK_CALLS / 2)
            random_answer(&desk);
        desk_pass(&desk, rand() % 1500);
    }
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
            cmocka_unit_test(test_finish_with_a_quantity_and_no_next),
            cmocka_unit_test(test_transfer_with_return_to_a_service_that_was_searched),
            cmocka_unit_test(test_transfer_to_a_counter_and_to_an_operator),
            cmocka_unit_test(test_park_take_up_and_come_back),
            cmocka_unit_test(test_a_chosen_ticket_needs_a_reason),
            cmocka_unit_test(test_direct_with_class_language_and_party),
            cmocka_unit_test(test_pause_now_or_after_the_visitor_and_back),
            cmocka_unit_test(test_note_join_help_and_hand_over),
            cmocka_unit_test(test_what_came_is_said_for_a_while),
            cmocka_unit_test(test_a_page_that_was_opened_meanwhile_stays),
            cmocka_unit_test(test_an_alarm_is_heard_answered_and_ended),
            cmocka_unit_test(test_the_first_who_waits_is_heard),
            cmocka_unit_test(test_a_message_is_read),
            cmocka_unit_test(test_a_wrong_pin_slows_down),
            cmocka_unit_test(test_who_leaves_something_names_a_taker_or_leaves_it),
            cmocka_unit_test(test_a_wish_survives_a_reconnect_with_its_id),
            cmocka_unit_test(test_keys_are_off_without_a_connection_and_the_state_stays),
            cmocka_unit_test(test_a_session_that_is_over_leads_to_sign_in),
            cmocka_unit_test(test_a_stream_that_ends_is_asked_for_a_second_later),
            cmocka_unit_test(test_an_alarm_needs_no_session),
            cmocka_unit_test(test_a_scanned_ticket_is_joined_taken_up_or_called),
            cmocka_unit_test(test_the_keyboard_may_be_russian),
            cmocka_unit_test(test_seconds_are_counted_only_where_somebody_waits_for_them),
            cmocka_unit_test(test_those_who_wait_are_asked_for_once_a_second_at_most),
            cmocka_unit_test(test_any_keys_touches_sizes_and_answers_are_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
