/* SPDX-License-Identifier: MIT
 *
 * The first page: what most people come for at this hour, and the ways to everything else. When nothing can be had it
 * says why, in every language at once, as nobody has chosen one yet.
 */
#include <string.h>

#include "kiosk/visitor/closed.h"
#include "kiosk/visitor/page.h"
#include "kiosk/visitor/printers.h"

enum { START_SERVICE = 1, START_TURN, START_ALL, START_SEARCH, START_WHERE, START_CHECK_IN };

enum { MOST_ASKED = 12, KNOCKS = 7, KNOCK_MS = 6000, CLOCK_COLUMNS = 14 };

struct start {
    struct page_state page_state;
    int64_t page;
    int knocks; /* on the clock */
    int64_t knocked_ms;
};

static struct button service_button(const struct page *page, const struct visitor_service *service, int width)
{
    return (struct button){.what = START_SERVICE,
                           .value = model_number(page->model, service->key),
                           .label = page_service_name(page, service),
                           .detail = page_wait_word(page, service->key, width)};
}

static size_t most_asked(const struct page *page, int columns, struct button ret_buttons[MOST_ASKED])
{
    const struct visitor_get_kiosk_out *kiosk = model_kiosk(page->model);
    int width = page->body.width / columns - 6;
    size_t count = 0;
    for (size_t i = 0; i < kiosk->most_asked.count && count < MOST_ASKED; i++) {
        const struct visitor_service *service = names_find_service(page->names, kiosk->most_asked.items[i]);
        if (service && model_offers(page->model, service->key))
            ret_buttons[count++] = service_button(page, service, width);
    }
    return count;
}

static int grid_columns(const struct page *page)
{
    return page->body.width >= 140 ? 4 : 3;
}

/* What is above the choices of a high page. */
static void draw_welcome(const struct page *page, struct rect room)
{
    if (room.height < 7)
        return;
    struct canvas *canvas = page->canvas;
    struct rect lines = rect_centre(room, room.width, 3);
    canvas_line(canvas, rect_cut_top(&lines, 1), ALIGN_CENTRE, LOOK_TITLE,
                canvas_message(canvas, MESSAGE_VISITOR_WELCOME));
    rect_cut_top(&lines, 1);
    canvas_line(canvas, lines, ALIGN_CENTRE, LOOK_QUIET, names_centre(page->names)->hours);
}

/* In the lower half, under their question. */
static void draw_grid(struct page *page, const struct start *start, const char *question)
{
    struct button buttons[MOST_ASKED];
    int columns = grid_columns(page);
    size_t count = most_asked(page, columns, buttons);
    int rows = ((int)count + columns - 1) / columns, each = page->canvas->large ? 7 : 5;
    bool tight = page->body.height < 16;
    struct rect room =
            rect_cut_bottom(&page->body, rect_bound(rows * (each + 1) - 1, page->body.height - (tight ? 0 : 1)));
    if (!page->low)
        rect_cut_bottom(&page->body, 1);
    struct rect line = rect_cut_bottom(&page->body, tight ? 0 : 1);
    draw_welcome(page, page->body);
    canvas_say(page->canvas, PLAIN_TITLE, question);
    if (!tight)
        surface_aligned(page->canvas->surface, line, ALIGN_LEFT, LOOK_TITLE, question);
    page_grid(page, room,
              &(struct button_grid){.buttons = buttons,
                                    .count = count,
                                    .page = (size_t)start->page,
                                    .columns = columns,
                                    .what_page = START_TURN});
}

enum { LIST_ROWS = 3, LIST_PAINTED = 2 };

/* One column: a button is painted two rows high, and the row below it belongs to it as well, so that six of them find
 * room and none is hard to hit. */
static void draw_list(struct page *page, const struct start *start, const char *question)
{
    struct button buttons[MOST_ASKED];
    size_t count = most_asked(page, 1, buttons);
    int each = page->canvas->large ? 2 * LIST_ROWS : LIST_ROWS, painted = each - LIST_ROWS + LIST_PAINTED;
    size_t fits = (size_t)(page->body.height / each);
    canvas_say(page->canvas, PLAIN_TITLE, question);
    surface_aligned(page->canvas->surface, page->header, ALIGN_LEFT, LOOK_HEADER, question);
    struct rect strip = {0};
    if (fits < count) {
        strip = rect_cut_bottom(&page->body, LIST_ROWS);
        fits = (size_t)(page->body.height / each);
    }
    fits = fits > 0 ? fits : 1;
    size_t pages = count > 0 ? (count + fits - 1) / fits : 1;
    size_t first = fits * ((size_t)start->page < pages ? (size_t)start->page : pages - 1);
    struct rect list = rect_cut_bottom(&page->body, (int)(fits < count ? fits : count) * each);
    for (size_t i = first; i < count && i < first + fits; i++) {
        struct target target = {.rect = rect_cut_top(&list, each), .what = START_SERVICE, .value = buttons[i].value};
        const char *detail = buttons[i].detail;
        target.label = detail ? canvas_printf(page->canvas, "%s: %s", buttons[i].label, detail) : buttons[i].label;
        struct rect face = target.rect;
        face.height = painted;
        const struct rect text = rect_inset(face, 2, 0);
        if (surface_wrap(NULL, text, ALIGN_LEFT, LOOK_BUTTON, buttons[i].label) >= painted)
            buttons[i].detail = NULL; /* the name comes first */
        button_paint(page->canvas->surface, face, &buttons[i], canvas_target(page->canvas, &target), ALIGN_LEFT);
    }
    if (first > 0)
        page_turn(page, rect_column(strip, 0, 2, 1), START_TURN, (int64_t)(first / fits) - 1, true);
    if (first + fits < count)
        page_turn(page, rect_column(strip, 1, 2, 1), START_TURN, (int64_t)(first / fits) + 1, false);
}

/* No row is left between them and what is above. */
static bool is_tight(const struct page *page)
{
    return page->canvas->surface->height <= 24;
}

/* All services, search, where am I, check in: those that make sense at this kiosk. */
static size_t ways(const struct page *page, struct button ret_buttons[4])
{
    const bool check_in_only = model_kiosk(page->model)->check_in_only;
    struct canvas *canvas = page->canvas;
    enum look look = is_tight(page) ? LOOK_BACK : LOOK_BUTTON; /* they touch the choices above */
    size_t count = 0;
    if (!check_in_only) {
        ret_buttons[count++] = (struct button){
                .what = START_ALL, .label = canvas_message(canvas, MESSAGE_VISITOR_ALL_SERVICES), .look = look};
        ret_buttons[count++] = (struct button){
                .what = START_SEARCH, .label = canvas_message(canvas, MESSAGE_VISITOR_SEARCH), .look = look};
    }
    ret_buttons[count++] =
            (struct button){.what = START_WHERE, .label = canvas_message(canvas, MESSAGE_VISITOR_WHERE), .look = look};
    ret_buttons[count++] = (struct button){.what = START_CHECK_IN,
                                           .label = canvas_message(canvas, MESSAGE_VISITOR_CHECK_IN),
                                           .look = check_in_only ? LOOK_ACTION : look};
    return count;
}

/* The administrator knocks on the clock. */
static void draw_knocker(const struct page *page)
{
    struct rect all = canvas_rect(page->canvas);
    struct rect strip = rect_cut_top(&all, page->low ? 1 : 3);
    struct target target = {
            .rect = rect_cut_right(&strip, CLOCK_COLUMNS), .what = PAGE_CLOCK, .silent = true, .aside = true};
    canvas_target(page->canvas, &target);
}

static void start_draw(struct view *view, struct canvas *canvas)
{
    const struct start *start = view->state;
    const struct model *model = view->model;
    enum closed_why why = closed_why(model, canvas->language);
    if (why != CLOSED_NOT) {
        closed_draw(view, canvas, why, START_WHERE);
        draw_knocker(&(struct page){.canvas = canvas, .low = canvas->surface->height < 30});
        return;
    }
    bool check_in_only = model_kiosk(model)->check_in_only;
    struct page page = page_begin(view, canvas, NULL);
    struct button buttons[4];
    size_t count = ways(&page, buttons);
    struct page above = page;
    rect_cut_bottom(&above.body, page_action_rows(&page, count) + !is_tight(&page));
    if (check_in_only) {
        page_text(&above, LOOK_TITLE, canvas_message(canvas, MESSAGE_VISITOR_CHECK_IN_HERE));
        page_gap(&above, 1);
        page_text(&above, LOOK_PAGE, canvas_message(canvas, MESSAGE_VISITOR_CHECK_IN_HOW));
    } else if (page.narrow && !page.low) {
        draw_list(&above, start, canvas_message(canvas, MESSAGE_VISITOR_CHOOSE_SERVICE));
    } else {
        draw_grid(&above, start, canvas_message(canvas, MESSAGE_VISITOR_CHOOSE_SERVICE));
    }
    page_actions(&page, buttons, count);
    page_end(&page);
    draw_knocker(&page);
}

static struct intent knock(struct view *view, int knocks)
{
    struct start *start = view->state;
    const struct model *model = view->model;
    if (start->knocks == 0 || model->touched_ms - start->knocked_ms > KNOCK_MS) {
        start->knocks = 0;
        start->knocked_ms = model->touched_ms;
    }
    start->knocks += knocks;
    if (start->knocks < KNOCKS)
        return INTENT(INTENT_REDRAW);
    start->knocks = 0;
    return INTENT_OPENS(&page_corner);
}

static struct intent start_act(struct view *view, int what, int64_t value)
{
    struct start *start = view->state;
    if (what == PAGE_CLOCK)
        return knock(view, value > 0 ? (int)value : 1);
    start->knocks = 0;
    switch (what) {
    case START_SERVICE:
        return INTENT_DOES(DO_CHOOSE, .value = value);
    case START_TURN:
        start->page = value;
        return INTENT(INTENT_REDRAW);
    case START_ALL:
        return INTENT_OPENS(&page_services);
    case START_SEARCH:
        return INTENT_OPENS(&page_search);
    case START_WHERE:
        return INTENT_OPENS(&page_enter_ticket);
    case START_CHECK_IN:
        return INTENT_OPENS(&page_enter_booking);
    default:
        return page_act(view, what, value);
    }
}

/* Whoever has closed the cover of the printer stands here: nothing is asked while a visitor chooses. */
static int64_t start_wake(const struct view *view, int64_t now_ms)
{
    return page_sooner(page_wake(view, now_ms), roll_asks_at(view->model));
}

static struct intent start_tick(struct view *view, int64_t now_ms)
{
    int64_t asks = roll_asks_at(view->model);
    if (asks != 0 && now_ms >= asks)
        return INTENT_DOES(DO_ASK_ROLL, .value = now_ms, .text = roll_asking(view->model)->printer);
    return page_tick(view, now_ms);
}

static const struct view_key start_keys[] = {
        {INPUT_F12, PAGE_CLOCK, KNOCKS, MESSAGE_VISITOR_CORNER, MESSAGE_VISITOR_CORNER, true, NULL},
};

const struct view_type page_start = {
        .name = "start",
        .size = sizeof(struct start),
        .draw = start_draw,
        .act = start_act,
        .tick = start_tick,
        .wake = start_wake,
        .keys = start_keys,
        .key_count = ARRAY_SIZE(start_keys),
};
