/* SPDX-License-Identifier: MIT
 *
 * The copy on the other machine: rows put in as they come, the chain checked over them, a transaction a round.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daemon/store_follow.h"
#include "daemon/store_page.h"
#include "daemon/store_private.h"

/* Pages of the WAL that are carried into the file between two rounds, and rows that retention deletes in one. */
enum { CARRY_PAGES = 1000, DELETED_ROWS = 5000 };

struct store_follower {
    struct database *database;
    int lock_fd;
    char *path, *centre;
    bool in_round;
    int64_t cleaned[4];     /* what meta said is not kept when all of that was deleted */
    struct store_head head; /* rows of the round included */
    struct store_place place;
    struct statement *inserts[PAGE_TABLES]; /* NULL: not needed yet */
};

static int fail_of(const struct store_follower *follower, int r, char error[STORE_ERROR_SIZE])
{
    return store_fail(error, r, "cannot write %s: %s", follower->path, database_error(follower->database));
}

/* --- opening --- */

int store_follower_is_copy(const char *path)
{
    _cleanup_(database_closep) struct database *database = NULL;
    char error[STORE_ERROR_SIZE];
    int64_t number = 0;
    if (access(path, F_OK) < 0)
        return -errno;
    int r = database_open(path, DATABASE_READER, &database, error, sizeof(error));
    if (r == 0)
        r = database_number(database, "SELECT count(*) FROM meta WHERE key = 'copy'", &number);
    return r < 0 ? -EBADMSG : number > 0;
}

int store_mark_copy(struct database *database)
{
    return store_set_meta(database, "copy", NULL, 1);
}

static int load(struct store_follower *follower, char error[STORE_ERROR_SIZE])
{
    int r = store_read_head(follower->database, &follower->head);
    if (r == 0)
        r = store_read_place(follower->database, &follower->place);
    return r < 0 ? store_fail(error, r, "cannot read %s: %s", follower->path, database_error(follower->database)) : 0;
}

static int open_copy(struct store_follower *follower, char error[STORE_ERROR_SIZE])
{
    char text[256];
    int is_copy = store_follower_is_copy(follower->path);
    if (is_copy == 0)
        return store_fail(error, -EEXIST, "%s is the store of a centre, no copy", follower->path);
    if (is_copy < 0 && is_copy != -ENOENT)
        return store_fail(error, is_copy, "%s is no store of novbe, or is damaged", follower->path);
    int r = store_take_lock(follower->path, &follower->lock_fd, error);
    if (r < 0)
        return r;
    r = database_open(follower->path, DATABASE_WRITER, &follower->database, text, sizeof(text));
    if (r < 0)
        return store_fail(error, r, "cannot open %s: %s", follower->path, text);
    r = store_migrate(follower->database, follower->centre);
    if (r == -ENOTSUP)
        return store_fail(error, r, "%s was made by a newer novbe; this one knows schema %d", follower->path,
                          store_schema());
    if (r == 0)
        r = store_mark_copy(follower->database);
    if (r < 0)
        return fail_of(follower, r, error);
    r = store_check_centre(follower->database, follower->path, follower->centre, error);
    return r < 0 ? r : load(follower, error);
}

/* Whole under its name, or not there: an empty file would be taken for a damaged one. */
static int make_empty(const char *path, const char *centre, char error[STORE_ERROR_SIZE])
{
    _cleanup_free_ char *other = mem_printf("%s.new", path);
    struct database *database = NULL;
    char text[256];
    store_remove_file(other);
    _cleanup_close_ int fd = open(other, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return store_fail(error, -errno, "cannot make %s: %s", other, strerror(errno));
    int r = database_open(other, DATABASE_WRITER, &database, text, sizeof(text));
    if (r < 0)
        return store_fail(error, r, "cannot open %s: %s", other, text);
    r = store_migrate(database, centre);
    if (r == 0)
        r = store_mark_copy(database);
    if (r == 0)
        r = database_run(database, "PRAGMA journal_mode = DELETE");
    if (r < 0)
        store_fail(error, r, "cannot write %s: %s", other, database_error(database));
    database_close(database);
    return r < 0 ? r : store_settle_file(other, path, error);
}

int store_follower_open(const char *path, const char *centre, struct store_follower **ret_follower,
                        char error[STORE_ERROR_SIZE])
{
    struct store_follower *follower = mem_new(struct store_follower);
    follower->lock_fd = -1;
    follower->path = mem_strdup(path);
    follower->centre = mem_strdup(centre);
    ledger_start();
    int r = access(path, F_OK) < 0 ? make_empty(path, centre, error) : 0;
    if (r == 0)
        r = open_copy(follower, error);
    if (r < 0) {
        store_follower_close(follower);
        return r;
    }
    *ret_follower = follower;
    return 0;
}

struct store_follower *store_follower_close(struct store_follower *follower)
{
    if (!follower)
        return NULL;
    for (size_t i = 0; i < PAGE_TABLES; i++)
        statement_free(follower->inserts[i]);
    if (follower->database)
        database_rollback(follower->database);
    database_close(follower->database);
    if (follower->lock_fd >= 0)
        close(follower->lock_fd);
    free(follower->path);
    free(follower->centre);
    free(follower);
    return NULL;
}

struct store_head store_follower_head(const struct store_follower *follower)
{
    return follower->head;
}

const struct store_place *store_follower_place(const struct store_follower *follower)
{
    return &follower->place;
}

int64_t store_follower_epoch(const struct store_follower *follower)
{
    int64_t epoch = 0;
    int r = store_read_epoch(follower->database, &epoch);
    return r < 0 ? 0 : epoch;
}

/* --- rows --- */

static int prepare_insert(struct store_follower *follower, int table)
{
    static const char *const others[PAGE_TABLES] = {
            [PAGE_META] = "INSERT OR REPLACE INTO meta VALUES (?, ?)",
            [PAGE_FORGOTTEN] = "UPDATE text SET salt = NULL, body = NULL WHERE id = ?",
            [PAGE_FORGOTTEN_NAME] = STORE_FORGET_NAME,
    };
    if (others[table])
        return database_prepare(follower->database, others[table], &follower->inserts[table]);
    const char *name = store_copied_tables[table].name;
    _cleanup_(statement_freep) struct statement *columns = NULL;
    _cleanup_free_ char *select = mem_printf("SELECT * FROM %s", name);
    int r = database_prepare(follower->database, select, &columns);
    return r < 0 ? r
                 : store_prepare_copied_insert(follower->database, name, statement_columns(columns),
                                               &follower->inserts[table]);
}

static void set_value(struct statement *insert, int place, const struct page_value *value)
{
    switch (value->type) {
    case VALUE_NULL:
        statement_set_bytes(insert, place, NULL, 0);
        break;
    case VALUE_NUMBER:
        statement_set_number(insert, place, value->number);
        break;
    case VALUE_TEXT:
        statement_set_text_of(insert, place, value->bytes, value->size);
        break;
    case VALUE_BYTES:
        statement_set_bytes(insert, place, value->bytes, value->size);
        break;
    }
}

static int take_row(struct store_follower *follower, const struct page_row *row, char error[STORE_ERROR_SIZE])
{
    int r = 0;
    if (row->table >= PAGE_TABLES)
        return store_fail(error, -EBADMSG, "what came is no page: it has a table %d", row->table);
    if (!follower->inserts[row->table])
        r = prepare_insert(follower, row->table);
    if (r < 0)
        return fail_of(follower, r, error);
    struct statement *insert = follower->inserts[row->table];
    if (row->count != statement_parameters(insert))
        return store_fail(error, -EBADMSG, "what came is no page: a row of table %d has %d values", row->table,
                          row->count);
    for (int i = 0; i < row->count; i++)
        set_value(insert, i + 1, &row->values[i]);
    r = statement_run(insert);
    if (r == -EEXIST)
        return store_fail(error, -EBADMSG, "what came does not fit the copy: %s", database_error(follower->database));
    return r < 0 ? fail_of(follower, r, error) : 0;
}

static int take_rows(struct store_follower *follower, const struct buffer *rows, char error[STORE_ERROR_SIZE])
{
    struct page_reader reader = {0};
    struct page_row row;
    int r;
    if (rows->length > 0)
        reader = (struct page_reader){.at = buffer_bytes(rows), .end = buffer_bytes(rows) + rows->length};
    while ((r = page_next(&reader, &row)) > 0) {
        r = take_row(follower, &row, error);
        if (r < 0)
            return r;
    }
    return r < 0 ? store_fail(error, r, "what came is no page") : 0;
}

/* The facts above the head that the copy had. Those that went before its first one were deleted by retention. */
static int check_chain(struct store_follower *follower, char error[STORE_ERROR_SIZE])
{
    _cleanup_(statement_freep) struct statement *rows = NULL;
    _cleanup_free_ char *sql = mem_printf("%s WHERE seq > ? ORDER BY seq", store_select_events);
    struct stored_event row;
    int r = database_prepare(follower->database, sql, &rows);
    if (r < 0)
        return fail_of(follower, r, error);
    statement_set_number(rows, 1, follower->head.seq);
    while ((r = statement_next(rows)) > 0) {
        store_read_event_row(rows, &row);
        struct ledger_hash hash = ledger_chain(&follower->head.hash, follower->centre, &row.event, &row.text);
        bool is_first = follower->head.seq == 0;
        if (!row.whole ||
            (!is_first && (row.event.seq != follower->head.seq + 1 || !ledger_hash_equal(&hash, &row.hash))))
            return store_fail(error, -EBADMSG, "the fact %lld did not come as it was written",
                              (long long)row.event.seq);
        follower->head = (struct store_head){.seq = row.event.seq, .hash = row.hash};
    }
    return r < 0 ? fail_of(follower, r, error) : 0;
}

/* --- rounds --- */

void store_follower_drop(struct store_follower *follower)
{
    char error[STORE_ERROR_SIZE];
    if (!follower->in_round)
        return;
    follower->in_round = false;
    database_rollback(follower->database);
    if (load(follower, error) < 0)
        follower->head = (struct store_head){.seq = -1}; /* no owner has such a fact: nothing more is taken */
}

static int begin(struct store_follower *follower, char error[STORE_ERROR_SIZE])
{
    if (follower->in_round)
        return 0;
    int r = database_run(follower->database, "BEGIN IMMEDIATE");
    follower->in_round = r == 0;
    return r < 0 ? fail_of(follower, r, error) : 0;
}

static void carry(struct store_follower *follower)
{
    if (database_wal_pages(follower->database) >= CARRY_PAGES)
        database_checkpoint(follower->database);
}

/* What the owner keeps no longer, in slices as there. */
static int delete_gone(struct store_follower *follower)
{
    static const char *const marks[ARRAY_SIZE(follower->cleaned)] = {
            "SELECT value FROM meta WHERE key = 'kept_from'", "SELECT value FROM meta WHERE key = 'kept_day'",
            "SELECT value FROM meta WHERE key = 'requests_from'", "SELECT value FROM meta WHERE key = 'named_day'"};
    int64_t now[ARRAY_SIZE(marks)];
    bool more = true;
    int r = 0;
    for (size_t i = 0; r == 0 && i < ARRAY_SIZE(marks); i++)
        r = database_number(follower->database, marks[i], &now[i]);
    if (r == 0 && memcmp(now, follower->cleaned, sizeof(now)) != 0)
        r = store_delete_gone(follower->database, DELETED_ROWS, &more);
    if (r == 0 && !more)
        memcpy(follower->cleaned, now, sizeof(now));
    return r;
}

static int end(struct store_follower *follower, char error[STORE_ERROR_SIZE])
{
    int r = delete_gone(follower);
    if (r == 0)
        r = database_run(follower->database, "COMMIT");
    if (r < 0)
        return fail_of(follower, r, error);
    follower->in_round = false;
    carry(follower);
    return 0;
}

static int take(struct store_follower *follower, const struct buffer *rows, bool is_last, char error[STORE_ERROR_SIZE])
{
    int r = begin(follower, error);
    if (r == 0)
        r = take_rows(follower, rows, error);
    if (r == 0)
        r = check_chain(follower, error);
    if (r == 0 && is_last)
        r = end(follower, error);
    if (r < 0)
        return r;
    r = store_read_place(follower->database, &follower->place);
    return r < 0 ? fail_of(follower, r, error) : 0;
}

int store_follower_take(struct store_follower *follower, const struct buffer *rows, bool is_last,
                        char error[STORE_ERROR_SIZE])
{
    int r = take(follower, rows, is_last, error);
    if (r < 0)
        store_follower_drop(follower);
    return r;
}

/* --- promotion --- */

int store_follower_promote(struct store_follower *follower, char error[STORE_ERROR_SIZE])
{
    store_follower_drop(follower);
    int r = store_begin_epoch(follower->database, true);
    return r < 0 ? fail_of(follower, r, error) : 0;
}
