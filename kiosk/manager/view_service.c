/* SPDX-License-Identifier: MIT
 *
 * One service: how it stands, and its open tickets in the order in which they will be called. Enter opens a ticket; the
 * acts are in the line of keys.
 */
#include <string.h>

#include "kiosk/manager/ask.h"
#include "kiosk/manager/page.h"
#include "kiosk/manager/trouble.h"
#include "kiosk/ui/steps.h"

enum service_target { SERVICE_CLOSE = 1, SERVICE_OPEN };

static const struct manager_service_queue *queue_of(const struct view *view)
{
    return model_queue(page_model(view), view->text);
}

/* --- how it stands --- */

static const char *say_counts(struct canvas *canvas, const struct manager_service_queue *queue)
{
    const struct {
        enum i18n_message name;
        int64_t count;
    } parts[] = {
            {MESSAGE_MANAGER_WAITING, queue->waiting}, {MESSAGE_MANAGER_COLUMN_HERE, queue->called + queue->serving},
            {MESSAGE_MANAGER_PARKED, queue->parked},   {MESSAGE_MANAGER_PUT_OFF, queue->put_off},
            {MESSAGE_MANAGER_SERVED, queue->served},   {MESSAGE_MANAGER_NO_SHOWS, queue->no_shows}};
    const char *text = "";
    for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
        text = canvas_printf(canvas, "%s%s%s %s", text, i > 0 ? "   " : "", canvas_message(canvas, parts[i].name),
                             say_number(canvas, parts[i].count));
    return text;
}

/* Who takes it now, and who would as second choice: keys of counters by their labels. */
static const char *say_takers(const struct view *view, struct canvas *canvas)
{
    const struct manager_watch_hall_out *hall = model_hall(page_model(view));
    const char *text = "";
    for (size_t i = 0; i < hall->counters.count; i++) {
        const struct manager_counter_state *counter = &hall->counters.items[i];
        for (size_t j = 0; counter->operator&& j<counter->services.count; j++) {
            if (strcmp(counter->services.items[j], view->text) == 0)
                text = canvas_printf(canvas, "%s%s%s", text, *text ? ", " : "",
                                     names_counter(page_names(view), counter->counter));
        }
    }
    return *text ? text : canvas_message(canvas, MESSAGE_MANAGER_NOBODY_SERVES);
}

static void draw_state(const struct view *view, struct canvas *canvas, struct rect *page)
{
    const struct model *model = page_model(view);
    const struct manager_service_queue *queue = queue_of(view);
    const struct visitor_service *service = names_find_service(&model->names, view->text);
    if (!queue)
        return;
    struct rect line = rect_cut_top(page, 1);
    int64_t longest_ms = model_longest_ms(model, queue, canvas->now_ms);
    enum light light = trouble_light(model, queue, canvas->now_ms);
    const char *longest = canvas_printf(canvas, " %s ", say_longest(canvas, longest_ms, queue->target_ms));
    int used = surface_text(canvas->surface, line.x, line.y, line.width, light_look(light), longest);
    canvas_say(canvas, PLAIN_TEXT, longest);
    rect_cut_left(&line, used + 2);
    canvas_line(canvas, line, ALIGN_LEFT, LOOK_PAGE,
                canvas_printf(canvas, "%s · %s · %s", say_range(canvas, queue->wait, queue->why_unknown.text),
                              canvas_message(canvas, MESSAGE_MANAGER_TAKEN_AT,
                                             I18N_TEXT("counters", say_takers(view, canvas))),
                              service ? service->hours : ""));
    canvas_line(canvas, rect_cut_top(page, 1), ALIGN_LEFT, LOOK_PAGE, say_counts(canvas, queue));
    const char *text = say_trouble(canvas, model, queue);
    if (text)
        rect_cut_top(page, canvas_text(canvas, *page, ALIGN_LEFT, LOOK_STRONG, text));
    rect_cut_top(page, page->height > 8);
}

/* --- its tickets --- */

static void lay(const struct view *view, struct canvas *canvas, const struct manager_ticket *ticket,
                struct list_row *row)
{
    const struct names *names = page_names(view);
    bool waits = ticket->state.value == MANAGER_STEP_STATE_WAITING;
    const char *wait = waits ? say_range(canvas, ticket->wait, ticket->why_unknown.text) : "";
    const struct step_told step = {ticket->state, ticket->end, ticket->counter, ticket->until};
    row->key = ticket->ticket;
    row->cells[0] = (struct table_cell){ticket->ticket, LOOK_STRONG};
    row->cells[1] = (struct table_cell){canvas_printf(canvas, " %s ", say_minutes(canvas, ticket->waited_ms)),
                                        waits ? look_of_waited(ticket->waited_ms, ticket->target_ms) : LOOK_QUIET};
    row->cells[2] = (struct table_cell){say_step(canvas, names, &step), LOOK_PAGE};
    row->cells[3] = (struct table_cell){wait, LOOK_QUIET};
    row->cells[4] = (struct table_cell){names_class(names, ticket->class), LOOK_QUIET};
    row->cells[5] = (struct table_cell){ticket->promise_passed ? "!" : "", LOOK_WARN};
    row->sought = canvas_printf(canvas, "%s %s %s", ticket->ticket, row->cells[2].text, row->cells[4].text);
}

static void draw(struct view *view, struct canvas *canvas)
{
    struct list_page *state = view->state;
    const struct manager_list_tickets_out *out = model_tickets(page_model(view), view->text);
    struct rect page = page_begin(view, canvas, PAGE_HALL, names_service(page_names(view), view->text));
    draw_state(view, canvas, &page);
    const struct table_column columns[] = {
            {canvas_message(canvas, MESSAGE_MANAGER_COLUMN_TICKET), 8, ALIGN_LEFT},
            {canvas_message(canvas, MESSAGE_RECEPTION_WAITED), 11, ALIGN_RIGHT},
            {canvas_message(canvas, MESSAGE_RECEPTION_STATE), 0, ALIGN_LEFT},
            {canvas_message(canvas, MESSAGE_RECEPTION_TURN), 11, ALIGN_RIGHT},
            {canvas_message(canvas, MESSAGE_RECEPTION_CLASS), page.width >= 100 ? 24 : 11, ALIGN_LEFT},
            {NULL, 1, ALIGN_LEFT}};
    struct list_rows rows = {0};
    for (size_t i = 0; out && i < out->tickets.count; i++)
        lay(view, canvas, &out->tickets.items[i], list_add(canvas, &rows));
    const struct list_look look = {
            .columns = columns,
            .column_count = ARRAY_SIZE(columns),
            .what = LIST_ROW,
            .chosen_shows = true,
            .empty = canvas_message(canvas, out ? MESSAGE_RECEPTION_NOBODY_WAITS : MESSAGE_UI_CONNECTING)};
    list_draw(canvas, page, &state->list, &look, &rows);
    page_end(view, canvas);
}

static struct intent open_key(const char *key)
{
    return key ? INTENT_DOES(DO_OPEN_TICKET, .text = key) : INTENT(INTENT_REDRAW);
}

static struct intent act(struct view *view, int what, int64_t value)
{
    switch (what) {
    case SERVICE_CLOSE:
        return INTENT_DOES(DO_ASK, .value = TASK_CLOSE, .text = view->text);
    case SERVICE_OPEN:
        return INTENT_DOES(DO_ASK, .value = TASK_OPEN, .text = view->text);
    default:
        return list_page_act(view, what, value, open_key);
    }
}

static bool can_close(const struct view *view)
{
    const struct manager_service_queue *queue = queue_of(view);
    return queue && !queue->closed;
}

static bool can_open(const struct view *view)
{
    const struct manager_service_queue *queue = queue_of(view);
    return queue && queue->closed;
}

static const struct view_key keys[] = {
        {INPUT_ENTER, LIST_OPEN, 0, MESSAGE_MANAGER_KEY_STORY, MESSAGE_MANAGER_HELP_STORY, false, NULL},
        {INPUT_F1 + 1, SERVICE_CLOSE, 0, MESSAGE_MANAGER_CLOSE, MESSAGE_MANAGER_HELP_CLOSE, false, can_close},
        {INPUT_F1 + 2, SERVICE_OPEN, 0, MESSAGE_MANAGER_OPEN, MESSAGE_MANAGER_HELP_OPEN_SERVICE, false, can_open},
        PAGE_ESCAPE(false),
        PAGE_KEYS,
};

const struct view_type view_service = LIST_VIEW("service", struct list_page, draw, act, keys);
