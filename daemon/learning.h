/* SPDX-License-Identifier: MIT
 *
 * What a centre can learn of its past days, read out of the store: a forecast begins with it. Days of the last four
 * weeks are read, and the same weekday of eight; the same weekday comes last, as of what is learned the latest counts
 * most, and of how many come and when the others together count as four days.
 */
#pragma once

#include <stdatomic.h>

#include "daemon/engine/forecast.h"
#include "daemon/store.h"

enum { LEARNING_WEEKS = 8, LEARNING_DAYS = LEARNING_WEEKS * 7 };

struct learning {
    char *path;             /* of the store */
    struct rulebook usual;  /* its services alone */
    int32_t day;            /* for this one: those before it are read */
    int64_t *ends_ms;       /* of the LEARNING_DAYS before it, the day before first */
    struct learned learned; /* may be taken: then learned_init() it */
    struct levels levels;   /* its end, adapted by what visitors were told and what became of it */
    atomic_bool in_vain;    /* nobody wants it any more: the thread is to end soon */
    int64_t visits;         /* read */
    int result;             /* negative: it could not be read, and nothing is learned */
};

/* On the loop: all that a thread needs. `day_start_minute`: of the business days. */
struct learning *learning_new(const char *store, const struct rulebook *rulebook, int32_t day, int day_start_minute);
struct learning *learning_free(struct learning *learning);

/* On a thread. */
void learning_read(struct learning *learning);
