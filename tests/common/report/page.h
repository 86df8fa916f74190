/* SPDX-License-Identifier: MIT
 *
 * Reports as pages: a language to write them in, and what may stand in a page.
 */
#pragma once

#include <string.h>

#include "tests/common/report/sample.h"

static inline struct i18n *load_language(const char *code)
{
    _cleanup_free_ char *folder = mem_printf("%s/conf/lang", getenv("NOVBE_SOURCE"));
    const char *codes[] = {code};
    struct config_list list = {.count = 1, .items = codes};
    struct config_mistakes mistakes = {0};
    struct i18n *i18n = NULL;
    assert_int_equal(i18n_load(folder, &list, &mistakes, &i18n), 0);
    config_mistakes_done(&mistakes);
    return i18n;
}

/* The page as a text that ends. */
static inline char *page_html(const struct manager_report *report, const char *code)
{
    _cleanup_(i18n_freep) struct i18n *i18n = load_language(code);
    struct report_look look = {.language = i18n_at(i18n, 0)};
    struct buffer out = {0};
    report_write_html(report, &look, &out);
    char *text = mem_strndup(buffer_bytes(&out), out.length);
    assert_int_equal(strlen(text), out.length);
    buffer_done(&out);
    return text;
}

static inline int page_pdf(const struct manager_report *report, const char *code, struct buffer *out)
{
    _cleanup_(i18n_freep) struct i18n *i18n = load_language(code);
    struct report_look look = {.language = i18n_at(i18n, 0)};
    return report_write_pdf(report, &look, out);
}

static inline struct manager_report_table *table_by(struct sample *sample, int by)
{
    size_t at = 0;
    while (sample->report.tables.items[at].by.value != by)
        assert_true(++at < sample->report.tables.count);
    return &sample->report.tables.items[at];
}

/* The lines of services said again until there are so many, each with a name of its own. */
static inline void make_services(struct sample *sample, size_t count)
{
    struct manager_report_table *table = table_by(sample, MANAGER_REPORT_BY_SERVICE);
    struct manager_report_line *lines = arena_new_n(&sample->arena, struct manager_report_line, count);
    for (size_t i = 0; i < count; i++) {
        lines[i] = table->lines.items[i % table->lines.count];
        lines[i].key = arena_printf(&sample->arena, "agency/service-%zu", i);
        lines[i].name = arena_printf(&sample->arena, "Service number %zu", i);
        lines[i].figures.issued = (int64_t)i;
    }
    table->lines.items = lines;
    table->lines.count = count;
}
