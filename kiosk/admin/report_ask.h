/* SPDX-License-Identifier: MIT
 *
 * A report from the daemon, and in the format that is wanted.
 */
#pragma once

#include "common/centre_report.h"
#include "common/interface/manager.h"
#include "common/report/report.h"
#include "kiosk/admin/talk.h"

struct report_wish {
    const char *from, *to; /* days; NULL: the last that was closed */
    const char *language;  /* NULL: the centre's own */
    size_t table_count;
    int tables[16]; /* enum manager_report_by */
    int each;       /* enum manager_report_table_each, or IDL_WORD_NULL */
    size_t service_count, agency_count;
    const char **services, **agencies; /* keys; count 0: all */
    bool whole;
};

/* Asks; the report goes to `take`, when moments are already those of its zone, and is gone afterwards. `take` answers
 * an exit code. What is refused is told, and so is a report of days with nothing in them (EXIT_REFUSED). */
typedef enum exit_code report_taker(const struct manager_report *report, void *data);
enum exit_code report_ask(struct talk *talk, const struct report_wish *wish, report_taker *take, void *data);

/* The days that were closed, oldest first, at most the last so many. Free each and the list. */
enum exit_code report_ask_days(struct talk *talk, int64_t most, size_t *ret_count, char ***ret_days);

/* Appends the report in a format; `look` is of text, html and pdf. Negative, and told: it could not be drawn. */
int report_draw(const struct manager_report *report, enum report_format format, const struct report_look *look,
                enum report_csv csv, struct buffer *out) attr_must_check;

/* "txt", "csv" .. */
const char *report_suffix(enum report_format format);
