/* SPDX-License-Identifier: MIT
 *
 * The lower half of idl_parse(): from bytes to signs and names. Every function that takes something leaves the scanner
 * at the next sign that means something, with the comment lines before it at hand.
 */
#pragma once

#include "common/varlink/idl_layout.h"

struct idl_scan {
    struct arena *arena;
    const char *at;
    const char *end;
    const char *line_start;
    unsigned line;
    bool fresh;                      /* only white space stands before `at` in its line */
    const char *doc_start, *doc_end; /* comment lines directly before `at`; NULL: none */
    struct idl_mistake *mistake;
};

enum idl_name {
    IDL_NAME_INTERFACE, /* [A-Za-z]([-]*[A-Za-z0-9])*(\.[A-Za-z0-9]([-]*[A-Za-z0-9])*)+ */
    IDL_NAME_MEMBER,    /* [A-Z][A-Za-z0-9]* */
    IDL_NAME_FIELD,     /* [A-Za-z](_?[A-Za-z0-9])* */
};

/* From 1, in bytes. */
unsigned idl_scan_column(const struct idl_scan *scan);

/* What is at hand; nothing is taken. _match: bytes of `text` if it is there, else 0. _word: bytes of the letters,
 * digits and '_' there. */
bool idl_scan_is_at(const struct idl_scan *scan, char c);
size_t idl_scan_match(const struct idl_scan *scan, const char *text);
size_t idl_scan_word(const struct idl_scan *scan);
bool idl_scan_is_word(const struct idl_scan *scan, const char *word);
bool idl_scan_is_name(const struct idl_scan *scan, enum idl_name name);

/* A mistake at this place; returns -EBADMSG. */
#define idl_scan_fail(scan, ...) idl_mistake_at((scan)->mistake, (scan)->line, idl_scan_column(scan), __VA_ARGS__)

/* "expected ':' after the field's name, found 'x'". */
int idl_scan_expected(struct idl_scan *scan, const char *expected);

/* Goes to the next sign that means something. */
int idl_scan_skip(struct idl_scan *scan) attr_must_check;

/* The comment lines at hand, each without its '#' and the blank after it; "" if there are none. */
const char *idl_scan_doc(struct idl_scan *scan);

/* Takes the sign or the name, or tells what was expected. */
int idl_scan_char(struct idl_scan *scan, char c, const char *expected) attr_must_check;
int idl_scan_name(struct idl_scan *scan, enum idl_name name, const char **ret_name) attr_must_check;
