/* SPDX-License-Identifier: MIT
 *
 * `novbed --backup` and `novbed --restore`: store_copy() for people and for scripts.
 */
#pragma once

#include "common/base.h"

struct backup_arguments {
    const char *backup;  /* NULL, or the file to be brought up to the store */
    const char *restore; /* NULL, or the backup that becomes the store */
};

/* Prints what was done, a line a fact: KEY VALUE. The exit code: EX_OK; EX_DATAERR something does not fit together;
 * EX_NOINPUT, EX_IOERR, EX_CANTCREAT as the trouble is. `store` as the configuration or --store names it, `centre` its
 * key. */
int backup_print(const struct backup_arguments *arguments, const char *store, const char *centre);
