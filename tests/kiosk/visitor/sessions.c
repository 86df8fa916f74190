/* SPDX-License-Identifier: MIT
 *
 * How a kiosk is used, counted: what a session is, how it ended, how long it took to a ticket, and when it is told;
 * nothing is lost of what could not be told.
 */

#include "tests/kiosk/visitor/scene.h"

#define S 1000

static int64_t now_ms;

/* So much time goes by; then a turn on the first page, or beyond it. */
static void turn(struct sessions *sessions, bool home, int64_t ms)
{
    now_ms += ms;
    sessions_follow(sessions, true, home, now_ms);
}

static void touch(struct sessions *sessions, bool home)
{
    sessions_touch(sessions, now_ms);
    turn(sessions, home, 0);
}

static struct sessions begin(void)
{
    struct sessions sessions = {0};
    now_ms = SCENE_NOW;
    turn(&sessions, true, 0);
    return sessions;
}

static void a_session_is_timed_from_its_first_touch(attr_unused void **state)
{
    struct sessions sessions = begin();
    touch(&sessions, true); /* the language, on the first page */
    turn(&sessions, true, 4 * S);
    touch(&sessions, false);
    turn(&sessions, false, 20 * S);
    sessions_come(&sessions, CAME_TICKET, now_ms);
    turn(&sessions, false, 10 * S);
    sessions_come(&sessions, CAME_TICKET, now_ms); /* a second one, for a friend */
    sessions_leave(&sessions, false, now_ms);
    assert_int_equal(sessions.count.ticket_count, 1);
    assert_int_equal(sessions.count.to_ticket_ms[0], 24 * S);
    assert_int_equal(sessions.count.busy_ms, 30 * S);
    assert_int_equal(sessions.count.open_ms, 34 * S);
}

static void nobody_touches_it_any_more(attr_unused void **state)
{
    struct sessions sessions = begin();
    touch(&sessions, false);
    turn(&sessions, false, 65 * S);
    sessions_leave(&sessions, false, now_ms);
    assert_int_equal(sessions.count.abandoned, 1);
    touch(&sessions, false);
    turn(&sessions, false, 5 * S);
    sessions_leave(&sessions, false, now_ms);
    assert_int_equal(sessions.count.given_up, 1);
    assert_int_equal(sessions.count.abandoned, 1);
}

static void what_came_first_of_ticket_answer_help_refusal(attr_unused void **state)
{
    struct sessions sessions = begin();
    for (int i = CAME_KINDS - 1; i >= 0; i--) {
        touch(&sessions, false);
        for (int k = i; k < CAME_KINDS; k++)
            sessions_come(&sessions, (enum session_came)k, now_ms);
        turn(&sessions, false, 100 * S);
        sessions_leave(&sessions, false, now_ms);
    }
    assert_int_equal(sessions.count.ticket_count, 1);
    assert_int_equal(sessions.count.answered, 1);
    assert_int_equal(sessions.count.helped, 1);
    assert_int_equal(sessions.count.refused, 1);
    assert_int_equal(sessions.count.abandoned + sessions.count.given_up, 0);
}

static void back_and_on_again_is_one_session(attr_unused void **state)
{
    struct sessions sessions = begin();
    touch(&sessions, false);
    turn(&sessions, true, 5 * S);
    turn(&sessions, true, 9 * S);
    touch(&sessions, false);
    turn(&sessions, true, 5 * S);
    assert_int_equal(sessions.count.given_up, 0);
    turn(&sessions, true, 11 * S);
    assert_int_equal(sessions.count.given_up, 1);
    assert_int_equal(sessions.count.busy_ms, 10 * S);
    touch(&sessions, false);
    turn(&sessions, true, 5 * S);
    now_ms += 11 * S; /* no turn between: the touch itself is the next visitor's */
    touch(&sessions, false);
    assert_int_equal(sessions.count.given_up, 2);
}

static void touches_of_the_first_page_alone_and_of_staff_are_none(attr_unused void **state)
{
    struct sessions sessions = begin();
    for (int i = 0; i < 5; i++) {
        touch(&sessions, true);
        turn(&sessions, true, 50 * S);
    }
    touch(&sessions, false);
    sessions_are_of_staff(&sessions);
    turn(&sessions, false, 100 * S);
    sessions_leave(&sessions, false, now_ms);
    sessions_are_of_staff(&sessions); /* the question of the roll, with nobody there */
    touch(&sessions, false);
    turn(&sessions, false, S);
    sessions_leave(&sessions, false, now_ms);
    assert_int_equal(sessions.count.given_up, 1);
    assert_int_equal(sessions.count.abandoned, 0);
    assert_int_equal(sessions.count.busy_ms, S);
}

static void it_is_told_in_time_and_once(attr_unused void **state)
{
    struct sessions sessions = begin();
    struct sessions_count count;
    assert_false(sessions_take(&sessions, &count));
    turn(&sessions, true, S);
    assert_int_equal(sessions_due_ms(&sessions), SCENE_NOW + SESSIONS_QUIET_MS);
    touch(&sessions, false);
    sessions_leave(&sessions, false, now_ms);
    assert_int_equal(sessions_due_ms(&sessions), SCENE_NOW + SESSIONS_TELL_MS);
    turn(&sessions, true, 600 * S);
    assert_true(sessions_take(&sessions, &count));
    assert_int_equal(count.from_ms, SCENE_NOW);
    assert_int_equal(count.given_up, 1);
    assert_int_equal(sessions_due_ms(&sessions), INT64_MAX);
    assert_false(sessions_take(&sessions, &count));
}

static void what_could_not_be_told_is_told_with_the_rest(attr_unused void **state)
{
    struct sessions sessions = begin();
    struct sessions_count count;
    for (int i = 0; i < 2; i++) {
        for (int k = 0; k < 200; k++) {
            touch(&sessions, false);
            sessions_come(&sessions, CAME_TICKET, now_ms);
            turn(&sessions, false, S);
            sessions_leave(&sessions, false, now_ms);
        }
        if (i == 0)
            assert_true(sessions_take(&sessions, &count));
    }
    sessions_give_back(&sessions, &count);
    assert_int_equal(sessions.count.from_ms, SCENE_NOW);
    assert_int_equal(sessions.count.ticket_count, SESSIONS_TICKETS);
    assert_int_equal(sessions.count.busy_ms, 400 * S);
    assert_int_equal(sessions_due_ms(&sessions), now_ms + SESSIONS_AGAIN_MS);
}

static void a_closed_night_is_not_told_of(attr_unused void **state)
{
    struct sessions sessions = begin();
    struct sessions_count count;
    turn(&sessions, true, 10 * S);
    sessions_follow(&sessions, false, true, now_ms);
    assert_true(sessions_take(&sessions, &count));
    now_ms += 60 * 3600 * INT64_C(1000);
    sessions_follow(&sessions, true, true, now_ms);
    turn(&sessions, true, 10 * S);
    assert_true(sessions_take(&sessions, &count));
    assert_int_equal(count.from_ms, now_ms - 10 * S);
    assert_int_equal(count.open_ms, 10 * S);
}

static void a_clock_that_is_set_back_takes_nothing_away(attr_unused void **state)
{
    struct sessions sessions = begin();
    touch(&sessions, false);
    turn(&sessions, false, 10 * S);
    turn(&sessions, false, -3600 * S);
    sessions_come(&sessions, CAME_TICKET, now_ms);
    sessions_leave(&sessions, false, now_ms);
    assert_int_equal(sessions.count.busy_ms, 10 * S);
    assert_int_equal(sessions.count.to_ticket_ms[0], 0);
}

/* --- before the program --- */

static void a_visit_of_the_program_is_told_after_ten_minutes(attr_unused void **state)
{
    struct scene scene;
    scene_init(&scene, NULL, 80, 24);
    kiosk_turn(&scene.kiosk);
    scene_tap(&scene, "Müvəqqəti");
    kiosk_turn(&scene.kiosk);
    scene_pass(&scene, 12 * S);
    scene_tap(&scene, "Növbə götür");
    scene_answer_issue(&scene);
    kiosk_turn(&scene.kiosk);
    scene_key(&scene, INPUT_ESCAPE);
    kiosk_turn(&scene.kiosk);
    assert_int_equal(scene_count(&scene, VISITOR_REPORT_SESSIONS), 0);
    scene_pass(&scene, SESSIONS_TELL_MS);
    kiosk_turn(&scene.kiosk);
    const struct scene_call *call = scene_asked(&scene, VISITOR_REPORT_SESSIONS);
    assert_non_null(call);
    const json_t *to_ticket = json_object_get(call->in, "to_ticket_ms");
    assert_string_equal(scene_in(call, "kiosk"), "entrance-1");
    assert_int_equal(json_array_size(to_ticket), 1);
    assert_in_range(json_integer_value(json_array_get(to_ticket, 0)), 12 * S, 14 * S);
    scene_end(&scene, VISITOR_REPORT_SESSIONS, VARLINK_TIMEOUT);
    assert_true(kiosk_leave(&scene.kiosk)); /* once more before it ends */
    assert_int_equal(json_array_size(json_object_get(scene_asked(&scene, VISITOR_REPORT_SESSIONS)->in, "to_ticket_ms")),
                     1);
    scene_answer(&scene, VISITOR_REPORT_SESSIONS, "{'repeated':false}");
    assert_false(kiosk_leave(&scene.kiosk));
    scene_done(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(a_session_is_timed_from_its_first_touch),
            cmocka_unit_test(nobody_touches_it_any_more),
            cmocka_unit_test(what_came_first_of_ticket_answer_help_refusal),
            cmocka_unit_test(back_and_on_again_is_one_session),
            cmocka_unit_test(touches_of_the_first_page_alone_and_of_staff_are_none),
            cmocka_unit_test(it_is_told_in_time_and_once),
            cmocka_unit_test(what_could_not_be_told_is_told_with_the_rest),
            cmocka_unit_test(a_closed_night_is_not_told_of),
            cmocka_unit_test(a_clock_that_is_set_back_takes_nothing_away),
            cmocka_unit_test(a_visit_of_the_program_is_told_after_ten_minutes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
