/* SPDX-License-Identifier: MIT
 *
 * The calendar's answers in words, kept as long as they hold.
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
static char *sentence_closed(const struct language *language, const struct calendar_state *state, struct date today)
{
    const char *reason = state->text ? i18n_catalogue_text(state->text, language, NULL) : NULL;
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

/* The state's own next change, as a moment; midnight at the latest, because "tomorrow" becomes "today". */
static int64_t state_until(const struct calendar_state *state, struct date today, int64_t midnight_ms)
{
    int64_t change_ms = midnight_ms;
    if (state->open)
        change_ms = clock_at(today, state->until_minute);
    else if (state->opens_again)
        change_ms = clock_at(state->opens_date, state->opens_minute);
    return change_ms < midnight_ms ? change_ms : midnight_ms;
}

static size_t count_states(const struct centre *centre)
{
    return centre->catalogue->services.count + 1;
}

static const struct catalogue_service *service_at(const struct centre *centre, size_t index)
{
    const struct catalogue *catalogue = centre->catalogue;
    return index < catalogue->services.count ? &catalogue->services.items[index] : NULL;
}

static size_t index_of(const struct centre *centre, const struct catalogue_service *service)
{
    const struct catalogue *catalogue = centre->catalogue;
    return service ? (size_t)(service - catalogue->services.items) : catalogue->services.count;
}

static size_t language_index(const struct i18n *i18n, const struct language *language)
{
    size_t index = 0;
    while (i18n_at(i18n, index) != language)
        index++;
    return index;
}

void hours_init(struct hours *hours)
{
    *hours = (struct hours){0};
    arena_init(&hours->arena);
}

void hours_done(struct hours *hours)
{
    arena_done(&hours->arena);
}

void hours_forget(struct hours *hours)
{
    arena_done(&hours->arena);
    hours_init(hours);
}

void hours_refresh(struct hours *hours, const struct centre *centre, int64_t now_ms)
{
    if (centre == hours->centre && now_ms >= hours->from_ms && now_ms < hours->until_ms)
        return;
    hours_forget(hours);
    struct local_time local = clock_local(now_ms);
    int64_t midnight_ms = clock_at(date_add(local.date, 1), 0);
    size_t count = count_states(centre);
    hours->centre = centre;
    hours->from_ms = now_ms;
    hours->until_ms = midnight_ms;
    hours->date = local.date;
    hours->states = arena_new_n(&hours->arena, struct calendar_state, count);
    hours->sentences = arena_new_n(&hours->arena, const char *, count *i18n_count(centre->i18n));
    for (size_t i = 0; i < count; i++) {
        struct calendar_state *state = &hours->states[i];
        *state = calendar_state(centre->calendar, centre->catalogue, service_at(centre, i), local.date,
                                local.minute_of_day);
        int64_t until_ms = state_until(state, local.date, midnight_ms);
        /* Not in the past, as a closing time that daylight saving skips may be. */
        if (until_ms > now_ms && until_ms < hours->until_ms)
            hours->until_ms = until_ms;
    }
}

struct hours_answer hours_of(struct hours *hours, const struct catalogue_service *service,
                             const struct language *language)
{
    const struct i18n *i18n = hours->centre->i18n;
    size_t index = index_of(hours->centre, service);
    const struct calendar_state *state = &hours->states[index];
    const char **sentence = &hours->sentences[index * i18n_count(i18n) + language_index(i18n, language)];
    if (!*sentence) {
        _cleanup_free_ char *text =
                state->open ? sentence_open(language, state) : sentence_closed(language, state, hours->date);
        *sentence = arena_strdup(&hours->arena, text);
    }
    return (struct hours_answer){.open = state->open, .sentence = *sentence};
}
