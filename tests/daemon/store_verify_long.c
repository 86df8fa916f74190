/* SPDX-License-Identifier: MIT
 *
 * Verifying a ledger that is longer than a stretch: read in several states of the file, while others write.
 */
#include "daemon/store_verify.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>

#include "tests/daemon/store_help.h"

enum { DAYS = 600 }; /* some fifty rows each */

struct verified {
    struct verify_result result;
    char all[4096];
    const char *path;
    bool deletes; /* retention goes on as soon as anything is found */
};

static void note(const struct finding *finding, void *data)
{
    struct verified *verified = data;
    size_t length = strlen(verified->all);
    snprintf(verified->all + length, sizeof(verified->all) - length, "%s: %s\n", finding_words[finding->kind],
             finding->text);
    if (verified->deletes)
        hall_sql(verified->path, "UPDATE meta SET value = (SELECT max(last_seq) + 1 FROM day) WHERE key = 'kept_from'");
}

static int verify_to(const struct hall *hall, struct verified *verified, char error[STORE_ERROR_SIZE])
{
    const struct verify_options options = {.path = hall->path, .found = note, .data = verified};
    verified->path = hall->path;
    return store_verify(&options, &verified->result, error);
}

static struct verified verify(const struct hall *hall)
{
    struct verified verified = {0};
    char error[STORE_ERROR_SIZE];
    if (verify_to(hall, &verified, error) < 0)
        fail_msg("%s", error);
    return verified;
}

/* Made once; each test has a copy. */
static int make(void **state)
{
    struct hall *hall = mem_new(struct hall);
    hall_init(hall);
    for (int day = 0; day < DAYS; day++)
        hall_day(hall, DAY_ONE + day);
    hall->store = store_close(hall->store);
    *state = hall;
    return 0;
}

static int unmake(void **state)
{
    hall_done(*state);
    free(*state);
    return 0;
}

static int set_up(void **state)
{
    const struct hall *made = *state;
    struct hall *hall = mem_new(struct hall);
    hall_init(hall);
    hall->store = store_close(hall->store);
    _cleanup_free_ char *copy = mem_printf("cp %s/store %s/store-key %s", made->folder, made->folder, hall->folder);
    assert_int_equal(system(copy), 0);
    hall_restart(hall);
    world_set_day(&hall->world, DAY_ONE + DAYS);
    *state = hall;
    return 0;
}

static int tear_down(void **state)
{
    hall_done(*state);
    free(*state);
    return 0;
}

static void a_long_ledger_is_whole(void **state)
{
    struct hall *hall = *state;
    struct verified verified = verify(hall);
    assert_string_equal(verified.all, "");
    assert_true(verified.result.events > 25000);
    assert_int_equal(verified.result.events, store_head(hall->store).seq);
    assert_int_equal(verified.result.days, DAYS);
    assert_true(verified.result.replayed);
    assert_int_equal(verified.result.steps, hall_sql(hall->path, "SELECT count(*) FROM step"));
}

static void what_is_wrong_behind_a_stretch_is_named(void **state)
{
    struct hall *hall = *state;
    hall->store = store_close(hall->store);
    hall_sql(hall->path, "UPDATE step SET waited_ms = waited_ms + 1 WHERE seq = (SELECT max(seq) FROM step)");
    hall_sql(hall->path, "DELETE FROM step WHERE seq = (SELECT min(seq) FROM step WHERE seq > 22000)");
    struct verified verified = verify(hall);
    assert_non_null(strstr(verified.all, "is missing"));
    assert_non_null(strstr(verified.all, "waited_ms"));
    assert_int_equal(verified.result.findings, 2);
    hall_sql(hall->path, "UPDATE event SET value_3 = value_3 + 1 WHERE seq = 25001");
    verified = verify(hall);
    assert_non_null(strstr(verified.all, "row 25001 is not as it was written"));
    assert_int_equal(verified.result.findings, 1);
    assert_false(verified.result.replayed);
}

/* Whoever of the two processes comes to look at it. */
static void a_row_is_looked_at_wherever_it_stands(void **state)
{
    struct hall *hall = *state;
    hall->store = store_close(hall->store);
    for (int row = 1500; row < 25000; row += 2900) {
        _cleanup_free_ char *edit = mem_printf("UPDATE event SET value_7 = value_7 + 1 WHERE seq = %d", row);
        _cleanup_free_ char *mend = mem_printf("UPDATE event SET value_7 = value_7 - 1 WHERE seq = %d", row);
        _cleanup_free_ char *wanted = mem_printf("row %d is not as it was written", row);
        hall_sql(hall->path, edit);
        struct verified verified = verify(hall);
        assert_non_null(strstr(verified.all, wanted));
        assert_int_equal(verified.result.findings, 1);
        hall_sql(hall->path, mend);
    }
}

struct writing {
    struct hall *hall;
    atomic_bool over;
    int64_t rows;
};

static void *write_on(void *data)
{
    struct writing *writing = data;
    int32_t day = DAY_ONE + DAYS;
    for (; !writing->over; day++)
        hall_day(writing->hall, day);
    return NULL;
}

/* What is added meanwhile is not looked at, and is nothing that was cut off. */
static void others_write_meanwhile(void **state)
{
    struct hall *hall = *state;
    struct writing writing = {.hall = hall};
    int64_t before = store_head(hall->store).seq;
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, write_on, &writing), 0);
    struct verified verified[5] = {0};
    char error[STORE_ERROR_SIZE] = "";
    int r = 0;
    for (size_t i = 0; r == 0 && i < ARRAY_SIZE(verified); i++)
        r = verify_to(hall, &verified[i], error);
    writing.over = true;
    pthread_join(thread, NULL);
    assert_string_equal(error, "");
    for (size_t i = 0; i < ARRAY_SIZE(verified); i++) {
        assert_string_equal(verified[i].all, "");
        assert_true(verified[i].result.events >= before);
    }
    assert_true(store_head(hall->store).seq > before);
}

static void rows_that_go_before_they_were_read_are_told(void **state)
{
    struct hall *hall = *state;
    struct verified verified = {.deletes = true};
    char error[STORE_ERROR_SIZE];
    hall->store = store_close(hall->store);
    hall_sql(hall->path, "UPDATE event SET value_3 = value_3 + 1 WHERE seq = 10");
    assert_int_equal(verify_to(hall, &verified, error), -ESTALE);
    assert_non_null(strstr(error, "try again"));
}

int main(void)
{
    ledger_start();
    const struct CMUnitTest tests[] = {
            cmocka_unit_test_setup_teardown(a_long_ledger_is_whole, set_up, tear_down),
            cmocka_unit_test_setup_teardown(what_is_wrong_behind_a_stretch_is_named, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_row_is_looked_at_wherever_it_stands, set_up, tear_down),
            cmocka_unit_test_setup_teardown(others_write_meanwhile, set_up, tear_down),
            cmocka_unit_test_setup_teardown(rows_that_go_before_they_were_read_are_told, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, make, unmake);
}
