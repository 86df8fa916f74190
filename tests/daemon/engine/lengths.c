/* SPDX-License-Identifier: MIT
 *
 * Laws of lengths: what is drawn has the mean and the quantiles of what was seen, and what is left of something depends
 * on how long it has gone on.
 */
#include <math.h>

#include "daemon/engine/lengths.h"
#include "tests/daemon/engine/world.h"

enum { DRAWS = 200000 };

static void assert_near(double value, double expected, double tolerance)
{
    if (fabs(value - expected) > tolerance)
        fail_msg("%f, expected %f", value, expected);
}

static void exponential(attr_unused void **state)
{
    struct chance chance = {1};
    double sum = 0, squares = 0, over = 0;
    for (int i = 0; i < DRAWS; i++) {
        double draw = (double)chance_exponential(&chance);
        sum += draw;
        squares += draw * draw;
        over += draw > 2;
    }
    assert_near(sum / DRAWS, 1, 0.01);
    assert_near(squares / DRAWS, 2, 0.05);
    assert_near(over / DRAWS, exp(-2), 0.003);
}

static void same_seed(attr_unused void **state)
{
    struct chance a = {1}, b = {1}, c = {2};
    assert_true(chance_word(&a) == chance_word(&b));
    assert_true(chance_word(&a) != chance_word(&c));
    for (int i = 0; i < 1000; i++) {
        float share = chance_share(&a);
        assert_true(0 <= share && share < 1);
    }
}

static double mean_drawn(const struct length_law *law)
{
    struct chance chance = {3};
    double sum = 0;
    for (int i = 0; i < DRAWS; i++)
        sum += (double)law_draw(law, &chance);
    return sum / DRAWS;
}

static void exact(attr_unused void **state)
{
    struct length_law law = law_exact(300000);
    struct chance chance = {3};
    struct length_rest rest = law_rest(&law, 120000);
    for (int i = 0; i < 100; i++) {
        assert_near((double)law_draw(&law, &chance), 300000, 0);
        assert_near((double)rest_draw(&rest, &chance), 180000, 0);
    }
    assert_near((double)law.mean_ms, 300000, 0);
}

/* Mean as told, variation 0.8, half of them below exp(-s^2/2) of it, s^2 = log(1 + 0.8^2). */
static void usual(attr_unused void **state)
{
    struct length_law law = law_usual(600000);
    assert_near(mean_drawn(&law) / 600000, 1, 0.01);
    assert_near((double)law.points_ms[LAW_STEPS / 2] / 600000, exp(-log(1.64) / 2), 0.001);
    for (int i = 0; i < LAW_STEPS; i++)
        assert_true(law.points_ms[i] <= law.points_ms[i + 1]);
}

/* A thousand lengths 1 .. 1000, in no order. */
static void seen(attr_unused void **state)
{
    float lengths[1000];
    for (int i = 0; i < 1000; i++)
        lengths[i] = (float)(1 + i * 7 % 1000);
    struct length_law law = law_of(lengths, 1000);
    assert_near((double)law.mean_ms, 500.5, 1);
    assert_near(mean_drawn(&law), 500.5, 3);
    for (int i = 0; i <= LAW_STEPS; i++)
        assert_near((double)law.points_ms[i], 1000.0 * i / LAW_STEPS, 2);
    assert_near((double)lengths[0], 1, 0); /* sorted */
    assert_near((double)lengths[999], 1000, 0);
    float one[] = {70};
    law = law_of(one, 1);
    assert_near((double)law.points_ms[0], 70, 0);
    assert_near((double)law.points_ms[LAW_STEPS], 70, 0);
}

/* Of 0 .. 1000, evenly: who has been there for 600 has some 200 left, never over 400. Exponential: what is left does
 * not depend on what was. Beyond all: half of it. */
static void rest(attr_unused void **state)
{
    float lengths[1000], draws[20000];
    struct chance chance = {4};
    for (int i = 0; i < 1000; i++)
        lengths[i] = (float)(1 + i);
    struct length_law law = law_of(lengths, 1000);
    struct length_rest after = law_rest(&law, 600), beyond = law_rest(&law, 4000), before = law_rest(&law, 0);
    double sum = 0, sum_beyond = 0, sum_before = 0;
    for (int i = 0; i < DRAWS; i++) {
        float left = rest_draw(&after, &chance);
        assert_true(0 <= left && left <= 401);
        sum += (double)left;
        sum_beyond += (double)rest_draw(&beyond, &chance);
        sum_before += (double)rest_draw(&before, &chance);
    }
    assert_near(sum / DRAWS, 200, 2);
    assert_near(sum_beyond / DRAWS, 2000, 20);
    assert_near(sum_before / DRAWS, 500, 5);
    for (int i = 0; i < 20000; i++)
        draws[i] = chance_exponential(&chance);
    law = law_of(draws, 20000);
    after = law_rest(&law, 1.5F);
    sum = 0;
    for (int i = 0; i < DRAWS; i++)
        sum += (double)rest_draw(&after, &chance);
    assert_near(sum / DRAWS, 1, 0.05);
}

/* Told that 10 is usual, counting as 8, and then 20 again and again: between, and in the end 20. Only the latest
 * count. */
static void learned(attr_unused void **state)
{
    struct lengths lengths = {0};
    struct length_law law = {0};
    lengths_refresh(&lengths, 10, 8, &law);
    assert_near((double)law.mean_ms, 10, 0.2);
    assert_near((double)law.unsure, 0.3005, 0.001); /* 0.85 by the root of 8 */
    for (int i = 0; i < 8; i++)
        lengths_add(&lengths, 256, 20);
    lengths_refresh(&lengths, 10, 8, &law);
    assert_near((double)law.mean_ms, 17.5, 0.2); /* the usual law, moved to 15, and 20, alike */
    for (int i = 0; i < 1000; i++)
        lengths_add(&lengths, 256, 20);
    lengths_refresh(&lengths, 10, 8, &law);
    assert_near((double)law.mean_ms, 20, 0.3);
    assert_near((double)law.unsure, 0.0523, 0.001); /* of 264 */
    assert_int_equal(lengths.count, 256);
    for (int i = 0; i < 256; i++)
        lengths_add(&lengths, 256, 5);
    lengths_refresh(&lengths, 10, 8, &law);
    assert_near((double)law.mean_ms, 5, 0.3);
    lengths_done(&lengths);
}

/* Three times the mean; of what mostly takes no time, what nine of ten stay below. */
static void far_beyond_the_usual(attr_unused void **state)
{
    struct length_law law = law_usual(600000);
    assert_near((double)law_long(&law), 3 * (double)law.mean_ms, 0.01);
    for (int i = 0; i <= LAW_STEPS; i++)
        law.points_ms[i] = i > LAW_STEPS * 8 / 10 ? 100 : 0;
    law.mean_ms = 20;
    assert_near((double)law_long(&law), 100, 0.01);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(exponential), cmocka_unit_test(same_seed),
            cmocka_unit_test(exact),       cmocka_unit_test(usual),
            cmocka_unit_test(seen),        cmocka_unit_test(rest),
            cmocka_unit_test(learned),     cmocka_unit_test(far_beyond_the_usual),
    };
    return cmocka_run_group_tests_name("engine lengths", tests, NULL, NULL);
}
