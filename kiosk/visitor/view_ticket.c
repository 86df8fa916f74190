/* SPDX-License-Identifier: MIT
 *
 * The ticket: its number in giant digits, the code as a QR picture, and what becomes of the paper. It leaves some
 * seconds after the paper is there, or at the next touch; while paper fails it stays, as the number is all there is.
 */
#include <stdio.h>
#include <string.h>

#include "kiosk/ui/digits.h"
#include "kiosk/ui/qr_code.h"
#include "kiosk/visitor/page.h"

enum { TICKET_DONE = 1, TICKET_AGAIN };

enum {
    STAY_MS = 6000,            /* after the paper is there, or none was wanted */
    STAY_ELSEWHERE_MS = 15000, /* it lies at another printer: that is read first */
    PRINTING_MS = 20000,       /* longer than any printer that prints */
    STAY_SPOKEN_MS = 45000,    /* where it is read aloud */
};

/* What is told of the paper. */
enum shown {
    SHOWN_WAITING,
    SHOWN_PRINTING,
    SHOWN_PRINTED,
    /* From here on the number is to be written down. */
    SHOWN_LATE,    /* it still may come */
    SHOWN_NONE,    /* this kiosk has no printer, or none that can print */
    SHOWN_FAILED,  /* no printer is left to try */
    SHOWN_UNKNOWN, /* it may have come out */
};

struct ticket {
    struct page_state page_state;
    int64_t since_ms; /* the paper is waited for; 0: it was not drawn yet */
    enum shown shown;
    int64_t shown_ms; /* since then */
};

/* As WhereAmI tells it once it has, until then by what this kiosk has. */
static enum shown shown_of(const struct view *view, int64_t now_ms)
{
    const struct model *model = view->model;
    const struct ticket *state = view->state;
    const struct visitor_where_am_i_out *where = model_where(model);
    bool has_printers = model_kiosk(model) && model_kiosk(model)->printers.count > 0;
    int said = where ? where->paper.value : has_printers ? VISITOR_PAPER_WAITING : VISITOR_PAPER_NONE;
    bool late = state->since_ms != 0 && now_ms - state->since_ms >= PRINTING_MS;
    switch (said) {
    case VISITOR_PAPER_WAITING:
        return !model_has_paper(model) ? SHOWN_NONE : late ? SHOWN_LATE : SHOWN_WAITING;
    case VISITOR_PAPER_PRINTING:
        return late ? SHOWN_LATE : SHOWN_PRINTING;
    case VISITOR_PAPER_PRINTED:
        return SHOWN_PRINTED;
    case VISITOR_PAPER_FAILED:
        return SHOWN_FAILED;
    case VISITOR_PAPER_NONE:
        return SHOWN_NONE;
    default:
        return SHOWN_UNKNOWN;
    }
}

static bool is_to_note(enum shown shown)
{
    return shown >= SHOWN_LATE;
}

/* While one is being printed no other is; and where none can be printed, none is offered. */
static bool may_print_again(const struct model *model, enum shown shown)
{
    return (shown == SHOWN_FAILED || shown == SHOWN_UNKNOWN) && model_has_paper(model);
}

/* Key of the printer where the paper lies, if it is not the one beside this kiosk; NULL: it is. */
static const char *elsewhere(const struct model *model)
{
    const struct visitor_where_am_i_out *where = model_where(model);
    const struct visitor_get_kiosk_out *kiosk = model_kiosk(model);
    bool is_here = !where || !where->printer || !kiosk || kiosk->printers.count == 0 ||
                   strcmp(kiosk->printers.items[0], where->printer) == 0;
    return is_here ? NULL : where->printer;
}

static void draw_printed(struct page *page)
{
    const char *printer = elsewhere(page->model);
    const char *text = printer ? canvas_message(page->canvas, MESSAGE_PAPERS_PRINTED_AT, I18N_TEXT("printer", printer))
                               : canvas_message(page->canvas, MESSAGE_VISITOR_TAKE_PAPER);
    page_text(page, LOOK_GOOD, canvas_printf(page->canvas, "✓ %s", text));
}

static void draw_paper(struct page *page, const struct visitor_new_ticket *ticket, enum shown shown)
{
    struct canvas *canvas = page->canvas;
    const struct i18n_argument number = I18N_TEXT("ticket", ticket->ticket);
    switch (shown) {
    case SHOWN_WAITING:
        page_text(page, LOOK_STRONG, canvas_message(canvas, MESSAGE_PAPERS_WAITING));
        break;
    case SHOWN_PRINTING:
        page_text(page, LOOK_STRONG, canvas_message(canvas, MESSAGE_VISITOR_PRINTING));
        break;
    case SHOWN_PRINTED:
        draw_printed(page);
        break;
    case SHOWN_LATE:
        page_text(page, LOOK_BAD, canvas_message(canvas, MESSAGE_PAPERS_LATE, number));
        break;
    case SHOWN_NONE:
        page_text(page, LOOK_BAD, canvas_message(canvas, MESSAGE_PAPERS_NONE, number));
        break;
    case SHOWN_FAILED:
        page_text(page, LOOK_BAD, canvas_message(canvas, MESSAGE_PAPERS_FAILED, number));
        break;
    case SHOWN_UNKNOWN:
        page_text(page, LOOK_WARN,
                  canvas_message(canvas, MESSAGE_PAPERS_UNKNOWN, number,
                                 I18N_TEXT("copy", canvas_message(canvas, MESSAGE_TICKET_COPY))));
        break;
    }
}

struct picture {
    char text[128];
    int width, height; /* 0: there is none */
};

static struct picture picture_of(const struct visitor_new_ticket *ticket)
{
    struct picture picture = {.width = 0};
    model_ticket_scan(ticket, picture.text, sizeof picture.text);
    qr_code_size(picture.text, &picture.width, &picture.height);
    return picture;
}

enum { NUMBER_COLUMNS = 30, WORDS_ROWS = 9 };

/* At the right where there is room for it beside the number, or below the words. */
static bool draw_picture(struct page *page, const struct picture *picture)
{
    struct rect place;
    if (picture->width == 0 || picture->height > page->body.height)
        return false;
    if (!page->narrow && picture->width + NUMBER_COLUMNS <= page->body.width) {
        place = rect_cut_right(&page->body, picture->width);
        rect_cut_right(&page->body, 2);
    } else if (picture->height + WORDS_ROWS <= page->body.height) {
        place = rect_cut_bottom(&page->body, picture->height);
    } else {
        return false;
    }
    return qr_code_draw(page->canvas->surface, place, picture->text);
}

/* As large as leaves room for the words. */
static struct rect number_room(const struct page *page, int width)
{
    int rows = rect_bound(page->body.height - (page->low ? 7 : 9), page->body.height);
    return (struct rect){page->body.x, page->body.y, width, rows < 4 ? rect_bound(4, page->body.height) : rows};
}

static void draw_number(struct page *page, const char *ticket)
{
    canvas_say(page->canvas, PLAIN_TITLE,
               canvas_message(page->canvas, MESSAGE_TICKET_NUMBER, I18N_TEXT("number", ticket)));
    int width, height, scale = digits_scale(number_room(page, page->body.width), ticket);
    digits_size(ticket, scale, &width, &height);
    struct rect place = rect_cut_top(&page->body, scale == 0 ? 1 : height);
    place.width = rect_bound(scale == 0 ? place.width : width, place.width);
    digits_draw(page->canvas->surface, place, LOOK_INK, LOOK_PAGE, ticket);
    rect_cut_top(&page->body, 1);
}

/* A number that is to be written down is as large as it can be: the picture must not take the room from it. */
static bool gives_way(const struct page *page, const struct picture *picture, const char *ticket)
{
    int alone = digits_scale(number_room(page, page->body.width), ticket);
    return digits_scale(number_room(page, page->body.width - picture->width - 2), ticket) < alone;
}

static void draw_services(struct page *page, const struct visitor_new_ticket *ticket)
{
    for (size_t i = 0; page->names && i < ticket->services.count; i++)
        page_text(page, LOOK_STRONG, names_service(page->names, ticket->services.items[i]));
    page_gap(page, page->narrow ? 0 : 1);
}

static void draw_words(struct page *page, const struct visitor_new_ticket *ticket, enum shown shown)
{
    const char *code = canvas_message(page->canvas, MESSAGE_TICKET_CHECK_CODE, I18N_TEXT("code", ticket->code));
    bool to_note = is_to_note(shown);
    if (rect_is_empty(page->header) && page->body.height > 12)
        page_text(page, LOOK_QUIET, canvas_message(page->canvas, MESSAGE_VISITOR_YOUR_NUMBER));
    page_gap(page, 1);
    draw_number(page, ticket->ticket);
    draw_paper(page, ticket, shown);
    page_trouble(page);
    if (to_note)
        page_text(page, LOOK_STRONG, code);
    draw_services(page, ticket);
    if (!to_note)
        page_text(page, LOOK_QUIET, code);
    page_text(page, LOOK_PAGE, page_ahead(page, ticket->ahead));
    page_text(page, LOOK_PAGE, page_wait_sentence(page, ticket->wait, &ticket->why_unknown));
}

static void note_shown(struct ticket *state, enum shown shown, int64_t now_ms)
{
    if (state->since_ms == 0)
        state->since_ms = now_ms;
    if (state->shown_ms == 0 || state->shown != shown)
        state->shown_ms = now_ms;
    state->shown = shown;
}

/* Where the picture needs the rows, any touch is enough to leave. */
static void draw_actions(struct page *page, enum shown shown)
{
    struct button buttons[2] = {
            {.what = TICKET_DONE, .label = canvas_message(page->canvas, MESSAGE_VISITOR_DONE), .look = LOOK_ACTION},
            {.what = TICKET_AGAIN,
             .label = canvas_message(page->canvas, MESSAGE_VISITOR_PRINT_AGAIN),
             .off = page->model->busy}};
    struct target anywhere = {.rect = page->body, .what = TICKET_DONE, .value = 1, .silent = true, .aside = true};
    canvas_target(page->canvas, &anywhere);
    bool packed = !rect_is_empty(page->header);
    page_actions(page, buttons, may_print_again(page->model, shown) ? 2 : packed && !is_to_note(shown) ? 0 : 1);
}

static void ticket_draw(struct view *view, struct canvas *canvas)
{
    const struct visitor_new_ticket *ticket = model_ticket(view->model);
    struct page page = page_begin(view, canvas, NULL);
    if (!ticket) {
        page_end(&page);
        return;
    }
    enum shown shown = shown_of(view, canvas->now_ms);
    note_shown(view->state, shown, canvas->now_ms);
    surface_aligned(canvas->surface, page.header, ALIGN_LEFT, LOOK_HEADER,
                    canvas_message(canvas, MESSAGE_VISITOR_YOUR_NUMBER));
    struct picture picture = picture_of(ticket);
    bool first =
            page.body.height - page_action_rows(&page, 1) - 1 < picture.height && !page.narrow && !is_to_note(shown);
    if (first)
        draw_picture(&page, &picture);
    draw_actions(&page, shown);
    if (!first && !(is_to_note(shown) && gives_way(&page, &picture, ticket->ticket)))
        draw_picture(&page, &picture);
    draw_words(&page, ticket, shown);
    page_end(&page);
}

static struct intent ticket_act(struct view *view, int what, int64_t value)
{
    if (what == TICKET_DONE || what == PAGE_BACK)
        return INTENT_DOES(DO_FORGET);
    if (what == TICKET_AGAIN) {
        *(struct ticket *)view->state = (struct ticket){.since_ms = 0}; /* from now on */
        return INTENT_DOES(DO_REPRINT);
    }
    return page_act(view, what, value);
}

/* Nobody goes back to a page on which the same ticket could be taken again. */
static struct intent ticket_type(attr_unused struct view *view, const struct input_event *event)
{
    bool leads_back = event->key == INPUT_ESCAPE || event->key == INPUT_BACKSPACE;
    return leads_back ? INTENT_DOES(DO_FORGET) : INTENT(INTENT_NONE);
}

/* When something changes by itself: the paper is late, or the ticket leaves; 0: when the idle time says so. */
static int64_t changes_at(const struct view *view)
{
    const struct ticket *state = view->state;
    const struct model *model = view->model;
    if (state->since_ms == 0 || model->busy || is_to_note(state->shown))
        return 0;
    if (state->shown != SHOWN_PRINTED)
        return state->since_ms + PRINTING_MS;
    if (model_speaks(model))
        return state->since_ms + STAY_SPOKEN_MS;
    return state->shown_ms + (elsewhere(model) ? STAY_ELSEWHERE_MS : STAY_MS);
}

static int64_t ticket_wake(const struct view *view, int64_t now_ms)
{
    return page_sooner(changes_at(view), page_wake(view, now_ms));
}

static struct intent ticket_tick(struct view *view, int64_t now_ms)
{
    int64_t changes = changes_at(view);
    bool leaves = changes != 0 && now_ms >= changes && shown_of(view, now_ms) == SHOWN_PRINTED;
    return leaves ? INTENT_DOES(DO_FORGET) : page_tick(view, now_ms);
}

const struct view_type page_ticket = {
        .name = "ticket",
        .size = sizeof(struct ticket),
        .draw = ticket_draw,
        .act = ticket_act,
        .type = ticket_type,
        .tick = ticket_tick,
        .wake = ticket_wake,
        .is_answer = true,
};
