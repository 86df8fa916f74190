/* SPDX-License-Identifier: MIT
 *
 * UTF-8 text: validity, width on a terminal, casing and search folding by language. Over GNU libunistring.
 */
#pragma once

#include "common/base.h"

/* Valid UTF-8 (shortest form, no surrogates, no NUL). */
bool text_is_valid(const char *text, size_t length);

/* Holds a control character, or one of the bidirectional formatting characters (U+061C, U+200E..F, U+202A..E,
 * U+2066..9) that make a line look other than it is. Newline and tab count as control unless allowed. */
bool text_has_control(const char *text, bool allow_newline);

/* Columns on a terminal: 2 for wide East Asian characters, 0 for combining ones. Text must be valid. */
size_t text_width(const char *text);

/* Bytes of the longest prefix of at most `columns` columns that ends between characters. */
size_t text_fit(const char *text, size_t columns);

/* The same of at most `bytes` bytes. */
size_t text_cut(const char *text, size_t bytes);
/* Copies it into `size` bytes; what is too long is cut between characters. */
void text_copy(char *to, size_t size, const char *from);
/* The same of what somebody else has said: each byte that is no UTF-8 becomes a question mark, each character that
 * text_has_control() finds a blank. */
void text_copy_plain(char *to, size_t size, const char *from);

/* The lines of a text that are not empty, in the arena. */
struct arena;
const char **text_lines(const char *text, struct arena *arena, size_t *ret_count);

/* Upper case as the language writes it: az "i" -> "İ", "ı" -> "I". NULL language: neutral. Free the result. */
char *text_upper(const char *text, const char *language);

/* Lower case as the language writes it: az "I" -> "ı", "İ" -> "i". NULL language: neutral. Free the result. */
char *text_lower(const char *text, const char *language);

/* What search compares: lower case of all languages at once, without accents, and with the letters people replace when
 * their keyboard has not got them: ə -> e, ş -> s, ç -> c, ğ -> g, ö -> o, ü -> u, ı and İ -> i, ё -> е, full-width ->
 * ASCII. Free the result. */
char *text_fold(const char *text);
