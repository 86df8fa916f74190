/* SPDX-License-Identifier: MIT
 *
 * Names become what they name: one function a shape of link, chosen by the tables. What is not found is reported with
 * the nearest key there is, and left out.
 */
#include "common/catalogue_reader.h"

#include <string.h>

/* One link of one object. */
struct link {
    struct catalogue_reader *reader;
    enum catalogue_kind_id kind;
    const struct catalogue_link *table;
    const union catalogue_slot *slot;
    const config_setting_t *setting; /* of the option; NULL: left out */
    void *object;
};

static void link_set(const struct link *link, const void *value, size_t size)
{
    memcpy((char *)link->object + link->table->offset, value, size);
}

/* Where the name at `index` of the option stands. */
static const config_setting_t *name_setting(const config_setting_t *setting, size_t index)
{
    const config_setting_t *name =
            config_setting_is_aggregate(setting) ? config_setting_get_elem(setting, (unsigned)index) : NULL;
    return name ? name : setting;
}

static void mistake_at(const struct link *link, const config_setting_t *at, const char *format, ...) attr_printf(3, 4);
static void mistake_at(const struct link *link, const config_setting_t *at, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    _cleanup_free_ char *text = mem_vprintf(format, arguments);
    va_end(arguments);
    config_mistake_at(link->reader->mistakes, CONFIG_ERROR, at, "%s \"%s\": %s: %s",
                      catalogue_word(&catalogue_kinds[link->kind], link->object), catalogue_key(link->object),
                      link->table->name, text);
}

/* Adds the keys of a kind to `keys`; returns how many there are then. */
static size_t add_keys(const struct catalogue_reader *reader, enum catalogue_kind_id kind, const char **keys,
                       size_t count)
{
    for (size_t i = 0; i < reader->rows[kind].count; i++)
        keys[count++] = catalogue_key(reader->by_key[kind][i]);
    return count;
}

/* --- one, many --- */

static const void *find_one(const struct link *link, const char *name, const config_setting_t *at)
{
    struct catalogue_reader *reader = link->reader;
    enum catalogue_kind_id to = link->table->to;
    const void *found = catalogue_reader_find(reader, to, name);
    if (!found) {
        const char **keys = arena_new_n(reader->arena, const char *, reader->rows[to].count);
        size_t count = add_keys(reader, to, keys, 0);
        mistake_at(link, at, "\"%s\" is unknown, expected a key in `%s`%s", name, catalogue_kinds[to].list,
                   config_suggestion(name, keys, count, reader->arena));
    }
    return found;
}

static void resolve_one(const struct link *link)
{
    const void *found = NULL;
    if (link->slot->name && *link->slot->name)
        found = find_one(link, link->slot->name, link->setting);
    link_set(link, &found, sizeof(found));
}

static bool holds(const void *const *items, size_t count, const void *item)
{
    for (size_t i = 0; i < count; i++) {
        if (items[i] == item)
            return true;
    }
    return false;
}

static void resolve_many(const struct link *link)
{
    const struct config_list *names = &link->slot->list;
    const void **found = arena_new_n(link->reader->arena, const void *, names->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < names->count; i++) {
        const config_setting_t *at = name_setting(link->setting, i);
        const void *item = find_one(link, names->items[i], at);
        if (item && holds(found, count, item))
            mistake_at(link, at, "\"%s\" is named twice, expected once", names->items[i]);
        else if (item)
            found[count++] = item;
    }
    link_set(link, &found, sizeof(found));
}

/* --- services, by their own name or that of a group --- */

/* Services collected in the order they were named, each once. */
struct service_set {
    const struct catalogue_service **items;
    size_t count;
};

/* "agency/group/key": what stands before the key must be the groups around it, from the inside out. */
static bool path_is_true(const char *path, const struct catalogue_group *around)
{
    const char *end = strrchr(path, '/');
    while (end) {
        const char *start = end;
        while (start > path && start[-1] != '/')
            start--;
        size_t length = (size_t)(end - start);
        if (!around || strlen(around->key) != length || memcmp(around->key, start, length) != 0)
            return false;
        around = around->parent;
        end = start > path ? start - 1 : NULL;
    }
    return true;
}

static void report_unknown(const struct link *link, const char *name, const char *key, const config_setting_t *at)
{
    struct catalogue_reader *reader = link->reader;
    const char **keys =
            arena_new_n(reader->arena, const char *, reader->rows[KIND_GROUP].count + reader->rows[KIND_SERVICE].count);
    size_t count = add_keys(reader, KIND_SERVICE, keys, add_keys(reader, KIND_GROUP, keys, 0));
    mistake_at(link, at, "\"%s\" is unknown, expected the key of an agency, group or service%s", name,
               config_suggestion(key, keys, count, reader->arena));
}

/* The group or the service of a name; false, and a mistake, if there is neither. */
static bool find_node(const struct link *link, const char *name, const config_setting_t *at,
                      const struct catalogue_group **ret_group, const struct catalogue_service **ret_service)
{
    const char *slash = strrchr(name, '/');
    const char *key = slash ? slash + 1 : name;
    const struct catalogue_group *group = catalogue_reader_find(link->reader, KIND_GROUP, key);
    const struct catalogue_service *service = group ? NULL : catalogue_reader_find(link->reader, KIND_SERVICE, key);
    if (!group && !service) {
        report_unknown(link, name, key, at);
        return false;
    }
    const struct catalogue_group *around = group ? group->parent : service->group;
    if (!path_is_true(name, around)) {
        mistake_at(link, at, "\"%s\" is not where \"%s\" is, expected \"%s%s%s\"", name, key, around ? around->key : "",
                   around ? "/" : "", key);
        return false;
    }
    *ret_group = group;
    *ret_service = service;
    return true;
}

/* Adds all services of a name but `self`; those that are there already are one mistake. */
static void add_services(const struct link *link, struct service_set *set, const char *name, const config_setting_t *at,
                         const void *self)
{
    const struct catalogue_group *group;
    const struct catalogue_service *service;
    if (!find_node(link, name, at, &group, &service))
        return;
    if (service && service == self)
        mistake_at(link, at, "names the service itself, expected another");

    const struct catalogue *catalogue = link->reader->catalogue;
    const struct catalogue_service *twice = NULL;
    for (size_t i = 0; i < catalogue->services.count; i++) {
        const struct catalogue_service *each = &catalogue->services.items[i];
        bool meant = group ? catalogue_group_holds(group, each) : each == service;
        if (!meant || each == self)
            continue;
        if (holds((const void *const *)set->items, set->count, each))
            twice = twice ? twice : each;
        else
            set->items[set->count++] = each;
    }
    if (twice)
        mistake_at(link, at, "\"%s\" names service \"%s\" a second time, expected each once", name, twice->key);
}

static struct service_set set_start(const struct link *link)
{
    return (struct service_set){.items = link->reader->found};
}

/* The services and the NULL at the end, in memory of their own. */
static const struct catalogue_service **set_keep(const struct link *link, const struct service_set *set)
{
    const struct catalogue_service **kept =
            arena_new_n(link->reader->arena, const struct catalogue_service *, set->count + 1);
    if (set->count)
        memcpy(kept, set->items, set->count * sizeof(*kept));
    return kept;
}

static void resolve_services(const struct link *link)
{
    const struct config_list *names = &link->slot->list;
    struct service_set set = set_start(link);
    const void *self = link->kind == KIND_SERVICE ? link->object : NULL;
    for (size_t i = 0; i < names->count; i++)
        add_services(link, &set, names->items[i], name_setting(link->setting, i), self);
    const struct catalogue_service **services = set_keep(link, &set);
    link_set(link, &services, sizeof(services));
}

/* --- spans, tiers --- */

static void resolve_spans(const struct link *link)
{
    struct spans spans = spans_read(link->setting, &link->slot->list, link->reader->arena, link->reader->mistakes);
    link_set(link, &spans, sizeof(spans));
}

static void add_tier(const struct link *link, struct service_set *set, const config_setting_t *setting)
{
    size_t before = set->count;
    int names = config_setting_is_aggregate(setting) && !config_setting_is_group(setting)
                        ? config_setting_length(setting)
                        : -1;
    if (names < 0) {
        mistake_at(link, setting, "a tier is a list of keys, expected [ \"..\", .. ]");
        return;
    }
    size_t errors = link->reader->mistakes->errors;
    for (int i = 0; i < names; i++) {
        const config_setting_t *at = config_setting_get_elem(setting, (unsigned)i);
        const char *name = config_setting_get_string(at);
        if (name)
            add_services(link, set, name, at, NULL);
        else
            mistake_at(link, at, "expected the key of an agency, group or service");
    }
    if (set->count == before && errors == link->reader->mistakes->errors)
        mistake_at(link, setting, "this tier is empty, expected at least one service");
}

/* All tiers share one set, so that no service stands in two of them; each is a slice of it. */
static void resolve_tiers(const struct link *link)
{
    struct catalogue_profile *profile = link->object;
    if (!link->setting)
        return;
    if (!config_setting_is_list(link->setting) || config_setting_length(link->setting) == 0) {
        mistake_at(link, link->setting, "expected a list of tiers ( [ \"..\" ], .. )");
        return;
    }
    int tiers = config_setting_length(link->setting);
    if (tiers > CATALOGUE_TIERS) {
        mistake_at(link, link->setting, "%d tiers are too many, expected %d at most", tiers, CATALOGUE_TIERS);
        return;
    }
    profile->tier_count = (size_t)tiers;
    profile->tiers = arena_new_n(link->reader->arena, struct catalogue_tier, profile->tier_count);
    struct service_set set = set_start(link);
    for (size_t i = 0; i < profile->tier_count; i++) {
        size_t before = set.count;
        add_tier(link, &set, config_setting_get_elem(link->setting, (unsigned)i));
        profile->tiers[i].count = set.count - before;
    }
    const struct catalogue_service **services = set_keep(link, &set);
    for (size_t i = 0; i < profile->tier_count; services += profile->tiers[i++].count)
        profile->tiers[i].services = services;
}

/* --- all --- */

static void (*const resolvers[LINK_SHAPES])(const struct link *link) = {
        [LINK_ONE] = resolve_one,     [LINK_MANY] = resolve_many,   [LINK_SERVICES] = resolve_services,
        [LINK_SPANS] = resolve_spans, [LINK_TIERS] = resolve_tiers,
};

static void resolve_object(struct catalogue_reader *reader, enum catalogue_kind_id id, size_t row)
{
    const struct catalogue_kind *kind = &catalogue_kinds[id];
    const struct catalogue_row *source = &reader->rows[id].items[row];
    for (size_t i = 0; i < kind->link_count; i++) {
        const struct config_option *option = catalogue_option(kind, kind->links[i].name);
        if (!option)
            continue; /* from its place in the file */
        struct link link = {
                .reader = reader,
                .kind = id,
                .table = &kind->links[i],
                .slot = (const void *)((const char *)&source->draft + option->offset),
                .setting = config_setting_get_member(source->setting, option->name),
                .object = catalogue_item(reader->catalogue, kind, row),
        };
        resolvers[link.table->shape](&link);
    }
}

void catalogue_resolve(struct catalogue_reader *reader)
{
    reader->found = mem_new_n(const struct catalogue_service *, reader->rows[KIND_SERVICE].count);
    for (enum catalogue_kind_id kind = 0; kind < KIND_COUNT; kind++) {
        for (size_t row = 0; row < reader->rows[kind].count; row++)
            resolve_object(reader, kind, row);
    }
}
