/* SPDX-License-Identifier: MIT
 *
 * The first page: what most people come for at this hour, and the ways to everything else. When nothing can be had it
 * says why, in every language at once, as nobody has chosen one yet.
 */
#include <string.h>

#include "kiosk/visitor/closed.h"
#include "kiosk/visitor/page.h"

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

static int grid_columns(const struct page *page)
{
    int width = page->body.width;
    if (page->canvas->large)
        return page->narrow ? 1 : width >= 140 ? 3 : 2;
    return page->narrow ? 1 : width >= 140 ? 4 : 3;
}

static void draw_most_asked(struct page *page, const struct start *start)
{
    const struct visitor_get_kiosk_out *kiosk = model_kiosk(page->model);
    struct button buttons[MOST_ASKED];
    size_t count = 0;
    int columns = grid_columns(page);
    int width = page->body.width / columns - 6;
    for (size_t i = 0; i < kiosk->most_asked.count && count < MOST_ASKED; i++) {
        const struct visitor_service *service = names_find_service(page->names, kiosk->most_asked.items[i]);
        if (service && model_offers(page->model, service->key))
            buttons[count++] = service_button(page, service, width);
    }
    button_grid_draw(page->canvas, page->body,
                     &(struct button_grid){.buttons = buttons,
                                           .count = count,
                                           .page = (size_t)start->page,
                                           .columns = columns,
                                           .what_page = START_TURN});
}

/* All services, search, where am I, check in: those that make sense at this kiosk. */
static size_t ways(const struct page *page, struct button ret_buttons[4])
{
    const bool check_in_only = model_kiosk(page->model)->check_in_only;
    struct canvas *canvas = page->canvas;
    size_t count = 0;
    if (!check_in_only) {
        ret_buttons[count++] = (struct button){
                .what = START_ALL, .label = canvas_message(canvas, MESSAGE_VISITOR_ALL_SERVICES), .look = LOOK_BUTTON};
        ret_buttons[count++] = (struct button){
                .what = START_SEARCH, .label = canvas_message(canvas, MESSAGE_VISITOR_SEARCH), .look = LOOK_BUTTON};
    }
    ret_buttons[count++] = (struct button){
            .what = START_WHERE, .label = canvas_message(canvas, MESSAGE_VISITOR_WHERE), .look = LOOK_BUTTON};
    ret_buttons[count++] = (struct button){.what = START_CHECK_IN,
                                           .label = canvas_message(canvas, MESSAGE_VISITOR_CHECK_IN),
                                           .look = check_in_only ? LOOK_ACTION : LOOK_BUTTON};
    return count;
}

/* The administrator knocks on the clock. */
static void draw_knocker(const struct page *page)
{
    struct rect all = canvas_rect(page->canvas);
    struct rect strip = rect_cut_top(&all, page->low ? 1 : 3);
    struct target target = {.rect = rect_cut_right(&strip, CLOCK_COLUMNS),
                            .what = PAGE_CLOCK,
                            .silent = true,
                            .aside = true};
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
    bool tight = canvas->surface->height < 24;
    bool check_in_only = model_kiosk(model)->check_in_only;
    const char *title = canvas_message(canvas, check_in_only ? MESSAGE_VISITOR_CHECK_IN_HERE
                                                             : MESSAGE_VISITOR_CHOOSE_SERVICE);
    struct page page = page_begin(view, canvas, tight ? NULL : title);
    if (tight)
        canvas_say(canvas, PLAIN_TITLE, title);
    struct button buttons[4];
    size_t count = ways(&page, buttons);
    struct page above = page;
    rect_cut_bottom(&above.body, page_action_rows(&page, count) + (tight ? 0 : 1));
    if (!check_in_only)
        draw_most_asked(&above, start);
    else
        page_text(&above, LOOK_PAGE, canvas_message(canvas, MESSAGE_VISITOR_CHECK_IN_HOW));
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

static const struct view_key start_keys[] = {
        {INPUT_F12, PAGE_CLOCK, KNOCKS, MESSAGE_VISITOR_CORNER, MESSAGE_VISITOR_CORNER, true, NULL},
};

const struct view_type page_start = {
        .name = "start",
        .size = sizeof(struct start),
        .draw = start_draw,
        .act = start_act,
        .tick = page_tick,
        .wake = page_wake,
        .keys = start_keys,
        .key_count = ARRAY_SIZE(start_keys),
};
