/* SPDX-License-Identifier: MIT
 *
 * Counters that call for help.
 */
#include "daemon/alarms.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static void a_counter_has_one_open(attr_unused void **state)
{
    struct alarms alarms = {0};
    char first[CODE_SIZE];
    strcpy(first, alarms_call(&alarms, 1, 7, 5)->name);
    assert_string_equal(alarms_call(&alarms, 1, 0, 9)->name, first);
    assert_string_not_equal(alarms_call(&alarms, 2, 8, 9)->name, first);
    assert_int_equal(alarms.count, 2);
    assert_int_equal(alarms.items[0].since_ms, 5);
    assert_int_equal(alarms.items[0].operator_id, 7);
    alarms_done(&alarms);
}

static void it_is_answered_once_and_over_once(attr_unused void **state)
{
    struct alarms alarms = {0}, copy;
    char first[CODE_SIZE], second[CODE_SIZE];
    strcpy(first, alarms_call(&alarms, 1, 7, 5)->name);
    strcpy(second, alarms_call(&alarms, 2, 8, 6)->name);
    assert_true(alarms_answer(&alarms, first, 2, 8));
    assert_false(alarms_answer(&alarms, first, 3, 9));
    assert_int_equal(alarms.items[0].coming_counter, 2);
    assert_int_equal(alarms.items[0].coming_operator, 8);
    assert_false(alarms.items[1].coming);
    alarms_copy(&copy, &alarms);
    assert_true(alarms_end(&alarms, first));
    assert_false(alarms_end(&alarms, first));
    assert_false(alarms_answer(&alarms, first, 0, 0));
    assert_int_equal(alarms.count, 1);
    assert_string_equal(alarms.items[0].name, second);
    assert_int_equal(copy.count, 2);
    alarms_done(&alarms);
    alarms_done(&copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(a_counter_has_one_open),
            cmocka_unit_test(it_is_answered_once_and_over_once),
    };
    return cmocka_run_group_tests_name("alarms", tests, NULL, NULL);
}
