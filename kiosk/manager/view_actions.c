/* SPDX-License-Identifier: MIT
 *
 * What concerns the whole hall, and is done seldom: halt, hours of today, close the day, trust the clock, messages.
 * What cannot be done now is not in the list.
 */
#include <string.h>

#include "kiosk/manager/ask.h"
#include "kiosk/manager/page.h"

static bool is_running(const struct manager_watch_hall_out *hall)
{
    return hall && hall->day && !hall->halted;
}

static bool is_halted(const struct manager_watch_hall_out *hall)
{
    return hall && hall->halted;
}

static bool has_day(const struct manager_watch_hall_out *hall)
{
    return hall && hall->day;
}

static bool is_clock_suspect(const struct manager_watch_hall_out *hall)
{
    for (size_t i = 0; hall && i < hall->alerts.count; i++) {
        if (hall->alerts.items[i].kind.value == MANAGER_ALERT_KIND_CLOCK)
            return true;
    }
    return false;
}

static const struct action {
    enum task task;
    enum i18n_message help;
    bool (*offered)(const struct manager_watch_hall_out *hall); /* NULL: always */
} actions[] = {
        {TASK_HALT, MESSAGE_MANAGER_ABOUT_HALT, is_running},
        {TASK_RESUME, MESSAGE_MANAGER_ABOUT_RESUME, is_halted},
        {TASK_TRUST, MESSAGE_MANAGER_ABOUT_TRUST, is_clock_suspect},
        {TASK_MESSAGE, MESSAGE_MANAGER_ABOUT_MESSAGE, NULL},
        {TASK_NEW_SHIFT, MESSAGE_MANAGER_ABOUT_SHIFT, NULL},
        {TASK_DAY, MESSAGE_MANAGER_ABOUT_DAY, NULL},
        {TASK_USUAL_DAY, MESSAGE_MANAGER_ABOUT_USUAL, NULL},
        {TASK_KIOSK_CLOSE, MESSAGE_MANAGER_ABOUT_KIOSK, NULL},
        {TASK_CLOSE_DAY, MESSAGE_MANAGER_ABOUT_CLOSE_DAY, has_day},
};

static void draw(struct view *view, struct canvas *canvas)
{
    struct list_page *state = view->state;
    const struct manager_watch_hall_out *hall = model_hall(page_model(view));
    struct rect page = page_begin(view, canvas, PAGE_ACTIONS, NULL);
    const struct table_column columns[] = {{NULL, 28, ALIGN_LEFT}, {NULL, 0, ALIGN_LEFT}};
    struct list_rows rows = {0};
    for (size_t i = 0; i < ARRAY_SIZE(actions); i++) {
        if (actions[i].offered && !actions[i].offered(hall))
            continue;
        struct list_row *row = list_add(canvas, &rows);
        row->key = canvas_printf(canvas, "%d", (int)actions[i].task);
        row->cells[0] = (struct table_cell){canvas_message(canvas, manager_tasks[actions[i].task].title), LOOK_STRONG};
        row->cells[1] = (struct table_cell){canvas_message(canvas, actions[i].help), LOOK_QUIET};
        row->words = row->cells[1].text;
        row->look = LOOK_EDGE;
        row->sought = row->cells[0].text;
    }
    const struct list_look look = {.columns = columns,
                                   .column_count = ARRAY_SIZE(columns),
                                   .what = LIST_ROW,
                                   .chosen_shows = true,
                                   .word_rows = 2,
                                   .empty = ""};
    list_draw(canvas, page, &state->list, &look, &rows);
    page_end(view, canvas);
}

static struct intent open_key(const char *key)
{
    return key ? INTENT_DOES(DO_ASK, .value = strtol(key, NULL, 10)) : INTENT(INTENT_REDRAW);
}

static struct intent act(struct view *view, int what, int64_t value)
{
    return list_page_act(view, what, value, open_key);
}

static const struct view_key keys[] = {
        {INPUT_ENTER, LIST_OPEN, 0, MESSAGE_MANAGER_KEY_DO, MESSAGE_MANAGER_HELP_ACTION, false, NULL},
        PAGE_KEYS,
        PAGE_ESCAPE(true),
};

const struct view_type view_actions = LIST_VIEW("actions", struct list_page, draw, act, keys);
