/* SPDX-License-Identifier: MIT
 *
 * What waits for this counter, what is parked, and the operator's own day.
 */
#include "common/text.h"
#include "kiosk/counter/page.h"
#include "kiosk/counter/work.h"
#include "kiosk/ui/chart.h"

enum { MINUTE_MS = 60 * 1000, DAY_ROWS = 4, WORDS_FROM = 40, COMING_ROWS = 3, COMING_FROM = 14 };

/* Colour, shape and word: none of them alone. */
static const struct {
    const char *mark;
    enum look look;
    enum i18n_message word;
} lights[] = {
        [LIGHT_NONE] = {"·", LOOK_QUIET, MESSAGE_COUNTER_NOBODY},
        [LIGHT_GREEN] = {"●", LOOK_GOOD, MESSAGE_COUNTER_IN_TIME},
        [LIGHT_YELLOW] = {"▲", LOOK_WARN, MESSAGE_COUNTER_SOON_LATE},
        [LIGHT_RED] = {"■", LOOK_BAD, MESSAGE_COUNTER_LATE},
};

static void draw_heading(struct canvas *canvas, struct rect *rect, const char *title, const char *figure)
{
    struct rect line = rect_cut_top(rect, 1);
    canvas_say(canvas, PLAIN_TITLE, figure ? canvas_printf(canvas, "%s: %s", title, figure) : title);
    surface_aligned(canvas->surface, line, ALIGN_LEFT, LOOK_TITLE, title);
    if (figure)
        surface_aligned(canvas->surface, line, ALIGN_RIGHT, LOOK_TITLE, figure);
}

static void draw_queue(const struct model *model, struct canvas *canvas, struct rect line,
                       const struct counter_queue *queue)
{
    int64_t longest_ms = model_longest_ms(model, queue, canvas->now_ms);
    enum light light = model_light(queue, longest_ms);
    const char *name = names_service(&model->names, queue->service), *word = canvas_message(canvas, lights[light].word);
    const char *oldest = queue->waiting > 0 ? say_minutes(canvas, longest_ms) : "";
    const char *waiting = canvas_printf(canvas, "%lld", (long long)queue->waiting);
    canvas_say(canvas, PLAIN_TEXT, canvas_printf(canvas, "%s: %s  %s  %s", name, waiting, oldest, word));
    surface_text(canvas->surface, line.x, line.y, 1, lights[light].look, lights[light].mark);
    rect_cut_left(&line, 2);
    bool words = line.width >= WORDS_FROM;
    struct rect figure = rect_cut_right(&line, words ? 28 : 13);
    surface_text(canvas->surface, line.x, line.y, line.width, queue->tier == 0 ? LOOK_PAGE : LOOK_QUIET, name);
    surface_aligned(canvas->surface, rect_cut_left(&figure, 4), ALIGN_RIGHT, LOOK_STRONG, waiting);
    surface_aligned(canvas->surface, rect_cut_left(&figure, 9), ALIGN_RIGHT, LOOK_PAGE, oldest);
    rect_cut_left(&figure, 1);
    if (words && queue->waiting > 0)
        surface_aligned(canvas->surface, figure, ALIGN_LEFT, lights[light].look, canvas_printf(canvas, " %s ", word));
}

static bool is_shown(const struct counter_queue *queue, bool all)
{
    return all || queue->waiting > 0;
}

/* Where not all services find room, those for whom nobody waits are left out first. */
static void draw_queues(const struct model *model, struct canvas *canvas, struct rect *rect, int most)
{
    const struct counter_watch_out *watch = model_watch(model);
    bool all = (int)watch->queues.count <= most;
    int shown = 0, left = 0;
    for (size_t i = 0; i < watch->queues.count; i++)
        left += is_shown(&watch->queues.items[i], all);
    for (size_t i = 0; i < watch->queues.count; i++) {
        if (!is_shown(&watch->queues.items[i], all))
            continue;
        if (shown + 1 == most && left > 1)
            break;
        draw_queue(model, canvas, rect_cut_top(rect, 1), &watch->queues.items[i]);
        shown++;
        left--;
    }
    if (left > 0)
        canvas_line(canvas, rect_cut_top(rect, 1), ALIGN_LEFT, LOOK_QUIET,
                    canvas_message(canvas, MESSAGE_COUNTER_AND_MORE, I18N_NUMBER("count", left)));
    else if (shown == 0)
        canvas_line(canvas, rect_cut_top(rect, 1), ALIGN_LEFT, LOOK_QUIET,
                    canvas_message(canvas, MESSAGE_COUNTER_NOBODY_WAITS));
}

/* The services below are those of another profile, for a time. */
static void draw_lent(const struct model *model, struct canvas *canvas, struct rect *rect)
{
    const struct counter_session *session = &model_watch(model)->session;
    if (session->profile_until.set)
        canvas_line(canvas, rect_cut_top(rect, 1), ALIGN_LEFT, LOOK_WARN,
                    canvas_message(canvas, MESSAGE_COUNTER_SERVES_UNTIL,
                                   I18N_TEXT("time", say_time(canvas, session->profile_until.value))));
}

static void draw_parked(const struct model *model, struct canvas *canvas, struct rect *rect, int most)
{
    const struct counter_watch_out *watch = model_watch(model);
    if (watch->parked.count == 0 || most < 2)
        return;
    draw_heading(canvas, rect, canvas_message(canvas, MESSAGE_COUNTER_PARKED),
                 canvas_printf(canvas, "%zu", watch->parked.count));
    for (size_t i = 0; i < watch->parked.count && (int)i + 1 < most; i++) {
        const struct counter_ticket *ticket = &watch->parked.items[i];
        struct rect line = rect_cut_top(rect, 1);
        const char *until = ticket->until.set ? canvas_message(canvas, MESSAGE_COUNTER_UNTIL,
                                                               I18N_TEXT("time", say_time(canvas, ticket->until.value)))
                                              : "";
        const char *text =
                canvas_printf(canvas, "%s  %s", ticket->ticket, names_service(&model->names, ticket->service));
        canvas_say(canvas, PLAIN_TEXT, say_both(canvas, text, until));
        surface_aligned(canvas->surface, line, ALIGN_RIGHT, LOOK_QUIET, until);
        rect_cut_right(&line, (int)text_width(until) + 1);
        surface_text(canvas->surface, line.x, line.y, line.width, LOOK_PAGE, text);
    }
    rect_cut_top(rect, rect->height > 0);
}

/* Where there is room: who would be called next, and how. */
static void draw_coming(const struct model *model, struct canvas *canvas, struct rect *rect)
{
    draw_heading(canvas, rect, canvas_message(canvas, MESSAGE_COUNTER_NEXT), NULL);
    for (size_t i = 0; i < model_waiting_count(model) && i < COMING_ROWS; i++) {
        const struct counter_ticket *ticket = model_waiting_at(model, i);
        const char *needs = say_needs(canvas, model, ticket);
        const char *what = needs ? canvas_printf(canvas, "◆ %s", needs) : names_service(&model->names, ticket->service);
        struct rect line = rect_cut_top(rect, 1);
        canvas_say(canvas, PLAIN_TEXT, canvas_printf(canvas, "%s  %s", ticket->ticket, what));
        surface_text(canvas->surface, line.x, line.y, line.width, LOOK_STRONG, ticket->ticket);
        rect_cut_left(&line, 8);
        surface_text(canvas->surface, line.x, line.y, line.width, needs ? LOOK_WARN : LOOK_PAGE, what);
    }
}

/* --- the day --- */

struct share {
    enum i18n_message name;
    int64_t ms;
};

static void draw_share(struct canvas *canvas, struct rect line, const struct share *share, int64_t of_ms)
{
    const char *name = canvas_message(canvas, share->name), *text = say_minutes(canvas, share->ms);
    canvas_say(canvas, PLAIN_TEXT, canvas_printf(canvas, "%s: %s", name, text));
    surface_aligned(canvas->surface, rect_cut_left(&line, 20), ALIGN_LEFT, LOOK_PAGE, name);
    surface_aligned(canvas->surface, rect_cut_left(&line, 9), ALIGN_RIGHT, LOOK_PAGE, text);
    rect_cut_left(&line, 2);
    if (line.width >= 8)
        bar_draw(canvas->surface, line, share->ms, of_ms > 0 ? of_ms : 1, LOOK_TITLE);
}

/* How the signed-in time was spent; as the daemon told it last. */
static void draw_shares(struct canvas *canvas, struct rect rect, const struct counter_own_day *day)
{
    const struct share shares[] = {
            {MESSAGE_COUNTER_DAY_TICKET, day->ticket_ms}, {MESSAGE_COUNTER_DAY_FREE, day->free_ms},
            {MESSAGE_COUNTER_DAY_PAUSE, day->pause_ms},   {MESSAGE_COUNTER_DAY_TASK, day->task_ms},
            {MESSAGE_COUNTER_DAY_HELP, day->help_ms},
    };
    for (size_t i = 0; i < ARRAY_SIZE(shares); i++)
        draw_share(canvas, rect_cut_top(&rect, 1), &shares[i], day->signed_in_ms);
}

static void draw_day(const struct model *model, struct canvas *canvas, struct rect rect)
{
    const struct counter_own_day *day = &model_watch(model)->day;
    draw_heading(canvas, &rect, canvas_message(canvas, MESSAGE_COUNTER_MY_DAY), NULL);
    canvas_line(canvas, rect_cut_top(&rect, 1), ALIGN_LEFT, LOOK_PAGE,
                canvas_message(canvas, MESSAGE_COUNTER_DAY_SERVED, I18N_NUMBER("count", day->served)));
    if (day->service_ms.set)
        canvas_line(canvas, rect_cut_top(&rect, 1), ALIGN_LEFT, LOOK_PAGE,
                    canvas_message(canvas, MESSAGE_COUNTER_DAY_MEAN,
                                   I18N_TEXT("time", say_clock(canvas, day->service_ms.value))));
    canvas_line(canvas, rect_cut_top(&rect, 1), ALIGN_LEFT, LOOK_PAGE,
                canvas_message(canvas, MESSAGE_COUNTER_DAY_NO_SHOWS, I18N_NUMBER("count", day->no_shows)));
    rect_cut_top(&rect, 1);
    if (rect.height >= 5)
        draw_shares(canvas, rect, day);
}

void work_draw_side(const struct view *view, struct canvas *canvas, struct rect rect)
{
    const struct model *model = page_model(view);
    if (rect_is_empty(rect))
        return;
    struct rect day = rect_cut_bottom(&rect, rect.height >= 26 ? DAY_ROWS + 6 : DAY_ROWS);
    rect_cut_bottom(&rect, rect.height > 8);
    int parked = (int)model_watch(model)->parked.count;
    int parked_rows = parked == 0 ? 0 : rect_bound(parked + 2, rect.height / 2);
    int64_t waiting = model_waiting_total(model);
    draw_heading(canvas, &rect, canvas_message(canvas, MESSAGE_COUNTER_WAITING),
                 canvas_printf(canvas, "%lld", (long long)waiting));
    bool coming = rect.height - parked_rows >= COMING_FROM && model_waiting_count(model) > 0;
    int coming_rows = coming ? COMING_ROWS + 2 : 0;
    struct rect queues = rect_cut_top(&rect, rect.height - parked_rows - coming_rows);
    draw_lent(model, canvas, &queues);
    draw_queues(model, canvas, &queues, queues.height - (parked_rows > 0));
    struct rect next = rect_cut_top(&rect, coming_rows);
    if (coming)
        draw_coming(model, canvas, &next);
    draw_parked(model, canvas, &rect, parked_rows - 1);
    draw_day(model, canvas, day);
}
