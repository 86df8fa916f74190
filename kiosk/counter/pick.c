/* SPDX-License-Identifier: MIT
 *
 * A list, and what is typed to find something in it.
 */
#include "kiosk/counter/pick.h"

#include <string.h>

#include "common/text.h"

struct pick_row *pick_add(struct canvas *canvas, struct pick_rows *rows)
{
    arena_grow(canvas->arena, rows->items, rows->count, rows->room);
    return &rows->items[rows->count++];
}

/* --- searching --- */

static bool has_words(const char *folded, const char *words)
{
    char sought[FIELD_BYTES];
    snprintf(sought, sizeof sought, "%s", words);
    char *rest = NULL;
    for (char *word = strtok_r(sought, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        if (!strstr(folded, word))
            return false;
    }
    return true;
}

static bool is_found(struct canvas *canvas, const struct pick_row *row, const char *words)
{
    const char *all = row->sought ? row->sought : "";
    for (size_t i = 0; i < PICK_CELLS; i++) {
        if (row->cells[i])
            all = canvas_printf(canvas, "%s %s", all, row->cells[i]);
    }
    return has_words(canvas_take(canvas, text_fold(all)), words);
}

/* --- drawing --- */

static const struct table_row *table_rows(struct view *view, struct canvas *canvas, const struct pick_page *page,
                                          const struct pick_rows *rows)
{
    struct pick *pick = view->state;
    struct table_row *shown = arena_new_n(canvas->arena, struct table_row, rows->count + 1);
    const char **keys = arena_new_n(canvas->arena, const char *, rows->count + 1);
    const char *words = canvas_take(canvas, text_fold(pick->search.text));
    pick->count = 0;
    for (size_t i = 0; i < rows->count; i++) {
        const struct pick_row *row = &rows->items[i];
        if (page->hint && !row->always && !is_found(canvas, row, words))
            continue;
        struct table_cell *cells = arena_new_n(canvas->arena, struct table_cell, PICK_CELLS + 1);
        size_t place = 0;
        if (!page->hint)
            cells[place++] = (struct table_cell){
                    row->number ? row->number : canvas_printf(canvas, "%zu", pick->count + 1), LOOK_QUIET};
        for (size_t j = 0; place < page->column_count + (page->hint ? 0 : 1) && j < PICK_CELLS; j++)
            cells[place++] = (struct table_cell){row->cells[j], j == 1 ? row->look : LOOK_PAGE};
        keys[pick->count] = row->key;
        shown[pick->count++] = (struct table_row){.key = row->key, .cells = cells};
    }
    pick->keys = keys;
    return shown;
}

static void draw_options(struct canvas *canvas, struct rect *rect, const struct pick_page *page)
{
    int count = 0;
    for (size_t i = 0; i < ARRAY_SIZE(page->options); i++)
        count += page->options[i] != NULL;
    if (count == 0)
        return;
    struct rect place = rect_cut_bottom(rect, count);
    rect_cut_bottom(rect, 1);
    for (size_t i = 0; i < ARRAY_SIZE(page->options); i++) {
        if (page->options[i])
            canvas_line(canvas, rect_cut_top(&place, 1), ALIGN_LEFT, LOOK_STRONG, page->options[i]);
    }
}

void pick_draw(struct view *view, struct canvas *canvas, const struct pick_page *page, const struct pick_rows *rows)
{
    struct pick *pick = view->state;
    pick->searches = page->hint != NULL;
    struct rect rect = page_begin(view, canvas);
    page_keys(view, canvas, &rect);
    rect = rect_inset(rect, rect.width >= 110 ? 6 : 2, 0);
    page_title(view, canvas, &rect, page->title);
    if (page->hint) {
        struct rect field = rect_cut_top(&rect, rect.height >= 20 ? 3 : 1);
        field_draw(canvas, field, &pick->search, page->hint);
        rect_cut_top(&rect, 1);
    }
    rect_cut_bottom(&rect, rect.height > 12);
    draw_options(canvas, &rect, page);
    struct table_column columns[PICK_CELLS + 1] = {{.width = 2, .align = ALIGN_RIGHT}};
    size_t number = page->hint ? 0 : 1;
    memcpy(columns + number, page->columns, page->column_count * sizeof *columns);
    struct table table = {.columns = columns,
                          .column_count = page->column_count + number,
                          .rows = table_rows(view, canvas, page, rows),
                          .what = ACT_ROW,
                          .chosen_shows = true,
                          .empty = page->empty};
    table.row_count = pick->count;
    table_draw(canvas, rect, &table, &pick->place);
}

/* --- keys --- */

const char *pick_key(const struct view *view, int64_t index)
{
    const struct pick *pick = view->state;
    return index >= 0 && (size_t)index < pick->count ? pick->keys[index] : NULL;
}

struct intent pick_type(struct view *view, const struct input_event *event)
{
    struct pick *pick = view->state;
    if (table_type(&pick->place, event, pick->keys, pick->count, 0))
        return INTENT(INTENT_REDRAW);
    if (event->key == INPUT_ENTER && pick->count > 0)
        return view->type->act(view, ACT_ROW, (int64_t)pick->place.index);
    if (event->key == INPUT_ENTER)
        return INTENT(INTENT_REDRAW);
    if (pick->searches)
        return field_type(&pick->search, event) ? INTENT(INTENT_REDRAW) : INTENT(INTENT_NONE);
    if (event->key >= '1' && event->key <= '9') {
        int64_t index = (int64_t)event->key - '1';
        return pick_key(view, index) ? view->type->act(view, ACT_ROW, index) : INTENT(INTENT_REDRAW);
    }
    return INTENT(INTENT_NONE);
}
