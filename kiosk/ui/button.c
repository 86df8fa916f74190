/* SPDX-License-Identifier: MIT
 *
 * Buttons, and grids of them.
 *
 * A grid has as many rows as fit with the smallest buttons. If all buttons find room, the rows that are needed stand at
 * the bottom, within reach of everybody; if not, the strip that turns the pages lies below a full page, always at the
 * same place.
 */
#include "kiosk/ui/button.h"

#include "common/i18n.h"

enum {
    LEAST_ROWS = 3,
    MOST_ROWS = 5,
    MOST_ROWS_LARGE = 7,
    MARGIN = 2, /* columns before the label: the mark stands there */
    GAP_ROWS = 1,
    GAP_COLUMNS = 2,
};

/* --- one button --- */

static enum look face_of(enum target_state state, enum look look)
{
    switch (state) {
    case TARGET_FOCUS:
        return LOOK_FOCUS;
    case TARGET_PRESSED:
        return LOOK_PRESSED;
    case TARGET_OFF:
        return LOOK_OFF;
    case TARGET_IDLE:
        break;
    }
    return look == LOOK_PAGE ? LOOK_BUTTON : look;
}

/* What colour alone must not tell; a label has precedence. */
static void paint_mark(struct surface *surface, struct rect rect, enum target_state state, enum look face)
{
    uint32_t mark = state == TARGET_OFF ? 0x2013 : state == TARGET_IDLE ? 0 : 0x25b8;
    int y = rect.y + (rect.height - 1) / 2;
    if (mark != 0 && rect_holds(surface_rect(surface), rect.x, y) && surface_at(surface, rect.x, y)->sign == ' ')
        surface_sign(surface, rect.x, y, mark, face);
}

/* Where its text goes: what stands in the middle needs margins only where there is room for them. */
static struct rect text_place(struct rect rect, enum align align)
{
    if (align == ALIGN_CENTRE)
        return rect_inset(rect, rect.width > 2 * MARGIN + 2, 0);
    return rect_inset(rect, rect.width > 2 * MARGIN ? MARGIN : rect.width > 2, 0);
}

static bool is_text(const char *text)
{
    return text && *text;
}

void button_paint(struct surface *surface, struct rect rect, const struct button *button, enum target_state state,
                  enum align align)
{
    enum look face = face_of(state, button->look);
    surface_fill(surface, rect, face);
    struct rect text = text_place(rect, align);
    int room = is_text(button->detail) && rect.height > 1 ? rect.height - 1 : rect.height;
    int label_rows = rect_bound(surface_wrap(NULL, text, align, face, button->label), room);
    int detail_rows = 0;
    if (is_text(button->detail))
        detail_rows = rect_bound(surface_wrap(NULL, text, align, face, button->detail), rect.height - label_rows);
    text = rect_centre(text, text.width, label_rows + detail_rows);
    surface_wrap(surface, rect_cut_top(&text, label_rows), align, face, button->label);
    if (detail_rows > 0)
        surface_wrap(surface, text, align, face == LOOK_BUTTON ? LOOK_BUTTON_QUIET : face, button->detail);
    paint_mark(surface, rect, state, face);
}

static const char *said(struct canvas *canvas, const struct button *button)
{
    return is_text(button->detail) ? canvas_printf(canvas, "%s: %s", button->label, button->detail) : button->label;
}

static void draw(struct canvas *canvas, struct rect rect, const struct button *button, enum align align)
{
    struct target target = {.rect = rect,
                            .what = button->what,
                            .value = button->value,
                            .label = said(canvas, button),
                            .off = button->off};
    enum target_state state = canvas_target(canvas, &target);
    button_paint(canvas->surface, rect, button, state, align);
}

void button_draw(struct canvas *canvas, struct rect rect, const struct button *button)
{
    draw(canvas, rect, button, ALIGN_LEFT);
}

void button_draw_centred(struct canvas *canvas, struct rect rect, const struct button *button)
{
    draw(canvas, rect, button, ALIGN_CENTRE);
}

/* --- grids --- */

struct layout {
    struct rect buttons; /* where a page of them lies */
    struct rect strip;   /* empty: one page is enough */
    int columns, rows;   /* of a full page */
    int height;          /* of a button */
};

static int columns_for(int width)
{
    if (width < 60)
        return 1;
    return width < 120 ? 2 : 3;
}

static int rows_in(int height)
{
    int rows = (height + GAP_ROWS) / (LEAST_ROWS + GAP_ROWS);
    return rows > 0 ? rows : 1;
}

/* The strip has the height of a finger, too, unless no button were left. */
static struct rect cut_strip(struct rect *rect)
{
    bool is_high = rect->height >= LEAST_ROWS + GAP_ROWS + LEAST_ROWS;
    struct rect strip = rect_cut_bottom(rect, is_high ? LEAST_ROWS : rect->height > 1);
    rect_cut_bottom(rect, is_high ? GAP_ROWS : 0);
    return strip;
}

static struct layout lay_out(const struct canvas *canvas, struct rect rect, const struct button_grid *grid)
{
    struct layout layout = {.columns = grid->columns > 0 ? grid->columns : columns_for(rect.width)};
    int needed = (int)((grid->count + (size_t)layout.columns - 1) / (size_t)layout.columns);
    layout.rows = rows_in(rect.height);
    if (needed > layout.rows) {
        layout.strip = cut_strip(&rect);
        layout.rows = rows_in(rect.height);
    }
    int shown = needed < layout.rows ? needed : layout.rows;
    int most = canvas->large ? MOST_ROWS_LARGE : MOST_ROWS;
    layout.height = shown > 0 ? (rect.height - GAP_ROWS * (shown - 1)) / shown : 0;
    layout.height = rect_bound(layout.height, most);
    layout.buttons = rect_cut_bottom(&rect, shown * layout.height + (shown - 1) * GAP_ROWS);
    return layout;
}

size_t button_grid_fits(const struct canvas *canvas, struct rect rect, const struct button_grid *grid)
{
    struct layout layout = lay_out(canvas, rect, grid);
    return (size_t)layout.rows * (size_t)layout.columns;
}

/* What turns to page `to`; there is no such page at either end, and the place stays. */
static void draw_turn(struct canvas *canvas, struct rect rect, int what, int64_t to, bool off, const char *words,
                      const char *face)
{
    struct target target = {.rect = rect, .what = what, .value = to, .label = words, .off = off, .silent = off};
    enum target_state state = canvas_target(canvas, &target);
    button_paint(canvas->surface, rect, &(struct button){.label = face, .look = LOOK_BACK}, state, ALIGN_CENTRE);
}

static void draw_strip(struct canvas *canvas, struct rect strip, const struct button_grid *grid, size_t page,
                       size_t pages)
{
    if (rect_is_empty(strip))
        return;
    struct rect middle = rect_column(strip, 1, 3, GAP_COLUMNS);
    const char *text =
            canvas_message(canvas, MESSAGE_UI_PAGE, I18N_NUMBER("page", page + 1), I18N_NUMBER("pages", pages));
    const char *before = canvas_message(canvas, MESSAGE_UI_PAGE_BEFORE);
    const char *next = canvas_message(canvas, MESSAGE_UI_PAGE_NEXT);
    canvas_say(canvas, PLAIN_TEXT, text);
    surface_aligned(canvas->surface, rect_centre(middle, middle.width, 1), ALIGN_CENTRE, LOOK_STRONG, text);
    draw_turn(canvas, rect_column(strip, 0, 3, GAP_COLUMNS), grid->what_page, (int64_t)page - 1, page == 0, before,
              page == 0 ? before : canvas_printf(canvas, "◂ %s", before));
    draw_turn(canvas, rect_column(strip, 2, 3, GAP_COLUMNS), grid->what_page, (int64_t)page + 1, page + 1 == pages,
              next, canvas_printf(canvas, "%s ▸", next));
}

static struct rect place_of(const struct layout *layout, size_t index)
{
    int row = (int)index / layout->columns, column = (int)index % layout->columns;
    struct rect place = rect_column(layout->buttons, column, layout->columns, GAP_COLUMNS);
    place.y += row * (layout->height + GAP_ROWS);
    place.height = layout->height;
    return place;
}

size_t button_grid_draw(struct canvas *canvas, struct rect rect, const struct button_grid *grid)
{
    if (grid->count == 0 || rect_is_empty(rect))
        return 1;
    struct layout layout = lay_out(canvas, rect, grid);
    size_t fits = (size_t)layout.rows * (size_t)layout.columns;
    size_t pages = (grid->count + fits - 1) / fits;
    size_t page = grid->page < pages ? grid->page : pages - 1;
    for (size_t i = 0; i < fits && page * fits + i < grid->count; i++)
        button_draw(canvas, place_of(&layout, i), &grid->buttons[page * fits + i]);
    draw_strip(canvas, layout.strip, grid, page, pages);
    return pages;
}
