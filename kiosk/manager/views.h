/* SPDX-License-Identifier: MIT
 *
 * The pages of a supervisor's terminal, and what they want of the program.
 */
#pragma once

#include "kiosk/manager/model.h"
#include "kiosk/ui/view.h"

/* What an intent asks the program to do (INTENT_DO). `text` and `value` as said. */
enum manager_do {
    DO_PAGE = 1,     /* value: enum manager_page */
    DO_QUIET,        /* what was said last was read */
    DO_OPEN_SERVICE, /* text: service: opens its page */
    DO_OPEN_TICKET,  /* text: number: opens its page */
    DO_REFRESH, /* the tickets, or the story, of the open page once more; text: service or number; value: is it one? */
    DO_ASK,     /* value: enum task; text: its subject: opens the page that asks */
    DO_TASK,    /* its answers are there: ask_of() */
    DO_PREVIEW, /* the same, asked before: what it would do */
    DO_EXPLAIN, /* text: number: why it was called */
    DO_ANSWER_ALARM, /* text: alarm */
    DO_END_ALARM,
};

/* Pages that a digit opens, in their order. */
enum manager_page { PAGE_HALL, PAGE_COUNTERS, PAGE_STAFF, PAGE_THINGS, PAGE_ACTIONS, PAGE_REPORT, PAGE_COUNT };
extern const struct view_type *const manager_pages[PAGE_COUNT];

extern const struct view_type view_hall, view_counters, view_staff, view_things, view_actions, view_report;
extern const struct view_type view_service; /* text: service */
extern const struct view_type view_ticket;  /* text: number */
extern const struct view_type view_answer;  /* over a page: model.answer */
