/* SPDX-License-Identifier: MIT
 *
 * Text as lines of dots: which font, how large, where it wraps, where its ink is. Over Pango.
 */
#pragma once

#include <pango/pangocairo.h>

#include "common/page/raster.h"

/* The fonts of a drawing. */
struct letters {
    PangoContext *context;
    double em_per_capital[4]; /* by enum page_flags' STRONG and MONOSPACE; 0: not yet measured */
};

void letters_init(struct letters *letters);
void letters_done(struct letters *letters);

/* A text that is to be set. */
struct lettering {
    const char *text;
    const char *language; /* NULL: none */
    int capital;          /* dots of a capital letter's height */
    unsigned flags;       /* of enum page_flags; only STRONG and MONOSPACE count here */
    bool large;           /* only the ink takes room */
    double narrow;        /* letters so much narrower than the font's: 1 is as they are */
    bool balanced;        /* wrapped into lines of about the same length */
};

/* A text in lines. */
struct lines {
    PangoLayout *layout;
    int capital;
    bool large;
    double narrow;
    int width;  /* of the longest */
    int ascent; /* from the top to the first one's baseline */
    int height;
    int within; /* the width that it was wrapped to */
};

/* Wraps it to a width of so many dots; 0: only where it has line breaks. */
void lines_init(struct lines *lines, struct letters *letters, const struct lettering *lettering, int within);
void lines_done(struct lines *lines);
bool lines_break_words(const struct lines *lines);
/* Black, with (x, y) as the upper left corner of a column of the width. */
void lines_draw(const struct lines *lines, cairo_t *cairo, int x, int y, int width, enum page_align align);
/* Signs without a glyph and broken words. */
void lines_tell(const struct lines *lines, struct page_troubles *troubles);

/* The first alone, of any layout. */
void letters_tell_signs(PangoLayout *layout, struct page_troubles *troubles);

/* Takes over the text; troubles may be NULL. */
void page_troubles_add(struct page_troubles *troubles, enum page_trouble_kind kind, char *text);
