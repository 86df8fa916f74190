/* SPDX-License-Identifier: MIT
 *
 * Cuts a pattern into pieces of text and places of arguments.
 */
#include "common/i18n_pattern.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

bool pattern_argument(const char *arguments, size_t place, const char **ret_name, size_t *ret_length,
                      bool *ret_is_number)
{
    for (const char *at = arguments + strspn(arguments, " "); *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        if (place-- == 0) {
            *ret_is_number = *at == '#';
            *ret_name = at + *ret_is_number;
            *ret_length = length - *ret_is_number;
            return true;
        }
        at += length;
    }
    return false;
}

int pattern_place(const char *arguments, const char *name, size_t length)
{
    const char *other;
    size_t other_length;
    bool is_number;
    for (size_t place = 0; pattern_argument(arguments, place, &other, &other_length, &is_number); place++) {
        if (other_length == length && memcmp(other, name, length) == 0)
            return (int)place;
    }
    return -ENOENT;
}

const char *pattern_lacks(const struct pattern *pattern, const char *arguments, struct arena *arena)
{
    const char *name;
    size_t length;
    bool is_number;
    for (size_t place = 0; pattern_argument(arguments, place, &name, &length, &is_number); place++) {
        bool found = false;
        for (size_t i = 0; i < pattern->count; i++)
            found |= !pattern->pieces[i].text && pattern->pieces[i].argument == place;
        if (!found)
            return arena_strndup(arena, name, length);
    }
    return NULL;
}

/* "{a}, {b}", as a mistake names what could have stood there. */
static const char *list_arguments(const char *arguments, struct arena *arena)
{
    const char *list = NULL, *name;
    size_t length;
    bool is_number;
    for (size_t place = 0; pattern_argument(arguments, place, &name, &length, &is_number); place++)
        list = arena_printf(arena, "%s%s{%.*s}", list ? list : "", list ? ", " : "", (int)length, name);
    return list ? list : "none";
}

static void add_text(struct pattern *pattern, const char *text, size_t length)
{
    if (length > 0)
        pattern->pieces[pattern->count++] = (struct pattern_piece){.text = text, .length = length};
}

/* Reads "{name}" at *at, which moves behind it. */
static int add_argument(struct pattern *pattern, const char **at, const char *arguments, struct arena *arena,
                        const char **ret_why)
{
    const char *name = *at + 1;
    size_t length = strcspn(name, "{}");
    if (name[length] != '}') {
        *ret_why = arena_printf(arena, "\"{\" is not closed, expected {name}, or \"{{\" for a brace");
        return -EBADMSG;
    }
    int place = pattern_place(arguments, name, length);
    if (place < 0) {
        *ret_why = arena_printf(arena, "argument {%.*s} is unknown here, expected %s", (int)length, name,
                                list_arguments(arguments, arena));
        return -EBADMSG;
    }
    pattern->pieces[pattern->count++] = (struct pattern_piece){.argument = (size_t)place};
    *at = name + length + 1;
    return 0;
}

int pattern_read(const char *text, const char *arguments, struct arena *arena, struct pattern *ret_pattern,
                 const char **ret_why)
{
    const char *at = arena_strdup(arena, text);
    size_t braces = 0;
    for (const char *brace = at; (brace = strchr(brace, '{')); brace++)
        braces++;
    struct pattern pattern = {.pieces = arena_new_n(arena, struct pattern_piece, 2 * braces + 1)};
    while (*at) {
        size_t length = strcspn(at, "{");
        bool is_brace = at[length] == '{' && at[length + 1] == '{';
        add_text(&pattern, at, length + is_brace);
        at += length + (is_brace ? 2 : 0);
        if (is_brace || !*at)
            continue;
        int r = add_argument(&pattern, &at, arguments, arena, ret_why);
        if (r < 0)
            return r;
    }
    *ret_pattern = pattern;
    return 0;
}

void pattern_fill(const struct pattern *pattern, const char *const *values, struct buffer *out)
{
    for (size_t i = 0; i < pattern->count; i++) {
        const struct pattern_piece *piece = &pattern->pieces[i];
        const char *text = piece->text ? piece->text : values[piece->argument];
        assert(text);
        buffer_append(out, text, piece->text ? piece->length : strlen(text));
    }
}

static void append_piece(const struct pattern_piece *piece, const char *arguments, struct buffer *out)
{
    const char *name;
    size_t length;
    bool is_number;
    for (size_t i = 0; piece->text && i < piece->length; i++)
        buffer_append(out, piece->text[i] == '{' ? "{{" : &piece->text[i], piece->text[i] == '{' ? 2 : 1);
    if (!piece->text && pattern_argument(arguments, piece->argument, &name, &length, &is_number))
        buffer_printf(out, "{%.*s}", (int)length, name);
}

const char *pattern_text(const struct pattern *pattern, const char *arguments, struct arena *arena)
{
    _cleanup_(buffer_done) struct buffer out = {0};
    for (size_t i = 0; i < pattern->count; i++)
        append_piece(&pattern->pieces[i], arguments, &out);
    return arena_strndup(arena, out.length ? buffer_bytes(&out) : "", out.length);
}
