/* SPDX-License-Identifier: MIT
 *
 * Plain lines into sentences. Numbers of tickets and codes are spelled by the language's own names of letters, as a
 * synthesizer reads Latin letters in English or as a word.
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

static bool is_sign(char sign)
{
    return (sign >= 'A' && sign <= 'Z') || (sign >= '0' && sign <= '9');
}

/* How long a run of capitals and digits begins here that is no word and no number: "A042", "ACDEF", "ACDE-FGHJ". */
static size_t code_length(const char *text)
{
    size_t length = 0;
    bool letters = false;
    while (is_sign(text[length]) || (text[length] == '-' && length > 0 && is_sign(text[length + 1]))) {
        letters |= text[length] >= 'A' && text[length] <= 'Z';
        length++;
    }
    bool word_goes_on = (unsigned char)text[length] >= 0x80 || (text[length] >= 'a' && text[length] <= 'z');
    return letters && length >= 3 && !word_goes_on ? length : 0;
}

static void append_spelled(struct buffer *out, const struct language *language, const char *text)
{
    bool inside = false; /* a word */
    while (*text) {
        size_t length = inside ? 0 : code_length(text);
        if (length > 0) {
            char code[64];
            size_t kept = length < sizeof code ? length : sizeof code - 1;
            memcpy(code, text, kept);
            code[kept] = '\0';
            _cleanup_free_ char *spelled = language_spell(language, code);
            buffer_printf(out, "%s", spelled);
            text += length;
            continue;
        }
        inside = is_sign(*text) || (*text >= 'a' && *text <= 'z') || (unsigned char)*text >= 0x80;
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
