/* SPDX-License-Identifier: MIT
 *
 * The turn: steps in their order, once a turn, whatever woke the loop, and before it sleeps again.
 */
#include "daemon/turn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE_MS 10000

struct world {
    uv_loop_t loop;
    struct clock clock;
    struct turn turn;
    int64_t wall_ms;
    uv_timer_t timer;
    uv_poll_t poll;
    uv_timer_t patience; /* keeps the loop alive, and wakes one that sleeps */
    char log[64];        /* a letter an event */
    bool mark_again;
    const char *stop_when; /* the log is this */
};

static int64_t read_wall(void *data)
{
    const struct world *world = data;
    return world->wall_ms;
}

static void note(struct world *world, char letter)
{
    size_t length = strlen(world->log);
    assert_true(length + 1 < sizeof(world->log));
    world->log[length] = letter;
}

static void step_publish(void *data)
{
    struct world *world = data;
    note(world, 'p');
    if (world->mark_again)
        turn_mark(&world->turn);
    world->mark_again = false;
}

static void step_flush(void *data)
{
    note(data, 'f');
}

static void step_reap(void *data)
{
    struct world *world = data;
    note(world, 'r');
    if (world->stop_when && strcmp(world->log, world->stop_when) == 0)
        uv_stop(&world->loop);
}

static const struct turn_step steps[] = {
        {"publish", step_publish}, {"flush", step_flush}, {"reap", step_reap}, {NULL, NULL}};

static void on_patience(uv_timer_t *timer)
{
    uv_stop(timer->loop);
}

static int set_up(void **state)
{
    struct world *world = mem_new(struct world);
    uv_loop_init(&world->loop);
    world->wall_ms = 1000;
    clock_init(&world->clock, &(struct clock_source){read_wall, read_wall, world});
    turn_init(&world->turn, &world->loop, &world->clock, steps, world);
    uv_timer_init(&world->loop, &world->patience);
    uv_timer_start(&world->patience, on_patience, PATIENCE_MS, 0);
    *state = world;
    return 0;
}

static int tear_down(void **state)
{
    struct world *world = *state;
    turn_done(&world->turn);
    uv_close((uv_handle_t *)&world->patience, NULL);
    uv_run(&world->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&world->loop), 0);
    free(world);
    return 0;
}

static void on_timer(uv_timer_t *timer)
{
    struct world *world = timer->data;
    note(world, 't');
    turn_mark(&world->turn);
}

static void on_readable(uv_poll_t *poll, attr_unused int status, attr_unused int events)
{
    struct world *world = poll->data;
    int fd;
    char byte;
    uv_fileno((uv_handle_t *)poll, &fd);
    assert_int_equal(read(fd, &byte, 1), 1);
    note(world, 'd');
    turn_mark(&world->turn);
    uv_poll_stop(poll);
}

static void an_idle_turn_does_nothing(void **state)
{
    struct world *world = *state;
    uv_run(&world->loop, UV_RUN_NOWAIT);
    assert_string_equal(world->log, "");
    assert_int_equal(world->turn.count, 0);
}

static void steps_run_in_order_once(void **state)
{
    struct world *world = *state;
    turn_mark(&world->turn);
    turn_mark(&world->turn);
    uv_run(&world->loop, UV_RUN_NOWAIT);
    assert_string_equal(world->log, "pfr");
    assert_int_equal(world->turn.count, 1);
}

/* What a timer decided on an idle daemon is true before the loop sleeps. Without the prepare hook the loop would sleep
 * in poll first, here until the patience of the test is at its end. */
static void a_timer_is_not_left_until_the_next_poll_ends(void **state)
{
    struct world *world = *state;
    uv_timer_init(&world->loop, &world->timer);
    world->timer.data = world;
    uint64_t started_ms = uv_now(&world->loop);
    uv_timer_start(&world->timer, on_timer, 1, 0);
    world->stop_when = "tpfr";
    uv_run(&world->loop, UV_RUN_DEFAULT);
    assert_string_equal(world->log, "tpfr");
    assert_true(uv_now(&world->loop) < started_ms + PATIENCE_MS / 2);
    uv_close((uv_handle_t *)&world->timer, NULL);
}

static void a_descriptor_is_answered_in_the_turn_that_read_it(void **state)
{
    struct world *world = *state;
    int pipes[2];
    assert_int_equal(pipe(pipes), 0);
    assert_int_equal(write(pipes[1], "x", 1), 1);
    uv_poll_init(&world->loop, &world->poll, pipes[0]);
    world->poll.data = world;
    uv_poll_start(&world->poll, UV_READABLE, on_readable);
    uv_run(&world->loop, UV_RUN_ONCE);
    assert_string_equal(world->log, "dpfr");
    uv_close((uv_handle_t *)&world->poll, NULL);
    close(pipes[0]);
    close(pipes[1]);
}

static void what_a_step_marks_belongs_to_the_next_turn(void **state)
{
    struct world *world = *state;
    world->mark_again = true;
    turn_mark(&world->turn);
    uv_run(&world->loop, UV_RUN_NOWAIT);
    uv_run(&world->loop, UV_RUN_NOWAIT);
    assert_string_equal(world->log, "pfrpfr");
}

/* The last step may mark as well (a connection that is let go is news to subscribers), with nothing left to wake the
 * loop. */
static void what_a_step_marks_is_not_left_until_the_next_poll_ends(void **state)
{
    struct world *world = *state;
    uv_timer_init(&world->loop, &world->timer);
    world->timer.data = world;
    uint64_t started_ms = uv_now(&world->loop);
    uv_timer_start(&world->timer, on_timer, 1, 0);
    world->mark_again = true;
    world->stop_when = "tpfrpfr";
    uv_run(&world->loop, UV_RUN_DEFAULT);
    assert_string_equal(world->log, "tpfrpfr");
    assert_true(uv_now(&world->loop) < started_ms + PATIENCE_MS / 2);
    uv_close((uv_handle_t *)&world->timer, NULL);
}

static void an_idle_loop_is_not_kept_awake(void **state)
{
    struct world *world = *state;
    world->mark_again = true;
    turn_mark(&world->turn);
    for (int i = 0; i < 4; i++)
        uv_run(&world->loop, UV_RUN_NOWAIT);
    assert_int_equal(world->turn.count, 2);
    assert_true(uv_backend_timeout(&world->loop) != 0);
}

static void now_is_one_moment_a_turn(void **state)
{
    struct world *world = *state;
    int64_t first = turn_now(&world->turn);
    world->wall_ms += 500;
    assert_int_equal(turn_now(&world->turn), first);
    uv_run(&world->loop, UV_RUN_NOWAIT);
    assert_int_equal(turn_now(&world->turn), first + 500);
}

/* Works a while, as a callback that should not. */
static void on_busy_timer(uv_timer_t *timer)
{
    struct world *world = timer->data;
    int64_t began_us = clock_stopwatch_us();
    while (clock_stopwatch_us() - began_us < 20000)
        continue;
    uv_stop(&world->loop);
}

static void the_longest_turn_is_what_it_worked_without_its_sleep(void **state)
{
    struct world *world = *state;
    uv_run(&world->loop, UV_RUN_NOWAIT);
    uv_timer_init(&world->loop, &world->timer);
    world->timer.data = world;
    uv_timer_start(&world->timer, on_busy_timer, 300, 0);
    uv_run(&world->loop, UV_RUN_DEFAULT);
    uv_run(&world->loop, UV_RUN_NOWAIT);
    struct timings_figures figures = timings_figures(&world->turn.timings, clock_stopwatch_us());
    assert_in_range(figures.longest_us, 20000, 299999);
    uv_close((uv_handle_t *)&world->timer, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test_setup_teardown(an_idle_turn_does_nothing, set_up, tear_down),
            cmocka_unit_test_setup_teardown(steps_run_in_order_once, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_timer_is_not_left_until_the_next_poll_ends, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_descriptor_is_answered_in_the_turn_that_read_it, set_up, tear_down),
            cmocka_unit_test_setup_teardown(what_a_step_marks_belongs_to_the_next_turn, set_up, tear_down),
            cmocka_unit_test_setup_teardown(what_a_step_marks_is_not_left_until_the_next_poll_ends, set_up, tear_down),
            cmocka_unit_test_setup_teardown(an_idle_loop_is_not_kept_awake, set_up, tear_down),
            cmocka_unit_test_setup_teardown(now_is_one_moment_a_turn, set_up, tear_down),
            cmocka_unit_test_setup_teardown(the_longest_turn_is_what_it_worked_without_its_sleep, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("turn", tests, NULL, NULL);
}
