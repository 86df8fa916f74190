/* SPDX-License-Identifier: MIT
 *
 * Plain lines into sentences. Codes of letters are spelled by the language's own names of them, as a synthesizer reads
 * Latin letters in English or as a word.
 */
#include "kiosk/visitor/speech.h"

#include <string.h>

#include "common/buffer.h"
#include "common/i18n.h"
#include "kiosk/visitor/page.h"

void speech_init(struct speech *speech)
{
    *speech = (struct speech){.what = TARGET_NONE};
}

void speech_done(struct speech *speech)
{
    free(speech->lines);
}

/* --- words --- */

static bool is_capital(char sign)
{
    return sign >= 'A' && sign <= 'Z';
}

static bool is_in_word(char sign)
{
    return is_capital(sign) || (sign >= 'a' && sign <= 'z') || (sign >= '0' && sign <= '9') ||
           (unsigned char)sign >= 0x80;
}

/* How long a code of letters alone begins here: "ACDEF", "ACDE-FGHJ". Those with digits the voice knows itself. */
static size_t code_length(const char *text)
{
    size_t length = 0;
    while (is_capital(text[length]) || (text[length] == '-' && length > 0 && is_capital(text[length + 1])))
        length++;
    return length >= 4 && !is_in_word(text[length]) ? length : 0;
}

static void append_spelled(struct buffer *out, const struct language *language, const char *text)
{
    bool inside = false; /* a word */
    while (*text) {
        size_t length = inside ? 0 : code_length(text);
        for (size_t i = 0; i < length; i++) {
            if (text[i] != '-')
                buffer_printf(out, "%s ", language_letter(language, text[i]));
        }
        text += length;
        if (!*text)
            break;
        inside = is_in_word(*text);
        buffer_append_byte(out, *text == '\n' ? ' ' : *text);
        text++;
    }
}

/* A sentence of its own, whatever the text ends with. */
static void append_sentence(struct buffer *out, const struct language *language, const char *text)
{
    append_spelled(out, language, text);
    size_t length = strlen(text);
    bool ended = length > 0 && strchr(".?!:", text[length - 1]);
    buffer_printf(out, ended ? "\n" : ".\n");
}

static char *taken(struct buffer *text)
{
    buffer_append_byte(text, '\0');
    char *copy = mem_strdup(buffer_bytes(text));
    buffer_done(text);
    return copy;
}

/* --- what is new --- */

static char *lines_of(const struct canvas *canvas)
{
    struct buffer text = {0};
    for (size_t i = 0; i < canvas->plain_count; i++)
        append_sentence(&text, canvas->language, canvas->plains[i].text);
    return taken(&text);
}

static char *choices_of(const struct canvas *canvas)
{
    struct buffer text = {0};
    int number = 0;
    for (size_t i = 0; i < canvas->target_count; i++) {
        const struct target *target = &canvas->targets[i];
        if (target->silent || target->aside || !*target->label)
            continue;
        number++;
        if (target->off || target->what >= PAGE_BACK)
            continue; /* the frame is the same on every page: its choices are said when the focus is there */
        buffer_printf(&text, "%d: ", number);
        append_sentence(&text, canvas->language, target->label);
    }
    return taken(&text);
}

/* The lines that were not there before. */
static char *new_lines(const char *before, const char *now)
{
    struct buffer text = {0};
    for (const char *line = now; *line;) {
        size_t length = strcspn(line, "\n") + 1;
        _cleanup_free_ char *one = mem_strndup(line, length);
        if (!strstr(before, one))
            buffer_printf(&text, "%s", one);
        line += length;
    }
    return taken(&text);
}

static void remember_focus(struct speech *speech, const struct target *focused)
{
    speech->what = focused ? focused->what : TARGET_NONE;
    speech->value = focused ? focused->value : 0;
}

char *speech_next(struct speech *speech, const struct stage *stage)
{
    const struct canvas *canvas = &stage->canvas;
    const struct view_type *type = stage->views[stage->depth - 1].type;
    const struct target *focused = stage->shows_focus ? canvas_focused(canvas) : NULL;
    bool new_page = type != speech->type || stage->depth != speech->depth || canvas->language != speech->language;
    bool moved = focused && (focused->what != speech->what || focused->value != speech->value);
    char *lines = lines_of(canvas);
    _cleanup_free_ char *before = speech->lines;
    speech->lines = lines;
    speech->type = type;
    speech->depth = stage->depth;
    speech->language = canvas->language;
    remember_focus(speech, focused);
    if (new_page || !before) {
        _cleanup_free_ char *choices = choices_of(canvas);
        return mem_printf("%s%s", lines, choices);
    }
    _cleanup_free_ char *more = type == &page_idle ? mem_strdup("") : new_lines(before, lines); /* it counts down */
    struct buffer text = {0};
    buffer_printf(&text, "%s", more);
    if (moved && *focused->label)
        append_sentence(&text, canvas->language, focused->label);
    char *said = taken(&text);
    if (*said)
        return said;
    free(said);
    return NULL;
}
