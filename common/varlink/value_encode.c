/* SPDX-License-Identifier: MIT
 *
 * C structs into JSON text, by type, straight into the buffer that is sent. What cannot be written is a broken
 * invariant of ours: whatever came from outside was checked when it came.
 */
#include "common/varlink/value.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/buffer.h"
#include "common/decimal.h"
#include "common/varlink/utf8.h"

static void encode(const struct idl_type *type, const char *from, struct buffer *out);

/* --- text --- */

static bool is_plain(char c)
{
    return (unsigned char)c >= ' ' && (unsigned char)c < 0x80 && c != '"' && c != '\\';
}

/* Bytes from `text` on that stand in JSON as they are. */
static size_t plain_length(const char *text)
{
    const char *end = text;
    while (*end) {
        if (is_plain(*end)) {
            end++;
        } else if ((unsigned char)*end >= 0x80) {
            size_t length = utf8_length(end, strnlen(end, 4));
            assert(length > 0 && "a string to be sent is not UTF-8");
            end += length;
        } else {
            break;
        }
    }
    return (size_t)(end - text);
}

static void encode_escape(char c, struct buffer *out)
{
    static const char signs[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
    const char *sign = strchr(signs, c);
    char *to = buffer_reserve(out, 8);
    if (sign) {
        to[0] = '\\';
        to[1] = letters[sign - signs];
        buffer_added(out, 2);
    } else {
        buffer_added(out, (size_t)snprintf(to, 8, "\\u%04x", (unsigned char)c));
    }
}

void value_encode_string(const char *text, struct buffer *out)
{
    assert(text && "a string to be sent is not there");
    buffer_append_byte(out, '"');
    for (;;) {
        size_t length = plain_length(text);
        buffer_append(out, text, length);
        text += length;
        if (!*text)
            break;
        encode_escape(*text++, out);
    }
    buffer_append_byte(out, '"');
}

/* --- numbers --- */

static void encode_bool(bool value, struct buffer *out)
{
    buffer_append(out, value ? "true" : "false", value ? 4 : 5);
}

static void encode_int(int64_t value, struct buffer *out)
{
    char digits[24], *first = digits + sizeof(digits);
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    do {
        *--first = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0)
        *--first = '-';
    buffer_append(out, first, (size_t)(digits + sizeof(digits) - first));
}

/* With point or exponent: without it would read back as an int. */
static void encode_float(double value, struct buffer *out)
{
    assert(isfinite(value));
    buffer_added(out, decimal_text(value, buffer_reserve(out, DECIMAL_SIZE)));
}

/* --- what else a field may be --- */

static void encode_word(const struct idl_type *type, const struct idl_word *word, struct buffer *out)
{
    if (word->value == IDL_WORD_UNKNOWN && word->text) {
        value_encode_string(word->text, out);
        return;
    }
    assert(word->value >= 0 && (size_t)word->value < type->field_count);
    value_encode_string(type->fields[word->value].name, out);
}

static int append_json(const char *bytes, size_t size, void *data)
{
    buffer_append(data, bytes, size);
    return 0;
}

static void encode_object(const json_t *value, struct buffer *out)
{
    int r = json_dump_callback(value, append_json, out, JSON_COMPACT | JSON_ENCODE_ANY);
    assert(r == 0 && "an object to be sent is not there");
    (void)r;
}

/* Is the ?T at `from` null, and if not, where is the T? */
static const char *open_maybe(const struct idl_type *element, const char *from)
{
    switch (element->kind) {
    case IDL_BOOL:
        return *(const bool *)from ? from + offsetof(struct idl_maybe_bool, value) : NULL;
    case IDL_INT:
        return *(const bool *)from ? from + offsetof(struct idl_maybe_int, value) : NULL;
    case IDL_FLOAT:
        return *(const bool *)from ? from + offsetof(struct idl_maybe_float, value) : NULL;
    case IDL_STRUCT:
        return *(const char *const *)(const void *)from;
    case IDL_STRING:
    case IDL_OBJECT:
        return *(const void *const *)(const void *)from ? from : NULL;
    case IDL_ENUM:
        return ((const struct idl_word *)(const void *)from)->value != IDL_WORD_NULL ? from : NULL;
    case IDL_ARRAY:
    case IDL_MAP:
        return ((const struct idl_list *)(const void *)from)->items ? from : NULL;
    case IDL_MAYBE:
        break;
    }
    return NULL;
}

static void encode_maybe(const struct idl_type *type, const char *from, struct buffer *out)
{
    const char *inner = open_maybe(type->element, from);
    if (inner)
        encode(type->element, inner, out);
    else
        buffer_append(out, "null", 4);
}

static void encode_array(const struct idl_type *type, const struct idl_list *list, struct buffer *out)
{
    const char *item = list->items;
    buffer_append_byte(out, '[');
    for (size_t i = 0; i < list->count; i++, item += type->element->size) {
        if (i > 0)
            buffer_append_byte(out, ',');
        encode(type->element, item, out);
    }
    buffer_append_byte(out, ']');
}

static void encode_map(const struct idl_type *type, const struct idl_list *list, struct buffer *out)
{
    const char *item = list->items;
    size_t value_offset = idl_map_value_offset(type), item_size = idl_item_size(type);
    buffer_append_byte(out, '{');
    for (size_t i = 0; i < list->count; i++, item += item_size) {
        if (i > 0)
            buffer_append_byte(out, ',');
        value_encode_string(*(const char *const *)(const void *)item, out);
        buffer_append_byte(out, ':');
        encode(type->element, item + value_offset, out);
    }
    buffer_append_byte(out, '}');
}

/* ,"name": - a field's name needs no escapes. */
static void encode_name(const struct idl_field *field, char before, struct buffer *out)
{
    char *to = buffer_reserve(out, field->name_length + 4);
    *to++ = before;
    *to++ = '"';
    to = mempcpy(to, field->name, field->name_length);
    *to++ = '"';
    *to++ = ':';
    buffer_added(out, field->name_length + 4);
}

static void encode_struct(const struct idl_type *type, const char *from, struct buffer *out)
{
    char before = '{';
    for (size_t i = 0; i < type->field_count; i++) {
        const struct idl_field *field = &type->fields[i];
        const struct idl_type *inner = field->type;
        const char *value = from + field->offset;
        if (inner->kind == IDL_MAYBE) {
            inner = inner->element;
            value = open_maybe(inner, value);
            if (!value)
                continue;
        }
        encode_name(field, before, out);
        encode(inner, value, out);
        before = ',';
    }
    if (before == '{')
        buffer_append_byte(out, '{');
    buffer_append_byte(out, '}');
}

static void encode(const struct idl_type *type, const char *from, struct buffer *out)
{
    switch (type->kind) {
    case IDL_BOOL:
        encode_bool(*(const bool *)from, out);
        break;
    case IDL_INT:
        encode_int(*(const int64_t *)(const void *)from, out);
        break;
    case IDL_FLOAT:
        encode_float(*(const double *)(const void *)from, out);
        break;
    case IDL_STRING:
        value_encode_string(*(const char *const *)(const void *)from, out);
        break;
    case IDL_OBJECT:
        encode_object(*(const json_t *const *)(const void *)from, out);
        break;
    case IDL_ENUM:
        encode_word(type, (const void *)from, out);
        break;
    case IDL_STRUCT:
        encode_struct(type, from, out);
        break;
    case IDL_ARRAY:
        encode_array(type, (const void *)from, out);
        break;
    case IDL_MAP:
        encode_map(type, (const void *)from, out);
        break;
    case IDL_MAYBE:
        encode_maybe(type, from, out);
        break;
    }
}

void value_encode(const struct idl_type *type, const void *c_value, struct buffer *out)
{
    encode(type, c_value, out);
}
