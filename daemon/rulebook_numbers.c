/* SPDX-License-Identifier: MIT
 *
 * Gives every object of a centre its number, and finds it by that.
 */
#include "daemon/rulebook_numbers.h"

#include <string.h>

#include "common/log.h"
#include "daemon/engine/rulebook.h"

_Static_assert((int)CATALOGUE_BITS == (int)RULEBOOK_NEEDS, "as many needs as are warned of");
_Static_assert((int)CATALOGUE_BITS == (int)RULEBOOK_LANGUAGES, "as many languages as are warned of");

/* Every object begins with its key. */
static const char *key_of(const void *object)
{
    return *(const char *const *)object;
}

static int32_t greatest_of(enum name_kind kind)
{
    if (kind == NAME_NEED)
        return RULEBOOK_NEEDS;
    return kind == NAME_LANGUAGE ? RULEBOOK_LANGUAGES : INT32_MAX - 1;
}

static int32_t number(struct numbers *numbers, enum name_kind kind, const char *key)
{
    int32_t id = numbers->source.intern(numbers->source.data, kind, key);
    if (id <= greatest_of(kind))
        return id;
    log_warning("too_many_names", LOG_TEXT("kind", kind == NAME_NEED ? "need" : "language"), LOG_TEXT("key", key),
                LOG_NUMBER("limit", greatest_of(kind)));
    return 0;
}

static void number_items(struct numbers *numbers, enum name_kind kind, const void *items, size_t count, size_t size)
{
    struct numbered *numbered = &numbers->kinds[kind];
    *numbered = (struct numbered){
            .items = items, .size = size, .count = count, .ids = arena_new_n(numbers->arena, int32_t, count)};
    for (size_t i = 0; i < count; i++)
        numbered->ids[i] = number(numbers, kind, key_of(numbered->items + i * size));
}

/* Outermost groups are agencies, the others have no number. */
static void number_agencies(struct numbers *numbers)
{
    const struct catalogue *catalogue = numbers->centre->catalogue;
    struct numbered *numbered = &numbers->kinds[NAME_AGENCY];
    *numbered = (struct numbered){.items = (const char *)catalogue->groups.items,
                                  .size = sizeof(*catalogue->groups.items),
                                  .count = catalogue->groups.count,
                                  .ids = arena_new_n(numbers->arena, int32_t, catalogue->groups.count)};
    for (size_t i = 0; i < numbered->count; i++) {
        if (!catalogue->groups.items[i].parent)
            numbered->ids[i] = number(numbers, NAME_AGENCY, catalogue->groups.items[i].key);
    }
}

static size_t add_code(const char **codes, size_t count, const char *code)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(codes[i], code) == 0)
            return count;
    }
    codes[count] = code;
    return count + 1;
}

static void number_languages(struct numbers *numbers)
{
    const struct catalogue *catalogue = numbers->centre->catalogue;
    const struct i18n *i18n = numbers->centre->i18n;
    size_t room = i18n_count(i18n), count = 0;
    for (size_t i = 0; i < catalogue->operators.count; i++)
        room += catalogue->operators.items[i].languages.count;
    numbers->languages = arena_new_n(numbers->arena, const char *, room);
    for (size_t i = 0; i < i18n_count(i18n); i++)
        count = add_code(numbers->languages, count, language_code(i18n_at(i18n, i)));
    for (size_t i = 0; i < catalogue->operators.count; i++) {
        const struct config_list *spoken = &catalogue->operators.items[i].languages;
        for (size_t j = 0; j < spoken->count; j++)
            count = add_code(numbers->languages, count, spoken->items[j]);
    }
    number_items(numbers, NAME_LANGUAGE, numbers->languages, count, sizeof(*numbers->languages));
}

/* The way back, once all are numbered. */
static void lead_back(struct numbers *numbers, enum name_kind kind)
{
    struct numbered *numbered = &numbers->kinds[kind];
    int32_t greatest = numbers->source.count(numbers->source.data, kind);
    numbered->limit = (greatest < greatest_of(kind) ? greatest : greatest_of(kind)) + 1;
    numbered->objects = arena_new_n(numbers->arena, const void *, (size_t)numbered->limit);
    for (size_t i = 0; i < numbered->count; i++) {
        const void *item = numbered->items + i * numbered->size;
        if (numbered->ids[i])
            numbered->objects[numbered->ids[i]] =
                    kind == NAME_LANGUAGE ? i18n_find(numbers->centre->i18n, key_of(item)) : item;
    }
}

void numbers_make(struct numbers *numbers, const struct centre *centre, const struct name_source *source,
                  struct arena *arena)
{
#define NUMBER(kind_, list_) \
    number_items(numbers, kind_, catalogue->list_.items, catalogue->list_.count, sizeof(*catalogue->list_.items))
    const struct catalogue *catalogue = centre->catalogue;
    *numbers = (struct numbers){.centre = centre, .source = *source, .arena = arena};
    NUMBER(NAME_SERVICE, services);
    number_agencies(numbers);
    NUMBER(NAME_SERIES, series);
    NUMBER(NAME_CLASS, classes);
    NUMBER(NAME_NEED, needs);
    number_languages(numbers);
    NUMBER(NAME_PROFILE, profiles);
    NUMBER(NAME_COUNTER, counters);
    NUMBER(NAME_ZONE, zones);
    NUMBER(NAME_OPERATOR, operators);
    NUMBER(NAME_OUTCOME, outcomes);
    NUMBER(NAME_PAUSE, pauses);
    NUMBER(NAME_TASK, tasks);
    NUMBER(NAME_REASON, reasons);
#undef NUMBER
    for (enum name_kind kind = NAME_SERVICE; kind <= NAME_REASON; kind++)
        lead_back(numbers, kind);
}

int32_t numbers_id(const struct numbers *numbers, enum name_kind kind, const void *object)
{
    const struct numbered *numbered = &numbers->kinds[kind];
    return object ? numbered->ids[(size_t)((const char *)object - numbered->items) / numbered->size] : 0;
}

int64_t numbers_language_bit(const struct numbers *numbers, const char *code)
{
    const struct numbered *numbered = &numbers->kinds[NAME_LANGUAGE];
    size_t index = 0;
    while (strcmp(numbers->languages[index], code) != 0)
        index++;
    return numbered->ids[index] ? ID_BIT(numbered->ids[index]) : 0;
}
