/* SPDX-License-Identifier: MIT
 *
 * A copy of a store that grows with it: what a backup is made of. Every table is only added to, by a growing number, so
 * what a copy lacks are the rows above the greatest number it has; the same step makes a whole copy of nothing and adds
 * an hour to one of yesterday.
 *
 * The source is read by a reader, which neither commits nor checkpoints, in short transactions with a rest between
 * them: nobody waits for it, and the WAL begins anew as often as without it. What was committed when it began is what
 * the copy holds in the end. Each row of the ledger is checked against the chain on its way, so a copy that ends well
 * is what was written.
 */
#pragma once

#include "daemon/store.h"

struct store_copied {
    bool whole;                      /* made of nothing */
    struct store_head before, after; /* of the copy */
    int64_t rows;                    /* of all tables */
    bool told;                       /* store_restore(): the backup knows that it was restored */
};

/* Brings the copy at `to` up to the store at `from`, all or nothing; where there is none it makes one. What happened:
 *     -EXDEV    the copy is another centre's
 *     -ESTALE   it is no copy of this store: it holds facts that the store has not
 *     -ENOTSUP  one of the two was made by another version: `novbed` of that version first
 *     -EBADMSG  the store is not what was written; the copy is as it was
 * and as of store.h; `error` says what and what to do. */
int store_copy(const char *from, const char *to, struct store_copied *ret_copied, char error[STORE_ERROR_SIZE])
        attr_must_check;

/* How many rows at a stretch, and what is done in the rest after each, while the source is not read; 0 and NULL: as
 * many as are good, and a rest as long as the stretch if others write. For tests. */
struct copy_pace {
    int64_t rows;
    void (*rest)(void *data);
    void *data;
};
int store_copy_at_pace(const char *from, const char *to, const struct copy_pace *pace, struct store_copied *ret_copied,
                       char error[STORE_ERROR_SIZE]) attr_must_check;

/* Makes a store of a copy, in a new epoch: what was issued after the copy was made is not known in it, so its numbers
 * of the day begin where the lost store cannot have come. The seal key is not in a copy: a new chain of keys begins
 * when the store is opened. As store_copy(), and -EXDEV   it is not `centre`'s -EEXIST  there is a store already */
int store_restore(const char *from, const char *store, const char *centre, struct store_copied *ret_copied,
                  char error[STORE_ERROR_SIZE]) attr_must_check;
