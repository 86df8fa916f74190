/* SPDX-License-Identifier: MIT
 *
 * A call that is answered from what the store holds, read on another thread: a long answer delays no ticket. What
 * stands there is what was durable when it began.
 *
 *     static const struct reading_way way = {.read = read_page};
 *     ...
 *     struct reading *reading = reading_new(call);
 *     struct question *question = arena_new(&reading->arena, struct question);
 *     ... all that the thread needs, in the reading's arena: it must not look at anything of the loop
 *     reading_start(reading, &way, question);
 *
 * The method's table must say `.defers`.
 */
#pragma once

#include <stdatomic.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "common/varlink/server.h"
#include "daemon/database.h"

struct daemon;
struct reading;

struct reading_way {
    /* On the thread. Without `answer` it fills `out`, the C form of the method's output, which is encoded there too;
     * with it `out` is NULL. What it makes lives in the reading's arena. Negative: it could not be read. */
    int (*read)(struct reading *reading, void *data, void *out);
    /* On the loop, after it, unless the daemon has ended; NULL: `out` is the answer. Looks at reading->result, and
     * answers reading->call if it is not NULL (who asked may have gone). */
    void (*answer)(struct reading *reading, void *data);
    /* Last of all, whatever became of it: lets go of what does not live in the arena. May be NULL. */
    void (*done)(void *data);
};

struct reading {
    struct arena arena;        /* lives until the call was answered */
    struct daemon *daemon;     /* for `answer`; NULL: it has ended */
    struct varlink_call *call; /* for `answer`; NULL: the caller has gone */
    const char *path;          /* of the store */
    int result;                /* of `read` */
    /* The rest is the reading's own. */
    atomic_bool in_vain;
    const struct reading_way *way;
    void *data;
    struct reading *next; /* of the daemon's */
    struct aside *aside;
    const struct idl_member *method;
    struct database *database;
    struct buffer reply;
};

struct reading *reading_new(struct varlink_call *call);

/* Answers the call by and by, and lets go of the reading. */
void reading_start(struct reading *reading, const struct reading_way *way, void *data);

/* On the thread: the store over a read-only connection of the reading's own, which is closed with it. */
int reading_open(struct reading *reading, struct database **ret_database) attr_must_check;

/* On the thread, for what takes long: nobody waits for the answer any more, so let it be. */
bool reading_is_in_vain(struct reading *reading);

/* In `answer`: could it be read? If not, that is logged and the caller answered StorageFailed. */
bool reading_was_read(struct reading *reading) attr_must_check;

/* The daemon ends, and what threads read by with it: forgets those not begun, waits for those that are. Calls must have
 * been told before; run the loop once more afterwards. */
void readings_end(struct daemon *daemon);
