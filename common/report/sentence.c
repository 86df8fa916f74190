/* SPDX-License-Identifier: MIT
 *
 * The five sentences of a report's first page. Each is put together out of parts with commas between, in the order of
 * what matters; a part that has nothing to say is not there.
 */
#include <math.h>
#include <string.h>

#include "common/report/words.h"

/* Joins a part to what is said so far, by REPORT_JOIN or REPORT_CLAUSES; NULL: nothing. */
static void join(char **said, const struct language *language, enum i18n_message how, char *part)
{
    if (*said && part) {
        char *joined = i18n_text(language, how, I18N_TEXT("first", *said), I18N_TEXT("rest", part));
        free(*said);
        free(part);
        *said = joined;
    } else if (part) {
        *said = part;
    }
}

static void add_part(char **said, const struct language *language, char *part)
{
    join(said, language, MESSAGE_REPORT_JOIN, part);
}

static void add_clause(char **said, const struct language *language, char *part)
{
    join(said, language, MESSAGE_REPORT_CLAUSES, part);
}

/* Counters of an hour: whole ones without decimals. */
static char *counters(const struct language *language, double count)
{
    return language_decimal(language, count, fabs(count - round(count)) < 0.05 ? 0 : 1);
}

static bool is_one_day(const struct manager_report *report)
{
    return strcmp(report->from_day, report->to_day) == 0;
}

/* --- visits --- */

static char *against_weeks(const struct manager_report *report, const struct language *language)
{
    const struct manager_comparison *weeks = report_comparison(report, MANAGER_COMPARISON_WITH_FOUR_WEEKS);
    if (!weeks || report->days == 0)
        return NULL;
    double a_day = (double)report->figures.issued / (double)report->days;
    _cleanup_free_ char *change = report_change(language, a_day, weeks->issued);
    _cleanup_free_ char *usual = language_decimal(language, weeks->issued, 0);
    return i18n_text(language, is_one_day(report) ? MESSAGE_REPORT_AGAINST_WEEKS : MESSAGE_REPORT_AGAINST_WEEKS_DAY,
                     I18N_NUMBER("days", weeks->days), I18N_TEXT("change", change), I18N_TEXT("usual", usual));
}

static char *against_year(const struct manager_report *report, const struct language *language)
{
    const struct manager_comparison *year = report_comparison(report, MANAGER_COMPARISON_WITH_YEAR);
    if (!year)
        return NULL;
    _cleanup_free_ char *change = report_change(language, (double)report->figures.issued, year->issued);
    _cleanup_free_ char *usual = language_decimal(language, year->issued, 0);
    if (is_one_day(report))
        return i18n_text(language, MESSAGE_REPORT_AGAINST_YEAR, I18N_TEXT("change", change), I18N_TEXT("usual", usual));
    return i18n_text(language, MESSAGE_REPORT_AGAINST_YEAR_DAYS, I18N_NUMBER("days", year->days),
                     I18N_TEXT("change", change), I18N_TEXT("usual", usual));
}

static char *say_visits(const struct manager_report *report, const struct language *language)
{
    const struct manager_report_figures *figures = &report->figures;
    _cleanup_free_ char *when = report_when(report, language);
    if (figures->issued == 0)
        return i18n_text(language, MESSAGE_REPORT_VISITS_NONE, I18N_TEXT("when", when));
    _cleanup_free_ char *people =
            i18n_text(language, MESSAGE_REPORT_PEOPLE_COUNT, I18N_NUMBER("count", figures->people));
    char *said = i18n_text(language, MESSAGE_REPORT_VISITS_OF, I18N_NUMBER("count", figures->issued),
                           I18N_TEXT("people", people), I18N_TEXT("when", when));
    add_clause(&said, language, against_weeks(report, language));
    add_part(&said, language, against_year(report, language));
    return said;
}

/* --- waiting --- */

static char *waiting_weeks(const struct manager_report *report, const struct language *language)
{
    const struct manager_comparison *weeks = report_comparison(report, MANAGER_COMPARISON_WITH_FOUR_WEEKS);
    if (!weeks || !weeks->waiting_median_ms.set || !weeks->waiting_p90_ms.set)
        return NULL;
    _cleanup_free_ char *median = report_length_said(language, weeks->waiting_median_ms.value);
    _cleanup_free_ char *p90 = report_length_said(language, weeks->waiting_p90_ms.value);
    return i18n_text(language, MESSAGE_REPORT_WAITING_WEEKS, I18N_TEXT("median", median), I18N_TEXT("p90", p90));
}

static char *say_waiting(const struct manager_report *report, const struct language *language)
{
    const struct manager_spread *waiting = &report->figures.waiting;
    if (!waiting->median_ms.set || !waiting->p90_ms.set || !waiting->mean_ms.set || !waiting->max_ms.set)
        return i18n_text(language, MESSAGE_REPORT_WAITING_NONE);
    _cleanup_free_ char *median = report_length_said(language, waiting->median_ms.value);
    if (waiting->count == 1 && report->figures.called <= 1) /* the times of more may have been spoiled */
        return i18n_text(language, MESSAGE_REPORT_WAITING_ONE, I18N_TEXT("length", median));
    _cleanup_free_ char *p90 = report_length_said(language, waiting->p90_ms.value);
    _cleanup_free_ char *mean = report_length_said(language, waiting->mean_ms.value);
    _cleanup_free_ char *most = report_length_said(language, waiting->max_ms.value);
    char *said = i18n_text(language, MESSAGE_REPORT_WAITING_OF, I18N_TEXT("median", median), I18N_TEXT("p90", p90),
                           I18N_TEXT("mean", mean), I18N_TEXT("max", most));
    add_clause(&said, language, waiting_weeks(report, language));
    return said;
}

/* --- service level --- */

static char *level_weeks(const struct manager_report *report, const struct language *language)
{
    const struct manager_comparison *weeks = report_comparison(report, MANAGER_COMPARISON_WITH_FOUR_WEEKS);
    if (!weeks || !weeks->level_percent.set)
        return NULL;
    _cleanup_free_ char *percent = report_percent(language, weeks->level_percent.value);
    return i18n_text(language, MESSAGE_REPORT_LEVEL_WEEKS, I18N_TEXT("percent", percent));
}

static char *never_called(const struct manager_report *report, const struct language *language)
{
    int64_t never = report->figures.step_ends.never_called;
    if (never > 0)
        return i18n_text(language, MESSAGE_REPORT_NEVER_OF, I18N_NUMBER("count", never));
    return report->open ? NULL : i18n_text(language, MESSAGE_REPORT_NEVER_NONE);
}

static char *say_level(const struct manager_report *report, const struct language *language)
{
    const struct manager_report_figures *figures = &report->figures;
    if (!figures->level_percent.set && figures->step_ends.never_called == 0)
        return i18n_text(language, MESSAGE_REPORT_LEVEL_NONE);
    char *said = NULL;
    if (figures->level_percent.set) {
        _cleanup_free_ char *percent = report_percent(language, figures->level_percent.value);
        said = i18n_text(language, MESSAGE_REPORT_LEVEL_OF, I18N_NUMBER("measured", figures->measured),
                         I18N_NUMBER("within", figures->within), I18N_TEXT("percent", percent));
        add_clause(&said, language, level_weeks(report, language));
    } else {
        said = i18n_text(language, MESSAGE_REPORT_LEVEL_NONE);
    }
    add_clause(&said, language, never_called(report, language));
    return said;
}

/* --- the worst hour --- */

static char *say_worst(const struct manager_report *report, const struct language *language)
{
    const struct manager_worst_hour *worst = report->worst;
    if (!worst)
        return i18n_text(language, MESSAGE_REPORT_WORST_NONE);
    _cleanup_free_ char *hour = report_hour(language, worst->hour);
    struct date date;
    if (!is_one_day(report) && date_parse(worst->day, &date) == 0) {
        _cleanup_free_ char *day = language_date(language, date);
        char *of_day = i18n_text(language, MESSAGE_REPORT_JOIN, I18N_TEXT("first", day), I18N_TEXT("rest", hour));
        free(hour);
        hour = of_day;
    }
    _cleanup_free_ char *open = counters(language, worst->open);
    _cleanup_free_ char *planned = counters(language, worst->planned);
    if (worst->planned > 0)
        return i18n_text(language, MESSAGE_REPORT_WORST_OF, I18N_NUMBER("late", worst->late),
                         I18N_NUMBER("measured", worst->measured), I18N_TEXT("hour", hour),
                         I18N_TEXT("service", worst->name), I18N_TEXT("open", open), I18N_TEXT("planned", planned));
    return i18n_text(language, MESSAGE_REPORT_WORST_UNPLANNED, I18N_NUMBER("late", worst->late),
                     I18N_NUMBER("measured", worst->measured), I18N_TEXT("hour", hour),
                     I18N_TEXT("service", worst->name), I18N_TEXT("open", open));
}

/* --- what broke --- */

/* Events of a kind: how many, and how long they were. */
struct happened {
    int64_t count, length_ms;
};

static struct happened told_happened(const struct manager_report *report, enum manager_report_event_kind kind)
{
    struct happened found = {0};
    for (size_t i = 0; i < report->events.count; i++) {
        const struct manager_report_event *event = &report->events.items[i];
        if (event->kind.value != (int)kind)
            continue;
        found.count++;
        found.length_ms += event->until.set ? event->until.value - event->from : 0;
    }
    return found;
}

/* What stops the centre is counted of all days, whatever is told one by one. */
static struct happened happened(const struct manager_report *report, enum manager_report_event_kind kind)
{
    if (kind == MANAGER_REPORT_EVENT_KIND_HALT)
        return (struct happened){report->halts, report->halted_ms};
    if (kind == MANAGER_REPORT_EVENT_KIND_OUTAGE)
        return (struct happened){report->outages, report->outage_ms};
    if (kind == MANAGER_REPORT_EVENT_KIND_CLOCK)
        return (struct happened){report->clock_steps, 0};
    return told_happened(report, kind);
}

static char *count_of(const struct language *language, enum i18n_message message, int64_t count)
{
    return count > 0 ? i18n_text(language, message, I18N_NUMBER("count", count)) : NULL;
}

static char *broken(const struct manager_report *report, const struct language *language)
{
    static const struct {
        enum manager_report_event_kind kind;
        enum i18n_message message;
        bool with_length;
    } kinds[] = {
            {MANAGER_REPORT_EVENT_KIND_HALT, MESSAGE_REPORT_HALTS_OF, true},
            {MANAGER_REPORT_EVENT_KIND_OUTAGE, MESSAGE_REPORT_OUTAGES_OF, true},
            {MANAGER_REPORT_EVENT_KIND_CLOCK, MESSAGE_REPORT_CLOCKS_OF, false},
            {MANAGER_REPORT_EVENT_KIND_STORAGE, MESSAGE_REPORT_STORAGES_OF, false},
            {MANAGER_REPORT_EVENT_KIND_CLOSED_EARLY, MESSAGE_REPORT_CLOSED_EARLIES_OF, false},
            {MANAGER_REPORT_EVENT_KIND_PAPER, MESSAGE_REPORT_PAPERS_OF, false},
            {MANAGER_REPORT_EVENT_KIND_KIOSK, MESSAGE_REPORT_KIOSKS_OF, false},
    };
    char *what = NULL;
    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
        struct happened of = happened(report, kinds[i].kind);
        if (of.count > 0 && kinds[i].with_length) {
            _cleanup_free_ char *length = report_length_said(language, of.length_ms);
            add_part(
                    &what, language,
                    i18n_text(language, kinds[i].message, I18N_NUMBER("count", of.count), I18N_TEXT("length", length)));
        } else {
            add_part(&what, language, count_of(language, kinds[i].message, of.count));
        }
    }
    const struct manager_report_figures *figures = &report->figures;
    add_part(&what, language, count_of(language, MESSAGE_REPORT_PAPERS_FAILED_OF, figures->papers_failed));
    add_part(&what, language, count_of(language, MESSAGE_REPORT_PAPERS_UNCERTAIN_OF, figures->papers_uncertain));
    return what;
}

static char *changed(const struct manager_report *report, const struct language *language)
{
    char *what = NULL;
    add_part(&what, language,
             count_of(language, MESSAGE_REPORT_TARGETS_OF, happened(report, MANAGER_REPORT_EVENT_KIND_TARGET).count));
    add_part(&what, language,
             count_of(language, MESSAGE_REPORT_CONFIGURATIONS_OF,
                      happened(report, MANAGER_REPORT_EVENT_KIND_CONFIGURATION).count));
    return what;
}

/* Where it is not known whether anything else broke, only what is known is said. */
static char *nothing_broke(const struct manager_report *report, const struct language *language)
{
    return i18n_text(language, report_tells_all(report) ? MESSAGE_REPORT_BROKE_NONE : MESSAGE_REPORT_BROKE_NO_STOPS);
}

static char *say_broke(const struct manager_report *report, const struct language *language)
{
    _cleanup_free_ char *broke = broken(report, language);
    char *said = broke ? i18n_text(language, MESSAGE_REPORT_BROKE_OF, I18N_TEXT("what", broke))
                       : nothing_broke(report, language);
    _cleanup_free_ char *what = changed(report, language);
    if (what)
        add_clause(&said, language, i18n_text(language, MESSAGE_REPORT_CHANGED_OF, I18N_TEXT("what", what)));
    return said;
}

void report_sentence(const struct manager_report *report, const struct language *language,
                     enum report_sentence sentence, struct buffer *text)
{
    static char *(*const say[REPORT_SENTENCES])(const struct manager_report *, const struct language *) = {
            [REPORT_VISITS] = say_visits, [REPORT_WAITING] = say_waiting, [REPORT_LEVEL] = say_level,
            [REPORT_WORST] = say_worst,   [REPORT_BROKE] = say_broke,
    };
    _cleanup_free_ char *said = say[sentence](report, language);
    _cleanup_free_ char *whole = i18n_text(language, MESSAGE_REPORT_SENTENCE, I18N_TEXT("text", said));
    buffer_append(text, whole, strlen(whole));
}
