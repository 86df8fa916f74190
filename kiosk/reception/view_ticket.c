/* SPDX-License-Identifier: MIT
 *
 * One ticket: what is known of it, and what can be done with it. The acts stand on function keys at the same place
 * always, greyed where the ticket's state does not allow them; the daemon has the last word.
 */
#include <string.h>

#include "common/text.h"
#include "kiosk/reception/ask.h"
#include "kiosk/reception/say.h"
#include "kiosk/ui/digits.h"

enum ticket_target {
    TICKET_ASK = 1, /* value: enum task */
    TICKET_RETURN,
    TICKET_BREAK,
    TICKET_REPRINT,
    TICKET_WHY,
    TICKET_BACK,
    TICKET_HELP,
};

enum { ACT_COLUMNS = 26, PAGE_COLUMNS = 132, TITLE_COLUMNS = 18, FACT_ROWS = 3, NARROW_COLUMNS = 70 };

static const struct reception_ticket *ticket_of(const struct view *view)
{
    return model_ticket(view->model, view->text);
}

/* --- what its state allows --- */

static bool is_in(const struct view *view, unsigned states)
{
    const struct reception_ticket *ticket = ticket_of(view);
    return ticket && ticket->state.value >= 0 && (states & (1U << ticket->state.value)) != 0;
}

enum {
    IN_WAITING = 1U << RECEPTION_STEP_STATE_WAITING,
    IN_CALLED = 1U << RECEPTION_STEP_STATE_CALLED,
    IN_PARKED = 1U << RECEPTION_STEP_STATE_PARKED,
    IN_PUT_OFF = 1U << RECEPTION_STEP_STATE_PUT_OFF,
    IN_ENDED = 1U << RECEPTION_STEP_STATE_ENDED,
};

static bool may_correct(const struct view *view)
{
    return is_in(view, IN_WAITING | IN_PARKED | IN_PUT_OFF);
}

static bool may_note(const struct view *view)
{
    return ticket_of(view) && !is_in(view, IN_ENDED);
}

static bool may_transfer(const struct view *view)
{
    return is_in(view, IN_WAITING | IN_PARKED);
}

static bool may_return(const struct view *view)
{
    const struct reception_ticket *ticket = ticket_of(view);
    return ticket && ticket->return_until.set;
}

static bool may_end(const struct view *view)
{
    return is_in(view, IN_WAITING | IN_CALLED | IN_PARKED | IN_PUT_OFF);
}

static bool may_print(const struct view *view)
{
    return ticket_of(view) && ((const struct model *)view->model)->printer;
}

static bool was_called(const struct view *view)
{
    const struct reception_ticket *ticket = ticket_of(view);
    return ticket && ticket->counter;
}

static bool is_there(const struct view *view)
{
    return ticket_of(view) != NULL;
}

static const struct view_key ticket_keys[] = {
        {INPUT_ESCAPE, TICKET_BACK, 0, MESSAGE_VISITOR_BACK, MESSAGE_RECEPTION_HELP_BACK, false, NULL},
        {INPUT_F1, TICKET_HELP, 0, MESSAGE_UI_HELP, MESSAGE_RECEPTION_HELP_HELP, false, NULL},
        {INPUT_F1 + 1, TICKET_ASK, TASK_CORRECT, MESSAGE_RECEPTION_CORRECT, MESSAGE_RECEPTION_HELP_CORRECT, true,
         may_correct},
        {INPUT_F1 + 2, TICKET_ASK, TASK_NOTE, MESSAGE_RECEPTION_NOTE, MESSAGE_RECEPTION_HELP_NOTE, true, may_note},
        {INPUT_F1 + 3, TICKET_ASK, TASK_TRANSFER, MESSAGE_RECEPTION_TRANSFER, MESSAGE_RECEPTION_HELP_TRANSFER, true,
         may_transfer},
        {INPUT_F1 + 4, TICKET_RETURN, 0, MESSAGE_RECEPTION_RETURN, MESSAGE_RECEPTION_HELP_RETURN, true, may_return},
        {INPUT_F1 + 5, TICKET_BREAK, 0, MESSAGE_RECEPTION_BREAK, MESSAGE_RECEPTION_HELP_BREAK, true, may_correct},
        {INPUT_F1 + 6, TICKET_REPRINT, 0, MESSAGE_RECEPTION_REPRINT, MESSAGE_RECEPTION_HELP_REPRINT, true, may_print},
        {INPUT_F1 + 7, TICKET_ASK, TASK_JOIN, MESSAGE_RECEPTION_JOIN, MESSAGE_RECEPTION_HELP_JOIN, true, may_correct},
        {INPUT_F1 + 8, TICKET_WHY, 0, MESSAGE_RECEPTION_WHY, MESSAGE_RECEPTION_HELP_WHY, true, was_called},
        {INPUT_F1 + 9, TICKET_ASK, TASK_BEFORE, MESSAGE_RECEPTION_BEFORE, MESSAGE_RECEPTION_HELP_BEFORE, true,
         is_there},
        {INPUT_F1 + 10, TICKET_ASK, TASK_CANCEL, MESSAGE_RECEPTION_CANCEL, MESSAGE_RECEPTION_HELP_CANCEL, true,
         may_end},
        {INPUT_F12, TICKET_ASK, TASK_VOID, MESSAGE_RECEPTION_VOID, MESSAGE_RECEPTION_HELP_VOID, true, may_end},
};

static struct intent ticket_act(struct view *view, int what, int64_t value)
{
    bool waits = is_in(view, IN_WAITING);
    switch (what) {
    case TICKET_ASK:
        return INTENT_DOES(DO_ASK, .value = value, .text = view->text);
    case TICKET_RETURN:
        return INTENT_DOES(DO_RETURN, .text = view->text);
    case TICKET_BREAK:
        return waits ? INTENT_DOES(DO_ASK, .value = TASK_PUT_OFF, .text = view->text)
                     : INTENT_DOES(DO_COME_BACK, .text = view->text);
    case TICKET_REPRINT:
        return INTENT_DOES(DO_REPRINT, .text = view->text);
    case TICKET_WHY:
        return INTENT_DOES(DO_EXPLAIN, .text = view->text);
    case TICKET_HELP:
        return INTENT_OPENS(&view_help);
    case TICKET_BACK:
        return INTENT(INTENT_CLOSE);
    default:
        return INTENT(INTENT_NONE);
    }
}

/* --- its paper is followed --- */

struct ticket_page {
    int64_t asked_ms;
};

enum { ASK_AGAIN_MS = 1000 };

static int64_t ticket_wake(const struct view *view, attr_unused int64_t now_ms)
{
    const struct ticket_page *state = view->state;
    const struct reception_ticket *ticket = ticket_of(view);
    bool prints = ticket &&
                  (ticket->paper.value == RECEPTION_PAPER_WAITING || ticket->paper.value == RECEPTION_PAPER_PRINTING);
    return prints ? state->asked_ms + ASK_AGAIN_MS : 0;
}

static struct intent ticket_tick(struct view *view, int64_t now_ms)
{
    struct ticket_page *state = view->state;
    state->asked_ms = now_ms;
    return INTENT_DOES(DO_REFRESH, .text = view->text);
}

/* --- drawing --- */

static void draw_acts(const struct view *view, struct canvas *canvas, struct rect rect)
{
    for (size_t i = 0; i < ARRAY_SIZE(ticket_keys) && rect.height > 0; i++) {
        const struct view_key *key = &ticket_keys[i];
        if (!key->hidden)
            continue;
        bool off = key->offered && !key->offered(view);
        const char *label = canvas_message(canvas, key->label);
        struct rect line = rect_cut_top(&rect, 1), name = rect_cut_left(&line, 5);
        struct rect whole = {name.x, name.y, name.width + line.width, 1};
        enum target_state state = canvas_target(
                canvas,
                &(struct target){.rect = whole, .what = key->what, .value = key->value, .label = label, .off = off});
        enum look look = off ? LOOK_QUIET : LOOK_PAGE;
        if (state == TARGET_FOCUS || state == TARGET_PRESSED)
            look = state == TARGET_FOCUS ? LOOK_FOCUS : LOOK_PRESSED;
        surface_fill(canvas->surface, name, off ? LOOK_OFF : LOOK_KEY);
        surface_aligned(canvas->surface, name, ALIGN_LEFT, off ? LOOK_OFF : LOOK_KEY,
                        canvas_printf(canvas, " %s", view_key_name(canvas, key->key)));
        surface_fill(canvas->surface, line, look);
        surface_text(canvas->surface, line.x + 1, line.y, line.width - 1, look, label);
        if (off)
            surface_tint(canvas->surface, line, LOOK_QUIET);
    }
}

static void fact(struct canvas *canvas, struct rect *page, enum i18n_message title, const char *text, enum look look)
{
    if (!text || !*text || page->height <= 0)
        return;
    const char *name = canvas_message(canvas, title);
    struct rect line = {page->x, page->y, page->width, FACT_ROWS}, left = rect_cut_left(&line, TITLE_COLUMNS);
    int rows = surface_wrap(NULL, line, ALIGN_LEFT, look, text);
    line = rect_cut_top(page, rows < FACT_ROWS ? rows : FACT_ROWS);
    rect_cut_left(&line, TITLE_COLUMNS);
    canvas_say(canvas, PLAIN_TEXT, canvas_printf(canvas, "%s: %s", name, text));
    left.height = 1;
    surface_aligned(canvas->surface, left, ALIGN_LEFT, LOOK_QUIET, name);
    surface_wrap(canvas->surface, line, ALIGN_LEFT, look, text);
}

static const char *say_needs(struct canvas *canvas, const struct names *names, const struct reception_ticket *ticket)
{
    const char *text = "";
    for (size_t i = 0; i < ticket->needs.count; i++)
        text = canvas_printf(canvas, "%s%s%s", text, i > 0 ? ", " : "", names_need(names, ticket->needs.items[i]));
    return text;
}

static const char *say_channel(struct canvas *canvas, const struct reception_ticket *ticket)
{
    static const enum i18n_message messages[] = {
            [RECEPTION_CHANNEL_KIOSK] = MESSAGE_STORY_ISSUED_KIOSK,
            [RECEPTION_CHANNEL_RECEPTION] = MESSAGE_STORY_ISSUED_RECEPTION,
            [RECEPTION_CHANNEL_BOOKING] = MESSAGE_STORY_ISSUED_BOOKING,
            [RECEPTION_CHANNEL_DIRECT] = MESSAGE_STORY_ISSUED_DIRECT,
            [RECEPTION_CHANNEL_BY_HAND] = MESSAGE_STORY_ISSUED_BY_HAND,
            [RECEPTION_CHANNEL_ADOPTED] = MESSAGE_STORY_ISSUED_ADOPTED,
    };
    bool known = ticket->channel.value >= 0 && (size_t)ticket->channel.value < ARRAY_SIZE(messages);
    return canvas_printf(canvas, "%s · %s", say_time(canvas, ticket->issued_at),
                         known ? canvas_message(canvas, messages[ticket->channel.value]) : ticket->channel.text);
}

/* With two of it two people may come. */
static void draw_paper(struct canvas *canvas, const struct reception_ticket *ticket, struct rect *page)
{
    fact(canvas, page, MESSAGE_RECEPTION_PAPER, say_paper(canvas, ticket->paper.value),
         ticket->paper.value == RECEPTION_PAPER_FAILED ? LOOK_BAD : LOOK_PAGE);
    if (ticket->papers > 1)
        fact(canvas, page, MESSAGE_RECEPTION_PAPER,
             canvas_message(canvas, MESSAGE_PAPERS_MANY, I18N_NUMBER("count", ticket->papers),
                            I18N_TEXT("ticket", ticket->ticket)),
             LOOK_WARN);
}

static void draw_waiting(struct canvas *canvas, const struct names *names, const struct reception_ticket *ticket,
                         struct rect *page)
{
    const char *waited = canvas_message(canvas, MESSAGE_RECEPTION_WAITED_OF,
                                        I18N_TEXT("waited", say_minutes(canvas, ticket->waited_ms)),
                                        I18N_TEXT("target", say_minutes(canvas, ticket->target_ms)));
    fact(canvas, page, MESSAGE_RECEPTION_WAITED, waited, look_of_wait(ticket));
    if (ticket->state.value == RECEPTION_STEP_STATE_WAITING)
        fact(canvas, page, MESSAGE_RECEPTION_TURN,
             say_wait(canvas, ticket->wait, ticket->why_unknown.text, ticket->ahead.set ? ticket->ahead.value : -1),
             LOOK_PAGE);
    if (ticket->promise_passed)
        fact(canvas, page, MESSAGE_RECEPTION_PROMISE, canvas_message(canvas, MESSAGE_RECEPTION_PROMISE_PASSED),
             LOOK_WARN);
    if (ticket->return_until.set)
        fact(canvas, page, MESSAGE_RECEPTION_MAY_RETURN, say_time(canvas, ticket->return_until.value), LOOK_STRONG);
    if (ticket->for_counter)
        fact(canvas, page, MESSAGE_RECEPTION_ONLY_AT, names_counter(names, ticket->for_counter), LOOK_PAGE);
    if (ticket->for_operator)
        fact(canvas, page, MESSAGE_RECEPTION_ONLY_AT, ticket->for_operator, LOOK_PAGE);
    if (ticket->slot_at.set)
        fact(canvas, page, MESSAGE_RECEPTION_SLOT, say_time(canvas, ticket->slot_at.value), LOOK_PAGE);
}

static void draw_facts(const struct view *view, struct canvas *canvas, const struct reception_ticket *ticket,
                       struct rect *page)
{
    const struct names *names = model_names(view->model, canvas->language);
    draw_waiting(canvas, names, ticket, page);
    fact(canvas, page, MESSAGE_RECEPTION_CLASS, names_class(names, ticket->class), LOOK_PAGE);
    fact(canvas, page, MESSAGE_RECEPTION_NEEDS, say_needs(canvas, names, ticket), LOOK_STRONG);
    fact(canvas, page, MESSAGE_RECEPTION_KEY_LANGUAGE, model_language_name(view->model, ticket->language), LOOK_PAGE);
    if (ticket->party > 1)
        fact(canvas, page, MESSAGE_RECEPTION_PEOPLE, canvas_printf(canvas, "%lld", (long long)ticket->party),
             LOOK_PAGE);
    fact(canvas, page, MESSAGE_RECEPTION_ISSUED, say_channel(canvas, ticket), LOOK_PAGE);
    draw_paper(canvas, ticket, page);
    for (size_t i = 0; ticket->steps.count > 1 && i < ticket->steps.count; i++) {
        const struct reception_step *step = &ticket->steps.items[i];
        const struct reception_ticket as = {
                .state = step->state, .end = step->end, .counter = step->counter, .service = step->service};
        const char *state = step->state.value == RECEPTION_STEP_STATE_PLANNED
                                    ? canvas_message(canvas, MESSAGE_RECEPTION_STATE_PLANNED)
                                    : say_state(canvas, names, &as);
        fact(canvas, page, MESSAGE_RECEPTION_STEP,
             canvas_printf(canvas, "%zu %s · %s", i + 1, names_service(names, step->service), state), LOOK_PAGE);
    }
    for (size_t i = 0; i < ticket->notes.count; i++) {
        const struct reception_note *note = &ticket->notes.items[i];
        fact(canvas, page, MESSAGE_RECEPTION_NOTE,
             canvas_printf(canvas, "%s %s", say_time(canvas, note->at), note->text), LOOK_PAGE);
    }
}

static void draw_top(const struct view *view, struct canvas *canvas, const struct reception_ticket *ticket,
                     struct rect rect)
{
    const struct names *names = model_names(view->model, canvas->language);
    canvas_say(canvas, PLAIN_TITLE, ticket->ticket);
    if (rect.width < NARROW_COLUMNS) {
        surface_aligned(canvas->surface, rect_cut_left(&rect, TITLE_COLUMNS), ALIGN_LEFT, LOOK_TITLE, ticket->ticket);
    } else {
        int width, height;
        digits_size(ticket->ticket, 1, &width, &height);
        struct rect number = rect_cut_left(&rect, width);
        digits_draw_at(canvas->surface, number, 1, LOOK_INK, LOOK_PAGE, ticket->ticket);
        rect_cut_left(&rect, 3);
    }
    canvas_line(canvas, rect_cut_top(&rect, 1), ALIGN_LEFT, LOOK_STRONG, names_service(names, ticket->service));
    canvas_line(canvas, rect_cut_top(&rect, 1), ALIGN_LEFT, LOOK_QUIET, model_agency(names, ticket->service));
    canvas_line(canvas, rect_cut_top(&rect, 1), ALIGN_LEFT, LOOK_STRONG, say_state(canvas, names, ticket));
}

static void ticket_draw(struct view *view, struct canvas *canvas)
{
    const struct reception_ticket *ticket = ticket_of(view);
    struct rect page = canvas_rect(canvas);
    struct rect header = rect_cut_top(&page, 1), keys = rect_cut_bottom(&page, 1);
    say_draw_header(canvas, view->model, header, canvas_message(canvas, MESSAGE_RECEPTION_PAGE_TICKET));
    view_draw_keys(view, canvas, keys);
    page = rect_inset(page, 2, 1);
    page = rect_centre(page, PAGE_COLUMNS, page.height);
    enum look look;
    if (say_word(view->model, &look))
        say_draw_word(canvas, view->model, rect_cut_bottom(&page, page.height > 18 ? 2 : 1));
    struct rect acts = rect_cut_right(&page, ACT_COLUMNS);
    rect_cut_right(&page, 2);
    if (ticket) {
        draw_top(view, canvas, ticket, rect_cut_top(&page, 4));
        rect_cut_top(&page, 1);
        draw_facts(view, canvas, ticket, &page);
    } else {
        canvas_text(canvas, page, ALIGN_LEFT, LOOK_QUIET, canvas_message(canvas, MESSAGE_UI_CONNECTING));
    }
    draw_acts(view, canvas, acts);
}

const struct view_type view_ticket = {
        .name = "ticket",
        .size = sizeof(struct ticket_page),
        .wake = ticket_wake,
        .tick = ticket_tick,
        .draw = ticket_draw,
        .act = ticket_act,
        .keys = ticket_keys,
        .key_count = ARRAY_SIZE(ticket_keys),
};
