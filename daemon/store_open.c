/* SPDX-License-Identifier: MIT
 *
 * Opening a store: lock, file, schema, centre, key, and what is kept in memory.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "daemon/store_private.h"

enum { DAY_MS = 24 * 60 * 60 * 1000 };

/* --- in words --- */

static int explain(const struct store *store, const char *path, int r, char error[STORE_ERROR_SIZE])
{
    switch (-r) {
    case EBADMSG:
        return store_fail(error, r, "%s is no store of novbe, or is damaged: %s", path,
                          database_error(store->database));
    case ENOTSUP:
        return store_fail(error, r, "%s was made by a newer novbe; this one knows schema %d", path, store_schema());
    case EBUSY:
        return store_fail(error, r, "another program holds %s open for writing", path);
    default:
        return store_fail(error, r, "cannot open %s: %s", path, strerror(-r));
    }
}

/* --- the file --- */

/* SQLite's own locks let two daemons write in turns. */
int store_take_lock(const char *path, int *ret_fd, char error[STORE_ERROR_SIZE])
{
    _cleanup_free_ char *lock = mem_printf("%s-lock", path);
    *ret_fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (*ret_fd < 0)
        return store_fail(error, -errno, "cannot open %s: %s", lock, strerror(errno));
    if (flock(*ret_fd, LOCK_EX | LOCK_NB) < 0)
        return store_fail(error, errno == EWOULDBLOCK ? -EBUSY : -errno, "another daemon has %s open", path);
    return 0;
}

static int open_file(struct store *store, const char *path, bool *ret_made, char error[STORE_ERROR_SIZE])
{
    char text[256];
    _cleanup_close_ int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    *ret_made = fd >= 0;
    if (fd < 0 && errno != EEXIST)
        return store_fail(error, -errno, "cannot make %s: %s", path, strerror(errno));
    int r = database_open(path, DATABASE_WRITER, &store->database, text, sizeof(text));
    if (r == -EBADMSG)
        return store_fail(error, r, "%s is no store of novbe, or is damaged: %s", path, text);
    return r < 0 ? store_fail(error, r, "cannot open %s: %s", path, text) : 0;
}

/* Before anything of it is touched. */
static int check_own(struct store *store, const char *path, char error[STORE_ERROR_SIZE])
{
    int64_t copy;
    if (database_number(store->database, "SELECT value FROM meta WHERE key = 'copy'", &copy) < 0)
        return 0; /* none, or no store, which is told later */
    return store_fail(error, -EXDEV,
                      "%s is a copy: `novbe restore` makes a store of a backup, `novbe promote` of a follower's", path);
}

/* --- what is kept in memory --- */

static int load_head(struct store *store)
{
    struct durable *durable = &store->durable;
    _cleanup_(statement_freep) struct statement *seal = NULL, *event = NULL;
    _cleanup_free_ char *seals = mem_printf("%s ORDER BY last_seq DESC LIMIT 1", store_select_seals);
    _cleanup_free_ char *events = mem_printf("%s ORDER BY seq DESC LIMIT 1", store_select_events);
    struct ledger_hash mac;
    int r = database_prepare(store->database, seals, &seal);
    if (r == 0)
        r = database_prepare(store->database, events, &event);
    if (r == 0)
        r = statement_next(seal);
    if (r < 0)
        return r;
    if (r > 0) {
        durable->has_seal = true;
        store_read_seal_row(seal, &durable->seal, &mac);
        durable->head = (struct store_head){.seq = durable->seal.last_seq, .hash = durable->seal.head};
    }
    r = statement_next(event);
    if (r > 0) {
        struct stored_event row;
        store_read_event_row(event, &row);
        if (row.event.seq < durable->head.seq)
            return -EBADMSG;
        durable->head = (struct store_head){.seq = row.event.seq, .hash = row.hash};
    }
    return r < 0 ? r : 0;
}

static int load_requests(struct store *store, const struct store_options *options)
{
    int64_t from_ms = options->now_ms - DAY_MS, opened_ms;
    _cleanup_free_ char *sql = mem_printf("SELECT at_ms FROM event WHERE seq > %lld ORDER BY seq LIMIT 1",
                                          store->durable.has_seal ? (long long)store->durable.seal.last_seq : 0LL);
    int r = database_number(store->database, sql, &opened_ms);
    if (r < 0 && r != -ENOENT)
        return r;
    if (r == 0 && opened_ms < from_ms)
        from_ms = opened_ms;
    return requests_load(&store->requests, store->database, from_ms);
}

static int load(struct store *store, const struct store_options *options)
{
    int64_t last_text = 0;
    int r = load_head(store);
    if (r == 0)
        r = store_names_load(&store->names, store->database);
    store->durable.names = store->names.count;
    store->durable.names_head = store->names.head;
    if (r == 0)
        r = load_requests(store, options);
    if (r == 0)
        r = database_number(store->database, "SELECT max(id) FROM text", &last_text);
    store->last_text = (int32_t)last_text;
    return r == -ENOENT ? 0 : r;
}

static int prepare(struct store *store)
{
    static const char *const text[] = {"id", "seq", "salt", "body"}, *const name[] = {"kind", "id", "key", "hash"},
                             *const figure[] = {"last_seq", "name", "value"};
    static const char *const request[] = {"number", "seq", "at_ms", "user", "method", "id", "parameters", "answer"};
    static const char *const seal[] = {"last_seq", "first_seq", "day",        "chain", "step",
                                       "events",   "names",     "names_head", "head",  "mac"};
    struct database *database = store->database;
    int r = store_prepare_event_insert(database, &store->insert_event);
    if (r == 0)
        r = store_prepare_step_insert(database, &store->insert_step);
    if (r == 0)
        r = store_insert_statement(database, "text", text, ARRAY_SIZE(text), &store->insert_text);
    if (r == 0)
        r = store_insert_statement(database, "request", request, ARRAY_SIZE(request), &store->insert_request);
    if (r == 0)
        r = store_insert_statement(database, "name", name, ARRAY_SIZE(name), &store->insert_name);
    if (r == 0)
        r = store_insert_statement(database, "day", seal, ARRAY_SIZE(seal), &store->insert_seal);
    if (r == 0)
        r = store_insert_statement(database, "day_figure", figure, ARRAY_SIZE(figure), &store->insert_figure);
    if (r == 0)
        r = database_prepare(database, store_select_text, &store->select_text);
    if (r == 0)
        r = database_prepare(database, "BEGIN IMMEDIATE", &store->begin);
    if (r == 0)
        r = database_prepare(database, "COMMIT", &store->commit);
    for (int table = 0; r == 0 && table < STORE_TABLES; table++)
        r = store_prepare_row_insert(database, (enum store_table)table, &store->insert_row[table]);
    return r;
}

/* --- the seal key --- */

/* The number is kept first: a key that nobody was told must not be taken for one that somebody was. The file comes
 * last: what is in it will seal. */
static int begin_chain(struct store *store, int64_t chain, const struct store_options *options, struct store_news *news,
                       char error[STORE_ERROR_SIZE])
{
    struct seal_key *key = &store->durable.key;
    _cleanup_free_ char *sql = mem_printf("INSERT OR REPLACE INTO meta VALUES ('key_chain', %lld)", (long long)chain);
    *key = (struct seal_key){.chain = (int32_t)chain, .key = ledger_key_random()};
    int r = database_run(store->database, sql);
    if (r < 0)
        return store_fail(error, r, "cannot begin a chain of seal keys: %s", strerror(-r));
    news->key_chain = key->chain;
    ledger_hex(key->key.bytes, news->first_key);
    if (options->tell_key)
        options->tell_key(news);
    r = seal_key_write(store->key_path, key);
    return r < 0 ? store_fail(error, r, "cannot write %s: %s", store->key_path, strerror(-r)) : 0;
}

/* A key that is behind is brought up: the last seal was stored and the machine went down before the key was replaced.
 * One that is ahead has sealed days that this file does not know. */
static int follow_chain(struct store *store, int64_t chain, const char *path, char error[STORE_ERROR_SIZE])
{
    const struct durable *durable = &store->durable;
    struct seal_key *key = &store->durable.key;
    int32_t step = durable->has_seal && durable->seal.chain == chain ? durable->seal.step + 1 : 0;
    if (key->chain > chain || (key->chain == chain && key->step > step))
        return store_fail(error, -ESTALE,
                          "%s is older than its seal key: an older file was put back. If that was meant, move %s away",
                          path, store->key_path);
    if (key->chain < chain)
        return store_fail(error, -EBADMSG, "%s is older than %s: move it away, and a new chain of keys begins",
                          store->key_path, path);
    if (key->step == step)
        return 0;
    for (; key->step < step; key->step++)
        ledger_key_advance(&key->key);
    int r = seal_key_write(store->key_path, key);
    return r < 0 ? store_fail(error, r, "cannot write %s: %s", store->key_path, strerror(-r)) : 0;
}

static int load_key(struct store *store, const struct store_options *options, struct store_news *news,
                    char error[STORE_ERROR_SIZE])
{
    const char *path = options->path;
    int64_t chain = 0;
    int r = database_number(store->database, "SELECT value FROM meta WHERE key = 'key_chain'", &chain);
    if (r < 0 && r != -ENOENT)
        return explain(store, path, r, error);
    r = seal_key_read(store->key_path, &store->durable.key);
    if (r == -ENOENT)
        return begin_chain(store, chain + 1, options, news, error);
    if (r < 0)
        return store_fail(error, r, "%s is no seal key: %s", store->key_path, strerror(-r));
    return follow_chain(store, chain, path, error);
}

/* --- open and close --- */

static int open_steps(struct store *store, const struct store_options *options, struct store_news *news,
                      char error[STORE_ERROR_SIZE])
{
    int r = store_take_lock(options->path, &store->lock_fd, error);
    if (r == 0)
        r = open_file(store, options->path, &news->made, error);
    if (r < 0)
        return r;
    r = check_own(store, options->path, error);
    if (r < 0)
        return r;
    r = store_migrate(store->database, options->centre);
    if (r < 0)
        return explain(store, options->path, r, error);
    r = store_check_centre(store->database, options->path, store->centre, error);
    if (r < 0)
        return r;
    r = load(store, options);
    if (r == 0)
        r = prepare(store);
    if (r < 0)
        return explain(store, options->path, r, error);
    return load_key(store, options, news, error);
}

int store_open(const struct store_options *options, struct store **ret_store, struct store_news *ret_news,
               char error[STORE_ERROR_SIZE])
{
    struct store *store = mem_new(struct store);
    store->lock_fd = -1;
    store->path = mem_strdup(options->path);
    store->centre = mem_strdup(options->centre);
    store->key_path = options->key_path ? mem_strdup(options->key_path) : mem_printf("%s-key", options->path);
    *ret_news = (struct store_news){0};
    ledger_start();
    database_start();
    requests_init(&store->requests, options->user_requests);
    int r = open_steps(store, options, ret_news, error);
    if (r < 0) {
        store_close(store);
        return r;
    }
    *ret_store = store;
    return 0;
}

static void free_statements(struct store *store)
{
    struct statement *all[] = {store->insert_event, store->insert_step, store->insert_text,   store->insert_request,
                               store->insert_name,  store->insert_seal, store->insert_figure, store->select_text,
                               store->begin,        store->commit};
    for (size_t i = 0; i < ARRAY_SIZE(all); i++)
        statement_free(all[i]);
    for (int table = 0; table < STORE_TABLES; table++)
        statement_free(store->insert_row[table]);
}

struct store *store_close(struct store *store)
{
    if (!store)
        return NULL;
    store_drop(store);
    store_clear_notes(store);
    free_statements(store);
    database_close(store->database);
    if (store->lock_fd >= 0)
        close(store->lock_fd);
    store_names_done(&store->names);
    store_forgetting_done(&store->forgetting);
    requests_done(&store->requests);
    events_done(&store->events);
    free(store->steps);
    free(store->closings);
    free(store->texts);
    free(store->rows);
    ledger_key_erase(&store->durable.key.key);
    free(store->path);
    free(store->centre);
    free(store->key_path);
    free(store);
    return NULL;
}
