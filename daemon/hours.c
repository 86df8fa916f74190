/* SPDX-License-Identifier: MIT
 *
 * The calendar's answer in words.
 */
#include "daemon/hours.h"

static char *sentence_open(const struct language *language, const struct calendar_state *state)
{
    _cleanup_free_ char *time = language_time(language, state->until_minute);
    return i18n_text(language, MESSAGE_HOURS_OPEN_UNTIL, I18N_TEXT("time", time));
}

static char *sentence_opens(const struct language *language, const struct calendar_state *state, struct date today)
{
    _cleanup_free_ char *time = language_time(language, state->opens_minute);
    if (date_compare(state->opens_date, today) == 0)
        return i18n_text(language, MESSAGE_HOURS_OPENS_TODAY, I18N_TEXT("time", time));
    if (date_compare(state->opens_date, date_add(today, 1)) == 0)
        return i18n_text(language, MESSAGE_HOURS_OPENS_TOMORROW, I18N_TEXT("time", time));
    _cleanup_free_ char *date = language_date(language, state->opens_date);
    return i18n_text(language, MESSAGE_HOURS_OPENS_ON, I18N_TEXT("date", date), I18N_TEXT("time", time));
}

/* "Closed: Novruz. Opens tomorrow at 09:00": the reason first, because it is what people ask. */
static char *sentence_closed(const struct i18n *i18n, const struct language *language,
                             const struct calendar_state *state, struct date today)
{
    const struct language *text_language = NULL;
    const char *reason = state->text ? i18n_catalogue_text(i18n, state->text, language, &text_language) : NULL;
    if (!reason && !state->opens_again)
        return i18n_text(language, MESSAGE_HOURS_CLOSED);
    if (!reason)
        return sentence_opens(language, state, today);
    _cleanup_free_ char *closed = i18n_text(language, MESSAGE_HOURS_CLOSED_BECAUSE, I18N_TEXT("reason", reason));
    if (!state->opens_again)
        return mem_strdup(closed);
    _cleanup_free_ char *opens = sentence_opens(language, state, today);
    return i18n_text(language, MESSAGE_HOURS_CLOSED_OPENS, I18N_TEXT("closed", closed), I18N_TEXT("opens", opens));
}

struct hours hours_at(const struct centre *centre, const struct catalogue_service *service,
                      const struct language *language, int64_t at_ms, struct arena *arena)
{
    struct local_time local = clock_local(at_ms);
    struct calendar_state state =
            calendar_state(centre->calendar, centre->catalogue, service, local.date, local.minute_of_day);
    _cleanup_free_ char *sentence =
            state.open ? sentence_open(language, &state) : sentence_closed(centre->i18n, language, &state, local.date);
    return (struct hours){.open = state.open, .sentence = arena_strdup(arena, sentence)};
}

/* The state's own next change, as a moment. */
static int64_t state_change(const struct calendar_state *state, struct date today, int64_t otherwise_ms)
{
    if (state->open)
        return clock_at(today, state->until_minute);
    if (state->opens_again)
        return clock_at(state->opens_date, state->opens_minute);
    return otherwise_ms;
}

int64_t hours_next_change(const struct centre *centre, int64_t at_ms)
{
    struct local_time local = clock_local(at_ms);
    int64_t next_ms = clock_at(date_add(local.date, 1), 0);
    for (size_t i = 0; i < centre->catalogue->services.count; i++) {
        struct calendar_state state =
                calendar_state(centre->calendar, centre->catalogue, &centre->catalogue->services.items[i], local.date,
                               local.minute_of_day);
        int64_t change_ms = state_change(&state, local.date, next_ms);
        if (change_ms > at_ms && change_ms < next_ms)
            next_ms = change_ms;
    }
    return next_ms;
}
