/* SPDX-License-Identifier: MIT
 *
 * printer/spool: the rules one by one.
 */
#include "tests/printer/spool_help.h"

/* --- taking --- */

static void a_good_one_is_printed(void **state)
{
    struct help *f = *state;
    help_order(f, 7);
    go_print(f, 7);
    assert_string_equal(f->task.key, "novbe/baku-1/7/1795946719852/entrance-1");
    assert_false(f->task.again);
    assert_int_equal(f->task.taken_ms, f->now_ms);
    expect_nothing(f);
    handed(f, JOB_ACCEPTED);
    expect_report(f, 7, S(SENT), 0);
    reported(f, SPOOL_DONE);
    go_look(f, 7);
    assert_int_equal(f->task.taken_ms, NOW_MS);
    looked(f, JOB_ACTIVE);
    go_look(f, 7);
    looked(f, JOB_PRINTED);
    expect_report(f, 7, S(PRINTED), 1);
    assert_int_equal(f->task.length_mm, 166);
    reported(f, SPOOL_DONE);
    expect_end(f);
}

static void who_cannot_print_takes_nothing(void **state)
{
    struct help *f = *state;
    help_order(f, 7);
    spool_printer(f->spool, ONE, false, f->now_ms);
    help_tell(f);
    expect_end(f);
    spool_printer(f->spool, ONE, true, f->now_ms);
    assert_true(spool_deadline(f->spool) <= f->now_ms);
    expect(f, SPOOL_TAKE, 7);
}

static void what_is_not_ours_to_take_is_left(void **state)
{
    struct help *f = *state;
    help_order(f, 1)->turn = NULL;
    help_order(f, 2)->turn = "elsewhere";
    help_order(f, 3)->wanted = false;
    help_order(f, 4)->until.value = f->now_ms;
    help_order(f, 5);
    help_made(f, S(FAILED));
    help_tell(f);
    expect_end(f);
}

static void so_many_are_open_at_once(void **state)
{
    struct help *f = *state;
    for (int i = 0; i < SPOOL_JOBS + 2; i++)
        help_order(f, 100 - i); /* the oldest is told last */
    help_order(f, 200)->turn = TWO;
    help_tell(f);
    for (int i = 0; i < SPOOL_JOBS; i++)
        expect(f, SPOOL_TAKE, 100 - SPOOL_JOBS - 1 + i);
    expect_at(f, SPOOL_TAKE, 200, TWO);
    expect_end(f);
    spool_taken(f->spool, 85, ONE, SPOOL_DONE, false, f->now_ms);
    expect(f, SPOOL_PRINT, 85);
    expect_nothing(f);
    handed(f, JOB_REFUSED);
    expect(f, SPOOL_TAKE, 99);
    expect_report(f, 85, S(FAILED), 0);
    spool_taken(f->spool, 86, ONE, SPOOL_REFUSED, false, f->now_ms);
    expect(f, SPOOL_TAKE, 100);
    expect_end(f);
}

static void the_copy_says_so(void **state)
{
    struct help *f = *state;
    help_order(f, 7);
    help_tell(f);
    expect(f, SPOOL_TAKE, 7);
    spool_taken(f->spool, 7, ONE, SPOOL_DONE, true, f->now_ms);
    expect(f, SPOOL_PRINT, 7);
    assert_true(f->task.again);
}

static void a_refused_order_is_left(void **state)
{
    struct help *f = *state;
    help_order(f, 7);
    help_tell(f);
    expect(f, SPOOL_TAKE, 7);
    taken(f, SPOOL_REFUSED);
    expect_end(f);
    help_tell(f);
    expect(f, SPOOL_TAKE, 7);
}

static void a_lost_taking_is_asked_again(void **state)
{
    struct help *f = *state;
    help_order(f, 7);
    help_tell(f);
    expect(f, SPOOL_TAKE, 7);
    taken(f, SPOOL_LOST);
    wait_for(f, 1000, 1000);
    expect(f, SPOOL_TAKE, 7);
    taken(f, SPOOL_LOST);
    help_tell(f);
    expect(f, SPOOL_TAKE, 7);
    taken(f, SPOOL_LOST);
    help_made(f, S(TAKEN));
    f->orders[0].again = true;
    help_tell(f);
    expect(f, SPOOL_PRINT, 7);
    assert_true(f->task.again);
}

static void a_lost_taking_is_left_to_who_has_the_turn(void **state)
{
    struct help *f = *state;
    struct printer_order *order = help_order(f, 7);
    help_tell(f);
    expect(f, SPOOL_TAKE, 7);
    taken(f, SPOOL_LOST);
    order->turn = NULL;
    help_tell(f);
    expect_end(f);
}

/* Take was answered before a list of before it came. */
static void an_old_list_takes_nothing_away(void **state)
{
    struct help *f = *state;
    help_order(f, 7);
    help_tell(f);
    expect(f, SPOOL_TAKE, 7);
    taken(f, SPOOL_DONE);
    help_tell(f);
    expect(f, SPOOL_PRINT, 7);
    help_tell(f);
    expect_nothing(f);
    handed(f, JOB_REFUSED);
    expect_report(f, 7, S(FAILED), 0);
    reported(f, SPOOL_DONE);
    help_made(f, S(TAKEN));
    help_tell(f);
    expect_end(f);
}

static void what_is_over_before_it_is_printed_is_not_printed(void **state)
{
    struct help *f = *state;
    struct printer_order *order = help_order(f, 7);
    help_tell(f);
    expect(f, SPOOL_TAKE, 7);
    taken(f, SPOOL_DONE);
    order->wanted = false;
    help_made(f, S(TAKEN));
    help_tell(f);
    expect_report(f, 7, S(GIVEN_UP), 0);
    reported(f, SPOOL_DONE);
    expect_end(f);

    order->wanted = true;
    order->order = 8;
    order->tries.count = 0;
    help_tell(f);
    expect(f, SPOOL_TAKE, 8);
    f->now_ms += TURN_MS;
    taken(f, SPOOL_DONE);
    expect_report(f, 8, S(FAILED), 0);
}

/* --- handing --- */

static void a_refused_job_has_failed(void **state)
{
    struct help *f = *state;
    help_order(f, 7);
    go_print(f, 7);
    handed(f, JOB_REFUSED);
    expect_report(f, 7, S(FAILED), 0);
    assert_string_equal(f->task.detail, "said CUPS");
    reported(f, SPOOL_DONE);
    expect_end(f);
}

static void go_none(struct help *f, int64_t order)
{
    expect(f, SPOOL_LOOK, order);
    looked(f, JOB_NONE);
    wait_for(f, 1000, 1000);
    expect(f, SPOOL_LOOK, order);
    looked(f, JOB_NONE);
}

static void what_nobody_has_is_printed_once_more(void **state)
{
    struct help *f = *state;
    help_order(f, 7);
    go_print(f, 7);
    handed(f, JOB_UNSURE);
    wait_for(f, 1000, 1000);
    go_none(f, 7);
    expect(f, SPOOL_PRINT, 7);
    assert_int_equal(f->task.taken_ms, f->now_ms);
    handed(f, JOB_UNSURE);
    wait_for(f, 1000, 1000);
    go_none(f, 7);
    expect_report(f, 7, S(FAILED), 0);
}

static void what_was_on_its_way_is_not_printed_again(void **state)
{
    struct help *f = *state;
    help_order(f, 7);
    go_print(f, 7);
    handed(f, JOB_UNSURE);
    wait_for(f, 1000, 1000);
    expect(f, SPOOL_LOOK, 7);
    looked(f, JOB_NONE);
    wait_for(f, 1000, 1000);
    expect(f, SPOOL_LOOK, 7);
    looked(f, JOB_ACTIVE);
    expect_report(f, 7, S(SENT), 0);
    reported(f, SPOOL_DONE);
    go_look(f, 7);
    looked(f, JOB_NONE); /* accepted, and nowhere */
    expect_report(f, 7, S(UNKNOWN), 0);
}

static void nobody_has_it_and_its_time_is_over(void **state)
{
    struct help *f = *state;
    struct printer_order *order = help_order(f, 7);
    go_print(f, 7);
    handed(f, JOB_UNSURE);
    wait_for(f, 1000, 1000);
    order->until.value = f->now_ms + 500;
    help_made(f, S(TAKEN));
    help_tell(f);
    go_none(f, 7);
    expect_report(f, 7, S(FAILED), 0);
}

/* --- looking --- */

static void each_answer_of_a_look(void **state)
{
    static const struct {
        enum job_state state;
        bool wanted;
        int told;
    } rows[] = {
            {JOB_PRINTED, true, S(PRINTED)},       {JOB_PRINTED, false, S(PRINTED)}, {JOB_NOT_PRINTED, true, S(FAILED)},
            {JOB_NOT_PRINTED, false, S(GIVEN_UP)}, {JOB_UNCLEAR, true, S(UNKNOWN)},  {JOB_UNCLEAR, false, S(UNKNOWN)},
            {JOB_NONE, true, S(UNKNOWN)},
    };
    struct help *f = *state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        f->count = 0;
        struct printer_order *order = help_order(f, 10 + (int64_t)i);
        go_sent(f, order->order);
        order->wanted = rows[i].wanted;
        help_made(f, S(SENT));
        help_tell(f);
        go_look(f, order->order);
        looked(f, rows[i].state);
        expect_report(f, order->order, rows[i].told, rows[i].told == S(PRINTED));
        reported(f, SPOOL_DONE);
        expect_end(f);
    }
}

static void looks_become_rare(void **state)
{
    struct help *f = *state;
    help_order(f, 7);
    go_sent(f, 7);
    int64_t began_ms = f->now_ms;
    while (f->now_ms - began_ms < 10000) {
        go_look(f, 7);
        looked(f, JOB_ACTIVE);
    }
    for (int i = 0; i < 5; i++) {
        wait_for(f, i ? SPOOL_LOOK_SLOW_MS : 1, SPOOL_LOOK_SLOW_MS);
        expect(f, SPOOL_LOOK, 7);
        looked(f, JOB_ACTIVE);
    }
}

static void who_does_not_answer_is_asked_on(void **state)
{
    struct help *f = *state;
    help_order(f, 7);
    go_sent(f, 7);
    go_look(f, 7);
    for (int i = 0; i < 100; i++) {
        looked(f, JOB_UNREACHABLE);
        wait_for(f, i ? SPOOL_LOOK_SLOW_MS : 1, SPOOL_LOOK_SLOW_MS);
        expect(f, SPOOL_LOOK, 7);
    }
    looked(f, JOB_PRINTED);
    expect_report(f, 7, S(PRINTED), 1);
}

static void looks_at_a_printer_are_due_together(void **state)
{
    struct help *f = *state;
    for (int i = 0; i < 3; i++) {
        help_order(f, 7 + i);
        help_tell(f);
        expect(f, SPOOL_TAKE, 7 + i);
        taken(f, SPOOL_DONE);
        expect(f, SPOOL_PRINT, 7 + i);
        f->now_ms += 3;
        handed(f, JOB_ACCEPTED);
        expect_report(f, 7 + i, S(SENT), 0);
        reported(f, SPOOL_DONE);
    }
    go_look(f, 7);
    expect(f, SPOOL_LOOK, 8);
    expect(f, SPOOL_LOOK, 9);
    expect_nothing(f);
}

/* --- cancelling --- */

static void what_is_late_is_cancelled_again_and_again(void **state)
{
    struct help *f = *state;
    struct printer_order *order = help_order(f, 7);
    go_sent(f, 7);
    help_made(f, S(SENT))->late = true;
    order->turn = TWO;
    order->tries.items[0].late = true;
    help_tell(f);
    expect_at(f, SPOOL_TAKE, 7, TWO);
    int64_t last_ms = f->now_ms - 3000;
    for (int cancels = 0; cancels < 3;) {
        wait_for(f, 1, SPOOL_LOOK_SLOW_MS);
        expect(f, SPOOL_LOOK, 7);
        looked(f, JOB_ACTIVE);
        if (f->now_ms - last_ms >= 3000) {
            expect(f, SPOOL_CANCEL, 7);
            last_ms = f->now_ms;
            cancels++;
        }
    }
    go_look(f, 7);
    looked(f, JOB_NOT_PRINTED);
    expect_report(f, 7, S(FAILED), 0);
    assert_string_equal(f->task.detail, "cancelled in time");
}

static void what_is_on_its_way_to_cups_is_cancelled_when_it_is_there(void **state)
{
    struct help *f = *state;
    struct printer_order *order = help_order(f, 7);
    go_print(f, 7);
    order->wanted = false;
    help_tell(f);
    expect_nothing(f);
    handed(f, JOB_ACCEPTED);
    expect_report(f, 7, S(SENT), 0);
    go_look(f, 7);
    looked(f, JOB_ACTIVE);
    expect(f, SPOOL_CANCEL, 7);
}

static void a_day_that_closes_cancels_all(void **state)
{
    struct help *f = *state;
    help_order(f, 7);
    go_sent(f, 7);
    f->count = 0;
    help_tell(f);
    go_look(f, 7);
    looked(f, JOB_ACTIVE);
    expect(f, SPOOL_CANCEL, 7);
    go_look(f, 7);
    looked(f, JOB_NOT_PRINTED);
    expect_end(f);
}

static void who_is_silent_about_what_is_gone_is_not_asked_forever(void **state)
{
    struct help *f = *state;
    help_order(f, 7);
    go_sent(f, 7);
    f->count = 0;
    help_tell(f);
    for (int i = 0; i < 70 && spool_deadline(f->spool) < INT64_MAX; i++) {
        wait_for(f, 1, SPOOL_LOOK_SLOW_MS);
        expect(f, SPOOL_LOOK, 7);
        looked(f, JOB_UNREACHABLE);
    }
    expect_end(f);
}

/* --- reporting --- */

static void a_lost_report_is_repeated(void **state)
{
    struct help *f = *state;
    help_order(f, 7);
    go_sent(f, 7);
    help_made(f, S(SENT));
    help_tell(f);
    go_look(f, 7);
    looked(f, JOB_PRINTED);
    for (int i = 0; i < 3; i++) {
        expect_report(f, 7, S(PRINTED), 1);
        reported(f, SPOOL_LOST);
        wait_for(f, 1000, 1000);
    }
    expect_report(f, 7, S(PRINTED), 1);
    reported(f, SPOOL_LOST);
    help_tell(f); /* it did not come */
    expect_report(f, 7, S(PRINTED), 1);
    reported(f, SPOOL_LOST);
    help_made(f, S(PRINTED))->papers = 1;
    help_tell(f); /* it did */
    expect_end(f);
}

static void a_newer_fact_is_told_after_the_older_was_answered(void **state)
{
    static const enum spool_answer answers[] = {SPOOL_DONE, SPOOL_REFUSED, SPOOL_LOST};
    struct help *f = *state;
    for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
        f->count = 0;
        int64_t number = 7 + (int64_t)i;
        help_order(f, number);
        go_print(f, number);
        handed(f, JOB_ACCEPTED);
        expect_report(f, number, S(SENT), 0);
        go_look(f, number);
        looked(f, JOB_PRINTED);
        expect_nothing(f);
        reported(f, answers[i]);
        if (answers[i] == SPOOL_LOST)
            wait_for(f, 1000, 1000);
        expect_report(f, number, S(PRINTED), 1);
        reported(f, SPOOL_REFUSED);
        expect_end(f);
    }
}

/* Put back from a copy: it knows less than it was told. */
static void a_daemon_that_forgot_is_told_again(void **state)
{
    struct help *f = *state;
    help_order(f, 7);
    go_sent(f, 7);
    go_look(f, 7);
    looked(f, JOB_PRINTED);
    expect_report(f, 7, S(PRINTED), 1);
    reported(f, SPOOL_DONE);
    help_made(f, S(TAKEN));
    help_tell(f);
    expect_end(f);
    f->now_ms += 2000;
    help_tell(f);
    expect_report(f, 7, S(PRINTED), 1);
    reported(f, SPOOL_REFUSED);
    f->now_ms += 2000;
    help_tell(f);
    expect_end(f);
}

/* --- beginning anew --- */

static void what_was_taken_before_is_looked_for(void **state)
{
    struct help *f = *state;
    help_order(f, 7)->again = true;
    help_made(f, S(TAKEN))->at = NOW_MS + 5;
    f->now_ms += 1000;
    help_tell(f);
    expect(f, SPOOL_LOOK, 7);
    assert_int_equal(f->task.taken_ms, NOW_MS + 5);
    looked(f, JOB_ACTIVE);
    expect_report(f, 7, S(SENT), 0);
    reported(f, SPOOL_DONE);
    go_look(f, 7);
    looked(f, JOB_PRINTED);
    expect_report(f, 7, S(PRINTED), 1);
    assert_int_equal(f->task.length_mm, 0);
}

static void what_was_taken_and_nobody_has_is_printed(void **state)
{
    struct help *f = *state;
    help_order(f, 7)->again = true;
    help_made(f, S(TAKEN));
    help_tell(f);
    go_none(f, 7);
    expect(f, SPOOL_PRINT, 7);
    assert_true(f->task.again);
}

static void what_was_sent_may_have_been_forgotten(void **state)
{
    struct help *f = *state;
    help_order(f, 7);
    help_made(f, S(SENT))->at = NOW_MS + 5;
    help_tell(f);
    expect(f, SPOOL_LOOK, 7);
    assert_int_equal(f->task.taken_ms, NOW_MS); /* since it was ordered */
    looked(f, JOB_ACTIVE);
    expect_nothing(f); /* the daemon knows */
    go_look(f, 7);
    looked(f, JOB_NONE);
    expect_report(f, 7, S(UNKNOWN), 0);
}

/* --- what is seen --- */

static void nothing_is_done_about_what_is_seen_before_the_daemon_spoke(void **state)
{
    struct help *f = *state;
    saw(f, 7, NOW_MS - 40000, JOB_ACTIVE, 0);
    saw(f, 8, NOW_MS - 40000, JOB_PRINTED, 2);
    expect_end(f);
}

static void old_jobs_that_nobody_wants_are_cancelled(void **state)
{
    struct help *f = *state;
    help_tell(f);
    saw(f, 7, NOW_MS - 29999, JOB_ACTIVE, 0);
    expect_end(f);
    saw(f, 7, NOW_MS - 30000, JOB_ACTIVE, 0);
    expect(f, SPOOL_CANCEL, 7);
    assert_string_equal(f->task.key, "novbe/baku-1/7/1795946689852/entrance-1");
    f->now_ms += 2999;
    saw(f, 7, NOW_MS - 30000, JOB_ACTIVE, 0);
    expect_end(f);
    f->now_ms += 1;
    saw(f, 7, NOW_MS - 30000, JOB_ACTIVE, 0);
    expect(f, SPOOL_CANCEL, 7);
    saw(f, 7, NOW_MS - 30000, JOB_PRINTED, 1);
    expect_end(f);
}

static void jobs_that_are_wanted_are_not_cancelled(void **state)
{
    struct help *f = *state;
    help_order(f, 7);
    go_sent(f, 7);
    f->now_ms += 40000;
    saw(f, 7, NOW_MS, JOB_ACTIVE, 0);
    expect(f, SPOOL_LOOK, 7);
    expect_nothing(f);
    struct spool_seen others[] = {{.key = "novbe/ganja-1/7/1795946719852/entrance-1", .state = JOB_ACTIVE},
                                  {.key = "novbe/baku-1/7/1795946719852/entrance-2", .state = JOB_ACTIVE},
                                  {.key = "Letter to the landlord", .state = JOB_ACTIVE}};
    spool_saw(f->spool, ONE, others, ARRAY_SIZE(others), f->now_ms);
    expect_nothing(f);
}

/* What a process before this one told is not known here. */
static void papers_that_nobody_was_told_of_are_told(void **state)
{
    static const struct {
        int listed; /* what the daemon knows; -1: it has no such order any more, -2: it was not taken */
        int known, seen;
        bool told;
    } rows[] = {
            {-1, 0, 1, false},        {-1, 0, 2, true},          {S(UNKNOWN), 0, 1, true},
            {S(FAILED), 0, 1, true},  {S(GIVEN_UP), 0, 2, true}, {S(PRINTED), 1, 1, false},
            {S(PRINTED), 1, 2, true}, {S(PRINTED), 3, 2, false}, {-2, 0, 1, false},
    };
    struct help *f = *state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        int64_t number = 7 + (int64_t)i;
        f->count = 0;
        if (rows[i].listed != -1)
            help_order(f, number)->turn = NULL;
        if (rows[i].listed >= 0)
            help_made(f, rows[i].listed)->papers = rows[i].known;
        help_tell(f);
        saw(f, number, NOW_MS, JOB_PRINTED, rows[i].seen);
        if (rows[i].told) {
            expect_report(f, number, S(PRINTED), rows[i].seen);
            reported(f, SPOOL_REFUSED);
        }
        saw(f, number, NOW_MS, JOB_PRINTED, rows[i].seen);
        expect_end(f);
    }
}

static void what_ended_otherwise_and_comes_out_is_told(void **state)
{
    struct help *f = *state;
    help_order(f, 7);
    go_sent(f, 7);
    go_look(f, 7);
    looked(f, JOB_UNCLEAR);
    expect_report(f, 7, S(UNKNOWN), 0);
    reported(f, SPOOL_DONE);
    f->count = 0;
    help_tell(f);
    expect_end(f);
    saw(f, 7, NOW_MS, JOB_PRINTED, 1);
    expect_report(f, 7, S(PRINTED), 1);
    assert_int_equal(f->task.length_mm, 166);
    reported(f, SPOOL_DONE);
    saw(f, 7, NOW_MS, JOB_PRINTED, 1);
    expect_end(f);
    saw(f, 7, NOW_MS, JOB_PRINTED, 2);
    expect_report(f, 7, S(PRINTED), 2);
}

/* --- the orders as they are kept --- */

static void an_order_is_kept_as_it_was_told(void **state)
{
    struct help *f = *state;
    char name[] = "Id card";
    const char *bring[] = {name};
    struct printer_printed_step steps[] = {{.service = "id-card",
                                            .name = name,
                                            .agency = "a",
                                            .place = "Zone A",
                                            .bring = {.count = 1, .items = bring}}};
    struct printer_ticket_paper ticket = {.ticket = "A042",
                                          .code = "ABCDE",
                                          .day = "2026-11-29",
                                          .steps = {.count = 1, .items = steps},
                                          .text = "",
                                          .proof = "0011aabb",
                                          .qr = "%T/A042",
                                          .wait = &(struct printer_range){1, 2, 3}};
    help_order(f, 7)->ticket = &ticket;
    help_tell(f);
    memset(name, 'x', sizeof(name) - 1);
    memset(&ticket, 0, sizeof(ticket));
    const struct printer_order *kept = spool_order(f->spool, 7);
    assert_non_null(kept);
    assert_string_equal(kept->ticket->ticket, "A042");
    assert_string_equal(kept->ticket->steps.items[0].bring.items[0], "Id card");
    assert_int_equal(kept->ticket->wait->likely, 2);
    assert_null(kept->code);
    assert_null(spool_order(f->spool, 8));
    f->count = 0;
    help_tell(f);
    assert_null(spool_order(f->spool, 7));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, help_new, help_free)

int main(void)
{
    const struct CMUnitTest tests[] = {
            TEST(a_good_one_is_printed),
            TEST(who_cannot_print_takes_nothing),
            TEST(what_is_not_ours_to_take_is_left),
            TEST(so_many_are_open_at_once),
            TEST(the_copy_says_so),
            TEST(a_refused_order_is_left),
            TEST(a_lost_taking_is_asked_again),
            TEST(a_lost_taking_is_left_to_who_has_the_turn),
            TEST(an_old_list_takes_nothing_away),
            TEST(what_is_over_before_it_is_printed_is_not_printed),
            TEST(a_refused_job_has_failed),
            TEST(what_nobody_has_is_printed_once_more),
            TEST(what_was_on_its_way_is_not_printed_again),
            TEST(nobody_has_it_and_its_time_is_over),
            TEST(each_answer_of_a_look),
            TEST(looks_become_rare),
            TEST(who_does_not_answer_is_asked_on),
            TEST(looks_at_a_printer_are_due_together),
            TEST(what_is_late_is_cancelled_again_and_again),
            TEST(what_is_on_its_way_to_cups_is_cancelled_when_it_is_there),
            TEST(a_day_that_closes_cancels_all),
            TEST(who_is_silent_about_what_is_gone_is_not_asked_forever),
            TEST(a_lost_report_is_repeated),
            TEST(a_newer_fact_is_told_after_the_older_was_answered),
            TEST(a_daemon_that_forgot_is_told_again),
            TEST(what_was_taken_before_is_looked_for),
            TEST(what_was_taken_and_nobody_has_is_printed),
            TEST(what_was_sent_may_have_been_forgotten),
            TEST(nothing_is_done_about_what_is_seen_before_the_daemon_spoke),
            TEST(old_jobs_that_nobody_wants_are_cancelled),
            TEST(jobs_that_are_wanted_are_not_cancelled),
            TEST(papers_that_nobody_was_told_of_are_told),
            TEST(what_ended_otherwise_and_comes_out_is_told),
            TEST(an_order_is_kept_as_it_was_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
