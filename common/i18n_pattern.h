/* SPDX-License-Identifier: MIT
 *
 * Patterns with named arguments, "{count} people ahead": read once, checked then, filled often. "{{" is a brace.
 *
 * What arguments a pattern may use is a list of names with spaces between: "count time". Arguments are known by their
 * place in this list. A name with "#" before it is a number; "#" is not part of the name.
 */
#pragma once

#include "common/arena.h"
#include "common/buffer.h"

enum { PATTERN_ARGUMENTS = 8 };

struct pattern_piece {
    const char *text; /* NULL: an argument */
    size_t length;
    size_t argument;
};

struct pattern {
    size_t count;
    struct pattern_piece *pieces;
};

/* Reads a pattern into `arena`; -EBADMSG: *ret_why says in words what is wrong with it. */
int pattern_read(const char *text, const char *arguments, struct arena *arena, struct pattern *ret_pattern,
                 const char **ret_why) attr_must_check;

/* Appends the pattern with the value of each argument, by place in the list, in its places. */
void pattern_fill(const struct pattern *pattern, const char *const *values, struct buffer *out);

/* The text that would be read as this pattern, in `arena`. */
const char *pattern_text(const struct pattern *pattern, const char *arguments, struct arena *arena);

/* The name at a place of a list of arguments; false behind the last. */
bool pattern_argument(const char *arguments, size_t place, const char **ret_name, size_t *ret_length,
                      bool *ret_is_number);
/* The place of a name in the list; -ENOENT if it is not there. */
int pattern_place(const char *arguments, const char *name, size_t length);
/* Name of the first argument of the list that the pattern does not use, in `arena`; NULL: it uses all. */
const char *pattern_lacks(const struct pattern *pattern, const char *arguments, struct arena *arena);
