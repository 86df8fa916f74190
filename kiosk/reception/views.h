/* SPDX-License-Identifier: MIT
 *
 * The pages of a reception desk, and what they want of the program.
 */
#pragma once

#include "kiosk/reception/model.h"
#include "kiosk/ui/field.h"
#include "kiosk/ui/table.h"

/* What an intent asks the program to do (INTENT_DO). `text` and `value` as said. */
enum reception_do {
    DO_ISSUE = 1,   /* desk_sent() of the desk */
    DO_SLIP,        /* text: service */
    DO_QUIET,       /* what was said last was read */
    DO_OPEN_TICKET, /* text: number */
    DO_REFRESH,     /* text: number of the ticket of the open page */
    DO_FIND,        /* text: as typed; opens the page that finds tickets */
    DO_FIND_CODES,  /* text: as typed; value: days before today; the page of return codes */
    DO_USE_CODE,    /* text: return code */
    DO_BOOKINGS,    /* opens their page; text: service or NULL; the draft is desk_draft() */
    DO_BOOKING_DAY, /* value: days from today */
    DO_CHECK_IN,    /* text: booking */
    DO_WALK_IN,     /* a ticket for the service of the check-in that made none */
    DO_MOVE_NEXT,   /* that booking to its next free slot */
    DO_BOOK,        /* text: service: asks for a slot */
    DO_MOVE,        /* text: booking: asks for a slot */
    DO_SLOT_DAY,    /* value: 1 the next day that has slots, -1 the one before */
    DO_ASK,         /* value: enum task; text: its subject: opens the page that asks */
    DO_TASK,        /* its answers are there: ask_of() */
    DO_REPRINT,     /* text: number */
    DO_RETURN,
    DO_COME_BACK,
    DO_EXPLAIN,
    DO_ANSWER_HELP, /* text: help */
    DO_END_HELP,
    DO_ANSWER_ALARM, /* text: alarm */
    DO_END_ALARM,
};

/* --- the desk: what is typed, and the lists --- */

enum desk_list { LIST_ASKING, LIST_CALLED, LIST_MISSED, LIST_WAITING, LIST_COUNT };

extern const struct view_type view_desk;

/* What is being put together on it, and what DO_ISSUE is about. */
const struct draft *desk_draft(const struct view *view);
const struct draft *desk_sent(const struct view *view);
/* Begins a draft: a service, with a return code ("": none). */
void desk_begin(struct view *view, const char *service, const char *return_code);

/* --- one ticket; text: its number --- */
extern const struct view_type view_ticket;

/* --- finding; value: enum find --- */
enum find { FIND_TICKETS, FIND_CODES };
extern const struct view_type view_find;

/* --- bookings of a day; text: a service, or NULL --- */
extern const struct view_type view_bookings;

/* --- over a page --- */
extern const struct view_type view_answer;  /* model.answer */
extern const struct view_type view_checked; /* model.checked: what can be done instead */
extern const struct view_type view_message; /* text: what is to be read */
