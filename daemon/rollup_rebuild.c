/* SPDX-License-Identifier: MIT
 *
 * Roll-ups that were damaged go, as far as the facts are kept by which they are made again; whoever opens the store
 * next makes them.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "daemon/rollup_private.h"
#include "daemon/store_private.h"

static int forget(struct database *database, int64_t *ret_seals)
{
    int r = database_run(database, "BEGIN IMMEDIATE;"
                                   "INSERT OR REPLACE INTO meta VALUES ('rolling_anew', 1);"
                                   "UPDATE meta SET value = max(value, (SELECT ifnull(max(number), 0) FROM rollup_day))"
                                   " WHERE key = 'rolled_until'");
    if (r == 0)
        r = database_number(database,
                            "SELECT count(DISTINCT last_seq) FROM rollup_day"
                            " WHERE last_seq >= (SELECT value FROM meta WHERE key = 'kept_from')",
                            ret_seals);
    if (r == 0)
        r = database_run(database, "DELETE FROM rollup_day"
                                   " WHERE last_seq >= (SELECT value FROM meta WHERE key = 'kept_from');"
                                   "DELETE FROM rollup;"
                                   "UPDATE meta SET value = 0 WHERE key = 'rolled';"
                                   "DELETE FROM meta WHERE key = 'rolling_anew';"
                                   "COMMIT");
    if (r < 0)
        database_rollback(database);
    return r;
}

static int check_schema(struct database *database, const char *path, char error[STORE_ERROR_SIZE])
{
    int64_t schema = 0, copy;
    int r = database_number(database, "SELECT value FROM meta WHERE key = 'schema'", &schema);
    if (r < 0 || schema != store_schema())
        return store_fail(error, r < 0 ? r : -ENOTSUP, "%s is no store of this version (its schema is %lld, not %d)",
                          path, (long long)schema, store_schema());
    if (database_number(database, "SELECT value FROM meta WHERE key = 'copy'", &copy) == 0)
        return store_fail(error, -EXDEV, "%s is a copy, which gets its roll-ups from the store", path);
    return 0;
}

int rollup_rebuild(const char *path, int64_t *ret_seals, char error[STORE_ERROR_SIZE])
{
    _cleanup_(database_closep) struct database *database = NULL;
    _cleanup_close_ int lock = -1;
    char text[256];
    if (access(path, F_OK) < 0)
        return store_fail(error, -errno, "cannot open %s: %s", path, strerror(errno));
    int r = store_take_lock(path, &lock, error);
    if (r < 0)
        return r;
    r = database_open(path, DATABASE_WRITER, &database, text, sizeof(text));
    if (r < 0)
        return store_fail(error, r, "cannot open %s: %s", path, text);
    r = check_schema(database, path, error);
    if (r < 0)
        return r;
    r = forget(database, ret_seals);
    return r < 0 ? store_fail(error, r, "cannot write %s: %s", path, database_error(database)) : 0;
}
