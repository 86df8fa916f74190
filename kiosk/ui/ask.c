/* SPDX-License-Identifier: MIT
 *
 * The page that asks question by question.
 */
#include "kiosk/ui/ask.h"

#include <stdio.h>
#include <string.h>

#include "common/text.h"
#include "kiosk/ui/search.h"

enum { COLUMNS_MOST = 96 };

const struct ask *ask_of(const struct view *view)
{
    return view->state;
}

static const struct ask_task *task_of(const struct ask *ask)
{
    return &ask->form->tasks[ask->task];
}

static const struct ask_question *question_at(const struct ask *ask)
{
    return &task_of(ask)->questions[ask->at];
}

const struct ask_question *ask_question_of(const struct view *view)
{
    return question_at(view->state);
}

static const struct ask_kind *kind_of(const struct ask *ask, const struct ask_question *question)
{
    return &ask->form->kinds[question->source];
}

static bool is_typed(const struct ask *ask)
{
    return !kind_of(ask, question_at(ask))->add;
}

bool ask_is_asked(const struct ask *ask, size_t at)
{
    return !ask->form->is_asked || ask->form->is_asked(ask, at);
}

bool ask_is_answer(const struct ask *ask, const struct ask_question *question, const char *text)
{
    const struct ask_kind *kind = kind_of(ask, question);
    if (!*text)
        return question->may_lack;
    return !kind->is_answer || kind->is_answer(text);
}

bool ask_is_marking(const struct view *view)
{
    const struct ask *ask = view->state;
    return kind_of(ask, question_at(ask))->marks;
}

static void begin_question(struct ask *ask, const char *text)
{
    ask->line = (struct field){.kind = kind_of(ask, question_at(ask))->field};
    ask->place = (struct table_place){0};
    ask->bad = false;
    if (is_typed(ask))
        field_set(&ask->line, text);
    else
        text_copy(ask->place.key, sizeof ask->place.key, text);
}

void ask_begin(struct view *view, const struct ask_form *form)
{
    struct ask *ask = view->state;
    ask->form = form;
    ask->task = (int)view->value;
    begin_question(ask, "");
}

/* --- answers --- */

bool ask_is_marked(const struct ask *ask, const char *key)
{
    for (size_t i = 0; i < ask->mark_count; i++) {
        if (strcmp(ask->marks[i], key) == 0)
            return true;
    }
    return false;
}

static void toggle(struct ask *ask, const char *key)
{
    for (size_t i = 0; i < ask->mark_count; i++) {
        if (strcmp(ask->marks[i], key) != 0)
            continue;
        memmove(ask->marks[i], ask->marks[i + 1], (--ask->mark_count - i) * ASK_KEY_BYTES);
        return;
    }
    if (ask->mark_count < ASK_MARKS)
        text_copy(ask->marks[ask->mark_count++], ASK_KEY_BYTES, key);
}

static void join_marks(const struct ask *ask, char to[ASK_ANSWER_BYTES])
{
    size_t length = 0;
    to[0] = '\0';
    for (size_t i = 0; i < ask->mark_count; i++) {
        size_t more = strlen(ask->marks[i]);
        if (length + more + 2 > ASK_ANSWER_BYTES)
            return;
        if (length > 0)
            to[length++] = ' ';
        memcpy(to + length, ask->marks[i], more + 1);
        length += more;
    }
}

static struct intent take(struct view *view, const char *answer)
{
    struct ask *ask = view->state;
    const struct ask_form *form = ask->form;
    const struct ask_question *question = question_at(ask);
    const struct ask_kind *kind = kind_of(ask, question);
    if (kind->marks)
        join_marks(ask, ask->answers[ask->at]);
    else
        text_copy(ask->answers[ask->at], ASK_ANSWER_BYTES, answer);
    if (kind->sure && strcmp(answer, "yes") != 0)
        return INTENT(INTENT_CLOSE);
    struct intent other = form->taken ? form->taken(view, question, answer) : INTENT(INTENT_NONE);
    if (other.kind != INTENT_NONE)
        return other;
    size_t next = ask->at + 1;
    while (next < task_of(ask)->count && !ask_is_asked(ask, next))
        next++;
    if (next == task_of(ask)->count)
        return INTENT_DOES(form->what_done, .value = ask->task, .text = view->text);
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
    if (ask->form->is_busy(view))
        return INTENT(INTENT_REDRAW);
    if (is_typed(ask)) {
        ask->bad = !ask_is_answer(ask, question_at(ask), ask->line.text);
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
    if (!ask_is_marking(view))
        return enter(view);
    toggle(ask, ask->rows[row]);
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

struct intent ask_act(struct view *view, int what, int64_t value)
{
    struct ask *ask = view->state;
    switch (what) {
    case ASK_ROW:
        return take_row(view, (size_t)value);
    case ASK_ENTER:
        return enter(view);
    case ASK_BACK:
        return back(ask);
    case ASK_HELP:
        return INTENT_OPENS(&view_help);
    case ASK_TOGGLE:
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

struct intent ask_type(struct view *view, const struct input_event *event)
{
    struct ask *ask = view->state;
    if (!is_typed(ask))
        return type_in_list(view, event);
    if (!field_type(&ask->line, event))
        return event->key == INPUT_BACKSPACE ? INTENT(INTENT_REDRAW) : INTENT(INTENT_NONE);
    ask->bad = false;
    return INTENT(INTENT_REDRAW);
}

/* --- rows --- */

void ask_add(struct ask_rows *rows, const char *answer, const char *label, const char *detail)
{
    if (rows->count == ASK_ROWS || (rows->narrows && !search_fits(rows->ask->line.text, label)))
        return;
    arena_grow(rows->canvas->arena, rows->items, rows->count, rows->room);
    rows->items[rows->count++] = (struct ask_row){answer, label, detail ? detail : ""};
}

void ask_add_message(struct ask_rows *rows, const char *answer, enum i18n_message message)
{
    ask_add(rows, answer, canvas_message(rows->canvas, message), NULL);
}

const char *ask_say(const struct view *view, struct canvas *canvas, int source, const char *answer)
{
    const struct ask *ask = view->state;
    const struct ask_kind *kind = &ask->form->kinds[source];
    if (!kind->add || kind->marks)
        return answer;
    const struct ask empty = {.form = ask->form, .task = ask->task};
    struct ask_rows rows = {.view = view, .ask = &empty, .canvas = canvas};
    kind->add(&rows);
    for (size_t i = 0; i < rows.count; i++) {
        if (strcmp(rows.items[i].answer, answer) == 0)
            return rows.items[i].label;
    }
    return answer;
}

/* --- drawing --- */

static void draw_rows(struct view *view, struct canvas *canvas, struct rect rect)
{
    static const struct table_column columns[] = {
            {NULL, 3, ALIGN_LEFT}, {NULL, 0, ALIGN_LEFT}, {NULL, 28, ALIGN_RIGHT}};
    struct ask *ask = view->state;
    struct ask_rows answers = {.view = view, .ask = ask, .canvas = canvas, .narrows = *ask->line.text != '\0'};
    kind_of(ask, question_at(ask))->add(&answers);
    ask->row_count = answers.count;
    struct table_row *rows = arena_new_n(canvas->arena, struct table_row, ask->row_count + 1);
    for (size_t i = 0; i < ask->row_count; i++) {
        struct table_cell *cells = arena_new_n(canvas->arena, struct table_cell, ARRAY_SIZE(columns));
        cells[0] =
                (struct table_cell){i < 9 && !*ask->line.text ? canvas_printf(canvas, "%zu", i + 1) : "", LOOK_QUIET};
        cells[1] = (struct table_cell){answers.items[i].label, LOOK_PAGE};
        cells[2] = (struct table_cell){answers.items[i].detail, LOOK_QUIET};
        rows[i] = (struct table_row){answers.items[i].answer, cells};
        text_copy(ask->rows[i], ASK_KEY_BYTES, answers.items[i].answer);
    }
    const struct table table = {.columns = columns,
                                .column_count = ARRAY_SIZE(columns),
                                .rows = rows,
                                .row_count = ask->row_count,
                                .what = ASK_ROW,
                                .chosen_shows = true,
                                .empty = canvas_message(canvas, MESSAGE_RECEPTION_NOTHING_FITS)};
    table_draw(canvas, rect, &table, &ask->place);
}

static void draw_answers(struct view *view, struct canvas *canvas, struct rect *page)
{
    const struct ask *ask = view->state;
    for (size_t i = 0; i < ask->at; i++) {
        const struct ask_question *question = &task_of(ask)->questions[i];
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
    const struct ask_form *form = ask->form;
    const struct ask_question *question = question_at(ask);
    const char *text = form->question ? form->question(view, canvas, question) : NULL;
    if (!text)
        text = canvas_message(canvas, question->question);
    canvas_say(canvas, PLAIN_QUESTION, text);
    surface_aligned(canvas->surface, rect_cut_top(&page, 1), ALIGN_LEFT, LOOK_STRONG, text);
    rect_cut_top(&page, 1);
    if (form->explain)
        form->explain(view, canvas, question, &page);
    bool typed = is_typed(ask);
    if (typed || *ask->line.text) {
        field_draw(canvas, rect_cut_top(&page, typed ? 3 : 1), &ask->line, "");
        rect_cut_top(&page, 1);
    }
    enum i18n_message bad = kind_of(ask, question)->bad;
    if (ask->bad)
        canvas_text(canvas, rect_cut_top(&page, 2), ALIGN_LEFT, LOOK_BAD,
                    canvas_message(canvas, bad && *ask->line.text ? bad : MESSAGE_RECEPTION_BAD_LINE));
    if (!typed)
        draw_rows(view, canvas, page);
}

void ask_draw(struct view *view, struct canvas *canvas)
{
    struct ask *ask = view->state;
    const struct ask_form *form = ask->form;
    struct rect page = canvas_rect(canvas), keys = rect_cut_bottom(&page, 1);
    const char *title = canvas_message(canvas, task_of(ask)->title);
    const char *subject = form->subject ? form->subject(view, canvas) : NULL;
    if (subject)
        title = canvas_printf(canvas, "%s · %s", title, subject);
    page = rect_centre(form->frame(view, canvas, page, title), COLUMNS_MOST, SURFACE_MOST);
    draw_answers(view, canvas, &page);
    draw_question(view, canvas, page);
    view_draw_keys(view, canvas, keys);
}
