/* SPDX-License-Identifier: MIT
 *
 * Text on paper: letters that fonts have and have not, where lines break, what shrinks, what stands beside what.
 */
#include "common/page/raster.h"

#include <math.h>

#include "tests/common/page/help.h"

#define CAPITAL 24 /* dots of 3 mm at 203 dpi */

static struct page_text plain(const char *text)
{
    return (struct page_text){.text = text, .capital_mm = 3};
}

/* The letters of a language, each another picture than the others and than the box of a sign that no font has. */
static void assert_letters(const char *language, const char *const *letters, size_t count)
{
    struct drawn *drawn = mem_new_n(struct drawn, count + 1);
    for (size_t i = 0; i <= count; i++) {
        struct page_text text = plain(i < count ? letters[i] : "\uE000");
        text.language = language;
        drawn[i] = draw_text(&text, 80, 203);
        assert_true(ink_of(&drawn[i].raster).height > 0);
        if (i < count)
            assert_no_trouble(&drawn[i]);
        for (size_t j = 0; j < i; j++)
            if (is_same_raster(&drawn[i].raster, &drawn[j].raster))
                fail_msg("%s and %s look the same", letters[j], i < count ? letters[i] : "the box");
    }
    for (size_t i = 0; i <= count; i++)
        drawn_done(&drawn[i]);
    free(drawn);
}

static void test_letters(void **state)
{
    (void)state;
    static const char *const az[] = {"A", "a", "Ə", "ə", "Ğ", "ğ", "İ", "i", "I", "ı", "Ö", "ö", "Ü", "ü", "Ç", "ç",
                                     "Ş", "ş", "S", "s", "C", "c", "E", "e", "Q", "q", "X", "x", "J", "j", "№", "–"};
    static const char *const ru[] = {"А", "а", "Б", "б", "Ё", "ё", "Ж", "ж", "Й", "й", "И", "и", "Щ", "щ", "Ш", "ш",
                                     "Ъ", "ъ", "Ы", "ы", "Ь", "ь", "Э", "э", "Ю", "ю", "Я", "я", "Ц", "ц", "№", "—"};
    static const char *const ja[] = {"あ", "ア", "漢", "字", "発", "行", "券", "待", "窓", "口", "番", "号",
                                     "日", "目", "月", "一", "二", "ン", "ソ", "ー", "。", "、", "「", "」"};
    assert_letters("az", az, ARRAY_SIZE(az));
    assert_letters("ru", ru, ARRAY_SIZE(ru));
    assert_letters("ja", ja, ARRAY_SIZE(ja));
}

static void test_unknown_sign(void **state)
{
    (void)state;
    struct page_text text = plain("növbə \uE000 A\uE000");
    struct drawn drawn = draw_text(&text, 80, 203);
    assert_trouble(&drawn, PAGE_NO_GLYPH, "U+E000 in \"növbə \uE000 A\uE000\"");
    drawn_done(&drawn);

    text = plain("two: \U0010FFFF\uE001");
    drawn = draw_text(&text, 80, 203);
    assert_int_equal(drawn.troubles.count, 2);
    assert_string_equal(drawn.troubles.items[0].text, "U+10FFFF in \"two: \U0010FFFF\uE001\"");
    assert_string_equal(drawn.troubles.items[1].text, "U+E001 in \"two: \U0010FFFF\uE001\"");
    drawn_done(&drawn);

    /* The mark of an item and the right of a pair are looked at too, and who does not ask is not told. */
    struct page *page = page_new(80, 4);
    text = plain("text");
    page_add_item(page, "\uE000", &text);
    page_add_pair(page, &text, "\uE001");
    struct raster raster;
    page_draw(page, 203, &raster, NULL);
    raster_done(&raster);
    drawn = draw(page, 203);
    assert_int_equal(drawn.troubles.count, 2);
    drawn_done(&drawn);
}

/* What comes in no text that was looked at is harmless all the same. */
static void test_not_text(void **state)
{
    (void)state;
    struct page_text bad = plain("a\x07\tb\xC2\x9B\xE2\x80\xA8"
                                 "c\x7F"),
                     good = plain("a  b  c ");
    struct drawn a = draw_text(&bad, 80, 203), b = draw_text(&good, 80, 203);
    assert_true(is_same_raster(&a.raster, &b.raster));
    assert_no_trouble(&a);
    drawn_done(&a);
    drawn_done(&b);
    bad = plain("a\xFFz");
    good = plain("a?z");
    a = draw_text(&bad, 80, 203);
    b = draw_text(&good, 80, 203);
    assert_true(is_same_raster(&a.raster, &b.raster));
    drawn_done(&a);
    drawn_done(&b);
}

static int lines_of(const struct drawn *drawn)
{
    int line = (int)lround(CAPITAL * 1.3) + (int)lround(CAPITAL * 0.35);
    assert_int_equal(drawn->raster.height % line, 0);
    return drawn->raster.height / line;
}

static void test_wrapped(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int lines;
    } cases[] = {
            {"", 1},
            {"one", 1},
            {"one\ntwo", 2},
            {"one\n\nthree", 3},
            {"Gözləmə zalı 2, birinci mərtəbə, sağda", 2},
            {"番号順に呼び出されるとは限りません。表示板をご覧ください。", 2},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        for (int align = PAGE_LEFT; align <= PAGE_RIGHT; align++) {
            struct page_text text = plain(cases[i].text);
            text.align = (enum page_align)align;
            struct drawn drawn = draw_text(&text, 80, 203);
            assert_no_trouble(&drawn);
            assert_int_equal(lines_of(&drawn), cases[i].lines);
            drawn_done(&drawn);
        }
}

/* Lines end between words: the same as if line breaks stood there. */
static void assert_breaks(const char *wrapped, const char *broken, enum page_align align)
{
    struct page_text a = plain(wrapped), b = plain(broken);
    a.align = b.align = align;
    struct drawn one = draw_text(&a, 80, 203), other = draw_text(&b, 80, 203);
    assert_no_trouble(&one);
    assert_true(is_same_raster(&one.raster, &other.raster));
    drawn_done(&one);
    drawn_done(&other);
}

static void test_breaks(void **state)
{
    (void)state;
    assert_breaks("Növbəniz çatanda lövhəyə baxın A 042 zal", "Növbəniz çatanda lövhəyə baxın A\n042 zal", PAGE_LEFT);
    /* A number whose parts are held together is on one line. */
    assert_breaks("Növbəniz çatanda lövhəyə baxın A\u00a0042 zal", "Növbəniz çatanda lövhəyə baxın\nA\u00a0042 zal",
                  PAGE_LEFT);
    /* In the middle no word is left alone, and phrases hold together. */
    assert_breaks("Ən yaxın köşkdə nömrə və kodla öyrənin", "Ən yaxın köşkdə nömrə\nvə kodla öyrənin", PAGE_CENTRE);
    assert_breaks("Зал ожидания 2, первый этаж, направо", "Зал ожидания 2,\nпервый этаж, направо", PAGE_CENTRE);
}

static void test_aligned(void **state)
{
    (void)state;
    struct page_text text = plain("HIH");
    struct drawn drawn = draw_text(&text, 80, 203);
    struct box left = ink_of(&drawn.raster);
    drawn_done(&drawn);
    text.align = PAGE_RIGHT;
    drawn = draw_text(&text, 80, 203);
    struct box right = ink_of(&drawn.raster);
    drawn_done(&drawn);
    text.align = PAGE_CENTRE;
    drawn = draw_text(&text, 80, 203);
    struct box centre = ink_of(&drawn.raster);
    drawn_done(&drawn);
    assert_in_range(left.x, 32, 36);
    assert_in_range(right.x + right.width, 639 - 36, 639 - 32);
    assert_in_range(2 * centre.x + centre.width, 639 - 3, 639 + 3);
    assert_true(left.width == right.width && left.width == centre.width);
}

static void test_broken_word(void **state)
{
    (void)state;
    struct page_text text = plain("a Verwaltungsgerichtsordnungsdurchfuehrung, b");
    struct drawn drawn = draw_text(&text, 58, 203);
    assert_trouble(&drawn, PAGE_BROKEN_WORD, "Verwaltungsgerichtsordnungsdurchfuehrung,");
    assert_int_equal(lines_of(&drawn), 3);
    drawn_done(&drawn);
    /* Told once, however many lines it takes. */
    char many[301];
    memset(many, 'w', 300);
    many[300] = '\0';
    text = plain(many);
    drawn = draw_text(&text, 58, 203);
    assert_int_equal(drawn.troubles.count, 1);
    assert_int_equal(drawn.troubles.items[0].kind, PAGE_BROKEN_WORD);
    assert_int_equal(strlen(drawn.troubles.items[0].text), 60);
    drawn_done(&drawn);
    /* One sign alone. */
    text = (struct page_text){.text = "W", .capital_mm = 100};
    drawn = draw_text(&text, 58, 203);
    assert_trouble(&drawn, PAGE_BROKEN_WORD, "W");
    assert_true(ink_of(&drawn.raster).width <= 463 - 64);
    drawn_done(&drawn);
}

/* Down to half on one line, then wrapped at half. */
static void test_one_line(void **state)
{
    (void)state;
    static const struct {
        int letters, least, most; /* dots of an H */
        int lines;
    } cases[] = {{5, 24, 24, 1}, {30, 18, 23, 1}, {44, 12, 15, 1}, {90, 12, 12, 2}};
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        char letters[100] = "";
        for (int j = 0; j < cases[i].letters; j++)
            letters[j] = j % 9 == 8 ? ' ' : 'H';
        struct page_text text = {.text = letters, .capital_mm = 3, .flags = PAGE_ONE_LINE};
        struct drawn drawn = draw_text(&text, 80, 203);
        assert_no_trouble(&drawn);
        struct box ink = ink_of(&drawn.raster);
        int capital = ink.height;
        if (cases[i].lines == 1)
            assert_in_range(capital, cases[i].least, cases[i].most);
        else
            assert_in_range(capital, cases[i].least * 2, cases[i].most * 4);
        assert_true(ink.x >= 32 && ink.x + ink.width <= 639 - 32);
        drawn_done(&drawn);
    }
}

static void test_pair(void **state)
{
    (void)state;
    struct page *page = page_new(80, 4);
    struct page_text text = plain("HIssued");
    page_add_pair(page, &text, "09:12H");
    struct drawn drawn = draw(page, 203);
    assert_int_equal(lines_of(&drawn), 1);
    struct box ink = ink_of(&drawn.raster);
    assert_in_range(ink.x, 32, 36);
    assert_in_range(ink.x + ink.width, 639 - 36, 639 - 32);
    drawn_done(&drawn);

    page = page_new(80, 4);
    text.text = "What is not short stands alone";
    page_add_pair(page, &text, "and so it is here");
    drawn = draw(page, 203);
    assert_int_equal(lines_of(&drawn), 2);
    struct box second = ink_between(&drawn.raster, drawn.raster.height / 2, drawn.raster.height);
    assert_in_range(second.x + second.width, 639 - 36, 639 - 32);
    drawn_done(&drawn);

    page = page_new(80, 4);
    text.flags = PAGE_ONE_LINE;
    page_add_pair(page, &text, "and so it is here");
    drawn = draw(page, 203);
    assert_true(drawn.raster.height < 40);
    assert_no_trouble(&drawn);
    drawn_done(&drawn);
}

/* The text of an item wraps within its own column, which is the same one for all marks of up to two digits. */
static void test_item(void **state)
{
    (void)state;
    static const char *const marks[] = {"1", "24", "•", "▶"};
    int column = 0;
    for (size_t i = 0; i < 2 * ARRAY_SIZE(marks); i++) {
        struct page *page = page_new(80, 4);
        struct page_text text = plain("\nHx");
        text.flags = i % 2 ? PAGE_STRONG : 0;
        page_add_item(page, marks[i / 2], &text);
        struct drawn drawn = draw(page, 203);
        assert_int_equal(lines_of(&drawn), 2);
        struct box mark = ink_between(&drawn.raster, 0, drawn.raster.height / 2);
        struct box below = ink_between(&drawn.raster, drawn.raster.height / 2, drawn.raster.height);
        assert_true(mark.x + mark.width < below.x);
        column = column ? column : below.x;
        assert_in_range(below.x, column - 1, column + 1);
        drawn_done(&drawn);
    }
}

/* The language of a block is that of the one before if it says none: Han characters are drawn by it. */
static void test_language_goes_on(void **state)
{
    (void)state;
    struct page *one = page_new(80, 4), *other = page_new(80, 4);
    struct page_text text = plain("直骨角");
    text.language = "ja";
    page_add_text(one, &text);
    page_add_text(one, &text);
    page_add_text(other, &text);
    page_add_gap(other, 0);
    text.language = NULL;
    page_add_text(other, &text);
    struct drawn a = draw(one, 203), b = draw(other, 203);
    assert_true(is_same_raster(&a.raster, &b.raster));
    drawn_done(&a);
    drawn_done(&b);
}

static void test_too_long(void **state)
{
    (void)state;
    struct page *page = page_new(80, 4);
    for (int i = 0; i < 7; i++) {
        struct page_text text = plain("H");
        page_add_text(page, &text);
        page_add_gap(page, 100);
        page_add_rule(page);
        page_add_qr(page, "code", 0.5);
    }
    struct drawn drawn = draw(page, 203);
    assert_int_equal(drawn.troubles.count, 1);
    assert_int_equal(drawn.troubles.items[0].kind, PAGE_TOO_LONG);
    assert_non_null(strstr(drawn.troubles.items[0].text, " mm, cut off at 600 mm"));
    assert_int_equal(drawn.raster.height, lround(600 * 203 / 25.4));
    drawn_done(&drawn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_letters),
            cmocka_unit_test(test_unknown_sign),
            cmocka_unit_test(test_not_text),
            cmocka_unit_test(test_wrapped),
            cmocka_unit_test(test_breaks),
            cmocka_unit_test(test_aligned),
            cmocka_unit_test(test_broken_word),
            cmocka_unit_test(test_one_line),
            cmocka_unit_test(test_pair),
            cmocka_unit_test(test_item),
            cmocka_unit_test(test_language_goes_on),
            cmocka_unit_test(test_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
