/* SPDX-License-Identifier: MIT
 *
 * There is one rule: halls made by chance, with everything that the rule looks at (tiers, targets, credits, offsets,
 * promotion, needs hard and soft, tickets sent to somebody, tickets put off), are forecast with lengths that leave
 * nothing to chance, and then played by the engine. Everybody must be called in the very millisecond.
 *
 * And who would come now is told what the ticket that he gets is told.
 */
#include "tests/daemon/engine/forecast_help.h"

enum { HALLS = 400, POSTS = 4, TICKETS_MOST = 40 };

struct played {
    struct world world;
    struct learned learned;
    struct chance chance;
    int64_t begin_ms;
    int64_t free_ms[POSTS + 1]; /* of who serves */
    int idle[POSTS], idle_count;
    int64_t called_ms[TICKETS_MOST + 1]; /* by ticket, from the beginning; -1: never */
    int64_t soft_ms[TICKETS_MOST * 2];
    int soft_count;
};

static int32_t below(struct played *played, int32_t limit)
{
    return (int32_t)(chance_share(&played->chance) * (float)limit);
}

static int64_t length_ms(int32_t service)
{
    return 4 * MINUTE + service * 17011 + service * service * 101;
}

/* --- a hall --- */

static void set_centre(struct played *played)
{
    struct world *world = &played->world;
    world_init(world);
    for (int i = 1; i < WORLD_SERVICES; i++) {
        world->services[i].tier = below(played, 5) == 0;
        world->services[i].target_ms = below(played, 4) * 10 * MINUTE;
        world->services[i].promote_ms = below(played, 3) == 0 ? (10 + below(played, 40)) * MINUTE + i : 0;
    }
    for (int profile = 1; profile < WORLD_PROFILES; profile++) {
        for (int i = 1; i < WORLD_SERVICES; i++)
            world->tiers[profile][i] = (uint8_t)below(played, 3);
        world->tiers[profile][1 + below(played, 2)] = 1;
    }
    for (int i = 1; i <= POSTS; i++) {
        world->counters[i].profile = i;
        world->counters[i].meets = below(played, 2) ? ID_BIT(NEED_STEP_FREE) : 0;
        world->counters[i].meets |= below(played, 2) ? ID_BIT(NEED_LOW_DESK) : 0;
        world->operators[i].languages = ID_BIT(1 + below(played, 2));
    }
    world_open_day(world, DAY_ONE);
    certain_init(&played->learned, world, 0);
    for (int32_t i = 1; i < WORLD_SERVICES; i++)
        played->learned.services[i].law = law_exact((float)length_ms(i));
}

static void issue(struct played *played)
{
    struct world *world = &played->world;
    int64_t needs = below(played, 6) == 0   ? ID_BIT(NEED_STEP_FREE)
                    : below(played, 4) == 0 ? ID_BIT(NEED_LOW_DESK)
                    : below(played, 4) == 0 ? ID_BIT(NEED_LANGUAGE)
                                            : 0;
    GIVE(.kind = COMMAND_ISSUE, .services = {1 + below(played, WORLD_SERVICES - 1)},
         .class = 1 + below(played, WORLD_CLASSES - 1), .needs = needs, .language = needs == ID_BIT(NEED_LANGUAGE),
         .party = 1);
    int32_t ticket = engine_tickets(world->engine);
    if (below(played, 8) == 0)
        GIVE(.kind = COMMAND_PUT_OFF, .ticket = ticket,
             .until_ms = world->now_ms + (1 + below(played, 20)) * MINUTE + 7);
    else if (below(played, 10) == 0)
        world_do(world, (struct command){.kind = COMMAND_TRANSFER,
                                         .ticket = ticket,
                                         .to_counter = 1 + below(played, POSTS),
                                         .place = PLACE_KEEP,
                                         .reason = REASON_ANY});
}

static void note_call(struct played *played, int32_t operator_id)
{
    const struct world *world = &played->world;
    const struct session *session = engine_session(world->engine, operator_id);
    if (session->activity != ACTIVITY_TICKET)
        return;
    const struct step *step = ticket_step((struct ticket *)(uintptr_t)engine_ticket(world->engine, session->ticket));
    played->called_ms[session->ticket] = world->now_ms - played->begin_ms;
    played->free_ms[operator_id] = world->now_ms + length_ms(step->service);
}

/* Calls, or waits for somebody behind those who wait longer. */
static void call_next(struct played *played, int32_t operator_id)
{
    int r = world_do(&played->world, (struct command){.kind = COMMAND_NEXT, .operator_id = operator_id});
    played->free_ms[operator_id] = 0;
    if (r == 0) {
        script_give(&played->world, (struct command){.kind = COMMAND_ARRIVE, .operator_id = operator_id});
        note_call(played, operator_id);
    } else {
        played->idle[played->idle_count++] = operator_id;
    }
}

static void look_up(struct played *played)
{
    int count = played->idle_count, idle[POSTS];
    memcpy(idle, played->idle, sizeof(idle));
    played->idle_count = 0;
    for (int i = 0; i < count; i++)
        call_next(played, idle[i]);
}

/* Some come, those who are there call, some more come, and some minutes pass. */
static void fill(struct played *played)
{
    struct world *world = &played->world;
    for (int32_t i = 1; i <= POSTS; i++)
        script_sign_in(world, i, i);
    for (int i = 0; i < 6; i++)
        issue(played);
    for (int32_t i = 1; i <= POSTS; i++)
        call_next(played, i);
    int more = 10 + below(played, TICKETS_MOST - 20);
    for (int i = 0; i < more; i++) {
        issue(played);
        look_up(played);
        world_wait(world, below(played, 4000));
        look_up(played);
    }
    played->begin_ms = world->now_ms;
    memset(played->called_ms, -1, sizeof(played->called_ms));
}

/* --- played by the engine --- */

static void find_softs(struct played *played)
{
    const struct world *world = &played->world;
    for (int32_t i = 1; i <= engine_tickets(world->engine); i++) {
        const struct ticket *ticket = engine_ticket(world->engine, i);
        for (int need = 1; need < WORLD_NEEDS; need++) {
            if (ticket->needs & ID_BIT(need) & world->rulebook.soft_needs)
                played->soft_ms[played->soft_count++] =
                        ticket->steps[ticket->current].entered_ms + world->needs[need].prefer_ms;
        }
    }
}

/* The next moment at which anything can change, and who is done then. */
static int64_t next_moment(const struct played *played, int32_t *ret_done)
{
    int64_t at_ms = INT64_MAX, now_ms = played->world.now_ms;
    *ret_done = 0;
    for (int i = 0; i < played->soft_count; i++)
        at_ms = played->soft_ms[i] > now_ms && played->soft_ms[i] < at_ms ? played->soft_ms[i] : at_ms;
    int64_t deadline_ms = engine_deadline(played->world.engine);
    at_ms = deadline_ms < at_ms ? deadline_ms : at_ms;
    for (int32_t i = 1; i <= POSTS; i++) {
        if (played->free_ms[i] && played->free_ms[i] < at_ms) {
            at_ms = played->free_ms[i];
            *ret_done = i;
        }
    }
    return at_ms;
}

static void play(struct played *played)
{
    struct world *world = &played->world;
    find_softs(played);
    int32_t done;
    for (int64_t at_ms; (at_ms = next_moment(played, &done)) < played->begin_ms + 8 * HOUR;) {
        world_wait(world, at_ms - world->now_ms);
        if (done) {
            GIVE(.kind = COMMAND_FINISH, .operator_id = done, .outcome = OUTCOME_DONE);
            call_next(played, done);
        }
        look_up(played);
    }
}

static void check_hall(uint64_t seed)
{
    struct played *played = mem_new(struct played);
    played->chance.state = seed;
    set_centre(played);
    fill(played);
    _cleanup_(forecast_freep) struct forecast *forecast = forecast_now(&played->world, &played->learned, 1, 1);
    int32_t waiting = forecast->ticket_count;
    play(played);
    for (int32_t i = 0; i < waiting; i++) {
        int64_t called_ms = played->called_ms[forecast->ids[i]], said_ms = forecast->tickets[i].p50_ms;
        if (called_ms != (said_ms == FUTURE_NEVER ? -1 : said_ms))
            fail_msg("hall %d, ticket %d: said %lld, called %lld", (int)seed, forecast->ids[i], (long long)said_ms,
                     (long long)called_ms);
    }
    learned_done(&played->learned);
    world_done(&played->world);
    free(played);
}

static void same_rule(attr_unused void **state)
{
    for (uint64_t seed = 1; seed <= HALLS / (WORLD_SANITIZED ? 8 : 1); seed++)
        check_hall(seed);
}

/* --- who would come --- */

static void check_newcomer(uint64_t seed)
{
    struct played *played = mem_new(struct played);
    struct world *world = &played->world;
    played->chance.state = seed;
    set_centre(played);
    for (int32_t i = 1; i < WORLD_SERVICES; i++)
        played->learned.services[i].law = law_usual((float)length_ms(i));
    fill(played);
    int32_t service = 1 + below(played, WORLD_SERVICES - 1), class = 1 + below(played, WORLD_CLASSES - 1);
    struct forecast_times before = forecast_new_one(world, &played->learned, service, class, FORECAST_FUTURES);
    GIVE(.kind = COMMAND_ISSUE, .services = {service}, .class = class, .party = 1);
    struct forecast_times after = forecast_ticket(world, &played->learned, engine_tickets(world->engine));
    assert_times(after, before.p10_ms, before.p50_ms, before.p90_ms);
    learned_done(&played->learned);
    world_done(world);
    free(played);
}

static void newcomer_is_ticket(attr_unused void **state)
{
    for (uint64_t seed = 1; seed <= HALLS / (WORLD_SANITIZED ? 8 : 1); seed++)
        check_newcomer(seed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(same_rule),
            cmocka_unit_test(newcomer_is_ticket),
    };
    return cmocka_run_group_tests_name("engine forecast rule", tests, NULL, NULL);
}
