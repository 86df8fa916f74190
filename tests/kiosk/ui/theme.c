/* SPDX-License-Identifier: MIT
 *
 * The contrast of every look of every theme, and that state is told by more than colour.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "kiosk/ui/theme.h"

static const struct theme *const themes[] = {&theme_day, &theme_contrast, &theme_mono};

static const struct paint *paint_of(const struct theme *theme, enum look look)
{
    return &theme->paints[look];
}

static void assert_ratio(const struct theme *theme, enum look look, double ratio, double least)
{
    if (ratio < least)
        fail_msg("theme %s, look %s: %.2f:1, expected %.0f:1 at least", theme->name, look_word(look), ratio, least);
}

static void ratios_of_the_standard(attr_unused void **state)
{
    assert_true(theme_ratio(16, 231) > 20.99 && theme_ratio(16, 231) < 21.01);
    assert_true(theme_ratio(231, 16) > 20.99);
    assert_true(theme_ratio(100, 100) > 0.99 && theme_ratio(100, 100) < 1.01);
    /* #0000ff and #ff0000 on white, #767676 on white is the darkest grey of 4.5 (WebAIM's examples). */
    assert_true(theme_ratio(21, 231) > 8.58 && theme_ratio(21, 231) < 8.60);
    assert_true(theme_ratio(196, 231) > 3.99 && theme_ratio(196, 231) < 4.01);
    assert_true(theme_ratio(243, 231) > 4.5 && theme_ratio(244, 231) < 4.5);
}

static void text_is_read_by_weak_eyes(attr_unused void **state)
{
    for (size_t i = 0; i < ARRAY_SIZE(themes); i++) {
        for (enum look look = 0; look < LOOK_COUNT; look++) {
            const struct paint *paint = paint_of(themes[i], look);
            assert_ratio(themes[i], look, theme_ratio(paint->text, paint->ground), look == LOOK_EDGE ? 3 : 7);
        }
    }
}

static void colours_are_those_all_terminals_share(attr_unused void **state)
{
    for (size_t i = 0; i < ARRAY_SIZE(themes); i++) {
        for (enum look look = 0; look < LOOK_COUNT; look++) {
            const struct paint *paint = paint_of(themes[i], look);
            assert_true(paint->text >= 16 && paint->ground >= 16);
            if (themes[i]->colours)
                assert_false(paint->reverse || paint->underline);
        }
    }
}

/* What a finger is to find, and marks, stand out from the page. */
static void shapes_stand_out_from_the_page(attr_unused void **state)
{
    static const enum look shapes[] = {LOOK_BUTTON, LOOK_FOCUS,   LOOK_ACTION, LOOK_BACK,
                                       LOOK_INK,    LOOK_INK_NEW, LOOK_HEADER};
    for (size_t i = 0; i < ARRAY_SIZE(themes); i++) {
        if (!themes[i]->colours)
            continue;
        uint8_t page = paint_of(themes[i], LOOK_PAGE)->ground;
        for (size_t k = 0; k < ARRAY_SIZE(shapes); k++)
            assert_ratio(themes[i], shapes[k], theme_ratio(paint_of(themes[i], shapes[k])->ground, page), 3);
        assert_int_equal(paint_of(themes[i], LOOK_EDGE)->ground, page);
        assert_ratio(themes[i], LOOK_EDGE, theme_ratio(paint_of(themes[i], LOOK_EDGE)->text, page), 3);
    }
}

/* What a terminal shows as ground. */
static uint8_t ground_of(const struct paint *paint)
{
    return paint->reverse ? paint->text : paint->ground;
}

static uint8_t text_of(const struct paint *paint)
{
    return paint->reverse ? paint->ground : paint->text;
}

/* Half a cell of ink is the same ink, and the other half the page. */
static void ink_fits_its_ground(attr_unused void **state)
{
    for (size_t i = 0; i < ARRAY_SIZE(themes); i++) {
        const struct theme *theme = themes[i];
        uint8_t page = ground_of(paint_of(theme, LOOK_PAGE));
        assert_int_equal(ground_of(paint_of(theme, LOOK_CALL)), page);
        assert_int_equal(ground_of(paint_of(theme, LOOK_DOT)), page);
        assert_int_equal(ground_of(paint_of(theme, LOOK_DOT_NEW)), page);
        assert_int_equal(text_of(paint_of(theme, LOOK_DOT)), ground_of(paint_of(theme, LOOK_INK)));
        assert_int_equal(text_of(paint_of(theme, LOOK_DOT_NEW)), ground_of(paint_of(theme, LOOK_INK_NEW)));
        assert_int_not_equal(ground_of(paint_of(theme, LOOK_INK)), page);
        assert_int_not_equal(ground_of(paint_of(theme, LOOK_INK_NEW)), page);
    }
}

static bool look_alike(const struct theme *theme, enum look a, enum look b)
{
    const struct paint *one = paint_of(theme, a), *other = paint_of(theme, b);
    return one->text == other->text && one->ground == other->ground && one->bold == other->bold &&
           one->reverse == other->reverse && one->underline == other->underline;
}

/* A state that looks as another is none. */
static void states_are_told_apart(attr_unused void **state)
{
    static const enum look pairs[][2] = {
            {LOOK_BUTTON, LOOK_FOCUS},  {LOOK_BUTTON, LOOK_PRESSED}, {LOOK_BUTTON, LOOK_OFF},
            {LOOK_FOCUS, LOOK_PRESSED}, {LOOK_ACTION, LOOK_FOCUS},   {LOOK_ACTION, LOOK_PRESSED},
            {LOOK_ACTION, LOOK_OFF},    {LOOK_FIELD, LOOK_CURSOR},   {LOOK_BACK, LOOK_PRESSED},
            {LOOK_PAGE, LOOK_FIELD},    {LOOK_PAGE, LOOK_BUTTON},    {LOOK_CALL, LOOK_CALL_NEW},
            {LOOK_PAGE, LOOK_BAD},      {LOOK_PAGE, LOOK_WARN},      {LOOK_WARN, LOOK_BAD},
            {LOOK_GOOD, LOOK_BAD},
    };
    for (size_t i = 0; i < ARRAY_SIZE(themes); i++) {
        for (size_t k = 0; k < ARRAY_SIZE(pairs); k++) {
            if (look_alike(themes[i], pairs[k][0], pairs[k][1]))
                fail_msg("theme %s: %s looks as %s", themes[i]->name, look_word(pairs[k][0]), look_word(pairs[k][1]));
        }
    }
}

static void a_code_is_black_on_white(attr_unused void **state)
{
    for (size_t i = 0; i < ARRAY_SIZE(themes); i++) {
        const struct paint *paint = paint_of(themes[i], LOOK_CODE);
        assert_true(themes[i]->colours ? paint->text == 16 && paint->ground == 231 : paint->reverse);
    }
}

static void themes_and_looks_have_names(attr_unused void **state)
{
    assert_ptr_equal(theme_find("day"), &theme_day);
    assert_ptr_equal(theme_find("contrast"), &theme_contrast);
    assert_ptr_equal(theme_find("mono"), &theme_mono);
    assert_null(theme_find("Day"));
    assert_null(theme_find(""));
    for (enum look a = 0; a < LOOK_COUNT; a++) {
        for (enum look b = 0; b < a; b++)
            assert_string_not_equal(look_word(a), look_word(b));
    }
    assert_string_equal(look_word(LOOK_BUTTON_QUIET), "button_quiet");
    assert_string_equal(look_word(LOOK_CURSOR), "cursor");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(ratios_of_the_standard),
            cmocka_unit_test(text_is_read_by_weak_eyes),
            cmocka_unit_test(colours_are_those_all_terminals_share),
            cmocka_unit_test(shapes_stand_out_from_the_page),
            cmocka_unit_test(ink_fits_its_ground),
            cmocka_unit_test(states_are_told_apart),
            cmocka_unit_test(a_code_is_black_on_white),
            cmocka_unit_test(themes_and_looks_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
