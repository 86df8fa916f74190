/* SPDX-License-Identifier: MIT
 *
 * JSON into C structs, by type: one walk that both checks and fills (a check is a walk with nothing to fill).
 *
 * This is on the path of every call, so a good value costs no more than it must: keys are compared with the field that
 * should come next before any search, and a path is put together only on the way out of a mistake, each level adding
 * its own name in front.
 */
#include "common/varlink/value.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/arena.h"
#include "common/varlink/utf8.h"

/* jansson itself parses no deeper than 2,048 levels; a type that holds itself stops here first. */
#define DEPTH_LIMIT 256

struct decoder {
    enum value_mode mode;
    struct arena *arena; /* NULL: check only, and every `to` is NULL */
    struct value_mistake *mistake;
};

static int decode(const struct decoder *decoder, const struct idl_type *type, json_t *value, char *to, unsigned depth);

/* --- mistakes --- */

static attr_printf(2, 3) int refuse(const struct decoder *decoder, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(decoder->mistake->reason, sizeof(decoder->mistake->reason), format, arguments);
    va_end(arguments);
    decoder->mistake->path[0] = '\0';
    return -EBADMSG;
}

/* Puts a part in front of the path. A path that grows too long loses its end, never half a character: it is sent. */
static int put_before(const struct decoder *decoder, const char *part)
{
    struct value_mistake *mistake = decoder->mistake;
    const size_t limit = sizeof(mistake->path) - 1;
    char whole[2 * sizeof(mistake->path)];
    const char *dot = mistake->path[0] && mistake->path[0] != '[' ? "." : "";
    int part_length = (int)utf8_prefix(part, strlen(part), limit);
    int length = snprintf(whole, sizeof(whole), "%.*s%s%s", part_length, part, dot, mistake->path);
    size_t fit = utf8_prefix(whole, (size_t)length, limit);
    memcpy(mistake->path, whole, fit);
    mistake->path[fit] = '\0';
    return -EBADMSG;
}

static int put_index_before(const struct decoder *decoder, size_t index)
{
    char part[32];
    snprintf(part, sizeof(part), "[%zu]", index);
    return put_before(decoder, part);
}

static int refuse_word(const struct decoder *decoder, const struct idl_type *type)
{
    char words[sizeof(decoder->mistake->reason)] = "";
    size_t used = 0;
    for (size_t i = 0; i < type->field_count && used < sizeof(words); i++)
        used += (size_t)snprintf(words + used, sizeof(words) - used, "%s%s", i > 0 ? ", " : "", type->fields[i].name);
    return refuse(decoder, "must be one of: %.160s", words);
}

/* --- what holds nothing else --- */

static int decode_bool(const struct decoder *decoder, json_t *value, char *to)
{
    if (!json_is_boolean(value))
        return refuse(decoder, "must be true or false");
    if (to)
        *(bool *)(void *)to = json_is_true(value);
    return 0;
}

static int decode_int(const struct decoder *decoder, json_t *value, char *to)
{
    if (!json_is_integer(value))
        return refuse(decoder, "must be a whole number");
    if (to)
        *(int64_t *)(void *)to = json_integer_value(value);
    return 0;
}

static int decode_float(const struct decoder *decoder, json_t *value, char *to)
{
    if (!json_is_number(value))
        return refuse(decoder, "must be a number");
    if (to)
        *(double *)(void *)to = json_number_value(value);
    return 0;
}

static int take_string(const struct decoder *decoder, json_t *value, const char **ret_text)
{
    const char *text = json_string_value(value);
    if (!text)
        return refuse(decoder, "must be a string");
    if (strlen(text) != json_string_length(value))
        return refuse(decoder, "must not hold the character U+0000");
    *ret_text = text;
    return 0;
}

static int decode_string(const struct decoder *decoder, json_t *value, char *to)
{
    const char *text = NULL;
    int r = take_string(decoder, value, &text);
    if (r >= 0 && to)
        *(const char **)(void *)to = text;
    return r;
}

static int decode_object(json_t *value, char *to)
{
    if (to)
        *(json_t **)(void *)to = value;
    return 0;
}

static int decode_enum(const struct decoder *decoder, const struct idl_type *type, json_t *value, char *to)
{
    struct idl_word word = {IDL_WORD_UNKNOWN, NULL};
    int r = take_string(decoder, value, &word.text);
    if (r < 0)
        return r;
    for (size_t i = 0; i < type->field_count && word.value == IDL_WORD_UNKNOWN; i++) {
        if (strcmp(type->fields[i].name, word.text) == 0)
            word.value = (int)i;
    }
    if (word.value == IDL_WORD_UNKNOWN && decoder->mode == VALUE_STRICT)
        return refuse_word(decoder, type);
    if (to)
        *(struct idl_word *)(void *)to = word;
    return 0;
}

/* --- what holds others --- */

static void set_null(const struct idl_type *maybe, char *to)
{
    memset(to, 0, maybe->size);
    if (maybe->element->kind == IDL_ENUM)
        ((struct idl_word *)(void *)to)->value = IDL_WORD_NULL;
}

static char *set_flag(char *to, size_t value_offset)
{
    if (!to)
        return NULL;
    *(bool *)(void *)to = true; /* `set` is the first member of all idl_maybe_* */
    return to + value_offset;
}

static char *set_pointer(const struct decoder *decoder, const struct idl_type *element, char *to)
{
    if (!to)
        return NULL;
    return *(char **)(void *)to = arena_alloc(decoder->arena, element->size);
}

static int decode_maybe(const struct decoder *decoder, const struct idl_type *type, json_t *value, char *to,
                        unsigned depth)
{
    if (json_is_null(value)) {
        if (to)
            set_null(type, to);
        return 0;
    }
    switch (type->element->kind) {
    case IDL_BOOL:
        to = set_flag(to, offsetof(struct idl_maybe_bool, value));
        break;
    case IDL_INT:
        to = set_flag(to, offsetof(struct idl_maybe_int, value));
        break;
    case IDL_FLOAT:
        to = set_flag(to, offsetof(struct idl_maybe_float, value));
        break;
    case IDL_STRUCT:
        to = set_pointer(decoder, type->element, to);
        break;
    case IDL_STRING:
    case IDL_OBJECT:
    case IDL_ENUM:
    case IDL_ARRAY:
    case IDL_MAP:
    case IDL_MAYBE:
        break;
    }
    return decode(decoder, type->element, value, to, depth);
}

/* Room for the items; NULL if there is nothing to fill. */
static char *start_list(const struct decoder *decoder, const struct idl_type *type, size_t count, char *to)
{
    if (!to)
        return NULL;
    struct idl_list *list = (struct idl_list *)(void *)to;
    list->count = count;
    list->items = arena_alloc(decoder->arena, count * idl_item_size(type));
    return list->items;
}

static int decode_array(const struct decoder *decoder, const struct idl_type *type, json_t *value, char *to,
                        unsigned depth)
{
    if (!json_is_array(value))
        return refuse(decoder, "must be an array");
    size_t count = json_array_size(value);
    char *item = start_list(decoder, type, count, to);
    for (size_t i = 0; i < count; i++) {
        if (decode(decoder, type->element, json_array_get(value, i), item, depth) < 0)
            return put_index_before(decoder, i);
        if (item)
            item += type->element->size;
    }
    return 0;
}

static int decode_map(const struct decoder *decoder, const struct idl_type *type, json_t *value, char *to,
                      unsigned depth)
{
    if (!json_is_object(value))
        return refuse(decoder, "must be an object");
    char *item = start_list(decoder, type, json_object_size(value), to);
    size_t value_offset = idl_map_value_offset(type), item_size = idl_item_size(type);
    for (void *at = json_object_iter(value); at; at = json_object_iter_next(value, at)) {
        const char *key = json_object_iter_key(at);
        if (decode(decoder, type->element, json_object_iter_value(at), item ? item + value_offset : NULL, depth) < 0)
            return put_before(decoder, key);
        if (item) {
            *(const char **)(void *)item = key;
            item += item_size;
        }
    }
    return 0;
}

/* Most writers send fields in the order of the type: `next` is tried first and moves on. */
static const struct idl_field *find_field(const struct idl_type *type, const char *key, size_t *next)
{
    for (size_t tried = 0; tried < type->field_count; tried++) {
        if (*next >= type->field_count)
            *next = 0;
        const struct idl_field *field = &type->fields[(*next)++];
        if (strcmp(field->name, key) == 0)
            return field;
    }
    return NULL;
}

static int decode_missing(const struct decoder *decoder, const struct idl_field *field, char *to)
{
    if (field->type->kind != IDL_MAYBE) {
        refuse(decoder, "is missing");
        return put_before(decoder, field->name);
    }
    if (to)
        set_null(field->type, to + field->offset);
    return 0;
}

/* Which fields came; of a struct with more than fit here, the object is asked. */
#define SEEN_BITS 64

static int decode_rest(const struct decoder *decoder, const struct idl_type *type, json_t *value, uint64_t seen,
                       char *to)
{
    for (size_t i = 0; i < type->field_count; i++) {
        const struct idl_field *field = &type->fields[i];
        bool is_there = i < SEEN_BITS ? (seen >> i) & 1 : json_object_get(value, field->name) != NULL;
        if (is_there)
            continue;
        int r = decode_missing(decoder, field, to);
        if (r < 0)
            return r;
    }
    return 0;
}

static int decode_struct(const struct decoder *decoder, const struct idl_type *type, json_t *value, char *to,
                         unsigned depth)
{
    if (!json_is_object(value))
        return refuse(decoder, "must be an object");
    uint64_t seen = 0;
    size_t next = 0, count = 0;
    for (void *at = json_object_iter(value); at; at = json_object_iter_next(value, at)) {
        const char *key = json_object_iter_key(at);
        const struct idl_field *field = find_field(type, key, &next);
        if (!field && decoder->mode == VALUE_LENIENT)
            continue;
        if (!field) {
            refuse(decoder, "is unknown");
            return put_before(decoder, key);
        }
        if (decode(decoder, field->type, json_object_iter_value(at), to ? to + field->offset : NULL, depth) < 0)
            return put_before(decoder, key);
        size_t index = (size_t)(field - type->fields);
        if (index < SEEN_BITS)
            seen |= (uint64_t)1 << index;
        count++;
    }
    return count == type->field_count ? 0 : decode_rest(decoder, type, value, seen, to);
}

static int decode(const struct decoder *decoder, const struct idl_type *type, json_t *value, char *to, unsigned depth)
{
    if (depth++ >= DEPTH_LIMIT)
        return refuse(decoder, "is nested deeper than %d levels", DEPTH_LIMIT);
    switch (type->kind) {
    case IDL_BOOL:
        return decode_bool(decoder, value, to);
    case IDL_INT:
        return decode_int(decoder, value, to);
    case IDL_FLOAT:
        return decode_float(decoder, value, to);
    case IDL_STRING:
        return decode_string(decoder, value, to);
    case IDL_OBJECT:
        return decode_object(value, to);
    case IDL_ENUM:
        return decode_enum(decoder, type, value, to);
    case IDL_STRUCT:
        return decode_struct(decoder, type, value, to, depth);
    case IDL_ARRAY:
        return decode_array(decoder, type, value, to, depth);
    case IDL_MAP:
        return decode_map(decoder, type, value, to, depth);
    case IDL_MAYBE:
        break;
    }
    return decode_maybe(decoder, type, value, to, depth);
}

int value_decode(const struct idl_type *type, json_t *value, enum value_mode mode, struct arena *arena,
                 void *ret_struct, struct value_mistake *ret_mistake)
{
    struct decoder decoder = {.mode = mode, .arena = arena, .mistake = ret_mistake};
    if (!value && type->kind == IDL_STRUCT)
        return decode_rest(&decoder, type, NULL, 0, ret_struct);
    return decode(&decoder, type, value, ret_struct, 0);
}

int value_check(const struct idl_type *type, json_t *value, enum value_mode mode, struct value_mistake *ret_mistake)
{
    return value_decode(type, value, mode, NULL, NULL, ret_mistake);
}
