/* SPDX-License-Identifier: MIT
 *
 * Sheets: texts measured as they are drawn, the same bytes each time, and a PDF whose update for the language is
 * well-formed. tests/live/test_report_html.py reads them by poppler.
 */
#include "common/page/sheet.h"

#include <errno.h>

#include "tests/common/page/help.h"

static const struct sheets_about about = {.title = "Title", .author = "Centre", .made_at = 1795430100000};

static struct sheet_text letters(const char *text)
{
    return (struct sheet_text){.text = text, .points = 10};
}

static void test_measure(void **state)
{
    (void)state;
    struct sheets *sheets = sheets_new("en");
    struct sheet_text text = letters("one two three four");
    struct sheet_size line = sheets_measure(sheets, &text, 0),
                      wrapped = sheets_measure(sheets, &text, line.width_mm / 2);
    assert_true(line.width_mm > 20 && line.width_mm < 60);
    assert_true(line.height_mm > 3 && line.height_mm < 6);
    assert_true(wrapped.width_mm <= line.width_mm / 2);
    assert_true(wrapped.height_mm > 1.9 * line.height_mm);
    text.points = 20;
    struct sheet_size large = sheets_measure(sheets, &text, 0);
    assert_true(large.width_mm > 1.95 * line.width_mm && large.width_mm < 2.05 * line.width_mm);
    /* A word that is wider than its column is broken, never cut. */
    text = letters("WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW");
    assert_true(sheets_measure(sheets, &text, 20).width_mm <= 20);
    assert_true(sheets_put_text(sheets, 10, 10, 20, &text) > 2 * line.height_mm);
    sheets_free(sheets);
}

static void draw_all(struct buffer *out)
{
    struct sheets *sheets = sheets_new("az-Latn");
    struct sheet_text text = letters("Əlifba");
    const struct sheet_point points[] = {{10, 10}, {20, 30}, {40, 20}};
    struct page_troubles troubles = {0};
    sheets_put_place(sheets, "first", "Contents", 10);
    sheets_put_text(sheets, 10, 10, 50, &text);
    sheets_begin(sheets);
    sheets_put_area(sheets, &(struct sheet_area){10, 10, 20, 20}, 0x0B6670);
    sheets_put_line(sheets, points, 3, 0.5, true, 0);
    sheets_put_link(sheets, "first", &(struct sheet_area){10, 10, 20, 20});
    sheets_go_to(sheets, 0);
    sheets_put_text(sheets, 10, 50, 0, &text);
    assert_int_equal(sheets_count(sheets), 2);
    assert_int_equal(sheets_write(sheets, &about, out, &troubles), 0);
    assert_int_equal(troubles.count, 0);
    sheets_free(sheets);
}

static void test_same_bytes(void **state)
{
    (void)state;
    struct buffer a = {0}, b = {0};
    draw_all(&a);
    draw_all(&b);
    assert_int_equal(a.length, b.length);
    assert_memory_equal(buffer_bytes(&a), buffer_bytes(&b), a.length);
    buffer_done(&a);
    buffer_done(&b);
}

static long number_behind(const char *text, const char *key)
{
    const char *at = strstr(text, key);
    assert_non_null(at);
    return at ? strtol(at + strlen(key), NULL, 10) : -1;
}

/* From the end of the file to the table, from there to the catalogue, and back to the table of Cairo. */
static void test_language(void **state)
{
    (void)state;
    struct buffer pdf = {0};
    draw_all(&pdf);
    const char *bytes = buffer_bytes(&pdf);
    _cleanup_free_ char *tail = mem_strndup(bytes + pdf.length - 60, 60);
    long table = number_behind(tail, "startxref\n");
    assert_in_range(table, 1, pdf.length);
    _cleanup_free_ char *update = mem_strndup(bytes + table, pdf.length - (size_t)table);
    assert_int_equal(strncmp(update, "xref\n", 5), 0);
    long root = number_behind(update, "xref\n"), place = number_behind(update, " 1\n");
    assert_int_equal(number_behind(update, "/Root "), root);
    long before = number_behind(update, "/Prev ");
    assert_int_equal(strncmp(bytes + before, "xref\n", 5), 0);
    _cleanup_free_ char *begins = mem_printf("%ld 0 obj\n<< /Lang (az-Latn)", root);
    assert_int_equal(strncmp(bytes + place, begins, strlen(begins)), 0);
    buffer_done(&pdf);
}

static void test_sign_without_font(void **state)
{
    (void)state;
    struct sheets *sheets = sheets_new("en");
    struct sheet_text text = letters("a \uE000");
    struct page_troubles troubles = {0};
    struct buffer out = {0};
    sheets_put_text(sheets, 10, 10, 50, &text);
    assert_int_equal(sheets_write(sheets, &about, &out, &troubles), -ENOENT);
    assert_int_equal(out.length, 0);
    assert_int_equal(troubles.count, 1);
    assert_string_equal(troubles.items[0].text, "U+E000 in \"a \uE000\"");
    page_troubles_done(&troubles);
    sheets_free(sheets);
    buffer_done(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_measure),
            cmocka_unit_test(test_same_bytes),
            cmocka_unit_test(test_language),
            cmocka_unit_test(test_sign_without_font),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
