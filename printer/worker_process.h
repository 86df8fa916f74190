/* SPDX-License-Identifier: MIT
 *
 * The worker's side: one process for one printer, in which everything may hang. It is asked over a socket, does one
 * thing at a time and answers it. It ends when the socket is closed, and with its parent, whatever happens to it.
 */
#pragma once

#include "common/i18n.h"
#include "common/ticket_layout.h"

struct worker_process_options {
    int fd; /* the socket; becomes its */
    const struct ticket_layout *layout;
    const struct i18n *languages;
    const struct config_text *centre; /* its name */
    const char *server;               /* of CUPS; NULL: as libcups finds it */
    const char *queue;
    int width_mm; /* of the paper */
};

/* What it is given is loaded; the process is in the centre's time zone. Returns an exit status. */
int worker_process_run(const struct worker_process_options *options);
