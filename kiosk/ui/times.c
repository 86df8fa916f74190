/* SPDX-License-Identifier: MIT
 *
 * Times as the language writes them, lengths in minutes.
 */
#include "kiosk/ui/times.h"

#include "common/i18n.h"

enum { MINUTE_MS = 60000 };

const char *say_time(struct canvas *canvas, int64_t at_ms)
{
    return canvas_take(canvas, language_time(canvas->language, clock_local(at_ms).minute_of_day));
}

char *moment_words(const struct language *language, int64_t at_ms, int64_t now_ms)
{
    struct local_time at = clock_local(at_ms);
    char *time = language_time(language, at.minute_of_day);
    if (date_compare(at.date, clock_local(now_ms).date) == 0)
        return time;
    _cleanup_free_ char *date = language_date_short(language, at.date);
    char *both = mem_printf("%s %s", date, time);
    free(time);
    return both;
}

const char *say_moment(struct canvas *canvas, int64_t at_ms)
{
    return canvas_take(canvas, moment_words(canvas->language, at_ms, canvas->now_ms));
}

const char *say_minutes(struct canvas *canvas, int64_t for_ms)
{
    int64_t minutes = for_ms > 0 ? for_ms / MINUTE_MS : 0;
    return canvas_message(canvas, MESSAGE_UI_MINUTES, I18N_NUMBER("minutes", minutes));
}

const char *say_since(struct canvas *canvas, int64_t at_ms)
{
    return say_minutes(canvas, canvas->now_ms - at_ms);
}

const char *say_day(struct canvas *canvas, struct date date)
{
    return date_is_valid(date) ? canvas_take(canvas, language_date(canvas->language, date)) : "";
}

const char *say_day_text(struct canvas *canvas, const char *day)
{
    struct date date;
    if (date_parse(day, &date) < 0)
        return day;
    return canvas_take(canvas, language_date_short(canvas->language, date));
}

int64_t say_next_minute(int64_t now_ms)
{
    return (now_ms / MINUTE_MS + 1) * MINUTE_MS;
}
