/* SPDX-License-Identifier: MIT
 *
 * Words about days: read once, kept in memory, told to the engine as the hours that come of them.
 */
#include "daemon/days.h"

#include <string.h>

#include "common/log.h"
#include "daemon/engine/opening.h"
#include "daemon/rulebook_hours.h"
#include "daemon/turn.h"

enum { TAKEN_BACK = -1 };

int32_t days_today(const struct days *days)
{
    const struct hall *hall = days->hall;
    if (engine_day(hall->engine))
        return engine_day(hall->engine);
    return (int32_t)date_days(clock_business_day(turn_now(hall->turn), hall->centre->settings.day_start_minute));
}

/* --- what was said --- */

static bool is_of_same(const struct day_word *a, const struct day_word *b)
{
    return a->day == b->day && a->agency == b->agency && a->service == b->service;
}

static bool remove_same(struct days *days, const struct day_word *word)
{
    for (size_t i = 0; i < days->count; i++) {
        if (!is_of_same(&days->items[i], word))
            continue;
        free(days->items[i].texts);
        days->count--;
        memmove(&days->items[i], &days->items[i + 1], (days->count - i) * sizeof(days->items[0]));
        return true;
    }
    return false;
}

static struct day_word *append(struct days *days, const struct day_word *word)
{
    mem_grow(days->items, days->count, days->room);
    struct day_word *kept = &days->items[days->count++];
    *kept = *word;
    kept->texts = word->texts ? mem_strdup(word->texts) : NULL;
    return kept;
}

struct config_text day_word_text(const struct day_word *word, struct arena *arena)
{
    struct config_text text = {0};
    size_t lines = 0;
    for (const char *line = word->texts; line && (line = strchr(line, '\n')); line++)
        lines++;
    text.items = arena_new_n(arena, struct config_translation, lines + 1);
    for (const char *line = word->texts; text.count < lines; text.count++) {
        const char *equals = strchr(line, '='), *end = strchr(line, '\n');
        text.items[text.count] =
                (struct config_translation){.language = arena_strndup(arena, line, (size_t)(equals - line)),
                                            .text = arena_strndup(arena, equals + 1, (size_t)(end - equals - 1))};
        line = end + 1;
    }
    return text;
}

/* A row a span, the first of them says that something new begins. */
static int take_row(const struct store_row *row, void *data)
{
    struct days *days = data;
    const int64_t *value = row->value;
    struct day_word word = {
            .day = (int32_t)value[CLOSURE_DAY],
            .agency = (int32_t)value[CLOSURE_AGENCY],
            .service = (int32_t)value[CLOSURE_SERVICE],
            .user = (int32_t)value[CLOSURE_USER],
            .at_ms = row->at_ms,
            .texts = (char *)row->text,
    };
    if (value[CLOSURE_SPAN] == 0)
        remove_same(days, &word);
    if (value[CLOSURE_SPANS] == TAKEN_BACK)
        return 0;
    struct day_word *kept = value[CLOSURE_SPAN] == 0 ? append(days, &word) : &days->items[days->count - 1];
    if (value[CLOSURE_SPANS] > 0 && kept->open.count < RULEBOOK_SPANS)
        kept->open.spans[kept->open.count++] =
                (struct rule_span){.from_ms = value[CLOSURE_FROM], .until_ms = value[CLOSURE_UNTIL]};
    return 0;
}

static void load(struct days *days)
{
    if (days->loaded)
        return;
    days->loaded = true;
    int r = store_read_days(store_database(days->hall->store), TABLE_CLOSURE, days_today(days), take_row, days);
    if (r < 0)
        log_error("days_unreadable", LOG_TEXT("error", strerror(-r)));
    for (size_t i = 0; i < days->count; i++)
        days_weigh(days, &days->items[i]);
}

void days_forget(struct days *days)
{
    for (size_t i = 0; i < days->count; i++)
        free(days->items[i].texts);
    days->count = 0;
    days->loaded = false;
}

void days_done(struct days *days)
{
    days_forget(days);
    free(days->items);
}

size_t days_count(struct days *days)
{
    load(days);
    return days->count;
}

const struct day_word *days_at(struct days *days, size_t place)
{
    return &days->items[place];
}

/* --- what comes of it --- */

/* Of the configuration and the calendar; none for a service that they have no longer. */
static struct rule_hours usual_hours(const struct days *days, int32_t service, int32_t day)
{
    const struct rulebook *rulebook = days->hall->rulebook;
    const struct catalogue_service *object = rulebook_object(rulebook, NAME_SERVICE, service);
    if (!object)
        return (struct rule_hours){0};
    return day == rulebook->day ? rulebook->services.items[service].hours
                                : rulebook_hours(days->hall->centre, object, date_of(day));
}

static bool anybody_is_there(const struct days *days, int32_t day)
{
    for (int32_t service = 1; service < days->hall->rulebook->services.count; service++) {
        if (usual_hours(days, service, day).count > 0)
            return true;
    }
    return false;
}

/* The time that both have. */
static struct rule_hours within(const struct rule_hours *own, const struct rule_hours *house)
{
    struct rule_hours both = {0};
    for (int i = 0; i < own->count; i++) {
        for (int j = 0; j < house->count; j++) {
            const struct rule_span *a = &own->spans[i], *b = &house->spans[j];
            struct rule_span span = {.from_ms = a->from_ms > b->from_ms ? a->from_ms : b->from_ms,
                                     .until_ms = a->until_ms < b->until_ms ? a->until_ms : b->until_ms};
            if (span.from_ms < span.until_ms && both.count < RULEBOOK_SPANS)
                both.spans[both.count++] = span;
        }
    }
    return both;
}

bool day_word_covers(const struct days *days, const struct day_word *word, int32_t service)
{
    const struct catalogue_service *object = rulebook_object(days->hall->rulebook, NAME_SERVICE, service);
    if (!object)
        return false;
    if (word->service)
        return word->service == service;
    return !word->agency || rulebook_id(days->hall->rulebook, NAME_AGENCY, object->agency->key) == word->agency;
}

static bool is_of_centre(const struct day_word *word)
{
    return !word->agency && !word->service;
}

void days_weigh(const struct days *days, struct day_word *word)
{
    word->is_of_all = is_of_centre(word) && word->open.count > 0 && !anybody_is_there(days, word->day);
}

static struct rule_hours heed(const struct day_word *word, const struct rule_hours *usual)
{
    bool is_own = !is_of_centre(word) || word->open.count == 0 || word->is_of_all;
    return is_own ? word->open : within(usual, &word->open);
}

static bool speaks_of(const struct days *days, const struct day_word *word, int32_t service, int32_t day)
{
    return word->day == day && (service ? day_word_covers(days, word, service) : is_of_centre(word));
}

/* The later word counts, and it alone. */
static const struct day_word *last_word(struct days *days, int32_t service, int32_t day)
{
    load(days);
    for (size_t i = days->count; i > 0; i--) {
        if (speaks_of(days, &days->items[i - 1], service, day))
            return &days->items[i - 1];
    }
    return NULL;
}

struct rule_hours days_hours(struct days *days, int32_t service, int32_t day, const struct day_word *also)
{
    const struct rule_hours usual = usual_hours(days, service, day);
    bool heeds = also && speaks_of(days, also, service, day);
    const struct day_word *word = heeds ? also : last_word(days, service, day);
    return word ? heed(word, &usual) : usual;
}

/* Hours of the house that leave a service its own are no reason for anything. */
static bool changes(const struct days *days, const struct day_word *word, int32_t service)
{
    if (!service || !is_of_centre(word) || word->open.count == 0)
        return true;
    struct rule_hours usual = usual_hours(days, service, word->day), hours = heed(word, &usual);
    return !hours_are_same(&hours, &usual);
}

const struct day_word *days_word(struct days *days, int32_t service, int32_t day)
{
    const struct day_word *word = last_word(days, service, day);
    return word && changes(days, word, service) ? word : NULL;
}

static void set_hours(const struct days *days, int32_t service, const struct rule_hours *hours)
{
    struct refusal refusal;
    struct command command = {.kind = COMMAND_SET_HOURS, .service = service, .span_count = hours->count};
    for (int i = 0; i < hours->count; i++)
        command.spans[i] =
                (struct command_span){.from_ms = hours->spans[i].from_ms, .until_ms = hours->spans[i].until_ms};
    if (hall_do(days->hall, &command, &refusal) < 0)
        log_warning("hours_not_set", LOG_NUMBER("service", service), LOG_TEXT("refusal", refusal_words[refusal.kind]));
}

/* Only what differs is told: at a restart, nothing is. */
static void enter_day(void *data, int32_t day)
{
    struct days *days = data;
    const struct rulebook *rulebook = days->hall->rulebook;
    if (engine_day_closes(days->hall->engine))
        return;
    for (int32_t service = 1; service < rulebook->services.count; service++) {
        if (!rulebook->services.items[service].offered)
            continue;
        struct rule_hours hours = days_hours(days, service, day, NULL);
        if (!hours_are_same(&hours, opening_set(days->hall->engine, rulebook, service)))
            set_hours(days, service, &hours);
    }
}

static void settle(struct days *days, int32_t day)
{
    if (day == engine_day(days->hall->engine))
        enter_day(days, day);
}

void days_reload(struct days *days)
{
    load(days);
    for (size_t i = 0; i < days->count; i++)
        days_weigh(days, &days->items[i]);
    if (engine_day(days->hall->engine))
        enter_day(days, engine_day(days->hall->engine));
}

void days_init(struct days *days, struct hall *hall)
{
    *days = (struct days){.hall = hall};
    hall_on_day_opened(hall, enter_day, days);
}

/* --- saying something --- */

static void add_row(struct days *days, const struct day_word *word, int32_t span, int32_t spans)
{
    struct store_row row = {.table = TABLE_CLOSURE, .at_ms = word->at_ms, .text = span == 0 ? word->texts : NULL};
    row.value[CLOSURE_DAY] = word->day;
    row.value[CLOSURE_AGENCY] = word->agency;
    row.value[CLOSURE_SERVICE] = word->service;
    row.value[CLOSURE_SPAN] = span;
    row.value[CLOSURE_SPANS] = spans;
    row.value[CLOSURE_USER] = word->user;
    if (spans > 0) {
        row.value[CLOSURE_FROM] = word->open.spans[span].from_ms;
        row.value[CLOSURE_UNTIL] = word->open.spans[span].until_ms;
    }
    store_add_row(days->hall->store, &row);
}

void days_say(struct days *days, const struct day_word *word)
{
    load(days);
    remove_same(days, word);
    append(days, word);
    for (int32_t i = 0; i < word->open.count || i == 0; i++)
        add_row(days, word, i, word->open.count);
    settle(days, word->day);
}

bool days_take_back(struct days *days, const struct day_word *word)
{
    load(days);
    if (!remove_same(days, word))
        return false;
    add_row(days, word, 0, TAKEN_BACK);
    settle(days, word->day);
    return true;
}
