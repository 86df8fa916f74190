/* SPDX-License-Identifier: MIT
 *
 * Sentences to be spoken.
 */
#include "kiosk/voice/words.h"

#include <assert.h>
#include <string.h>

#include "common/buffer.h"

#define DIGITS   "0123456789"
#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Letters of two bytes are Latin, Cyrillic and other alphabets; what has three, as kana and dashes have, ends a number.
 */
static bool is_letter(char c)
{
    unsigned char byte = (unsigned char)c;
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (byte >= 0xC3 && byte <= 0xDF);
}

static bool is_in_word(const char *text, const char *at)
{
    size_t before = (size_t)(at - text);
    bool continues = before >= 2 && ((unsigned char)at[-1] & 0xC0) == 0x80;
    return before > 0 && (is_digit(at[-1]) || is_letter(continues ? at[-2] : at[-1]));
}

/* "23.11.2026", "0,5": the digits of one number, in two or more runs. */
static bool is_linked(const char *text, const char *run, size_t length)
{
    bool before = run - text >= 2 && (run[-1] == '.' || run[-1] == ',') && is_digit(run[-2]);
    bool after = (run[length] == '.' || run[length] == ',') && is_digit(run[length + 1]);
    return before || after;
}

/* "5-ci", "2nd" at the run: the number's ordinal in a word, and how long it is as written; NULL: it is none. */
static char *ordinal_at(const struct language *language, const char *run, size_t digits, size_t *ret_length)
{
    if (digits > 9)
        return NULL;
    int64_t number = strtoll(run, NULL, 10);
    _cleanup_free_ char *written = language_ordinal(language, number);
    size_t length = strlen(written);
    if (length <= digits || strncmp(run, written, length) != 0 || is_letter(run[length]) || is_digit(run[length]))
        return NULL;
    *ret_length = length;
    return language_ordinal_word(language, number);
}

/* The words of the run of capitals and digits that begins here, and how long it is; NULL: it stays as it is. */
static char *run_words(const struct language *language, const char *text, const char *run, size_t *ret_length)
{
    size_t digits = strspn(run, DIGITS), length = strspn(run, DIGITS CAPITALS);
    char *ordinal = digits > 0 ? ordinal_at(language, run, digits, ret_length) : NULL;
    if (ordinal)
        return ordinal;
    *ret_length = length;
    if (strcspn(run, DIGITS) >= length || is_linked(text, run, length) || is_letter(run[length]))
        return NULL;
    _cleanup_free_ char *name = mem_strndup(run, length);
    return digits == length ? language_digits(language, name, false) : language_spell(language, name);
}

char *words_plain(const struct language *language, const char *text)
{
    struct buffer said = {0};
    for (const char *at = text; *at;) {
        size_t length = 1;
        _cleanup_free_ char *words = NULL;
        if (!is_in_word(text, at) && strspn(at, DIGITS CAPITALS) > 0)
            words = run_words(language, text, at, &length);
        const char *piece = words ? words : at;
        buffer_append(&said, piece, words ? strlen(words) : length);
        at += length;
    }
    buffer_append_byte(&said, '\0');
    return said.bytes;
}

static char *call_words(const struct language *language, const struct announcement *call, const char *place)
{
    _cleanup_free_ char *ticket = language_spell(language, call->ticket);
    _cleanup_free_ char *named = language_counter(language, call->counter, true);
    _cleanup_free_ char *counter = words_plain(language, named);
    _cleanup_free_ char *way = place && *place ? words_plain(language, place) : NULL;
    if (call->kind == ANNOUNCEMENT_AGAIN)
        return i18n_text(language, MESSAGE_VOICE_RECALL, I18N_TEXT("ticket", ticket), I18N_TEXT("counter", counter));
    if (way)
        return i18n_text(language, MESSAGE_VOICE_CALL_PLACE, I18N_TEXT("ticket", ticket), I18N_TEXT("counter", counter),
                         I18N_TEXT("place", way));
    return i18n_text(language, MESSAGE_VOICE_CALL, I18N_TEXT("ticket", ticket), I18N_TEXT("counter", counter));
}

char *words_of(const struct language *language, const struct announcement *announcement, size_t place)
{
    assert(place < announcement->count);
    const char *text = announcement->sayings[place].text;
    if (announcement->kind == ANNOUNCEMENT_OF_TEXT)
        return words_plain(language, text ? text : "");
    return call_words(language, announcement, text);
}
