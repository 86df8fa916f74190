/* SPDX-License-Identifier: MIT
 *
 * Decimals are what printf gives with the fewest digits that strtod reads back: numbers by chance of all sizes, shares,
 * and those at the edges of what is computed without printf.
 */
#include "common/decimal.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { ROUNDS = 200000 };

static void expect_printed(double value)
{
    char text[DECIMAL_SIZE + 1] = "", wanted[64] = "";
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(wanted, sizeof(wanted), "%.*g", digits, value);
        if (strtod(wanted, NULL) == value)
            break;
    }
    if (strspn(wanted, "-0123456789") == strlen(wanted))
        strcat(wanted, ".0");
    size_t length = decimal_text(value, text);
    assert_true(length <= DECIMAL_SIZE);
    text[length] = '\0';
    if (strcmp(text, wanted) != 0)
        fail_msg("%a became %s, not %s", value, text, wanted);
}

static void expect_both(double value)
{
    expect_printed(value);
    expect_printed(-value);
}

static void expect_near(double value)
{
    double below = value, above = value;
    for (int i = 0; i < 20; i++) {
        expect_both(below);
        expect_both(above);
        below = nextafter(below, -INFINITY);
        above = nextafter(above, INFINITY);
    }
}

static void test_edges(attr_unused void **state)
{
    static const double edges[] = {0,    5e-324, 1e-5,   1e-4, 0.1,  0.5,   1.0 / 3,
                                   1,    2.5,    99.95,  100,  1024, 1e13,  1e14,
                                   1e15, 1e16,   123e15, 1e17, 1e21, 1e300, 9007199254740993.0};
    for (size_t i = 0; i < ARRAY_SIZE(edges); i++)
        expect_near(edges[i]);
    for (int i = -1074; i < 1024; i++)
        expect_near(ldexp(1, i));
    for (int i = 0; i < 20; i++)
        expect_near(pow(10, i));
}

static uint64_t next(uint64_t *random)
{
    *random = *random * 6364136223846793005u + 1442695040888963407u;
    return *random ^ (*random >> 29);
}

static void test_by_chance(attr_unused void **state)
{
    uint64_t random = 42;
    for (int i = 0; i < ROUNDS; i++) {
        double value;
        uint64_t bits = next(&random);
        memcpy(&value, &bits, sizeof(value));
        if (isfinite(value))
            expect_printed(value);
        expect_both(ldexp((double)(bits >> 11), -(int)(bits % 60))); /* of a size that is computed */
        expect_both(round((double)(bits >> 30) / 1e4) / 1e3);        /* with few digits */
    }
}

static void test_shares(attr_unused void **state)
{
    for (int of = 1; of < 400; of++) {
        for (int part = 0; part <= of; part++)
            expect_printed(100.0 * part / of);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_edges),
            cmocka_unit_test(test_by_chance),
            cmocka_unit_test(test_shares),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
