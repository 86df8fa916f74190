/* SPDX-License-Identifier: MIT
 *
 * What the pages of a report draw: its charts, its tables, and of which days it is.
 */
#pragma once

#include "kiosk/manager/page.h"

static inline const struct reports *page_reports(const struct view *view)
{
    return &page_model(view)->reports;
}

/* The keys of the first page and of a section's, where they mean the same. */
enum report_target {
    REPORT_MOVE = 500, /* value: enum report_move */
    REPORT_DATE,
};
/* INTENT_NONE: it is none of them. */
struct intent report_act(const struct view *view, int what, int64_t value);
/* Of which days it is, what was said of it, and what is wrong with it, cut off the top. NULL: no report is there, and
 * why is said. */
const struct outline *report_head(const struct view *view, struct canvas *canvas, struct rect *page);

/* --- charts: as large as the rectangle is --- */

enum { CHART_ROWS_LEAST = 9 };
/* Bars of medians with a line up to p90, against the target, over how many came. */
void report_draw_curve(struct canvas *canvas, struct rect rect, const struct outline_curve *curve);
void report_draw_heat(struct canvas *canvas, struct rect rect, const struct outline_heat *heat);
/* A list of bars, each a whole that its parts fill with signs of their own, over what the signs mean. */
void report_draw_stack(struct canvas *canvas, struct rect rect, struct list *list, int what,
                       const struct outline_stack *stack);

/* --- tables --- */

/* What a page remembers of one. */
struct report_order {
    size_t column; /* the chosen one, of all of the grid */
    size_t first;  /* place of the leftmost one in sight behind the names */
    bool narrow;   /* it was drawn with little room last */
    bool sorted;
    size_t by; /* the column that it is sorted by */
    bool rising;
};
void report_draw_grid(struct canvas *canvas, struct rect rect, struct list *list, struct report_order *order, int what,
                      const struct outline_grid *grid);
/* Another column, of those that have anything in them. */
void report_choose_column(struct report_order *order, const struct outline_grid *grid, int by);
/* By the chosen column: the greatest first, then the least first, then as it stands. */
void report_sort(struct report_order *order, const struct outline_grid *grid);
