/* SPDX-License-Identifier: MIT
 *
 * printer/told: a worker that runs for months remembers no more than some of what it told.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "printer/told.h"

static void each_is_told_once(void **state)
{
    (void)state;
    struct told told = {0};
    assert_false(told_before(&told, "U+10FFF0"));
    assert_false(told_before(&told, "logo.png"));
    assert_true(told_before(&told, "U+10FFF0"));
    assert_true(told_before(&told, "logo.png"));
    told_done(&told);
    assert_false(told_before(&told, "logo.png"));
    told_done(&told);
}

static void the_newest_are_remembered(void **state)
{
    (void)state;
    struct told told = {0};
    char text[16];
    for (int i = 0; i < 10 * TOLD_MOST; i++) {
        snprintf(text, sizeof(text), "%d", i);
        assert_false(told_before(&told, text));
    }
    for (int i = 9 * TOLD_MOST; i < 10 * TOLD_MOST; i++) {
        snprintf(text, sizeof(text), "%d", i);
        assert_true(told_before(&told, text));
    }
    assert_false(told_before(&told, "0"));
    told_done(&told);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_is_told_once),
                                       cmocka_unit_test(the_newest_are_remembered)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
