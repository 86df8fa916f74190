/* SPDX-License-Identifier: MIT
 *
 * Ranges of waiting: rounded outward, and in words.
 *
 * Both ends lie on one scale: multiples of 5 minutes up to a limit, of 15 above it, counted from a zero. On a screen
 * the zero is now and the limit an hour from now. On paper the zero is the clock's, and the limit is a quarter of an
 * hour too (the first at or after an hour from now), so that a later end is never rounded to an earlier moment than an
 * earlier one: with the limit at 12:07, 12:06 would be told as 12:05 and 12:08 as 12:00.
 */
#include "common/range.h"

#include <string.h>

#include "common/i18n.h"

#define MINUTE_MS INT64_C(60000)
#define FINE_MS   (5 * MINUTE_MS)
#define COARSE_MS (15 * MINUTE_MS)
#define FINE_TO   (60 * MINUTE_MS)
#define WIDE_MS   (40 * MINUTE_MS)
/* No wait is longer, and what is farther off is no end. */
#define END_MS (INT64_C(7) * 24 * 60 * MINUTE_MS)

/* From which likely wait on it is called so; the first row that holds. Below 5 minutes nobody sits down. 15 minutes is
 * the wait that Russia's centres are held to (the President's decree 601 of 7 May 2012), and it is what people compare.
 */
static const struct {
    enum range_length length;
    int32_t minutes_most;
} lengths[] = {{RANGE_NONE, 0}, {RANGE_SHORT, 15}, {RANGE_LONG, INT32_MAX}};

/* --- rounding --- */

struct scale {
    int64_t zero_ms, limit_ms;
};

static int64_t down(int64_t at_ms, int64_t zero_ms, int64_t step_ms)
{
    int64_t rest = (at_ms - zero_ms) % step_ms;
    return at_ms - (rest < 0 ? rest + step_ms : rest);
}

static int64_t up(int64_t at_ms, int64_t zero_ms, int64_t step_ms)
{
    return down(at_ms + step_ms - 1, zero_ms, step_ms);
}

static int64_t scale_down(const struct scale *scale, int64_t at_ms)
{
    return down(at_ms, scale->zero_ms, at_ms < scale->limit_ms ? FINE_MS : COARSE_MS);
}

static int64_t scale_up(const struct scale *scale, int64_t at_ms)
{
    return up(at_ms, scale->zero_ms, at_ms <= scale->limit_ms ? FINE_MS : COARSE_MS);
}

static int64_t offset_ms(int64_t at_ms)
{
    return (int64_t)clock_local(at_ms).utc_offset_s * 1000;
}

static struct scale scale_of(enum range_place place, int64_t now_ms)
{
    int64_t zero_ms = place == RANGE_ON_SCREEN ? now_ms : -offset_ms(now_ms);
    return (struct scale){.zero_ms = zero_ms, .limit_ms = up(now_ms + FINE_TO, zero_ms, COARSE_MS)};
}

static int64_t within(int64_t at_ms, int64_t least_ms, int64_t most_ms)
{
    if (at_ms < least_ms)
        return least_ms;
    return at_ms > most_ms ? most_ms : at_ms;
}

/* --- what is told --- */

struct range_shown range_unknown(enum range_why why)
{
    return (struct range_shown){.form = RANGE_UNKNOWN, .why = why};
}

/* What is neither over nor soon; it has an end, or none that could be told. */
static struct range_shown show(const struct range *range, enum range_place place, int64_t now_ms)
{
    const struct scale scale = scale_of(place, now_ms);
    bool has_end = range->until_ms < now_ms + END_MS;
    int64_t from_ms = scale_down(&scale, within(range->from_ms, now_ms, now_ms + END_MS));
    int64_t until_ms = scale_up(&scale, within(range->until_ms, now_ms, now_ms + END_MS));
    bool has_beginning = from_ms > now_ms;
    if (until_ms == from_ms) /* both were round, to the millisecond */
        until_ms = scale_up(&scale, until_ms + 1);
    if (has_beginning && (!has_end || until_ms - from_ms > WIDE_MS))
        return (struct range_shown){.form = RANGE_NOT_BEFORE, .from_ms = from_ms};
    if (!has_end)
        return range_unknown(RANGE_TOO_UNCERTAIN);
    return (struct range_shown){
            .form = place == RANGE_ON_SCREEN ? RANGE_MINUTES : RANGE_BETWEEN,
            .from_ms = has_beginning ? from_ms : 0,
            .until_ms = until_ms,
            .from_minutes = has_beginning ? (int32_t)((from_ms - now_ms) / MINUTE_MS) : 0,
            .until_minutes = (int32_t)((until_ms - now_ms) / MINUTE_MS),
    };
}

static bool is_soon(const struct range *range, int64_t now_ms)
{
    return range->until_ms <= now_ms + FINE_MS;
}

struct range_shown range_shown(const struct range *range, enum range_place place, int64_t now_ms)
{
    if (range->until_ms <= now_ms - FINE_MS)
        return range_unknown(RANGE_TOO_UNCERTAIN);
    if (is_soon(range, now_ms))
        return (struct range_shown){.form = RANGE_SOON, .until_ms = now_ms + FINE_MS};
    struct range_shown shown = show(range, place, now_ms);
    if (shown.form == RANGE_BETWEEN && offset_ms(shown.until_ms) < offset_ms(now_ms))
        return show(range, RANGE_ON_SCREEN, now_ms);
    return shown;
}

int64_t range_printed_until_ms(const struct range *range, int64_t now_ms)
{
    return range_shown(range, RANGE_ON_PAPER, now_ms).until_ms;
}

/* --- in words --- */

static const struct {
    const char *word;
    enum i18n_message sentence;
} whys[RANGE_WHYS] = {
        [RANGE_NO_FORECAST] = {"no_forecast", MESSAGE_WAIT_UNKNOWN},
        [RANGE_HALTED] = {"halted", MESSAGE_WAIT_HALTED},
        [RANGE_NOBODY_SERVES] = {"nobody_serves", MESSAGE_WAIT_NOBODY_SERVES},
        [RANGE_TOO_UNCERTAIN] = {"too_uncertain", MESSAGE_WAIT_TOO_UNCERTAIN},
        [RANGE_NOT_WAITING] = {"not_waiting", MESSAGE_WAIT_NOT_WAITING},
};

enum range_why range_why_of(const char *word)
{
    for (int why = 0; word && why < RANGE_WHYS; why++) {
        if (strcmp(whys[why].word, word) == 0)
            return (enum range_why)why;
    }
    return RANGE_NO_FORECAST;
}

static char *time_text(int64_t at_ms, const struct language *language)
{
    return language_time(language, clock_local(at_ms).minute_of_day);
}

static char *minutes_text(const struct range_shown *shown, const struct language *language)
{
    if (shown->from_minutes == 0)
        return i18n_text(language, MESSAGE_WAIT_UP_TO, I18N_NUMBER("minutes", shown->until_minutes));
    return i18n_text(language, MESSAGE_WAIT_BETWEEN, I18N_NUMBER("to", shown->until_minutes),
                     I18N_NUMBER("from", shown->from_minutes));
}

static char *between_text(const struct range_shown *shown, const struct language *language)
{
    _cleanup_free_ char *until = time_text(shown->until_ms, language);
    if (shown->from_ms == 0)
        return i18n_text(language, MESSAGE_WAIT_BEFORE_TIME, I18N_TEXT("time", until));
    _cleanup_free_ char *from = time_text(shown->from_ms, language);
    return i18n_text(language, MESSAGE_WAIT_BETWEEN_TIMES, I18N_TEXT("from", from), I18N_TEXT("to", until));
}

static char *not_before_text(const struct range_shown *shown, int64_t ahead, const struct language *language)
{
    _cleanup_free_ char *from = time_text(shown->from_ms, language);
    char *sentence = i18n_text(language, MESSAGE_WAIT_NOT_BEFORE, I18N_TEXT("time", from));
    if (ahead < 0)
        return sentence;
    _cleanup_free_ char *first = sentence;
    _cleanup_free_ char *people = i18n_text(language, MESSAGE_WAIT_PEOPLE_AHEAD, I18N_NUMBER("count", ahead));
    return i18n_text(language, MESSAGE_WAIT_NOT_BEFORE_AHEAD, I18N_TEXT("not_before", first),
                     I18N_TEXT("ahead", people));
}

char *range_text(const struct range_shown *shown, int64_t ahead, const struct language *language)
{
    switch (shown->form) {
    case RANGE_SOON:
        return i18n_text(language, MESSAGE_WAIT_SOON);
    case RANGE_MINUTES:
        return minutes_text(shown, language);
    case RANGE_BETWEEN:
        return between_text(shown, language);
    case RANGE_NOT_BEFORE:
        return not_before_text(shown, ahead, language);
    case RANGE_UNKNOWN:
        break;
    }
    return i18n_text(language, whys[shown->why].sentence);
}

/* --- in a list --- */

enum range_length range_length(const struct range *range, int64_t now_ms, int32_t *ret_minutes)
{
    int64_t wait_ms = within(range->likely_ms, now_ms, now_ms + END_MS) - now_ms;
    int64_t step_ms = wait_ms <= FINE_TO ? FINE_MS : COARSE_MS;
    int64_t figure_ms = is_soon(range, now_ms) ? 0 : within(down(wait_ms + step_ms / 2, 0, step_ms), FINE_MS, END_MS);
    *ret_minutes = (int32_t)(figure_ms / MINUTE_MS);
    size_t row = 0;
    while (*ret_minutes > lengths[row].minutes_most)
        row++;
    return lengths[row].length;
}

char *range_list_text(const struct range *range, int64_t now_ms, const struct language *language)
{
    static const enum i18n_message words[] = {
            [RANGE_NONE] = MESSAGE_WAIT_HARDLY, [RANGE_SHORT] = MESSAGE_WAIT_SHORT, [RANGE_LONG] = MESSAGE_WAIT_LONG};
    int32_t minutes;
    enum range_length length = range_length(range, now_ms, &minutes);
    char *word = i18n_text(language, words[length]);
    if (length == RANGE_NONE)
        return word;
    _cleanup_free_ char *first = word;
    return i18n_text(language, MESSAGE_WAIT_LISTED, I18N_TEXT("length", first), I18N_NUMBER("minutes", minutes));
}
