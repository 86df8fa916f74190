/* SPDX-License-Identifier: MIT
 *
 * The ticket: its number in giant digits, the code as a QR picture, and what becomes of the paper. It leaves some
 * seconds after the paper is there, or at the next touch; while paper fails it stays, as the number is all there is.
 */
#include <stdio.h>

#include "kiosk/ui/digits.h"
#include "kiosk/ui/qr_code.h"
#include "kiosk/visitor/page.h"

enum { TICKET_DONE = 1, TICKET_AGAIN };

enum {
    STAY_MS = 6000,         /* after the paper is there, or none was wanted */
    PRINTING_MS = 20000,    /* longer than any printer that prints */
    STAY_SPOKEN_MS = 45000, /* where it is read aloud */
};

struct ticket {
    struct page_state page_state;
    int64_t since_ms;   /* it is shown */
    int64_t settled_ms; /* the paper is there, or there is none; 0: not yet */
};

/* What is known of the paper: as WhereAmI tells it once it has, until then by what this kiosk has. One that waits for
 * printers of which none can print, or that takes too long, is none to wait for. */
static enum visitor_paper paper(const struct view *view, int64_t now_ms)
{
    const struct model *model = view->model;
    const struct ticket *state = view->state;
    const struct visitor_where_am_i_out *where = model_where(model);
    bool has_printers = model_kiosk(model) && model_kiosk(model)->printers.count > 0;
    enum visitor_paper said = where          ? (enum visitor_paper)where->paper.value
                              : has_printers ? VISITOR_PAPER_WAITING
                                             : VISITOR_PAPER_NONE;
    if (said == VISITOR_PAPER_WAITING && !model_has_paper(model))
        return VISITOR_PAPER_FAILED;
    bool under_way = said == VISITOR_PAPER_WAITING || said == VISITOR_PAPER_PRINTING;
    return under_way && state->since_ms != 0 && now_ms - state->since_ms >= PRINTING_MS ? VISITOR_PAPER_UNKNOWN : said;
}

static bool failed(enum visitor_paper paper)
{
    return paper == VISITOR_PAPER_FAILED || paper == VISITOR_PAPER_UNKNOWN;
}

static void draw_paper(struct page *page, const struct visitor_new_ticket *ticket)
{
    switch (paper(page->view, page->canvas->now_ms)) {
    case VISITOR_PAPER_WAITING:
    case VISITOR_PAPER_PRINTING:
        page_text(page, LOOK_STRONG, canvas_message(page->canvas, MESSAGE_VISITOR_PRINTING));
        break;
    case VISITOR_PAPER_PRINTED:
        page_text(page, LOOK_GOOD,
                  canvas_printf(page->canvas, "✓ %s", canvas_message(page->canvas, MESSAGE_VISITOR_TAKE_PAPER)));
        break;
    case VISITOR_PAPER_NONE:
    case VISITOR_PAPER_FAILED:
    case VISITOR_PAPER_UNKNOWN:
        page_text(page, LOOK_BAD,
                  canvas_message(page->canvas, MESSAGE_VISITOR_REMEMBER, I18N_TEXT("ticket", ticket->ticket)));
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

static void draw_number(struct page *page, const char *ticket)
{
    canvas_say(page->canvas, PLAIN_TITLE,
               canvas_message(page->canvas, MESSAGE_TICKET_NUMBER, I18N_TEXT("number", ticket)));
    struct rect room = page->body;
    room.height = rect_bound(page->body.height - (page->low ? 7 : 9), room.height);
    if (room.height < 4)
        room.height = rect_bound(4, page->body.height);
    int width, height, scale = digits_scale(room, ticket);
    digits_size(ticket, scale, &width, &height);
    struct rect place = rect_cut_top(&page->body, scale == 0 ? 1 : height);
    place.width = rect_bound(scale == 0 ? place.width : width, place.width);
    digits_draw(page->canvas->surface, place, LOOK_INK, LOOK_PAGE, ticket);
    rect_cut_top(&page->body, 1);
}

static void draw_services(struct page *page, const struct visitor_new_ticket *ticket)
{
    for (size_t i = 0; page->names && i < ticket->services.count; i++)
        page_text(page, LOOK_STRONG, names_service(page->names, ticket->services.items[i]));
    page_gap(page, page->narrow ? 0 : 1);
}

static void draw_words(struct page *page, const struct visitor_new_ticket *ticket)
{
    if (rect_is_empty(page->header) && page->body.height > 12)
        page_text(page, LOOK_QUIET, canvas_message(page->canvas, MESSAGE_VISITOR_YOUR_NUMBER));
    page_gap(page, 1);
    draw_number(page, ticket->ticket);
    draw_paper(page, ticket);
    page_trouble(page);
    draw_services(page, ticket);
    page_text(page, LOOK_QUIET,
              canvas_message(page->canvas, MESSAGE_TICKET_CHECK_CODE, I18N_TEXT("code", ticket->code)));
    page_text(page, LOOK_PAGE, page_ahead(page, ticket->ahead));
    page_text(page, LOOK_PAGE, page_wait_sentence(page, ticket->wait, &ticket->why_unknown));
}

static void note_paper(struct ticket *state, enum visitor_paper now, int64_t now_ms)
{
    if (state->since_ms == 0)
        state->since_ms = now_ms;
    if (state->settled_ms == 0 && now != VISITOR_PAPER_WAITING && now != VISITOR_PAPER_PRINTING)
        state->settled_ms = now_ms;
}

/* Where the picture needs the rows, any touch is enough to leave. */
static void draw_actions(struct page *page, enum visitor_paper now)
{
    struct button buttons[2] = {
            {.what = TICKET_DONE, .label = canvas_message(page->canvas, MESSAGE_VISITOR_DONE), .look = LOOK_ACTION},
            {.what = TICKET_AGAIN,
             .label = canvas_message(page->canvas, MESSAGE_VISITOR_PRINT_AGAIN),
             .off = page->model->busy}};
    struct target anywhere = {.rect = page->body, .what = TICKET_DONE, .value = 1, .silent = true, .aside = true};
    canvas_target(page->canvas, &anywhere);
    bool packed = !rect_is_empty(page->header);
    page_actions(page, buttons, failed(now) ? 2 : packed ? 0 : 1);
}

static void ticket_draw(struct view *view, struct canvas *canvas)
{
    const struct visitor_new_ticket *ticket = model_ticket(view->model);
    struct page page = page_begin(view, canvas, NULL);
    if (!ticket) {
        page_end(&page);
        return;
    }
    enum visitor_paper now = paper(view, canvas->now_ms);
    note_paper(view->state, now, canvas->now_ms);
    surface_aligned(canvas->surface, page.header, ALIGN_LEFT, LOOK_HEADER,
                    canvas_message(canvas, MESSAGE_VISITOR_YOUR_NUMBER));
    struct picture picture = picture_of(ticket);
    bool first = page.body.height - page_action_rows(&page, 1) - 1 < picture.height && !page.narrow;
    if (first)
        draw_picture(&page, &picture);
    draw_actions(&page, now);
    if (!first)
        draw_picture(&page, &picture);
    draw_words(&page, ticket);
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
    enum visitor_paper now = paper(view, state->page_state.drawn_ms); /* as it is shown */
    if (state->since_ms == 0 || model->busy || failed(now) || now == VISITOR_PAPER_NONE)
        return 0;
    if (now != VISITOR_PAPER_PRINTED)
        return state->since_ms + PRINTING_MS;
    return model_speaks(model) ? state->since_ms + STAY_SPOKEN_MS : state->settled_ms + STAY_MS;
}

static int64_t ticket_wake(const struct view *view, int64_t now_ms)
{
    return page_sooner(changes_at(view), page_wake(view, now_ms));
}

static struct intent ticket_tick(struct view *view, int64_t now_ms)
{
    int64_t changes = changes_at(view);
    bool leaves = changes != 0 && now_ms >= changes && paper(view, now_ms) == VISITOR_PAPER_PRINTED;
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
};
