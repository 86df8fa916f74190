/* SPDX-License-Identifier: MIT
 *
 * Numbers that are read across a hall: letters of 5 x 7 dots for A-Z, 0-9, hyphen and space, each dot a block of full
 * cells (two columns to a row, as a cell is twice as high as wide). Dots are painted grounds, never block characters,
 * which xterm draws with hairlines between. At the smallest size a dot is half a cell high, drawn with half blocks.
 */
#pragma once

#include "kiosk/ui/canvas.h"

/* Fills the rectangle with `ground`, draws the text as large as fits in its middle, and answers the scale: 0: it did
 * not fit, or holds other signs, and is written as text; 1: half blocks; k > 1: dots of k - 1 rows. Small letters are
 * drawn as capitals. `look`: LOOK_INK or LOOK_INK_NEW, whose ground is the ink; `ground`: LOOK_PAGE, or a look of
 * the same ground. */
int digits_draw(struct surface *surface, struct rect rect, enum look look, enum look ground, const char *text);
/* No larger than this scale: numbers in one list look alike. */
int digits_draw_at(struct surface *surface, struct rect rect, int scale, enum look look, enum look ground,
                   const char *text);
/* The largest scale at which it fits there (0: at none), and its size in cells at a scale. */
int digits_scale(struct rect rect, const char *text);
void digits_size(const char *text, int scale, int *ret_width, int *ret_height);
