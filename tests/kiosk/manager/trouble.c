/* SPDX-License-Identifier: MIT
 *
 * What a supervisor should look at first.
 */
#include "kiosk/manager/trouble.h"

#include <string.h>

#include "tests/kiosk/manager/scene.h"

static struct model model;
static struct manager_watch_hall_out hall;
static struct manager_service_queue queues[4];

static int begin(attr_unused void **state)
{
    model_init(&model);
    hall = (struct manager_watch_hall_out){.day = "2026-11-30", .queues = {ARRAY_SIZE(queues), queues}};
    for (size_t i = 0; i < ARRAY_SIZE(queues); i++)
        queues[i] = (struct manager_service_queue){.open = true, .target_ms = SCENE_MIN(15)};
    queues[0].service = "a";
    queues[1].service = "b";
    queues[2].service = "c";
    queues[3].service = "d";
    model.hall.out = &hall;
    model.hall_ms = SCENE_NOW_MS;
    return 0;
}

static int end(attr_unused void **state)
{
    model_done(&model);
    return 0;
}

static void wait_for(size_t at, int64_t waiting, int64_t minutes)
{
    queues[at].waiting = waiting;
    queues[at].longest_ms = SCENE_MIN(minutes);
}

static enum light light(size_t at, int64_t now_ms)
{
    return trouble_light(&model, &queues[at], now_ms);
}

static void lights(attr_unused void **state)
{
    assert_int_equal(light(0, SCENE_NOW_MS), LIGHT_OFF);
    wait_for(0, 1, 7);
    assert_int_equal(light(0, SCENE_NOW_MS), LIGHT_GREEN);
    wait_for(0, 1, 8);
    assert_int_equal(light(0, SCENE_NOW_MS), LIGHT_YELLOW);
    wait_for(0, 1, 15);
    assert_int_equal(light(0, SCENE_NOW_MS), LIGHT_YELLOW);
    wait_for(0, 1, 16);
    assert_int_equal(light(0, SCENE_NOW_MS), LIGHT_RED);
    wait_for(1, 1, 2);
    queues[1].target_missed_at = SCENE_MAYBE(SCENE_IN(20));
    assert_int_equal(light(1, SCENE_NOW_MS), LIGHT_YELLOW);
    queues[2].target_missed_at = SCENE_MAYBE(SCENE_IN(20));
    queues[2].open = false; /* and nobody waits: nobody can miss it */
    assert_int_equal(light(2, SCENE_NOW_MS), LIGHT_OFF);
}

/* The hall is told when something changes; waiting goes on meanwhile, but not while the hall stands still. */
static void waiting_goes_on(attr_unused void **state)
{
    wait_for(0, 1, 7);
    assert_int_equal(light(0, SCENE_IN(2)), LIGHT_YELLOW);
    assert_int_equal(light(0, SCENE_IN(9)), LIGHT_RED);
    hall.halted = "fire";
    assert_int_equal(light(0, SCENE_IN(9)), LIGHT_GREEN);
}

static void expect_order(const char *keys)
{
    const struct manager_service_queue *order[ARRAY_SIZE(queues)];
    trouble_order(&model, SCENE_NOW_MS, order);
    for (size_t i = 0; i < ARRAY_SIZE(queues); i++) {
        if (order[i]->service[0] != keys[i])
            fail_msg("%zu is %s, expected %c", i, order[i]->service, keys[i]);
    }
}

static void the_worst_is_first(attr_unused void **state)
{
    expect_order("abcd"); /* as the catalogue has them */
    wait_for(1, 1, 3);
    expect_order("bacd");
    wait_for(2, 1, 4);
    expect_order("cbad");
    queues[0].target_missed_at = SCENE_MAYBE(SCENE_IN(30));
    expect_order("acbd");
    queues[3].target_missed_at = SCENE_MAYBE(SCENE_IN(10)); /* sooner */
    expect_order("dacb");
    wait_for(1, 1, 20);
    expect_order("bdac");
    wait_for(2, 1, 25);
    expect_order("cbda");
    queues[1].target_ms = SCENE_MIN(5); /* four times its target, not twice */
    expect_order("bcda");
}

static void closed_ones_are_last(attr_unused void **state)
{
    queues[0].open = false;
    expect_order("bcda");
    wait_for(0, 1, 1); /* somebody still waits for it */
    expect_order("abcd");
}

static void counters(attr_unused void **state)
{
    const struct manager_counter_state *order[ARRAY_SIZE(scene_counters)];
    hall.counters.count = ARRAY_SIZE(scene_counters);
    hall.counters.items = scene_counters;
    trouble_counters(&hall, SCENE_NOW_MS, order);
    static const char *const expected[] = {"9", "8", "c7", "10", "c12"};
    for (size_t i = 0; i < ARRAY_SIZE(expected); i++)
        assert_string_equal(order[i]->counter, expected[i]);
    assert_int_equal(trouble_counter(&scene_counters[1], SCENE_AGO(12)), COUNTER_RESTS); /* its pause is not over */
    assert_int_equal(trouble_counter(&scene_counters[4], SCENE_NOW_MS), COUNTER_CLOSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test_setup_teardown(lights, begin, end),
            cmocka_unit_test_setup_teardown(waiting_goes_on, begin, end),
            cmocka_unit_test_setup_teardown(the_worst_is_first, begin, end),
            cmocka_unit_test_setup_teardown(closed_ones_are_last, begin, end),
            cmocka_unit_test_setup_teardown(counters, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
