/* SPDX-License-Identifier: MIT
 *
 * Connections, statements, errors.
 */
#include "daemon/database.h"

#include <assert.h>
#include <errno.h>
#include <malloc.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* How long a statement waits for a lock: only a reader that recovers the WAL after a crash holds one. */
enum { BUSY_MS = 250 };

struct database {
    sqlite3 *handle;
    int wal_pages, carried_pages;
    int64_t wal_bytes; /* that have their room on the disk */
};

/* A statement is SQLite's own, under a name that says nothing of it. */
static sqlite3_stmt *inner(struct statement *statement)
{
    return (sqlite3_stmt *)statement;
}

static int error_of(sqlite3 *handle, int code)
{
    int system = sqlite3_system_errno(handle);
    switch (code & 0xff) {
    case SQLITE_FULL:
        return -ENOSPC;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return -EBUSY;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
    case SQLITE_ERROR: /* a table that is not there: the file is not what it says */
        return -EBADMSG;
    case SQLITE_CONSTRAINT:
        return -EEXIST;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return -EACCES;
    case SQLITE_CANTOPEN:
        return system > 0 ? -system : -ENOENT;
    default:
        return -EIO;
    }
}

/* --- connections --- */

/* SQLite keeps an account of its memory, behind a lock, which nobody reads. */
void database_start(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* refused once SQLite is in use */
}

static int on_commit(void *data, attr_unused sqlite3 *handle, attr_unused const char *name, int pages)
{
    struct database *database = data;
    if (pages <= database->wal_pages) /* all of it was carried: it is written again from its beginning */
        database->carried_pages = 0;
    database->wal_pages = pages;
    return SQLITE_OK;
}

/* Nothing that touches the file: it may turn out to be somebody else's. */
static const char writer_settings[] = "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;"
                                      "PRAGMA trusted_schema = OFF; PRAGMA locking_mode = NORMAL;"
                                      "PRAGMA secure_delete = ON;"; /* what is forgotten is overwritten */
static const char reader_settings[] = "PRAGMA query_only = ON; PRAGMA wal_autocheckpoint = 0;"
                                      "PRAGMA trusted_schema = OFF;";

/* numbers(a, b, ...) of a query: see statement_numbers(). */
static void take_numbers(sqlite3_context *context, int count, sqlite3_value **values)
{
    int64_t numbers[NUMBERS_MOST];
    assert(count <= NUMBERS_MOST);
    for (int i = 0; i < count; i++)
        numbers[i] = sqlite3_value_int64(values[i]);
    sqlite3_result_blob(context, numbers, count * (int)sizeof(numbers[0]), SQLITE_TRANSIENT);
}

static int add_functions(sqlite3 *handle)
{
    return sqlite3_create_function_v2(handle, "numbers", -1, SQLITE_UTF8 | SQLITE_DIRECTONLY | SQLITE_DETERMINISTIC,
                                      NULL, take_numbers, NULL, NULL, NULL);
}

static int open_handle(const char *path, enum database_mode mode, sqlite3 **ret_handle)
{
    int flags = mode == DATABASE_WRITER ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    int code = sqlite3_open_v2(path, ret_handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    if (code != SQLITE_OK)
        return code;
    sqlite3_busy_timeout(*ret_handle, BUSY_MS);
    sqlite3_db_config(*ret_handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    if (mode == DATABASE_READER)
        sqlite3_db_config(*ret_handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    code = add_functions(*ret_handle);
    if (code != SQLITE_OK)
        return code;
    return sqlite3_exec(*ret_handle, mode == DATABASE_WRITER ? writer_settings : reader_settings, NULL, NULL, NULL);
}

int database_open(const char *path, enum database_mode mode, struct database **ret_database, char *error, size_t size)
{
    sqlite3 *handle = NULL;
    int code = open_handle(path, mode, &handle);
    if (code != SQLITE_OK) {
        int r = error_of(handle, code);
        snprintf(error, size, "%s", sqlite3_errmsg(handle));
        sqlite3_close(handle);
        return r;
    }
    struct database *database = mem_new(struct database);
    database->handle = handle;
    if (mode == DATABASE_WRITER)
        sqlite3_wal_hook(handle, on_commit, database);
    *ret_database = database;
    return 0;
}

struct database *database_close(struct database *database)
{
    if (!database)
        return NULL;
    int code = sqlite3_close(database->handle);
    assert(code == SQLITE_OK); /* else a statement was forgotten */
    free(database);
    return NULL;
}

const char *database_error(const struct database *database)
{
    return sqlite3_errmsg(database->handle);
}

int database_run(struct database *database, const char *sql)
{
    int code = sqlite3_exec(database->handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? 0 : error_of(database->handle, code);
}

void database_rollback(struct database *database)
{
    /* After some errors SQLite has done so itself. */
    if (!sqlite3_get_autocommit(database->handle))
        sqlite3_exec(database->handle, "ROLLBACK", NULL, NULL, NULL);
}

/* --- statements --- */

int database_prepare(struct database *database, const char *sql, struct statement **ret_statement)
{
    sqlite3_stmt *made = NULL;
    int code = sqlite3_prepare_v3(database->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &made, NULL);
    if (code != SQLITE_OK)
        return error_of(database->handle, code);
    *ret_statement = (struct statement *)made;
    return 0;
}

struct statement *statement_free(struct statement *statement)
{
    sqlite3_finalize(inner(statement));
    return NULL;
}

/* Fails only for a place that the statement has not, or for want of memory. */
static void check_set(int code)
{
    assert(code == SQLITE_OK);
    (void)code;
}

int statement_parameters(struct statement *statement)
{
    return sqlite3_bind_parameter_count(inner(statement));
}

void statement_set_number(struct statement *statement, int place, int64_t number)
{
    check_set(sqlite3_bind_int64(inner(statement), place, number));
}

void statement_set_bytes(struct statement *statement, int place, const void *bytes, size_t size)
{
    check_set(sqlite3_bind_blob64(inner(statement), place, bytes, size, SQLITE_STATIC));
}

void statement_set_text(struct statement *statement, int place, const char *text)
{
    check_set(sqlite3_bind_text(inner(statement), place, text, -1, SQLITE_STATIC));
}

void statement_set_text_of(struct statement *statement, int place, const char *text, size_t size)
{
    check_set(sqlite3_bind_text64(inner(statement), place, text, size, SQLITE_STATIC, SQLITE_UTF8));
}

void statement_set_column(struct statement *statement, int place, struct statement *from, int column)
{
    check_set(sqlite3_bind_value(inner(statement), place, sqlite3_column_value(inner(from), column)));
}

int statement_next(struct statement *statement)
{
    int code = sqlite3_step(inner(statement));
    if (code == SQLITE_ROW)
        return 1;
    return code == SQLITE_DONE ? 0 : error_of(sqlite3_db_handle(inner(statement)), code);
}

void statement_reset(struct statement *statement)
{
    sqlite3_reset(inner(statement)); /* repeats the error of the last step */
    sqlite3_clear_bindings(inner(statement));
}

int statement_run(struct statement *statement)
{
    int r;
    while ((r = statement_next(statement)) > 0)
        ;
    sqlite3_reset(inner(statement)); /* without what was set: who runs it again sets all anew */
    return r;
}

int64_t statement_number(struct statement *statement, int column)
{
    return sqlite3_column_int64(inner(statement), column);
}

const int64_t *statement_numbers(struct statement *statement, int column, int count)
{
    const void *numbers = sqlite3_column_blob(inner(statement), column);
    assert(sqlite3_column_bytes(inner(statement), column) == count * (int)sizeof(int64_t));
    return numbers;
}

const char *statement_text(struct statement *statement, int column)
{
    return (const char *)sqlite3_column_text(inner(statement), column);
}

const void *statement_bytes(struct statement *statement, int column, size_t *ret_size)
{
    const void *bytes = sqlite3_column_blob(inner(statement), column);
    *ret_size = (size_t)sqlite3_column_bytes(inner(statement), column);
    if (!bytes && !statement_is_null(statement, column))
        return "";
    return bytes;
}

bool statement_is_null(struct statement *statement, int column)
{
    return sqlite3_column_type(inner(statement), column) == SQLITE_NULL;
}

enum value_type statement_type(struct statement *statement, int column)
{
    switch (sqlite3_column_type(inner(statement), column)) {
    case SQLITE_NULL:
        return VALUE_NULL;
    case SQLITE_TEXT:
        return VALUE_TEXT;
    case SQLITE_BLOB:
        return VALUE_BYTES;
    default:
        return VALUE_NUMBER;
    }
}

int statement_columns(struct statement *statement)
{
    return sqlite3_column_count(inner(statement));
}

int database_number(struct database *database, const char *sql, int64_t *ret_number)
{
    _cleanup_(statement_freep) struct statement *statement = NULL;
    int r = database_prepare(database, sql, &statement);
    if (r < 0)
        return r;
    r = statement_next(statement);
    if (r < 0)
        return r;
    if (r == 0 || statement_is_null(statement, 0))
        return -ENOENT;
    *ret_number = statement_number(statement, 0);
    return 0;
}

int64_t database_changes(const struct database *database)
{
    return sqlite3_changes64(database->handle);
}

/* --- the WAL --- */

/* How a WAL is laid out: sqlite.org/fileformat2.html, section 4.1. */
enum { WAL_HEADER = 32, WAL_PAGE = 24 + 4096 };
/* So much is written ahead when less than half of it is left. */
enum { WAL_AHEAD = 1 << 20 };

static bool wants_room(const struct database *database, int pages)
{
    int64_t used = WAL_HEADER + (int64_t)database->wal_pages * WAL_PAGE;
    int64_t limit = WAL_HEADER + (int64_t)pages * WAL_PAGE;
    return database->wal_bytes < limit && database->wal_bytes - used < WAL_AHEAD / 2;
}

/* Zeros after the end of the file: whoever reads a WAL stops at a page that is none. */
void database_extend_wal(struct database *database, int pages)
{
    static const char zeros[1 << 14];
    sqlite3_file *wal = NULL;
    sqlite3_int64 size = 0;
    if (!wants_room(database, pages))
        return;
    int code = sqlite3_file_control(database->handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal);
    if (code != SQLITE_OK || !wal->pMethods || wal->pMethods->xFileSize(wal, &size) != SQLITE_OK)
        return;
    database->wal_bytes = size;
    if (!wants_room(database, pages))
        return;
    database->wal_bytes += WAL_AHEAD; /* or the disk is full, and it is not tried again */
    for (; code == SQLITE_OK && size < database->wal_bytes; size += (int)sizeof(zeros))
        code = wal->pMethods->xWrite(wal, zeros, (int)sizeof(zeros), size);
}

int database_wal_pages(const struct database *database)
{
    return database->wal_pages - database->carried_pages;
}

void database_rest(struct database *database)
{
    sqlite3_db_release_memory(database->handle);
    malloc_trim(0);
}

int database_flush(struct database *database)
{
    sqlite3_file *file = NULL;
    int code = sqlite3_db_cacheflush(database->handle);
    if (code == SQLITE_OK)
        code = sqlite3_file_control(database->handle, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (code == SQLITE_OK && file->pMethods)
        code = file->pMethods->xSync(file, SQLITE_SYNC_NORMAL);
    return code == SQLITE_OK ? 0 : error_of(database->handle, code);
}

void database_checkpoint(struct database *database)
{
    int pages = 0, carried = 0;
    int code = sqlite3_wal_checkpoint_v2(database->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, &pages, &carried);
    if (code != SQLITE_OK)
        return;
    database->wal_pages = pages;
    database->carried_pages = carried;
}
