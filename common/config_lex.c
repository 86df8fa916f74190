/* SPDX-License-Identifier: MIT
 *
 * Cuts the text of a configuration file into words, stricter than libconfig 1.5 wherever that one guesses:
 *
 *     010            it reads 10; a reader may take it for 8
 *     4294967301     it reads 5: without L only 32 bits are kept
 *     "a\qb"         it keeps the backslash; \x41 could smuggle in any byte
 *     "a             it reads on over the lines to the next quotation mark, wherever that is
 *
 * A name, number or truth value is the longest run of the characters of all three, and the run must be one of them from
 * end to end; so no run is cut otherwise than libconfig cuts it.
 */
#include "common/config_lex.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#include "common/varlink/utf8.h"

enum { CHARACTER_MISTAKES = 10 }; /* said about one file: a file of another kind would fill the screen */

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
    return is_letter(c) || is_digit(c) || (c != '\0' && strchr("_.+*-", c));
}

/* --- characters --- */

static uint32_t decode(const char *bytes, size_t length)
{
    static const unsigned char masks[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t code = (unsigned char)bytes[0] & masks[length];
    for (size_t i = 1; i < length; i++)
        code = code << 6 | ((unsigned char)bytes[i] & 0x3f);
    return code;
}

/* The characters by which a line can be made to look other than it is: Unicode Standard Annex 9, section 2. */
static bool is_bidirectional(uint32_t code)
{
    return code == 0x061c || code == 0x200e || code == 0x200f || (code >= 0x202a && code <= 0x202e) ||
           (code >= 0x2066 && code <= 0x2069);
}

static const char *character_trouble(const char *text, size_t left, uint32_t code)
{
    if (is_bidirectional(code))
        return "a bidirectional control character, which makes the line look other than it is";
    if (code == 0xfeff)
        return "a byte order mark; save the file as UTF-8 without it";
    if (code == '\r' && left > 1 && text[1] == '\n')
        return NULL;
    if ((code < 0x20 && code != '\n' && code != '\t') || (code >= 0x7f && code < 0xa0))
        return "a control character";
    return NULL;
}

bool lex_characters(const struct lexer *lexer)
{
    unsigned line = 1, said = 0;
    for (size_t at = 0, length; at < lexer->length; at += length) {
        const char *text = lexer->text + at;
        length = utf8_length(text, lexer->length - at);
        if (length == 0 || *text == '\0') {
            config_mistake_add(lexer->mistakes, CONFIG_ERROR, lexer->file, line,
                               length == 0 ? "byte 0x%02x is not UTF-8; save the file as UTF-8"
                                           : "byte 0x%02x: this is not a text file",
                               (unsigned char)*text);
            return false;
        }
        uint32_t code = decode(text, length);
        const char *trouble = character_trouble(text, lexer->length - at, code);
        if (trouble && said++ < CHARACTER_MISTAKES)
            config_mistake_add(lexer->mistakes, CONFIG_ERROR, lexer->file, line, "U+%04X is %s", code, trouble);
        line += code == '\n';
    }
    return true;
}

/* Was a mistake found on this line just now? Text without its quotation marks has one in every word. */
static bool line_is_told(const struct lexer *lexer)
{
    const struct config_mistakes *mistakes = lexer->mistakes;
    const struct config_mistake *last = mistakes->count > 0 ? &mistakes->items[mistakes->count - 1] : NULL;
    return last && last->line == lexer->line && strcmp(last->file, lexer->file) == 0;
}

static struct token token_here(const struct lexer *lexer, enum token_kind kind, size_t length)
{
    return (struct token){kind, lexer->text + lexer->at, length, lexer->file, lexer->line};
}

/* --- blanks and comments --- */

static char peek(const struct lexer *lexer, size_t ahead)
{
    return lexer->length - lexer->at > ahead ? lexer->text[lexer->at + ahead] : '\0';
}

static void new_line(struct lexer *lexer)
{
    lexer->line++;
    lexer->line_begun = false;
}

static void skip_line(struct lexer *lexer)
{
    const char *end = memchr(lexer->text + lexer->at, '\n', lexer->length - lexer->at);
    lexer->at = end ? (size_t)(end - lexer->text) : lexer->length;
}

static bool skip_comment(struct lexer *lexer)
{
    unsigned began = lexer->line;
    for (lexer->at += 2; lexer->at < lexer->length; lexer->at++) {
        if (peek(lexer, 0) == '*' && peek(lexer, 1) == '/') {
            lexer->at += 2;
            lexer->line_begun = true;
            return true;
        }
        if (peek(lexer, 0) == '\n')
            new_line(lexer);
    }
    config_mistake_add(lexer->mistakes, CONFIG_ERROR, lexer->file, began,
                       "the comment that begins here is not closed, expected '*/'");
    return false;
}

/* False at a comment without end. */
static bool skip_blanks(struct lexer *lexer)
{
    while (lexer->at < lexer->length) {
        char c = peek(lexer, 0), next = peek(lexer, 1);
        if (c == '#' || (c == '/' && next == '/')) {
            skip_line(lexer);
        } else if (c == '/' && next == '*') {
            if (!skip_comment(lexer))
                return false;
        } else if (c == '\n') {
            new_line(lexer);
            lexer->at++;
        } else if (c == ' ' || c == '\t' || c == '\r') {
            lexer->at++;
        } else {
            break;
        }
    }
    return true;
}

/* --- strings --- */

static void check_escape(const struct lexer *lexer)
{
    char escaped = peek(lexer, 1);
    if (escaped != '\0' && strchr("\\\"nt", escaped))
        return;
    config_mistake_add(lexer->mistakes, CONFIG_ERROR, lexer->file, lexer->line,
                       "unknown escape in a string, expected \\n, \\t, \\\" or \\\\");
}

static struct token lex_string(struct lexer *lexer)
{
    lexer->at++;
    struct token token = token_here(lexer, TOKEN_STRING, 0);
    for (;;) {
        char c = peek(lexer, 0);
        if (c == '\0' || c == '\n' || c == '"')
            break;
        if (c == '\\')
            check_escape(lexer);
        lexer->at += c == '\\' && peek(lexer, 1) != '\n' && peek(lexer, 1) != '\0' ? 2 : 1;
    }
    token.length = (size_t)(lexer->text + lexer->at - token.text);
    if (peek(lexer, 0) == '"')
        lexer->at++;
    else
        config_mistake_add(
                lexer->mistakes, CONFIG_ERROR, lexer->file, token.line,
                "the string that begins here is not closed, expected '\"' on the same line (\\n stands for a "
                "new line in a text)");
    return token;
}

/* --- names, numbers, truth values --- */

static size_t digits(const char *text, size_t length)
{
    size_t count = 0;
    while (count < length && is_digit(text[count]))
        count++;
    return count;
}

static size_t sign_length(const struct token *token)
{
    return token->text[0] == '-' || token->text[0] == '+';
}

static bool is_name(const struct token *token)
{
    if (!is_letter(token->text[0]))
        return false;
    for (size_t i = 1; i < token->length; i++) {
        if (!is_letter(token->text[i]) && !is_digit(token->text[i]) && !strchr("_-", token->text[i]))
            return false;
    }
    return true;
}

static bool is_bool(const struct token *token)
{
    return (token->length == 4 && strncasecmp(token->text, "true", 4) == 0) ||
           (token->length == 5 && strncasecmp(token->text, "false", 5) == 0);
}

/* 1.5, 1.5e3, 1.5e-3: what libconfig takes besides (".5", "1.", "+1e5") is hard to read. */
static bool is_float(const struct token *token)
{
    const char *text = token->text + sign_length(token);
    size_t left = token->length - sign_length(token);
    size_t whole = digits(text, left);
    if (whole == 0 || whole == left || text[whole] != '.')
        return false;
    size_t part = digits(text + whole + 1, left - whole - 1);
    size_t used = whole + 1 + part;
    if (part == 0 || used == left)
        return part > 0;
    if (text[used] != 'e' && text[used] != 'E')
        return false;
    used++;
    if (used < left && (text[used] == '-' || text[used] == '+'))
        used++;
    return used < left && digits(text + used, left - used) == left - used;
}

struct number {
    size_t start;  /* of the digits */
    size_t length; /* of the digits */
    int base;
    bool wide; /* ends with L */
};

static bool parse_number(const struct token *token, struct number *ret_number)
{
    struct number number = {.start = sign_length(token), .base = 10};
    size_t end = token->length;
    for (unsigned i = 0; i < 2 && end > 0 && token->text[end - 1] == 'L'; i++, end--)
        number.wide = true;
    if (end > 2 && token->text[0] == '0' && (token->text[1] == 'x' || token->text[1] == 'X')) {
        number.start = 2;
        number.base = 16;
    }
    if (number.start >= end)
        return false;
    for (size_t i = number.start; i < end; i++) {
        bool hex = number.base == 16 && strchr("abcdefABCDEF", token->text[i]);
        if (!is_digit(token->text[i]) && !hex)
            return false;
    }
    number.length = end - number.start;
    *ret_number = number;
    return true;
}

static bool fits(const struct token *token, const struct number *number, int64_t minimum, int64_t maximum)
{
    char copy[40];
    size_t length = token->length - number->wide;
    if (length >= sizeof(copy))
        return false;
    memcpy(copy, token->text, length);
    copy[length] = '\0';
    errno = 0;
    long long value = strtoll(copy, NULL, number->base);
    return errno == 0 && value >= minimum && value <= maximum;
}

static void check_number(const struct lexer *lexer, const struct token *token, const struct number *number)
{
    char text[TOKEN_TEXT_SIZE];
    token_text(token, text);
    if (number->base == 10 && number->length > 1 && token->text[number->start] == '0')
        config_mistake_add(lexer->mistakes, CONFIG_ERROR, lexer->file, token->line,
                           "%s has a leading zero, expected a number without", text);
    else if (!fits(token, number, INT64_MIN, INT64_MAX))
        config_mistake_add(lexer->mistakes, CONFIG_ERROR, lexer->file, token->line,
                           "%s is out of range, expected a number that fits 64 bits", text);
    else if (!number->wide && !fits(token, number, INT32_MIN, INT32_MAX))
        config_mistake_add(lexer->mistakes, CONFIG_ERROR, lexer->file, token->line,
                           "%s is out of range, expected a number that fits 32 bits, or an L at its end", text);
}

static struct token lex_word(struct lexer *lexer)
{
    struct token token = token_here(lexer, TOKEN_BROKEN, 0);
    while (is_word(peek(lexer, 0)))
        lexer->at++;
    token.length = (size_t)(lexer->text + lexer->at - token.text);
    struct number number;
    if (is_bool(&token)) {
        token.kind = TOKEN_BOOL;
    } else if (is_name(&token)) {
        token.kind = TOKEN_NAME;
    } else if (is_float(&token)) {
        token.kind = TOKEN_FLOAT;
    } else if (parse_number(&token, &number)) {
        token.kind = number.wide ? TOKEN_INT64 : TOKEN_INT;
        check_number(lexer, &token, &number);
    } else if (!line_is_told(lexer)) {
        char text[TOKEN_TEXT_SIZE];
        config_mistake_add(lexer->mistakes, CONFIG_ERROR, lexer->file, token.line,
                           "%s is neither a name nor a number (text stands in quotation marks)",
                           token_text(&token, text));
    }
    return token;
}

/* --- */

static struct token lex_broken(struct lexer *lexer)
{
    struct token token = token_here(lexer, TOKEN_BROKEN, 0);
    size_t left = lexer->length - lexer->at;
    token.length = utf8_length(token.text, left);
    uint32_t code = decode(token.text, token.length);
    if (!character_trouble(token.text, left, code) && !line_is_told(lexer)) /* lex_characters() tells of such trouble */
        config_mistake_add(lexer->mistakes, CONFIG_ERROR, lexer->file, lexer->line,
                           "'%.*s' (U+%04X) may stand only in text and comments (text stands in straight double "
                           "quotation marks)",
                           (int)token.length, token.text, code);
    lexer->at += token.length;
    return token;
}

static struct token lex_directive(struct lexer *lexer)
{
    static const char word[] = "@include";
    struct token token = token_here(lexer, TOKEN_INCLUDE, sizeof(word) - 1);
    if (lexer->length - lexer->at < token.length || memcmp(token.text, word, token.length) != 0)
        return lex_broken(lexer);
    lexer->at += token.length;
    if (lexer->line_begun) {
        config_mistake_add(lexer->mistakes, CONFIG_ERROR, lexer->file, token.line,
                           "@include must stand first on its line");
        token.kind = TOKEN_BROKEN;
    }
    return token;
}

static struct token lex_sign(struct lexer *lexer)
{
    struct token token = token_here(lexer, TOKEN_SIGN, 1);
    lexer->at++;
    return token;
}

struct token lex_next(struct lexer *lexer)
{
    if (!skip_blanks(lexer))
        return token_here(lexer, TOKEN_BROKEN, 0);
    if (lexer->at == lexer->length)
        return token_here(lexer, TOKEN_END, 0);
    char c = peek(lexer, 0);
    struct token token = c == '"'                  ? lex_string(lexer)
                         : is_word(c)              ? lex_word(lexer)
                         : c == '@'                ? lex_directive(lexer)
                         : strchr("=:;,{}()[]", c) ? lex_sign(lexer)
                                                   : lex_broken(lexer);
    lexer->line_begun = true;
    return token;
}

const char *token_text(const struct token *token, char room[TOKEN_TEXT_SIZE])
{
    switch (token->kind) {
    case TOKEN_END:
        return "the end of the file";
    case TOKEN_STRING:
        return "a string";
    case TOKEN_NAME:
    case TOKEN_INT:
    case TOKEN_INT64:
    case TOKEN_FLOAT:
    case TOKEN_BOOL:
    case TOKEN_SIGN:
    case TOKEN_INCLUDE:
    case TOKEN_BROKEN:
        break;
    }
    enum { SHOWN = 40 };
    bool cut = token->length > SHOWN;
    snprintf(room, TOKEN_TEXT_SIZE, "'%.*s%s'", cut ? SHOWN : (int)token->length, token->text, cut ? "..." : "");
    return room;
}
