/* SPDX-License-Identifier: MIT
 *
 * A past day read from the store, for methods that rehearse it. What they ask about is looked up in the hall before the
 * thread begins; the thread has a rulebook of its own.
 */
#pragma once

#include "daemon/engine/past.h"
#include "daemon/method_manager.h"
#include "daemon/reading.h"

struct past_target {
    int32_t service;
    int64_t target_ms;
};

struct past_question {
    int32_t day;
    int64_t midnight_ms;      /* local */
    struct rulebook rulebook; /* after past_question_read() with the targets of that day */
    struct past_target *targets;
    size_t target_count;
    /* by past_question_read() */
    bool found;
    struct past past;
};

/* The day and the targets as they were asked. False: answered why not. To be let go of in either case. */
bool past_question_init(struct past_question *question, struct varlink_call *call, const char *day, size_t target_count,
                        const struct manager_new_target *targets) attr_must_check;
void past_question_done(struct past_question *question);

/* On the thread. 0 also if the day is not found. */
int past_question_read(struct past_question *question, struct reading *reading) attr_must_check;

/* The targets that were asked in place of those of the day. */
void past_question_set_targets(struct past_question *question);

/* On the loop: was it found? If not, it is answered why. */
bool past_question_found(const struct past_question *question, struct varlink_call *call) attr_must_check;
