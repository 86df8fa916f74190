/* SPDX-License-Identifier: MIT
 *
 * What a page is as dots: its size, the height of capitals, codes that are scanned, bars and margins.
 */
#include "common/page/raster.h"

#include <errno.h>
#include <math.h>

#include "common/qr.h"
#include "tests/common/page/help.h"

#define CODE "%T/A042/20261129/K7MPX"

static void test_width(void **state)
{
    (void)state;
    static const struct {
        int mm, dpi, dots;
    } cases[] = {{80, 203, 639}, {58, 203, 463}, {80, 300, 944}, {58, 300, 685}, {80, 600, 1889}, {25, 254, 250}};
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct page *page = page_new(cases[i].mm, 4);
        page_add_gap(page, 10);
        struct drawn drawn = draw(page, cases[i].dpi);
        assert_int_equal(drawn.raster.width, cases[i].dots);
        assert_int_equal(drawn.raster.height, lround(10 * cases[i].dpi / 25.4));
        assert_int_equal(drawn.raster.dpi, cases[i].dpi);
        assert_true(drawn.raster.stride * 8 >= (size_t)cases[i].dots);
        assert_true(fabs(raster_length_mm(&drawn.raster) - 10) < 25.4 / cases[i].dpi);
        assert_int_equal(ink_of(&drawn.raster).height, 0);
        drawn_done(&drawn);
    }
}

static void test_empty(void **state)
{
    (void)state;
    struct drawn drawn = draw(page_new(80, 4), 203);
    assert_int_equal(drawn.raster.height, 0);
    assert_false(drawn.raster.cut);
    assert_false(raster_is_black(&drawn.raster, 0, 0));
    assert_int_equal(raster_write_png(&drawn.raster, "/dev/null"), -EINVAL);
    drawn_done(&drawn);
}

/* The H is as high as was asked, to the dot, in every look, size and resolution. */
static void test_capitals(void **state)
{
    (void)state;
    static const unsigned looks[] = {0, PAGE_STRONG, PAGE_MONOSPACE, PAGE_STRONG | PAGE_MONOSPACE};
    static const int resolutions[] = {203, 300, 600};
    for (size_t i = 0; i < ARRAY_SIZE(looks) * ARRAY_SIZE(resolutions); i++) {
        int dpi = resolutions[i / ARRAY_SIZE(looks)];
        for (int tenths = 16; tenths <= 240; tenths += 7) {
            double mm = tenths / 10.0;
            struct page_text text = {.text = "H", .capital_mm = mm, .flags = looks[i % ARRAY_SIZE(looks)]};
            struct drawn drawn = draw_text(&text, 80, dpi);
            assert_int_equal(ink_of(&drawn.raster).height, lround(mm * dpi / 25.4));
            assert_no_trouble(&drawn);
            drawn_done(&drawn);
        }
    }
}

/* On narrow paper the letters are narrowed rather than made smaller, and are never lower than they may be. */
static void test_number_is_high(void **state)
{
    (void)state;
    static const struct {
        const char *number;
        int width_mm;
        double may_mm, least_mm;
    } cases[] = {
            {"A\u00a0042", 80, 0, 18}, {"AB\u00a0042", 80, 0, 18},    {"A\u00a0042", 58, 0, 15}, {"A042", 58, 0, 17},
            {"AB042", 58, 0, 12},      {"AB\u00a01042", 80, 0, 15},   {"AB042", 58, 15, 15},     {"KA1000", 58, 15, 15},
            {"KA10000", 58, 15, 15},   {"KA10000", 58, 14.95, 14.95},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct page_text text = {.text = cases[i].number,
                                 .capital_mm = 18,
                                 .flags = PAGE_STRONG | PAGE_ONE_LINE,
                                 .align = PAGE_CENTRE,
                                 .least_mm = cases[i].may_mm};
        struct drawn drawn = draw_text(&text, cases[i].width_mm, 203);
        struct box ink = ink_of(&drawn.raster);
        assert_true(ink.height >= cases[i].least_mm * 203 / 25.4);
        assert_true(ink.height <= 18.9 * 203 / 25.4); /* one line; round digits stand out a little */
        assert_in_range(ink.x, 32, 90);
        assert_true(abs(2 * ink.x + ink.width - drawn.raster.width) < 20);
        assert_no_trouble(&drawn);
        drawn_done(&drawn);
    }
}

/* What has no room stands in two lines if it can, each as high; if that does not help, it is told. */
static void test_number_has_no_room(void **state)
{
    (void)state;
    struct page_text text = {.text = "KA10000",
                             .capital_mm = 18,
                             .flags = PAGE_STRONG | PAGE_ONE_LINE,
                             .align = PAGE_CENTRE,
                             .least_mm = 15,
                             .stacked = "KA\n10000"};
    struct drawn drawn = draw_text(&text, 50, 203);
    struct box upper = ink_between(&drawn.raster, 0, drawn.raster.height / 2);
    struct box lower = ink_between(&drawn.raster, drawn.raster.height / 2, drawn.raster.height);
    assert_no_trouble(&drawn);
    assert_true(upper.height >= 15 * 203 / 25.4 && lower.height >= 15 * 203 / 25.4);
    assert_true(upper.x > lower.x && upper.x + upper.width < lower.x + lower.width);
    drawn_done(&drawn);
    text.stacked = NULL;
    drawn = draw_text(&text, 50, 203);
    assert_int_equal(drawn.troubles.count, 1);
    assert_int_equal(drawn.troubles.items[0].kind, PAGE_TOO_LOW);
    double mm = ink_of(&drawn.raster).height * 25.4 / 203,
           told = strtod(strchr(drawn.troubles.items[0].text, 's') + 1, NULL);
    assert_true(told < 15 && fabs(mm - told) < 0.6);
    drawn_done(&drawn);
    text.text = "KA1000000000";
    text.stacked = "KA\n1000000000";
    drawn = draw_text(&text, 50, 203);
    assert_int_equal(drawn.troubles.count, 1);
    assert_ptr_equal(strstr(drawn.troubles.items[0].text, "KA1000000000 is "), drawn.troubles.items[0].text);
    assert_non_null(strstr(drawn.troubles.items[0].text, " mm high, expected 15 mm"));
    drawn_done(&drawn);
}

static void assert_area(const struct raster *raster, struct box area, bool black)
{
    for (int y = area.y; y < area.y + area.height; y++)
        for (int x = area.x; x < area.x + area.width; x++)
            if (raster_is_black(raster, x, y) != black)
                fail_msg("the dot %d, %d is %s", x, y, black ? "white" : "black");
}

/* Every module of a code is a square of whole dots, and there are four modules of quiet about it. */
static void assert_modules(const struct raster *raster, const char *text, int module)
{
    struct qr qr;
    assert_int_equal(qr_encode(text, &qr), 0);
    int left = (raster->width - qr.size * module) / 2, quiet = QR_QUIET * module;
    assert_int_equal(raster->height, (qr.size + 2 * QR_QUIET) * module);
    assert_area(raster, (struct box){0, 0, raster->width, quiet}, false);
    assert_area(raster, (struct box){0, raster->height - quiet, raster->width, quiet}, false);
    assert_area(raster, (struct box){0, 0, left, raster->height}, false);
    assert_true(left >= quiet);
    for (int y = 0; y < qr.size; y++)
        for (int x = 0; x < qr.size; x++)
            assert_area(raster, (struct box){left + x * module, quiet + y * module, module, module},
                        qr_is_dark(&qr, x, y));
    qr_done(&qr);
}

static void test_modules(void **state)
{
    (void)state;
    static const struct {
        int width_mm, dpi;
        double module_mm;
        int dots;
    } cases[] = {
            {80, 203, 0.5, 4}, {80, 203, 0.75, 6}, {58, 203, 0.75, 6}, {58, 203, 0.76, 7},
            {80, 254, 0.5, 5}, {80, 300, 0.5, 6},  {58, 600, 1.1, 26}, {80, 203, 0.0001, 1},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct page *page = page_new(cases[i].width_mm, 4);
        page_add_qr(page, CODE, cases[i].module_mm);
        struct drawn drawn = draw(page, cases[i].dpi);
        assert_no_trouble(&drawn);
        assert_modules(&drawn.raster, CODE, cases[i].dots);
        drawn_done(&drawn);
    }
}

static void test_scan(void **state)
{
    (void)state;
    _cleanup_free_ char *path = file_named("scan.png");
    struct page *page = page_new(58, 4);
    page_add_text(page, &(struct page_text){.text = "A 042", .capital_mm = 15, .flags = PAGE_STRONG});
    page_add_qr(page, CODE, 0.5);
    page_add_text(page, &(struct page_text){.text = "Nömrələr ardıcıllıqla çağırılmır", .capital_mm = 2.5});
    struct drawn drawn = draw(page, 203);
    assert_int_equal(raster_write_png(&drawn.raster, path), 0);
    _cleanup_free_ char *text = scanned(path);
    assert_string_equal(text, CODE);
    unlink(path);
    drawn_done(&drawn);
}

static void test_bad_code(void **state)
{
    (void)state;
    char text[4000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    struct page *page = page_new(80, 4);
    page_add_qr(page, text, 0.5);
    struct drawn drawn = draw(page, 203);
    assert_trouble(&drawn, PAGE_BAD_QR, "a QR code of 3999 bytes cannot be");
    assert_int_equal(drawn.raster.height, 0);
    drawn_done(&drawn);

    page = page_new(58, 4);
    page_add_qr(page, CODE, 2);
    drawn = draw(page, 203);
    assert_trouble(&drawn, PAGE_BAD_QR, "a QR code of 33 modules of 16 dots is wider than the paper of 463 dots");
    drawn_done(&drawn);

    page = page_new(58, 4);
    page_add_qr(page, "", 0.5);
    drawn = draw(page, 203);
    assert_trouble(&drawn, PAGE_BAD_QR, "a QR code of 0 bytes cannot be");
    drawn_done(&drawn);
}

/* A program that is not ours finds the same dots in the PNG, one bit each, and its resolution. */
static void test_png(void **state)
{
    (void)state;
    _cleanup_free_ char *path = file_named("dots.png");
    struct page *page = page_new(80, 4);
    page_add_text(page, &(struct page_text){.text = "Şəxsiyyət", .capital_mm = 5});
    page_add_rule(page);
    struct drawn drawn = draw(page, 203);
    assert_int_equal(raster_write_png(&drawn.raster, path), 0);
    _cleanup_free_ char *facts_command =
            mem_printf("identify -format '%%w %%h %%[resolution.x] %%[resolution.y] %%[units]' '%s'", path);
    _cleanup_free_ char *facts = output_of(facts_command);
    int width = 0, height = 0;
    double x = 0, y = 0;
    char units[32] = "";
    assert_int_equal(sscanf(facts, "%d %d %lf %lf %31s", &width, &height, &x, &y, units), 5);
    assert_int_equal(width, drawn.raster.width);
    assert_int_equal(height, drawn.raster.height);
    double per_dpi = strcmp(units, "PixelsPerCentimeter") == 0 ? 2.54 : 1;
    assert_true(fabs(x * per_dpi - 203) < 0.01 && fabs(y * per_dpi - 203) < 0.01);

    _cleanup_free_ char *dots_command = mem_printf("convert '%s' pbm:-", path);
    FILE *pbm = popen(dots_command, "r");
    assert_non_null(pbm);
    assert_int_equal(fscanf(pbm, "P4 %d %d%*1[\n]", &width, &height), 2);
    for (int row = 0; row < height; row++) {
        unsigned char line[256];
        size_t length = ((size_t)width + 7) / 8;
        assert_int_equal(fread(line, 1, length, pbm), length);
        for (int column = 0; column < width; column++)
            assert_int_equal(line[column / 8] >> (7 - column % 8) & 1, raster_is_black(&drawn.raster, column, row));
    }
    pclose(pbm);
    unlink(path);
    assert_int_equal(raster_write_png(&drawn.raster, "/nowhere/dots.png"), -ENOENT);
    assert_int_equal(raster_write_png(&drawn.raster, "/dev/full"), -ENOSPC);
    drawn_done(&drawn);
}

/* A bar is black from margin to margin, and its text is white. */
static void test_inverse(void **state)
{
    (void)state;
    struct page_text text = {
            .text = "TƏKRAR", .capital_mm = 4, .align = PAGE_CENTRE, .flags = PAGE_STRONG | PAGE_INVERSE};
    struct drawn bar = draw_text(&text, 80, 203);
    int left = (int)ceil(4 * 203 / 25.4), inner = bar.raster.width - 2 * left;
    struct box ink = ink_of(&bar.raster);
    assert_memory_equal(&ink, &((struct box){left, 0, inner, bar.raster.height}), sizeof ink);
    int white = 0;
    for (int y = 0; y < bar.raster.height; y++)
        for (int x = left; x < left + inner; x++)
            white += !raster_is_black(&bar.raster, x, y);
    text.flags = PAGE_STRONG;
    struct drawn plain = draw_text(&text, 80, 203);
    int black = 0;
    for (int y = 0; y < plain.raster.height; y++)
        for (int x = 0; x < plain.raster.width; x++)
            black += raster_is_black(&plain.raster, x, y);
    assert_true(black > 1000);
    assert_int_equal(white, black);
    drawn_done(&bar);
    drawn_done(&plain);
}

static void test_rule(void **state)
{
    (void)state;
    struct page *page = page_new(80, 4);
    page_add_rule(page);
    struct drawn drawn = draw(page, 203);
    struct box ink = ink_of(&drawn.raster);
    assert_int_equal(ink.x, 32);
    assert_int_equal(ink.width, 639 - 64);
    assert_int_equal(ink.height, 2);
    assert_int_equal(ink.y, 8);
    assert_int_equal(drawn.raster.height, 18);
    assert_area(&drawn.raster, ink, true);
    drawn_done(&drawn);
}

static void test_cut(void **state)
{
    (void)state;
    struct page *page = page_new(80, 4);
    page_add_gap(page, 5);
    assert_false(page_is_cut(page));
    page_add_cut(page);
    assert_true(page_is_cut(page));
    struct drawn drawn = draw(page, 203);
    assert_true(drawn.raster.cut);
    assert_int_equal(drawn.raster.height, 40);
    drawn_done(&drawn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_width),
            cmocka_unit_test(test_empty),
            cmocka_unit_test(test_capitals),
            cmocka_unit_test(test_number_is_high),
            cmocka_unit_test(test_number_has_no_room),
            cmocka_unit_test(test_modules),
            cmocka_unit_test(test_scan),
            cmocka_unit_test(test_bad_code),
            cmocka_unit_test(test_png),
            cmocka_unit_test(test_inverse),
            cmocka_unit_test(test_rule),
            cmocka_unit_test(test_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
