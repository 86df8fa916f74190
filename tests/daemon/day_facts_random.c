/* SPDX-License-Identifier: MIT
 *
 * Random days of random centres: every line adds up, closed or open; and what operators did is what somebody says who
 * asks the engine's rule of each of them after every fact.
 */
#include "tests/daemon/day_facts_help.h"
#include "tests/daemon/engine/random.h"

enum { CENTRES = WORLD_SANITIZED ? 40 : 200, DAYS = 5, COMMANDS = 400 };

/* --- a random day --- */

static void give(struct world *world)
{
    int64_t pause_ms = one_in(10) ? below(900) * 1000 : one_in(2) ? below(4) * 500 : below(60) * 500;
    world_wait(world, pause_ms);
    if (one_in(100))
        world_do(world, (struct command){.kind = COMMAND_START, .by_ms = world->now_ms - engine_now(world->engine)});
    world_do(world, random_command(world));
}

/* What time does before its own moment is lost on nobody: between two facts nothing happens. */
static void live_a_day(struct world *world, int32_t day)
{
    world_set_day(world, day);
    assert_int_equal(world_do(world, (struct command){.kind = COMMAND_OPEN_DAY, .day = day}), 0);
    for (int i = 0; i < COMMANDS; i++)
        give(world);
    while (engine_day(world->engine)) {
        if (one_in(3) && engine_day_closes(world->engine))
            give(world);
        else
            assert_int_equal(world_do(world, (struct command){.kind = COMMAND_CLOSE_DAY, .limit = 1 + below(9)}), 0);
    }
}

/* --- operators, asked one by one --- */

struct watched {
    int64_t part[WORLD_OPERATORS + 2][TALLY_COUNT_LIMIT];
    int64_t open_ms;
};

static enum tally_count part_now(const struct engine *engine, const struct rulebook *rulebook,
                                 const struct session *session, bool down, int64_t now_ms)
{
    const struct ticket *ticket = engine_ticket(engine, session->ticket);
    if (engine_halted(engine))
        return TALLY_HALTED_MS;
    if (session->activity == ACTIVITY_TICKET)
        return ticket->steps[ticket->current].state == STEP_CALLED ? TALLY_WAY_MS : TALLY_SERVING_MS;
    if (session->activity == ACTIVITY_PAUSE)
        return TALLY_PAUSE_MS;
    if (session->activity == ACTIVITY_TASK)
        return TALLY_TASK_MS;
    if (session->activity == ACTIVITY_HELP)
        return TALLY_HELP_MS;
    if (session->state != SESSION_PRESENT || down)
        return TALLY_LOST_MS;
    return rules_next(engine, rulebook, session, now_ms).ticket ? TALLY_IDLE_WAITING_MS : TALLY_IDLE_EMPTY_MS;
}

static void watch_span(struct watched *watched, const struct engine *engine, const struct rulebook *rulebook, bool down,
                       struct rule_span span)
{
    for (int32_t id = 1; id < engine_operators(engine); id++) {
        const struct session *session = engine_session(engine, id);
        if (!session)
            continue;
        assert_in_range(id, 1, WORLD_OPERATORS + 1);
        enum tally_count part = part_now(engine, rulebook, session, down, span.from_ms);
        int64_t ms = span.until_ms - span.from_ms;
        watched->part[id][part] += ms;
        watched->part[id][TALLY_SIGNED_IN_MS] += ms;
        bool open = part == TALLY_WAY_MS || part == TALLY_SERVING_MS || part == TALLY_IDLE_WAITING_MS ||
                    part == TALLY_IDLE_EMPTY_MS;
        watched->open_ms += open && session->counter ? ms : 0;
    }
}

/* The next moment after this one at which a soft need of somebody who waits is over. */
static int64_t next_soft(const struct engine *engine, const struct rulebook *rulebook, struct rule_span span)
{
    int64_t next_ms = span.until_ms;
    for (int32_t id = 1; id <= engine_tickets(engine); id++) {
        const struct ticket *ticket = engine_ticket(engine, id);
        for (int need = 1; need < WORLD_NEEDS; need++) {
            int64_t at_ms = ticket->steps[ticket->current].entered_ms + rulebook->needs.items[need].prefer_ms;
            if (ticket->needs & ID_BIT(need) && at_ms > span.from_ms && at_ms < next_ms)
                next_ms = at_ms;
        }
    }
    return next_ms;
}

static void watch(struct watched *watched, const struct engine *engine, const struct rulebook *rulebook,
                  const struct event *event)
{
    struct rule_span span = {engine_now(engine), event->at_ms};
    int64_t down_ms = event->kind == EVENT_STARTED ? event->at_ms - event->value[0] : event->at_ms;
    while (span.from_ms < span.until_ms) {
        struct rule_span piece = {span.from_ms, next_soft(engine, rulebook, span)};
        bool down = piece.from_ms >= down_ms;
        if (!down && piece.until_ms > down_ms)
            piece.until_ms = down_ms;
        watch_span(watched, engine, rulebook, down, piece);
        span.from_ms = piece.until_ms;
    }
}

static void compare(const struct watched *watched, struct tallies *tallies)
{
    int64_t open_ms = 0;
    for (int32_t id = 1; id < WORLD_OPERATORS + 2; id++) {
        const struct tally *tally = tallies_of(tallies, TALLY_OPERATOR, id);
        for (int part = TALLY_SIGNED_IN_MS; part <= TALLY_IDLE_EMPTY_MS; part++) {
            if (tally->count[part] != watched->part[id][part])
                fail_msg("operator %d: part %d is %lld and not %lld", id, part - TALLY_SIGNED_IN_MS,
                         (long long)tally->count[part], (long long)watched->part[id][part]);
        }
    }
    for (int hour = 0; hour < 7 * 24; hour++)
        open_ms += tallies_of(tallies, TALLY_HOUR, hour)->count[TALLY_COUNTERS_OPEN_MS];
    assert_int_equal(open_ms, watched->open_ms);
}

/* --- a day, held against all that --- */

/* Numbers that the engine counts too, in its own way. */
static void check_figures(const struct figures *figures, struct tallies *tallies)
{
    const int64_t *count = tallies_of(tallies, TALLY_ALL, 0)->count;
    assert_int_equal(count[TALLY_ISSUED], figures->visits);
    assert_int_equal(count[TALLY_ISSUED_PEOPLE], figures->people);
    assert_int_equal(count[TALLY_ADOPTED], figures->adopted);
    assert_int_equal(count[TALLY_RETURN_CODES], figures->return_codes);
    assert_int_equal(count[TALLY_RETURN_CODES_USED], figures->return_codes_used);
    assert_int_equal(count[TALLY_RATINGS], figures->ratings);
    assert_int_equal(count[TALLY_STARS], figures->stars);
    assert_int_equal(facts_sum(tallies_of(tallies, TALLY_ALL, 0), TALLY_ENTERED_ISSUE, TALLY_ENTERED_JOIN),
                     figures->steps);
}

/* Of all days: what never happens is not tested. */
static void add_totals(int64_t totals[TALLY_COUNT_LIMIT], struct tallies *tallies)
{
    for (int i = 0; i < TALLY_COUNT_LIMIT; i++)
        totals[i] += tallies_of(tallies, TALLY_ALL, 0)->count[i];
    for (int service = 1; service < WORLD_SERVICES; service++) {
        totals[TALLY_CHANGED_IN] += tallies_of(tallies, TALLY_SERVICE, service)->count[TALLY_CHANGED_IN];
        totals[TALLY_CHANGED_OUT] += tallies_of(tallies, TALLY_SERVICE, service)->count[TALLY_CHANGED_OUT];
    }
}

static void check(const struct world *world, size_t first, size_t count, int64_t totals[TALLY_COUNT_LIMIT])
{
    static const int64_t usual_ms[WORLD_SERVICES] = {[1] = 10 * MINUTE, [2] = 30 * MINUTE};
    struct facts_ask ask = {.day = world->log.items[first].day,
                            .first = first,
                            .count = count,
                            .usual_ms = usual_ms,
                            .usual_count = WORLD_SERVICES};
    const struct event *last = &world->log.items[first + count - 1];
    bool closed = last->kind == EVENT_DAY_CLOSED;
    struct rulebook copy = rulebook_copy(&world->rulebook);
    _cleanup_(engine_freep) struct engine *engine = engine_new();
    struct watched watched = {0};
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            watch(&watched, engine, &copy, &world->log.items[first + i]);
        engine_apply(engine, &world->log.items[first + i]);
    }
    ask.end_ms = closed ? 0 : last->at_ms + 7 * MINUTE;
    if (!closed)
        watch(&watched, engine, &copy, &(struct event){.kind = EVENT_NOTED, .at_ms = ask.end_ms});
    struct tallies *tallies = facts_tally(world, &copy, &ask);
    tallies_each(tallies, facts_check_line, NULL);
    compare(&watched, tallies);
    struct figures figures = engine_figures(engine);
    check_figures(&figures, tallies);
    const int64_t *sums = tallies_of(tallies, TALLY_ALL, 0)->count;
    if (closed && (sums[TALLY_STEPS_OPEN] || sums[TALLY_VISITS_OPEN]))
        fail_msg("something is open though the day is closed");
    add_totals(totals, tallies);
    tallies_free(tallies);
    rulebook_copy_done(&copy);
}

/* So many facts of a day, up to the end of what happened in that moment. */
static size_t whole_moment(const struct world *world, size_t first, size_t count)
{
    const struct event *items = &world->log.items[first];
    while (first + count < world->log.count && items[count].at_ms == items[count - 1].at_ms)
        count++;
    return count;
}

static void all_of_it_happened(const int64_t totals[TALLY_COUNT_LIMIT])
{
#define WORD(name) #name,
    static const char *const words[] = {TALLY_COUNTS(WORD)};
    for (int i = 0; i < TALLY_COUNT_LIMIT; i++) {
        bool elsewhere =
                (i >= TALLY_SESSIONS && i <= TALLY_PAPERS_COPIES) || i == TALLY_COUNTERS_PLANNED_MS || i == TALLY_DAYS;
        bool never = i == TALLY_VISIT_TRANSFERRED || (i >= TALLY_CAUSE_VISITOR && i <= TALLY_CAUSE_COUNTER);
        if (!elsewhere && !never && !totals[i])
            fail_msg("%s: it never happened", words[i]);
    }
}

static void every_line_adds_up(attr_unused void **state)
{
    int64_t totals[TALLY_COUNT_LIMIT] = {0};
    for (uint64_t centre = 1; centre <= CENTRES * world_times(); centre++) {
        struct world *world = mem_new(struct world);
        world_init(world);
        chance_state = centre * 0x9E3779B97F4A7C15U;
        random_rules(world);
        for (int32_t day = 0; day < DAYS; day++) {
            size_t first = world->log.count;
            live_a_day(world, DAY_ONE + day);
            size_t count = world->log.count - first;
            check(world, first, count, totals);
            check(world, first, whole_moment(world, first, 1 + (size_t)below((int32_t)count - 1)), totals);
        }
        world_done(world);
        free(world);
    }
    all_of_it_happened(totals);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_line_adds_up)};
    assert(clock_set_zone("UTC") == 0);
    return cmocka_run_group_tests_name("day facts, random", tests, NULL, NULL);
}
