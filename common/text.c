/* SPDX-License-Identifier: MIT
 *
 * What people read: validity, width and letters of UTF-8, by the tables of GNU libunistring.
 */
#include "common/text.h"

#include <assert.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>
#include <uniwidth.h>

#include "common/arena.h"

/* Neither of the encodings in which "ambiguous" characters are two columns wide. */
#define WIDTH_ENCODING "UTF-8"

static const uint8_t *bytes_of(const char *text)
{
    return (const uint8_t *)text;
}

/* The character at *text, which moves behind it; 0 at the end. Invalid bytes come as U+FFFD. */
static ucs4_t next_character(const char **text)
{
    ucs4_t character = 0;
    if (**text)
        *text += u8_mbtouc(&character, bytes_of(*text), strlen(*text));
    return character;
}

static bool is_control(ucs4_t c)
{
    return c < 0x20 || (c >= 0x7F && c <= 0x9F);
}

static bool is_bidi_control(ucs4_t c)
{
    return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

bool text_is_valid(const char *text, size_t length)
{
    return !u8_check(bytes_of(text), length) && !memchr(text, '\0', length);
}

bool text_has_control(const char *text, bool allow_newline)
{
    for (ucs4_t c; (c = next_character(&text));) {
        bool allowed = allow_newline && (c == '\n' || c == '\t');
        if ((is_control(c) && !allowed) || is_bidi_control(c))
            return true;
    }
    return false;
}

static size_t character_width(ucs4_t c)
{
    int width = uc_width(c, WIDTH_ENCODING);
    return width > 0 ? (size_t)width : 0;
}

size_t text_width(const char *text)
{
    size_t width = 0;
    for (ucs4_t c; (c = next_character(&text));)
        width += character_width(c);
    return width;
}

size_t text_fit(const char *text, size_t columns)
{
    const char *at = text;
    for (size_t width = 0;;) {
        const char *after = at;
        ucs4_t c = next_character(&after);
        width += character_width(c);
        if (!c || width > columns)
            return (size_t)(at - text);
        at = after;
    }
}

size_t text_cut(const char *text, size_t bytes)
{
    size_t length = strnlen(text, bytes + 1);
    if (length <= bytes)
        return length;
    length = bytes;
    while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80)
        length--;
    return length;
}

void text_copy(char *to, size_t size, const char *from)
{
    size_t length = text_cut(from, size - 1);
    memcpy(to, from, length);
    to[length] = '\0';
}

void text_copy_plain(char *to, size_t size, const char *from)
{
    char *end = to + size - 1;
    while (*from) {
        ucs4_t c = 0;
        int length = u8_mbtoucr(&c, bytes_of(from), strlen(from));
        bool valid = length > 0, kept = valid && !is_control(c) && !is_bidi_control(c);
        if (end - to < (kept ? length : 1))
            break;
        if (kept)
            to = mempcpy(to, from, (size_t)length);
        else
            *to++ = valid ? ' ' : '?';
        from += valid ? length : 1;
    }
    *to = '\0';
}

const char **text_lines(const char *text, struct arena *arena, size_t *ret_count)
{
    size_t room = 1;
    for (const char *c = text; *c; c++)
        room += *c == '\n';
    const char **lines = arena_new_n(arena, const char *, room);
    size_t count = 0;
    while (*text) {
        size_t length = strcspn(text, "\n");
        if (length > 0)
            lines[count++] = arena_strndup(arena, text, length);
        text += length + (text[length] == '\n');
    }
    *ret_count = count;
    return lines;
}

char *text_upper(const char *text, const char *language)
{
    size_t length = 0;
    _cleanup_free_ uint8_t *upper = u8_toupper(bytes_of(text), strlen(text) + 1, language, NULL, NULL, &length);
    assert(upper);
    return mem_strndup((const char *)upper, length);
}

char *text_lower(const char *text, const char *language)
{
    size_t length = 0;
    _cleanup_free_ uint8_t *lower = u8_tolower(bytes_of(text), strlen(text) + 1, language, NULL, NULL, &length);
    assert(lower);
    return mem_strndup((const char *)lower, length);
}

/* --- folding for search --- */

/* Letters that no decomposition takes to what people type instead. */
static ucs4_t replace_letter(ucs4_t c)
{
    switch (c) {
    case 0x0259: /* ə */
        return 'e';
    case 0x0131: /* ı */
        return 'i';
    case 0x00F8: /* ø */
        return 'o';
    case 0x0111: /* đ */
        return 'd';
    case 0x0142: /* ł */
        return 'l';
    default:
        /* Katakana to hiragana: a reader of Japanese does not tell them apart when searching. */
        return c >= 0x30A1 && c <= 0x30F6 ? c - 0x60 : c;
    }
}

static bool is_mark(ucs4_t c)
{
    return uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Mn);
}

/* An accent over a Latin letter, or the two dots of ё. Other marks make another letter: й is not и, が is not か. */
static bool is_accent(ucs4_t base, ucs4_t mark)
{
    return is_mark(mark) && (base < 0x0300 || (base == 0x0435 && mark == 0x0308));
}

/* Drops accents and replaces letters of decomposed text, in place: no replacement is longer than what it replaces. */
static size_t strip(uint8_t *text, size_t length)
{
    size_t kept = 0;
    ucs4_t base = 0;
    for (size_t at = 0; at < length;) {
        ucs4_t c;
        at += (size_t)u8_mbtouc(&c, text + at, length - at);
        if (is_accent(base, c))
            continue;
        c = replace_letter(c);
        if (!is_mark(c))
            base = c;
        kept += (size_t)u8_uctomb(text + kept, c, (ptrdiff_t)(length - kept));
    }
    return kept;
}

char *text_fold(const char *text)
{
    size_t length = 0;
    _cleanup_free_ uint8_t *apart = u8_casefold(bytes_of(text), strlen(text) + 1, NULL, UNINORM_NFKD, NULL, &length);
    assert(apart);
    length = strip(apart, length);
    _cleanup_free_ uint8_t *whole = u8_normalize(UNINORM_NFKC, apart, length, NULL, &length);
    assert(whole);
    return mem_strndup((const char *)whole, length);
}
