/* SPDX-License-Identifier: MIT
 *
 * The machine that works the orders of paper. Pure: it is told facts, and says what is to be done; it knows no clock,
 * no daemon and no CUPS, so that every way in which they can fail is tried in tests.
 *
 * Its time goes on evenly, whatever is done to clocks; moments of the daemon are told apart by what the daemon says is
 * now.
 *
 * It keeps nothing that is not in the daemon or in CUPS: a spool that begins anew in the middle adopts what it finds.
 *
 *     an order whose turn it is here       TAKE, PRINT
 *       accepted                           REPORT sent, then LOOK until its end is known:
 *                                          REPORT printed, failed or unknown
 *       refused                            REPORT failed
 *       unsure                             LOOK as above; if nobody ever accepted it, PRINT once more
 *     an order that was taken here before  LOOK, as if unsure
 *     late, or not wanted any more         CANCEL while it is active, and LOOK until its end is known
 *     a job of ours that no order is for   CANCEL: a roll change shall not spit out old tickets
 *     more papers than were told           REPORT printed, with how many
 *
 * The rules, and what was measured for them, stand in spool.c.
 */
#pragma once

#include "common/interface/printer.h"
#include "printer/job.h"

enum {
    SPOOL_JOBS = 16,     /* taken and not over at one printer: CUPS confirms about one a second, and a turn is 30 */
    SPOOL_LOOK_MS = 250, /* between two looks at a job that goes on */
    SPOOL_LOOK_SLOW_MS = 1000 /* of one that has gone on for over 10 s, or when nobody answers */
};

enum spool_do {
    SPOOL_TAKE,   /* ask the daemon for it: spool_taken() */
    SPOOL_PRINT,  /* hand it to CUPS: spool_handed() */
    SPOOL_LOOK,   /* ask what became of it: spool_looked() */
    SPOOL_CANCEL, /* ask CUPS and the printer to drop it; a wish, answered by the next look */
    SPOOL_REPORT  /* tell the daemon: spool_reported() */
};

struct spool_task {
    enum spool_do what;
    int64_t order;
    const char *printer;    /* key; valid until the next call */
    char key[JOB_KEY_SIZE]; /* of the job */
    bool again;             /* PRINT: says that it is a copy */
    int64_t taken_ms;       /* LOOK, PRINT: since when CUPS may have it */
    int state;              /* REPORT: enum printer_order_state of the interface */
    int papers;             /* REPORT printed */
    int length_mm;          /* REPORT printed; 0: not known */
    const char *detail;     /* REPORT; NULL: nothing; valid until the next call */
};

/* `printers`: keys of those that this spool serves; `centre`: key of the centre, of the keys of jobs. Copied. */
struct spool *spool_new(const char *centre, const char *const *printers, size_t count);
struct spool *spool_free(struct spool *spool);
DEFINE_CLEANUP(struct spool *, spool_free)

/* The next thing to be done, each given once; what it needs is answered below. False: nothing, until spool_deadline().
 */
bool spool_next(struct spool *spool, int64_t now_ms, struct spool_task *ret_task);
/* INT64_MAX: nothing comes by time alone. */
int64_t spool_deadline(const struct spool *spool);

/* WatchOrders told: always all of them. */
void spool_orders(struct spool *spool, const struct printer_watch_orders_out *orders, int64_t now_ms);
/* The order as it was last told, for composing it; NULL: it is not there any more. What it points to holds until the
 * next spool_orders(). */
const struct printer_order *spool_order(const struct spool *spool, int64_t order);

enum spool_answer {
    SPOOL_DONE,
    SPOOL_REFUSED, /* it is not this printer's, is over, or was told before: leave it */
    SPOOL_LOST     /* not known whether it was done: for a while nothing is done about it, then the daemon knows */
};
void spool_taken(struct spool *spool, int64_t order, const char *printer, enum spool_answer answer, bool again,
                 int64_t now_ms);
void spool_reported(struct spool *spool, int64_t order, const char *printer, enum spool_answer answer, int64_t now_ms);

struct spool_handed {
    enum job_handing handing;
    const char *detail; /* NULL: nothing */
    int length_mm;      /* 0: not known */
};
void spool_handed(struct spool *spool, int64_t order, const char *printer, const struct spool_handed *handed,
                  int64_t now_ms);

struct spool_looked {
    enum job_state state;
    int papers;         /* PRINTED: how many came out */
    const char *detail; /* NULL: nothing */
};
void spool_looked(struct spool *spool, int64_t order, const char *printer, const struct spool_looked *looked,
                  int64_t now_ms);

/* How a printer is: no order is taken for one that cannot print, or whose worker is away. */
void spool_printer(struct spool *spool, const char *printer, bool prints, int64_t now_ms);

/* Seen at a printer or its queue, whether it is looked for or not: jobs with keys of ours. An active one that no order
 * is for is cancelled; one that came out and was not told so is told. */
struct spool_seen {
    const char *key;
    enum job_state state; /* ACTIVE or PRINTED */
    int papers;           /* PRINTED */
};
void spool_saw(struct spool *spool, const char *printer, const struct spool_seen *seen, size_t count, int64_t now_ms);
