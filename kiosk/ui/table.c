/* SPDX-License-Identifier: MIT
 *
 * A list of rows, and which of them is chosen.
 */
#include "kiosk/ui/table.h"

#include <stdio.h>
#include <string.h>

#include "common/buffer.h"

enum { MARK_COLUMNS = 2, GAP_COLUMNS = 2, MORE_COLUMNS = 2 };

/* --- the place --- */

void table_choose(struct table_place *place, const char *key, size_t index)
{
    snprintf(place->key, sizeof place->key, "%s", key);
    place->index = index;
}

/* Keys longer than a place remembers are the same if what it remembers is. */
static bool is_key(const struct table_place *place, const char *key)
{
    return strncmp(place->key, key, sizeof place->key - 1) == 0;
}

/* Where a key that was there last at `index` is now; `count` is not 0. */
static size_t bounded(size_t index, size_t count)
{
    return index < count ? index : count - 1;
}

static void bring_to_a_row(struct table_place *place, const struct table *table)
{
    if (table->row_count == 0)
        return;
    size_t at = bounded(place->index, table->row_count);
    for (size_t i = 0; i < table->row_count && *place->key; i++) {
        if (is_key(place, table->rows[i].key))
            at = i;
    }
    table_choose(place, table->rows[*place->key ? at : 0].key, *place->key ? at : 0);
}

/* Scrolls no further than needed. */
static void bring_into_sight(struct table_place *place, size_t count, size_t rows)
{
    size_t last_first = count > rows ? count - rows : 0;
    if (place->first > place->index)
        place->first = place->index;
    if (rows > 0 && place->index >= place->first + rows)
        place->first = place->index - rows + 1;
    if (place->first > last_first)
        place->first = last_first;
}

/* --- drawing --- */

/* Where a column lies: those of no width share what the others leave. */
static struct rect column_place(const struct table *table, struct rect line, size_t column)
{
    int fixed = 0, sharing = 0, before = 0, place_among = 0;
    for (size_t i = 0; i < table->column_count; i++) {
        bool shares = table->columns[i].width == 0;
        fixed += table->columns[i].width;
        if (i < column && shares)
            place_among++;
        sharing += shares;
    }
    int left = line.width - fixed - GAP_COLUMNS * ((int)table->column_count - 1);
    struct rect shared = {.width = left > 0 ? left : 0};
    for (size_t i = 0, share = 0; i <= column; i++) {
        int width = table->columns[i].width;
        if (width == 0)
            width = rect_column(shared, (int)share++, sharing, 0).width;
        if (i == column)
            line = (struct rect){line.x + before, line.y, rect_bound(width, line.width - before), line.height};
        before += width + GAP_COLUMNS;
    }
    return line;
}

static bool has_heading(const struct table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (table->columns[i].title)
            return true;
    }
    return false;
}

static void draw_heading(struct canvas *canvas, struct rect line, const struct table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        const struct table_column *column = &table->columns[i];
        struct rect place = column_place(table, line, i);
        if (column->title)
            surface_aligned(canvas->surface, place, column->align, LOOK_QUIET, column->title);
    }
}

static const char *said(struct canvas *canvas, const struct table *table, const struct table_row *row)
{
    _cleanup_(buffer_done) struct buffer text = {0};
    for (size_t i = 0; i < table->column_count; i++) {
        const char *cell = row->cells[i].text;
        if (cell && *cell)
            buffer_printf(&text, "%s%s", text.length ? "  " : "", cell);
    }
    return arena_strndup(canvas->arena, text.bytes ? buffer_bytes(&text) : "", text.length);
}

static void draw_row(struct canvas *canvas, struct rect line, const struct table *table, size_t index, bool chosen)
{
    const struct table_row *row = &table->rows[index];
    const struct target target = {
            .rect = line, .what = table->what, .value = (int64_t)index, .label = said(canvas, table, row)};
    enum target_state state = canvas_target(canvas, &target);
    bool stands_out = state == TARGET_PRESSED || (chosen && table->chosen_shows);
    enum look face = state == TARGET_PRESSED ? LOOK_PRESSED : stands_out ? LOOK_FOCUS : LOOK_PAGE;
    surface_fill(canvas->surface, line, face);
    if (chosen)
        surface_sign(canvas->surface, line.x, line.y, 0x25b8, face);
    rect_cut_left(&line, MARK_COLUMNS);
    rect_cut_right(&line, MORE_COLUMNS);
    for (size_t i = 0; i < table->column_count; i++) {
        const struct table_cell *cell = &row->cells[i];
        struct rect place = column_place(table, line, i);
        if (cell->text)
            surface_aligned(canvas->surface, place, table->columns[i].align, stands_out ? face : cell->look,
                            cell->text);
    }
}

/* That there are more rows above or below. */
static void mark_more(struct canvas *canvas, struct rect rect, const struct table *table,
                      const struct table_place *place)
{
    int x = rect.x + rect.width - 1;
    size_t until = place->first + (size_t)rect.height;
    if (place->first > 0)
        surface_sign(canvas->surface, x, rect.y, 0x25b4, surface_at(canvas->surface, x, rect.y)->look);
    if (until < table->row_count)
        surface_sign(canvas->surface, x, rect.y + rect.height - 1, 0x25be,
                     surface_at(canvas->surface, x, rect.y + rect.height - 1)->look);
}

void table_draw(struct canvas *canvas, struct rect rect, const struct table *table, struct table_place *place)
{
    if (has_heading(table)) {
        struct rect heading = rect_cut_top(&rect, 1);
        rect_cut_left(&heading, MARK_COLUMNS);
        rect_cut_right(&heading, MORE_COLUMNS);
        draw_heading(canvas, heading, table);
    }
    place->rows = (size_t)rect.height;
    if (table->row_count == 0) {
        rect_cut_left(&rect, MARK_COLUMNS);
        canvas_text(canvas, rect, ALIGN_LEFT, LOOK_QUIET, table->empty);
        return;
    }
    bring_to_a_row(place, table);
    bring_into_sight(place, table->row_count, (size_t)rect.height);
    if (table->chosen_shows && (canvas->focus.what == table->what || canvas->focus.what == TARGET_NONE))
        canvas->focus = (struct target){.what = table->what, .value = (int64_t)place->index};
    for (int y = 0; y < rect.height && place->first + (size_t)y < table->row_count; y++) {
        size_t index = place->first + (size_t)y;
        draw_row(canvas, (struct rect){rect.x, rect.y + y, rect.width, 1}, table, index, index == place->index);
    }
    if (!rect_is_empty(rect))
        mark_more(canvas, rect, table, place);
}

/* --- keys --- */

bool table_type(struct table_place *place, const struct input_event *event, const char *const *keys, size_t count,
                int page_rows)
{
    if (event->alt || count == 0)
        return false;
    size_t at = bounded(place->index, count), page = page_rows > 0 ? (size_t)page_rows : place->rows;
    for (size_t i = 0; i < count; i++) {
        if (is_key(place, keys[i]))
            at = i;
    }
    page = page > 1 ? page - 1 : 1; /* one row stays in sight */
    switch (event->key) {
    case INPUT_UP:
        at -= at > 0;
        break;
    case INPUT_DOWN:
        at++;
        break;
    case INPUT_PAGE_UP:
        at -= at < page ? at : page;
        break;
    case INPUT_PAGE_DOWN:
        at += page;
        break;
    case INPUT_HOME:
        at = 0;
        break;
    case INPUT_END:
        at = count - 1;
        break;
    default:
        return false;
    }
    at = bounded(at, count);
    table_choose(place, keys[at], at);
    return true;
}
