/* SPDX-License-Identifier: MIT
 *
 * What supervisors tell staff, newest first; Enter takes the newest off this counter.
 */
#include "kiosk/counter/page.h"

static bool is_one_left(const struct view *view)
{
    return model_message(page_model(view)) != NULL;
}

static const struct view_key keys[] = {
        {INPUT_ENTER, ACT_READ_MESSAGE, 0, MESSAGE_COUNTER_KEY_READ, MESSAGE_COUNTER_KEY_READ, false, is_one_left},
        {INPUT_ESCAPE, ACT_CLOSE, 0, MESSAGE_COUNTER_BACK, MESSAGE_COUNTER_BACK, false, NULL},
};

static void draw(struct view *view, struct canvas *canvas)
{
    const struct counter_watch_out *watch = model_watch(page_model(view));
    struct rect rect = page_begin(view, canvas);
    page_keys(view, canvas, &rect);
    rect = rect_inset(rect, rect.width >= 110 ? 6 : 2, 0);
    page_title(view, canvas, &rect, canvas_message(canvas, MESSAGE_COUNTER_TITLE_MESSAGES));
    if (!is_one_left(view)) {
        canvas_text(canvas, rect, ALIGN_LEFT, LOOK_QUIET, canvas_message(canvas, MESSAGE_COUNTER_NOTHING_THERE));
        return;
    }
    for (size_t i = 0; i < watch->messages.count && rect.height > 0; i++) {
        const struct counter_message *message = &watch->messages.items[i];
        canvas_line(canvas, rect_cut_top(&rect, 1), ALIGN_LEFT, LOOK_QUIET, say_time(canvas, message->at));
        int rows = canvas_text(canvas, rect, ALIGN_LEFT, i == 0 ? LOOK_STRONG : LOOK_PAGE, message->text);
        rect_cut_top(&rect, rows + 1);
    }
}

static struct intent act(struct view *view, int what, attr_unused int64_t value)
{
    if (what == ACT_CLOSE || !is_one_left(view))
        return INTENT(INTENT_CLOSE);
    return INTENT_DOES(ACT_READ_MESSAGE, .text = model_message(page_model(view))->message);
}

const struct view_type counter_view_messages = {
        .name = "messages",
        .size = sizeof(struct page),
        .draw = draw,
        .act = act,
        .tick = page_tick,
        .wake = page_wake,
        .keys = keys,
        .key_count = ARRAY_SIZE(keys),
};
