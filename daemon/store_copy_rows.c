/* SPDX-License-Identifier: MIT
 *
 * Copying rows. Every table is only added to, by a growing number, so the greatest numbers of one moment say what the
 * store was then. They are noted in one read transaction; the rows up to them are read in many short ones, with a rest
 * between them: a reader that stays keeps the WAL from beginning anew, and a copy of ten years takes minutes.
 *
 * Roll-ups of days that were made anew have new numbers and take the place of the old ones; months and years are no
 * part of a copy, as they come of the days. Three things do not grow by new rows. `meta` is what it was at the bounds.
 * Texts that were forgotten lose their body in the copy too. And retention goes on meanwhile: rows that it took before
 * their stretch came are missing in the copy, others have come that are gone in the source; in the end both are days
 * that are not kept by the marks of then, and deleted. Where it took the rows that come next in the chain, the chain
 * goes on from the seal below which they lay. Where it went beyond the bounds, what was to be copied is no more, and
 * bounds are noted once again.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "daemon/store_copy_private.h"

/* Some milliseconds; and no longer a rest. */
enum { STRETCH_ROWS = 2000, REST_MS = 250 };

/* Some megabytes: the disk takes them between two commits of others. */
enum { FLUSH_STRETCHES = 16 };

const struct copied_table store_copied_tables[STORE_COPIED_TABLES + 1] = {
        {"name", "number"},
        [COPIED_EVENT] = {"event", "seq"},
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
        {"kiosk", "number"},
        {"roll", "number"},
        [COPIED_ROLLUP] = {"rollup_day", "number"},
        {"kiosk_use", "number"},
        {"day_figure", "last_seq"},
        {"day", "last_seq"}, /* after its figures, which are looked for by it */
        {NULL, NULL},
};

/* --- failures --- */

int copy_fail(const struct copy *copy, int r, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(copy->error, STORE_ERROR_SIZE, format, arguments);
    va_end(arguments);
    return r;
}

int copy_fail_to(const struct copy *copy, int r)
{
    return copy_fail(copy, r, "cannot write %s: %s", copy->to_path, database_error(copy->to));
}

int copy_fail_from(const struct copy *copy, int r)
{
    return copy_fail(copy, r, "cannot read %s: %s", copy->from_path, database_error(copy->from));
}

/* --- stretches --- */

static int read_marks(struct copy *copy)
{
    int64_t schema = 0, version = 0;
    int r = database_number(copy->from, "SELECT value FROM meta WHERE key = 'schema'", &schema);
    if (r == 0)
        r = database_number(copy->from, "SELECT value FROM meta WHERE key = 'kept_from'", &copy->kept_from);
    if (r == 0)
        r = database_number(copy->from, "PRAGMA data_version", &version);
    if (r < 0)
        return copy_fail_from(copy, r);
    copy->is_busy = copy->version != version;
    copy->version = version;
    if (copy->schema && copy->schema != schema)
        return copy_fail(copy, -ENOTSUP, "%s was brought to schema %lld meanwhile: make the copy with that version",
                         copy->from_path, (long long)schema);
    copy->schema = schema;
    return 0;
}

static int begin_stretch(struct copy *copy)
{
    copy->began_us = clock_stopwatch_us();
    int r = database_run(copy->from, "BEGIN");
    return r < 0 ? copy_fail_from(copy, r) : read_marks(copy);
}

/* As long as the stretch was, so that every other checkpoint meets no reader; not at all if nobody writes. */
static void rest(const struct copy *copy)
{
    int64_t ms = (clock_stopwatch_us() - copy->began_us + 999) / 1000;
    if (copy->pace->rest)
        copy->pace->rest(copy->pace->data);
    else if (copy->is_busy)
        poll(NULL, 0, (int)(ms < REST_MS ? ms : REST_MS));
}

static int end_stretch(struct copy *copy, int r)
{
    if (r < 0)
        return r;
    r = database_run(copy->from, "COMMIT");
    if (r < 0)
        return copy_fail_from(copy, r);
    rest(copy);
    return 0;
}

static int64_t stretch_rows(const struct copy *copy)
{
    return copy->pace->rows ? copy->pace->rows : STRETCH_ROWS;
}

/* --- the ledger --- */

static int read_seal_head(struct database *database, int64_t seq, struct store_head *ret_head)
{
    _cleanup_(statement_freep) struct statement *statement = NULL;
    int r = database_prepare(database, "SELECT head FROM day WHERE last_seq = ?", &statement);
    if (r < 0)
        return r;
    statement_set_number(statement, 1, seq);
    r = statement_next(statement);
    if (r <= 0)
        return r;
    size_t size;
    const void *bytes = statement_bytes(statement, 0, &size);
    if (size != sizeof(ret_head->hash.bytes))
        return 0;
    memcpy(ret_head->hash.bytes, bytes, size);
    ret_head->seq = seq;
    return 0;
}

int store_read_head_at(struct database *database, int64_t seq, struct store_head *ret_head)
{
    _cleanup_free_ char *sql = mem_printf("%s WHERE seq = ?", store_select_events);
    _cleanup_(statement_freep) struct statement *statement = NULL;
    *ret_head = (struct store_head){0};
    int r = database_prepare(database, sql, &statement);
    if (r < 0)
        return r;
    statement_set_number(statement, 1, seq);
    r = statement_next(statement);
    if (r <= 0)
        return r < 0 ? r : read_seal_head(database, seq, ret_head);
    struct stored_event row;
    store_read_event_row(statement, &row);
    *ret_head = (struct store_head){.seq = row.event.seq, .hash = row.hash};
    return 0;
}

/* Rows that would come next and are not kept: what is, follows the seal below. */
static int skip_retained(struct copy *copy, int64_t *last)
{
    struct store_head *head = &copy->copied->after;
    if (head->seq + 1 >= copy->kept_from)
        return 0;
    int r = store_read_head_at(copy->from, copy->kept_from - 1, head);
    if (r < 0)
        return copy_fail_from(copy, r);
    if (head->seq == 0)
        return copy_fail(copy, -EBADMSG,
                         "%s keeps the facts from %lld on, and no seal ends there: novbed --verify "
                         "tells more",
                         copy->from_path, (long long)copy->kept_from);
    *last = head->seq;
    return 0;
}

/* A row of the ledger follows from the one before it. */
static int check_row(struct copy *copy, struct statement *rows)
{
    struct store_head *head = &copy->copied->after;
    struct stored_event row;
    store_read_event_columns(rows, &row);
    struct ledger_hash hash = ledger_chain(&head->hash, copy->centre, &row.event, &row.text);
    if (!row.whole || row.event.seq != head->seq + 1 || !ledger_hash_equal(&hash, &row.hash))
        return copy_fail(copy, -EBADMSG, "%s: the fact %lld is not as it was written: novbed --verify tells more",
                         copy->from_path, (long long)row.event.seq);
    *head = (struct store_head){.seq = row.event.seq, .hash = row.hash};
    return 0;
}

/* --- tables --- */

struct table_copy {
    struct statement *rows, *insert;
    int columns;
    bool is_event;
    int64_t last, bound; /* copied so far, and to be copied */
};

int store_read_place(struct database *database, struct store_place *ret_place)
{
    for (int i = 0; i < STORE_COPIED_TABLES; i++) {
        const struct copied_table *table = &store_copied_tables[i];
        _cleanup_free_ char *sql = mem_printf("SELECT ifnull(max(%s), 0) FROM %s", table->number, table->name);
        int r = database_number(database, sql, &ret_place->numbers[i]);
        if (r < 0)
            return r;
    }
    return 0;
}

int store_prepare_copied_insert(struct database *database, const char *table, int columns,
                                struct statement **ret_statement)
{
    struct buffer sql = {0};
    bool made_anew = strcmp(table, store_copied_tables[COPIED_ROLLUP].name) == 0;
    buffer_printf(&sql, "INSERT %sINTO %s VALUES (", made_anew ? "OR REPLACE " : "", table);
    for (int i = 0; i < columns; i++)
        buffer_printf(&sql, i ? ", ?" : "?");
    buffer_append(&sql, ")", 2);
    int r = database_prepare(database, buffer_bytes(&sql), ret_statement);
    buffer_done(&sql);
    return r;
}

static int copy_row(struct copy *copy, const struct table_copy *table)
{
    int r = table->is_event ? check_row(copy, table->rows) : 0;
    if (r < 0)
        return r;
    for (int i = 0; i < table->columns; i++)
        statement_set_column(table->insert, i + 1, table->rows, i);
    copy->copied->rows++;
    r = statement_run(table->insert);
    return r < 0 ? copy_fail_to(copy, r) : 0;
}

/* The number of a row is its first column. Rows of one number (figures of a day) stay together. */
static int copy_stretch(struct copy *copy, struct table_copy *table)
{
    int64_t rows = 0;
    int r = table->is_event ? skip_retained(copy, &table->last) : 0;
    if (r < 0)
        return r;
    statement_set_number(table->rows, 1, table->last);
    statement_set_number(table->rows, 2, table->bound);
    while ((r = statement_next(table->rows)) > 0) {
        int64_t number = statement_number(table->rows, 0);
        if (rows++ >= stretch_rows(copy) && number != table->last)
            break;
        r = copy_row(copy, table);
        if (r < 0)
            return r;
        table->last = number;
    }
    if (r < 0)
        return copy_fail_from(copy, r);
    if (r == 0)
        table->last = table->bound;
    statement_reset(table->rows);
    return 0;
}

static int prepare_table(struct copy *copy, int place, struct table_copy *table)
{
    const struct copied_table *copied = &store_copied_tables[place];
    const char *name = copied->name, *number = copied->number;
    _cleanup_free_ char *have = mem_printf("SELECT ifnull(max(%s), 0) FROM %s", number, name);
    _cleanup_free_ char *sql =
            mem_printf("SELECT * FROM %s WHERE %s > ? AND %s <= ? ORDER BY %s", name, number, number, number);
    table->is_event = place == COPIED_EVENT;
    table->bound = copy->bounds.numbers[place];
    int r = database_number(copy->to, have, &table->last);
    if (r < 0)
        return copy_fail_to(copy, r);
    r = database_prepare(copy->from, sql, &table->rows);
    if (r < 0)
        return copy_fail_from(copy, r);
    table->columns = statement_columns(table->rows);
    r = store_prepare_copied_insert(copy->to, name, table->columns, &table->insert);
    return r < 0 ? copy_fail_to(copy, r) : 0;
}

static int flush(struct copy *copy)
{
    if (++copy->unflushed < FLUSH_STRETCHES)
        return 0;
    copy->unflushed = 0;
    int r = database_flush(copy->to);
    return r < 0 ? copy_fail_to(copy, r) : 0;
}

static int copy_table(struct copy *copy, int place)
{
    struct table_copy table = {0};
    int r = prepare_table(copy, place, &table);
    while (r == 0 && table.last < table.bound) {
        r = begin_stretch(copy);
        if (r == 0)
            r = copy_stretch(copy, &table);
        r = end_stretch(copy, r);
        if (r == 0)
            r = flush(copy);
    }
    statement_free(table.rows);
    statement_free(table.insert);
    return r;
}

/* --- what does not grow --- */

static int copy_meta(struct copy *copy)
{
    _cleanup_(statement_freep) struct statement *rows = NULL, *insert = NULL;
    int r = database_prepare(copy->from, "SELECT key, value FROM meta WHERE " STORE_META_OF_COPIES, &rows);
    if (r < 0)
        return copy_fail_from(copy, r);
    r = database_prepare(copy->to, "INSERT OR REPLACE INTO meta VALUES (?, ?)", &insert);
    while (r >= 0 && (r = statement_next(rows)) > 0) {
        statement_set_column(insert, 1, rows, 0);
        statement_set_column(insert, 2, rows, 1);
        r = statement_run(insert);
    }
    return r < 0 ? copy_fail_to(copy, r) : 0;
}

/* A stretch of the texts that the copy has, of which few were forgotten. */
static int forget_stretch(struct copy *copy, struct statement *texts, struct statement *update, int64_t *last)
{
    int64_t rows = 0;
    int r = 1;
    statement_set_number(texts, 1, *last);
    while (rows < stretch_rows(copy) && (r = statement_next(texts)) > 0) {
        rows++;
        *last = statement_number(texts, 0);
        if (!statement_number(texts, 1))
            continue;
        statement_set_number(update, 1, *last);
        r = statement_run(update);
        if (r < 0)
            return copy_fail_to(copy, r);
    }
    if (r < 0)
        return copy_fail_from(copy, r);
    if (r == 0)
        *last = INT64_MAX;
    statement_reset(texts);
    return 0;
}

static int forget_texts(struct copy *copy)
{
    _cleanup_(statement_freep) struct statement *texts = NULL, *update = NULL;
    int64_t last = 0;
    int r = database_prepare(copy->from, "SELECT id, body IS NULL FROM text WHERE id > ? ORDER BY id", &texts);
    if (r < 0)
        return copy_fail_from(copy, r);
    r = database_prepare(copy->to, "UPDATE text SET salt = NULL, body = NULL WHERE id = ? AND body IS NOT NULL",
                         &update);
    if (r < 0)
        return copy_fail_to(copy, r);
    while (r == 0 && last < INT64_MAX) {
        r = begin_stretch(copy);
        if (r == 0)
            r = forget_stretch(copy, texts, update, &last);
        r = end_stretch(copy, r);
    }
    return r;
}

static int forget_names(struct copy *copy)
{
    _cleanup_(statement_freep) struct statement *names = NULL, *update = NULL;
    int r = database_prepare(copy->from, STORE_FORGOTTEN_NAMES, &names);
    if (r < 0)
        return copy_fail_from(copy, r);
    r = database_prepare(copy->to, STORE_FORGET_NAME, &update);
    while (r == 0 && (r = statement_next(names)) > 0) {
        statement_set_number(update, 1, statement_number(names, 0));
        r = statement_run(update);
    }
    return r < 0 ? copy_fail_to(copy, r) : 0;
}

/* What is kept, and who is known by name, as it is now. */
static int copy_marks(struct copy *copy)
{
    static const char *const keys[] = {"kept_from", "kept_day", "requests_from", "named_from", "named_day"};
    for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
        _cleanup_free_ char *sql = mem_printf("SELECT value FROM meta WHERE key = '%s'", keys[i]);
        int64_t value;
        int r = database_number(copy->from, sql, &value);
        if (r < 0)
            return copy_fail_from(copy, r);
        r = store_set_meta(copy->to, keys[i], NULL, value);
        if (r < 0)
            return copy_fail_to(copy, r);
    }
    return forget_names(copy);
}

/* As store_retain() does with the store, which looks at the oldest rows only. */
static int delete_retained(struct copy *copy)
{
    enum { SLICE_ROWS = 10000 };
    bool more = true;
    int r = 0;
    while (r == 0 && more)
        r = store_delete_gone(copy->to, SLICE_ROWS, &more);
    return r < 0 ? copy_fail_to(copy, r) : 0;
}

/* --- all of it --- */

/* In the transaction that is open. */
static int note_bounds(struct copy *copy)
{
    int r = read_marks(copy);
    if (r < 0)
        return r;
    r = store_read_place(copy->from, &copy->bounds);
    return r < 0 ? copy_fail_from(copy, r) : copy_meta(copy);
}

static int copy_tables(struct copy *copy)
{
    int r = 0;
    for (int i = 0; r == 0 && i < STORE_COPIED_TABLES; i++)
        r = copy_table(copy, i);
    return r == 0 ? forget_texts(copy) : r;
}

int copy_rows(struct copy *copy)
{
    int r;
    do {
        copy->began_us = clock_stopwatch_us();
        r = end_stretch(copy, note_bounds(copy));
        if (r == 0)
            r = copy_tables(copy);
        if (r == 0)
            r = begin_stretch(copy);
    } while (r == 0 && copy->kept_from > copy->bounds.numbers[COPIED_EVENT] + 1);
    if (r == 0)
        r = end_stretch(copy, copy_marks(copy));
    return r == 0 ? delete_retained(copy) : r;
}
