/* SPDX-License-Identifier: MIT
 *
 * A past day played again: days whose figures are worked out by hand, and what is true of every day.
 */
#include "tests/daemon/engine/random.h"
#include "tests/daemon/engine/rehearsal_help.h"

/* Three visitors, a minute apart from 9:00, five minutes each; one counter: they wait 0, 4 and 8 minutes. */
static struct past_day *three_visitors(void)
{
    struct past_day *day = past_new();
    for (int i = 0; i < 3; i++)
        past_visit(day, script_at(9, i), 1, 5 * MINUTE);
    past_post(day, 1, script_at(8, 30), script_at(17, 0));
    return day;
}

static void one_counter(void **state)
{
    struct world *world = *state;
    struct past_day *day = three_visitors();
    struct rehearsed is = past_count(day, &world->rulebook);
    assert_int_equal(is.visits, 3);
    assert_int_equal(is.steps, 3);
    assert_int_equal(is.served, 3);
    assert_int_equal(is.wait_mean_ms, 4 * MINUTE);
    assert_int_equal(is.wait_p50_ms, 4 * MINUTE);
    assert_int_equal(is.wait_p90_ms, 8 * MINUTE);
    assert_int_equal(is.wait_max_ms, 8 * MINUTE);
    assert_int_equal(is.within, 3);
    assert_int_equal(is.last_ms, script_at(9, 15));
    past_free(day);
}

/* The second is called at once, the third when the first has gone at 9:05. */
static void second_counter(void **state)
{
    struct world *world = *state;
    struct past_day *day = three_visitors();
    past_post(day, 2, script_at(8, 30), script_at(17, 0));
    struct rehearsed is = past_count(day, &world->rulebook);
    assert_int_equal(is.wait_mean_ms, MINUTE);
    assert_int_equal(is.wait_max_ms, 3 * MINUTE);
    assert_int_equal(is.last_ms, script_at(9, 10));
    past_free(day);
}

/* All alike: a target of five minutes moves nobody, and one of three is late. */
static void other_target(void **state)
{
    struct world *world = *state;
    struct past_day *day = three_visitors();
    world->services[1].target_ms = 5 * MINUTE;
    struct rehearsed is = past_count(day, &world->rulebook);
    assert_int_equal(is.wait_max_ms, 8 * MINUTE);
    assert_int_equal(is.wait_mean_ms, 4 * MINUTE);
    assert_int_equal(is.measured, 3);
    assert_int_equal(is.within, 2);
    past_free(day);
}

/* The last goes first by its class: it waits 3 minutes from 9:02 to 9:05, the second 9 from 9:01 to 9:10. */
static void priority(void **state)
{
    struct world *world = *state;
    struct past_day *day = three_visitors();
    day->visits[2].class = CLASS_FIRST;
    struct rehearsed is = past_count(day, &world->rulebook);
    assert_int_equal(is.wait_p50_ms, 3 * MINUTE);
    assert_int_equal(is.wait_max_ms, 9 * MINUTE);
    past_free(day);
}

/* A target changes who is called first where there are two services. */
static void target_changes_order(void **state)
{
    struct world *world = *state;
    struct past_day *day = three_visitors();
    struct played_step played[3];
    day->steps[2].service = 2;
    world->services[2].target_ms = 10 * MINUTE;
    rehearsal_play(day, &world->rulebook, played);
    assert_int_equal(played[2].called_ms, script_at(9, 5));
    assert_int_equal(played[1].called_ms, script_at(9, 10));
    past_free(day);
}

/* --- ends --- */

/* The first does not come, two minutes long; the second leaves at 9:01:30; the third is called at 9:02. */
static void missed_and_left(void **state)
{
    struct world *world = *state;
    struct past_day *day = three_visitors();
    day->steps[0] = (struct past_step){.service = 1, .planned = true, .missed = true, .way_ms = 2 * MINUTE};
    day->visits[1].leaves_ms = script_at(9, 1) + MINUTE / 2;
    struct rehearsed is = past_count(day, &world->rulebook);
    assert_int_equal(is.missed, 1);
    assert_int_equal(is.left, 1);
    assert_int_equal(is.served, 1);
    assert_int_equal(is.called, 2);
    assert_int_equal(is.measured, 2);
    assert_int_equal(is.wait_max_ms, 0);
    assert_int_equal(is.last_ms, script_at(9, 7));
    past_free(day);
}

/* With a second counter who left is called before he does, and takes as long as usual. */
static void called_before_he_leaves(void **state)
{
    struct world *world = *state;
    struct past_day *day = three_visitors();
    day->visits[1].leaves_ms = script_at(9, 2);
    day->steps[1].service_ms = day->steps[1].way_ms = -1;
    past_post(day, 2, script_at(8, 30), script_at(17, 0));
    struct played_step played[3];
    rehearsal_play(day, &world->rulebook, played);
    assert_int_equal(played[1].end, END_SERVED);
    assert_int_equal(played[1].ended_ms, script_at(9, 1 + USUAL_MINUTES));
    past_free(day);
}

/* Closes at 9:06, in the middle of the second; the third is never called. One who stays serves him. */
static void never_called(void **state)
{
    struct world *world = *state;
    struct past_day *day = three_visitors();
    day->posts[0].until_ms = script_at(9, 6);
    struct rehearsed is = past_count(day, &world->rulebook);
    assert_int_equal(is.served, 2);
    assert_int_equal(is.never_called, 1);
    assert_int_equal(is.measured, 3);
    assert_int_equal(is.within, 2);
    assert_int_equal(is.last_ms, script_at(9, 10));
    day->posts[0].stays = true;
    is = past_count(day, &world->rulebook);
    assert_int_equal(is.served, 3);
    past_free(day);
}

/* --- posts --- */

/* A break at 9:04 begins when the first has gone at 9:05, and takes its ten minutes. */
static void breaks(void **state)
{
    struct world *world = *state;
    struct past_day *day = three_visitors();
    mem_grow(day->breaks, day->break_count, day->break_room);
    day->breaks[day->break_count++] = (struct rule_span){script_at(9, 4), script_at(9, 14)};
    day->posts[0].break_count = 1;
    struct played_step played[3];
    rehearsal_play(day, &world->rulebook, played);
    assert_int_equal(played[1].called_ms, script_at(9, 15));
    assert_int_equal(played[2].called_ms, script_at(9, 20));
    past_free(day);
}

/* A minute before each call. */
static void gaps(void **state)
{
    struct world *world = *state;
    struct past_day *day = three_visitors();
    day->posts[0].gap_ms = MINUTE;
    struct played_step played[3];
    rehearsal_play(day, &world->rulebook, played);
    assert_int_equal(played[0].called_ms, script_at(9, 1));
    assert_int_equal(played[1].called_ms, script_at(9, 7));
    assert_int_equal(played[2].called_ms, script_at(9, 13));
    past_free(day);
}

/* The next at a counter begins when the one before has ended his last visitor. */
static void relieved(void **state)
{
    struct world *world = *state;
    struct past_day *day = three_visitors();
    day->posts[0].until_ms = script_at(9, 3);
    past_post(day, 1, script_at(9, 3), script_at(17, 0))->operator_id = 2;
    struct rehearsed is = past_count(day, &world->rulebook);
    assert_int_equal(is.served, 3);
    assert_int_equal(is.last_ms, script_at(9, 15));
    past_free(day);
}

/* --- visits of several steps --- */

/* Service 1, sent on to 3, then 2 as told at issue; a minute, two and three. */
static void several_steps(void **state)
{
    struct world *world = *state;
    struct past_day *day = past_new();
    past_visit(day, script_at(9, 0), 1, MINUTE);
    day->steps[0].is_sent_on = true;
    past_add_step(day, (struct past_step){.service = 3, .service_ms = 2 * MINUTE});
    past_add_step(day, (struct past_step){.service = 2, .planned = true, .service_ms = 3 * MINUTE});
    past_post(day, 1, script_at(8, 30), script_at(17, 0));
    struct rehearsed is = past_count(day, &world->rulebook);
    assert_int_equal(is.visits, 1);
    assert_int_equal(is.steps, 3);
    assert_int_equal(is.sent_on, 1);
    assert_int_equal(is.served, 2);
    assert_int_equal(is.last_ms, script_at(9, 6));
    past_free(day);
}

/* Straight to the counter: no wait; while it is taken like everybody else. */
static void direct(void **state)
{
    struct world *world = *state;
    struct past_day *day = past_new();
    past_visit(day, script_at(9, 0), 1, 5 * MINUTE)->direct = 1;
    past_visit(day, script_at(9, 1), 1, 5 * MINUTE)->direct = 1;
    past_post(day, 1, script_at(8, 30), script_at(17, 0))->gap_ms = MINUTE;
    struct played_step played[2];
    rehearsal_play(day, &world->rulebook, played);
    assert_int_equal(played[0].called_ms, script_at(9, 0));
    assert_int_equal(played[1].called_ms, script_at(9, 6));
    past_free(day);
}

/* Whose slot is at 9:15 came at 9:01: who came later for a free counter goes first, and his waiting begins at 9:15. */
static void appointment(void **state)
{
    struct world *world = *state;
    struct past_day *day = three_visitors();
    day->visits[1].slot_ms = script_at(9, 15);
    struct played_step played[3];
    rehearsal_play(day, &world->rulebook, played);
    assert_int_equal(played[2].called_ms, script_at(9, 5));
    assert_int_equal(played[1].waits_ms, script_at(9, 15));
    assert_int_equal(past_count(day, &world->rulebook).wait_max_ms, 3 * MINUTE);
    past_free(day);
}

/* The time that was waited in vain another day puts him before the second. */
static void return_code(void **state)
{
    struct world *world = *state;
    struct past_day *day = three_visitors();
    day->visits[2].credit_ms = 10 * MINUTE;
    struct played_step played[3];
    rehearsal_play(day, &world->rulebook, played);
    assert_int_equal(played[2].called_ms, script_at(9, 5));
    past_free(day);
}

/* A low desk is preferred for ten minutes, then any counter will do. */
static void soft_need(void **state)
{
    struct world *world = *state;
    struct past_day *day = past_new();
    past_visit(day, script_at(9, 0), 1, 20 * MINUTE)->needs = ID_BIT(NEED_LOW_DESK);
    past_visit(day, script_at(9, 1), 1, 20 * MINUTE)->needs = ID_BIT(NEED_LOW_DESK);
    world->counters[2].meets = 0;
    past_post(day, 1, script_at(8, 30), script_at(17, 0));
    past_post(day, 2, script_at(8, 30), script_at(17, 0));
    struct played_step played[2];
    rehearsal_play(day, &world->rulebook, played);
    assert_int_equal(played[0].counter, 1);
    assert_int_equal(played[1].counter, 2);
    assert_in_range(played[1].called_ms, script_at(9, 11), script_at(9, 11) + SECOND);
    past_free(day);
}

/* --- of every day --- */

static void add_random_visit(struct past_day *day)
{
    struct past_visit *visit = past_visit(day, script_at(8, 0) + below(9 * 3600) * SECOND,
                                          1 + below(WORLD_SERVICES - 1), below(600) * SECOND);
    struct past_step *step = &day->steps[day->step_count - 1];
    visit->class = 1 + below(WORLD_CLASSES - 1);
    visit->needs = one_in(8) ? ID_BIT(1 + below(WORLD_NEEDS - 1)) : 0;
    visit->language = below(3);
    visit->leaves_ms = one_in(10) ? visit->issued_ms + below(1800) * SECOND : 0;
    visit->credit_ms = one_in(20) ? 30 * MINUTE : 0;
    visit->direct = one_in(20) ? 1 + below(WORLD_COUNTERS - 1) : 0;
    visit->slot_ms = !visit->direct && one_in(10) ? script_at(8 + below(10), 15 * below(4)) : 0;
    step->missed = one_in(10);
    step->way_ms = one_in(10) ? -1 : below(60) * SECOND;
    for (int32_t last = step->service; one_in(4);) {
        int32_t next = 1 + below(WORLD_SERVICES - 1);
        bool planned = !visit->slot_ms && day->visits[day->visit_count - 1].step_count < 8 && one_in(2);
        if (next == last)
            continue;
        past_add_step(day, (struct past_step){.service = next, .planned = planned, .service_ms = below(300) * SECOND});
        last = next;
    }
}

static struct past_day *random_day(void)
{
    struct past_day *day = past_new();
    int visits = 1 + below(300);
    for (int i = 0; i < visits; i++)
        add_random_visit(day);
    for (int32_t counter = 1; counter < WORLD_COUNTERS; counter++) {
        int64_t from_ms = script_at(8, below(60));
        struct past_post *post = past_post(day, counter, from_ms, from_ms + (1 + below(500)) * MINUTE);
        post->profile = 1 + below(WORLD_PROFILES - 1);
        post->gap_ms = below(3) * SECOND;
        post->stays = one_in(2);
        post->first_break = (int32_t)day->break_count;
        post->break_count = below(3);
        for (int b = 0; b < post->break_count; b++) {
            mem_grow(day->breaks, day->break_count, day->break_room);
            day->breaks[day->break_count++] =
                    (struct rule_span){from_ms + b * HOUR + MINUTE, from_ms + b * HOUR + 10 * MINUTE};
        }
    }
    return day;
}

static void check_visit(const struct past_day *day, const struct past_visit *visit, const struct played_step *played)
{
    const struct played_step *steps = &played[visit->first_step];
    bool goes_on = true;
    assert_int_not_equal(steps[0].end, END_NONE);
    for (int32_t i = 0; i < visit->step_count; i++) {
        assert_int_equal(steps[i].end != END_NONE, goes_on);
        if (!goes_on)
            continue;
        assert_true(steps[i].entered_ms >= visit->issued_ms);
        assert_int_equal(steps[i].counter != 0, steps[i].called_ms != 0);
        assert_int_equal(steps[i].end == END_NEVER_CALLED || steps[i].end == END_CANCELLED, !steps[i].called_ms);
        if (steps[i].end == END_SERVED)
            assert_true(steps[i].ended_ms >= steps[i].called_ms + day->steps[visit->first_step + i].service_ms);
        goes_on = steps[i].end == END_SERVED || steps[i].end == END_TRANSFERRED;
    }
}

/* At most one visitor at a counter at a time. */
static void check_counters(const struct past_day *day, const struct played_step *played)
{
    for (size_t i = 0; i < day->step_count; i++) {
        for (size_t j = 0; j < i; j++) {
            bool same = played[i].counter && played[i].counter == played[j].counter;
            assert_false(same && played[i].called_ms < played[j].ended_ms && played[j].called_ms < played[i].ended_ms);
        }
    }
}

static void check_figures(const struct past_day *day, const struct rulebook *rulebook, const struct played_step *played)
{
    struct rehearsed all = rehearsal_count(day, rulebook, played, (struct rehearsed_of){0}), sum = {0};
    for (int32_t service = 1; service < WORLD_SERVICES; service++) {
        struct rehearsed one = rehearsal_count(day, rulebook, played, (struct rehearsed_of){.service = service});
        assert_int_equal(one.steps,
                         one.served + one.sent_on + one.missed + one.left + one.never_called + one.unfinished);
        sum.steps += one.steps, sum.served += one.served, sum.called += one.called;
        sum.visits += one.visits, sum.measured += one.measured, sum.within += one.within;
    }
    assert_int_equal(all.visits, day->visit_count);
    assert_int_equal(sum.visits, all.visits);
    assert_int_equal(sum.steps, all.steps);
    assert_int_equal(sum.served, all.served);
    assert_int_equal(sum.called, all.called);
    assert_int_equal(sum.measured, all.measured);
    assert_int_equal(sum.within, all.within);
    assert_true(all.within <= all.measured && all.wait_p50_ms <= all.wait_p90_ms && all.wait_p90_ms <= all.wait_max_ms);
}

static void every_visit_ends(void **state)
{
    struct world *world = *state;
    size_t days = 40 * world_times();
    world->tiers[2][3] = 2, world->tiers[3][1] = 0, world->tiers[4][2] = 0, world->tiers[4][5] = 3;
    world->services[4].promote_ms = 30 * MINUTE;
    for (size_t i = 0; i < days; i++) {
        struct past_day *day = random_day();
        size_t size = (day->step_count + 1) * sizeof(struct played_step);
        _cleanup_free_ struct played_step *played = mem_alloc(1, size), *again = mem_alloc(1, size);
        rehearsal_play(day, &world->rulebook, played);
        rehearsal_play(day, &world->rulebook, again);
        for (size_t v = 0; v < day->visit_count; v++)
            check_visit(day, &day->visits[v], played);
        check_counters(day, played);
        check_figures(day, &world->rulebook, played);
        for (size_t s = 0; s < day->step_count; s++)
            assert_memory_equal(&played[s], &again[s], sizeof(played[s]));
        past_free(day);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            SCRIPT(one_counter),
            SCRIPT(second_counter),
            SCRIPT(other_target),
            SCRIPT(priority),
            SCRIPT(target_changes_order),
            SCRIPT(missed_and_left),
            SCRIPT(called_before_he_leaves),
            SCRIPT(never_called),
            SCRIPT(breaks),
            SCRIPT(gaps),
            SCRIPT(relieved),
            SCRIPT(several_steps),
            SCRIPT(direct),
            SCRIPT(appointment),
            SCRIPT(return_code),
            SCRIPT(soft_need),
            SCRIPT(every_visit_ends),
    };
    return cmocka_run_group_tests_name("engine rehearsal", tests, NULL, NULL);
}
