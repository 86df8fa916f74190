/* SPDX-License-Identifier: MIT
 *
 * Every number of a tally in the field that has its name: each is another one.
 */
#include "daemon/report_private.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct fixture {
    struct arena arena;
    struct report_question question;
    struct report_gathering gathering;
    struct tally tally;
};

static int setup(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    arena_init(&f->arena);
    f->question.names.arena = &f->arena;
    f->gathering = (struct report_gathering){.question = &f->question, .arena = &f->arena};
    tally_init(&f->tally, true);
    for (int i = 0; i < TALLY_COUNT_LIMIT; i++)
        f->tally.count[i] = 1000 + i;
    for (int place = 0; place < SPREAD_LIMIT; place++) {
        for (int i = 1; i <= 10; i++)
            tally_add_time(&f->tally, (enum tally_spread)place, (100 * place + i) * INT64_C(1000));
    }
    tally_add_target(&f->tally, 600000);
    tally_add_target(&f->tally, 900000);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    tally_done(&f->tally);
    arena_done(&f->arena);
    free(f);
    return 0;
}

static struct manager_report_figures figures_of(struct fixture *f, enum report_of of)
{
    struct manager_report_figures figures;
    report_figures(&f->gathering, &(struct report_figures_of){of, 1, true}, &f->tally, &figures);
    return figures;
}

#define SAME(field, name) assert_int_equal(figures.field, 1000 + TALLY_##name)

static void visits_and_steps(void **state)
{
    struct manager_report_figures figures = figures_of(*state, REPORT_ALL);
    SAME(issued, ISSUED);
    SAME(people, ISSUED_PEOPLE);
    SAME(adopted, ADOPTED);
    SAME(visit_ends->open, VISITS_OPEN);
    SAME(visit_ends->served, VISIT_SERVED);
    SAME(visit_ends->no_show, VISIT_NO_SHOW);
    SAME(visit_ends->cancelled, VISIT_CANCELLED);
    SAME(visit_ends->void_, VISIT_VOID);
    SAME(visit_ends->transferred, VISIT_TRANSFERRED);
    SAME(visit_ends->never_called, VISIT_NEVER_CALLED);
    SAME(visit_ends->unfinished, VISIT_UNFINISHED);
    SAME(visit_ends->joined, VISIT_JOINED);
    SAME(partly_served, VISIT_PARTLY_SERVED);
    SAME(entered->issue, ENTERED_ISSUE);
    SAME(entered->next, ENTERED_NEXT);
    SAME(entered->transfer, ENTERED_TRANSFER);
    SAME(entered->back, ENTERED_BACK);
    SAME(entered->direct, ENTERED_DIRECT);
    SAME(entered->joined, ENTERED_JOIN);
    SAME(entered->changed_in, CHANGED_IN);
    SAME(entered->changed_out, CHANGED_OUT);
    SAME(step_ends.open, STEPS_OPEN);
    SAME(step_ends.served, STEP_SERVED);
    SAME(step_ends.no_show, STEP_NO_SHOW);
    SAME(step_ends.cancelled, STEP_CANCELLED);
    SAME(step_ends.void_, STEP_VOID);
    SAME(step_ends.transferred, STEP_TRANSFERRED);
    SAME(step_ends.never_called, STEP_NEVER_CALLED);
    SAME(step_ends.unfinished, STEP_UNFINISHED);
    SAME(step_ends.joined, STEP_JOINED);
}

static void what_became_of_them(void **state)
{
    struct manager_report_figures figures = figures_of(*state, REPORT_ALL);
    SAME(people_served, PEOPLE);
    SAME(called, CALLED);
    SAME(within, WITHIN);
    SAME(measured, MEASURED);
    assert_true(figures.level_percent.value == 100.0 * (1000 + TALLY_WITHIN) / (1000 + TALLY_MEASURED));
    assert_int_equal(figures.target_from_ms.value, 600000);
    assert_int_equal(figures.target_to_ms.value, 900000);
    SAME(returned, RETURNED);
    SAME(recalls, RECALLS);
    SAME(put_offs, PUT_OFFS);
    SAME(fulfilled, FULFILLED);
    SAME(not_fulfilled.visitor, CAUSE_VISITOR);
    SAME(not_fulfilled.agency, CAUSE_AGENCY);
    SAME(not_fulfilled.counter, CAUSE_COUNTER);
    SAME(not_fulfilled.other, CAUSE_OTHER);
    SAME(not_recorded, NOT_RECORDED);
    SAME(quantity, QUANTITY);
    SAME(inaccurate, INACCURATE);
    SAME(interrupted, INTERRUPTED);
    SAME(ratings, RATINGS);
    SAME(stars, STARS);
    SAME(papers_failed, PAPERS_FAILED);
    SAME(papers_uncertain, PAPERS_UNCERTAIN);
}

static void what_was_told(void **state)
{
    const struct manager_report_figures of_all = figures_of(*state, REPORT_ALL);
    assert_non_null(of_all.accuracy);
    const struct manager_accuracy figures = *of_all.accuracy;
    SAME(tickets, TOLD_TICKETS);
    SAME(apart, TOLD_APART);
    SAME(promised, TOLD_PROMISED);
    SAME(unknown, TOLD_UNKNOWN);
    SAME(silent, TOLD_SILENT);
    SAME(called, TOLD_CALLED);
    SAME(covered, TOLD_COVERED);
    SAME(passed, TOLD_PASSED);
    SAME(usual, TOLD_USUAL);
    assert_int_equal(figures.error_ms.value, (1000 + TALLY_TOLD_ERROR_MS) / (1000 + TALLY_TOLD_CALLED));
    assert_int_equal(figures.bias_ms.value, (1000 + TALLY_TOLD_BIAS_MS) / (1000 + TALLY_TOLD_CALLED));
    assert_int_equal(figures.usual_error_ms.value, (1000 + TALLY_TOLD_USUAL_ERROR_MS) / (1000 + TALLY_TOLD_USUAL));
    assert_true(figures.ratio.value == (1000.0 + TALLY_TOLD_BESIDE_ERROR_MS) / (1000.0 + TALLY_TOLD_USUAL_ERROR_MS));
}

static void assert_spread(struct manager_spread spread, enum tally_spread place)
{
    const int64_t base_ms = place * INT64_C(100000);
    assert_int_equal(spread.count, 10);
    assert_int_equal(spread.mean_ms.value, base_ms + 5500);
    assert_int_equal(spread.median_ms.value, base_ms + 5000);
    assert_int_equal(spread.p90_ms.value, base_ms + 9000);
    assert_int_equal(spread.max_ms.value, base_ms + 10000);
}

static void times(void **state)
{
    struct manager_report_figures figures = figures_of(*state, REPORT_ALL);
    assert_spread(figures.waiting, SPREAD_WAITING);
    assert_spread(*figures.visit_waiting, SPREAD_VISIT_WAITING);
    assert_spread(*figures.way, SPREAD_WAY);
    assert_spread(figures.service, SPREAD_SERVICE);
    assert_spread(*figures.parked, SPREAD_PARKED);
    assert_spread(*figures.put_off, SPREAD_PUT_OFF);
}

/* What stands in no sum of the tally has no line either. */
static void differences(void **state)
{
    struct fixture *f = *state;
    const struct manager_report_figures all = figures_of(f, REPORT_ALL);
    const struct manager_ends *ends = all.visit_ends;
    assert_int_equal(all.visit_difference.value, all.issued - ends->open - ends->served - ends->no_show -
                                                         ends->cancelled - ends->void_ - ends->transferred -
                                                         ends->never_called - ends->unfinished - ends->joined);
    f->tally.count[TALLY_ENTERED_NEXT] += 7;
    assert_int_equal(figures_of(f, REPORT_SERVICE).step_difference.value, all.step_difference.value + 7);
    f->tally.count[TALLY_CHANGED_OUT] += 2;
    assert_int_equal(figures_of(f, REPORT_CLASS).step_difference.value, all.step_difference.value + 5);
    assert_false(figures_of(f, REPORT_SERVICE).visit_difference.set);
    assert_false(figures_of(f, REPORT_OPERATOR).step_difference.set);
}

static void outcomes_and_what_was_missing_by_frequency(void **state)
{
    static struct report_name services[2] = {[1] = {.key = "visa", .name = "Visa", .bring = "Passport\nPhotograph"}};
    struct fixture *f = *state;
    f->question.names.items[NAME_SERVICE] = services;
    f->question.names.count[NAME_SERVICE] = 2;
    tally_add_part(&f->tally, PART_OUTCOME, 3, 5);
    tally_add_part(&f->tally, PART_OUTCOME, 9, 6);
    tally_add_part(&f->tally, PART_LACKED, 2, 4);
    tally_add_part(&f->tally, PART_LACKED, 5, 3);
    struct manager_report_figures figures = figures_of(f, REPORT_SERVICE);
    assert_int_equal(figures.outcomes.count, 2);
    assert_string_equal(figures.outcomes.items[0].key, "#9");
    assert_int_equal(figures.outcomes.items[0].count, 6);
    assert_string_equal(figures.outcomes.items[1].key, "#3");
    assert_int_equal(figures.lacked.count, 2);
    assert_string_equal(figures.lacked.items[0].key, "2");
    assert_string_equal(figures.lacked.items[0].name, "Photograph");
    assert_string_equal(figures.lacked.items[1].name, "#5");
    assert_int_equal(figures_of(f, REPORT_ALL).lacked.count, 0);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)
    const struct CMUnitTest tests[] = {
            TEST(visits_and_steps), TEST(what_became_of_them),
            TEST(what_was_told),    TEST(times),
            TEST(differences),      TEST(outcomes_and_what_was_missing_by_frequency),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
