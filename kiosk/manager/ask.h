/* SPDX-License-Identifier: MIT
 *
 * What a supervisor's terminal asks question by question before it does something (kiosk/ui/ask.h), as a table.
 */
#pragma once

#include "kiosk/manager/views.h"
#include "kiosk/ui/ask.h"

/* What is to be done, with what its subject is. */
enum task {
    TASK_MESSAGE,   /* none */
    TASK_TAKE_BACK, /* message */
    TASK_CLOSE,     /* service */
    TASK_OPEN,      /* service */
    TASK_HALT,      /* none, and so the next ones */
    TASK_RESUME,
    TASK_TRUST,
    TASK_DAY,
    TASK_USUAL_DAY,
    TASK_CLOSE_DAY,
    TASK_KIOSK_CLOSE,
    TASK_KIOSK_OPEN,  /* kiosk */
    TASK_COUNTER,     /* counter: chooses one of the next five */
    TASK_TELL,        /* counter */
    TASK_PROFILE,     /* counter */
    TASK_OWN_PROFILE, /* counter */
    TASK_RELEASE,     /* ticket */
    TASK_SIGN_OUT,    /* operator */
    TASK_SHIFT,       /* shift: chooses one of the next five */
    TASK_ABSENT,      /* shift, and so the next ones */
    TASK_COMES,
    TASK_LEAVES,
    TASK_LUNCH,
    TASK_UNPLAN,
    TASK_NEW_SHIFT, /* none */
    TASK_COUNT,
};

/* What answers a question. */
enum ask_source {
    ASK_TO,      /* "all", "boards", "zone KEY", "boards KEY", "counter KEY" */
    ASK_MINUTES, /* for so long; "-": until the day closes */
    ASK_TEXT,
    ASK_CLOSING, /* "all", "to_ticket", "send_home" */
    ASK_LAST,    /* number of a ticket; asked with to_ticket only */
    ASK_REASON,
    ASK_SURE,
    ASK_TAKER,  /* operator; "-": nobody */
    ASK_PARKED, /* "yes", "no" */
    ASK_PROFILE,
    ASK_WHOSE, /* "centre", "agency KEY", "service KEY" */
    ASK_HOURS, /* "09:00-13:00 14:00-18:00"; "-": closed */
    ASK_KIOSK,
    ASK_TIME,
    ASK_LENGTH, /* minutes */
    ASK_COUNTER,
    ASK_OPERATOR, /* id; "": anybody */
    ASK_MOVE,     /* "yes", with what it would do */
    ASK_HIT,      /* "yes", with the bookings that it would hit */
    ASK_TASK,
};

enum { HOURS_SPANS = 8 };
/* Spans with spaces or commas between, none of "-". *ret_count of them, each of its own text in `ret_spans`; false: it
 * is none. */
bool ask_hours(const char *text, char ret_spans[HOURS_SPANS][16], size_t *ret_count);

extern const struct ask_task manager_tasks[TASK_COUNT];
extern const struct ask_kind manager_kinds[];
/* May a task of a menu be chosen there now, and what is it about? NULL: it may not. */
const char *ask_subject(const struct model *model, enum task task, const char *subject);

/* value: enum task; text: its subject. */
extern const struct view_type view_ask;

/* What SetShift shall be told. false: the shift is gone. */
bool ask_shift(const struct model *model, const struct ask *ask, const char *subject, int64_t now_ms,
               struct manager_set_shift_in *ret_in);
/* When a profile ends; not set: with the day. */
struct idl_maybe_int ask_until(const struct ask *ask, size_t at, int64_t now_ms);
