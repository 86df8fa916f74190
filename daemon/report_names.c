/* SPDX-License-Identifier: MIT
 *
 * The words of a report: keys that the store has numbered, and what the catalogue calls them.
 */
#include "daemon/report.h"

#include <string.h>

#include "common/catalogue.h"
#include "common/i18n.h"
#include "daemon/engine/rulebook.h"
#include "daemon/store.h"

/* Where a list of the catalogue is, and in its items the name; all begin with their key. */
struct list {
    enum name_kind kind;
    size_t count, items, item_size, name;
};

#define NO_NAME SIZE_MAX

#define LIST(kind_, member, type, name_)                                                                   \
    {                                                                                                      \
        .kind = (kind_), .count = offsetof(struct catalogue, member.count),                                \
        .items = offsetof(struct catalogue, member.items), .item_size = sizeof(struct type), .name = name_ \
    }
#define NAMED(kind, member, type) LIST(kind, member, type, offsetof(struct type, name))

static const struct list lists[] = {
        NAMED(NAME_SERVICE, services, catalogue_service),
        NAMED(NAME_AGENCY, groups, catalogue_group),
        NAMED(NAME_CLASS, classes, catalogue_class),
        NAMED(NAME_OUTCOME, outcomes, catalogue_outcome),
        NAMED(NAME_PAUSE, pauses, catalogue_code),
        NAMED(NAME_TASK, tasks, catalogue_code),
        NAMED(NAME_REASON, reasons, catalogue_code),
        LIST(NAME_COUNTER, counters, catalogue_counter, NO_NAME),
        LIST(NAME_OPERATOR, operators, catalogue_operator, NO_NAME),
        LIST(NAME_PROFILE, profiles, catalogue_profile, NO_NAME),
        LIST(NAME_KIOSK, kiosks, catalogue_kiosk, NO_NAME),
        LIST(NAME_PRINTER, printers, catalogue_printer, NO_NAME),
};

/* Of what the catalogue does not have any more: its number comes after all places in it. */
enum { ORDER_GONE = 1 << 24 };

static void take_keys(struct report_names *names, const struct store *store, enum name_kind kind)
{
    names->count[kind] = store_names(store, kind) + 1;
    names->items[kind] = arena_new_n(names->arena, struct report_name, (size_t)names->count[kind]);
    for (int32_t id = 1; id < names->count[kind]; id++) {
        const char *key = arena_strdup(names->arena, store_name(store, kind, id));
        names->items[kind][id] = (struct report_name){.key = key, .name = key, .order = ORDER_GONE + id};
    }
}

static const char *name_of(const struct list *list, const char *item, const struct language *language)
{
    if (list->kind == NAME_COUNTER)
        return ((const struct catalogue_counter *)(const void *)item)->label;
    if (list->name == NO_NAME)
        return NULL;
    return i18n_catalogue_text((const struct config_text *)(const void *)(item + list->name), language, NULL);
}

static void take_list(struct report_names *names, const struct report_words *words, const struct list *list)
{
    size_t count;
    const char *item;
    memcpy(&count, (const char *)words->catalogue + list->count, sizeof(count));
    memcpy(&item, (const char *)words->catalogue + list->items, sizeof(item));
    for (size_t i = 0; i < count; i++, item += list->item_size) {
        int32_t id = store_find_name(words->store, list->kind, *(const char *const *)(const void *)item);
        if (id <= 0 || id >= names->count[list->kind])
            continue;
        struct report_name *name = &names->items[list->kind][id];
        const char *text = name_of(list, item, words->language);
        name->order = (int32_t)i + 1;
        if (text)
            name->name = arena_strdup(names->arena, text);
    }
}

static void take_services(struct report_names *names, const struct report_words *words)
{
    for (size_t i = 0; i < words->catalogue->services.count; i++) {
        const struct catalogue_service *service = &words->catalogue->services.items[i];
        int32_t id = store_find_name(words->store, NAME_SERVICE, service->key);
        const char *bring = i18n_catalogue_text(&service->bring, words->language, NULL);
        if (id <= 0 || id >= names->count[NAME_SERVICE])
            continue;
        names->items[NAME_SERVICE][id].group = store_find_name(words->store, NAME_AGENCY, service->agency->key);
        names->items[NAME_SERVICE][id].bring = bring ? arena_strdup(names->arena, bring) : NULL;
    }
}

static void take_operators(struct report_names *names, const struct rulebook *rulebook)
{
    for (int32_t id = 1; id < rulebook->operators.count && id < names->count[NAME_OPERATOR]; id++)
        names->items[NAME_OPERATOR][id].group = rulebook->operators.items[id].profile;
}

void report_names_init(struct report_names *names, struct arena *arena, const struct report_words *words)
{
    *names = (struct report_names){.arena = arena};
    for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
        take_keys(names, words->store, lists[i].kind);
        take_list(names, words, &lists[i]);
    }
    take_services(names, words);
    take_operators(names, words->rulebook);
    for (int weekday = MONDAY; weekday < WEEKDAYS; weekday++)
        names->weekdays[weekday] = arena_strdup(arena, language_weekday(words->language, (enum weekday)weekday));
}

/* --- asking --- */

const struct report_name *report_name(const struct report_names *names, enum name_kind kind, int32_t id)
{
    if (id > 0 && id < names->count[kind])
        return &names->items[kind][id];
    struct report_name *unknown = arena_new(names->arena, struct report_name);
    unknown->key = unknown->name = arena_printf(names->arena, "#%d", (int)id);
    unknown->order = ORDER_GONE + id;
    return unknown;
}

const char *report_bring(const struct report_names *names, int32_t service, int32_t item)
{
    const char *line = report_name(names, NAME_SERVICE, service)->bring;
    for (int32_t i = 1; line && *line && i < item; i++) {
        line = strchrnul(line, '\n');
        line += *line == '\n';
    }
    if (!line || !*line || item < 1)
        return arena_printf(names->arena, "#%d", (int)item);
    return arena_strndup(names->arena, line, (size_t)(strchrnul(line, '\n') - line));
}
