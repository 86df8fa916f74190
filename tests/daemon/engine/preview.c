/* SPDX-License-Identifier: MIT
 *
 * What a move would do: of services that take five minutes each to the second. Four wait for service 1 and will be
 * called in 5, 10, 15 and 20 minutes, with 12 minutes as the target; counter 2 has a profile that takes only service 2.
 */
#include "daemon/engine/preview.h"

#include "common/buffer.h"
#include "tests/daemon/engine/forecast_help.h"

#define FIVE (5 * MINUTE)

static struct world *begin(void **state, struct learned *learned)
{
    struct world *world = *state;
    certain_init(learned, world, FIVE);
    world->services[1].target_ms = 12 * MINUTE;
    memset(world->tiers[2], 0, sizeof(world->tiers[2]));
    world->tiers[2][2] = 1;
    world->counters[2].profile = 2;
    for (int32_t i = 3; i < WORLD_COUNTERS; i++)
        world->counters[i].offered = false;
    script_sign_in(world, 1, 1);
    for (int i = 0; i < 5; i++)
        script_issue(world, 1);
    serve_now(world, 1);
    return world;
}

static struct preview *look(const struct world *world, const struct learned *learned, const struct move *move)
{
    _cleanup_(scene_freep) struct scene *now = scene_new(world->engine, &world->rulebook, learned, world->now_ms);
    _cleanup_(scene_freep) struct scene *then =
            scene_new_moved(world->engine, &world->rulebook, learned, world->now_ms, move);
    const struct forecast_wish wish = {.seed = 1, .futures = 40};
    struct buffer before = {0}, after = {0};
    engine_describe(world->engine, &before);
    int32_t posts = then->post_count, lists = then->list_count;
    struct preview *preview = preview_new(now, then, &wish, NULL, NULL);
    engine_describe(world->engine, &after);
    assert_int_equal(then->post_count, posts);
    assert_int_equal(then->list_count, lists);
    assert_int_equal(before.length, after.length);
    assert_memory_equal(buffer_bytes(&before), buffer_bytes(&after), before.length);
    buffer_done(&before);
    buffer_done(&after);
    return preview;
}

static struct shift planned(const struct world *world, int64_t in_ms, int64_t for_ms)
{
    return (struct shift){.id = 1,
                          .counter = 2,
                          .operator_id = 2,
                          .from_ms = world->now_ms + in_ms,
                          .until_ms = world->now_ms + in_ms + for_ms,
                          .what = PRESENCE_PRESENT};
}

static void nothing_changes(void **state)
{
    struct learned learned;
    struct world *world = begin(state, &learned);
    _cleanup_(preview_freep) struct preview *preview =
            look(world, &learned, &(struct move){.shift = planned(world, 0, 0)});
    assert_int_equal(preview->late_now, 2);
    assert_int_equal(preview->late_then, 2);
    for (int32_t i = 1; i < preview->service_count; i++)
        assert_false(preview->services[i].changes);
    learned_done(&learned);
}

/* Somebody with profile 2 helps nobody of service 1; with profile 1 he takes the second, the third of them, and so on.
 */
static void another_profile(void **state)
{
    struct learned learned;
    struct world *world = begin(state, &learned);
    script_sign_in(world, 2, 2);
    const struct move move = {.counter = 2, .lent = {.profile = 1}};
    _cleanup_(preview_freep) struct preview *preview = look(world, &learned, &move);
    assert_int_equal(preview->late_now, 2);
    assert_int_equal(preview->late_then, 0);
    assert_true(preview->services[1].changes);
    assert_int_equal(preview->services[1].now.late, 2);
    assert_int_equal(preview->services[1].then.late, 0);
    assert_int_equal(preview->services[1].now.missed_ms, world->now_ms + 12 * MINUTE);
    assert_int_equal(preview->services[1].then.missed_ms, 0);
    assert_exact(preview->services[1].wait_now, 25 * MINUTE);
    assert_exact(preview->services[1].wait_then, 10 * MINUTE);
    assert_int_equal(preview->help.what, 0);
    assert_int_equal(engine_lent_profile(world->engine, 2).profile, 0);
    learned_done(&learned);
}

/* Whoever was to come does not: two are late. What helps is to sit at that counter all the same. */
static void absent(void **state)
{
    struct learned learned;
    struct world *world = begin(state, &learned);
    world->counters[2].profile = 1;
    GIVE(.kind = COMMAND_SET_SHIFT, .shift = 1, .counter = 2, .operator_id = 2, .from_ms = world->now_ms,
         .until_ms = world->now_ms + 9 * HOUR, .what = PRESENCE_PRESENT);
    _cleanup_(preview_freep) struct preview *preview =
            look(world, &learned, &(struct move){.shift = planned(world, 0, 0)});
    assert_int_equal(preview->late_now, 0);
    assert_int_equal(preview->late_then, 2);
    assert_true(preview->services[1].changes);
    assert_int_equal(preview->help.what, HELP_OPEN);
    assert_int_equal(preview->help.counter, 2);
    assert_int_equal(preview->help.profile, 1);
    assert_int_equal(preview->help.operator_id, 0);
    assert_int_equal(preview->help.late, 0);
    learned_done(&learned);
}

/* Nobody to open a counter: who takes service 2 is to take service 1. */
static void a_profile_helps(void **state)
{
    struct learned learned;
    struct world *world = begin(state, &learned);
    script_sign_in(world, 2, 2);
    _cleanup_(preview_freep) struct preview *preview =
            look(world, &learned, &(struct move){.shift = planned(world, HOUR, HOUR)});
    assert_int_equal(preview->late_then, 2);
    assert_int_equal(preview->help.what, HELP_PROFILE);
    assert_int_equal(preview->help.counter, 2);
    assert_int_equal(preview->help.operator_id, 2);
    assert_int_equal(preview->help.profile, 1);
    assert_int_equal(preview->help.late, 0);
    learned_done(&learned);
}

static void back_from_a_pause_helps(void **state)
{
    struct learned learned;
    struct world *world = begin(state, &learned);
    world->counters[2].profile = 1;
    script_sign_in(world, 2, 2);
    GIVE(.kind = COMMAND_PAUSE, .operator_id = 2, .code = 1, .by_ms = HOUR);
    _cleanup_(preview_freep) struct preview *preview =
            look(world, &learned, &(struct move){.shift = planned(world, HOUR, HOUR)});
    assert_int_equal(preview->help.what, HELP_BACK);
    assert_int_equal(preview->help.counter, 2);
    assert_int_equal(preview->help.operator_id, 2);
    assert_int_equal(preview->help.late, 0);
    learned_done(&learned);
}

/* Queues that no counter binds to the move are not said to change, whatever chance says. */
static void others_do_not_change(void **state)
{
    struct learned learned;
    struct world *world = begin(state, &learned);
    memset(world->tiers[1], 0, sizeof(world->tiers[1]));
    world->tiers[1][1] = 1;
    script_sign_in(world, 2, 2);
    for (int i = 0; i < 3; i++)
        script_issue(world, 2);
    const struct move move = {.counter = 2, .lent = {.profile = 3, .until_ms = world->now_ms + HOUR}};
    memset(world->tiers[3], 0, sizeof(world->tiers[3]));
    world->tiers[3][3] = 1;
    _cleanup_(preview_freep) struct preview *preview = look(world, &learned, &move);
    assert_false(preview->services[1].changes);
    assert_true(preview->services[2].changes);
    assert_exact(preview->services[2].wait_then, HOUR + 15 * MINUTE);
    assert_true(preview->services[3].changes);
    assert_int_equal(preview->services[3].wait_now.p10_ms, FUTURE_NEVER);
    assert_int_equal(preview->services[3].wait_then.p90_ms, 0);
    learned_done(&learned);
}

/* Who waits for service 2 goes home, so the one counter of both comes to the others sooner. */
static void closed_early(void **state)
{
    struct learned learned;
    struct world *world = begin(state, &learned);
    world->services[2].target_ms = FIVE; /* they are due before all others */
    int32_t last = script_issue(world, 2);
    script_issue(world, 2);
    static const struct {
        enum closing closing;
        int64_t wait_then_ms;
    } cases[] = {{CLOSING_ALL, 35 * MINUTE}, {CLOSING_TO_TICKET, 30 * MINUTE}, {CLOSING_SEND_HOME, 25 * MINUTE}};
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        const struct move move = {.closed = 2, .closing = cases[i].closing, .last = last};
        _cleanup_(preview_freep) struct preview *preview = look(world, &learned, &move);
        assert_exact(preview->services[1].wait_now, 35 * MINUTE);
        assert_exact(preview->services[1].wait_then, cases[i].wait_then_ms);
        assert_exact(preview->services[2].wait_now, 15 * MINUTE);
        assert_int_equal(preview->services[2].wait_then.p10_ms, FUTURE_NEVER);
        assert_true(preview->services[2].changes);
        assert_int_equal(preview->services[1].changes, cases[i].closing != CLOSING_ALL);
        for (int32_t id = 1; id <= last + 1; id++)
            assert_int_equal(move_sends_home(&move, engine_ticket(world->engine, id)),
                             (id == last && cases[i].closing == CLOSING_SEND_HOME) ||
                                     (id == last + 1 && cases[i].closing != CLOSING_ALL));
    }
    learned_done(&learned);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            SCRIPT(nothing_changes), SCRIPT(another_profile),         SCRIPT(absent),
            SCRIPT(a_profile_helps), SCRIPT(back_from_a_pause_helps), SCRIPT(others_do_not_change),
            SCRIPT(closed_early),
    };
    return cmocka_run_group_tests_name("engine preview", tests, NULL, NULL);
}
