/* SPDX-License-Identifier: MIT
 *
 * A counter with another profile for a time. Profile 1 takes everything, 2 only service 2; operator 1 is at counter 1.
 */
#include "tests/daemon/engine/forecast_help.h"

static struct world *begin(void **state)
{
    struct world *world = *state;
    memset(world->tiers[2], 0, sizeof(world->tiers[2]));
    world->tiers[2][2] = 1;
    script_sign_in(world, 1, 1);
    return world;
}

static int32_t profile_of(const struct world *world, int32_t operator_id)
{
    return engine_session(world->engine, operator_id)->profile;
}

static int32_t next(struct world *world, int32_t operator_id)
{
    GIVE(.kind = COMMAND_NEXT, .operator_id = operator_id);
    return engine_session(world->engine, operator_id)->ticket;
}

static void ends_by_itself(void **state)
{
    struct world *world = begin(state);
    int32_t other = script_issue(world, 1), asked = script_issue(world, 2);
    GIVE(.kind = COMMAND_SET_PROFILE, .counter = 1, .profile = 2, .until_ms = world->now_ms + HOUR, .user = 1000);
    struct event set = script_last(world, EVENT_PROFILE_SET);
    assert_int_equal(set.counter, 1);
    assert_int_equal(set.operator_id, 1);
    assert_int_equal(set.value[PROFILE_SET_USER], 1000);
    assert_int_equal(next(world, 1), asked);
    world_wait(world, HOUR - 1);
    assert_int_equal(profile_of(world, 1), 2);
    world_wait(world, 1);
    assert_int_equal(profile_of(world, 1), 1);
    assert_int_equal(script_last(world, EVENT_PROFILE_BACK).value[PROFILE_BACK_PROFILE], 1);
    assert_int_equal(script_last(world, EVENT_PROFILE_BACK).value[PROFILE_BACK_USER], 0);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE);
    assert_int_equal(next(world, 1), other);
}

static void keeps_what_is_called(void **state)
{
    struct world *world = begin(state);
    int32_t held = script_issue(world, 1);
    assert_int_equal(next(world, 1), held);
    GIVE(.kind = COMMAND_SET_PROFILE, .counter = 1, .profile = 2);
    GIVE(.kind = COMMAND_ARRIVE, .operator_id = 1);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE);
    script_issue(world, 1);
    REFUSED(NOBODY_WAITS, .kind = COMMAND_NEXT, .operator_id = 1);
}

/* It is of the counter: whoever comes has it, and who goes elsewhere has his own. */
static void is_of_the_counter(void **state)
{
    struct world *world = begin(state);
    world->operators[2].profile = 1;
    GIVE(.kind = COMMAND_SET_PROFILE, .counter = 1, .profile = 2);
    script_sign_in(world, 1, 3);
    assert_int_equal(profile_of(world, 1), 1);
    script_sign_in(world, 2, 1);
    assert_int_equal(profile_of(world, 2), 2);
    GIVE(.kind = COMMAND_SIGN_OUT, .operator_id = 2);
    GIVE(.kind = COMMAND_SET_PROFILE, .counter = 1);
    assert_int_equal(script_last(world, EVENT_PROFILE_BACK).operator_id, 0);
    script_sign_in(world, 2, 1);
    assert_int_equal(profile_of(world, 2), 1);
}

static void is_taken_back(void **state)
{
    struct world *world = begin(state);
    REFUSED(SAME, .kind = COMMAND_SET_PROFILE, .counter = 1);
    GIVE(.kind = COMMAND_SET_PROFILE, .counter = 1, .profile = 2, .until_ms = world->now_ms + HOUR);
    REFUSED(SAME, .kind = COMMAND_SET_PROFILE, .counter = 1, .profile = 2, .until_ms = world->now_ms + HOUR);
    GIVE(.kind = COMMAND_SET_PROFILE, .counter = 1, .profile = 2, .until_ms = world->now_ms + 2 * HOUR);
    world_wait(world, HOUR + MINUTE); /* the first moment no longer holds */
    assert_int_equal(profile_of(world, 1), 2);
    GIVE(.kind = COMMAND_SET_PROFILE, .counter = 1, .user = 7);
    assert_int_equal(script_last(world, EVENT_PROFILE_BACK).value[PROFILE_BACK_USER], 7);
    assert_int_equal(profile_of(world, 1), 1);
    assert_int_equal(engine_lent_profile(world->engine, 1).profile, 0);
}

static void makes_sense(void **state)
{
    struct world *world = begin(state);
    REFUSED(TIME_SPAN_WRONG, .kind = COMMAND_SET_PROFILE, .counter = 1, .profile = 2, .until_ms = world->now_ms);
    REFUSED(UNKNOWN_COUNTER, .kind = COMMAND_SET_PROFILE, .counter = 99, .profile = 2);
    GIVE(.kind = COMMAND_SET_PROFILE, .counter = 1, .profile = 2);
    world->counters[1].offered = false;
    GIVE(.kind = COMMAND_SET_PROFILE, .counter = 1); /* what a reload has taken can be taken back */
    REFUSED(UNKNOWN_COUNTER, .kind = COMMAND_SET_PROFILE, .counter = 1, .profile = 2);
}

/* Of whom the catalogue knows nothing any more keeps what he has. */
static void of_a_counter_that_has_none(void **state)
{
    struct world *world = begin(state);
    GIVE(.kind = COMMAND_SET_PROFILE, .counter = 1, .profile = 2);
    world->counters[1].profile = 0;
    GIVE(.kind = COMMAND_SET_PROFILE, .counter = 1);
    assert_int_equal(profile_of(world, 1), 2);
}

static void across_a_halt(void **state)
{
    struct world *world = begin(state);
    GIVE(.kind = COMMAND_SET_PROFILE, .counter = 1, .profile = 2, .until_ms = world->now_ms + MINUTE);
    GIVE(.kind = COMMAND_HALT, .reason = REASON_ANY);
    world_wait(world, HOUR);
    assert_int_equal(profile_of(world, 1), 2);
    GIVE(.kind = COMMAND_END_HALT);
    world_wait(world, 1);
    assert_int_equal(profile_of(world, 1), 1);
}

static void ends_with_the_day(void **state)
{
    struct world *world = begin(state);
    GIVE(.kind = COMMAND_SET_PROFILE, .counter = 1, .profile = 2, .until_ms = world->now_ms + 30 * HOUR);
    while (engine_day(world->engine))
        GIVE(.kind = COMMAND_CLOSE_DAY, .limit = 10);
    assert_int_equal(engine_lent_profile(world->engine, 1).profile, 0);
    assert_true(engine_deadline(world->engine) == INT64_MAX);
}

/* The forecast knows it at once, and when it ends: the one counter there takes service 1 in half an hour again. */
static void is_known_to_the_forecast(void **state)
{
    struct world *world = begin(state);
    struct learned learned;
    certain_init(&learned, world, 5 * MINUTE);
    int32_t ticket = script_issue(world, 1);
    assert_exact(forecast_ticket(world, &learned, ticket), 0);
    GIVE(.kind = COMMAND_SET_PROFILE, .counter = 1, .profile = 2, .until_ms = world->now_ms + 30 * MINUTE);
    assert_exact(forecast_ticket(world, &learned, ticket), 30 * MINUTE);
    assert_exact(forecast_new_one(world, &learned, 2, CLASS_REGULAR, 20), 0);
    GIVE(.kind = COMMAND_SET_PROFILE, .counter = 1, .profile = 2);
    assert_int_equal(forecast_ticket(world, &learned, ticket).p10_ms, FUTURE_NEVER);
    learned_done(&learned);
}

/* Who is planned there comes with it. */
static void is_known_of_who_is_planned(void **state)
{
    struct world *world = begin(state);
    struct learned learned;
    certain_init(&learned, world, 5 * MINUTE);
    GIVE(.kind = COMMAND_SIGN_OUT, .operator_id = 1);
    int32_t ticket = script_issue(world, 1);
    set_shift(world, 2, world->now_ms + 10 * MINUTE, world->now_ms + 9 * HOUR, PRESENCE_PRESENT);
    assert_exact(forecast_ticket(world, &learned, ticket), 10 * MINUTE);
    GIVE(.kind = COMMAND_SET_PROFILE, .counter = 2, .profile = 2, .until_ms = world->now_ms + 30 * MINUTE);
    assert_exact(forecast_ticket(world, &learned, ticket), 30 * MINUTE);
    GIVE(.kind = COMMAND_SET_PROFILE, .counter = 2, .profile = 2, .until_ms = world->now_ms + 5 * MINUTE);
    assert_exact(forecast_ticket(world, &learned, ticket), 10 * MINUTE);
    learned_done(&learned);
}

/* --- what was lacking, which a finish may tell --- */

static const struct step *step_of(const struct world *world, int32_t ticket)
{
    return &engine_ticket(world->engine, ticket)->steps[0];
}

static void what_was_lacking(void **state)
{
    struct world *world = begin(state);
    int32_t ticket = script_issue(world, 1);
    next(world, 1);
    size_t before = world->log.count;
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = 2, .lacked = ID_BIT(1) | ID_BIT(3));
    static const int32_t kinds[] = {EVENT_ARRIVED, EVENT_LACKED, EVENT_LACKED, EVENT_FINISHED};
    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
        assert_int_equal(world->log.items[before + i].kind, kinds[i]);
    assert_int_equal(world->log.items[before + 1].value[LACKED_LINE], 1);
    assert_int_equal(world->log.items[before + 2].value[LACKED_LINE], 3);
    assert_int_equal(world->log.items[before + 2].ticket, ticket);
    assert_int_equal(world->log.items[before + 2].service, 1);
    assert_int_equal(step_of(world, ticket)->lacked, ID_BIT(1) | ID_BIT(3));
    GIVE(.kind = COMMAND_UNDO, .operator_id = 1);
    assert_int_equal(step_of(world, ticket)->lacked, 0);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = 2, .lacked = ID_BIT(2), .next = true);
    assert_int_equal(step_of(world, ticket)->lacked, ID_BIT(2));
    GIVE(.kind = COMMAND_UNDO, .operator_id = 1);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE);
    assert_int_equal(step_of(world, ticket)->lacked, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            SCRIPT(ends_by_itself),
            SCRIPT(keeps_what_is_called),
            SCRIPT(is_of_the_counter),
            SCRIPT(is_taken_back),
            SCRIPT(makes_sense),
            SCRIPT(of_a_counter_that_has_none),
            SCRIPT(across_a_halt),
            SCRIPT(ends_with_the_day),
            SCRIPT(is_known_to_the_forecast),
            SCRIPT(is_known_of_who_is_planned),
            SCRIPT(what_was_lacking),
    };
    return cmocka_run_group_tests_name("engine profiles", tests, NULL, NULL);
}
