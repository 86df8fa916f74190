/* SPDX-License-Identifier: MIT
 *
 * Words that stay whole: letters become smaller rather than break one, a number keeps its ending, and items of two
 * sizes, or of two weights, stand in one column.
 */
#include "tests/common/page/help.h"

enum { DPI = 203 };

static struct drawn draw_words(const char *words, double capital_mm, enum page_align align)
{
    return draw_text(&(struct page_text){.text = words, .capital_mm = capital_mm, .align = align, .flags = PAGE_STRONG},
                     58, DPI);
}

static void letters_become_smaller_for_a_long_word(attr_unused void **state)
{
    struct drawn drawn = draw_words("Выдача удостоверения", 4.25, PAGE_CENTRE),
                 usual = draw_words("Выдача", 4.25, PAGE_LEFT);
    assert_no_trouble(&drawn);
    assert_true(drawn.raster.height < 2 * usual.raster.height);
    assert_true(drawn.raster.height > usual.raster.height * 3 / 2);
    drawn_done(&drawn);
    drawn_done(&usual);
}

/* A word that has no room even so is broken, and then it is as large as it was meant. */
static void a_word_that_is_too_long_is_no_smaller_for_it(attr_unused void **state)
{
    struct drawn drawn = draw_words("Превысокомногорассмотрительствующий", 4.25, PAGE_LEFT);
    struct drawn usual = draw_words("П", 4.25, PAGE_LEFT);
    assert_int_equal(drawn.troubles.count, 1);
    assert_int_equal(drawn.troubles.items[0].kind, PAGE_BROKEN_WORD);
    assert_true(drawn.raster.height >= 2 * usual.raster.height);
    drawn_done(&drawn);
    drawn_done(&usual);
}

/* Where a hyphen would end the first line, and another letter would not have room on it. */
static void a_number_keeps_what_is_joined_to_it(attr_unused void **state)
{
    static const char *const texts[][2] = {{"Saat on səkkiz 18:00-a", "Saat on səkkiz\n18:00-a"},
                                           {"Saat tam 09:20–09:45", "Saat tam\n09:20–09:45"}};
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        bool wraps = false;
        for (int eighths = 24; eighths < 40; eighths++) {
            double capital_mm = eighths / 8.0;
            struct drawn drawn = draw_words(texts[i][0], capital_mm, PAGE_LEFT);
            struct drawn apart = draw_words(texts[i][1], capital_mm, PAGE_LEFT);
            if (drawn.raster.height == apart.raster.height) {
                assert_true(is_same_raster(&drawn.raster, &apart.raster));
                wraps = true;
            }
            drawn_done(&drawn);
            drawn_done(&apart);
        }
        assert_true(wraps);
    }
}

static int left_of_item(const char *mark, double capital_mm, unsigned flags)
{
    struct page *page = page_new(80, 4);
    page_add_item(page, mark, &(struct page_text){.text = "H", .capital_mm = capital_mm, .flags = flags});
    struct drawn drawn = draw(page, DPI);
    int left = ink_of(&drawn.raster).x;
    drawn_done(&drawn);
    return left;
}

/* But for the white of the letter itself. A figure space is as wide as a digit. */
static void items_stand_in_one_column(attr_unused void **state)
{
    assert_true(abs(left_of_item(" ", 3.2, 0) - left_of_item(" ", 2.5, 0)) <= 1);
    assert_true(abs(left_of_item(" ", 5, 0) - left_of_item("\u2007\u2007", 5, PAGE_STRONG)) <= 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(letters_become_smaller_for_a_long_word),
            cmocka_unit_test(a_word_that_is_too_long_is_no_smaller_for_it),
            cmocka_unit_test(a_number_keeps_what_is_joined_to_it),
            cmocka_unit_test(items_stand_in_one_column),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
