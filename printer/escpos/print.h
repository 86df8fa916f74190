/* SPDX-License-Identifier: MIT
 *
 * How a job comes onto paper, and how that is known. See print.c.
 */
#pragma once

#include "printer/escpos/device.h"
#include "printer/escpos/input.h"
#include "printer/escpos/journal.h"
#include "printer/escpos/ppd.h"
#include "printer/escpos/tell.h"

struct print {
    struct device *device;
    struct tell *tell;
    struct input *input;
    struct ppd ppd;
    const char *key;         /* of the job, if it is one of ours; NULL: anybody's */
    struct journal *journal; /* if it is */

    /* of the printer, as it answers */
    bool greeted;       /* it was asked for the first time */
    bool heard;         /* at least once */
    int owed;           /* questions that it has not answered yet */
    bool deaf[5];       /* to the question of this number */
    bool end_asked;     /* its next answer of that kind is to this job's end */
    bool ended;         /* it came */
    unsigned end_bytes; /* what it said of paper */
};

/* True: it came out, or was sent to a printer that confirms nothing. What happened is told on the way. */
bool print_run(struct print *print);
