/* SPDX-License-Identifier: MIT
 *
 * A report as people and programs read it. Its figures are org.novbe.Manager.Report, whoever gathered them; nothing
 * here counts. All writers say the same: what one tells of a report, the others tell, too.
 *
 * The process must be in the centre's zone (clock_set_zone).
 */
#pragma once

#include "common/buffer.h"
#include "common/i18n.h"
#include "common/interface/manager.h"

struct report_look {
    const struct language *language;
    int columns; /* text: so wide at most; 0: as wide as it becomes */
    bool colour; /* text: by escape sequences of a terminal */
    bool whole;  /* text: all tables that there are, beside the first of each section */
};

/* comma: RFC 4180, for scripts. semicolon: the same for spreadsheets of a country that writes decimals with a comma
 * (Azerbaijan, Russia): they open it by a double click. */
enum report_csv { REPORT_CSV_COMMA, REPORT_CSV_SEMICOLON };

/* What the first page says: a sentence about visits, about waiting, about the share within target and who was never
 * called, about the worst hour, and about what broke. */
enum report_sentence { REPORT_VISITS, REPORT_WAITING, REPORT_LEVEL, REPORT_WORST, REPORT_BROKE, REPORT_SENTENCES };

/* In the reader's language, appended without a newline. */
void report_sentence(const struct manager_report *report, const struct language *language,
                     enum report_sentence sentence, struct buffer *text);

/* The tables (MANAGER_REPORT_BY_...) that pages show of one day, or of several, if no others are asked for: what charts
 * are of, too. Answers how many. */
size_t report_page_tables(bool one_day, const int **ret_tables);

/* Writers append to `out`. Text is UTF-8. HTML is one file without outside parts. */
void report_write_text(const struct manager_report *report, const struct report_look *look, struct buffer *out);
void report_write_csv(const struct manager_report *report, enum report_csv form, struct buffer *out);
void report_write_json(const struct manager_report *report, struct buffer *out);
void report_write_html(const struct manager_report *report, const struct report_look *look, struct buffer *out);
/* -ENOENT: no font has what it says. Negative: it could not be drawn. */
int report_write_pdf(const struct manager_report *report, const struct report_look *look, struct buffer *out)
        attr_must_check;
