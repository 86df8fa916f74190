/* SPDX-License-Identifier: MIT
 *
 * Cells: what is drawn outside is cut off, wide characters are never half, texts keep to their place and lose nothing
 * without saying so.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <uniwidth.h>

#include "common/buffer.h"
#include "kiosk/ui/surface.h"
#include "tests/kiosk/ui/chance.h"

static void assert_shows(const struct surface *surface, const char *expected)
{
    _cleanup_free_ char *text = surface_dump(surface, false);
    assert_string_equal(text, expected);
}

static void begin(struct surface *surface, int width, int height)
{
    surface_init(surface, width, height);
}

/* --- a grid --- */

static void sizes_are_bounded(attr_unused void **state)
{
    struct surface surface;
    surface_init(&surface, 0, -5);
    assert_int_equal(surface.width, 1);
    assert_int_equal(surface.height, 1);
    surface_resize(&surface, 100000, 2);
    assert_int_equal(surface.width, SURFACE_MOST);
    assert_int_equal(surface.height, 2);
    surface_done(&surface);
}

static void what_lies_outside_is_cut_off(attr_unused void **state)
{
    struct surface surface;
    begin(&surface, 6, 2);
    surface_text(&surface, -2, 0, 20, LOOK_PAGE, "abcdefghijk");
    surface_text(&surface, 4, 1, 20, LOOK_PAGE, "xyz");
    surface_text(&surface, 0, 2, 6, LOOK_PAGE, "below");
    surface_sign(&surface, 6, 0, '!', LOOK_PAGE);
    surface_fill(&surface, (struct rect){-9, -9, 3, 100}, LOOK_BAD);
    surface_tint(&surface, (struct rect){5, -1, 100, 2}, LOOK_BAD);
    surface_frame(&surface, (struct rect){-3, -3, 2, 2}, LOOK_EDGE);
    surface_line(&surface, 3, 7, 10, LOOK_EDGE);
    assert_shows(&surface, "cdefgh\n    xy\n");
    assert_int_equal(surface_at(&surface, 5, 0)->look, LOOK_BAD);
    assert_int_equal(surface_at(&surface, 4, 0)->look, LOOK_PAGE);
    surface_done(&surface);
}

static void looks_are_told(attr_unused void **state)
{
    struct surface surface;
    begin(&surface, 5, 2);
    surface_fill(&surface, (struct rect){1, 0, 3, 2}, LOOK_BUTTON);
    surface_text(&surface, 1, 0, 3, LOOK_FOCUS, "ab");
    _cleanup_free_ char *text = surface_dump(&surface, true);
    assert_string_equal(text, " ab\n\n1 page, 2 focus, 1 button, 1 page\n1 page, 3 button, 1 page\n");
    surface_done(&surface);
}

static void frames_and_lines(attr_unused void **state)
{
    struct surface surface;
    begin(&surface, 5, 3);
    surface_frame(&surface, (struct rect){0, 0, 5, 3}, LOOK_EDGE);
    assert_shows(&surface, "┌───┐\n│   │\n└───┘\n");
    surface_clear(&surface);
    surface_frame(&surface, (struct rect){0, 0, 1, 3}, LOOK_EDGE);
    assert_shows(&surface, "\n\n\n");
    surface_line(&surface, 1, 1, 3, LOOK_EDGE);
    assert_shows(&surface, "\n ───\n\n");
    surface_done(&surface);
}

/* --- wide characters --- */

static void half_of_a_wide_one_goes_with_the_other(attr_unused void **state)
{
    struct surface surface;
    begin(&surface, 6, 1);
    surface_text(&surface, 0, 0, 6, LOOK_PAGE, "日本語");
    surface_sign(&surface, 1, 0, 'x', LOOK_PAGE);
    assert_shows(&surface, " x本語\n");
    surface_sign(&surface, 2, 0, 'y', LOOK_PAGE);
    assert_shows(&surface, " xy 語\n");
    surface_text(&surface, 3, 0, 2, LOOK_PAGE, "字");
    assert_shows(&surface, " xy字\n");
    surface_text(&surface, 5, 0, 2, LOOK_PAGE, "本"); /* its half would lie outside */
    assert_shows(&surface, " xy字\n");
    surface_text(&surface, -1, 0, 4, LOOK_PAGE, "日z");
    assert_int_equal(surface_at(&surface, 0, 0)->sign, ' ');
    surface_done(&surface);
}

static void assert_wide_ones_are_whole(const struct surface *surface)
{
    for (int y = 0; y < surface->height; y++) {
        for (int x = 0; x < surface->width; x++) {
            uint32_t sign = surface_at(surface, x, y)->sign;
            bool wide = sign != 0 && uc_width(sign, "UTF-8") == 2;
            bool half_follows = x + 1 < surface->width && surface_at(surface, x + 1, y)->sign == 0;
            if (sign == 0 && (x == 0 || uc_width(surface_at(surface, x - 1, y)->sign, "UTF-8") != 2))
                fail_msg("a half at %d, %d that belongs to nothing", x, y);
            if (sign != 0 && wide != half_follows)
                fail_msg("U+%04X at %d, %d: %s", sign, x, y, wide ? "half of it is missing" : "a half follows");
            if (sign != 0 && uc_width(sign, "UTF-8") <= 0)
                fail_msg("U+%04X at %d, %d has no columns", sign, x, y);
        }
    }
}

static struct rect chance_rect(struct chance *chance)
{
    return (struct rect){chance_between(chance, -4, 24), chance_between(chance, -3, 10), chance_between(chance, -1, 26),
                         chance_between(chance, -1, 9)};
}

static void draw_by_chance(struct chance *chance, struct surface *surface)
{
    struct rect rect = chance_rect(chance);
    _cleanup_free_ char *text = chance_text(chance, 60);
    enum align align = (enum align)chance_below(chance, 3);
    switch (chance_below(chance, 7)) {
    case 0:
        surface_fill(surface, rect, LOOK_BUTTON);
        break;
    case 1:
        surface_tint(surface, rect, LOOK_FOCUS);
        break;
    case 2:
        surface_frame(surface, rect, LOOK_EDGE);
        break;
    case 3:
        surface_text(surface, rect.x, rect.y, rect.width, LOOK_PAGE, text);
        break;
    case 4:
        surface_aligned(surface, rect, align, LOOK_STRONG, text);
        break;
    case 5:
        surface_sign(surface, rect.x, rect.y, 'x', LOOK_QUIET);
        break;
    default:
        surface_wrap(surface, rect, align, LOOK_TITLE, text);
    }
}

static void wide_ones_stay_whole_whatever_is_drawn(attr_unused void **state)
{
    struct chance chance = {0};
    for (int i = 0; i < chance_times(2000); i++) {
        struct surface surface;
        begin(&surface, chance_between(&chance, 1, 22), chance_between(&chance, 1, 8));
        for (int k = 0; k < 12; k++) {
            draw_by_chance(&chance, &surface);
            assert_wide_ones_are_whole(&surface);
        }
        surface_done(&surface);
    }
}

/* --- lines of text --- */

static void a_line_says_that_it_goes_on(attr_unused void **state)
{
    struct surface surface;
    begin(&surface, 8, 1);
    assert_int_equal(surface_text(&surface, 0, 0, 5, LOOK_PAGE, "abcde"), 5);
    assert_shows(&surface, "abcde\n");
    assert_int_equal(surface_text(&surface, 0, 0, 5, LOOK_PAGE, "abcdef"), 5);
    assert_shows(&surface, "abcd…\n");
    surface_clear(&surface);
    assert_int_equal(surface_text(&surface, 0, 0, 5, LOOK_PAGE, "日本語"), 5);
    assert_shows(&surface, "日本…\n");
    surface_clear(&surface);
    assert_int_equal(surface_text(&surface, 0, 0, 4, LOOK_PAGE, "日本語"), 3); /* no half of a second */
    assert_shows(&surface, "日…\n");
    assert_int_equal(surface_text(&surface, 0, 0, 0, LOOK_PAGE, "x"), 0);
    assert_int_equal(surface_text(&surface, 0, 0, -1, LOOK_PAGE, "x"), 0);
    assert_int_equal(surface_text(&surface, 0, 0, 8, LOOK_PAGE,
                                  "a\tb\x01"
                                  "e\xcc\x81"
                                  "f\xff"),
                     7);
    assert_shows(&surface, "a b ef\xef\xbf\xbd\n");
    surface_done(&surface);
}

static void lines_are_aligned(attr_unused void **state)
{
    struct surface surface;
    begin(&surface, 9, 3);
    surface_aligned(&surface, (struct rect){1, 0, 7, 1}, ALIGN_LEFT, LOOK_PAGE, "abc");
    surface_aligned(&surface, (struct rect){1, 1, 7, 1}, ALIGN_CENTRE, LOOK_PAGE, "abc");
    surface_aligned(&surface, (struct rect){1, 2, 7, 1}, ALIGN_RIGHT, LOOK_PAGE, "日x");
    assert_shows(&surface, " abc\n   abc\n     日x\n");
    surface_aligned(&surface, (struct rect){1, 0, 2, 1}, ALIGN_RIGHT, LOOK_PAGE, "xyz");
    assert_shows(&surface, " x…c\n   abc\n     日x\n");
    surface_done(&surface);
}

/* --- paragraphs --- */

static void expect_wrapped(int width, int height, const char *text, int lines, const char *expected)
{
    struct surface surface;
    begin(&surface, width, height);
    assert_int_equal(surface_wrap(NULL, surface_rect(&surface), ALIGN_LEFT, LOOK_PAGE, text), lines);
    assert_int_equal(surface_wrap(&surface, surface_rect(&surface), ALIGN_LEFT, LOOK_PAGE, text), lines);
    assert_shows(&surface, expected);
    surface_done(&surface);
}

static void texts_are_wrapped(attr_unused void **state)
{
    expect_wrapped(10, 3, "", 0, "\n\n\n");
    expect_wrapped(10, 3, "take a ticket and wait", 3, "take a\nticket and\nwait\n");
    expect_wrapped(10, 2, "take a ticket and wait", 3, "take a\nticket an…\n");
    expect_wrapped(11, 2, "take a ticket and wait", 3, "take a\nticket and…\n");
    expect_wrapped(5, 3, "one\ntwo\n\nfour", 4, "one\ntwo\n…\n");
    expect_wrapped(4, 4, "abcdefghij kl", 4, "abcd\nefgh\nij\nkl\n");
    expect_wrapped(3, 2, "abc   def", 2, "abc\ndef\n");
    expect_wrapped(3, 1, "abc   ", 1, "abc\n");
    expect_wrapped(3, 2, "abc\n", 1, "abc\n\n");
}

static void japanese_breaks_between_characters(attr_unused void **state)
{
    expect_wrapped(8, 3, "番号札をお取りください。", 3, "番号札を\nお取りく\nださい。\n");
    expect_wrapped(8, 3, "受付番号です。次", 2, "受付番号\nです。次\n\n");
    expect_wrapped(6, 3, "です日。次", 2, "です\n日。次\n\n"); /* "。" begins no line */
    expect_wrapped(7, 2, "A042 番号", 2, "A042 番\n号\n");
    expect_wrapped(6, 2, "A042 番号", 2, "A042\n番号\n");
    expect_wrapped(1, 2, "日本", 2, "…\n…\n"); /* no room for any */
}

/* What of a text has columns and is no space. */
static char *visible_signs(const char *text)
{
    struct buffer out = {0};
    for (const uint8_t *at = (const uint8_t *)text; *at;) {
        ucs4_t sign;
        int length = u8_strmbtouc(&sign, at);
        if (length <= 0) {
            sign = 0xfffd;
            length = 1;
        }
        uint8_t bytes[6];
        if (sign != ' ' && uc_width(sign, "UTF-8") > 0)
            buffer_append(&out, bytes, (size_t)u8_uctomb(bytes, sign, sizeof bytes));
        at += length;
    }
    buffer_append_byte(&out, '\0');
    char *kept = mem_strdup(buffer_bytes(&out));
    buffer_done(&out);
    return kept;
}

static void assert_untouched_outside(const struct surface *surface, struct rect rect)
{
    for (int y = 0; y < surface->height; y++) {
        for (int x = 0; x < surface->width; x++) {
            const struct cell *cell = surface_at(surface, x, y);
            if (!rect_holds(rect, x, y) && (cell->sign != ' ' || cell->look != LOOK_PAGE))
                fail_msg("U+%04X at %d, %d, outside of %d+%d, %d+%d", cell->sign, x, y, rect.x, rect.width, rect.y,
                         rect.height);
        }
    }
}

/* Chance texts keep to their rectangle, take the lines they say, and lose nothing where there is room for them. */
static void paragraphs_keep_to_their_place(attr_unused void **state)
{
    struct chance chance = {0};
    for (int i = 0; i < chance_times(5000); i++) {
        struct surface surface;
        begin(&surface, 24, 60);
        struct rect rect = {chance_below(&chance, 6), chance_below(&chance, 3), chance_between(&chance, 2, 16),
                            chance_between(&chance, 1, 56)};
        _cleanup_free_ char *text = chance_text(&chance, 50);
        int lines = surface_wrap(NULL, rect, ALIGN_LEFT, LOOK_BUTTON, text);
        enum align align = (enum align)chance_below(&chance, 3);
        assert_int_equal(surface_wrap(&surface, rect, align, LOOK_BUTTON, text), lines);
        assert_untouched_outside(&surface, rect);
        _cleanup_free_ char *shown = surface_dump(&surface, false), *there = visible_signs(shown);
        _cleanup_free_ char *given = visible_signs(text);
        if (lines <= rect.height && strcmp(there, given) != 0)
            fail_msg("\"%s\" in %d columns shows\n%s", text, rect.width, shown);
        if (lines > rect.height && !strstr(shown, "…"))
            fail_msg("\"%s\" in %d columns, %d rows goes on and does not say so\n%s", text, rect.width, rect.height,
                     shown);
        for (int y = rect.y + lines; y < rect.y + rect.height; y++) {
            for (int x = 0; x < surface.width; x++)
                assert_int_equal(surface_at(&surface, x, y)->sign, ' ');
        }
        surface_done(&surface);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(sizes_are_bounded),
            cmocka_unit_test(what_lies_outside_is_cut_off),
            cmocka_unit_test(looks_are_told),
            cmocka_unit_test(frames_and_lines),
            cmocka_unit_test(half_of_a_wide_one_goes_with_the_other),
            cmocka_unit_test(wide_ones_stay_whole_whatever_is_drawn),
            cmocka_unit_test(a_line_says_that_it_goes_on),
            cmocka_unit_test(lines_are_aligned),
            cmocka_unit_test(texts_are_wrapped),
            cmocka_unit_test(japanese_breaks_between_characters),
            cmocka_unit_test(paragraphs_keep_to_their_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
