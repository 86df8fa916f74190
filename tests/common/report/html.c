/* SPDX-License-Identifier: MIT
 *
 * The HTML of a report: nothing of a name becomes markup, every figure of the report is in it, and it is whole on days
 * of any kind. tests/live/test_report_html.py opens it in a browser.
 */
#include <inttypes.h>

#include "common/report/outline.h"
#include "common/report/words.h"
#include "tests/common/report/page.h"

static size_t count_of(const char *text, const char *what)
{
    size_t count = 0;
    for (const char *at = strstr(text, what); at; at = strstr(at + 1, what))
        count++;
    return count;
}

#define assert_has(text, what)               \
    do {                                     \
        if (!strstr((text), (what)))         \
            fail_msg("it lacks %s", (what)); \
    } while (0)

/* --- names --- */

static void test_hostile_names(void **state)
{
    (void)state;
    static const char hostile[] =
            "</title></script><script>alert('a')</script><img src=x onerror=\"b\">&amp;\x01 --> ]]>";
    struct sample sample;
    sample_open(&sample, "day");
    struct manager_report *report = &sample.report;
    report->centre = hostile;
    for (size_t i = 0; i < report->tables.count; i++)
        for (size_t k = 0; k < report->tables.items[i].lines.count; k++) {
            struct manager_report_line *line = &report->tables.items[i].lines.items[k];
            line->name = hostile;
            if (report->tables.items[i].by.value == MANAGER_REPORT_BY_HOUR)
                line->key = hostile;
            for (size_t j = 0; j < line->figures.lacked.count; j++)
                line->figures.lacked.items[j].name = hostile;
        }
    for (size_t i = 0; i < report->figures.outcomes.count; i++)
        report->figures.outcomes.items[i].name = hostile;
    for (size_t i = 0; i < report->operators.count; i++)
        report->operators.items[i].name = hostile;
    for (size_t i = 0; i < report->kiosks.count; i++)
        report->kiosks.items[i].kiosk = hostile;
    for (size_t i = 0; i < report->printers.count; i++)
        report->printers.items[i].printer = hostile;
    for (size_t i = 0; i < report->events.count; i++)
        report->events.items[i].name = hostile;
    report->compared_targets.items = report->events.items;
    report->compared_targets.count = report->events.count;
    for (size_t i = 0; i < report->halt_reasons.count; i++)
        report->halt_reasons.items[i].name = hostile;
    for (size_t i = 0; i < report->integrity_services.count; i++)
        report->integrity_services.items[i].name = hostile;
    report->worst->name = hostile;
    _cleanup_free_ char *page = page_html(report, "en");
    assert_int_equal(count_of(page, "<script"), 1);
    assert_int_equal(count_of(page, "</script"), 1);
    assert_int_equal(count_of(page, "</title"), count_of(page, "<title"));
    assert_int_equal(count_of(page, "<img"), 0);
    assert_int_equal(count_of(page, "alert('"), 0);
    assert_int_equal(count_of(page, "onerror=\""), 0);
    assert_int_equal(count_of(page, "\x01"), 0);
    assert_has(page, "&lt;img src=x onerror=&quot;b&quot;&gt;&amp;amp;\uFFFD --&gt; ]]&gt;");
    sample_close(&sample);
}

/* Neither style attributes nor handlers, which its policy forbids, nor anything from elsewhere. */
static void test_nothing_from_elsewhere(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample, "day");
    _cleanup_free_ char *page = page_html(&sample.report, "ru");
    static const char *const forbidden[] = {" style=", " src=",   "http:",    "https:",      "@import", "url(",
                                            "<link",   "<iframe", " onclick", "javascript:", "<base"};
    for (size_t i = 0; i < ARRAY_SIZE(forbidden); i++)
        if (strstr(page, forbidden[i]))
            fail_msg("it has %s: %.60s", forbidden[i], strstr(page, forbidden[i]));
    assert_has(page, "content=\"default-src 'none'; style-src 'sha256-");
    assert_has(page, "; script-src 'sha256-");
    assert_has(page, "<html lang=\"ru\">");
    sample_close(&sample);
}

/* --- figures --- */

/* What stands in elements by itself, in order. */
struct wanted {
    const struct language *language;
    char **texts;
    size_t count, room, found;
};

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void take_texts(struct wanted *wanted, const char *page)
{
    for (const char *at = strchr(page, '>'); at; at = strchr(at + 1, '>')) {
        mem_grow(wanted->texts, wanted->count, wanted->room);
        wanted->texts[wanted->count++] = mem_strndup(at + 1, strcspn(at + 1, "<\n"));
    }
    qsort(wanted->texts, wanted->count, sizeof(wanted->texts[0]), compare_texts);
}

static void wanted_done(struct wanted *wanted)
{
    for (size_t i = 0; i < wanted->count; i++)
        free(wanted->texts[i]);
    free(wanted->texts);
}

static void assert_figure(struct wanted *wanted, const char *path, const char *text)
{
    if (!bsearch(&text, wanted->texts, wanted->count, sizeof(wanted->texts[0]), compare_texts))
        fail_msg("%s: %s is not in the page", path, text);
    wanted->found++;
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), own = strlen(end);
    return length >= own && strcmp(text + length - own, end) == 0;
}

static void want_number(struct wanted *wanted, const char *path, bool hours, json_int_t number)
{
    _cleanup_free_ char *text = NULL;
    if (hours)
        text = mem_printf("%" PRId64 ":%02d", (int64_t)(number + 30000) / 3600000,
                          (int)((number + 30000) / 60000 % 60));
    else if (ends_with(path, "_ms") && !ends_with(path, "target_from_ms") && !ends_with(path, "target_to_ms"))
        text = report_length(number);
    else if (!ends_with(path, "_ms"))
        text = language_number(wanted->language, number);
    if (text)
        assert_figure(wanted, path, text);
}

static void want_real(struct wanted *wanted, const char *path, double number)
{
    _cleanup_free_ char *text = ends_with(path, "_percent")
                                        ? report_percent(wanted->language, number)
                                        : language_decimal(wanted->language, number, ends_with(path, ".ratio") ? 2 : 1);
    assert_figure(wanted, path, text);
}

/* All numbers below a value. Moments, and numbers of days, are told in other words; what is told in hours and minutes
 * is known by its place. */
static void want_all(struct wanted *wanted, const char *path, json_t *value, bool hours)
{
    static const char *const other[] = {".made_at", ".from",  ".until", ".days",    ".hour",
                                        ".before",  ".after", ".open",  ".planned", ".operators"};
    const char *key;
    json_t *item;
    size_t index;
    for (size_t i = 0; i < ARRAY_SIZE(other); i++)
        if (ends_with(path, other[i]) && !json_is_object(value) && !json_is_array(value))
            return;
    if ((strcmp(path, ".halted_ms") == 0 || strcmp(path, ".outage_ms") == 0) && json_integer_value(value) == 0)
        return; /* nothing stopped: no line */
    json_object_foreach(value, key, item)
    {
        _cleanup_free_ char *below = mem_printf("%s.%s", path, key);
        static const char *const in_hours[] = {".operators", ".busy_ms", ".open_ms", ".counters_open_ms",
                                               ".counters_planned_ms"};
        bool so = hours;
        for (size_t i = 0; i < ARRAY_SIZE(in_hours); i++)
            so = so || ends_with(below, in_hours[i]);
        if (strcmp(key, "worst") != 0)
            want_all(wanted, below, item, so);
    }
    json_array_foreach(value, index, item)
    {
        _cleanup_free_ char *below = mem_printf("%s[]", path);
        want_all(wanted, below, item, hours);
    }
    if (json_is_real(value))
        want_real(wanted, path, json_real_value(value));
    if (json_is_integer(value))
        want_number(wanted, path, hours && ends_with(path, "_ms"), json_integer_value(value));
}

static void assert_all_figures(const char *name, const char *code, size_t least)
{
    struct sample sample;
    sample_open(&sample, name);
    _cleanup_(i18n_freep) struct i18n *i18n = load_language(code);
    _cleanup_free_ char *page = page_html(&sample.report, code);
    struct wanted wanted = {.language = i18n_at(i18n, 0)};
    take_texts(&wanted, page);
    want_all(&wanted, "", sample.json, false);
    assert_true(wanted.found > least);
    wanted_done(&wanted);
    sample_close(&sample);
}

static void test_every_figure(void **state)
{
    (void)state;
    assert_all_figures("day", "en", 20000);
    assert_all_figures("range", "az", 15000);
    assert_all_figures("each", "ru", 4000);
    assert_all_figures("short", "ru", 2000);
    assert_all_figures("one", "ja", 400);
}

/* --- days of all kinds --- */

static void test_empty_day(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample, "empty");
    _cleanup_free_ char *page = page_html(&sample.report, "en");
    assert_has(page, "</html>\n");
    assert_has(page, "no visits");
    assert_int_equal(count_of(page, "<svg"), 0);
    assert_null(strstr(page, "id=\"services\""));
    assert_has(page, "id=\"reconciliation\"");
    assert_null(strstr(page, "nan"));
    assert_null(strstr(page, "(null)"));
    sample_close(&sample);
}

static void test_one_visitor(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample, "one");
    _cleanup_free_ char *page = page_html(&sample.report, "en");
    const struct manager_report_line *hour = &table_by(&sample, MANAGER_REPORT_BY_HOUR)->lines.items[0];
    assert_int_equal(count_of(page, "<circle class=p90 "), 1);
    _cleanup_free_ char *value =
            mem_printf("data-ms=\"%" PRId64 "\" data-key=\"10\"", hour->figures.waiting.p90_ms.value);
    assert_has(page, value);
    assert_null(strstr(page, "nan"));
    sample_close(&sample);
}

static void test_many_services(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample, "day");
    make_services(&sample, 300);
    _cleanup_free_ char *page = page_html(&sample.report, "en");
    for (int i = 0; i < 300; i++) {
        _cleanup_free_ char *name = mem_printf(">Service number %d <small>", i);
        assert_has(page, name);
    }
    /* A sheet has those with most visits. */
    assert_has(page, "<tr><th scope=row>Service number 299 ");
    assert_has(page, "<tr class=minor><th scope=row>Service number 9 ");
    assert_has(page, "270 more rows are in the file");
    sample_close(&sample);
}

/* What does not add up is told at the top and at the end. */
static void test_alarm(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample, "day");
    sample.report.figures.visit_difference.value = -2;
    struct manager_report_table *agencies = table_by(&sample, MANAGER_REPORT_BY_AGENCY);
    agencies->lines.items[1].figures.step_difference = (struct idl_maybe_int){.set = true, .value = 3};
    _cleanup_free_ char *page = page_html(&sample.report, "en");
    assert_has(page, "it does not add up");
    assert_has(page, agencies->lines.items[1].name);
    assert_has(page, "ALARM: it does not add up. Visits differ by -2");
    assert_has(page, "ALARM: a line does not add up: ");
    sample_close(&sample);
}

/* Of a table of each day the alarm says which day it is. */
static void test_alarm_of_a_period(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample, "each");
    struct manager_report_table *services = table_by(&sample, MANAGER_REPORT_BY_SERVICE);
    struct manager_report_line *line = &services->lines.items[5];
    assert_string_equal(line->period, "2026-11-03");
    line->figures.step_difference = (struct idl_maybe_int){.set = true, .value = 3};
    _cleanup_free_ char *page = page_html(&sample.report, "en");
    _cleanup_free_ char *alarm = mem_printf("ALARM: a line does not add up: Service, 03/11/2026 \u00b7 %s", line->name);
    assert_has(page, alarm);
    sample_close(&sample);
}

/* A counter that was left open makes lines of hours in which nobody came. */
static void leave_open(struct manager_report_table *table, const char *key)
{
    struct manager_report_line *line = &table->lines.items[0];
    line->key = key;
    line->figures = (struct manager_report_figures){0};
    line->counters_open_ms = (struct idl_maybe_int){.set = true, .value = 3600000};
}

static void test_open_over_the_night(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample, "range");
    leave_open(table_by(&sample, MANAGER_REPORT_BY_WEEKDAY_HOUR), "1-00");
    _cleanup_free_ char *heat = page_html(&sample.report, "en");
    assert_null(strstr(heat, ">00<"));
    assert_has(heat, ">17<");
    sample_close(&sample);
    sample_open(&sample, "day");
    leave_open(table_by(&sample, MANAGER_REPORT_BY_HOUR), "00");
    _cleanup_free_ char *curve = page_html(&sample.report, "en");
    assert_null(strstr(curve, "data-entered=\"0\""));
    assert_has(curve, "data-key=\"10\"");
    sample_close(&sample);
}

/* Counters stood open and nobody came. */
static void test_nobody_came(void **state)
{
    (void)state;
    static const char *const names[] = {"left_open", "left_open_days"};
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        struct sample sample;
        sample_open(&sample, names[i]);
        _cleanup_free_ char *page = page_html(&sample.report, "en");
        assert_int_equal(count_of(page, "<svg"), 0);
        assert_has(page, "id=\"waiting\"");
        assert_null(strstr(page, "nan"));
        assert_null(strstr(page, "(null)"));
        sample_close(&sample);
    }
}

/* Only some medians of one day are exact. */
static void test_what_is_exact(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample, "day");
    _cleanup_free_ char *page = page_html(&sample.report, "en");
    assert_has(page, "Median and p90 of the whole, agencies, services, kiosks and printers are exact; all others come "
                     "from histograms, with an error of at most 1%.");
    sample_close(&sample);
}

/* Half a day is not held against whole ones; their figures stand beside one another with what they are of. */
static void test_open_day_has_no_change(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample, "day");
    _cleanup_free_ char *closed = page_html(&sample.report, "en");
    assert_has(closed, "+5.1%");
    assert_has(closed, ">Changes are against: ");
    sample.report.open = true;
    _cleanup_free_ char *open = page_html(&sample.report, "en");
    assert_null(strstr(open, "+5.1%"));
    assert_null(strstr(open, "Changes are against"));
    assert_null(strstr(open, "in the four weeks before"));
    assert_null(strstr(open, ">\u2212"));
    assert_has(open, "<th scope=row>Monday, 23 November 2026, so far at 18:35</th>");
    sample_close(&sample);
}

/* --- what leads where --- */

static void expect_lead(const char *page, size_t sentence, const char *id)
{
    const char *at = page;
    for (size_t i = 0; at && i <= sentence; i++)
        at = strstr(at + 1, "<li><a href=\"#");
    assert_non_null(at);
    at += strlen("<li><a href=\"#");
    _cleanup_free_ char *lead = mem_strndup(at, strcspn(at, "\""));
    assert_string_equal(lead, id);
    _cleanup_free_ char *section = mem_printf("<section id=\"%s\"", id);
    assert_has(page, section);
}

static void expect_leads(const struct manager_report *report, const char *const ids[REPORT_SENTENCES])
{
    _cleanup_free_ char *page = page_html(report, "en");
    for (size_t i = 0; i < REPORT_SENTENCES; i++)
        expect_lead(page, i, ids[i]);
}

static void keep_only(struct sample *sample, int by)
{
    struct manager_report_table *table = table_by(sample, by);
    sample->report.tables.items = table;
    sample->report.tables.count = 1;
}

static void test_leads(void **state)
{
    (void)state;
    static const char *const of_day[] = {"comparison", "waiting", "services", "service_hours", "events"};
    static const char *const of_days[] = {"comparison", "waiting", "services", "services", "events"};
    static const char *const of_classes[] = {"comparison", "classes", "classes", "classes", "events"};
    static const char *const of_nothing[] = {"reconciliation", "reconciliation", "reconciliation", "reconciliation",
                                             "reconciliation"};
    struct sample sample;
    sample_open(&sample, "day");
    expect_leads(&sample.report, of_day);
    keep_only(&sample, MANAGER_REPORT_BY_CLASS);
    expect_leads(&sample.report, of_classes);
    sample_close(&sample);
    sample_open(&sample, "range");
    expect_leads(&sample.report, of_days);
    sample_close(&sample);
    sample_open(&sample, "empty");
    sample.report.tables.count = 0;
    expect_leads(&sample.report, of_nothing);
    sample_close(&sample);
}

/* It leads to how many counters were open and planned in that hour, first of all. */
static void test_hardest_hour_stands_first(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample, "day");
    struct manager_report_table *hours = table_by(&sample, MANAGER_REPORT_BY_SERVICE_HOUR);
    struct manager_report_line *line = &hours->lines.items[hours->lines.count - 1];
    line->figures.measured = 9999;
    line->figures.within = 2222;
    line->counters_open_ms.value = 90 * 60000;
    line->counters_planned_ms.value = 150 * 60000;
    _cleanup_free_ char *page = page_html(&sample.report, "en");
    const char *section = strstr(page, "<section id=\"service_hours\"");
    assert_non_null(section);
    const char *row = strstr(section, "<tbody>\n<tr>");
    assert_non_null(row);
    assert_true(row < strstr(section, "<details>"));
    _cleanup_free_ char *first = mem_strndup(row, (size_t)(strstr(row, "</tr>") - row));
    assert_has(first, ">7777<td>9999<td");
    assert_has(first, ">1:30<td");
    assert_has(first, ">2:30");
    sample_close(&sample);
}

/* Its service is on paper, too, though fifteen others have more in all. */
static void test_heat_has_the_worst_hour(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample, "day");
    struct manager_report_table *hours = table_by(&sample, MANAGER_REPORT_BY_SERVICE_HOUR);
    struct manager_report_line *last = &hours->lines.items[hours->lines.count - 1];
    const char *space = strrchr(last->key, ' ');
    size_t length = (size_t)(space - last->key);
    for (size_t i = 0; i < hours->lines.count; i++) {
        struct manager_report_line *line = &hours->lines.items[i];
        bool own = strncmp(line->key, last->key, length + 1) == 0;
        line->figures.within = own ? line->figures.measured : 0;
    }
    last->figures.within = 0;
    last->figures.measured = 1;
    sample.report.worst->service = arena_strndup(&sample.arena, last->key, length);
    _cleanup_free_ char *name = mem_strndup(last->name, strlen(last->name) - strlen(space));
    _cleanup_free_ char *row = mem_printf("<tr><th scope=row>%s</th>", name);
    _cleanup_free_ char *page = page_html(&sample.report, "en");
    const char *heat = strstr(page, "<table class=heat>"), *found = heat ? strstr(heat, row) : NULL;
    assert_non_null(found);
    assert_true(found < strstr(heat, "</table>"));
    _cleanup_free_ char *until = mem_strndup(heat, (size_t)(found - heat));
    assert_int_equal(count_of(until, "<tr><th scope=row>"), OUTLINE_HEAT_ROWS_OF_PAPER - 1);
    sample_close(&sample);
}

/* --- under tables --- */

/* Wherever figures hang on a target. */
static void test_changed_targets(void **state)
{
    (void)state;
    static const char *const ids[] = {"comparison", "waiting", "heat", "services", "service_hours"};
    struct sample sample;
    sample_open(&sample, "day");
    _cleanup_free_ char *page = page_html(&sample.report, "en");
    for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
        _cleanup_free_ char *begin = mem_printf("<section id=\"%s\"", ids[i]);
        const char *section = strstr(page, begin);
        assert_non_null(section);
        _cleanup_free_ char *text = mem_strndup(section, (size_t)(strstr(section, "</section>") - section));
        assert_has(text, "<p class=\"about\">Target changed: ");
    }
    sample_close(&sample);
}

/* Of several the first page says only that there were some. */
static void test_several_changed_targets(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample, "day");
    change_targets_twice(&sample);
    _cleanup_free_ char *page = page_html(&sample.report, "en");
    assert_int_equal(count_of(page, "<p class=\"about\">changed: 2 targets</p>"), 2);
    const char *services = strstr(page, "<section id=\"services\"");
    assert_non_null(services);
    _cleanup_free_ char *text = mem_strndup(services, (size_t)(strstr(services, "</section>") - services));
    assert_int_equal(count_of(text, "<p class=\"about\">Target changed: "), 2);
    sample_close(&sample);
}

static void test_nothing_to_compare_with(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample, "day");
    _cleanup_free_ char *page = page_html(&sample.report, "en");
    assert_has(page, ">Comparison<");
    for (size_t i = 0; i < sample.report.comparisons.count; i++)
        sample.report.comparisons.items[i].days = 0;
    _cleanup_free_ char *alone = page_html(&sample.report, "en");
    assert_null(strstr(alone, ">Comparison<"));
    sample_close(&sample);
}

/* Of visits served the tile tells, of steps served the tables below it. */
static void test_visits_and_steps_served(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample, "day");
    struct manager_report_figures *figures = &sample.report.figures;
    figures->visit_ends->served = figures->step_ends.served = 7003;
    _cleanup_free_ char *same = page_html(&sample.report, "en");
    assert_null(strstr(same, "Steps: 7003"));
    figures->visit_ends->served = 7001;
    _cleanup_free_ char *more = page_html(&sample.report, "en");
    assert_has(more, "Steps: 7003");
    sample_close(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_hostile_names),
            cmocka_unit_test(test_nothing_from_elsewhere),
            cmocka_unit_test(test_every_figure),
            cmocka_unit_test(test_empty_day),
            cmocka_unit_test(test_one_visitor),
            cmocka_unit_test(test_many_services),
            cmocka_unit_test(test_alarm),
            cmocka_unit_test(test_open_over_the_night),
            cmocka_unit_test(test_visits_and_steps_served),
            cmocka_unit_test(test_alarm_of_a_period),
            cmocka_unit_test(test_nobody_came),
            cmocka_unit_test(test_what_is_exact),
            cmocka_unit_test(test_open_day_has_no_change),
            cmocka_unit_test(test_leads),
            cmocka_unit_test(test_hardest_hour_stands_first),
            cmocka_unit_test(test_heat_has_the_worst_hour),
            cmocka_unit_test(test_changed_targets),
            cmocka_unit_test(test_several_changed_targets),
            cmocka_unit_test(test_nothing_to_compare_with),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
