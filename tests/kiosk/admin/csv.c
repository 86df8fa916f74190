/* SPDX-License-Identifier: MIT
 *
 * CSV as RFC 4180 has it, and every way not to be that, each with its line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kiosk/admin/csv.h"

static const struct csv_column columns[] = {{"day", true}, {"counter", true}, {"note", false}};

/* Reads a text out of a file; what it says on stderr goes to *ret_said, free it. */
static int read_text(const char *text, struct csv *ret_csv, char **ret_said)
{
    char path[] = "/tmp/novbe-csv-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    close(fd);
    size_t room = 0;
    FILE *usual = stderr;
    stderr = open_memstream(ret_said, &room);
    int r = csv_read(path, columns, ARRAY_SIZE(columns), ret_csv);
    fclose(stderr);
    stderr = usual;
    unlink(path);
    return r;
}

static void test_fields_are_found_by_their_columns(attr_unused void **state)
{
    _cleanup_free_ char *said = NULL;
    struct csv csv;
    const char *text = "\xef\xbb\xbf"
                       "counter,day,note\r\n7,2026-11-24,\"a, \"\"b\"\"\"\r\n\"8\",2026-11-25,";
    assert_int_equal(read_text(text, &csv, &said), 0);
    assert_string_equal(said, "");
    assert_int_equal(csv.count, 2);
    assert_string_equal(csv.rows[0].fields[0], "2026-11-24");
    assert_string_equal(csv.rows[0].fields[1], "7");
    assert_string_equal(csv.rows[0].fields[2], "a, \"b\"");
    assert_int_equal(csv.rows[1].line, 3);
    assert_string_equal(csv.rows[1].fields[1], "8");
    assert_null(csv.rows[1].fields[2]);
    csv_done(&csv);
}

static void test_a_column_may_be_missing(attr_unused void **state)
{
    _cleanup_free_ char *said = NULL;
    struct csv csv;
    assert_int_equal(read_text("day,counter\n2026-11-24,7\n", &csv, &said), 0);
    assert_null(csv.rows[0].fields[2]);
    csv_done(&csv);
}

static void test_mistakes_have_their_line(attr_unused void **state)
{
    static const struct {
        const char *text;
        const char *said;
    } cases[] = {
            {"", ":1: error: there is no column "},
            {"day\n", ":1: error: it lacks the column counter"},
            {"day,counter,day\n", ":1: error: twice the column day"},
            {"day,counter,colour\n", ":1: error: there is no column colour"},
            {"day,counter\na,b\n\n", ":3: error: too few fields"},
            {"day,counter\na\n", ":2: error: too few fields"},
            {"day,counter\na,b,c\n", ":2: error: too many fields"},
            {"day,counter\na,b\na,\n", ":3: error: empty: counter"},
            {"day,counter\na,\"b\n", ":2: error: quotes that do not close"},
            {"day,counter\na,\"b\"c\n", ":2: error: quotes that do not close"},
            {"day,counter\na,b\"c\"\n", ":2: error: quotes that do not close"},
            {"day,counter\na,b\rc\n", ":2: error: quotes that do not close"},
            {"day,counter\na,\"b\nc\"\n", ":2: error: a control character"},
            {"day,counter\na,b\tc\n", ":2: error: a control character"},
            {"day,counter\na,\xff\n", ":1: error: the file is not UTF-8"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        _cleanup_free_ char *said = NULL;
        struct csv csv;
        assert_int_equal(read_text(cases[i].text, &csv, &said), -EBADMSG);
        if (!strstr(said, cases[i].said))
            fail_msg("case %zu: %s", i, said);
    }
}

static void test_all_mistakes_are_told(attr_unused void **state)
{
    _cleanup_free_ char *said = NULL;
    struct csv csv;
    assert_int_equal(read_text("day,counter\na\n,b\na,b,c\n", &csv, &said), -EBADMSG);
    assert_non_null(strstr(said, ":2: "));
    assert_non_null(strstr(said, ":3: "));
    assert_non_null(strstr(said, ":4: "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_fields_are_found_by_their_columns),
            cmocka_unit_test(test_a_column_may_be_missing),
            cmocka_unit_test(test_mistakes_have_their_line),
            cmocka_unit_test(test_all_mistakes_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
