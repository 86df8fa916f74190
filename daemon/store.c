/* SPDX-License-Identifier: MIT
 *
 * A turn: collected in memory, written in one transaction.
 */
#include "daemon/store.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "daemon/store_private.h"

/* Pages of 4 KiB in the WAL at which a slice is carried although there is no time: most of them are the same few pages
 * again and again, which then are written once. */
enum { BUSY_PAGES = 2048 };

/* --- what is known --- */

const char *store_path(const struct store *store)
{
    return store->path;
}

struct store_head store_head(const struct store *store)
{
    return store->durable.head;
}

const struct ledger_seal *store_seal(const struct store *store)
{
    return store->durable.has_seal ? &store->durable.seal : NULL;
}

struct database *store_database(struct store *store)
{
    return store->database;
}

bool store_key_is_stale(const struct store *store)
{
    return store->key_is_stale;
}

int64_t store_begun_ms(struct store *store)
{
    int64_t begun_ms;
    int r = database_number(store->database, "SELECT at_ms FROM event ORDER BY seq LIMIT 1", &begun_ms);
    return r < 0 ? 0 : begun_ms;
}

int64_t store_next_seq(const struct store *store)
{
    return store->durable.head.seq + (int64_t)store->events.count + 1;
}

bool store_is_dirty(const struct store *store)
{
    return store->events.count || store->row_count || store->requests.pending_count;
}

/* --- collecting --- */

int32_t store_add_text(struct store *store, const void *body, size_t size)
{
    mem_grow(store->texts, store->text_count, store->text_room);
    struct pending_text *text = &store->texts[store->text_count++];
    *text = (struct pending_text){.id = ++store->last_text, .body = mem_alloc(size + 1, 1), .size = size};
    if (size > 0)
        memcpy(text->body, body, size);
    ledger_random(text->salt, sizeof(text->salt));
    text->hash = ledger_text_hash(text->salt, text->body, size);
    return text->id;
}

static struct pending_text *pending_text(const struct store *store, int32_t id)
{
    for (size_t i = store->text_count; i-- > 0;) {
        if (store->texts[i].id == id)
            return &store->texts[i];
    }
    return NULL;
}

int store_find_text(struct store *store, int32_t id, struct buffer *buffer)
{
    const struct pending_text *pending = pending_text(store, id);
    if (!pending)
        return store_run_text_select(store->select_text, id, buffer);
    buffer_append(buffer, pending->body, pending->size);
    return 0;
}

static void add_event(struct store *store, const struct engine *engine, const struct event *event)
{
    assert(event->seq == store_next_seq(store));
    mem_grow(store->events.items, store->events.count, store->events.room);
    store->events.items[store->events.count++] = *event;
    if (event->text) {
        struct pending_text *text = pending_text(store, event->text);
        assert(text);
        if (!text->seq)
            text->seq = event->seq;
    }
    struct store_row row;
    if (store_return_row(engine, event, &row))
        store_add_row(store, &row);
    if (event->kind == EVENT_STEP_FINAL) {
        mem_grow(store->steps, store->step_count, store->step_room);
        store->steps[store->step_count++] = store_step_of(engine, event);
    } else if (event->kind == EVENT_DAY_CLOSED) {
        mem_grow(store->closings, store->closing_count, store->closing_room);
        store->closings[store->closing_count++] = engine_figures(engine);
    }
}

void store_add_events(struct store *store, const struct engine *engine, const struct event *events, size_t count)
{
    for (size_t i = 0; i < count; i++)
        add_event(store, engine, &events[i]);
}

void store_add_row(struct store *store, const struct store_row *row)
{
    mem_grow(store->rows, store->row_count, store->row_room);
    struct store_row *added = &store->rows[store->row_count++];
    *added = *row;
    added->text = row->text ? mem_strdup(row->text) : NULL;
}

static const char *const note_keys[STORE_NOTES] = {
        [NOTE_EPOCH_DUE] = "epoch_due", [NOTE_CLOCK] = "clock", [NOTE_TARGETS] = "targets"};

void store_add_note(struct store *store, enum store_note note, const char *text)
{
    free(store->notes[note]);
    store->notes[note] = mem_strdup(text);
}

int store_read_long_note(struct store *store, enum store_note note, struct buffer *buffer)
{
    _cleanup_(statement_freep) struct statement *statement = NULL;
    int r = database_prepare(store->database, "SELECT value FROM meta WHERE key = ?", &statement);
    if (r < 0)
        return r;
    statement_set_text(statement, 1, note_keys[note]);
    r = statement_next(statement);
    if (r <= 0)
        return r < 0 ? r : -ENOENT;
    const char *text = statement_text(statement, 0);
    buffer_append(buffer, text, strlen(text));
    return 0;
}

int store_read_note(struct store *store, enum store_note note, char ret_text[NOTE_SIZE])
{
    _cleanup_(buffer_done) struct buffer text = {0};
    int r = store_read_long_note(store, note, &text);
    if (r == 0)
        snprintf(ret_text, NOTE_SIZE, "%.*s", (int)text.length, text.length ? buffer_bytes(&text) : "");
    return r;
}

/* --- writing --- */

/* They wait for a commit that succeeds. */
void store_clear_notes(struct store *store)
{
    for (enum store_note note = 0; note < STORE_NOTES; note++) {
        free(store->notes[note]);
        store->notes[note] = NULL;
    }
}

static int write_notes(struct store *store)
{
    int r = 0;
    for (enum store_note note = 0; r == 0 && note < STORE_NOTES; note++) {
        if (store->notes[note])
            r = store_set_meta(store->database, note_keys[note], store->notes[note], 0);
    }
    return r;
}

static int write_figures(struct store *store, const struct ledger_seal *seal)
{
    struct figures figures = seal->figures;
    char name[FIGURE_NAME_SIZE];
    int64_t *value;
    for (int i = 0; (value = ledger_figure(&figures, i, name)); i++) {
        statement_set_number(store->insert_figure, 1, seal->last_seq);
        statement_set_text(store->insert_figure, 2, name);
        statement_set_number(store->insert_figure, 3, *value);
        int r = statement_run(store->insert_figure);
        if (r < 0)
            return r;
    }
    return 0;
}

/* Seals what came since the last seal, and replaces the key in memory; the file follows when all is durable. */
static int write_seal(struct store *store, const struct event *closed, const struct figures *figures,
                      struct durable *next)
{
    struct statement *insert = store->insert_seal;
    int64_t first_seq = next->has_seal ? next->seal.last_seq + 1 : 1;
    struct ledger_seal seal = {
            .chain = next->key.chain,
            .step = next->key.step,
            .day = closed->day,
            .first_seq = first_seq,
            .last_seq = closed->seq,
            .events = closed->seq - first_seq + 1,
            .figures = *figures,
            .names = next->names,
            .names_head = next->names_head,
            .head = next->head.hash,
    };
    struct ledger_hash mac = ledger_seal_mac(&next->key.key, store->centre, &seal);
    const int64_t numbers[] = {seal.last_seq, seal.first_seq, seal.day, seal.chain, seal.step, seal.events, seal.names};
    for (int i = 0; i < (int)ARRAY_SIZE(numbers); i++)
        statement_set_number(insert, i + 1, numbers[i]);
    statement_set_bytes(insert, 8, seal.names_head.bytes, LEDGER_HASH_SIZE);
    statement_set_bytes(insert, 9, seal.head.bytes, LEDGER_HASH_SIZE);
    statement_set_bytes(insert, 10, mac.bytes, LEDGER_HASH_SIZE);
    int r = statement_run(insert);
    if (r < 0)
        return r;
    ledger_key_advance(&next->key.key);
    next->key.step++;
    next->has_seal = true;
    next->seal = seal;
    return write_figures(store, &seal);
}

static int write_events(struct store *store, struct durable *next)
{
    size_t closing = 0;
    for (size_t i = 0; i < store->events.count; i++) {
        struct stored_event row = {.event = store->events.items[i]};
        const struct pending_text *text = row.event.text ? pending_text(store, row.event.text) : NULL;
        if (text) {
            row.has_text = true;
            row.text = text->hash;
        }
        row.hash = ledger_chain(&next->head.hash, store->centre, &row.event, &row.text);
        int r = store_run_event_insert(store->insert_event, &row);
        if (r < 0)
            return r;
        next->head = (struct store_head){.seq = row.event.seq, .hash = row.hash};
        if (row.event.kind == EVENT_DAY_CLOSED)
            r = write_seal(store, &row.event, &store->closings[closing++], next);
        if (r < 0)
            return r;
    }
    return 0;
}

/* A text that no event names came with a command that was refused. */
static int write_texts(struct store *store)
{
    for (size_t i = 0; i < store->text_count; i++) {
        const struct pending_text *text = &store->texts[i];
        if (!text->seq)
            continue;
        statement_set_number(store->insert_text, 1, text->id);
        statement_set_number(store->insert_text, 2, text->seq);
        statement_set_bytes(store->insert_text, 3, text->salt, sizeof(text->salt));
        statement_set_bytes(store->insert_text, 4, text->body, text->size);
        int r = statement_run(store->insert_text);
        if (r < 0)
            return r;
    }
    return 0;
}

/* Notes do not outlive their day: salt and body are forgotten, the hash in the ledger proves that they were. Texts
 * stand in the order of their events, so those of the day are the last ones. */
static int forget_notes(struct store *store, int64_t closed_seq)
{
    const struct durable *before = &store->durable;
    _cleanup_(statement_freep) struct statement *statement = NULL;
    int r = database_prepare(store->database,
                             "UPDATE text SET salt = NULL, body = NULL WHERE salt IS NOT NULL AND seq <= ?2 AND id >"
                             " ifnull((SELECT id FROM text WHERE seq <= ?1 ORDER BY id DESC LIMIT 1), 0)"
                             " AND ?3 = (SELECT kind FROM event WHERE event.seq = text.seq)",
                             &statement);
    if (r < 0)
        return r;
    statement_set_number(statement, 1, before->has_seal ? before->seal.last_seq : 0);
    statement_set_number(statement, 2, closed_seq);
    statement_set_number(statement, 3, EVENT_NOTED);
    return statement_run(statement);
}

static int write_rows(struct store *store)
{
    int r = 0;
    for (size_t i = 0; r == 0 && i < store->step_count; i++)
        r = store_run_step_insert(store->insert_step, &store->steps[i]);
    for (size_t i = 0; r == 0 && i < store->row_count; i++)
        r = store_run_row_insert(store->insert_row[store->rows[i].table], &store->rows[i]);
    return r;
}

/* Names before events: a seal covers the names that the day's events use. */
static int write_turn(struct store *store, struct durable *next)
{
    int r = store_names_write(&store->names, store->insert_name, &next->names, &next->names_head);
    if (r == 0)
        r = write_events(store, next);
    if (r == 0)
        r = write_texts(store);
    if (r == 0 && store->closing_count > 0)
        r = forget_notes(store, next->seal.last_seq);
    if (r == 0)
        r = write_rows(store);
    if (r == 0)
        r = requests_write(&store->requests, store->insert_request, next->head.seq);
    if (r == 0)
        r = write_notes(store);
    return r;
}

/* --- the end of a turn --- */

static void clear_turn(struct store *store)
{
    for (size_t i = 0; i < store->text_count; i++)
        free(store->texts[i].body);
    for (size_t i = 0; i < store->row_count; i++)
        free((char *)store->rows[i].text);
    store->events.count = 0;
    store->step_count = 0;
    store->closing_count = 0;
    store->text_count = 0;
    store->row_count = 0;
}

void store_drop(struct store *store)
{
    /* Of a fact of the turn; the others wait for a commit that succeeds. */
    free(store->notes[NOTE_EPOCH_DUE]);
    store->notes[NOTE_EPOCH_DUE] = NULL;
    if (store->text_count > 0)
        store->last_text = store->texts[0].id - 1;
    clear_turn(store);
    store_names_drop(&store->names);
    requests_drop(&store->requests);
}

/* The key file may lag behind without harm: opening brings it up. */
static void keep_key(struct store *store)
{
    store->key_is_stale = seal_key_write(store->key_path, &store->durable.key) < 0;
}

int store_commit(struct store *store)
{
    if (!store_is_dirty(store) && store->names.pending_count == 0) {
        clear_turn(store);
        return 0;
    }
    struct durable next = store->durable;
    database_extend_wal(store->database, BUSY_PAGES);
    int r = statement_run(store->begin);
    if (r == 0)
        r = write_turn(store, &next);
    if (r == 0)
        r = statement_run(store->commit);
    if (r < 0) {
        database_rollback(store->database);
        ledger_key_erase(&next.key.key);
        store_drop(store);
        return r;
    }
    bool sealed = next.key.step != store->durable.key.step;
    store->durable = next;
    ledger_key_erase(&next.key.key);
    store_names_settle(&store->names, next.names, &next.names_head);
    requests_settle(&store->requests);
    clear_turn(store);
    store_clear_notes(store);
    if (sealed || store->key_is_stale)
        keep_key(store);
    return 0;
}

/* --- the WAL --- */

int store_wal_pages(const struct store *store)
{
    return database_wal_pages(store->database);
}

void store_checkpoint(struct store *store, bool idle)
{
    if (store_wal_pages(store) < (idle ? 1 : BUSY_PAGES))
        return;
    database_checkpoint(store->database);
    if (idle)
        database_rest(store->database);
}
