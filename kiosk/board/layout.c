/* SPDX-License-Identifier: MIT
 *
 * Strips are cut off from below and above; then the newest call takes up to half of what remains, at the largest scale
 * that fits there, and the list takes the largest scale at which as many numbers stand as are promised (or are there).
 */
#include "kiosk/board/layout.h"

#include <string.h>

#include "kiosk/ui/digits.h"

enum {
    MIDDLE_ROWS = 30,
    LARGE_ROWS = 50,
    STRIPS_ROWS = 16, /* below that there are none */
    PANE_COLUMNS = 150,
    PANE_LEAST = 44,
    PANE_MOST = 90,
    SIGNS_MOST = 31,
    ARROW_COLUMNS = 5,
    SLOT_GAP = 4,
    PANE_GAP = 4,
    WRITTEN_ROWS = 1,
};

/* By size. */
static const struct rows {
    int header, gap, ticker, notices, missed, caption, pad, margin, title, promise, newest_percent;
} rows_of[] = {
        [BOARD_SMALL] = {1, 0, 1, 1, 1, 1, 0, 1, 0, 4, 50},
        [BOARD_MIDDLE] = {1, 1, 1, 2, 2, 2, 0, 2, 1, 6, 45},
        [BOARD_LARGE] = {3, 1, 3, 3, 4, 3, 1, 3, 2, 8, 50},
};

static int digits_width(int signs, int scale)
{
    char text[SIGNS_MOST + 1] = "";
    int width, height;
    memset(text, '0', (size_t)rect_bound(signs, SIGNS_MOST));
    digits_size(text, scale, &width, &height);
    return scale > 0 ? width : signs;
}

static int digits_height(int scale)
{
    int width, height;
    digits_size("0", scale, &width, &height);
    return scale > 0 ? height : WRITTEN_ROWS;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* --- the newest call --- */

static int newest_gap(int scale)
{
    return scale > 1 ? 4 * (scale - 1) : 3;
}

/* Do ticket and counter fit side by side? The counter may be a scale smaller where there is no other way. */
static bool fits(const struct board_measure *measure, int scale, int counter_scale, int width)
{
    return digits_width(measure->ticket_signs, scale) + newest_gap(scale) +
                   digits_width(measure->counter_signs, counter_scale) <=
           width;
}

static void choose_scale(struct board_layout *layout, const struct board_measure *measure, struct rect room, int rows)
{
    for (int scale = digits_scale(room, "0"); scale > 0; scale--) {
        if (digits_height(scale) > rows)
            continue;
        for (int smaller = 0; smaller < 2; smaller++) {
            if (!fits(measure, scale, scale - smaller, room.width))
                continue;
            layout->newest_scale = scale;
            layout->counter_scale = scale - smaller;
            return;
        }
    }
}

/* Cuts it off the top of `area`. */
static void place_newest(struct board_layout *layout, const struct board_measure *measure, struct rect *area)
{
    const struct rows *rows = &rows_of[layout->size];
    int caption = least(rows->caption, measure->languages > 0 ? measure->languages : 1);
    int around = 1 + caption + 2 * rows->pad;
    struct rect room = rect_inset(*area, rows->margin, 0);
    choose_scale(layout, measure, room, area->height * rows->newest_percent / 100 - around);
    int height = digits_height(layout->newest_scale);
    layout->newest = rect_cut_top(area, height + around);

    struct rect inner = rect_inset(layout->newest, rows->margin, 0);
    rect_cut_top(&inner, 1 + rows->pad);
    layout->newest_caption = rect_cut_bottom(&inner, caption);
    rect_cut_bottom(&inner, rows->pad);
    int ticket = digits_width(measure->ticket_signs, layout->newest_scale);
    int counter = digits_width(measure->counter_signs, layout->counter_scale);
    int spare = inner.width - ticket - counter;
    layout->newest_ticket = rect_cut_left(&inner, ticket + spare / 3 + (spare - spare / 3 * 3 > 0));
    rect_cut_left(&inner, least(newest_gap(layout->newest_scale), spare / 3));
    layout->newest_counter = inner;
}

/* --- the list --- */

static int slot_width(const struct board_layout *layout, const struct board_measure *measure)
{
    int counter = layout->counters_written ? 0 : layout->slot_scale;
    return digits_width(measure->ticket_signs, layout->slot_scale) + ARROW_COLUMNS +
           digits_width(measure->counter_signs, counter);
}

/* As many as fit at this scale; true: enough. */
static bool try_slots(struct board_layout *layout, const struct board_measure *measure, int scale, bool written)
{
    layout->slot_scale = scale;
    layout->counters_written = written;
    layout->slot_gap = scale > 0 ? 1 : 0;
    layout->slot_columns = (layout->list.width + SLOT_GAP) / (slot_width(layout, measure) + SLOT_GAP);
    layout->slot_rows = (layout->list.height + layout->slot_gap) / (digits_height(scale) + layout->slot_gap);
    int promise = rows_of[layout->size].promise;
    return layout->slot_columns * layout->slot_rows >= (measure->slots > promise ? measure->slots : promise);
}

static void place_slots(struct board_layout *layout, const struct board_measure *measure)
{
    for (int scale = layout->newest_scale > 2 ? layout->newest_scale - 1 : 1; scale > 0; scale--) {
        if (try_slots(layout, measure, scale, false))
            return;
    }
    if (try_slots(layout, measure, 1, true))
        return;
    try_slots(layout, measure, 0, true);
    if (layout->slot_columns < 1)
        layout->slot_columns = 1;
    if (layout->slot_rows < 1)
        layout->slot_rows = layout->list.height > 0;
}

int board_layout_slots(const struct board_layout *layout)
{
    return layout->slot_columns * layout->slot_rows;
}

struct rect board_layout_slot(const struct board_layout *layout, int index)
{
    struct rect column = rect_column(layout->list, index / layout->slot_rows, layout->slot_columns, SLOT_GAP);
    int height = digits_height(layout->slot_scale);
    rect_cut_top(&column, index % layout->slot_rows * (height + layout->slot_gap));
    return rect_cut_top(&column, height);
}

void board_layout_split(const struct board_layout *layout, struct rect slot, const struct board_measure *measure,
                        struct rect *ret_ticket, struct rect *ret_counter)
{
    *ret_ticket = rect_cut_left(&slot, digits_width(measure->ticket_signs, layout->slot_scale));
    rect_cut_left(&slot, ARROW_COLUMNS);
    int counter = layout->counters_written ? 0 : layout->slot_scale;
    *ret_counter =
            rect_cut_left(&slot, layout->counters_written ? slot.width : digits_width(measure->counter_signs, counter));
}

/* --- all of it --- */

static void place_strips(struct board_layout *layout, const struct board_measure *measure, struct rect *area)
{
    const struct rows *rows = &rows_of[layout->size];
    int languages = measure->languages > 0 ? measure->languages : 1;
    if (area->height < STRIPS_ROWS)
        return;
    layout->ticker = rect_cut_bottom(area, rows->ticker);
    rect_cut_bottom(area, layout->size == BOARD_LARGE);
    layout->notices = rect_cut_bottom(area, layout->size == BOARD_LARGE ? languages : rows->notices);
    rect_cut_bottom(area, layout->size == BOARD_LARGE);
    layout->missed = rect_cut_bottom(area, rows->missed);
    if (!layout->waiting_is_pane)
        layout->waiting = rect_cut_bottom(area, 1);
    rect_cut_bottom(area, rows->gap);
}

static void place_pane(struct board_layout *layout, struct rect *area)
{
    int columns = area->width * 3 / 10;
    columns = columns < PANE_LEAST ? PANE_LEAST : least(columns, PANE_MOST);
    layout->waiting = rect_cut_right(area, columns);
    rect_cut_right(area, PANE_GAP);
}

struct board_layout board_layout_make(int width, int height, const struct board_measure *measure)
{
    struct board_layout layout = {.page = {0, 0, width, height}};
    layout.size = height < MIDDLE_ROWS ? BOARD_SMALL : height < LARGE_ROWS ? BOARD_MIDDLE : BOARD_LARGE;
    layout.waiting_is_pane = width >= PANE_COLUMNS && height >= STRIPS_ROWS;
    const struct rows *rows = &rows_of[layout.size];
    layout.margin = rows->margin;

    struct rect area = layout.page;
    layout.header = rect_cut_top(&area, rows->header);
    place_strips(&layout, measure, &area);
    rect_cut_top(&area, rows->gap);
    place_newest(&layout, measure, &area);
    area = rect_inset(area, rows->margin, 0);
    rect_cut_top(&area, 1);
    if (layout.waiting_is_pane)
        place_pane(&layout, &area);
    layout.list_title = rect_cut_top(&area, rows->title > 0);
    rect_cut_top(&area, rows->title - 1);
    layout.list = area;
    place_slots(&layout, measure);
    return layout;
}
