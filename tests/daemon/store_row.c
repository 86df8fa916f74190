/* SPDX-License-Identifier: MIT
 *
 * Rows of facts that are no events: where they end, since when they count, and those that an older schema left.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "tests/daemon/store_help.h"

enum { ROOM = 8 };

struct found {
    size_t count;
    int64_t papers[ROOM];
    char text[64]; /* of the last */
};

static int take(const struct store_row *row, void *data)
{
    struct found *found = data;
    assert_true(found->count < ROOM);
    found->papers[found->count++] = row->value[PRINT_PAPER];
    snprintf(found->text, sizeof(found->text), "%s", row->text ? row->text : "");
    return 0;
}

static struct found prints(const struct hall *hall)
{
    struct found found = {0};
    assert_int_equal(store_read_rows(store_database(hall->store), TABLE_PRINT, 1, take, &found), 0);
    return found;
}

static int64_t last_paper(const struct hall *hall)
{
    int64_t paper;
    assert_int_equal(store_last_paper(store_database(hall->store), &paper), 0);
    return paper;
}

static int64_t turn_of_days(const struct hall *hall)
{
    int64_t at_ms;
    assert_int_equal(store_read_turn_of_days(store_database(hall->store), &at_ms), 0);
    return at_ms;
}

static void add(struct hall *hall, int64_t state, int64_t paper)
{
    struct store_row row = {.table = TABLE_PRINT, .at_ms = 1};
    row.value[PRINT_DAY] = 20780;
    row.value[PRINT_STATE] = state;
    row.value[PRINT_PAPER] = paper;
    store_add_row(hall->store, &row);
}

static void test_last_paper(attr_unused void **state)
{
    struct hall hall;
    hall_init(&hall);
    assert_int_equal(last_paper(&hall), 0);
    for (int64_t paper = 1; paper <= 3; paper++)
        add(&hall, 0, paper);
    hall_commit(&hall);
    assert_int_equal(last_paper(&hall), 3);
    add(&hall, 1, 2);
    hall_commit(&hall);
    assert_int_equal(last_paper(&hall), 3);
    hall_sql(hall.path, "DELETE FROM print WHERE number < (SELECT max(number) FROM print)");
    assert_int_equal(last_paper(&hall), 2);
    hall_done(&hall);
}

static void test_turn_of_days(attr_unused void **state)
{
    struct hall hall;
    hall_init(&hall);
    assert_int_equal(turn_of_days(&hall), 0);
    hall_open_day(&hall, DAY_ONE);
    hall_commit(&hall);
    int64_t opened = hall.world.now_ms;
    hall_wait(&hall, HOUR);
    hall_issue(&hall, 1);
    hall_commit(&hall);
    assert_int_equal(turn_of_days(&hall), opened);
    hall_close_day(&hall);
    int64_t closed = hall.world.now_ms;
    assert_true(closed > opened);
    assert_int_equal(turn_of_days(&hall), closed);
    hall_wait(&hall, HOUR);
    hall_must(&hall, .kind = COMMAND_CONFIGURE, .hash = 1);
    hall_commit(&hall);
    assert_int_equal(turn_of_days(&hall), closed);
    hall_sql(hall.path, "DELETE FROM event WHERE seq <= (SELECT max(last_seq) FROM day)");
    assert_int_equal(turn_of_days(&hall), closed + HOUR);
    hall_wait(&hall, HOUR);
    hall_open_day(&hall, DAY_ONE + 1);
    hall_commit(&hall);
    assert_int_equal(turn_of_days(&hall), hall.world.now_ms);
    hall_done(&hall);
}

static int take_promise(const struct store_step *step, void *data)
{
    struct promise *promises = data;
    assert_true(step->ticket < ROOM);
    if (step->step == 0)
        promises[step->ticket] = (struct promise){step->likely_ms, step->promised_ms, step->usual_ms};
    return 0;
}

static void test_what_was_told_stands_in_its_row(attr_unused void **state)
{
    struct hall hall;
    struct promise found[ROOM] = {0};
    hall_init(&hall);
    hall_open_day(&hall, DAY_ONE);
    int64_t issued_ms = hall.world.now_ms;
    hall_issue(&hall, 1);
    hall.silent = true;
    hall_issue(&hall, 1);
    hall_close_day(&hall);
    assert_int_equal(store_read_steps(store_database(hall.store), 1, take_promise, found), 0);
    assert_int_equal(found[1].likely_ms, issued_ms + 10 * MINUTE);
    assert_int_equal(found[1].until_ms, issued_ms + 20 * MINUTE);
    assert_int_equal(found[1].usual_ms, issued_ms + 15 * MINUTE);
    assert_true(!found[2].likely_ms && !found[2].until_ms && !found[2].usual_ms);
    hall_done(&hall);
}

static void test_rows_of_an_older_schema_stay(attr_unused void **state)
{
    struct hall hall;
    hall_init(&hall);
    hall_make_old(&hall, 2);
    hall_sql(hall.path, "INSERT INTO print VALUES (1, 5, 20780, 42, 1, 3, 2, 0, 'as it was')");
    hall_restart(&hall);
    assert_int_equal(hall_sql(hall.path, "SELECT value FROM meta WHERE key = 'schema'"), store_schema());
    struct found found = prints(&hall);
    assert_int_equal(found.count, 1);
    assert_int_equal(found.papers[0], 0);
    assert_string_equal(found.text, "as it was");
    assert_int_equal(hall_sql(hall.path, "SELECT ticket FROM print"), 42);
    add(&hall, 0, 7);
    hall_commit(&hall);
    assert_int_equal(prints(&hall).papers[1], 7);
    hall_done(&hall);
}

static void test_epoch(attr_unused void **state)
{
    struct hall hall;
    int64_t epoch;
    hall_init(&hall);
    assert_int_equal(store_read_epoch(store_database(hall.store), &epoch), 0);
    assert_int_equal(epoch, 0);
    hall.store = store_close(hall.store);
    hall_sql(hall.path, "UPDATE meta SET value = 3 WHERE key = 'epoch'");
    hall_restart(&hall);
    assert_int_equal(store_read_epoch(store_database(hall.store), &epoch), 0);
    assert_int_equal(epoch, 3);
    hall_done(&hall);
}

int main(void)
{
    ledger_start();
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_last_paper),
            cmocka_unit_test(test_turn_of_days),
            cmocka_unit_test(test_what_was_told_stands_in_its_row),
            cmocka_unit_test(test_rows_of_an_older_schema_stay),
            cmocka_unit_test(test_epoch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
