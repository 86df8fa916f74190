/* SPDX-License-Identifier: MIT
 *
 * Everybody who stands before the terminals of one centre at once.
 */
#pragma once

#include "tests/bench/crowd/wire.h"

enum { SIGNERS = 20 }; /* take turns at signing in and out */

/* Nanoseconds, of one kind of thing. */
struct spans {
    int64_t *items;
    size_t count, room;
};

enum measure {
    MEASURE_ISSUE,
    MEASURE_NEXT,
    MEASURE_ARRIVE,
    MEASURE_FINISH,
    MEASURE_FINISH_NEXT,
    MEASURE_SIGN_IN,
    MEASURE_SHOWN,
    MEASURE_PING,
    MEASURES
};

/* What was asked for on the command line, each a number. */
#define CROWD_WISHES(X)                                                                   \
    X(kiosks)    /* take tickets ... */                                                   \
    X(pace)      /* ... so many a second, all of them together; 0: as fast as answered */ \
    X(backlog)   /* ... while fewer wait than this; 0: whoever waits */                   \
    X(first)     /* operator and counter; 0: the first of all */                          \
    X(operators) /* call and serve, as fast as answered */                                \
    X(boards)    /* show the calls of one operator, who calls when all have shown */      \
    X(sign_ins)  /* so many a minute, of other operators */                               \
    X(pings)     /* 1: somebody asks for something small a thousand times a second */     \
    X(tickets)   /* ends when so many were taken ... */                                   \
    X(calls)     /* ... or so many calls were shown on all boards ... */                  \
    X(seconds)   /* ... or after so long */

#define CROWD_FIELD(name) int64_t name;
struct wishes {
    CROWD_WISHES(CROWD_FIELD)
};
#undef CROWD_FIELD

struct crowd {
    struct wishes wishes;
    const char *path;
    int epoll;
    struct wire *kiosks, *operators, *boards, *signers, *pinger;
    struct spans spans[MEASURES];
    int64_t began_ns, ends_ns, heard_ns; /* when anything was heard last */
    int64_t issued, called;              /* tickets */
    int64_t wish;                        /* numbers the requests */
    int64_t due_ns;                      /* of the next ticket by the pace */
    int64_t sign_in_ns, ping_ns;         /* of the next; 0: the last is not answered */
    int ready;                           /* operators that are signed in, boards that have shown something */
    int free_kiosks, *kiosk_stack;
    int idle_operators, *operator_stack; /* found nobody */
    struct showing {
        char (*newest)[16]; /* of each board: the ticket called last */
        int64_t *newest_ns;
        char wanted[16]; /* "": nothing was called that is not on all boards */
        int64_t called_ns, shown_ns;
        int64_t missing, done;
    } showing;
    bool over;
};

void crowd_measure(struct crowd *crowd, enum measure measure, int64_t span_ns);
/* Something by which requests of this run differ from all others. */
void crowd_request(struct crowd *crowd, char *ret_text, size_t size);

void kiosks_open(struct crowd *crowd);
/* Takes tickets as pace and backlog let. */
void kiosks_go_on(struct crowd *crowd, int64_t at_ns);

/* Signed in when `ready` has counted them. */
void operators_open(struct crowd *crowd);
void operators_begin(struct crowd *crowd);
void operators_look(struct crowd *crowd);
/* The one whom the boards watch calls the next. */
void operators_call(struct crowd *crowd);
void signers_open(struct crowd *crowd);
void signers_go_on(struct crowd *crowd, int64_t at_ns);

void boards_open(struct crowd *crowd);
void boards_await(struct crowd *crowd, const char *ticket, int64_t called_ns);

void pinger_open(struct crowd *crowd);
void pinger_go_on(struct crowd *crowd, int64_t at_ns);
