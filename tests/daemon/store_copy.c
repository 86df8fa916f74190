/* SPDX-License-Identifier: MIT
 *
 * A copy holds what the store holds, made whole or grown step by step; it refuses what it is no copy of, and is as it
 * was when a step fails.
 */
#include "daemon/store_copy.h"

#include <errno.h>

#include "daemon/store_private.h"
#include "daemon/store_verify.h"
#include "tests/daemon/store_help.h"

struct fixture {
    struct hall hall;
    char copy[64], error[STORE_ERROR_SIZE];
    struct store_copied copied;
};

static int set_up(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    hall_init(&f->hall);
    snprintf(f->copy, sizeof(f->copy), "%s/copy", f->hall.folder);
    store_intern(f->hall.store, NAME_SERVICE, "passport");
    hall_day(&f->hall, DAY_ONE);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    hall_done(&f->hall);
    free(f);
    return 0;
}

static void take(struct fixture *f)
{
    if (store_copy(f->hall.path, f->copy, &f->copied, f->error) < 0)
        fail_msg("%s", f->error);
}

static void run_sql(const char *path, const char *sql)
{
    sqlite3 *handle;
    char *error = NULL;
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    if (sqlite3_exec(handle, sql, NULL, NULL, &error) != SQLITE_OK)
        fail_msg("%s: %s", sql, error);
    sqlite3_close(handle);
}

static int64_t number(const char *path, const char *sql)
{
    struct database *database;
    char error[128];
    int64_t found = -1;
    assert_int_equal(database_open(path, DATABASE_READER, &database, error, sizeof(error)), 0);
    assert_int_equal(database_number(database, sql, &found), 0);
    database_close(database);
    return found;
}

static void assert_same(struct fixture *f)
{
    struct buffer store = {0}, copy = {0};
    hall_dump(f->hall.path, &store);
    hall_dump(f->copy, &copy);
    assert_int_equal(store.length, copy.length);
    assert_memory_equal(buffer_bytes(&store), buffer_bytes(&copy), store.length);
    buffer_done(&store);
    buffer_done(&copy);
}

static void ignore(attr_unused const struct finding *finding, attr_unused void *data)
{
}

static void assert_verifies(const char *path)
{
    struct verify_result result;
    char error[STORE_ERROR_SIZE];
    assert_int_equal(store_verify(&(struct verify_options){.path = path, .found = ignore}, &result, error), 0);
    assert_int_equal(result.findings, 0);
    assert_true(result.replayed);
}

static void a_whole_copy_holds_all_of_it(void **state)
{
    struct fixture *f = *state;
    take(f);
    assert_true(f->copied.whole);
    assert_int_equal(f->copied.before.seq, 0);
    assert_int_equal(f->copied.after.seq, store_head(f->hall.store).seq);
    assert_true(f->copied.rows > f->copied.after.seq);
    assert_same(f);
    assert_verifies(f->copy);
}

static void a_copy_grows(void **state)
{
    struct fixture *f = *state;
    take(f);
    for (int day = 1; day < 5; day++) {
        int64_t before = store_head(f->hall.store).seq;
        hall_day(&f->hall, DAY_ONE + day);
        take(f);
        assert_false(f->copied.whole);
        assert_int_equal(f->copied.before.seq, before);
        assert_int_equal(f->copied.after.seq, store_head(f->hall.store).seq);
        assert_same(f);
    }
    assert_verifies(f->copy);
    take(f);
    assert_int_equal(f->copied.rows, 0);
}

/* Whoever adds a table says how it is copied. */
static void every_table_is_copied(void **state)
{
    struct fixture *f = *state;
    int64_t tables = number(f->hall.path, "SELECT count(*) FROM sqlite_master WHERE type = 'table'");
    int64_t listed = 0;
    for (const struct copied_table *table = store_copied_tables; table->name; table++)
        listed++;
    assert_int_equal(tables, listed + 2); /* and meta; of_day is made by triggers */
}

static void what_was_forgotten_is_forgotten_in_the_copy(void **state)
{
    struct fixture *f = *state;
    store_add_text(f->hall.store, "a note", 6);
    take(f);
    run_sql(f->copy, "INSERT INTO text VALUES (1000, 1, x'00', x'01')");
    run_sql(f->hall.path, "INSERT INTO text VALUES (1000, 1, NULL, NULL)");
    take(f);
    assert_int_equal(number(f->copy, "SELECT count(*) FROM text WHERE id = 1000 AND body IS NULL"), 1);
}

static int refused(struct fixture *f, const char *words)
{
    int r = store_copy(f->hall.path, f->copy, &f->copied, f->error);
    assert_true(r < 0);
    if (!strstr(f->error, words))
        fail_msg("'%s' does not say '%s'", f->error, words);
    return r;
}

static void a_copy_of_another_centre_is_refused(void **state)
{
    struct fixture *f = *state;
    take(f);
    run_sql(f->copy, "UPDATE meta SET value = 'asan-2' WHERE key = 'centre'");
    assert_int_equal(refused(f, "belongs to the centre asan-2, not to asan-1"), -EXDEV);
}

static void a_copy_of_another_history_is_refused(void **state)
{
    struct fixture *f = *state;
    take(f);
    run_sql(f->copy, "DROP TRIGGER event_stays_as_it_is;"
                     "UPDATE event SET hash = x'00' WHERE seq = (SELECT max(seq) FROM event)");
    hall_day(&f->hall, DAY_ONE + 1);
    assert_int_equal(refused(f, "is no copy of"), -ESTALE);
}

static void a_copy_of_another_schema_is_refused(void **state)
{
    struct fixture *f = *state;
    take(f);
    run_sql(f->copy, "UPDATE meta SET value = 999 WHERE key = 'schema'");
    assert_int_equal(refused(f, "schema 999: make a new copy"), -ENOTSUP);
}

static void no_store_is_no_source(void **state)
{
    struct fixture *f = *state;
    char missing[80];
    snprintf(missing, sizeof(missing), "%s/nothing", f->hall.folder);
    assert_true(store_copy(missing, f->copy, &f->copied, f->error) < 0);
    assert_true(strstr(f->error, "no store of novbe that can be read") != NULL);
    assert_int_equal(access(f->copy, F_OK), -1);
}

/* A fact that was edited in the store stops the copy before it, and the copy is as it was. */
static void an_edited_store_does_not_reach_the_copy(void **state)
{
    struct fixture *f = *state;
    take(f);
    int64_t before = f->copied.after.seq;
    hall_day(&f->hall, DAY_ONE + 1);
    run_sql(f->hall.path, "DROP TRIGGER event_stays_as_it_is;"
                          "UPDATE event SET class = class + 1 WHERE seq = (SELECT max(seq) FROM event) - 3");
    assert_int_equal(refused(f, "is not as it was written"), -EBADMSG);
    assert_int_equal(number(f->copy, "SELECT max(seq) FROM event"), before);
    assert_verifies(f->copy);
    f->copy[strlen(f->copy) - 1] = 'x';
    assert_int_equal(refused(f, "is not as it was written"), -EBADMSG);
    assert_int_equal(access(f->copy, F_OK), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test_setup_teardown(a_whole_copy_holds_all_of_it, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_copy_grows, set_up, tear_down),
            cmocka_unit_test_setup_teardown(every_table_is_copied, set_up, tear_down),
            cmocka_unit_test_setup_teardown(what_was_forgotten_is_forgotten_in_the_copy, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_copy_of_another_centre_is_refused, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_copy_of_another_history_is_refused, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_copy_of_another_schema_is_refused, set_up, tear_down),
            cmocka_unit_test_setup_teardown(no_store_is_no_source, set_up, tear_down),
            cmocka_unit_test_setup_teardown(an_edited_store_does_not_reach_the_copy, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("store_copy", tests, NULL, NULL);
}
