/* SPDX-License-Identifier: MIT
 *
 * `novbed --verify`: what store_verify() finds, for people and for scripts.
 */
#pragma once

#include "common/base.h"

struct verify_arguments {
    const char *path;
    const char *key;  /* NULL, or the first key of a chain as it was printed: CHAIN:HEX */
    const char *head; /* NULL, or SEQ:HEX, or a file with one such a line; of other lines nothing is read */
};

/* Prints a line a finding, then what was read and its head. The exit code: EX_OK whole, EX_DATAERR something was
 * found, EX_NOINPUT or EX_IOERR it could not be read, EX_USAGE key or head make no sense. */
int verify_print(const struct verify_arguments *arguments);
