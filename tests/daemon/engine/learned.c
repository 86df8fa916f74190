/* SPDX-License-Identifier: MIT
 *
 * What a centre learns of itself out of steps and visits.
 */
#include <math.h>

#include "daemon/engine/learned.h"
#include "tests/daemon/engine/script.h"

static void assert_near(double value, double expected, double tolerance)
{
    if (fabs(value - expected) > tolerance)
        fail_msg("%f, expected %f", value, expected);
}

/* One visitor is served for so long, or does not come; a minute later the operator calls the next. */
static void serve(struct world *world, struct learned *learned, int32_t operator_id, int64_t service_ms)
{
    int32_t ticket = script_next(world, operator_id);
    world_wait(world, 20 * SECOND);
    if (service_ms > 0) {
        GIVE(.kind = COMMAND_ARRIVE, .operator_id = operator_id);
        world_wait(world, service_ms);
        GIVE(.kind = COMMAND_FINISH, .operator_id = operator_id, .outcome = OUTCOME_DONE);
    } else {
        GIVE(.kind = COMMAND_RECALL, .operator_id = operator_id);
        world_wait(world, MINUTE);
        GIVE(.kind = COMMAND_MISS, .operator_id = operator_id);
    }
    learned_step(learned, &world->rulebook, engine_ticket(world->engine, ticket), script_step(world, ticket, 0));
    world_wait(world, MINUTE);
}

static void nothing_told(void **state)
{
    struct world *world = *state;
    struct learned learned;
    world->services[1].usual_ms = 7 * MINUTE;
    learned_init(&learned);
    learned_refresh(&learned, &world->rulebook);
    assert_near((double)learned.services[1].law.mean_ms, (double)(7 * MINUTE), 3000);
    assert_near((double)learned.services[2].law.mean_ms, (double)(10 * MINUTE), 4000);
    assert_near((double)learned_slowness(&learned, 1), 1, 0);
    assert_near((double)learned_miss(&learned, false, 0), 0.05, 0.001);
    assert_near((double)learned_booking_miss(&learned), 0.2, 0.001);
    assert_near((double)learned_rate(&learned, 1, 1, 40, 39, learned_busy(&learned, 39)), 0, 0);
    learned_done(&learned);
}

/* Usual are 10 minutes; it takes 4, the way 20 s, and a minute lies between two. */
static void steps(void **state)
{
    struct world *world = *state;
    struct learned learned;
    world->services[1].usual_ms = 10 * MINUTE;
    learned_init(&learned);
    script_sign_in(world, 1, 1);
    for (int i = 0; i < 100; i++)
        script_issue(world, 1);
    for (int i = 0; i < 100; i++)
        serve(world, &learned, 1, 4 * MINUTE);
    learned_refresh(&learned, &world->rulebook);
    /* One operator alone: whether he is fast or the service short nobody can say, but both together are 4 minutes. */
    double both_ms = (double)(learned.services[1].law.mean_ms * learned_slowness(&learned, 1));
    assert_near(both_ms, (double)(4 * MINUTE), 20000);
    assert_near((double)learned.way_law.mean_ms, 20000, 1000);
    assert_near((double)learned.gap_law.mean_ms, 60000, 3000);
    assert_near((double)learned_miss(&learned, false, 4), 0.01, 0.01);
    learned_done(&learned);
}

/* Of two operators in the same service one takes twice as long. */
static void speeds(void **state)
{
    struct world *world = *state;
    struct learned learned;
    learned_init(&learned);
    script_sign_in(world, 1, 1);
    script_sign_in(world, 2, 2);
    for (int i = 0; i < 120; i++)
        script_issue(world, 1);
    for (int i = 0; i < 60; i++) {
        serve(world, &learned, 1, 2 * MINUTE);
        serve(world, &learned, 2, 4 * MINUTE);
    }
    float fast = learned_slowness(&learned, 1), slow = learned_slowness(&learned, 2);
    assert_true(fast < 0.9F && slow > 1.1F);
    assert_near((double)(slow / fast), 2, 0.5);
    learned_done(&learned);
}

/* Who was called at once always came; who waited half an hour never did. */
static void shows(void **state)
{
    struct world *world = *state;
    struct learned learned;
    learned_init(&learned);
    script_sign_in(world, 1, 1);
    for (int i = 0; i < 50; i++) {
        script_issue(world, 1);
        serve(world, &learned, 1, MINUTE);
    }
    for (int i = 0; i < 30; i++)
        script_issue(world, 1);
    world_wait(world, 25 * MINUTE);
    for (int i = 0; i < 30; i++)
        serve(world, &learned, 1, 0);
    learned_refresh(&learned, &world->rulebook);
    assert_true(learned_miss(&learned, false, learned_wait(0)) < 0.2F);
    assert_true(learned_miss(&learned, false, learned_wait(30 * MINUTE)) > 0.35F);
    assert_true(learned_miss(&learned, false, learned_wait(HOUR)) > 0.5F);
    assert_near((double)learned.miss_law.mean_ms, 80000, 2000);
    learned_done(&learned);
}

/* 40 visitors a day between 9:00 and 11:00, three of four for service 1; a day twice as busy is seen to be. */
static void visits(attr_unused void **state)
{
    struct learned learned;
    learned_init(&learned);
    for (int day = 0; day < 30; day++) {
        for (int i = 0; i < 40; i++)
            learned_visit(&learned, i % 4 ? 1 : 2, 1, 36 + i % 8);
        learned_day_ends(&learned);
    }
    float busy = learned_busy(&learned, 36);
    assert_near((double)learned_rate(&learned, 1, 1, 36, 36, busy), 30.0 / 8, 0.01);
    assert_near((double)learned_rate(&learned, 2, 1, 43, 36, busy), 10.0 / 8, 0.01);
    assert_near((double)learned_rate(&learned, 1, 1, 50, 36, busy), 0, 0);
    for (int i = 0; i < 1000; i++)
        learned_visit(&learned, 1, 1, 36);
    assert_true(learned_busy(&learned, 40) > 5 * busy);
    learned_done(&learned);
}

/* The first day of all: as many as came so far. */
static void first_day(attr_unused void **state)
{
    struct learned learned;
    learned_init(&learned);
    for (int i = 0; i < 12; i++)
        learned_visit(&learned, 1, 1, 36 + i / 3);
    assert_near((double)learned_rate(&learned, 1, 1, 41, 40, learned_busy(&learned, 40)), 12 / 4.5, 0.001);
    assert_near((double)learned_rate(&learned, 2, 1, 41, 40, learned_busy(&learned, 40)), 0, 0);
    learned_done(&learned);
}

static void appointments(attr_unused void **state)
{
    struct learned learned;
    learned_init(&learned);
    for (int i = 0; i < 3000; i++)
        learned_booking(&learned, i % 10 != 0);
    assert_near((double)learned_booking_miss(&learned), 0.1, 0.01);
    learned_done(&learned);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            SCRIPT(nothing_told), SCRIPT(steps),     SCRIPT(speeds),       SCRIPT(shows),
            SCRIPT(visits),       SCRIPT(first_day), SCRIPT(appointments),
    };
    return cmocka_run_group_tests_name("engine learned", tests, NULL, NULL);
}
