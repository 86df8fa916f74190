/* SPDX-License-Identifier: MIT
 *
 * Who is here now. What an operator must know before anything else stands on top: the number, and the need that says
 * how to call. What ends the service stands at the bottom, always in the same place.
 */
#include <string.h>

#include "common/text.h"
#include "kiosk/counter/page.h"
#include "kiosk/counter/work.h"
#include "kiosk/ui/chart.h"
#include "kiosk/ui/digits.h"

enum { DIGITS_LEAST = 4, BESIDE_DIGITS = 18, PAPERS_ROWS = 2, MINUTE_MS = 60 * 1000, BAR_STEP_MS = 10 * 1000 };

static const char *time_in(struct canvas *canvas, enum i18n_message message, int64_t ms)
{
    return canvas_message(canvas, message, I18N_TEXT("time", say_left(canvas, ms)));
}

/* --- what comes next in the ordinary way --- */

static const char *enter_label(struct canvas *canvas, const struct model *model)
{
    const struct visitor_outcome *usual = model_usual_outcome(model);
    switch ((int)model_enter(model)) {
    case ACT_NEXT:
        return canvas_message(canvas, MESSAGE_COUNTER_ENTER_CALL);
    case ACT_ARRIVE:
        return canvas_message(canvas, MESSAGE_COUNTER_ENTER_ARRIVED);
    case ACT_FINISH:
        return canvas_message(canvas, MESSAGE_COUNTER_ENTER_FINISH, I18N_TEXT("outcome", usual ? usual->name : "?"));
    case ACT_END_HELP:
        return canvas_message(canvas, MESSAGE_COUNTER_ENTER_END_HELP);
    case ACT_END_PAUSE:
        return canvas_message(canvas, MESSAGE_COUNTER_ENTER_BACK);
    case ACT_END_TASK:
        return canvas_message(canvas, MESSAGE_COUNTER_ENTER_END_TASK);
    default:
        return NULL;
    }
}

static void draw_enter(const struct view *view, struct canvas *canvas, struct rect *rect)
{
    const struct model *model = page_model(view);
    const char *label = enter_label(canvas, model);
    struct rect place = rect_cut_bottom(rect, rect->height >= 20 ? 3 : 1);
    if (!label)
        return;
    bool off = !model_offers(model, model_enter(model), canvas->now_ms) ||
               (model_enter(model) == ACT_NEXT && model_waiting_total(model) == 0);
    const char *text = canvas_printf(canvas, "Enter  %s", label);
    canvas_say(canvas, PLAIN_QUESTION, text);
    enum target_state state = canvas_target(
            canvas, &(struct target){.rect = place, .what = ACT_ENTER, .label = label, .off = off, .aside = true});
    enum look look = state == TARGET_PRESSED ? LOOK_PRESSED : off ? LOOK_OFF : LOOK_ACTION;
    surface_fill(canvas->surface, place, look);
    surface_aligned(canvas->surface, rect_centre(place, place.width - 2, 1), ALIGN_LEFT, look, text);
}

/* The outcomes with their digits; the usual one is what Enter takes. */
static void draw_outcomes(const struct view *view, struct canvas *canvas, struct rect *rect)
{
    const struct model *model = page_model(view);
    const struct visitor_get_words_out *words = names_words(&model->names);
    if (!words || !model_holds(model, COUNTER_STEP_STATE_SERVING) || words->outcomes.count == 0)
        return;
    int count = (int)words->outcomes.count, columns = rect->width >= 100 ? 3 : 2;
    int rows = (count + columns - 1) / columns;
    struct rect place = rect_cut_bottom(rect, rows);
    rect_cut_bottom(rect, rect->height > 18);
    for (int i = 0; i < count; i++) {
        const struct visitor_outcome *outcome = &words->outcomes.items[i];
        struct rect cell = rect_column(place, i / rows, columns, 1);
        cell.y += i % rows;
        cell.height = i % rows < place.height;
        bool off = !model_offers(model, ACT_FINISH, canvas->now_ms);
        const char *digit = canvas_printf(canvas, " %d ", (int)outcome->digit);
        enum target_state state =
                canvas_target(canvas, &(struct target){.rect = cell,
                                                       .what = ACT_DIGIT,
                                                       .value = outcome->digit,
                                                       .label = canvas_printf(canvas, "%s%s", digit + 1, outcome->name),
                                                       .off = off});
        if (cell.height == 0)
            continue;
        surface_text(canvas->surface, cell.x, cell.y, 3, off ? LOOK_OFF : LOOK_KEY, digit);
        surface_text(canvas->surface, cell.x + 4, cell.y, cell.width - 4,
                     state == TARGET_PRESSED      ? LOOK_PRESSED
                     : outcome->fulfilled && !off ? LOOK_STRONG
                                                  : LOOK_PAGE,
                     outcome->name);
    }
}

/* --- the clock of the service --- */

static void draw_clock(const struct view *view, struct canvas *canvas, struct rect *rect)
{
    const struct model *model = page_model(view);
    const struct counter_watch_out *watch = model_watch(model);
    if (!model_holds(model, COUNTER_STEP_STATE_SERVING))
        return;
    int64_t elapsed_ms = model_elapsed_ms(model, canvas->now_ms);
    int64_t usual_ms = watch->usual_ms.set ? watch->usual_ms.value : 0;
    bool is_long = model_is_long(model, canvas->now_ms), over = usual_ms > 0 && elapsed_ms > usual_ms;
    if (is_long) {
        struct rect place = rect_cut_bottom(rect, 2);
        surface_fill(canvas->surface, place, LOOK_WARN);
        canvas_text(canvas, rect_inset(place, 1, 0), ALIGN_LEFT, LOOK_WARN,
                    canvas_message(canvas, MESSAGE_COUNTER_LONG, I18N_NUMBER("minutes", usual_ms / MINUTE_MS)));
    }
    struct rect line = rect_cut_bottom(rect, 1);
    const char *clock = say_clock(canvas, elapsed_ms);
    surface_text(canvas->surface, line.x, line.y, 8, LOOK_STRONG, clock);
    rect_cut_left(&line, 8);
    if (usual_ms == 0)
        return;
    const char *usual = canvas_message(canvas, MESSAGE_COUNTER_USUALLY, I18N_NUMBER("minutes", usual_ms / MINUTE_MS));
    if (over)
        usual = canvas_printf(canvas, "▲ %s", usual);
    surface_aligned(canvas->surface, line, ALIGN_RIGHT, LOOK_QUIET, usual);
    rect_cut_right(&line, (int)text_width(usual) + 1);
    surface_fill(canvas->surface, line, LOOK_OFF);
    bar_draw(canvas->surface, line, elapsed_ms - elapsed_ms % BAR_STEP_MS, usual_ms,
             is_long ? LOOK_BAD
             : over  ? LOOK_WARN
                     : LOOK_GOOD);
    canvas_say(canvas, PLAIN_TEXT, canvas_printf(canvas, "%s (%s)", clock, usual));
}

/* --- state --- */

static const char *no_show_line(struct canvas *canvas, const struct counter_ticket *ticket)
{
    if (ticket->calls_needed.set && ticket->calls_needed.value > 0)
        return canvas_message(canvas, MESSAGE_COUNTER_CALLS_NEEDED, I18N_NUMBER("count", ticket->calls_needed.value));
    int64_t left_ms = ticket->no_show_from.set ? ticket->no_show_from.value - canvas->now_ms : 0;
    return left_ms > 0 ? time_in(canvas, MESSAGE_COUNTER_NO_SHOW_IN, left_ms)
                       : canvas_message(canvas, MESSAGE_COUNTER_NO_SHOW_NOW);
}

static const char *recall_line(struct canvas *canvas, const struct counter_ticket *ticket)
{
    int64_t left_ms = ticket->recall_from.set ? ticket->recall_from.value - canvas->now_ms : 0;
    return left_ms > 0 ? time_in(canvas, MESSAGE_COUNTER_RECALL_IN, left_ms) : NULL;
}

static const char *state_word(struct canvas *canvas, const struct model *model)
{
    if (model_activity(model) == COUNTER_ACTIVITY_HELP)
        return canvas_message(canvas, MESSAGE_COUNTER_HELPING);
    bool called = model_ticket(model)->state.value == COUNTER_STEP_STATE_CALLED;
    return canvas_message(canvas, called ? MESSAGE_COUNTER_CALLED : MESSAGE_COUNTER_SERVING);
}

/* The state in words, beside the number or below it. */
static void draw_state(const struct view *view, struct canvas *canvas, struct rect *rect)
{
    const struct model *model = page_model(view);
    const struct counter_ticket *ticket = model_ticket(model);
    bool called = model_holds(model, COUNTER_STEP_STATE_CALLED);
    const char *state = state_word(canvas, model);
    if (called)
        state = canvas_printf(canvas, "%s  %s", state, say_clock(canvas, model_elapsed_ms(model, canvas->now_ms)));
    canvas_line(canvas, rect_cut_top(rect, 1), ALIGN_LEFT, called ? LOOK_CALL : LOOK_STRONG, state);
    if (model_activity(model) == COUNTER_ACTIVITY_HELP && ticket->counter)
        canvas_line(canvas, rect_cut_top(rect, 1), ALIGN_LEFT, LOOK_PAGE, say_counter(canvas, model, ticket->counter));
    if (!called)
        return;
    canvas_line(canvas, rect_cut_top(rect, 1), ALIGN_LEFT, LOOK_PAGE,
                canvas_message(canvas, MESSAGE_COUNTER_CALLS, I18N_NUMBER("count", ticket->calls)));
    canvas_line(canvas, rect_cut_top(rect, 1), ALIGN_LEFT, LOOK_QUIET, no_show_line(canvas, ticket));
    canvas_line(canvas, rect_cut_top(rect, 1), ALIGN_LEFT, LOOK_QUIET, recall_line(canvas, ticket));
}

/* --- the ticket --- */

/* It did not come out, or nobody knows. */
static bool lacks_paper(const struct counter_ticket *ticket)
{
    return ticket->papers == 0 &&
           (ticket->paper.value == COUNTER_PAPER_FAILED || ticket->paper.value == COUNTER_PAPER_UNKNOWN);
}

static bool has_remarks(const struct model *model, const struct counter_ticket *ticket)
{
    return ticket->slot_at.set || ticket->for_operator || ticket->for_counter || lacks_paper(ticket) ||
           model_watch(model)->session.next_pause;
}

/* Rows that must be left for what stands below the number. */
static int rows_needed(const struct model *model, const struct counter_ticket *ticket)
{
    const struct visitor_service *service = names_find_service(&model->names, ticket->service);
    int rows = 2 + (int)ticket->needs.count + ticket->promise_passed + has_remarks(model, ticket) +
               (ticket->papers > 1 ? PAPERS_ROWS : 0);
    rows += ticket->steps.count > 1;
    rows += ticket->notes.count < 2 ? (int)ticket->notes.count : 2;
    return rows + (service && service->bring.count > 0);
}

/* Two fifths of the height, but nothing is pushed out by large digits. */
static int digits_rows(struct rect rect, int needed)
{
    int most = rect.height * 2 / 5, left = rect.height - needed;
    if (most < DIGITS_LEAST)
        most = DIGITS_LEAST;
    return most < left ? most : left;
}

static void draw_number(const struct view *view, struct canvas *canvas, struct rect *rect)
{
    const struct model *model = page_model(view);
    const struct counter_ticket *ticket = model_ticket(model);
    bool called = model_holds(model, COUNTER_STEP_STATE_CALLED);
    struct rect room = {rect->x, rect->y, rect->width - BESIDE_DIGITS, digits_rows(*rect, rows_needed(model, ticket))};
    int width, height, scale = digits_scale(room, ticket->ticket);
    digits_size(ticket->ticket, scale, &width, &height);
    canvas_say(canvas, PLAIN_TITLE, ticket->ticket);
    if (scale == 0 || room.height < DIGITS_LEAST) {
        struct rect block = rect_cut_top(rect, called ? 4 : 1);
        struct rect number = rect_cut_left(&block, (int)text_width(ticket->ticket) + 2);
        surface_aligned(canvas->surface, rect_cut_top(&number, 1), ALIGN_CENTRE, called ? LOOK_CALL_NEW : LOOK_HEADER,
                        ticket->ticket);
        rect_cut_left(&block, 2);
        draw_state(view, canvas, &block);
        return;
    }
    struct rect block = rect_cut_top(rect, height > DIGITS_LEAST ? height : DIGITS_LEAST);
    struct rect number = rect_cut_left(&block, width);
    digits_draw_at(canvas->surface, number, scale, called ? LOOK_INK_NEW : LOOK_INK, LOOK_PAGE, ticket->ticket);
    rect_cut_left(&block, 3);
    draw_state(view, canvas, &block);
    rect_cut_top(rect, rect->height >= 12 ? 1 : 0);
}

static void draw_needs(const struct model *model, struct canvas *canvas, struct rect *rect,
                       const struct counter_ticket *ticket)
{
    for (size_t i = 0; i < ticket->needs.count; i++) {
        struct rect line = rect_cut_top(rect, 1);
        const char *text = canvas_printf(canvas, "◆ %s", say_need(canvas, model, ticket->needs.items[i]));
        surface_fill(canvas->surface, line, LOOK_WARN);
        canvas_line(canvas, rect_inset(line, 1, 0), ALIGN_LEFT, LOOK_WARN, text);
    }
}

static const char *remarks(struct canvas *canvas, const struct model *model, const struct counter_ticket *ticket)
{
    const char *text = NULL;
    if (ticket->slot_at.set)
        text = canvas_message(canvas, MESSAGE_COUNTER_BOOKED,
                              I18N_TEXT("time", say_time(canvas, ticket->slot_at.value)));
    if (ticket->for_operator || ticket->for_counter)
        text = say_both(canvas, text, canvas_message(canvas, MESSAGE_COUNTER_SENT_HERE));
    if (lacks_paper(ticket))
        text = say_both(canvas, text,
                        canvas_message(canvas, ticket->paper.value == COUNTER_PAPER_FAILED
                                                       ? MESSAGE_COUNTER_NO_PAPER
                                                       : MESSAGE_PAPERS_PERHAPS_NONE));
    const char *next = model_watch(model)->session.next_pause;
    if (next)
        text = say_both(canvas, text,
                        canvas_message(canvas, MESSAGE_COUNTER_THEN_PAUSE,
                                       I18N_TEXT("pause", names_pause(&model->names, next))));
    return text;
}

static const char *step_mark(const struct counter_step *step)
{
    switch (step->state.value) {
    case COUNTER_STEP_STATE_ENDED:
        return "✓";
    case COUNTER_STEP_STATE_CALLED:
    case COUNTER_STEP_STATE_SERVING:
        return "▸";
    default:
        return "○";
    }
}

/* The steps of the visit, if there are several: in a line each where there is room, else in one. */
static void draw_steps(const struct model *model, struct canvas *canvas, struct rect *rect,
                       const struct counter_ticket *ticket)
{
    if (ticket->steps.count < 2)
        return;
    bool roomy = rect->height > (int)ticket->steps.count + 10;
    const char *all = NULL;
    for (size_t i = 0; i < ticket->steps.count; i++) {
        const struct counter_step *step = &ticket->steps.items[i];
        const char *name = names_service(&model->names, step->service);
        const char *back = step->returns ? canvas_message(canvas, MESSAGE_COUNTER_RETURNS) : NULL;
        const char *text = canvas_printf(canvas, "%s %s", step_mark(step), say_both(canvas, name, back));
        if (roomy)
            canvas_line(canvas, rect_cut_top(rect, 1), ALIGN_LEFT, LOOK_PAGE, text);
        all = all ? canvas_printf(canvas, "%s  %s", all, text) : text;
    }
    if (!roomy)
        canvas_line(canvas, rect_cut_top(rect, 1), ALIGN_LEFT, LOOK_PAGE, all);
    rect_cut_top(rect, roomy);
}

static void draw_notes(struct canvas *canvas, struct rect *rect, const struct counter_ticket *ticket)
{
    int most = rect->height >= 16 ? 6 : 2;
    for (size_t i = ticket->notes.count; i > 0 && most > 0; i--, most--) {
        const struct counter_note *note = &ticket->notes.items[i - 1];
        struct rect measure = *rect;
        const char *text = canvas_printf(canvas, "✎ %s%s%s", note->text, note->operator ? " · " : "",
                                         note->operator ? note->operator : "");
        int rows = rect->height >= 16 ? surface_wrap(NULL, measure, ALIGN_LEFT, LOOK_STRONG, text) : 1;
        canvas_text(canvas, rect_cut_top(rect, rows), ALIGN_LEFT, LOOK_STRONG, text);
    }
}

static void draw_bring(const struct model *model, struct canvas *canvas, struct rect *rect,
                       const struct counter_ticket *ticket)
{
    const struct visitor_service *service = names_find_service(&model->names, ticket->service);
    if (!service || service->bring.count == 0 || rect->height == 0)
        return;
    const char *title = canvas_message(canvas, MESSAGE_COUNTER_BRING);
    if (rect->height < (int)service->bring.count + 3) {
        const char *all = NULL;
        for (size_t i = 0; i < service->bring.count; i++)
            all = say_both(canvas, all, service->bring.items[i]);
        struct rect place = rect_cut_top(rect, 2);
        canvas_text(canvas, place, ALIGN_LEFT, LOOK_QUIET, canvas_printf(canvas, "%s: %s", title, all));
        return;
    }
    rect_cut_top(rect, 1);
    canvas_line(canvas, rect_cut_top(rect, 1), ALIGN_LEFT, LOOK_QUIET, title);
    for (size_t i = 0; i < service->bring.count; i++)
        canvas_line(canvas, rect_cut_top(rect, 1), ALIGN_LEFT, LOOK_PAGE,
                    canvas_printf(canvas, "• %s", service->bring.items[i]));
}

/* The service, and for how long it was waited for; then class, language and how many. */
static void draw_who(const struct model *model, struct canvas *canvas, struct rect *rect,
                     const struct counter_ticket *ticket, int64_t waited_ms)
{
    struct rect line = rect_cut_top(rect, 1);
    const char *service = names_service(&model->names, ticket->service), *waited = say_waited(canvas, waited_ms);
    canvas_say(canvas, PLAIN_TEXT, say_both(canvas, service, waited));
    surface_aligned(canvas->surface, rect_cut_right(&line, (int)text_width(waited)), ALIGN_RIGHT, LOOK_PAGE, waited);
    surface_text(canvas->surface, line.x, line.y, line.width - 1, LOOK_STRONG, service);
    canvas_line(canvas, rect_cut_top(rect, 1), ALIGN_LEFT, LOOK_PAGE, say_who(canvas, model, ticket));
}

/* Two people may come, each with a paper of it. */
static void draw_papers(struct canvas *canvas, struct rect *rect, const struct counter_ticket *ticket)
{
    const char *papers = say_papers(canvas, ticket);
    if (!papers)
        return;
    int rows = surface_wrap(NULL, *rect, ALIGN_LEFT, LOOK_WARN, papers);
    canvas_text(canvas, rect_cut_top(rect, rows < PAPERS_ROWS ? rows : PAPERS_ROWS), ALIGN_LEFT, LOOK_WARN, papers);
}

static void draw_ticket(const struct view *view, struct canvas *canvas, struct rect rect)
{
    const struct model *model = page_model(view);
    const struct counter_ticket *ticket = model_ticket(model);
    draw_number(view, canvas, &rect);
    draw_needs(model, canvas, &rect, ticket);
    draw_who(model, canvas, &rect, ticket, ticket->waited_ms);
    draw_papers(canvas, &rect, ticket);
    if (ticket->promise_passed)
        canvas_line(canvas, rect_cut_top(&rect, 1), ALIGN_LEFT, LOOK_WARN,
                    canvas_message(canvas, MESSAGE_COUNTER_PROMISE_PASSED));
    const char *more = remarks(canvas, model, ticket);
    if (more)
        canvas_line(canvas, rect_cut_top(&rect, 1), ALIGN_LEFT, LOOK_PAGE, more);
    rect_cut_top(&rect, rect.height >= 14);
    draw_steps(model, canvas, &rect, ticket);
    draw_notes(canvas, &rect, ticket);
    draw_bring(model, canvas, &rect, ticket);
}

/* --- nobody is here --- */

static void draw_title(struct canvas *canvas, struct rect *rect, const char *title, const char *detail)
{
    rect_cut_top(rect, rect->height >= 12);
    canvas_line(canvas, rect_cut_top(rect, 1), ALIGN_LEFT, LOOK_TITLE, title);
    if (detail)
        canvas_line(canvas, rect_cut_top(rect, 1), ALIGN_LEFT, LOOK_PAGE, detail);
    rect_cut_top(rect, rect->height >= 8);
}

/* Who would be called next; the need stands here before the call. */
static void draw_next(const struct model *model, struct canvas *canvas, struct rect *rect)
{
    const struct counter_ticket *next = model_waiting_at(model, 0);
    if (!next)
        return;
    canvas_line(canvas, rect_cut_top(rect, 1), ALIGN_LEFT, LOOK_QUIET, canvas_message(canvas, MESSAGE_COUNTER_NEXT));
    canvas_line(canvas, rect_cut_top(rect, 1), ALIGN_LEFT, LOOK_STRONG, next->ticket);
    draw_needs(model, canvas, rect, next);
    draw_who(model, canvas, rect, next, model_waited_ms(next, model->waiting_ms, canvas->now_ms));
    draw_papers(canvas, rect, next);
    if (next->promise_passed)
        canvas_line(canvas, rect_cut_top(rect, 1), ALIGN_LEFT, LOOK_WARN,
                    canvas_message(canvas, MESSAGE_COUNTER_PROMISE_PASSED));
}

/* While somebody is here the same in one line. */
static void draw_next_line(const struct model *model, struct canvas *canvas, struct rect *rect)
{
    const struct counter_ticket *next = model_waiting_at(model, 0);
    if (!next || model_activity(model) != COUNTER_ACTIVITY_TICKET)
        return;
    struct rect line = rect_cut_bottom(rect, 1);
    const char *needs = say_needs(canvas, model, next);
    const char *label = canvas_printf(canvas, "%s: ", canvas_message(canvas, MESSAGE_COUNTER_NEXT));
    const char *text = say_both(canvas, next->ticket, needs ? needs : names_service(&model->names, next->service));
    canvas_say(canvas, PLAIN_TEXT, canvas_printf(canvas, "%s%s", label, text));
    int used = surface_text(canvas->surface, line.x, line.y, line.width, LOOK_QUIET, label);
    surface_text(canvas->surface, line.x + used, line.y, line.width - used, needs ? LOOK_WARN : LOOK_QUIET, text);
}

static void draw_free(const struct model *model, struct canvas *canvas, struct rect rect)
{
    int64_t waiting = model_waiting_total(model);
    const char *detail = waiting == 0 ? canvas_message(canvas, MESSAGE_COUNTER_NOBODY_WAITS) : NULL;
    draw_title(canvas, &rect, canvas_message(canvas, MESSAGE_COUNTER_FREE), detail);
    if (waiting > 0)
        draw_next(model, canvas, &rect);
}

static const char *since_until(struct canvas *canvas, const struct counter_session *session)
{
    const char *since =
            canvas_message(canvas, MESSAGE_COUNTER_SINCE, I18N_TEXT("time", say_time(canvas, session->since)));
    if (!session->until.set)
        return since;
    const char *until =
            canvas_message(canvas, MESSAGE_COUNTER_UNTIL, I18N_TEXT("time", say_time(canvas, session->until.value)));
    return say_both(canvas, since, until);
}

static void draw_away(const struct model *model, struct canvas *canvas, struct rect rect)
{
    const struct counter_session *session = &model_watch(model)->session;
    bool pause = model_activity(model) == COUNTER_ACTIVITY_PAUSE;
    const char *title = pause ? names_pause(&model->names, session->code) : names_task(&model->names, session->code);
    draw_title(canvas, &rect, title, since_until(canvas, session));
    if (session->until.set) {
        struct rect line = rect_cut_top(&rect, 1);
        surface_fill(canvas->surface, line, LOOK_OFF);
        bool over = canvas->now_ms > session->until.value;
        bar_draw(canvas->surface, line, canvas->now_ms - session->since, session->until.value - session->since,
                 over ? LOOK_WARN : LOOK_GOOD);
    }
}

/* --- all of it --- */

static void draw_halted(const struct model *model, struct canvas *canvas, struct rect *rect)
{
    const char *reason = model_watch(model)->halted;
    if (!reason)
        return;
    struct rect line = rect_cut_top(rect, 1);
    surface_fill(canvas->surface, line, LOOK_BAD);
    canvas_line(
            canvas, rect_inset(line, 1, 0), ALIGN_LEFT, LOOK_BAD,
            canvas_message(canvas, MESSAGE_COUNTER_HALTED, I18N_TEXT("reason", names_reason(&model->names, reason))));
    rect_cut_top(rect, rect->height >= 12);
}

void work_draw_visitor(const struct view *view, struct canvas *canvas, struct rect rect)
{
    const struct model *model = page_model(view);
    draw_halted(model, canvas, &rect);
    draw_enter(view, canvas, &rect);
    rect_cut_bottom(&rect, rect.height >= 14);
    draw_outcomes(view, canvas, &rect);
    draw_clock(view, canvas, &rect);
    draw_next_line(model, canvas, &rect);
    if (model_ticket(model))
        draw_ticket(view, canvas, rect);
    else if (model_activity(model) == COUNTER_ACTIVITY_FREE)
        draw_free(model, canvas, rect);
    else
        draw_away(model, canvas, rect);
}
