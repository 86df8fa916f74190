/* SPDX-License-Identifier: MIT
 *
 * What a reload would do, told field by field by the same tables that read the file: no field can be forgotten here.
 */
#include "common/catalogue.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/catalogue_table.h"

struct comparison {
    const struct catalogue *before;
    const struct catalogue *after;
    struct arena *arena;
    struct catalogue_changes *changes;
};

/* The same object in both. */
struct pair {
    const struct catalogue_kind *kind;
    const char *before;
    const char *after;
};

/* --- what others compare with as well --- */

void catalogue_change_add(struct catalogue_changes *changes, struct catalogue_change change)
{
    mem_grow(changes->items, changes->count, changes->room);
    changes->items[changes->count++] = change;
}

const char *catalogue_change_quoted(const char *text, struct arena *arena)
{
    static const struct config_option string = {.kind = CONFIG_STRING};
    return text && *text ? config_option_text(&string, &text, arena) : "none";
}

void catalogue_change_field(struct catalogue_changes *changes, const char *object, const char *key, const char *field,
                            const char *before, const char *after)
{
    if (strcmp(before, after) == 0)
        return;
    catalogue_change_add(changes, (struct catalogue_change){
                                          .kind = CHANGE_CHANGED,
                                          .object = object,
                                          .key = key,
                                          .field = field,
                                          .before = before,
                                          .after = after,
                                  });
}

static void change_language(struct catalogue_changes *changes, const struct catalogue_text_field *field,
                            const char *language, struct arena *arena)
{
    const char *before = config_text_in(field->before, language), *after = config_text_in(field->after, language);
    if (strcmp(before ? before : "", after ? after : "") != 0)
        catalogue_change_field(changes, field->object, field->key, arena_printf(arena, "%s.%s", field->name, language),
                               catalogue_change_quoted(before, arena), catalogue_change_quoted(after, arena));
}

void catalogue_change_text(struct catalogue_changes *changes, const struct catalogue_text_field *field,
                           struct arena *arena)
{
    for (size_t i = 0; i < field->after->count; i++)
        change_language(changes, field, field->after->items[i].language, arena);
    for (size_t i = 0; i < field->before->count; i++) {
        const char *language = field->before->items[i].language;
        if (!config_text_in(field->after, language))
            change_language(changes, field, language, arena);
    }
}

/* --- fields --- */

static void changed(struct comparison *comparison, const struct pair *pair, const char *field, const char *before,
                    const char *after)
{
    catalogue_change_field(comparison->changes, catalogue_word(pair->kind, pair->after),
                           arena_strdup(comparison->arena, catalogue_key(pair->after)), field, before, after);
}

/* --- links as text --- */

static const char *keys_text(const void *const *items, size_t count, struct arena *arena)
{
    static const struct config_option list = {.kind = CONFIG_LIST};
    struct config_list keys = {.count = count, .items = arena_new_n(arena, const char *, count)};
    for (size_t i = 0; i < count; i++)
        keys.items[i] = catalogue_key(items[i]);
    return config_option_text(&list, &keys, arena);
}

static const char *tiers_text(const struct catalogue_profile *profile, struct arena *arena)
{
    const char *text = "";
    for (size_t i = 0; i < profile->tier_count; i++) {
        const struct catalogue_tier *tier = &profile->tiers[i];
        text = arena_printf(arena, "%s%s%s", text, i ? ", " : "",
                            keys_text((const void *const *)tier->services, tier->count, arena));
    }
    return text;
}

static const char *link_text(const struct catalogue_link *link, const char *object, struct arena *arena)
{
    const void *field = object + link->offset;
    if (link->shape == LINK_SPANS)
        return spans_text(field, arena);
    if (link->shape == LINK_TIERS)
        return tiers_text((const void *)object, arena);

    const void *pointer;
    memcpy(&pointer, field, sizeof(pointer));
    if (link->shape == LINK_ONE)
        return catalogue_change_quoted(pointer ? catalogue_key(pointer) : NULL, arena);
    const void *const *items = pointer;
    size_t count = 0;
    while (items[count])
        count++;
    return keys_text(items, count, arena);
}

/* --- objects --- */

static const char *value_text(const struct config_option *option, const char *object, struct arena *arena)
{
    const void *value = object + option->offset;
    return option->kind == CONFIG_STRING ? catalogue_change_quoted(*(const char *const *)value, arena)
                                         : config_option_text(option, value, arena);
}

static void compare_option(struct comparison *comparison, const struct pair *pair, const struct config_option *option)
{
    struct arena *arena = comparison->arena;
    if (option->offset >= pair->kind->size)
        return; /* a link or objects of their own */
    if (option->kind == CONFIG_TEXT)
        catalogue_change_text(comparison->changes,
                              &(struct catalogue_text_field){
                                      .object = catalogue_word(pair->kind, pair->after),
                                      .key = arena_strdup(arena, catalogue_key(pair->after)),
                                      .name = option->name,
                                      .before = (const void *)(pair->before + option->offset),
                                      .after = (const void *)(pair->after + option->offset),
                              },
                              arena);
    else
        changed(comparison, pair, option->name, value_text(option, pair->before, arena),
                value_text(option, pair->after, arena));
}

static void compare_object(struct comparison *comparison, const struct pair *pair)
{
    struct arena *arena = comparison->arena;
    for (size_t i = 0; i < pair->kind->option_count; i++)
        compare_option(comparison, pair, &pair->kind->options[i]);
    for (size_t i = 0; i < pair->kind->link_count; i++) {
        const struct catalogue_link *link = &pair->kind->links[i];
        changed(comparison, pair, link->name, link_text(link, pair->before, arena),
                link_text(link, pair->after, arena));
    }
}

static void whole_object(struct comparison *comparison, const struct catalogue_kind *kind, const void *object,
                         enum change_kind change)
{
    catalogue_change_add(comparison->changes, (struct catalogue_change){
                                                      .kind = change,
                                                      .object = catalogue_word(kind, object),
                                                      .key = arena_strdup(comparison->arena, catalogue_key(object)),
                                              });
}

static void compare_kind(struct comparison *comparison, enum catalogue_kind_id id)
{
    const struct catalogue_kind *kind = &catalogue_kinds[id];
    for (size_t i = 0; i < catalogue_count(comparison->after, kind); i++) {
        const void *after = catalogue_item(comparison->after, kind, i);
        const void *before = catalogue_find(comparison->before, id, catalogue_key(after));
        if (before)
            compare_object(comparison, &(struct pair){.kind = kind, .before = before, .after = after});
        else
            whole_object(comparison, kind, after, CHANGE_ADDED);
    }
}

static void removed_of_kind(struct comparison *comparison, enum catalogue_kind_id id)
{
    const struct catalogue_kind *kind = &catalogue_kinds[id];
    for (size_t i = 0; i < catalogue_count(comparison->before, kind); i++) {
        const void *before = catalogue_item(comparison->before, kind, i);
        if (!catalogue_find(comparison->after, id, catalogue_key(before)))
            whole_object(comparison, kind, before, CHANGE_REMOVED);
    }
}

/* --- skip, which is no list of objects --- */

static const char *numbers_text(const struct catalogue *catalogue, struct arena *arena)
{
    const char *text = "";
    for (size_t i = 0; i < catalogue->skip_number_count; i++)
        text = arena_printf(arena, "%s%s%" PRId64, text, i ? ", " : "", catalogue->skip_numbers[i]);
    return *text ? text : "none";
}

static void compare_skip(struct comparison *comparison, const char *field, const char *before, const char *after)
{
    catalogue_change_field(comparison->changes, "skip", "", field, before, after);
}

void catalogue_changes_done(struct catalogue_changes *changes)
{
    free(changes->items);
    *changes = (struct catalogue_changes){0};
}

void catalogue_compare(const struct catalogue *before, const struct catalogue *after, struct arena *arena,
                       struct catalogue_changes *ret_changes)
{
    *ret_changes = (struct catalogue_changes){0};
    struct comparison comparison = {.before = before, .after = after, .arena = arena, .changes = ret_changes};
    for (enum catalogue_kind_id kind = 0; kind < KIND_COUNT; kind++)
        compare_kind(&comparison, kind);
    compare_skip(&comparison, "numbers", numbers_text(before, arena), numbers_text(after, arena));
    compare_skip(&comparison, "letters", catalogue_change_quoted(before->skip_letters, arena),
                 catalogue_change_quoted(after->skip_letters, arena));
    for (enum catalogue_kind_id kind = 0; kind < KIND_COUNT; kind++)
        removed_of_kind(&comparison, kind);
}
