/* SPDX-License-Identifier: MIT
 *
 * The calls of the day as events tell them.
 */
#include "daemon/calls.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct fixture {
    struct calls calls;
    int64_t seq;
};

static int set_up(void **state)
{
    *state = mem_new(struct fixture);
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    calls_done(&f->calls);
    free(f);
    return 0;
}

/* An event a second. */
static void take(struct fixture *f, struct event event)
{
    event.seq = ++f->seq;
    event.at_ms = event.seq * 1000;
    calls_take(&f->calls, &event, 1);
}

static void call(struct fixture *f, int32_t ticket, int32_t operator_id, int64_t group)
{
    take(f, (struct event){.kind = EVENT_CALLED,
                           .ticket = ticket,
                           .counter = operator_id + 10,
                           .operator_id = operator_id,
                           .value = {[CALLED_WHY] = CALL_DUE, [CALLED_GROUP] = group}});
}

static void a_recall_is_the_same_call_again(void **state)
{
    struct fixture *f = *state;
    assert_null(calls_last(&f->calls, 1));
    call(f, 1, 1, 0);
    call(f, 2, 2, 0);
    take(f, (struct event){.kind = EVENT_RECALLED, .ticket = 1, .operator_id = 1, .counter = 11});
    const struct call_made *last = calls_last(&f->calls, 1);
    assert_int_equal(last->seq, 3);
    assert_int_equal(last->kind, CALL_KIND_AGAIN);
    assert_int_equal(last->counter, 11);
    assert_int_equal(calls_last(&f->calls, 2)->seq, 2);
    assert_null(calls_last(&f->calls, 3));
}

static void a_call_moves_with_its_operator_or_to_another(void **state)
{
    struct fixture *f = *state;
    call(f, 1, 1, 0);
    take(f, (struct event){.kind = EVENT_MOVED, .operator_id = 1, .counter = 15});
    assert_int_equal(calls_last(&f->calls, 1)->kind, CALL_KIND_MOVED);
    assert_int_equal(calls_last(&f->calls, 1)->counter, 15);
    take(f, (struct event){.kind = EVENT_HANDED_OVER, .ticket = 1, .operator_id = 1, .value = {2, 12}});
    assert_int_equal(calls_last(&f->calls, 1)->counter, 12);
    take(f, (struct event){.kind = EVENT_MOVED, .operator_id = 2, .counter = 16});
    assert_int_equal(calls_last(&f->calls, 1)->counter, 16);
    assert_int_equal(calls_last(&f->calls, 1)->seq, 4);
    take(f, (struct event){.kind = EVENT_MOVED, .operator_id = 7, .counter = 17}); /* he has called nobody */
    assert_int_equal(f->calls.count, 4);
}

static void what_is_taken_back_is_told_for_its_time(void **state)
{
    struct fixture *f = *state;
    call(f, 1, 1, 0);
    assert_true(calls_deadline(&f->calls, 0) == INT64_MAX);
    take(f, (struct event){.kind = EVENT_UNDONE, .ticket = 1, .operator_id = 1, .value = {EVENT_CALLED}});
    assert_true(calls_last(&f->calls, 1)->taken_back);
    call(f, 2, 1, 0);
    take(f, (struct event){.kind = EVENT_UNCALLED, .ticket = 2, .value = {UNCALLED_LEASE}});
    assert_int_equal(f->calls.taken_back.count, 2);
    assert_int_equal(f->calls.taken_back.items[1].counter, 11);
    assert_int_equal(calls_deadline(&f->calls, 5000), 2000 + CALLS_PLEASE_WAIT_MS);
    assert_int_equal(calls_deadline(&f->calls, 2000 + CALLS_PLEASE_WAIT_MS), 4000 + CALLS_PLEASE_WAIT_MS);
    assert_true(calls_deadline(&f->calls, 4000 + CALLS_PLEASE_WAIT_MS) == INT64_MAX);
    call(f, 1, 1, 0);
    assert_false(calls_last(&f->calls, 1)->taken_back);
}

static void an_undone_finish_takes_back_the_call_that_came_with_it(void **state)
{
    struct fixture *f = *state;
    call(f, 1, 1, 0);
    call(f, 2, 1, 77);
    take(f, (struct event){.kind = EVENT_UNDONE, .ticket = 1, .operator_id = 1, .value = {EVENT_FINISHED}});
    assert_true(calls_last(&f->calls, 2)->taken_back);
    assert_false(calls_last(&f->calls, 1)->taken_back);
    call(f, 3, 1, 78);
    take(f, (struct event){.kind = EVENT_UNDONE, .ticket = 3, .operator_id = 1, .value = {EVENT_FINISHED}});
    assert_false(calls_last(&f->calls, 3)->taken_back);
}

static void who_is_missed_is_told_where_he_was_called(void **state)
{
    struct fixture *f = *state;
    call(f, 1, 1, 0);
    take(f, (struct event){.kind = EVENT_MISSED, .ticket = 1, .operator_id = 1, .counter = 11});
    assert_int_equal(f->calls.missed.count, 1);
    assert_int_equal(f->calls.missed.items[0].counter, 11);
    assert_int_equal(calls_deadline(&f->calls, 3000), 2000 + CALLS_MISSED_MS);
}

static void a_new_day_begins_with_no_calls(void **state)
{
    struct fixture *f = *state;
    call(f, 1, 1, 0);
    take(f, (struct event){.kind = EVENT_MISSED, .ticket = 1, .operator_id = 1});
    take(f, (struct event){.kind = EVENT_DAY_OPENED});
    assert_null(calls_last(&f->calls, 1));
    assert_int_equal(f->calls.count + f->calls.missed.count, 0);
    assert_true(calls_deadline(&f->calls, 0) == INT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test_setup_teardown(a_recall_is_the_same_call_again, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_call_moves_with_its_operator_or_to_another, set_up, tear_down),
            cmocka_unit_test_setup_teardown(what_is_taken_back_is_told_for_its_time, set_up, tear_down),
            cmocka_unit_test_setup_teardown(an_undone_finish_takes_back_the_call_that_came_with_it, set_up, tear_down),
            cmocka_unit_test_setup_teardown(who_is_missed_is_told_where_he_was_called, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_new_day_begins_with_no_calls, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
