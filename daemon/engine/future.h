/* SPDX-License-Identifier: MIT
 *
 * One future of a scene: who is called when, if chance wants it so. Counters call by the rule itself (rules_first() on
 * a copy of the hall), so nothing here decides who is next.
 *
 * A newcomer is somebody who would come now. He takes nobody's place: the first counter that, being free, would call
 * him before anybody else tells his moment, and goes on with whom it really calls. Until he is called the hall with him
 * is the hall without him, so one future tells the moments of all newcomers at once, each as if he came alone.
 */
#pragma once

#include "daemon/engine/scene.h"

enum { FUTURE_NEVER = INT32_MAX };

struct future;

/* Whom a future is played for. */
struct future_only {
    int32_t ticket;   /* number in the scene; 0: not for one ticket */
    int32_t newcomer; /* -1: not for one newcomer */
};
#define FUTURE_FOR_ALL ((struct future_only){.newcomer = -1})

/* Plays futures of this scene, one after the other. For one only: each ends when he is called, whoever waits. */
struct future *future_new(const struct scene *scene, struct future_only only);
struct future *future_free(struct future *future);
DEFINE_CLEANUP(struct future *, future_free)

/* Ticket and newcomer are called so many ms after the scene, or FUTURE_NEVER: nobody will, or the hall is halted, of
 * which no future knows the end. Valid until the next is played. */
struct future_calls {
    const int32_t *tickets_ms;   /* by number in the scene, from 1 */
    const int32_t *newcomers_ms; /* by number in the scene, from 0 */
};
struct future_calls future_play(struct future *future, uint64_t seed);
