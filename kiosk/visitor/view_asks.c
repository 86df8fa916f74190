/* SPDX-License-Identifier: MIT
 *
 * Questions over a page: how long a break, really leave, are you still there; and the languages where the strip has no
 * room for them.
 */
#include "kiosk/ui/dialog.h"
#include "kiosk/visitor/page.h"

/* --- "I need a break" --- */

enum { ASK_YES = 1, ASK_NO };

enum { BREAKS = 3 };

static const int64_t break_minutes[BREAKS] = {10, 20, 30};

static void note_drawn(struct view *view, const struct canvas *canvas)
{
    ((struct page_state *)view->state)->drawn_ms = canvas->now_ms;
}

static void break_draw(struct view *view, struct canvas *canvas)
{
    const struct visitor_where_am_i_out *where = model_where(view->model);
    struct button buttons[BREAKS + 1];
    size_t count = 0;
    note_drawn(view, canvas);
    int64_t most_ms = where && where->put_off_ms.set ? where->put_off_ms.value : 0;
    for (size_t i = 0; i < BREAKS; i++) {
        if (break_minutes[i] * 60000 <= most_ms)
            buttons[count++] = (struct button){
                    .what = ASK_YES,
                    .value = break_minutes[i] * 60000,
                    .label = canvas_message(canvas, MESSAGE_WAIT_MINUTES, I18N_NUMBER("minutes", break_minutes[i]))};
    }
    if (count == 0 && most_ms > 0) { /* less than ten minutes are allowed */
        int64_t minutes = most_ms / 60000 > 0 ? most_ms / 60000 : 1;
        buttons[count++] =
                (struct button){.what = ASK_YES,
                                .value = most_ms,
                                .label = canvas_message(canvas, MESSAGE_WAIT_MINUTES, I18N_NUMBER("minutes", minutes))};
    }
    buttons[count++] =
            (struct button){.what = ASK_NO, .label = canvas_message(canvas, MESSAGE_VISITOR_CANCEL), .look = LOOK_BACK};
    dialog_draw(canvas, &(struct dialog){.title = canvas_message(canvas, MESSAGE_VISITOR_NEED_BREAK),
                                         .text = canvas_message(canvas, MESSAGE_VISITOR_BREAK_HOW),
                                         .buttons = buttons,
                                         .count = count});
}

static struct intent break_act(attr_unused struct view *view, int what, int64_t value)
{
    return what == ASK_YES ? INTENT_DOES(DO_PUT_OFF, .value = value) : INTENT(INTENT_CLOSE);
}

const struct view_type page_break = {
        .name = "break",
        .size = sizeof(struct page_state),
        .draw = break_draw,
        .act = break_act,
        .tick = page_tick,
        .wake = page_wake,
        .draws_over = true,
};

/* --- leave the queue --- */

static void leave_draw(struct view *view, struct canvas *canvas)
{
    const struct button buttons[2] = {
            {.what = ASK_NO, .label = canvas_message(canvas, MESSAGE_VISITOR_STAY)},
            {.what = ASK_YES, .label = canvas_message(canvas, MESSAGE_VISITOR_LEAVE_QUEUE)},
    };
    note_drawn(view, canvas);
    dialog_draw(canvas, &(struct dialog){.title = canvas_message(canvas, MESSAGE_VISITOR_LEAVE_ASK),
                                         .text = canvas_message(canvas, MESSAGE_VISITOR_LEAVE_HOW),
                                         .buttons = buttons,
                                         .count = ARRAY_SIZE(buttons)});
}

static struct intent leave_act(attr_unused struct view *view, int what, attr_unused int64_t value)
{
    return what == ASK_YES ? INTENT_DOES(DO_CANCEL) : INTENT(INTENT_CLOSE);
}

const struct view_type page_leave = {
        .name = "leave",
        .size = sizeof(struct page_state),
        .draw = leave_draw,
        .act = leave_act,
        .tick = page_tick,
        .wake = page_wake,
        .draws_over = true,
};

/* --- are you still there? --- */

/* Opened with the moment at which it began; a finger that is on it begins it anew. */
static int64_t ends_at(const struct view *view)
{
    const struct model *model = view->model;
    int64_t began_ms = view->value > model->touched_ms ? view->value : model->touched_ms;
    return began_ms + MODEL_WARN_MS;
}

static void idle_draw(struct view *view, struct canvas *canvas)
{
    int64_t left_s = (ends_at(view) - canvas->now_ms + 999) / 1000;
    int64_t most_s = MODEL_WARN_MS / 1000;
    left_s = left_s < 0 ? 0 : left_s > most_s ? most_s : left_s;
    const struct button go_on = {
            .what = ASK_NO, .label = canvas_message(canvas, MESSAGE_VISITOR_GO_ON), .look = LOOK_ACTION};
    note_drawn(view, canvas);
    dialog_draw(canvas, &(struct dialog){.title = canvas_message(canvas, MESSAGE_VISITOR_STILL_THERE_TITLE),
                                         .text = canvas_message(canvas, MESSAGE_VISITOR_STILL_THERE,
                                                                I18N_NUMBER("seconds", left_s)),
                                         .buttons = &go_on,
                                         .count = 1});
    const struct target anywhere = {
            .rect = canvas_rect(canvas), .what = ASK_NO, .value = 1, .silent = true, .aside = true};
    canvas_target(canvas, &anywhere);
}

static struct intent idle_act(attr_unused struct view *view, attr_unused int what, attr_unused int64_t value)
{
    return INTENT(INTENT_CLOSE);
}

/* Any key is a sign of life. */
static struct intent idle_type(attr_unused struct view *view, attr_unused const struct input_event *event)
{
    return INTENT(INTENT_CLOSE);
}

static int64_t idle_wake(const struct view *view, attr_unused int64_t now_ms)
{
    const struct page_state *state = view->state;
    int64_t left_ms = ends_at(view) - state->drawn_ms;
    return left_ms > 0 ? ends_at(view) - (left_ms - 1) / 1000 * 1000 : ends_at(view);
}

static struct intent idle_tick(struct view *view, int64_t now_ms)
{
    return now_ms >= ends_at(view) ? INTENT_DOES(DO_FORGET) : INTENT(INTENT_REDRAW);
}

const struct view_type page_idle = {
        .name = "idle",
        .size = sizeof(struct page_state),
        .draw = idle_draw,
        .act = idle_act,
        .type = idle_type,
        .tick = idle_tick,
        .wake = idle_wake,
        .draws_over = true,
};

/* --- languages --- */

static void languages_draw(struct view *view, struct canvas *canvas)
{
    const struct model *model = view->model;
    struct button buttons[MODEL_LANGUAGES];
    struct page page = page_begin(view, canvas, canvas_message(canvas, MESSAGE_VISITOR_CHOOSE_LANGUAGE));
    size_t count = 0;
    for (size_t i = 0; i < model->language_count; i++) {
        if (model->languages[i]->shown)
            buttons[count++] = (struct button){
                    .what = PAGE_LANGUAGE, .value = (int64_t)i, .label = language_name(model->languages[i]->language)};
    }
    button_grid_draw(canvas, page.body, &(struct button_grid){.buttons = buttons, .count = count, .columns = 1});
    page_end(&page);
}

static struct intent languages_act(struct view *view, int what, int64_t value)
{
    return page_act(view, what, value);
}

const struct view_type page_languages = {
        .name = "languages",
        .size = sizeof(struct page_state),
        .draw = languages_draw,
        .act = languages_act,
        .tick = page_tick,
        .wake = page_wake,
};
