/* SPDX-License-Identifier: MIT
 *
 * Taking back: each thing that can be undone leaves the day as if it had not been, for ten seconds and as long as the
 * ticket has not gone on. All of it takes place in the minutes after 8:00; operator 1 is at counter 1 and so on.
 */
#include "tests/daemon/engine/script.h"

/* A visit as it is told, without its count of changes. */
static char *describe(const struct world *world)
{
    struct buffer buffer = {0};
    for (int32_t id = 1; id <= engine_tickets(world->engine); id++) {
        const struct ticket *ticket = engine_ticket(world->engine, id);
        buffer_printf(&buffer, "ticket %d at step %d of %d, ended %d, ahead %d\n", id, ticket->current,
                      ticket->step_count, ticket->ended, engine_ahead(world->engine, id));
        for (int32_t i = 0; i < ticket->step_count; i++) {
            const struct step *step = &ticket->steps[i];
            buffer_printf(&buffer, "%d %s %s %lld %lld %lld %lld %lld calls %d at %d of %d marks %d outcome %d\n", i,
                          step_state_words[step->state], step_end_words[step->end], (long long)step->first_called_ms,
                          (long long)step->since_ms, (long long)step->way_ms, (long long)step->service_ms,
                          (long long)step->parked_ms, step->calls, step->counter, step->operator_id, step->marks,
                          step->outcome);
        }
    }
    for (int32_t i = 1; i < engine_operators(world->engine); i++) {
        const struct session *session = engine_session(world->engine, i);
        buffer_printf(&buffer, "operator %d: %d with %d\n", i, session ? (int)session->activity : -1,
                      session ? session->ticket : 0);
    }
    struct figures figures = engine_figures(world->engine);
    for (int end = 0; end < STEP_ENDS; end++)
        buffer_printf(&buffer, "%lld %lld\n", (long long)figures.visits_ended[end],
                      (long long)figures.steps_ended[end]);
    char *text = mem_strndup(buffer_bytes(&buffer), buffer.length);
    buffer_done(&buffer);
    return text;
}

/* Done by operator 1 and taken back almost ten seconds later, everything is as it was; after them it is too late. */
static void done_and_undone(struct world *world, struct command command)
{
    _cleanup_free_ char *before = describe(world);
    script_give(world, command);
    world_wait(world, 10 * SECOND - 1);
    GIVE(.kind = COMMAND_UNDO, .operator_id = 1);
    _cleanup_free_ char *after = describe(world);
    assert_string_equal(after, before);
    REFUSED(NOTHING_TO_UNDO, .kind = COMMAND_UNDO, .operator_id = 1);
    script_give(world, command);
    int64_t done_ms = world->now_ms;
    world_wait(world, 10 * SECOND + 1);
    assert_int_equal(REFUSED(TOO_LATE, .kind = COMMAND_UNDO, .operator_id = 1).at_ms, done_ms + 10 * SECOND);
}

/* Two tickets wait for service 1; operators 1 and 2 are there. */
static struct world *two_wait(void **state)
{
    struct world *world = *state;
    script_issue(world, 1);
    script_issue(world, 1);
    script_sign_in(world, 1, 1);
    script_sign_in(world, 2, 2);
    return world;
}

static struct world *one_called(void **state)
{
    struct world *world = two_wait(state);
    world_wait(world, MINUTE);
    script_next(world, 1);
    world_wait(world, MINUTE);
    return world;
}

static struct world *one_served(void **state)
{
    struct world *world = one_called(state);
    GIVE(.kind = COMMAND_ARRIVE, .operator_id = 1);
    world_wait(world, MINUTE);
    return world;
}

/* --- what can be undone --- */

static void call(void **state)
{
    done_and_undone(two_wait(state), (struct command){.kind = COMMAND_NEXT, .operator_id = 1});
}

/* A pause asked for after the visitor begins when there is none any more. */
static void call_before_a_pause(void **state)
{
    struct world *world = two_wait(state);
    script_next(world, 1);
    GIVE(.kind = COMMAND_PAUSE, .operator_id = 1, .code = 1, .by_ms = MINUTE);
    GIVE(.kind = COMMAND_UNDO, .operator_id = 1);
    assert_int_equal(engine_session(world->engine, 1)->activity, ACTIVITY_PAUSE);
    assert_int_equal(engine_session(world->engine, 1)->next_pause, 0);
    assert_int_equal(engine_ahead(world->engine, 1), 0);
}

/* What began with the end of the visit ends with its being taken back, and begins after it again. */
static void finish_before_a_pause(void **state)
{
    struct world *world = one_served(state);
    GIVE(.kind = COMMAND_PAUSE, .operator_id = 1, .code = 1, .by_ms = 7 * MINUTE);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE, .next = true);
    const struct session *session = engine_session(world->engine, 1);
    assert_int_equal(session->activity, ACTIVITY_PAUSE);
    world_wait(world, 3 * SECOND);
    GIVE(.kind = COMMAND_UNDO, .operator_id = 1);
    assert_int_equal(session->activity, ACTIVITY_TICKET);
    assert_int_equal(session->next_pause, 1);
    assert_int_equal(session->next_pause_ms, 7 * MINUTE);
    assert_int_equal(session->spent_ms[ACTIVITY_PAUSE], 3 * SECOND);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE);
    assert_int_equal(session->until_ms, world->now_ms + 7 * MINUTE);
}

static void chosen_call(void **state)
{
    done_and_undone(two_wait(state),
                    (struct command){.kind = COMMAND_CHOOSE, .operator_id = 1, .ticket = 2, .reason = REASON_ANY});
}

static void finish(void **state)
{
    done_and_undone(one_served(state),
                    (struct command){.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE});
}

/* The arrival was implied by the finish: both are taken back. */
static void finish_of_called(void **state)
{
    done_and_undone(one_called(state),
                    (struct command){.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE});
}

static void finish_with_next_step(void **state)
{
    struct world *world = *state;
    GIVE(.kind = COMMAND_ISSUE, .services = {1, 2, 3}, .class = CLASS_REGULAR, .party = 1);
    script_sign_in(world, 1, 1);
    script_next(world, 1);
    GIVE(.kind = COMMAND_ARRIVE, .operator_id = 1);
    done_and_undone(world, (struct command){.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE});
}

static void finish_and_next(void **state)
{
    done_and_undone(one_served(state),
                    (struct command){.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE, .next = true});
}

/* The next is the same visit, at its next step. */
static void finish_and_next_of_one_visit(void **state)
{
    struct world *world = *state;
    GIVE(.kind = COMMAND_ISSUE, .services = {1, 2}, .class = CLASS_REGULAR, .party = 1);
    script_sign_in(world, 1, 1);
    script_next(world, 1);
    GIVE(.kind = COMMAND_ARRIVE, .operator_id = 1);
    done_and_undone(world,
                    (struct command){.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE, .next = true});
}

static void miss(void **state)
{
    struct world *world = one_called(state);
    GIVE(.kind = COMMAND_RECALL, .operator_id = 1);
    done_and_undone(world, (struct command){.kind = COMMAND_MISS, .operator_id = 1});
}

static void transfer(void **state)
{
    done_and_undone(one_served(state),
                    (struct command){.kind = COMMAND_TRANSFER, .operator_id = 1, .to_service = 2, .returns = true});
}

static void park(void **state)
{
    done_and_undone(one_served(state),
                    (struct command){.kind = COMMAND_PARK, .operator_id = 1, .until_ms = script_at(9, 0)});
}

/* What was served before and after belongs together: 1 minute before the finish, 9 seconds, 51 after. */
static void finish_counts_on(void **state)
{
    struct world *world = one_served(state);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE);
    world_wait(world, 9 * SECOND);
    GIVE(.kind = COMMAND_UNDO, .operator_id = 1);
    world_wait(world, 51 * SECOND);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_PAPERS);
    assert_int_equal(script_step(world, 1, 0)->service_ms, 2 * MINUTE);
    assert_int_equal(script_step(world, 1, 0)->outcome, OUTCOME_PAPERS);
}

/* Taken back after a halt of an hour that began in between: 1 minute, 2 seconds, halt, 3 seconds. */
static void finish_across_a_halt(void **state)
{
    struct world *world = one_served(state);
    world->rulebook.limits.undo_ms = 2 * HOUR;
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE);
    world_wait(world, 2 * SECOND);
    GIVE(.kind = COMMAND_HALT, .reason = REASON_ANY);
    world_wait(world, HOUR);
    GIVE(.kind = COMMAND_END_HALT);
    world_wait(world, 3 * SECOND);
    GIVE(.kind = COMMAND_UNDO, .operator_id = 1);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE);
    assert_int_equal(script_step(world, 1, 0)->service_ms, MINUTE + 5 * SECOND);
}

/* --- what cannot --- */

static void next_has_arrived(void **state)
{
    struct world *world = one_served(state);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE, .next = true);
    GIVE(.kind = COMMAND_ARRIVE, .operator_id = 1);
    struct refusal refusal = REFUSED(MOVED_ON, .kind = COMMAND_UNDO, .operator_id = 1);
    assert_int_equal(refusal.ticket, 2);
    assert_int_equal(refusal.state, STEP_SERVING);
}

static void transferred_and_called(void **state)
{
    struct world *world = one_served(state);
    GIVE(.kind = COMMAND_TRANSFER, .operator_id = 1, .to_service = 2, .place = PLACE_FRONT);
    assert_int_equal(script_next(world, 2), 1);
    struct refusal refusal = REFUSED(MOVED_ON, .kind = COMMAND_UNDO, .operator_id = 1);
    assert_int_equal(refusal.ticket, 1);
    assert_int_equal(refusal.state, STEP_CALLED);
    assert_int_equal(refusal.operator_id, 2);
}

static void missed_and_returned(void **state)
{
    struct world *world = one_called(state);
    GIVE(.kind = COMMAND_RECALL, .operator_id = 1);
    GIVE(.kind = COMMAND_MISS, .operator_id = 1);
    GIVE(.kind = COMMAND_RETURN, .ticket = 1);
    assert_int_equal(REFUSED(MOVED_ON, .kind = COMMAND_UNDO, .operator_id = 1).state, STEP_WAITING);
}

static void parked_and_taken_up(void **state)
{
    struct world *world = one_served(state);
    GIVE(.kind = COMMAND_PARK, .operator_id = 1);
    GIVE(.kind = COMMAND_TAKE_UP, .operator_id = 2, .ticket = 1);
    assert_int_equal(REFUSED(MOVED_ON, .kind = COMMAND_UNDO, .operator_id = 1).operator_id, 2);
}

/* Only the last: after the next call, the finish before it stays. */
static void not_the_last(void **state)
{
    struct world *world = one_served(state);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE);
    script_next(world, 1);
    GIVE(.kind = COMMAND_UNDO, .operator_id = 1);
    REFUSED(NOTHING_TO_UNDO, .kind = COMMAND_UNDO, .operator_id = 1);
    assert_int_equal(script_step(world, 1, 0)->end, END_SERVED);
    assert_int_equal(script_step(world, 2, 0)->state, STEP_WAITING);
}

static void at_a_task(void **state)
{
    struct world *world = one_served(state);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE);
    GIVE(.kind = COMMAND_BEGIN_TASK, .operator_id = 1, .code = 1);
    REFUSED(NOT_FREE, .kind = COMMAND_UNDO, .operator_id = 1);
}

/* A no-show taken back would be a call, and in a halt there are none; a finish may be. */
static void in_a_halt(void **state)
{
    struct world *world = one_called(state);
    GIVE(.kind = COMMAND_RECALL, .operator_id = 1);
    GIVE(.kind = COMMAND_MISS, .operator_id = 1);
    script_next(world, 2);
    GIVE(.kind = COMMAND_ARRIVE, .operator_id = 2);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 2, .outcome = OUTCOME_DONE);
    GIVE(.kind = COMMAND_HALT, .reason = REASON_ANY);
    assert_int_equal(REFUSED(HALTED, .kind = COMMAND_UNDO, .operator_id = 1).reason, REASON_ANY);
    GIVE(.kind = COMMAND_UNDO, .operator_id = 2);
    assert_int_equal(script_step(world, 2, 0)->state, STEP_SERVING);
}

static void of_another_operator(void **state)
{
    struct world *world = one_served(state);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE);
    REFUSED(NOTHING_TO_UNDO, .kind = COMMAND_UNDO, .operator_id = 2);
}

/* In the last moment of its time the end of a step becomes final: it has its row then, and gets no other. */
static void what_is_final_stays(void **state)
{
    struct world *world = one_served(state);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE);
    int64_t until_ms = world->now_ms + 10 * SECOND;
    world_wait(world, 10 * SECOND);
    assert_true(script_step(world, 1, 0)->final);
    assert_int_equal(REFUSED(TOO_LATE, .kind = COMMAND_UNDO, .operator_id = 1).at_ms, until_ms);
}

/* A call ends nothing: it can be taken back in that moment, too. */
static void the_last_moment(void **state)
{
    struct world *world = two_wait(state);
    GIVE(.kind = COMMAND_NEXT, .operator_id = 1);
    world_wait(world, 10 * SECOND);
    GIVE(.kind = COMMAND_UNDO, .operator_id = 1);
    assert_int_equal(script_step(world, 1, 0)->state, STEP_WAITING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            SCRIPT(call),
            SCRIPT(call_before_a_pause),
            SCRIPT(finish_before_a_pause),
            SCRIPT(chosen_call),
            SCRIPT(finish),
            SCRIPT(finish_of_called),
            SCRIPT(finish_with_next_step),
            SCRIPT(finish_and_next),
            SCRIPT(finish_and_next_of_one_visit),
            SCRIPT(miss),
            SCRIPT(transfer),
            SCRIPT(park),
            SCRIPT(finish_counts_on),
            SCRIPT(finish_across_a_halt),
            SCRIPT(next_has_arrived),
            SCRIPT(transferred_and_called),
            SCRIPT(missed_and_returned),
            SCRIPT(parked_and_taken_up),
            SCRIPT(not_the_last),
            SCRIPT(at_a_task),
            SCRIPT(in_a_halt),
            SCRIPT(of_another_operator),
            SCRIPT(what_is_final_stays),
            SCRIPT(the_last_moment),
    };
    return cmocka_run_group_tests_name("engine undo", tests, NULL, NULL);
}
