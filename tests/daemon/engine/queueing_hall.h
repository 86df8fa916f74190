/* SPDX-License-Identifier: MIT
 *
 * A hall of visitors who come by chance, played through the engine itself. One mean service is the unit of time. Every
 * call is looked at: it must be the first by the rule; and where all are alike, every visitor is called at the very
 * millisecond that the recursion of Kiefer and Wolfowitz gives for these gaps and services:
 *
 *     called = the later of his coming and the moment at which the first server is free
 *
 * so against theory there is nothing left but chance. Nothing else leans to one side: a unit is so many milliseconds
 * that rounding is some 1e-8 of it; the first visitors, who find an empty hall, are not counted; the engine's day is
 * closed every now and then, so that memory has a bound, and who is still there comes again as the first of the next
 * day, in the order they had, with the moment they came.
 */
#pragma once

#include <assert.h>
#include <math.h>

#include "tests/daemon/engine/script.h"

#define UNIT INT64_C(1000000000) /* ms of one mean service */

enum { MAX_SERVERS = 100, TICKETS_A_DAY = 10000, MAX_PRESENT = 8000, TAILS = 4, MAX_BATCHES = 1024 };

/* --- chance: three streams, each visitor the next of each --- */

/* SplitMix64 (Steele, Lea, Flood 2014). */
static inline uint64_t random_word(uint64_t *chance)
{
    uint64_t word = *chance += 0x9E3779B97F4A7C15U;
    word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9U;
    word = (word ^ word >> 27) * 0x94D049BB133111EBU;
    return word ^ word >> 31;
}

/* Streams are places on one great ring: these are far from one another. */
static inline uint64_t stream_of(uint64_t seed, uint64_t stream)
{
    uint64_t place = 3 * seed + stream;
    return random_word(&place);
}

static inline double exponential(uint64_t *chance, double mean)
{
    uint64_t word = random_word(chance);
    return -log(((double)(word >> 11) + 0.5) / 9007199254740992.0) * mean;
}

/* --- a hall --- */

struct law {
    int servers;
    double load;     /* arrivals a unit and server */
    double patience; /* 0: nobody leaves; else the rate of leaving */
    int classes;     /* 2: half of the visitors are of CLASS_AHEAD */
    int32_t tier;    /* of CLASS_AHEAD */
    double credit;   /* of CLASS_AHEAD, in units */
};

struct visitor {
    int32_t ticket;
    int32_t class;
    int64_t came_ms, leaves_ms, service_ms, call_ms; /* call_ms: by the recursion */
    bool again;                                      /* came again with a new day: his base is later than he came */
};

/* What is measured of some visitors. */
struct batch {
    double count, waited_any, left;
    double waited[WORLD_CLASSES], of_class[WORLD_CLASSES]; /* in units */
    double over[TAILS];                                    /* waited longer than law_tails */
    double gaps, gap_count, services, service_count;
};

struct hall {
    struct world world;
    const struct law *law;
    const double *tails; /* in units */
    uint64_t arrivals, services, others;
    struct rule_counter counters[MAX_SERVERS + 1];
    struct rule_operator operators[MAX_SERVERS + 1];
    int64_t done_ms[MAX_SERVERS + 1]; /* 0: idle */
    int64_t free_ms[MAX_SERVERS];     /* of the recursion: a heap, the first free at its top */
    struct visitor waiting[MAX_PRESENT];
    int count, day;
    int64_t next_ms;
    struct batch batch;
};

static inline void hall_give(struct hall *hall, struct command command)
{
    script_give(&hall->world, command);
    hall->world.log.count = 0;
}

static inline void hall_open_day(struct hall *hall)
{
    hall_give(hall, (struct command){.kind = COMMAND_OPEN_DAY, .day = ++hall->day});
    for (int32_t i = 1; i <= hall->law->servers; i++)
        hall_give(hall, (struct command){.kind = COMMAND_SIGN_IN, .operator_id = i, .counter = i});
}

static inline void hall_begin(struct hall *hall, const struct law *law, const double tails[TAILS], uint64_t seed)
{
    *hall = (struct hall){.law = law,
                          .tails = tails,
                          .arrivals = stream_of(seed, 0),
                          .services = stream_of(seed, 1),
                          .others = stream_of(seed, 2)};
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
    world->classes[CLASS_AHEAD] =
            (struct rule_class){.offered = true, .tier = law->tier, .credit_ms = (int64_t)(law->credit * (double)UNIT)};
    world->now_ms = UNIT;
    hall->next_ms = UNIT;
    hall_open_day(hall);
}

static inline void hall_end(struct hall *hall)
{
    world_done(&hall->world);
}

/* --- who is called, and when --- */

/* The rule in its simplest words: the highest tier, the earliest due, the earliest ticket. */
static inline bool is_before(const struct law *law, const struct visitor *a, const struct visitor *b)
{
    int64_t credit_ms = (int64_t)(law->credit * (double)UNIT);
    int64_t a_ms = a->came_ms - (a->class == CLASS_AHEAD ? credit_ms : 0);
    int64_t b_ms = b->came_ms - (b->class == CLASS_AHEAD ? credit_ms : 0);
    if (law->tier > 0 && a->class != b->class)
        return a->class == CLASS_AHEAD;
    return a_ms != b_ms ? a_ms < b_ms : a->ticket < b->ticket;
}

static inline bool is_alike(const struct law *law)
{
    return law->classes < 2 && law->patience == 0;
}

/* When he will be called if all are alike: the first server that is free takes him. */
static inline int64_t recursion(struct hall *hall, const struct visitor *visitor)
{
    int64_t *heap = hall->free_ms;
    int64_t call_ms = heap[0] > visitor->came_ms ? heap[0] : visitor->came_ms;
    int64_t free_ms = call_ms + visitor->service_ms;
    int place = 0, servers = hall->law->servers;
    for (int child; (child = 2 * place + 1) < servers; place = child) {
        child += child + 1 < servers && heap[child + 1] < heap[child];
        if (heap[child] >= free_ms)
            break;
        heap[place] = heap[child];
    }
    heap[place] = free_ms;
    return call_ms;
}

static inline void forget_waiting(struct hall *hall, int at)
{
    hall->count--;
    memmove(&hall->waiting[at], &hall->waiting[at + 1], (size_t)(hall->count - at) * sizeof(struct visitor));
}

static inline struct visitor take_called(struct hall *hall, int32_t ticket)
{
    int at = 0;
    while (at < hall->count && hall->waiting[at].ticket != ticket)
        at++;
    assert_true(at < hall->count);
    struct visitor visitor = hall->waiting[at];
    for (int i = 0; i < hall->count; i++)
        assert_false(is_before(hall->law, &hall->waiting[i], &visitor));
    if (is_alike(hall->law))
        assert_int_equal(hall->world.now_ms, visitor.call_ms);
    forget_waiting(hall, at);
    return visitor;
}

static inline void measure(struct hall *hall, const struct visitor *visitor)
{
    struct batch *batch = &hall->batch;
    int64_t waited_ms = hall->world.now_ms - visitor->came_ms;
    double waited = (double)waited_ms / (double)UNIT;
    if (!visitor->again)
        assert_int_equal(step_waited_ms(script_step(&hall->world, visitor->ticket, 0), hall->world.now_ms), waited_ms);
    batch->count++;
    batch->waited_any += waited_ms > 0;
    batch->waited[visitor->class] += waited;
    batch->of_class[visitor->class]++;
    for (int i = 0; i < TAILS; i++)
        batch->over[i] += waited > hall->tails[i];
}

/* What this operator holds now: called in this moment, and there. */
static inline void serve(struct hall *hall, int32_t server)
{
    const struct session *session = engine_session(hall->world.engine, server);
    hall->done_ms[server] = 0;
    if (session->activity != ACTIVITY_TICKET)
        return;
    struct visitor visitor = take_called(hall, session->ticket);
    measure(hall, &visitor);
    hall->batch.services += (double)visitor.service_ms / (double)UNIT;
    hall->batch.service_count++;
    hall->done_ms[server] = hall->world.now_ms + visitor.service_ms;
}

static inline void issue(struct hall *hall, struct visitor visitor)
{
    hall_give(hall, (struct command){.kind = COMMAND_ISSUE, .services = {1}, .class = visitor.class, .party = 1});
    visitor.ticket = engine_tickets(hall->world.engine);
    assert_true(hall->count < MAX_PRESENT);
    hall->waiting[hall->count++] = visitor;
}

/* --- what happens --- */

static inline struct visitor new_visitor(struct hall *hall)
{
    const struct law *law = hall->law;
    struct visitor visitor = {.class = CLASS_REGULAR,
                              .came_ms = hall->world.now_ms,
                              .leaves_ms = INT64_MAX,
                              .service_ms = 1 + (int64_t)exponential(&hall->services, (double)UNIT)};
    if (law->classes == 2 && exponential(&hall->others, 1) < log(2))
        visitor.class = CLASS_AHEAD;
    if (law->patience > 0)
        visitor.leaves_ms = visitor.came_ms + 1 + (int64_t)exponential(&hall->others, (double)UNIT / law->patience);
    if (is_alike(law))
        visitor.call_ms = recursion(hall, &visitor);
    return visitor;
}

static inline void somebody_comes(struct hall *hall)
{
    const struct law *law = hall->law;
    int64_t gap_ms = 1 + (int64_t)exponential(&hall->arrivals, (double)UNIT / (law->load * law->servers));
    hall->next_ms += gap_ms;
    hall->batch.gaps += (double)gap_ms / (double)UNIT;
    hall->batch.gap_count++;
    issue(hall, new_visitor(hall));
    for (int32_t i = 1; i <= law->servers; i++) {
        if (hall->done_ms[i])
            continue;
        hall_give(hall, (struct command){.kind = COMMAND_NEXT, .operator_id = i});
        serve(hall, i);
        return;
    }
}

static inline void somebody_leaves(struct hall *hall, int who)
{
    hall_give(hall, (struct command){.kind = COMMAND_CANCEL, .ticket = hall->waiting[who].ticket});
    measure(hall, &hall->waiting[who]);
    hall->batch.left++;
    forget_waiting(hall, who);
}

static inline void somebody_is_done(struct hall *hall, int32_t server)
{
    hall_give(hall,
              (struct command){.kind = COMMAND_FINISH, .operator_id = server, .outcome = OUTCOME_DONE, .next = true});
    serve(hall, server);
}

/* Those being served and those who wait come again in the order they had. */
static inline void next_day(struct hall *hall)
{
    world_close_day(&hall->world, INT32_MAX);
    hall_open_day(hall);
    for (int32_t i = 1; i <= hall->law->servers; i++) {
        if (!hall->done_ms[i])
            continue;
        hall_give(hall, (struct command){.kind = COMMAND_ISSUE, .services = {1}, .class = CLASS_REGULAR, .party = 1});
        hall_give(hall, (struct command){.kind = COMMAND_NEXT, .operator_id = i});
    }
    int count = hall->count;
    hall->count = 0;
    for (int i = 0; i < count; i++) {
        hall->waiting[i].again = true;
        issue(hall, hall->waiting[i]);
    }
}

/* The next moment at which something happens, and to whom. */
static inline void go_on(struct hall *hall)
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

/* Until so many more have been called or have left. */
static inline void play(struct hall *hall, int64_t visitors, struct batch *ret_batch)
{
    hall->batch = (struct batch){0};
    while (hall->batch.count < (double)visitors) {
        go_on(hall);
        /* With classes only an empty queue: who comes again has a new moment of issue. */
        if (engine_tickets(hall->world.engine) >= TICKETS_A_DAY && (hall->law->classes < 2 || hall->count == 0))
            next_day(hall);
    }
    *ret_batch = hall->batch;
}
