/* SPDX-License-Identifier: MIT
 *
 * The daemon's socket: handed over by the service manager, or made here. One daemon a path, always: a lock beside the
 * socket decides between two that start at once, and a socket on which somebody answers is never replaced.
 */
#pragma once

#include <sys/types.h>

#include "common/base.h"

struct listener {
    int fd;      /* listening; give it to the server, which owns it then */
    int lock_fd; /* held as long as the daemon lives; -1 if the socket was handed over */
    char *path;  /* NULL if the socket was handed over */
    dev_t device;
    ino_t inode; /* of the socket we made: another daemon's is not removed */
};

/* The socket of the service manager if there is one, else one at `path` with `mode`; removes a dead socket. Errors:
 * -EADDRINUSE another daemon answers there or starts there; -EEXIST something else lies there; -ENAMETOOLONG; others of
 * the system. */
int listen_open(const char *path, mode_t mode, struct listener *ret_listener) attr_must_check;

/* Removes the socket if it is still the one we made. */
void listen_close(struct listener *listener);
