/* SPDX-License-Identifier: MIT
 *
 * Effective hours, and their sentences kept as long as they hold.
 */
#include "daemon/hours.h"

#include "daemon/engine/opening.h"

/* How far ahead the next opening is looked for. */
enum { DAYS_AHEAD = 366 };

struct hours_state {
    bool open;          /* somebody is there */
    bool takes;         /* a ticket can be had */
    int64_t until_ms;   /* open: closes then, for the day or a break */
    int64_t tickets_ms; /* open: the last tickets are given then */
    int64_t opens_ms;   /* takes none: does so then; 0: not within a year */
};

/* --- of a day --- */

/* Is this the business day that is open, and not being closed? */
static bool is_open_day(const struct hours *hours, int32_t day)
{
    const struct engine *engine = hours->hall->engine;
    return day == engine_day(engine) && !engine_day_closes(engine);
}

struct rule_hours hours_on(const struct hours *hours, int32_t service, int32_t day, const struct day_word *also)
{
    const struct hall *hall = hours->hall;
    if (day > days_today(hours->days))
        return days_hours(hours->days, service, day, also);
    if (!is_open_day(hours, day))
        return (struct rule_hours){0};
    if (!also)
        return opening_hours(hall->engine, hall->rulebook, service);
    struct rule_hours said = days_hours(hours->days, service, day, also);
    return opening_left(hall->engine, service, &said);
}

/* --- now --- */

static const struct catalogue *catalogue_of(const struct hours *hours)
{
    return hours->hall->centre->catalogue;
}

static int32_t id_of(const struct hours *hours, const struct catalogue_service *service)
{
    return service ? rulebook_id(hours->hall->rulebook, NAME_SERVICE, service->key) : 0;
}

/* The first moment from the next business day on at which tickets are to be had. */
static int64_t find_opening(const struct hours *hours, int32_t service, int64_t now_ms)
{
    int32_t today = days_today(hours->days);
    int64_t cutoff_ms = hours->hall->rulebook->services.items[service].cutoff_ms;
    for (int32_t day = today + 1; day <= today + DAYS_AHEAD; day++) {
        struct rule_hours open = days_hours(hours->days, service, day, NULL);
        if (open.count == 0 || open.spans[0].from_ms >= open.spans[open.count - 1].until_ms - cutoff_ms)
            continue;
        if (open.spans[0].from_ms > now_ms)
            return open.spans[0].from_ms;
    }
    return 0;
}

static struct hours_state service_state(const struct hours *hours, int32_t service, int64_t now_ms)
{
    struct opening opening = {0};
    if (is_open_day(hours, days_today(hours->days)))
        opening = opening_at(hours->hall->engine, hours->hall->rulebook, service, now_ms);
    struct hours_state state = {
            .open = opening.open,
            .takes = opening.open && now_ms < opening.tickets_ms,
            .until_ms = opening.until_ms,
            .tickets_ms = opening.tickets_ms,
            .opens_ms = opening.opens_ms,
    };
    if (!state.takes && !state.opens_ms)
        state.opens_ms = find_opening(hours, service, now_ms);
    return state;
}

/* Until when somebody is there without a break, if at this moment somebody is. */
static int64_t end_of_presence(const struct hours *hours, int64_t at_ms)
{
    const struct catalogue *catalogue = catalogue_of(hours);
    int32_t today = days_today(hours->days);
    int64_t before_ms;
    do {
        before_ms = at_ms;
        for (size_t i = 0; i < catalogue->services.count; i++) {
            struct rule_hours open = hours_on(hours, id_of(hours, &catalogue->services.items[i]), today, NULL);
            for (int j = 0; j < open.count; j++) {
                if (open.spans[j].from_ms <= at_ms && at_ms < open.spans[j].until_ms)
                    at_ms = open.spans[j].until_ms;
            }
        }
    } while (at_ms > before_ms);
    return at_ms;
}

/* Open as long as any service is. */
static struct hours_state centre_state(const struct hours *hours, size_t count, int64_t now_ms)
{
    struct hours_state centre = {0};
    for (size_t i = 0; i < count; i++) {
        const struct hours_state *state = &hours->states[i];
        centre.open |= state->open;
        if (state->opens_ms && (!centre.opens_ms || state->opens_ms < centre.opens_ms))
            centre.opens_ms = state->opens_ms;
    }
    centre.takes = centre.open;
    centre.until_ms = centre.tickets_ms = centre.open ? end_of_presence(hours, now_ms) : 0;
    return centre;
}

/* Not in the past, as a closing time that daylight saving skips may be. */
static void end_span(struct hours *hours, int64_t at_ms)
{
    if (at_ms > hours->from_ms && at_ms < hours->until_ms)
        hours->until_ms = at_ms;
}

static void take_state(struct hours *hours, size_t index, struct hours_state state)
{
    hours->states[index] = state;
    end_span(hours, state.open ? state.until_ms : 0);
    end_span(hours, state.takes ? state.tickets_ms : state.opens_ms);
}

void hours_refresh(struct hours *hours, int64_t now_ms)
{
    if (hours->states && now_ms >= hours->from_ms && now_ms < hours->until_ms)
        return;
    hours_forget(hours);
    const struct centre *centre = hours->hall->centre;
    size_t count = centre->catalogue->services.count;
    hours->from_ms = now_ms;
    hours->date = clock_local(now_ms).date;
    hours->until_ms = clock_at(date_add(hours->date, 1), 0); /* "tomorrow" becomes "today" */
    hours->states = arena_new_n(&hours->arena, struct hours_state, count + 1);
    hours->sentences = arena_new_n(&hours->arena, const char *, (count + 1) * i18n_count(centre->i18n));
    for (size_t i = 0; i < count; i++) {
        int32_t service = id_of(hours, &centre->catalogue->services.items[i]);
        take_state(hours, i, service_state(hours, service, now_ms));
    }
    take_state(hours, count, centre_state(hours, count, now_ms));
}

/* --- in words --- */

/* The end of a day is its 24:00. */
static char *end_text(const struct language *language, int64_t at_ms)
{
    int minute = clock_local(at_ms).minute_of_day;
    return language_time(language, minute ? minute : 24 * 60);
}

static char *sentence_until(const struct language *language, enum i18n_message message, int64_t at_ms)
{
    _cleanup_free_ char *time = end_text(language, at_ms);
    return i18n_text(language, message, I18N_TEXT("time", time));
}

static char *sentence_opens(const struct language *language, int64_t at_ms, struct date today)
{
    struct local_time local = clock_local(at_ms);
    _cleanup_free_ char *time = language_time(language, local.minute_of_day);
    if (date_compare(local.date, today) == 0)
        return i18n_text(language, MESSAGE_HOURS_OPENS_TODAY, I18N_TEXT("time", time));
    if (date_compare(local.date, date_add(today, 1)) == 0)
        return i18n_text(language, MESSAGE_HOURS_OPENS_TOMORROW, I18N_TEXT("time", time));
    _cleanup_free_ char *date = language_date(language, local.date);
    return i18n_text(language, MESSAGE_HOURS_OPENS_ON, I18N_TEXT("date", date), I18N_TEXT("time", time));
}

/* Why it is closed: who closed it early knows best, then who spoke of the day, then the calendar. */
static struct config_text reason_of(struct hours *hours, const struct catalogue_service *service)
{
    const struct hall *hall = hours->hall;
    int32_t id = id_of(hours, service), today = days_today(hours->days);
    struct early_closing closing = engine_closing(hall->engine, id);
    const struct catalogue_code *code = rulebook_object(hall->rulebook, NAME_REASON, closing.reason);
    if (closing.closing)
        return code ? code->name : (struct config_text){0};
    const struct day_word *word = days_word(hours->days, id, today);
    if (word)
        return day_word_text(word, &hours->arena);
    const struct config_text *text =
            calendar_day(hall->centre->calendar, hall->centre->catalogue, service, date_of(today), &hours->arena).text;
    return text ? *text : (struct config_text){0};
}

/* "Closed: Novruz": the reason first, because it is what people ask. NULL: when it opens says it all. */
static char *sentence_why(struct hours *hours, const struct catalogue_service *service, const struct hours_state *state,
                          const struct language *language)
{
    if (state->open)
        return sentence_until(language, MESSAGE_HOURS_LAST_TICKETS, state->tickets_ms);
    struct config_text text = reason_of(hours, service);
    const char *reason = i18n_catalogue_text(&text, language, NULL);
    if (reason)
        return i18n_text(language, MESSAGE_HOURS_CLOSED_BECAUSE, I18N_TEXT("reason", reason));
    return state->opens_ms ? NULL : i18n_text(language, MESSAGE_HOURS_CLOSED);
}

/* "Closed: Novruz. Opens tomorrow at 09:00" */
static char *sentence_closed(struct hours *hours, const struct catalogue_service *service,
                             const struct hours_state *state, const struct language *language)
{
    char *why = sentence_why(hours, service, state, language);
    if (!state->opens_ms)
        return why;
    char *opens = sentence_opens(language, state->opens_ms, hours->date);
    if (!why)
        return opens;
    char *both = i18n_text(language, MESSAGE_HOURS_CLOSED_OPENS, I18N_TEXT("closed", why), I18N_TEXT("opens", opens));
    free(why);
    free(opens);
    return both;
}

static size_t language_index(const struct i18n *i18n, const struct language *language)
{
    size_t index = 0;
    while (i18n_at(i18n, index) != language)
        index++;
    return index;
}

struct hours_answer hours_of(struct hours *hours, const struct catalogue_service *service,
                             const struct language *language)
{
    const struct i18n *i18n = hours->hall->centre->i18n;
    const struct catalogue *catalogue = catalogue_of(hours);
    size_t index = service ? (size_t)(service - catalogue->services.items) : catalogue->services.count;
    const struct hours_state *state = &hours->states[index];
    const char **sentence = &hours->sentences[index * i18n_count(i18n) + language_index(i18n, language)];
    if (!*sentence) {
        _cleanup_free_ char *text = state->takes ? sentence_until(language, MESSAGE_HOURS_OPEN_UNTIL, state->until_ms)
                                                 : sentence_closed(hours, service, state, language);
        *sentence = arena_strdup(&hours->arena, text);
    }
    return (struct hours_answer){.open = state->takes, .sentence = *sentence};
}

/* --- the whole --- */

void hours_init(struct hours *hours, struct hall *hall, struct days *days)
{
    *hours = (struct hours){.hall = hall, .days = days};
    arena_init(&hours->arena);
}

void hours_done(struct hours *hours)
{
    arena_done(&hours->arena);
}

void hours_forget(struct hours *hours)
{
    arena_done(&hours->arena);
    hours_init(hours, hours->hall, hours->days);
}
