/* SPDX-License-Identifier: MIT
 *
 * Plural rules: what CLDR says of languages with two, three, four and six forms, and what is no rule.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "common/i18n_plural.h"

struct fixture {
    struct arena arena;
};

static int open_arena(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    arena_init(&f->arena);
    *state = f;
    return 0;
}

static int close_arena(void **state)
{
    struct fixture *f = *state;
    arena_done(&f->arena);
    free(f);
    return 0;
}

static const struct plural_rule *rule(struct fixture *f, const char *text)
{
    struct plural_rule *read = NULL;
    const char *why = "";
    if (plural_rule_read(text, &f->arena, &read, &why) < 0)
        fail_msg("%s: %s", text, why);
    return read;
}

/* The rule holds for exactly these of 0..1000 (a list that ends with -1 is compared up to its last number). */
static void expect(struct fixture *f, const char *text, const int *numbers)
{
    const struct plural_rule *read = rule(f, text);
    for (int n = 0; *numbers >= 0; n++) {
        assert_int_equal(plural_rule_holds(read, n), n == *numbers);
        numbers += n == *numbers;
    }
}

static void russian(void **state)
{
    expect(*state, "v = 0 and i % 10 = 1 and i % 100 != 11",
           (const int[]){1, 21, 31, 41, 51, 61, 71, 81, 91, 101, 121, -1});
    expect(*state, "v = 0 and i % 10 = 2..4 and i % 100 != 12..14",
           (const int[]){2, 3, 4, 22, 23, 24, 32, 33, 34, 42, 43, 44, 52, -1});
    expect(*state, "v = 0 and i % 10 = 0 or v = 0 and i % 10 = 5..9 or v = 0 and i % 100 = 11..14",
           (const int[]){0, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 25, -1});
}

static void english_and_azerbaijani(void **state)
{
    expect(*state, "i = 1 and v = 0", (const int[]){1, -1});
    expect(*state, "n = 1", (const int[]){1, -1});
    assert_false(plural_rule_holds(rule(*state, "n = 1"), 11));
}

static void polish(void **state)
{
    expect(*state, "v = 0 and i != 1 and i % 10 = 0..1 or v = 0 and i % 10 = 5..9 or v = 0 and i % 100 = 12..14",
           (const int[]){0, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 25, -1});
}

static void arabic(void **state)
{
    expect(*state, "n % 100 = 3..10", (const int[]){3, 4, 5, 6, 7, 8, 9, 10, 103, 104, -1});
    expect(*state, "n % 100 = 11..99", (const int[]){11, 12, 13, 14, 15, 16, 17, -1});
}

static void lists_of_values_and_ranges(void **state)
{
    expect(*state, "n = 2,4..5,9", (const int[]){2, 4, 5, 9, -1});
    expect(*state, "n != 0..7,9", (const int[]){8, 10, 11, -1});
    expect(*state, "  n%3=0 ", (const int[]){0, 3, 6, 9, -1});
    expect(*state, "n = 1 or n = 3 and n % 2 = 0 or n = 4", (const int[]){1, 4, -1}); /* "and" binds stronger */
}

static void decimals_are_none(void **state)
{
    expect(*state, "v != 0 or n = 2", (const int[]){2, -1});
    expect(*state, "f = 0 and t = 0 and w = 0 and e = 0 and c = 0 and n = 3", (const int[]){3, -1});
}

static void sign_does_not_count(void **state)
{
    assert_true(plural_rule_holds(rule(*state, "n % 10 = 1"), -21));
    assert_true(plural_rule_holds(rule(*state, "n % 10 = 8"), INT64_MIN));
    assert_true(plural_rule_holds(rule(*state, "n % 10 = 7"), INT64_MAX));
    assert_false(plural_rule_holds(rule(*state, "n = 0"), INT64_MIN));
}

static void not_rules(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *text, *why;
    } cases[] = {
            {"", "expected an operand (n, i, v, w, f, t, c, e) at the end"},
            {"1", "expected an operand (n, i, v, w, f, t, c, e) at \"1\""},
            {"x = 1", "expected an operand (n, i, v, w, f, t, c, e) at \"x = 1\""},
            {"n", "expected \"=\", \"!=\" or \"%\" at the end"},
            {"n is 1", "expected \"=\", \"!=\" or \"%\" at \"is 1\""},
            {"n =", "expected a whole number at the end"},
            {"n = -1", "expected a whole number at \"-1\""},
            {"n = 1,", "expected a whole number at the end"},
            {"n = 1..", "expected a whole number at the end"},
            {"n = 4..2", "expected a range that goes up at the end"},
            {"n % 0 = 1", "expected a divisor other than 0 at \"= 1\""},
            {"n % = 1", "expected a whole number at \"= 1\""},
            {"n = 1 and", "expected \"and\", \"or\" or the end at \"and\""},
            {"n = 1 and ", "expected an operand (n, i, v, w, f, t, c, e) at the end"},
            {"n = 1 or or n = 2", "expected an operand (n, i, v, w, f, t, c, e) at \"or n = 2\""},
            {"n = 1 n = 2", "expected \"and\", \"or\" or the end at \"n = 2\""},
            {"n = 1.5", "expected \"and\", \"or\" or the end at \".5\""},
            {"n = 9999999999999999", "expected a smaller number at \"9999999999999999\""},
            {"n = 1 @integer 1", "expected \"and\", \"or\" or the end at \"@integer 1\""},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct plural_rule *read = NULL;
        const char *why = NULL;
        assert_int_equal(plural_rule_read(cases[i].text, &f->arena, &read, &why), -EBADMSG);
        assert_string_equal(why, cases[i].why);
        assert_null(read);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test_setup_teardown(russian, open_arena, close_arena),
            cmocka_unit_test_setup_teardown(english_and_azerbaijani, open_arena, close_arena),
            cmocka_unit_test_setup_teardown(polish, open_arena, close_arena),
            cmocka_unit_test_setup_teardown(arabic, open_arena, close_arena),
            cmocka_unit_test_setup_teardown(lists_of_values_and_ranges, open_arena, close_arena),
            cmocka_unit_test_setup_teardown(decimals_are_none, open_arena, close_arena),
            cmocka_unit_test_setup_teardown(sign_does_not_count, open_arena, close_arena),
            cmocka_unit_test_setup_teardown(not_rules, open_arena, close_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
