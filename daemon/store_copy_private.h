/* SPDX-License-Identifier: MIT
 *
 * What the two files that copy share; nobody else includes this.
 */
#pragma once

#include "daemon/store_copy.h"
#include "daemon/store_private.h"

struct copy {
    struct database *from, *to;
    const char *from_path, *to_path;
    char *error;
    const struct copy_pace *pace;
    struct store_copied *copied;
    char centre[LEDGER_CENTRE + 1];
    int64_t schema, kept_from; /* of the source; the second as the last stretch found it */
    struct store_place bounds; /* what is to be copied */
    int64_t version, began_us; /* of the source as SQLite counts, and when the stretch began */
    int32_t unflushed;         /* stretches */
    bool is_busy;              /* others write to the source */
    bool is_wrong;             /* verifying found something */
};

attr_printf(3, 4) int copy_fail(const struct copy *copy, int r, const char *format, ...);
int copy_fail_to(const struct copy *copy, int r);
int copy_fail_from(const struct copy *copy, int r);

/* All rows that the source has now and the copy has not. A transaction is open in both; in the source it is ended, and
 * in the copy it stays open. */
int copy_rows(struct copy *copy) attr_must_check;
