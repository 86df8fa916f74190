/* SPDX-License-Identifier: MIT
 *
 * The jobs that a spool knows of, found by order and printer, and which of them has something to do next.
 */
#pragma once

#include "common/interface/printer.h"
#include "printer/job.h"

#define SPOOL_AT_ONCE INT64_C(0)
#define SPOOL_NEVER   INT64_MAX

enum spool_stage {
    SPOOL_TAKING,   /* the daemon is asked for it, or, if that got lost, is waited for */
    SPOOL_TAKEN,    /* to be printed */
    SPOOL_HANDING,  /* CUPS is being given it */
    SPOOL_FOLLOWED, /* somebody may have it */
    SPOOL_OVER      /* its end is known, or is none of ours */
};

/* What is known of it, as Report says it. PRINTER_ORDER_STATE_WAITING: nothing. */
struct spool_fact {
    int state;
    int papers; /* printed: how many */
};

static inline bool spool_fact_is(const struct spool_fact *a, const struct spool_fact *b)
{
    return a->state == b->state && a->papers == b->papers;
}

struct spool_job {
    int64_t order, at_ms;
    size_t printer; /* its place among the printers */
    enum spool_stage stage;
    bool ours;  /* worked by this process: not merely seen at a printer */
    bool asked; /* to take, to print or to look, and not answered yet */
    bool again;
    bool accepted; /* CUPS has had it */
    int handed;    /* how often it was given to CUPS */
    int length_mm;
    int64_t since_ms;    /* since then somebody may have it */
    int64_t followed_ms; /* looked for since then */
    int64_t none_ms;     /* since then nobody has it; SPOOL_NEVER: not known so */
    int64_t gone_ms;     /* since then no order is for it */

    struct spool_fact fact, telling, told; /* what is known, what the daemon is being told, and was */
    char *detail;                          /* of the fact; NULL: none */
    bool reporting;                        /* and not answered yet */
    bool lost;                             /* the last report was */
    bool refused;                          /* the last report was */
    int64_t told_ms;
    int64_t cancelled_ms; /* 0: not yet */

    int64_t due_ms, report_ms, cancel_ms; /* what is to be done then; SPOOL_NEVER: nothing */
    size_t place;                         /* among those that have something to do; SIZE_MAX: it has nothing */

    const struct printer_order *listed; /* as told last; NULL: it is not there */
    const struct printer_try *made;     /* what the daemon knows of it; NULL: nothing */
    bool remembered;                    /* among those that are over */
    bool dropped;                       /* to be forgotten by the next sweep */
};

struct spool_jobs {
    size_t count, room;
    struct spool_job **items; /* by order, printer and time */
    size_t due_count, due_room;
    struct spool_job **due; /* a heap: the first is due first */
    size_t dropped;
};

void spool_jobs_done(struct spool_jobs *jobs);

/* NULL: there is none. */
struct spool_job *spool_jobs_find(const struct spool_jobs *jobs, int64_t order, size_t printer, int64_t at_ms);
/* The place of the first of this order and printer, whenever it was ordered, or where it would stand. */
size_t spool_jobs_from(const struct spool_jobs *jobs, int64_t order, size_t printer);
struct spool_job *spool_jobs_add(struct spool_jobs *jobs, int64_t order, size_t printer, int64_t at_ms);
/* It is found no more, and freed by the next sweep. */
void spool_jobs_drop(struct spool_jobs *jobs, struct spool_job *job);
void spool_jobs_sweep(struct spool_jobs *jobs);

/* After one of its times has changed. */
void spool_jobs_schedule(struct spool_jobs *jobs, struct spool_job *job);
/* The first of its times. */
int64_t spool_jobs_time(const struct spool_job *job);
/* Whose first time is the first; NULL: nobody has anything to do. */
struct spool_job *spool_jobs_first(const struct spool_jobs *jobs);
