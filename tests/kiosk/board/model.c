/* SPDX-License-Identifier: MIT
 *
 * What is new on a board and for how long, what the voice is told, where numbers stand, and what ages away without a
 * word of the daemon.
 */
#include "tests/kiosk/board/hall.h"

static int open_hall(void **state)
{
    struct hall *hall = mem_new(struct hall);
    hall_open(hall, "az ru en");
    *state = hall;
    return 0;
}

static int close_hall(void **state)
{
    hall_close(*state);
    free(*state);
    return 0;
}

#define hall_test(test) cmocka_unit_test_setup_teardown(test, open_hall, close_hall)

/* Calls 1 to `count`: "A1" at counter 1, and so on. */
static json_t *calls(struct hall *hall, int count)
{
    json_t *state = hall_state(hall);
    for (int i = 1; i <= count; i++) {
        char ticket[8];
        snprintf(ticket, sizeof ticket, "A%d", i);
        hall_call(hall, state, i, ticket, i, "ru", "first");
    }
    return state;
}

static void without(json_t *state, const char *ticket)
{
    json_t *list = json_object_get(state, "calls");
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (strcmp(json_string_value(json_object_get(json_array_get(list, i), "ticket")), ticket) == 0)
            json_array_remove(list, i--);
    }
}

static int slot_of(const struct hall *hall, const char *ticket)
{
    for (size_t i = 0; i < hall->model.place_count; i++) {
        if (strcmp(hall->model.places[i].ticket, ticket) == 0)
            return hall->model.places[i].slot;
    }
    return -2;
}

/* --- news --- */

static void test_what_was_called_before_is_not_new(void **state)
{
    struct hall *hall = *state;
    hall_take(hall, calls(hall, 3));
    assert_int_equal(hall->news.call_count, 0);
    for (size_t i = 0; i < 3; i++)
        assert_false(board_model_is_fresh(&hall->model, i, hall->now_ms));
    assert_int_equal(board_model_wake(&hall->model, hall->now_ms), 0);
}

static void test_what_is_new_is_told_once_oldest_first(void **state)
{
    struct hall *hall = *state;
    hall_take(hall, calls(hall, 1));
    hall_take(hall, calls(hall, 3));
    assert_int_equal(hall->news.call_count, 2);
    assert_string_equal(hall->news.calls[0]->ticket, "A2");
    assert_string_equal(hall->news.calls[1]->ticket, "A3");
    hall_take(hall, calls(hall, 3));
    assert_int_equal(hall->news.call_count, 0);
}

static void test_a_recall_and_another_counter_are_new_by_their_number(void **state)
{
    struct hall *hall = *state;
    hall_take(hall, calls(hall, 2));
    json_t *again = calls(hall, 2);
    without(again, "A1");
    hall_call(hall, again, 3, "A1", 1, "ru", "again");
    hall_take(hall, again);
    assert_int_equal(hall->news.call_count, 1);
    assert_int_equal(hall->news.calls[0]->kind.value, BOARD_CALL_KIND_AGAIN);
    assert_int_equal(hall->news.gone_count, 0);
    assert_true(board_model_is_fresh(&hall->model, 0, hall->now_ms));
    json_t *moved = calls(hall, 2);
    without(moved, "A1");
    hall_call(hall, moved, 4, "A1", 9, "ru", "moved");
    hall_take(hall, moved);
    assert_int_equal(hall->news.calls[0]->kind.value, BOARD_CALL_KIND_MOVED);
}

static void test_the_first_call_of_a_quiet_board_is_new(void **state)
{
    struct hall *hall = *state;
    hall_take(hall, hall_state(hall));
    hall_take(hall, calls(hall, 1));
    assert_int_equal(hall->news.call_count, 1);
}

static void test_what_came_while_the_daemon_was_away_is_new(void **state)
{
    struct hall *hall = *state;
    hall_take(hall, calls(hall, 2));
    json_t *later = calls(hall, 5);
    without(later, "A1");
    without(later, "A2");
    hall_take(hall, later);
    assert_int_equal(hall->news.call_count, 3);
    assert_int_equal(hall->news.gone_count, 2);
    assert_string_equal(hall->news.gone[0], "A2");
}

static void test_a_halt_is_told_when_it_begins(void **state)
{
    struct hall *hall = *state;
    hall_take(hall, calls(hall, 0));
    for (int i = 0; i < 2; i++) {
        json_t *halted = calls(hall, 0);
        json_object_set_new(halted, "halted", json_string("fault"));
        hall_take(hall, halted);
        assert_int_equal(hall->news.has_halted, i == 0);
    }
}

static void test_a_halt_of_before_is_not_told(void **state)
{
    struct hall *hall = *state;
    json_t *halted = calls(hall, 0);
    json_object_set_new(halted, "halted", json_string("fault"));
    hall_take(hall, halted);
    assert_false(hall->news.has_halted);
}

/* --- how long --- */

static void test_a_need_is_shown_longer(void **state)
{
    struct hall *hall = *state;
    hall_take(hall, calls(hall, 0));
    json_t *two = calls(hall, 2);
    json_array_append_new(json_object_get(json_array_get(json_object_get(two, "calls"), 1), "needs"),
                          json_string("no-voice"));
    hall_take(hall, two);
    assert_int_equal(board_model_wake(&hall->model, hall->now_ms), hall->now_ms + BOARD_FRESH_MS);
    assert_true(board_model_is_fresh(&hall->model, 0, hall->now_ms + BOARD_FRESH_MS - 1));
    assert_false(board_model_is_fresh(&hall->model, 0, hall->now_ms + BOARD_FRESH_MS));
    assert_true(board_model_is_fresh(&hall->model, 1, hall->now_ms + BOARD_FRESH_LONG_MS - 1));
    assert_false(board_model_is_fresh(&hall->model, 1, hall->now_ms + BOARD_FRESH_LONG_MS));
}

static void test_missed_and_taken_back_age_away(void **state)
{
    struct hall *hall = *state;
    json_t *lists = calls(hall, 0);
    hall_number(lists, "missed", "A7", hall->now_ms - 60000);
    hall_number(lists, "missed", "A6", hall->now_ms - BOARD_MISSED_MS + 1000);
    hall_number(lists, "please_wait", "A9", hall->now_ms - 10000);
    hall_take(hall, lists);
    assert_int_equal(board_model_missed(&hall->model, hall->now_ms), 2);
    assert_int_equal(board_model_wake(&hall->model, hall->now_ms), hall->now_ms + 1000);
    assert_int_equal(board_model_missed(&hall->model, hall->now_ms + 1000), 1);
    assert_int_equal(board_model_wake(&hall->model, hall->now_ms + 1000), hall->now_ms + 50000);
    assert_int_equal(board_model_please_wait(&hall->model, hall->now_ms + 49999), 1);
    assert_int_equal(board_model_please_wait(&hall->model, hall->now_ms + 50000), 0);
    assert_int_equal(board_model_missed(&hall->model, hall->now_ms + BOARD_MISSED_MS - 60000), 0);
}

/* --- where --- */

static void test_a_number_keeps_its_place(void **state)
{
    struct hall *hall = *state;
    hall_take(hall, calls(hall, 4));
    assert_int_equal(slot_of(hall, "A4"), BOARD_NO_SLOT);
    assert_int_equal(slot_of(hall, "A3"), 0);
    assert_int_equal(slot_of(hall, "A1"), 2);
    json_t *next = calls(hall, 5);
    without(next, "A3");
    hall_take(hall, next);
    assert_int_equal(slot_of(hall, "A5"), BOARD_NO_SLOT);
    assert_int_equal(slot_of(hall, "A4"), 0); /* where the first one was */
    assert_int_equal(slot_of(hall, "A2"), 1);
    assert_int_equal(slot_of(hall, "A1"), 2);
    json_t *gone = calls(hall, 4);
    without(gone, "A3");
    hall_take(hall, gone);
    assert_int_equal(slot_of(hall, "A4"), BOARD_NO_SLOT); /* the newest again */
    assert_int_equal(slot_of(hall, "A1"), 2);
    assert_int_equal(board_model_slots(&hall->model), 3);
}

static void test_more_calls_than_a_board_holds(void **state)
{
    struct hall *hall = *state;
    hall_take(hall, calls(hall, 0));
    hall_take(hall, calls(hall, BOARD_CALLS + 40));
    assert_int_equal(hall->model.place_count, BOARD_CALLS);
    assert_int_equal(hall->news.call_count, BOARD_CALLS);
    hall_take(hall, calls(hall, 0));
    assert_int_equal(hall->news.gone_count, BOARD_CALLS);
}

static void test_places_are_as_wide_as_the_longest_number_yet(void **state)
{
    struct hall *hall = *state;
    hall_take(hall, calls(hall, 1));
    assert_int_equal(hall->model.ticket_signs, 4);
    json_t *longer = calls(hall, 1);
    hall_call(hall, longer, 9, "KA1042", 1, "az", "first");
    hall_take(hall, longer);
    assert_int_equal(hall->model.ticket_signs, 6);
    hall_take(hall, calls(hall, 1));
    assert_int_equal(hall->model.ticket_signs, 6);
    assert_int_equal(hall->model.counter_signs, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            hall_test(test_what_was_called_before_is_not_new),
            hall_test(test_what_is_new_is_told_once_oldest_first),
            hall_test(test_a_recall_and_another_counter_are_new_by_their_number),
            hall_test(test_the_first_call_of_a_quiet_board_is_new),
            hall_test(test_what_came_while_the_daemon_was_away_is_new),
            hall_test(test_a_halt_is_told_when_it_begins),
            hall_test(test_a_halt_of_before_is_not_told),
            hall_test(test_a_need_is_shown_longer),
            hall_test(test_missed_and_taken_back_age_away),
            hall_test(test_a_number_keeps_its_place),
            hall_test(test_more_calls_than_a_board_holds),
            hall_test(test_places_are_as_wide_as_the_longest_number_yet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
