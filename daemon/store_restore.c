/* SPDX-License-Identifier: MIT
 *
 * A store out of a copy: its bytes, brought to the newest schema, verified from end to end, and begun in a new epoch,
 * before it gets its name.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daemon/store_copy.h"
#include "daemon/store_private.h"
#include "daemon/store_verify.h"

struct restore {
    const char *from, *centre;
    char *path; /* of what will be the store */
    char *error;
    struct store_copied *copied;
    bool is_wrong;
};

attr_printf(3, 4) static int fail(const struct restore *restore, int r, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(restore->error, STORE_ERROR_SIZE, format, arguments);
    va_end(arguments);
    return r;
}

/* With the journal of a step that was interrupted: SQLite takes the step back when it opens the file. */
static int copy_files(const struct restore *restore)
{
    _cleanup_free_ char *journal = mem_printf("%s-journal", restore->from);
    _cleanup_free_ char *other = mem_printf("%s-journal", restore->path);
    int r = store_copy_file(restore->from, restore->path);
    if (r == 0 && access(journal, F_OK) == 0)
        r = store_copy_file(journal, other);
    return r < 0 ? fail(restore, r, "cannot copy %s to %s: %s", restore->from, restore->path, strerror(-r)) : 0;
}

int store_begin_epoch(struct database *database, bool promoted)
{
    int r = database_run(database, "BEGIN IMMEDIATE;"
                                   "UPDATE meta SET value = value + 1 WHERE key IN ('epoch', 'epoch_due');"
                                   "DELETE FROM meta WHERE key IN ('clock', 'copy')");
    if (r == 0 && promoted)
        r = database_run(database,
                         "INSERT OR REPLACE INTO meta SELECT 'promoted', value FROM meta WHERE key = 'epoch'");
    if (r == 0)
        r = database_run(database, "COMMIT");
    if (r < 0)
        database_rollback(database);
    return r;
}

static int prepare(const struct restore *restore, struct database *database)
{
    int r = store_check_centre(database, restore->from, restore->centre, restore->error);
    if (r < 0)
        return r;
    r = store_migrate(database, restore->centre);
    if (r == -ENOTSUP)
        return fail(restore, r, "%s was made by a newer novbe; this one knows schema %d", restore->from,
                    store_schema());
    if (r == 0)
        r = store_begin_epoch(database, false);
    if (r == 0)
        r = database_run(database, "PRAGMA journal_mode = DELETE"); /* one file, which can be renamed */
    return r < 0 ? fail(restore, r, "cannot prepare %s: %s", restore->path, database_error(database)) : 0;
}

static void take_finding(const struct finding *finding, void *data)
{
    struct restore *restore = data;
    if (!restore->is_wrong)
        fail(restore, -EBADMSG, "%s is not what was written: %s (novbed --verify tells all)", restore->from,
             finding->text);
    restore->is_wrong = true;
}

static int verify(struct restore *restore)
{
    struct verify_result result;
    const struct verify_options options = {.path = restore->path, .found = take_finding, .data = restore};
    int r = store_verify(&options, &result, restore->error);
    restore->copied->after = result.head;
    restore->copied->whole = true;
    return r < 0 ? r : restore->is_wrong ? -EBADMSG : 0;
}

static int make(struct restore *restore)
{
    struct database *database = NULL;
    char text[256];
    int r = copy_files(restore);
    if (r < 0)
        return r;
    r = database_open(restore->path, DATABASE_WRITER, &database, text, sizeof(text));
    if (r < 0)
        return fail(restore, r, "cannot open %s: %s", restore->path, text);
    r = prepare(restore, database);
    database_close(database);
    return r < 0 ? r : verify(restore);
}

/* A backup that is restored a second time must not begin the same epoch again: it is told of the one that begins now,
 * which no fact in it tells. */
static void tell_backup(const struct restore *restore)
{
    _cleanup_(database_closep) struct database *backup = NULL;
    char text[256];
    int r = database_open(restore->from, DATABASE_WRITER, &backup, text, sizeof(text));
    if (r == 0)
        r = database_run(backup, "UPDATE meta SET value = value + 1 WHERE key IN ('epoch', 'epoch_due')");
    restore->copied->told = r == 0;
}

int store_restore(const char *from, const char *store, const char *centre, struct store_copied *ret_copied,
                  char error[STORE_ERROR_SIZE])
{
    _cleanup_free_ char *path = mem_printf("%s.new", store);
    struct restore restore = {.from = from, .centre = centre, .path = path, .error = error, .copied = ret_copied};
    *ret_copied = (struct store_copied){0};
    if (access(store, F_OK) == 0)
        return fail(&restore, -EEXIST, "%s is there: stop the daemon and move it away", store);
    ledger_start();
    store_remove_file(path);
    int r = make(&restore);
    if (r == 0)
        tell_backup(&restore);
    if (r == 0)
        r = store_settle_file(path, store, error);
    if (r < 0)
        store_remove_file(path);
    return r;
}
