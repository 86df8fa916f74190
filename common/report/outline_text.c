/* SPDX-License-Identifier: MIT
 *
 * Figures as texts of a language, and as cells that know what they sort by.
 */
#include "common/report/outline_parts.h"
#include "common/report/words.h"

enum { MINUTE_MS = 60000, HOUR_MINUTES = 60 };

const char *outline_keep(struct outline *outline, char *text)
{
    const char *kept = arena_strdup(&outline->arena, text);
    free(text);
    return kept;
}

const char *outline_say(struct outline *outline, enum i18n_message message)
{
    return outline_keep(outline, i18n_text(outline->language, message));
}

const char *outline_number(struct outline *outline, int64_t number)
{
    return outline_keep(outline, language_number(outline->language, number));
}

const char *outline_decimal(struct outline *outline, double number, int decimals)
{
    return outline_keep(outline, language_decimal(outline->language, number, decimals));
}

const char *outline_percent(struct outline *outline, double percent)
{
    return outline_keep(outline, report_percent(outline->language, percent));
}

const char *outline_span(struct outline *outline, int64_t ms)
{
    const char *length = outline_keep(outline, report_length(llabs(ms)));
    return ms < 0 ? arena_printf(&outline->arena, "\u2212%s", length) : length;
}

const char *outline_hours(struct outline *outline, int64_t ms)
{
    int64_t minutes = (ms + MINUTE_MS / 2) / MINUTE_MS;
    return arena_printf(&outline->arena, "%s:%02d", outline_number(outline, minutes / HOUR_MINUTES),
                        (int)(minutes % HOUR_MINUTES));
}

const char *outline_day(struct outline *outline, const char *day)
{
    struct date date;
    if (date_parse(day, &date) < 0)
        return day;
    return outline_keep(outline, language_date_short(outline->language, date));
}

const char *outline_moment(struct outline *outline, int64_t at, bool with_day)
{
    struct local_time local = clock_local(at);
    const char *time = outline_keep(outline, language_time(outline->language, local.minute_of_day));
    if (!with_day)
        return time;
    const char *day = outline_keep(outline, language_date_short(outline->language, local.date));
    return arena_printf(&outline->arena, "%s %s", day, time);
}

struct outline_cell outline_no_cell(void)
{
    return (struct outline_cell){.text = "\u2013", .tone = TONE_FAINT};
}

struct outline_cell outline_name_cell(const char *text)
{
    return (struct outline_cell){.text = text};
}

struct outline_cell outline_count_cell(struct outline *outline, int64_t count)
{
    return (struct outline_cell){.text = outline_number(outline, count),
                                 .value = (double)count,
                                 .known = true,
                                 .tone = count == 0 ? TONE_FAINT : TONE_PLAIN};
}

struct outline_cell outline_span_cell(struct outline *outline, struct idl_maybe_int ms)
{
    if (!ms.set)
        return outline_no_cell();
    return (struct outline_cell){.text = outline_span(outline, ms.value), .value = (double)ms.value, .known = true};
}

struct outline_cell outline_hours_cell(struct outline *outline, int64_t ms)
{
    return (struct outline_cell){.text = outline_hours(outline, ms),
                                 .value = (double)ms,
                                 .known = true,
                                 .tone = ms == 0 ? TONE_FAINT : TONE_PLAIN};
}

struct outline_cell outline_percent_cell(struct outline *outline, struct idl_maybe_float percent)
{
    if (!percent.set)
        return outline_no_cell();
    return (struct outline_cell){
            .text = outline_percent(outline, percent.value), .value = percent.value, .known = true};
}
