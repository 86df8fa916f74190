/* SPDX-License-Identifier: MIT
 *
 * JSON into jansson's values, as jansson itself reads it, in a third of the time: it takes a message sign by sign, and
 * that was the largest part of a ticket. What is rare (escapes, numbers that are no short integers) is cut out whole
 * and given to jansson, so there is one place that knows it.
 */
#include <string.h>

#include "common/varlink/value.h"

/* As jansson does; and no stack is too small for them. */
enum { DEPTH_LIMIT = 2048 };
/* So many digits fit into 64 bits, whatever they are. */
enum { SHORT_DIGITS = 18 };
#define REST_FLAGS (JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL | JSON_DECODE_ANY)

struct reader {
    const char *at, *end;
};

static json_t *read_value(struct reader *reader, unsigned depth);

/* --- signs --- */

/* The next sign that is no space; NUL, which is no JSON, at the end. */
static char look(struct reader *reader)
{
    while (reader->at < reader->end &&
           (*reader->at == ' ' || *reader->at == '\t' || *reader->at == '\n' || *reader->at == '\r'))
        reader->at++;
    return reader->at < reader->end ? *reader->at : '\0';
}

static bool take(struct reader *reader, char sign)
{
    if (look(reader) != sign)
        return false;
    reader->at++;
    return true;
}

/* What was taken since `from` is left to jansson. */
static json_t *read_rest(const struct reader *reader, const char *from)
{
    return json_loadb(from, (size_t)(reader->at - from), REST_FLAGS, NULL);
}

/* --- what holds nothing else --- */

/* Takes a string to its closing quote. */
static bool take_string(struct reader *reader, bool *ret_escaped)
{
    *ret_escaped = false;
    for (reader->at++; reader->at < reader->end && *reader->at != '"'; reader->at++) {
        if ((unsigned char)*reader->at < ' ')
            return false;
        if (*reader->at != '\\')
            continue;
        *ret_escaped = true;
        if (++reader->at == reader->end)
            return false;
    }
    if (reader->at == reader->end)
        return false;
    reader->at++;
    return true;
}

static json_t *read_string(struct reader *reader)
{
    const char *from = reader->at;
    bool escaped;
    if (!take_string(reader, &escaped))
        return NULL;
    if (escaped)
        return read_rest(reader, from);
    return json_stringn(from + 1, (size_t)(reader->at - from) - 2); /* NULL if it is not UTF-8 */
}

static bool is_of_number(char sign)
{
    return (sign >= '0' && sign <= '9') || sign == '-' || sign == '+' || sign == '.' || sign == 'e' || sign == 'E';
}

static json_t *read_number(struct reader *reader)
{
    const char *from = reader->at, *digits = from + (*from == '-');
    json_int_t number = 0;
    for (reader->at = digits; reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9'; reader->at++) {
        if (reader->at - digits < SHORT_DIGITS)
            number = number * 10 + (*reader->at - '0');
    }
    ptrdiff_t count = reader->at - digits;
    bool is_short = count > 0 && count <= SHORT_DIGITS && (*digits != '0' || count == 1);
    if (is_short && (reader->at == reader->end || !is_of_number(*reader->at)))
        return json_integer(digits > from ? -number : number);
    while (reader->at < reader->end && is_of_number(*reader->at))
        reader->at++;
    return read_rest(reader, from);
}

static json_t *read_word(struct reader *reader)
{
    static const struct {
        const char *text;
        json_t *(*make)(void);
    } words[] = {{"true", json_true}, {"false", json_false}, {"null", json_null}};
    size_t left = (size_t)(reader->end - reader->at);
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        size_t length = strlen(words[i].text);
        if (left < length || memcmp(reader->at, words[i].text, length) != 0)
            continue;
        reader->at += length;
        return words[i].make();
    }
    return NULL;
}

/* --- what holds others --- */

/* Takes what stands between two brackets, into what has been made for it. */
static json_t *read_items(struct reader *reader, unsigned depth, json_t *whole, char bracket,
                          int (*read_item)(struct reader *reader, unsigned depth, json_t *whole))
{
    reader->at++;
    if (take(reader, bracket))
        return whole;
    int r;
    do
        r = read_item(reader, depth, whole);
    while (r == 0 && take(reader, ','));
    if (r == 0 && take(reader, bracket))
        return whole;
    json_decref(whole);
    return NULL;
}

static int read_element(struct reader *reader, unsigned depth, json_t *array)
{
    return json_array_append_new(array, read_value(reader, depth));
}

/* The key is UTF-8, holds no NUL, and comes once. */
static int set_field(json_t *object, const char *key, size_t length, struct reader *reader, unsigned depth)
{
    if (memchr(key, '\0', length) || json_object_getn(object, key, length) || !take(reader, ':'))
        return -1;
    return json_object_setn_new(object, key, length, read_value(reader, depth));
}

static int read_field(struct reader *reader, unsigned depth, json_t *object)
{
    if (look(reader) != '"')
        return -1;
    const char *from = reader->at;
    bool escaped;
    if (!take_string(reader, &escaped))
        return -1;
    if (!escaped)
        return set_field(object, from + 1, (size_t)(reader->at - from) - 2, reader, depth);
    json_t *key = read_rest(reader, from);
    int r = key ? set_field(object, json_string_value(key), json_string_length(key), reader, depth) : -1;
    json_decref(key);
    return r;
}

static json_t *read_value(struct reader *reader, unsigned depth)
{
    if (depth++ >= DEPTH_LIMIT)
        return NULL;
    char sign = look(reader);
    if (sign == '"')
        return read_string(reader);
    if (sign == '{')
        return read_items(reader, depth, json_object(), '}', read_field);
    if (sign == '[')
        return read_items(reader, depth, json_array(), ']', read_element);
    if (sign == '-' || (sign >= '0' && sign <= '9'))
        return read_number(reader);
    return read_word(reader);
}

json_t *value_parse(const char *bytes, size_t length)
{
    struct reader reader = {.at = bytes, .end = bytes + length};
    if (look(&reader) != '{')
        return NULL;
    json_t *value = read_value(&reader, 0);
    look(&reader);
    if (value && reader.at == reader.end)
        return value;
    json_decref(value);
    return NULL;
}
