/* SPDX-License-Identifier: MIT
 *
 * Whatever takes more than a key is asked question by question, on one page for all of it: what was answered, the
 * question, and either a list of which one is chosen (typing narrows it, a digit takes it) or a line to type on. Escape
 * goes back to the question before. What is asked is a table.
 */
#pragma once

#include "kiosk/reception/views.h"

/* What is to be done, with what its subject is. */
enum task {
    TASK_CORRECT, /* ticket: chooses one of the next four */
    TASK_CHANGE_SERVICE,
    TASK_CHANGE_CLASS,
    TASK_CHANGE_NEEDS,
    TASK_CHANGE_LANGUAGE,
    TASK_TRANSFER,
    TASK_NOTE,
    TASK_PUT_OFF,
    TASK_JOIN,
    TASK_BEFORE,
    TASK_CANCEL,
    TASK_VOID,
    TASK_BOOK,           /* service */
    TASK_MOVE,           /* booking */
    TASK_CANCEL_BOOKING, /* booking */
    TASK_MORE,           /* none: chooses one of the next */
    TASK_CODES,          /* none: opens the page that finds return codes */
    TASK_BY_HAND,
    TASK_ADOPT,
    TASK_ROLL, /* none; only where there is a printer */
    TASK_COUNT,
};

/* What answers a question. */
enum ask_source {
    ASK_SERVICE,
    ASK_OTHER_SERVICE, /* where the ticket's may be sent, or "as it is" */
    ASK_CLASS,
    ASK_NEEDS, /* several, with spaces between; may be none */
    ASK_LANGUAGE,
    ASK_REASON,
    ASK_COUNTER, /* or any */
    ASK_TO,      /* the same, or "@": an operator, asked by the next question */
    ASK_OPERATOR,
    ASK_OUTCOME, /* or none */
    ASK_PLACE,   /* keep, front, end */
    ASK_WHOM,    /* "own", "all": who reads a note */
    ASK_MINUTES,
    ASK_SLOT, /* a moment */
    ASK_SURE, /* "yes"; "no" closes the page */
    ASK_TASK, /* the number of a task that takes the place of this one */
    ASK_TEXT,
    ASK_NUMBER,
    ASK_TIME,
    ASK_CODE,
};

struct ask_question {
    enum ask_source source;
    enum i18n_message question;
    bool may_lack; /* an empty line is an answer */
};

enum { ASK_QUESTIONS = 6, ASK_ROWS = 160, ASK_ANSWER_BYTES = 512 };

struct ask_task {
    enum i18n_message title;
    struct ask_question questions[ASK_QUESTIONS];
    size_t count;
    enum task from, until; /* of ASK_TASK: the tasks to choose from */
};
extern const struct ask_task ask_tasks[TASK_COUNT];

/* State of the page. */
struct ask {
    enum task task;
    size_t at; /* question */
    char answers[ASK_QUESTIONS][ASK_ANSWER_BYTES];
    struct field line;
    struct table_place place;
    bool bad; /* what was typed is no answer */
    size_t row_count;
    char rows[ASK_ROWS][KEY_BYTES]; /* answers of the rows drawn last */
    char need_keys[DRAFT_NEEDS][KEY_BYTES];
    size_t need_count;
};

struct ask_row {
    const char *answer, *label, *detail;
};

/* The rows of a question, narrowed by what is typed; in the canvas's arena. */
size_t ask_rows(const struct view *view, struct canvas *canvas, const struct ask *ask, const struct ask_row **ret_rows);
bool ask_is_typed(enum ask_source source);
/* Is the question asked, after what was answered before it? */
bool ask_is_asked(const struct ask *ask, size_t at);
enum field_kind ask_field_kind(enum ask_source source);
/* Is what was typed an answer? */
bool ask_is_answer(const struct ask_question *question, const char *text);
/* How an answer is shown when it was given. */
const char *ask_say(const struct view *view, struct canvas *canvas, enum ask_source source, const char *answer);

/* value: enum task; text: its subject. */
extern const struct view_type view_ask;
const struct ask *ask_of(const struct view *view);
