/* SPDX-License-Identifier: MIT
 *
 * What became of a job, from what CUPS and the printer say of it. Pure: who asks them is cups.c, and what is asked
 * again, and when, worker_process.c. A verdict may be wrong in one way only: it may not know.
 */
#pragma once

#include "printer/job.h"

enum verdict_answer {
    VERDICT_MUTE,    /* cannot be asked: it is no IPP printer, or it never was reached from here */
    VERDICT_SILENT,  /* did not answer this time */
    VERDICT_ANSWERED /* and `jobs` is what it said */
};

/* How many jobs of this name there are. */
struct verdict_jobs {
    int waiting, processing, completed;
    int dropped; /* cancelled or aborted */
    int aborted; /* of these given up by whoever had it, unasked */
    int idle;    /* of these never begun: nothing was started for them */
    int orphans; /* of those that wait, promised to the printer, whose documents nobody sends any more */
};

/* What a filter of ours says in job-printer-state-message. */
enum verdict_filter {
    VERDICT_FILTER_MUTE,    /* it is none of ours, or was not started */
    VERDICT_FILTER_NOTHING, /* it has sent nothing to the printer */
    VERDICT_FILTER_UNSURE,  /* it has, and the printer has not confirmed it */
    VERDICT_FILTER_PRINTED  /* the printer has */
};
enum verdict_filter verdict_filter_of(const char *message);

struct verdict_facts {
    int64_t age_ms; /* so long ago somebody may first have had it */
    struct {
        enum verdict_answer answer;
        struct verdict_jobs jobs;
        bool same;    /* this CUPS had been started before it could have had the job */
        bool recalls; /* and knows what was over before that: nothing of its history was dropped since */
        int took_ms;  /* completed, dropped: so long it was worked at; -1: not known */
        int over_ms;  /* and so long ago that ended; -1: not known */
    } queue;
    enum verdict_filter filter;
    struct {
        enum verdict_answer answer;
        struct verdict_jobs jobs;
        bool same;    /* it was not started anew since somebody may have had the job */
        bool recalls; /* and knows the names of jobs that are over, for so long a time at least */
    } printer;
};

struct verdict {
    enum job_state state;
    int papers;         /* PRINTED */
    const char *detail; /* why nobody can tell; NULL: it is plain */
};

struct verdict verdict_of(const struct verdict_facts *facts);

/* A printer's history is counted on for so long after somebody may first have had a job: ippeveprinter, the sample
 * implementation that many printers are made from, keeps a job for 60 s after its end. */
enum { VERDICT_HISTORY_MS = 50 * 1000 };
