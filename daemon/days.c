/* SPDX-License-Identifier: MIT
 *
 * Words about days: read once, kept in memory, told to the engine as the hours that come of them.
 */
#include "daemon/days.h"

#include <string.h>

#include "common/log.h"
#include "daemon/engine/rules.h"
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

static struct date date_of(int32_t day)
{
    return date_add((struct date){1970, 1, 1}, day);
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
    if (word.day < days_today(days))
        return 0;
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
    int r = store_read_rows(store_database(days->hall->store), TABLE_CLOSURE, 1, take_row, days);
    if (r < 0)
        log_error("days_unreadable", LOG_TEXT("error", strerror(-r)));
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

static void heed(const struct days *days, const struct day_word *word, const struct rule_hours *usual,
                 struct rule_hours *hours)
{
    bool centre = !word->agency && !word->service;
    if (!centre || word->open.count == 0 || !anybody_is_there(days, word->day))
        *hours = word->open;
    else
        *hours = within(usual, &word->open);
}

struct rule_hours days_hours(struct days *days, int32_t service, int32_t day, const struct day_word *also)
{
    struct rule_hours usual = usual_hours(days, service, day), hours = usual;
    load(days);
    for (size_t i = 0; i < days->count; i++) {
        const struct day_word *word = &days->items[i];
        if (word->day == day && day_word_covers(days, word, service) && !(also && is_of_same(word, also)))
            heed(days, word, &usual, &hours);
    }
    if (also && also->day == day && day_word_covers(days, also, service))
        heed(days, also, &usual, &hours);
    return hours;
}

bool rule_hours_hold(const struct rule_hours *hours, int64_t at_ms)
{
    for (int i = 0; i < hours->count; i++) {
        if (hours->spans[i].from_ms <= at_ms && at_ms < hours->spans[i].until_ms)
            return true;
    }
    return false;
}

static bool are_same(const struct rule_hours *a, const struct rule_hours *b)
{
    return a->count == b->count && memcmp(a->spans, b->spans, (size_t)a->count * sizeof(a->spans[0])) == 0;
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
    load(days);
    for (int32_t service = 1; service < rulebook->services.count; service++) {
        if (!rulebook->services.items[service].offered)
            continue;
        struct rule_hours hours = days_hours(days, service, day, NULL);
        if (!are_same(&hours, rules_hours(days->hall->engine, rulebook, service)))
            set_hours(days, service, &hours);
    }
}

static void settle(struct days *days, int32_t day)
{
    if (day == engine_day(days->hall->engine))
        enter_day(days, day);
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
