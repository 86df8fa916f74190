/* SPDX-License-Identifier: MIT
 *
 * Looks at configuration text before libconfig does.
 *
 * The grammar is small: a group holds `name = value;`, a list or an array holds values with commas between. One stack
 * of open brackets and one state, what is expected next, cover it. libconfig names a line and "syntax error"; here a
 * mistake says what was found, what was expected and which bracket is still open, and the mistakes that are certain (a
 * comma too many, strings side by side, a name given twice) do not end the look at what follows. After any other
 * mistake of syntax nothing more can be said of the structure, only of words.
 *
 * It also notes where each setting begins: libconfig gives a string in a list the line of what follows it.
 */
#include "common/config_scan.h"

#include <assert.h>
#include <string.h>

/* A name is looked for among those before it, here and in libconfig: many in one group would take their square. */
enum { DEPTH_LIMIT = 32, NAMES_LIMIT = 256, SETTINGS_LIMIT = 500000 };

enum expect {
    EXPECT_NAME, /* or the end of the group */
    EXPECT_EQUALS,
    EXPECT_VALUE,
    EXPECT_FIRST,     /* a value or the end of the list */
    EXPECT_SEMICOLON, /* which may be left out */
    EXPECT_COMMA,     /* or the end of the list */
};

static const char *const expect_texts[] = {
        [EXPECT_NAME] = "a name",   [EXPECT_EQUALS] = "'='",    [EXPECT_VALUE] = "a value",
        [EXPECT_FIRST] = "a value", [EXPECT_SEMICOLON] = "';'", [EXPECT_COMMA] = "','",
};

/* What is open: the root, a group { }, a list ( ) or an array [ ]. */
struct scan_frame {
    char closer;             /* '\0': the root */
    struct token opener;     /* of all but the root */
    enum token_kind element; /* of an array: the kind of its first element */
    struct token *names;     /* of a group: those given already */
    size_t name_count, name_room;
};

static struct scan_frame *top(const struct scan *scan)
{
    return &scan->frames[scan->depth - 1];
}

static bool in_group(const struct scan *scan)
{
    return top(scan)->closer == '}' || top(scan)->closer == '\0';
}

static void push(struct scan *scan, char closer, struct token opener)
{
    mem_grow(scan->frames, scan->depth, scan->frame_room);
    scan->frames[scan->depth++] = (struct scan_frame){.closer = closer, .opener = opener};
    scan->expect = in_group(scan) ? EXPECT_NAME : EXPECT_FIRST;
}

static void pop(struct scan *scan)
{
    free(top(scan)->names);
    scan->depth--;
}

static void after_value(struct scan *scan)
{
    scan->expect = in_group(scan) ? EXPECT_SEMICOLON : EXPECT_COMMA;
}

static void position_add(struct scan *scan, const struct token *token)
{
    mem_grow(scan->positions, scan->position_count, scan->position_room);
    scan->positions[scan->position_count++] = (struct scan_position){token->file, token->line};
}

/* --- mistakes --- */

/* A mistake that leaves what follows without a certain structure. */
static attr_printf(3, 4) void break_at(struct scan *scan, const struct token *token, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    _cleanup_free_ char *text = mem_vprintf(format, arguments);
    va_end(arguments);
    config_mistake_add(scan->mistakes, CONFIG_ERROR, token->file, token->line, "%s", text);
    scan->broken = true;
}

/* "found '=', expected ';' or '}' (the '{' at line 7 is open)" */
static void unexpected(struct scan *scan, const struct token *token)
{
    const struct scan_frame *frame = top(scan);
    if (!frame->closer && token->kind == TOKEN_SIGN && strchr("})]", token->text[0])) {
        break_at(scan, token, "'%c' closes nothing that is open", token->text[0]);
        return;
    }
    char found[TOKEN_TEXT_SIZE], close[16] = "";
    _cleanup_free_ char *open = NULL;
    bool unquoted = token->kind == TOKEN_NAME && (scan->expect == EXPECT_VALUE || scan->expect == EXPECT_FIRST);
    bool may_close = scan->expect != EXPECT_EQUALS && scan->expect != EXPECT_VALUE && frame->closer;
    if (may_close)
        snprintf(close, sizeof(close), " or '%c'", frame->closer);
    if (frame->closer) {
        _cleanup_free_ char *place = config_place_text(token->file, frame->opener.file, frame->opener.line);
        open = mem_printf(" (the '%c' at %s is open)", frame->opener.text[0], place);
    }
    break_at(scan, token, "found %s, expected %s%s%s%s", token_text(token, found), expect_texts[scan->expect], close,
             unquoted ? "; text stands in quotation marks" : "", open ? open : "");
}

/* --- tokens --- */

static void check_twice(const struct scan *scan, const struct token *token)
{
    const struct scan_frame *frame = top(scan);
    for (size_t i = 0; i < frame->name_count; i++) {
        const struct token *name = &frame->names[i];
        if (name->length != token->length || memcmp(name->text, token->text, token->length) != 0)
            continue;
        _cleanup_free_ char *place = config_place_text(token->file, name->file, name->line);
        config_mistake_add(scan->mistakes, CONFIG_ERROR, token->file, token->line, "'%.*s' is given twice, first at %s",
                           (int)token->length, token->text, place);
        return;
    }
}

static void take_name(struct scan *scan, const struct token *token)
{
    struct scan_frame *frame = top(scan);
    if (frame->name_count == NAMES_LIMIT) {
        break_at(scan, token, "a group holds at most %d settings", NAMES_LIMIT);
        return;
    }
    check_twice(scan, token);
    mem_grow(frame->names, frame->name_count, frame->name_room);
    frame->names[frame->name_count++] = *token;
    position_add(scan, token);
    scan->expect = EXPECT_EQUALS;
}

static void take_open(struct scan *scan, const struct token *token)
{
    char sign = token->text[0];
    if (scan->depth > DEPTH_LIMIT)
        break_at(scan, token, "groups and lists are nested more than %d deep", DEPTH_LIMIT);
    else if (top(scan)->closer == ']')
        break_at(scan, token, "found '%c' in an array [ ], expected simple values (a list stands in ( ))", sign);
    else
        push(scan, sign == '{' ? '}' : sign == '(' ? ')' : ']', *token);
}

static void check_element(struct scan *scan, const struct token *token)
{
    struct scan_frame *frame = top(scan);
    if (frame->closer != ']')
        return;
    if (scan->expect == EXPECT_FIRST)
        frame->element = token->kind;
    else if (frame->element != token->kind)
        break_at(scan, token,
                 "all elements of an array [ ] must be of one kind (an L after one number makes it another kind)");
}

static void take_value(struct scan *scan, const struct token *token)
{
    if (!in_group(scan))
        position_add(scan, token);
    if (scan->position_count > SETTINGS_LIMIT) {
        break_at(scan, token, "more than %d settings", SETTINGS_LIMIT);
    } else if (token->kind == TOKEN_SIGN) {
        take_open(scan, token);
    } else {
        check_element(scan, token);
        after_value(scan);
    }
}

static bool is_value(const struct token *token)
{
    switch (token->kind) {
    case TOKEN_STRING:
    case TOKEN_INT:
    case TOKEN_INT64:
    case TOKEN_FLOAT:
    case TOKEN_BOOL:
        return true;
    case TOKEN_SIGN:
        return strchr("{([", token->text[0]);
    case TOKEN_END:
    case TOKEN_NAME:
    case TOKEN_INCLUDE:
    case TOKEN_BROKEN:
        break;
    }
    return false;
}

static void take_close(struct scan *scan, const struct token *token)
{
    if (top(scan)->opener.file != token->file) {
        break_at(scan, token, "'%c' closes nothing that this file has opened", token->text[0]);
        return;
    }
    if (scan->expect == EXPECT_VALUE)
        config_mistake_add(scan->mistakes, CONFIG_ERROR, scan->last.file, scan->last.line,
                           "a comma before '%c': after the last value stands none", token->text[0]);
    pop(scan);
    after_value(scan);
}

static bool closes(const struct scan *scan, const struct token *token)
{
    char closer = top(scan)->closer;
    if (!closer || !token_is_sign(token, closer) || scan->expect == EXPECT_EQUALS)
        return false;
    return scan->expect != EXPECT_VALUE || token_is_sign(&scan->last, ',');
}

/* True if it was that: libconfig makes one string of the two. */
static bool take_joined(struct scan *scan, const struct token *token)
{
    if (token->kind != TOKEN_STRING || scan->last.kind != TOKEN_STRING)
        return false;
    _cleanup_free_ char *place = config_place_text(token->file, scan->last.file, scan->last.line);
    config_mistake_add(scan->mistakes, CONFIG_ERROR, token->file, token->line,
                       "a string right after the string at %s would be joined to it, expected '%c' between them", place,
                       scan->expect == EXPECT_COMMA ? ',' : ';');
    return true;
}

static void take_token(struct scan *scan, const struct token *token)
{
    bool terminated = scan->expect == EXPECT_SEMICOLON;
    if (terminated && (token_is_sign(token, ';') || token_is_sign(token, ',')))
        scan->expect = EXPECT_NAME;
    else if (closes(scan, token))
        take_close(scan, token);
    else if ((terminated || scan->expect == EXPECT_NAME) && token->kind == TOKEN_NAME)
        take_name(scan, token);
    else if (scan->expect == EXPECT_EQUALS && (token_is_sign(token, '=') || token_is_sign(token, ':')))
        scan->expect = EXPECT_VALUE;
    else if ((scan->expect == EXPECT_VALUE || scan->expect == EXPECT_FIRST) && is_value(token))
        take_value(scan, token);
    else if (scan->expect == EXPECT_COMMA && token_is_sign(token, ','))
        scan->expect = EXPECT_VALUE;
    else if (!(terminated || scan->expect == EXPECT_COMMA) || !take_joined(scan, token))
        unexpected(scan, token);
}

static void take_include(struct scan *scan, struct lexer *lexer, const struct token *directive)
{
    struct token path = lex_next(lexer);
    if (path.kind != TOKEN_STRING || path.line != directive->line)
        break_at(scan, directive, "@include names no file, expected @include \"FILE\"");
    else if (scan->include)
        scan->include(scan, lexer, &path);
    else
        break_at(scan, directive, "@include is not allowed here");
}

/* --- files --- */

void scan_init(struct scan *scan, struct config_mistakes *mistakes)
{
    *scan = (struct scan){.mistakes = mistakes};
    push(scan, '\0', (struct token){0});
}

void scan_done(struct scan *scan)
{
    while (scan->depth > 0)
        pop(scan);
    free(scan->frames);
    free(scan->positions);
    *scan = (struct scan){0};
}

static void check_closed(struct scan *scan, size_t depth)
{
    if (scan->broken || scan->depth == depth)
        return;
    const struct scan_frame *frame = top(scan);
    break_at(scan, &frame->opener, "the '%c' that stands here is not closed, expected '%c' before the end of the file",
             frame->opener.text[0], frame->closer);
}

void scan_text(struct scan *scan, const char *file, const char *text, size_t length)
{
    struct lexer lexer = {.file = file, .text = text, .length = length, .line = 1, .mistakes = scan->mistakes};
    if (!lex_characters(&lexer)) {
        scan->broken = true;
        return;
    }
    size_t depth = scan->depth;
    for (;;) {
        struct token token = lex_next(&lexer);
        if (token.kind == TOKEN_END)
            break;
        if (token.kind == TOKEN_BROKEN) {
            scan->broken = true;
        } else if (token.kind == TOKEN_INCLUDE) {
            take_include(scan, &lexer, &token);
            continue;
        } else if (!scan->broken) {
            take_token(scan, &token);
        }
        scan->last = token;
    }
    check_closed(scan, depth);
}

void scan_end(struct scan *scan)
{
    if (scan->broken || scan->expect == EXPECT_NAME || scan->expect == EXPECT_SEMICOLON)
        return;
    break_at(scan, &scan->last, "the file ends here, expected %s", expect_texts[scan->expect]);
}

void config_scan(const char *name, const char *text, size_t length, struct config_mistakes *mistakes)
{
    struct scan scan;
    scan_init(&scan, mistakes);
    scan_text(&scan, name, text, length);
    scan_end(&scan);
    scan_done(&scan);
}
