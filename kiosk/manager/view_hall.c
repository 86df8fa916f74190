/* SPDX-License-Identifier: MIT
 *
 * The hall live: all queues, those in trouble first, the day so far, and what somebody should look at. Letters narrow
 * the queues; Tab goes to the alerts; Enter opens the service, or what an alert is about.
 */
#include <string.h>

#include "kiosk/manager/ask.h"
#include "kiosk/manager/hall.h"

enum { SIDE_FROM = 150, SIDE_COLUMNS = 56, MORE_FROM = 116, TALL_ROWS = 30 };

/* --- queues --- */

enum hall_column { SIGN, NAME, WAIT, LONGEST, NEW, OPEN, TROUBLE, FEW, HERE = FEW, ISSUED, SERVED, COLUMNS };

static const struct table_column few_columns[COLUMNS] = {
        {NULL, 1, ALIGN_LEFT},   {NULL, 0, ALIGN_LEFT},  {NULL, 4, ALIGN_RIGHT}, {NULL, 12, ALIGN_RIGHT},
        {NULL, 10, ALIGN_RIGHT}, {NULL, 4, ALIGN_RIGHT}, {NULL, 10, ALIGN_LEFT}, {NULL, 5, ALIGN_RIGHT},
        {NULL, 5, ALIGN_RIGHT},  {NULL, 6, ALIGN_RIGHT}};
static const enum i18n_message headings[COLUMNS] = {
        [WAIT] = MESSAGE_MANAGER_COLUMN_WAIT,       [LONGEST] = MESSAGE_MANAGER_COLUMN_LONGEST,
        [NEW] = MESSAGE_MANAGER_COLUMN_NEW,         [OPEN] = MESSAGE_MANAGER_COLUMN_COUNTERS,
        [TROUBLE] = MESSAGE_MANAGER_COLUMN_TROUBLE, [HERE] = MESSAGE_MANAGER_COLUMN_HERE,
        [ISSUED] = MESSAGE_MANAGER_COLUMN_ISSUED,   [SERVED] = MESSAGE_MANAGER_COLUMN_SERVED};

static void lay_queue(const struct view *view, struct canvas *canvas, const struct manager_service_queue *queue,
                      bool wide, struct list_row *row)
{
    const struct model *model = page_model(view);
    enum light light = trouble_light(model, queue, canvas->now_ms);
    int64_t longest_ms = model_longest_ms(model, queue, canvas->now_ms);
    bool off = light == LIGHT_OFF;
    enum look look = off ? LOOK_QUIET : LOOK_PAGE;
    bool nobody = queue->counters == 0 && queue->waiting > 0;
    row->key = queue->service;
    row->cells[SIGN] = (struct table_cell){light_sign(light), light_look(light)};
    row->cells[NAME] = (struct table_cell){names_service(&model->names, queue->service), look};
    row->cells[WAIT] = (struct table_cell){say_number(canvas, queue->waiting), queue->waiting > 0 ? LOOK_STRONG : look};
    row->cells[LONGEST] = (struct table_cell){
            queue->waiting > 0 ? canvas_printf(canvas, " %s ", say_longest(canvas, longest_ms, queue->target_ms)) : "",
            light_look(light)};
    row->cells[NEW] =
            (struct table_cell){queue->open ? say_range(canvas, queue->wait, queue->why_unknown.text) : "", look};
    row->cells[OPEN] = (struct table_cell){say_number(canvas, queue->counters), nobody ? LOOK_BAD : look};
    row->cells[TROUBLE] = (struct table_cell){say_trouble_short(canvas, model, queue, wide), look};
    row->cells[HERE] = (struct table_cell){say_number(canvas, queue->called + queue->serving), look};
    row->cells[ISSUED] = (struct table_cell){say_number(canvas, queue->issued), look};
    row->cells[SERVED] = (struct table_cell){say_number(canvas, queue->served), look};
    row->words = say_trouble(canvas, model, queue);
    row->look = light_look(light);
    const struct visitor_service *service = names_find_service(&model->names, queue->service);
    row->sought = canvas_printf(canvas, "%s %s %s", row->cells[NAME].text, queue->service,
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
    bool wide = rect.width >= MORE_FROM;
    struct list_rows rows = {0};
    for (size_t i = 0; i < count; i++)
        lay_queue(view, canvas, order[i], wide, list_add(canvas, &rows));
    struct table_column columns[COLUMNS];
    memcpy(columns, few_columns, sizeof columns);
    for (size_t i = WAIT; i < COLUMNS; i++)
        columns[i].title = canvas_message(canvas, headings[i]);
    if (wide)
        columns[TROUBLE].width = 22;
    const struct list_look look = {
            .columns = columns,
            .column_count = wide ? COLUMNS : FEW,
            .what = HALL_QUEUE,
            .chosen_shows = !state->in_alerts,
            .word_rows = 2,
            .empty = canvas_message(canvas, hall ? MESSAGE_MANAGER_NO_QUEUES : MESSAGE_UI_CONNECTING)};
    list_draw(canvas, rect, &state->queues, &look, &rows);
}

/* --- the page --- */

/* Alerts beside the queues. */
static void draw_beside(struct view *view, struct canvas *canvas, struct rect page)
{
    struct rect side = rect_cut_right(&page, SIDE_COLUMNS);
    rect_cut_right(&page, 3);
    hall_draw_alerts(view, canvas, side);
    draw_queues(view, canvas, page);
}

/* Alerts below the queues: as many rows as there are, up to a third of the page. */
static void draw_below(struct view *view, struct canvas *canvas, struct rect page)
{
    const struct manager_watch_hall_out *hall = model_hall(page_model(view));
    int count = hall ? (int)hall->alerts.count : 0, most = page.height / 3 - 1;
    int rows = count < most ? count : most;
    struct rect below = rect_cut_bottom(&page, (rows > 1 ? rows : 1) + 1);
    rect_cut_bottom(&page, page.height > 16);
    draw_queues(view, canvas, page);
    hall_draw_alerts(view, canvas, below);
}

static void draw(struct view *view, struct canvas *canvas)
{
    struct rect page = page_begin(view, canvas, PAGE_HALL, NULL);
    bool tall = page.height >= TALL_ROWS;
    hall_draw_figures(view, canvas, rect_cut_top(&page, tall ? HALL_TALL_FIGURES : 1));
    rect_cut_top(&page, page.height > 16);
    if (page.width >= SIDE_FROM)
        draw_beside(view, canvas, page);
    else
        draw_below(view, canvas, page);
    page_end(view, canvas);
}

static struct intent open_chosen(struct hall *state, const struct view *view)
{
    if (state->in_alerts)
        return hall_alert_intent(view);
    const char *service = list_take(&state->queues);
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
        (void)list_take_at(&state->queues, value);
        return open_chosen(state, view);
    case HALL_ALERT:
        state->in_alerts = true;
        (void)list_take_at(&state->alerts, value);
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
        PAGE_ESCAPE(true),
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
