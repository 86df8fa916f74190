/* SPDX-License-Identifier: MIT
 *
 * A block that has been measured for a device: how high it is, and what stands where in it.
 */
#pragma once

#include "common/page/blocks.h"
#include "common/page/letters.h"
#include "common/page/picture.h"
#include "common/qr.h"

/* A rule, and what is white above and below it. */
#define RULE_MM  0.25
#define RULE_AIR 1.0

/* A sheet without a height yet, in dots. */
struct sheet {
    int dpi;
    int width;
    int left, inner; /* the left margin, and what is between the margins */
    struct letters letters;
    struct page_troubles *troubles; /* may be NULL */
};

void sheet_init(struct sheet *sheet, const struct page *page, int dpi, struct page_troubles *troubles);
void sheet_done(struct sheet *sheet);

/* Lines in a column; (x, y) from the left margin and the part's top. */
struct placed {
    struct lines lines;
    int x, y, width;
    enum page_align align;
};

struct part {
    const struct block *block;
    int height;
    int count;               /* of texts */
    struct placed placed[2]; /* TEXT: one; PAIR and ITEM: two */
    struct qr qr;            /* size 0: none */
    int module;              /* dots of its side */
    struct picture picture;  /* width 0: none */
};

void part_init(struct part *part, struct sheet *sheet, const struct block *block);
void part_done(struct part *part);
