/* SPDX-License-Identifier: MIT
 *
 * The five sentences of a report, in every language: of whole samples as they were (tests/golden/screen/report), and of
 * days that are odd.
 */
#include <string.h>

#include "common/report/words.h"
#include "tests/common/report/sample.h"
#include "tests/kiosk/ui/golden.h"

static char *said(const struct manager_report *report, const struct language *language, enum report_sentence sentence)
{
    struct buffer text = {0};
    report_sentence(report, language, sentence, &text);
    char *copy = mem_strndup(buffer_bytes(&text), text.length);
    buffer_done(&text);
    return copy;
}

static void expect_said(const struct manager_report *report, const char *code, enum report_sentence sentence,
                        const char *expected)
{
    struct i18n *i18n = golden_languages();
    char *text = said(report, i18n_find(i18n, code), sentence);
    assert_string_equal(text, expected);
    free(text);
    i18n_free(i18n);
}

/* --- as they were --- */

static void whole_samples(void **state)
{
    (void)state;
    static const char *const names[] = {"day", "range", "each", "empty", "one"};
    struct i18n *i18n = golden_languages();
    struct buffer all = {0};
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        struct sample sample;
        sample_open(&sample, names[i]);
        for (size_t j = 0; j < i18n_count(i18n); j++) {
            buffer_printf(&all, "%s.%s\n", names[i], language_code(i18n_at(i18n, j)));
            for (int k = 0; k < REPORT_SENTENCES; k++) {
                char *text = said(&sample.report, i18n_at(i18n, j), (enum report_sentence)k);
                assert_null(strchr(text, '\n'));
                buffer_printf(&all, "  %s\n", text);
                free(text);
            }
        }
        sample_close(&sample);
    }
    buffer_append_byte(&all, '\0');
    golden_text(buffer_bytes(&all), "report/sentences");
    buffer_done(&all);
    i18n_free(i18n);
}

/* --- odd days --- */

static struct manager_report closed_day(void)
{
    assert_int_equal(clock_set_zone("Asia/Baku"), 0);
    return (struct manager_report){.centre = "C",
                                   .zone = "Asia/Baku",
                                   .from_day = "2026-11-23",
                                   .to_day = "2026-11-23",
                                   .days = 1,
                                   .events_from_day = "2026-11-23"};
}

static void usual_of_nothing_is_no_percentage(void **state)
{
    (void)state;
    struct manager_report report = closed_day();
    struct manager_comparison weeks = {.with = {.value = MANAGER_COMPARISON_WITH_FOUR_WEEKS}, .days = 1};
    report.comparisons.count = 1;
    report.comparisons.items = &weeks;
    report.figures.issued = 1;
    report.figures.people = 1;
    expect_said(&report, "en", REPORT_VISITS,
                "Monday, 23 November 2026: 1 visit (1 person); – against the same weekday of the last four weeks (0 on "
                "1 day).");
    weeks.days = 0; /* nothing to compare with */
    expect_said(&report, "en", REPORT_VISITS, "Monday, 23 November 2026: 1 visit (1 person).");
    weeks.days = 2;
    weeks.issued = 1.0001; /* less than a tenth of a percent has no sign */
    expect_said(&report, "ru", REPORT_VISITS,
                "23 ноября 2026 г. (понедельник): 1 визит (1 человек); 0,0\u00A0% к тому же дню недели за последние "
                "четыре недели (в среднем за 2 дня 1).");
}

static void numbers_are_huge(void **state)
{
    (void)state;
    struct manager_report report = closed_day();
    report.figures.issued = 41000000;
    report.figures.people = INT64_MAX;
    expect_said(&report, "az", REPORT_VISITS,
                "23 noyabr 2026, bazar ertəsi: 41.000.000 ziyarət (9.223.372.036.854.775.807 nəfər).");
    const struct idl_maybe_int day = {true, INT64_C(2073600000)};
    report.figures.waiting = (struct manager_spread){2, day, day, day, day};
    expect_said(&report, "en", REPORT_WAITING,
                "Half of those called waited no longer than 576 h, nine in ten no longer than 576 h; on average 576 h, "
                "at most 576 h.");
}

static void nobody_was_called(void **state)
{
    (void)state;
    struct manager_report report = closed_day();
    report.figures.issued = report.figures.people = report.figures.step_ends.never_called = 2;
    expect_said(&report, "en", REPORT_WAITING, "Nobody was called, so there is no waiting time.");
    expect_said(&report, "en", REPORT_LEVEL, "There is nothing to measure against a target; 2 were never called.");
    report.open = true; /* they may be called yet */
    report.figures.step_ends.never_called = 0;
    report.made_at = INT64_C(1795428300000);
    expect_said(&report, "en", REPORT_VISITS, "Monday, 23 November 2026, so far at 14:05: 2 visits (2 people).");
    report.figures.level_percent = (struct idl_maybe_float){true, 0};
    report.figures.measured = 1;
    expect_said(&report, "en", REPORT_LEVEL, "Called within the target: 0.0% (0 of 1).");
    struct manager_spread *waiting = &report.figures.waiting;
    *waiting = (struct manager_spread){1, {true, 4000}, {true, 4000}, {true, 4000}, {true, 4000}};
    report.figures.called = 1;
    expect_said(&report, "en", REPORT_WAITING, "The only one who was called waited 4 s.");
    report.figures.called = 2; /* the time of one is marked */
    expect_said(&report, "en", REPORT_WAITING,
                "Half of those called waited no longer than 4 s, nine in ten no longer than 4 s; on average 4 s, at "
                "most 4 s.");
}

/* What was counted until noon is not held against whole days. */
static void an_open_day_is_not_compared(void **state)
{
    (void)state;
    struct manager_report report = closed_day();
    const struct idl_maybe_int minute = {true, 60000};
    struct manager_comparison before[] = {{.with = {.value = MANAGER_COMPARISON_WITH_FOUR_WEEKS},
                                           .days = 4,
                                           .issued = 1249,
                                           .level_percent = {true, 79},
                                           .waiting_median_ms = minute,
                                           .waiting_p90_ms = minute},
                                          {.with = {.value = MANAGER_COMPARISON_WITH_YEAR}, .days = 1, .issued = 1187}};
    report.comparisons.count = ARRAY_SIZE(before);
    report.comparisons.items = before;
    report.figures.issued = report.figures.people = 600;
    report.figures.called = report.figures.measured = report.figures.within = 2;
    report.figures.level_percent = (struct idl_maybe_float){true, 100};
    report.figures.waiting = (struct manager_spread){2, minute, minute, minute, minute};
    report.open = true;
    report.made_at = INT64_C(1795428300000);
    expect_said(&report, "en", REPORT_VISITS, "Monday, 23 November 2026, so far at 14:05: 600 visits (600 people).");
    expect_said(&report, "en", REPORT_WAITING,
                "Half of those called waited no longer than 1 min, nine in ten no longer than 1 min; on average 1 min, "
                "at most 1 min.");
    expect_said(&report, "en", REPORT_LEVEL, "Called within the target: 100.0% (2 of 2).");
}

static void lengths(void **state)
{
    (void)state;
    static const struct {
        int64_t ms;
        const char *table, *said;
    } cases[] = {
            {0, "0:00", "0 s"},
            {499, "0:00", "0 s"},
            {500, "0:01", "1 s"},
            {59499, "0:59", "59 s"},
            {59500, "1:00", "1 min"},
            {61000, "1:01", "1 min 1 s"},
            {3599499, "59:59", "59 min 59 s"},
            {3599500, "1:00:00", "1 h"},
            {3630000, "1:00:30", "1 h 1 min"},
            {36000000000, "10000:00:00", "10,000 h"},
    };
    struct i18n *i18n = golden_languages();
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        char *table = report_length(cases[i].ms);
        char *words = report_length_said(i18n_find(i18n, "en"), cases[i].ms);
        assert_string_equal(table, cases[i].table);
        assert_string_equal(words, cases[i].said);
        free(table);
        free(words);
    }
    i18n_free(i18n);
}

static void worst_without_a_plan(void **state)
{
    (void)state;
    struct manager_report report = closed_day();
    struct manager_worst_hour worst = {.day = "2026-11-23",
                                       .hour = INT64_C(1795417200000),
                                       .service = "a/b",
                                       .name = "Passport",
                                       .late = 1,
                                       .measured = 3,
                                       .open = 0.25};
    report.worst = &worst;
    expect_said(&report, "en", REPORT_WORST,
                "Worst hour: 11:00–12:00, Passport: 1 of 3 not called within the target; counters open: 0.3, none "
                "planned.");
}

/* Of all days, whatever of it is told one by one. */
static void what_broke_is_counted_where_it_is_not_told(void **state)
{
    (void)state;
    struct manager_report report = closed_day();
    expect_said(&report, "en", REPORT_BROKE, "Nothing broke.");
    report.events_from_day = "2026-11-24"; /* so that nobody knows */
    expect_said(&report, "en", REPORT_BROKE, "The hall was not halted and the system did not fail.");
    report.events_from_day = NULL;
    expect_said(&report, "en", REPORT_BROKE, "The hall was not halted and the system did not fail.");
    report.events_from_day = report.from_day;
    report.events_damaged = 1;
    expect_said(&report, "en", REPORT_BROKE, "The hall was not halted and the system did not fail.");
    report.halts = 12;
    report.halted_ms = 90 * 60000;
    report.outages = 1;
    report.outage_ms = 24000;
    report.clock_steps = 2;
    struct manager_report_event halt = {.kind = {.value = MANAGER_REPORT_EVENT_KIND_HALT}, .until = {true, 60000}};
    report.events.items = &halt;
    report.events.count = 1;
    expect_said(
            &report, "en", REPORT_BROKE,
            "What broke or stopped: 12 halts of the hall (1 h 30 min), 1 outage (24 s), the clock was set 2 times.");
}

/* Targets that were changed before are of comparisons only. */
static void what_changed_before_is_no_change_of_these_days(void **state)
{
    (void)state;
    struct manager_report report = closed_day();
    struct manager_report_event target = {
            .kind = {.value = MANAGER_REPORT_EVENT_KIND_TARGET}, .before = {true, 15}, .after = {true, 20}};
    report.compared_targets.items = &target;
    report.compared_targets.count = 1;
    expect_said(&report, "en", REPORT_BROKE, "Nothing broke.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(whole_samples),
            cmocka_unit_test(usual_of_nothing_is_no_percentage),
            cmocka_unit_test(numbers_are_huge),
            cmocka_unit_test(nobody_was_called),
            cmocka_unit_test(lengths),
            cmocka_unit_test(worst_without_a_plan),
            cmocka_unit_test(an_open_day_is_not_compared),
            cmocka_unit_test(what_broke_is_counted_where_it_is_not_told),
            cmocka_unit_test(what_changed_before_is_no_change_of_these_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
