/* SPDX-License-Identifier: MIT
 *
 * What lies over a page until it is read: why a ticket was called, whom an act has hit.
 */
#include "kiosk/manager/page.h"
#include "kiosk/ui/dialog.h"

enum { OVER_CLOSE = 1 };

static struct intent act(attr_unused struct view *view, attr_unused int what, attr_unused int64_t value)
{
    return INTENT(INTENT_CLOSE);
}

static void draw(struct view *view, struct canvas *canvas)
{
    const struct model *model = page_model(view);
    const struct button close = {.what = OVER_CLOSE, .label = canvas_message(canvas, MESSAGE_UI_CLOSE)};
    dialog_draw(canvas, &(struct dialog){.title = model->told.answer_title ? model->told.answer_title : "",
                                         .text = model->told.answer ? model->told.answer : "",
                                         .buttons = &close,
                                         .count = 1});
}

const struct view_type view_answer = {.name = "answer", .draw = draw, .act = act, .draws_over = true};
