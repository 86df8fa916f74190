/* SPDX-License-Identifier: MIT
 *
 * What the two halves of reading a past day share: past_staff.c watches operators while the facts go by, past.c makes
 * visits of what the engine knows at the end.
 */
#pragma once

#include "daemon/engine/past.h"
#include "daemon/engine/state.h"

struct past_staff {
    struct open_post {   /* by operator */
        int32_t post;    /* + 1; 0: he is nowhere */
        int64_t away_ms; /* since then; 0: he is not */
    } * operators;
    size_t operator_room;
    struct away {
        size_t post;
        struct rule_span span;
    } * aways;
    size_t away_count, away_room;
    struct gaps {
        int64_t sum_ms, count;
    } * gaps; /* by post */
    size_t gap_room;
    int64_t halted_ms; /* since then; 0: the hall is not halted */
    struct rule_span *halts;
    size_t halt_count, halt_room;
};

struct past_reader {
    int32_t day;
    struct rulebook *rulebook;
    struct engine *engine;
    struct past past;
    struct past_staff staff;
    bool begun, closing, ended;
};

/* Before and after the engine takes the fact. */
void past_staff_before(struct past_reader *reader, const struct event *event);
void past_staff_after(struct past_reader *reader, const struct event *event);
/* The day is over: who is there is so no longer. */
void past_staff_close(struct past_reader *reader, int64_t at_ms);
/* With all visits read: breaks and gaps go to their posts. */
void past_staff_end(struct past_reader *reader);
void past_staff_done(struct past_staff *staff);
