/* SPDX-License-Identifier: MIT
 *
 * What is told of orders beside the usual: papers that come out after all, or twice; tests; printers that take turns.
 */
#include "tests/daemon/papers_help.h"

static enum paper_refusal tell_papers(struct help *f, const struct paper *paper, int32_t papers, int32_t length_mm)
{
    return papers_report(&f->papers, paper->number, "entrance-1",
                         &(struct paper_told){.state = PAPER_PRINTED, .papers = papers, .length_mm = length_mm});
}

/* --- papers that come out after all --- */

static void what_ended_otherwise_may_come_out_all_the_same(void **state)
{
    static const enum paper_state ends[] = {PAPER_FAILED, PAPER_UNKNOWN, PAPER_GIVEN_UP};
    struct help *f = *state;
    tell_all(f);
    for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
        const struct paper *paper = bring(f, ends[i]);
        const struct paper *before = order_of(f, paper->ticket, 1);
        bool was_out = ends[i] == PAPER_UNKNOWN;
        assert_int_equal(paper_is_copy(before), was_out);
        assert_int_equal(try_report(f, paper->number, "entrance-1", PAPER_SENT), PAPER_NOTHING_CHANGES);
        report(f, paper, "entrance-1", PAPER_PRINTED);
        expect(paper, PAPER_PRINTED, NULL);
        assert_null(paper->queue);
        assert_int_equal(papers_count(&f->papers, paper), 1);
        assert_int_equal(papers_came_out(&f->papers, paper->ticket), 1);
        assert_string_equal(paper_printer(paper), "entrance-1");
        assert_true(paper_is_copy(before)); /* who has not taken it yet, prints a copy */
    }
    restart(f);
}

/* The turn had gone on: who has not begun, does not begin. */
static void a_failed_one_that_came_out_ends_the_turn_of_the_next(void **state)
{
    struct help *f = *state;
    tell_all(f);
    const struct paper *waiting = order(f, 2), *taken = order(f, 2);
    take(f, waiting, "entrance-1");
    take(f, taken, "entrance-1");
    report(f, waiting, "entrance-1", PAPER_FAILED);
    report(f, taken, "entrance-1", PAPER_FAILED);
    take(f, taken, "entrance-2");
    assert_false(paper_says_copy(taken));
    report(f, waiting, "entrance-1", PAPER_PRINTED);
    expect(waiting, PAPER_PRINTED, NULL);
    assert_false(paper_went_wrong(waiting));
    report(f, taken, "entrance-1", PAPER_PRINTED);
    expect(taken, PAPER_PRINTED, "entrance-2");
    assert_false(paper_says_copy(taken)); /* it was not told so */
    report(f, taken, "entrance-2", PAPER_PRINTED);
    assert_int_equal(paper_count(taken), 2);
    assert_true(paper_went_wrong(taken));
    assert_false(paper_says_copy(taken));
    restart(f);
}

static void what_is_printed_may_be_printed_more_often(void **state)
{
    struct help *f = *state;
    tell_all(f);
    const struct paper *paper = bring(f, PAPER_SENT);
    assert_int_equal(tell_papers(f, paper, 0, 166), PAPER_DONE);
    assert_int_equal(paper_count(paper), 1);
    int64_t since_ms = paper->tries[0].since_ms;
    help_wait(f, SECOND_MS);
    assert_int_equal(tell_papers(f, paper, 1, 166), PAPER_NOTHING_CHANGES);
    assert_int_equal(tell_papers(f, paper, 0, 166), PAPER_NOTHING_CHANGES);
    assert_int_equal(tell_papers(f, paper, 3, 0), PAPER_DONE);
    assert_int_equal(tell_papers(f, paper, 2, 0), PAPER_NOTHING_CHANGES);
    assert_int_equal(paper_count(paper), 3);
    assert_int_equal(paper_count_at(paper, 0), 3);
    assert_int_equal(paper->tries[0].since_ms, since_ms);
    assert_int_equal(papers_came_out(&f->papers, paper->ticket), 3);
    assert_true(paper_went_wrong(paper));
    assert_int_equal(count_rows(f, "papers = 1 AND length_mm = 166"), 1);
    assert_int_equal(count_rows(f, "papers = 3 AND length_mm = 0"), 1);
    const struct paper *again = order_of(f, paper->ticket, 1);
    take(f, again, "entrance-1");
    assert_true(paper_says_copy(again));
    report(f, again, "entrance-1", PAPER_PRINTED);
    assert_int_equal(papers_count(&f->papers, again), 4);
    assert_false(paper_went_wrong(again)); /* it was asked for */
    restart(f);
}

/* Only what is printed has papers and a length. */
static void other_ends_have_no_papers(void **state)
{
    struct help *f = *state;
    tell_all(f);
    const struct paper *paper = bring(f, PAPER_SENT);
    const struct paper_told told = {.state = PAPER_UNKNOWN, .papers = 2, .length_mm = 166};
    assert_int_equal(papers_report(&f->papers, paper->number, "entrance-1", &told), PAPER_DONE);
    assert_int_equal(paper_count(paper), 0);
    assert_int_equal(count_rows(f, "papers > 0 OR length_mm > 0"), 0);
    assert_int_equal(tell_papers(f, paper, 2, 0), PAPER_DONE);
    assert_int_equal(paper_count(paper), 2);
}

/* Rows of an older novbe, and of anybody. */
static void rows_with_odd_numbers_of_papers(void **state)
{
    static const struct {
        int64_t stored;
        int32_t counted;
    } rows_[] = {{0, 1}, {-5, 1}, {2, 2}, {INT64_MAX, PAPER_MOST_PAPERS}};
    struct help *f = *state;
    for (size_t i = 0; i < ARRAY_SIZE(rows_); i++) {
        const struct paper *paper = bring(f, PAPER_TAKEN);
        int64_t number = paper->number;
        struct store_row row = paper_change_row(paper, 0, PAPER_PRINTED, PAPER_AS_TOLD, f->wall_ms);
        row.value[PRINT_PAPERS] = rows_[i].stored;
        store_add_row(f->hall.store, &row);
        assert_int_equal(hall_commit(&f->hall), 0);
        papers_forget(&f->papers);
        assert_int_equal(paper_count(papers_find(&f->papers, number)), rows_[i].counted);
    }
}

/* --- what went wrong --- */

static void what_went_wrong(void **state)
{
    static const struct {
        enum paper_state state;
        bool wrong;
    } rows_[] = {{PAPER_WAITING, false}, {PAPER_TAKEN, false},  {PAPER_SENT, false},    {PAPER_PRINTED, false},
                 {PAPER_FAILED, true},   {PAPER_UNKNOWN, true}, {PAPER_GIVEN_UP, false}};
    struct help *f = *state;
    tell_all(f);
    for (size_t i = 0; i < ARRAY_SIZE(rows_); i++)
        assert_int_equal(paper_went_wrong(bring(f, rows_[i].state)), rows_[i].wrong);
    const struct paper *ended = order(f, 1), *late = order(f, 2), *second = order(f, 2);
    end_ticket(f, ended->ticket);
    expect(ended, PAPER_GIVEN_UP, NULL);
    assert_false(paper_went_wrong(ended)); /* it was of no use */
    take(f, late, "entrance-1");
    take(f, second, "entrance-1");
    report(f, second, "entrance-1", PAPER_FAILED);
    assert_false(paper_went_wrong(second)); /* the next one may print it */
    help_pass(f, LIMIT_MS);
    assert_false(paper_went_wrong(late));
    help_pass(f, LIMIT_MS);
    expect(late, PAPER_UNKNOWN, NULL);
    assert_true(paper_went_wrong(late));
    tell(f, "entrance-1", PRINTER_STOPPED);
    assert_true(paper_went_wrong(order(f, 1)));
    restart(f);
}

/* --- tests --- */

static const struct paper *order_test(struct help *f, const char *printer, bool new_roll)
{
    return papers_order(&f->papers, &(struct paper_wish){.kind = PAPER_TEST,
                                                         .new_roll = new_roll,
                                                         .language = hall_id(&f->hall, NAME_LANGUAGE, "az"),
                                                         .printers = &printer,
                                                         .printer_count = 1});
}

static void a_test_waits_for_its_printer_whether_it_can_print_or_not(void **state)
{
    struct help *f = *state;
    tell_all(f);
    tell(f, "entrance-1", PRINTER_PAPER_OUT);
    const struct paper *test = order_test(f, "entrance-1", false), *other = order_test(f, "entrance-1", true);
    assert_int_equal(test->kind, 5); /* it stands in stores */
    assert_false(test->new_roll);
    assert_true(other->new_roll);
    expect(test, PAPER_WAITING, "entrance-1");
    tell(f, "entrance-1", PRINTER_STOPPED);
    expect(test, PAPER_WAITING, "entrance-1");
    restart(f);
    test = papers_find(&f->papers, 1);
    take(f, test, "entrance-1");
    report(f, test, "entrance-1", PAPER_PRINTED);
    expect(test, PAPER_PRINTED, NULL);
    assert_false(paper_is_copy(papers_find(&f->papers, 2)));
    help_pass(f, LIMIT_MS);
    expect(papers_find(&f->papers, 2), PAPER_GIVEN_UP, NULL);
    assert_true(paper_went_wrong(papers_find(&f->papers, 2)));
    expect(order_test(f, "gone", false), PAPER_GIVEN_UP, NULL);
}

/* --- printers that take turns --- */

static const struct paper *order_beside(struct help *f, size_t beside)
{
    static const char *const keys[] = {"entrance-1", "entrance-2", "reception"};
    return papers_order(&f->papers, &(struct paper_wish){.kind = PAPER_INFORMATION,
                                                         .service = 1,
                                                         .printers = keys,
                                                         .printer_count = ARRAY_SIZE(keys),
                                                         .beside = beside});
}

static void printers_beside_a_kiosk_take_turns(void **state)
{
    struct help *f = *state;
    tell_all(f);
    const struct paper *first = order_beside(f, 2), *second = order_beside(f, 2), *third = order_beside(f, 2);
    expect(first, PAPER_WAITING, "entrance-1");
    expect(second, PAPER_WAITING, "entrance-2");
    expect(third, PAPER_WAITING, "entrance-1");
    assert_string_equal(first->list->text, "entrance-1 entrance-2 reception");
    assert_string_equal(second->list->text, "entrance-2 entrance-1 reception");
    take(f, second, "entrance-2");
    expect(order_beside(f, 2), PAPER_WAITING, "entrance-2"); /* one each, then two and one */
    report(f, second, "entrance-2", PAPER_PRINTED);
    expect(order_beside(f, 2), PAPER_WAITING, "entrance-2");
    expect(order_beside(f, 1), PAPER_WAITING, "entrance-1");
    expect(order_beside(f, 0), PAPER_WAITING, "entrance-1");
    expect(order_beside(f, 9), PAPER_WAITING, "reception");
    restart(f);
}

static void of_those_that_take_turns_one_that_can_print_is_first(void **state)
{
    struct help *f = *state;
    tell_all(f);
    order_beside(f, 2);
    tell(f, "entrance-2", PRINTER_COVER_OPEN);
    for (int i = 0; i < 3; i++)
        expect(order_beside(f, 2), PAPER_WAITING, "entrance-1");
    tell(f, "entrance-1", PRINTER_PAPER_OUT); /* neither: the one that stands in */
    const struct paper *paper = order_beside(f, 2);
    expect(paper, PAPER_WAITING, "reception");
    assert_string_equal(paper->list->text, "entrance-1 entrance-2 reception");
}

static void failover_goes_on_through_the_others_in_their_order(void **state)
{
    struct help *f = *state;
    tell_all(f);
    order_beside(f, 2);
    const struct paper *paper = order_beside(f, 2);
    take(f, paper, "entrance-2");
    report(f, paper, "entrance-2", PAPER_FAILED);
    expect(paper, PAPER_FAILED, "entrance-1");
    take(f, paper, "entrance-1");
    report(f, paper, "entrance-1", PAPER_FAILED);
    expect(paper, PAPER_FAILED, "reception");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
            TEST(what_ended_otherwise_may_come_out_all_the_same),
            TEST(a_failed_one_that_came_out_ends_the_turn_of_the_next),
            TEST(what_is_printed_may_be_printed_more_often),
            TEST(other_ends_have_no_papers),
            TEST(rows_with_odd_numbers_of_papers),
            TEST(what_went_wrong),
            TEST(a_test_waits_for_its_printer_whether_it_can_print_or_not),
            TEST(printers_beside_a_kiosk_take_turns),
            TEST(of_those_that_take_turns_one_that_can_print_is_first),
            TEST(failover_goes_on_through_the_others_in_their_order),
    };
#undef TEST
    return cmocka_run_group_tests(tests, NULL, NULL);
}
