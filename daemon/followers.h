/* SPDX-License-Identifier: MIT
 *
 * The machines that keep a copy of the store: who they are, how far they are, and their calls that wait for something
 * to be written. Nothing of it is kept: a follower asks all the time, and says each time how far it is.
 */
#pragma once

#include <uv.h>

#include "common/base.h"

struct daemon;
struct varlink_call;

enum { FOLLOWERS_MOST = 4, FOLLOWER_NAME_SIZE = 65, FOLLOWER_SILENT_MS = 30000 };

struct follower_seen {
    char name[FOLLOWER_NAME_SIZE];
    int64_t seq;      /* of its last durable fact */
    int64_t heard_ms; /* by the wall clock, to be shown */
    uint64_t heard_loop_ms;
};

struct parked_call;

struct followers {
    struct daemon *daemon;
    struct follower_seen seen[FOLLOWERS_MOST]; /* the last heard first */
    size_t count;
    struct parked_call *parked;
    size_t parked_count, parked_room;
    uv_timer_t timer; /* the first of them has waited long enough */
};

void followers_init(struct followers *followers, struct daemon *daemon);
/* All calls must have ended before. */
void followers_done(struct followers *followers);

/* Has it asked within the last FOLLOWER_SILENT_MS? */
bool followers_hear_now(const struct followers *followers, const struct follower_seen *seen);
void followers_hear(struct followers *followers, const char *name, int64_t seq);

/* Keeps a call until something was committed after `commits` commits, or until `until_ms` of the loop's clock: then
 * `go_on_with` is told, on the loop, and answers it. */
void followers_park(struct followers *followers, struct varlink_call *call, int64_t commits, uint64_t until_ms,
                    void (*go_on_with)(struct varlink_call *call, bool committed, void *data), void *data);

/* A step of the turn: something may have been committed. */
void followers_run(struct followers *followers);
