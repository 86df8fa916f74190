/* SPDX-License-Identifier: MIT
 *
 * Small days worked by hand: every number of every line, written down; what is not written down is 0.
 */
#include "tests/daemon/day_facts_help.h"

enum { FRIDAY_8 = FRIDAY * 24 + 8, FRIDAY_9 = FRIDAY * 24 + 9 }; /* DAY_ONE is 4 October 2024 */
enum { TAX = 1, BANK = 3 };

/* --- what is expected --- */

struct wanted {
    enum tally_by by;
    int64_t key;
    struct {
        enum tally_count count;
        int64_t sum;
    } counts[40]; /* up to the first sum of 0 */
};

static int64_t wanted_sum(const struct wanted *wanted, int count)
{
    for (size_t i = 0; wanted && i < ARRAY_SIZE(wanted->counts) && wanted->counts[i].sum; i++) {
        if ((int)wanted->counts[i].count == count)
            return wanted->counts[i].sum;
    }
    return 0;
}

struct comparison {
    const struct wanted *wanted;
    size_t count, seen;
};

static int compare_line(enum tally_by by, int64_t key, struct tally *tally, void *data)
{
#define WORD(name) #name,
    static const char *const words[] = {TALLY_COUNTS(WORD)};
    struct comparison *comparison = data;
    const struct wanted *wanted = NULL;
    for (size_t i = 0; i < comparison->count; i++) {
        if (comparison->wanted[i].by == by && comparison->wanted[i].key == key)
            wanted = &comparison->wanted[i];
    }
    comparison->seen += wanted != NULL;
    for (int i = 0; i < TALLY_COUNT_LIMIT; i++) {
        if (tally->count[i] != wanted_sum(wanted, i))
            fail_msg("by %d key %lld: %s is %lld and not %lld", by, (long long)key, words[i],
                     (long long)tally->count[i], (long long)wanted_sum(wanted, i));
    }
    return facts_check_line(by, key, tally, NULL);
}

static void compare(struct tallies *tallies, const struct wanted *wanted, size_t count)
{
    struct comparison comparison = {wanted, count, 0};
    tallies_each(tallies, compare_line, &comparison);
    assert_int_equal(comparison.seen, count); /* none is lacking */
}

static void assert_times(struct tallies *tallies, enum tally_by by, int64_t key, enum tally_spread place,
                         const int64_t *minutes, int count)
{
    struct tally *tally = tallies_of(tallies, by, key);
    assert_int_equal(tally->spread[place].count, count);
    for (int i = 0; i < count; i++) /* the i-th of them by nearest rank */
        assert_int_equal(tally_percentile(tally, place, (i + 1) * 100 / count), minutes[i] * MINUTE);
}
#define TIMES(by, key, place, ...)                                                         \
    assert_times(tallies, TALLY_##by, key, SPREAD_##place, (const int64_t[]){__VA_ARGS__}, \
                 (int)(sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t)))

/* --- the day worked by hand --- */

/* 08:00 operators 1 and 2 sign in at counters 1 and 2
 * 08:10 a ticket for two people at TAX
 * 08:12 put off until 08:20
 * 08:22 operator 1 calls: 4 minutes waited; recalls; 08:25 a no-show
 * 08:30 is back
 * 08:31 operator 2 calls, 08:33 comes, 08:38 parked until 08:48
 * 08:49 operator 2 calls, 08:50 comes, 08:55 sent to BANK and back
 * 08:57 operator 1 calls, 08:58 comes, 09:08 finished: goes back to operator 2
 * 09:10 operator 2 calls, 09:11 comes; the finish is forgotten
 * 09:20 operator 1 pauses, 09:30 has a task, 09:35 is free, 09:40 goes home; he was planned 08:00 to 10:00, with lunch
 *       from 09:15 to 09:45
 * 10:00 the day closes */
static void first_step(struct world *world)
{
    script_clock(world, 8, 10);
    GIVE(.kind = COMMAND_ISSUE, .services = {TAX}, .class = CLASS_REGULAR, .party = 2, .channel = CHANNEL_KIOSK);
    script_clock(world, 8, 12);
    GIVE(.kind = COMMAND_PUT_OFF, .ticket = 1, .until_ms = script_at(8, 20));
    script_clock(world, 8, 22);
    GIVE(.kind = COMMAND_NEXT, .operator_id = 1);
    script_clock(world, 8, 23);
    GIVE(.kind = COMMAND_RECALL, .operator_id = 1);
    script_clock(world, 8, 25);
    GIVE(.kind = COMMAND_MISS, .operator_id = 1);
    script_clock(world, 8, 30);
    GIVE(.kind = COMMAND_RETURN, .ticket = 1);
    script_clock(world, 8, 31);
    GIVE(.kind = COMMAND_NEXT, .operator_id = 2);
    script_clock(world, 8, 33);
    GIVE(.kind = COMMAND_ARRIVE, .operator_id = 2);
    script_clock(world, 8, 38);
    GIVE(.kind = COMMAND_PARK, .operator_id = 2, .until_ms = script_at(8, 48));
    script_clock(world, 8, 49);
    GIVE(.kind = COMMAND_NEXT, .operator_id = 2);
    script_clock(world, 8, 50);
    GIVE(.kind = COMMAND_ARRIVE, .operator_id = 2);
}

static void other_steps(struct world *world)
{
    script_clock(world, 8, 55);
    GIVE(.kind = COMMAND_TRANSFER, .operator_id = 2, .to_service = BANK, .returns = true, .place = PLACE_END);
    script_clock(world, 8, 57);
    GIVE(.kind = COMMAND_NEXT, .operator_id = 1);
    script_clock(world, 8, 58);
    GIVE(.kind = COMMAND_ARRIVE, .operator_id = 1);
    script_clock(world, 9, 8);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE);
    script_clock(world, 9, 10);
    GIVE(.kind = COMMAND_NEXT, .operator_id = 2);
    script_clock(world, 9, 11);
    GIVE(.kind = COMMAND_ARRIVE, .operator_id = 2);
}

static void go_home(struct world *world)
{
    script_clock(world, 9, 20);
    GIVE(.kind = COMMAND_PAUSE, .operator_id = 1, .code = 1);
    script_clock(world, 9, 30);
    GIVE(.kind = COMMAND_END_PAUSE, .operator_id = 1);
    GIVE(.kind = COMMAND_BEGIN_TASK, .operator_id = 1, .code = 2);
    script_clock(world, 9, 35);
    GIVE(.kind = COMMAND_END_TASK, .operator_id = 1);
    script_clock(world, 9, 40);
    GIVE(.kind = COMMAND_SIGN_OUT, .operator_id = 1);
    script_clock(world, 10, 0);
}

static void plan(struct world *world, int32_t shift, enum presence what, int64_t from_ms, int64_t until_ms)
{
    GIVE(.kind = COMMAND_SET_SHIFT, .shift = shift, .operator_id = 1, .counter = 1, .what = (int32_t)what,
         .from_ms = from_ms, .until_ms = until_ms);
}

/* All that is told of somebody's time: of the minutes from the ticket to the closing only those are of no measure in
 * which the visitor was gone (5), or had come back and waited again (1 + 1). */
static void check_whole(struct tallies *tallies)
{
    const struct tally *all = tallies_of(tallies, TALLY_ALL, 0);
    int64_t told = 0;
    static const enum tally_spread of_visitor[] = {SPREAD_WAITING, SPREAD_PUT_OFF, SPREAD_PARKED};
    for (size_t i = 0; i < ARRAY_SIZE(of_visitor); i++)
        told += all->spread[of_visitor[i]].sum_ms;
    for (int64_t operator_id = 1; operator_id <= 2; operator_id++) {
        const struct tally *own = tallies_of(tallies, TALLY_OPERATOR, operator_id);
        told += own->count[TALLY_SERVING_MS] + own->count[TALLY_WAY_MS];
    }
    assert_int_equal(told + (5 + 1 + 1) * MINUTE, script_at(10, 0) - script_at(8, 10));
}

/* Of the three steps: 4 + 2 + 2 minutes waited, and the visit 8; put off 8, parked 10, way 3 + 1 + 1, service 10 + 10
 * + 49, and called in vain 3. */
static void check_times(struct tallies *tallies)
{
    TIMES(ALL, 0, WAITING, 2, 2, 4);
    TIMES(SERVICE, TAX, WAITING, 2, 4);
    TIMES(SERVICE, BANK, WAITING, 2);
    TIMES(ALL, 0, VISIT_WAITING, 8);
    TIMES(ALL, 0, PUT_OFF, 8);
    TIMES(ALL, 0, PARKED, 10);
    TIMES(ALL, 0, WAY, 1, 1, 3);
    TIMES(ALL, 0, SERVICE, 10); /* the second of the first step ends with a transfer, the third was forgotten */
    check_whole(tallies);
}

#define OPERATOR_1                                                                                           \
    {TALLY_SIGNED_IN_MS, 100 * MINUTE}, {TALLY_SERVING_MS, 10 * MINUTE}, {TALLY_WAY_MS, 4 * MINUTE},         \
            {TALLY_TASK_MS, 5 * MINUTE}, {TALLY_PAUSE_MS, 10 * MINUTE}, {TALLY_IDLE_WAITING_MS, 8 * MINUTE}, \
    {                                                                                                        \
        TALLY_IDLE_EMPTY_MS, 63 * MINUTE                                                                     \
    }
#define OPERATOR_2                                                                                   \
    {TALLY_SIGNED_IN_MS, 120 * MINUTE}, {TALLY_SERVING_MS, 59 * MINUTE}, {TALLY_WAY_MS, 4 * MINUTE}, \
            {TALLY_IDLE_WAITING_MS, 10 * MINUTE},                                                    \
    {                                                                                                \
        TALLY_IDLE_EMPTY_MS, 47 * MINUTE                                                             \
    }
/* Of steps: the first, which was sent on by operator 2; the second, served by operator 1; the third, forgotten. */
#define STEP_1                                                                                 \
    {TALLY_STEP_TRANSFERRED, 1}, {TALLY_RETURNED, 1}, {TALLY_RECALLS, 1}, {TALLY_PUT_OFFS, 1}, \
            {TALLY_TOLD_TICKETS, 1},                                                           \
    {                                                                                          \
        TALLY_TOLD_APART, 1                                                                    \
    }
#define STEP_2                                                      \
    {TALLY_STEP_SERVED, 1}, {TALLY_PEOPLE, 2}, {TALLY_QUANTITY, 2}, \
    {                                                               \
        TALLY_FULFILLED, 1                                          \
    }
#define STEP_3                                                                                                      \
    {TALLY_STEP_SERVED, 1}, {TALLY_PEOPLE, 2}, {TALLY_QUANTITY, 2}, {TALLY_NOT_RECORDED, 1}, {TALLY_INACCURATE, 1}, \
    {                                                                                                               \
        TALLY_VISIT_SERVED, 1                                                                                       \
    }
#define CALLED(number)                              \
    {TALLY_CALLED, number}, {TALLY_WITHIN, number}, \
    {                                               \
        TALLY_MEASURED, number                      \
    }
#define ISSUED                                   \
    {TALLY_ISSUED, 1}, {TALLY_ISSUED_PEOPLE, 2}, \
    {                                            \
        TALLY_ENTERED_ISSUE, 1                   \
    }
#define ALL_STEPS                                                                                                    \
    ISSUED, {TALLY_ENTERED_TRANSFER, 1}, {TALLY_ENTERED_BACK, 1}, STEP_1, {TALLY_STEP_SERVED, 2}, {TALLY_PEOPLE, 4}, \
            {TALLY_QUANTITY, 4}, {TALLY_FULFILLED, 1}, {TALLY_NOT_RECORDED, 1}, {TALLY_INACCURATE, 1},               \
            {TALLY_VISIT_SERVED, 1}, CALLED(3)

/* Open: operator 1 until 09:20 and 5 minutes more, operator 2 all the time. */
static const struct wanted by_hand[] = {
        {TALLY_ALL,
         0,
         {ALL_STEPS,
          {TALLY_SIGNED_IN_MS, 220 * MINUTE},
          {TALLY_SERVING_MS, 69 * MINUTE},
          {TALLY_WAY_MS, 8 * MINUTE},
          {TALLY_TASK_MS, 5 * MINUTE},
          {TALLY_PAUSE_MS, 10 * MINUTE},
          {TALLY_IDLE_WAITING_MS, 18 * MINUTE},
          {TALLY_IDLE_EMPTY_MS, 110 * MINUTE},
          {TALLY_COUNTERS_OPEN_MS, 205 * MINUTE},
          {TALLY_COUNTERS_PLANNED_MS, 90 * MINUTE}}},
        {TALLY_SERVICE, TAX, {ISSUED, {TALLY_ENTERED_BACK, 1}, STEP_1, STEP_3, CALLED(2)}},
        {TALLY_SERVICE, BANK, {{TALLY_ENTERED_TRANSFER, 1}, STEP_2, CALLED(1)}},
        {TALLY_CLASS, CLASS_REGULAR, {ALL_STEPS}},
        {TALLY_COUNTER, 1, {STEP_2, CALLED(1), OPERATOR_1}},
        {TALLY_COUNTER, 2, {STEP_1, STEP_3, CALLED(2), OPERATOR_2}},
        {TALLY_OPERATOR, 1, {STEP_2, CALLED(1), OPERATOR_1}},
        {TALLY_OPERATOR, 2, {STEP_1, STEP_3, CALLED(2), OPERATOR_2}},
        {TALLY_HOUR,
         FRIDAY_8,
         {ISSUED,
          {TALLY_ENTERED_TRANSFER, 1},
          STEP_1,
          STEP_2,
          CALLED(2),
          {TALLY_COUNTERS_OPEN_MS, 120 * MINUTE},
          {TALLY_COUNTERS_PLANNED_MS, 60 * MINUTE}}},
        {TALLY_HOUR,
         FRIDAY_9,
         {{TALLY_ENTERED_BACK, 1},
          STEP_3,
          CALLED(1),
          {TALLY_COUNTERS_OPEN_MS, 85 * MINUTE},
          {TALLY_COUNTERS_PLANNED_MS, 30 * MINUTE}}},
        {TALLY_SERVICE_HOUR,
         TAX * 24 + 8,
         {ISSUED, STEP_1, CALLED(1), {TALLY_COUNTERS_OPEN_MS, 120 * MINUTE}, {TALLY_COUNTERS_PLANNED_MS, 60 * MINUTE}}},
        {TALLY_SERVICE_HOUR,
         TAX * 24 + 9,
         {{TALLY_ENTERED_BACK, 1},
          STEP_3,
          CALLED(1),
          {TALLY_COUNTERS_OPEN_MS, 85 * MINUTE},
          {TALLY_COUNTERS_PLANNED_MS, 30 * MINUTE}}},
        {TALLY_SERVICE_HOUR,
         BANK * 24 + 8,
         {{TALLY_ENTERED_TRANSFER, 1},
          STEP_2,
          CALLED(1),
          {TALLY_COUNTERS_OPEN_MS, 120 * MINUTE},
          {TALLY_COUNTERS_PLANNED_MS, 60 * MINUTE}}},
};

static void the_day_worked_by_hand(void **state)
{
    struct world *world = *state;
    plan(world, 1, PRESENCE_PRESENT, script_at(8, 0), script_at(10, 0));
    plan(world, 2, PRESENCE_LUNCH, script_at(9, 15), script_at(9, 45));
    script_sign_in(world, 1, 1);
    script_sign_in(world, 2, 2);
    first_step(world);
    other_steps(world);
    go_home(world);
    struct tallies *tallies = tallies_closed(world);
    compare(tallies, by_hand, ARRAY_SIZE(by_hand));
    check_times(tallies);
    assert_int_equal(tally_part(tallies_of(tallies, TALLY_OPERATOR, 1), PART_PAUSE, 1), 10 * MINUTE);
    assert_int_equal(tally_part(tallies_of(tallies, TALLY_COUNTER, 1), PART_TASK, 2), 5 * MINUTE);
    assert_int_equal(tallies_of(tallies, TALLY_ALL, 0)->item_count, 3); /* and one outcome */
    tallies_free(tallies);
}

/* In the middle of it: at 08:52 the first step is being served. */
static void what_is_open_is_told(void **state)
{
    struct world *world = *state;
    script_sign_in(world, 1, 1);
    script_sign_in(world, 2, 2);
    first_step(world);
    plan(world, 1, PRESENCE_PRESENT, script_at(8, 0), script_at(10, 0));
    script_clock(world, 8, 52);
    struct tallies *tallies = tallies_now(world);
    assert_int_equal(COUNT(ALL, 0, ISSUED), 1);
    assert_int_equal(COUNT(ALL, 0, VISITS_OPEN), 1);
    assert_int_equal(COUNT(SERVICE, TAX, STEPS_OPEN), 1);
    assert_int_equal(COUNT(CLASS, CLASS_REGULAR, STEPS_OPEN), 1);
    assert_int_equal(COUNT(HOUR, FRIDAY_8, STEPS_OPEN), 1);
    assert_int_equal(COUNT(OPERATOR, 2, SERVING_MS), 7 * MINUTE);
    assert_int_equal(COUNT(OPERATOR, 2, SIGNED_IN_MS), 52 * MINUTE);
    assert_int_equal(COUNT(ALL, 0, COUNTERS_PLANNED_MS), 52 * MINUTE);
    tallies_free(tallies);
}

/* --- days with little in them --- */

static void an_empty_day(void **state)
{
    static const struct wanted lines[] = {{.by = TALLY_ALL}};
    struct tallies *tallies = tallies_closed(*state);
    compare(tallies, lines, ARRAY_SIZE(lines));
    tallies_free(tallies);
}

/* Nobody is there who could call; he leaves after 20 minutes. */
static void a_single_visitor(void **state)
{
#define LEFT                                                                                          \
    {TALLY_ISSUED, 1}, {TALLY_ISSUED_PEOPLE, 1}, {TALLY_ENTERED_ISSUE, 1}, {TALLY_STEP_CANCELLED, 1}, \
            {TALLY_VISIT_CANCELLED, 1}, {TALLY_MEASURED, 1}, {TALLY_TOLD_TICKETS, 1},                 \
    {                                                                                                 \
        TALLY_TOLD_SILENT, 1                                                                          \
    }
    static const struct wanted lines[] = {{TALLY_ALL, 0, {LEFT}},
                                          {TALLY_SERVICE, TAX, {LEFT}},
                                          {TALLY_CLASS, CLASS_REGULAR, {LEFT}},
                                          {TALLY_HOUR, FRIDAY_8, {LEFT}},
                                          {TALLY_SERVICE_HOUR, TAX * 24 + 8, {LEFT}}};
    struct world *world = *state;
    script_clock(world, 8, 30);
    script_issue(world, TAX);
    script_clock(world, 8, 50);
    GIVE(.kind = COMMAND_CANCEL, .ticket = 1);
    struct tallies *tallies = tallies_closed(world);
    compare(tallies, lines, ARRAY_SIZE(lines));
    TIMES(ALL, 0, VISIT_WAITING, 20);
    tallies_free(tallies);
}

/* --- what the hall suffers --- */

/* Halted from 08:20 to 08:30: operator 1 serves, 2 has called, 3 is free. Somebody waits from 08:00 on, and whoever was
 * called waits again. */
static void a_halt(void **state)
{
    struct world *world = *state;
    for (int i = 0; i < 3; i++)
        script_issue(world, TAX);
    for (int32_t i = 1; i <= 3; i++)
        script_sign_in(world, i, i);
    script_clock(world, 8, 10);
    GIVE(.kind = COMMAND_NEXT, .operator_id = 1);
    GIVE(.kind = COMMAND_ARRIVE, .operator_id = 1);
    script_clock(world, 8, 15);
    GIVE(.kind = COMMAND_NEXT, .operator_id = 2);
    script_clock(world, 8, 20);
    GIVE(.kind = COMMAND_HALT, .reason = REASON_ANY);
    script_clock(world, 8, 30);
    GIVE(.kind = COMMAND_END_HALT);
    script_clock(world, 8, 40);
    struct tallies *tallies = tallies_now(world);
    assert_int_equal(COUNT(ALL, 0, HALTS), 1);
    assert_int_equal(COUNT(ALL, 0, HALL_HALTED_MS), 10 * MINUTE);
    assert_int_equal(tally_part(tallies_of(tallies, TALLY_ALL, 0), PART_HALT, REASON_ANY), 10 * MINUTE);
    assert_int_equal(COUNT(ALL, 0, HALTED_MS), 30 * MINUTE);
    assert_int_equal(COUNT(OPERATOR, 1, SERVING_MS), 20 * MINUTE);
    assert_int_equal(COUNT(OPERATOR, 1, IDLE_WAITING_MS), 10 * MINUTE);
    assert_int_equal(COUNT(OPERATOR, 2, WAY_MS), 5 * MINUTE);
    assert_int_equal(COUNT(OPERATOR, 2, IDLE_WAITING_MS), 25 * MINUTE);
    assert_int_equal(COUNT(OPERATOR, 3, IDLE_WAITING_MS), 30 * MINUTE);
    assert_int_equal(COUNT(ALL, 0, IDLE_EMPTY_MS), 0);
    assert_int_equal(COUNT(HOUR, FRIDAY_8, COUNTERS_OPEN_MS), 90 * MINUTE);
    tallies_free(tallies);
}

/* Still halted when the day closes. */
static void a_halt_without_end(void **state)
{
    struct world *world = *state;
    script_sign_in(world, 1, 1);
    script_clock(world, 9, 0);
    GIVE(.kind = COMMAND_HALT, .reason = REASON_ANY);
    script_clock(world, 9, 30);
    struct tallies *tallies = tallies_closed(world);
    assert_int_equal(COUNT(ALL, 0, HALTS), 1);
    assert_int_equal(COUNT(ALL, 0, HALL_HALTED_MS), 30 * MINUTE);
    assert_int_equal(COUNT(OPERATOR, 1, HALTED_MS), 30 * MINUTE);
    assert_int_equal(COUNT(OPERATOR, 1, SIGNED_IN_MS), 90 * MINUTE);
    tallies_free(tallies);
}

/* Operator 1 is free: lost at 08:10, and a minute later no longer signed in. Operator 2 serves from 08:00: lost at
 * 08:10, after the lease he has no counter, which operator 3 takes at 08:20; he comes back at counter 4 at 08:30, and
 * finishes at 08:35. */
static void a_lost_terminal(void **state)
{
    struct world *world = *state;
    script_sign_in(world, 1, 1);
    script_serve(world, 2, TAX);
    script_clock(world, 8, 10);
    GIVE(.kind = COMMAND_LOSE, .operator_id = 1);
    GIVE(.kind = COMMAND_LOSE, .operator_id = 2);
    script_clock(world, 8, 20);
    script_sign_in(world, 3, 2);
    script_clock(world, 8, 30);
    script_sign_in(world, 2, 4);
    script_clock(world, 8, 35);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 2, .outcome = OUTCOME_DONE);
    script_clock(world, 8, 40);
    struct tallies *tallies = tallies_now(world);
    assert_int_equal(COUNT(OPERATOR, 1, SIGNED_IN_MS), 11 * MINUTE);
    assert_int_equal(COUNT(OPERATOR, 1, IDLE_EMPTY_MS), 10 * MINUTE);
    assert_int_equal(COUNT(OPERATOR, 1, LOST_MS), MINUTE);
    assert_int_equal(COUNT(OPERATOR, 2, SIGNED_IN_MS), 40 * MINUTE);
    assert_int_equal(COUNT(OPERATOR, 2, SERVING_MS), 35 * MINUTE);
    assert_int_equal(COUNT(OPERATOR, 2, IDLE_EMPTY_MS), 5 * MINUTE);
    assert_int_equal(COUNT(COUNTER, 2, SERVING_MS), 11 * MINUTE);
    assert_int_equal(COUNT(COUNTER, 2, IDLE_EMPTY_MS), 20 * MINUTE);
    assert_int_equal(COUNT(COUNTER, 4, SERVING_MS), 5 * MINUTE);
    assert_int_equal(COUNT(COUNTER, 4, SIGNED_IN_MS), 10 * MINUTE);
    assert_int_equal(COUNT(HOUR, FRIDAY_8, COUNTERS_OPEN_MS), (10 + 11 + 20 + 10) * MINUTE);
    tallies_free(tallies);
}

/* novbed is away from 08:10 to 08:30: operator 1 is free, operator 2 serves. Both are back at once. */
static void an_outage(void **state)
{
    struct world *world = *state;
    script_sign_in(world, 1, 1);
    script_serve(world, 2, TAX);
    script_clock(world, 8, 10);
    GIVE(.kind = COMMAND_NOTE, .ticket = 1, .note = 1); /* the last fact */
    world->now_ms += 20 * MINUTE;
    GIVE(.kind = COMMAND_START, .by_ms = 20 * MINUTE);
    GIVE(.kind = COMMAND_REGAIN, .operator_id = 1);
    GIVE(.kind = COMMAND_REGAIN, .operator_id = 2);
    GIVE(.kind = COMMAND_STEP_CLOCK, .by_ms = 5000);
    script_clock(world, 8, 40);
    struct tallies *tallies = tallies_now(world);
    assert_int_equal(COUNT(ALL, 0, OUTAGES), 1);
    assert_int_equal(COUNT(ALL, 0, OUTAGE_MS), 20 * MINUTE);
    assert_int_equal(COUNT(ALL, 0, CLOCK_STEPS), 1);
    assert_int_equal(COUNT(OPERATOR, 1, LOST_MS), 20 * MINUTE);
    assert_int_equal(COUNT(OPERATOR, 1, IDLE_EMPTY_MS), 20 * MINUTE);
    assert_int_equal(COUNT(OPERATOR, 2, SERVING_MS), 40 * MINUTE);
    tallies_free(tallies);
}

/* Operator 1 serves at counter 1, moves with his visitor at 08:10, hands him over to operator 2 at 08:20 and helps from
 * 08:25 until it is finished at 08:30. */
static void moves_and_help(void **state)
{
    struct world *world = *state;
    script_serve(world, 1, TAX);
    script_sign_in(world, 2, 2);
    script_clock(world, 8, 10);
    script_sign_in(world, 1, 5);
    script_clock(world, 8, 20);
    GIVE(.kind = COMMAND_HAND_OVER, .operator_id = 1, .to_operator = 2);
    script_clock(world, 8, 25);
    GIVE(.kind = COMMAND_HELP, .operator_id = 1, .ticket = 1);
    script_clock(world, 8, 30);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 2, .outcome = OUTCOME_DONE);
    struct tallies *tallies = tallies_now(world);
    assert_int_equal(COUNT(COUNTER, 1, SERVING_MS), 10 * MINUTE);
    assert_int_equal(COUNT(COUNTER, 5, SERVING_MS), 10 * MINUTE);
    assert_int_equal(COUNT(COUNTER, 5, IDLE_EMPTY_MS), 5 * MINUTE);
    assert_int_equal(COUNT(COUNTER, 5, HELP_MS), 5 * MINUTE);
    assert_int_equal(COUNT(OPERATOR, 1, SIGNED_IN_MS), 30 * MINUTE);
    assert_int_equal(COUNT(OPERATOR, 2, IDLE_EMPTY_MS), 20 * MINUTE);
    assert_int_equal(COUNT(OPERATOR, 2, SERVING_MS), 10 * MINUTE);
    assert_int_equal(COUNT(ALL, 0, COUNTERS_OPEN_MS), (25 + 30) * MINUTE);
    tallies_free(tallies);
}

/* --- for whom somebody waits --- */

/* Operators 1 and 2, and a visitor who prefers a low desk, which counter 2 does not have. */
static struct world *one_prefers(void **state)
{
    struct world *world = *state;
    world->counters[2].meets = 0;
    script_sign_in(world, 1, 1);
    script_sign_in(world, 2, 2);
    GIVE(.kind = COMMAND_ISSUE, .services = {TAX}, .class = CLASS_REGULAR, .needs = ID_BIT(NEED_LOW_DESK), .party = 1,
         .channel = CHANNEL_KIOSK);
    return world;
}

/* He prefers it for 10 minutes, as long as operator 1 is there, who has one. So operator 2 could call him from 08:10
 * on; or, if 1 goes home at 08:04, from then on. */
static void a_soft_need_waits_for_its_time(void **state)
{
    struct world *world = one_prefers(state);
    script_clock(world, 8, 15);
    struct tallies *tallies = tallies_now(world);
    assert_int_equal(COUNT(OPERATOR, 1, IDLE_WAITING_MS), 15 * MINUTE);
    assert_int_equal(COUNT(OPERATOR, 2, IDLE_WAITING_MS), 5 * MINUTE);
    tallies_free(tallies);
}

static void a_soft_need_that_nobody_meets_is_none(void **state)
{
    struct world *world = one_prefers(state);
    script_clock(world, 8, 4);
    GIVE(.kind = COMMAND_SIGN_OUT, .operator_id = 1);
    script_clock(world, 8, 15);
    struct tallies *tallies = tallies_now(world);
    assert_int_equal(COUNT(OPERATOR, 2, IDLE_WAITING_MS), 11 * MINUTE);
    tallies_free(tallies);
}

/* A profile without TAX; and who was sent to counter 3 waits for nobody else. */
static void nobody_waits_for_who_may_not_call(void **state)
{
    struct world *world = *state;
    world->tiers[2][TAX] = 0;
    world->counters[2].profile = 2;
    for (int32_t i = 1; i <= 3; i++)
        script_sign_in(world, i, i);
    script_issue(world, TAX);
    script_clock(world, 8, 10);
    GIVE(.kind = COMMAND_TRANSFER, .ticket = 1, .to_counter = 3, .place = PLACE_KEEP);
    script_clock(world, 8, 30);
    struct tallies *tallies = tallies_now(world);
    assert_int_equal(COUNT(OPERATOR, 1, IDLE_WAITING_MS), 10 * MINUTE);
    assert_int_equal(COUNT(OPERATOR, 2, IDLE_WAITING_MS), 0);
    assert_int_equal(COUNT(OPERATOR, 3, IDLE_WAITING_MS), 30 * MINUTE);
    tallies_free(tallies);
}

/* At 08:10 operator 1 finishes and calls the next, and at once takes both back: from then on somebody waits again for
 * operator 2. */
static void who_was_called_and_is_not_waits(void **state)
{
    struct world *world = *state;
    script_serve(world, 1, TAX);
    script_sign_in(world, 2, 2);
    script_clock(world, 8, 5);
    script_issue(world, TAX);
    script_clock(world, 8, 10);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE, .next = true);
    assert_int_equal(engine_session(world->engine, 1)->ticket, 2);
    world_wait(world, 5 * SECOND);
    GIVE(.kind = COMMAND_UNDO, .operator_id = 1);
    script_clock(world, 8, 20);
    struct tallies *tallies = tallies_now(world);
    assert_int_equal(COUNT(OPERATOR, 1, SERVING_MS), 20 * MINUTE - 5 * SECOND);
    assert_int_equal(COUNT(OPERATOR, 1, WAY_MS), 5 * SECOND);
    assert_int_equal(COUNT(OPERATOR, 2, IDLE_EMPTY_MS), 5 * MINUTE + 5 * SECOND);
    assert_int_equal(COUNT(OPERATOR, 2, IDLE_WAITING_MS), 15 * MINUTE - 5 * SECOND);
    tallies_free(tallies);
}

/* --- daylight saving --- */

/* From 23:30 UTC until 02:30 UTC of a night in which the clocks change at 01:00 UTC: a visitor at 00:40 UTC and one at
 * 01:20 UTC. */
static void live_a_night(struct world *world, int32_t day)
{
    for (int i = 1; i < WORLD_SERVICES; i++)
        world->plan[i] = (struct rule_hours){1, {{0, DAY_MS}}};
    world_set_day(world, day);
    world->now_ms = day * DAY_MS + 30 * MINUTE;
    GIVE(.kind = COMMAND_OPEN_DAY, .day = day);
    script_sign_in(world, 1, 1);
    world_wait(world, 10 * MINUTE);
    script_issue(world, TAX);
    world_wait(world, 40 * MINUTE);
    script_issue(world, TAX);
    world_wait(world, 70 * MINUTE);
    world_close_day(world, 100);
}

static struct tallies *tallies_of_night(int32_t day)
{
    struct world *world = mem_new(struct world);
    world_init(world);
    live_a_night(world, day);
    struct facts_ask ask = {.day = day, .count = world->log.count};
    struct tallies *tallies = facts_tally(world, &world->rulebook, &ask);
    tallies_each(tallies, facts_check_line, NULL);
    world_done(world);
    free(world);
    return tallies;
}

/* 29 March 2026: the hour from 2 to 3 is not there. */
static void the_night_of_23_hours(attr_unused void **state)
{
    struct tallies *tallies = tallies_of_night((int32_t)date_days((struct date){2026, 3, 29}));
    assert_int_equal(COUNT(HOUR, SUNDAY * 24 + 1, COUNTERS_OPEN_MS), 30 * MINUTE);
    assert_int_equal(COUNT(HOUR, SUNDAY * 24 + 2, COUNTERS_OPEN_MS), 0);
    assert_int_equal(COUNT(HOUR, SUNDAY * 24 + 3, COUNTERS_OPEN_MS), 60 * MINUTE);
    assert_int_equal(COUNT(HOUR, SUNDAY * 24 + 4, COUNTERS_OPEN_MS), 30 * MINUTE);
    assert_int_equal(COUNT(HOUR, SUNDAY * 24 + 1, ISSUED), 1);
    assert_int_equal(COUNT(HOUR, SUNDAY * 24 + 3, ISSUED), 1);
    assert_int_equal(COUNT(OPERATOR, 1, SIGNED_IN_MS), 120 * MINUTE);
    tallies_free(tallies);
}

/* 25 October 2026: it is there twice. */
static void the_night_of_25_hours(attr_unused void **state)
{
    struct tallies *tallies = tallies_of_night((int32_t)date_days((struct date){2026, 10, 25}));
    assert_int_equal(COUNT(HOUR, SUNDAY * 24 + 2, COUNTERS_OPEN_MS), 90 * MINUTE);
    assert_int_equal(COUNT(HOUR, SUNDAY * 24 + 3, COUNTERS_OPEN_MS), 30 * MINUTE);
    assert_int_equal(COUNT(HOUR, SUNDAY * 24 + 2, ISSUED), 2);
    assert_int_equal(COUNT(OPERATOR, 1, SIGNED_IN_MS), 120 * MINUTE);
    tallies_free(tallies);
}

static int to_berlin(attr_unused void **state)
{
    return clock_set_zone("Europe/Berlin");
}

static int to_utc(attr_unused void **state)
{
    return clock_set_zone("UTC");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            SCRIPT(the_day_worked_by_hand),
            SCRIPT(what_is_open_is_told),
            SCRIPT(an_empty_day),
            SCRIPT(a_single_visitor),
            SCRIPT(a_halt),
            SCRIPT(a_halt_without_end),
            SCRIPT(a_lost_terminal),
            SCRIPT(an_outage),
            SCRIPT(moves_and_help),
            SCRIPT(a_soft_need_waits_for_its_time),
            SCRIPT(a_soft_need_that_nobody_meets_is_none),
            SCRIPT(nobody_waits_for_who_may_not_call),
            SCRIPT(who_was_called_and_is_not_waits),
            cmocka_unit_test_setup_teardown(the_night_of_23_hours, to_berlin, to_utc),
            cmocka_unit_test_setup_teardown(the_night_of_25_hours, to_berlin, to_utc),
    };
    assert(clock_set_zone("UTC") == 0);
    return cmocka_run_group_tests_name("day facts", tests, NULL, NULL);
}
