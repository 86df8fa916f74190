/* SPDX-License-Identifier: MIT
 *
 * What a day counts of the rows of its steps, worked by hand: which step of a visit is its last, what was waited in all
 * of them, and what is kept of an hour of a service, a counter and an operator.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/clock.h"
#include "daemon/engine/ticket.h"
#include "daemon/rollup_private.h"

#define MINUTE INT64_C(60000)

enum { DAY = 20000, BEGAN_MS = 1000000, SERVICE = 3, OTHER = 4, OPERATOR = 5, COUNTER = 6 };

/* Issued at eight, called after so long. */
static struct store_step step_of(int64_t ticket, int64_t step, int64_t waited_ms)
{
    return (struct store_step){.seq = ticket * 10 + step,
                               .day = DAY,
                               .ticket = ticket,
                               .step = step,
                               .service = SERVICE,
                               .class = 1,
                               .ending = END_SERVED,
                               .entry = step ? ENTRY_NEXT : ENTRY_ISSUE,
                               .counter = COUNTER,
                               .operator_id = OPERATOR,
                               .party = 1,
                               .target_ms = 15 * MINUTE,
                               .entered_ms = BEGAN_MS + step,
                               .first_called_ms = BEGAN_MS + waited_ms,
                               .ended_ms = BEGAN_MS + waited_ms + (1 + step) * MINUTE,
                               .waited_ms = waited_ms,
                               .way_ms = MINUTE,
                               .service_ms = 2 * MINUTE,
                               .outcome = 1};
}

static struct tallies *count(const struct store_step *rows, size_t row_count)
{
    static const struct rollup_known known = {0};
    struct tallies *tallies = tallies_new(true);
    struct rollup_count count = {.known = &known, .day = DAY, .tallies = tallies};
    for (size_t i = 0; i < row_count; i++)
        assert_int_equal(rollup_count_row(&count, &rows[i]), 0);
    rollup_count_end(&count, 0);
    rollup_count_done(&count);
    return tallies;
}

static const struct tally *all_of(const struct tallies *tallies)
{
    return tallies_find(tallies, TALLY_ALL, 0);
}

/* Of all their steps together; of whoever was never called or was interrupted nobody knows how long it would have been,
 * and who was served at once has not waited. */
static void visits_wait_in_all_their_steps(attr_unused void **state)
{
    struct store_step rows[] = {step_of(1, 0, 3 * MINUTE), step_of(1, 1, 4 * MINUTE), step_of(2, 0, 0),
                                step_of(3, 0, MINUTE),     step_of(3, 1, MINUTE),     step_of(4, 0, 30 * MINUTE)};
    rows[2].entry = ENTRY_DIRECT;
    rows[3].marks = MARK_INTERRUPTED;
    rows[5].ending = END_NEVER_CALLED;
    rows[5].first_called_ms = rows[5].counter = rows[5].operator_id = 0;
    _cleanup_(tallies_freep) struct tallies *tallies = count(rows, ARRAY_SIZE(rows));
    const struct tally *all = all_of(tallies);
    assert_int_equal(all->spread[SPREAD_VISIT_WAITING].count, 1);
    assert_int_equal(all->spread[SPREAD_VISIT_WAITING].sum_ms, 7 * MINUTE);
    assert_int_equal(all->count[TALLY_VISIT_SERVED], 3);
    assert_int_equal(all->count[TALLY_VISIT_NEVER_CALLED], 1);
    assert_int_equal(all->count[TALLY_STEP_SERVED], 5);
    assert_int_equal(all->count[TALLY_DAYS], 1);
}

/* Its last step was not served: that is how it ended. */
static void visits_are_partly_served(attr_unused void **state)
{
    struct store_step rows[] = {step_of(1, 0, MINUTE), step_of(1, 1, MINUTE), step_of(2, 0, MINUTE)};
    rows[1].ending = rows[2].ending = END_CANCELLED;
    _cleanup_(tallies_freep) struct tallies *tallies = count(rows, ARRAY_SIZE(rows));
    assert_int_equal(all_of(tallies)->count[TALLY_VISIT_PARTLY_SERVED], 1);
    assert_int_equal(all_of(tallies)->count[TALLY_VISIT_CANCELLED], 2);
    assert_int_equal(all_of(tallies)->count[TALLY_VISIT_SERVED], 0);
}

/* Only where somebody waited beyond the target, and then of all who came then; how long they waited, and nothing that
 * its table does not show. */
static void hours_of_a_service_are_kept_where_somebody_was_late(attr_unused void **state)
{
    struct store_step rows[] = {step_of(1, 0, 20 * MINUTE), step_of(2, 0, 10 * MINUTE), step_of(3, 0, 10 * MINUTE)};
    rows[2].service = OTHER;
    int64_t hour = tally_hour(BEGAN_MS) % 24;
    _cleanup_(tallies_freep) struct tallies *tallies = count(rows, ARRAY_SIZE(rows));
    const struct tally *late = tallies_find(tallies, TALLY_SERVICE_HOUR, SERVICE * 24 + hour);
    assert_non_null(late);
    assert_null(tallies_find(tallies, TALLY_SERVICE_HOUR, OTHER * 24 + hour));
    assert_int_equal(late->count[TALLY_MEASURED], 2);
    assert_int_equal(late->count[TALLY_WITHIN], 1);
    assert_int_equal(late->count[TALLY_PEOPLE], 0);
    assert_int_equal(late->spread[SPREAD_WAITING].count, 2);
    assert_int_equal(late->spread[SPREAD_WAITING].sum_ms, 30 * MINUTE);
    assert_int_equal(late->spread[SPREAD_WAY].count, 0);
    assert_int_equal(late->spread[SPREAD_SERVICE].count, 0);
    assert_int_equal(late->item_count, 0);
}

/* What was told at issue is not counted by who served; and only some lengths are exact. */
static void what_is_kept_of_each(attr_unused void **state)
{
    struct store_step rows[] = {step_of(1, 0, 10 * MINUTE)};
    rows[0].likely_ms = BEGAN_MS + 8 * MINUTE;
    rows[0].promised_ms = BEGAN_MS + 12 * MINUTE;
    _cleanup_(tallies_freep) struct tallies *tallies = count(rows, ARRAY_SIZE(rows));
    const struct {
        enum tally_by by;
        int64_t key;
        bool told, exact;
    } kept[] = {{TALLY_ALL, 0, true, true},
                {TALLY_SERVICE, SERVICE, true, true},
                {TALLY_CLASS, 1, true, false},
                {TALLY_HOUR, tally_hour(BEGAN_MS), true, false},
                {TALLY_COUNTER, COUNTER, false, false},
                {TALLY_OPERATOR, OPERATOR, false, false}};
    for (size_t i = 0; i < ARRAY_SIZE(kept); i++) {
        const struct tally *tally = tallies_find(tallies, kept[i].by, kept[i].key);
        assert_non_null(tally);
        assert_int_equal(tally->count[TALLY_TOLD_COVERED], kept[i].told);
        assert_int_equal(tally->count[TALLY_TOLD_ERROR_MS], kept[i].told ? 2 * MINUTE : 0);
        assert_int_equal(tally->count[TALLY_STEP_SERVED], 1);
        assert_int_equal(tally->exact, kept[i].exact);
    }
}

/* Together: all hours are one, and local time is not asked. */
static void hours_may_be_together(attr_unused void **state)
{
    static const struct rollup_known known = {.hours_together = true};
    _cleanup_(tallies_freep) struct tallies *tallies = tallies_new(true);
    struct rollup_count count = {.known = &known, .day = DAY, .tallies = tallies};
    struct store_step rows[] = {step_of(1, 0, 20 * MINUTE), step_of(2, 0, MINUTE)};
    rows[1].entered_ms += 180 * MINUTE;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        assert_int_equal(rollup_count_row(&count, &rows[i]), 0);
    rollup_count_end(&count, 0);
    rollup_count_done(&count);
    assert_int_equal(tallies_find(tallies, TALLY_HOUR, 0)->count[TALLY_STEP_SERVED], 2);
    assert_int_equal(tallies_each_of(tallies, TALLY_SERVICE_HOUR, NULL, NULL), 0); /* there are none */
}

/* A row that the disk has changed leads nobody out of memory. */
static void rows_that_cannot_be_are_refused(attr_unused void **state)
{
    static const struct rollup_known known = {0};
    struct rollup_count count = {.known = &known, .day = DAY};
    struct store_step rows[] = {step_of(1, 0, 0), step_of(1, 0, 0), step_of(1, 0, 0), step_of(1, 0, 0)};
    rows[0].ticket = INT64_MAX;
    rows[1].service = -1;
    rows[2].day = DAY + 1;
    rows[3].entered_ms = INT64_MAX;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        assert_int_equal(rollup_count_row(&count, &rows[i]), -EBADMSG);
    rollup_count_done(&count);
}

/* A number is written in one way only, else one day could be kept as other bytes. */
static void bytes_are_written_in_one_way(attr_unused void **state)
{
    static const uint8_t longer[] = {0x80, 0x00, 0x01, 0x00}, cut[] = {0x00, 0x05, 0x00};
    _cleanup_(tallies_freep) struct tallies *tallies = tallies_new(true);
    struct packed packed = packed_of(longer, sizeof(longer));
    const void *bytes;
    int64_t key;
    size_t size;
    assert_int_equal(packed_next(&packed, &key, &bytes, &size), -EBADMSG);
    assert_int_equal(rollup_unpack(cut, sizeof(cut), TALLY_SERVICE, tallies), -EBADMSG);
}

int main(void)
{
    if (clock_set_zone("Asia/Baku") < 0)
        return 1;
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(visits_wait_in_all_their_steps),
            cmocka_unit_test(visits_are_partly_served),
            cmocka_unit_test(hours_of_a_service_are_kept_where_somebody_was_late),
            cmocka_unit_test(what_is_kept_of_each),
            cmocka_unit_test(hours_may_be_together),
            cmocka_unit_test(rows_that_cannot_be_are_refused),
            cmocka_unit_test(bytes_are_written_in_one_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
