/* SPDX-License-Identifier: MIT
 *
 * Anonymising: of old days nobody is known by name any more, in slices of any size, with an end at any moment between;
 * all figures stay, all that is left proves itself at every moment, and copies forget the same.
 */
#include <errno.h>

#include "common/clock.h"
#include "daemon/rollup_private.h"
#include "daemon/store_copy.h"
#include "daemon/store_page.h"
#include "daemon/store_private.h"
#include "daemon/store_verify.h"
#include "tests/daemon/engine/random.h"
#include "tests/daemon/store_help.h"

/* The last day of a month, the next month, and some of one more. */
enum { DAYS = 8, STAYS = 1, LEFT = 2, OLD = 3 };

struct fixture {
    struct hall hall;
    char copy[64], first_key[LEDGER_HEX_SIZE];
    int32_t day[DAYS + 1];
    struct verify_result verified;
};

static bool is_known(attr_unused void *data, int32_t id)
{
    return id == STAYS;
}

static struct database *open_reader(const char *path)
{
    struct database *database;
    char error[128];
    assert_int_equal(database_open(path, DATABASE_READER, &database, error, sizeof(error)), 0);
    return database;
}

static void roll_all(const struct fixture *f)
{
    const struct rollup_known known = {.rulebook = &f->hall.world.rulebook};
    _cleanup_(database_closep) struct database *database = open_reader(f->hall.path);
    for (;;) {
        _cleanup_(rollup_step_freep) struct rollup_step *step = NULL;
        assert_int_equal(rollup_step_make(database, &known, &step), 0);
        if (!step)
            return;
        assert_int_equal(store_add_rollup(f->hall.store, step), 0);
    }
}

static void add_booking(struct hall *hall, int32_t day)
{
    const struct store_row row = {.table = TABLE_BOOKING,
                                  .at_ms = hall->world.now_ms,
                                  .value = {[BOOKING_ROW_DAY] = day, [BOOKING_ROW_ID] = day},
                                  .text = "elsewhere"};
    store_add_row(hall->store, &row);
}

/* Two of three operators work every day, the third on none; the last day is open. */
static int set_up(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    hall_init(&f->hall);
    assert_int_equal(clock_set_zone("Asia/Baku"), 0);
    snprintf(f->copy, sizeof(f->copy), "%s/copy", f->hall.folder);
    strcpy(f->first_key, f->hall.news.first_key);
    for (int id = 1; id <= OLD; id++) {
        _cleanup_free_ char *key = mem_printf("1%02d", id);
        assert_int_equal(store_intern(f->hall.store, NAME_OPERATOR, key), id);
    }
    for (int i = 0; i <= DAYS; i++) {
        f->day[i] = DAY_ONE + 7 * i;
        add_booking(&f->hall, f->day[i]);
        hall_morning(&f->hall, f->day[i]);
        if (i < DAYS)
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

static void assert_whole(struct fixture *f, const char *path)
{
    struct verify_options options = {.path = path, .found = print_finding, .has_key = true, .key_chain = 1};
    char error[STORE_ERROR_SIZE];
    assert_int_equal(ledger_from_hex(f->first_key, options.first_key.bytes), 0);
    assert_int_equal(store_verify(&options, &f->verified, error), 0);
    assert_int_equal(f->verified.findings, 0);
    assert_true(f->verified.replayed);
}

static bool forget_slice(struct fixture *f, int32_t from_day, int64_t limit)
{
    const struct store_retention retention = {
            .names_from_day = from_day, .limit = limit, .operator_is_known = is_known};
    bool more;
    assert_int_equal(store_retain(f->hall.store, &retention, &more), 0);
    return more;
}

static void forget_all(struct fixture *f, int32_t from_day)
{
    bool more = true;
    while (more)
        more = forget_slice(f, from_day, 1000) && !store_waits_for_rollups(f->hall.store);
}

static int64_t count(const char *path, const char *what)
{
    _cleanup_free_ char *sql = mem_printf("SELECT count(*) FROM %s", what);
    return hall_sql(path, sql);
}

/* --- what is rolled --- */

static int take_row(const struct rollup_row *row, void *data)
{
    return rollup_add_row(row, tallies_of(data, row->by, row->key), TALLY_WHOLE);
}

static struct tallies *read_all(const char *path, enum rollup_level level, enum tally_by by, int32_t from,
                                int32_t until)
{
    _cleanup_(database_closep) struct database *database = open_reader(path);
    struct tallies *tallies = tallies_new(false);
    assert_int_equal(rollup_read(database, level, by, from, until, take_row, tallies), 0);
    return tallies;
}

static int add_up(attr_unused enum tally_by by, int64_t key, struct tally *tally, void *data)
{
    int64_t *sums = data;
    sums[0] += tally->count[TALLY_STEP_SERVED];
    sums[1] += tally->spread[SPREAD_SERVICE].sum_ms;
    sums[2] += tally->spread[SPREAD_WAITING].count;
    sums[3] |= key ? 2 : 1;
    return 0;
}

static void sum_operators(const char *path, enum rollup_level level, int32_t from, int32_t until, int64_t sums[4])
{
    _cleanup_(tallies_freep) struct tallies *tallies = read_all(path, level, TALLY_OPERATOR, from, until);
    memset(sums, 0, 4 * sizeof(sums[0]));
    (void)tallies_each(tallies, add_up, sums);
}

enum { NAMELESS = 1, NAMED = 2 };

static void texts_bookings_and_figures_by_operator_go(void **state)
{
    struct fixture *f = *state;
    int64_t before[4], after[4];
    roll_all(f);
    sum_operators(f->hall.path, ROLLUP_DAY, 0, f->day[DAYS], before);
    assert_int_equal(before[3], NAMED);
    int64_t texts = count(f->hall.path, "text WHERE body IS NOT NULL");
    forget_all(f, f->day[3]);
    assert_whole(f, f->hall.path);
    assert_int_equal(count(f->hall.path, "text"), DAYS + 1);
    assert_int_equal(count(f->hall.path, "text WHERE body IS NOT NULL"), texts - 3);
    assert_int_equal(count(f->hall.path, "booking WHERE text IS NULL"), 3);
    assert_int_equal(f->verified.texts_forgotten, count(f->hall.path, "text WHERE body IS NULL"));
    sum_operators(f->hall.path, ROLLUP_DAY, 0, f->day[2], after);
    assert_int_equal(after[3], NAMELESS);
    sum_operators(f->hall.path, ROLLUP_DAY, f->day[3], f->day[DAYS], after);
    assert_int_equal(after[3], NAMED);
    sum_operators(f->hall.path, ROLLUP_DAY, 0, f->day[DAYS], after);
    assert_memory_equal(before, after, 3 * sizeof(before[0]));
}

static int32_t month_after(int32_t day)
{
    return rollup_first_day(ROLLUP_MONTH, rollup_first_day(ROLLUP_MONTH, day) + 31);
}

static void months_go_when_all_of_them_is_old_enough(void **state)
{
    struct fixture *f = *state;
    int64_t before[4], after[4];
    int32_t first = rollup_first_day(ROLLUP_MONTH, f->day[0]), second = month_after(f->day[0]);
    roll_all(f);
    sum_operators(f->hall.path, ROLLUP_MONTH, first, first, before);
    forget_all(f, second - 1);
    sum_operators(f->hall.path, ROLLUP_MONTH, first, first, after);
    assert_int_equal(after[3], NAMED);
    forget_all(f, second);
    sum_operators(f->hall.path, ROLLUP_MONTH, first, first, after);
    assert_int_equal(after[3], NAMELESS);
    assert_memory_equal(before, after, 3 * sizeof(before[0]));
    sum_operators(f->hall.path, ROLLUP_MONTH, second, second, after);
    assert_int_equal(after[3], NAMED);
    sum_operators(f->hall.path, ROLLUP_YEAR, 0, f->day[DAYS], after);
    assert_int_equal(after[3], NAMED);
}

static void what_is_rolled_later_is_as_if_it_had_been_before(void **state)
{
    struct fixture *f = *state;
    int64_t sums[4];
    forget_all(f, month_after(f->day[0]));
    roll_all(f);
    sum_operators(f->hall.path, ROLLUP_MONTH, 0, f->day[0], sums);
    assert_int_equal(sums[3], NAMELESS);
    sum_operators(f->hall.path, ROLLUP_DAY, 0, f->day[0], sums);
    assert_int_equal(sums[3], NAMELESS);
    assert_true(sums[0] > 0);
    sum_operators(f->hall.path, ROLLUP_DAY, f->day[DAYS - 1], f->day[DAYS], sums);
    assert_int_equal(sums[3], NAMED);
}

static void a_step_made_before_is_not_written_over_it(void **state)
{
    struct fixture *f = *state;
    const struct rollup_known known = {.rulebook = &f->hall.world.rulebook};
    int64_t sums[4];
    roll_all(f);
    hall_close_day(&f->hall);
    _cleanup_(database_closep) struct database *database = open_reader(f->hall.path);
    _cleanup_(rollup_step_freep) struct rollup_step *step = NULL;
    assert_int_equal(rollup_step_make(database, &known, &step), 0);
    forget_all(f, month_after(f->day[DAYS]));
    assert_int_equal(store_add_rollup(f->hall.store, step), -ESTALE);
    roll_all(f);
    sum_operators(f->hall.path, ROLLUP_MONTH, 0, f->day[DAYS], sums);
    assert_int_equal(sums[3], NAMELESS);
}

/* --- names --- */

static void names_of_those_who_left_are_forgotten(void **state)
{
    struct fixture *f = *state;
    const char *kept = store_name(f->hall.store, NAME_OPERATOR, OLD);
    roll_all(f);
    forget_all(f, f->day[3]);
    assert_string_equal(store_name(f->hall.store, NAME_OPERATOR, STAYS), "101");
    assert_string_equal(store_name(f->hall.store, NAME_OPERATOR, LEFT), "102"); /* younger days know him */
    assert_string_equal(store_name(f->hall.store, NAME_OPERATOR, OLD), "#3");
    assert_string_equal(kept, "103"); /* for whoever still looks at it */
    assert_int_equal(store_find_name(f->hall.store, NAME_OPERATOR, "103"), 0);
    assert_int_equal(store_find_name(f->hall.store, NAME_OPERATOR, "#3"), OLD);
    assert_whole(f, f->hall.path);
    assert_int_equal(f->verified.names_forgotten, 1);
    assert_int_equal(store_intern(f->hall.store, NAME_OPERATOR, "103"), OLD + 1); /* a number is never given again */
    hall_issue(&f->hall, 1);
    hall_commit(&f->hall);
    hall_restart(&f->hall);
    assert_string_equal(store_name(f->hall.store, NAME_OPERATOR, OLD), "#3");
    assert_whole(f, f->hall.path);
}

static void nobody_is_forgotten_whom_a_younger_day_knows(void **state)
{
    struct fixture *f = *state;
    forget_all(f, f->day[3]); /* nothing is rolled: nothing is known of younger days */
    assert_string_equal(store_name(f->hall.store, NAME_OPERATOR, OLD), "103");
    roll_all(f);
    hall_close_day(&f->hall);
    roll_all(f);
    forget_all(f, f->day[DAYS]);
    assert_string_equal(store_name(f->hall.store, NAME_OPERATOR, LEFT), "102");
    forget_all(f, f->day[DAYS] + 1);
    assert_string_equal(store_name(f->hall.store, NAME_OPERATOR, LEFT), "#2");
    assert_whole(f, f->hall.path);
}

static void a_name_cannot_become_another_otherwise(void **state)
{
    struct fixture *f = *state;
    struct database *database = store_database(f->hall.store);
    forget_all(f, f->day[3]);
    assert_true(database_run(database, "UPDATE name SET key = 'other' WHERE kind = 10 AND id = 3") < 0);
    assert_true(database_run(database, "UPDATE name SET key = '#1' WHERE kind = 10 AND id = 3") < 0);
    assert_true(database_run(database, "UPDATE name SET key = '#' || id WHERE kind = 1") < 0 ||
                count(f->hall.path, "name WHERE kind = 1") == 0);
    assert_true(database_run(database, "UPDATE rollup_day SET bytes = x'' WHERE tally_by = 1") < 0 ||
                count(f->hall.path, "rollup_day") == 0);
    assert_true(database_run(database, "UPDATE booking SET text = 'x' WHERE text IS NULL") < 0);
    assert_true(database_run(database, "UPDATE booking SET text = NULL WHERE text IS NOT NULL") < 0);
}

/* --- slices, ends, copies --- */

static void it_goes_on_after_any_end(void **state)
{
    struct fixture *f = *state;
    struct buffer one = {0}, other = {0};
    roll_all(f);
    int slices = 0;
    for (bool more = true; more; slices++) {
        more = forget_slice(f, f->day[6], 1 + below(300));
        assert_whole(f, f->hall.path);
        if (below(3) == 0)
            hall_restart(&f->hall);
    }
    assert_true(slices > 5);
    hall_dump(f->hall.path, &one);
    forget_all(f, f->day[6]);
    hall_dump(f->hall.path, &other);
    assert_int_equal(one.length, other.length);
    assert_memory_equal(buffer_bytes(&one), buffer_bytes(&other), one.length);
    buffer_done(&one);
    buffer_done(&other);
}

static void assert_forgot(struct fixture *f, const char *path)
{
    int64_t sums[4];
    assert_int_equal(count(path, "text WHERE body IS NOT NULL"), count(f->hall.path, "text WHERE body IS NOT NULL"));
    assert_int_equal(count(path, "booking WHERE text IS NULL"), 3);
    assert_int_equal(count(path, "name WHERE kind = 10 AND key = '#3'"), 1);
    sum_operators(path, ROLLUP_DAY, 0, f->day[2], sums);
    assert_int_equal(sums[3], NAMELESS);
    assert_whole(f, path);
}

static void a_backup_forgets_when_it_is_brought_up(void **state)
{
    struct fixture *f = *state;
    struct store_copied copied;
    char error[STORE_ERROR_SIZE];
    roll_all(f);
    assert_int_equal(store_copy(f->hall.path, f->copy, &copied, error), 0);
    forget_all(f, f->day[3]);
    assert_int_equal(store_copy(f->hall.path, f->copy, &copied, error), 0);
    assert_forgot(f, f->copy);
    unlink(f->copy);
    assert_int_equal(store_copy(f->hall.path, f->copy, &copied, error), 0);
    assert_forgot(f, f->copy);
}

/* All pages of a round, as they come over the wire. */
static void go_round(struct fixture *f, struct store_follower *follower)
{
    struct store_page_question question = {.centre = CENTRE,
                                           .schema = store_schema(),
                                           .head = store_follower_head(follower),
                                           .have = *store_follower_place(follower),
                                           .bytes = SIZE_MAX};
    _cleanup_(database_closep) struct database *database = open_reader(f->hall.path);
    struct store_page page;
    assert_int_equal(store_read_page(database, &question, &page), 0);
    assert_int_equal(page.refused, PAGE_FINE);
    if (store_follower_take(follower, &page.rows, page.is_last, f->hall.error) < 0)
        fail_msg("%s", f->hall.error);
    assert_true(page.is_last);
    buffer_done(&page.rows);
}

static void a_follower_forgets_with_the_next_day(void **state)
{
    struct fixture *f = *state;
    struct store_follower *follower;
    roll_all(f);
    assert_int_equal(store_follower_open(f->copy, CENTRE, &follower, f->hall.error), 0);
    go_round(f, follower);
    forget_all(f, f->day[3]);
    hall_close_day(&f->hall);
    roll_all(f);
    go_round(f, follower);
    store_follower_close(follower);
    assert_forgot(f, f->copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test_setup_teardown(texts_bookings_and_figures_by_operator_go, set_up, tear_down),
            cmocka_unit_test_setup_teardown(months_go_when_all_of_them_is_old_enough, set_up, tear_down),
            cmocka_unit_test_setup_teardown(what_is_rolled_later_is_as_if_it_had_been_before, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_step_made_before_is_not_written_over_it, set_up, tear_down),
            cmocka_unit_test_setup_teardown(names_of_those_who_left_are_forgotten, set_up, tear_down),
            cmocka_unit_test_setup_teardown(nobody_is_forgotten_whom_a_younger_day_knows, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_name_cannot_become_another_otherwise, set_up, tear_down),
            cmocka_unit_test_setup_teardown(it_goes_on_after_any_end, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_backup_forgets_when_it_is_brought_up, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_follower_forgets_with_the_next_day, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
