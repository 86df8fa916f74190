/* SPDX-License-Identifier: MIT
 *
 * The page that asks question by question, as a supervisor has it. Before a move of staff, or other hours, are
 * confirmed it shows what they would do: as soon as that question is there, the daemon is asked.
 */
#include <string.h>

#include "kiosk/manager/ask.h"
#include "kiosk/manager/page.h"

struct ask_page {
    struct ask ask;
    bool previewed; /* of the question that is open */
};

enum { MOVES_MOST = 8, SENT_HOME_MOST = 20, HIT_MOST = 20 };

static bool is_previewing(const struct view *view)
{
    int source = ask_question_of(view)->source;
    return source == ASK_MOVE || source == ASK_HIT;
}

/* --- the form --- */

static bool is_asked(const struct ask *ask, size_t at)
{
    return manager_tasks[ask->task].questions[at].source != ASK_LAST || strcmp(ask->answers[0], "to_ticket") == 0;
}

static struct intent taken(const struct view *view, const struct ask_question *question, const char *answer)
{
    if (question->source != ASK_TASK)
        return INTENT(INTENT_NONE);
    enum task task = (enum task)strtol(answer, NULL, 10);
    const char *subject = ask_subject(view->model, task, view->text);
    return subject ? (struct intent){.kind = INTENT_REPLACE, .type = &view_ask, .value = task, .text = subject}
                   : INTENT(INTENT_REDRAW);
}

static bool is_busy(const struct view *view)
{
    return page_model(view)->busy > 0;
}

static struct rect frame(const struct view *view, struct canvas *canvas, struct rect page, const char *title)
{
    page_header(view, canvas, rect_cut_top(&page, 1), title);
    page = rect_inset(page, 2, 1);
    page_said(view, canvas, &page);
    return page;
}

static const char *subject(const struct view *view, struct canvas *canvas)
{
    const struct names *names = page_names(view);
    const struct manager_shift *shift;
    switch (view->value) {
    case TASK_CLOSE:
    case TASK_OPEN:
        return names_service(names, view->text);
    case TASK_COUNTER:
    case TASK_TELL:
    case TASK_PROFILE:
    case TASK_OWN_PROFILE:
        return say_counter(canvas, names, view->text);
    case TASK_TAKE_BACK:
        return NULL;
    default:
        break;
    }
    shift = model_shift(page_model(view), view->text);
    if (!shift)
        return view->text;
    return canvas_printf(canvas, "%s · %s · %s", say_counter(canvas, names, shift->counter),
                         shift->operator ? shift->operator : canvas_message(canvas, MESSAGE_MANAGER_ANYBODY),
                         say_span(canvas, shift->from, shift->until));
}

/* --- what it would do --- */

static const char *say_change(struct canvas *canvas, const char *now, const char *then)
{
    return strcmp(now, then) == 0 ? then : canvas_printf(canvas, "%s → %s", now, then);
}

static void draw_move(const struct view *view, struct canvas *canvas, struct rect line,
                      const struct manager_queue_move *move)
{
    struct rect late = rect_cut_right(&line, 10), wait = rect_cut_right(&line, 28);
    const char *name = names_service(page_names(view), move->service);
    const char *waits =
            say_change(canvas, say_range(canvas, move->wait_now, NULL), say_range(canvas, move->wait_then, NULL));
    const char *counts = say_change(canvas, say_number(canvas, move->late_now), say_number(canvas, move->late_then));
    enum look look = move->late_then > move->late_now   ? LOOK_BAD
                     : move->late_then < move->late_now ? LOOK_GOOD
                                                        : LOOK_PAGE;
    canvas_say(canvas, PLAIN_TEXT, canvas_printf(canvas, "%s: %s, %s", name, waits, counts));
    surface_text(canvas->surface, line.x, line.y, line.width - 1, LOOK_PAGE, name);
    surface_aligned(canvas->surface, wait, ALIGN_RIGHT, LOOK_PAGE, waits);
    rect_cut_left(&late, 1);
    surface_aligned(canvas->surface, late, ALIGN_RIGHT, look, counts);
}

/* How many, and who, as far as there is room. */
static const char *say_sent_home(struct canvas *canvas, const struct preview *preview)
{
    const char *text =
            canvas_message(canvas, MESSAGE_MANAGER_SENDS_HOME, I18N_NUMBER("count", preview->sent_home_count));
    for (size_t i = 0; i < preview->sent_home_count && i < SENT_HOME_MOST; i++)
        text = canvas_printf(canvas, "%s %s", text, preview->sent_home[i]);
    return text;
}

/* How many bookings, and their times: one line, as those who wait are more urgent. */
static void draw_hit_times(struct canvas *canvas, struct rect line, const struct preview *preview)
{
    const char *text = canvas_message(canvas, MESSAGE_MANAGER_HITS, I18N_NUMBER("count", preview->hit_count));
    for (size_t i = 0; i < preview->hit_count && i < HIT_MOST; i++)
        text = canvas_printf(canvas, "%s %s", text, say_time(canvas, preview->hit[i].slot_at));
    canvas_line(canvas, line, ALIGN_LEFT, preview->hit_count > 0 ? LOOK_WARN : LOOK_PAGE, text);
}

static void draw_moves(const struct view *view, struct canvas *canvas, const struct preview *preview, struct rect *page)
{
    enum look look = preview->late_then > preview->late_now   ? LOOK_BAD
                     : preview->late_then < preview->late_now ? LOOK_GOOD
                                                              : LOOK_STRONG;
    if (preview->count == 0)
        canvas_line(canvas, rect_cut_top(page, 1), ALIGN_LEFT, LOOK_GOOD,
                    canvas_message(canvas, MESSAGE_MANAGER_MOVES_NOTHING));
    else
        canvas_line(canvas, rect_cut_top(page, 1), ALIGN_LEFT, look,
                    canvas_message(canvas, MESSAGE_MANAGER_MOVES_LATE, I18N_NUMBER("then", preview->late_then),
                                   I18N_NUMBER("now", preview->late_now)));
    for (size_t i = 0; i < preview->count && i < MOVES_MOST && page->height > 5; i++)
        draw_move(view, canvas, rect_cut_top(page, 1), &preview->moves[i]);
    if (preview->sent_home_count > 0)
        canvas_line(canvas, rect_cut_top(page, 1), ALIGN_LEFT, LOOK_WARN, say_sent_home(canvas, preview));
    if (preview->closes)
        draw_hit_times(canvas, rect_cut_top(page, 1), preview);
    if (preview->helps) {
        int rows =
                canvas_text(canvas, *page, ALIGN_LEFT, LOOK_STRONG, say_help(canvas, page_names(view), preview->helps));
        rect_cut_top(page, rows);
    }
}

static void draw_hits(const struct view *view, struct canvas *canvas, struct rect *page)
{
    const struct manager_preview_day_out *out = page_model(view)->day_preview.out;
    canvas_line(canvas, rect_cut_top(page, 1), ALIGN_LEFT, out->hit.count > 0 ? LOOK_WARN : LOOK_GOOD,
                canvas_message(canvas, MESSAGE_MANAGER_HITS, I18N_NUMBER("count", out->hit.count)));
    for (size_t i = 0; i < out->hit.count && i < MOVES_MOST && page->height > 5; i++) {
        const struct manager_hit_booking *hit = &out->hit.items[i];
        canvas_line(canvas, rect_cut_top(page, 1), ALIGN_LEFT, LOOK_PAGE,
                    canvas_printf(canvas, "%s  %s  %s", say_time(canvas, hit->slot_at), hit->booking,
                                  names_service(page_names(view), hit->service)));
    }
}

static void explain(const struct view *view, struct canvas *canvas, const struct ask_question *question,
                    struct rect *page)
{
    const struct ask_page *state = view->state;
    const struct model *model = page_model(view);
    struct preview preview;
    if (question->source != ASK_MOVE && question->source != ASK_HIT)
        return;
    if (state->previewed && model->preview_refused)
        canvas_text(canvas, rect_cut_top(page, 2), ALIGN_LEFT, LOOK_WARN, model->preview_refused);
    else if (state->previewed && question->source == ASK_HIT && model->day_preview.out)
        draw_hits(view, canvas, page);
    else if (state->previewed && question->source == ASK_MOVE && model_preview(model, &preview))
        draw_moves(view, canvas, &preview, page);
    else
        canvas_line(canvas, rect_cut_top(page, 1), ALIGN_LEFT, LOOK_QUIET,
                    canvas_message(canvas, MESSAGE_MANAGER_PREVIEWING));
    rect_cut_top(page, 1);
}

static const struct ask_form form = {.tasks = manager_tasks,
                                     .kinds = manager_kinds,
                                     .what_done = DO_TASK,
                                     .is_asked = is_asked,
                                     .taken = taken,
                                     .is_busy = is_busy,
                                     .frame = frame,
                                     .subject = subject,
                                     .explain = explain};

/* --- the page --- */

static void ask_open(struct view *view)
{
    ask_begin(view, &form);
}

static int64_t ask_wake(const struct view *view, int64_t now_ms)
{
    const struct ask_page *state = view->state;
    return is_previewing(view) && !state->previewed ? now_ms : 0;
}

static struct intent ask_tick(struct view *view, attr_unused int64_t now_ms)
{
    struct ask_page *state = view->state;
    state->previewed = true;
    return INTENT_DOES(DO_PREVIEW, .value = view->value, .text = view->text);
}

static void draw(struct view *view, struct canvas *canvas)
{
    struct ask_page *state = view->state;
    state->previewed = state->previewed && is_previewing(view);
    ask_draw(view, canvas);
}

static const struct view_key ask_keys[] = {ASK_KEYS};

const struct view_type view_ask = {
        .name = "ask",
        .size = sizeof(struct ask_page),
        .open = ask_open,
        .draw = draw,
        .act = ask_act,
        .type = ask_type,
        .wake = ask_wake,
        .tick = ask_tick,
        .keys = ask_keys,
        .key_count = ARRAY_SIZE(ask_keys),
};
