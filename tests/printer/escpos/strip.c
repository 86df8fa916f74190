/* SPDX-License-Identifier: MIT
 *
 * printer/escpos/strip: the middle of a page, black from the middle grey on, and nothing below the last ink.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "printer/escpos/strip.h"

static void rows_without_ink_at_the_end_are_not_there(void **state)
{
    (void)state;
    _cleanup_(strip_done) struct strip strip = {0};
    const struct strip_row row = {.width = 16, .depth = 1, .is_ink = true};
    strip_init(&strip, 16);
    assert_int_equal(strip_add(&strip, &row, (const unsigned char[]){0x00, 0x00}), 0);
    assert_int_equal(strip.rows, 0);
    assert_int_equal(strip_add(&strip, &row, (const unsigned char[]){0x80, 0x01}), 0);
    assert_int_equal(strip.rows, 2);
    assert_int_equal(strip_add(&strip, &row, (const unsigned char[]){0x00, 0x00}), 0);
    assert_int_equal(strip.rows, 2);
    assert_int_equal(strip_add(&strip, &row, (const unsigned char[]){0x10, 0x00}), 0);
    const unsigned char expected[] = {0x00, 0x00, 0x80, 0x01, 0x00, 0x00, 0x10, 0x00};
    assert_int_equal(strip.rows, 4);
    assert_memory_equal(strip.bits, expected, sizeof(expected));
}

/* One row of a page of that width with ink in its first and last dot, on a head of 16. */
static void burn(int width, const unsigned char bytes[3], unsigned char left, unsigned char right)
{
    _cleanup_(strip_done) struct strip strip = {0};
    const struct strip_row row = {.width = width, .depth = 1, .is_ink = true};
    strip_init(&strip, 16);
    assert_int_equal(strip_add(&strip, &row, bytes), 0);
    assert_int_equal(strip.rows, left || right ? 1 : 0);
    if (left || right)
        assert_memory_equal(strip.bits, ((const unsigned char[]){left, right}), 2);
}

static void the_middle_is_printed(void **state)
{
    (void)state;
    burn(16, (const unsigned char[]){0x80, 0x01, 0x00}, 0x80, 0x01);
    burn(14, (const unsigned char[]){0x80, 0x04, 0x00}, 0x40, 0x02); /* one dot in from each side */
    burn(13, (const unsigned char[]){0x80, 0x08, 0x00}, 0x40, 0x04); /* the odd one is at the right */
    burn(18, (const unsigned char[]){0x80, 0x00, 0x40}, 0x00, 0x00); /* both are cut off */
    burn(18, (const unsigned char[]){0x40, 0x00, 0x80}, 0x80, 0x01);
    burn(1, (const unsigned char[]){0x80, 0x00, 0x00}, 0x01, 0x00);
}

static void grey_and_white(void **state)
{
    (void)state;
    _cleanup_(strip_done) struct strip strip = {0};
    strip_init(&strip, 8);
    const struct strip_row grey = {.width = 8, .depth = 8}, ink = {.width = 8, .depth = 8, .is_ink = true},
                           white = {.width = 8, .depth = 1};
    const unsigned char shades[] = {0, 127, 128, 255, 255, 1, 200, 100}, bits[] = {0xF0};
    assert_int_equal(strip_add(&strip, &grey, shades), 0);
    assert_int_equal(strip_add(&strip, &ink, shades), 0);
    assert_int_equal(strip_add(&strip, &white, bits), 0);
    assert_memory_equal(strip.bits, ((const unsigned char[]){0xC5, 0x3A, 0x0F}), 3);
}

static void a_page_has_an_end(void **state)
{
    (void)state;
    _cleanup_(strip_done) struct strip strip = {0};
    const struct strip_row row = {.width = 8, .depth = 1, .is_ink = true};
    strip_init(&strip, 8);
    for (int i = 0; i < STRIP_ROWS_MOST; i++)
        assert_int_equal(strip_add(&strip, &row, (const unsigned char[]){0xFF}), 0);
    assert_int_equal(strip_add(&strip, &row, (const unsigned char[]){0x00}), -E2BIG);
    assert_int_equal(strip.rows, STRIP_ROWS_MOST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(rows_without_ink_at_the_end_are_not_there),
            cmocka_unit_test(the_middle_is_printed),
            cmocka_unit_test(grey_and_white),
            cmocka_unit_test(a_page_has_an_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
