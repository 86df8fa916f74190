/* SPDX-License-Identifier: MIT
 *
 * A daemon on another machine, spoken to through a command: "ssh hall novbe bridge". Each connection is one run of it.
 */
#pragma once

#include <uv.h>

struct via {
    uv_loop_t *loop;
    const char *command; /* for /bin/sh */
};

/* For varlink_client_options.open, with a struct via: 0 or a negative errno. */
int via_open(void *data, int *ret_fd_in, int *ret_fd_out);
