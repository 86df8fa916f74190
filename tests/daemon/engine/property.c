/* SPDX-License-Identifier: MIT
 *
 * A million random commands over random centres. After each one everything that must always be true is looked at; a
 * ledger replayed gives the same state; a case that fails is made as short as can be and printed as a script.
 */
#include "daemon/engine/engine.h"

#include "tests/daemon/engine/random.h"

enum { COMMANDS = WORLD_SANITIZED ? 150000 : 1000000 };
enum { COMMANDS_A_DAY = 300, DAYS_A_CENTRE = 10, REASON_SIZE = 200 };

/* --- what must always be true --- */

static bool wrong(char reason[REASON_SIZE], const char *format, ...) attr_printf(2, 3);
static bool wrong(char reason[REASON_SIZE], const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, REASON_SIZE, format, arguments);
    va_end(arguments);
    return false;
}

static bool is_in_queue_once(const struct engine *engine, const struct ticket *ticket)
{
    int found = 0;
    const struct step *step = &ticket->steps[ticket->current];
    for (int32_t place = 0; place < engine_waiting(engine, step->service); place++)
        found += engine_waiting_at(engine, step->service, place) == ticket;
    return found == 1;
}

static bool holder_is_right(const struct engine *engine, const struct ticket *ticket)
{
    const struct step *step = &ticket->steps[ticket->current];
    const struct session *session = engine_session(engine, step->operator_id);
    return session && session->activity == ACTIVITY_TICKET && session->ticket == ticket->id &&
           (session->state == SESSION_AWAY || session->counter == step->counter);
}

static bool ticket_holds(const struct engine *engine, const struct ticket *ticket, char reason[REASON_SIZE])
{
    const struct step *current = &ticket->steps[ticket->current];
    int active = 0;
    for (int32_t i = 0; i < ticket->step_count; i++) {
        const struct step *step = &ticket->steps[i];
        active += step->state != STEP_PLANNED && step->state != STEP_ENDED;
        if ((step->state == STEP_ENDED) != (step->end != END_NONE))
            return wrong(reason, "ticket %d step %d: state and end disagree", ticket->id, i);
        if (step->way_ms < 0 || step->service_ms < 0 || step->parked_ms < 0 || step->put_off_ms < 0)
            return wrong(reason, "ticket %d step %d: a time below zero", ticket->id, i);
    }
    if (active > 1 || (active == 0) != ticket->ended)
        return wrong(reason, "ticket %d: %d active steps, ended %d", ticket->id, active, ticket->ended);
    if ((ticket->return_code != 0) != (current->end == END_NEVER_CALLED))
        return wrong(reason, "ticket %d: never called and no return code, or one without it", ticket->id);
    if (current->state == STEP_WAITING && !is_in_queue_once(engine, ticket))
        return wrong(reason, "ticket %d waits but is not in its queue once", ticket->id);
    if ((current->state == STEP_CALLED || current->state == STEP_SERVING) && !holder_is_right(engine, ticket))
        return wrong(reason, "ticket %d: its holder does not hold it", ticket->id);
    return true;
}

static bool numbers_hold(const struct engine *engine, char reason[REASON_SIZE])
{
    for (int32_t i = 1; i <= engine_tickets(engine); i++) {
        const struct ticket *ticket = engine_ticket(engine, i);
        if (ticket->number == 13)
            return wrong(reason, "ticket %d has a number that is to be skipped", i);
        if (engine_find(engine, ticket->prefix, ticket->number) != ticket)
            return wrong(reason, "two tickets have the number of ticket %d", i);
    }
    return true;
}

/* A return code is for another day than its own, for its service, and no two visits have the same. */
static bool returns_hold(const struct engine *engine, char reason[REASON_SIZE])
{
    for (int32_t i = 1; i <= engine_tickets(engine); i++) {
        const struct ticket *ticket = engine_ticket(engine, i);
        if (ticket->with.day == 0)
            continue;
        if (ticket->with.day >= engine_day(engine))
            return wrong(reason, "ticket %d came with a return code of its own day", i);
        for (int32_t other = 1; other < i; other++) {
            const struct ticket *before = engine_ticket(engine, other);
            if (before->with.day == ticket->with.day && before->with.ticket == ticket->with.ticket &&
                before->steps[before->current].end != END_VOID)
                return wrong(reason, "tickets %d and %d came with one return code", other, i);
        }
    }
    return true;
}

static bool queues_hold(const struct engine *engine, char reason[REASON_SIZE])
{
    for (int32_t service = 1; service < WORLD_SERVICES; service++) {
        for (int32_t place = 0; place < engine_waiting(engine, service); place++) {
            const struct ticket *ticket = engine_waiting_at(engine, service, place);
            const struct step *step = &ticket->steps[ticket->current];
            if (step->state != STEP_WAITING || step->service != service)
                return wrong(reason, "queue %d holds ticket %d, which does not wait there", service, ticket->id);
            if (place == 0)
                continue;
            const struct ticket *before = engine_waiting_at(engine, service, place - 1);
            const struct step *ahead = &before->steps[before->current];
            if (ahead->tier < step->tier || (ahead->tier == step->tier && ahead->due_ms > step->due_ms))
                return wrong(reason, "queue %d is out of order at place %d", service, place);
        }
    }
    return true;
}

static bool sessions_hold(const struct engine *engine, char reason[REASON_SIZE])
{
    for (int32_t i = 1; i < engine_operators(engine); i++) {
        const struct session *session = engine_session(engine, i);
        if (!session)
            continue;
        if (session->state != SESSION_AWAY && engine_session_at(engine, session->counter) != session)
            return wrong(reason, "operator %d is not found at counter %d", i, session->counter);
        if (session->activity != ACTIVITY_TICKET && session->activity != ACTIVITY_HELP)
            continue;
        const struct ticket *ticket = engine_ticket(engine, session->ticket);
        if (!ticket)
            return wrong(reason, "operator %d holds no ticket that exists", i);
        const struct step *step = &ticket->steps[ticket->current];
        bool held = step->state == STEP_CALLED || step->state == STEP_SERVING;
        if (!held || (session->activity == ACTIVITY_TICKET && step->operator_id != i))
            return wrong(reason, "operator %d holds ticket %d, which is not his", i, ticket->id);
    }
    return true;
}

/* Visits and steps reconcile: counted anew, they are what the engine keeps. */
static bool figures_hold(const struct engine *engine, char reason[REASON_SIZE])
{
    struct figures kept = engine_figures(engine), counted = {0};
    for (int32_t i = 1; i <= engine_tickets(engine); i++) {
        const struct ticket *ticket = engine_ticket(engine, i);
        counted.visits++;
        counted.people += ticket->party;
        counted.visits_ended[ticket->ended ? ticket->steps[ticket->current].end : END_NONE]++;
        counted.partly_served += ticket_is_partly_served(ticket);
        counted.return_codes += ticket->return_code != 0;
        counted.return_codes_used += ticket->with.day != 0;
        counted.ratings += ticket->stars != 0;
        counted.stars += ticket->stars;
        for (int32_t step = 0; step < ticket->step_count; step++) {
            if (ticket->steps[step].state == STEP_PLANNED)
                continue;
            counted.steps++;
            counted.steps_ended[ticket->steps[step].end]++;
            counted.returned += ticket->steps[step].returns;
        }
    }
    if (memcmp(&kept, &counted, sizeof(kept)) != 0)
        return wrong(reason, "visits or steps do not reconcile");
    return true;
}

static bool state_holds(const struct engine *engine, char reason[REASON_SIZE])
{
    for (int32_t i = 1; i <= engine_tickets(engine); i++) {
        if (!ticket_holds(engine, engine_ticket(engine, i), reason))
            return false;
    }
    return numbers_hold(engine, reason) && queues_hold(engine, reason) && sessions_hold(engine, reason) &&
           figures_hold(engine, reason) && returns_hold(engine, reason);
}

/* --- the rule, looked at by trying every ticket that waits --- */

static size_t calls_by_return, tickets_by_return; /* that it happens */

/* Would this counter have had to call `other` before `called`, by the words of the rule? */
static bool goes_before(const struct world *world, const struct session *session, const struct step *other,
                        int32_t other_id, const struct event *called)
{
    int64_t offset_ms = 0;
    uint8_t tier = world->tiers[session->profile][other->service];
    if (tier && other->tier < TIER_PROMOTED)
        offset_ms = world->profiles[session->profile].offset_ms[tier - 1];
    int64_t due_ms = other->due_ms + offset_ms;
    int64_t called_due_ms =
            called->value[CALLED_DUE] + (called->value[CALLED_TIER] < TIER_PROMOTED ? called->value[CALLED_OFFSET] : 0);
    if (other->tier != called->value[CALLED_TIER])
        return other->tier > called->value[CALLED_TIER];
    return due_ms < called_due_ms || (due_ms == called_due_ms && other_id < called->ticket);
}

/* Whom this counter would have called before it, had it come `credit_ms` later. */
static bool is_first_by(const struct world *world, const struct session *session, const struct event *called,
                        int64_t credit_ms)
{
    struct event without = *called;
    without.value[CALLED_DUE] += credit_ms;
    for (int32_t i = 1; i <= engine_tickets(world->engine); i++) {
        const struct ticket *ticket = engine_ticket(world->engine, i);
        const struct step *step = &ticket->steps[ticket->current];
        if (i != called->ticket && step->state == STEP_WAITING && step->base_ms <= world->now_ms &&
            goes_before(world, session, step, i, &without) &&
            rules_may_take(world->engine, &world->rulebook, session, ticket, world->now_ms) == REFUSAL_NONE)
            return true;
    }
    return false;
}

/* That a return code was why is said where it was, and nowhere else. */
static bool return_is_told(const struct world *world, const struct session *session, const struct event *called)
{
    const struct ticket *ticket = engine_ticket(world->engine, called->ticket);
    int64_t why = called->value[CALLED_WHY];
    int64_t credit_ms = ticket_return_credit_ms(ticket, called->step, called->service);
    if (why != CALL_DUE && why != CALL_FITS && why != CALL_RETURNED)
        return true;
    calls_by_return += why == CALL_RETURNED;
    return (why == CALL_RETURNED) == (credit_ms > 0 && is_first_by(world, session, called, credit_ms));
}

/* Before the command is given: what it is about to call must be the first by the rule. */
static bool rule_holds(const struct world *world, const struct events *events, char reason[REASON_SIZE])
{
    const struct event *called = &events->items[events->count - 1];
    const struct session *session = engine_session(world->engine, called->operator_id);
    bool early = called->value[CALLED_WHY] == CALL_BOOKED;
    if (!return_is_told(world, session, called))
        return wrong(reason, "ticket %d was called by its return code, or not, and the other is said", called->ticket);
    for (int32_t i = 1; i <= engine_tickets(world->engine); i++) {
        const struct ticket *ticket = engine_ticket(world->engine, i);
        const struct step *step = &ticket->steps[ticket->current];
        if (i == called->ticket || step->state != STEP_WAITING || (!early && step->base_ms > world->now_ms))
            continue;
        if (rules_may_take(world->engine, &world->rulebook, session, ticket, world->now_ms) == REFUSAL_NONE &&
            goes_before(world, session, step, i, called))
            return wrong(reason, "ticket %d was called although %d goes before it", called->ticket, i);
    }
    return true;
}

/* Decided but not applied, nothing has changed; and a call is the right one. */
static bool decision_holds(const struct world *world, const struct command *command, bool deep,
                           char reason[REASON_SIZE])
{
    struct events events = {0};
    struct refusal refusal = {0};
    _cleanup_free_ char *before = deep ? world_describe(world->engine) : NULL;
    bool holds = true;
    int r = engine_decide(world->engine, &world->rulebook, command, world->now_ms, &events, &refusal);
    _cleanup_free_ char *after = deep ? world_describe(world->engine) : NULL;
    if (deep && strcmp(before, after) != 0)
        holds = wrong(reason, "a decision changed the state");
    if (r < 0 && (events.count > 0 || refusal.kind == REFUSAL_NONE))
        holds = wrong(reason, "refused, but with events or without a word");
    if (holds && r == 0 && command->kind == COMMAND_NEXT)
        holds = rule_holds(world, &events, reason);
    events_done(&events);
    return holds;
}

/* --- a run: commands with their moments, which can be repeated --- */

struct act {
    struct command command;
    int64_t at_ms;
    bool reload; /* another configuration before it */
    uint64_t chance;
};

struct run {
    uint64_t seed;
    struct act *acts;
    size_t count, room;
    char reason[REASON_SIZE];
    bool planted; /* that a ticket is parked counts as a fault */
    size_t accepted, given, days;
};

static uint64_t seen[STEP_STATES][COMMAND_COUNT][2];

/* The ticket a command is about: what the operator holds, or the one it names. */
static enum step_state state_before(const struct world *world, const struct command *command)
{
    static const bool held[COMMAND_COUNT] = {
            [COMMAND_RECALL] = true, [COMMAND_ARRIVE] = true,    [COMMAND_FINISH] = true,   [COMMAND_MISS] = true,
            [COMMAND_PARK] = true,   [COMMAND_HAND_OVER] = true, [COMMAND_TRANSFER] = true, [COMMAND_UNDO] = true,
    };
    const struct session *session = engine_session(world->engine, command->operator_id);
    bool holds = session && session->activity == ACTIVITY_TICKET && held[command->kind];
    const struct ticket *ticket = engine_ticket(world->engine, holds ? session->ticket : command->ticket);
    return ticket ? ticket->steps[ticket->current].state : STEP_STATES;
}

static bool is_any_parked(const struct engine *engine)
{
    for (int32_t i = 1; i <= engine_tickets(engine); i++) {
        const struct ticket *ticket = engine_ticket(engine, i);
        if (ticket->steps[ticket->current].state == STEP_PARKED)
            return true;
    }
    return false;
}

static bool act(struct world *world, struct run *run, const struct act *one)
{
    if (one->reload) {
        chance_state = one->chance;
        random_rules(world);
    }
    world_wait(world, one->at_ms - world->now_ms);
    enum step_state state = state_before(world, &one->command);
    if (!decision_holds(world, &one->command, run->given % 64 == 0, run->reason))
        return false;
    int r = world_do(world, one->command);
    if (state < STEP_STATES)
        seen[state][one->command.kind][r == 0]++;
    run->given++;
    run->accepted += r == 0;
    if (engine_execute(world->engine, &world->rulebook, &(struct command){.kind = COMMAND_TIME}, world->now_ms,
                       &world->log, &world->refusal) < 0)
        return wrong(run->reason, "time was refused");
    if (run->planted && is_any_parked(world->engine))
        return wrong(run->reason, "planted: a ticket is parked");
    return state_holds(world->engine, run->reason);
}

static bool end_day(struct world *world, struct run *run)
{
    struct figures figures;
    world_close_day(world, 7);
    figures = engine_figures(world->engine);
    run->days++;
    tickets_by_return += (size_t)figures.return_codes_used;
    if (figures.visits_ended[END_NONE] || figures.steps_ended[END_NONE])
        return wrong(run->reason, "the day closed with %lld open visits", (long long)figures.visits_ended[END_NONE]);
    if (!world_replays(world))
        return wrong(run->reason, "a replay of the ledger gives another state");
    return true;
}

static void start(struct world *world, const struct run *run)
{
    world_init(world);
    chance_state = run->seed;
    random_rules(world);
}

/* Days of random commands in a random centre, all kept. */
static bool explore(struct run *run)
{
    struct world world;
    start(&world, run);
    bool holds = true;
    for (int32_t day = 0; holds && day < DAYS_A_CENTRE; day++) {
        world_open_day(&world, DAY_ONE + day);
        for (int i = 0; holds && i < COMMANDS_A_DAY; i++) {
            mem_grow(run->acts, run->count, run->room);
            struct act *one = &run->acts[run->count++];
            int64_t pause_ms = one_in(10) ? below(900) * 1000 : one_in(2) ? below(4) * 500 : below(60) * 500;
            *one = (struct act){.at_ms = world.now_ms + pause_ms, .reload = one_in(400), .chance = chance() | 1};
            world_wait(&world, pause_ms);
            one->command = random_command(&world);
            uint64_t kept = chance_state;
            holds = act(&world, run, one);
            chance_state = kept;
        }
        holds = holds && end_day(&world, run);
    }
    world_done(&world);
    return holds;
}

/* The same commands again, some left out; a new day where the moment asks for one. */
static bool repeat(struct run *run)
{
    struct world world;
    start(&world, run);
    bool holds = true;
    for (size_t i = 0; holds && i < run->count; i++) {
        int32_t day = (int32_t)(run->acts[i].at_ms / DAY_MS);
        if (engine_day(world.engine) && engine_day(world.engine) != day)
            holds = end_day(&world, run);
        if (holds && !engine_day(world.engine))
            world_open_day(&world, day);
        holds = holds && act(&world, run, &run->acts[i]);
    }
    holds = holds && (!engine_day(world.engine) || end_day(&world, run));
    world_done(&world);
    return holds;
}

/* Leaves out whatever the failure does not need, in ever smaller pieces. */
static void shrink(struct run *run)
{
    for (size_t piece = run->count / 2; piece > 0; piece /= 2) {
        for (size_t from = 0; from + piece <= run->count;) {
            struct run less = {.seed = run->seed, .planted = run->planted, .acts = mem_new_n(struct act, run->count)};
            memcpy(less.acts, run->acts, from * sizeof(struct act));
            memcpy(less.acts + from, run->acts + from + piece, (run->count - from - piece) * sizeof(struct act));
            less.count = run->count - piece;
            if (repeat(&less)) {
                from += piece;
                free(less.acts);
                continue;
            }
            free(run->acts);
            run->acts = less.acts;
            run->count = less.count;
            memcpy(run->reason, less.reason, sizeof(run->reason));
        }
    }
}

static void print_script(const struct run *run)
{
    printf("centre %llu: %s\n", (unsigned long long)run->seed, run->reason);
    for (size_t i = 0; i < run->count; i++) {
        const struct command *command = &run->acts[i].command;
        printf("  %lld%s %s operator %d counter %d ticket %d service %d/%d to %d/%d/%d place %d returns %d next %d\n",
               (long long)run->acts[i].at_ms, run->acts[i].reload ? " (reload)" : "", command_words[command->kind],
               command->operator_id, command->counter, command->ticket, command->services[0], command->services[1],
               command->to_service, command->to_counter, command->to_operator, command->place, command->returns,
               command->next);
    }
}

static void print_table(void)
{
    printf("%-16s", "given/accepted");
    for (int state = STEP_WAITING; state < STEP_STATES; state++)
        printf(" %15s", step_state_words[state]);
    printf("\n");
    for (int kind = 0; kind < COMMAND_COUNT; kind++) {
        printf("%-16s", command_words[kind]);
        for (int state = STEP_WAITING; state < STEP_STATES; state++)
            printf(" %8llu/%6llu", (unsigned long long)(seen[state][kind][0] + seen[state][kind][1]),
                   (unsigned long long)seen[state][kind][1]);
        printf("\n");
    }
}

/* What a command about a ticket may meet, in the words of the domain: told a second time, on purpose. */
static const struct {
    enum command_kind kind;
    const char *states;
} legal[] = {
        {COMMAND_RECALL, "called"},
        {COMMAND_ARRIVE, "called"},
        {COMMAND_FINISH, "called serving"},
        {COMMAND_MISS, "called"},
        {COMMAND_RETURN, "ended"},
        {COMMAND_PUT_OFF, "waiting"},
        {COMMAND_COME_BACK, "parked put_off"},
        {COMMAND_PARK, "called serving"},
        {COMMAND_TAKE_UP, "parked"},
        {COMMAND_CHOOSE, "waiting"},
        {COMMAND_CANCEL, "waiting called parked put_off"},
        {COMMAND_VOID, "waiting called parked put_off"},
        {COMMAND_CHANGE, "waiting parked put_off"},
        {COMMAND_JOIN, "waiting parked put_off"},
        {COMMAND_HELP, "serving"},
        {COMMAND_RELEASE, "called serving"},
        {COMMAND_NOTE, "waiting called serving parked put_off"},
        {COMMAND_RATE, "ended"},
};

static void check_table(void)
{
    for (size_t i = 0; i < ARRAY_SIZE(legal); i++) {
        for (int state = STEP_WAITING; state < STEP_STATES; state++) {
            bool may = strstr(legal[i].states, step_state_words[state]);
            assert_int_equal(step_permits((enum step_state)state, legal[i].kind), may);
            uint64_t accepted = seen[state][legal[i].kind][1];
            if (may ? accepted == 0 : accepted > 0)
                fail_msg("%s of a ticket that is %s: accepted %llu times", command_words[legal[i].kind],
                         step_state_words[state], (unsigned long long)accepted);
        }
    }
    for (int kind = 0; kind < COMMAND_COUNT; kind++) {
        for (int state = STEP_WAITING; state < STEP_STATES; state++) {
            bool by_daemon = kind == COMMAND_OPEN_DAY || kind == COMMAND_CLOSE_DAY;
            if (!by_daemon && seen[state][kind][0] + seen[state][kind][1] == 0)
                fail_msg("%s of a ticket that is %s was never tried", command_words[kind], step_state_words[state]);
        }
    }
}

static void everything_always_holds(attr_unused void **state)
{
    struct run total = {0};
    for (uint64_t seed = 1; total.given < COMMANDS; seed++) {
        struct run run = {.seed = seed * 0x9E3779B97F4A7C15U};
        if (!explore(&run)) {
            printf("%s: made shorter from %zu commands\n", run.reason, run.count);
            shrink(&run);
            print_script(&run);
            fail();
        }
        total.given += run.given;
        total.accepted += run.accepted;
        total.days += run.days;
        free(run.acts);
    }
    printf("%zu commands, %zu accepted, %zu days closed, %zu tickets by a return code, %zu called so\n", total.given,
           total.accepted, total.days, tickets_by_return, calls_by_return);
    assert_true(tickets_by_return > total.days && calls_by_return > total.days / 4);
    print_table();
    assert_true(total.accepted * 2 >= total.given);
    check_table();
}

/* What is needed to park a ticket is found among hundreds of commands: a ticket, an operator, a call, the parking. */
static void a_failure_is_made_short(attr_unused void **state)
{
    struct run run = {.seed = 0x3C6EF372FE94F82AU, .planted = true};
    assert_false(explore(&run));
    size_t before = run.count;
    shrink(&run);
    print_script(&run);
    assert_string_equal(run.reason, "planted: a ticket is parked");
    assert_true(before > 20 && run.count <= 4);
    assert_int_equal(run.acts[run.count - 1].command.kind, COMMAND_PARK);
    assert_false(repeat(&run));
    free(run.acts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(everything_always_holds),
                                       cmocka_unit_test(a_failure_is_made_short)};
    return cmocka_run_group_tests_name("engine property", tests, NULL, NULL);
}
