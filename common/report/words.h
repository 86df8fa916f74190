/* SPDX-License-Identifier: MIT
 *
 * Figures of a report in the reader's words. Free what they answer.
 */
#pragma once

#include "common/report/report.h"

/* One decimal: "81.4%". */
char *report_percent(const struct language *language, double percent);
/* How much more or less than usual, with its sign: "+5.1%"; "–" if usual is 0. */
char *report_change(const struct language *language, double now, double usual);

/* A length in a table, to the second: "8:06", from an hour on "1:18:20". */
char *report_length(int64_t ms);
/* And in a sentence: "6 s", "8 min 6 s", "1 h 18 min"; what is 0 is left out behind the first. */
char *report_length_said(const struct language *language, int64_t ms);

/* The day in full, or from day to day; with the time until which it tells, if the last one is open. */
char *report_when(const struct manager_report *report, const struct language *language);

/* "11:00–12:00", by the centre's clock. */
char *report_hour(const struct language *language, int64_t begins);

/* What the report, or one of its lines, lacks or has too much: not 0 is an alarm. */
bool report_adds_up(const struct manager_report *report);
bool report_figures_add_up(const struct manager_report_figures *figures);

/* All that broke or changed on its days is told one by one. */
bool report_tells_all(const struct manager_report *report);

/* NULL: not compared, or there was nothing to compare with. */
const struct manager_comparison *report_comparison(const struct manager_report *report,
                                                   enum manager_comparison_with with);
