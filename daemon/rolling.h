/* SPDX-License-Identifier: MIT
 *
 * Rolls up days that were sealed (daemon/rollup.h): computed on a thread over a read-only connection, one seal at a
 * time, oldest first, and written on the loop between turns. So it is after every close of a day; and where a store has
 * days that are not rolled up yet, of an older program or of a copy, in the background until all are.
 */
#pragma once

#include <uv.h>

#include "daemon/hall.h"

struct rolling_run;

struct rolling {
    struct hall *hall;
    uv_loop_t *loop;
    struct rolling_run *run; /* on the thread, or over and to be written; NULL: none is */
    int64_t tidy_seq;        /* through this seal there is nothing to do; -1: not known */
    int64_t next_ms;         /* not before */
    int32_t damaged_day;     /* cannot be rolled up, nor what follows it; 0: none */
    int64_t damaged_ms;      /* since then */
};

void rolling_init(struct rolling *rolling, struct hall *hall, uv_loop_t *loop);
/* Not wanted any more. Run the loop once more before its memory goes. */
void rolling_done(struct rolling *rolling);

/* At the end of a turn, after its replies: writes what is computed, begins what is not. */
void rolling_run(struct rolling *rolling);

/* When there is something to do without a turn; INT64_MAX: never. */
int64_t rolling_deadline(const struct rolling *rolling);
