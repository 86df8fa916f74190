/* SPDX-License-Identifier: MIT
 *
 * Percentiles of what is known, and what is forgotten when.
 */
#include "daemon/timings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define SECOND_US INT64_C(1000000)
#define MINUTE_US (60 * SECOND_US)
#define START_US  (1000 * MINUTE_US)

static void nothing_is_all_zero(attr_unused void **state)
{
    static const struct timings timings;
    struct timings_figures figures = timings_figures(&timings, START_US);
    assert_int_equal(figures.count, 0);
    assert_int_equal(figures.p50_us, 0);
    assert_int_equal(figures.p99_us, 0);
    assert_int_equal(figures.longest_us, 0);
}

static void one_time_is_every_figure(attr_unused void **state)
{
    static const int64_t times[] = {0, 1, 7, 8, 9, 1000, 123456, 10 * SECOND_US, 3600 * SECOND_US};
    for (size_t i = 0; i < ARRAY_SIZE(times); i++) {
        struct timings timings = {0};
        timings_add(&timings, times[i], START_US);
        struct timings_figures figures = timings_figures(&timings, START_US);
        assert_int_equal(figures.count, 1);
        assert_int_equal(figures.p50_us, times[i]);
        assert_int_equal(figures.p99_us, times[i]);
        assert_int_equal(figures.longest_us, times[i]);
    }
}

/* At most an eighth above, never below. */
static void assert_near(int64_t told, int64_t is)
{
    assert_true(told >= is);
    assert_true(told <= is + is / 8);
}

static void percentiles_are_near(attr_unused void **state)
{
    for (int64_t unit = 1; unit <= 10000; unit *= 10) {
        struct timings timings = {0};
        for (int64_t i = 1000; i > 0; i--)
            timings_add(&timings, i * unit, START_US);
        struct timings_figures figures = timings_figures(&timings, START_US);
        assert_int_equal(figures.count, 1000);
        assert_near(figures.p50_us, 500 * unit);
        assert_near(figures.p99_us, 990 * unit);
        assert_int_equal(figures.longest_us, 1000 * unit);
    }
}

/* One in a hundred is not among the ninety-nine; two are. */
static void the_slow_ones_are_counted_exactly(attr_unused void **state)
{
    struct timings timings = {0};
    for (int i = 0; i < 99; i++)
        timings_add(&timings, 5, START_US);
    timings_add(&timings, SECOND_US, START_US);
    assert_int_equal(timings_figures(&timings, START_US).p99_us, 5);
    timings_add(&timings, SECOND_US, START_US);
    assert_int_equal(timings_figures(&timings, START_US).p99_us, SECOND_US);
    assert_int_equal(timings_figures(&timings, START_US).p50_us, 5);
}

static void ten_minutes_are_remembered(attr_unused void **state)
{
    struct timings timings = {0};
    for (int64_t minute = 0; minute < 60; minute++)
        timings_add(&timings, 1000 + minute, START_US + minute * MINUTE_US);
    int64_t last_us = START_US + 59 * MINUTE_US;
    assert_int_equal(timings_figures(&timings, last_us).count, 10);
    assert_int_equal(timings_figures(&timings, last_us + 9 * MINUTE_US).count, 1);
    assert_int_equal(timings_figures(&timings, last_us + 9 * MINUTE_US).longest_us, 1059);
    assert_int_equal(timings_figures(&timings, last_us + 10 * MINUTE_US).count, 0);
    assert_int_equal(timings_figures(&timings, last_us + 600 * MINUTE_US).longest_us, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(nothing_is_all_zero),        cmocka_unit_test(one_time_is_every_figure),
            cmocka_unit_test(percentiles_are_near),       cmocka_unit_test(the_slow_ones_are_counted_exactly),
            cmocka_unit_test(ten_minutes_are_remembered),
    };
    return cmocka_run_group_tests_name("timings", tests, NULL, NULL);
}
