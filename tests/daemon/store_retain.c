/* SPDX-License-Identifier: MIT
 *
 * Retention: old days go whole, in slices, and what is left proves itself at every moment in between; a copy loses them
 * too; nothing of a day that is kept can be deleted.
 */
#include "daemon/store_copy.h"
#include "daemon/store_private.h"
#include "daemon/store_verify.h"
#include "tests/daemon/store_help.h"

struct fixture {
    struct hall hall;
    char copy[64], first_key[LEDGER_HEX_SIZE];
};

static void add_rows(struct hall *hall, int32_t day)
{
    const struct store_row print = {.table = TABLE_PRINT, .value = {[PRINT_DAY] = day}};
    const struct store_row booking = {.table = TABLE_BOOKING, .value = {[BOOKING_ROW_DAY] = day}};
    const struct store_row rota = {.table = TABLE_ROTA, .value = {[ROTA_DAY] = day}};
    const struct store_row roll = {.table = TABLE_ROLL, .value = {[ROLL_ROW_DAY] = day}};
    const struct store_row use = {.table = TABLE_KIOSK_USE, .value = {[KIOSK_USE_DAY] = day}};
    store_add_row(hall->store, &print);
    store_add_row(hall->store, &use);
    store_add_row(hall->store, &roll);
    store_add_row(hall->store, &booking);
    store_add_row(hall->store, &rota);
}

static void add_request(struct hall *hall, const char *id)
{
    const struct store_request request = {.user = 1, .method = 1, .id = id, .parameters = "x", .parameters_size = 1};
    store_add_request(hall->store, &request, hall->world.now_ms, "y", 1);
}

/* Three days closed, a fourth begun. */
static int set_up(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    hall_init(&f->hall);
    snprintf(f->copy, sizeof(f->copy), "%s/copy", f->hall.folder);
    strcpy(f->first_key, f->hall.news.first_key);
    for (int day = 0; day < 4; day++) {
        _cleanup_free_ char *id = mem_printf("wish-%d", day);
        add_rows(&f->hall, DAY_ONE + day);
        hall_morning(&f->hall, DAY_ONE + day);
        add_request(&f->hall, id);
        hall_commit(&f->hall);
        if (day < 3)
            hall_close_day(&f->hall);
    }
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

static void print_finding(const struct finding *finding, attr_unused void *data)
{
    print_message("%s: %s\n", finding_words[finding->kind], finding->text);
}

static void assert_whole(const struct fixture *f, const char *path)
{
    struct verify_options options = {.path = path, .found = print_finding, .has_key = true, .key_chain = 1};
    struct verify_result result;
    char error[STORE_ERROR_SIZE];
    assert_int_equal(ledger_from_hex(f->first_key, options.first_key.bytes), 0);
    assert_int_equal(store_verify(&options, &result, error), 0);
    assert_int_equal(result.findings, 0);
    assert_true(result.replayed);
    assert_int_equal(result.sealed_by_key, hall_sql(path, "SELECT count(*) FROM day"));
}

static int64_t rows(attr_unused const struct fixture *f, const char *path, const char *what)
{
    _cleanup_free_ char *sql = mem_printf("SELECT count(*) FROM %s", what);
    return hall_sql(path, sql);
}

static int retain(struct fixture *f, int32_t from_day, int64_t requests_from_ms, int64_t limit)
{
    int slices = 0;
    for (bool more = true; more; slices++) {
        const struct store_retention retention = {
                .from_day = from_day, .requests_from_ms = requests_from_ms, .limit = limit};
        assert_int_equal(store_retain(f->hall.store, &retention, &more), 0);
        assert_whole(f, f->hall.path);
    }
    return slices;
}

static void old_days_go_in_slices(void **state)
{
    struct fixture *f = *state;
    int64_t all = rows(f, f->hall.path, "event"), steps = rows(f, f->hall.path, "step");
    assert_true(retain(f, DAY_ONE + 2, f->hall.world.now_ms, 7) > 10);
    assert_int_equal(rows(f, f->hall.path, "event WHERE day < (SELECT value FROM meta WHERE key = 'kept_day')"), 0);
    assert_in_range(rows(f, f->hall.path, "event"), all / 3, all * 2 / 3);
    assert_in_range(rows(f, f->hall.path, "step"), 1, steps / 2);
    assert_int_equal(rows(f, f->hall.path, "print"), 2);
    assert_int_equal(rows(f, f->hall.path, "roll"), 2);
    assert_int_equal(rows(f, f->hall.path, "kiosk_use"), 2);
    assert_int_equal(rows(f, f->hall.path, "booking"), 2);
    assert_int_equal(rows(f, f->hall.path, "rota"), 2);
    assert_int_equal(rows(f, f->hall.path, "day"), 3);
    assert_int_equal(rows(f, f->hall.path, "request"), 1);
    assert_int_equal(rows(f, f->hall.path, "text WHERE body IS NOT NULL"), 2);
}

static void what_is_left_is_gone_on_with(void **state)
{
    struct fixture *f = *state;
    retain(f, DAY_ONE + 3, 0, 1000);
    hall_restart(&f->hall);
    hall_issue(&f->hall, 1);
    hall_close_day(&f->hall);
    retain(f, DAY_ONE + 4, 0, 1000);
    assert_int_equal(rows(f, f->hall.path, "event"), 1);
    hall_restart(&f->hall);
    assert_int_equal(store_head(f->hall.store).seq, store_seal(f->hall.store)->last_seq);
    hall_morning(&f->hall, DAY_ONE + 4);
    assert_whole(f, f->hall.path);
}

static void the_open_day_stays_whatever_is_asked(void **state)
{
    struct fixture *f = *state;
    int64_t open = rows(f, f->hall.path, "event WHERE seq > (SELECT max(last_seq) FROM day)");
    assert_true(open > 10);
    retain(f, DAY_ONE + 1000, 0, 1000);
    assert_int_equal(rows(f, f->hall.path, "event"), open);
}

static void what_is_not_rolled_up_stays(void **state)
{
    struct fixture *f = *state;
    const struct store_retention retention = {.from_day = DAY_ONE + 2, .limit = 10000, .rolled = true};
    int64_t before = rows(f, f->hall.path, "event"), prints = rows(f, f->hall.path, "print");
    bool more;
    assert_int_equal(store_retain(f->hall.store, &retention, &more), 0);
    assert_int_equal(rows(f, f->hall.path, "event"), before);
    assert_int_equal(rows(f, f->hall.path, "print"), prints);
    hall_roll(&f->hall);
    int64_t rolled = rows(f, f->hall.path, "rollup_day");
    assert_int_equal(store_retain(f->hall.store, &retention, &more), 0);
    assert_true(rows(f, f->hall.path, "event") < before);
    assert_int_equal(rows(f, f->hall.path, "rollup_day"), rolled);
    assert_whole(f, f->hall.path);
}

static void a_copy_loses_them_too(void **state)
{
    struct fixture *f = *state;
    struct store_copied copied;
    char error[STORE_ERROR_SIZE];
    assert_int_equal(store_copy(f->hall.path, f->copy, &copied, error), 0);
    retain(f, DAY_ONE + 2, 0, 20);
    hall_issue(&f->hall, 1);
    hall_commit(&f->hall);
    assert_int_equal(store_copy(f->hall.path, f->copy, &copied, error), 0);
    assert_int_equal(rows(f, f->copy, "event"), rows(f, f->hall.path, "event"));
    assert_int_equal(rows(f, f->copy, "print"), 2);
    assert_int_equal(rows(f, f->copy, "roll"), 2);
    assert_int_equal(rows(f, f->copy, "kiosk_use"), 2);
    assert_whole(f, f->copy);
    unlink(f->copy);
    assert_int_equal(store_copy(f->hall.path, f->copy, &copied, error), 0);
    assert_whole(f, f->copy);
}

static void a_copy_that_lags_behind_is_told_so(void **state)
{
    struct fixture *f = *state;
    struct store_copied copied;
    char error[STORE_ERROR_SIZE];
    assert_int_equal(store_copy(f->hall.path, f->copy, &copied, error), 0);
    hall_close_day(&f->hall);
    hall_day(&f->hall, DAY_ONE + 4);
    retain(f, DAY_ONE + 5, 0, 1000);
    assert_true(store_copy(f->hall.path, f->copy, &copied, error) < 0);
    assert_non_null(strstr(error, "make a new copy"));
}

static void rows_that_are_kept_cannot_be_deleted(void **state)
{
    struct fixture *f = *state;
    static const char *const kept[] = {"event", "step", "text", "print", "roll", "booking", "rota"};
    retain(f, DAY_ONE + 2, 0, 1000);
    for (size_t i = 0; i < ARRAY_SIZE(kept); i++) {
        _cleanup_free_ char *sql = mem_printf("DELETE FROM %s", kept[i]);
        assert_true(database_run(store_database(f->hall.store), sql) < 0);
    }
}

/* Rows of days to come stand among those of days gone by; each goes with its own day. */
static void a_day_goes_though_later_ones_stand_before_it(void **state)
{
    struct fixture *f = *state;
    add_rows(&f->hall, DAY_ONE + 300);
    add_rows(&f->hall, DAY_ONE + 1);
    add_rows(&f->hall, DAY_ONE + 4);
    hall_commit(&f->hall);
    retain(f, DAY_ONE + 2, 0, 3);
    assert_int_equal(rows(f, f->hall.path, "booking WHERE day < (SELECT value FROM meta WHERE key = 'kept_day')"), 0);
    assert_int_equal(rows(f, f->hall.path, "booking"), 4);
    assert_int_equal(rows(f, f->hall.path, "rota"), 4);
    assert_int_equal(rows(f, f->hall.path, "of_day"), 8);
}

/* A number given twice would be missed by a copy. */
static void numbers_go_on(void **state)
{
    struct fixture *f = *state;
    int64_t requests = hall_sql(f->hall.path, "SELECT max(number) FROM request");
    int64_t prints = hall_sql(f->hall.path, "SELECT max(number) FROM print");
    int64_t texts = hall_sql(f->hall.path, "SELECT max(id) FROM text");
    hall_close_day(&f->hall);
    retain(f, DAY_ONE + 1000, f->hall.world.now_ms + 1, 1000);
    assert_int_equal(rows(f, f->hall.path, "text WHERE body IS NOT NULL"), 0);
    hall_restart(&f->hall);
    assert_int_equal(store_add_text(f->hall.store, "x", 1), texts + 1);
    add_request(&f->hall, "later");
    add_rows(&f->hall, DAY_ONE + 5);
    hall_commit(&f->hall);
    assert_int_equal(hall_sql(f->hall.path, "SELECT max(number) FROM request"), requests + 1);
    assert_int_equal(hall_sql(f->hall.path, "SELECT max(number) FROM print"), prints + 1);
}

static int known_as(struct fixture *f, const char *id, const char *parameters)
{
    struct store_request request = {.user = 1, .method = 1, .id = id, .parameters = parameters, .parameters_size = 1};
    struct buffer answer = {0};
    int known = store_find_request(f->hall.store, &request, &answer);
    buffer_done(&answer);
    return known;
}

/* A daemon that runs for weeks goes on as one that was started anew. */
static void an_id_is_free_again_when_its_answer_went(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(known_as(f, "wish-0", "x"), REQUEST_REPEATED);
    assert_int_equal(known_as(f, "wish-0", "y"), REQUEST_REUSED);
    retain(f, DAY_ONE + 2, f->hall.world.now_ms, 7);
    for (int restarts = 0; restarts < 2; restarts++) {
        assert_int_equal(known_as(f, "wish-0", "x"), REQUEST_NEW);
        assert_int_equal(known_as(f, "wish-0", "y"), REQUEST_NEW);
        assert_int_equal(known_as(f, "wish-3", "x"), REQUEST_REPEATED);
        hall_restart(&f->hall);
    }
    add_request(&f->hall, "wish-0");
    hall_commit(&f->hall);
    assert_int_equal(known_as(f, "wish-0", "x"), REQUEST_REPEATED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test_setup_teardown(old_days_go_in_slices, set_up, tear_down),
            cmocka_unit_test_setup_teardown(what_is_left_is_gone_on_with, set_up, tear_down),
            cmocka_unit_test_setup_teardown(the_open_day_stays_whatever_is_asked, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_copy_loses_them_too, set_up, tear_down),
            cmocka_unit_test_setup_teardown(what_is_not_rolled_up_stays, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_copy_that_lags_behind_is_told_so, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_day_goes_though_later_ones_stand_before_it, set_up, tear_down),
            cmocka_unit_test_setup_teardown(numbers_go_on, set_up, tear_down),
            cmocka_unit_test_setup_teardown(an_id_is_free_again_when_its_answer_went, set_up, tear_down),
            cmocka_unit_test_setup_teardown(rows_that_are_kept_cannot_be_deleted, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("store_retain", tests, NULL, NULL);
}
