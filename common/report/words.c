/* SPDX-License-Identifier: MIT
 *
 * Figures of a report in the reader's words.
 */
#include "common/report/words.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { SECOND_MS = 1000, MINUTE_S = 60, HOUR_S = 3600, HOUR_MINUTES = 60 };

char *report_percent(const struct language *language, double percent)
{
    _cleanup_free_ char *number = language_decimal(language, percent, 1);
    return i18n_text(language, MESSAGE_REPORT_PERCENT, I18N_TEXT("value", number));
}

char *report_change(const struct language *language, double now, double usual)
{
    if (usual <= 0)
        return mem_strdup("–");
    double change = 100 * (now - usual) / usual;
    bool none = fabs(change) < 0.05;
    _cleanup_free_ char *percent = report_percent(language, none ? 0 : fabs(change));
    return mem_printf("%s%s", none ? "" : change > 0 ? "+" : "−", percent);
}

char *report_length(int64_t ms)
{
    int64_t seconds = (ms + SECOND_MS / 2) / SECOND_MS;
    if (seconds < HOUR_S)
        return mem_printf("%" PRId64 ":%02" PRId64, seconds / MINUTE_S, seconds % MINUTE_S);
    return mem_printf("%" PRId64 ":%02" PRId64 ":%02" PRId64, seconds / HOUR_S, seconds / MINUTE_S % MINUTE_S,
                      seconds % MINUTE_S);
}

char *report_length_said(const struct language *language, int64_t ms)
{
    int64_t seconds = (ms + SECOND_MS / 2) / SECOND_MS, minutes = (seconds + MINUTE_S / 2) / MINUTE_S;
    if (seconds < MINUTE_S)
        return i18n_text(language, MESSAGE_REPORT_SECONDS, I18N_NUMBER("seconds", seconds));
    if (seconds >= HOUR_S && minutes % HOUR_MINUTES != 0)
        return i18n_text(language, MESSAGE_REPORT_HOURS_MINUTES, I18N_NUMBER("hours", minutes / HOUR_MINUTES),
                         I18N_NUMBER("minutes", minutes % HOUR_MINUTES));
    if (seconds >= HOUR_S)
        return i18n_text(language, MESSAGE_REPORT_ONLY_HOURS, I18N_NUMBER("hours", minutes / HOUR_MINUTES));
    if (seconds % MINUTE_S == 0)
        return i18n_text(language, MESSAGE_REPORT_MINUTES, I18N_NUMBER("minutes", seconds / MINUTE_S));
    return i18n_text(language, MESSAGE_REPORT_MINUTES_SECONDS, I18N_NUMBER("minutes", seconds / MINUTE_S),
                     I18N_NUMBER("seconds", seconds % MINUTE_S));
}

/* What is no day stays as it is. */
static char *day_text(const struct language *language, const char *day, bool in_full)
{
    struct date date;
    if (date_parse(day, &date) < 0)
        return mem_strdup(day);
    return in_full ? language_date(language, date) : language_date_short(language, date);
}

char *report_when(const struct manager_report *report, const struct language *language)
{
    char *when;
    if (strcmp(report->from_day, report->to_day) == 0) {
        when = day_text(language, report->from_day, true);
    } else {
        _cleanup_free_ char *from = day_text(language, report->from_day, false);
        _cleanup_free_ char *to = day_text(language, report->to_day, false);
        when = i18n_text(language, MESSAGE_REPORT_FROM_TO, I18N_TEXT("from", from), I18N_TEXT("to", to));
    }
    if (!report->open)
        return when;
    _cleanup_free_ char *time = language_time(language, clock_local(report->made_at).minute_of_day);
    char *so_far = i18n_text(language, MESSAGE_REPORT_SO_FAR, I18N_TEXT("when", when), I18N_TEXT("time", time));
    free(when);
    return so_far;
}

char *report_hour(const struct language *language, int64_t begins)
{
    int minute = clock_local(begins).minute_of_day;
    _cleanup_free_ char *from = language_time(language, minute);
    _cleanup_free_ char *to = language_time(language, minute + HOUR_MINUTES);
    return i18n_text(language, MESSAGE_REPORT_FROM_UNTIL, I18N_TEXT("from", from), I18N_TEXT("to", to));
}

bool report_figures_add_up(const struct manager_report_figures *figures)
{
    return (!figures->visit_difference.set || figures->visit_difference.value == 0) &&
           (!figures->step_difference.set || figures->step_difference.value == 0);
}

bool report_adds_up(const struct manager_report *report)
{
    bool so = report_figures_add_up(&report->figures);
    for (size_t i = 0; i < report->tables.count && so; i++) {
        for (size_t j = 0; j < report->tables.items[i].lines.count && so; j++)
            so = report_figures_add_up(&report->tables.items[i].lines.items[j].figures);
    }
    return so;
}

bool report_tells_all(const struct manager_report *report)
{
    return report->events_from_day && strcmp(report->events_from_day, report->from_day) == 0 &&
           report->events_cut == 0 && report->events_damaged == 0;
}

const struct manager_comparison *report_comparison(const struct manager_report *report,
                                                   enum manager_comparison_with with)
{
    for (size_t i = 0; i < report->comparisons.count; i++) {
        const struct manager_comparison *comparison = &report->comparisons.items[i];
        if (comparison->with.value == (int)with)
            return comparison->days > 0 && !report->open ? comparison : NULL;
    }
    return NULL;
}

size_t report_page_tables(bool one_day, const int **ret_tables)
{
    static const int of_day[] = {MANAGER_REPORT_BY_AGENCY,      MANAGER_REPORT_BY_SERVICE,  MANAGER_REPORT_BY_CLASS,
                                 MANAGER_REPORT_BY_COUNTER,     MANAGER_REPORT_BY_OPERATOR, MANAGER_REPORT_BY_HOUR,
                                 MANAGER_REPORT_BY_SERVICE_HOUR};
    static const int of_days[] = {MANAGER_REPORT_BY_DAY,   MANAGER_REPORT_BY_AGENCY,  MANAGER_REPORT_BY_SERVICE,
                                  MANAGER_REPORT_BY_CLASS, MANAGER_REPORT_BY_COUNTER, MANAGER_REPORT_BY_OPERATOR,
                                  MANAGER_REPORT_BY_HOUR,  MANAGER_REPORT_BY_WEEKDAY, MANAGER_REPORT_BY_WEEKDAY_HOUR};
    *ret_tables = one_day ? of_day : of_days;
    return one_day ? ARRAY_SIZE(of_day) : ARRAY_SIZE(of_days);
}
