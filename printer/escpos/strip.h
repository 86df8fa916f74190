/* SPDX-License-Identifier: MIT
 *
 * What the print head burns: rows of dots as wide as the head, one bit each. Pages come in any width; the middle of
 * them is what is printed, since a page of the paper's width is wider than the head, by the same at both sides.
 */
#pragma once

#include "common/base.h"

enum {
    STRIP_DOTS_MOST = 2048,   /* of a head; the widest that are sold have 832 */
    STRIP_WIDTH_MOST = 16384, /* of a page */
    STRIP_ROWS_MOST = 16384   /* 2 m at 203 dpi: no ticket, but somebody's list */
};

struct strip {
    int dots; /* across, a multiple of 8 */
    int rows; /* with ink: blank ones below the last are not here */
    int room;
    unsigned char *bits; /* dots / 8 a row; the most significant bit is at the left, 1 is black */
    int blank;           /* rows that came below, and that the next ink brings here */
};

/* How the rows of a page look. */
struct strip_row {
    int width;   /* dots */
    int depth;   /* bits a dot: 1 or 8 */
    bool is_ink; /* 1, or 255, is black; else white */
};

void strip_init(struct strip *strip, int dots);
void strip_done(struct strip *strip);

/* Takes the next row from the top. -E2BIG: the page is too long. */
int strip_add(struct strip *strip, const struct strip_row *row, const unsigned char *bytes) attr_must_check;

static inline size_t strip_stride(const struct strip *strip)
{
    return (size_t)strip->dots / 8;
}
