/* SPDX-License-Identifier: MIT
 *
 * One order of paper: what is to be printed, whose turn it is, and what became of it.
 *
 * It names printers, and it is the turn of one of them at a time. A printer takes the order, has it, and ends it; who
 * took it and did not end it in its turn is late: it may still come out. Nobody's turn: the order is over, but for what
 * is late.
 *
 *     [ failed ] [ sent ] [ taken ] [      ] [      ]        turn 2: taken, as a copy, since the second may come out
 */
#pragma once

#include "common/base.h"

enum {
    PAPER_PRINTERS = 8,          /* of one order */
    PAPER_STEPS = 62,            /* of a ticket, of which is told whether they are done */
    PAPER_MOST_PAPERS = 1000,    /* of one try */
    PAPER_MOST_LENGTH_MM = 10000 /* of one paper */
};

/* Numbers stand in the store and never change. */
enum paper_kind { PAPER_TICKET = 1, PAPER_BOOKING, PAPER_RETURN_CODE, PAPER_INFORMATION, PAPER_TEST };

/* In the order of org.novbe.Printer.OrderState; numbers stand in the store and never change. What a printer has not
 * taken is PAPER_WAITING. */
enum paper_state {
    PAPER_WAITING,
    PAPER_TAKEN,
    PAPER_SENT,
    PAPER_PRINTED,
    PAPER_FAILED,
    PAPER_UNKNOWN,
    PAPER_GIVEN_UP,
    PAPER_STATES
};

/* Printers that orders name, first choice first, none of them twice; those past PAPER_PRINTERS are left out. */
struct paper_list {
    char *text; /* keys with a blank between them, as they were given */
    size_t count;
    const char *keys[PAPER_PRINTERS];
    char *words; /* where the keys are */
    struct paper_list *next;
};

/* One of `lists`, or added to them: kiosks are few. */
const struct paper_list *paper_list_of(struct paper_list **lists, const char *text);
void paper_lists_free(struct paper_list *lists);

struct paper_queue {
    struct paper *first, *last;
};

/* What a printer tells of an order. */
struct paper_told {
    enum paper_state state;
    const char *detail; /* NULL: nothing */
    int32_t papers;     /* PAPER_PRINTED: how many came out of this try so far; 0: not said, so one */
    int32_t length_mm;  /* PAPER_PRINTED: of one of them; 0: not known */
};

struct paper_try {
    enum paper_state state;
    int64_t since_ms;
    char *detail;   /* NULL: none */
    int32_t papers; /* that came out; above 0 when printed */
    bool copy;      /* taken to say that it is a copy */
};

struct paper {
    int64_t number; /* never given twice */
    enum paper_kind kind;
    int32_t day;
    int32_t ticket;  /* PAPER_TICKET; whose code it is (PAPER_RETURN_CODE) */
    int32_t service; /* all but PAPER_TICKET and PAPER_TEST */
    int32_t language;
    int64_t at_ms;
    int32_t ahead, steps; /* PAPER_TICKET, as of then */
    int64_t done;         /* ID_BIT()s of its steps from 1 on */
    int64_t proof;        /* first four bytes of the ledger's hash */
    int64_t slot_ms;      /* PAPER_BOOKING */
    char *code;           /* PAPER_BOOKING, PAPER_RETURN_CODE */
    bool after_end;       /* its ticket had ended before */
    bool new_roll;        /* PAPER_TEST: of a printer that got a new roll */
    bool withdrawn;       /* its ticket, or its day, ended before it was taken */
    const struct paper_list *list;
    size_t turn; /* place in the list; as many as it has: nobody's */
    int64_t turn_ms;
    struct paper_try *tries;       /* a place each; NULL: nobody has taken it yet */
    struct paper *earlier, *later; /* of the same ticket, or of its return code */
    struct paper_queue *queue;
    struct paper *before, *after; /* in the queue */
};

struct paper *paper_free(struct paper *paper);

/* Out of the queue where it is, if it is in one; to the end of one. */
void paper_queue_leave(struct paper *paper);
void paper_queue_join(struct paper_queue *queue, struct paper *paper);

/* May what is in this state at a printer be told to be in that one? From WAITING to TAKEN is the taking, from PRINTED
 * to PRINTED that more of it came out. */
bool paper_state_permits(enum paper_state state, enum paper_state next);

/* A printer told, or the turn went on: to that place from that moment on. What it makes of the turn is the same
 * whenever it is told again. */
void paper_apply_try(struct paper *paper, size_t place, const struct paper_told *told, int64_t now_ms);
void paper_apply_turn(struct paper *paper, size_t place, int64_t from_ms);

/* Of the whole order. */
enum paper_state paper_state(const struct paper *paper);
enum paper_state paper_state_at(const struct paper *paper, size_t place);
/* The place of a printer; as many as there are: none. */
size_t paper_place(const struct paper *paper, const char *printer);
/* Key of the printer whose turn it is; NULL: nobody's. */
const char *paper_turn(const struct paper *paper);
/* It is somebody's turn, who has not taken it. */
bool paper_waits(const struct paper *paper);
/* Is what this place took late? */
bool paper_is_late(const struct paper *paper, size_t place);
bool paper_has_late(const struct paper *paper);
/* Another paper of the same is out, or may be: of another order, or of this one at a printer before. */
bool paper_is_copy(const struct paper *paper);
/* Does it say that it is one? The newest try that took it was told so then; as long as there is none, it is as it is.
 */
bool paper_says_copy(const struct paper *paper);
/* How many came out of this order; at one place. */
int32_t paper_count(const struct paper *paper);
int32_t paper_count_at(const struct paper *paper, size_t place);
/* It is over, and did not come out as it should: nothing, nobody can tell, or more than one. */
bool paper_went_wrong(const struct paper *paper);
/* Key of the printer where it lies, comes out, or may; NULL: none yet. */
const char *paper_printer(const struct paper *paper);
