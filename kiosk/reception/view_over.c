/* SPDX-License-Identifier: MIT
 *
 * What lies over a page until it is read: an answer, a message of a supervisor, a check-in that made no ticket.
 */
#include "kiosk/reception/say.h"
#include "kiosk/reception/views.h"
#include "kiosk/ui/dialog.h"

enum over_target { OVER_CLOSE = 1, OVER_WALK_IN, OVER_MOVE };

static struct intent over_act(attr_unused struct view *view, int what, attr_unused int64_t value)
{
    switch (what) {
    case OVER_WALK_IN:
        return INTENT_DOES(DO_WALK_IN);
    case OVER_MOVE:
        return INTENT_DOES(DO_MOVE_NEXT);
    default:
        return INTENT(INTENT_CLOSE);
    }
}

static void draw_text(struct canvas *canvas, const char *title, const char *text)
{
    const struct button close = {.what = OVER_CLOSE, .label = canvas_message(canvas, MESSAGE_UI_CLOSE)};
    dialog_draw(canvas, &(struct dialog){.title = title, .text = text, .buttons = &close, .count = 1});
}

static void answer_draw(struct view *view, struct canvas *canvas)
{
    const struct model *model = view->model;
    draw_text(canvas, model->told.answer_title ? model->told.answer_title : "",
              model->told.answer ? model->told.answer : "");
}

static void message_draw(struct view *view, struct canvas *canvas)
{
    draw_text(canvas, canvas_message(canvas, MESSAGE_RECEPTION_MESSAGE), view->text);
}

static const char *say_checked(struct canvas *canvas, const struct reception_check_in_out *out)
{
    const char *slot = say_moment(canvas, out->slot_at);
    switch (out->result.value) {
    case RECEPTION_CHECK_IN_OUT_RESULT_EARLY:
        return canvas_message(canvas, MESSAGE_RECEPTION_EARLY, I18N_TEXT("slot", slot),
                              I18N_TEXT("from", say_moment(canvas, out->check_in_from.value)));
    case RECEPTION_CHECK_IN_OUT_RESULT_LATE:
        return canvas_message(canvas, MESSAGE_RECEPTION_LATE, I18N_TEXT("slot", slot),
                              I18N_TEXT("until", say_time(canvas, out->check_in_until.value)));
    default:
        return canvas_message(canvas, MESSAGE_RECEPTION_SLOT_GONE, I18N_TEXT("slot", slot));
    }
}

static void checked_draw(struct view *view, struct canvas *canvas)
{
    const struct model *model = view->model;
    const struct reception_check_in_out *out = model->checked.out;
    struct button buttons[3];
    size_t count = 0;
    if (!out)
        return;
    const char *walk_in = canvas_message(canvas, MESSAGE_RECEPTION_WALK_IN);
    buttons[count++] = (struct button){.what = OVER_WALK_IN,
                                       .label = walk_in,
                                       .detail = out->walk_in ? say_wait(canvas, out->walk_in, NULL, -1) : NULL};
    if (out->next_slot.set)
        buttons[count++] =
                (struct button){.what = OVER_MOVE,
                                .label = canvas_message(canvas, MESSAGE_RECEPTION_NEXT_SLOT,
                                                        I18N_TEXT("time", say_moment(canvas, out->next_slot.value)))};
    buttons[count++] = (struct button){.what = OVER_CLOSE, .label = canvas_message(canvas, MESSAGE_UI_CLOSE)};
    dialog_draw(canvas,
                &(struct dialog){.title = names_service(model_names(model, canvas->language), model->checked_service),
                                 .text = say_checked(canvas, out),
                                 .buttons = buttons,
                                 .count = count});
}

const struct view_type view_answer = {.name = "answer", .draw = answer_draw, .act = over_act, .draws_over = true};
const struct view_type view_message = {.name = "message", .draw = message_draw, .act = over_act, .draws_over = true};
const struct view_type view_checked = {.name = "checked", .draw = checked_draw, .act = over_act, .draws_over = true};
