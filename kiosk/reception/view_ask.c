/* SPDX-License-Identifier: MIT
 *
 * The page that asks question by question.
 */
#include "kiosk/reception/ask.h"

#include <string.h>

#include "kiosk/reception/say.h"

enum ask_target {
    TARGET_ROW = 1, /* value: row */
    TARGET_ENTER,
    TARGET_BACK,
    TARGET_HELP,
    TARGET_DAY, /* value: -1, 1 */
    TARGET_TOGGLE,
};

enum { COLUMNS_MOST = 96 };

const struct ask *ask_of(const struct view *view)
{
    return view->state;
}

static const struct ask_question *question_of(const struct ask *ask)
{
    return &ask_tasks[ask->task].questions[ask->at];
}

static void begin_question(struct ask *ask, const char *text)
{
    const struct ask_question *question = question_of(ask);
    ask->line = (struct field){.kind = ask_field_kind(question->source)};
    ask->place = (struct table_place){0};
    ask->bad = false;
    if (ask_is_typed(question->source))
        field_set(&ask->line, text);
    else
        key_copy(ask->place.key, sizeof ask->place.key, text);
}

static void ask_open(struct view *view)
{
    struct ask *ask = view->state;
    ask->task = (enum task)view->value;
    const struct reception_ticket *ticket = model_ticket(view->model, view->text);
    for (size_t i = 0; ticket && i < ticket->needs.count && i < DRAFT_NEEDS; i++)
        key_copy(ask->need_keys[ask->need_count++], KEY_BYTES, ticket->needs.items[i]);
    begin_question(ask, "");
}

/* --- answers --- */

static void toggle_need(struct ask *ask, const char *key)
{
    for (size_t i = 0; i < ask->need_count; i++) {
        if (strcmp(ask->need_keys[i], key) != 0)
            continue;
        memmove(ask->need_keys[i], ask->need_keys[i + 1], (--ask->need_count - i) * KEY_BYTES);
        return;
    }
    if (ask->need_count < DRAFT_NEEDS)
        key_copy(ask->need_keys[ask->need_count++], KEY_BYTES, key);
}

static void join_needs(const struct ask *ask, char to[ASK_ANSWER_BYTES])
{
    size_t length = 0;
    to[0] = '\0';
    for (size_t i = 0; i < ask->need_count; i++) {
        size_t more = strlen(ask->need_keys[i]);
        if (length + more + 2 > ASK_ANSWER_BYTES)
            return;
        if (length > 0)
            to[length++] = ' ';
        memcpy(to + length, ask->need_keys[i], more + 1);
        length += more;
    }
}

static struct intent take(struct view *view, const char *answer)
{
    struct ask *ask = view->state;
    const struct ask_question *question = question_of(ask);
    if (question->source == ASK_NEEDS)
        join_needs(ask, ask->answers[ask->at]);
    else
        key_copy(ask->answers[ask->at], ASK_ANSWER_BYTES, answer);
    if (question->source == ASK_SURE && strcmp(answer, "yes") != 0)
        return INTENT(INTENT_CLOSE);
    if (question->source == ASK_TASK) {
        enum task task = (enum task)strtol(answer, NULL, 10);
        if (task == TASK_CODES)
            return INTENT_DOES(DO_FIND_CODES, .text = "");
        return (struct intent){.kind = INTENT_REPLACE, .type = &view_ask, .value = task, .text = view->text};
    }
    size_t next = ask->at + 1;
    while (next < ask_tasks[ask->task].count && !ask_is_asked(ask, next))
        next++;
    if (next == ask_tasks[ask->task].count)
        return INTENT_DOES(DO_TASK, .value = ask->task, .text = view->text);
    ask->at = next;
    begin_question(ask, ask->answers[ask->at]);
    return INTENT(INTENT_REDRAW);
}

static size_t chosen_row(const struct ask *ask)
{
    for (size_t i = 0; i < ask->row_count; i++) {
        if (strcmp(ask->rows[i], ask->place.key) == 0)
            return i;
    }
    return 0;
}

static struct intent enter(struct view *view)
{
    struct ask *ask = view->state;
    const struct ask_question *question = question_of(ask);
    if (((const struct model *)view->model)->busy > 0)
        return INTENT(INTENT_REDRAW);
    if (ask_is_typed(question->source)) {
        ask->bad = !ask_is_answer(question, ask->line.text);
        return ask->bad ? INTENT(INTENT_REDRAW) : take(view, ask->line.text);
    }
    return ask->row_count > 0 ? take(view, ask->rows[chosen_row(ask)]) : INTENT(INTENT_REDRAW);
}

static struct intent take_row(struct view *view, size_t row)
{
    struct ask *ask = view->state;
    if (row >= ask->row_count)
        return INTENT(INTENT_REDRAW);
    table_choose(&ask->place, ask->rows[row], row);
    if (question_of(ask)->source != ASK_NEEDS)
        return enter(view);
    toggle_need(ask, ask->rows[row]);
    return INTENT(INTENT_REDRAW);
}

static struct intent back(struct ask *ask)
{
    if (ask->at == 0)
        return INTENT(INTENT_CLOSE);
    ask->at--;
    while (ask->at > 0 && !ask_is_asked(ask, ask->at))
        ask->at--;
    begin_question(ask, ask->answers[ask->at]);
    return INTENT(INTENT_REDRAW);
}

static struct intent ask_act(struct view *view, int what, int64_t value)
{
    struct ask *ask = view->state;
    switch (what) {
    case TARGET_ROW:
        return take_row(view, (size_t)value);
    case TARGET_ENTER:
        return enter(view);
    case TARGET_BACK:
        return back(ask);
    case TARGET_HELP:
        return INTENT_OPENS(&view_help);
    case TARGET_DAY:
        return INTENT_DOES(DO_SLOT_DAY, .value = value);
    case TARGET_TOGGLE:
        return take_row(view, chosen_row(ask));
    default:
        return INTENT(INTENT_NONE);
    }
}

/* --- keys --- */

static struct intent type_in_list(struct view *view, const struct input_event *event)
{
    struct ask *ask = view->state;
    const char *keys[ASK_ROWS];
    for (size_t i = 0; i < ask->row_count; i++)
        keys[i] = ask->rows[i];
    bool numbered = !*ask->line.text && event->key >= '1' && event->key <= '9';
    if (numbered)
        return take_row(view, (size_t)(event->key - '1'));
    if (table_type(&ask->place, event, keys, ask->row_count, 0))
        return INTENT(INTENT_REDRAW);
    bool other = event->key == ' ' || event->key == INPUT_LEFT || event->key == INPUT_RIGHT;
    if ((other && !*ask->line.text) || !field_type(&ask->line, event))
        return event->key == INPUT_BACKSPACE ? INTENT(INTENT_REDRAW) : INTENT(INTENT_NONE);
    ask->place = (struct table_place){0};
    return INTENT(INTENT_REDRAW);
}

static struct intent ask_type(struct view *view, const struct input_event *event)
{
    struct ask *ask = view->state;
    if (!ask_is_typed(question_of(ask)->source))
        return type_in_list(view, event);
    if (!field_type(&ask->line, event))
        return event->key == INPUT_BACKSPACE ? INTENT(INTENT_REDRAW) : INTENT(INTENT_NONE);
    ask->bad = false;
    return INTENT(INTENT_REDRAW);
}

static bool asks_slot(const struct view *view)
{
    return question_of(view->state)->source == ASK_SLOT;
}

static bool asks_needs(const struct view *view)
{
    return question_of(view->state)->source == ASK_NEEDS;
}

static const struct view_key ask_keys[] = {
        {INPUT_ENTER, TARGET_ENTER, 0, MESSAGE_RECEPTION_KEY_OK, MESSAGE_RECEPTION_HELP_OK, false, NULL},
        {INPUT_ESCAPE, TARGET_BACK, 0, MESSAGE_VISITOR_BACK, MESSAGE_RECEPTION_HELP_BACK, false, NULL},
        {INPUT_F1, TARGET_HELP, 0, MESSAGE_UI_HELP, MESSAGE_RECEPTION_HELP_HELP, false, NULL},
        {' ', TARGET_TOGGLE, 0, MESSAGE_RECEPTION_KEY_TOGGLE, MESSAGE_RECEPTION_HELP_TOGGLE, true, asks_needs},
        {INPUT_LEFT, TARGET_DAY, -1, MESSAGE_RECEPTION_KEY_DAY_BEFORE, MESSAGE_RECEPTION_HELP_DAY_BEFORE, true,
         asks_slot},
        {INPUT_RIGHT, TARGET_DAY, 1, MESSAGE_RECEPTION_KEY_DAY_AFTER, MESSAGE_RECEPTION_HELP_DAY_AFTER, true,
         asks_slot},
};

/* --- drawing --- */

static void draw_rows(struct view *view, struct canvas *canvas, struct rect rect)
{
    static const struct table_column columns[] = {
            {NULL, 3, ALIGN_LEFT}, {NULL, 0, ALIGN_LEFT}, {NULL, 28, ALIGN_RIGHT}};
    struct ask *ask = view->state;
    const struct ask_row *answers;
    ask->row_count = ask_rows(view, canvas, ask, &answers);
    struct table_row *rows = arena_new_n(canvas->arena, struct table_row, ask->row_count + 1);
    for (size_t i = 0; i < ask->row_count; i++) {
        struct table_cell *cells = arena_new_n(canvas->arena, struct table_cell, ARRAY_SIZE(columns));
        cells[0] =
                (struct table_cell){i < 9 && !*ask->line.text ? canvas_printf(canvas, "%zu", i + 1) : "", LOOK_QUIET};
        cells[1] = (struct table_cell){answers[i].label, LOOK_PAGE};
        cells[2] = (struct table_cell){answers[i].detail, LOOK_QUIET};
        rows[i] = (struct table_row){answers[i].answer, cells};
        key_copy(ask->rows[i], KEY_BYTES, answers[i].answer);
    }
    const struct table table = {.columns = columns,
                                .column_count = ARRAY_SIZE(columns),
                                .rows = rows,
                                .row_count = ask->row_count,
                                .what = TARGET_ROW,
                                .chosen_shows = true,
                                .empty = canvas_message(canvas, MESSAGE_RECEPTION_NOTHING_FITS)};
    table_draw(canvas, rect, &table, &ask->place);
}

static const char *subject_of(const struct view *view, struct canvas *canvas)
{
    if (!view->text)
        return "";
    const char *name = view->value == TASK_BOOK ? names_service(model_names(view->model, canvas->language), view->text)
                                                : view->text;
    return canvas_printf(canvas, " · %s", name);
}

static void draw_answers(struct view *view, struct canvas *canvas, struct rect *page)
{
    const struct ask *ask = view->state;
    for (size_t i = 0; i < ask->at; i++) {
        const struct ask_question *question = &ask_tasks[ask->task].questions[i];
        if (!ask_is_asked(ask, i))
            continue;
        const char *answer = ask_say(view, canvas, question->source, ask->answers[i]);
        canvas_line(canvas, rect_cut_top(page, 1), ALIGN_LEFT, LOOK_QUIET,
                    canvas_printf(canvas, "✓ %s %s", canvas_message(canvas, question->question), answer));
    }
    if (ask->at > 0)
        rect_cut_top(page, 1);
}

static void draw_question(struct view *view, struct canvas *canvas, struct rect page)
{
    struct ask *ask = view->state;
    const struct ask_question *question = question_of(ask);
    const struct reception_list_slots_out *slots = ((const struct model *)view->model)->slots.out;
    const char *text = canvas_message(canvas, question->question);
    struct date day;
    if (question->source == ASK_SLOT && slots && date_parse(slots->day, &day) == 0)
        text = canvas_printf(canvas, "%s  ← %s →", text, say_day(canvas, day));
    canvas_say(canvas, PLAIN_QUESTION, text);
    surface_aligned(canvas->surface, rect_cut_top(&page, 1), ALIGN_LEFT, LOOK_STRONG, text);
    rect_cut_top(&page, 1);
    bool typed = ask_is_typed(question->source);
    if (typed || *ask->line.text) {
        field_draw(canvas, rect_cut_top(&page, typed ? 3 : 1), &ask->line, "");
        rect_cut_top(&page, 1);
    }
    if (ask->bad)
        canvas_text(canvas, rect_cut_top(&page, 2), ALIGN_LEFT, LOOK_BAD,
                    canvas_message(canvas, question->source == ASK_TIME ? MESSAGE_RECEPTION_BAD_TIME
                                                                        : MESSAGE_RECEPTION_BAD_LINE));
    if (!typed)
        draw_rows(view, canvas, page);
}

static void ask_draw(struct view *view, struct canvas *canvas)
{
    struct ask *ask = view->state;
    struct rect page = canvas_rect(canvas);
    struct rect header = rect_cut_top(&page, 1), keys = rect_cut_bottom(&page, 1);
    const char *title =
            canvas_printf(canvas, "%s%s", canvas_message(canvas, ask_tasks[ask->task].title), subject_of(view, canvas));
    say_draw_header(canvas, view->model, header, title);
    page = rect_inset(page, 2, 1);
    page = rect_centre(page, COLUMNS_MOST, page.height);
    enum look look;
    if (say_word(view->model, &look))
        say_draw_word(canvas, view->model, rect_cut_bottom(&page, 2));
    draw_answers(view, canvas, &page);
    draw_question(view, canvas, page);
    view_draw_keys(view, canvas, keys);
}

const struct view_type view_ask = {
        .name = "ask",
        .size = sizeof(struct ask),
        .open = ask_open,
        .draw = ask_draw,
        .act = ask_act,
        .type = ask_type,
        .keys = ask_keys,
        .key_count = ARRAY_SIZE(ask_keys),
};
