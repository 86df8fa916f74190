/* SPDX-License-Identifier: MIT
 *
 * Signing in: who, and the PIN. After a wrong one it says how long to wait, and counts down.
 */
#include <stdio.h>
#include <string.h>

#include "kiosk/counter/page.h"
#include "kiosk/ui/field.h"

enum { ID_SIGNS = 32, PIN_SIGNS = 12, BOX_COLUMNS = 48, SECOND_MS = 1000 };

struct sign_in {
    struct page page;
    struct field who, pin;
    bool at_pin; /* the PIN is being typed */
};

static bool can_sign_in(const struct view *view)
{
    const struct model *model = page_model(view);
    const struct sign_in *state = view->state;
    return model->connected && !(model->under_way & act_bit(ACT_SIGN_IN)) &&
           model->wrong_pin_from <= state->page.now_ms && *state->who.text && *state->pin.text;
}

static const struct view_key keys[] = {
        {INPUT_ENTER, ACT_SIGN_IN, 0, MESSAGE_COUNTER_KEY_SIGN_IN, MESSAGE_COUNTER_KEY_SIGN_IN, false, NULL},
        {INPUT_TAB, ACT_TURN, 0, MESSAGE_COUNTER_KEY_FIELD, MESSAGE_COUNTER_KEY_FIELD, false, NULL},
        {INPUT_F12, ACT_ALARM, 0, MESSAGE_COUNTER_KEY_ALARM, MESSAGE_COUNTER_HELP_ALARM, false, NULL},
        {INPUT_F1, ACT_OPEN_KEYS, 0, MESSAGE_UI_HELP, MESSAGE_COUNTER_HELP_KEYS, false, NULL},
};

static void open_sign_in(struct view *view)
{
    struct sign_in *state = view->state;
    state->who = (struct field){.kind = FIELD_TEXT, .limit = ID_SIGNS};
    state->pin = (struct field){.kind = FIELD_SECRET, .limit = PIN_SIGNS};
    const char *named = page_model(view)->operator;
    if (named)
        field_set(&state->who, named);
    state->at_pin = named != NULL;
}

static void close_sign_in(struct view *view)
{
    struct sign_in *state = view->state;
    explicit_bzero(&state->pin, sizeof state->pin);
}

/* --- drawing --- */

/* The field that is not typed into shows no cursor: it is a text in a frame. */
static void draw_field(struct canvas *canvas, struct rect *rect, const char *label, const struct field *field,
                       bool here)
{
    struct rect place = rect_cut_top(rect, 3);
    struct rect name = rect_cut_left(&place, 14);
    rect_cut_top(&name, 1);
    canvas_line(canvas, rect_cut_top(&name, 1), ALIGN_LEFT, here ? LOOK_STRONG : LOOK_QUIET, label);
    if (here) {
        field_draw(canvas, place, field, NULL);
        return;
    }
    surface_frame(canvas->surface, place, LOOK_EDGE);
    const char *text = field->kind == FIELD_SECRET ? "" : field->text;
    surface_text(canvas->surface, place.x + 2, place.y + 1, place.width - 4, LOOK_PAGE, text);
}

static const char *hint(const struct view *view, struct canvas *canvas, enum look *ret_look)
{
    const struct model *model = page_model(view);
    *ret_look = LOOK_BAD;
    if (names_words(&model->names) && !names_find_counter(&model->names, model->counter))
        return canvas_message(canvas, MESSAGE_COUNTER_NO_COUNTER, I18N_TEXT("counter", model->counter));
    int64_t left_ms = model->wrong_pin_from - canvas->now_ms;
    const char *said = model->said && (left_ms > 0 || page_has_said(view, canvas)) ? model->said : NULL;
    if (left_ms > 0) {
        const char *next = canvas_message(canvas, MESSAGE_COUNTER_NEXT_TRY,
                                          I18N_NUMBER("seconds", (left_ms + SECOND_MS - 1) / SECOND_MS));
        return said ? canvas_printf(canvas, "%s\n%s", said, next) : next;
    }
    if (said)
        return said;
    *ret_look = LOOK_QUIET;
    bool checking = model->under_way & act_bit(ACT_SIGN_IN);
    return canvas_message(canvas, checking ? MESSAGE_COUNTER_CHECKING : MESSAGE_COUNTER_TYPE_PIN);
}

static void draw(struct view *view, struct canvas *canvas)
{
    struct sign_in *state = view->state;
    struct rect rect = page_begin(view, canvas);
    view_draw_keys(view, canvas, rect_cut_bottom(&rect, 1));
    struct rect box = rect_centre(rect, BOX_COLUMNS, 15);
    canvas_line(canvas, rect_cut_top(&box, 1), ALIGN_LEFT, LOOK_TITLE,
                canvas_message(canvas, MESSAGE_COUNTER_TITLE_SIGN_IN));
    canvas_line(canvas, rect_cut_top(&box, 1), ALIGN_LEFT, LOOK_STRONG,
                say_counter(canvas, page_model(view), page_model(view)->counter));
    rect_cut_top(&box, 1);
    draw_field(canvas, &box, canvas_message(canvas, MESSAGE_COUNTER_OPERATOR), &state->who, !state->at_pin);
    draw_field(canvas, &box, canvas_message(canvas, MESSAGE_COUNTER_PIN), &state->pin, state->at_pin);
    rect_cut_top(&box, 1);
    enum look look;
    const char *text = hint(view, canvas, &look);
    int rows = surface_wrap(NULL, rect_inset(box, 1, 0), ALIGN_LEFT, look, text);
    struct rect place = rect_cut_top(&box, rows);
    if (look == LOOK_BAD)
        surface_fill(canvas->surface, place, LOOK_BAD);
    canvas_text(canvas, look == LOOK_BAD ? rect_inset(place, 1, 0) : place, ALIGN_LEFT, look, text);
}

/* --- keys --- */

static struct intent enter(struct view *view)
{
    struct sign_in *state = view->state;
    if (!state->at_pin) {
        state->at_pin = *state->who.text != '\0';
        return INTENT(INTENT_REDRAW);
    }
    if (!can_sign_in(view))
        return INTENT(INTENT_REDRAW);
    return INTENT_DOES(ACT_SIGN_IN);
}

static struct intent act(struct view *view, int what, attr_unused int64_t value)
{
    struct sign_in *state = view->state;
    if (what == ACT_SIGN_IN)
        return enter(view);
    if (what == ACT_ALARM)
        return page_model(view)->connected ? INTENT_DOES(ACT_ALARM) : INTENT(INTENT_REDRAW);
    if (what == ACT_OPEN_KEYS)
        return INTENT_OPENS(&view_help);
    state->at_pin = !state->at_pin;
    return INTENT(INTENT_REDRAW);
}

static struct intent type(struct view *view, const struct input_event *event)
{
    struct sign_in *state = view->state;
    if (event->key == INPUT_UP || event->key == INPUT_DOWN || event->key == INPUT_BACKTAB)
        return act(view, ACT_TURN, 0);
    if (field_type(state->at_pin ? &state->pin : &state->who, event))
        return INTENT(INTENT_REDRAW);
    return event->key == INPUT_ESCAPE ? INTENT(INTENT_REDRAW) : INTENT(INTENT_NONE);
}

const char *view_sign_in_who(const struct view *view)
{
    return ((const struct sign_in *)view->state)->who.text;
}

const char *view_sign_in_pin(const struct view *view)
{
    return ((const struct sign_in *)view->state)->pin.text;
}

void view_sign_in_forget(struct view *view)
{
    struct sign_in *state = view->state;
    explicit_bzero(state->pin.text, sizeof state->pin.text);
    state->pin.cursor = 0;
}

const struct view_type counter_view_sign_in = {
        .name = "sign_in",
        .size = sizeof(struct sign_in),
        .open = open_sign_in,
        .close = close_sign_in,
        .draw = draw,
        .act = act,
        .type = type,
        .tick = page_tick,
        .wake = page_wake,
        .keys = keys,
        .key_count = ARRAY_SIZE(keys),
};
