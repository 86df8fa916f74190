/* SPDX-License-Identifier: MIT
 *
 * What the pages of the counter ask of the daemon.
 */
#include "tests/kiosk/counter/desk.h"

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
    desk_begin(&desk);
    desk_hold(&desk, "KA001", "serving");
    desk_type(&desk, "f++2");
    assert_string_equal(desk_asked(&desk, COUNTER_FINISH, "outcome"), "accepted");
    assert_int_equal(number_in(&desk, COUNTER_FINISH, "quantity"), 3);
    assert_false(is_true(&desk, COUNTER_FINISH, "next"));
    desk_answer_ticket(&desk, COUNTER_FINISH, "KA001", "ended");
    assert_string_equal(desk_page(&desk), "work");
    desk_done(&desk);
}

static bool is_lacked(struct desk *desk, json_t *lines)
{
    bool same = json_equal(desk_field(desk, COUNTER_FINISH, "lacked"), lines);
    json_decref(lines);
    return same;
}

/* Digits mark, again they do not; Escape goes back, and nothing was asked. */
static void test_what_was_lacking(attr_unused void **state)
{
    struct desk desk;
    desk_begin(&desk);
    desk_hold(&desk, "KA001", "serving");
    desk_type(&desk, "4");
    assert_string_equal(desk_page(&desk), "lacked");
    desk_key(&desk, INPUT_ESCAPE);
    assert_string_equal(desk_page(&desk), "work");
    assert_false(desk_is_asked(&desk, COUNTER_FINISH));
    desk_type(&desk, "43219");
    desk_type(&desk, "2");
    desk_key(&desk, INPUT_ENTER);
    assert_string_equal(desk_asked(&desk, COUNTER_FINISH, "outcome"), "paper-missing");
    assert_true(is_lacked(&desk, json_pack("[i, i]", 1, 3)));
    assert_true(is_true(&desk, COUNTER_FINISH, "next"));
    assert_int_equal(number_in(&desk, COUNTER_FINISH, "quantity"), 0);
    desk_answer_ticket(&desk, COUNTER_FINISH, "KA001", "ended");
    assert_string_equal(desk_page(&desk), "work");
    desk_done(&desk);
}

/* With arrows and the space bar, after another quantity was set. */
static void test_what_was_lacking_of_three(attr_unused void **state)
{
    struct desk desk;
    desk_begin(&desk);
    desk_hold(&desk, "KA001", "serving");
    desk_type(&desk, "f++4");
    assert_string_equal(desk_page(&desk), "lacked");
    desk_key(&desk, INPUT_DOWN);
    desk_key(&desk, ' ');
    desk_key(&desk, INPUT_ENTER);
    assert_true(is_lacked(&desk, json_pack("[i]", 2)));
    assert_int_equal(number_in(&desk, COUNTER_FINISH, "quantity"), 3);
    assert_false(is_true(&desk, COUNTER_FINISH, "next"));
    desk_answer_ticket(&desk, COUNTER_FINISH, "KA001", "ended");
    assert_string_equal(desk_page(&desk), "work");
    desk_done(&desk);
}

static void test_transfer_with_return_to_a_service_that_was_searched(attr_unused void **state)
{
    struct desk desk;
    desk_begin(&desk);
    desk_hold(&desk, "KA001", "serving");
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
    desk_begin(&desk);
    desk_hold(&desk, "KA001", "serving");
    desk_type(&desk, "tcounter 12");
    desk_key(&desk, INPUT_ENTER);
    assert_string_equal(desk_asked(&desk, COUNTER_TRANSFER, "counter"), "12");
    desk_answer_ticket(&desk, COUNTER_TRANSFER, "KA001", "waiting");
    desk_hold(&desk, "KA002", "serving");
    desk_type(&desk, "t104");
    desk_key(&desk, INPUT_ENTER);
    assert_string_equal(desk_asked(&desk, COUNTER_TRANSFER, "operator"), "104");
    desk_done(&desk);
}

static void test_park_take_up_and_come_back(attr_unused void **state)
{
    struct desk desk;
    desk_begin(&desk);
    desk_hold(&desk, "KA001", "serving");
    desk_type(&desk, "p3");
    assert_int_equal(number_in(&desk, COUNTER_PARK, "until"), desk.now_ms + 10 * 60 * 1000);
    desk_answer_ticket(&desk, COUNTER_PARK, "KA001", "parked");
    json_t *free_state = desk_state(&desk, "free");
    json_object_set_new(free_state, "parked", json_pack("[o]", desk_ticket(&desk, "KA001", "parked", 10)));
    desk_watch(&desk, free_state);
    desk_type(&desk, "r1");
    assert_string_equal(desk_asked(&desk, COUNTER_TAKE_UP, "ticket"), "KA001");
    desk_refuse(&desk, COUNTER_TAKE_UP, REFUSED_WRONG_STATE,
                json_pack("{s:s, s:s}", "ticket", "KA001", "state", "waiting"));
    assert_string_equal(desk_page(&desk), "take_up");
    desk_key(&desk, INPUT_F1 + 1);
    assert_string_equal(desk_asked(&desk, COUNTER_COME_BACK, "ticket"), "KA001");
    desk_done(&desk);
}

static void test_a_chosen_ticket_needs_a_reason(attr_unused void **state)
{
    struct desk desk;
    desk_begin(&desk);
    desk_key(&desk, 'c');
    desk_list(&desk, json_pack("[o, o]", desk_ticket(&desk, "KA001", "waiting", 60),
                               desk_ticket(&desk, "KA002", "waiting", 30)));
    desk_type(&desk, "002");
    desk_key(&desk, INPUT_ENTER);
    desk_key(&desk, '2');
    assert_string_equal(desk_asked(&desk, COUNTER_CHOOSE, "ticket"), "KA002");
    assert_string_equal(desk_asked(&desk, COUNTER_CHOOSE, "reason"), "continued");
    desk_answer_ticket(&desk, COUNTER_CHOOSE, "KA002", "called");
    assert_string_equal(desk_page(&desk), "work");
    desk_done(&desk);
}

static void test_direct_with_class_language_and_party(attr_unused void **state)
{
    struct desk desk;
    desk_begin(&desk);
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
    desk_begin(&desk);
    desk_hold(&desk, "KA001", "serving");
    desk_type(&desk, "b++2");
    assert_string_equal(desk_asked(&desk, COUNTER_PAUSE, "pause"), "short");
    assert_int_equal(number_in(&desk, COUNTER_PAUSE, "minutes"), 10);
    json_t *paused = desk_state(&desk, "pause");
    desk_answer(&desk, COUNTER_PAUSE,
                json_pack("{s:O, s:b}", "session", json_object_get(paused, "session"), "repeated", 0));
    desk_watch(&desk, paused);
    desk_key(&desk, INPUT_ENTER);
    assert_true(desk_is_asked(&desk, COUNTER_END_PAUSE));
    desk_done(&desk);
}

static void test_note_join_help_and_hand_over(attr_unused void **state)
{
    struct desk desk;
    desk_begin(&desk);
    desk_hold(&desk, "KA001", "serving");
    desk_type(&desk, "nPays tomorrow");
    desk_key(&desk, INPUT_F1 + 1);
    desk_key(&desk, INPUT_ENTER);
    assert_string_equal(desk_asked(&desk, COUNTER_ADD_NOTE, "text"), "Pays tomorrow");
    assert_true(is_true(&desk, COUNTER_ADD_NOTE, "for_next"));
    desk_answer(&desk, COUNTER_ADD_NOTE, json_pack("{s:b}", "repeated", 0));
    desk_pass(&desk, 0);
    assert_true(golden_shows(&desk.stage, "The note is kept"));
    desk_hold(&desk, "KA001", "serving");
    desk_type(&desk, "jka002");
    desk_key(&desk, INPUT_ENTER);
    assert_string_equal(desk_asked(&desk, COUNTER_JOIN, "ticket"), "KA002");
    desk_answer_ticket(&desk, COUNTER_JOIN, "KA001", "serving");
    desk_hold(&desk, "KA001", "serving");
    desk_key(&desk, 'h');
    desk_colleagues(&desk); /* 104 is free, the others are not */
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
    desk_begin(&desk);
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
    desk_begin(&desk);
    desk_hold(&desk, "KA001", "serving");
    desk_type(&desk, "p1");
    desk_key(&desk, INPUT_ESCAPE);
    assert_string_equal(desk_page(&desk), "work");
    desk_key(&desk, 'm');
    desk_key(&desk, INPUT_F1);
    assert_string_equal(desk_page(&desk), "help");
    desk_answer_ticket(&desk, COUNTER_PARK, "KA001", "parked");
    assert_string_equal(desk_page(&desk), "help");
    desk_done(&desk);
}

/* Its reply was lost with the daemon, which had done it. */
static void test_a_page_about_nobody_any_more_is_left(attr_unused void **state)
{
    static const char *const pages[][2] = {{"p", "park"}, {"f", "finish"}, {"t", "transfer"}, {"h", "hand_over"}};
    for (size_t i = 0; i < ARRAY_SIZE(pages); i++) {
        struct desk desk;
        desk_begin(&desk);
        desk_hold(&desk, "KA001", "serving");
        desk_type(&desk, pages[i][0]);
        assert_string_equal(desk_page(&desk), pages[i][1]);
        desk_hold(&desk, "KA001", "serving");
        assert_string_equal(desk_page(&desk), pages[i][1]);
        desk_watch(&desk, desk_state(&desk, "free"));
        assert_string_equal(desk_page(&desk), "work");
        desk_done(&desk);
    }
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
    desk_begin(&desk);
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
    assert_true(desk_is_asked(&desk, COUNTER_END_ALARM));
    assert_int_equal(desk.rung, 1);
    desk_done(&desk);
}

static void test_the_first_who_waits_is_heard(attr_unused void **state)
{
    struct desk desk;
    desk_begin(&desk);
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
    desk_begin(&desk);
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
    desk_begin(&desk);
    scan(&desk, "%T/KA001/20261122/ACDEF");
    assert_true(golden_shows(&desk.stage, "This is a ticket of another day: 2026-11-22."));
    scan(&desk, "%B/ACDEFGHJ");
    assert_true(golden_shows(&desk.stage, "This code is for a kiosk or for reception."));
    scan(&desk, "%nonsense");
    assert_true(golden_shows(&desk.stage, "This is not a code of this centre."));
    assert_string_equal(desk_page(&desk), "work");
    json_t *free_state = desk_state(&desk, "free");
    json_object_set_new(free_state, "parked", json_pack("[o]", desk_ticket(&desk, "KA031", "parked", 10)));
    desk_watch(&desk, free_state);
    scan(&desk, "%T/KA031/20261123/ACDEF");
    desk_key(&desk, '1');
    assert_string_equal(desk_asked(&desk, COUNTER_TAKE_UP, "ticket"), "KA031");
    desk_answer_ticket(&desk, COUNTER_TAKE_UP, "KA031", "serving");
    desk_hold(&desk, "KA031", "serving");
    desk_key(&desk, 'n'); /* on whatever page */
    scan(&desk, "%t/ka055/20261123/acdef");
    desk_key(&desk, '1');
    assert_string_equal(desk_asked(&desk, COUNTER_JOIN, "ticket"), "KA055");
    desk_done(&desk);
}

static void test_the_keyboard_may_be_russian(attr_unused void **state)
{
    struct desk desk;
    desk_begin(&desk);
    desk_hold(&desk, "KA001", "serving");
    desk_key(&desk, 0x437); /* the key of P */
    assert_string_equal(desk_page(&desk), "park");
    desk_key(&desk, INPUT_ESCAPE);
    desk_key(&desk, 0x422); /* capital, on the key of N */
    assert_string_equal(desk_page(&desk), "note");
    desk_done(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_finish_with_a_quantity_and_no_next),
            cmocka_unit_test(test_what_was_lacking),
            cmocka_unit_test(test_what_was_lacking_of_three),
            cmocka_unit_test(test_transfer_with_return_to_a_service_that_was_searched),
            cmocka_unit_test(test_transfer_to_a_counter_and_to_an_operator),
            cmocka_unit_test(test_park_take_up_and_come_back),
            cmocka_unit_test(test_a_chosen_ticket_needs_a_reason),
            cmocka_unit_test(test_direct_with_class_language_and_party),
            cmocka_unit_test(test_pause_now_or_after_the_visitor_and_back),
            cmocka_unit_test(test_note_join_help_and_hand_over),
            cmocka_unit_test(test_what_came_is_said_for_a_while),
            cmocka_unit_test(test_a_page_that_was_opened_meanwhile_stays),
            cmocka_unit_test(test_a_page_about_nobody_any_more_is_left),
            cmocka_unit_test(test_an_alarm_is_heard_answered_and_ended),
            cmocka_unit_test(test_the_first_who_waits_is_heard),
            cmocka_unit_test(test_a_message_is_read),
            cmocka_unit_test(test_a_scanned_ticket_is_joined_taken_up_or_called),
            cmocka_unit_test(test_the_keyboard_may_be_russian),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
