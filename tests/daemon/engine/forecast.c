/* SPDX-License-Identifier: MIT
 *
 * How long: what must be exact is, what is known in closed form is met, and what cannot be known is not told.
 */
#include "tests/daemon/engine/forecast_help.h"

#define FIVE (5 * MINUTE)

static void assert_near(int64_t value, double expected, double tolerance)
{
    if ((double)value < expected * (1 - tolerance) || (double)value > expected * (1 + tolerance))
        fail_msg("%lld, expected %.0f", (long long)value, expected);
}

/* --- exact --- */

/* One counter, services of five minutes, one being served for two: in 3, 8, 13 minutes; who comes now in 18. */
static void one_counter(void **state)
{
    struct world *world = *state;
    struct learned learned;
    certain_init(&learned, world, FIVE);
    script_sign_in(world, 1, 1);
    script_issue(world, 1);
    serve_now(world, 1);
    world_wait(world, 2 * MINUTE);
    for (int i = 0; i < 3; i++)
        script_issue(world, 1 + i);
    for (int i = 0; i < 3; i++)
        assert_exact(forecast_ticket(world, &learned, 2 + i), (3 + 5 * i) * MINUTE);
    assert_exact(forecast_new_one(world, &learned, 4, CLASS_REGULAR, 20), 18 * MINUTE);
    learned_done(&learned);
}

/* A free counter and nobody there: who comes now is called now. */
static void nobody_there(void **state)
{
    struct world *world = *state;
    struct learned learned;
    certain_init(&learned, world, FIVE);
    script_sign_in(world, 1, 1);
    assert_exact(forecast_new_one(world, &learned, 1, CLASS_REGULAR, 20), 0);
    learned_done(&learned);
}

/* A slow operator takes so much longer, but for the minute that has passed. */
static void slow_operator(void **state)
{
    struct world *world = *state;
    struct learned learned;
    certain_init(&learned, world, FIVE);
    learned.operator_count = 2;
    learned.operators = mem_new_n(struct learned_operator, 2);
    learned.operators[1] = (struct learned_operator){.expected_ms = 1e15F, .took_ms = 2e15F, .count = 1e12F};
    script_sign_in(world, 1, 1);
    script_issue(world, 1);
    serve_now(world, 1);
    script_issue(world, 1);
    world_wait(world, MINUTE);
    struct forecast_times times = forecast_ticket(world, &learned, 2);
    assert_in_range(times.p50_ms, 9 * MINUTE - 10, 9 * MINUTE + 10);
    learned_done(&learned);
}

/* A mean that is not sure: nine of the same service ahead are all longer or all shorter than thought; the middle stays,
 * and p10 and p90 lie 1.28 of its deviations from it. */
static void unsure_mean(void **state)
{
    struct world *world = *state;
    struct learned learned;
    certain_init(&learned, world, FIVE);
    learned.services[1].law.unsure = 0.2F;
    script_sign_in(world, 1, 1);
    script_issue(world, 1);
    serve_now(world, 1);
    for (int i = 0; i < 10; i++)
        script_issue(world, 1);
    _cleanup_(forecast_freep) struct forecast *forecast = forecast_now(world, &learned, 1, 4000);
    struct forecast_times times = *forecast_of(forecast, 11);
    assert_near(times.p50_ms, 50.0 * MINUTE, 0.02);
    assert_near(times.p90_ms, 50.0 * 1.256 * MINUTE, 0.03);
    assert_near(times.p10_ms, 50.0 * 0.744 * MINUTE, 0.03);
    learned_done(&learned);
}

/* --- what is planned --- */

/* The shift of counter 1 ends at 8:07, at 8:05 its second visitor is the last; 2 comes at 9:00 and calls the third. */
static void shifts(void **state)
{
    struct world *world = *state;
    struct learned learned;
    certain_init(&learned, world, FIVE);
    set_shift(world, 1, script_at(8, 0), script_at(8, 7), PRESENCE_PRESENT);
    set_shift(world, 2, script_at(9, 0), script_at(17, 0), PRESENCE_PRESENT);
    script_sign_in(world, 1, 1);
    script_issue(world, 1);
    serve_now(world, 1);
    script_issue(world, 1);
    script_issue(world, 1);
    assert_exact(forecast_ticket(world, &learned, 2), FIVE);
    assert_exact(forecast_ticket(world, &learned, 3), HOUR);
    /* Who would come while nobody is there yet. */
    assert_exact(forecast_new_one(world, &learned, 2, CLASS_REGULAR, 20), HOUR + FIVE);
    learned_done(&learned);
}

/* Nobody is signed in or planned: unknown. Planned for 8:30: then; not there ten minutes later: unknown again. */
static void nobody_serves(void **state)
{
    struct world *world = *state;
    struct learned learned;
    certain_init(&learned, world, FIVE);
    script_issue(world, 1);
    assert_exact(forecast_ticket(world, &learned, 1), FUTURE_NEVER);
    set_shift(world, 2, script_at(8, 30), script_at(17, 0), PRESENCE_PRESENT);
    assert_exact(forecast_ticket(world, &learned, 1), 30 * MINUTE);
    script_clock(world, 8, 39);
    assert_exact(forecast_ticket(world, &learned, 1), 0);
    script_clock(world, 8, 40);
    assert_exact(forecast_ticket(world, &learned, 1), FUTURE_NEVER);
    learned_done(&learned);
}

static void absent(void **state)
{
    struct world *world = *state;
    struct learned learned;
    certain_init(&learned, world, FIVE);
    set_shift(world, 2, script_at(8, 30), script_at(17, 0), PRESENCE_PRESENT);
    set_shift(world, 2, script_at(8, 0), script_at(17, 0), PRESENCE_ABSENT);
    script_issue(world, 1);
    assert_exact(forecast_ticket(world, &learned, 1), FUTURE_NEVER);
    learned_done(&learned);
}

/* Lunch at 8:04 for half an hour begins after the visitor, at 8:05; once it is taken it does not come again. */
static void lunch(void **state)
{
    struct world *world = *state;
    struct learned learned;
    certain_init(&learned, world, FIVE);
    set_shift(world, 1, script_at(8, 4), script_at(8, 34), PRESENCE_LUNCH);
    script_sign_in(world, 1, 1);
    script_issue(world, 1);
    serve_now(world, 1);
    script_issue(world, 1);
    script_issue(world, 1);
    assert_exact(forecast_ticket(world, &learned, 2), 35 * MINUTE);
    assert_exact(forecast_ticket(world, &learned, 3), 40 * MINUTE);
    script_clock(world, 8, 5);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE);
    GIVE(.kind = COMMAND_PAUSE, .operator_id = 1, .code = 1, .by_ms = 30 * MINUTE);
    script_clock(world, 8, 15);
    assert_exact(forecast_ticket(world, &learned, 2), 20 * MINUTE);
    script_clock(world, 8, 33);
    GIVE(.kind = COMMAND_END_PAUSE, .operator_id = 1);
    serve_now(world, 1);
    assert_exact(forecast_ticket(world, &learned, 3), FIVE);
    learned_done(&learned);
}

/* A pause that was asked for begins after the visitor. */
static void pause_asked(void **state)
{
    struct world *world = *state;
    struct learned learned;
    certain_init(&learned, world, FIVE);
    script_sign_in(world, 1, 1);
    script_issue(world, 1);
    serve_now(world, 1);
    script_issue(world, 1);
    GIVE(.kind = COMMAND_PAUSE, .operator_id = 1, .code = 1, .by_ms = 10 * MINUTE);
    assert_exact(forecast_ticket(world, &learned, 2), 15 * MINUTE);
    learned_done(&learned);
}

/* --- who comes in between --- */

/* Somebody of a higher tier has an appointment at 8:15, and comes in the half hour before it: who would have been the
 * third of three is the fourth once he is there. */
static void appointment(void **state)
{
    struct world *world = *state;
    struct learned learned;
    certain_init(&learned, world, FIVE);
    script_sign_in(world, 1, 1);
    for (int i = 0; i < 7; i++)
        script_issue(world, 1);
    serve_now(world, 1);
    struct forecast_times before = forecast_ticket(world, &learned, 7);
    GIVE(.kind = COMMAND_BOOK, .services = {1}, .class = CLASS_FIRST, .party = 1, .booking = 1,
         .slot_ms = script_at(8, 15));
    struct forecast_times after = forecast_ticket(world, &learned, 7);
    assert_exact(before, 30 * MINUTE);
    assert_exact(after, 35 * MINUTE);
    assert_exact(forecast_ticket(world, &learned, 3), 10 * MINUTE);
    learned_done(&learned);
}

/* Put off until 8:20, it is first then. */
static void put_off(void **state)
{
    struct world *world = *state;
    struct learned learned;
    certain_init(&learned, world, FIVE);
    script_sign_in(world, 1, 1);
    script_issue(world, 1);
    script_issue(world, 1);
    GIVE(.kind = COMMAND_PUT_OFF, .ticket = 2, .until_ms = script_at(8, 20));
    for (int i = 0; i < 5; i++)
        script_issue(world, 1);
    serve_now(world, 1);
    assert_exact(forecast_ticket(world, &learned, 2), 20 * MINUTE);
    assert_exact(forecast_ticket(world, &learned, 5), 15 * MINUTE);
    assert_exact(forecast_ticket(world, &learned, 6), 25 * MINUTE);
    learned_done(&learned);
}

/* After 12 minutes the ticket of service 2 goes before those that are due earlier. */
static void promoted(void **state)
{
    struct world *world = *state;
    struct learned learned;
    world->services[2].promote_ms = 12 * MINUTE;
    world->services[2].target_ms = HOUR;
    certain_init(&learned, world, FIVE);
    script_sign_in(world, 1, 1);
    script_issue(world, 1);
    serve_now(world, 1);
    script_issue(world, 2);
    for (int i = 0; i < 6; i++)
        script_issue(world, 1);
    assert_exact(forecast_ticket(world, &learned, 2), 15 * MINUTE);
    assert_exact(forecast_ticket(world, &learned, 4), 10 * MINUTE);
    assert_exact(forecast_ticket(world, &learned, 5), 20 * MINUTE);
    learned_done(&learned);
}

/* A step-free visitor waits for the one counter that is. */
static void hard_need(void **state)
{
    struct world *world = *state;
    struct learned learned;
    certain_init(&learned, world, FIVE);
    world->counters[1].meets = 0;
    script_sign_in(world, 1, 1);
    script_sign_in(world, 2, 2);
    script_issue(world, 1);
    serve_now(world, 2);
    world_wait(world, 2 * MINUTE);
    script_issue(world, 1);
    serve_now(world, 1);
    GIVE(.kind = COMMAND_ISSUE, .services = {1}, .class = CLASS_REGULAR, .party = 1, .needs = ID_BIT(NEED_STEP_FREE));
    assert_exact(forecast_ticket(world, &learned, 3), 3 * MINUTE);
    GIVE(.kind = COMMAND_ISSUE, .services = {1}, .class = CLASS_REGULAR, .party = 1, .needs = ID_BIT(NEED_STEP_FREE));
    script_issue(world, 1);
    assert_exact(forecast_ticket(world, &learned, 4), 8 * MINUTE);
    assert_exact(forecast_ticket(world, &learned, 5), 5 * MINUTE);
    learned_done(&learned);
}

/* --- chance --- */

static struct length_law exponential_law(double mean_ms)
{
    enum { DRAWS = 60000 };
    struct chance chance = {5};
    float *draws = mem_new_n(float, DRAWS);
    for (int i = 0; i < DRAWS; i++)
        draws[i] = (float)mean_ms * chance_exponential(&chance);
    struct length_law law = law_of(draws, DRAWS);
    free(draws);
    return law;
}

/* M/M/s, all busy, n ahead: n + 1 ends of service, each after an exponential time of mean m/s. Quantiles of the gamma
 * law, as shares of its mean (table of the textbook): k = 1: 0.693, 2.303; 2: 0.839, 1.945; 5: 0.934, 1.599; 10: 0.967,
 * 1.421; 20: 0.983, 1.295. */
static void erlang(void **state)
{
    static const struct {
        int k;
        double p50, p90;
    } rows[] = {{1, 0.693, 2.303}, {2, 0.839, 1.945}, {5, 0.934, 1.599}, {10, 0.967, 1.421}, {20, 0.983, 1.295}};
    enum { SERVERS = 4, FUTURES = 20000 };
    struct world *world = *state;
    struct learned learned;
    certain_init(&learned, world, FIVE);
    learned.services[1].law = exponential_law((double)FIVE);
    for (int32_t i = 1; i <= SERVERS; i++) {
        script_sign_in(world, i, i);
        script_issue(world, 1);
        serve_now(world, i);
    }
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        while (engine_waiting(world->engine, 1) < rows[i].k - 1)
            script_issue(world, 1);
        struct forecast_times times =
                forecast_new_one(world, &learned, 1, CLASS_REGULAR, WORLD_SANITIZED ? FUTURES / 4 : FUTURES);
        double mean_ms = (double)FIVE / SERVERS * rows[i].k;
        assert_near(times.p50_ms, rows[i].p50 * mean_ms, WORLD_SANITIZED ? 0.06 : 0.03);
        assert_near(times.p90_ms, rows[i].p90 * mean_ms, WORLD_SANITIZED ? 0.06 : 0.03);
    }
    learned_done(&learned);
}

/* Nothing is said that was not asked again in the same words: the seed is all the chance there is. */
static void same_seed(void **state)
{
    struct world *world = *state;
    struct learned learned;
    certain_init(&learned, world, FIVE);
    learned.services[1].law = law_usual((float)FIVE);
    script_sign_in(world, 1, 1);
    for (int i = 0; i < 20; i++)
        script_issue(world, 1);
    serve_now(world, 1);
    _cleanup_free_ char *before = world_describe(world->engine);
    _cleanup_(forecast_freep) struct forecast *a = forecast_now(world, &learned, 1, 50);
    _cleanup_(forecast_freep) struct forecast *b = forecast_now(world, &learned, 1, 50);
    _cleanup_(forecast_freep) struct forecast *c = forecast_now(world, &learned, 2, 50);
    assert_int_equal(a->ticket_count, 19);
    assert_memory_equal(a->tickets, b->tickets, 19 * sizeof(a->tickets[0]));
    assert_memory_not_equal(a->tickets, c->tickets, 19 * sizeof(a->tickets[0]));
    _cleanup_free_ char *after = world_describe(world->engine);
    assert_string_equal(before, after);
    for (int i = 0; i < 19; i++) {
        assert_true(0 <= a->tickets[i].p10_ms && a->tickets[i].p10_ms <= a->tickets[i].p50_ms);
        assert_true(a->tickets[i].p50_ms <= a->tickets[i].p90_ms);
        assert_true(i == 0 || a->tickets[i - 1].p50_ms < a->tickets[i].p50_ms);
    }
    assert_null(forecast_of(a, 1));
    assert_non_null(forecast_of(a, 20));
    learned_done(&learned);
}

/* A counter is free and does not call: the longer, the longer still; never "now". */
static void queue_stands_still(void **state)
{
    struct world *world = *state;
    struct learned learned;
    learned_init(&learned);
    learned_refresh(&learned, &world->rulebook);
    script_sign_in(world, 1, 1);
    script_issue(world, 1);
    int32_t before_ms = 0;
    for (int i = 0; i < 4; i++) {
        world_wait(world, 10 * MINUTE);
        struct forecast_times times = forecast_ticket(world, &learned, 1);
        assert_true(times.p50_ms > before_ms && times.p50_ms >= MINUTE);
        before_ms = times.p50_ms;
    }
    learned_done(&learned);
}

/* Halted: nobody knows when anybody is called, and the hour it took is no part of a service that went on. */
static void halted(void **state)
{
    struct world *world = *state;
    struct learned learned;
    certain_init(&learned, world, FIVE);
    script_sign_in(world, 1, 1);
    script_issue(world, 1);
    serve_now(world, 1);
    script_issue(world, 1);
    world_wait(world, MINUTE);
    GIVE(.kind = COMMAND_HALT, .reason = REASON_ANY);
    world_wait(world, HOUR);
    assert_exact(forecast_ticket(world, &learned, 2), FUTURE_NEVER);
    assert_exact(forecast_new_one(world, &learned, 1, CLASS_REGULAR, 20), FUTURE_NEVER);
    script_sign_in(world, 2, 2);
    assert_exact(forecast_ticket(world, &learned, 2), FUTURE_NEVER); /* though somebody is free */
    GIVE(.kind = COMMAND_SIGN_OUT, .operator_id = 2);
    GIVE(.kind = COMMAND_END_HALT);
    assert_exact(forecast_ticket(world, &learned, 2), 4 * MINUTE);
    learned_done(&learned);
}

/* One counter more, and nobody waits longer; one visitor more of a higher tier, and nobody waits shorter. */
static void more_is_not_worse(void **state)
{
    struct world *world = *state;
    struct learned learned;
    certain_init(&learned, world, FIVE);
    script_sign_in(world, 1, 1);
    for (int i = 0; i < 12; i++)
        script_issue(world, 1 + i % 3);
    serve_now(world, 1);
    _cleanup_(forecast_freep) struct forecast *one = forecast_now(world, &learned, 1, 20);
    script_sign_in(world, 2, 2);
    _cleanup_(forecast_freep) struct forecast *two = forecast_now(world, &learned, 1, 20);
    GIVE(.kind = COMMAND_ISSUE, .services = {1}, .class = CLASS_FIRST, .party = 1);
    _cleanup_(forecast_freep) struct forecast *three = forecast_now(world, &learned, 1, 20);
    for (int32_t ticket = 2; ticket <= 12; ticket++) {
        int32_t with_one = forecast_of(one, ticket)->p50_ms, with_two = forecast_of(two, ticket)->p50_ms;
        assert_true(with_two <= with_one);
        assert_true(forecast_of(three, ticket)->p50_ms >= with_two);
    }
    learned_done(&learned);
}

/* --- what is announced --- */

/* The share of futures goes up until nine of ten are called in time, whatever it takes. */
/* --- newcomers, beside when they are called --- */

static int32_t newcomer_now(const struct world *world, const struct learned *learned, int32_t service)
{
    _cleanup_(scene_freep) struct scene *scene = scene_new(world->engine, &world->rulebook, learned, world->now_ms);
    int32_t newcomer = scene_newcomer(scene, service, CLASS_REGULAR);
    assert_true(newcomer >= 0);
    return newcomer;
}

static int32_t usual_now(const struct world *world, const struct learned *learned, int32_t service)
{
    _cleanup_(forecast_freep) struct forecast *forecast = forecast_now(world, learned, 1, 20);
    return forecast->newcomers_usual_ms[newcomer_now(world, learned, service)];
}

static int served_now(const struct world *world, const struct learned *learned, int32_t service)
{
    _cleanup_(forecast_freep) struct forecast *forecast = forecast_now(world, learned, 1, 2000);
    return (int)(100 * forecast->newcomers_served[newcomer_now(world, learned, service)] + 0.5F); /* percent */
}

/* Three ahead, of five minutes each, at one counter and at two; nobody is there: it says nothing. */
static void usual_formula(void **state)
{
    struct world *world = *state;
    struct learned learned;
    certain_init(&learned, world, FIVE);
    for (int i = 0; i < 3; i++)
        script_issue(world, 1);
    assert_int_equal(usual_now(world, &learned, 1), 0);
    script_sign_in(world, 1, 1);
    assert_int_equal(usual_now(world, &learned, 1), 3 * FIVE);
    script_sign_in(world, 2, 2);
    assert_int_equal(usual_now(world, &learned, 1), 3 * FIVE / 2);
    learned_done(&learned);
}

/* Counter 1 takes no service 5 but the one ticket of it that was sent there: of whoever comes for it nothing is known.
 */
static void served_by_nobody(void **state)
{
    struct world *world = *state;
    struct learned learned;
    certain_init(&learned, world, FIVE);
    world->tiers[1][5] = 0;
    script_sign_in(world, 1, 1);
    script_issue(world, 1);
    serve_now(world, 1);
    GIVE(.kind = COMMAND_TRANSFER, .operator_id = 1, .to_service = 5, .to_counter = 1, .place = PLACE_KEEP,
         .reason = REASON_ANY);
    assert_int_equal(served_now(world, &learned, 5), 100);
    assert_int_equal(served_now(world, &learned, 1), 100);
    world->tiers[1][5] = 1;
    learned_done(&learned);
}

/* A day of 25 hours, before the 24 that are known by their quarters begin: who comes is not known, who waits is. */
static void first_of_25_hours(void **state)
{
    struct world *world = *state;
    struct learned learned;
    certain_init(&learned, world, FIVE);
    learned_day_begins(&learned, world->now_ms);
    for (int32_t i = 1; i < 5; i++)
        learned_visit(&learned, i, CLASS_REGULAR, 40);
    learned_day_ends(&learned);
    int64_t ends_ms = world->engine->day_ends_ms;
    world->engine->day_ends_ms = world->now_ms + 25 * HOUR;
    script_sign_in(world, 1, 1);
    script_issue(world, 1);
    script_issue(world, 1);
    serve_now(world, 1);
    assert_exact(forecast_ticket(world, &learned, 2), FIVE);
    world->engine->day_ends_ms = ends_ms;
    learned_done(&learned);
}

/* Services of exactly five minutes: with one of them ahead ten minutes are enough, and a minute less is not. With
 * exponential ones the last minutes are enough with the chance that the law says. */
static void served_before_closing(void **state)
{
    struct world *world = *state;
    struct learned learned;
    certain_init(&learned, world, FIVE);
    int64_t closes_ms = world->now_ms + 11 * MINUTE;
    GIVE(.kind = COMMAND_SET_HOURS, .service = 1, .span_count = 1, .spans = {{script_at(7, 0), closes_ms}});
    assert_int_equal(served_now(world, &learned, 1), 100); /* nobody is there: nothing is known */
    script_sign_in(world, 1, 1);
    assert_int_equal(served_now(world, &learned, 1), 100);
    script_issue(world, 1);
    assert_int_equal(served_now(world, &learned, 1), 100);
    serve_now(world, 1);
    script_issue(world, 1);
    assert_int_equal(served_now(world, &learned, 1), 0);
    learned_done(&learned);
    certain_init(&learned, world, FIVE);
    learned.services[1].law = exponential_law((double)FIVE);
    script_sign_in(world, 2, 2);
    GIVE(.kind = COMMAND_NEXT, .operator_id = 2);
    script_sign_in(world, 3, 3);                             /* free: he is called at once, and has 11 minutes */
    assert_in_range(served_now(world, &learned, 1), 87, 91); /* 1 - exp(-11/5) = 0.889 */
    learned_done(&learned);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            SCRIPT(one_counter),
            SCRIPT(nobody_there),
            SCRIPT(slow_operator),
            SCRIPT(unsure_mean),
            SCRIPT(shifts),
            SCRIPT(nobody_serves),
            SCRIPT(absent),
            SCRIPT(lunch),
            SCRIPT(pause_asked),
            SCRIPT(appointment),
            SCRIPT(put_off),
            SCRIPT(promoted),
            SCRIPT(hard_need),
            SCRIPT(erlang),
            SCRIPT(same_seed),
            SCRIPT(queue_stands_still),
            SCRIPT(halted),
            SCRIPT(more_is_not_worse),
            SCRIPT(usual_formula),
            SCRIPT(served_by_nobody),
            SCRIPT(first_of_25_hours),
            SCRIPT(served_before_closing),
    };
    return cmocka_run_group_tests_name("engine forecast", tests, NULL, NULL);
}
