/* SPDX-License-Identifier: MIT
 *
 * A job: one try, an order at a printer. Its key is the name of the job in CUPS and at the printer, and all by which it
 * is ever found again: numbers of jobs are given twice by a CUPS that was killed (measured with cupsd 2.4.2), keys
 * never.
 */
#pragma once

#include "common/base.h"

/* "novbe/centre-1/1234/1795946719852/entrance-1": centre, number of the order, when it was ordered (a restored store
 * may give a number again), printer. Nothing about a person. */
enum { JOB_KEY_SIZE = 256 };

struct job_name {
    char centre[64];
    int64_t order;
    int64_t at_ms;
    char printer[128];
};

void job_key(const struct job_name *name, char ret_key[JOB_KEY_SIZE]);
/* 0, or -EINVAL: not a key of ours. */
int job_key_parse(const char *key, struct job_name *ret_name) attr_must_check;

/* What can be known of a job, of all who may know: CUPS, and the printer itself. Only PRINTED means paper; only NONE
 * and NOT_PRINTED mean none. */
enum job_state {
    JOB_ACTIVE,      /* it waits, or is being printed: it may still come out */
    JOB_PRINTED,     /* it came out */
    JOB_NOT_PRINTED, /* it is over, and did not come out and will not */
    JOB_NONE,        /* nobody has it, and nobody can have forgotten it: it was never accepted */
    JOB_UNCLEAR,     /* it is over or forgotten, and nobody can tell whether it came out */
    JOB_UNREACHABLE, /* nobody answers: ask again */
    JOB_STATES
};
extern const char *const job_state_words[JOB_STATES];

/* What became of handing a job over. */
enum job_handing {
    JOB_ACCEPTED,
    JOB_REFUSED, /* provably not accepted: it was not sent at all, or CUPS answered no */
    JOB_UNSURE,  /* the answer did not come: look it up by its key */
    JOB_HANDINGS
};
extern const char *const job_handing_words[JOB_HANDINGS];
