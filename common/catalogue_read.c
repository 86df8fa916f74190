/* SPDX-License-Identifier: MIT
 *
 * Reads the catalogue: every list by its option table into drafts, the tree of agencies depth first, then items at
 * their final addresses, then names resolved, inherited and looked at. No step stops at a mistake.
 */
#include "common/catalogue_reader.h"

#include <errno.h>
#include <string.h>

/* --- mistakes --- */

static const char *row_word(const struct catalogue_reader *reader, enum catalogue_kind_id kind, size_t row)
{
    bool is_agency = kind == KIND_GROUP && reader->rows[kind].items[row].group == NO_GROUP;
    return is_agency ? "agency" : catalogue_kinds[kind].word;
}

void catalogue_reader_mistake(struct catalogue_reader *reader, enum config_severity severity,
                              enum catalogue_kind_id kind, size_t row, const char *option, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    _cleanup_free_ char *text = mem_vprintf(format, arguments);
    va_end(arguments);

    const struct catalogue_row *object = &reader->rows[kind].items[row];
    /* libconfig looks up in what it may change, and changes nothing. */
    config_setting_t *setting = (config_setting_t *)(uintptr_t)object->setting;
    const config_setting_t *member = option ? config_setting_lookup(setting, option) : NULL;
    config_mistake_at(reader->mistakes, severity, member ? member : object->setting, "%s \"%s\": %s%s%s",
                      row_word(reader, kind, row), catalogue_key(object->draft.object), option ? option : "",
                      option ? ": " : "", text);
}

/* --- drafts --- */

static bool key_is_sound(const char *key)
{
    return strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(key);
}

static void check_key(struct catalogue_reader *reader, enum catalogue_kind_id kind, size_t row)
{
    struct catalogue_row *object = &reader->rows[kind].items[row];
    const char *key = catalogue_key(object->draft.object);
    if (!key) { /* reported as missing; from here on it is only nameless */
        key = "";
        memcpy(object->draft.object, &key, sizeof(key));
    }
    if (!key_is_sound(key))
        catalogue_reader_mistake(reader, CONFIG_ERROR, kind, row, catalogue_kinds[kind].options[0].name,
                                 "expected lower-case letters a-z, digits and hyphens");
}

/* Returns the row of the object, or NO_GROUP if it is none. */
static size_t read_object(struct catalogue_reader *reader, enum catalogue_kind_id kind, const config_setting_t *setting,
                          size_t group)
{
    if (!config_setting_is_group(setting)) {
        config_mistake_at(reader->mistakes, CONFIG_ERROR, setting, "this is no %s, expected a group { ... }",
                          catalogue_kinds[kind].word);
        return NO_GROUP;
    }
    struct catalogue_rows *rows = &reader->rows[kind];
    mem_grow(rows->items, rows->count, rows->room);
    size_t row = rows->count++;
    rows->items[row] = (struct catalogue_row){.setting = setting, .group = group};
    config_read_group(setting, catalogue_kinds[kind].options, catalogue_kinds[kind].option_count, reader->arena,
                      reader->mistakes, &rows->items[row].draft);
    check_key(reader, kind, row);
    return row;
}

static bool is_list(struct catalogue_reader *reader, const config_setting_t *list)
{
    if (!list)
        return false;
    if (config_setting_is_list(list) || (config_setting_is_array(list) && config_setting_length(list) == 0))
        return true;
    config_mistake_at(reader->mistakes, CONFIG_ERROR, list, "%s: expected a list ( { ... }, ... )",
                      config_setting_name(list));
    return false;
}

static void read_list(struct catalogue_reader *reader, enum catalogue_kind_id kind, const config_setting_t *list)
{
    int count = is_list(reader, list) ? config_setting_length(list) : 0;
    for (int i = 0; i < count; i++)
        read_object(reader, kind, config_setting_get_elem(list, (unsigned)i), NO_GROUP);
}

static void read_services(struct catalogue_reader *reader, const config_setting_t *list, size_t group)
{
    int count = is_list(reader, list) ? config_setting_length(list) : 0;
    for (int i = 0; i < count; i++)
        read_object(reader, KIND_SERVICE, config_setting_get_elem(list, (unsigned)i), group);
}

/* A group, its services, then the groups in it: a group's row comes before those of all in it. */
static void read_groups(struct catalogue_reader *reader, const config_setting_t *list, size_t around, int depth)
{
    int count = is_list(reader, list) ? config_setting_length(list) : 0;
    if (count && depth == CATALOGUE_DEPTH) {
        config_mistake_at(reader->mistakes, CONFIG_ERROR, list,
                          "groups: nested deeper than %d, expected a flatter tree", CATALOGUE_DEPTH);
        return;
    }
    for (int i = 0; i < count; i++) {
        const config_setting_t *setting = config_setting_get_elem(list, (unsigned)i);
        size_t row = read_object(reader, KIND_GROUP, setting, around);
        if (row == NO_GROUP)
            continue;
        read_services(reader, config_setting_get_member(setting, "services"), row);
        read_groups(reader, config_setting_get_member(setting, "groups"), row, depth + 1);
    }
}

static void read_drafts(struct catalogue_reader *reader, const config_setting_t *root)
{
    const config_setting_t *ignored; /* what the top table fills: it only knows the names */
    config_read_group(root, catalogue_top_options, catalogue_top_option_count, reader->arena, reader->mistakes,
                      &ignored);
    for (enum catalogue_kind_id kind = 0; kind < KIND_COUNT; kind++) {
        if (catalogue_kinds[kind].list)
            read_list(reader, kind, config_setting_get_member(root, catalogue_kinds[kind].list));
    }
    read_groups(reader, config_setting_get_member(root, "agencies"), NO_GROUP, 0);
    if (!reader->rows[KIND_SERVICE].count)
        config_mistake_at(reader->mistakes, CONFIG_ERROR, root, "agencies: nothing is offered, expected a service");
}

/* --- what to skip --- */

struct skip {
    const config_setting_t *numbers;
    struct config_list letters;
};

static const struct config_option skip_options[] = {
        {.name = "numbers", .kind = CONFIG_ANY, .offset = offsetof(struct skip, numbers), .fallback = "[ ]"},
        {.name = "letters", .kind = CONFIG_LIST, .offset = offsetof(struct skip, letters), .fallback = "[ ]"},
};

static void read_skip_numbers(struct catalogue_reader *reader, const config_setting_t *numbers)
{
    if (!numbers)
        return;
    if (!config_setting_is_aggregate(numbers) || config_setting_is_group(numbers)) {
        config_mistake_at(reader->mistakes, CONFIG_ERROR, numbers, "skip.numbers: expected numbers [ 13, 666 ]");
        return;
    }
    struct catalogue *catalogue = reader->catalogue;
    size_t count = (size_t)config_setting_length(numbers);
    catalogue->skip_numbers = arena_new_n(reader->arena, int64_t, count);
    for (size_t i = 0; i < count; i++) {
        const config_setting_t *number = config_setting_get_elem(numbers, (unsigned)i);
        int64_t value = config_setting_is_number(number) ? config_setting_get_int64(number) : -1;
        if (config_setting_type(number) == CONFIG_TYPE_FLOAT || value < 0)
            config_mistake_at(reader->mistakes, CONFIG_ERROR, number, "skip.numbers: expected whole numbers from 0");
        else
            catalogue->skip_numbers[catalogue->skip_number_count++] = value;
    }
}

static void read_skip(struct catalogue_reader *reader, const config_setting_t *setting)
{
    reader->catalogue->skip_letters = "";
    if (!setting)
        return;
    if (!config_setting_is_group(setting)) {
        config_mistake_at(reader->mistakes, CONFIG_ERROR, setting,
                          "skip: expected { numbers = [..]; letters = [..]; }");
        return;
    }
    struct skip skip = {0};
    config_read_group(setting, skip_options, ARRAY_SIZE(skip_options), reader->arena, reader->mistakes, &skip);
    read_skip_numbers(reader, config_setting_get_member(setting, "numbers"));
    char *letters = arena_alloc(reader->arena, skip.letters.count + 1);
    size_t count = 0;
    for (size_t i = 0; i < skip.letters.count; i++) {
        const char *letter = skip.letters.items[i];
        if (letter[0] >= 'A' && letter[0] <= 'Z' && letter[1] == '\0')
            letters[count++] = letter[0];
        else
            config_mistake_at(reader->mistakes, CONFIG_ERROR, config_setting_get_member(setting, "letters"),
                              "skip.letters: \"%s\" is no letter, expected one of A-Z", letter);
    }
    reader->catalogue->skip_letters = letters;
}

/* --- items at their final addresses --- */

static void make_items(struct catalogue_reader *reader)
{
    for (enum catalogue_kind_id id = 0; id < KIND_COUNT; id++) {
        const struct catalogue_kind *kind = &catalogue_kinds[id];
        const struct catalogue_rows *rows = &reader->rows[id];
        catalogue_list_new(reader->catalogue, kind, rows->count, reader->arena);
        for (size_t i = 0; i < rows->count; i++) {
            char *item = catalogue_item(reader->catalogue, kind, i);
            struct catalogue_origin origin = catalogue_origin_of(rows->items[i].setting, reader->arena);
            memcpy(item, rows->items[i].draft.object, kind->size);
            memcpy(item + sizeof(char *), &origin, sizeof(origin));
        }
    }
}

static void plant_tree(struct catalogue_reader *reader)
{
    struct catalogue *catalogue = reader->catalogue;
    for (size_t i = 0; i < catalogue->groups.count; i++) {
        struct catalogue_group *group = &catalogue->groups.items[i];
        size_t around = reader->rows[KIND_GROUP].items[i].group;
        group->parent = around == NO_GROUP ? NULL : &catalogue->groups.items[around];
        group->agency = group->parent ? group->parent->agency : group;
        group->depth = group->parent ? group->parent->depth + 1 : 0;
    }
    for (size_t i = 0; i < catalogue->services.count; i++) {
        struct catalogue_service *service = &catalogue->services.items[i];
        service->group = &catalogue->groups.items[reader->rows[KIND_SERVICE].items[i].group];
        service->agency = service->group->agency;
        if (service->national_code && !*service->national_code)
            service->national_code = NULL;
    }
}

/* --- keys --- */

/* By key; the one that stands first in the file comes first among equals. */
static int compare_keys(const void *a, const void *b)
{
    const void *x = *(const void *const *)a;
    const void *y = *(const void *const *)b;
    int order = strcmp(catalogue_key(x), catalogue_key(y));
    return order ? order : (x > y) - (x < y);
}

static size_t row_of(const struct catalogue_reader *reader, enum catalogue_kind_id kind, const void *item)
{
    const char *first = catalogue_item(reader->catalogue, &catalogue_kinds[kind], 0);
    return (size_t)((const char *)item - first) / catalogue_kinds[kind].size;
}

static void report_twice(struct catalogue_reader *reader, enum catalogue_kind_id kind, const void *item,
                         const void *first)
{
    const struct catalogue_origin *origin = catalogue_origin(first);
    _cleanup_free_ char *place = config_place_text(catalogue_origin(item)->file, origin->file, origin->line);
    catalogue_reader_mistake(reader, CONFIG_ERROR, kind, row_of(reader, kind, item),
                             catalogue_kinds[kind].options[0].name, "used twice, first at %s; expected one of its own",
                             place);
}

static void sort_keys(struct catalogue_reader *reader, enum catalogue_kind_id kind)
{
    size_t count = reader->rows[kind].count;
    const void **items = mem_new_n(const void *, count);
    for (size_t i = 0; i < count; i++)
        items[i] = catalogue_item(reader->catalogue, &catalogue_kinds[kind], i);
    qsort(items, count, sizeof(*items), compare_keys);
    for (size_t i = 1; i < count; i++) {
        if (*catalogue_key(items[i]) && strcmp(catalogue_key(items[i - 1]), catalogue_key(items[i])) == 0)
            report_twice(reader, kind, items[i], items[i - 1]);
    }
    reader->by_key[kind] = items;
}

const void *catalogue_reader_find(const struct catalogue_reader *reader, enum catalogue_kind_id kind, const char *key)
{
    size_t low = 0;
    size_t high = reader->rows[kind].count;
    while (low < high) { /* the first that is not before the key */
        size_t middle = low + (high - low) / 2;
        if (strcmp(catalogue_key(reader->by_key[kind][middle]), key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < reader->rows[kind].count && strcmp(catalogue_key(reader->by_key[kind][low]), key) == 0;
    return found ? reader->by_key[kind][low] : NULL;
}

/* Groups and services share one set of keys, so that either may be offered by its name. */
static void check_tree_keys(struct catalogue_reader *reader)
{
    for (size_t i = 0; i < reader->catalogue->services.count; i++) {
        const struct catalogue_service *service = &reader->catalogue->services.items[i];
        const void *group = *service->key ? catalogue_reader_find(reader, KIND_GROUP, service->key) : NULL;
        if (group)
            report_twice(reader, KIND_SERVICE, service, group);
    }
}

/* --- inheritance --- */

static void inherit(struct catalogue *catalogue)
{
    for (size_t i = 0; i < catalogue->groups.count; i++) {
        struct catalogue_group *group = &catalogue->groups.items[i];
        if (!group->series && group->parent)
            group->series = group->parent->series;
        if (!group->hours && group->parent)
            group->hours = group->parent->hours;
    }
    for (size_t i = 0; i < catalogue->services.count; i++) {
        struct catalogue_service *service = &catalogue->services.items[i];
        if (!service->series)
            service->series = service->group->series;
        if (!service->hours)
            service->hours = service->group->hours;
    }
}

static void read_all(struct catalogue_reader *reader, const config_setting_t *root)
{
    read_drafts(reader, root);
    read_skip(reader, config_setting_get_member(root, "skip"));
    make_items(reader);
    plant_tree(reader);
    for (enum catalogue_kind_id kind = 0; kind < KIND_COUNT; kind++)
        sort_keys(reader, kind);
    check_tree_keys(reader);
    catalogue_resolve(reader);
    inherit(reader->catalogue);
    catalogue_shape(reader);
}

int catalogue_read(const struct config_file *file, struct arena *arena, struct config_mistakes *mistakes,
                   struct catalogue **ret_catalogue)
{
    size_t errors = mistakes->errors;
    struct catalogue_reader reader = {
            .arena = arena,
            .mistakes = mistakes,
            .catalogue = arena_new(arena, struct catalogue),
    };
    read_all(&reader, config_file_root(file));
    for (enum catalogue_kind_id kind = 0; kind < KIND_COUNT; kind++) {
        free(reader.rows[kind].items);
        free(reader.by_key[kind]);
    }
    free(reader.found);
    reader.catalogue->complete = mistakes->errors == errors;
    *ret_catalogue = reader.catalogue;
    return reader.catalogue->complete ? 0 : -EBADMSG;
}
