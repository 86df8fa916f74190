/* SPDX-License-Identifier: MIT
 *
 * CSV and JSON tell all that a report holds. Read by a reader of its own, every cell is the field of the JSON answer
 * whose name the column has.
 */
#include <inttypes.h>
#include <string.h>

#include "tests/common/report/sample.h"

enum { CELLS_LIMIT = 400 };

struct row {
    size_t count;
    const char *cells[CELLS_LIMIT];
};

struct reader {
    char *text, *at;
    char separator;
    struct row head;
};

/* Takes a row apart in place; false at the end. */
static bool next_row(struct reader *reader, struct row *ret_row)
{
    ret_row->count = 0;
    if (!*reader->at)
        return false;
    for (;;) {
        assert_true(ret_row->count < CELLS_LIMIT);
        char *to = reader->at, *from = reader->at;
        ret_row->cells[ret_row->count++] = to;
        bool quoted = *from == '"';
        from += quoted;
        for (; quoted || (*from != reader->separator && *from != '\r'); from++) {
            assert_int_not_equal(*from, '\0');
            if (quoted && *from == '"' && *++from != '"')
                break;
            *to++ = *from;
        }
        char end = *from;
        *to = '\0';
        reader->at = from + 1;
        if (end == reader->separator)
            continue;
        assert_int_equal(end, '\r');
        assert_int_equal(*reader->at++, '\n');
        return true;
    }
}

static const char *cell(const struct reader *reader, const struct row *row, const char *column)
{
    for (size_t i = 0; i < reader->head.count && i < row->count; i++) {
        if (strcmp(reader->head.cells[i], column) == 0)
            return row->cells[i];
    }
    fail_msg("no column %s", column);
    return "";
}

static void open_reader(struct reader *reader, const struct sample *sample, enum report_csv form)
{
    struct buffer out = {0};
    report_write_csv(&sample->report, form, &out);
    buffer_append_byte(&out, '\0');
    *reader = (struct reader){.text = mem_strndup(buffer_bytes(&out), out.length - 1)};
    buffer_done(&out);
    reader->at = reader->text;
    reader->separator = ',';
    if (form == REPORT_CSV_SEMICOLON) {
        assert_memory_equal(reader->text, "\xEF\xBB\xBF", 3);
        reader->at += 3;
        reader->separator = ';';
    }
    assert_true(next_row(reader, &reader->head));
}

/* --- cells against the answer --- */

struct seen {
    const struct reader *reader;
    const struct row *row;
    size_t cells;
};

/* A figure of the answer, by its path, is in the cell of that name. */
static void expect_figures(struct seen *seen, const char *prefix, json_t *object)
{
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value)
    {
        _cleanup_free_ char *path = mem_printf("%s%s", prefix, name);
        if (json_is_object(value)) {
            _cleanup_free_ char *below = mem_printf("%s_", path);
            expect_figures(seen, strcmp(name, "figures") == 0 ? prefix : below, value);
        } else if (json_is_integer(value) && strcmp(name, "hour") != 0 && strcmp(name, "made_at") != 0 &&
                   strcmp(name, "from") != 0 && strcmp(name, "until") != 0) {
            _cleanup_free_ char *text = mem_printf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
            assert_string_equal(cell(seen->reader, seen->row, path), text);
            seen->cells++;
        } else if (json_is_real(value)) {
            assert_true(strtod(cell(seen->reader, seen->row, path), NULL) == json_real_value(value));
            seen->cells++;
        }
    }
}

static void expect_line(struct seen *seen, const char *table, const char *key, json_t *object)
{
    assert_string_equal(cell(seen->reader, seen->row, "table"), table);
    if (key)
        assert_string_equal(cell(seen->reader, seen->row, "key"), key);
    expect_figures(seen, "", object);
}

/* Rows whose table has a dot are items of lists; the others, in their order. */
static bool next_line(struct reader *reader, struct row *row)
{
    while (next_row(reader, row)) {
        assert_int_equal(row->count, reader->head.count);
        if (!strchr(cell(reader, row, "table"), '.'))
            return true;
    }
    return false;
}

static const char *text_of(json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static void expect_whole(const char *name)
{
    struct sample sample;
    sample_open(&sample, name);
    struct reader reader;
    open_reader(&reader, &sample, REPORT_CSV_COMMA);
    struct row row;
    struct seen seen = {&reader, &row, 0};
    assert_true(next_line(&reader, &row));
    expect_line(&seen, "report", NULL, sample.json);
    json_t *table, *line;
    size_t i, j;
    json_array_foreach(json_object_get(sample.json, "tables"), i, table)
    {
        json_array_foreach(json_object_get(table, "lines"), j, line)
        {
            assert_true(next_line(&reader, &row));
            expect_line(&seen, text_of(table, "by"), text_of(line, "key"), line);
            const char *period = text_of(line, "period");
            assert_string_equal(cell(&reader, &row, "period"), period ? period : "");
            assert_string_equal(cell(&reader, &row, "name"), text_of(line, "name"));
        }
    }
    static const struct {
        const char *list, *table, *key;
    } lists[] = {{"comparisons", "comparison", "with"},
                 {"operators", "operator_time", "key"},
                 {"kiosks", "kiosk", "kiosk"},
                 {"printers", "printer", "printer"},
                 {"events", "event", "key"},
                 {"compared_targets", "compared_target", "key"},
                 {"integrity_operators", "integrity_operator", "key"},
                 {"integrity_services", "integrity_service", "key"},
                 {"halt_reasons", "halt_reason", "key"}};
    for (size_t k = 0; k < ARRAY_SIZE(lists); k++) {
        json_array_foreach(json_object_get(sample.json, lists[k].list), j, line)
        {
            assert_true(next_line(&reader, &row));
            expect_line(&seen, lists[k].table, text_of(line, lists[k].key), line);
        }
    }
    assert_false(next_line(&reader, &row));
    assert_true(seen.cells > 60);
    free(reader.text);
    sample_close(&sample);
}

static void every_figure_is_in_its_cell(void **state)
{
    (void)state;
    expect_whole("day");
    expect_whole("range");
    expect_whole("each");
    expect_whole("short");
    expect_whole("empty");
    expect_whole("left_open");
    expect_whole("one");
}

/* Outcomes, what was missing, pauses and tasks: a line an item. */
static void lists_are_lines(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample, "day");
    struct reader reader;
    open_reader(&reader, &sample, REPORT_CSV_COMMA);
    int64_t outcomes = 0, pauses_ms = 0, lacked = 0, served = sample.report.figures.step_ends.served;
    struct row row;
    while (next_row(&reader, &row)) {
        const char *table = cell(&reader, &row, "table");
        if (strcmp(table, "report.outcomes") == 0)
            outcomes += strtoll(cell(&reader, &row, "count"), NULL, 10);
        if (strcmp(table, "service.lacked") == 0)
            lacked += strtoll(cell(&reader, &row, "count"), NULL, 10);
        if (strcmp(table, "operator_time.pauses") == 0 && strcmp(cell(&reader, &row, "key"), "101") == 0) {
            pauses_ms += strtoll(cell(&reader, &row, "time_ms"), NULL, 10);
            assert_string_equal(cell(&reader, &row, "name"), "Aysel Məmmədova");
            assert_true(*cell(&reader, &row, "part_name"));
        }
    }
    assert_int_equal(outcomes + sample.report.figures.not_recorded, served);
    assert_int_equal(pauses_ms, sample.report.operators.items[0].pause_ms);
    assert_true(lacked > 0);
    free(reader.text);
    sample_close(&sample);
}

static void moments_are_local(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample, "day");
    struct reader reader;
    open_reader(&reader, &sample, REPORT_CSV_COMMA);
    struct row row;
    assert_true(next_row(&reader, &row));
    assert_string_equal(cell(&reader, &row, "made_at"), "2026-11-23T18:35:00.000+04:00");
    free(reader.text);
    sample_close(&sample);
}

static void expect_name(struct sample *sample, const char *name, enum report_csv form)
{
    sample->report.tables.items[0].lines.items[0].name = name;
    struct reader reader;
    open_reader(&reader, sample, form);
    struct row row = {0};
    while (next_row(&reader, &row) && strcmp(cell(&reader, &row, "table"), "agency") != 0)
        ;
    assert_string_equal(cell(&reader, &row, "name"), name);
    assert_int_equal(row.count, reader.head.count);
    free(reader.text);
}

/* Signs that mean something in CSV are only text in names; each by itself, as one that is quoted hides another. */
static void names_are_odd(void **state)
{
    (void)state;
    static const char *const names[] = {"a,b", "a;b", "\"a\" b", "a\nb", "a\rb", " a", "a ", "", "a;b,\"c\"\r\nd "};
    struct sample sample;
    sample_open(&sample, "one");
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        expect_name(&sample, names[i], REPORT_CSV_COMMA);
        expect_name(&sample, names[i], REPORT_CSV_SEMICOLON);
    }
    sample_close(&sample);
}

static void a_spreadsheet_has_decimal_commas(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample, "day");
    struct reader reader;
    open_reader(&reader, &sample, REPORT_CSV_SEMICOLON);
    struct row row;
    assert_true(next_row(&reader, &row));
    _cleanup_free_ char *percent = mem_printf("%.17g", sample.report.figures.level_percent.value);
    const char *text = cell(&reader, &row, "level_percent");
    assert_memory_equal(text, percent, 2);
    assert_int_equal(text[2], ',');
    free(reader.text);
    sample_close(&sample);
}

static void json_is_lossless(void **state)
{
    (void)state;
    static const char *const names[] = {"day", "range", "each", "short", "empty", "left_open", "one"};
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        struct sample sample, again;
        sample_open(&sample, names[i]);
        struct buffer first = {0}, second = {0};
        report_write_json(&sample.report, &first);
        assert_int_equal(buffer_bytes(&first)[first.length - 1], '\n');
        assert_null(memchr(buffer_bytes(&first), '\n', first.length - 1));
        sample_take(&again, buffer_bytes(&first), first.length);
        report_write_json(&again.report, &second);
        assert_int_equal(first.length, second.length);
        assert_memory_equal(buffer_bytes(&first), buffer_bytes(&second), first.length);
        assert_true(again.report.figures.waiting.p90_ms.value == sample.report.figures.waiting.p90_ms.value);
        buffer_done(&first);
        buffer_done(&second);
        sample_close(&again);
        sample_close(&sample);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(every_figure_is_in_its_cell),
            cmocka_unit_test(lists_are_lines),
            cmocka_unit_test(moments_are_local),
            cmocka_unit_test(names_are_odd),
            cmocka_unit_test(a_spreadsheet_has_decimal_commas),
            cmocka_unit_test(json_is_lossless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
