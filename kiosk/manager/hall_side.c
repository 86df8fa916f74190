/* SPDX-License-Identifier: MIT
 *
 * The day so far, and what somebody should look at.
 */
#include <string.h>

#include "common/text.h"
#include "kiosk/manager/ask.h"
#include "kiosk/manager/hall.h"
#include "kiosk/ui/digits.h"

/* --- figures --- */

enum { FIGURES = 6, SINCE_COLUMNS = 9 };

struct figure {
    enum i18n_message name;
    int64_t count;
    int64_t of; /* 0: no share of anything */
    enum look look;
};

static void count_figures(const struct manager_watch_hall_out *hall, struct figure ret_figures[FIGURES])
{
    const struct manager_figures *day = &hall->figures;
    int64_t waiting = 0, late = 0, works = 0;
    for (size_t i = 0; i < hall->queues.count; i++) {
        waiting += hall->queues.items[i].waiting;
        late += hall->queues.items[i].late;
    }
    for (size_t i = 0; i < hall->counters.count; i++)
        works += hall->counters.items[i].operator!= NULL;
    int64_t called = day->step_ends.served + day->step_ends.no_show + day->step_ends.transferred;
    const struct figure figures[FIGURES] = {
            {MESSAGE_MANAGER_ISSUED, day->visits, 0, LOOK_STRONG},
            {MESSAGE_MANAGER_SERVED, day->step_ends.served, 0, LOOK_STRONG},
            {MESSAGE_MANAGER_WAITING, waiting, 0, LOOK_STRONG},
            {MESSAGE_MANAGER_LATE, late, waiting, late > 0 ? LOOK_BAD : LOOK_GOOD},
            {MESSAGE_MANAGER_NO_SHOWS, day->step_ends.no_show, called, LOOK_STRONG},
            {MESSAGE_MANAGER_AT_WORK, works, 0, LOOK_STRONG},
    };
    memcpy(ret_figures, figures, sizeof figures);
}

static const char *say_figure(struct canvas *canvas, const struct figure *figure)
{
    const char *count = say_number(canvas, figure->count);
    if (figure->of <= 0)
        return count;
    return canvas_printf(canvas, "%s (%lld %%)", count, (long long)(figure->count * 100 / figure->of));
}

static void draw_in_a_line(struct canvas *canvas, struct rect line, const struct figure figures[FIGURES])
{
    for (size_t i = 0; i < FIGURES; i++) {
        const char *name = canvas_message(canvas, figures[i].name), *count = say_figure(canvas, &figures[i]);
        int wanted = (int)text_width(name) + (int)text_width(count) + 3;
        if (wanted - 2 > line.width)
            return;
        struct rect place = rect_cut_left(&line, wanted);
        canvas_say(canvas, PLAIN_TEXT, canvas_printf(canvas, "%s: %s", name, count));
        int used = surface_text(canvas->surface, place.x, place.y, place.width, LOOK_QUIET, name);
        surface_text(canvas->surface, place.x + used + 1, place.y, place.width - used - 1,
                     figures[i].look == LOOK_GOOD ? LOOK_STRONG : figures[i].look, count);
    }
}

/* Figures that are read from where one stands, each over its name. */
static void draw_large(struct canvas *canvas, struct rect rect, const struct figure figures[FIGURES])
{
    for (int i = 0; i < FIGURES; i++) {
        struct rect place = rect_column(rect, i, FIGURES, 2), name = rect_cut_bottom(&place, 1);
        const char *count = canvas_printf(canvas, "%lld", (long long)figures[i].count);
        const char *text = canvas_message(canvas, figures[i].name);
        if (figures[i].of > 0)
            text = canvas_printf(canvas, "%s %lld %%", text, (long long)(figures[i].count * 100 / figures[i].of));
        bool late = figures[i].look == LOOK_BAD;
        int width, height;
        digits_size(count, 1, &width, &height);
        struct rect number = {place.x, place.y, width, height};
        if (width <= place.width && height <= place.height)
            digits_draw_at(canvas->surface, number, 1, late ? LOOK_INK_NEW : LOOK_INK, LOOK_PAGE, count);
        else
            surface_text(canvas->surface, place.x, place.y, place.width, figures[i].look, count);
        canvas_say(canvas, PLAIN_TEXT,
                   canvas_printf(canvas, "%s: %s", canvas_message(canvas, figures[i].name),
                                 say_figure(canvas, &figures[i])));
        surface_text(canvas->surface, name.x, name.y, name.width, late ? LOOK_BAD : LOOK_QUIET,
                     late ? canvas_printf(canvas, " %s ", text) : text);
    }
}

void hall_draw_figures(const struct view *view, struct canvas *canvas, struct rect rect)
{
    const struct manager_watch_hall_out *hall = model_hall(page_model(view));
    struct figure figures[FIGURES];
    if (!hall)
        return;
    count_figures(hall, figures);
    if (rect.height == 1)
        draw_in_a_line(canvas, rect, figures);
    else
        draw_large(canvas, rect, figures);
}

/* --- alerts --- */

/* Alerts have no keys of their own: what they are about is one. */
static const char *alert_key(struct canvas *canvas, const struct manager_alert *alert)
{
    const char *parts[] = {alert->kind.text, alert->ticket, alert->service, alert->counter, alert->operator,
                           alert->key };
    const char *key = "";
    for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
        key = canvas_printf(canvas, "%s%s/", key, parts[i] ? parts[i] : "");
    return key;
}

void hall_draw_alerts(const struct view *view, struct canvas *canvas, struct rect rect)
{
    static const struct table_column columns[] = {
            {NULL, 1, ALIGN_LEFT}, {NULL, 0, ALIGN_LEFT}, {NULL, SINCE_COLUMNS, ALIGN_RIGHT}};
    struct hall *state = view->state;
    const struct manager_watch_hall_out *hall = model_hall(page_model(view));
    struct list_rows rows = {0};
    for (size_t i = 0; hall && i < hall->alerts.count; i++) {
        const struct manager_alert *alert = &hall->alerts.items[i];
        enum look look = look_of_alert(alert);
        struct list_row *row = list_add(canvas, &rows);
        row->key = alert_key(canvas, alert);
        row->cells[0] = (struct table_cell){look == LOOK_BAD ? "!" : "·", look};
        row->cells[1] = (struct table_cell){say_alert(canvas, page_names(view), alert), LOOK_PAGE};
        row->cells[2] = (struct table_cell){say_since(canvas, alert->since), LOOK_QUIET};
        row->sought = row->cells[1].text;
    }
    struct rect heading = rect_cut_top(&rect, 1);
    const char *title = canvas_printf(canvas, "%s %zu ", canvas_message(canvas, MESSAGE_MANAGER_ALERTS), rows.count);
    int used = surface_text(canvas->surface, heading.x, heading.y, heading.width, LOOK_TITLE, title);
    canvas_say(canvas, PLAIN_TEXT, title);
    surface_line(canvas->surface, heading.x + used, heading.y, heading.width - used, LOOK_EDGE);
    const struct list_look look = {.columns = columns,
                                   .column_count = ARRAY_SIZE(columns),
                                   .what = HALL_ALERT,
                                   .chosen_shows = state->in_alerts,
                                   .empty = hall ? canvas_message(canvas, MESSAGE_MANAGER_NO_ALERTS) : ""};
    list_draw(canvas, rect, &state->alerts, &look, &rows);
}

static struct intent intent_of(const struct manager_alert *alert)
{
    switch (alert->kind.value) {
    case MANAGER_ALERT_KIND_CLOCK:
        return INTENT_DOES(DO_ASK, .value = TASK_TRUST);
    case MANAGER_ALERT_KIND_AWAY:
        return alert->operator? INTENT_DOES(DO_ASK, .value = TASK_SIGN_OUT, .text = alert->operator)
                              : INTENT(INTENT_REDRAW);
    case MANAGER_ALERT_KIND_ABSENT:
        return INTENT_DOES(DO_PAGE, .value = PAGE_STAFF);
    case MANAGER_ALERT_KIND_PAPER:
    case MANAGER_ALERT_KIND_VOICE:
    case MANAGER_ALERT_KIND_CORNER:
        return INTENT_DOES(DO_PAGE, .value = PAGE_THINGS);
    case MANAGER_ALERT_KIND_LOST:
        return INTENT_DOES(DO_ASK, .value = TASK_COUNTER, .text = alert->counter);
    default:
        break;
    }
    if (alert->ticket)
        return INTENT_DOES(DO_OPEN_TICKET, .text = alert->ticket);
    return alert->service ? INTENT_DOES(DO_OPEN_SERVICE, .text = alert->service) : INTENT(INTENT_REDRAW);
}

struct intent hall_alert_intent(const struct view *view)
{
    const struct hall *state = view->state;
    const struct manager_watch_hall_out *hall = model_hall(page_model(view));
    if (!hall || hall->alerts.count == 0)
        return INTENT(INTENT_REDRAW);
    size_t at = state->alerts.place.index;
    return intent_of(&hall->alerts.items[at < hall->alerts.count ? at : hall->alerts.count - 1]);
}
