/* SPDX-License-Identifier: MIT
 *
 * daemon/aside: who is waited for does not give way.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <unistd.h>

#include "common/base.h"
#include "daemon/aside.h"

struct work {
    atomic_bool runs, gave_way, ended;
    bool done;
};

static void run(void *data)
{
    struct work *work = data;
    work->gave_way = sched_getscheduler(0) == SCHED_IDLE;
    work->runs = true;
    while (sched_getscheduler(0) == SCHED_IDLE)
        usleep(1000);
    work->ended = true;
}

static void done(void *data)
{
    ((struct work *)data)->done = true;
}

static bool may_come_back(void)
{
    struct rlimit nice = {0};
    return geteuid() == 0 || (getrlimit(RLIMIT_NICE, &nice) == 0 && nice.rlim_cur >= 20);
}

static void test_who_is_waited_for_does_not_give_way(void **state)
{
    (void)state;
    if (!may_come_back())
        skip();
    uv_loop_t loop;
    struct work work = {.done = false};
    assert_int_equal(uv_loop_init(&loop), 0);
    struct aside *aside = aside_start(&loop, run, done, &work);
    while (!work.runs)
        usleep(1000);
    assert_true(work.gave_way);
    aside_end(aside);
    assert_true(work.ended);
    uv_run(&loop, UV_RUN_DEFAULT);
    assert_false(work.done);
    assert_int_equal(uv_loop_close(&loop), 0);
}

/* However early it is wanted no more. */
static void test_at_any_moment(void **state)
{
    (void)state;
    if (!may_come_back())
        skip();
    uv_loop_t loop;
    assert_int_equal(uv_loop_init(&loop), 0);
    for (useconds_t us = 0; us < 200; us++) {
        struct work work = {.done = false};
        struct aside *aside = aside_start(&loop, run, done, &work);
        usleep(us);
        aside_end(aside);
        assert_true(work.runs == work.ended);
        uv_run(&loop, UV_RUN_DEFAULT);
        assert_false(work.done);
    }
    assert_int_equal(uv_loop_close(&loop), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_who_is_waited_for_does_not_give_way),
            cmocka_unit_test(test_at_any_moment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
