/* SPDX-License-Identifier: MIT
 *
 * novbed --follow: the second machine. It keeps a copy of the store of the centre, tells how far it is, and waits to be
 * promoted. It issues nothing: whoever asks it for more is told where the centre is.
 */
#pragma once

#include <uv.h>

#include "common/centre.h"
#include "daemon/store.h"

struct follow_options {
    uv_loop_t *loop;
    struct centre *centre; /* borrowed */
    const char *address;   /* of the centre: the path of a socket, or "@name" */
    const char *store;     /* of the copy */
    int listen_fd;         /* borrowed: the same socket is served when this is the centre */
    bool check_replies;
};

/* Follows until somebody stops the loop (0) or promotes the copy, which is then a store to be opened (1). Negative: the
 * copy cannot be opened, `error` says why. */
int follow_run(const struct follow_options *options, char error[STORE_ERROR_SIZE]) attr_must_check;
