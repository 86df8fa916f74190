/* SPDX-License-Identifier: MIT
 *
 * Pages on which something is typed: a note, and the number of another ticket.
 */
#include <string.h>

#include "kiosk/counter/page.h"
#include "kiosk/ui/field.h"

enum { NUMBER_SIGNS = 12, NOTE_BYTES = 500 };

struct written {
    struct page page;
    struct field field;
    bool for_next;
};

static struct intent type(struct view *view, const struct input_event *event)
{
    struct written *state = view->state;
    struct field before = state->field;
    if (!field_type(&state->field, event))
        return INTENT(INTENT_NONE);
    if (strlen(state->field.text) > NOTE_BYTES)
        state->field = before;
    return INTENT(INTENT_REDRAW);
}

static struct rect begin(struct view *view, struct canvas *canvas, const char *title)
{
    struct rect rect = page_begin(view, canvas);
    page_keys(view, canvas, &rect);
    rect = rect_inset(rect, rect.width >= 110 ? 6 : 2, 0);
    page_title(view, canvas, &rect, title);
    return rect;
}

/* --- notes --- */

static const struct view_key note_keys[] = {
        {INPUT_ENTER, ACT_NOTE, 0, MESSAGE_COUNTER_KEY_NOTE, MESSAGE_COUNTER_KEY_NOTE, false, NULL},
        {INPUT_F1 + 1, ACT_TURN, 0, MESSAGE_COUNTER_KEY_FOR_NEXT, MESSAGE_COUNTER_KEY_FOR_NEXT, false, NULL},
        {INPUT_ESCAPE, ACT_CLOSE, 0, MESSAGE_COUNTER_BACK, MESSAGE_COUNTER_BACK, false, NULL},
};

static void open_note(struct view *view)
{
    ((struct written *)view->state)->field = (struct field){.kind = FIELD_TEXT};
}

static void draw_notes(struct canvas *canvas, struct rect *rect, const struct counter_ticket *ticket)
{
    for (size_t i = 0; ticket && i < ticket->notes.count; i++) {
        const struct counter_note *note = &ticket->notes.items[i];
        const char *text = canvas_printf(canvas, "✎ %s  %s", say_time(canvas, note->at), note->text);
        int rows = surface_wrap(NULL, *rect, ALIGN_LEFT, LOOK_PAGE, text);
        canvas_text(canvas, rect_cut_top(rect, rows), ALIGN_LEFT, LOOK_PAGE, text);
    }
}

static void draw_note(struct view *view, struct canvas *canvas)
{
    const struct written *state = view->state;
    struct rect rect = begin(view, canvas, canvas_message(canvas, MESSAGE_COUNTER_TITLE_NOTE));
    field_draw(canvas, rect_cut_top(&rect, 3), &state->field, canvas_message(canvas, MESSAGE_COUNTER_NOTE_HINT));
    const char *answer = canvas_message(canvas, state->for_next ? MESSAGE_COUNTER_YES : MESSAGE_COUNTER_NO);
    canvas_line(canvas, rect_cut_top(&rect, 1), ALIGN_LEFT, LOOK_STRONG,
                canvas_printf(canvas, "%s: %s", canvas_message(canvas, MESSAGE_COUNTER_FOR_NEXT), answer));
    rect_cut_top(&rect, 1);
    int rows = canvas_text(canvas, rect, ALIGN_LEFT, LOOK_QUIET, canvas_message(canvas, MESSAGE_COUNTER_NO_NAMES));
    rect_cut_top(&rect, rows + 1);
    draw_notes(canvas, &rect, model_ticket(page_model(view)));
}

static struct intent act_note(struct view *view, int what, attr_unused int64_t value)
{
    struct written *state = view->state;
    if (what == ACT_CLOSE)
        return INTENT(INTENT_CLOSE);
    if (what == ACT_TURN) {
        state->for_next = !state->for_next;
        return INTENT(INTENT_REDRAW);
    }
    return *state->field.text ? INTENT_DOES(ACT_NOTE, .text = state->field.text, .value = state->for_next)
                              : INTENT(INTENT_REDRAW);
}

const struct view_type counter_view_note = {
        .name = "note",
        .size = sizeof(struct written),
        .open = open_note,
        .draw = draw_note,
        .act = act_note,
        .type = type,
        .tick = page_tick,
        .wake = page_wake,
        .keys = note_keys,
        .key_count = ARRAY_SIZE(note_keys),
};

/* --- numbers --- */

static const struct view_key number_keys[] = {
        {INPUT_ENTER, ACT_ROW, 0, MESSAGE_COUNTER_TAKE, MESSAGE_COUNTER_TAKE, false, NULL},
        {INPUT_ESCAPE, ACT_CLOSE, 0, MESSAGE_COUNTER_BACK, MESSAGE_COUNTER_BACK, false, NULL},
};

static void open_number(struct view *view)
{
    ((struct written *)view->state)->field = (struct field){.kind = FIELD_CODE, .limit = NUMBER_SIGNS};
}

static void draw_number(struct view *view, struct canvas *canvas)
{
    const struct written *state = view->state;
    bool join = view->value == ACT_JOIN;
    struct rect rect =
            begin(view, canvas, canvas_message(canvas, join ? MESSAGE_COUNTER_TITLE_JOIN : MESSAGE_COUNTER_TITLE_HELP));
    field_draw(canvas, rect_cut_top(&rect, 3), &state->field, canvas_message(canvas, MESSAGE_COUNTER_TICKET_NUMBER));
    rect_cut_top(&rect, 1);
    canvas_text(canvas, rect, ALIGN_LEFT, LOOK_QUIET,
                canvas_message(canvas, join ? MESSAGE_COUNTER_HELP_JOIN : MESSAGE_COUNTER_HELP_HELP));
}

static struct intent act_number(struct view *view, int what, attr_unused int64_t value)
{
    const struct written *state = view->state;
    if (what == ACT_CLOSE)
        return INTENT(INTENT_CLOSE);
    return *state->field.text ? INTENT_DOES((int)view->value, .text = state->field.text) : INTENT(INTENT_REDRAW);
}

const struct view_type counter_view_number = {
        .name = "number",
        .size = sizeof(struct written),
        .open = open_number,
        .draw = draw_number,
        .act = act_number,
        .type = type,
        .tick = page_tick,
        .wake = page_wake,
        .keys = number_keys,
        .key_count = ARRAY_SIZE(number_keys),
};
