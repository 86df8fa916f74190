/* SPDX-License-Identifier: MIT
 *
 * The day so far as it reconciles: what became of visits and of steps, with a bar for each end. All of them together
 * are what was issued, and entered; that they are is said, too.
 */
#include "kiosk/manager/page.h"
#include "kiosk/ui/chart.h"

enum { ENDS = 9, NAME_COLUMNS = 24, COUNT_COLUMNS = 8 };

struct report {
    struct page page;
};

static void list_ends(const struct manager_ends *ends, int64_t ret_counts[ENDS])
{
    const int64_t counts[ENDS] = {ends->open,        ends->served,       ends->no_show,    ends->cancelled, ends->void_,
                                  ends->transferred, ends->never_called, ends->unfinished, ends->joined};
    for (size_t i = 0; i < ENDS; i++)
        ret_counts[i] = counts[i];
}

static void draw_bar(struct canvas *canvas, struct rect line, enum i18n_message name, int64_t count, int64_t of,
                     enum look look)
{
    const char *text = canvas_message(canvas, name), *number = say_number(canvas, count);
    canvas_say(canvas, PLAIN_TEXT, canvas_printf(canvas, "%s: %s", text, number));
    struct rect left = rect_cut_left(&line, NAME_COLUMNS), middle = rect_cut_left(&line, COUNT_COLUMNS);
    surface_text(canvas->surface, left.x, left.y, left.width, LOOK_PAGE, text);
    surface_aligned(canvas->surface, middle, ALIGN_RIGHT, LOOK_STRONG, number);
    rect_cut_left(&line, 2);
    bar_draw(canvas->surface, line, count, of, look);
}

static void draw_ends(struct canvas *canvas, struct rect rect, enum i18n_message title, int64_t total,
                      const struct manager_ends *ends)
{
    static const enum i18n_message names[ENDS] = {
            MESSAGE_MANAGER_STILL_OPEN,         MESSAGE_RECEPTION_END_SERVED,     MESSAGE_RECEPTION_END_NO_SHOW,
            MESSAGE_RECEPTION_END_CANCELLED,    MESSAGE_RECEPTION_END_VOID,       MESSAGE_RECEPTION_END_TRANSFERRED,
            MESSAGE_RECEPTION_END_NEVER_CALLED, MESSAGE_RECEPTION_END_UNFINISHED, MESSAGE_RECEPTION_END_JOINED};
    int64_t counts[ENDS], sum = 0;
    list_ends(ends, counts);
    for (size_t i = 0; i < ENDS; i++)
        sum += counts[i];
    struct rect heading = rect_cut_top(&rect, 1);
    const char *text = canvas_printf(canvas, "%s %s ", canvas_message(canvas, title), say_number(canvas, total));
    int used = surface_text(canvas->surface, heading.x, heading.y, heading.width, LOOK_TITLE, text);
    canvas_say(canvas, PLAIN_TEXT, text);
    surface_line(canvas->surface, heading.x + used, heading.y, heading.width - used, LOOK_EDGE);
    for (size_t i = 0; i < ENDS && rect.height > 1; i++) {
        if (counts[i] > 0 || i < 3)
            draw_bar(canvas, rect_cut_top(&rect, 1), names[i], counts[i], total, i == 1 ? LOOK_TITLE : LOOK_PAGE);
    }
    canvas_line(canvas, rect_cut_top(&rect, 1), ALIGN_LEFT, sum == total ? LOOK_QUIET : LOOK_BAD,
                sum == total ? canvas_message(canvas, MESSAGE_MANAGER_RECONCILES)
                             : canvas_message(canvas, MESSAGE_MANAGER_DIFFERS, I18N_NUMBER("count", total - sum)));
}

static void draw(struct view *view, struct canvas *canvas)
{
    const struct manager_watch_hall_out *hall = model_hall(page_model(view));
    struct rect page = page_begin(view, canvas, PAGE_REPORT, NULL);
    page_end(view, canvas);
    if (!hall) {
        canvas_text(canvas, page, ALIGN_LEFT, LOOK_QUIET, canvas_message(canvas, MESSAGE_UI_CONNECTING));
        return;
    }
    bool wide = page.width >= 110;
    struct rect right = wide ? rect_column(page, 1, 2, 4) : page;
    if (wide)
        page = rect_column(page, 0, 2, 4);
    else
        right = rect_cut_bottom(&page, page.height / 2);
    draw_ends(canvas, page, MESSAGE_MANAGER_VISITS, hall->figures.visits, &hall->figures.visit_ends);
    draw_ends(canvas, right, MESSAGE_MANAGER_STEPS, hall->figures.steps, &hall->figures.step_ends);
}

static struct intent act(struct view *view, int what, int64_t value)
{
    return page_act(view, what, value);
}

static const struct view_key keys[] = {PAGE_KEYS, PAGE_ESCAPE(true)};

const struct view_type view_report = {
        .name = "report",
        .size = sizeof(struct report),
        .draw = draw,
        .act = act,
        .wake = page_wake,
        .tick = page_tick,
        .keys = keys,
        .key_count = ARRAY_SIZE(keys),
};
