/* SPDX-License-Identifier: MIT
 *
 * One program run at a time, for a bounded time, on the loop: it gets bytes on its standard input, may leave bytes on
 * its standard output (a file in memory, so it can write there as to a file), and is killed with all it started when
 * its time is over. Never through a shell.
 */
#pragma once

#include <uv.h>

#include "common/base.h"
#include "common/buffer.h"

enum child_end {
    CHILD_DONE,    /* ended with 0 */
    CHILD_FAILED,  /* ended otherwise */
    CHILD_LATE,    /* killed: its time was over */
    CHILD_STOPPED, /* by child_stop() */
    CHILD_MISSING, /* could not be started */
};

/* What it wrote, at most CHILD_OUTPUT bytes. The child may be started again from here. */
typedef void child_ended(void *data, enum child_end end, struct buffer *output);

enum { CHILD_OUTPUT = 16 * 1024 * 1024 };

struct child;
struct child *child_new(uv_loop_t *loop, child_ended *ended, void *data);
/* Starts it; arguments[0] is the program, looked for in PATH. `ended` comes later, or before this returns where it
 * cannot be started. It must not be running. */
void child_start(struct child *child, char *const *arguments, const void *input, size_t size, unsigned time_ms);
bool child_is_running(const struct child *child);
/* Kills it; `ended` comes later. */
void child_stop(struct child *child);
/* Kills it; `ended` does not come any more. The memory goes when the loop has closed the handles. */
void child_close(struct child *child);
