/* SPDX-License-Identifier: MIT
 *
 * The turn: everything the loop does between two sleeps, ended by one function with one order.
 *
 * Callbacks only change state in memory and buffer replies. The end of the turn makes it true for the world outside:
 * store what was decided, tell the subscribers, send the replies, let go of what ended, and set the next deadline. It
 * runs before the loop sleeps (uv_prepare) and after it woke (uv_check), the same function: timers run before prepare,
 * descriptors before check, so nothing decided anywhere waits for the next poll to end.
 *
 * `now` is read once a turn, so that everything in a turn happened at the same moment.
 */
#pragma once

#include <uv.h>

#include "common/clock.h"
#include "daemon/memory.h"
#include "daemon/timings.h"

/* What the end of a turn does, in the order of the table; each step may make work for the later ones only. */
struct turn_step {
    const char *name;
    void (*run)(void *data);
};

struct turn {
    uv_loop_t *loop;
    uv_prepare_t prepare;
    uv_check_t check;
    uv_idle_t awake; /* active while a step has marked and the next turn has not begun */
    struct clock *clock;
    const struct turn_step *steps; /* ends with run == NULL */
    void *data;
    int64_t now_ms;
    bool has_now;
    bool dirty;
    uint64_t count;         /* turns that had something to do */
    struct memory memory;   /* what a turn that fails takes back */
    struct timings timings; /* how long the loop worked from waking to sleeping */
    int64_t ended_us;       /* when it last did; 0: it has not yet */
    int64_t slept_us;       /* in all, until then */
};

void turn_init(struct turn *turn, uv_loop_t *loop, struct clock *clock, const struct turn_step *steps, void *data);
/* Closes the handles; run the loop once more before the memory goes. */
void turn_done(struct turn *turn);

/* Something happened: the steps run at the end of this turn, or of the next one, which comes at once, if it is a step
 * that says so. */
void turn_mark(struct turn *turn);

/* The moment of this turn, milliseconds since 1970 UTC, never running backwards. */
int64_t turn_now(struct turn *turn);
