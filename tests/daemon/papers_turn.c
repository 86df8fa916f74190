/* SPDX-License-Identifier: MIT
 *
 * Whose turn an order of paper is, as time goes by, printers fail and fall silent, and papers come out late.
 */
#include "tests/daemon/papers_help.h"

/* --- whose turn it is --- */

static void a_printer_that_cannot_print_is_passed_over(void **state)
{
    static const enum printer_state cannot[] = {PRINTER_PAPER_OUT, PRINTER_COVER_OPEN, PRINTER_JAMMED, PRINTER_SILENT,
                                                PRINTER_STOPPED};
    static const enum printer_state can[] = {PRINTER_READY, PRINTER_PRINTING, PRINTER_PAPER_LOW};
    struct help *f = *state;
    for (size_t i = 0; i < ARRAY_SIZE(cannot); i++) {
        tell_all(f);
        const struct paper *waiting = order(f, 3), *taken = order(f, 3);
        take(f, taken, "entrance-1");
        tell(f, "entrance-1", cannot[i]);
        expect(waiting, PAPER_WAITING, "entrance-2");
        expect(taken, PAPER_TAKEN, "entrance-1"); /* it may come out yet */
        expect(order(f, 3), PAPER_WAITING, "entrance-2");
        tell(f, "entrance-1", PRINTER_READY);
        expect(waiting, PAPER_WAITING, "entrance-2");
        report(f, taken, "entrance-1", PAPER_PRINTED);
    }
    for (size_t i = 0; i < ARRAY_SIZE(can); i++) {
        tell(f, "entrance-1", can[i]);
        expect(order(f, 3), PAPER_WAITING, "entrance-1");
    }
    restart(f);
}

static void nobody_left_is_the_end(void **state)
{
    struct help *f = *state;
    tell_all(f);
    const struct paper *paper = order(f, 2);
    tell(f, "entrance-2", PRINTER_PAPER_OUT);
    take(f, paper, "entrance-1");
    report(f, paper, "entrance-1", PAPER_FAILED);
    expect(paper, PAPER_GIVEN_UP, NULL);
    tell(f, "entrance-1", PRINTER_STOPPED);
    paper = order(f, 2);
    expect(paper, PAPER_GIVEN_UP, NULL);
    assert_null(paper->queue);
    assert_null(papers_next_open(&f->papers, NULL));
    restart(f);
}

static void one_that_failed_goes_to_the_next_and_is_no_copy(void **state)
{
    struct help *f = *state;
    tell_all(f);
    const struct paper *paper = order(f, 3);
    take(f, paper, "entrance-1");
    assert_string_equal(paper_printer(paper), "entrance-1");
    report(f, paper, "entrance-1", PAPER_FAILED);
    expect(paper, PAPER_FAILED, "entrance-2");
    assert_false(paper_is_copy(paper));
    restart(f);
    paper = papers_find(&f->papers, 1);
    take(f, paper, "entrance-2");
    report(f, paper, "entrance-2", PAPER_SENT);
    expect(paper, PAPER_SENT, "entrance-2");
    report(f, paper, "entrance-2", PAPER_PRINTED);
    expect(paper, PAPER_PRINTED, NULL);
    assert_string_equal(paper_printer(paper), "entrance-2");
    assert_null(paper->queue);
}

static void nobody_takes_it_in_time_and_the_next_prints_no_copy(void **state)
{
    struct help *f = *state;
    tell_all(f);
    const struct paper *paper = order(f, 3);
    assert_int_equal(papers_deadline(&f->papers, false), f->wall_ms + LIMIT_MS);
    help_pass(f, LIMIT_MS - 1);
    expect(paper, PAPER_WAITING, "entrance-1");
    help_pass(f, 1);
    expect(paper, PAPER_WAITING, "entrance-2");
    assert_false(paper_is_copy(paper));
    help_pass(f, LIMIT_MS);
    expect(paper, PAPER_WAITING, "reception");
    help_pass(f, 1);
    expect(paper, PAPER_GIVEN_UP, NULL); /* nothing was told of it for a minute */
}

static void a_silent_printer_is_found_out_by_its_silence(void **state)
{
    struct help *f = *state;
    tell_all(f);
    help_wait(f, PRINTER_SILENT_MS - 10 * SECOND_MS);
    tell(f, "entrance-2", PRINTER_READY);
    const struct paper *paper = order(f, 2);
    assert_int_equal(papers_deadline(&f->papers, false), f->wall_ms + 10 * SECOND_MS + 1);
    help_pass(f, 10 * SECOND_MS);
    expect(paper, PAPER_WAITING, "entrance-1");
    f->papers_changed = 0;
    help_pass(f, 1);
    expect(paper, PAPER_WAITING, "entrance-2");
    assert_int_equal(f->papers_changed, PAPERS_ORDERS | PAPERS_PRINTERS);
    assert_int_equal(printers_see(&f->papers.printers, "entrance-1", f->wall_ms).state, PRINTER_SILENT);
    assert_int_equal(papers_deadline(&f->papers, false), f->wall_ms + LIMIT_MS);
}

static void how_long_a_printer_may_be_silent_is_configured(void **state)
{
    struct help *f = *state;
    const int64_t longer_ms = 2 * PRINTER_SILENT_MS;
    tell_all(f);
    f->centre->settings.rules.printer_silent_seconds = longer_ms / SECOND_MS;
    papers_look(&f->papers);
    help_wait(f, PRINTER_SILENT_MS + 1);
    const struct paper *paper = order(f, 1);
    help_pass(f, 0);
    expect(paper, PAPER_WAITING, "entrance-1");
    assert_int_equal(printers_see(&f->papers.printers, "entrance-1", f->wall_ms).state, PRINTER_READY);
    help_wait(f, longer_ms - PRINTER_SILENT_MS);
    assert_int_equal(printers_see(&f->papers.printers, "entrance-1", f->wall_ms).state, PRINTER_SILENT);
}

static void nothing_is_waited_for_when_nothing_is_ordered_and_nobody_watches(void **state)
{
    struct help *f = *state;
    tell(f, "entrance-1", PRINTER_READY);
    assert_true(papers_deadline(&f->papers, false) == INT64_MAX);
    assert_int_equal(papers_deadline(&f->papers, true), f->wall_ms + PRINTER_SILENT_MS + 1);
    help_pass(f, PRINTER_SILENT_MS + 1);
    assert_true(papers_deadline(&f->papers, true) == INT64_MAX);
    f->papers_changed = 0;
    tell(f, "entrance-1", PRINTER_READY);
    assert_int_equal(f->papers_changed, PAPERS_PRINTERS);
    assert_int_equal(papers_deadline(&f->papers, true), f->wall_ms + PRINTER_SILENT_MS + 1);
    f->papers_changed = 0;
    help_pass(f, PRINTER_SILENT_MS + 1);
    assert_int_equal(f->papers_changed, PAPERS_PRINTERS);
}

static void a_printer_never_told_of_has_a_minute(void **state)
{
    struct help *f = *state;
    struct paper_printer printer;
    expect(order(f, 1), PAPER_WAITING, "entrance-1");
    assert_true(papers_printer_at(&f->papers, 0, &printer));
    assert_string_equal(printer.seen.key, "entrance-1");
    assert_int_equal(printer.seen.state, PRINTER_SILENT);
    assert_true(printer.can_print && !printer.needs_hand);
    assert_int_equal(printer.orders, 1);
    help_pass(f, PRINTER_SILENT_MS + 1);
    expect(order(f, 1), PAPER_GIVEN_UP, NULL);
    assert_true(papers_printer_at(&f->papers, 0, &printer));
    assert_true(!printer.can_print && printer.needs_hand);
    assert_int_equal(printer.orders, 0);
    assert_false(papers_printer_at(&f->papers, f->centre->catalogue->printers.count, &printer));
}

static void what_is_late_may_come_out_and_the_next_is_a_copy(void **state)
{
    struct help *f = *state;
    tell_all(f);
    const struct paper *paper = order(f, 3);
    take(f, paper, "entrance-1");
    report(f, paper, "entrance-1", PAPER_SENT);
    help_pass(f, LIMIT_MS);
    expect(paper, PAPER_WAITING, "entrance-2");
    assert_true(paper_is_late(paper, 0) && paper_is_copy(paper));
    assert_string_equal(paper_printer(paper), "entrance-1");
    restart(f);
    tell_all(f);
    paper = papers_find(&f->papers, 1);
    take(f, paper, "entrance-2");
    report(f, paper, "entrance-2", PAPER_PRINTED);
    expect(paper, PAPER_PRINTED, NULL);
    assert_ptr_equal(papers_next_open(&f->papers, NULL), paper); /* the first is followed on */
    restart(f);
    paper = papers_find(&f->papers, 1);
    assert_true(paper_is_late(paper, 0));
    const struct paper_told told = {.state = PAPER_PRINTED, .detail = "job 7"};
    assert_int_equal(papers_report(&f->papers, 1, "entrance-1", &told), PAPER_DONE);
    assert_int_equal(papers_count(&f->papers, paper), 2);
    assert_null(papers_next_open(&f->papers, NULL));
    restart(f);
}

/* The first came out after all while it was the next one's turn, who had not begun, or had. */
static void one_paper_that_came_out_late_is_enough(void **state)
{
    struct help *f = *state;
    tell_all(f);
    const struct paper *waiting = order(f, 3), *begun = order(f, 3), *failing = order(f, 3);
    const struct paper *all[] = {waiting, begun, failing};
    for (size_t i = 0; i < ARRAY_SIZE(all); i++)
        take(f, all[i], "entrance-1");
    help_pass(f, LIMIT_MS);
    take(f, begun, "entrance-2");
    take(f, failing, "entrance-2");
    for (size_t i = 0; i < ARRAY_SIZE(all); i++)
        report(f, all[i], "entrance-1", PAPER_PRINTED);
    expect(waiting, PAPER_PRINTED, NULL);
    assert_null(waiting->queue);
    expect(begun, PAPER_PRINTED, "entrance-2");
    report(f, failing, "entrance-2", PAPER_FAILED);
    expect(failing, PAPER_PRINTED, NULL);
    assert_null(failing->queue);
    restart(f);
    help_pass(f, LIMIT_MS);
    begun = papers_find(&f->papers, 2);
    expect(begun, PAPER_PRINTED, NULL);
    assert_true(paper_is_late(begun, 1));
    report(f, begun, "entrance-2", PAPER_PRINTED);
    assert_int_equal(papers_count(&f->papers, begun), 2);
}

/* What becomes of the late one is no matter of the next one's turn, but for the copy. */
static void one_that_failed_late_makes_the_next_no_copy(void **state)
{
    struct help *f = *state;
    tell_all(f);
    const struct paper *waiting = order(f, 3), *begun = order(f, 3);
    take(f, waiting, "entrance-1");
    take(f, begun, "entrance-1");
    help_pass(f, LIMIT_MS);
    take(f, begun, "entrance-2");
    assert_true(paper_is_copy(waiting) && paper_is_copy(begun));
    report(f, waiting, "entrance-1", PAPER_FAILED);
    report(f, begun, "entrance-1", PAPER_FAILED);
    expect(waiting, PAPER_FAILED, "entrance-2");
    expect(begun, PAPER_TAKEN, "entrance-2");
    assert_false(paper_is_copy(waiting) || paper_is_copy(begun));
    restart(f);
}

static void late_and_nobody_left_is_unknown_until_it_is_known(void **state)
{
    static const enum paper_state reported[] = {PAPER_PRINTED, PAPER_FAILED, PAPER_UNKNOWN, PAPER_GIVEN_UP};
    static const enum paper_state becomes[] = {PAPER_PRINTED, PAPER_GIVEN_UP, PAPER_UNKNOWN, PAPER_GIVEN_UP};
    struct help *f = *state;
    for (size_t i = 0; i < ARRAY_SIZE(reported); i++) {
        tell_all(f);
        const struct paper *paper = order(f, 1);
        take(f, paper, "entrance-1");
        help_pass(f, LIMIT_MS);
        expect(paper, PAPER_UNKNOWN, NULL);
        assert_string_equal(paper_printer(paper), "entrance-1");
        assert_ptr_equal(papers_next_open(&f->papers, NULL), paper);
        report(f, paper, "entrance-1", reported[i]);
        expect(paper, becomes[i], NULL);
        assert_null(papers_next_open(&f->papers, NULL));
    }
    restart(f);
}

static void time_that_went_by_unseen_is_over_for_all_printers(void **state)
{
    struct help *f = *state;
    const struct paper *waiting = order(f, 3), *sent = order(f, 3);
    take(f, sent, "entrance-1");
    assert_int_equal(hall_commit(&f->hall), 0);
    help_close(f);
    help_wait(f, 10 * MINUTE_MS);
    help_open(f);
    help_pass(f, 0);
    waiting = papers_find(&f->papers, 1);
    sent = papers_find(&f->papers, 2);
    expect(waiting, PAPER_GIVEN_UP, NULL);
    expect(sent, PAPER_UNKNOWN, NULL);
    restart(f);
}

static void a_clock_set_back_makes_no_turn_longer(void **state)
{
    struct help *f = *state;
    order(f, 3);
    assert_int_equal(hall_commit(&f->hall), 0);
    help_close(f);
    f->wall_ms -= HOUR_MS;
    f->boottime_ms += SECOND_MS;
    help_open(f);
    help_pass(f, LIMIT_MS + LIMIT_MS / 5); /* it is waited for by a slower clock */
    expect(papers_find(&f->papers, 1), PAPER_WAITING, "entrance-2");
}

/* A slip is no fact of the ledger, so time may begin again before it. */
static void a_clock_that_begins_before_an_order_makes_no_turn_longer(void **state)
{
    struct help *f = *state;
    const char *const keys[] = {"entrance-1", "entrance-2"};
    help_wait(f, 10 * MINUTE_MS);
    tell_all(f);
    papers_order(&f->papers, &(struct paper_wish){.kind = PAPER_INFORMATION, .printers = keys, .printer_count = 2});
    assert_int_equal(hall_commit(&f->hall), 0);
    help_close(f);
    help_wait(f, -5 * MINUTE_MS);
    help_open(f);
    help_pass(f, LIMIT_MS);
    expect(papers_find(&f->papers, 1), PAPER_WAITING, "entrance-2");
}

static void turns_end_in_the_order_in_which_they_began(void **state)
{
    struct help *f = *state;
    enum { COUNT = 200 };
    static const char *const keys[] = {"entrance-1", "entrance-2"};
    const struct paper *papers[COUNT];
    for (int i = 0; i < COUNT; i++) {
        tell_all(f);
        papers[i] = order(f, 2);
        if (i % 3 == 0)
            take(f, papers[i], "entrance-1");
        if (i % 7 == 0 && i % 3 == 0)
            report(f, papers[i], "entrance-1", PAPER_FAILED);
        help_pass(f, 250);
        int64_t earliest_ms = INT64_MAX;
        for (int j = 0; j <= i; j++) {
            if (!paper_turn(papers[j]))
                continue;
            assert_true(papers_until(&f->papers, papers[j]) > f->wall_ms);
            assert_true(strcmp(paper_turn(papers[j]), keys[papers[j]->turn]) == 0);
            if (papers_until(&f->papers, papers[j]) < earliest_ms)
                earliest_ms = papers_until(&f->papers, papers[j]);
        }
        assert_true(papers_deadline(&f->papers, false) == earliest_ms);
    }
    restart(f);
}

/* Whatever goes on does so some at a time, so that nobody waits. */
static void many_turns_that_end_at_once_are_not_one_long_turn(void **state)
{
    struct help *f = *state;
    enum { COUNT = 600, AT_ONCE = 256 };
    tell_all(f);
    int32_t ticket = issue(f);
    for (int i = 0; i < COUNT; i++)
        order_of(f, ticket, 3);
    const char *const passed = "state = 7";
    tell(f, "entrance-1", PRINTER_JAMMED);
    assert_int_equal(count_rows(f, passed), AT_ONCE);
    assert_int_equal(papers_deadline(&f->papers, false), f->wall_ms);
    help_pass(f, 0);
    assert_int_equal(count_rows(f, passed), COUNT);
    help_wait(f, LIMIT_MS);
    papers_run(&f->papers);
    assert_int_equal(count_rows(f, passed), COUNT + AT_ONCE);
    assert_true(papers_deadline(&f->papers, false) <= f->wall_ms);
    help_pass(f, 0);
    assert_int_equal(count_rows(f, passed), 2 * COUNT);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
            TEST(a_printer_that_cannot_print_is_passed_over),
            TEST(nobody_left_is_the_end),
            TEST(one_that_failed_goes_to_the_next_and_is_no_copy),
            TEST(nobody_takes_it_in_time_and_the_next_prints_no_copy),
            TEST(a_silent_printer_is_found_out_by_its_silence),
            TEST(how_long_a_printer_may_be_silent_is_configured),
            TEST(nothing_is_waited_for_when_nothing_is_ordered_and_nobody_watches),
            TEST(a_printer_never_told_of_has_a_minute),
            TEST(what_is_late_may_come_out_and_the_next_is_a_copy),
            TEST(one_paper_that_came_out_late_is_enough),
            TEST(one_that_failed_late_makes_the_next_no_copy),
            TEST(late_and_nobody_left_is_unknown_until_it_is_known),
            TEST(time_that_went_by_unseen_is_over_for_all_printers),
            TEST(a_clock_set_back_makes_no_turn_longer),
            TEST(a_clock_that_begins_before_an_order_makes_no_turn_longer),
            TEST(turns_end_in_the_order_in_which_they_began),
            TEST(many_turns_that_end_at_once_are_not_one_long_turn),
    };
#undef TEST
    return cmocka_run_group_tests(tests, NULL, NULL);
}
