/* SPDX-License-Identifier: MIT
 *
 * What is read out of what the daemon said.
 */
#include "tests/kiosk/counter/desk.h"

enum { MINUTE_MS = 60 * 1000 };

static void test_the_light_changes_at_half_the_target_and_at_the_target(attr_unused void **state)
{
    const struct counter_queue queue = {.waiting = 1, .target_ms = 10 * MINUTE_MS};
    const struct {
        int64_t longest_ms;
        enum light light;
    } rows[] = {
            {0, LIGHT_GREEN},
            {5 * MINUTE_MS - 1, LIGHT_GREEN},
            {5 * MINUTE_MS, LIGHT_YELLOW},
            {10 * MINUTE_MS, LIGHT_YELLOW},
            {10 * MINUTE_MS + 1, LIGHT_RED},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        assert_int_equal(model_light(&queue, rows[i].longest_ms), rows[i].light);
    assert_int_equal(model_light(&(struct counter_queue){.target_ms = MINUTE_MS}, 0), LIGHT_NONE);
}

static void begin(struct desk *desk)
{
    desk_init(desk, "en", 80, 24);
    desk_sign_in(desk);
}

static void test_the_oldest_grows_older_while_nothing_is_told(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
    const struct model *model = &desk.program.model;
    const struct counter_queue *queue = &model_watch(model)->queues.items[0];
    int64_t before_ms = model_longest_ms(model, queue, desk.now_ms);
    assert_int_equal(model_longest_ms(model, queue, desk.now_ms + MINUTE_MS), before_ms + MINUTE_MS);
    assert_int_equal(model_longest_ms(model, queue, desk.now_ms - MINUTE_MS), before_ms);
    assert_int_equal(model_longest_ms(model, &model_watch(model)->queues.items[3], desk.now_ms + MINUTE_MS), 0);
    desk_done(&desk);
}

static void test_a_service_is_long_from_the_moment_that_is_told(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
    const struct model *model = &desk.program.model;
    desk_watch(&desk, desk_holding(&desk, desk_ticket(&desk, "KA001", "serving", 0)));
    assert_false(model_is_long(model, desk.now_ms + 24 * MINUTE_MS - 1));
    assert_true(model_is_long(model, desk.now_ms + 24 * MINUTE_MS));
    desk_watch(&desk, desk_holding(&desk, desk_ticket(&desk, "KA001", "called", 0)));
    assert_false(model_is_long(model, desk.now_ms + 24 * MINUTE_MS));
    desk_done(&desk);
}

static void test_enter_is_what_comes_next(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
    const struct model *model = &desk.program.model;
    assert_int_equal(model_enter(model), ACT_NEXT);
    desk_watch(&desk, desk_holding(&desk, desk_ticket(&desk, "KA001", "called", 0)));
    assert_int_equal(model_enter(model), ACT_ARRIVE);
    desk_watch(&desk, desk_holding(&desk, desk_ticket(&desk, "KA001", "serving", 0)));
    assert_int_equal(model_enter(model), ACT_FINISH);
    const struct {
        const char *activity;
        enum counter_act act;
    } rows[] = {{"pause", ACT_END_PAUSE}, {"task", ACT_END_TASK}, {"help", ACT_END_HELP}, {"newer word", ACT_NEXT}};
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        desk_watch(&desk, desk_state(&desk, rows[i].activity));
        assert_int_equal(model_enter(model), rows[i].act);
    }
    json_t *halted = desk_state(&desk, "free");
    json_object_set_new(halted, "halted", json_string("fire"));
    desk_watch(&desk, halted);
    assert_int_equal(model_enter(model), ACT_NONE);
    assert_false(model_may(model, ACT_NEXT, desk.now_ms));
    desk_done(&desk);
}

static void test_the_usual_outcome_is_the_first_fulfilled(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
    const struct model *model = &desk.program.model;
    assert_string_equal(model_usual_outcome(model)->key, "done");
    assert_string_equal(model_outcome(model, 9)->key, "other");
    assert_null(model_outcome(model, 0));
    json_t *words = centre_get_words("en");
    json_array_remove(json_object_get(words, "outcomes"), 0);
    const struct idl_member *method = interfaces_method(&desk.interfaces, VISITOR_GET_WORDS);
    assert_int_equal(kept_take(&desk.program.model.names.words, method, words), 0);
    json_decref(words);
    assert_string_equal(model_usual_outcome(model)->key, "accepted");
    desk_done(&desk);
}

static void test_what_may_be_done_in_which_state(attr_unused void **state)
{
    struct desk desk;
    begin(&desk);
    const struct model *model = &desk.program.model;
    static const enum counter_act free_acts[] = {ACT_NEXT, ACT_CHOOSE, ACT_TAKE_UP, ACT_DIRECT, ACT_HELP, ACT_TASK};
    static const enum counter_act held_acts[] = {ACT_FINISH, ACT_PARK, ACT_TRANSFER, ACT_HAND_OVER, ACT_JOIN, ACT_NOTE};
    for (size_t i = 0; i < ARRAY_SIZE(free_acts); i++)
        assert_true(model_may(model, free_acts[i], desk.now_ms));
    for (size_t i = 0; i < ARRAY_SIZE(held_acts); i++)
        assert_false(model_may(model, held_acts[i], desk.now_ms));
    assert_true(model_may(model, ACT_PAUSE, desk.now_ms));
    assert_false(model_may(model, ACT_UNDO, desk.now_ms));
    desk_watch(&desk, desk_holding(&desk, desk_ticket(&desk, "KA001", "serving", 0)));
    for (size_t i = 0; i < ARRAY_SIZE(free_acts); i++)
        assert_false(model_may(model, free_acts[i], desk.now_ms));
    for (size_t i = 0; i < ARRAY_SIZE(held_acts); i++)
        assert_true(model_may(model, held_acts[i], desk.now_ms));
    assert_true(model_may(model, ACT_PAUSE, desk.now_ms)); /* after this one */
    assert_false(model_may(model, ACT_RECALL, desk.now_ms));
    assert_true(model_may(model, ACT_ALARM, desk.now_ms));
    desk_done(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_the_light_changes_at_half_the_target_and_at_the_target),
            cmocka_unit_test(test_the_oldest_grows_older_while_nothing_is_told),
            cmocka_unit_test(test_a_service_is_long_from_the_moment_that_is_told),
            cmocka_unit_test(test_enter_is_what_comes_next),
            cmocka_unit_test(test_the_usual_outcome_is_the_first_fulfilled),
            cmocka_unit_test(test_what_may_be_done_in_which_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
