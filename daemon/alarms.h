/* SPDX-License-Identifier: MIT
 *
 * Counters that call for help. A counter has one alarm open at a time, so there are never more of them than counters.
 * They are not kept: after a restart a terminal that still needs somebody asks again.
 */
#pragma once

#include "daemon/hall.h"

struct alarm {
    char name[CODE_SIZE]; /* by which it is answered; no restart gives an old one to another alarm */
    int32_t counter;      /* id */
    int32_t operator_id;  /* who is signed in there; 0: nobody was */
    int64_t since_ms;
    bool coming;                             /* somebody is on the way */
    int32_t coming_counter, coming_operator; /* from where, and who; 0: from reception, or nobody signed in */
};

struct alarms {
    size_t count, room;
    struct alarm *items; /* oldest first */
};

/* For struct memory_part. */
void alarms_copy(void *to, const void *from);
void alarms_done(void *value);

/* The alarm of this counter: the one that is open, or a new one. The pointer holds until the next change. */
const struct alarm *alarms_call(struct alarms *alarms, int32_t counter, int32_t operator_id, int64_t now_ms);

/* False: it is over, or somebody is coming already. */
bool alarms_answer(struct alarms *alarms, const char *name, int32_t counter, int32_t operator_id);

/* False: it is over. */
bool alarms_end(struct alarms *alarms, const char *name);
