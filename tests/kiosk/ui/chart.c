/* SPDX-License-Identifier: MIT
 *
 * Bars and lines of figures.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "kiosk/ui/chart.h"
#include "tests/kiosk/ui/chance.h"

static void expect_bar(int64_t share, int64_t of, const char *expected)
{
    struct surface surface;
    surface_init(&surface, 6, 2);
    bar_draw(&surface, (struct rect){1, 0, 4, 2}, share, of, LOOK_STRONG);
    _cleanup_free_ char *text = surface_dump(&surface, false);
    assert_string_equal(text, expected);
    assert_int_equal(surface_at(&surface, 4, 0)->look, LOOK_STRONG);
    assert_int_equal(surface_at(&surface, 4, 1)->look, LOOK_PAGE);
    surface_done(&surface);
}

static void bars(attr_unused void **state)
{
    expect_bar(0, 100, "\n\n");
    expect_bar(-5, 100, "\n\n");
    expect_bar(1, 1000000, " ▏\n\n"); /* what is there is seen */
    expect_bar(25, 100, " █\n\n");
    expect_bar(50, 100, " ██\n\n");
    expect_bar(60, 100, " ██▍\n\n");
    expect_bar(99, 100, " ███▉\n\n");
    expect_bar(100, 100, " ████\n\n");
    expect_bar(250, 100, " ████\n\n");
    expect_bar(5, 0, " ████\n\n");
    expect_bar(0, 0, "\n\n");
    expect_bar(INT64_MAX / 2, INT64_MAX, " ██\n\n");
}

static void expect_line(const int64_t *values, size_t count, const char *expected)
{
    struct surface surface;
    surface_init(&surface, 10, 1);
    sparkline_draw(&surface, (struct rect){1, 0, 8, 1}, values, count, LOOK_STRONG);
    _cleanup_free_ char *text = surface_dump(&surface, false);
    assert_string_equal(text, expected);
    surface_done(&surface);
}

static void lines(attr_unused void **state)
{
    expect_line(NULL, 0, "\n");
    expect_line((const int64_t[]){0, 0}, 2, "       __\n");
    expect_line((const int64_t[]){8, 4, 1, 0, -3}, 5, "    █▄▁__\n");
    expect_line((const int64_t[]){1, 1000}, 2, "       ▁█\n");
    expect_line((const int64_t[]){1000, 1, 2, 3, 4, 5, 6, 7, 8}, 9, " ▁▂▃▄▅▆▇█\n"); /* what is not shown counts not */
}

static void nothing_is_drawn_outside(attr_unused void **state)
{
    struct chance chance = {0};
    for (int i = 0; i < chance_times(1000); i++) {
        struct surface surface;
        int64_t values[30];
        for (size_t k = 0; k < ARRAY_SIZE(values); k++)
            values[k] = (int64_t)chance_draw(&chance) >> chance_below(&chance, 64);
        surface_init(&surface, 20, 3);
        struct rect line = {chance_between(&chance, -3, 22), chance_between(&chance, -1, 3),
                            chance_between(&chance, -2, 25), chance_between(&chance, -1, 3)};
        bar_draw(&surface, line, values[0], values[1], LOOK_STRONG);
        sparkline_draw(&surface, line, values, (size_t)chance_below(&chance, 31), LOOK_STRONG);
        line.height = rect_bound(1, line.height);
        for (int y = 0; y < surface.height; y++) {
            for (int x = 0; x < surface.width; x++)
                assert_int_equal(surface_at(&surface, x, y)->look == LOOK_STRONG, rect_holds(line, x, y));
        }
        surface_done(&surface);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(bars),
            cmocka_unit_test(lines),
            cmocka_unit_test(nothing_is_drawn_outside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
