/* SPDX-License-Identifier: MIT
 *
 * The PDF of a report: the same bytes for the same report, its language told, and no sign left out in silence.
 * tests/live/test_report_html.py reads what it says.
 */
#include <errno.h>

#include "tests/common/report/page.h"

static bool holds(const struct buffer *pdf, const char *text)
{
    return memmem(buffer_bytes(pdf), pdf->length, text, strlen(text)) != NULL;
}

/* The number of its sheets: /Count of the page tree. */
static long sheets_of(const struct buffer *pdf)
{
    static const char key[] = "/Count ";
    const char *tree = memmem(buffer_bytes(pdf), pdf->length, "/Type /Pages", strlen("/Type /Pages"));
    assert_non_null(tree);
    const char *at = memmem(tree, pdf->length - (size_t)(tree - buffer_bytes(pdf)), key, strlen(key));
    assert_non_null(at);
    return strtol(at + strlen(key), NULL, 10);
}

static void test_same_bytes(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample, "day");
    struct buffer a = {0}, b = {0};
    assert_int_equal(page_pdf(&sample.report, "az", &a), 0);
    assert_int_equal(page_pdf(&sample.report, "az", &b), 0);
    assert_int_equal(a.length, b.length);
    assert_memory_equal(buffer_bytes(&a), buffer_bytes(&b), a.length);
    assert_true(holds(&a, "/Lang (az)"));
    assert_true(holds(&a, "20261123"));
    buffer_done(&a);
    buffer_done(&b);
    sample_close(&sample);
}

static void test_languages(void **state)
{
    (void)state;
    static const char *const codes[] = {"az", "ru", "en"};
    struct sample sample;
    sample_open(&sample, "range");
    for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
        struct buffer pdf = {0};
        assert_int_equal(page_pdf(&sample.report, codes[i], &pdf), 0);
        assert_true(sheets_of(&pdf) > 2);
        buffer_done(&pdf);
    }
    sample_close(&sample);
}

static void test_sign_without_font(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample, "one");
    table_by(&sample, MANAGER_REPORT_BY_SERVICE)->lines.items[0].name = "Service \uE000";
    struct buffer pdf = {0};
    buffer_append(&pdf, "before", 6);
    assert_int_equal(page_pdf(&sample.report, "en", &pdf), -ENOENT);
    assert_int_equal(pdf.length, 6);
    buffer_done(&pdf);
    sample_close(&sample);
}

static void assert_sheets(const char *name, size_t services, long least, long most)
{
    struct sample sample;
    sample_open(&sample, name);
    if (services > 0)
        make_services(&sample, services);
    struct buffer pdf = {0};
    assert_int_equal(page_pdf(&sample.report, "en", &pdf), 0);
    assert_in_range(sheets_of(&pdf), least, most);
    buffer_done(&pdf);
    sample_close(&sample);
}

static void test_days(void **state)
{
    (void)state;
    assert_sheets("empty", 0, 1, 1);
    assert_sheets("left_open", 0, 1, 2);
    assert_sheets("left_open_days", 0, 1, 2);
    assert_sheets("one", 0, 2, 3);
    assert_sheets("day", 300, 12, 18);
}

/* Names of one long word, and very long ones, keep to their columns. */
static void test_long_names(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample, "day");
    struct manager_report_table *table = table_by(&sample, MANAGER_REPORT_BY_SERVICE);
    char word[400];
    memset(word, 'W', sizeof(word) - 1);
    word[sizeof(word) - 1] = '\0';
    table->lines.items[0].name = word;
    table->lines.items[1].figures.issued = INT64_MAX / 2;
    struct buffer pdf = {0};
    assert_int_equal(page_pdf(&sample.report, "en", &pdf), 0);
    buffer_done(&pdf);
    sample_close(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_same_bytes),        cmocka_unit_test(test_languages),
            cmocka_unit_test(test_sign_without_font), cmocka_unit_test(test_days),
            cmocka_unit_test(test_long_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
