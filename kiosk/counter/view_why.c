/* SPDX-License-Identifier: MIT
 *
 * Why a ticket was called when it was, and why another one was called before: asked at the window, answered in
 * sentences that name nobody's class.
 */
#include <string.h>

#include "kiosk/counter/page.h"
#include "kiosk/ui/field.h"

enum { NUMBER_SIGNS = 12 };

struct why {
    struct page page;
    struct field ticket, other;
    bool asked; /* about the ticket of the field */
};

static const struct view_key keys[] = {
        {INPUT_ENTER, ACT_ROW, 0, MESSAGE_COUNTER_KEY_ASK, MESSAGE_COUNTER_KEY_ASK, false, NULL},
        {INPUT_F1 + 1, ACT_TURN, 0, MESSAGE_COUNTER_KEY_OTHER_TICKET, MESSAGE_COUNTER_KEY_OTHER_TICKET, false, NULL},
        {INPUT_ESCAPE, ACT_CLOSE, 0, MESSAGE_COUNTER_BACK, MESSAGE_COUNTER_BACK, false, NULL},
};

static void open_why(struct view *view)
{
    struct why *state = view->state;
    state->ticket = state->other = (struct field){.kind = FIELD_CODE, .limit = NUMBER_SIGNS};
    if (view->text)
        field_set(&state->ticket, view->text);
    state->asked = view->text != NULL;
    state->page.asks = view->text ? ACT_EXPLAIN : ACT_NONE;
}

static void draw_calls(const struct model *model, struct canvas *canvas, struct rect *rect, const char *ticket)
{
    const struct counter_explain_out *out = model->explained.out;
    for (size_t i = 0; out && i < out->calls.count; i++) {
        if (strcmp(out->calls.items[i].ticket, ticket) != 0)
            continue;
        int rows = canvas_text(canvas, *rect, ALIGN_LEFT, LOOK_PAGE, out->calls.items[i].sentence);
        rect_cut_top(rect, rows + 1);
    }
}

static void draw(struct view *view, struct canvas *canvas)
{
    const struct why *state = view->state;
    const struct model *model = page_model(view);
    struct rect rect = page_begin(view, canvas);
    page_keys(view, canvas, &rect);
    rect = rect_inset(rect, rect.width >= 110 ? 6 : 2, 0);
    page_title(view, canvas, &rect, canvas_message(canvas, MESSAGE_COUNTER_TITLE_WHY));
    if (!state->asked) {
        field_draw(canvas, rect_cut_top(&rect, 3), &state->ticket,
                   canvas_message(canvas, MESSAGE_COUNTER_TICKET_NUMBER));
        return;
    }
    canvas_line(canvas, rect_cut_top(&rect, 1), ALIGN_LEFT, LOOK_STRONG, state->ticket.text);
    rect_cut_top(&rect, 1);
    draw_calls(model, canvas, &rect, state->ticket.text);
    canvas_line(canvas, rect_cut_top(&rect, 1), ALIGN_LEFT, LOOK_QUIET,
                canvas_message(canvas, MESSAGE_COUNTER_WHY_BEFORE));
    field_draw(canvas, rect_cut_top(&rect, 3), &state->other, canvas_message(canvas, MESSAGE_COUNTER_TICKET_NUMBER));
    rect_cut_top(&rect, 1);
    if (model->before)
        canvas_text(canvas, rect, ALIGN_LEFT, LOOK_STRONG, model->before);
}

static struct intent act(struct view *view, int what, attr_unused int64_t value)
{
    struct why *state = view->state;
    if (what == ACT_CLOSE)
        return INTENT(INTENT_CLOSE);
    if (what == ACT_TURN) {
        state->asked = false;
        field_clear(&state->ticket);
        return INTENT(INTENT_REDRAW);
    }
    if (!*state->ticket.text || (state->asked && !*state->other.text))
        return INTENT(INTENT_REDRAW);
    if (state->asked)
        return INTENT_DOES(ACT_WHY_BEFORE, .text = state->other.text);
    state->asked = true;
    return INTENT_DOES(ACT_EXPLAIN, .text = state->ticket.text);
}

static struct intent type(struct view *view, const struct input_event *event)
{
    struct why *state = view->state;
    return field_type(state->asked ? &state->other : &state->ticket, event) ? INTENT(INTENT_REDRAW)
                                                                            : INTENT(INTENT_NONE);
}

const char *view_why_ticket(const struct view *view)
{
    return ((const struct why *)view->state)->ticket.text;
}

const struct view_type counter_view_why = {
        .name = "why",
        .size = sizeof(struct why),
        .open = open_why,
        .draw = draw,
        .act = act,
        .type = type,
        .tick = page_tick,
        .wake = page_wake,
        .keys = keys,
        .key_count = ARRAY_SIZE(keys),
};
