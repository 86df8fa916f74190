/* SPDX-License-Identifier: MIT
 *
 * A booking outside its window: what can be done instead, both ways as buttons of the same page. And a return code that
 * was found by an old ticket.
 */
#include "kiosk/visitor/page.h"

enum { BOOKING_WALK_IN = 1, BOOKING_MOVE, BOOKING_USE, BOOKING_DONE };

struct booking {
    struct page_state page_state;
};

/* --- a booking --- */

static const char *why(const struct page *page, const struct visitor_check_in_out *checked)
{
    struct canvas *canvas = page->canvas;
    const char *slot = page_time(page, checked->slot_at);
    switch (checked->result.value) {
    case VISITOR_CHECK_IN_OUT_RESULT_EARLY:
        return canvas_message(canvas, MESSAGE_VISITOR_BOOKING_EARLY, I18N_TEXT("slot", slot),
                              I18N_TEXT("from", page_time(page, checked->check_in_from.value)));
    case VISITOR_CHECK_IN_OUT_RESULT_LATE:
        return canvas_message(canvas, MESSAGE_VISITOR_BOOKING_LATE, I18N_TEXT("slot", slot));
    default:
        return canvas_message(canvas, MESSAGE_VISITOR_BOOKING_CLOSED, I18N_TEXT("slot", slot));
    }
}

/* What a ticket without the booking would meet; NULL: none can be had. */
static const char *walk_in(const struct page *page, const struct visitor_check_in_out *checked)
{
    const struct visitor_service_wait *wait = checked->walk_in;
    if (!wait || wait->refused.text)
        return NULL;
    return page_wait_sentence(page, wait->wait, &wait->why_unknown);
}

static const struct visitor_move_booking_out *moved(const struct model *model)
{
    return model->told[TOLD_MOVED].out;
}

/* A slot of another day says its day, too. */
static const char *slot_text(const struct page *page, int64_t at_ms)
{
    struct local_time slot = clock_local(at_ms), now = clock_local(page->canvas->now_ms);
    const char *time = page_time(page, at_ms);
    if (date_compare(slot.date, now.date) == 0)
        return time;
    return canvas_printf(page->canvas, "%s, %s",
                         canvas_take(page->canvas, language_date_short(page->canvas->language, slot.date)), time);
}

static void draw_moved(struct page *page, const struct visitor_move_booking_out *out)
{
    struct button done = {
            .what = BOOKING_DONE, .label = canvas_message(page->canvas, MESSAGE_VISITOR_DONE), .look = LOOK_ACTION};
    page_actions(page, &done, 1);
    page_text(page, LOOK_GOOD,
              canvas_message(page->canvas, MESSAGE_VISITOR_BOOKING_MOVED,
                             I18N_TEXT("slot", slot_text(page, out->slot_at))));
}

static void draw_ways(struct page *page, const struct visitor_check_in_out *checked)
{
    struct button buttons[2];
    size_t count = 0;
    const char *wait = walk_in(page, checked);
    if (wait)
        buttons[count++] = (struct button){.what = BOOKING_WALK_IN,
                                           .label = canvas_message(page->canvas, MESSAGE_VISITOR_TAKE_TICKET),
                                           .detail = wait,
                                           .look = LOOK_ACTION,
                                           .off = page->model->busy};
    if (checked->next_slot.set)
        buttons[count++] =
                (struct button){.what = BOOKING_MOVE,
                                .label = canvas_message(page->canvas, MESSAGE_VISITOR_BOOKING_MOVE,
                                                        I18N_TEXT("slot", slot_text(page, checked->next_slot.value))),
                                .off = page->model->busy};
    struct rect area = rect_cut_bottom(&page->body, page->low ? 4 : 6);
    for (size_t i = 0; i < count; i++) {
        struct rect place = page->narrow ? rect_cut_top(&area, 3) : rect_column(area, (int)i, (int)count, 2);
        button_draw_centred(page->canvas, place, &buttons[i]);
    }
    page_text(page, LOOK_STRONG, why(page, checked));
    page_gap(page, 1);
    if (count == 0)
        page_text(page, LOOK_WARN, canvas_message(page->canvas, MESSAGE_VISITOR_ASK_RECEPTION));
}

static void booking_draw(struct view *view, struct canvas *canvas)
{
    const struct visitor_check_in_out *checked = model_checked(view->model);
    struct page page = page_begin(view, canvas, canvas_message(canvas, MESSAGE_TICKET_BOOKING));
    if (checked && page.names) {
        page_text(&page, LOOK_PAGE, names_service(page.names, checked->service));
        page_gap(&page, 1);
        page_trouble(&page);
        if (moved(page.model))
            draw_moved(&page, moved(page.model));
        else
            draw_ways(&page, checked);
    }
    page_end(&page);
}

static struct intent booking_act(struct view *view, int what, int64_t value)
{
    const struct model *model = view->model;
    if (model->busy && what < PAGE_BACK)
        return INTENT(INTENT_REDRAW);
    switch (what) {
    case BOOKING_WALK_IN:
        return INTENT_DOES(DO_WALK_IN);
    case BOOKING_MOVE:
        return INTENT_DOES(DO_MOVE);
    case BOOKING_USE:
        return INTENT_DOES(DO_USE_RETURN);
    case BOOKING_DONE:
        return INTENT_DOES(DO_FORGET);
    default:
        return page_act(view, what, value);
    }
}

const struct view_type page_booking = {
        .name = "check in",
        .size = sizeof(struct booking),
        .draw = booking_draw,
        .act = booking_act,
        .type = page_hold,
        .tick = page_tick,
        .wake = page_wake,
};

/* --- a return code --- */

static void return_code_draw(struct view *view, struct canvas *canvas)
{
    const struct visitor_return_code *code = model_return_code(view->model);
    struct page page = page_begin(view, canvas, canvas_message(canvas, MESSAGE_TICKET_RETURN_CODE));
    if (!code || !page.names) {
        page_end(&page);
        return;
    }
    bool offered = model_offers(page.model, code->service) && !code->used;
    struct button use = {.what = BOOKING_USE,
                         .label = canvas_message(canvas, MESSAGE_VISITOR_USE_RETURN_CODE),
                         .look = LOOK_ACTION,
                         .off = page.model->busy};
    page_actions(&page, &use, offered ? 1 : 0);
    page_text(&page, LOOK_STRONG, canvas_message(canvas, MESSAGE_VISITOR_NEVER_CALLED));
    page_gap(&page, 1);
    page_text(&page, LOOK_PAGE, names_service(page.names, code->service));
    page_gap(&page, 1);
    page_text(&page, LOOK_TITLE,
              canvas_message(canvas, MESSAGE_VISITOR_RETURN_CODE_IS, I18N_TEXT("code", code->return_code)));
    page_text(
            &page, LOOK_PAGE,
            canvas_message(canvas, MESSAGE_VISITOR_RETURN_CODE_UNTIL, I18N_TEXT("day", page_day(&page, code->until))));
    page_gap(&page, 1);
    if (code->used)
        page_text(&page, LOOK_WARN, canvas_message(canvas, MESSAGE_VISITOR_RETURN_CODE_USED));
    page_trouble(&page);
    page_end(&page);
}

const struct view_type page_return_code = {
        .name = "return code",
        .size = sizeof(struct booking),
        .draw = return_code_draw,
        .act = booking_act,
        .type = page_hold,
        .tick = page_tick,
        .wake = page_wake,
};
