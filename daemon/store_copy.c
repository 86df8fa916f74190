/* SPDX-License-Identifier: MIT
 *
 * Copying: table by table the rows that are new, in the order of their numbers.
 *
 * Three things do not grow by new rows. Texts that were forgotten lose their body in the copy too; days that retention
 * deleted go there too; and `meta` is copied whole. All of it is one transaction of the copy, so a copy that was
 * interrupted is the copy of before.
 */
#include "daemon/store_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daemon/store_private.h"
#include "daemon/store_verify.h"

struct copy {
    struct database *from, *to;
    const char *from_path, *to_path;
    char *error;
    struct store_copied *copied;
    bool is_wrong;
    char centre[LEDGER_CENTRE + 1];
};

const struct copied_table store_copied_tables[STORE_COPIED_TABLES + 1] = {
        {"name", "number"},
        {"event", "seq"},
        {"step", "seq"},
        {"text", "id"},
        {"request", "number"},
        {"print", "number"},
        {"booking", "number"},
        {"closure", "number"},
        {"rota", "number"},
        {"return_code", "number"},
        {"operator", "number"},
        {"health", "number"},
        {"day_figure", "last_seq"},
        {"day", "last_seq"}, /* after its figures, which are looked for by it */
        {NULL, NULL},
};

attr_printf(3, 4) static int fail(const struct copy *copy, int r, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(copy->error, STORE_ERROR_SIZE, format, arguments);
    va_end(arguments);
    return r;
}

static int fail_to(const struct copy *copy, int r)
{
    return fail(copy, r, "cannot write %s: %s", copy->to_path, database_error(copy->to));
}

static int fail_from(const struct copy *copy, int r)
{
    return fail(copy, r, "cannot read %s: %s", copy->from_path, database_error(copy->from));
}

/* --- are they the same? --- */

static int read_meta(struct database *database, const char *key, char text[LEDGER_CENTRE + 1])
{
    _cleanup_(statement_freep) struct statement *statement = NULL;
    int r = database_prepare(database, "SELECT value FROM meta WHERE key = ?", &statement);
    if (r < 0)
        return r;
    statement_set_text(statement, 1, key);
    r = statement_next(statement);
    if (r <= 0)
        return r < 0 ? r : -ENOENT;
    const char *value = statement_text(statement, 0);
    snprintf(text, LEDGER_CENTRE + 1, "%s", value ? value : "");
    return 0;
}

static int check_centre(struct copy *copy)
{
    char other[LEDGER_CENTRE + 1];
    int r = read_meta(copy->to, "centre", other);
    if (r < 0)
        return fail(copy, -EBADMSG, "%s is no copy of a store", copy->to_path);
    if (strcmp(copy->centre, other) != 0)
        return fail(copy, -EXDEV, "%s belongs to the centre %s, not to %s", copy->to_path, other, copy->centre);
    return 0;
}

static int check_schema(struct copy *copy)
{
    int64_t from, to;
    static const char sql[] = "SELECT value FROM meta WHERE key = 'schema'";
    if (database_number(copy->from, sql, &from) < 0 || database_number(copy->to, sql, &to) < 0)
        return fail(copy, -EBADMSG, "%s or %s is no store of novbe", copy->from_path, copy->to_path);
    if (from != to)
        return fail(copy, -ENOTSUP, "%s has schema %lld, %s schema %lld: make a new copy and keep the old one",
                    copy->from_path, (long long)from, copy->to_path, (long long)to);
    return 0;
}

static int head_of(struct database *database, const char *where, int64_t seq, struct store_head *ret_head)
{
    _cleanup_free_ char *sql = mem_printf("%s WHERE %s ORDER BY seq DESC LIMIT 1", store_select_events, where);
    _cleanup_(statement_freep) struct statement *statement = NULL;
    int r = database_prepare(database, sql, &statement);
    if (r < 0)
        return r;
    statement_set_number(statement, 1, seq);
    r = statement_next(statement);
    *ret_head = (struct store_head){0};
    if (r > 0) {
        struct stored_event row;
        store_read_event_row(statement, &row);
        *ret_head = (struct store_head){.seq = row.event.seq, .hash = row.hash};
    }
    return r < 0 ? r : 0;
}

/* The copy's last fact must stand in the store too, unless retention has taken it there. */
static int check_history(struct copy *copy)
{
    struct store_head *before = &copy->copied->before, there = {0};
    int64_t kept_from;
    int r = head_of(copy->to, "seq >= ?", 0, before);
    if (r < 0)
        return fail_to(copy, r);
    copy->copied->after = *before;
    r = database_number(copy->from, "SELECT value FROM meta WHERE key = 'kept_from'", &kept_from);
    if (r == 0)
        r = head_of(copy->from, "seq = ?", before->seq, &there);
    if (r < 0)
        return fail_from(copy, r);
    if (before->seq == 0 || ledger_hash_equal(&there.hash, &before->hash))
        return 0;
    if (there.seq == 0 && before->seq + 1 < kept_from)
        return fail(copy, -ESTALE, "%s ends at fact %lld, and %s keeps those from %lld on: make a new copy",
                    copy->to_path, (long long)before->seq, copy->from_path, (long long)kept_from);
    return fail(copy, -ESTALE, "%s is no copy of %s: it holds the fact %lld, which is another there", copy->to_path,
                copy->from_path, (long long)before->seq);
}

/* --- rows --- */

int store_prepare_copy_insert(struct database *database, const char *table, int columns,
                              struct statement **ret_statement)
{
    struct buffer sql = {0};
    buffer_printf(&sql, "INSERT INTO %s VALUES (", table);
    for (int i = 0; i < columns; i++)
        buffer_printf(&sql, i ? ", ?" : "?");
    buffer_append(&sql, ")", 2);
    int r = database_prepare(database, buffer_bytes(&sql), ret_statement);
    buffer_done(&sql);
    return r;
}

/* A row of the ledger follows from the one before it. */
static int check_row(struct copy *copy, struct statement *rows)
{
    struct store_head *head = &copy->copied->after;
    struct stored_event row;
    store_read_event_row(rows, &row);
    struct ledger_hash hash = ledger_chain(&head->hash, copy->centre, &row.event, &row.text);
    bool first = head->seq == 0; /* what went before it may have been deleted by retention: verify looks there */
    if (!row.whole || (!first && (row.event.seq != head->seq + 1 || !ledger_hash_equal(&hash, &row.hash))))
        return fail(copy, -EBADMSG, "%s: the fact %lld is not as it was written: novbed --verify tells more",
                    copy->from_path, (long long)row.event.seq);
    *head = (struct store_head){.seq = row.event.seq, .hash = row.hash};
    return 0;
}

static int copy_row(struct copy *copy, struct statement *rows, struct statement *insert, int columns, bool is_event)
{
    int r = is_event ? check_row(copy, rows) : 0;
    if (r < 0)
        return r;
    for (int i = 0; i < columns; i++)
        statement_set_column(insert, i + 1, rows, i);
    copy->copied->rows++;
    r = statement_run(insert);
    return r < 0 ? fail_to(copy, r) : 0;
}

static int copy_table(struct copy *copy, const struct copied_table *table)
{
    _cleanup_(statement_freep) struct statement *rows = NULL, *insert = NULL;
    _cleanup_free_ char *last = mem_printf("SELECT max(%s) FROM %s", table->number, table->name);
    _cleanup_free_ char *sql =
            mem_printf("SELECT * FROM %s WHERE %s > ? ORDER BY %s", table->name, table->number, table->number);
    int64_t have = 0;
    int r = database_number(copy->to, last, &have);
    if (r < 0 && r != -ENOENT)
        return fail_to(copy, r);
    r = database_prepare(copy->from, sql, &rows);
    if (r < 0)
        return fail_from(copy, r);
    int columns = statement_columns(rows);
    r = store_prepare_copy_insert(copy->to, table->name, columns, &insert);
    if (r < 0)
        return fail_to(copy, r);
    bool is_event = strcmp(table->name, "event") == 0;
    statement_set_number(rows, 1, have);
    while ((r = statement_next(rows)) > 0) {
        r = copy_row(copy, rows, insert, columns, is_event);
        if (r < 0)
            return r;
    }
    return r < 0 ? fail_from(copy, r) : 0;
}

/* --- what does not grow --- */

static int copy_meta(struct copy *copy)
{
    _cleanup_(statement_freep) struct statement *rows = NULL, *insert = NULL;
    int r = database_prepare(copy->from, "SELECT key, value FROM meta", &rows);
    if (r < 0)
        return fail_from(copy, r);
    r = database_prepare(copy->to, "INSERT OR REPLACE INTO meta VALUES (?, ?)", &insert);
    while (r >= 0 && (r = statement_next(rows)) > 0) {
        statement_set_column(insert, 1, rows, 0);
        statement_set_column(insert, 2, rows, 1);
        r = statement_run(insert);
    }
    return r < 0 ? fail_to(copy, r) : 0;
}

static int forget_texts(struct copy *copy)
{
    _cleanup_(statement_freep) struct statement *rows = NULL, *update = NULL;
    int r = database_prepare(copy->from, "SELECT id FROM text WHERE body IS NULL", &rows);
    if (r < 0)
        return fail_from(copy, r);
    r = database_prepare(copy->to, "UPDATE text SET salt = NULL, body = NULL WHERE id = ? AND body IS NOT NULL",
                         &update);
    while (r >= 0 && (r = statement_next(rows)) > 0) {
        statement_set_column(update, 1, rows, 0);
        r = statement_run(update);
    }
    return r < 0 ? fail_to(copy, r) : 0;
}

/* As store_retain() does with the store; in one go, because nobody waits for a copy. */
static int delete_retained(struct copy *copy)
{
    bool more;
    int r = store_delete_gone(copy->to, INT64_MAX, &more);
    return r < 0 ? fail_to(copy, r) : 0;
}

/* --- all of it --- */

static int copy_all(struct copy *copy)
{
    int r = 0;
    for (const struct copied_table *table = store_copied_tables; r == 0 && table->name; table++)
        r = copy_table(copy, table);
    if (r == 0)
        r = copy_meta(copy);
    if (r == 0)
        r = forget_texts(copy);
    if (r == 0)
        r = delete_retained(copy);
    return r;
}

static int open_both(struct copy *copy)
{
    char text[256];
    int r = database_open(copy->from_path, DATABASE_READER, &copy->from, text, sizeof(text));
    if (r == 0)
        r = database_run(copy->from, "BEGIN");
    if (r == 0)
        r = read_meta(copy->from, "centre", copy->centre);
    if (r < 0)
        return fail(copy, r == -ENOENT && access(copy->from_path, F_OK) == 0 ? -EBADMSG : r,
                    "%s: no store of novbe that can be read", copy->from_path);
    r = database_open(copy->to_path, DATABASE_WRITER, &copy->to, text, sizeof(text));
    return r < 0 ? fail(copy, r, "cannot open %s: %s", copy->to_path, text) : 0;
}

static int bring_up(struct copy *copy)
{
    int r = check_centre(copy);
    if (r == 0)
        r = check_schema(copy);
    if (r == 0)
        r = check_history(copy);
    if (r < 0)
        return r;
    r = database_run(copy->to, "BEGIN IMMEDIATE");
    if (r < 0)
        return fail_to(copy, r);
    r = copy_all(copy);
    if (r == 0 && (r = database_run(copy->to, "COMMIT")) < 0)
        fail_to(copy, r);
    if (r < 0)
        database_rollback(copy->to);
    return r;
}

/* A copy is verified from end to end before it gets its name, replay included. */
static void take_finding(const struct finding *finding, void *data)
{
    struct copy *copy = data;
    if (!copy->is_wrong)
        fail(copy, -EBADMSG, "%s is not as it was written: %s (novbed --verify tells all)", copy->from_path,
             finding->text);
    copy->is_wrong = true;
}

static int verify(struct copy *copy)
{
    struct verify_result result;
    int r = store_verify(&(struct verify_options){.path = copy->to_path, .found = take_finding, .data = copy}, &result,
                         copy->error);
    return r < 0 ? r : copy->is_wrong ? -EBADMSG : 0;
}

/* An empty store of the same centre, under a name that nobody takes for a copy. */
static int begin(struct copy *copy)
{
    int fd = open(copy->to_path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return fail(copy, -errno, "cannot make %s: %s", copy->to_path, strerror(errno));
    close(fd);
    int r = open_both(copy);
    if (r < 0)
        return r;
    r = store_migrate(copy->to, copy->centre);
    if (r == 0)
        r = store_mark_copy(copy->to);
    if (r == 0)
        r = database_run(copy->to, "PRAGMA journal_mode = DELETE"); /* one file, whole after every step */
    return r < 0 ? fail_to(copy, r) : bring_up(copy);
}

static void close_both(struct copy *copy)
{
    database_close(copy->from);
    database_close(copy->to);
}

/* Whole and on disk before it gets its name. */
static int copy_anew(struct copy *copy, const char *path)
{
    _cleanup_free_ char *other = mem_printf("%s.new", path);
    store_remove_file(other);
    copy->to_path = other;
    copy->copied->whole = true;
    int r = begin(copy);
    close_both(copy);
    if (r == 0)
        r = verify(copy);
    if (r == 0)
        r = store_settle_file(other, path, copy->error);
    if (r < 0)
        store_remove_file(other);
    return r;
}

int store_copy(const char *from, const char *to, struct store_copied *ret_copied, char error[STORE_ERROR_SIZE])
{
    struct copy copy = {.from_path = from, .to_path = to, .error = error, .copied = ret_copied};
    *ret_copied = (struct store_copied){0};
    ledger_start();
    if (access(to, F_OK) < 0)
        return copy_anew(&copy, to);
    int r = open_both(&copy);
    if (r == 0)
        r = bring_up(&copy);
    close_both(&copy);
    /* The step is done when its journal is gone: one that came back with the power would take it back. */
    if (r == 0 && (r = store_sync_folder(to)) < 0)
        fail(&copy, r, "cannot sync the folder of %s: %s", to, strerror(-r));
    return r;
}
