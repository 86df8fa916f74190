/* SPDX-License-Identifier: MIT
 *
 * What a roll-up tells that is no row of the day itself: papers and rolls, and services that were short beside what was
 * usual in the weeks before.
 */
#include "daemon/paper_row.h"
#include "daemon/tally_told.h"
#include "tests/daemon/rollup_help.h"

static void add_paper(struct fixture *f, int64_t number)
{
    struct paper_list *lists = NULL;
    _cleanup_free_ char *text = NULL;
    const struct paper paper = {.number = number,
                                .kind = PAPER_TICKET,
                                .day = DAY_ONE,
                                .ticket = 1,
                                .at_ms = f->hall.world.now_ms,
                                .list = paper_list_of(&lists, "front back")};
    struct store_row row = paper_order_row(&paper, &text);
    store_add_row(f->hall.store, &row);
    row = paper_change_row(&paper, 0, PAPER_TAKEN, PAPER_AS_TOLD, f->hall.world.now_ms);
    row.value[PRINT_PRINTER] = 1;
    store_add_row(f->hall.store, &row);
    row.value[PRINT_STATE] = PAPER_PRINTED;
    row.value[PRINT_PAPERS] = 1;
    store_add_row(f->hall.store, &row);
    store_add_row(f->hall.store,
                  &(struct store_row){
                          .table = TABLE_ROLL,
                          .at_ms = f->hall.world.now_ms,
                          .value = {[ROLL_ROW_DAY] = DAY_ONE, [ROLL_ROW_PRINTER] = 1, [ROLL_ROW_WHAT] = ROLL_RAN_OUT}});
    hall_commit(&f->hall);
    paper_lists_free(lists);
}

/* While the day lasts: what is written after it is of no day. Verify counts the same, and sees where it is another. */
static void test_papers_and_rolls(void **state)
{
    struct fixture *f = *state;
    hall_morning(&f->hall, DAY_ONE);
    add_paper(f, 1);
    hall_wait(&f->hall, MINUTE);
    hall_close_day(&f->hall);
    add_paper(f, 2);
    (void)roll_all(f);
    _cleanup_(tallies_freep) struct tallies *tallies = read_period(f, ROLLUP_DAY, DAY_ONE);
    const struct tally *all = tallies_find(tallies, TALLY_ALL, 0), *printer = tallies_find(tallies, TALLY_PRINTER, 1);
    assert_int_equal(all->count[TALLY_PAPERS_ORDERED], 1);
    assert_int_equal(all->count[TALLY_PAPERS_PRINTED], 1);
    assert_non_null(printer);
    assert_int_equal(printer->count[TALLY_PAPERS_PRINTED], 1);
    assert_non_null(tallies_find(tallies, TALLY_EVENT, told_key(TOLD_ROLL, 1)));
    assert_null(tallies_find(tallies, TALLY_EVENT, told_key(TOLD_ROLL, 2)));
    assert_int_equal(findings_of(f->hall.path), 0);
    static const char *const changes[] = {
            "DELETE FROM print WHERE number = 3",
            "UPDATE print SET text = 'back' WHERE number = 1",
            "UPDATE print SET at_ms = 0",
            "DELETE FROM roll WHERE number = 1",
            "UPDATE roll SET at_ms = (SELECT max(at_ms) FROM event) WHERE number = 1",
    };
    close_store(f);
    for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
        _cleanup_free_ char *keep = mem_printf("cp %s %s.kept", f->hall.path, f->hall.path);
        _cleanup_free_ char *mend = mem_printf("cp %s.kept %s", f->hall.path, f->hall.path);
        assert_int_equal(system(keep), 0);
        hall_sql(f->hall.path, changes[i]);
        if ((findings_of(f->hall.path) > 0) != (i != 1)) /* it is the first that printed it, whoever is second */
            fail_msg("%s", changes[i]);
        assert_int_equal(system(mend), 0);
    }
}

static void serve(struct fixture *f, int32_t service, int64_t service_ms)
{
    hall_issue(&f->hall, service);
    hall_must(&f->hall, .kind = COMMAND_NEXT, .operator_id = 1);
    hall_wait(&f->hall, MINUTE);
    hall_must(&f->hall, .kind = COMMAND_ARRIVE, .operator_id = 1);
    hall_wait(&f->hall, service_ms);
    hall_must(&f->hall, .kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE, .quantity = 1);
}

static int64_t short_services(struct fixture *f, int32_t day, int32_t service)
{
    _cleanup_(tallies_freep) struct tallies *tallies = read_period(f, ROLLUP_DAY, day);
    return tallies_find(tallies, TALLY_SERVICE, service)->count[TALLY_SHORT_SERVICES];
}

/* Short is beside what was usual in four weeks, where there were enough to say so. */
static void test_short_services(void **state)
{
    struct fixture *f = *state;
    const int32_t days[] = {DAY_ONE, DAY_ONE + 20, DAY_ONE + 60};
    for (size_t i = 0; i < ARRAY_SIZE(days); i++) {
        hall_open_day(&f->hall, days[i]);
        for (int k = 0; k < 20 && i == 0; k++)
            serve(f, 1, 5 * MINUTE);
        for (int k = 0; k < 18 && i == 0; k++)
            serve(f, 2, 5 * MINUTE);
        serve(f, 1, MINUTE / 3);
        serve(f, 2, MINUTE / 3);
        hall_close_day(&f->hall);
        (void)roll_all(f);
    }
    assert_int_equal(short_services(f, days[0], 1), 0);
    assert_int_equal(short_services(f, days[1], 1), 1);
    assert_int_equal(short_services(f, days[1], 2), 0); /* nineteen are too few */
    assert_int_equal(short_services(f, days[2], 1), 0);
    assert_int_equal(short_services(f, days[2], 2), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test_setup_teardown(test_papers_and_rolls, set_up, tear_down),
            cmocka_unit_test_setup_teardown(test_short_services, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
