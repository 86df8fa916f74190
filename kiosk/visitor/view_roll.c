/* SPDX-License-Identifier: MIT
 *
 * "Was a new roll put in?", asked of whoever has closed the printer's cover, and answered by the PIN of the paper; then
 * what becomes of the test paper. A visitor who stands there takes a ticket all the same.
 *
 * Opened with the printer's key, and with the moment at which the kiosk asked by itself; 0: it was opened in the
 * corner.
 */
#include <stdio.h>

#include "kiosk/ui/field.h"
#include "kiosk/ui/keyboard.h"
#include "kiosk/visitor/closed.h"
#include "kiosk/visitor/printers.h"

enum { ROLL_KEY = 1, ROLL_NEW, ROLL_SAME, ROLL_LEAVE };

enum { PIN_DIGITS = 12, PAD_COLUMNS = 26, FIELD_ROWS = 3, BUTTON_ROWS = 3, WORD_ROWS = 4 };

enum {
    PRINTED_MS = 8000, /* the end of a test paper is shown */
    UNSEEN_MS = 20000, /* so long nobody has said whether it came out */
};

struct roll_page {
    struct page_state page_state;
    struct field pin;
    bool types; /* on real keys: Enter answers */
    bool sent;  /* a PIN is not left standing */
    char answer[64 + FIELD_BYTES];
};

static void roll_open(struct view *view)
{
    struct roll_page *state = view->state;
    state->pin = (struct field){.kind = FIELD_SECRET, .limit = PIN_DIGITS};
}

static bool asks_by_itself(const struct view *view)
{
    return view->value != 0;
}

static bool is_answered(const struct model *model)
{
    return model->roll.step >= ROLL_TESTED;
}

/* The question is over: to the first page, or back into the corner. */
static struct intent leave(const struct view *view)
{
    return asks_by_itself(view) ? INTENT_DOES(DO_FORGET) : INTENT(INTENT_CLOSE);
}

/* --- the test paper --- */

static bool is_unseen(const struct model *model, int64_t now_ms)
{
    return model->roll.step == ROLL_UNSEEN ||
           (model->roll.step == ROLL_TESTED && now_ms - model->roll.since_ms >= UNSEEN_MS);
}

static void draw_test_paper(struct page *page, const struct visitor_kiosk_printer *printer)
{
    struct canvas *canvas = page->canvas;
    if (printer && !printer_prints(printer)) {
        page_text(
                page, LOOK_BAD,
                canvas_message(canvas, MESSAGE_PAPERS_TEST_STOPPED, I18N_TEXT("state", printer_state(page, printer))));
        return;
    }
    if (page->model->roll.step == ROLL_PRINTED)
        page_text(page, LOOK_GOOD, canvas_printf(canvas, "✓ %s", canvas_message(canvas, MESSAGE_PAPERS_TEST_PRINTED)));
    else if (is_unseen(page->model, canvas->now_ms))
        page_text(page, LOOK_STRONG, canvas_message(canvas, MESSAGE_PAPERS_TEST_UNSEEN));
    else
        page_text(page, LOOK_STRONG, canvas_message(canvas, MESSAGE_PAPERS_TEST_PRINTING));
    page_gap(page, 1);
    page_text(page, LOOK_QUIET, printer ? printer_roll(page, printer) : NULL);
}

static void draw_test(struct page *page)
{
    const struct button done = {
            .what = ROLL_LEAVE, .label = canvas_message(page->canvas, MESSAGE_VISITOR_DONE), .look = LOOK_ACTION};
    page_actions(page, &done, 1);
    page_text(page, LOOK_QUIET,
              canvas_message(page->canvas, MESSAGE_PAPERS_PRINTER, I18N_TEXT("printer", page->view->text)));
    page_gap(page, 1);
    draw_test_paper(page, printers_find(page->model, page->view->text));
}

/* --- the question --- */

/* What visitors came for, in one strip; in the corner "Back" is enough. */
static void draw_way_out(struct page *page)
{
    if (!asks_by_itself(page->view))
        return;
    bool gives =
            closed_why(page->model, page->canvas->language) == CLOSED_NOT && !model_kiosk(page->model)->check_in_only;
    const struct button leaves = {
            .what = ROLL_LEAVE,
            .label = canvas_message(page->canvas, gives ? MESSAGE_VISITOR_TAKE_TICKET : MESSAGE_PAPERS_ROLL_LATER),
            .off = page->model->busy};
    page_actions(page, &leaves, 1);
}

static void draw_answers(struct page *page, struct rect row, const struct roll_page *state)
{
    bool off = page->model->busy || state->pin.text[0] == '\0';
    const struct button answers[2] = {
            {.what = ROLL_NEW,
             .label = canvas_message(page->canvas, MESSAGE_PAPERS_ROLL),
             .look = LOOK_ACTION,
             .off = off},
            {.what = ROLL_SAME, .label = canvas_message(page->canvas, MESSAGE_PAPERS_ROLL_SAME), .off = off}};
    for (int i = 0; i < 2; i++)
        button_draw_centred(page->canvas, rect_column(row, i, 2, 1), &answers[i]);
}

static void draw_words(struct page *page)
{
    struct canvas *canvas = page->canvas;
    page_text(page, LOOK_STRONG,
              canvas_message(canvas, MESSAGE_PAPERS_PRINTER, I18N_TEXT("printer", page->view->text)));
    page_gap(page, !page->narrow);
    if (page->model->trouble.error[0] != '\0')
        page_trouble(page);
    else
        page_text(page, LOOK_QUIET,
                  canvas_message(canvas, page->model->busy ? MESSAGE_VISITOR_ONE_MOMENT : MESSAGE_PAPERS_ROLL_STAFF));
}

struct places {
    struct rect field, answers, pad;
};

/* The pad stands beside the field and the answers, on a narrow page between them. */
static struct places cut_places(struct page *page)
{
    struct places places;
    struct rect *body = &page->body;
    int rows = keyboard_rows(page->canvas, FIELD_SECRET);
    if (page->narrow) {
        places.answers = rect_cut_bottom(body, BUTTON_ROWS);
        places.pad = rect_cut_bottom(body, rect_bound(rows, body->height - FIELD_ROWS - WORD_ROWS));
        places.field = rect_cut_bottom(body, FIELD_ROWS);
        return places;
    }
    struct rect right = rect_cut_right(body, PAD_COLUMNS);
    rect_cut_right(body, 2);
    places.pad = rect_cut_bottom(&right, rows);
    places.answers = rect_cut_bottom(body, page->low ? BUTTON_ROWS : BUTTON_ROWS + 2);
    rect_cut_bottom(body, !page->low);
    places.field = rect_cut_bottom(body, FIELD_ROWS);
    return places;
}

static void draw_question(struct page *page, struct roll_page *state)
{
    if (state->sent && !page->model->busy)
        field_clear(&state->pin);
    state->sent &= page->model->busy;
    draw_way_out(page);
    const struct places places = cut_places(page);
    draw_words(page);
    field_draw(page->canvas, places.field, &state->pin, canvas_message(page->canvas, MESSAGE_PAPERS_ROLL_PIN));
    draw_answers(page, places.answers, state);
    keyboard_draw(page->canvas, places.pad, FIELD_SECRET, ROLL_KEY);
}

static void roll_draw(struct view *view, struct canvas *canvas)
{
    bool answered = is_answered(view->model);
    const char *title = canvas_message(canvas, answered || !asks_by_itself(view) ? MESSAGE_PAPERS_ROLL
                                                                                 : MESSAGE_PAPERS_ROLL_QUESTION);
    struct page page = page_begin(view, canvas, title);
    if (answered)
        draw_test(&page);
    else
        draw_question(&page, view->state);
    page_end(&page);
}

/* --- what is meant --- */

static struct intent answer(struct view *view, bool is_new)
{
    struct roll_page *state = view->state;
    const struct model *model = view->model;
    if (model->busy || is_answered(model) || state->pin.text[0] == '\0')
        return INTENT(INTENT_REDRAW);
    snprintf(state->answer, sizeof state->answer, "%.60s/%s", view->text, state->pin.text);
    state->sent = true;
    return INTENT_DOES(DO_ROLL, .value = is_new, .text = state->answer);
}

static struct intent roll_act(struct view *view, int what, int64_t value)
{
    struct roll_page *state = view->state;
    switch (what) {
    case ROLL_KEY:
        keyboard_act(&state->pin, value);
        return INTENT(INTENT_REDRAW);
    case ROLL_NEW:
    case ROLL_SAME:
        return answer(view, what == ROLL_NEW);
    case ROLL_LEAVE:
    case PAGE_BACK:
        return ((const struct model *)view->model)->busy ? INTENT(INTENT_REDRAW) : leave(view);
    default:
        return page_act(view, what, value);
    }
}

static struct intent roll_type(struct view *view, const struct input_event *event)
{
    struct roll_page *state = view->state;
    const struct model *model = view->model;
    uint32_t key = event->key;
    bool answered = is_answered(model), empty = answered || state->pin.text[0] == '\0';
    if (key == INPUT_ESCAPE || (key == INPUT_BACKSPACE && empty))
        return model->busy ? INTENT(INTENT_REDRAW) : leave(view);
    if (answered)
        return INTENT(INTENT_NONE);
    if (key == INPUT_ENTER && state->types)
        return answer(view, true);
    bool digit = key >= '0' && key <= '9';
    state->types = digit || key == INPUT_BACKSPACE;
    if (!state->types)
        return INTENT(INTENT_NONE);
    return field_type(&state->pin, event) ? INTENT(INTENT_REDRAW) : INTENT(INTENT_NONE);
}

/* --- time --- */

/* A question that nobody touches must not stand in the way; one in the corner has the corner's time. */
static int64_t left_at(const struct view *view)
{
    const struct model *model = view->model;
    if (!asks_by_itself(view) || model->busy)
        return 0;
    int64_t from_ms = model->touched_ms > view->value ? model->touched_ms : view->value;
    return from_ms + ROLL_STAY_MS;
}

/* When the test paper's end has been read; 0: it has not come. */
static int64_t read_at(const struct view *view)
{
    const struct model *model = view->model;
    const struct visitor_kiosk_printer *printer = printers_find(model, view->text);
    if (printer && !printer_prints(printer))
        return 0;
    if (model->roll.step == ROLL_PRINTED || model->roll.step == ROLL_UNSEEN)
        return model->roll.since_ms + PRINTED_MS;
    return model->roll.step == ROLL_TESTED ? model->roll.since_ms + UNSEEN_MS + PRINTED_MS : 0;
}

static int64_t unseen_at(const struct view *view)
{
    const struct model *model = view->model;
    const struct roll_page *state = view->state;
    int64_t at_ms = model->roll.since_ms + UNSEEN_MS;
    return model->roll.step == ROLL_TESTED && state->page_state.drawn_ms < at_ms ? at_ms : 0;
}

static int64_t roll_wake(const struct view *view, int64_t now_ms)
{
    int64_t test = page_sooner(unseen_at(view), read_at(view));
    int64_t usual = asks_by_itself(view) ? page_sooner(left_at(view), page_minute(view)) : page_wake(view, now_ms);
    return page_sooner(usual, test);
}

static struct intent roll_tick(struct view *view, int64_t now_ms)
{
    int64_t left = left_at(view), read = read_at(view);
    if ((left != 0 && now_ms >= left) || (read != 0 && now_ms >= read))
        return leave(view);
    return asks_by_itself(view) ? INTENT(INTENT_REDRAW) : page_tick(view, now_ms);
}

const struct view_type page_roll = {
        .name = "roll",
        .size = sizeof(struct roll_page),
        .open = roll_open,
        .draw = roll_draw,
        .act = roll_act,
        .type = roll_type,
        .tick = roll_tick,
        .wake = roll_wake,
};
