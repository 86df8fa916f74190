/* SPDX-License-Identifier: MIT
 *
 * What is asked for most at an hour: of past days and of today.
 */
#include "daemon/engine/asked.h"

#include "daemon/engine/learned.h"
#include "tests/daemon/engine/world.h"

enum { PASSPORT = 1, VISA, DEED, SERVICES };

static void come(struct learned *learned, int32_t service, int32_t hour, int count)
{
    for (int i = 0; i < count; i++)
        learned_visit(learned, service, 1, hour * 4 + i % 4);
}

static void assert_order(const struct learned *learned, int32_t hour, int32_t first, int32_t second, int32_t third)
{
    float about[SERVICES];
    int32_t order[] = {PASSPORT, VISA, DEED};
    for (int32_t service = 0; service < SERVICES; service++)
        about[service] = asked_about(&learned->asked, service, hour, learned->days);
    asked_sort(order, ARRAY_SIZE(order), about, SERVICES);
    if (order[0] != first || order[1] != second || order[2] != third)
        fail_msg("at %d: %d %d %d", hour, order[0], order[1], order[2]);
}

static void nothing_known_nothing_moved(attr_unused void **state)
{
    struct learned learned;
    int32_t order[] = {DEED, PASSPORT, VISA};
    learned_init(&learned);
    assert_order(&learned, 9, PASSPORT, VISA, DEED);
    asked_sort(order, ARRAY_SIZE(order), NULL, 0);
    assert_int_equal(order[0], DEED);
    assert_int_equal(order[2], VISA);
    learned_done(&learned);
}

static void each_hour_has_its_own(attr_unused void **state)
{
    struct learned learned;
    learned_init(&learned);
    come(&learned, DEED, 9, 5);
    come(&learned, VISA, 9, 2);
    come(&learned, VISA, 14, 5);
    learned_day_ends(&learned);
    assert_order(&learned, 9, DEED, VISA, PASSPORT);
    assert_order(&learned, 10, DEED, VISA, PASSPORT); /* half as much */
    assert_order(&learned, 8, DEED, VISA, PASSPORT);
    assert_order(&learned, 14, VISA, DEED, PASSPORT); /* of the day, as nobody came for one in this hour */
    assert_order(&learned, 22, VISA, DEED, PASSPORT);
    learned_done(&learned);
}

/* Three like that, and a day unlike them: it counts as one of four. */
static void today_counts_as_a_day(attr_unused void **state)
{
    struct learned learned;
    learned_init(&learned);
    for (int day = 0; day < 3; day++) {
        come(&learned, DEED, 9, 3);
        learned_day_ends(&learned);
    }
    come(&learned, VISA, 9, 8);
    assert_order(&learned, 9, DEED, VISA, PASSPORT);
    come(&learned, VISA, 9, 2);
    assert_order(&learned, 9, VISA, DEED, PASSPORT);
    learned_done(&learned);
}

static void the_latest_days_count_most(attr_unused void **state)
{
    struct learned learned;
    learned_init(&learned);
    for (int day = 0; day < 8; day++) {
        come(&learned, DEED, 9, 4);
        learned_day_ends(&learned);
    }
    learned_weigh_days(&learned, 1);
    come(&learned, VISA, 9, 5); /* the same weekday */
    learned_day_ends(&learned);
    assert_order(&learned, 9, VISA, DEED, PASSPORT);
    learned_done(&learned);
}

static void an_hour_that_no_day_has(attr_unused void **state)
{
    struct learned learned;
    learned_init(&learned);
    learned_visit(&learned, VISA, 1, -1);
    learned_visit(&learned, VISA, 1, LEARNED_QUARTERS);
    assert_int_equal(learned.asked.service_count, 0);
    come(&learned, VISA, 23, 1);
    come(&learned, DEED, 0, 1);
    assert_order(&learned, 23, VISA, DEED, PASSPORT);
    assert_order(&learned, 0, DEED, VISA, PASSPORT);
    learned_done(&learned);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(nothing_known_nothing_moved), cmocka_unit_test(each_hour_has_its_own),
            cmocka_unit_test(today_counts_as_a_day),       cmocka_unit_test(the_latest_days_count_most),
            cmocka_unit_test(an_hour_that_no_day_has),
    };
    return cmocka_run_group_tests_name("engine asked", tests, NULL, NULL);
}
