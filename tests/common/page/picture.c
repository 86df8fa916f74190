/* SPDX-License-Identifier: MIT
 *
 * Pictures on paper, made by ImageMagick: how large they become, what of them is black, and files that are none.
 */
#include "common/page/picture.h"

#include <math.h>
#include <sys/stat.h>

#include "tests/common/page/help.h"

/* A file made by `convert WORDS`; free() its path. */
static char *made(const char *words)
{
    char *path = file_named("picture.png");
    _cleanup_free_ char *command = mem_printf("convert %s 'png:%s'", words, path);
    _cleanup_free_ char *said = output_of(command);
    assert_string_equal(said, "");
    assert_int_equal(access(path, R_OK), 0);
    return path;
}

static struct drawn draw_picture(const char *path, double width_mm)
{
    struct page *page = page_new(80, 4);
    page_add_picture(page, path, width_mm);
    return draw(page, 203);
}

static double blackness(const struct raster *raster, struct box area)
{
    int black = 0;
    for (int y = area.y; y < area.y + area.height; y++)
        for (int x = area.x; x < area.x + area.width; x++)
            black += raster_is_black(raster, x, y);
    return (double)black / (area.width * area.height);
}

static void test_size(void **state)
{
    (void)state;
    static const struct {
        const char *words;
        double width_mm;
        int width, height;
    } cases[] = {
            {"-size 100x60 xc:black", 40, 100, 60},     /* smaller than it may be: a dot is a dot */
            {"-size 1000x500 xc:black", 40, 320, 160},  /* scaled down */
            {"-size 1000x500 xc:black", 500, 575, 287}, /* to what is between the margins */
            {"-size 1000x1 xc:black", 10, 80, 1},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        _cleanup_free_ char *path = made(cases[i].words);
        struct drawn drawn = draw_picture(path, cases[i].width_mm);
        assert_no_trouble(&drawn);
        struct box ink = ink_of(&drawn.raster);
        assert_int_equal(ink.width, cases[i].width);
        assert_int_equal(ink.height, cases[i].height);
        assert_int_equal(drawn.raster.height, cases[i].height);
        assert_in_range(2 * ink.x + ink.width, drawn.raster.width - 1, drawn.raster.width + 1);
        drawn_done(&drawn);
        unlink(path);
    }
}

/* What is transparent is paper; colours are as dark as the eye has them; edges stay sharp. */
static void test_drawing(void **state)
{
    (void)state;
    static const struct {
        const char *colour;
        double black;
    } cases[] = {{"none", 0}, {"white", 0}, {"yellow", 1}, {"orange", 1}, {"navy", 1}, {"red", 1}, {"#333", 1}};
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        _cleanup_free_ char *words =
                mem_printf("-size 200x100 xc:none -fill '%s' -draw 'rectangle 50,20 149,79'", cases[i].colour);
        _cleanup_free_ char *path = made(words);
        struct drawn drawn = draw_picture(path, 70);
        assert_no_trouble(&drawn);
        int left = (639 - 200) / 2;
        if (cases[i].black > 0) {
            struct box ink = ink_of(&drawn.raster);
            assert_memory_equal(&ink, &((struct box){left + 50, 20, 100, 60}), sizeof ink);
        }
        assert_true(blackness(&drawn.raster, (struct box){left + 50, 20, 100, 60}) == cases[i].black);
        drawn_done(&drawn);
        unlink(path);
    }
}

/* Greys become as many black dots as they are dark. */
static void test_photograph(void **state)
{
    (void)state;
    _cleanup_free_ char *path = made("-size 256x400 gradient:black-white -depth 16");
    struct drawn drawn = draw_picture(path, 70);
    assert_no_trouble(&drawn);
    int left = (639 - 256) / 2;
    for (int y = 0; y < 400; y += 20) {
        double share = blackness(&drawn.raster, (struct box){left, y, 256, 20});
        assert_true(fabs(share - (1 - (y + 10) / 400.0)) < 0.03);
    }
    drawn_done(&drawn);
    unlink(path);
}

static void expect_bad(const char *path, const char *why)
{
    struct page *page = page_new(80, 4);
    page_add_gap(page, 10);
    page_add_picture(page, path, 40);
    struct drawn drawn = draw(page, 203);
    _cleanup_free_ char *text = mem_printf("%s: %s", path, why);
    assert_trouble(&drawn, PAGE_BAD_PICTURE, text);
    assert_int_equal(drawn.raster.height, 80);
    drawn_done(&drawn);
}

static void write_bytes(const char *path, const void *bytes, size_t length)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static void test_bad(void **state)
{
    (void)state;
    _cleanup_free_ char *path = made("-size 300x200 plasma:");
    assert_int_equal(truncate(path, 2000), 0);
    expect_bad(path, "a broken PNG file");
    assert_int_equal(truncate(path, 20), 0);
    expect_bad(path, "not a PNG file");
    assert_int_equal(truncate(path, 0), 0);
    expect_bad(path, "not a PNG file");
    write_bytes(path, "GIF89a, or so it says, with more than a few bytes", 40);
    expect_bad(path, "not a PNG file");
    static const unsigned char huge[] = "\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR\0\1\0\0\0\1\0\0\x08\0\0\0\0";
    write_bytes(path, huge, sizeof huge);
    expect_bad(path, "larger than 4 million dots");
    unlink(path);
    expect_bad(path, "No such file or directory");
    assert_int_equal(mkfifo(path, 0600), 0);
    expect_bad(path, "not a file");
    unlink(path);
    expect_bad("/", "not a file");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_size),
            cmocka_unit_test(test_drawing),
            cmocka_unit_test(test_photograph),
            cmocka_unit_test(test_bad),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
