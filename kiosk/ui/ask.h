/* SPDX-License-Identifier: MIT
 *
 * Whatever takes more than a key is asked question by question, on one page for all of it: what was answered, the
 * question, and either a list of which one is chosen (typing narrows it, a digit takes it) or a line to type on. Escape
 * goes back to the question before. What is asked is a table, and so is what answers each kind of question.
 */
#pragma once

#include "kiosk/ui/field.h"
#include "kiosk/ui/table.h"

enum { ASK_QUESTIONS = 6, ASK_ROWS = 320, ASK_ANSWER_BYTES = 512, ASK_KEY_BYTES = 64, ASK_MARKS = 12 };

struct ask_question {
    int source; /* place among the kinds of the form */
    enum i18n_message question;
    bool may_lack; /* an empty line is an answer */
};

struct ask_task {
    enum i18n_message title;
    struct ask_question questions[ASK_QUESTIONS];
    size_t count;
    int from, until; /* of a question which task it is: the tasks to choose from */
};

struct ask_form;

/* State of the page. */
struct ask {
    const struct ask_form *form;
    int task;
    size_t at; /* question */
    char answers[ASK_QUESTIONS][ASK_ANSWER_BYTES];
    struct field line;
    struct table_place place;
    bool bad; /* what was typed is no answer */
    size_t row_count;
    char rows[ASK_ROWS][ASK_KEY_BYTES]; /* answers of the rows drawn last */
    size_t mark_count;
    char marks[ASK_MARKS][ASK_KEY_BYTES]; /* of a question with several answers */
};

struct ask_row {
    const char *answer, *label, *detail;
};

/* The rows of a question, narrowed by what is typed; in the canvas's arena. */
struct ask_rows {
    const struct view *view;
    const struct ask *ask;
    struct canvas *canvas;
    struct ask_row *items;
    size_t count, room;
    bool narrows;
};
/* `detail` may be NULL. */
void ask_add(struct ask_rows *rows, const char *answer, const char *label, const char *detail);
void ask_add_message(struct ask_rows *rows, const char *answer, enum i18n_message message);

/* What answers a kind of question. */
struct ask_kind {
    void (*add)(struct ask_rows *rows); /* NULL: it is typed */
    enum field_kind field;
    bool (*is_answer)(const char *text); /* of what is typed and not empty; NULL: it is one */
    enum i18n_message bad;               /* said of what is no answer */
    bool marks;                          /* several, space marks each; the answer is their keys with spaces between */
    bool sure;                           /* "yes"; any other answer closes the page */
};

/* What a program asks. */
struct ask_form {
    const struct ask_task *tasks;
    const struct ask_kind *kinds;
    int what_done; /* INTENT_DO when all is answered: its value is the task, its text the view's */
    /* Is the question asked, after what was answered before it? NULL: every one is. */
    bool (*is_asked)(const struct ask *ask, size_t at);
    /* An answer was given; INTENT_NONE: it goes on as usual. NULL: always. */
    struct intent (*taken)(const struct view *view, const struct ask_question *question, const char *answer);
    bool (*is_busy)(const struct view *view);
    /* The page around it: header, ground, what was said last. Answers what is left, without the line of keys. */
    struct rect (*frame)(const struct view *view, struct canvas *canvas, struct rect page, const char *title);
    /* Of what it is, after the title; NULL: nothing. */
    const char *(*subject)(const struct view *view, struct canvas *canvas);
    /* The question in other words; NULL: as it is. */
    const char *(*question)(const struct view *view, struct canvas *canvas, const struct ask_question *question);
    /* More about the question, drawn below it and cut off; NULL: nothing. */
    void (*explain)(const struct view *view, struct canvas *canvas, const struct ask_question *question,
                    struct rect *page);
};

/* Of struct view_type: the state begins with a struct ask, the view's value is the task. `open` of the program calls
 * ask_begin(). */
void ask_begin(struct view *view, const struct ask_form *form);
void ask_draw(struct view *view, struct canvas *canvas);
struct intent ask_act(struct view *view, int what, int64_t value);
struct intent ask_type(struct view *view, const struct input_event *event);

enum ask_target {
    ASK_ROW = 1, /* value: row */
    ASK_ENTER,
    ASK_BACK,
    ASK_HELP,
    ASK_TOGGLE,
    ASK_OWN, /* the program's begin here */
};
/* The keys of such a page, in its table. */
#define ASK_KEYS                                                                                              \
    {INPUT_ENTER, ASK_ENTER, 0, MESSAGE_RECEPTION_KEY_OK, MESSAGE_RECEPTION_HELP_OK, false, NULL},            \
            {INPUT_ESCAPE, ASK_BACK, 0, MESSAGE_VISITOR_BACK, MESSAGE_RECEPTION_HELP_BACK, false, NULL},      \
            {INPUT_F1, ASK_HELP, 0, MESSAGE_UI_HELP, MESSAGE_RECEPTION_HELP_HELP, false, NULL},               \
    {                                                                                                         \
        ' ', ASK_TOGGLE, 0, MESSAGE_RECEPTION_KEY_TOGGLE, MESSAGE_RECEPTION_HELP_TOGGLE, true, ask_is_marking \
    }
bool ask_is_marking(const struct view *view);

const struct ask *ask_of(const struct view *view);
/* The question that is open. */
const struct ask_question *ask_question_of(const struct view *view);
bool ask_is_asked(const struct ask *ask, size_t at);
bool ask_is_answer(const struct ask *ask, const struct ask_question *question, const char *text);
bool ask_is_marked(const struct ask *ask, const char *key);
/* How an answer is shown when it was given. */
const char *ask_say(const struct view *view, struct canvas *canvas, int source, const char *answer);
