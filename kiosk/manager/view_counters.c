/* SPDX-License-Identifier: MIT
 *
 * All counters: who does what there since when, and for which services; whoever is lost, away or too long on a pause
 * first. Enter asks what shall be done there.
 */
#include <string.h>

#include "kiosk/manager/ask.h"
#include "kiosk/manager/page.h"
#include "kiosk/manager/trouble.h"

/* Keys of operators that are away, as no counter begins. */
static const char away_sign[] = "@";

static const char *say_sign(enum counter_light light)
{
    static const char *const signs[] = {[COUNTER_CLOSED] = "·",
                                        [COUNTER_WORKS] = "○",
                                        [COUNTER_RESTS] = "‖",
                                        [COUNTER_LATE] = "◐",
                                        [COUNTER_LOST] = "●"};
    return signs[light];
}

static enum look sign_look(enum counter_light light)
{
    static const enum look looks[] = {[COUNTER_CLOSED] = LOOK_QUIET,
                                      [COUNTER_WORKS] = LOOK_GOOD,
                                      [COUNTER_RESTS] = LOOK_QUIET,
                                      [COUNTER_LATE] = LOOK_WARN,
                                      [COUNTER_LOST] = LOOK_BAD};
    return looks[light];
}

/* Services, after the profile it has for a time. */
static const char *say_takes(const struct view *view, struct canvas *canvas,
                             const struct manager_counter_state *counter)
{
    const char *takes = say_services(canvas, page_names(view), counter->services.items, counter->services.count);
    if (!counter->profile_until.set)
        return takes;
    const char *until = canvas_message(canvas, MESSAGE_MANAGER_UNTIL, I18N_TEXT("what", counter->profile),
                                       I18N_TEXT("time", say_time(canvas, counter->profile_until.value)));
    return canvas_printf(canvas, "[%s] %s", until, takes);
}

static void lay(const struct view *view, struct canvas *canvas, const struct manager_counter_state *counter, bool away,
                struct list_row *row)
{
    const struct names *names = page_names(view);
    enum counter_light light = away ? COUNTER_LOST : trouble_counter(counter, canvas->now_ms);
    enum look look = away ? LOOK_BAD : look_of_counter(counter, canvas->now_ms);
    const char *what = away ? canvas_message(canvas, MESSAGE_MANAGER_AWAY,
                                             I18N_TEXT("ticket", counter->ticket ? counter->ticket : ""))
                            : say_activity(canvas, names, counter);
    const char *operator= counter->operator? counter->operator: "";
    row->key = away ? canvas_printf(canvas, "%s%s", away_sign, operator) : counter->counter;
    row->cells[0] = (struct table_cell){say_sign(light), sign_look(light)};
    row->cells[1] = (struct table_cell){say_counter(canvas, names, counter->counter),
                                        light == COUNTER_CLOSED ? LOOK_QUIET : LOOK_STRONG};
    row->cells[2] = (struct table_cell){operator, LOOK_PAGE };
    row->cells[3] = (struct table_cell){what, look};
    row->cells[4] = (struct table_cell){counter->since.set ? say_since(canvas, counter->since.value) : "",
                                        light == COUNTER_CLOSED ? LOOK_QUIET : LOOK_PAGE};
    row->cells[5] = (struct table_cell){say_takes(view, canvas, counter), LOOK_QUIET};
    row->words =
            canvas_printf(canvas, "%s: %s", canvas_message(canvas, MESSAGE_MANAGER_COLUMN_TAKES), row->cells[5].text);
    row->look = sign_look(light);
    row->sought = canvas_printf(canvas, "%s %s %s %s", row->cells[1].text, operator, what, row->cells[5].text);
}

static void add_rows(const struct view *view, struct canvas *canvas, const struct manager_watch_hall_out *hall,
                     struct list_rows *rows)
{
    const struct manager_counter_state **order =
            arena_new_n(canvas->arena, const struct manager_counter_state *, hall->counters.count + 1);
    for (size_t i = 0; i < hall->away.count; i++)
        lay(view, canvas, &hall->away.items[i], true, list_add(canvas, rows));
    trouble_counters(hall, canvas->now_ms, order);
    for (size_t i = 0; i < hall->counters.count; i++)
        lay(view, canvas, order[i], false, list_add(canvas, rows));
}

static void draw(struct view *view, struct canvas *canvas)
{
    struct list_page *state = view->state;
    const struct manager_watch_hall_out *hall = model_hall(page_model(view));
    struct rect page = page_begin(view, canvas, PAGE_COUNTERS, NULL);
    bool wide = page.width >= 100;
    struct table_column columns[] = {{NULL, 1, ALIGN_LEFT},
                                     {canvas_message(canvas, MESSAGE_MANAGER_COLUMN_COUNTER), 12, ALIGN_LEFT},
                                     {canvas_message(canvas, MESSAGE_MANAGER_COLUMN_OPERATOR), 9, ALIGN_LEFT},
                                     {canvas_message(canvas, MESSAGE_MANAGER_COLUMN_DOES), wide ? 34 : 0, ALIGN_LEFT},
                                     {canvas_message(canvas, MESSAGE_MANAGER_COLUMN_SINCE), 8, ALIGN_RIGHT},
                                     {canvas_message(canvas, MESSAGE_MANAGER_COLUMN_TAKES), 0, ALIGN_LEFT}};
    struct list_rows rows = {0};
    if (hall)
        add_rows(view, canvas, hall, &rows);
    const struct list_look look = {.columns = columns,
                                   .column_count = ARRAY_SIZE(columns) - (wide ? 0 : 1),
                                   .what = LIST_ROW,
                                   .chosen_shows = true,
                                   .word_rows = wide ? 0 : 2,
                                   .empty = canvas_message(canvas, MESSAGE_UI_CONNECTING)};
    list_draw(canvas, page, &state->list, &look, &rows);
    page_end(view, canvas);
}

static struct intent open_key(const char *key)
{
    if (!key)
        return INTENT(INTENT_REDRAW);
    if (key[0] == away_sign[0])
        return INTENT_DOES(DO_ASK, .value = TASK_SIGN_OUT, .text = key + 1);
    return INTENT_DOES(DO_ASK, .value = TASK_COUNTER, .text = key);
}

static struct intent act(struct view *view, int what, int64_t value)
{
    return list_page_act(view, what, value, open_key);
}

static const struct view_key keys[] = {
        {INPUT_ENTER, LIST_OPEN, 0, MESSAGE_MANAGER_KEY_DO, MESSAGE_MANAGER_HELP_COUNTER, false, NULL},
        PAGE_KEYS,
        PAGE_ESCAPE(true),
};

const struct view_type view_counters = LIST_VIEW("counters", struct list_page, draw, act, keys);
