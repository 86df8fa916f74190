/* SPDX-License-Identifier: MIT
 *
 * printer/cups_jobs: what a printer tells of its jobs. Days of 2,182 and 1,285 visits found papers that were claimed
 * twice: a job that ended while it was told of stood in both lists, or a job stood twice in one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "printer/cups_private.h"

#define KEY       "novbe/baku-1/1234/1795946719852/entrance-1"
#define OTHER_KEY "novbe/baku-1/1235/1795946719899/entrance-1"

struct told {
    int id, state;
    const char *name;
};

static ipp_t *answer_of(const struct told *told, size_t count)
{
    _cleanup_ipp_ ipp_t *request = cups_request(IPP_OP_GET_JOBS, NULL, 0);
    ipp_t *answer = ippNewResponse(request);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            ippAddSeparator(answer);
        ippAddInteger(answer, IPP_TAG_JOB, IPP_TAG_INTEGER, "job-id", told[i].id);
        ippAddInteger(answer, IPP_TAG_JOB, IPP_TAG_ENUM, "job-state", told[i].state);
        ippAddString(answer, IPP_TAG_JOB, IPP_TAG_NAME, "job-name", NULL, told[i].name);
    }
    return answer;
}

static struct verdict_jobs counted(const struct told *first, size_t firsts, const struct told *later, size_t laters)
{
    struct verdict_jobs jobs = {0};
    _cleanup_ipp_ ipp_t *not_completed = answer_of(first, firsts);
    _cleanup_ipp_ ipp_t *completed = answer_of(later, laters);
    assert_int_equal(cups_count_told(not_completed, completed, KEY, &jobs, NULL), (int)laters);
    return jobs;
}

static void test_one_that_ends_meanwhile_counts_once(void **state)
{
    (void)state;
    static const int before[] = {IPP_JSTATE_PENDING, IPP_JSTATE_PROCESSING, IPP_JSTATE_COMPLETED, IPP_JSTATE_CANCELED};
    for (size_t i = 0; i < ARRAY_SIZE(before); i++) {
        struct told first = {7, before[i], KEY}, later = {7, IPP_JSTATE_COMPLETED, KEY};
        struct verdict_jobs jobs = counted(&first, 1, &later, 1);
        assert_int_equal(jobs.completed, 1);
        assert_int_equal(jobs.waiting + jobs.processing + jobs.dropped, 0);
    }
}

static void test_two_of_one_name_are_two(void **state)
{
    (void)state;
    struct told later[] = {
            {7, IPP_JSTATE_COMPLETED, KEY}, {8, IPP_JSTATE_COMPLETED, KEY}, {9, IPP_JSTATE_ABORTED, KEY}};
    struct told first = {10, IPP_JSTATE_PROCESSING, KEY};
    struct verdict_jobs jobs = counted(&first, 1, later, ARRAY_SIZE(later));
    assert_int_equal(jobs.completed, 2);
    assert_int_equal(jobs.aborted, 1);
    assert_int_equal(jobs.processing, 1);
}

/* ippeveprinter goes through its jobs with one place for all who ask. */
static void test_one_that_is_told_twice_counts_once(void **state)
{
    (void)state;
    struct told later[] = {
            {7, IPP_JSTATE_COMPLETED, KEY}, {6, IPP_JSTATE_COMPLETED, OTHER_KEY}, {7, IPP_JSTATE_COMPLETED, KEY}};
    assert_int_equal(counted(NULL, 0, later, ARRAY_SIZE(later)).completed, 1);
}

/* A printer that keeps no history tells of an end while it lasts, in the first answer only. */
static void test_an_end_that_is_told_once_counts(void **state)
{
    (void)state;
    struct told first = {7, IPP_JSTATE_COMPLETED, KEY};
    assert_int_equal(counted(&first, 1, NULL, 0).completed, 1);
}

static void test_all_of_ours_into_a_list(void **state)
{
    (void)state;
    struct told first[] = {
            {7, IPP_JSTATE_COMPLETED, KEY}, {8, IPP_JSTATE_PENDING, OTHER_KEY}, {9, IPP_JSTATE_PENDING, "a letter"}};
    struct told later[] = {{7, IPP_JSTATE_COMPLETED, KEY}};
    struct cups_list list = {0};
    _cleanup_ipp_ ipp_t *not_completed = answer_of(first, ARRAY_SIZE(first));
    _cleanup_ipp_ ipp_t *completed = answer_of(later, ARRAY_SIZE(later));
    cups_count_told(not_completed, completed, NULL, NULL, &list);
    assert_int_equal(list.count, 2);
    assert_int_equal(cups_list_at(&list, KEY, true)->completed, 1);
    assert_int_equal(cups_list_at(&list, OTHER_KEY, true)->waiting, 1);
    assert_int_equal(list.count, 2);
    cups_list_done(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_one_that_ends_meanwhile_counts_once),
            cmocka_unit_test(test_two_of_one_name_are_two),
            cmocka_unit_test(test_one_that_is_told_twice_counts_once),
            cmocka_unit_test(test_an_end_that_is_told_once_counts),
            cmocka_unit_test(test_all_of_ours_into_a_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
