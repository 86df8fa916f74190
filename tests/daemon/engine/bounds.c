/* SPDX-License-Identifier: MIT
 *
 * Overtaking has bounds, shown from the ledger alone: random days are played, then only their events are read.
 *
 *   (1) within a tier A is called before B, who came earlier, only if base_A + target_A - credit_A + offset_A is not
 * later than the same of B; across tiers only the higher goes ahead (2) so B is overtaken at most by those who came
 * within that time after him, or are of a higher tier, and by each of them once: their number is a bound (3) nobody who
 * came later passes a promoted ticket, but those sent to the front (4) the key of a ticket that waits changes once at
 * most, at promotion; whatever else changes it is an event of its own (5) what stands with the call as its reason
 * follows from what the ledger told before it (6) with a return code somebody is due earlier by what was waited in
 * vain, an hour at least, and by no more, and in no higher tier
 *
 * Looked at are calls by the rule (not those chosen by hand, with a reason) among tickets that any counter with the
 * service in its profile may take: without needs, sent to nobody. Commands that take back are left out: what a call
 * that was undone overtook would have to be taken back, too.
 */
#include "tests/daemon/engine/random.h"

enum { CALLS = WORLD_SANITIZED ? 20000 : 1000000, COMMANDS_A_DAY = 800, MAX_TICKETS = 2000, IN_VAIN_MOST = 3 * HOUR };

/* What the ledger has told of a ticket so far. */
struct told {
    bool waits, parked, promoted, free; /* free: for any counter that has the service */
    int32_t service, tier;
    int64_t base_ms, due_ms, needs;
    int64_t promote_ms, ahead_ms; /* due - base */
    bool returned;                /* came with a return code */
};

struct ledger {
    const struct world *world;
    struct told tickets[MAX_TICKETS];
    int32_t profiles[WORLD_OPERATORS]; /* of those signed in */
    int32_t count;
    size_t calls, overtakings, promotions, reasons, by_return; /* overtakings by those who came with a return code */
    bool passed[MAX_TICKETS][MAX_TICKETS]; /* [B][A]: A went ahead of B, and has not come to a queue again since */
};

static int64_t offset_of(const struct ledger *ledger, int32_t operator_id, int32_t service)
{
    int32_t profile = ledger->profiles[operator_id];
    int tier = ledger->world->tiers[profile][service] - 1;
    return tier > 0 ? ledger->world->profiles[profile].offset_ms[tier] : 0;
}

/* Did A, called now by this operator, have to wait for B? */
static bool goes_before(const struct ledger *ledger, const struct event *called, const struct told *b, int32_t b_id)
{
    const struct told *a = &ledger->tickets[called->ticket];
    if (a->tier != b->tier)
        return b->tier > a->tier;
    bool plain = a->tier < TIER_PROMOTED;
    int64_t a_ms = a->due_ms + (plain ? called->value[CALLED_OFFSET] : 0);
    int64_t b_ms = b->due_ms + (plain ? offset_of(ledger, called->operator_id, b->service) : 0);
    return b_ms < a_ms || (b_ms == a_ms && b_id < called->ticket);
}

static bool may_take(const struct ledger *ledger, int32_t operator_id, const struct told *ticket)
{
    return ticket->waits && ticket->free && ledger->world->tiers[ledger->profiles[operator_id]][ticket->service] > 0;
}

/* How much later than B somebody may have come who is due before him: bound (2) counts who came within that. */
static bool is_within(const struct ledger *ledger, const struct event *called, const struct told *a,
                      const struct told *b)
{
    int64_t offsets_ms = offset_of(ledger, called->operator_id, b->service) - called->value[CALLED_OFFSET];
    return a->tier > b->tier || a->base_ms <= b->base_ms + b->ahead_ms - a->ahead_ms + offsets_ms;
}

/* In its queue anew: it passes and is passed anew. */
static void forget_passing(struct ledger *ledger, int32_t id)
{
    for (int32_t i = 1; i <= ledger->count; i++)
        ledger->passed[i][id] = ledger->passed[id][i] = false;
}

static void overtake(struct ledger *ledger, const struct event *called, const struct told *a, const struct told *b,
                     int32_t b_id)
{
    if (b->promoted && a->tier != TIER_FRONT) /* (3) */
        fail_msg("ticket %d came later and passed %d, which was promoted", called->ticket, b_id);
    if (a->tier != TIER_FRONT && !is_within(ledger, called, a, b)) /* (2) */
        fail_msg("ticket %d came too late to pass %d", called->ticket, b_id);
    if (ledger->passed[b_id][called->ticket])
        fail_msg("ticket %d passed %d twice", called->ticket, b_id);
    ledger->passed[b_id][called->ticket] = true;
    ledger->overtakings++;
    ledger->by_return += a->returned;
}

/* (5), of a ticket that any counter may take. */
static void check_reason(struct ledger *ledger, const struct event *called, const struct told *a, bool lower_was_due)
{
    int64_t why = called->value[CALLED_WHY];
    int64_t expected = a->base_ms > called->at_ms     ? CALL_BOOKED
                       : a->tier == TIER_FRONT        ? CALL_FRONT
                       : a->tier == TIER_PROMOTED     ? CALL_PROMOTED
                       : lower_was_due                ? CALL_TIER
                       : called->value[CALLED_PASSED] ? CALL_FITS
                                                      : CALL_DUE;
    /* Of those with needs the ledger alone does not know whether this counter could have taken them. */
    bool maybe = (why == CALL_TIER || (why == CALL_RETURNED && a->returned)) &&
                 (expected == CALL_DUE || expected == CALL_FITS);
    if (why != expected && !maybe)
        fail_msg("ticket %d was called for reason %lld, the ledger says %lld", called->ticket, (long long)why,
                 (long long)expected);
    ledger->reasons++;
}

static bool was_due_lower(const struct ledger *ledger, const struct event *called, const struct told *a,
                          const struct told *b)
{
    return b->tier < a->tier &&
           b->due_ms + offset_of(ledger, called->operator_id, b->service) < a->due_ms + called->value[CALLED_OFFSET];
}

static void called(struct ledger *ledger, const struct event *event)
{
    struct told *a = &ledger->tickets[event->ticket];
    int64_t why = event->value[CALLED_WHY];
    bool lower_was_due = false;
    a->waits = false;
    if (why == CALL_DIRECT || why == CALL_CHOSEN)
        return;
    ledger->calls++;
    /* (4) */
    assert_int_equal(event->value[CALLED_DUE], a->due_ms);
    assert_int_equal(event->value[CALLED_TIER], a->tier);
    for (int32_t id = 1; id <= ledger->count; id++) {
        struct told *b = &ledger->tickets[id];
        if (!may_take(ledger, event->operator_id, b) || b->base_ms > event->at_ms)
            continue;
        if (why == CALL_BOOKED)
            fail_msg("ticket %d was called before its slot although %d waited", event->ticket, id);
        if (!a->free) /* of a named ticket the offset is not known from the ledger */
            continue;
        if (goes_before(ledger, event, b, id)) /* (1) */
            fail_msg("ticket %d was called although %d goes before it", event->ticket, id);
        lower_was_due |= was_due_lower(ledger, event, a, b);
        if (a->base_ms > b->base_ms)
            overtake(ledger, event, a, b, id);
    }
    if (a->free)
        check_reason(ledger, event, a, lower_was_due);
}

/* --- what the other events tell --- */

static void entered(struct ledger *ledger, const struct event *event)
{
    struct told *ticket = &ledger->tickets[event->ticket];
    int64_t needs = ticket->needs;
    bool is_sent =
            event->kind == EVENT_STEP_ENTERED && (event->value[ENTERED_COUNTER] || event->value[ENTERED_OPERATOR]);
    forget_passing(ledger, event->ticket);
    *ticket = (struct told){
            .waits = true,
            .free = !is_sent && !needs,
            .service = event->service,
            .tier = (int32_t)event->value[ENTERED_TIER],
            .base_ms = event->value[ENTERED_BASE],
            .due_ms = event->value[ENTERED_DUE],
            .needs = needs,
            .promote_ms = event->value[ENTERED_PROMOTE],
            .ahead_ms = event->value[ENTERED_DUE] - event->value[ENTERED_BASE],
    };
}

static void changed(struct told *ticket, const struct event *event)
{
    ticket->needs = event->value[CHANGED_NEEDS];
    ticket->free = ticket->free && !ticket->needs;
    ticket->service = event->service;
    ticket->tier = (int32_t)event->value[CHANGED_TIER];
    ticket->due_ms = event->value[CHANGED_DUE];
    ticket->ahead_ms = ticket->due_ms - ticket->base_ms;
    ticket->promote_ms = event->value[CHANGED_PROMOTE];
}

static void put_to_front(struct told *ticket, int64_t due_ms)
{
    ticket->waits = true;
    ticket->tier = TIER_FRONT;
    ticket->due_ms = due_ms;
    ticket->free = !ticket->needs;
}

/* (6) */
static void returned(struct ledger *ledger, const struct event *event)
{
    struct told *ticket = &ledger->tickets[event->ticket];
    int64_t credit_ms = event->value[RETURN_USED_CREDIT];
    ticket->returned = true;
    assert_in_range(credit_ms, HOUR, IN_VAIN_MOST);
    assert_true(ticket->ahead_ms == ledger->world->services[event->service].target_ms -
                                            ledger->world->classes[event->class].credit_ms - credit_ms);
    assert_true(ticket->tier < TIER_PROMOTED);
}

static void promoted(struct ledger *ledger, const struct event *event)
{
    struct told *ticket = &ledger->tickets[event->ticket];
    assert_true(ticket->waits && !ticket->promoted && event->at_ms >= ticket->promote_ms); /* (4): once */
    ticket->promoted = true;
    ticket->tier = TIER_PROMOTED;
    ticket->due_ms = ticket->base_ms;
    ledger->promotions++;
}

static void read_ticket_event(struct ledger *ledger, const struct event *event)
{
    struct told *ticket = &ledger->tickets[event->ticket];
    switch (event->kind) {
    case EVENT_STEP_ENTERED:
    case EVENT_STEP_PROMISED:
        entered(ledger, event);
        break;
    case EVENT_CALLED:
        called(ledger, event);
        break;
    case EVENT_PROMOTED:
        promoted(ledger, event);
        break;
    case EVENT_RETURN_USED:
        returned(ledger, event);
        break;
    case EVENT_CHANGED:
        changed(ticket, event);
        break;
    case EVENT_RETURNED:
        forget_passing(ledger, event->ticket);
        ticket->waits = true;
        ticket->promoted = false;
        ticket->tier = (int32_t)event->value[RETURNED_TIER];
        ticket->due_ms = event->value[RETURNED_DUE];
        ticket->ahead_ms = ticket->due_ms - ticket->base_ms;
        break;
    case EVENT_CAME_BACK:
        forget_passing(ledger, event->ticket);
        ticket->waits = true;
        if (ticket->parked)
            put_to_front(ticket, event->at_ms);
        ticket->parked = false;
        break;
    case EVENT_UNCALLED:
        forget_passing(ledger, event->ticket);
        put_to_front(ticket, ticket->base_ms);
        break;
    case EVENT_PARKED:
        ticket->parked = true;
        break;
    case EVENT_TAKEN_UP:
        ticket->parked = false;
        break;
    case EVENT_PUT_OFF:
    case EVENT_FINISHED:
    case EVENT_TRANSFERRED:
    case EVENT_CANCELLED:
    case EVENT_VOIDED:
    case EVENT_NEVER_CALLED:
    case EVENT_JOINED:
    case EVENT_BY_HAND:
        ticket->waits = false;
        break;
    default:
        break;
    }
}

static void read_event(struct ledger *ledger, const struct event *event)
{
    if (event->kind == EVENT_ISSUED) {
        ledger->count = event->ticket;
        assert_in_range(ledger->count, 1, MAX_TICKETS - 1);
        ledger->tickets[event->ticket] = (struct told){.needs = event->value[ISSUED_NEEDS]};
        forget_passing(ledger, event->ticket);
    } else if (event->kind == EVENT_SIGNED_IN) {
        ledger->profiles[event->operator_id] = (int32_t)event->value[SIGNED_IN_PROFILE];
    } else if (event->kind == EVENT_MOVED) {
        ledger->profiles[event->operator_id] = (int32_t)event->value[MOVED_PROFILE];
    } else if (event->kind == EVENT_PROFILE_SET) {
        ledger->profiles[event->operator_id] = (int32_t)event->value[PROFILE_SET_PROFILE];
    } else if (event->kind == EVENT_PROFILE_BACK) {
        ledger->profiles[event->operator_id] = (int32_t)event->value[PROFILE_BACK_PROFILE];
    } else if (event->ticket > 0 && event->ticket <= ledger->count) {
        read_ticket_event(ledger, event);
    }
}

/* --- days to read --- */

/* Some were sent home the day before. */
static void give_codes(struct world *world, int32_t day)
{
    for (world->given_count = 0; world->given_count < WORLD_GIVEN; world->given_count++)
        world->given[world->given_count] = (struct command_return){.day = day - 1,
                                                                   .ticket = 1 + world->given_count,
                                                                   .service = 1 + below(WORLD_SERVICES - 1),
                                                                   .until_day = day,
                                                                   .waited_ms = below(IN_VAIN_MOST)};
}

static void play_day(struct world *world, int32_t day)
{
    world->log.count = 0;
    give_codes(world, day);
    world_open_day(world, day);
    for (int i = 0; i < COMMANDS_A_DAY; i++) {
        world_wait(world, one_in(10) ? below(600) * 1000 : below(20) * 1000);
        struct command command = random_command(world);
        if (command.kind == COMMAND_UNDO || command.kind == COMMAND_HALT)
            command.kind = COMMAND_NEXT;
        if (world_do(world, command) < 0)
            assert_int_not_equal(world->refusal.kind, REFUSAL_NONE);
        world_wait(world, 0);
    }
}

/* Nothing is known but the ledger, and which profile has which service. */
static void read_day(struct ledger *ledger, const struct world *world)
{
    ledger->world = world;
    ledger->count = 0;
    memset(ledger->profiles, 0, sizeof(ledger->profiles));
    ledger->calls = ledger->overtakings = ledger->promotions = ledger->reasons = ledger->by_return = 0;
    for (size_t i = 0; i < world->log.count; i++)
        read_event(ledger, &world->log.items[i]);
}

static void overtaking_is_bounded(attr_unused void **state)
{
    struct ledger *ledger = mem_new(struct ledger);
    size_t wanted = world_times() * CALLS;
    size_t calls = 0, overtakings = 0, promotions = 0, reasons = 0, by_return = 0;
    chance_state = 0x2545F4914F6CDD1DU;
    for (int32_t day = 0; calls < wanted; day++) {
        struct world world;
        world_init(&world);
        random_rules(&world);
        play_day(&world, DAY_ONE + day);
        read_day(ledger, &world);
        calls += ledger->calls;
        overtakings += ledger->overtakings;
        promotions += ledger->promotions;
        reasons += ledger->reasons;
        by_return += ledger->by_return;
        world_done(&world);
    }
    free(ledger);
    printf("%zu calls by the rule, %zu overtakings, %zu of them by a return code, %zu promotions, %zu reasons\n", calls,
           overtakings, by_return, promotions, reasons);
    assert_true(overtakings > wanted && promotions > wanted / 3 && reasons > wanted / 2 && by_return > wanted / 100);
}

/* All services, classes and counters alike: nobody overtakes anybody. */
static void alike_is_first_come_first_served(attr_unused void **state)
{
    struct ledger *ledger = mem_new(struct ledger);
    struct world world;
    world_init(&world);
    for (int class = 1; class < WORLD_CLASSES; class ++)
        world.classes[class] = (struct rule_class){.offered = true};
    chance_state = 0xD1342543DE82EF95U;
    world_open_day(&world, DAY_ONE);
    for (int32_t i = 1; i < WORLD_OPERATORS; i++)
        assert_int_equal(world_do(&world, (struct command){.kind = COMMAND_SIGN_IN, .operator_id = i, .counter = i}),
                         0);
    for (int i = 0; i < 3000; i++) {
        struct command command = anything(&world);
        bool comes = engine_tickets(world.engine) < MAX_TICKETS / 2 && one_in(2);
        command.kind = comes ? COMMAND_ISSUE : one_in(2) ? COMMAND_NEXT : COMMAND_FINISH;
        command.needs = 0;
        world_wait(&world, below(10) * 1000);
        if (world_do(&world, command) < 0)
            assert_int_not_equal(world.refusal.kind, REFUSAL_NONE);
    }
    read_day(ledger, &world);
    printf("%zu calls\n", ledger->calls);
    assert_true(ledger->calls > 300);
    assert_int_equal(ledger->overtakings, 0);
    world_done(&world);
    free(ledger);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(overtaking_is_bounded),
                                       cmocka_unit_test(alike_is_first_come_first_served)};
    return cmocka_run_group_tests_name("engine bounds", tests, NULL, NULL);
}
