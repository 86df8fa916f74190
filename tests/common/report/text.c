/* SPDX-License-Identifier: MIT
 *
 * Reports in a terminal: as they were (tests/golden/screen/report), never wider than asked, and with every figure that
 * JSON tells.
 */
#include <string.h>

#include "common/report/words.h"
#include "common/text.h"
#include "tests/common/report/sample.h"
#include "tests/kiosk/ui/golden.h"

static const char *const samples[] = {"day", "range", "each", "short", "empty", "left_open", "left_open_days", "one"};

struct fixture {
    struct i18n *i18n;
    struct sample sample;
};

static char *written(const struct fixture *f, const char *language, int columns, bool colour, bool whole)
{
    const struct report_look look = {
            .language = i18n_find(f->i18n, language), .columns = columns, .colour = colour, .whole = whole};
    struct buffer out = {0};
    report_write_text(&f->sample.report, &look, &out);
    char *text = mem_strndup(buffer_bytes(&out), out.length);
    buffer_done(&out);
    return text;
}

static void open_fixture(struct fixture *f, const char *name)
{
    f->i18n = golden_languages();
    sample_open(&f->sample, name);
}

static void close_fixture(struct fixture *f)
{
    sample_close(&f->sample);
    i18n_free(f->i18n);
}

static void as_they_were(void **state)
{
    (void)state;
    static const struct {
        const char *sample, *language;
        int columns;
        bool whole;
    } cases[] = {
            {"day", "en", 80, false}, {"range", "az", 132, false}, {"empty", "ru", 40, true}, {"one", "ja", 60, true}};
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct fixture f;
        open_fixture(&f, cases[i].sample);
        char *text = written(&f, cases[i].language, cases[i].columns, false, cases[i].whole);
        char *name = mem_printf("report/%s.%s.%d%s", cases[i].sample, cases[i].language, cases[i].columns,
                                cases[i].whole ? ".whole" : "");
        golden_text(text, name);
        free(name);
        free(text);
        close_fixture(&f);
    }
}

static void expect_lines(const char *text, int columns)
{
    for (const char *line = text; *line;) {
        size_t length = strcspn(line, "\n");
        char *copy = mem_strndup(line, length);
        if (text_width(copy) > (size_t)columns)
            fail_msg("%zu columns wide, at most %d: %s", text_width(copy), columns, copy);
        assert_true(length == 0 || copy[length - 1] != ' ');
        assert_false(text_has_control(copy, false));
        assert_int_equal(line[length], '\n');
        line += length + 1;
        free(copy);
    }
}

static void no_line_is_too_wide(void **state)
{
    (void)state;
    static const int widths[] = {40, 53, 60, 80, 100, 119, 120, 160, 240};
    for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
        struct fixture f;
        open_fixture(&f, samples[i]);
        for (size_t k = 0; k < i18n_count(f.i18n); k++) {
            for (size_t w = 0; w < ARRAY_SIZE(widths); w++) {
                char *text = written(&f, language_code(i18n_at(f.i18n, k)), widths[w], false, w % 2 == 0);
                expect_lines(text, widths[w]);
                free(text);
            }
        }
        close_fixture(&f);
    }
}

/* Takes the escape sequences out. */
static void bleach(char *text)
{
    char *to = text;
    for (const char *from = text; *from;) {
        if (*from == '\033')
            from += strcspn(from, "m") + 1;
        else
            *to++ = *from++;
    }
    *to = '\0';
}

/* Lines may end with coloured blanks. */
static void colour_changes_no_letter(void **state)
{
    (void)state;
    struct fixture f;
    open_fixture(&f, "day");
    char *plain = written(&f, "ru", 80, false, true), *coloured = written(&f, "ru", 80, true, true);
    assert_non_null(strstr(coloured, "\033[1;36m"));
    bleach(coloured);
    assert_string_equal(coloured, plain);
    free(plain);
    free(coloured);
    close_fixture(&f);
}

/* --- figures --- */

/* The line whose first words are these, behind `from`; NULL: none. Free it. */
static char *line_of(const char *from, const char *name)
{
    for (const char *line = from; *line; line += strcspn(line, "\n") + 1) {
        size_t length = strlen(name);
        if (strncmp(line, name, length) == 0 && line[length] == ' ')
            return mem_strndup(line, strcspn(line, "\n"));
    }
    return NULL;
}

static void expect_word(const char *line, char *word)
{
    size_t length = strlen(word);
    const char *at = line;
    while ((at = strstr(at, word)) && ((at[length] && at[length] != ' ') || at[-1] != ' '))
        at++;
    if (!at)
        fail_msg("no %s in: %s", word, line);
    free(word);
}

static void expect_spread(const char *line, const struct manager_spread *spread)
{
    if (!spread->median_ms.set)
        return;
    expect_word(line, report_length(spread->mean_ms.value));
    expect_word(line, report_length(spread->median_ms.value));
    expect_word(line, report_length(spread->p90_ms.value));
    expect_word(line, report_length(spread->max_ms.value));
}

static void services_have_their_figures(void **state)
{
    (void)state;
    struct fixture f;
    open_fixture(&f, "day");
    const struct language *language = i18n_find(f.i18n, "en");
    char *text = written(&f, "en", 400, false, false);
    const struct manager_report_table *services = f.sample.report.tables.items;
    while (services->by.value != MANAGER_REPORT_BY_SERVICE)
        services++;
    const char *section = strstr(text, "\nServices\n");
    assert_non_null(section);
    for (size_t i = 0; i < services->lines.count; i++) {
        const struct manager_report_figures *figures = &services->lines.items[i].figures;
        char *line = line_of(section, services->lines.items[i].name);
        assert_non_null(line);
        expect_word(line, language_number(language, figures->issued));
        expect_word(line, language_number(language, figures->people));
        expect_word(line, language_number(language, figures->step_ends.served));
        expect_word(line, language_number(language, figures->step_ends.never_called));
        expect_word(line, report_percent(language, figures->level_percent.value));
        expect_spread(line, &figures->waiting);
        free(line);
    }
    free(text);
    close_fixture(&f);
}

/* What must never be overlooked. */
static void a_difference_is_an_alarm(void **state)
{
    (void)state;
    struct fixture f;
    open_fixture(&f, "one");
    assert_true(report_adds_up(&f.sample.report));
    f.sample.report.figures.step_difference.value = 2;
    assert_false(report_adds_up(&f.sample.report));
    char *text = written(&f, "en", 80, false, false);
    assert_non_null(strstr(text, "ALARM: it does not add up. Visits differ by 0, steps by 2."));
    free(text);
    f.sample.report.figures.step_difference.value = 0;
    f.sample.report.tables.items[0].lines.items[0].figures.step_difference.value = -1;
    assert_false(report_adds_up(&f.sample.report));
    close_fixture(&f);
}

/* Words of a page, whatever lines and elements they are broken into. */
static bool says(const char *page, const char *words)
{
    for (const char *at = strchr(page, *words); at; at = strchr(at + 1, *words)) {
        const char *word = words, *c = at;
        while (*word && (*c == *word || (*word == ' ' && *c == '\n'))) {
            c++;
            word++;
        }
        if (!*word)
            return true;
    }
    return false;
}

static void expect_both(const struct fixture *f, const char *words, bool said)
{
    struct buffer html = {0};
    report_write_html(&f->sample.report, &(struct report_look){.language = i18n_find(f->i18n, "en")}, &html);
    buffer_append_byte(&html, '\0');
    char *text = written(f, "en", 80, false, true);
    if (says(text, words) != said || says(buffer_bytes(&html), words) != said)
        fail_msg("%s: not as wanted", words);
    free(text);
    buffer_done(&html);
}

/* Of what is known no longer, or too much, and of what comparisons were measured by. */
static void what_is_left_out_is_told(void **state)
{
    (void)state;
    static const char from[] = "What broke or changed is told one by one from 24/11/2026 on",
                      none[] = "What broke or changed is told one by one no more",
                      cut[] = "3 things that broke or changed are left out, as there were too many",
                      damaged[] = "1 fact of what broke or changed is damaged and not told",
                      changed[] = "Target changed: Passport, 15 min to 20 min, 23/11/2026 12:00";
    struct fixture f;
    open_fixture(&f, "day");
    struct manager_report *report = &f.sample.report;
    struct manager_report_event target = {.kind = {.value = MANAGER_REPORT_EVENT_KIND_TARGET},
                                          .name = "Passport",
                                          .from = INT64_C(1795420800000),
                                          .before = {true, 15},
                                          .after = {true, 20}};
    const char *const all[] = {from, none, cut, damaged, changed};
    for (size_t i = 0; i < ARRAY_SIZE(all); i++)
        expect_both(&f, all[i], false);
    report->events_from_day = "2026-11-24";
    report->events_cut = 3;
    report->events_damaged = 1;
    report->compared_targets.items = &target;
    report->compared_targets.count = 1;
    expect_both(&f, from, true);
    expect_both(&f, cut, true);
    expect_both(&f, damaged, true);
    expect_both(&f, changed, true);
    report->events_from_day = NULL;
    report->events.count = 0; /* so that there is no table of them */
    report->halts = report->outages = 0;
    expect_both(&f, none, true);
    expect_both(&f, cut, true);
    close_fixture(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(as_they_were),
            cmocka_unit_test(what_is_left_out_is_told),
            cmocka_unit_test(no_line_is_too_wide),
            cmocka_unit_test(colour_changes_no_letter),
            cmocka_unit_test(services_have_their_figures),
            cmocka_unit_test(a_difference_is_an_alarm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
