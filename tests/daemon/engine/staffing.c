/* SPDX-License-Identifier: MIT
 *
 * Counters an hour: days whose need is plain, and that not one counter can be spared of what is told.
 */
#include "daemon/engine/staffing.h"

#include "tests/daemon/engine/rehearsal_help.h"

static bool goes_on(attr_unused void *data)
{
    return true;
}

static bool goes_on_for(void *data)
{
    int *left = data;
    return --*left > 0;
}

/* From 9 to 10 a visitor a minute, five minutes each: five counters; from 10 to 11 one in five minutes: one. */
static struct past_day *rush(void)
{
    struct past_day *day = past_new();
    for (int i = 0; i < 60; i++)
        past_visit(day, script_at(9, i), 1, 5 * MINUTE);
    for (int i = 0; i < 12; i++)
        past_visit(day, script_at(10, 5 * i), 1, 5 * MINUTE);
    past_post(day, 1, script_at(9, 0), script_at(11, 0));
    past_post(day, 2, script_at(9, 0), script_at(11, 0));
    return day;
}

static void needed(void **state)
{
    struct world *world = *state;
    struct past_day *day = rush();
    struct staffing staffing;
    world->services[1].target_ms = 0;
    assert_true(staffing_find(day, &world->rulebook, script_at(9, 0), goes_on, NULL, &staffing));
    assert_int_equal(staffing.hour_count, 2);
    assert_int_equal(staffing.group_count, 1);
    assert_int_equal(staffing.groups[0].most, WORLD_COUNTERS - 1);
    assert_int_equal(staffing.open_ms[0][0], 2 * HOUR);
    assert_int_equal(staffing.needed[0][0], 5);
    assert_true(staffing.reached[0] && staffing.reached[1] && staffing.least);
    assert_int_equal(staffing.figures[0].steps, 60);
    assert_int_equal(staffing.figures[1].steps, 12);
    past_free(day);
}

/* Twenty at once, five minutes each, nobody may wait: with all eight counters eight do not. */
static void not_enough(void **state)
{
    struct world *world = *state;
    struct past_day *day = past_new();
    struct staffing staffing;
    world->services[1].target_ms = 0;
    for (int i = 0; i < 20; i++)
        past_visit(day, script_at(9, 0), 1, 5 * MINUTE);
    past_post(day, 1, script_at(9, 0), script_at(10, 0));
    assert_true(staffing_find(day, &world->rulebook, script_at(9, 0), goes_on, NULL, &staffing));
    assert_int_equal(staffing.needed[0][0], WORLD_COUNTERS - 1);
    assert_int_equal(staffing.figures[0].within, WORLD_COUNTERS - 1);
    assert_false(staffing.reached[0]);
    assert_true(staffing.least);
    past_free(day);
}

/* Two groups: each service has its own need. A queue of nine o'clock is met by more counters then. */
static void groups(void **state)
{
    struct world *world = *state;
    struct past_day *day = past_new();
    struct staffing staffing;
    memset(world->tiers[1], 0, sizeof(world->tiers[1])), world->tiers[1][1] = 1;
    memset(world->tiers[2], 0, sizeof(world->tiers[2])), world->tiers[2][2] = 1;
    world->services[1].target_ms = world->services[2].target_ms = MINUTE;
    for (int i = 5; i < WORLD_COUNTERS; i++)
        world->counters[i].profile = 2;
    for (int i = 0; i < 30; i++) {
        past_visit(day, script_at(9, 2 * i), 1, 6 * MINUTE);
        past_visit(day, script_at(9, 2 * i), 2, 2 * MINUTE);
    }
    past_post(day, 1, script_at(9, 0), script_at(10, 0));
    past_post(day, 5, script_at(9, 0), script_at(10, 0))->profile = 2;
    assert_true(staffing_find(day, &world->rulebook, script_at(9, 0), goes_on, NULL, &staffing));
    assert_int_equal(staffing.group_count, 2);
    assert_int_equal(staffing.groups[0].most, 4);
    assert_int_equal(staffing.needed[0][0], 3);
    assert_int_equal(staffing.needed[0][1], 1);
    assert_true(staffing.reached[0] && staffing.least);
    past_free(day);
}

/* Two of thirty-two visitors are for service 2: without its counter nine in ten would still be within target. */
static void few_visitors(void **state)
{
    struct world *world = *state;
    struct past_day *day = past_new();
    struct staffing staffing;
    memset(world->tiers[1], 0, sizeof(world->tiers[1])), world->tiers[1][1] = 1;
    memset(world->tiers[2], 0, sizeof(world->tiers[2])), world->tiers[2][2] = 1;
    for (int i = 0; i < 30; i++)
        past_visit(day, script_at(9, 2 * i), 1, MINUTE);
    past_visit(day, script_at(9, 10), 2, MINUTE);
    past_visit(day, script_at(9, 20), 2, MINUTE);
    past_post(day, 1, script_at(9, 0), script_at(10, 0));
    past_post(day, 5, script_at(9, 0), script_at(10, 0))->profile = 2;
    assert_true(staffing_find(day, &world->rulebook, script_at(9, 0), goes_on, NULL, &staffing));
    assert_int_equal(staffing.needed[0][0], 1);
    assert_int_equal(staffing.needed[0][1], 1);
    past_free(day);
}

/* Wherever the search is ended, what it has found is enough, and only what was not ended is the least. */
static void ended(void **state)
{
    struct world *world = *state;
    struct past_day *day = rush();
    struct staffing whole, staffing;
    world->services[1].target_ms = MINUTE;
    assert_true(staffing_find(day, &world->rulebook, script_at(9, 0), goes_on, NULL, &whole));
    for (int most = 1; most <= whole.rehearsals; most++) {
        int left = most;
        assert_true(staffing_find(day, &world->rulebook, script_at(9, 0), goes_on_for, &left, &staffing));
        assert_true(staffing.rehearsals <= most + 1);
        assert_int_equal(staffing.least, most == whole.rehearsals);
        bool is_beginning = most < 5; /* hours are still late */
        for (int hour = 0; hour < staffing.hour_count; hour++)
            assert_true(is_beginning || (staffing.reached[hour] && staffing.needed[hour][0] >= whole.needed[hour][0]));
    }
    past_free(day);
}

static void nothing(void **state)
{
    struct world *world = *state;
    struct past_day *day = past_new();
    struct staffing staffing;
    assert_false(staffing_find(day, &world->rulebook, script_at(9, 0), goes_on, NULL, &staffing));
    past_visit(day, script_at(9, 0), 1, MINUTE);
    assert_false(staffing_find(day, &world->rulebook, script_at(9, 0), goes_on, NULL, &staffing));
    past_free(day);
}

int main(void)
{
    const struct CMUnitTest tests[] = {SCRIPT(needed),       SCRIPT(not_enough), SCRIPT(groups),
                                       SCRIPT(few_visitors), SCRIPT(ended),      SCRIPT(nothing)};
    return cmocka_run_group_tests_name("engine staffing", tests, NULL, NULL);
}
