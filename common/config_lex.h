/* SPDX-License-Identifier: MIT
 *
 * The words of a configuration file, one at a time, with everything said about them that libconfig 1.5 would swallow:
 * numbers it wraps or misreads, escapes it does not know, strings that run on over lines.
 */
#pragma once

#include "common/config.h"

enum token_kind {
    TOKEN_END,
    TOKEN_NAME,
    TOKEN_STRING, /* text without its quotes, escapes as written */
    TOKEN_INT,
    TOKEN_INT64, /* written with L */
    TOKEN_FLOAT,
    TOKEN_BOOL,
    TOKEN_SIGN,    /* one of = : ; , { } ( ) [ ] */
    TOKEN_INCLUDE, /* @include, first on its line; a string follows */
    TOKEN_BROKEN,  /* reported; what follows makes no sense without it */
};

struct token {
    enum token_kind kind;
    const char *text;
    size_t length;
    const char *file; /* the lexer's: the same pointer for all words of one reading of a file */
    unsigned line;
};

struct lexer {
    const char *file;
    const char *text;
    size_t length;
    size_t at;
    unsigned line;
    bool line_begun; /* a token stands on this line already */
    struct config_mistakes *mistakes;
};

/* Says what is wrong with the characters of a text: bad UTF-8, NUL, control and bidirectional characters. False if it
 * is no text at all, so that looking for words makes no sense. */
bool lex_characters(const struct lexer *lexer);

struct token lex_next(struct lexer *lexer);

/* What an administrator calls it: "'}'", "a string", "'conections'". Static, or written into `room`. */
#define TOKEN_TEXT_SIZE 64
const char *token_text(const struct token *token, char room[TOKEN_TEXT_SIZE]);

static inline bool token_is_sign(const struct token *token, char sign)
{
    return token->kind == TOKEN_SIGN && token->text[0] == sign;
}
