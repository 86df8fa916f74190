/* SPDX-License-Identifier: MIT
 *
 * Counts the texts that a language lacks, and measures those it has.
 */
#include "common/catalogue_text.h"

#include <string.h>

#include "common/text.h"

struct text_gap {
    size_t count;
    const char *first; /* what lacked it first, and where */
    struct catalogue_origin origin;
};

void text_gaps_init(struct text_gaps *gaps, const struct i18n *i18n, struct arena *arena,
                    struct config_mistakes *mistakes)
{
    *gaps = (struct text_gaps){
            .i18n = i18n,
            .mistakes = mistakes,
            .arena = arena,
            .languages = arena_new_n(arena, struct text_gap, i18n_count(i18n)),
    };
}

/* Says that the text is missing; one in a language that the centre has not got may be meant for it. */
static void report_missing(struct text_gaps *gaps, const char *code, const struct config_text *text,
                           const struct catalogue_origin *origin, const char *what)
{
    const char *stranger = NULL;
    for (size_t i = 0; i < text->count && !stranger; i++) {
        if (!i18n_find(gaps->i18n, text->items[i].language))
            stranger = text->items[i].language;
    }
    config_mistake_add(gaps->mistakes, CONFIG_ERROR, origin->file, origin->line,
                       "%s: no text in \"%s\", expected one%s%s%s", what, code, stranger ? " (\"" : "",
                       stranger ? stranger : "", stranger ? "\" is no language of the centre)" : "");
}

static void note_gap(struct text_gaps *gaps, size_t index, const struct config_text *text,
                     const struct catalogue_origin *origin, const char *what)
{
    const struct language *language = i18n_at(gaps->i18n, index);
    if (!language_fallback(language)) {
        report_missing(gaps, language_code(language), text, origin, what);
        return;
    }
    if (!i18n_catalogue_text(text, language, NULL))
        return; /* the last of its fallbacks lacks it, too, and is told */
    struct text_gap *gap = &gaps->languages[index];
    if (gap->count++ == 0) {
        gap->first = arena_strdup(gaps->arena, what);
        gap->origin = *origin;
    }
}

void text_gaps_note(struct text_gaps *gaps, const struct config_text *text, const struct catalogue_origin *origin,
                    const char *what)
{
    if (!text->count)
        return;
    for (size_t i = 0; i < i18n_count(gaps->i18n); i++) {
        if (!config_text_in(text, language_code(i18n_at(gaps->i18n, i))))
            note_gap(gaps, i, text, origin, what);
    }
}

void text_gaps_report(struct text_gaps *gaps)
{
    for (size_t i = 0; i < i18n_count(gaps->i18n); i++) {
        const struct language *language = i18n_at(gaps->i18n, i);
        const struct text_gap *gap = &gaps->languages[i];
        if (gap->count)
            config_mistake_add(gaps->mistakes, CONFIG_WARNING, gap->origin.file, gap->origin.line,
                               "%zu text%s not written in \"%s\" and left to its fallback \"%s\", first %s", gap->count,
                               gap->count == 1 ? " is" : "s are", language_code(language), language_fallback(language),
                               gap->first);
    }
}

bool text_fits_lines(const char *text, size_t columns, size_t lines, struct arena *arena)
{
    if (text_width(text) <= columns)
        return true;
    size_t line = 1;
    size_t used = 0;
    while (*text) {
        size_t length = strcspn(text, " ");
        size_t width = text_width(arena_strndup(arena, text, length));
        if (used && used + 1 + width <= columns) {
            used += 1 + width;
        } else { /* a word longer than a line (or a language without spaces) breaks anywhere */
            line += used ? 1 : 0;
            line += width ? (width - 1) / columns : 0;
            used = width ? (width - 1) % columns + 1 : 0;
        }
        text += length + strspn(text + length, " ");
    }
    return line <= lines;
}
