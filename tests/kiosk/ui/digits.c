/* SPDX-License-Identifier: MIT
 *
 * Giant digits: each sign is another at every size, as large as fits and no larger, and its halves fit its cells.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "common/buffer.h"
#include "kiosk/ui/digits.h"
#include "tests/kiosk/ui/chance.h"
#include "tests/kiosk/ui/golden.h"

static const char signs[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ- ";

enum { DOTS = 7 * 5 };

/* A sign as dots, taken from the screen: ink of full cells, or of halves. */
static void dots_of(char sign, int scale, bool ret_dots[DOTS])
{
    struct surface surface;
    const char text[] = {sign, '\0'};
    int width, height;
    digits_size(text, scale, &width, &height);
    surface_init(&surface, width, height);
    assert_int_equal(digits_draw_at(&surface, surface_rect(&surface), scale, LOOK_INK, LOOK_PAGE, text), scale);
    memset(ret_dots, 0, DOTS * sizeof *ret_dots);
    int across = scale > 1 ? 2 * (scale - 1) : 1;
    for (int row = 0; row < 7; row++) {
        for (int column = 0; column < width / across; column++) {
            int x = column * across, y = scale > 1 ? row * (scale - 1) : row / 2;
            const struct cell *cell = surface_at(&surface, x, y);
            bool inked = cell->look == LOOK_INK;
            if (scale == 1 && cell->look == LOOK_DOT) /* a block of ink on the page */
                inked = cell->sign == (row % 2 == 0 ? 0x2580U : 0x2584U);
            ret_dots[row * 5 + column] = inked;
        }
    }
    surface_done(&surface);
}

static void every_sign_is_another_at_every_size(attr_unused void **state)
{
    for (int scale = 1; scale <= 5; scale++) {
        bool dots[sizeof signs - 1][DOTS];
        for (size_t i = 0; i < sizeof signs - 1; i++) {
            dots_of(signs[i], scale, dots[i]);
            for (size_t k = 0; k < i; k++) {
                int differing = 0;
                for (int dot = 0; dot < DOTS; dot++)
                    differing += dots[i][dot] != dots[k][dot];
                if (differing < 3)
                    fail_msg("%c and %c differ in %d dots at scale %d", signs[i], signs[k], differing, scale);
            }
        }
    }
}

/* Those that people take for one another. */
static void look_alikes_differ_much(attr_unused void **state)
{
    static const char pairs[][3] = {"1I", "8B", "5S", "2Z", "80", "17", "38", "68", "98", "56", "6G", "UV", "VY"};
    for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
        bool one[DOTS], other[DOTS];
        int differing = 0;
        dots_of(pairs[i][0], 2, one);
        dots_of(pairs[i][1], 2, other);
        for (int dot = 0; dot < DOTS; dot++)
            differing += one[dot] != other[dot];
        if (differing < 4)
            fail_msg("%s differ in %d dots", pairs[i], differing);
    }
}

/* Whatever the size, the same shape. */
static void shapes_are_the_same_at_every_size(attr_unused void **state)
{
    for (size_t i = 0; i < sizeof signs - 1; i++) {
        bool small[DOTS], large[DOTS];
        dots_of(signs[i], 1, small);
        for (int scale = 2; scale <= 4; scale++) {
            dots_of(signs[i], scale, large);
            assert_memory_equal(small, large, sizeof small);
        }
    }
}

static void sizes(attr_unused void **state)
{
    static const struct {
        const char *text;
        int scale, width, height;
    } cases[] = {{"A042", 1, 23, 4}, {"A042", 2, 46, 7}, {"A042", 3, 92, 14}, {"A", 2, 10, 7}, {"A-1", 1, 15, 4},
                 {"a 1", 1, 15, 4},  {"", 1, 0, 0},      {"Ə", 1, 0, 0},      {"A", 0, 0, 0},  {"7!", 2, 0, 0}};
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        int width, height;
        digits_size(cases[i].text, cases[i].scale, &width, &height);
        assert_int_equal(width, cases[i].width);
        assert_int_equal(height, cases[i].height);
    }
}

/* The scale answered fits, and the next one does not. */
static void as_large_as_fits(attr_unused void **state)
{
    static const char *const texts[] = {"A042", "7", "AB-99", "A 1", "Ə1", "!"};
    struct chance chance = {0};
    for (int i = 0; i < chance_times(2000); i++) {
        struct rect rect = {0, 0, chance_below(&chance, 200), chance_below(&chance, 60)};
        const char *text = texts[chance_below(&chance, ARRAY_SIZE(texts))];
        int scale = digits_scale(rect, text), width, height;
        digits_size(text, scale, &width, &height);
        assert_true(width <= rect.width && height <= rect.height);
        digits_size(text, scale + 1, &width, &height);
        if (width > 0)
            assert_true(width > rect.width || height > rect.height);
    }
}

static void nothing_is_drawn_outside(attr_unused void **state)
{
    static const char *const texts[] = {"A042", "7", "AB-99", "a 1", "Ə1", ""};
    struct chance chance = {0};
    for (int i = 0; i < chance_times(1000); i++) {
        struct surface surface;
        surface_init(&surface, 120, 40);
        struct rect rect = {chance_below(&chance, 30), chance_below(&chance, 10), chance_below(&chance, 90),
                            chance_below(&chance, 30)};
        const char *text = texts[chance_below(&chance, ARRAY_SIZE(texts))];
        int scale = digits_draw(&surface, rect, LOOK_INK_NEW, LOOK_CALL, text);
        assert_int_equal(scale, digits_scale(rect, text));
        for (int y = 0; y < surface.height; y++) {
            for (int x = 0; x < surface.width; x++) {
                const struct cell *cell = surface_at(&surface, x, y);
                bool page = cell->look == LOOK_PAGE && cell->sign == ' ';
                assert_true(page != rect_holds(rect, x, y));
            }
        }
        surface_done(&surface);
    }
}

static void what_does_not_fit_is_written(attr_unused void **state)
{
    struct surface surface;
    surface_init(&surface, 10, 3);
    assert_int_equal(digits_draw(&surface, surface_rect(&surface), LOOK_INK, LOOK_CALL, "A042"), 0);
    _cleanup_free_ char *text = surface_dump(&surface, true);
    assert_string_equal(text, "\n   A042\n\n10 call\n10 call\n10 call\n");
    surface_done(&surface);
    surface_init(&surface, 200, 30);
    assert_int_equal(digits_draw_at(&surface, surface_rect(&surface), 2, LOOK_INK, LOOK_PAGE, "A042"), 2);
    assert_int_equal(digits_draw_at(&surface, surface_rect(&surface), 0, LOOK_INK, LOOK_PAGE, "A042"), 0);
    assert_int_equal(digits_draw_at(&surface, surface_rect(&surface), -3, LOOK_INK, LOOK_PAGE, "A042"), 0);
    surface_done(&surface);
}

/* Full cells as "#", upper and lower halves as they are painted. */
static void append_picture(struct buffer *out, const char *text, int scale)
{
    struct surface surface;
    int width, height;
    digits_size(text, scale, &width, &height);
    surface_init(&surface, width, height);
    digits_draw_at(&surface, surface_rect(&surface), scale, LOOK_INK, LOOK_PAGE, text);
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            const struct cell *cell = surface_at(&surface, x, y);
            const char *ink = cell->sign == 0x2580 ? "▀" : cell->sign == 0x2584 ? "▄" : "█";
            buffer_printf(out, "%s", cell->look == LOOK_INK || cell->look == LOOK_DOT ? ink : " ");
        }
        buffer_printf(out, "|\n");
    }
    surface_done(&surface);
}

static void shapes_as_they_were(attr_unused void **state)
{
    static const char *const rows[] = {"0123456789", "ABCDEFGHIJ", "KLMNOPQRST", "UVWXYZ-", "A042 B-108"};
    struct buffer out = {0};
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        append_picture(&out, rows[i], 1);
        append_picture(&out, rows[i], 2);
    }
    buffer_append_byte(&out, '\0');
    golden_text(buffer_bytes(&out), "ui/digits");
    buffer_done(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(every_sign_is_another_at_every_size),
            cmocka_unit_test(look_alikes_differ_much),
            cmocka_unit_test(shapes_are_the_same_at_every_size),
            cmocka_unit_test(sizes),
            cmocka_unit_test(as_large_as_fits),
            cmocka_unit_test(nothing_is_drawn_outside),
            cmocka_unit_test(what_does_not_fit_is_written),
            cmocka_unit_test(shapes_as_they_were),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
