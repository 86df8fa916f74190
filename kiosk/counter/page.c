/* SPDX-License-Identifier: MIT
 *
 * The frame of the pages.
 */
#include "kiosk/counter/page.h"

#include "common/text.h"

static void draw_header(const struct view *view, struct canvas *canvas, struct rect line)
{
    const struct model *model = page_model(view);
    surface_fill(canvas->surface, line, LOOK_HEADER);
    line = rect_inset(line, 1, 0);
    surface_aligned(canvas->surface, line, ALIGN_RIGHT, LOOK_HEADER, say_time(canvas, canvas->now_ms));
    rect_cut_right(&line, 7);
    const char *left = say_counter(canvas, model, model->counter);
    const struct counter_watch_out *watch = model_watch(model);
    if (watch && model->signed_in)
        left = canvas_printf(canvas, "%s  %s %s", left, canvas_message(canvas, MESSAGE_COUNTER_OPERATOR),
                             watch->session.operator);
    int used = surface_text(canvas->surface, line.x, line.y, line.width, LOOK_HEADER, left);
    rect_cut_left(&line, used + 2);
    const struct visitor_get_centre_out *centre = names_centre(&model->names);
    if (centre && (int)text_width(centre->name) <= line.width)
        surface_aligned(canvas->surface, line, ALIGN_RIGHT, LOOK_HEADER, centre->name);
}

static const char *alarm_text(struct canvas *canvas, const struct model *model, const struct counter_open_alarm *alarm)
{
    const char *text = model_alarm_is_own(model, alarm)
                               ? canvas_message(canvas, MESSAGE_COUNTER_ALARM_OWN)
                               : canvas_message(canvas, MESSAGE_COUNTER_ALARM_AT,
                                                I18N_TEXT("counter", say_counter(canvas, model, alarm->counter)));
    const char *coming = NULL;
    if (alarm->coming && alarm->coming_counter)
        coming = canvas_message(canvas, MESSAGE_COUNTER_ALARM_COMING,
                                I18N_TEXT("counter", say_counter(canvas, model, alarm->coming_counter)));
    else if (alarm->coming)
        coming = canvas_message(canvas, MESSAGE_COUNTER_ALARM_SOMEBODY);
    const char *key = NULL;
    if (alarm == model_alarm_to_end(model))
        key = canvas_message(canvas, MESSAGE_COUNTER_ALARM_OVER);
    else if (alarm == model_alarm_to_answer(model))
        key = canvas_message(canvas, MESSAGE_COUNTER_ALARM_ANSWER);
    return say_both(canvas, say_both(canvas, text, coming), key ? canvas_printf(canvas, "G: %s", key) : NULL);
}

static void draw_alarms(const struct view *view, struct canvas *canvas, struct rect *page)
{
    const struct model *model = page_model(view);
    const struct counter_watch_out *watch = model->signed_in ? model_watch(model) : NULL;
    for (size_t i = 0; watch && i < watch->alarms.count && i < 3; i++) {
        const struct counter_open_alarm *alarm = &watch->alarms.items[i];
        enum look look = alarm->coming ? LOOK_WARN : LOOK_BAD;
        struct rect line = rect_cut_top(page, 1);
        surface_fill(canvas->surface, line, look);
        const char *text = alarm_text(canvas, model, alarm);
        canvas_say(canvas, PLAIN_ERROR, text);
        surface_aligned(canvas->surface, rect_inset(line, 1, 0), ALIGN_LEFT, look, text);
    }
}

struct rect page_begin(const struct view *view, struct canvas *canvas)
{
    struct rect page = canvas_rect(canvas);
    struct page *state = view->state;
    state->now_ms = canvas->now_ms;
    surface_fill(canvas->surface, page, LOOK_PAGE);
    draw_header(view, canvas, rect_cut_top(&page, 1));
    draw_alarms(view, canvas, &page);
    return page;
}

void page_title(const struct view *view, struct canvas *canvas, struct rect *rect, const char *title)
{
    const struct counter_ticket *ticket = model_ticket(page_model(view));
    rect_cut_top(rect, rect->height > 16);
    struct rect line = rect_cut_top(rect, 1);
    canvas_line(canvas, line, ALIGN_LEFT, LOOK_TITLE, title);
    if (ticket) {
        const char *whom = say_both(canvas, ticket->ticket, names_service(&page_model(view)->names, ticket->service));
        rect_cut_left(&line, (int)text_width(title) + 2);
        surface_aligned(canvas->surface, line, ALIGN_RIGHT, LOOK_STRONG, whom);
    }
    rect_cut_top(rect, rect->height > 12);
}

bool page_has_said(const struct view *view, const struct canvas *canvas)
{
    const struct model *model = page_model(view);
    return model->said && canvas->now_ms < model->said_until_ms;
}

static void draw_said(const struct model *model, struct canvas *canvas, struct rect place)
{
    enum look look = model->said_bad ? LOOK_BAD : LOOK_STRONG;
    surface_fill(canvas->surface, place, model->said_bad ? LOOK_BAD : LOOK_PAGE);
    canvas_say(canvas, model->said_bad ? PLAIN_ERROR : PLAIN_TEXT, model->said);
    surface_wrap(canvas->surface, rect_inset(place, 1, 0), ALIGN_LEFT, look, model->said);
}

void page_said(const struct view *view, struct canvas *canvas, struct rect *rect)
{
    const struct model *model = page_model(view);
    if (!page_has_said(view, canvas))
        return;
    int rows = surface_wrap(NULL, rect_inset(*rect, 1, 0), ALIGN_LEFT, LOOK_PAGE, model->said);
    draw_said(model, canvas, rect_cut_bottom(rect, rows));
}

void page_keys(const struct view *view, struct canvas *canvas, struct rect *rect)
{
    view_draw_keys(view, canvas, rect_cut_bottom(rect, 1));
    page_said(view, canvas, rect);
}

/* --- time --- */

int64_t page_wake(const struct view *view, int64_t now_ms)
{
    struct page *state = view->state;
    if (state->asks)
        return now_ms;
    int64_t next_ms = model_wake(page_model(view), now_ms);
    if (state->wake_ms == 0 || next_ms < state->wake_ms)
        state->wake_ms = next_ms;
    return state->wake_ms;
}

struct intent page_tick(struct view *view, int64_t now_ms)
{
    struct page *state = view->state;
    int asks = state->asks;
    state->wake_ms = state->asks = 0;
    if (asks)
        return INTENT_DOES(asks, .text = view->text);
    enum counter_act due = model_due(page_model(view), now_ms);
    return due != ACT_NONE ? INTENT_DOES((int)due) : INTENT(INTENT_REDRAW);
}
