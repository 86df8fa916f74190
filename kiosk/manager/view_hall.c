/* SPDX-License-Identifier: MIT
 *
 * The hall live: all queues, those in trouble first, the day so far, and what somebody should look at. Letters narrow
 * the queues; Tab goes to the alerts; Enter opens the service, or what an alert is about.
 */
#include <string.h>

#include "kiosk/manager/ask.h"
#include "kiosk/manager/hall.h"

enum { WIDE_COLUMNS = 110, SIDE_COLUMNS = 42, ALERT_ROWS = 5 };

/* --- queues --- */

static const struct table_column narrow_columns[] = {
        {"", 1, ALIGN_LEFT},     {NULL, 0, ALIGN_LEFT},  {NULL, 5, ALIGN_RIGHT}, {NULL, 12, ALIGN_RIGHT},
        {NULL, 10, ALIGN_RIGHT}, {NULL, 5, ALIGN_RIGHT}, {NULL, 14, ALIGN_LEFT}};
static const struct table_column more_columns[] = {
        {NULL, 5, ALIGN_RIGHT}, {NULL, 5, ALIGN_RIGHT}, {NULL, 6, ALIGN_RIGHT}};
static const enum i18n_message headings[] = {MESSAGE_MANAGER_COLUMN_WAIT,    MESSAGE_MANAGER_COLUMN_LONGEST,
                                             MESSAGE_MANAGER_COLUMN_NEW,     MESSAGE_MANAGER_COLUMN_COUNTERS,
                                             MESSAGE_MANAGER_COLUMN_TROUBLE, MESSAGE_MANAGER_COLUMN_HERE,
                                             MESSAGE_MANAGER_COLUMN_ISSUED,  MESSAGE_MANAGER_COLUMN_SERVED};
enum { NARROW_CELLS = ARRAY_SIZE(narrow_columns), MORE_CELLS = ARRAY_SIZE(more_columns) };

static void lay_queue(const struct view *view, struct canvas *canvas, const struct manager_service_queue *queue,
                      struct list_row *row)
{
    const struct model *model = page_model(view);
    enum light light = trouble_light(model, queue, canvas->now_ms);
    int64_t longest_ms = model_longest_ms(model, queue, canvas->now_ms);
    bool off = light == LIGHT_OFF;
    enum look look = off ? LOOK_QUIET : LOOK_PAGE;
    bool nobody = queue->counters == 0 && queue->waiting > 0;
    row->key = queue->service;
    row->cells[0] = (struct table_cell){light_sign(light), light_look(light)};
    row->cells[1] = (struct table_cell){names_service(&model->names, queue->service), look};
    row->cells[2] = (struct table_cell){say_number(canvas, queue->waiting), queue->waiting > 0 ? LOOK_STRONG : look};
    row->cells[3] = (struct table_cell){
            queue->waiting > 0 ? canvas_printf(canvas, " %s ", say_longest(canvas, longest_ms, queue->target_ms)) : "",
            light_look(light)};
    row->cells[4] =
            (struct table_cell){queue->open ? say_range(canvas, queue->wait, queue->why_unknown.text) : "", look};
    row->cells[5] = (struct table_cell){say_number(canvas, queue->counters), nobody ? LOOK_BAD : look};
    row->cells[6] = (struct table_cell){say_trouble_short(canvas, model, queue), look};
    row->cells[7] = (struct table_cell){say_number(canvas, queue->called + queue->serving), look};
    row->cells[8] = (struct table_cell){say_number(canvas, queue->issued), look};
    row->cells[9] = (struct table_cell){say_number(canvas, queue->served), look};
    const struct visitor_service *service = names_find_service(&model->names, queue->service);
    row->sought = canvas_printf(canvas, "%s %s %s", row->cells[1].text, queue->service,
                                service ? names_group(&model->names, service->agency) : "");
}

static void draw_queues(struct view *view, struct canvas *canvas, struct rect rect)
{
    struct hall *state = view->state;
    const struct model *model = page_model(view);
    const struct manager_watch_hall_out *hall = model_hall(model);
    size_t count = hall ? hall->queues.count : 0;
    const struct manager_service_queue **order =
            arena_new_n(canvas->arena, const struct manager_service_queue *, count + 1);
    trouble_order(model, canvas->now_ms, order);
    struct list_rows rows = {0};
    for (size_t i = 0; i < count; i++)
        lay_queue(view, canvas, order[i], list_add(canvas, &rows));
    struct table_column columns[NARROW_CELLS + MORE_CELLS];
    memcpy(columns, narrow_columns, sizeof narrow_columns);
    memcpy(columns + NARROW_CELLS, more_columns, sizeof more_columns);
    for (size_t i = 0; i < ARRAY_SIZE(headings); i++)
        columns[i + 2].title = canvas_message(canvas, headings[i]);
    bool wide = rect.width >= 96;
    if (rect.width >= 90)
        columns[6].width = 24;
    const struct list_look look = {
            .columns = columns,
            .column_count = wide ? NARROW_CELLS + MORE_CELLS : NARROW_CELLS,
            .what = HALL_QUEUE,
            .chosen_shows = !state->in_alerts,
            .empty = canvas_message(canvas, hall ? MESSAGE_MANAGER_NO_QUEUES : MESSAGE_UI_CONNECTING)};
    list_draw(canvas, rect, &state->queues, &look, &rows);
}

/* All that is to be said of the chosen queue, in words. */
static int draw_words(const struct view *view, struct canvas *canvas, struct rect rect)
{
    const struct hall *state = view->state;
    const struct model *model = page_model(view);
    const char *chosen = list_chosen(&state->queues);
    const struct manager_service_queue *queue = chosen ? model_queue(model, chosen) : NULL;
    const char *text = queue ? say_trouble(canvas, model, queue) : NULL;
    if (!text)
        return 0;
    enum light light = trouble_light(model, queue, canvas->now_ms);
    surface_sign(canvas->surface, rect.x, rect.y, light == LIGHT_RED ? '!' : ' ', light_look(light));
    rect_cut_left(&rect, 2);
    return canvas_text(canvas, rect, ALIGN_LEFT, LOOK_STRONG, text);
}

/* --- the page --- */

static void draw_wide(struct view *view, struct canvas *canvas, struct rect page)
{
    struct rect side = rect_cut_right(&page, page.width >= 150 ? SIDE_COLUMNS + 14 : SIDE_COLUMNS);
    rect_cut_right(&page, 3);
    struct rect heading = rect_cut_top(&side, 1);
    const char *title = canvas_message(canvas, MESSAGE_MANAGER_TODAY);
    int used = surface_text(canvas->surface, heading.x, heading.y, heading.width, LOOK_TITLE, title);
    surface_line(canvas->surface, heading.x + used + 1, heading.y, heading.width - used - 1, LOOK_EDGE);
    hall_draw_figures(view, canvas, rect_cut_top(&side, 6));
    rect_cut_top(&side, 1);
    hall_draw_alerts(view, canvas, side);
    struct rect words = rect_cut_bottom(&page, 3);
    rect_cut_bottom(&page, 1);
    draw_queues(view, canvas, page);
    draw_words(view, canvas, words);
}

static void draw_narrow(struct view *view, struct canvas *canvas, struct rect page)
{
    const struct manager_watch_hall_out *hall = model_hall(page_model(view));
    size_t alerts = hall ? hall->alerts.count : 0;
    hall_draw_figures(view, canvas, rect_cut_top(&page, 1));
    rect_cut_top(&page, page.height > 16);
    int rows = (int)(alerts < ALERT_ROWS ? alerts : ALERT_ROWS) + 1;
    struct rect below = rect_cut_bottom(&page, rows > 1 ? rows : 2), words = rect_cut_bottom(&page, 2);
    draw_queues(view, canvas, page);
    draw_words(view, canvas, words);
    hall_draw_alerts(view, canvas, below);
}

static void draw(struct view *view, struct canvas *canvas)
{
    struct rect page = page_begin(view, canvas, PAGE_HALL, NULL);
    if (page.width >= WIDE_COLUMNS)
        draw_wide(view, canvas, page);
    else
        draw_narrow(view, canvas, page);
}

static struct intent open_chosen(struct hall *state, const struct view *view)
{
    const char *service = list_chosen(&state->queues);
    if (state->in_alerts)
        return hall_alert_intent(view);
    return service ? INTENT_DOES(DO_OPEN_SERVICE, .text = service) : INTENT(INTENT_REDRAW);
}

static struct intent act(struct view *view, int what, int64_t value)
{
    struct hall *state = view->state;
    const char *service = list_chosen(&state->queues);
    const struct manager_service_queue *queue = service ? model_queue(page_model(view), service) : NULL;
    switch (what) {
    case HALL_QUEUE:
        state->in_alerts = false;
        list_at(&state->queues, value);
        return open_chosen(state, view);
    case HALL_ALERT:
        state->in_alerts = true;
        list_at(&state->alerts, value);
        return open_chosen(state, view);
    case HALL_OPEN_ROW:
        return open_chosen(state, view);
    case HALL_OTHER:
        state->in_alerts = !state->in_alerts;
        return INTENT(INTENT_REDRAW);
    case HALL_CLOSE:
        return queue ? INTENT_DOES(DO_ASK, .value = queue->closed ? TASK_OPEN : TASK_CLOSE, .text = service)
                     : INTENT(INTENT_REDRAW);
    default:
        return page_act(view, what, value);
    }
}

static struct intent type(struct view *view, const struct input_event *event)
{
    struct hall *state = view->state;
    bool letter = event->key < KEY_FIRST && (event->key < '0' || event->key > '9');
    if (letter)
        state->in_alerts = false;
    return list_type(state->in_alerts ? &state->alerts : &state->queues, event) ? INTENT(INTENT_REDRAW)
                                                                                : INTENT(INTENT_NONE);
}

static bool has_queue(const struct view *view)
{
    const struct hall *state = view->state;
    return list_chosen(&state->queues) && !state->in_alerts;
}

static const struct view_key keys[] = {
        {INPUT_ENTER, HALL_OPEN_ROW, 0, MESSAGE_RECEPTION_KEY_OPEN, MESSAGE_MANAGER_HELP_OPEN_ROW, false, NULL},
        {INPUT_TAB, HALL_OTHER, 0, MESSAGE_MANAGER_ALERTS, MESSAGE_MANAGER_HELP_ALERTS, false, NULL},
        {INPUT_F1 + 1, HALL_CLOSE, 0, MESSAGE_MANAGER_KEY_CLOSE, MESSAGE_MANAGER_HELP_CLOSE, false, has_queue},
        PAGE_KEYS,
};

const struct view_type view_hall = {
        .name = "hall",
        .size = sizeof(struct hall),
        .draw = draw,
        .act = act,
        .type = type,
        .wake = page_wake,
        .tick = page_tick,
        .keys = keys,
        .key_count = ARRAY_SIZE(keys),
};
