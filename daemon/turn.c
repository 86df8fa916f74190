/* SPDX-License-Identifier: MIT
 *
 * One hook before the loop sleeps and after it woke.
 */
#include "daemon/turn.h"

static void on_awake(uv_idle_t *handle)
{
    uv_idle_stop(handle);
}

/* A loop with an active idle handle does not sleep: what a step marks would wait for whatever ends the next poll. */
static void stay_awake(struct turn *turn)
{
    uv_idle_start(&turn->awake, on_awake);
}

static void end_of_turn(struct turn *turn)
{
    if (turn->dirty) {
        turn->dirty = false; /* first: what a step marks belongs to the next turn */
        turn->count++;
        for (const struct turn_step *step = turn->steps; step->run; step++)
            step->run(turn->data);
        if (turn->dirty)
            stay_awake(turn);
    }
    turn->has_now = false;
}

/* All that the loop did since it was about to sleep, without the sleep. */
static void note_work(struct turn *turn)
{
    int64_t now_us = clock_stopwatch_us(), slept_us = (int64_t)(uv_metrics_idle_time(turn->loop) / 1000);
    timings_add(&turn->timings, now_us - turn->ended_us - (slept_us - turn->slept_us), now_us);
    turn->ended_us = now_us;
    turn->slept_us = slept_us;
}

static void on_prepare(uv_prepare_t *handle)
{
    struct turn *turn = handle->data;
    if (!turn->ended_us)
        turn->ended_us = clock_stopwatch_us(); /* what came before the loop is no turn of it */
    end_of_turn(turn);
    note_work(turn);
}

static void on_check(uv_check_t *handle)
{
    end_of_turn(handle->data);
}

void turn_init(struct turn *turn, uv_loop_t *loop, struct clock *clock, const struct turn_step *steps, void *data)
{
    *turn = (struct turn){.loop = loop, .clock = clock, .steps = steps, .data = data};
    uv_loop_configure(loop, UV_METRICS_IDLE_TIME);
    uv_prepare_init(loop, &turn->prepare);
    uv_check_init(loop, &turn->check);
    uv_idle_init(loop, &turn->awake);
    turn->prepare.data = turn;
    turn->check.data = turn;
    uv_prepare_start(&turn->prepare, on_prepare);
    uv_check_start(&turn->check, on_check);
    uv_unref((uv_handle_t *)&turn->prepare);
    uv_unref((uv_handle_t *)&turn->check);
}

void turn_done(struct turn *turn)
{
    uv_close((uv_handle_t *)&turn->prepare, NULL);
    uv_close((uv_handle_t *)&turn->check, NULL);
    uv_close((uv_handle_t *)&turn->awake, NULL);
    memory_done(&turn->memory);
}

void turn_mark(struct turn *turn)
{
    turn->dirty = true;
}

int64_t turn_now(struct turn *turn)
{
    if (!turn->has_now) {
        turn->now_ms = clock_now(turn->clock);
        turn->has_now = true;
    }
    return turn->now_ms;
}
