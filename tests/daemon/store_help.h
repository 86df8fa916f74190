/* SPDX-License-Identifier: MIT
 *
 * A hall whose engine writes a store: what the tests of the store share.
 */
#pragma once

#include <sqlite3.h>
#include <unistd.h>

#include "daemon/rollup.h"
#include "daemon/store.h"
#include "daemon/store_private.h"
#include "tests/daemon/engine/world.h"

#define CENTRE "asan-1"

struct hall {
    struct world world;
    struct store *store;
    struct store_news news;
    size_t taken; /* events of the world's log that the store has got */
    bool silent;  /* visitors are told nothing of when they will be called */
    char folder[32], path[64];
    char error[STORE_ERROR_SIZE];
};

static inline int hall_open(struct hall *hall, const char *centre)
{
    return store_open(&(struct store_options){.path = hall->path, .centre = centre, .now_ms = hall->world.now_ms},
                      &hall->store, &hall->news, hall->error);
}

static inline void hall_init(struct hall *hall)
{
    *hall = (struct hall){0};
    world_init(&hall->world);
    strcpy(hall->folder, "/tmp/novbe-store-XXXXXX");
    assert_non_null(mkdtemp(hall->folder));
    snprintf(hall->path, sizeof(hall->path), "%s/store", hall->folder);
    if (hall_open(hall, CENTRE) < 0)
        fail_msg("%s", hall->error);
}

static inline void hall_done(struct hall *hall)
{
    hall->store = store_close(hall->store);
    world_done(&hall->world);
    char command[64];
    snprintf(command, sizeof(command), "rm -r %s", hall->folder);
    assert_int_equal(system(command), 0);
}

/* As after the end of the process: a new engine, which knows what the store knows. */
static inline void hall_restart(struct hall *hall)
{
    store_close(hall->store);
    hall->store = NULL;
    if (hall_open(hall, CENTRE) < 0)
        fail_msg("%s", hall->error);
    engine_free(hall->world.engine);
    hall->world.engine = engine_new();
    assert_int_equal(store_replay(store_database(hall->store), hall->world.engine), 0);
}

static inline int hall_do(struct hall *hall, struct command command)
{
    int r = world_do(&hall->world, command);
    store_add_events(hall->store, hall->world.engine, hall->world.log.items + hall->taken,
                     hall->world.log.count - hall->taken);
    hall->taken = hall->world.log.count;
    return r;
}

#define hall_must(hall, ...) assert_int_equal(hall_do((hall), (struct command){__VA_ARGS__}), 0)

static inline void hall_commit(struct hall *hall)
{
    assert_int_equal(store_commit(hall->store), 0);
}

static inline void hall_wait(struct hall *hall, int64_t ms)
{
    struct world *world = &hall->world;
    int64_t until_ms = world->now_ms + ms;
    while (engine_deadline(world->engine) <= until_ms) {
        if (engine_deadline(world->engine) > world->now_ms)
            world->now_ms = engine_deadline(world->engine);
        hall_must(hall, .kind = COMMAND_TIME);
    }
    world->now_ms = until_ms;
}

static inline int32_t hall_text(struct hall *hall, const char *text)
{
    return store_add_text(hall->store, text, strlen(text));
}

static inline void hall_issue(struct hall *hall, int32_t service)
{
    int64_t now_ms = hall->world.now_ms;
    struct promise promise = {
            .likely_ms = now_ms + 10 * MINUTE, .until_ms = now_ms + 20 * MINUTE, .usual_ms = now_ms + 15 * MINUTE};
    hall_must(hall, .kind = COMMAND_ISSUE, .services = {service}, .class = CLASS_REGULAR, .language = 1, .party = 1,
              .channel = CHANNEL_KIOSK, .promise = hall->silent ? (struct promise){0} : promise);
}

static inline void hall_open_day(struct hall *hall, int32_t day)
{
    world_set_day(&hall->world, day);
    hall_must(hall, .kind = COMMAND_OPEN_DAY, .day = day);
    for (int32_t i = 1; i <= 2; i++)
        hall_must(hall, .kind = COMMAND_SIGN_IN, .operator_id = i, .counter = i);
}

static inline void hall_close_day(struct hall *hall)
{
    while (engine_day(hall->world.engine))
        hall_must(hall, .kind = COMMAND_CLOSE_DAY, .limit = 50);
    hall_commit(hall);
}

/* Six visitors: four are served, one of them with a note and one after a transfer, one does not come, one stays. */
static inline void hall_morning(struct hall *hall, int32_t day)
{
    hall_open_day(hall, day);
    for (int i = 0; i < 6; i++)
        hall_issue(hall, 1 + i % 3);
    hall_commit(hall);
    for (int i = 0; i < 4; i++) {
        hall_wait(hall, MINUTE);
        hall_must(hall, .kind = COMMAND_NEXT, .operator_id = 1);
        hall_must(hall, .kind = COMMAND_ARRIVE, .operator_id = 1);
        hall_wait(hall, 5 * MINUTE);
        if (i == 1)
            hall_must(hall, .kind = COMMAND_TRANSFER, .operator_id = 1, .to_service = 5, .place = PLACE_KEEP,
                      .reason = REASON_ANY, .text = hall_text(hall, "the other desk has the form"));
        else
            hall_must(hall, .kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE, .quantity = 1);
        hall_commit(hall);
    }
    hall_must(hall, .kind = COMMAND_NEXT, .operator_id = 2);
    hall_wait(hall, MINUTE);
    hall_must(hall, .kind = COMMAND_RECALL, .operator_id = 2);
    hall_wait(hall, MINUTE);
    hall_must(hall, .kind = COMMAND_MISS, .operator_id = 2);
    hall_wait(hall, HOUR);
    hall_commit(hall);
}

/* Rolls up all days that are not. */
static inline void hall_roll(struct hall *hall)
{
    const struct rollup_known known = {.rulebook = &hall->world.rulebook};
    struct database *database = store_database(hall->store);
    struct rollup_step *step;
    for (int r = rollup_step_make(database, &known, &step); step; r = rollup_step_make(database, &known, &step)) {
        assert_int_equal(r, 0);
        assert_int_equal(store_add_rollup(hall->store, step), 0);
        rollup_step_free(step);
    }
}

static inline void hall_day(struct hall *hall, int32_t day)
{
    hall_morning(hall, day);
    hall_close_day(hall);
}

static inline int64_t hall_sql(const char *path, const char *sql);

/* Takes away what the migrations after the second added: the file is as a program of then left it. */
static inline void hall_go_back_to_schema_2(const char *path)
{
    static const char *const columns[] = {"paper", "kind", "language", "service", "ahead",    "proof",
                                          "steps", "done", "slot_ms",  "papers",  "length_mm"};
    for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
        _cleanup_free_ char *sql = mem_printf("ALTER TABLE print DROP COLUMN %s", columns[i]);
        hall_sql(path, sql);
    }
    hall_sql(path, "ALTER TABLE step DROP COLUMN likely_ms; ALTER TABLE step DROP COLUMN promised_ms;"
                   "ALTER TABLE step DROP COLUMN usual_ms");
    hall_sql(path, "DROP TRIGGER booking_of_day; DROP TRIGGER booking_of_no_day; DROP TRIGGER closure_of_day;"
                   "DROP TRIGGER closure_of_no_day; DROP TRIGGER rota_of_day; DROP TRIGGER rota_of_no_day;"
                   "DROP TABLE of_day; DELETE FROM meta WHERE key LIKE '%_of_day_from'");
    hall_sql(path, "DROP TABLE kiosk_use; DROP TABLE rollup_day; DROP TABLE rollup;"
                   "DELETE FROM meta WHERE key LIKE 'rolled%'"
                   " OR key LIKE 'named_%' OR key LIKE 'own_%'");
    hall_sql(path, "DROP TABLE roll; DROP TABLE kiosk; DROP TABLE health; DROP TABLE return_code;"
                   "CREATE TABLE return_code (number INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, day INTEGER NOT NULL,"
                   " ticket INTEGER NOT NULL, service INTEGER NOT NULL, class INTEGER NOT NULL,"
                   " until_ms INTEGER NOT NULL, used INTEGER NOT NULL, text TEXT);"
                   "CREATE TRIGGER return_code_stays BEFORE DELETE ON return_code"
                   " BEGIN SELECT RAISE(ABORT, 'return_code: rows are only added'); END;"
                   "UPDATE meta SET value = 2 WHERE key = 'schema'");
}

/* SQL behind the store's back, guards off: what somebody with the file can do. */
static inline int64_t hall_sql(const char *path, const char *sql)
{
    sqlite3 *handle = NULL;
    sqlite3_stmt *statement = NULL;
    int64_t answer = 0;
    char *error = NULL;
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_busy_timeout(handle, 1000);
    if (strncmp(sql, "SELECT", 6) == 0) {
        assert_int_equal(sqlite3_prepare_v2(handle, sql, -1, &statement, NULL), SQLITE_OK);
        if (sqlite3_step(statement) == SQLITE_ROW)
            answer = sqlite3_column_int64(statement, 0);
        sqlite3_finalize(statement);
    } else if (sqlite3_exec(handle, sql, NULL, NULL, &error) != SQLITE_OK) {
        fail_msg("%s: %s", sql, error);
    }
    assert_int_equal(sqlite3_close(handle), SQLITE_OK);
    return answer;
}

/* Puts a store of an earlier schema in place of the hall's, as the program of then would have made it; hall_restart()
 * opens it. */
static inline void hall_make_old(struct hall *hall, int schema)
{
    hall->store = store_close(hall->store);
    _cleanup_free_ char *files = mem_printf("rm -f %s %s-wal %s-shm", hall->path, hall->path, hall->path);
    assert_int_equal(system(files), 0);
    _cleanup_free_ char *next = mem_printf("\n-- migration %d\n", schema + 1);
    const char *end = strstr(store_schema_sql, next);
    assert_non_null(end);
    _cleanup_free_ char *sql = mem_strndup(store_schema_sql, (size_t)(end - store_schema_sql));
    hall_sql(hall->path, sql);
    _cleanup_free_ char *meta = mem_printf("PRAGMA application_id = 0x6e6f7662; PRAGMA journal_mode = WAL;"
                                           "UPDATE meta SET value = %d WHERE key = 'schema';"
                                           "INSERT INTO meta VALUES ('centre', '" CENTRE "'), ('key_chain', 1)",
                                           schema);
    hall_sql(hall->path, meta);
}

/* Every row of every table, in words. */
static inline void hall_dump(const char *path, struct buffer *buffer)
{
    struct database *database;
    char error[128];
    assert_int_equal(database_open(path, DATABASE_READER, &database, error, sizeof(error)), 0);
    for (const struct copied_table *table = store_copied_tables; table->name; table++) {
        _cleanup_(statement_freep) struct statement *rows = NULL;
        _cleanup_free_ char *sql = mem_printf("SELECT * FROM %s ORDER BY 1, 2", table->name);
        assert_int_equal(database_prepare(database, sql, &rows), 0);
        buffer_printf(buffer, "%s\n", table->name);
        while (statement_next(rows) > 0) {
            for (int i = 0; i < statement_columns(rows); i++) {
                size_t size;
                const uint8_t *bytes = statement_bytes(rows, i, &size);
                buffer_printf(buffer, " %zu:", size);
                for (size_t j = 0; j < size; j++)
                    buffer_printf(buffer, "%02x", bytes[j]);
            }
            buffer_printf(buffer, "\n");
        }
    }
    database_close(database);
}
