/* SPDX-License-Identifier: MIT
 *
 * A rectangle of cells, and how a page is laid out with it: strips are cut off, one after the other, and what remains
 * is laid out further. A strip is never larger than what there is, so a page too small for its content loses the last
 * of it and nothing else.
 */
#pragma once

#include "common/base.h"

struct rect {
    int x, y, width, height;
};

static inline bool rect_is_empty(struct rect rect)
{
    return rect.width <= 0 || rect.height <= 0;
}

static inline bool rect_holds(struct rect rect, int x, int y)
{
    return x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;
}

static inline int rect_bound(int wanted, int there)
{
    if (wanted < 0)
        return 0;
    return wanted < there ? wanted : there;
}

static inline struct rect rect_cut_top(struct rect *rect, int rows)
{
    rows = rect_bound(rows, rect->height);
    struct rect strip = {rect->x, rect->y, rect->width, rows};
    rect->y += rows;
    rect->height -= rows;
    return strip;
}

static inline struct rect rect_cut_bottom(struct rect *rect, int rows)
{
    rows = rect_bound(rows, rect->height);
    rect->height -= rows;
    return (struct rect){rect->x, rect->y + rect->height, rect->width, rows};
}

static inline struct rect rect_cut_left(struct rect *rect, int columns)
{
    columns = rect_bound(columns, rect->width);
    struct rect strip = {rect->x, rect->y, columns, rect->height};
    rect->x += columns;
    rect->width -= columns;
    return strip;
}

static inline struct rect rect_cut_right(struct rect *rect, int columns)
{
    columns = rect_bound(columns, rect->width);
    rect->width -= columns;
    return (struct rect){rect->x + rect->width, rect->y, columns, rect->height};
}

/* Without a margin on each side. */
static inline struct rect rect_inset(struct rect rect, int columns, int rows)
{
    rect_cut_left(&rect, columns);
    rect_cut_right(&rect, columns);
    rect_cut_top(&rect, rows);
    rect_cut_bottom(&rect, rows);
    return rect;
}

/* As large as asked, as far as it goes, in the middle of `rect`. */
static inline struct rect rect_centre(struct rect rect, int columns, int rows)
{
    columns = rect_bound(columns, rect.width);
    rows = rect_bound(rows, rect.height);
    return (struct rect){rect.x + (rect.width - columns) / 2, rect.y + (rect.height - rows) / 2, columns, rows};
}

/* Part `index` of `count` equal parts side by side with `gap` columns between them. */
static inline struct rect rect_column(struct rect rect, int index, int count, int gap)
{
    int room = rect.width - gap * (count - 1);
    int from = room * index / count, until = room * (index + 1) / count;
    return (struct rect){rect.x + from + gap * index, rect.y, until - from, rect.height};
}
