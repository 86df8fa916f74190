/* SPDX-License-Identifier: MIT
 *
 * A store out of a backup: what was in it goes on, in a new epoch and under a new chain of keys; what does not fit is
 * refused, and leaves nothing behind.
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
    int64_t seq; /* when the copy was made */
};

/* A day closed, a morning begun, a backup made, and the morning gone on. */
static int set_up(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    hall_init(&f->hall);
    snprintf(f->copy, sizeof(f->copy), "%s/copy", f->hall.folder);
    hall_day(&f->hall, DAY_ONE);
    hall_morning(&f->hall, DAY_ONE + 1);
    if (store_copy(f->hall.path, f->copy, &f->copied, f->error) < 0)
        fail_msg("%s", f->error);
    f->seq = f->copied.after.seq;
    hall_issue(&f->hall, 1);
    hall_commit(&f->hall);
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

static void lose_store(struct fixture *f)
{
    f->hall.store = store_close(f->hall.store);
    store_remove_file(f->hall.path);
}

static void lose_key(const struct fixture *f)
{
    _cleanup_free_ char *key = mem_printf("%s-key", f->hall.path);
    assert_int_equal(unlink(key), 0);
}

static int restore(struct fixture *f)
{
    return store_restore(f->copy, f->hall.path, CENTRE, &f->copied, f->error);
}

static void assert_refused(struct fixture *f, int wanted, const char *words)
{
    _cleanup_free_ char *other = mem_printf("%s.new", f->hall.path);
    assert_int_equal(restore(f), wanted);
    if (!strstr(f->error, words))
        fail_msg("'%s' does not say '%s'", f->error, words);
    assert_int_equal(access(other, F_OK), -1);
}

static int64_t meta(const struct fixture *f, const char *key)
{
    _cleanup_free_ char *sql = mem_printf("SELECT value FROM meta WHERE key = '%s'", key);
    return hall_sql(f->hall.path, sql);
}

static void the_day_goes_on_where_the_backup_was_made(void **state)
{
    struct fixture *f = *state;
    lose_store(f);
    lose_key(f);
    if (restore(f) < 0)
        fail_msg("%s", f->error);
    assert_int_equal(f->copied.after.seq, f->seq);
    assert_int_equal(meta(f, "epoch"), 1);
    assert_int_equal(meta(f, "epoch_due"), 1);
    hall_restart(&f->hall);
    assert_int_equal(f->hall.news.key_chain, 2);
    assert_int_equal(engine_tickets(f->hall.world.engine), 6);
    assert_int_equal(engine_day(f->hall.world.engine), DAY_ONE + 1);
    assert_int_equal(store_next_seq(f->hall.store), f->seq + 1);
}

/* The key of the lost store has gone on: it is not taken for the backup's. */
static void a_key_that_was_left_is_refused_by_the_store(void **state)
{
    struct fixture *f = *state;
    hall_close_day(&f->hall);
    lose_store(f);
    assert_int_equal(restore(f), 0);
    assert_int_equal(hall_open(&f->hall, CENTRE), -ESTALE);
    lose_key(f);
    assert_int_equal(hall_open(&f->hall, CENTRE), 0);
}

static void each_restore_is_an_epoch(void **state)
{
    struct fixture *f = *state;
    for (int epoch = 1; epoch <= 3; epoch++) {
        lose_store(f);
        lose_key(f);
        assert_int_equal(restore(f), 0);
        assert_int_equal(meta(f, "epoch"), epoch);
        hall_restart(&f->hall);
        store_remove_file(f->copy);
        assert_int_equal(store_copy(f->hall.path, f->copy, &f->copied, f->error), 0);
    }
}

static void a_store_that_is_there_is_not_replaced(void **state)
{
    struct fixture *f = *state;
    int64_t seq = store_head(f->hall.store).seq;
    assert_refused(f, -EEXIST, "is there: stop the daemon and move it away");
    assert_int_equal(store_head(f->hall.store).seq, seq);
}

static void another_centre_is_refused(void **state)
{
    struct fixture *f = *state;
    lose_store(f);
    hall_sql(f->copy, "UPDATE meta SET value = 'asan-2' WHERE key = 'centre'");
    assert_refused(f, -EXDEV, "belongs to the centre asan-2, not to asan-1");
}

static void a_newer_one_is_refused(void **state)
{
    struct fixture *f = *state;
    lose_store(f);
    hall_sql(f->copy, "UPDATE meta SET value = 999 WHERE key = 'schema'");
    assert_refused(f, -ENOTSUP, "was made by a newer novbe");
}

static void an_edited_one_is_refused(void **state)
{
    struct fixture *f = *state;
    lose_store(f);
    hall_sql(f->copy, "UPDATE event SET class = class + 1 WHERE seq = 9");
    assert_refused(f, -EBADMSG, "row 9 is not as it was written");
}

static void what_is_no_backup_is_refused(void **state)
{
    struct fixture *f = *state;
    lose_store(f);
    FILE *file = fopen(f->copy, "w");
    fputs("Dear diary", file);
    fclose(file);
    assert_true(restore(f) < 0);
    assert_int_equal(access(f->hall.path, F_OK), -1);
    unlink(f->copy);
    assert_refused(f, -ENOENT, "cannot copy");
}

/* A step of the backup was interrupted: its journal takes it back. */
static void a_step_that_was_cut_off_is_taken_back(void **state)
{
    struct fixture *f = *state;
    char command[256];
    lose_store(f);
    lose_key(f);
    sqlite3 *handle;
    assert_int_equal(sqlite3_open(f->copy, &handle), SQLITE_OK);
    assert_int_equal(sqlite3_exec(handle,
                                  "PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN;"
                                  "UPDATE meta SET value = 'another' WHERE key = 'centre';"
                                  "CREATE TABLE large AS SELECT * FROM event, event AS other",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    snprintf(command, sizeof(command), "cp %s %s/half && cp %s-journal %s/half-journal", f->copy, f->hall.folder,
             f->copy, f->hall.folder);
    assert_int_equal(system(command), 0);
    sqlite3_close(handle);
    snprintf(f->copy, sizeof(f->copy), "%s/half", f->hall.folder);
    if (restore(f) < 0)
        fail_msg("%s", f->error);
    assert_int_equal(f->copied.after.seq, f->seq);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test_setup_teardown(the_day_goes_on_where_the_backup_was_made, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_key_that_was_left_is_refused_by_the_store, set_up, tear_down),
            cmocka_unit_test_setup_teardown(each_restore_is_an_epoch, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_store_that_is_there_is_not_replaced, set_up, tear_down),
            cmocka_unit_test_setup_teardown(another_centre_is_refused, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_newer_one_is_refused, set_up, tear_down),
            cmocka_unit_test_setup_teardown(an_edited_one_is_refused, set_up, tear_down),
            cmocka_unit_test_setup_teardown(what_is_no_backup_is_refused, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_step_that_was_cut_off_is_taken_back, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("store_restore", tests, NULL, NULL);
}
