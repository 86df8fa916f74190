/* SPDX-License-Identifier: MIT
 *
 * A ticket's paper as it would come out now, shown in the terminal and as a picture.
 */
#pragma once

struct preview_options {
    const char *config;
    const char *socket; /* NULL: the configuration's */
    const char *via;    /* NULL: none */
    const char *ticket; /* "A042" */
    const char *png;    /* NULL: TICKET.png */
    int width_mm;       /* of the paper: 58 or 80 */
};

/* The exit code, of sysexits.h; trouble is told on stderr. */
int preview_print(const struct preview_options *options);
