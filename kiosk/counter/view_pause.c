/* SPDX-License-Identifier: MIT
 *
 * Away with a code: now, or after the visitor who is here. And work without a visitor.
 */
#include "kiosk/counter/pick.h"

enum { MINUTE_MS = 60 * 1000, STEP_MINUTES = 5, MOST_MINUTES = 8 * 60 };

struct pause {
    struct pick pick;
    int64_t minutes; /* 0: the usual */
};

static const struct view_key pause_keys[] = {
        PICK_TAKE(MESSAGE_COUNTER_KEY_PAUSE),
        {'+', ACT_TURN, STEP_MINUTES, MESSAGE_COUNTER_KEY_MORE, MESSAGE_COUNTER_KEY_MORE, false, NULL},
        {'-', ACT_TURN, -STEP_MINUTES, MESSAGE_COUNTER_KEY_LESS, MESSAGE_COUNTER_KEY_LESS, false, NULL},
        PICK_BACK,
};

static void draw_pause(struct view *view, struct canvas *canvas)
{
    static const struct table_column columns[] = {{.width = 0}, {.width = 10}};
    const struct model *model = page_model(view);
    const struct pause *pause = view->state;
    const struct visitor_get_words_out *words = names_words(&model->names);
    struct pick_rows rows = {0};
    for (size_t i = 0; words && i < words->pauses.count; i++) {
        const struct visitor_word *word = &words->pauses.items[i];
        const char *usual = word->minutes.set ? say_minutes(canvas, word->minutes.value * MINUTE_MS) : NULL;
        *pick_add(canvas, &rows) =
                (struct pick_row){.key = word->key, .cells = {word->name, usual}, .look = LOOK_QUIET};
    }
    bool after = model_has_visitor(model);
    const char *length = pause->minutes > 0 ? say_minutes(canvas, pause->minutes * MINUTE_MS)
                                            : canvas_message(canvas, MESSAGE_COUNTER_USUAL_LENGTH);
    const struct pick_page page = {
            .title = canvas_message(canvas, after ? MESSAGE_COUNTER_TITLE_PAUSE_AFTER : MESSAGE_COUNTER_TITLE_PAUSE),
            .empty = canvas_message(canvas, MESSAGE_COUNTER_NOTHING_THERE),
            .columns = columns,
            .column_count = ARRAY_SIZE(columns),
            .options = {canvas_printf(canvas, "%s: %s", canvas_message(canvas, MESSAGE_COUNTER_LENGTH), length)},
    };
    pick_draw(view, canvas, &page, &rows);
}

static struct intent act_pause(struct view *view, int what, int64_t value)
{
    struct pause *pause = view->state;
    if (what == ACT_CLOSE)
        return INTENT(INTENT_CLOSE);
    if (what == ACT_TURN) {
        if (pause->minutes + value >= 0 && pause->minutes + value <= MOST_MINUTES)
            pause->minutes += value;
        return INTENT(INTENT_REDRAW);
    }
    const char *key = pick_key(view, value);
    return key ? INTENT_DOES(ACT_PAUSE, .text = key, .value = pause->minutes) : INTENT(INTENT_REDRAW);
}

const struct view_type counter_view_pause = PICK_VIEW("pause", struct pause, draw_pause, act_pause, pause_keys);

/* --- tasks --- */

static const struct view_key task_keys[] = {PICK_TAKE(MESSAGE_COUNTER_KEY_TASK), PICK_BACK};

static void draw_task(struct view *view, struct canvas *canvas)
{
    static const struct table_column columns[] = {{.width = 0}};
    const struct visitor_get_words_out *words = names_words(&page_model(view)->names);
    struct pick_rows rows = {0};
    for (size_t i = 0; words && i < words->tasks.count; i++)
        *pick_add(canvas, &rows) =
                (struct pick_row){.key = words->tasks.items[i].key, .cells = {words->tasks.items[i].name}};
    const struct pick_page page = {.title = canvas_message(canvas, MESSAGE_COUNTER_TITLE_TASK),
                                   .empty = canvas_message(canvas, MESSAGE_COUNTER_NOTHING_THERE),
                                   .columns = columns,
                                   .column_count = ARRAY_SIZE(columns)};
    pick_draw(view, canvas, &page, &rows);
}

static struct intent act_task(struct view *view, int what, int64_t value)
{
    if (what == ACT_CLOSE)
        return INTENT(INTENT_CLOSE);
    const char *key = pick_key(view, value);
    return key ? INTENT_DOES(ACT_TASK, .text = key) : INTENT(INTENT_REDRAW);
}

const struct view_type counter_view_task = PICK_VIEW("task", struct pick, draw_task, act_task, task_keys);
