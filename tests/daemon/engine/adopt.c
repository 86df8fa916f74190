/* SPDX-License-Identifier: MIT
 *
 * Tickets of a machine that was lost: their place in the queue, their numbers, and how the day adds up. (What is
 * refused: refusals.c.)
 */
#include "tests/daemon/engine/script.h"

static struct command paper(int32_t number, int64_t at_ms)
{
    return (struct command){.kind = COMMAND_ADOPT,
                            .prefix = prefix_of("B"),
                            .number = number,
                            .services = {1},
                            .class = CLASS_REGULAR,
                            .party = 1,
                            .code = 77,
                            .from_ms = at_ms};
}

static int32_t adopt(struct world *world, int32_t number, int64_t at_ms)
{
    script_give(world, paper(number, at_ms));
    return engine_tickets(world->engine);
}

/* A backup at 8:10, lost at some time before 9:00. */
static void lose(struct world *world)
{
    script_clock(world, 8, 10);
    int64_t copied_ms = world->now_ms;
    script_clock(world, 9, 0);
    GIVE(.kind = COMMAND_BEGIN_EPOCH, .quantity = 1, .from_ms = copied_ms);
}

/* B1 of 8:00 is known, B10001 is new of 9:00; between them by their papers, whoever is adopted when. */
static void each_queues_by_its_original_place(void **state)
{
    struct world *world = *state;
    int32_t known = script_issue(world, 1);
    lose(world);
    int32_t fresh = script_issue(world, 1);
    assert_int_equal(engine_ticket(world->engine, fresh)->number, 10001);
    script_clock(world, 9, 5);
    int32_t late = adopt(world, 9, script_at(8, 40)), same_minute = adopt(world, 6, script_at(8, 20));
    int32_t early = adopt(world, 5, script_at(8, 20)), unread = adopt(world, 3, 0), before = adopt(world, 2, 0);
    const int32_t order[] = {known, before, unread, early, same_minute, late, fresh};
    script_sign_in(world, 1, 1);
    for (size_t i = 0; i < ARRAY_SIZE(order); i++) {
        assert_int_equal(script_next(world, 1), order[i]);
        GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE);
    }
}

static void it_has_waited_since_it_was_issued(void **state)
{
    struct world *world = *state;
    lose(world);
    script_clock(world, 9, 5);
    int32_t told = adopt(world, 4, script_at(8, 20)), unread = adopt(world, 5, 0),
            exact = adopt(world, 6, script_at(8, 30) + 1);
    assert_int_equal(engine_ticket(world->engine, told)->issued_ms, script_at(8, 20));
    assert_int_equal(script_step(world, told, 0)->base_ms, script_at(8, 20) + 4); /* the order of numbers in a minute */
    assert_int_equal(script_step(world, exact, 0)->base_ms, script_at(8, 30) + 1);
    assert_int_equal(step_waited_ms(script_step(world, told, 0), world->now_ms), 45 * MINUTE - 4);
    assert_int_equal(script_step(world, told, 0)->marks, 0);
    assert_int_equal(engine_ticket(world->engine, unread)->issued_ms, script_at(8, 10));
    assert_int_equal(script_step(world, unread, 0)->marks, MARK_INACCURATE);
    assert_int_equal(engine_ticket(world->engine, told)->code, 77);
    assert_int_equal(engine_ticket(world->engine, told)->channel, CHANNEL_ADOPTED);
    world->services[1].promote_ms = 30 * MINUTE; /* it would have gone ahead by now */
    int32_t promoted = adopt(world, 7, script_at(8, 20));
    world_wait(world, 0);
    assert_int_equal(script_step(world, promoted, 0)->tier, TIER_PROMOTED);
}

/* What gives numbers here goes on as if nobody had been adopted, and steps over numbers that somebody has. */
static void numbers_go_on(void **state)
{
    struct world *world = *state;
    script_issue(world, 1);
    lose(world);
    adopt(world, 999, 0);
    assert_int_equal(engine_ticket(world->engine, script_issue(world, 1))->number, 10001);
    adopt(world, 2, 0);
    assert_int_equal(engine_last_number(world->engine, prefix_of("B")), 10001);
    assert_int_equal(engine_ticket(world->engine, script_issue(world, 1))->number, 10002);
    assert_int_equal(engine_last_number(world->engine, prefix_of("B")), 10002);
    assert_int_equal(engine_find(world->engine, prefix_of("B"), 999)->id, 2);
    memcpy(world->series[1].prefixes[0], "B",
           2); /* a series of 99 numbers shares the letter: its range begins at 1000 */
    world->series[1].last = 99;
    world->services[3].series = 1;
    world->series[1].overflow = OVERFLOW_REFUSE;
    REFUSED(SERIES_EXHAUSTED, .kind = COMMAND_ISSUE, .services = {3}, .class = CLASS_REGULAR, .party = 1);
}

static void a_series_steps_over_what_another_has(void **state)
{
    struct world *world = *state;
    memcpy(world->series[1].prefixes[0], "B", 2);
    world->series[1].last = 99;
    world->services[3].series = 1;
    lose(world);
    adopt(world, 1001, 0); /* of the large series; the small one gives that number from now on */
    adopt(world, 1002, 0);
    assert_int_equal(engine_ticket(world->engine, script_issue(world, 3))->number, 1003);
}

/* Lost twice: papers of the first machine have the first numbers and its span, those of the second its own. */
static void a_machine_is_known_by_its_numbers(void **state)
{
    struct world *world = *state;
    lose(world);
    script_issue(world, 1);
    script_clock(world, 9, 30);
    int64_t copied_ms = world->now_ms;
    script_clock(world, 10, 0);
    GIVE(.kind = COMMAND_BEGIN_EPOCH, .quantity = 2, .from_ms = copied_ms);
    assert_int_equal(engine_lost_spans(world->engine), 2);
    int32_t first = adopt(world, 1, 0), second = adopt(world, 10002, 0);
    assert_int_equal(engine_ticket(world->engine, first)->issued_ms, script_at(8, 10));
    assert_int_equal(engine_ticket(world->engine, second)->issued_ms, script_at(9, 30));
    script_refused(world, REFUSAL_OUTSIDE_LOST_SPAN, paper(10003, script_at(8, 30)));
    script_refused(world, REFUSAL_OUTSIDE_LOST_SPAN, paper(2, script_at(9, 40)));
    script_refused(world, REFUSAL_NOT_LOST, paper(20001, 0));
    world_close_day(world, 100);
    assert_int_equal(engine_lost_spans(world->engine), 0);
    world_open_day(world, DAY_ONE + 1);
    script_refused(world, REFUSAL_NOTHING_LOST, paper(2, 0));
}

/* The machine was lost twice after the same copy was made: the second centre knows nothing of the first. */
static void two_machines_of_one_copy(void **state)
{
    struct world *world = *state;
    script_clock(world, 9, 30);
    int64_t copied_ms = script_at(8, 10);
    GIVE(.kind = COMMAND_BEGIN_EPOCH, .quantity = 2, .limit = 2, .from_ms = copied_ms);
    assert_int_equal(engine_lost_spans(world->engine), 2);
    for (int32_t i = 0; i < 2; i++)
        assert_int_equal(engine_lost_span(world->engine, i).from_ms, copied_ms);
    adopt(world, 2, 0);
    adopt(world, 10001, 0);
    script_refused(world, REFUSAL_NOT_LOST, paper(20001, 0));
    assert_int_equal(engine_ticket(world->engine, script_issue(world, 1))->number, 20001);
}

/* A ledger of before there was such a fact knows of the epoch and of no span. */
static void an_epoch_without_a_span(void **state)
{
    struct world *world = *state;
    struct event began = {.seq = engine_seq(world->engine) + 1,
                          .at_ms = world->now_ms,
                          .kind = EVENT_EPOCH_BEGAN,
                          .day = DAY_ONE,
                          .value = {1, 1, DAY_ONE}};
    engine_apply(world->engine, &began);
    mem_grow(world->log.items, world->log.count, world->log.room);
    world->log.items[world->log.count++] = began;
    script_refused(world, REFUSAL_NOTHING_LOST, paper(2, 0));
    script_clock(world, 9, 0);
    GIVE(.kind = COMMAND_BEGIN_EPOCH, .quantity = 2, .from_ms = script_at(8, 30));
    script_refused(world, REFUSAL_NOTHING_LOST, paper(2, 0)); /* of the first span nobody knows */
    adopt(world, 10001, 0);
}

/* In a halt, for several services and people, also where the hours would give no ticket any more. */
static void nothing_is_asked_again(void **state)
{
    struct world *world = *state;
    world->services[1].daily_limit = 3;
    lose(world);
    GIVE(.kind = COMMAND_ISSUE, .services = {1}, .class = CLASS_REGULAR, .party = 3);
    GIVE(.kind = COMMAND_CLOSE_SERVICE, .service = 1, .reason = REASON_ANY, .closing = CLOSING_ALL);
    GIVE(.kind = COMMAND_HALT, .reason = REASON_ANY);
    struct command chain = paper(4, script_at(8, 30));
    chain.services[1] = 2;
    chain.party = 2;
    chain.class = CLASS_AHEAD;
    script_give(world, chain);
    const struct ticket *ticket = engine_ticket(world->engine, 2);
    assert_int_equal(ticket->step_count, 2);
    assert_int_equal(ticket->party, 2);
    assert_int_equal(ticket->class, CLASS_AHEAD);
}

static void the_day_adds_up(void **state)
{
    struct world *world = *state;
    script_issue(world, 1);
    lose(world);
    adopt(world, 2, 0);
    GIVE(.kind = COMMAND_VOID, .ticket = adopt(world, 3, 0), .reason = REASON_ANY);
    script_issue(world, 2);
    world_close_day(world, 100);
    struct figures figures = engine_figures(world->engine);
    assert_int_equal(figures.visits, 4);
    assert_int_equal(figures.adopted, 2);
    assert_int_equal(figures.visits_ended[END_NEVER_CALLED], 3);
    assert_int_equal(figures.visits_ended[END_VOID], 1);
    assert_int_equal(figures.return_codes, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            SCRIPT(each_queues_by_its_original_place),
            SCRIPT(it_has_waited_since_it_was_issued),
            SCRIPT(numbers_go_on),
            SCRIPT(a_series_steps_over_what_another_has),
            SCRIPT(a_machine_is_known_by_its_numbers),
            SCRIPT(two_machines_of_one_copy),
            SCRIPT(an_epoch_without_a_span),
            SCRIPT(nothing_is_asked_again),
            SCRIPT(the_day_adds_up),
    };
    return cmocka_run_group_tests_name("engine adopt", tests, NULL, NULL);
}
