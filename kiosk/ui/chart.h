/* SPDX-License-Identifier: MIT
 *
 * Figures as bars and lines of a few cells, by eighths of a cell.
 */
#pragma once

#include "kiosk/ui/canvas.h"

/* A bar from the left in the text colour of the look, `share` of `of` long; at most full, and what is there at all is
 * seen. */
void bar_draw(struct surface *surface, struct rect line, int64_t share, int64_t of, enum look look);
/* The same upwards, as wide as the rectangle, in ink: full cells are painted grounds, so xterm draws no hairlines
 * between them. */
void column_draw(struct surface *surface, struct rect rect, int64_t share, int64_t of);
/* One cell a value, the highest of those shown full, nothing a line at the foot; the newest, which is the last, at the
 * right. */
void sparkline_draw(struct surface *surface, struct rect line, const int64_t *values, size_t count, enum look look);
