/* SPDX-License-Identifier: MIT
 *
 * Kiosks that ask for a person.
 */
#include "daemon/helps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static void a_kiosk_has_one_help_open(attr_unused void **state)
{
    struct helps helps = {0};
    char first[CODE_SIZE];
    strcpy(first, helps_ask(&helps, "kiosk-1", "services", "ru", 5)->name);
    assert_string_equal(helps_ask(&helps, "kiosk-1", "ticket", NULL, 9)->name, first);
    assert_string_not_equal(helps_ask(&helps, "kiosk-2", "services", NULL, 9)->name, first);
    assert_int_equal(helps.count, 2);
    assert_int_equal(helps_find(&helps, first)->asked_ms, 5);
    assert_string_equal(helps_find(&helps, first)->page, "services");
    helps_done(&helps);
}

static void it_is_answered_once_and_over_once(attr_unused void **state)
{
    struct helps helps = {0};
    char first[CODE_SIZE], second[CODE_SIZE];
    strcpy(first, helps_ask(&helps, "kiosk-1", "services", NULL, 5)->name);
    strcpy(second, helps_ask(&helps, "kiosk-2", "services", NULL, 6)->name);
    assert_true(helps_answer(&helps, first));
    assert_false(helps_answer(&helps, first));
    assert_true(helps_find(&helps, first)->coming);
    assert_false(helps_find(&helps, second)->coming);
    assert_true(helps_end(&helps, first));
    assert_false(helps_end(&helps, first));
    assert_false(helps_answer(&helps, first));
    assert_null(helps_find(&helps, first));
    assert_string_equal(helps_find(&helps, second)->kiosk, "kiosk-2");
    helps_done(&helps);
}

static void a_long_page_is_cut_between_signs(attr_unused void **state)
{
    struct helps helps = {0};
    char page[HELP_PAGE_SIZE + 2];
    memset(page, 'a', HELP_PAGE_SIZE - 1);
    strcpy(page + HELP_PAGE_SIZE - 1, "\xc9\x99");
    assert_int_equal(strlen(helps_ask(&helps, "kiosk-1", page, NULL, 5)->page), HELP_PAGE_SIZE - 1);
    helps_done(&helps);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(a_kiosk_has_one_help_open),
            cmocka_unit_test(it_is_answered_once_and_over_once),
            cmocka_unit_test(a_long_page_is_cut_between_signs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
