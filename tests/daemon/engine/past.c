/* SPDX-License-Identifier: MIT
 *
 * A day out of its facts: who came, who was where; and if everybody went by the rule, the rehearsal is the record.
 */
#include "daemon/engine/past.h"

#include "daemon/engine/rulebook_copy.h"
#include "tests/daemon/engine/random.h"
#include "tests/daemon/engine/script.h"

static struct past read_past(const struct world *world, struct rulebook *rulebook)
{
    _cleanup_(past_reader_freep) struct past_reader *reader = past_reader_new(DAY_ONE, rulebook);
    struct past past;
    for (size_t i = 0; i < world->log.count && past_reader_take(reader, &world->log.items[i]); i++)
        continue;
    assert_true(past_reader_end(reader, &past));
    return past;
}

static void finish(struct world *world, int32_t operator_id, int64_t length_ms)
{
    world_wait(world, length_ms);
    GIVE(.kind = COMMAND_FINISH, .operator_id = operator_id, .outcome = OUTCOME_DONE);
}

/* --- staff --- */

static void staff(void **state)
{
    struct world *world = *state;
    script_sign_in(world, 1, 1);
    script_issue(world, 1);
    world_wait(world, MINUTE);
    GIVE(.kind = COMMAND_NEXT, .operator_id = 1);
    world_wait(world, MINUTE);
    GIVE(.kind = COMMAND_ARRIVE, .operator_id = 1);
    finish(world, 1, 5 * MINUTE);
    GIVE(.kind = COMMAND_PAUSE, .operator_id = 1, .code = 1);
    world_wait(world, 10 * MINUTE);
    GIVE(.kind = COMMAND_END_PAUSE, .operator_id = 1);
    world_wait(world, MINUTE);
    script_sign_in(world, 1, 2);
    world_wait(world, HOUR);
    GIVE(.kind = COMMAND_SIGN_OUT, .operator_id = 1);
    world_close_day(world, 100);
    struct rulebook rulebook = rulebook_copy(&world->rulebook);
    struct past past = read_past(world, &rulebook);
    assert_int_equal(past.day.post_count, 2);
    const struct past_post *first = &past.day.posts[0], *second = &past.day.posts[1];
    assert_int_equal(first->counter, 1);
    assert_int_equal(first->from_ms, script_at(8, 0));
    assert_int_equal(first->until_ms, script_at(8, 18));
    assert_int_equal(first->gap_ms, MINUTE);
    assert_int_equal(first->break_count, 1);
    assert_int_equal(past.day.breaks[first->first_break].from_ms, script_at(8, 7));
    assert_int_equal(past.day.breaks[first->first_break].until_ms, script_at(8, 17));
    assert_int_equal(second->counter, 2);
    assert_int_equal(second->until_ms, script_at(9, 18));
    assert_true(second->stays);
    assert_int_equal(past.day.steps[0].way_ms, MINUTE);
    assert_int_equal(past.day.steps[0].service_ms, 5 * MINUTE);
    past_done(&past);
    rulebook_copy_done(&rulebook);
}

/* Who leaves while somebody waits does not stay; who is there at day close is so until then. */
static void who_stays(void **state)
{
    struct world *world = *state;
    script_sign_in(world, 1, 1);
    script_sign_in(world, 2, 2);
    script_issue(world, 1);
    world_wait(world, HOUR);
    GIVE(.kind = COMMAND_SIGN_OUT, .operator_id = 1);
    world_wait(world, HOUR);
    world_close_day(world, 100);
    struct rulebook rulebook = rulebook_copy(&world->rulebook);
    struct past past = read_past(world, &rulebook);
    assert_false(past.day.posts[0].stays);
    assert_int_equal(past.day.posts[0].until_ms, script_at(9, 0));
    assert_int_equal(past.day.posts[1].until_ms, script_at(10, 0));
    assert_int_equal(past.recorded[0].end, END_NEVER_CALLED);
    past_done(&past);
    rulebook_copy_done(&rulebook);
}

/* A counter that was lent a profile is another post meanwhile; whoever sits there has not left. */
static void lent_profile(void **state)
{
    struct world *world = *state;
    script_sign_in(world, 1, 1);
    world_wait(world, HOUR);
    GIVE(.kind = COMMAND_SET_PROFILE, .counter = 1, .profile = 2, .until_ms = world->now_ms + HOUR);
    world_wait(world, 2 * HOUR);
    GIVE(.kind = COMMAND_SIGN_OUT, .operator_id = 1);
    world_close_day(world, 100);
    struct rulebook rulebook = rulebook_copy(&world->rulebook);
    struct past past = read_past(world, &rulebook);
    assert_int_equal(past.day.post_count, 3);
    for (int i = 0; i < 3; i++) {
        const struct past_post *post = &past.day.posts[i];
        assert_int_equal(post->from_ms, script_at(8 + i, 0));
        assert_int_equal(post->until_ms, script_at(9 + i, 0));
        assert_int_equal(post->profile, i == 1 ? 2 : 1);
        assert_int_equal(post->stays, i == 2);
    }
    past_done(&past);
    rulebook_copy_done(&rulebook);
}

/* A halt is a break of who is there. */
static void halt(void **state)
{
    struct world *world = *state;
    script_sign_in(world, 1, 1);
    world_wait(world, HOUR);
    GIVE(.kind = COMMAND_HALT, .reason = REASON_ANY);
    world_wait(world, 10 * MINUTE);
    GIVE(.kind = COMMAND_END_HALT);
    world_wait(world, HOUR);
    world_close_day(world, 100);
    struct rulebook rulebook = rulebook_copy(&world->rulebook);
    struct past past = read_past(world, &rulebook);
    assert_int_equal(past.day.break_count, 1);
    assert_int_equal(past.day.breaks[0].from_ms, script_at(9, 0));
    assert_int_equal(past.day.breaks[0].until_ms, script_at(9, 10));
    past_done(&past);
    rulebook_copy_done(&rulebook);
}

/* --- another staffing --- */

static void assert_post(const struct past_day *day, size_t post, int64_t from_ms, int64_t until_ms)
{
    assert_true(post < day->post_count);
    assert_int_equal(day->posts[post].from_ms, from_ms);
    assert_int_equal(day->posts[post].until_ms, until_ms);
}

static void open_and_close(void **state)
{
    struct world *world = *state;
    script_sign_in(world, 1, 1);
    world_wait(world, 2 * HOUR);
    world_close_day(world, 100);
    struct rulebook rulebook = rulebook_copy(&world->rulebook);
    struct past past = read_past(world, &rulebook);
    past_day_close(&past.day, 1, (struct rule_span){script_at(8, 30), script_at(9, 0)});
    assert_int_equal(past.day.post_count, 2);
    assert_post(&past.day, 0, script_at(8, 0), script_at(8, 30));
    assert_post(&past.day, 1, script_at(9, 0), script_at(10, 0));
    assert_false(past.day.posts[0].stays);
    past_day_open(&past.day, 1, 1, (struct rule_span){script_at(8, 45), script_at(11, 0)});
    assert_int_equal(past.day.post_count, 4);
    assert_post(&past.day, 2, script_at(8, 45), script_at(9, 0));
    assert_post(&past.day, 3, script_at(10, 0), script_at(11, 0));
    assert_int_equal(past_day_profile(&past.day, 1), 1);
    assert_int_equal(past_day_profile(&past.day, 2), 0);
    past_done(&past);
    rulebook_copy_done(&rulebook);
}

/* --- the record and its rehearsal --- */

/* One operator who calls at once; visitors by lot, of several services and classes, some of whom do not come. */
static void play_by_the_rule(struct world *world)
{
    int64_t next_ms = script_at(8, 1), free_ms = script_at(8, 0);
    script_sign_in(world, 1, 1);
    for (int left = 60; left > 0 || engine_session(world->engine, 1)->ticket;) {
        const struct session *session = engine_session(world->engine, 1);
        bool comes = left > 0 && (!session->ticket || next_ms < free_ms);
        world_wait(world, (comes ? next_ms : free_ms) - world->now_ms);
        if (comes) {
            left--;
            next_ms += 1 + below(600) * SECOND;
            GIVE(.kind = COMMAND_ISSUE, .services = {1 + below(4)}, .class = 1 + below(3), .party = 1,
                 .channel = CHANNEL_KIOSK);
        } else if (one_in(5)) {
            GIVE(.kind = COMMAND_RECALL, .operator_id = 1);
            GIVE(.kind = COMMAND_MISS, .operator_id = 1);
        } else {
            GIVE(.kind = COMMAND_ARRIVE, .operator_id = 1);
            finish(world, 1, 0);
        }
        if (!engine_session(world->engine, 1)->ticket &&
            world_do(world, (struct command){.kind = COMMAND_NEXT, .operator_id = 1}) == 0)
            free_ms = world->now_ms + 2 * MINUTE + below(600) * SECOND;
    }
}

static void same_as_recorded(void **state)
{
    struct world *world = *state;
    world->services[2].target_ms = 5 * MINUTE;
    play_by_the_rule(world);
    world_wait(world, MINUTE);
    world_close_day(world, 1000);
    struct rulebook rulebook = rulebook_copy(&world->rulebook);
    struct past past = read_past(world, &rulebook);
    struct played_step *played = mem_new_n(struct played_step, past.day.step_count);
    assert_int_equal(past.day.visit_count, 60);
    rehearsal_play(&past.day, &rulebook, played);
    for (size_t i = 0; i < past.day.step_count; i++) {
        assert_int_equal(played[i].end, past.recorded[i].end);
        assert_int_equal(played[i].called_ms, past.recorded[i].called_ms);
        assert_int_equal(played[i].ended_ms, past.recorded[i].ended_ms);
    }
    free(played);
    past_done(&past);
    rulebook_copy_done(&rulebook);
}

static void not_there(void **state)
{
    struct world *world = *state;
    struct rulebook rulebook = rulebook_copy(&world->rulebook);
    _cleanup_(past_reader_freep) struct past_reader *reader = past_reader_new(DAY_ONE, &rulebook);
    struct past past;
    for (size_t i = 0; i < world->log.count; i++)
        assert_true(past_reader_take(reader, &world->log.items[i]));
    assert_false(past_reader_end(reader, &past));
    rulebook_copy_done(&rulebook);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            SCRIPT(staff),          SCRIPT(who_stays),        SCRIPT(lent_profile), SCRIPT(halt),
            SCRIPT(open_and_close), SCRIPT(same_as_recorded), SCRIPT(not_there),
    };
    return cmocka_run_group_tests_name("engine past", tests, NULL, NULL);
}
