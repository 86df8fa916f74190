/* SPDX-License-Identifier: MIT
 *
 * What reception asks question by question (kiosk/ui/ask.h), as a table.
 */
#pragma once

#include "kiosk/reception/views.h"
#include "kiosk/ui/ask.h"

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

extern const struct ask_form reception_form; /* its tasks are those above */

/* value: enum task; text: its subject. */
extern const struct view_type view_ask;
