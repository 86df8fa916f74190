/* SPDX-License-Identifier: MIT
 *
 * "Where am I?": one sentence by the state of the ticket, what is behind it, and what can be done about it.
 */
#include <stdio.h>

#include "common/before.h"
#include "common/clock.h"
#include "kiosk/ui/digits.h"
#include "kiosk/visitor/page.h"

enum { WHERE_BREAK = 1, WHERE_BACK, WHERE_RETURN, WHERE_LEAVE, WHERE_PRINT, WHERE_RATE, WHERE_CODE, WHERE_NEW };

enum { BEFORE_SHOWN = 3, STARS = 5 };

struct where {
    struct page_state page_state;
};

/* --- the ticket and its sentence --- */

static void draw_number(struct page *page, const struct visitor_where_am_i_out *where, bool called)
{
    canvas_say(page->canvas, PLAIN_TITLE,
               canvas_message(page->canvas, MESSAGE_TICKET_NUMBER, I18N_TEXT("number", where->ticket)));
    struct rect room = page->body;
    room.height = rect_bound(page->low ? 5 : called ? 14 : 8, room.height);
    int width, height, scale = digits_scale(room, where->ticket);
    digits_size(where->ticket, scale, &width, &height);
    struct rect place = rect_cut_top(&page->body, scale == 0 ? 1 : height);
    place.width = rect_bound(scale == 0 ? place.width : width, place.width);
    digits_draw(page->canvas->surface, place, called ? LOOK_INK_NEW : LOOK_INK, LOOK_PAGE, where->ticket);
    rect_cut_top(&page->body, 1);
    page_text(page, LOOK_QUIET, names_service(page->names, where->service));
    page_gap(page, 1);
}

static void say(struct page *page, enum look look, const char *text)
{
    page_text(page, look, text);
    page_gap(page, 1);
}

static void draw_place(struct page *page, const char *counter)
{
    const struct visitor_counter *found = names_find_counter(page->names, counter);
    if (found && found->place[0] != '\0')
        say(page, LOOK_PAGE, found->place);
}

/* What nobody must miss: a band of its own. */
static void draw_call(struct page *page, const char *counter)
{
    const char *text =
            canvas_message(page->canvas, MESSAGE_VISITOR_GO_NOW, I18N_TEXT("counter", page_counter(page, counter)));
    struct rect band = rect_cut_top(&page->body, page->low ? 3 : 5);
    surface_fill(page->canvas->surface, band, LOOK_CALL_NEW);
    canvas_text(page->canvas, rect_centre(rect_inset(band, 2, 0), band.width - 4, 1), ALIGN_LEFT, LOOK_CALL_NEW, text);
    rect_cut_top(&page->body, 1);
}

static void say_waiting(struct page *page, const struct visitor_where_am_i_out *where)
{
    page_text(page, LOOK_STRONG, page_ahead(page, where->ahead.set ? where->ahead.value : 0));
    say(page, LOOK_STRONG, page_wait_sentence(page, where->wait, &where->why_unknown));
}

static void say_until(struct page *page, const struct visitor_where_am_i_out *where, enum i18n_message with,
                      enum i18n_message without)
{
    if (where->until.set)
        say(page, LOOK_STRONG,
            canvas_message(page->canvas, with, I18N_TEXT("time", page_time(page, where->until.value))));
    else
        say(page, LOOK_STRONG, canvas_message(page->canvas, without));
}

static bool may_return(const struct page *page, const struct visitor_where_am_i_out *where)
{
    return where->end.text && where->end.value == VISITOR_STEP_END_NO_SHOW && where->return_until.set &&
           where->return_until.value > page->canvas->now_ms;
}

static void say_missed(struct page *page, const struct visitor_where_am_i_out *where)
{
    if (where->called_at.set)
        say(page, LOOK_WARN,
            canvas_message(page->canvas, MESSAGE_VISITOR_WAS_CALLED,
                           I18N_TEXT("time", page_time(page, where->called_at.value))));
    if (may_return(page, where))
        say(page, LOOK_STRONG,
            canvas_message(page->canvas, MESSAGE_VISITOR_RETURN_UNTIL,
                           I18N_TEXT("time", page_time(page, where->return_until.value))));
    else
        say(page, LOOK_STRONG, canvas_message(page->canvas, MESSAGE_VISITOR_RETURN_OVER));
}

static void say_return_code(struct page *page, const struct visitor_where_am_i_out *where)
{
    say(page, LOOK_STRONG, canvas_message(page->canvas, MESSAGE_VISITOR_NEVER_CALLED));
    if (!where->return_code)
        return;
    say(page, LOOK_TITLE,
        canvas_message(page->canvas, MESSAGE_VISITOR_RETURN_CODE_IS, I18N_TEXT("code", where->return_code)));
    say(page, LOOK_PAGE,
        canvas_message(page->canvas, MESSAGE_VISITOR_RETURN_CODE_UNTIL,
                       I18N_TEXT("day", page_day(page, where->return_code_until))));
}

static void say_end(struct page *page, const struct visitor_where_am_i_out *where)
{
    switch (where->end.value) {
    case VISITOR_STEP_END_NO_SHOW:
        say_missed(page, where);
        break;
    case VISITOR_STEP_END_NEVER_CALLED:
        say_return_code(page, where);
        break;
    case VISITOR_STEP_END_SERVED:
        say(page, LOOK_GOOD, canvas_message(page->canvas, MESSAGE_VISITOR_WAS_SERVED));
        break;
    case VISITOR_STEP_END_CANCELLED:
        say(page, LOOK_STRONG, canvas_message(page->canvas, MESSAGE_VISITOR_LEFT_QUEUE));
        break;
    case VISITOR_STEP_END_JOINED:
        say(page, LOOK_STRONG, canvas_message(page->canvas, MESSAGE_VISITOR_JOINED));
        break;
    default:
        say(page, LOOK_STRONG, canvas_message(page->canvas, MESSAGE_VISITOR_HAS_ENDED));
        break;
    }
}

static void say_state(struct page *page, const struct visitor_where_am_i_out *where)
{
    switch (where->state.value) {
    case VISITOR_STEP_STATE_CALLED:
        draw_call(page, where->counter);
        draw_place(page, where->counter);
        break;
    case VISITOR_STEP_STATE_SERVING:
        say(page, LOOK_GOOD,
            canvas_message(page->canvas, MESSAGE_VISITOR_SERVING,
                           I18N_TEXT("counter", page_counter(page, where->counter))));
        break;
    case VISITOR_STEP_STATE_PUT_OFF:
        say_until(page, where, MESSAGE_VISITOR_CALLED_ABOUT, MESSAGE_VISITOR_PARKED);
        break;
    case VISITOR_STEP_STATE_PARKED:
        say_until(page, where, MESSAGE_VISITOR_CALLED_ABOUT, MESSAGE_VISITOR_PARKED);
        break;
    case VISITOR_STEP_STATE_ENDED:
        say_end(page, where);
        break;
    default:
        say_waiting(page, where);
        break;
    }
}

/* --- why others went before --- */

static void draw_before(struct page *page, const struct visitor_where_am_i_out *where)
{
    bool waits = where->state.value == VISITOR_STEP_STATE_WAITING || where->state.value == VISITOR_STEP_STATE_PLANNED;
    if (!waits || where->before.count == 0 || page->body.height < 2)
        return;
    page_text(page, LOOK_QUIET, canvas_message(page->canvas, MESSAGE_VISITOR_BEFORE_YOU));
    for (size_t i = 0; i < where->before.count && i < BEFORE_SHOWN && page->body.height > 0; i++) {
        const struct visitor_called_before *before = &where->before.items[i];
        _cleanup_free_ char *sentence = before_text(page->canvas->language, before->why.value, before->ticket);
        if (sentence)
            page_text(page, LOOK_PAGE, canvas_printf(page->canvas, "%s  %s", page_time(page, before->at), sentence));
    }
}

/* --- what can be done --- */

struct actions {
    struct button buttons[6];
    size_t count;
};

static void offer(struct page *page, struct actions *actions, int what, enum i18n_message label, enum look look)
{
    actions->buttons[actions->count++] = (struct button){
            .what = what, .label = canvas_message(page->canvas, label), .look = look, .off = page->model->busy};
}

static void offer_ended(struct page *page, const struct visitor_where_am_i_out *where, struct actions *actions)
{
    if (may_return(page, where))
        offer(page, actions, WHERE_RETURN, MESSAGE_VISITOR_I_AM_HERE, LOOK_ACTION);
    else if (where->end.value == VISITOR_STEP_END_NO_SHOW && !model_kiosk(page->model)->check_in_only)
        offer(page, actions, WHERE_NEW, MESSAGE_VISITOR_TAKE_TICKET, LOOK_ACTION);
    if (where->return_code && model_has_paper(page->model))
        offer(page, actions, WHERE_PRINT, MESSAGE_VISITOR_PRINT_AGAIN, LOOK_BUTTON);
}

static struct actions make_actions(struct page *page, const struct visitor_where_am_i_out *where)
{
    struct actions actions = {.count = 0};
    enum visitor_step_state state = (enum visitor_step_state)where->state.value;
    bool aside = state == VISITOR_STEP_STATE_PUT_OFF || state == VISITOR_STEP_STATE_PARKED;
    bool waits = state == VISITOR_STEP_STATE_WAITING || state == VISITOR_STEP_STATE_PLANNED;
    if (state == VISITOR_STEP_STATE_ENDED) {
        offer_ended(page, where, &actions);
        return actions;
    }
    if (aside)
        offer(page, &actions, WHERE_BACK, MESSAGE_VISITOR_I_AM_BACK, LOOK_ACTION);
    if (waits && where->put_off_ms.set && where->put_offs_left > 0)
        offer(page, &actions, WHERE_BREAK, MESSAGE_VISITOR_NEED_BREAK, LOOK_BUTTON);
    if (model_has_paper(page->model))
        offer(page, &actions, WHERE_PRINT, MESSAGE_VISITOR_PRINT_AGAIN, LOOK_BUTTON);
    if (waits || aside || state == VISITOR_STEP_STATE_CALLED)
        offer(page, &actions, WHERE_LEAVE, MESSAGE_VISITOR_LEAVE_QUEUE, LOOK_BUTTON);
    return actions;
}

/* Whatever it was: who was sent home may say so, too. Who may still come back has not left. */
static bool may_rate(const struct page *page, const struct visitor_where_am_i_out *where)
{
    return where->state.value == VISITOR_STEP_STATE_ENDED && where->end.text &&
           where->end.value != VISITOR_STEP_END_JOINED && !may_return(page, where);
}

static void draw_rating(struct page *page, const struct visitor_where_am_i_out *where)
{
    if (!may_rate(page, where))
        return;
    if (where->stars.set) {
        page_text(page, LOOK_GOOD, canvas_message(page->canvas, MESSAGE_VISITOR_RATED));
        return;
    }
    struct rect row = rect_cut_bottom(&page->body, page->low ? 3 : 5);
    for (int i = 0; i < STARS; i++) {
        static const char *const stars[STARS] = {"★", "★★", "★★★", "★★★★", "★★★★★"};
        struct target target = {
                .rect = rect_column(row, i, STARS, 1), .what = WHERE_RATE, .value = i + 1, .off = page->model->busy};
        target.label =
                canvas_message(page->canvas, MESSAGE_UI_PAGE, I18N_NUMBER("page", i + 1), I18N_NUMBER("pages", STARS));
        const struct button face = {.label = stars[i]};
        button_paint(page->canvas->surface, target.rect, &face, canvas_target(page->canvas, &target), ALIGN_CENTRE);
    }
    struct rect question = rect_cut_bottom(&page->body, 1);
    canvas_line(page->canvas, question, ALIGN_LEFT, LOOK_STRONG, canvas_message(page->canvas, MESSAGE_VISITOR_RATE));
}

static void draw_paper(struct page *page, const struct visitor_where_am_i_out *where)
{
    struct canvas *canvas = page->canvas;
    const struct i18n_argument ticket = I18N_TEXT("ticket", where->ticket);
    switch (where->paper.value) {
    case VISITOR_PAPER_WAITING:
        page_text(page, LOOK_PAGE,
                  model_has_paper(page->model) ? canvas_message(canvas, MESSAGE_PAPERS_WAITING)
                                               : canvas_message(canvas, MESSAGE_PAPERS_NONE, ticket));
        break;
    case VISITOR_PAPER_PRINTING:
        page_text(page, LOOK_PAGE, canvas_message(canvas, MESSAGE_VISITOR_PRINTING));
        break;
    case VISITOR_PAPER_FAILED:
        page_text(page, LOOK_WARN, canvas_message(canvas, MESSAGE_PAPERS_FAILED, ticket));
        break;
    case VISITOR_PAPER_UNKNOWN:
        page_text(page, LOOK_WARN,
                  canvas_message(canvas, MESSAGE_PAPERS_UNKNOWN, ticket,
                                 I18N_TEXT("copy", canvas_message(canvas, MESSAGE_TICKET_COPY))));
        break;
    default:
        break;
    }
}

static void where_draw(struct view *view, struct canvas *canvas)
{
    const struct visitor_where_am_i_out *where = model_where(view->model);
    struct page page = page_begin(view, canvas, NULL);
    if (!where || !page.names || !names_are_there(page.names)) {
        page_text(&page, LOOK_TITLE, canvas_message(canvas, MESSAGE_VISITOR_ONE_MOMENT));
        page_end(&page);
        return;
    }
    struct actions actions = make_actions(&page, where);
    page_actions(&page, actions.buttons, actions.count);
    page_air(&page);
    draw_number(&page, where, where->state.value == VISITOR_STEP_STATE_CALLED);
    page_trouble(&page);
    draw_rating(&page, where);
    say_state(&page, where);
    draw_paper(&page, where);
    draw_before(&page, where);
    page_end(&page);
}

static struct intent where_act(struct view *view, int what, int64_t value)
{
    const struct model *model = view->model;
    if (model->busy && what < PAGE_BACK)
        return INTENT(INTENT_REDRAW);
    switch (what) {
    case WHERE_BREAK:
        return INTENT_OPENS(&page_break);
    case WHERE_BACK:
        return INTENT_DOES(DO_COME_BACK);
    case WHERE_RETURN:
        return INTENT_DOES(DO_RETURN);
    case WHERE_LEAVE:
        return INTENT_OPENS(&page_leave);
    case WHERE_PRINT:
        return INTENT_DOES(DO_REPRINT);
    case WHERE_RATE:
        return INTENT_DOES(DO_RATE, .value = value);
    case WHERE_NEW:
        return INTENT_DOES(DO_CHOOSE,
                           .value = model_where(model) ? model_number(model, model_where(model)->service) : -1);
    default:
        return page_act(view, what, value);
    }
}

const struct view_type page_where = {
        .name = "where am i",
        .size = sizeof(struct where),
        .draw = where_draw,
        .act = where_act,
        .type = page_hold,
        .tick = page_tick,
        .wake = page_wake,
};
