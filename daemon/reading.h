/* SPDX-License-Identifier: MIT
 *
 * A call whose answer is read from the store on another thread, over a read-only connection of its own: a long answer
 * delays no ticket. What stands there is what was durable when it began.
 *
 *     struct reading *reading = reading_new(call);
 *     struct question *question = arena_new(&reading->arena, struct question);
 *     ... all that the thread needs, in the reading's arena: it must not look at anything of the loop
 *     reading_start(reading, read_page, question);
 *
 * The method's table must say `.defers`.
 */
#pragma once

#include <uv.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "common/varlink/server.h"
#include "daemon/database.h"

struct daemon;
struct reading;

/* On the thread: fills `out`, the C form of the method's output, from the reading's arena. Negative: StorageFailed. */
typedef int reading_function(struct reading *reading, struct database *database, void *data, void *out);

struct reading {
    struct arena arena; /* lives until the call was answered */
    /* The rest is the reading's own. */
    struct daemon *daemon; /* NULL: it has ended */
    struct reading *next;  /* of the daemon's */
    uv_work_t work;
    uv_sem_t read;             /* the thread needs nothing any more */
    struct varlink_call *call; /* NULL: the caller has gone */
    const struct idl_member *method;
    char *path;
    reading_function *function;
    void *data;
    int result;
    struct buffer reply;
};

struct reading *reading_new(struct varlink_call *call);

/* Answers the call by and by, and lets go of the reading. */
void reading_start(struct reading *reading, reading_function *function, void *data);

/* The daemon ends, and what threads read by with it: forgets those not begun, waits for those that are. Calls must have
 * been told before; run the loop once more afterwards. */
void readings_end(struct daemon *daemon);
