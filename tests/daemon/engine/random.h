/* SPDX-License-Identifier: MIT
 *
 * Random centres, and random commands for them. The chance is one state, so that a run can be had again from its seed.
 */
#pragma once

#include "tests/daemon/engine/world.h"

/* --- chance --- */

static uint64_t chance_state = 1;

static inline uint64_t chance(void)
{
    chance_state ^= chance_state << 13;
    chance_state ^= chance_state >> 7;
    chance_state ^= chance_state << 17;
    return chance_state;
}

static inline int32_t below(int32_t limit)
{
    return (int32_t)(chance() % (uint64_t)limit);
}

static inline bool one_in(int32_t n)
{
    return below(n) == 0;
}

/* --- a random centre --- */

static inline void random_series(struct world *world)
{
    for (int i = 1; i < WORLD_SERIES; i++) {
        struct rule_series *series = &world->series[i];
        series->overflow = (enum rule_overflow)below(3);
        series->first = one_in(4) ? 5 : 1;
        series->last = one_in(2) ? 20 : 999;
        series->prefix_count = 2;
        memcpy(series->prefixes[1], (char[3]){(char)('P' + (one_in(3) ? 1 : i)), 'X', 0},
               3); /* at times a common one */
    }
}

/* Open from 8 to 20, at times with a break at 11, seldom not at all. */
static inline struct rule_hours random_hours(void)
{
    if (one_in(20))
        return (struct rule_hours){0};
    if (one_in(4))
        return (struct rule_hours){2, {{8 * HOUR, 11 * HOUR}, {11 * HOUR + 30 * MINUTE, 20 * HOUR}}};
    return (struct rule_hours){1, {{8 * HOUR, 20 * HOUR}}};
}

static inline void random_services(struct world *world)
{
    for (int i = 1; i < WORLD_SERVICES; i++) {
        struct rule_service *service = &world->services[i];
        service->offered = !one_in(20);
        service->agency = 1 + i % 3; /* stays: agencies are what the rows of a report are about */
        service->series = 1 + below(WORLD_SERIES - 1);
        service->target_ms = below(4) * 10 * MINUTE;
        service->promote_ms = one_in(3) ? (20 + below(30)) * MINUTE : 0;
        service->tier = one_in(4);
        service->daily_limit = one_in(6) ? 10 : 0;
        service->cutoff_ms = one_in(2) ? 10 * MINUTE : 0;
        service->how_many_limit = one_in(4) ? 1 : 5;
        service->slot_places = below(4);
        world->plan[i] = random_hours();
        world->transfer_to[i] = !one_in(6);
    }
    world_set_hours(world);
}

static inline void random_classes(struct world *world)
{
    world->classes[CLASS_AHEAD] =
            (struct rule_class){.offered = !one_in(12), .tier = one_in(6), .credit_ms = below(5) * 10 * MINUTE};
    world->classes[CLASS_FIRST] =
            (struct rule_class){.offered = !one_in(12), .tier = below(3), .call_ms = below(3) * MINUTE};
}

static inline void random_needs(struct world *world)
{
    struct rulebook *book = &world->rulebook;
    book->hard_needs = book->soft_needs = 0;
    for (int i = 1; i < WORLD_NEEDS; i++) {
        struct rule_need *need = &world->needs[i];
        need->offered = !one_in(20);
        need->hard = one_in(3);
        need->prefer_ms = need->hard ? 0 : below(4) * 10 * MINUTE;
        need->call_ms = one_in(3) ? MINUTE : 0;
        *(need->hard ? &book->hard_needs : &book->soft_needs) |= ID_BIT(i);
    }
}

static inline void random_profile(struct world *world, int profile)
{
    for (int service = 1; service < WORLD_SERVICES; service++)
        world->tiers[profile][service] = (uint8_t)below(3);
    world->tiers[profile][1 + below(WORLD_SERVICES - 1)] = 1;
    world->profiles[profile].offset_ms[1] = below(4) * 5 * MINUTE;
}

static inline void random_staff(struct world *world)
{
    for (int i = 1; i < WORLD_PROFILES; i++)
        random_profile(world, i);
    for (int i = 1; i < WORLD_COUNTERS; i++) {
        world->counters[i].offered = !one_in(20);
        world->counters[i].profile = 1 + below(WORLD_PROFILES - 1);
        world->counters[i].meets = below(8);
        world->counters[i].meets &= ~INT64_C(1);
    }
    for (int i = 1; i < WORLD_OPERATORS; i++) {
        world->operators[i].offered = !one_in(20);
        world->operators[i].profile = one_in(4) ? 1 + below(WORLD_PROFILES - 1) : 0;
        world->operators[i].languages = 2 * (1 + below(3));
    }
}

static inline void random_limits(struct world *world)
{
    struct rule_limits *limits = &world->rulebook.limits;
    limits->calls_before_no_show = 1 + below(3);
    limits->call_ms = below(4) * 30000;
    limits->recall_gap_ms = 15000 + below(2) * 15000;
    limits->undo_ms = one_in(8) ? 0 : 10000;
    limits->grace_ms = below(4) * 10 * MINUTE;
    limits->returns = below(3);
    limits->put_offs = 1 + below(3);
    limits->put_off_ms = (1 + below(2)) * HOUR;
    limits->park_ms = (1 + below(2)) * HOUR;
    limits->lease_ms = (1 + below(3)) * 30000;
    limits->nested_returns = below(4);
    limits->early_ms = below(3) * 30 * MINUTE;
    limits->late_ms = below(3) * 15 * MINUTE;
}

/* Another configuration of the same centre: what a reload brings. */
static inline void random_rules(struct world *world)
{
    random_series(world);
    random_services(world);
    random_classes(world);
    random_needs(world);
    random_staff(world);
    random_limits(world);
}

/* --- random commands: mostly what a sensible person would do next, at times anything --- */

/* One in a state, any state as likely as another but parked, which is the rarest, twice so; a no-show is a state of its
 * own: every command is to meet every state. Where there is none in it, one in the next state that has any. */
static inline int32_t ticket_in_any_state(const struct engine *engine)
{
    enum { NO_SHOW = STEP_STATES, KINDS };
    int32_t count = engine_tickets(engine), from = below(count), found[KINDS] = {0};
    for (int32_t i = 0; i < count; i++) {
        const struct ticket *ticket = engine_ticket(engine, 1 + (from + i) % count);
        const struct step *step = &ticket->steps[ticket->current];
        found[step->end == END_NO_SHOW ? NO_SHOW : (int)step->state] = ticket->id;
    }
    int state = STEP_WAITING + below(KINDS - STEP_WAITING + 1);
    if (state == KINDS)
        state = STEP_PARKED;
    while (!found[state])
        state = state + 1 < KINDS ? state + 1 : STEP_WAITING;
    return found[state];
}

/* The same of operators: what they are at, those who are away and those who have not come. */
static inline int32_t operator_at_anything(const struct engine *engine)
{
    enum { OUT = ACTIVITIES, AWAY, KINDS };
    int32_t from = below(WORLD_OPERATORS - 1), found[KINDS] = {0};
    for (int32_t i = 0; i < WORLD_OPERATORS - 1; i++) {
        int32_t id = 1 + (from + i) % (WORLD_OPERATORS - 1);
        const struct session *session = engine_session(engine, id);
        found[!session ? OUT : session->state == SESSION_AWAY ? (int)AWAY : (int)session->activity] = id;
    }
    int kind = below(KINDS);
    while (!found[kind])
        kind = (kind + 1) % KINDS;
    return found[kind];
}

static inline int32_t random_ticket(const struct world *world)
{
    int32_t count = engine_tickets(world->engine);
    if (count == 0 || one_in(50))
        return below(count + 3) - 1;
    if (one_in(6))
        return ticket_in_any_state(world->engine);
    int32_t recent = count > 12 ? count - 12 : 0;
    return one_in(3) ? 1 + below(count) : recent + 1 + below(count - recent);
}

/* One that can be, and seldom one that cannot. */
static inline int32_t random_id(int32_t limit)
{
    return one_in(60) ? below(limit + 2) : 1 + below(limit - 1);
}

static inline int32_t random_counter(const struct world *world)
{
    int32_t counter = random_id(WORLD_COUNTERS);
    for (int tries = 0; tries < 4 && engine_session_at(world->engine, counter); tries++)
        counter = random_id(WORLD_COUNTERS);
    return counter;
}

static inline int32_t random_booking(const struct world *world)
{
    int32_t booking = 1 + below(40);
    for (int tries = 0; tries < 10; tries++) {
        const struct booking *found = engine_booking(world->engine, booking);
        if (found && found->state == BOOKING_OPEN)
            break;
        booking = 1 + below(40);
    }
    return booking;
}

/* Mostly none. */
static inline struct command_return random_return(const struct world *world)
{
    int32_t count = world->given_count < WORLD_GIVEN ? world->given_count : WORLD_GIVEN;
    struct command_return with = {0};
    if (count > 0 && one_in(4))
        with = world->given[below(count)];
    if (with.day && one_in(20))
        with.until_day = with.day;
    return with;
}

/* In every other second; draws no number. */
static inline struct promise random_promise(const struct world *world)
{
    int64_t in_ms = world->now_ms / 7 % HOUR;
    if (world->now_ms / 1000 % 2)
        return (struct promise){0};
    return (struct promise){.likely_ms = world->now_ms + in_ms / 2,
                            .until_ms = world->now_ms + in_ms + 1,
                            .usual_ms = in_ms % 3 ? world->now_ms + in_ms * 2 / 3 : 0};
}

static inline struct command anything(const struct world *world)
{
    struct command command = {
            .kind = (enum command_kind)below(COMMAND_COUNT),
            .operator_id = random_id(WORLD_OPERATORS),
            .counter = random_counter(world),
            .ticket = random_ticket(world),
            .to_ticket = random_ticket(world),
            .services = {random_id(WORLD_SERVICES), one_in(6) ? 1 + below(WORLD_SERVICES - 1) : 0},
            .service = random_id(WORLD_SERVICES),
            .class = random_id(WORLD_CLASSES),
            .needs = one_in(4) ? 2 * below(8) + (one_in(60) ? 1 : 0) : 0,
            .language = below(3),
            .party = one_in(5) ? random_id(6) : 1,
            .channel = one_in(3) ? CHANNEL_RECEPTION : CHANNEL_KIOSK,
            .code = random_id(3),
            .to_service = one_in(3) ? 0 : 1 + below(WORLD_SERVICES),
            .to_counter = one_in(3) ? below(WORLD_COUNTERS) : 0,
            .to_operator = one_in(3) ? below(WORLD_OPERATORS) : 0,
            .place = (enum place)(1 + below(3)),
            .returns = one_in(2),
            .next = one_in(2),
            .reason = one_in(40) ? 0 : REASON_ANY,
            .outcome = random_id(WORLD_OUTCOMES),
            .quantity = below(3),
            .lacked = one_in(4) ? ID_BIT(1 + below(8)) | ID_BIT(1 + below(8)) : 0,
            .profile = below(WORLD_PROFILES + (one_in(40) ? 2 : 0)),
            .from_ms = world->now_ms - below(600000),
            .until_ms = world->now_ms + below(3600000) - 300000,
            .slot_ms = world->now_ms / (15 * MINUTE) * 15 * MINUTE + below(6) * 15 * MINUTE,
            .promised = one_in(3),
            .booking = 1 + below(40),
            .by_ms = one_in(3) ? below(20) * 30000 : 0,
            .shift = below(5),
            .closing = (enum closing)(1 + below(3)),
            .limit = 1 + below(40),
            .note = one_in(3) ? 1 + below(50) : 0,
            .for_next = one_in(2),
            .stars = 1 + below(STARS_MOST),
            .codes = world_codes(),
            .code_count = WORLD_CODES,
            .with = random_return(world),
            .promise = random_promise(world),
    };
    if (command.with.day && !one_in(5))
        command.services[0] = command.with.service;
    return command;
}

/* The commands a person in this situation gives. */
static inline enum command_kind sensible_kind(const struct world *world, struct command *command)
{
    static const enum command_kind free_kinds[] = {
            COMMAND_NEXT,       COMMAND_NEXT, COMMAND_NEXT,    COMMAND_CHOOSE,      COMMAND_PAUSE,
            COMMAND_TAKE_UP,    COMMAND_UNDO, COMMAND_HELP,    COMMAND_UNDO,        COMMAND_SIGN_OUT,
            COMMAND_BEGIN_TASK, COMMAND_LOSE, COMMAND_SIGN_IN, COMMAND_SERVE_DIRECT};
    static const enum command_kind called_kinds[] = {
            COMMAND_ARRIVE, COMMAND_ARRIVE,    COMMAND_RECALL, COMMAND_RECALL, COMMAND_MISS,
            COMMAND_MISS,   COMMAND_FINISH,    COMMAND_PARK,   COMMAND_UNDO,   COMMAND_TRANSFER,
            COMMAND_LOSE,   COMMAND_HAND_OVER, COMMAND_PAUSE};
    static const enum command_kind serving_kinds[] = {COMMAND_FINISH,    COMMAND_FINISH,   COMMAND_FINISH, COMMAND_PARK,
                                                      COMMAND_TRANSFER,  COMMAND_TRANSFER, COMMAND_PAUSE,  COMMAND_LOSE,
                                                      COMMAND_HAND_OVER, COMMAND_SIGN_OUT, COMMAND_SIGN_IN};
    static const enum command_kind helping_kinds[] = {COMMAND_END_HELP, COMMAND_END_HELP,  COMMAND_PAUSE,
                                                      COMMAND_LOSE,     COMMAND_END_PAUSE, COMMAND_SIGN_OUT};
    const struct session *session = engine_session(world->engine, command->operator_id);
    if (!session || session->state == SESSION_AWAY)
        return COMMAND_SIGN_IN;
    if (session->state == SESSION_LOST && !one_in(4))
        return one_in(2) ? COMMAND_REGAIN : COMMAND_SIGN_IN;
    if (session->activity == ACTIVITY_PAUSE)
        return one_in(4) ? COMMAND_UNDO : COMMAND_END_PAUSE;
    if (session->activity == ACTIVITY_TASK)
        return COMMAND_END_TASK;
    if (session->activity == ACTIVITY_HELP)
        return helping_kinds[below(ARRAY_SIZE(helping_kinds))];
    if (session->next_pause && one_in(3))
        return one_in(2) ? COMMAND_UNDO : COMMAND_END_PAUSE;
    if (session->activity == ACTIVITY_FREE)
        return free_kinds[below(ARRAY_SIZE(free_kinds))];
    const struct ticket *ticket = engine_ticket(world->engine, session->ticket);
    command->ticket = session->ticket;
    if (ticket->steps[ticket->current].state == STEP_CALLED)
        return called_kinds[below(ARRAY_SIZE(called_kinds))];
    return serving_kinds[below(ARRAY_SIZE(serving_kinds))];
}

/* What is done to a ticket from outside a counter, by its state. */
static inline enum command_kind visitor_kind(const struct world *world, const struct command *command)
{
    static const enum command_kind kinds[STEP_STATES][6] = {
            [STEP_WAITING] = {COMMAND_PUT_OFF, COMMAND_CHANGE, COMMAND_CANCEL, COMMAND_TRANSFER, COMMAND_JOIN,
                              COMMAND_PUT_OFF},
            [STEP_CALLED] = {COMMAND_CANCEL, COMMAND_VOID, COMMAND_RELEASE, COMMAND_RELEASE, COMMAND_RELEASE,
                             COMMAND_RELEASE},
            [STEP_SERVING] = {COMMAND_HELP, COMMAND_RELEASE, COMMAND_RELEASE, COMMAND_RELEASE, COMMAND_RELEASE,
                              COMMAND_HELP},
            [STEP_PARKED] = {COMMAND_COME_BACK, COMMAND_TAKE_UP, COMMAND_TRANSFER, COMMAND_VOID, COMMAND_JOIN,
                             COMMAND_CHANGE},
            [STEP_PUT_OFF] = {COMMAND_COME_BACK, COMMAND_CANCEL, COMMAND_CHANGE, COMMAND_JOIN, COMMAND_VOID,
                              COMMAND_COME_BACK},
            [STEP_ENDED] = {COMMAND_RETURN, COMMAND_RETURN, COMMAND_RETURN, COMMAND_RETURN, COMMAND_RETURN,
                            COMMAND_VOID},
    };
    const struct ticket *ticket = engine_ticket(world->engine, command->ticket);
    return ticket ? kinds[ticket->steps[ticket->current].state][below(6)] : COMMAND_ISSUE;
}

/* A paper that the machine which was lost last, or one before it, may have given, and one that it may not. */
static inline void random_paper(const struct world *world, struct command *command)
{
    int32_t spans = engine_lost_spans(world->engine), place = spans > 0 ? below(spans) : 0;
    int32_t service = command->services[0] > 0 && command->services[0] < WORLD_SERVICES ? command->services[0] : 1;
    const struct rule_series *series = &world->series[world->services[service].series];
    struct rule_span span = engine_lost_span(world->engine, place);
    int32_t range = one_in(12) ? spans + below(2) : place;
    command->prefix = prefix_of(series->prefixes[one_in(3) ? 1 : 0]);
    command->number = range * rules_numbers_step(series) + below(one_in(4) ? series->last * 10 : series->last + 2);
    command->from_ms = span.from_ms + below((int32_t)(span.until_ms - span.from_ms) + 1);
    if (one_in(2))
        command->from_ms -= command->from_ms % MINUTE;
    if (one_in(3))
        command->from_ms = one_in(4) ? world->now_ms - below(3600000) : 0;
}

/* Anybody and anything, with what gives it a chance. */
static inline void any_situation(const struct world *world, struct command *command)
{
    if (engine_tickets(world->engine) && !one_in(4))
        command->ticket = ticket_in_any_state(world->engine);
    if (one_in(2))
        command->operator_id = operator_at_anything(world->engine);
    if (engine_halted(world->engine) && one_in(8)) /* as rare as halts are */
        command->kind = one_in(2) ? COMMAND_OPEN_SERVICE : COMMAND_CLOSE_SERVICE;
    if (command->kind == COMMAND_TRANSFER && one_in(2))
        command->operator_id = 0;
    if (command->kind == COMMAND_ADOPT)
        random_paper(world, command);
    if (command->kind == COMMAND_CANCEL_BOOKING)
        command->booking = random_booking(world);
    for (int32_t i = 1; command->kind == COMMAND_OPEN_SERVICE && i < WORLD_SERVICES; i++) {
        if (engine_closing(world->engine, i).closing && !one_in(4))
            command->service = i;
    }
    if (command->kind == COMMAND_ENTER_BY_HAND && !one_in(4))
        command->until_ms = command->from_ms + below(600) * 1000;
}

static inline bool is_rare(const struct world *world, enum command_kind kind)
{
    bool rare =
            kind == COMMAND_HALT || kind == COMMAND_CLOSE_SERVICE || kind == COMMAND_SET_HOURS || kind == COMMAND_START;
    /* Days begin and end by plan: by chance it is only tried when it cannot be. */
    bool planned = kind == (engine_day(world->engine) ? COMMAND_CLOSE_DAY : COMMAND_OPEN_DAY);
    return planned || (rare && !one_in(2));
}

static inline struct command random_command(const struct world *world)
{
    struct command command = anything(world);
    if (engine_halted(world->engine) && one_in(25)) {
        command.kind = COMMAND_END_HALT;
        return command;
    }
    switch (below(13)) {
    case 0:
        any_situation(world, &command);
        break;
    case 1:
    case 2:
    case 3:
        command.kind = COMMAND_ISSUE;
        if (engine_lost_spans(world->engine) > 0 && one_in(3)) {
            command.kind = COMMAND_ADOPT;
            random_paper(world, &command);
        }
        break;
    case 4:
    case 5:
        command.kind = visitor_kind(world, &command);
        if (command.kind != COMMAND_TAKE_UP && command.kind != COMMAND_HELP)
            command.operator_id = 0;
        break;
    case 6:
        command.kind = one_in(3) ? COMMAND_BOOK : COMMAND_CHECK_IN;
        command.booking = command.kind == COMMAND_BOOK ? command.booking : random_booking(world);
        break;
    default:
        command.kind = sensible_kind(world, &command);
        break;
    }
    if (is_rare(world, command.kind))
        command.kind = COMMAND_ISSUE;
    return command;
}
