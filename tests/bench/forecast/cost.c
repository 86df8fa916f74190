/* SPDX-License-Identifier: MIT
 *
 * The best of some rounds: whatever else the machine does only adds.
 */
#include "tests/bench/forecast/cost.h"

#include <stdio.h>
#include <time.h>

#include "daemon/engine/forecast.h"
#include "tests/bench/forecast/centre.h"

enum { ROUNDS = 15, COMES_HOUR = 11 };

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

struct hall {
    struct centre centre;
    struct engine *engine;
    struct events events;
    int64_t now_ms;
};

static bool give(struct hall *hall, struct command command)
{
    struct refusal refusal;
    hall->events.count = 0;
    return engine_execute(hall->engine, &hall->centre.rulebook, &command, hall->now_ms, &hall->events, &refusal) == 0;
}

static void comes(struct hall *hall, struct dice *dice)
{
    int32_t service = 1 + dice_below(dice, hall->centre.wanted.services);
    int32_t class = dice_chance(dice, 0.15) ? FIRST : REGULAR;
    give(hall, (struct command){.kind = COMMAND_ISSUE, .services = {service}, .class = class, .party = 1});
}

/* Everybody serves since some minutes, and so many wait. */
static void fill(struct hall *hall, int waiting, struct dice *dice)
{
    int counters = hall->centre.wanted.counters;
    give(hall, (struct command){.kind = COMMAND_OPEN_DAY, .day = CENTRE_DAY});
    for (int32_t i = 1; i <= counters; i++)
        give(hall, (struct command){.kind = COMMAND_SIGN_IN, .operator_id = i, .counter = i});
    for (int32_t i = 1; i <= counters; i++) {
        do
            comes(hall, dice);
        while (!give(hall, (struct command){.kind = COMMAND_NEXT, .operator_id = i}));
        give(hall, (struct command){.kind = COMMAND_ARRIVE, .operator_id = i});
    }
    int there = 0;
    for (int32_t i = 1; i <= hall->centre.wanted.services; i++)
        there += engine_waiting(hall->engine, i);
    for (; there < waiting; there++)
        comes(hall, dice);
    hall->now_ms += 4 * MINUTE_MS;
}

static void learn_rates(struct learned *learned, const struct centre *centre)
{
    for (int day = 0; day < 3; day++) {
        for (int i = 0; i < centre->visits_a_day; i++)
            learned_visit(learned, 1 + i % centre->wanted.services, i % 8 == 7 ? FIRST : REGULAR, 36 + i % 36);
        learned_day_ends(learned);
    }
}

void cost_print(int counters, int services, int waiting)
{
    struct hall *hall = mem_new(struct hall);
    struct wanted wanted = {.counters = counters, .services = services, .load = 0.9, .has_priorities = true};
    struct dice dice;
    dice_seed(&dice, 1);
    centre_make(&hall->centre, &wanted, &dice);
    centre_set_day(&hall->centre, CENTRE_DAY);
    hall->engine = engine_new();
    hall->now_ms = CENTRE_DAY * (int64_t)DAY_MS + (int64_t)COMES_HOUR * HOUR_MS;
    fill(hall, waiting, &dice);
    struct learned learned;
    learned_init(&learned);
    learn_rates(&learned, &hall->centre);
    learned_refresh(&learned, &hall->centre.rulebook);
    double scene_ms = 1e9, all_ms = 1e9, one_ms = 1e9;
    int32_t newcomers = 0;
    for (int round = 0; round < ROUNDS; round++) {
        double began = now_ms();
        _cleanup_(scene_freep) struct scene *scene =
                scene_new(hall->engine, &hall->centre.rulebook, &learned, hall->now_ms);
        double made = now_ms();
        struct forecast_wish wish = {.seed = (uint64_t)round, .futures = FORECAST_FUTURES};
        _cleanup_(forecast_freep) struct forecast *forecast = forecast_new(scene, &wish);
        double all = now_ms();
        forecast_one(scene, &wish, (struct future_only){.newcomer = round % scene->newcomer_count});
        double one = now_ms();
        newcomers = forecast->newcomer_count;
        scene_ms = made - began < scene_ms ? made - began : scene_ms;
        all_ms = all - made < all_ms ? all - made : all_ms;
        one_ms = one - all < one_ms ? one - all : one_ms;
    }
    printf("newcomers %d\nscene_ms %.3f\nall_ms %.3f\none_ms %.3f\n", newcomers, scene_ms, all_ms, one_ms);
    learned_done(&learned);
    events_done(&hall->events);
    engine_free(hall->engine);
    free(hall);
}
