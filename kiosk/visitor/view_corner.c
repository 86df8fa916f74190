/* SPDX-License-Identifier: MIT
 *
 * The administrator's corner: behind a PIN the printers of this kiosk and their rolls, its version, and whether it is
 * in use.
 */
#include "kiosk/ui/field.h"
#include "kiosk/ui/keyboard.h"
#include "kiosk/visitor/page.h"
#include "kiosk/visitor/printers.h"

enum { CORNER_KEY = 1, CORNER_OPEN, CORNER_CLOSE, CORNER_LEAVE, CORNER_ROLL };

enum { PIN_DIGITS = 12 };

struct corner {
    struct page_state page_state;
    struct field pin;
    bool types; /* on real keys: Enter goes on */
    bool sent;  /* a PIN is not left standing */
};

static void corner_open(struct view *view)
{
    struct corner *corner = view->state;
    corner->pin = (struct field){.kind = FIELD_SECRET, .limit = PIN_DIGITS};
}

enum { PRINTER_ROWS = 3, PRINTER_ROWS_NARROW = 4, ROLL_COLUMNS = 18, ROLL_COLUMNS_NARROW = 14 };

/* How it is, and a button for who has put a new roll into it. */
static void draw_printer(struct page *page, const struct visitor_kiosk_printer *printer, int64_t place)
{
    struct canvas *canvas = page->canvas;
    struct rect row = rect_cut_top(&page->body, page->narrow ? PRINTER_ROWS_NARROW : PRINTER_ROWS);
    struct rect button = rect_cut_right(&row, page->narrow ? ROLL_COLUMNS_NARROW : ROLL_COLUMNS);
    button.height = PRINTER_ROWS;
    rect_cut_right(&row, 2);
    if (row.height < PRINTER_ROWS)
        return;
    const char *state = canvas_printf(canvas, "%s: %s", printer->printer, printer_state(page, printer));
    canvas_line(canvas, rect_cut_top(&row, 1), ALIGN_LEFT, printer_prints(printer) ? LOOK_GOOD : LOOK_WARN, state);
    canvas_text(canvas, row, ALIGN_LEFT, LOOK_PAGE, printer_about(page, printer));
    button_draw_centred(canvas, button,
                        &(struct button){.what = CORNER_ROLL,
                                         .value = place,
                                         .label = canvas_message(canvas, MESSAGE_PAPERS_ROLL),
                                         .look = printer->ask_roll ? LOOK_ACTION : LOOK_BUTTON});
    page_gap(page, 1);
}

static void draw_printers(struct page *page)
{
    const struct visitor_watch_printers_out *printers = model_printers(page->model);
    page_text(page, LOOK_QUIET, canvas_message(page->canvas, MESSAGE_VISITOR_PRINTERS));
    for (size_t i = 0; printers && i < printers->printers.count; i++)
        draw_printer(page, &printers->printers.items[i], (int64_t)i);
}

static void draw_inside(struct page *page)
{
    const struct visitor_get_kiosk_out *kiosk = model_kiosk(page->model);
    bool closed = kiosk && kiosk->closed;
    struct button buttons[2] = {
            {.what = CORNER_CLOSE,
             .value = !closed,
             .label = canvas_message(page->canvas, closed ? MESSAGE_VISITOR_KIOSK_OPEN : MESSAGE_VISITOR_KIOSK_CLOSE),
             .look = LOOK_ACTION,
             .off = page->model->busy},
            {.what = CORNER_LEAVE, .label = canvas_message(page->canvas, MESSAGE_VISITOR_DONE)}};
    page_actions(page, buttons, ARRAY_SIZE(buttons));
    page_trouble(page);
    page_text(page, LOOK_STRONG,
              canvas_message(page->canvas, MESSAGE_VISITOR_KIOSK_IS, I18N_TEXT("kiosk", page->model->key),
                             I18N_TEXT("zone", kiosk ? kiosk->zone_name : "")));
    page_text(page, closed ? LOOK_WARN : LOOK_GOOD,
              canvas_message(page->canvas, closed ? MESSAGE_VISITOR_OUT_OF_USE : MESSAGE_VISITOR_IN_USE));
    page_gap(page, 1);
    draw_printers(page);
    page_text(page, LOOK_QUIET,
              canvas_message(page->canvas, MESSAGE_VISITOR_VERSION, I18N_TEXT("version", NOVBE_VERSION),
                             I18N_TEXT("daemon", model_corner(page->model)->version)));
}

static void draw_door(struct page *page, struct corner *corner)
{
    if (corner->sent && !page->model->busy)
        field_clear(&corner->pin);
    corner->sent &= page->model->busy;
    struct rect keys = rect_cut_bottom(&page->body, keyboard_rows(page->canvas, FIELD_SECRET));
    if (!page->low)
        rect_cut_bottom(&page->body, 1);
    struct rect row = rect_cut_bottom(&page->body, 3);
    struct rect go = rect_cut_right(&row, row.width / 3);
    rect_cut_right(&row, 1);
    page_trouble(page);
    field_draw(page->canvas, row, &corner->pin, canvas_message(page->canvas, MESSAGE_VISITOR_FIELD_PIN));
    button_draw_centred(page->canvas, go,
                        &(struct button){.what = CORNER_OPEN,
                                         .label = canvas_message(page->canvas, MESSAGE_VISITOR_CONTINUE),
                                         .look = LOOK_ACTION,
                                         .off = page->model->busy || corner->pin.text[0] == '\0'});
    keyboard_draw(page->canvas, keys, FIELD_SECRET, CORNER_KEY);
}

static void corner_draw(struct view *view, struct canvas *canvas)
{
    struct page page = page_begin(view, canvas, canvas_message(canvas, MESSAGE_VISITOR_CORNER));
    if (model_corner(page.model))
        draw_inside(&page);
    else
        draw_door(&page, view->state);
    page_end(&page);
}

static struct intent try_pin(struct view *view)
{
    struct corner *corner = view->state;
    const struct model *model = view->model;
    if (model->busy || corner->pin.text[0] == '\0')
        return INTENT(INTENT_REDRAW);
    corner->sent = true;
    return INTENT_DOES(DO_CORNER, .text = corner->pin.text);
}

static struct intent ask_roll(const struct model *model, int64_t place)
{
    const struct visitor_watch_printers_out *out = model_printers(model);
    if (!out || (size_t)place >= out->printers.count)
        return INTENT(INTENT_REDRAW);
    return INTENT_DOES(DO_ASK_ROLL, .text = out->printers.items[place].printer);
}

static struct intent corner_act(struct view *view, int what, int64_t value)
{
    struct corner *corner = view->state;
    switch (what) {
    case CORNER_KEY:
        keyboard_act(&corner->pin, value);
        return INTENT(INTENT_REDRAW);
    case CORNER_OPEN:
        return try_pin(view);
    case CORNER_CLOSE:
        return INTENT_DOES(DO_CLOSE_KIOSK, .value = value);
    case CORNER_ROLL:
        return ask_roll(view->model, value);
    case CORNER_LEAVE:
    case PAGE_BACK:
        return INTENT_DOES(DO_FORGET);
    default:
        return page_act(view, what, value);
    }
}

static struct intent corner_type(struct view *view, const struct input_event *event)
{
    struct corner *corner = view->state;
    const struct model *model = view->model;
    uint32_t key = event->key;
    bool shut = !model_corner(model);
    if (key == INPUT_ESCAPE || (key == INPUT_BACKSPACE && (!shut || corner->pin.text[0] == '\0')))
        return INTENT_DOES(DO_FORGET);
    if (!shut)
        return INTENT(INTENT_NONE);
    if (key == INPUT_ENTER && corner->types)
        return try_pin(view);
    bool digit = key >= '0' && key <= '9';
    corner->types = digit || key == INPUT_BACKSPACE;
    if (!corner->types)
        return INTENT(INTENT_NONE);
    return field_type(&corner->pin, event) ? INTENT(INTENT_REDRAW) : INTENT(INTENT_NONE);
}

const struct view_type page_corner = {
        .name = "corner",
        .size = sizeof(struct corner),
        .open = corner_open,
        .draw = corner_draw,
        .act = corner_act,
        .type = corner_type,
        .tick = page_tick,
        .wake = page_wake,
};
