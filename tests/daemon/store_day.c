/* SPDX-License-Identifier: MIT
 *
 * Rows by their day: the same as if all were looked at, also of a store that an older program has made, at every moment
 * while its rows are entered.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/daemon/store_help.h"

enum { ROWS = 500, DAYS = 40, FIRST_DAY = 20000 };

struct found {
    int count;
    int32_t from_day; /* those before it are not counted */
    uint64_t sum;     /* over what tells rows and their order apart */
};

static int take(const struct store_row *row, void *data)
{
    struct found *found = data;
    if (row->value[BOOKING_ROW_DAY] >= found->from_day)
        found->sum = found->sum * 31 + (uint64_t)(row->number * 7 + row->value[BOOKING_ROW_ID] + ++found->count);
    return 0;
}

static const int day_places[STORE_TABLES] = {
        [TABLE_BOOKING] = BOOKING_ROW_DAY, [TABLE_CLOSURE] = CLOSURE_DAY, [TABLE_ROTA] = ROTA_DAY};

/* Days go up and down by half a year's worth of bookings. */
static int64_t day_of(int row)
{
    return FIRST_DAY + row * DAYS / ROWS + row * 7919 % 17;
}

static void add_bookings(struct hall *hall)
{
    for (int i = 0; i < ROWS; i++) {
        struct store_row row = {.table = TABLE_BOOKING, .at_ms = i};
        row.value[BOOKING_ROW_ID] = i / 2;
        row.value[BOOKING_ROW_DAY] = day_of(i);
        store_add_row(hall->store, &row);
    }
    hall_commit(hall);
}

static void assert_same(const struct hall *hall)
{
    struct database *database = store_database(hall->store);
    for (int32_t day = FIRST_DAY - 1; day < FIRST_DAY + DAYS + 20; day += 3) {
        struct found all = {.from_day = day}, some = {0};
        assert_int_equal(store_read_rows(database, TABLE_BOOKING, 1, take, &all), 0);
        assert_int_equal(store_read_days(database, TABLE_BOOKING, day, take, &some), 0);
        assert_int_equal(some.count, all.count);
        assert_int_equal(some.sum, all.sum);
    }
}

static void every_day_finds_its_rows(attr_unused void **state)
{
    struct hall hall;
    hall_init(&hall);
    add_bookings(&hall);
    assert_same(&hall);
    int64_t last = 0;
    assert_int_equal(store_last_row(store_database(hall.store), TABLE_BOOKING, &last), 0);
    assert_int_equal(last, ROWS);
    assert_int_equal(store_last_row(store_database(hall.store), TABLE_ROTA, &last), 0);
    assert_int_equal(last, 0);
    hall_done(&hall);
}

static void each_table_has_its_own(attr_unused void **state)
{
    struct hall hall;
    hall_init(&hall);
    for (enum store_table table = 0; table < STORE_TABLES; table++) {
        struct store_row row = {.table = table};
        row.value[day_places[table]] = FIRST_DAY;
        if (day_places[table] || table == TABLE_CLOSURE || table == TABLE_ROTA)
            store_add_row(hall.store, &row);
    }
    hall_commit(&hall);
    static const enum store_table with_days[] = {TABLE_BOOKING, TABLE_CLOSURE, TABLE_ROTA};
    for (size_t i = 0; i < ARRAY_SIZE(with_days); i++) {
        struct found found = {.from_day = INT32_MIN};
        assert_int_equal(store_read_days(store_database(hall.store), with_days[i], FIRST_DAY, take, &found), 0);
        assert_int_equal(found.count, 1);
        assert_int_equal(store_read_days(store_database(hall.store), with_days[i], FIRST_DAY + 1, take, &found), 0);
        assert_int_equal(found.count, 1);
    }
    hall_done(&hall);
}

static bool slice(struct hall *hall, int64_t limit)
{
    bool more;
    const struct store_retention retention = {.limit = limit};
    assert_int_equal(store_retain(hall->store, &retention, &more), 0);
    return more;
}

static void make_old(struct hall *hall)
{
    hall_init(hall);
    hall_make_old(hall, 5);
    struct buffer sql = {0};
    buffer_printf(&sql, "BEGIN;");
    for (int i = 0; i < ROWS; i++)
        buffer_printf(&sql, "INSERT INTO booking VALUES (%d, 1, %d, 1, %lld, 1, 1, 1, 0, 1, 1, 1, 1, NULL);", i + 1,
                      i / 2, (long long)day_of(i));
    buffer_append(&sql, "COMMIT", sizeof("COMMIT"));
    hall_sql(hall->path, buffer_bytes(&sql));
    buffer_done(&sql);
    hall_restart(hall);
}

/* However many rows there are, the migration enters none of them; slices do, and whoever is killed goes on after. */
static void an_older_store_is_entered_in_slices(attr_unused void **state)
{
    struct hall hall;
    make_old(&hall);
    assert_int_equal(hall_sql(hall.path, "SELECT count(*) FROM of_day"), 0);
    assert_same(&hall);
    add_bookings(&hall);
    assert_same(&hall);
    int slices = 0;
    while (slice(&hall, 30)) {
        assert_int_equal(hall_sql(hall.path, "SELECT count(*) FROM of_day"), ROWS + 30 * ++slices);
        assert_same(&hall);
        if (slices == 5)
            hall_restart(&hall);
    }
    assert_true(slices > 10);
    assert_int_equal(hall_sql(hall.path, "SELECT count(*) FROM of_day"), 2 * ROWS);
    assert_int_equal(hall_sql(hall.path, "SELECT value FROM meta WHERE key = 'booking_of_day_from'"), 1);
    hall_done(&hall);
}

/* And what was entered by then is found. */
static void days_of_an_older_store_are_found_by_what_was_entered(attr_unused void **state)
{
    struct hall hall;
    make_old(&hall);
    while (slice(&hall, 100))
        ;
    hall_sql(hall.path, "DELETE FROM of_day WHERE number = 450");
    struct found all = {.from_day = FIRST_DAY}, some = {0};
    assert_int_equal(store_read_rows(store_database(hall.store), TABLE_BOOKING, 1, take, &all), 0);
    assert_int_equal(store_read_days(store_database(hall.store), TABLE_BOOKING, FIRST_DAY, take, &some), 0);
    assert_int_equal(some.count, all.count - 1);
    hall_done(&hall);
}

int main(void)
{
    ledger_start();
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(every_day_finds_its_rows),
            cmocka_unit_test(each_table_has_its_own),
            cmocka_unit_test(an_older_store_is_entered_in_slices),
            cmocka_unit_test(days_of_an_older_store_are_found_by_what_was_entered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
