/* SPDX-License-Identifier: MIT
 *
 * Orders of paper: what may become of each, and what a restart, a failed commit and the end of a day leave of it.
 */
#include "tests/daemon/papers_help.h"

/* --- one order at one printer --- */

static void what_may_become_of_what(void **state)
{
    (void)state;
    static const char *const words[PAPER_STATES] = {"waiting", "taken",   "sent",    "printed",
                                                    "failed",  "unknown", "given_up"};
    static const char *const permitted[PAPER_STATES] = {
            [PAPER_WAITING] = "taken ",
            [PAPER_TAKEN] = "sent printed failed unknown given_up ",
            [PAPER_SENT] = "printed failed unknown given_up ",
            [PAPER_PRINTED] = "printed ",
            [PAPER_FAILED] = "printed ",
            [PAPER_UNKNOWN] = "printed ",
            [PAPER_GIVEN_UP] = "printed ",
    };
    for (enum paper_state from = 0; from < PAPER_STATES; from++) {
        struct buffer text = {0};
        for (enum paper_state to = 0; to < PAPER_STATES; to++) {
            if (paper_state_permits(from, to))
                buffer_printf(&text, "%s ", words[to]);
        }
        buffer_append_byte(&text, '\0');
        assert_string_equal(buffer_bytes(&text), permitted[from]);
        buffer_done(&text);
    }
}

static void every_report_in_every_state(void **state)
{
    struct help *f = *state;
    tell_all(f);
    for (enum paper_state from = 0; from < PAPER_STATES; from++) {
        for (enum paper_state to = 0; to < PAPER_STATES; to++) {
            const struct paper *paper = bring(f, from);
            int64_t before = rows(f);
            enum paper_refusal refusal = to == PAPER_WAITING || to == PAPER_TAKEN
                                                 ? papers_take(&f->papers, paper->number, "entrance-1")
                                                 : try_report(f, paper->number, "entrance-1", to);
            bool permitted = to == PAPER_WAITING ? from == PAPER_WAITING : paper_state_permits(from, to);
            if (from == PAPER_PRINTED)
                permitted = false; /* no paper more */
            assert_int_equal(refusal, permitted ? PAPER_DONE : PAPER_NOTHING_CHANGES);
            assert_int_equal(rows(f) > before, permitted);
            assert_int_equal(try_report(f, paper->number, "entrance-1", PAPER_TAKEN), PAPER_NOTHING_CHANGES);
        }
    }
    assert_int_equal(papers_take(&f->papers, 999, "entrance-1"), PAPER_UNKNOWN_ORDER);
    assert_int_equal(try_report(f, 0, "entrance-1", PAPER_SENT), PAPER_UNKNOWN_ORDER);
    const struct paper *paper = order(f, 2);
    assert_int_equal(papers_take(&f->papers, paper->number, "reception"), PAPER_UNKNOWN_PRINTER);
    assert_int_equal(papers_take(&f->papers, paper->number, "entrance-2"), PAPER_OTHER_TURN);
    take(f, paper, "entrance-1");
    assert_int_equal(papers_take(&f->papers, paper->number, "entrance-2"), PAPER_NOTHING_CHANGES);
    assert_int_equal(try_report(f, paper->number, "entrance-2", PAPER_SENT), PAPER_NOTHING_CHANGES);
    assert_int_equal(try_report(f, paper->number, "reception", PAPER_SENT), PAPER_UNKNOWN_PRINTER);
}

/* Each way to an end, and what the visitor is told then. */
static void ends(void **state)
{
    struct help *f = *state;
    static const struct {
        enum paper_state reported, state;
        int papers;
        const char *printer;
    } rows_[] = {{PAPER_PRINTED, PAPER_PRINTED, 1, "entrance-1"},
                 {PAPER_UNKNOWN, PAPER_UNKNOWN, 0, "entrance-1"},
                 {PAPER_GIVEN_UP, PAPER_GIVEN_UP, 0, NULL},
                 {PAPER_FAILED, PAPER_GIVEN_UP, 0, NULL}};
    tell_all(f);
    for (size_t i = 0; i < ARRAY_SIZE(rows_); i++) {
        const struct paper *paper = bring(f, rows_[i].reported);
        expect(paper, rows_[i].state, NULL);
        assert_null(paper->queue);
        assert_int_equal(papers_count(&f->papers, paper), rows_[i].papers);
        const char *printer = paper_printer(paper);
        assert_int_equal(printer != NULL, rows_[i].printer != NULL);
        if (printer)
            assert_string_equal(printer, rows_[i].printer);
        assert_ptr_equal(papers_of_ticket(&f->papers, paper->ticket), paper);
    }
    assert_null(papers_next_open(&f->papers, NULL));
    restart(f);
}

/* --- ordering --- */

static void a_ticket_and_its_paper_are_one_row_more(void **state)
{
    struct help *f = *state;
    const struct paper *paper = order(f, 3);
    assert_int_equal(rows(f), 1);
    assert_int_equal(f->papers_changed, PAPERS_ORDERS);
    assert_int_equal(paper->number, 1);
    assert_int_equal(paper->steps, 1);
    assert_int_equal(paper->day, date_days(tuesday));
    expect(paper, PAPER_WAITING, "entrance-1");
    assert_false(paper_is_copy(paper));
    assert_null(paper_printer(paper));
    assert_null(order(f, 0));
    assert_int_equal(papers_ordered(&f->papers, paper->ticket), 1);
    assert_int_equal(papers_ordered(&f->papers, paper->ticket + 1), 0);
    restart(f);
}

static void slips_are_kept_with_their_code(void **state)
{
    struct help *f = *state;
    const char *const keys[] = {"reception", "reception", "blue", "entrance-1", "entrance-2",
                                "upper",     "a",         "b",    "c",          "d"};
    struct paper_wish wish = {.kind = PAPER_BOOKING,
                              .service = hall_id(&f->hall, NAME_SERVICE, "id-card-first"),
                              .code = "ACDE-FGHJ",
                              .slot_ms = f->wall_ms + HOUR_MS,
                              .printers = keys,
                              .printer_count = ARRAY_SIZE(keys)};
    const struct paper *slip = papers_order(&f->papers, &wish);
    assert_int_equal(slip->list->count, PAPER_PRINTERS);
    assert_string_equal(slip->list->keys[1], "blue");
    assert_string_equal(slip->code, "ACDE-FGHJ");
    wish.kind = PAPER_RETURN_CODE;
    wish.ticket = issue(f);
    wish.printer_count = 1;
    assert_non_null(papers_order(&f->papers, &wish));
    assert_int_equal(papers_of_ticket(&f->papers, wish.ticket)->kind, PAPER_RETURN_CODE);
    wish = (struct paper_wish){.kind = PAPER_INFORMATION, .service = 1, .printers = keys, .printer_count = 1};
    assert_non_null(papers_order(&f->papers, &wish));
    restart(f);
}

static void what_stands_on_it_is_as_true_as_when_it_was_ordered(void **state)
{
    struct help *f = *state;
    struct refusal refusal;
    int32_t first = issue_of(f, "customs-vehicle"), ticket = issue_of(f, "customs-vehicle");
    assert_int_equal(hall_commit(&f->hall), 0);
    const struct paper *paper = order_of(f, ticket, 1);
    assert_int_equal(paper->ahead, 1);
    assert_int_equal(paper->done, 0);
    int64_t proof = paper->proof;
    assert_true(proof != 0);
    assert_int_equal(hall_commit(&f->hall), 0);
    end_ticket(f, first);
    assert_int_equal(hall_commit(&f->hall), 0);
    assert_int_equal(paper->ahead, 1);
    const struct paper *again = order_of(f, ticket, 1);
    assert_int_equal(again->ahead, 0);
    assert_true(again->proof == proof);
    assert_int_equal(hall_do(&f->hall,
                             &(struct command){.kind = COMMAND_TRANSFER,
                                               .ticket = ticket,
                                               .to_service = hall_id(&f->hall, NAME_SERVICE, "bank-fees"),
                                               .place = PLACE_KEEP},
                             &refusal),
                     0);
    const struct paper *third = order_of(f, ticket, 1);
    assert_int_equal(third->steps, 2);
    assert_true(third->done == ID_BIT(1));
    assert_int_equal(paper->steps, 1);
    restart(f);
}

static void a_failed_commit_takes_back_what_was_ordered_and_told_in_it(void **state)
{
    struct help *f = *state;
    tell_all(f);
    const struct paper *paper = order(f, 2);
    int64_t number = paper->number;
    assert_int_equal(hall_commit(&f->hall), 0);
    _cleanup_free_ char *before = describe(f);
    take(f, paper, "entrance-1");
    report(f, paper, "entrance-1", PAPER_FAILED);
    int32_t lost = order(f, 1)->ticket;
    fail_commit(f);
    _cleanup_free_ char *after = describe(f);
    assert_string_equal(after, before);
    assert_null(engine_ticket(f->hall.engine, lost));
    assert_null(papers_of_ticket(&f->papers, lost));
    paper = papers_find(&f->papers, number);
    expect(paper, PAPER_WAITING, "entrance-1");
    take(f, paper, "entrance-1");
    assert_int_equal(order(f, 1)->number, number + 1);
    restart(f);
}

/* How a printer is stands in no store, and is taken back all the same: nobody was told that it was heard. */
static void a_failed_commit_takes_back_how_printers_were_told_to_be(void **state)
{
    struct help *f = *state;
    tell_all(f);
    int64_t number = order(f, 2)->number;
    assert_int_equal(hall_commit(&f->hall), 0);
    for (int i = 0; i < 2; i++) {
        tell(f, "entrance-1", PRINTER_PAPER_OUT);
        tell(f, "blue", PRINTER_JAMMED);
        expect(papers_find(&f->papers, number), PAPER_WAITING, "entrance-2");
        if (i == 0)
            fail_commit(f);
        expect(papers_find(&f->papers, number), PAPER_WAITING, i == 0 ? "entrance-1" : "entrance-2");
        assert_int_equal(printers_see(&f->papers.printers, "entrance-1", f->wall_ms).state,
                         i == 0 ? PRINTER_READY : PRINTER_PAPER_OUT);
        assert_int_equal(f->papers.printers.count, 3 + i);
    }
    help_wait(f, PRINTER_SILENT_MS + 1);
    papers_run(&f->papers);
    fail_commit(f);
    f->papers_changed = 0;
    help_pass(f, 0);
    assert_int_equal(f->papers_changed & PAPERS_PRINTERS, PAPERS_PRINTERS); /* it is found out again */
}

static void a_store_put_back_gives_no_number_again(void **state)
{
    struct help *f = *state;
    assert_int_equal(order(f, 1)->number, 1);
    assert_int_equal(hall_commit(&f->hall), 0);
    assert_int_equal(database_run(store_database(f->hall.store), "UPDATE meta SET value = 2 WHERE key = 'epoch'"), 0);
    papers_forget(&f->papers);
    const struct paper *paper = order(f, 1);
    assert_int_equal(paper->number, 2000000001);
    assert_ptr_equal(papers_find(&f->papers, 2000000001), paper);
    assert_non_null(papers_find(&f->papers, 1));
    assert_null(papers_find(&f->papers, 2));
    restart(f);
}

/* --- what happens in the hall --- */

static void a_ticket_that_ends_gives_up_what_waits(void **state)
{
    struct help *f = *state;
    tell_all(f);
    const struct paper *waiting = order(f, 3), *taken = order(f, 3), *other = order(f, 3);
    take(f, taken, "entrance-1");
    f->papers_changed = 0;
    end_ticket(f, waiting->ticket);
    expect(waiting, PAPER_GIVEN_UP, NULL);
    assert_false(papers_wants(&f->papers, waiting));
    assert_int_equal(f->papers_changed, PAPERS_ORDERS);
    f->papers_changed = 0;
    end_ticket(f, taken->ticket);
    expect(taken, PAPER_TAKEN, "entrance-1");
    assert_false(papers_wants(&f->papers, taken));
    assert_int_equal(f->papers_changed, PAPERS_ORDERS); /* it may be cancelled */
    report(f, taken, "entrance-1", PAPER_GIVEN_UP);
    expect(taken, PAPER_GIVEN_UP, NULL);
    expect(other, PAPER_WAITING, "entrance-1");
    const struct paper *after = order_of(f, taken->ticket, 1); /* asked for by somebody who knows */
    expect(after, PAPER_WAITING, "entrance-1");
    assert_true(papers_wants(&f->papers, after));
    assert_false(paper_is_copy(after));
    restart(f);
}

static void another_paper_of_a_ticket_is_a_copy_unless_none_came_out(void **state)
{
    static const struct {
        enum paper_state first;
        bool copy;
    } rows_[] = {{PAPER_WAITING, false}, {PAPER_TAKEN, true},   {PAPER_SENT, true},     {PAPER_PRINTED, true},
                 {PAPER_FAILED, false},  {PAPER_UNKNOWN, true}, {PAPER_GIVEN_UP, false}};
    struct help *f = *state;
    tell_all(f);
    for (size_t i = 0; i < ARRAY_SIZE(rows_); i++) {
        const struct paper *first = bring(f, rows_[i].first);
        const struct paper *second = order_of(f, first->ticket, 2);
        assert_int_equal(paper_is_copy(second), rows_[i].copy);
        take(f, second, "entrance-1");
        report(f, second, "entrance-1", PAPER_PRINTED);
        assert_true(paper_is_copy(first)); /* if it waits still, it will say so */
        assert_int_equal(papers_count(&f->papers, first), 1 + (rows_[i].first == PAPER_PRINTED));
        assert_int_equal(papers_ordered(&f->papers, first->ticket), 2);
        assert_ptr_equal(papers_of_ticket(&f->papers, first->ticket), second);
    }
}

static void close_day(struct help *f)
{
    struct refusal refusal;
    while (engine_day(f->hall.engine))
        assert_int_equal(hall_do(&f->hall, &(struct command){.kind = COMMAND_CLOSE_DAY, .limit = 64}, &refusal), 0);
}

static void a_day_that_closes_ends_all_of_its_paper(void **state)
{
    struct help *f = *state;
    tell_all(f);
    const struct paper *late = order(f, 2), *taken = order(f, 2);
    const char *const key = "entrance-1";
    take(f, late, "entrance-1");
    help_pass(f, LIMIT_MS);
    take(f, taken, "entrance-2");
    order(f, 2);
    papers_order(&f->papers, &(struct paper_wish){.kind = PAPER_INFORMATION, .printers = &key, .printer_count = 1});
    close_day(f);
    assert_int_equal(hall_commit(&f->hall), 0);
    assert_int_equal(f->papers.count, 0);
    assert_null(papers_next_open(&f->papers, NULL));
    assert_null(papers_of_ticket(&f->papers, 1));
    assert_int_equal(count_rows(f, "state = 5 AND reason = 5"), 2); /* unknown: the late one, the one taken */
    assert_int_equal(count_rows(f, "state = 7 AND reason = 4"), 2); /* their tickets ended with the day */
    assert_int_equal(try_report(f, 1, "entrance-1", PAPER_PRINTED), PAPER_UNKNOWN_ORDER);
    const struct paper *slip = papers_order(
            &f->papers, &(struct paper_wish){.kind = PAPER_INFORMATION, .printers = &key, .printer_count = 1});
    assert_int_equal(slip->number, 5);
    assert_int_equal(slip->day, date_days(tuesday));
    assert_int_equal(hall_commit(&f->hall), 0);
    help_close(f);
    help_open(f);
    slip = papers_find(&f->papers, 5);
    expect(slip, PAPER_WAITING, "entrance-1");
    help_pass(f, 24 * HOUR_MS);
    assert_int_equal(engine_day(f->hall.engine), date_days(tuesday) + 1);
    assert_null(papers_find(&f->papers, 5));
    int32_t ticket = issue(f);
    assert_int_equal(hall_commit(&f->hall), 0);
    help_close(f);
    help_open(f);
    assert_null(papers_of_ticket(&f->papers, ticket)); /* that was yesterday's */
    order_of(f, ticket, 1);
    assert_int_equal(hall_commit(&f->hall), 0);
    help_close(f);
    help_open(f);
    assert_null(papers_find(&f->papers, 5)); /* only the last day is read */
    assert_int_equal(papers_of_ticket(&f->papers, 1)->number, 6);
}

/* A printer leaves the catalogue; tests/live/test_printer.py does it by a reload. */
static void a_printer_that_is_gone_has_no_turn(void **state)
{
    struct help *f = *state;
    const struct paper *paper = order(f, 2);
    struct catalogue *catalogue = (struct catalogue *)f->centre->catalogue;
    struct catalogue_printer first = catalogue->printers.items[0];
    assert_string_equal(first.key, "entrance-1");
    catalogue->printers.items[0].key = "entrance-9";
    papers_look(&f->papers);
    expect(paper, PAPER_WAITING, "entrance-2");
    catalogue->printers.items[0] = first;
}

/* Rows that somebody else wrote are left out, whatever they say. */
static void rows_that_make_no_sense_are_left_out(void **state)
{
    struct help *f = *state;
    order(f, 2);
    static const int64_t wrong[][4] = {/* paper, state, attempt, ticket */
                                       {1, 7, 9, 0},          {1, 2, 3, 0},  {1, 6, -5, 0}, {1, 99, 1, 0},
                                       {1, -3, 1, 0},         {2, 0, 9, 0},  {2, 0, 1, -7}, {-4, 0, 1, 0},
                                       {5, 0, 1, 2000000000}, {77, 3, 1, 0}, {60, 0, 1, 0}};
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
        struct store_row row = {.table = TABLE_PRINT, .at_ms = f->wall_ms, .text = "entrance-1"};
        row.value[PRINT_DAY] = date_days(tuesday);
        row.value[PRINT_PAPER] = wrong[i][0];
        row.value[PRINT_STATE] = wrong[i][1];
        row.value[PRINT_ATTEMPT] = wrong[i][2];
        row.value[PRINT_TICKET] = wrong[i][3];
        row.value[PRINT_KIND] = PAPER_TICKET;
        store_add_row(f->hall.store, &row);
    }
    assert_int_equal(hall_commit(&f->hall), 0);
    papers_forget(&f->papers);
    assert_non_null(papers_find(&f->papers, 1));
    expect(papers_find(&f->papers, 1), PAPER_WAITING, "entrance-1");
    assert_int_equal(f->papers.count, 2); /* 5 is of no ticket */
    assert_int_equal(order(f, 1)->number, 78);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(what_may_become_of_what),
            TEST(every_report_in_every_state),
            TEST(ends),
            TEST(a_ticket_and_its_paper_are_one_row_more),
            TEST(slips_are_kept_with_their_code),
            TEST(what_stands_on_it_is_as_true_as_when_it_was_ordered),
            TEST(a_failed_commit_takes_back_what_was_ordered_and_told_in_it),
            TEST(a_failed_commit_takes_back_how_printers_were_told_to_be),
            TEST(a_store_put_back_gives_no_number_again),
            TEST(a_ticket_that_ends_gives_up_what_waits),
            TEST(another_paper_of_a_ticket_is_a_copy_unless_none_came_out),
            TEST(a_day_that_closes_ends_all_of_its_paper),
            TEST(a_printer_that_is_gone_has_no_turn),
            TEST(rows_that_make_no_sense_are_left_out),
    };
#undef TEST
    return cmocka_run_group_tests(tests, NULL, NULL);
}
