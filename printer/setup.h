/* SPDX-License-Identifier: MIT
 *
 * Makes the queue of a printer of the catalogue, as novbe wants it (`novbe printer add`, which then prints a test
 * paper).
 */
#pragma once

#include "common/base.h"

struct setup_options {
    const char *config;  /* path of novbe.conf */
    const char *printer; /* key in the catalogue, which knows its queue and the width of its paper */
    const char *uri;     /* of the device, as `lpinfo -v` lists them */
    const char *cut;     /* of a receipt printer: "none", "partial", "full"; NULL: partial */
};

/* Says what was done, and what is wrong. The exit code, of sysexits.h: EX_OK; EX_CONFIG: the configuration; EX_USAGE:
 * no such printer, a bad URI or word; EX_UNAVAILABLE: nobody answers there; EX_CANTCREAT: CUPS did not make the queue;
 * EX_OSERR: the configuration cannot be locked. */
int setup_add(const struct setup_options *options);
