/* SPDX-License-Identifier: MIT
 *
 * Lines of letters, set by Pango and placed by ourselves.
 *
 * How large a font must be so that its capitals have so many dots is measured of the font: an H of 1000 dots tells how
 * much of the em it takes. Letters are hinted, so stems and heights are whole dots and a capital has exactly the dots
 * that were asked for. Nothing is anti-aliased, for a printer has no grey.
 *
 * The pitch of lines is that of the capital, not of the font, so that a sign from another font moves no line; only ink
 * that stands out makes its line higher. Ink is kept within the column too: letters may stand out of their own width.
 */
#include "common/page/letters.h"

#include <math.h>
#include <string.h>

#include "common/text.h"

enum { LETTERS_TRIAL = 1000, TOLD_BYTES = 60, TOLD_SIGNS = 8 };

void letters_init(struct letters *letters)
{
    *letters = (struct letters){.context = pango_font_map_create_context(pango_cairo_font_map_get_default())};
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_NONE);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_FULL);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_ON);
    pango_cairo_context_set_font_options(letters->context, options);
    cairo_font_options_destroy(options);
    /* Without one it is that of the environment. */
    pango_context_set_language(letters->context, pango_language_from_string("en"));
}

void letters_done(struct letters *letters)
{
    g_clear_object(&letters->context);
}

static PangoLayout *layout_new(struct letters *letters, const char *text, unsigned flags, double em)
{
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family_static(font, flags & PAGE_MONOSPACE ? "DejaVu Sans Mono" : "DejaVu Sans");
    pango_font_description_set_weight(font, flags & PAGE_STRONG ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_absolute_size(font, em * PANGO_SCALE);
    PangoLayout *layout = pango_layout_new(letters->context);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_auto_dir(layout, FALSE);
    pango_layout_set_text(layout, text, -1);
    return layout;
}

static double em_per_capital(struct letters *letters, unsigned flags)
{
    double *known = &letters->em_per_capital[(flags & PAGE_STRONG ? 1 : 0) | (flags & PAGE_MONOSPACE ? 2 : 0)];
    if (*known == 0) {
        PangoRectangle ink;
        PangoLayout *layout = layout_new(letters, "H", flags, LETTERS_TRIAL);
        pango_layout_get_pixel_extents(layout, &ink, NULL);
        g_object_unref(layout);
        *known = LETTERS_TRIAL / (double)(ink.height > 0 ? ink.height : LETTERS_TRIAL);
    }
    return *known;
}

/* A line, and where the ink of it and its letters stand about the baseline. */
struct line {
    PangoLayoutLine *line;
    int ascent, descent;   /* what it takes */
    int width;             /* of its letters */
    int ink_left, ink_end; /* of its ink */
};

static struct line line_of(const struct lines *lines, PangoLayoutLine *line)
{
    PangoRectangle ink, logical;
    pango_layout_line_get_pixel_extents(line, &ink, &logical);
    double air = lines->large ? 0.08 : 0;
    int ascent = (int)lround(lines->capital * (lines->large ? 0 : 1.3));
    int descent = (int)lround(lines->capital * (lines->large ? 0 : 0.35));
    int ink_ascent = -ink.y + (int)lround(lines->capital * air);
    int ink_descent = ink.y + ink.height + (int)lround(lines->capital * air);
    return (struct line){.line = line,
                         .ascent = ascent > ink_ascent ? ascent : ink_ascent,
                         .descent = descent > ink_descent ? descent : ink_descent,
                         .width = (int)ceil(logical.width * lines->narrow),
                         .ink_left = (int)floor(ink.x * lines->narrow),
                         .ink_end = (int)ceil((ink.x + ink.width) * lines->narrow)};
}

static void measure(struct lines *lines)
{
    for (GSList *at = pango_layout_get_lines_readonly(lines->layout); at; at = at->next) {
        struct line line = line_of(lines, at->data);
        if (lines->height == 0)
            lines->ascent = line.ascent;
        lines->height += line.ascent + line.descent;
        lines->width = line.width > lines->width ? line.width : lines->width;
    }
}

/* Was the line before this one broken within a word? */
static bool is_broken(PangoLayout *layout, const PangoLayoutLine *line)
{
    const char *text = pango_layout_get_text(layout);
    int start = line->start_index;
    if (start == 0 || text[start - 1] == '\n')
        return false;
    int count = 0;
    const PangoLogAttr *attributes = pango_layout_get_log_attrs_readonly(layout, &count);
    return !attributes[g_utf8_strlen(text, start)].is_line_break;
}

static int count_broken(PangoLayout *layout)
{
    int count = 0;
    for (GSList *at = pango_layout_get_lines_readonly(layout); at; at = at->next)
        count += is_broken(layout, at->data);
    return count;
}

/* Lines that end where a phrase does, which reads better than to break it. */
static int count_phrases(PangoLayout *layout)
{
    const char *text = pango_layout_get_text(layout);
    int count = 0;
    for (GSList *at = pango_layout_get_lines_readonly(layout); at; at = at->next) {
        const char *end = text + ((const PangoLayoutLine *)at->data)->start_index;
        while (end > text && end[-1] == ' ')
            end--;
        count += end > text && g_utf8_strchr(",.;:!?、。·–", -1, g_utf8_get_char(g_utf8_prev_char(end)));
    }
    return count;
}

/* The narrowest width in which the text needs no more lines and breaks no more words than now. */
static int narrowest(PangoLayout *layout, int within)
{
    int lines = pango_layout_get_line_count(layout), broken = count_broken(layout);
    int enough = within, less = within / 2;
    while (enough - less > 1) {
        int width = less + (enough - less) / 2;
        pango_layout_set_width(layout, width * PANGO_SCALE);
        if (pango_layout_get_line_count(layout) <= lines && count_broken(layout) <= broken)
            enough = width;
        else
            less = width;
    }
    return enough;
}

/* Wraps so that the last line of a text in the middle is no single word: lines of about the same length, or up to a
 * third longer where more of them then end with a phrase. */
static void balance(PangoLayout *layout, int within, int step)
{
    if (pango_layout_get_line_count(layout) < 2)
        return;
    int least = narrowest(layout, within), best = least, most_phrases = -1;
    for (int width = least; width <= within && width <= least * 4 / 3; width += step) {
        pango_layout_set_width(layout, width * PANGO_SCALE);
        int phrases = count_phrases(layout);
        if (phrases > most_phrases) {
            most_phrases = phrases;
            best = width;
        }
    }
    pango_layout_set_width(layout, best * PANGO_SCALE);
}

/* "1-ci mərtəbə", "09:20–09:45": a number and what is joined to it is one word, whatever Unicode's rules of breaking
 * say. */
static void keep_joined(PangoAttrList *attributes, const char *text)
{
    for (const char *at = strpbrk(text, "0123456789"); at; at = strpbrk(at + 1, "0123456789")) {
        const char *sign = at + 1, *behind = g_utf8_next_char(sign);
        if (*sign != '-' && strncmp(sign, "–", strlen("–")) != 0)
            continue;
        if (*behind == '\0' || *behind == ' ' || *behind == '\n')
            continue;
        PangoAttribute *attribute = pango_attr_allow_breaks_new(FALSE);
        attribute->start_index = (guint)(sign - text);
        attribute->end_index = (guint)(g_utf8_next_char(behind) - text);
        pango_attr_list_insert(attributes, attribute);
    }
}

void lines_init(struct lines *lines, struct letters *letters, const struct lettering *lettering, int within)
{
    double em = lettering->capital * em_per_capital(letters, lettering->flags);
    *lines = (struct lines){.layout = layout_new(letters, lettering->text, lettering->flags, em),
                            .capital = lettering->capital,
                            .large = lettering->large,
                            .narrow = lettering->narrow,
                            .within = within};
    PangoAttrList *attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE)); /* a code is not to be read with one */
    keep_joined(attributes, lettering->text);
    if (lettering->language)
        pango_attr_list_insert(attributes, pango_attr_language_new(pango_language_from_string(lettering->language)));
    pango_layout_set_attributes(lines->layout, attributes);
    pango_attr_list_unref(attributes);
    if (within > 0) {
        int width = (int)(within / lettering->narrow);
        pango_layout_set_width(lines->layout, width * PANGO_SCALE);
        pango_layout_set_wrap(lines->layout, PANGO_WRAP_WORD_CHAR);
        if (lettering->balanced)
            balance(lines->layout, width, lettering->capital);
    }
    measure(lines);
}

bool lines_break_words(const struct lines *lines)
{
    return count_broken(lines->layout) > 0;
}

void lines_done(struct lines *lines)
{
    g_clear_object(&lines->layout);
}

static int offset_of(const struct line *line, int width, enum page_align align)
{
    int room = width - line->width;
    int offset = align == PAGE_LEFT || room < 0 ? 0 : align == PAGE_CENTRE ? room / 2 : room;
    if (offset + line->ink_end > width)
        offset = width - line->ink_end;
    if (offset + line->ink_left < 0)
        offset = -line->ink_left;
    return offset;
}

void lines_draw(const struct lines *lines, cairo_t *cairo, int x, int y, int width, enum page_align align)
{
    for (GSList *at = pango_layout_get_lines_readonly(lines->layout); at; at = at->next) {
        struct line line = line_of(lines, at->data);
        cairo_save(cairo);
        cairo_translate(cairo, x + offset_of(&line, width, align), y + line.ascent);
        cairo_scale(cairo, lines->narrow, 1);
        cairo_move_to(cairo, 0, 0);
        pango_cairo_show_layout_line(cairo, line.line);
        cairo_restore(cairo);
        y += line.ascent + line.descent;
    }
}

void page_troubles_add(struct page_troubles *troubles, enum page_trouble_kind kind, char *text)
{
    if (!troubles) {
        free(text);
        return;
    }
    mem_grow(troubles->items, troubles->count, troubles->room);
    troubles->items[troubles->count++] = (struct page_trouble){.kind = kind, .text = text};
}

/* The signs that no font has, each once. */
struct unknown_signs {
    size_t count;
    gunichar signs[TOLD_SIGNS];
};

static void note_sign(struct unknown_signs *unknown, gunichar sign)
{
    for (size_t i = 0; i < unknown->count; i++)
        if (unknown->signs[i] == sign)
            return;
    if (unknown->count < TOLD_SIGNS)
        unknown->signs[unknown->count++] = sign;
}

static void note_signs(struct unknown_signs *unknown, const PangoLayoutLine *line)
{
    for (GSList *run = line->runs; run; run = run->next) {
        const PangoGlyphString *glyphs = ((const PangoGlyphItem *)run->data)->glyphs;
        for (int i = 0; i < glyphs->num_glyphs; i++) {
            PangoGlyph glyph = glyphs->glyphs[i].glyph;
            if (glyph != PANGO_GLYPH_EMPTY && (glyph & PANGO_GLYPH_UNKNOWN_FLAG))
                note_sign(unknown, glyph & ~PANGO_GLYPH_UNKNOWN_FLAG);
        }
    }
}

void letters_tell_signs(PangoLayout *layout, struct page_troubles *troubles)
{
    if (pango_layout_get_unknown_glyphs_count(layout) == 0)
        return;
    struct unknown_signs unknown = {0};
    for (GSList *at = pango_layout_get_lines_readonly(layout); at; at = at->next)
        note_signs(&unknown, at->data);
    const char *text = pango_layout_get_text(layout);
    for (size_t i = 0; i < unknown.count; i++)
        page_troubles_add(troubles, PAGE_NO_GLYPH,
                          mem_printf("U+%04X in \"%.*s\"", unknown.signs[i], (int)text_cut(text, TOLD_BYTES), text));
}

/* Where the word that goes over this place began. */
static size_t word_start(const char *text, size_t at)
{
    while (at > 0 && text[at - 1] != ' ' && text[at - 1] != '\n')
        at--;
    return at;
}

static void tell_broken_words(const struct lines *lines, struct page_troubles *troubles)
{
    const char *text = pango_layout_get_text(lines->layout);
    size_t told = 0; /* before here */
    for (GSList *at = pango_layout_get_lines_readonly(lines->layout); at; at = at->next) {
        size_t start = (size_t)((const PangoLayoutLine *)at->data)->start_index;
        if (start < told || !is_broken(lines->layout, at->data))
            continue;
        size_t from = word_start(text, start), length = strcspn(text + from, " \n");
        told = from + length;
        page_troubles_add(troubles, PAGE_BROKEN_WORD,
                          mem_strndup(text + from, length > TOLD_BYTES ? text_cut(text + from, TOLD_BYTES) : length));
    }
}

void lines_tell(const struct lines *lines, struct page_troubles *troubles)
{
    if (!troubles)
        return;
    letters_tell_signs(lines->layout, troubles);
    if (lines->within > 0)
        tell_broken_words(lines, troubles);
    /* One sign alone can be wider than the column: what stands out is not seen. */
    if (lines->within > 0 && lines->width > lines->within)
        page_troubles_add(troubles, PAGE_BROKEN_WORD, mem_strdup(pango_layout_get_text(lines->layout)));
}
