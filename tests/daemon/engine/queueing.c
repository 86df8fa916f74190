/* SPDX-License-Identifier: MIT
 *
 * The engine against queueing theory. A hall of visitors who come by chance is played through the engine itself; how
 * many wait and how long must be what Erlang and Cobham calculated.
 *
 *   M/M/s    B(0) = 1, B(k) = aB/(k + aB), C = B/(1 - rho + rho B); P(wait) = C, E[W] = C/(s(1 - rho)), a = s rho
 *   M/M/s+M  the same with visitors who lose patience: summed over the stationary distribution
 *   M/M/1 with two classes, 0.4 arrivals each: in order of coming 4 and 4; strict priority 20/3 and 4/3; a head start
 * lies between, and as service does not depend on class the mean of both stays 4 (Kleinrock's conservation law)
 *
 * One mean service is the unit of time. Every call is looked at: it must be the first by the rule. What remains is
 * chance, the same in every run of the test; the tolerance is half a percent on P(wait) up to a load of 0.8 and three
 * percent on all else, which at 0.95 is the sampling error itself (at 0.98 it would be three times that). The engine's
 * day is closed every now and then, so that memory has a bound: who is still there comes again as the first of the next
 * day.
 */
#include <math.h>

#include "tests/daemon/engine/script.h"

#define UNIT INT64_C(1000000) /* ms of one mean service */

enum { MAX_SERVERS = 100, TICKETS_A_DAY = 10000, MAX_PRESENT = 4000 };

/* --- chance --- */

static double exponential(uint64_t *chance, double mean)
{
    *chance ^= *chance << 13;
    *chance ^= *chance >> 7;
    *chance ^= *chance << 17;
    return -log(((double)(*chance >> 11) + 0.5) / 9007199254740992.0) * mean;
}

/* --- a hall --- */

struct law {
    int servers;
    double load;     /* arrivals a unit and server */
    double patience; /* 0: nobody leaves; else the rate of leaving */
    int classes;     /* 2: half of the visitors are of CLASS_AHEAD */
    int32_t tier;    /* of CLASS_AHEAD */
    int64_t credit_ms;
    int64_t visitors;
};

struct visitor {
    int32_t ticket;
    int32_t class;
    int64_t came_ms, leaves_ms;
    bool again; /* came again with a new day: his base is later than he came */
};

struct hall {
    struct world world;
    const struct law *law;
    uint64_t arrivals, services, others; /* streams of chance */
    struct rule_counter counters[MAX_SERVERS + 1];
    struct rule_operator operators[MAX_SERVERS + 1];
    int64_t done_ms[MAX_SERVERS + 1]; /* 0: idle */
    struct visitor waiting[MAX_PRESENT];
    int count;
    int64_t next_ms;
    int64_t came, called, waited_any, left;
    double waited[WORLD_CLASSES];
    int64_t of_class[WORLD_CLASSES];
};

static void give(struct hall *hall, struct command command)
{
    script_give(&hall->world, command);
    hall->world.log.count = 0;
}

static void open_day(struct hall *hall)
{
    give(hall, (struct command){.kind = COMMAND_OPEN_DAY, .day = (int32_t)(hall->came / TICKETS_A_DAY) + 1});
    for (int32_t i = 1; i <= hall->law->servers; i++)
        give(hall, (struct command){.kind = COMMAND_SIGN_IN, .operator_id = i, .counter = i});
}

static void begin(struct hall *hall, const struct law *law)
{
    *hall = (struct hall){
            .law = law, .arrivals = 0x9E3779B97F4A7C15U, .services = 0xD1B54A32D192ED03U, .others = 77777};
    struct world *world = &hall->world;
    world_init(world);
    world->rulebook.counters.items = hall->counters;
    world->rulebook.counters.count = law->servers + 1;
    world->rulebook.operators.items = hall->operators;
    world->rulebook.operators.count = law->servers + 1;
    for (int i = 1; i <= law->servers; i++) {
        hall->counters[i] = (struct rule_counter){.offered = true, .profile = 1};
        hall->operators[i] = (struct rule_operator){.offered = true};
    }
    world->services[1].hours = (struct rule_hours){1, {{0, INT64_MAX / 2}}};
    world->series[2].last = INT32_MAX / 2;
    world->series[2].overflow = OVERFLOW_REFUSE;
    world->classes[CLASS_AHEAD] = (struct rule_class){.offered = true, .tier = law->tier, .credit_ms = law->credit_ms};
    world->now_ms = UNIT;
    hall->next_ms = UNIT;
    open_day(hall);
}

/* --- who is called --- */

/* The rule in its simplest words: the highest tier, the earliest due, the earliest ticket. */
static bool is_before(const struct law *law, const struct visitor *a, const struct visitor *b)
{
    bool tiers = law->tier > 0 && a->class != b->class;
    int64_t a_ms = a->came_ms - (a->class == CLASS_AHEAD ? law->credit_ms : 0);
    int64_t b_ms = b->came_ms - (b->class == CLASS_AHEAD ? law->credit_ms : 0);
    if (tiers)
        return a->class == CLASS_AHEAD;
    return a_ms != b_ms ? a_ms < b_ms : a->ticket < b->ticket;
}

static struct visitor take_called(struct hall *hall, int32_t ticket)
{
    int at = -1;
    for (int i = 0; i < hall->count && at < 0; i++)
        at = hall->waiting[i].ticket == ticket ? i : -1;
    assert_true(at >= 0);
    struct visitor visitor = hall->waiting[at];
    for (int i = 0; i < hall->count; i++)
        assert_false(is_before(hall->law, &hall->waiting[i], &visitor));
    hall->count--;
    memmove(&hall->waiting[at], &hall->waiting[at + 1], (size_t)(hall->count - at) * sizeof(struct visitor));
    return visitor;
}

static void count(struct hall *hall, const struct visitor *visitor)
{
    int64_t waited_ms = hall->world.now_ms - visitor->came_ms;
    if (!visitor->again)
        assert_int_equal(step_waited_ms(script_step(&hall->world, visitor->ticket, 0), hall->world.now_ms), waited_ms);
    hall->waited_any += waited_ms > 0;
    hall->waited[visitor->class] += (double)waited_ms / (double)UNIT;
    hall->of_class[visitor->class]++;
}

/* What this operator holds now: called in this moment, and there. */
static void serve(struct hall *hall, int32_t server)
{
    const struct session *session = engine_session(hall->world.engine, server);
    hall->done_ms[server] = 0;
    if (session->activity != ACTIVITY_TICKET)
        return;
    struct visitor visitor = take_called(hall, session->ticket);
    count(hall, &visitor);
    hall->called++;
    hall->done_ms[server] = hall->world.now_ms + 1 + (int64_t)exponential(&hall->services, (double)UNIT);
}

static void issue(struct hall *hall, struct visitor visitor)
{
    give(hall, (struct command){.kind = COMMAND_ISSUE, .services = {1}, .class = visitor.class, .party = 1});
    visitor.ticket = engine_tickets(hall->world.engine);
    assert_true(hall->count < MAX_PRESENT);
    hall->waiting[hall->count++] = visitor;
}

/* --- what happens --- */

static void somebody_comes(struct hall *hall)
{
    const struct law *law = hall->law;
    struct visitor visitor = {.class = CLASS_REGULAR, .came_ms = hall->world.now_ms, .leaves_ms = INT64_MAX};
    if (law->classes == 2 && exponential(&hall->others, 1) < log(2))
        visitor.class = CLASS_AHEAD;
    if (law->patience > 0)
        visitor.leaves_ms = hall->world.now_ms + 1 + (int64_t)exponential(&hall->others, (double)UNIT / law->patience);
    hall->came++;
    hall->next_ms += 1 + (int64_t)exponential(&hall->arrivals, (double)UNIT / (law->load * law->servers));
    issue(hall, visitor);
    for (int32_t i = 1; i <= law->servers; i++) {
        if (hall->done_ms[i])
            continue;
        give(hall, (struct command){.kind = COMMAND_NEXT, .operator_id = i});
        serve(hall, i);
        return;
    }
}

static void somebody_leaves(struct hall *hall, int who)
{
    give(hall, (struct command){.kind = COMMAND_CANCEL, .ticket = hall->waiting[who].ticket});
    count(hall, &hall->waiting[who]);
    hall->left++;
    hall->count--;
    memmove(&hall->waiting[who], &hall->waiting[who + 1], (size_t)(hall->count - who) * sizeof(struct visitor));
}

static void somebody_is_done(struct hall *hall, int32_t server)
{
    give(hall, (struct command){.kind = COMMAND_FINISH, .operator_id = server, .outcome = OUTCOME_DONE, .next = true});
    serve(hall, server);
}

/* Those being served and those who wait come again in the order they had. */
static void next_day(struct hall *hall)
{
    world_close_day(&hall->world, INT32_MAX);
    open_day(hall);
    for (int32_t i = 1; i <= hall->law->servers; i++) {
        if (!hall->done_ms[i])
            continue;
        give(hall, (struct command){.kind = COMMAND_ISSUE, .services = {1}, .class = CLASS_REGULAR, .party = 1});
        give(hall, (struct command){.kind = COMMAND_NEXT, .operator_id = i});
    }
    int count = hall->count;
    hall->count = 0;
    for (int i = 0; i < count; i++) {
        hall->waiting[i].again = true;
        issue(hall, hall->waiting[i]);
    }
}

/* The next moment at which something happens, and to whom. */
static void go_on(struct hall *hall)
{
    int64_t at_ms = hall->next_ms;
    int32_t server = 0;
    int who = -1;
    for (int32_t i = 1; i <= hall->law->servers; i++) {
        if (hall->done_ms[i] && hall->done_ms[i] < at_ms) {
            at_ms = hall->done_ms[i];
            server = i;
        }
    }
    for (int i = 0; hall->law->patience > 0 && i < hall->count; i++) {
        if (hall->waiting[i].leaves_ms < at_ms) {
            at_ms = hall->waiting[i].leaves_ms;
            who = i;
        }
    }
    world_wait(&hall->world, at_ms - hall->world.now_ms);
    if (who >= 0)
        somebody_leaves(hall, who);
    else if (server)
        somebody_is_done(hall, server);
    else
        somebody_comes(hall);
}

static void play(struct hall *hall, const struct law *law)
{
    begin(hall, law);
    while (hall->came < law->visitors / (WORLD_SANITIZED ? 20 : 1)) {
        go_on(hall);
        /* With classes only an empty queue: who comes again has a new moment of issue. */
        if (engine_tickets(hall->world.engine) >= TICKETS_A_DAY && (law->classes < 2 || hall->count == 0))
            next_day(hall);
    }
    world_done(&hall->world);
}

/* --- against the tables --- */

static void check_near(const char *what, double found, double expected, double tolerance)
{
    tolerance *= WORLD_SANITIZED ? 10 : 1; /* a twentieth of the visitors */
    printf("  %-10s %9.6f, expected %9.6f: %+5.2f %%\n", what, found, expected, 100 * (found / expected - 1));
    if (fabs(found / expected - 1) > tolerance)
        fail_msg("%s is %f, expected %f", what, found, expected);
}

static double mean_wait(const struct hall *hall, int class)
{
    return hall->waited[class] / (double)hall->of_class[class];
}

static void erlang_c(attr_unused void **state)
{
    static const struct {
        struct law law;
        double wait, mean;
    } rows[] = {
            {{.servers = 1, .load = 0.80, .visitors = 1500000}, 0.800000, 4.000000},
            {{.servers = 2, .load = 0.80, .visitors = 1000000}, 0.711111, 1.777778},
            {{.servers = 5, .load = 0.80, .visitors = 1000000}, 0.554113, 0.554113},
            {{.servers = 5, .load = 0.90, .visitors = 800000}, 0.762493, 1.524986},
            {{.servers = 8, .load = 0.90, .visitors = 800000}, 0.701533, 0.876916},
            {{.servers = 20, .load = 0.90, .visitors = 800000}, 0.550769, 0.275385},
            {{.servers = 8, .load = 0.95, .visitors = 800000}, 0.844169, 2.110422},
            {{.servers = 20, .load = 0.95, .visitors = 800000}, 0.755401, 0.755401},
            {{.servers = 60, .load = 0.95, .visitors = 800000}, 0.599039, 0.199680},
    };
    struct hall *hall = mem_new(struct hall);
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        printf("M/M/%d, load %.2f\n", rows[i].law.servers, rows[i].law.load);
        play(hall, &rows[i].law);
        check_near("P(wait)", (double)hall->waited_any / (double)hall->called, rows[i].wait,
                   rows[i].law.load > 0.8 ? 0.03 : 0.005);
        check_near("E[W]", mean_wait(hall, CLASS_REGULAR), rows[i].mean, 0.03);
    }
    free(hall);
}

static void erlang_a(attr_unused void **state)
{
    static const struct {
        struct law law;
        double wait, left, mean;
    } rows[] = {
            {{.servers = 8, .load = 0.90, .patience = 0.5, .visitors = 400000}, 0.488969, 0.079132, 0.158264},
            {{.servers = 8, .load = 1.10, .patience = 0.5, .visitors = 400000}, 0.740882, 0.158403, 0.316807},
            {{.servers = 8, .load = 1.10, .patience = 1.0, .visitors = 400000}, 0.652166, 0.181512, 0.181512},
    };
    struct hall *hall = mem_new(struct hall);
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        printf("M/M/%d+M, load %.2f, patience %.1f\n", rows[i].law.servers, rows[i].law.load, rows[i].law.patience);
        play(hall, &rows[i].law);
        double all = (double)(hall->called + hall->left);
        check_near("P(wait)", (double)hall->waited_any / all, rows[i].wait, 0.03);
        check_near("P(leave)", (double)hall->left / all, rows[i].left, 0.03);
        check_near("E[W]", mean_wait(hall, CLASS_REGULAR), rows[i].mean, 0.03);
    }
    free(hall);
}

static void priority(attr_unused void **state)
{
    static const struct law laws[] = {
            {.servers = 1, .load = 0.8, .classes = 2, .visitors = 1500000},
            {.servers = 1, .load = 0.8, .classes = 2, .tier = 1, .visitors = 1500000},
            {.servers = 1, .load = 0.8, .classes = 2, .credit_ms = 3 * UNIT, .visitors = 1500000},
    };
    struct hall *hall = mem_new(struct hall);
    printf("M/M/1, two classes, in order of coming\n");
    play(hall, &laws[0]);
    check_near("E[W] 1", mean_wait(hall, CLASS_REGULAR), 4, 0.03);
    check_near("E[W] 2", mean_wait(hall, CLASS_AHEAD), 4, 0.03);
    printf("the second in a tier above\n");
    play(hall, &laws[1]);
    check_near("E[W] 1", mean_wait(hall, CLASS_REGULAR), 20.0 / 3, 0.03);
    check_near("E[W] 2", mean_wait(hall, CLASS_AHEAD), 4.0 / 3, 0.03);
    printf("the second with a head start of three services\n");
    play(hall, &laws[2]);
    double regular = mean_wait(hall, CLASS_REGULAR), ahead = mean_wait(hall, CLASS_AHEAD);
    check_near("mean", (regular + ahead) / 2, 4, 0.03);
    printf("  %f and %f\n", regular, ahead);
    assert_true(4.0 / 3 < ahead && ahead < 4 && regular - ahead < 3);
    free(hall);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(erlang_c),
            cmocka_unit_test(erlang_a),
            cmocka_unit_test(priority),
    };
    return cmocka_run_group_tests_name("engine queueing", tests, NULL, NULL);
}
