/* SPDX-License-Identifier: MIT
 *
 * Who will be late, and which counter helps: of services that take five minutes each to the second.
 */
#include "daemon/engine/outlook.h"

#include "tests/daemon/engine/forecast_help.h"

#define FIVE (5 * MINUTE)

static struct outlook *look(const struct world *world, const struct learned *learned)
{
    _cleanup_(scene_freep) struct scene *scene = scene_new(world->engine, &world->rulebook, learned, world->now_ms);
    const struct forecast_wish wish = {.seed = 1, .futures = 40};
    _cleanup_(forecast_freep) struct forecast *forecast = forecast_new(scene, &wish);
    int32_t posts = scene->post_count, lists = scene->list_count;
    struct outlook *outlook = outlook_new(scene, forecast, &wish);
    _cleanup_(forecast_freep) struct forecast *again = forecast_new(scene, &wish);
    assert_int_equal(scene->post_count, posts);
    assert_int_equal(scene->list_count, lists);
    for (int32_t i = 0; i < forecast->ticket_count; i++)
        assert_times(forecast->tickets[i], again->tickets[i].p10_ms, again->tickets[i].p50_ms,
                     again->tickets[i].p90_ms);
    return outlook;
}

/* One counter, somebody there; four wait and will be called in 5, 10, 15 and 20 minutes. */
static void begin(struct world *world, struct learned *learned, int64_t target_ms)
{
    certain_init(learned, world, FIVE);
    world->rulebook.services.items[1].target_ms = target_ms;
    script_sign_in(world, 1, 1);
    for (int i = 0; i < 5; i++)
        script_issue(world, 1);
    serve_now(world, 1);
}

static void two_will_be_late(void **state)
{
    struct world *world = *state;
    struct learned learned;
    begin(world, &learned, 12 * MINUTE);
    _cleanup_(outlook_freep) struct outlook *outlook = look(world, &learned);
    const struct service_outlook *service = &outlook->services[1];
    assert_int_equal(service->late, 2);
    assert_int_equal(service->missed_ms, world->now_ms + 12 * MINUTE);
    assert_true(service->counter > 1);
    assert_true(rules_choice(&world->rulebook,
                             &(struct session){.counter = service->counter,
                                               .profile = world->rulebook.counters.items[service->counter].profile},
                             1) >= 0);
    assert_int_equal(service->late_then, 0);
    for (int32_t i = 2; i < outlook->service_count; i++)
        assert_int_equal(outlook->services[i].late, 0);
    learned_done(&learned);
}

/* Those who wait will be in time, whoever comes now will not. */
static void the_next_one_will_be_late(void **state)
{
    struct world *world = *state;
    struct learned learned;
    begin(world, &learned, 22 * MINUTE);
    _cleanup_(outlook_freep) struct outlook *outlook = look(world, &learned);
    assert_int_equal(outlook->services[1].late, 0);
    assert_int_equal(outlook->services[1].missed_ms, world->now_ms + 22 * MINUTE);
    assert_int_equal(outlook->services[1].counter, 0);
    learned_done(&learned);
}

static void all_in_time(void **state)
{
    struct world *world = *state;
    struct learned learned;
    begin(world, &learned, HOUR);
    _cleanup_(outlook_freep) struct outlook *outlook = look(world, &learned);
    assert_int_equal(outlook->services[1].late, 0);
    assert_int_equal(outlook->services[1].missed_ms, 0);
    learned_done(&learned);
}

/* Who was late already stays so: a counter helps those whom it can still help. */
static void too_late_for_some(void **state)
{
    struct world *world = *state;
    struct learned learned;
    begin(world, &learned, 12 * MINUTE);
    int64_t began_ms = world->now_ms;
    world_wait(world, 13 * MINUTE);
    _cleanup_(outlook_freep) struct outlook *outlook = look(world, &learned);
    assert_int_equal(outlook->services[1].late, 4);
    assert_int_equal(outlook->services[1].missed_ms, began_ms + 12 * MINUTE);
    assert_int_equal(outlook->services[1].counter, 0);
    learned_done(&learned);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            SCRIPT(two_will_be_late),
            SCRIPT(the_next_one_will_be_late),
            SCRIPT(all_in_time),
            SCRIPT(too_late_for_some),
    };
    return cmocka_run_group_tests_name("engine outlook", tests, NULL, NULL);
}
