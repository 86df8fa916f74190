/* SPDX-License-Identifier: MIT
 *
 * What was told beside what happened: every row in its number, and in one only.
 */
#include "daemon/accuracy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/clock.h"
#include "common/range.h"
#include "daemon/engine/chance.h"

#define MINUTE INT64_C(60000)
#define BEGIN  (60000 * MINUTE) /* a full hour */

static int64_t at(int64_t minute)
{
    return BEGIN + minute * MINUTE;
}

/* Told: most likely in 10 minutes, at the latest in 18; the formula said 14. */
static struct store_step promised(int64_t called_minute)
{
    return (struct store_step){.channel = CHANNEL_KIOSK,
                               .entry = ENTRY_ISSUE,
                               .ending = END_SERVED,
                               .entered_ms = at(0),
                               .first_called_ms = at(called_minute),
                               .ended_ms = at(called_minute + 5),
                               .likely_ms = at(10),
                               .promised_ms = at(18),
                               .usual_ms = at(14)};
}

static struct store_step silent(void)
{
    struct store_step step = promised(10);
    step.likely_ms = step.promised_ms = step.usual_ms = 0;
    return step;
}

static struct store_step uncalled(int64_t ended_minute)
{
    struct store_step step = promised(0);
    step.ending = END_CANCELLED;
    step.first_called_ms = 0;
    step.ended_ms = at(ended_minute);
    return step;
}

static struct accuracy mark(const struct store_step *steps, size_t count)
{
    struct accuracy accuracy = {0};
    for (size_t i = 0; i < count; i++)
        accuracy_take(&accuracy, &steps[i]);
    assert_int_equal(accuracy.tickets, accuracy.apart + accuracy.promised + accuracy.unknown + accuracy.silent);
    return accuracy;
}

#define MARK(...)                                  \
    mark((const struct store_step[]){__VA_ARGS__}, \
         sizeof((const struct store_step[]){__VA_ARGS__}) / sizeof(struct store_step))

static void errors_and_bias(attr_unused void **state)
{
    struct accuracy accuracy = MARK(promised(4), promised(13), promised(10), promised(23));
    assert_int_equal(accuracy.promised, 4);
    assert_int_equal(accuracy.called, 4);
    assert_int_equal(accuracy.error_ms, (6 + 3 + 0 + 13) * MINUTE);
    assert_int_equal(accuracy.bias_ms, (-6 + 3 + 0 + 13) * MINUTE);
    assert_int_equal(accuracy.covered, 3);
    assert_int_equal(accuracy.usual, 4);
    assert_int_equal(accuracy.usual_error_ms, (10 + 1 + 4 + 9) * MINUTE);
    assert_int_equal(accuracy.beside_error_ms, accuracy.error_ms);
}

/* The formula says nothing of some: it is compared over the others. */
static void the_same_tickets_for_both(attr_unused void **state)
{
    struct store_step without = promised(110);
    without.usual_ms = 0;
    struct accuracy accuracy = MARK(promised(12), without);
    assert_int_equal(accuracy.error_ms, 102 * MINUTE);
    assert_int_equal(accuracy.usual, 1);
    assert_int_equal(accuracy.usual_error_ms, 2 * MINUTE);
    assert_int_equal(accuracy.beside_error_ms, 2 * MINUTE);
}

/* Covered is by the range, passed by the paper, which says five past. */
static void covered_and_passed(attr_unused void **state)
{
    struct accuracy last = MARK(promised(18)), late = MARK(promised(19)), printed = MARK(promised(20));
    struct accuracy passed = MARK(promised(21));
    assert_true(last.covered && !late.covered && !printed.covered && !passed.covered);
    assert_true(!last.passed && !late.passed && !printed.passed && passed.passed);
    struct accuracy left = MARK(uncalled(20)), gave_up = MARK(uncalled(21));
    assert_true(left.promised && !left.called && !left.passed && !left.error_ms);
    assert_true(gave_up.promised && !gave_up.called && gave_up.passed && !gave_up.error_ms);
}

static void told_nothing(attr_unused void **state)
{
    struct store_step left = silent();
    left.first_called_ms = 0;
    struct accuracy accuracy = MARK(silent(), left, silent());
    assert_int_equal(accuracy.unknown, 2);
    assert_int_equal(accuracy.silent, 1);
    assert_int_equal(accuracy.promised + accuracy.called + accuracy.error_ms + accuracy.passed, 0);
}

static void not_judged(attr_unused void **state)
{
    struct store_step put_off = promised(40), aside = promised(40), interrupted = promised(40), adopted = promised(40);
    struct store_step booked = silent(), direct = silent(), booked_told = promised(12), late_form = promised(12);
    put_off.put_offs = 1;
    aside.aside_ms = 1;
    interrupted.marks = MARK_INTERRUPTED;
    adopted.channel = CHANNEL_ADOPTED;
    booked.channel = booked_told.channel = CHANNEL_BOOKING;
    direct.entry = ENTRY_DIRECT;
    late_form.marks = MARK_INACCURATE; /* its finish was forgotten: the call was not */
    struct accuracy accuracy = MARK(put_off, aside, interrupted, adopted, booked, direct, booked_told, late_form);
    assert_int_equal(accuracy.apart, 6);
    assert_int_equal(accuracy.called, 2);
    assert_int_equal(accuracy.error_ms, 4 * MINUTE);
    assert_int_equal(accuracy.unknown, 0);
}

/* The end that is judged is the end that paper tells, whatever was told and when. */
static void as_printed(attr_unused void **state)
{
    assert_int_equal(clock_set_zone("Asia/Kathmandu"), 0); /* 5:45 ahead */
    struct chance chance = {11};
    for (int i = 0, between = 0; i < 100000 || between < 10000; i++) {
        int64_t now_ms = BEGIN + (int64_t)(chance_word(&chance) % (48 * 60 * MINUTE));
        struct range range = {.from_ms = now_ms + (int64_t)(chance_word(&chance) % (90 * MINUTE))};
        range.likely_ms = range.from_ms + (int64_t)(chance_word(&chance) % (20 * MINUTE));
        range.until_ms = range.likely_ms + (int64_t)(chance_word(&chance) % (20 * MINUTE));
        const struct range_shown shown = range_shown(&range, RANGE_ON_PAPER, now_ms);
        between += shown.form == RANGE_BETWEEN;
        if (shown.form == RANGE_BETWEEN && shown.from_ms != shown.until_ms)
            assert_int_equal(shown.until_ms, promise_ends_ms(now_ms, range.until_ms));
    }
}

static void first_steps_only(attr_unused void **state)
{
    struct store_step second = silent();
    second.step = 1;
    second.entry = ENTRY_NEXT;
    assert_int_equal(MARK(second).tickets, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(errors_and_bias),    cmocka_unit_test(the_same_tickets_for_both),
            cmocka_unit_test(covered_and_passed), cmocka_unit_test(told_nothing),
            cmocka_unit_test(not_judged),         cmocka_unit_test(first_steps_only),
            cmocka_unit_test(as_printed),
    };
    return cmocka_run_group_tests_name("accuracy", tests, NULL, NULL);
}
