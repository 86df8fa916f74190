/* SPDX-License-Identifier: MIT
 *
 * One life of a worker's process, and the socket to it. Internal to worker.c.
 */
#pragma once

#include <uv.h>

#include "common/base.h"

struct worker_run;

struct worker_run_events {
    void (*message)(void *data, const char *bytes, size_t length); /* NUL-terminated; valid until it returns */
    void (*ended)(void *data); /* the process is gone and all it said was told; the run frees itself */
};

struct worker_run_child {
    const char *name; /* as ps(1) shows it */
    int (*main)(void *data, int fd);
    void *data;
};

/* NULL: it cannot be started. `events` must outlive the run. */
struct worker_run *worker_run_new(uv_loop_t *loop, const struct worker_run_child *child,
                                  const struct worker_run_events *events, void *data);
void worker_run_send(struct worker_run *run, const void *bytes, size_t size);
/* At once; `ended` is told when it is gone. */
void worker_run_kill(struct worker_run *run);
/* Nothing is told any more: it may finish what it is at, and is killed if that takes long. */
void worker_run_leave(struct worker_run *run);
