/* SPDX-License-Identifier: MIT
 *
 * What the parts of the spool share: spool.c says what is next, spool_answer.c is answered, spool_daemon.c follows what
 * the daemon says, spool_saw.c what is seen at printers; spool_state.c is what they do to a try.
 */
#pragma once

#include "printer/spool.h"
#include "printer/spool_jobs.h"
#include "printer/spool_list.h"

enum {
    SPOOL_UNSURE_MS = 1000,      /* what was on its way is there, or never will be */
    SPOOL_LOST_MS = 1000,        /* until the daemon is asked again */
    SPOOL_SLOW_AFTER_MS = 10000, /* looks come less often */
    SPOOL_CANCEL_MS = 3000,      /* between two wishes that something be dropped */
    SPOOL_STALE_MS = 30000,      /* a job of ours that is older and that nobody wants is dropped */
    SPOOL_GONE_MS = 60000,       /* so long is somebody asked who does not answer, for an order that is gone */
    SPOOL_RETELL_MS = 2000,      /* what the daemon was told and still does not know, it has lost */
    SPOOL_HANDINGS = 2,          /* so often in all is a job given to CUPS, never again once it may have it */
    SPOOL_REMEMBERED = 1000      /* tries that are over */
};

struct spool_printer {
    char *key;
    bool prints;
    size_t open; /* tries that are not over */
    /* orders that may be taken, oldest first; those before `next` were */
    size_t count, room, next;
    const struct printer_order **orders;
};

struct spool {
    char *centre;
    size_t printer_count;
    struct spool_printer *printers; /* by key */
    struct spool_list list;
    struct spool_jobs jobs;
    int64_t ahead_ms; /* so far is the daemon's clock ahead of ours, as of the last list */
    bool doubts;      /* an answer got lost: what was taken by it may be ours, as a later list tells */
    /* What was over last: an optimisation, for a daemon refuses what it was told before; the oldest makes room. */
    struct spool_job *over[SPOOL_REMEMBERED];
    size_t over_next;
};

/* Its place; as many as there are: it is none of ours. */
size_t spool_printer_place(const struct spool *spool, const char *printer);
struct spool_printer *spool_printer_of(const struct spool *spool, const struct spool_job *job);

void spool_set_stage(struct spool *spool, struct spool_job *job, enum spool_stage stage);
/* Something is to be done then. */
void spool_set_due(struct spool *spool, struct spool_job *job, int64_t due_ms);
void spool_set_report(struct spool *spool, struct spool_job *job, int64_t report_ms);
void spool_set_cancel(struct spool *spool, struct spool_job *job, int64_t cancel_ms);
void spool_drop(struct spool *spool, struct spool_job *job);

/* The daemon has it in this list; may be nowhere. */
void spool_link(struct spool *spool, struct spool_job *job, const struct printer_order *order, int64_t now_ms);
/* It is its printer's turn and time, and it is wanted. */
bool spool_is_its_turn(const struct spool *spool, const struct spool_job *job, int64_t now_ms);
/* The same moment by the daemon's clock. */
int64_t spool_at_daemon(const struct spool *spool, int64_t now_ms);
/* Nobody wants it (any more) from this printer; a daemon that is away says so by the time it gave. */
bool spool_is_stale(const struct spool *spool, const struct spool_job *job, int64_t now_ms);

/* Somebody may have it: it is looked for from now on. */
void spool_follow(struct spool *spool, struct spool_job *job, int64_t since_ms, int64_t look_ms, int64_t now_ms);
/* It was taken, and is printed next. */
void spool_begin(struct spool *spool, struct spool_job *job, bool again);
/* Its end is known, or how it goes on: the daemon is told if it does not know. */
void spool_know(struct spool *spool, struct spool_job *job, int state, int papers, const char *detail);
/* It is over, and nothing came out: failed, or given up if nobody wants it. */
void spool_know_nothing_out(struct spool *spool, struct spool_job *job, const char *detail);
/* The daemon is to be told. */
bool spool_is_news(const struct spool_job *job);
/* Nothing is to be done about what is over and gone: it is remembered for a while. */
void spool_settle(struct spool *spool, struct spool_job *job);
