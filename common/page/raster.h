/* SPDX-License-Identifier: MIT
 *
 * A page as the dots of a printer or a picture: one bit each, black or nothing. Cairo and Pango are used here and in
 * nothing else. The page is measured first, then drawn on a sheet of exactly its length.
 *
 * Fonts are the system's, by the name "DejaVu Sans"; a letter it lacks is taken from another font that has it, and one
 * that none has is told as trouble.
 */
#pragma once

#include <stdio.h>

#include "common/page/page.h"

struct raster {
    int width, height; /* dots; width is the paper's, margins included */
    int dpi;
    size_t stride; /* bytes a row */
    bool cut;
    unsigned char *bits; /* rows from the top, the most significant bit at the left, 1 is black */
};

/* What could not be drawn as it was meant. Nothing of it stops a page. */
enum page_trouble_kind {
    PAGE_NO_GLYPH,    /* no font has it: `text` is the sign and where it stands, "U+10348 in \"...\"" */
    PAGE_BAD_PICTURE, /* left out: "logo.png: not a PNG file" */
    PAGE_BAD_QR,      /* left out: too long, or wider than the paper */
    PAGE_BROKEN_WORD, /* a word wider than the paper was broken within */
    PAGE_TOO_LONG,    /* longer than PAGE_MOST_MM: cut off there */
    PAGE_TOO_LOW,     /* lower than it may be, for it has no room: "WM888888 is 13.2 mm high, expected 15 mm" */
};
enum { PAGE_MOST_MM = 600 };

struct page_trouble {
    enum page_trouble_kind kind;
    char *text;
};

struct page_troubles {
    size_t count, room;
    struct page_trouble *items;
};
void page_troubles_done(struct page_troubles *troubles);
/* "no_glyph", for logs. */
const char *page_trouble_word(enum page_trouble_kind kind);

/* Draws it. `troubles` may be NULL. */
void page_draw(const struct page *page, int dpi, struct raster *ret_raster, struct page_troubles *troubles);
void raster_done(struct raster *raster);

bool raster_is_black(const struct raster *raster, int x, int y);
static inline double raster_length_mm(const struct raster *raster)
{
    return raster->height * 25.4 / raster->dpi;
}

/* A PNG of one bit a dot, with its resolution. 0 or a negative errno. */
int raster_write_png(const struct raster *raster, const char *path) attr_must_check;
