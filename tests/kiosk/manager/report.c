/* SPDX-License-Identifier: MIT
 *
 * The pages of a report as they look, and what keys do on them: days that are wanted, sentences that lead to their
 * tables, tables that are narrowed, sorted and walked through.
 */
#include <stdio.h>
#include <string.h>

#include "tests/common/report/sample.h"
#include "tests/kiosk/manager/scene.h"

static struct i18n *languages;
static struct model model;
static struct stage stage;
static struct sample sample;

/* What the program was asked for last. */
static struct {
    int what, count;
    int64_t value;
} asked;

static void act(attr_unused void *data, struct stage *on, attr_unused const struct view *view,
                const struct intent *intent)
{
    asked.what = intent->what;
    asked.value = intent->value;
    asked.count++;
    if (intent->what == DO_ASK)
        stage_open(on, &view_ask, intent->value, intent->text);
}

static const struct program program = {.name = "novbe-manager", .home = &view_report, .model = &model, .act = act};

static void begin(const char *language, int width, int height)
{
    scene_init(&model, scene_language(language));
    model.reports.days = days_of(DAYS_DAY, (struct date){2026, 11, 23}, (struct date){2026, 11, 30});
    reports_show(&model.reports, &sample.report, i18n_find(languages, language));
    stage_init(&stage, &program, i18n_find(languages, language), width, height);
    memset(&asked, 0, sizeof asked);
    stage_draw(&stage, SCENE_NOW_MS);
}

static void end(void)
{
    stage_done(&stage);
    model_done(&model);
}

static void key(uint32_t sign)
{
    scene_key(&stage, sign);
    stage_draw(&stage, SCENE_NOW_MS);
}

static void golden(const char *name)
{
    stage_changed(&stage);
    golden_stage(&stage, name);
}

static const struct size {
    const char *language;
    int width, height;
} sizes[] = {{"az", 80, 24},  {"ru", 80, 24},  {"en", 80, 24}, {"ja", 80, 24},
             {"az", 120, 40}, {"ru", 120, 40}, {"en", 120, 40}};

static void page_in(const struct size *size, const char *name, const char *section)
{
    char path[96];
    begin(size->language, size->width, size->height);
    if (section)
        stage_open(&stage, &view_section, 0, section);
    snprintf(path, sizeof path, "manager/%s.%s.%dx%d", name, size->language, size->width, size->height);
    golden(path);
    end();
}

/* In all sizes and languages; NULL: the first page. */
static void page(const char *name, const char *section)
{
    for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
        page_in(&sizes[i], name, section);
}

/* --- as they look --- */

static void of_a_day(attr_unused void **state)
{
    static const struct size large = {"en", 200, 60};
    sample_open(&sample, "day");
    page("report", NULL);
    page("report_waiting", "waiting");
    page("report_services", "services");
    page("report_heat", "heat");
    page("report_operators", "operators_time");
    page("report_integrity", "integrity_operators");
    page_in(&large, "report", NULL);
    page_in(&large, "report_waiting", "waiting");
    page_in(&large, "report_services", "services");
    begin("ru", 120, 40);
    golden_themed(&stage, &theme_day, "manager/report.ru.120x40.day");
    golden_themed(&stage, &theme_mono, "manager/report.ru.120x40.mono");
    end();
    sample_close(&sample);
}

static void of_a_range(attr_unused void **state)
{
    static const struct size large = {"en", 200, 60};
    sample_open(&sample, "range");
    page("report_range", NULL);
    page("report_days", "waiting");
    page("report_weekdays", "heat");
    page_in(&large, "report_days", "waiting");
    sample_close(&sample);
}

static void every_section_in_small_and_large_terminals(attr_unused void **state)
{
    static const char *const names[] = {"day", "range", "each", "empty", "left_open", "left_open_days", "one"};
    static const struct size some[] = {{"en", 80, 24}, {"az", 120, 40}, {"ru", 200, 60}, {"az", 20, 8}, {"ja", 1, 1}};
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        sample_open(&sample, names[i]);
        for (size_t j = 0; j < ARRAY_SIZE(some); j++) {
            begin(some[j].language, some[j].width, some[j].height);
            for (size_t k = 0; k < model.reports.outline.section_count; k++) {
                const struct outline_section *section = model.reports.outline.sections[k];
                stage_open(&stage, &view_section, 0, section->id);
                stage_draw(&stage, SCENE_NOW_MS);
                for (size_t part = 0; part < section->grid_count + 2; part++) {
                    for (int right = 0; right < 12; right++)
                        key(right % 7 == 6 ? INPUT_F1 + 2 : INPUT_RIGHT);
                    for (int left = 0; left < 12; left++)
                        key(left % 5 == 4 ? INPUT_END : INPUT_LEFT);
                    key(INPUT_TAB);
                }
                stage_close(&stage);
            }
            end();
        }
        sample_close(&sample);
    }
}

/* Where there is room for each they are told one by one. */
static void changed_targets_are_told(attr_unused void **state)
{
    static const struct size low = {"en", 80, 24}, high = {"en", 120, 40};
    sample_open(&sample, "day");
    change_targets_twice(&sample);
    page_in(&low, "report_changed", "services");
    page_in(&high, "report_changed", "services");
    sample_close(&sample);
}

static void nothing_is_there_yet(attr_unused void **state)
{
    sample_open(&sample, "empty");
    begin("en", 80, 24);
    golden("manager/report_empty.en.80x24");
    end();
    scene_init(&model, scene_language("en"));
    stage_init(&stage, &program, i18n_find(languages, "en"), 80, 24);
    model.reports.making = true;
    stage_draw(&stage, SCENE_NOW_MS);
    golden("manager/report_asked.en.80x24");
    model.reports.days = days_of(DAYS_WEEK, (struct date){2026, 11, 23}, (struct date){2026, 11, 30});
    stage_changed(&stage);
    stage_draw(&stage, SCENE_NOW_MS);
    assert_true(golden_shows(&stage, "is being made"));
    model.reports.making = false;
    reports_refuse(&model.reports, mem_strdup("You may not do that."));
    golden("manager/report_refused.en.80x24");
    key(INPUT_ENTER); /* leads nowhere */
    key(INPUT_TAB);
    key(INPUT_ENTER);
    assert_int_equal(stage.depth, 1);
    end();
    sample_close(&sample);
}

/* --- what keys do --- */

static void keys_choose_days(attr_unused void **state)
{
    static const struct {
        uint32_t key;
        enum report_move move;
    } moves[] = {{INPUT_PAGE_UP, REPORT_EARLIER},
                 {INPUT_PAGE_DOWN, REPORT_LATER},
                 {'t', REPORT_TODAY},
                 {'w', REPORT_WEEK},
                 {'m', REPORT_MONTH},
                 {'y', REPORT_YEAR},
                 {'Y', REPORT_YEAR},
                 {0x435, REPORT_TODAY},
                 {0x446, REPORT_WEEK},
                 {0x44c, REPORT_MONTH},
                 {0x43d, REPORT_YEAR},
                 {0xfc, REPORT_WEEK},
                 {INPUT_F1 + 4, REPORT_EARLIER},
                 {INPUT_F1 + 5, REPORT_LATER}};
    sample_open(&sample, "one");
    begin("en", 80, 24);
    for (size_t i = 0; i < ARRAY_SIZE(moves); i++) {
        key(moves[i].key);
        assert_int_equal(asked.count, i + 1);
        assert_int_equal(asked.what, DO_REPORT);
        assert_int_equal(asked.value, moves[i].move);
    }
    key(INPUT_F1 + 1);
    assert_int_equal(asked.value, TASK_REPORT);
    scene_type(&stage, "31.11.2026");
    key(INPUT_ENTER);
    assert_true(golden_shows(&stage, "Days are written so"));
    for (int i = 0; i < 10; i++)
        key(INPUT_BACKSPACE);
    scene_type(&stage, "1.11 - 15.11");
    key(INPUT_ENTER);
    assert_int_equal(asked.what, DO_TASK);
    assert_string_equal(ask_of(stage_top(&stage))->answers[0], "1.11 - 15.11");
    end();
    sample_close(&sample);
}

static void a_sentence_leads_to_its_table(attr_unused void **state)
{
    sample_open(&sample, "day");
    begin("en", 80, 24);
    for (size_t i = 0; i < REPORT_SENTENCES; i++) {
        key(INPUT_ENTER);
        assert_ptr_equal(stage_top(&stage)->type, &view_section);
        assert_string_equal(stage_top(&stage)->text, model.reports.outline.sentences[i].id);
        key(INPUT_ESCAPE);
        key(INPUT_DOWN);
    }
    key(INPUT_TAB);
    scene_type(&stage, "print");
    key(INPUT_ENTER);
    assert_string_equal(stage_top(&stage)->text, "printers");
    key(INPUT_ESCAPE);
    assert_ptr_equal(stage_top(&stage)->type, &view_report);
    assert_int_equal(asked.count, 0);
    end();
    sample_close(&sample);
}

static void a_table_is_narrowed_and_sorted(attr_unused void **state)
{
    sample_open(&sample, "day");
    begin("en", 120, 40);
    stage_open(&stage, &view_section, 0, "services");
    stage_draw(&stage, SCENE_NOW_MS);
    scene_type(&stage, "pas");
    golden("manager/report_narrowed.en.120x40");
    key(INPUT_ESCAPE);
    key(INPUT_RIGHT);
    key(INPUT_F1 + 2);
    golden("manager/report_sorted.en.120x40");
    key(INPUT_F1 + 2);
    golden("manager/report_sorted_up.en.120x40");
    for (int i = 0; i < 40; i++)
        key(INPUT_RIGHT);
    key(INPUT_F1 + 2);
    golden("manager/report_last_column.en.120x40");
    key(INPUT_TAB);
    golden("manager/report_ends.en.120x40");
    end();
    sample_close(&sample);
}

/* --- days --- */

static const struct date today = {2026, 11, 30}; /* a Monday */

static const char *say(struct days days)
{
    static char text[64];
    char from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];
    snprintf(text, sizeof text, "%s %s", date_text(days.from, from), date_text(days.to, to));
    return text;
}

static void days_as_they_are_typed(attr_unused void **state)
{
    static const struct {
        const char *text, *days; /* NULL: it is none */
    } typed[] = {
            {"2026-11-23", "2026-11-23 2026-11-23"},
            {"23.11.2026", "2026-11-23 2026-11-23"},
            {"23/11/2026", "2026-11-23 2026-11-23"},
            {" 2026/11/3 ", "2026-11-03 2026-11-03"},
            {"23.11", "2026-11-23 2026-11-23"},
            {"1.12", "2025-12-01 2025-12-01"},
            {"29.02", "2024-02-29 2024-02-29"},
            {"2026-10", "2026-10-01 2026-10-31"},
            {"2.2024", "2024-02-01 2024-02-29"},
            {"2025", "2025-01-01 2025-12-31"},
            {"2026", "2026-01-01 2026-11-30"},
            {"2026-11", "2026-11-01 2026-11-30"},
            {"1.11 - 15.11", "2026-11-01 2026-11-15"},
            {"1.11-15.11", "2026-11-01 2026-11-15"},
            {"1.11\u201315.11", "2026-11-01 2026-11-15"},
            {"20.12, 5.1", "2025-12-20 2026-01-05"},
            {"2026-11-01 2026-11-15", "2026-11-01 2026-11-15"},
            {"2024 2025", "2024-01-01 2025-12-31"},
            {"2026-12-24", "2026-12-24 2026-12-24"}, /* the daemon says that it is not yet */
            {"2026-11-15 2026-11-01", NULL},
            {"31.11.2026", NULL},
            {"13.2026", NULL},
            {"23", NULL},
            {"1 2 3", NULL},
            {"-", NULL},
            {"", NULL},
            {"23.11.2026.1", NULL},
            {"yesterday", NULL},
            {"99999999999", NULL},
            {"1980", NULL},
            {"2026-11-23-2026-11-24-2026-11-25-2026-11-26-2026-11-27-2026-11-28-2026", NULL},
    };
    for (size_t i = 0; i < ARRAY_SIZE(typed); i++) {
        struct days days;
        bool is = days_parse(typed[i].text, today, &days);
        if (is != (typed[i].days != NULL))
            fail_msg("%s", typed[i].text);
        if (is)
            assert_string_equal(say(days), typed[i].days);
    }
}

static void days_before_and_after(attr_unused void **state)
{
    struct days week = days_of(DAYS_WEEK, (struct date){2026, 11, 26}, today);
    struct days month = days_of(DAYS_MONTH, today, today), year = days_of(DAYS_YEAR, today, today), some;
    assert_string_equal(say(week), "2026-11-23 2026-11-29");
    assert_string_equal(say(days_step(week, 1, today)), "2026-11-30 2026-11-30");
    assert_string_equal(say(days_step(days_step(week, 1, today), -1, today)), "2026-11-23 2026-11-29");
    assert_string_equal(say(days_step(month, -1, today)), "2026-10-01 2026-10-31");
    assert_string_equal(say(days_step(month, -11, today)), "2025-12-01 2025-12-31");
    assert_string_equal(say(days_step(month, 1, today)), say(month));
    assert_string_equal(say(year), "2026-01-01 2026-11-30");
    assert_string_equal(say(days_step(year, -1, today)), "2025-01-01 2025-12-31");
    assert_string_equal(say(days_step(days_step(year, -1, today), 1, today)), "2026-01-01 2026-11-30");
    assert_string_equal(say(days_step(days_of(DAYS_DAY, today, today), 1, today)), "2026-11-30 2026-11-30");
    assert_true(days_parse("1.11 - 10.11", today, &some));
    assert_string_equal(say(days_step(some, -1, today)), "2026-10-22 2026-10-31");
    assert_string_equal(say(days_step(days_of(DAYS_YEAR, (struct date){1990, 1, 1}, today), -1, today)),
                        "1990-01-01 1990-12-31");
}

static int load(attr_unused void **state)
{
    languages = golden_languages();
    return 0;
}

static int unload(attr_unused void **state)
{
    i18n_free(languages);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(of_a_day),
            cmocka_unit_test(of_a_range),
            cmocka_unit_test(every_section_in_small_and_large_terminals),
            cmocka_unit_test(changed_targets_are_told),
            cmocka_unit_test(nothing_is_there_yet),
            cmocka_unit_test(keys_choose_days),
            cmocka_unit_test(a_sentence_leads_to_its_table),
            cmocka_unit_test(a_table_is_narrowed_and_sorted),
            cmocka_unit_test(days_as_they_are_typed),
            cmocka_unit_test(days_before_and_after),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
