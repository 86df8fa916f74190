/* SPDX-License-Identifier: MIT
 *
 * A box over a page that has become quiet.
 */
#include "kiosk/ui/dialog.h"

#include "common/text.h"

enum {
    MOST_WIDTH = 64,
    MARGIN_COLUMNS = 3,
    BUTTON_ROWS = 3,
    BUTTON_ROWS_LARGE = 5,
    GAP_COLUMNS = 2,
    BUTTON_MARGINS = 4
};

static bool fit_side_by_side(const struct dialog *dialog, int width)
{
    if (dialog->count == 0)
        return true;
    int column = rect_column((struct rect){.width = width}, 0, (int)dialog->count, GAP_COLUMNS).width;
    for (size_t i = 0; i < dialog->count; i++) {
        const struct button *button = &dialog->buttons[i];
        size_t needed = text_width(button->label) + BUTTON_MARGINS;
        if (needed > (size_t)column)
            return false;
    }
    return true;
}

/* Below one another there is a row between them, where the page is high enough. */
static struct rect button_place(struct rect rect, size_t index, size_t count, bool side_by_side, int rows)
{
    if (side_by_side)
        return rect_column(rect_cut_top(&rect, rows), (int)index, (int)count, GAP_COLUMNS);
    int gap = rect.height >= (int)count * (rows + 1) - 1;
    for (size_t i = 0; i < index; i++)
        rect_cut_top(&rect, rows + gap);
    return rect_cut_top(&rect, rows);
}

static void draw_buttons(struct canvas *canvas, struct rect rect, const struct dialog *dialog, bool side_by_side,
                         int rows)
{
    for (size_t i = 0; i < dialog->count; i++) {
        struct rect place = button_place(rect, i, dialog->count, side_by_side, rows);
        if (!rect_is_empty(place))
            button_draw_centred(canvas, place, &dialog->buttons[i]);
    }
}

/* What lies below is there to be seen only. */
static void quieten(struct canvas *canvas)
{
    surface_tint(canvas->surface, canvas_rect(canvas), LOOK_QUIET);
    canvas->target_count = 0;
    canvas->plain_count = 0;
}

void dialog_draw(struct canvas *canvas, const struct dialog *dialog)
{
    struct rect page = canvas_rect(canvas);
    int width = rect_bound(page.width - 2, MOST_WIDTH), inner = rect_bound(width - 2 * MARGIN_COLUMNS, width);
    int rows = canvas->large && page.height >= 30 ? BUTTON_ROWS_LARGE : BUTTON_ROWS;
    bool side_by_side = fit_side_by_side(dialog, inner);
    int down = side_by_side ? 1 : (int)dialog->count;
    int buttons_height = dialog->count > 0 ? down * (rows + 1) : 0; /* and a row below each */
    const struct rect measure = {.width = inner, .height = page.height};
    int title_height = surface_wrap(NULL, measure, ALIGN_LEFT, LOOK_TITLE, dialog->title);
    int text_height = dialog->text ? surface_wrap(NULL, measure, ALIGN_LEFT, LOOK_PAGE, dialog->text) : 0;

    quieten(canvas);
    struct rect box =
            rect_centre(page, width, 2 + title_height + 1 + text_height + (text_height > 0) + buttons_height + 1);
    surface_fill(canvas->surface, (struct rect){box.x - 1, box.y, box.width + 2, box.height}, LOOK_PAGE);
    surface_frame(canvas->surface, box, LOOK_EDGE);
    struct rect inside = rect_inset(box, MARGIN_COLUMNS, 1);
    struct rect buttons = rect_cut_bottom(&inside, buttons_height);
    rect_cut_top(&inside, inside.height > title_height + text_height);
    struct rect title = rect_cut_top(&inside, title_height);
    if (dialog->bad)
        surface_fill(canvas->surface, title, LOOK_BAD);
    canvas_say(canvas, PLAIN_TITLE, dialog->title);
    surface_wrap(canvas->surface, title, ALIGN_LEFT, dialog->bad ? LOOK_BAD : LOOK_TITLE, dialog->title);
    rect_cut_top(&inside, inside.height > text_height);
    canvas_text(canvas, inside, ALIGN_LEFT, LOOK_PAGE, dialog->text);
    draw_buttons(canvas, buttons, dialog, side_by_side, rows);
}
