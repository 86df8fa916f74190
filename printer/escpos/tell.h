/* SPDX-License-Identifier: MIT
 *
 * What a filter says to CUPS: lines on its standard error (filter(7)). Told where a job is; read by whoever looks at
 * the job (its job-printer-state-message) and at the queue (printer-state-reasons).
 *
 * All is said as WARNING, since CUPS 2.4 keeps no lesser message in a job that is over: INFO is wiped at its end, and
 * what the backend says as INFO ("Print file sent") is not taken over ours. A bad end is said as ERROR, over which
 * nothing is taken, not even the "Filter failed" of cupsd itself; but an ERROR of the backend that came before stays.
 */
#pragma once

#include "common/base.h"

/* Where a job is; the message begins so, and more may follow behind ": ". */
#define TELL_NOTHING     "novbe: nothing sent"
#define TELL_SENDING     "novbe: sending"
#define TELL_PRINTED     "novbe: printed"
#define TELL_UNCONFIRMED "novbe: sent, not confirmed"
#define TELL_UNCERTAIN   "novbe: uncertain"

struct tell {
    int fd;
    unsigned troubles; /* told so far */
    unsigned stale;    /* of an earlier job, perhaps: taken back unless they are still so */
};

/* -EPIPE: nobody listens any more: whoever started us is gone. */
int tell_where(const struct tell *tell, const char *where, const char *more);
void tell_bad_end(const struct tell *tell, const char *where, const char *why);
/* Says what has changed (enum language_trouble). */
void tell_troubles(struct tell *tell, unsigned troubles);
/* Takes back what an earlier job may have left. */
void tell_none(struct tell *tell);
void tell_page(const struct tell *tell, int page);
void tell_debug(const struct tell *tell, const char *text);

/* "paper is out"; of the first of them that hinders; NULL: nothing hinders. */
const char *tell_trouble_name(unsigned troubles);
