/* SPDX-License-Identifier: MIT
 *
 * Signs, white space, comments and names of an interface definition (https://varlink.org/Interface-Definition).
 */
#include "common/varlink/idl_scan.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/arena.h"
#include "common/varlink/utf8.h"

/* --- signs --- */

/* Beside blank and tab; the grammar takes them from ECMA-262, 5th edition, 7.2 and 7.3. */
static const char *const wide_spaces[] = {
        "\xc2\xa0",     "\xef\xbb\xbf", "\xe1\x9a\x80", "\xe1\xa0\x8e", "\xe2\x80\x80", "\xe2\x80\x81",
        "\xe2\x80\x82", "\xe2\x80\x83", "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86", "\xe2\x80\x87",
        "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80",
};
static const char *const newlines[] = {"\r\n", "\n", "\r", "\xe2\x80\xa8", "\xe2\x80\xa9"};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
    return is_letter(c) || is_digit(c) || c == '_';
}

static bool is_interface_word(char c)
{
    return is_letter(c) || is_digit(c) || c == '.' || c == '-';
}

static bool is_at(const struct idl_scan *scan, char c)
{
    return scan->at < scan->end && *scan->at == c;
}

static size_t match_any(const struct idl_scan *scan, const char *const *words, size_t count)
{
    size_t left = (size_t)(scan->end - scan->at);
    for (size_t i = 0; i < count && left > 0; i++) {
        if (*words[i] != *scan->at)
            continue;
        size_t length = strlen(words[i]);
        if (length <= left && memcmp(scan->at, words[i], length) == 0)
            return length;
    }
    return 0;
}

static size_t match_space(const struct idl_scan *scan)
{
    if (is_at(scan, ' ') || is_at(scan, '\t'))
        return 1;
    return match_any(scan, wide_spaces, ARRAY_SIZE(wide_spaces));
}

static size_t match_newline(const struct idl_scan *scan)
{
    return match_any(scan, newlines, ARRAY_SIZE(newlines));
}

static size_t word_length(const struct idl_scan *scan, bool (*belongs)(char c))
{
    const char *end = scan->at;
    while (end < scan->end && belongs(*end))
        end++;
    return (size_t)(end - scan->at);
}

/* --- white space, comments --- */

static void take_newline(struct idl_scan *scan, size_t length)
{
    if (scan->fresh)
        scan->doc_start = NULL;
    scan->at += length;
    scan->line++;
    scan->line_start = scan->at;
    scan->fresh = true;
}

static int take_comment(struct idl_scan *scan)
{
    const char *start = scan->at;
    while (scan->at < scan->end && match_newline(scan) == 0) {
        size_t length = utf8_length(scan->at, (size_t)(scan->end - scan->at));
        if (length == 0 || *scan->at == '\0')
            return idl_scan_fail(scan, "this comment is not UTF-8 text");
        scan->at += length;
    }
    /* A comment behind something in its line explains that, not what comes next. */
    if (scan->fresh) {
        if (!scan->doc_start)
            scan->doc_start = start;
        scan->doc_end = scan->at;
    }
    scan->fresh = false;
    return 0;
}

/* --- names --- */

/* [A-Z][A-Za-z0-9]* */
static bool is_member_name(const char *word, size_t length)
{
    return length > 0 && *word >= 'A' && *word <= 'Z' && !memchr(word, '_', length);
}

/* [A-Za-z](_?[A-Za-z0-9])* */
static bool is_field_name(const char *word, size_t length)
{
    if (length == 0 || !is_letter(*word) || word[length - 1] == '_')
        return false;
    return !memmem(word, length, "__", 2);
}

/* [A-Za-z]([-]*[A-Za-z0-9])*(\.[A-Za-z0-9]([-]*[A-Za-z0-9])*)+ */
static bool is_interface_name(const char *word, size_t length)
{
    if (length == 0 || !is_letter(*word) || !memchr(word, '.', length))
        return false;
    for (size_t i = 0; i < length; i++) {
        bool is_edge = i + 1 == length || word[i] == '.' || word[i + 1] == '.';
        bool may_be_edge = word[i] != '-' && (word[i] != '.' || (i + 1 < length && word[i + 1] != '.'));
        if (is_edge && !may_be_edge)
            return false;
        if (word[i] == '.' && word[i + 1] == '-')
            return false;
    }
    return true;
}

static const struct {
    bool (*belongs)(char c); /* a name is as many of these as there are */
    bool (*is_name)(const char *word, size_t length);
    const char *expected;
} name_rules[] = {
        [IDL_NAME_INTERFACE] = {is_interface_word, is_interface_name,
                                "an interface name such as org.example.More (letters, digits and inner '-', parts "
                                "joined by '.')"},
        [IDL_NAME_MEMBER] = {is_word, is_member_name,
                             "a name that begins with a capital and has letters and digits only"},
        [IDL_NAME_FIELD] = {is_word, is_field_name,
                            "a name that begins with a letter (then letters, digits, single '_' between them)"},
};

/* --- what the grammar asks for --- */

unsigned idl_scan_column(const struct idl_scan *scan)
{
    return (unsigned)(scan->at - scan->line_start) + 1;
}

bool idl_scan_is_at(const struct idl_scan *scan, char c)
{
    return is_at(scan, c);
}

size_t idl_scan_match(const struct idl_scan *scan, const char *text)
{
    return match_any(scan, &text, 1);
}

size_t idl_scan_word(const struct idl_scan *scan)
{
    return word_length(scan, is_word);
}

bool idl_scan_is_word(const struct idl_scan *scan, const char *word)
{
    size_t length = word_length(scan, is_word);
    return strlen(word) == length && memcmp(scan->at, word, length) == 0;
}

bool idl_scan_is_name(const struct idl_scan *scan, enum idl_name name)
{
    return name_rules[name].is_name(scan->at, word_length(scan, name_rules[name].belongs));
}

int idl_scan_expected(struct idl_scan *scan, const char *expected)
{
    size_t left = (size_t)(scan->end - scan->at);
    if (left == 0)
        return idl_scan_fail(scan, "expected %s, found the end of the text", expected);
    if (match_newline(scan) > 0)
        return idl_scan_fail(scan, "expected %s, found the end of the line", expected);
    size_t length = word_length(scan, is_word);
    if (length == 0)
        length = utf8_length(scan->at, left);
    if (length == 0 || (unsigned char)*scan->at < ' ' || *scan->at == 0x7f)
        return idl_scan_fail(scan, "expected %s, found the byte 0x%02x", expected, (unsigned char)*scan->at);
    return idl_scan_fail(scan, "expected %s, found '%.*s'", expected, length < 32 ? (int)length : 32, scan->at);
}

int idl_scan_skip(struct idl_scan *scan)
{
    scan->doc_start = NULL;
    scan->fresh = scan->at == scan->line_start;
    for (;;) {
        size_t length = match_space(scan);
        if (length > 0) {
            scan->at += length;
        } else if ((length = match_newline(scan)) > 0) {
            take_newline(scan, length);
        } else if (is_at(scan, '#')) {
            int r = take_comment(scan);
            if (r < 0)
                return r;
        } else {
            return 0;
        }
    }
}

const char *idl_scan_doc(struct idl_scan *scan)
{
    if (!scan->doc_start)
        return "";
    char *doc = arena_alloc(scan->arena, (size_t)(scan->doc_end - scan->doc_start) + 1);
    char *to = doc;
    for (const char *line = scan->doc_start; line < scan->doc_end;) {
        const char *text = (const char *)memchr(line, '#', (size_t)(scan->doc_end - line)) + 1;
        if (text < scan->doc_end && *text == ' ')
            text++;
        struct idl_scan rest = {.at = text, .end = scan->doc_end};
        size_t newline = 0;
        while (rest.at < rest.end && (newline = match_newline(&rest)) == 0)
            *to++ = *rest.at++;
        line = rest.at + newline;
        if (line < scan->doc_end)
            *to++ = '\n';
    }
    return doc;
}

int idl_scan_char(struct idl_scan *scan, char c, const char *expected)
{
    if (!is_at(scan, c))
        return idl_scan_expected(scan, expected);
    scan->at++;
    return idl_scan_skip(scan);
}

int idl_scan_name(struct idl_scan *scan, enum idl_name name, const char **ret_name)
{
    size_t length = word_length(scan, name_rules[name].belongs);
    if (!name_rules[name].is_name(scan->at, length))
        return idl_scan_expected(scan, name_rules[name].expected);
    *ret_name = arena_strndup(scan->arena, scan->at, length);
    scan->at += length;
    return idl_scan_skip(scan);
}
