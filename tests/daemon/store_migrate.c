/* SPDX-License-Identifier: MIT
 *
 * A store of every earlier schema, full of what a centre had then, is brought to the newest: nothing of it is lost, it
 * verifies, the day that was open goes on; what that costs at the start does not grow with the store. One of a newer
 * schema is refused before anything of it is touched.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "daemon/store_verify.h"
#include "tests/daemon/store_help.h"

enum { DAYS = 3 };

/* --- SQL over two files: `data` is as the newest program left it, main is the one of the earlier schema --- */

struct two {
    sqlite3 *handle;
    char data[80];
};

static void run(const struct two *two, const char *sql)
{
    char *error = NULL;
    if (sqlite3_exec(two->handle, sql, NULL, NULL, &error) != SQLITE_OK)
        fail_msg("%s: %s", sql, error);
}

static int64_t number(const struct two *two, const char *sql)
{
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(two->handle, sql, -1, &statement, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(two->handle));
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int64_t answer = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return answer;
}

/* Columns that came to a table later. */
static bool came_later(const char *column, int schema)
{
    static const struct {
        const char *column;
        int from;
    } later[] = {{"print.papers", 9}, {"print.length_mm", 9}, {"kiosk.paper", 9}};
    for (size_t i = 0; i < ARRAY_SIZE(later); i++) {
        if (strcmp(column, later[i].column) == 0)
            return schema < later[i].from;
    }
    return false;
}

static void on_came_later(sqlite3_context *context, attr_unused int count, sqlite3_value **values)
{
    const char *column = (const char *)sqlite3_value_text(values[0]);
    sqlite3_result_int(context, came_later(column, sqlite3_value_int(values[1])));
}

static void open_two(struct two *two, const char *path)
{
    assert_int_equal(sqlite3_open(path, &two->handle), SQLITE_OK);
    sqlite3_db_config(two->handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_busy_timeout(two->handle, 1000);
    assert_int_equal(
            sqlite3_create_function(two->handle, "came_later", 2, SQLITE_UTF8, NULL, on_came_later, NULL, NULL),
            SQLITE_OK);
    _cleanup_free_ char *sql = mem_printf("ATTACH '%s' AS data", two->data);
    run(two, sql);
}

static void close_two(struct two *two)
{
    assert_int_equal(sqlite3_close(two->handle), SQLITE_OK);
}

/* Columns of a table that both files have, and had in this schema, with commas; NULL: main has no such table. */
static char *columns_of(const struct two *two, const char *table, int schema)
{
    _cleanup_free_ char *sql = mem_printf("SELECT group_concat(a.name) FROM pragma_table_info('%s', 'main') AS a"
                                          " JOIN pragma_table_info('%s', 'data') AS b ON a.name = b.name"
                                          " WHERE NOT came_later('%s.' || a.name, %d)",
                                          table, table, table, schema);
    sqlite3_stmt *statement;
    assert_int_equal(sqlite3_prepare_v2(two->handle, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    const char *text = (const char *)sqlite3_column_text(statement, 0);
    char *columns = text ? mem_strdup(text) : NULL;
    sqlite3_finalize(statement);
    return columns;
}

/* Had a store of this schema the table? The return codes of before migration 5 were never written: their table was
 * another. */
static bool had(const char *table, int schema)
{
    static const struct {
        const char *table;
        int from;
    } later[] = {{"health", 4}, {"return_code", 5}, {"kiosk", 8}, {"roll", 9}, {"rollup_day", 10}, {"kiosk_use", 11}};
    for (size_t i = 0; i < ARRAY_SIZE(later); i++) {
        if (strcmp(table, later[i].table) == 0)
            return schema >= later[i].from;
    }
    return true;
}

static void fill(struct two *two, int schema)
{
    run(two, "BEGIN");
    for (const struct copied_table *table = store_copied_tables; table->name; table++) {
        _cleanup_free_ char *columns = had(table->name, schema) ? columns_of(two, table->name, schema) : NULL;
        if (!columns)
            continue;
        _cleanup_free_ char *sql = mem_printf("INSERT INTO main.%s (%s) SELECT %s FROM data.%s", table->name, columns,
                                              columns, table->name);
        run(two, sql);
    }
    run(two, "COMMIT");
}

static void assert_kept(struct two *two, const char *table, int schema)
{
    _cleanup_free_ char *columns = columns_of(two, table, schema);
    _cleanup_free_ char *sql =
            mem_printf("SELECT (SELECT count(*) FROM main.%s) - (SELECT count(*) FROM data.%s)", table, table);
    assert_non_null(columns);
    if (number(two, sql) != 0)
        fail_msg("schema %d: %s has not as many rows as before", schema, table);
    if (strcmp(table, "print") == 0 && schema < 3)
        return; /* what orders of paper know since was not there */
    free(sql);
    sql = mem_printf("SELECT count(*) FROM (SELECT %s FROM data.%s EXCEPT SELECT %s FROM main.%s)", columns, table,
                     columns, table);
    if (number(two, sql) != 0)
        fail_msg("schema %d: %s is not what it was", schema, table);
}

/* --- a centre --- */

static void add_rows(struct hall *hall, int rows)
{
    static const enum store_table tables[] = {TABLE_PRINT, TABLE_BOOKING,  TABLE_CLOSURE,
                                              TABLE_ROTA,  TABLE_OPERATOR, TABLE_HEALTH,
                                              TABLE_KIOSK, TABLE_ROLL,     TABLE_KIOSK_USE};
    for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
        for (int j = 1; j <= rows; j++) {
            struct store_row row = {.table = tables[i], .at_ms = hall->world.now_ms, .text = j % 2 ? "a text" : NULL};
            for (int value = 0; value < ROW_VALUES; value++)
                row.value[value] = j * (value + 1);
            store_add_row(hall->store, &row);
        }
    }
    const struct store_request request = {
            .user = 1, .method = 2, .id = "wish", .parameters = "{}", .parameters_size = 2};
    store_add_request(hall->store, &request, hall->world.now_ms, "answer", 6);
    hall_commit(hall);
}

/* Days that are closed, and one that is open; then the file is one of an earlier schema. */
static void make(struct hall *hall, struct two *two, int schema, int days)
{
    hall_init(hall);
    hall->silent = true; /* who was told something has a row that older schemas have no place for */
    store_intern(hall->store, NAME_SERVICE, "passport");
    for (int day = 0; day < days; day++)
        hall_day(hall, DAY_ONE + day);
    hall_morning(hall, DAY_ONE + days);
    add_rows(hall, 200 * days);
    hall->store = store_close(hall->store);
    snprintf(two->data, sizeof(two->data), "%s/data", hall->folder);
    assert_int_equal(rename(hall->path, two->data), 0);
    hall_make_old(hall, schema);
    open_two(two, hall->path);
    fill(two, schema);
    close_two(two);
}

static void ignore(attr_unused const struct finding *finding, attr_unused void *data)
{
}

static void every_earlier_schema_is_brought_up_with_its_data(attr_unused void **state)
{
    for (int schema = 1; schema < store_schema(); schema++) {
        struct hall hall;
        struct two two;
        struct verify_result result;
        make(&hall, &two, schema, DAYS);
        int32_t tickets = engine_tickets(hall.world.engine);
        hall_restart(&hall);
        assert_int_equal(engine_tickets(hall.world.engine), tickets);
        open_two(&two, hall.path);
        assert_int_equal(number(&two, "SELECT value FROM main.meta WHERE key = 'schema'"), store_schema());
        for (const struct copied_table *table = store_copied_tables; table->name; table++) {
            if (had(table->name, schema))
                assert_kept(&two, table->name, schema);
        }
        close_two(&two);
        hall_close_day(&hall);
        hall_day(&hall, DAY_ONE + DAYS + 1);
        hall.store = store_close(hall.store);
        const struct verify_options options = {.path = hall.path, .found = ignore};
        assert_int_equal(store_verify(&options, &result, hall.error), 0);
        if (schema >= 5) /* before, days gave no return codes, which verify misses */
            assert_int_equal(result.findings, 0);
        assert_true(result.replayed);
        hall_done(&hall);
    }
}

static int64_t migration_bytes(int schema, int days)
{
    struct hall hall;
    struct two two;
    struct stat status;
    make(&hall, &two, schema, days);
    _cleanup_free_ char *wal = mem_printf("%s-wal", hall.path);
    hall_restart(&hall);
    int64_t bytes = stat(wal, &status) == 0 ? status.st_size : 0;
    hall_done(&hall);
    return bytes;
}

/* What a migration writes does not grow with the store: it is done at every start, while people wait. */
static void what_it_writes_at_start_does_not_grow_with_the_store(attr_unused void **state)
{
    for (int schema = 1; schema < store_schema(); schema++) {
        int64_t small = migration_bytes(schema, 2), large = migration_bytes(schema, 20);
        if (large > small + 2 * 4096)
            fail_msg("schema %d: %lld bytes with 2 days, %lld with 20", schema, (long long)small, (long long)large);
    }
}

static char *bytes_of(const char *path, size_t *ret_size)
{
    struct stat status;
    _cleanup_close_ int fd = open(path, O_RDONLY);
    assert_true(fd >= 0 && fstat(fd, &status) == 0);
    *ret_size = (size_t)status.st_size;
    char *bytes = mem_alloc(1, *ret_size);
    assert_int_equal(read(fd, bytes, *ret_size), status.st_size);
    return bytes;
}

static void a_newer_schema_is_refused_untouched(attr_unused void **state)
{
    struct hall hall;
    size_t size_before, size_after;
    hall_init(&hall);
    hall_day(&hall, DAY_ONE);
    hall.store = store_close(hall.store);
    hall_sql(hall.path, "UPDATE meta SET value = value + 1 WHERE key = 'schema'");
    _cleanup_free_ char *before = bytes_of(hall.path, &size_before);
    assert_int_equal(hall_open(&hall, CENTRE), -ENOTSUP);
    assert_non_null(strstr(hall.error, "was made by a newer novbe"));
    _cleanup_free_ char *after = bytes_of(hall.path, &size_after);
    assert_int_equal(size_before, size_after);
    assert_memory_equal(before, after, size_after);
    hall_done(&hall);
}

int main(void)
{
    ledger_start();
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(every_earlier_schema_is_brought_up_with_its_data),
            cmocka_unit_test(what_it_writes_at_start_does_not_grow_with_the_store),
            cmocka_unit_test(a_newer_schema_is_refused_untouched),
    };
    return cmocka_run_group_tests_name("store_migrate", tests, NULL, NULL);
}
