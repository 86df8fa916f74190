/* SPDX-License-Identifier: MIT
 *
 * A world in which nothing is left to chance, or as much as a test says, and its forecast.
 */
#pragma once

#include "daemon/engine/forecast.h"
#include "tests/daemon/engine/script.h"

/* Everybody comes, at once; services last so long, and operators go on in the same moment. */
static inline void certain_init(struct learned *learned, const struct world *world, int64_t service_ms)
{
    learned_init(learned);
    learned_refresh(learned, &world->rulebook);
    for (int32_t i = 1; i < learned->service_count; i++)
        learned->services[i].law = law_exact((float)service_ms);
    learned->way_law = learned->gap_law = learned->idle_law = learned->miss_law = law_exact(0);
    for (int wait = 0; wait < LEARNED_WAITS; wait++)
        learned->shows[0][wait] = learned->shows[1][wait] = (struct learned_shows){.called = 1e12F};
    learned->bookings = (struct learned_shows){.called = 1e12F};
}

static inline struct forecast *forecast_now(const struct world *world, const struct learned *learned, uint64_t seed,
                                            int32_t futures)
{
    _cleanup_(scene_freep) struct scene *scene = scene_new(world->engine, &world->rulebook, learned, world->now_ms);
    struct forecast_wish wish = {.seed = seed, .futures = futures};
    return forecast_new(scene, &wish);
}

static inline struct forecast_times forecast_ticket(const struct world *world, const struct learned *learned,
                                                    int32_t ticket)
{
    _cleanup_(forecast_freep) struct forecast *forecast = forecast_now(world, learned, 1, FORECAST_FUTURES);
    const struct forecast_times *times = forecast_of(forecast, ticket);
    assert_non_null(times);
    return *times;
}

/* Of somebody who would come now. */
static inline struct forecast_times forecast_new_one(const struct world *world, const struct learned *learned,
                                                     int32_t service, int32_t class, int32_t futures)
{
    _cleanup_(scene_freep) struct scene *scene = scene_new(world->engine, &world->rulebook, learned, world->now_ms);
    struct forecast_wish wish = {.seed = 1, .futures = futures};
    int32_t newcomer = scene_newcomer(scene, service, class);
    assert_true(newcomer >= 0);
    return forecast_one(scene, &wish, (struct future_only){.newcomer = newcomer});
}

static inline void assert_times(struct forecast_times times, int64_t p10_ms, int64_t p50_ms, int64_t p90_ms)
{
    assert_int_equal(times.p10_ms, p10_ms);
    assert_int_equal(times.p50_ms, p50_ms);
    assert_int_equal(times.p90_ms, p90_ms);
}

static inline void assert_exact(struct forecast_times times, int64_t ms)
{
    assert_times(times, ms, ms, ms);
}

static inline void serve_now(struct world *world, int32_t operator_id)
{
    GIVE(.kind = COMMAND_NEXT, .operator_id = operator_id);
    GIVE(.kind = COMMAND_ARRIVE, .operator_id = operator_id);
}

static inline void set_shift(struct world *world, int32_t operator_id, int64_t from_ms, int64_t until_ms, int32_t what)
{
    GIVE(.kind = COMMAND_SET_SHIFT, .shift = engine_shifts(world->engine) + 1, .counter = operator_id,
         .operator_id = operator_id, .from_ms = from_ms, .until_ms = until_ms, .what = what);
}
