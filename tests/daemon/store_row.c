/* SPDX-License-Identifier: MIT
 *
 * Rows of facts that are no events: those of the last day, and those that an older schema left.
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

static struct found last_day(const struct hall *hall)
{
    struct found found = {0};
    assert_int_equal(store_read_last_day(store_database(hall->store), TABLE_PRINT, take, &found), 0);
    return found;
}

static void add(struct hall *hall, int64_t day, int64_t paper)
{
    struct store_row row = {.table = TABLE_PRINT, .at_ms = 1};
    row.value[PRINT_DAY] = day;
    row.value[PRINT_PAPER] = paper;
    store_add_row(hall->store, &row);
}

static void test_last_day_of_a_table(attr_unused void **state)
{
    struct hall hall;
    hall_init(&hall);
    assert_int_equal(last_day(&hall).count, 0);
    for (int64_t paper = 1; paper <= 3; paper++)
        add(&hall, 20780, paper);
    hall_commit(&hall);
    assert_int_equal(last_day(&hall).count, 3);
    add(&hall, 20782, 4);
    add(&hall, 20782, 5);
    hall_commit(&hall);
    struct found found = last_day(&hall);
    assert_int_equal(found.count, 2);
    assert_int_equal(found.papers[0], 4);
    assert_int_equal(found.papers[1], 5);
    hall_restart(&hall);
    assert_int_equal(last_day(&hall).count, 2);
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
    struct found found = last_day(&hall);
    assert_int_equal(found.count, 1);
    assert_int_equal(found.papers[0], 0);
    assert_string_equal(found.text, "as it was");
    assert_int_equal(hall_sql(hall.path, "SELECT ticket FROM print"), 42);
    add(&hall, 20780, 7);
    hall_commit(&hall);
    assert_int_equal(last_day(&hall).papers[1], 7);
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
            cmocka_unit_test(test_last_day_of_a_table),
            cmocka_unit_test(test_rows_of_an_older_schema_stay),
            cmocka_unit_test(test_epoch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
