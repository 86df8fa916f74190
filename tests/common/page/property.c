/* SPDX-License-Identifier: MIT
 *
 * Pages drawn by lot: whatever stands on them, nothing fails, the margins stay white, a page is as high as its blocks
 * are one by one, and a terminal gets no line that is too long.
 */
#include <math.h>

#include "common/page/text.h"
#include "common/text.h"
#include "tests/common/page/help.h"
#include "tests/kiosk/ui/chance.h"

enum { MOST_BLOCKS = 8 };

/* A block as it is asked for, so that it can be added to more than one page. */
struct wish {
    int kind;
    char *text, *other;
    struct page_text looks;
    double mm;
};

static struct wish wish_of(struct chance *chance)
{
    static const char *const languages[] = {"az", "ru", "ja", "en", "no such"};
    int lengths[] = {3, 12, 40, 200};
    struct wish wish = {.kind = chance_below(chance, 7), .mm = chance_below(chance, 200) / 10.0};
    wish.text = chance_text(chance, lengths[chance_below(chance, 4)]);
    wish.other = chance_text(chance, lengths[chance_below(chance, 3)]);
    wish.looks = (struct page_text){.text = wish.text,
                                    .language = languages[chance_below(chance, ARRAY_SIZE(languages))],
                                    .capital_mm = 0.05 + chance_below(chance, 60) / 10.0,
                                    .align = (enum page_align)chance_below(chance, 3),
                                    .flags = (unsigned)chance_below(chance, 16)};
    if (chance_below(chance, 8) == 0)
        wish.looks.capital_mm += 12;
    return wish;
}

static void add(struct page *page, const struct wish *wish)
{
    switch (wish->kind) {
    case 0:
        page_add_pair(page, &wish->looks, wish->other);
        break;
    case 1:
        page_add_item(page, wish->other, &wish->looks);
        break;
    case 2:
        page_add_gap(page, wish->mm);
        break;
    case 3:
        page_add_rule(page);
        break;
    case 4:
        page_add_qr(page, wish->text, wish->mm / 20);
        break;
    case 5:
        page_add_picture(page, wish->text, wish->mm);
        break;
    default:
        page_add_text(page, &wish->looks);
        break;
    }
}

static void assert_white(const struct raster *raster, int from, int until)
{
    for (int y = 0; y < raster->height; y++)
        for (int x = from; x < until; x++)
            assert_false(raster_is_black(raster, x, y));
}

static void assert_terminal(const struct page *page, unsigned columns)
{
    _cleanup_(buffer_done) struct buffer out = {0};
    page_write_text(page, columns, &out);
    buffer_append_byte(&out, '\0');
    for (const char *line = buffer_bytes(&out); *line; line += strcspn(line, "\n") + 1) {
        _cleanup_free_ char *one = mem_strndup(line, strcspn(line, "\n"));
        assert_true(text_width(one) <= columns);
        assert_false(text_has_control(one, false));
    }
}

static void try_page(struct chance *chance)
{
    int dpi = chance_below(chance, 2) ? 203 : chance_between(chance, 100, 610),
        count = chance_below(chance, MOST_BLOCKS);
    double width_mm = chance_below(chance, 2) ? 80 : 58, margin_mm = chance_below(chance, 80) / 10.0;
    struct page *page = page_new(width_mm, margin_mm);
    int sum = 0;
    for (int i = 0; i < count; i++) {
        struct wish wish = wish_of(chance);
        add(page, &wish);
        struct page *alone = page_new(width_mm, margin_mm);
        add(alone, &wish);
        struct drawn one = draw(alone, dpi);
        sum += one.raster.height;
        drawn_done(&one);
        free(wish.text);
        free(wish.other);
    }
    if (chance_below(chance, 4) == 0)
        assert_terminal(page, (unsigned)chance_between(chance, 24, 80));
    struct drawn drawn = draw(page, dpi);
    int most = (int)lround(PAGE_MOST_MM * dpi / 25.4), margin = (int)ceil(margin_mm * dpi / 25.4 - 1e-6);
    assert_int_equal(drawn.raster.height, sum < most ? sum : most);
    assert_white(&drawn.raster, 0, margin);
    assert_white(&drawn.raster, drawn.raster.width - margin, (int)drawn.raster.stride * 8);
    drawn_done(&drawn);
}

static void test_any_page(void **state)
{
    (void)state;
    struct chance chance = {0};
    for (int i = 0; i < chance_times(150); i++)
        try_page(&chance);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_any_page)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
