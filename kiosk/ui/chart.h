/* SPDX-License-Identifier: MIT
 *
 * Figures as bars and lines of a few cells, by eighths of a cell.
 */
#pragma once

#include "kiosk/ui/canvas.h"

/* A bar from the left, `share` of `of` long; at most full. */
void bar_draw(struct surface *surface, struct rect line, int64_t share, int64_t of, enum look look);
/* One cell a value, the highest of them full; the newest at the right. */
void sparkline_draw(struct surface *surface, struct rect line, const int64_t *values, size_t count, enum look look);
