/* SPDX-License-Identifier: MIT
 *
 * novbe-printer at work: a loop with a client of the daemon, the spool, and a worker for each printer. What the spool
 * wants is done here and nowhere else; what the daemon and the workers answer is told to it.
 */
#pragma once

#include "common/centre.h"

struct program_options {
    const char *config;      /* path of novbe.conf */
    const char *socket;      /* of the daemon; NULL: the configuration's */
    const char *via;         /* a command that speaks for it; NULL: none */
    const char *cups;        /* server or socket of CUPS; NULL: as libcups finds it */
    struct config_list only; /* keys of printers; none: all of the catalogue */
};

/* Until a signal ends it. The exit code, of sysexits.h. */
int program_run(const struct program_options *options);
