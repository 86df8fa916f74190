/* SPDX-License-Identifier: MIT
 *
 * Codes as they are drawn, written and typed.
 */
#include "daemon/codes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "daemon/ledger.h"

static void a_long_code_comes_back_however_it_is_typed(attr_unused void **state)
{
    char text[LONG_CODE_SIZE], typed[32];
    for (int i = 0; i < 1000; i++) {
        int64_t code = long_code_random();
        assert_true(code > 0);
        long_code_text(code, text);
        assert_int_equal(strlen(text), 9);
        assert_true(text[4] == '-' && strspn(text, "01234679ACDEFGHJKLMNPQRTUWXY-") == 9);
        assert_true(long_code_parse(text) == code);
        snprintf(typed, sizeof(typed), " %.4s %s ", text, text + 5);
        for (char *sign = typed; *sign; sign++)
            *sign = (char)(*sign >= 'A' ? *sign | 0x20 : *sign);
        assert_true(long_code_parse(typed) == code);
    }
}

/* The numbers stand in stores for ever. */
static void a_code_is_written_as_it_always_was(attr_unused void **state)
{
    char text[LONG_CODE_SIZE], brief[CODE_SIZE];
    assert_string_equal(long_code_text(1, text), "0000-0001");
    assert_string_equal(long_code_text(INT64_C(377801998335), text), "YYYY-YYYY");
    assert_string_equal(long_code_text(INT64_C(28) * 28 * 28 * 28, text), "0001-0000");
    assert_string_equal(code_text(28 * 28 + 8, brief), "0010A");
}

static void what_is_no_long_code(attr_unused void **state)
{
    static const char *const wrong[] = {"",          "-",         "ACDE-FGH",        "ACDE-FGHJK",
                                        "ACDE-FGHB", "ACDE_FGHJ", "ACDE-FGH\xc9\x99"};
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
        assert_int_equal(long_code_parse(wrong[i]), -1);
}

static void a_check_code_comes_back_and_tells_its_epoch(attr_unused void **state)
{
    char text[CODE_SIZE];
    for (int64_t epoch = 0; epoch < 60; epoch++) {
        int64_t code = code_random(epoch);
        code_text(code, text);
        assert_true(code_parse(text) == code);
        for (char *sign = text; *sign; sign++)
            *sign = (char)(*sign >= 'A' ? *sign | 0x20 : *sign);
        assert_true(code_parse(text) == code);
        for (int64_t other = 0; other < 27; other++)
            assert_int_equal(code_is_of(code, other), other == epoch || (other > 0 && (epoch - other) % 27 == 0));
    }
    static const char *const wrong[] = {"", "QJ0C", "QJ0CUAA", "QJ0CB", "0QJ0CU", "QJ0C_"};
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
        assert_int_equal(code_parse(wrong[i]), -1);
    assert_true(code_parse(" qj0 cu") == code_parse("QJ0CU"));
}

/* All signs, at every place, about as often as one another. */
static void every_sign_is_drawn(attr_unused void **state)
{
    enum { DRAWN = 28 * 1000 };
    int count[256][9] = {0};
    char text[LONG_CODE_SIZE];
    for (int i = 0; i < DRAWN; i++) {
        long_code_text(long_code_random(), text);
        for (int place = 0; place < 9; place++)
            count[(unsigned char)text[place]][place]++;
    }
    for (const char *sign = "01234679ACDEFGHJKLMNPQRTUWXY"; *sign; sign++) {
        for (int place = 0; place < 9; place++)
            assert_in_range(count[(unsigned char)*sign][place] + (place == 4 ? 1000 : 0), 800, 1200);
    }
}

int main(void)
{
    ledger_start();
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(a_long_code_comes_back_however_it_is_typed),
            cmocka_unit_test(a_code_is_written_as_it_always_was),
            cmocka_unit_test(what_is_no_long_code),
            cmocka_unit_test(a_check_code_comes_back_and_tells_its_epoch),
            cmocka_unit_test(every_sign_is_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
