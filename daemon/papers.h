/* SPDX-License-Identifier: MIT
 *
 * The paper of the open day: what was ordered, and what became of it. An order is a row of the store written with the
 * fact that it is about, so that a ticket and its paper are durable together; what becomes of it is a row each time.
 *
 * A printer has so long as the rules say (rules.paper_seconds). Then, or when it failed, or while it has not taken the
 * order and cannot print, the turn goes to the next that can. When its day closes, or its ticket ends, what waits is
 * given up. A test paper is of one printer, and waits for it whether it can print or not.
 */
#pragma once

#include "daemon/hall.h"
#include "daemon/paper_row.h"
#include "daemon/printers.h"
#include "daemon/rolls.h"

/* What changed, for those who show it. */
enum { PAPERS_ORDERS = 1, PAPERS_PRINTERS = 2 };
typedef void papers_changed(void *data, unsigned what);

struct papers {
    struct hall *hall;
    struct printers printers;
    struct rolls rolls;
    int64_t rolls_until_ms; /* what is told of them was to be told as it was; INT64_MAX: to nobody */
    papers_changed *changed;
    void *data;
    bool loaded;
    bool look;    /* some printer may be one that can print no more */
    int64_t next; /* number of the next order */
    size_t count, room;
    struct paper **items;       /* by number */
    size_t ticket_room;         /* of them */
    struct paper **of_ticket;   /* the last one of each */
    struct paper_queue running; /* somebody's turn, in the order in which they ended up there: the first ends first */
    struct paper_queue late;    /* over, but for what is late */
    struct paper_list *lists;
};

/* To be called after hall_open() and before hall_start(); the hall knows it from here on. `changed` may be called by
 * whatever changes something. */
void papers_init(struct papers *papers, struct hall *hall, papers_changed *changed, void *data);
void papers_done(struct papers *papers);

/* A commit failed: what was ordered and told in its turn was not. It is read again when next asked for. */
void papers_forget(struct papers *papers);

/* Facts that just happened: a ticket that ended, a day that began or ended. */
void papers_take_events(struct papers *papers, const struct event *events, size_t count);

/* What time and printers bring about, up to now. */
void papers_run(struct papers *papers);
/* When that has something to do next; `watched`: also when a printer falls silent for which nothing waits. */
int64_t papers_deadline(struct papers *papers, bool watched);
/* The configuration is another one: printers may be gone. */
void papers_look(struct papers *papers);

/* --- ordering --- */

struct paper_wish {
    enum paper_kind kind;
    int32_t ticket;  /* PAPER_TICKET; whose code it is (PAPER_RETURN_CODE) */
    int32_t service; /* all but PAPER_TICKET and PAPER_TEST */
    int32_t language;
    bool new_roll;    /* PAPER_TEST */
    const char *code; /* PAPER_BOOKING, PAPER_RETURN_CODE */
    int64_t slot_ms;  /* PAPER_BOOKING */
    size_t printer_count;
    const char *const *printers; /* keys, first choice first; those past PAPER_PRINTERS, or there twice, are left out */
    size_t beside; /* so many of them, from the first on, take turns: of those that can print the one comes first that
                    * has the fewest orders, the first of several; 0 is 1 */
};

/* With the turn that is being collected: a row, and nothing is asked of the disk. NULL: no printer is named, so nothing
 * is ordered. */
const struct paper *papers_order(struct papers *papers, const struct paper_wish *wish);

/* A ticket's paper as it would be ordered now, of number 0 and for no printer; it is kept nowhere. */
struct paper papers_imagine(struct papers *papers, int32_t ticket);

/* --- printing --- */

enum paper_refusal {
    PAPER_DONE,
    PAPER_UNKNOWN_ORDER,
    PAPER_UNKNOWN_PRINTER, /* the order does not name it */
    PAPER_OTHER_TURN,
    PAPER_NOTHING_CHANGES
};

/* A printer takes an order. */
enum paper_refusal papers_take(struct papers *papers, int64_t number, const char *printer) attr_must_check;
/* It tells what became of it. What is printed is so again if more papers came out. */
enum paper_refusal papers_report(struct papers *papers, int64_t number, const char *printer,
                                 const struct paper_told *told) attr_must_check;

/* --- printers --- */

/* How one is, as in printers_tell(). */
void papers_tell_printer(struct papers *papers, const char *key, const struct printer *told);
/* Somebody says whether it has a new roll of paper. */
void papers_change_roll(struct papers *papers, const char *key, bool new_roll, int64_t user);

/* --- looking --- */

/* All of the day, oldest first. */
struct paper *const *papers_of_day(struct papers *papers, size_t *ret_count);
/* NULL: there is none. */
const struct paper *papers_find(struct papers *papers, int64_t number);
/* The last one of a ticket of today, or of its return code; NULL: none. */
const struct paper *papers_of_ticket(struct papers *papers, int32_t ticket);
/* The last test paper of a printer, for ten minutes; NULL: none. */
const struct paper *papers_test(struct papers *papers, const char *printer);
/* How many were ordered of a ticket. */
int32_t papers_ordered(struct papers *papers, int32_t ticket);
/* How many came out: of an order of a ticket, or of its return code, all of the same kind of that ticket. */
int32_t papers_count(struct papers *papers, const struct paper *paper);
/* Of a ticket, without its return code. */
int32_t papers_came_out(struct papers *papers, int32_t ticket);
/* Those that are not over, and then those that are but for what is late; NULL begins and ends. */
const struct paper *papers_next_open(struct papers *papers, const struct paper *paper);
/* When its turn is over. */
int64_t papers_until(const struct papers *papers, const struct paper *paper);
/* False: its ticket has ended since it was ordered. */
bool papers_wants(const struct papers *papers, const struct paper *paper);

/* A printer of the catalogue as it is now. */
struct paper_printer {
    struct printer seen;
    struct roll_seen roll;
    bool can_print;
    bool needs_hand; /* somebody has to do something */
    int64_t orders;  /* whose turn it is, those that it has taken too */
};
struct paper_printer papers_see_printer(struct papers *papers, const char *key);
/* All of them, in the order of the catalogue. False: no more. */
bool papers_printer_at(struct papers *papers, size_t place, struct paper_printer *ret_printer);
