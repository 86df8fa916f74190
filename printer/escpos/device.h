/* SPDX-License-Identifier: MIT
 *
 * The printer, behind the backend of CUPS: bytes to it, bytes from it on the back channel, and the wish to stop
 * (SIGTERM), which is taken here and nowhere else.
 */
#pragma once

#include "common/base.h"

enum {
    DEVICE_BACK_FD = 3,     /* where a filter finds the back channel: filter(7) */
    DEVICE_LEAVE_MS = 20000 /* of JobKillDelay's 30 s, after which cupsd kills a filter that was to stop */
};

struct device {
    int out;          /* to the backend; made non-blocking */
    int back;         /* from it; -1: there is none */
    int stop;         /* signalfd of SIGTERM */
    bool is_pipe;     /* `out` is one: it can be seen whether the backend has taken what was written */
    bool committed;   /* something was sent that has to come to an end: stopping is for later */
    bool stopped;     /* somebody wishes so */
    int64_t leave_ms; /* committed and stopped: no longer than until then */
};

/* Blocks SIGTERM in this process. 0 or a negative errno. */
int device_open(int out, int back, struct device *ret_device) attr_must_check;
void device_close(struct device *device);

int64_t device_now_ms(void);

/* All of these: -ECANCELED: it shall stop, and is not committed. -ETIMEDOUT: it is, and its time is over. -EPIPE: the
 * backend is gone. */

/* Writes all of it. 0 or a negative errno. */
int device_write(struct device *device, const void *bytes, size_t size) attr_must_check;
/* Waits until the backend has taken all that was written: before, it has not found the printer. 0 or a negative errno.
 */
int device_drain(struct device *device) attr_must_check;
/* The same of another pipe, which nobody need read: a second is enough. */
void device_drain_other(int pipe);
/* A byte from the printer: 1; 0: none came until then; or a negative errno. */
int device_read(struct device *device, int64_t until_ms, unsigned char *ret_byte) attr_must_check;
/* Lets time go by, if there is any until then. 0 or a negative errno. */
int device_rest(struct device *device, int64_t until_ms) attr_must_check;
