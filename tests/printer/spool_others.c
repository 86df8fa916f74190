/* SPDX-License-Identifier: MIT
 *
 * printer/spool: clocks that are not the daemon's, and others who are not as they should be.
 */
#include "tests/printer/spool_help.h"

/* Of a machine whose clock is not the daemon's, or was set. */
static void times_are_those_of_the_daemon(void **state)
{
    struct help *f = *state;
    static const int64_t aheads_ms[] = {-3600000, 3600000};
    for (size_t i = 0; i < ARRAY_SIZE(aheads_ms); i++) {
        f->ahead_ms = aheads_ms[i];
        f->count = 0;
        struct printer_order *order = help_order(f, 7 + (int64_t)i * 2);
        order->at += f->ahead_ms;
        order->until.value += f->ahead_ms;
        go_sent(f, order->order);
        go_look(f, order->order);
        looked(f, JOB_PRINTED);
        expect_report(f, order->order, S(PRINTED), 1);
        reported(f, SPOOL_DONE);
        order = help_order(f, order->order + 1);
        order->at += f->ahead_ms;
        order->until.value = f->now_ms + f->ahead_ms;
        help_tell(f);
        expect_end(f);
    }
}

static void what_another_machine_adopts_is_as_old_as_the_daemon_says(void **state)
{
    struct help *f = *state;
    f->ahead_ms = 3600000;
    help_order(f, 7)->until.value += f->ahead_ms;
    help_made(f, S(TAKEN))->at += f->ahead_ms;
    f->now_ms += 2000;
    help_tell(f);
    expect(f, SPOOL_LOOK, 7);
    assert_int_equal(f->task.taken_ms, NOW_MS);
}

/* Nobody says that it is late; paper that comes hours later is for nobody. */
static void a_daemon_that_is_away_keeps_no_old_ticket(void **state)
{
    struct help *f = *state;
    help_order(f, 7);
    go_sent(f, 7);
    while (f->now_ms < NOW_MS + TURN_MS) {
        wait_for(f, 1, SPOOL_LOOK_SLOW_MS);
        expect(f, SPOOL_LOOK, 7);
        looked(f, JOB_ACTIVE);
    }
    expect(f, SPOOL_CANCEL, 7);
}

/* A second novbe-printer for the same printer, by mistake: each leaves to the other what the other took. */
static void what_another_process_took_is_left_to_it(void **state)
{
    struct help *f = *state;
    help_tell(f);
    help_order(f, 7);
    help_made(f, S(TAKEN));
    help_tell(f);
    expect_end(f);
    help_made(f, S(SENT));
    help_tell(f);
    expect_end(f);
}

static void what_a_lost_answer_left_is_adopted(void **state)
{
    struct help *f = *state;
    help_order(f, 7);
    help_tell(f);
    expect(f, SPOOL_TAKE, 7);
    taken(f, SPOOL_LOST);
    wait_for(f, 1000, 1000);
    expect(f, SPOOL_TAKE, 7);
    taken(f, SPOOL_REFUSED); /* it is taken: by us */
    help_made(f, S(TAKEN));
    help_tell(f);
    expect(f, SPOOL_LOOK, 7);
}

/* The daemon gives a number again: what is answered is about the order that was asked for. */
static void a_store_that_was_put_back_confuses_nobody(void **state)
{
    struct help *f = *state;
    help_order(f, 7);
    go_sent(f, 7);
    go_look(f, 7); /* and its answer takes its time */
    f->count = 0;
    help_order(f, 7);
    help_tell(f);
    expect(f, SPOOL_TAKE, 7);
    taken(f, SPOOL_DONE);
    expect(f, SPOOL_PRINT, 7);
    looked(f, JOB_PRINTED); /* the other one */
    expect_report(f, 7, S(PRINTED), 1);
    handed(f, JOB_ACCEPTED);
    expect_report(f, 7, S(SENT), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, help_new, help_free)

int main(void)
{
    const struct CMUnitTest tests[] = {
            TEST(times_are_those_of_the_daemon),
            TEST(what_another_machine_adopts_is_as_old_as_the_daemon_says),
            TEST(a_daemon_that_is_away_keeps_no_old_ticket),
            TEST(what_another_process_took_is_left_to_it),
            TEST(what_a_lost_answer_left_is_adopted),
            TEST(a_store_that_was_put_back_confuses_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
