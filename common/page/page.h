/* SPDX-License-Identifier: MIT
 *
 * A page: what stands on a strip of paper, from the top down, without a device. What it looks like is one thing
 * whoever shows it: a raster for a printer (raster.h), a picture, lines of text in a terminal (text.h).
 *
 * Lengths are millimetres. A block takes the whole width between the margins; what does not fit is wrapped between
 * words (letters become up to a third smaller for a long one), then within them, and never lost: only what is not text
 * (a picture, a code) can be left out, which is told as trouble (raster.h).
 */
#pragma once

#include "common/base.h"

struct page;

/* `width_mm` is that of the paper, of which `margin_mm` is blank at the left and at the right. */
struct page *page_new(double width_mm, double margin_mm);
struct page *page_free(struct page *page); /* accepts NULL, returns NULL */
DEFINE_CLEANUP(struct page *, page_free)

enum page_align { PAGE_LEFT, PAGE_CENTRE, PAGE_RIGHT };

enum page_flags {
    PAGE_STRONG = 1,    /* bold */
    PAGE_INVERSE = 2,   /* white on a black bar over the whole width: "COPY" */
    PAGE_ONE_LINE = 4,  /* shrunk to fit into the width instead of wrapped, down to half; then wrapped. Texts of 8 mm
                         * and more are made narrower first, down to 0.55: their height is what counts (`least_mm`) */
    PAGE_MONOSPACE = 8, /* signs that are typed again: codes */
};

/* Texts are copied. */
struct page_text {
    const char *text;     /* UTF-8; \n begins a line */
    const char *language; /* BCP 47; NULL: of the block before. Shapes letters, and chooses among fonts */
    double capital_mm;    /* height of a capital letter as it is drawn */
    enum page_align align;
    unsigned flags;
    /* Of a TEXT on ONE_LINE: its capitals are no lower than that, and rather narrower still, down to 0.45; 0: it may be
     * half as high. What has no room even so stands as `stacked` says, "KA\n10000", in lines as high (NULL: nothing
     * helps); if that has none either it is lower, which is told. */
    double least_mm;
    const char *stacked;
};

void page_add_text(struct page *page, const struct page_text *text);

/* "Issued           09:12": the second at the right margin on the same line if both fit, else below. Both have the
 * text's looks; `align` does not count. */
void page_add_pair(struct page *page, const struct page_text *text, const char *right);

/* A mark in a column of its own and a text beside it that wraps within its own: "1  Passport / 2nd floor". */
void page_add_item(struct page *page, const char *mark, const struct page_text *text);

void page_add_gap(struct page *page, double mm);
void page_add_rule(struct page *page); /* a line over the width */
/* A QR code in the middle; a module is at least so large and a whole number of dots of the device. */
void page_add_qr(struct page *page, const char *text, double module_mm);
/* A PNG file, in the middle, so wide at most; it is read when the page is drawn. */
void page_add_picture(struct page *page, const char *path, double width_mm);
/* Here the paper is cut. Only the last one counts; a page without is not cut. */
void page_add_cut(struct page *page);
bool page_is_cut(const struct page *page);
