/* SPDX-License-Identifier: MIT
 *
 * One centre that is given commands and looked at after each. Beside the engine that decides stands one that only reads
 * the ledger, event by event: before an event is applied there, it is asked whether the rule and the state of its
 * ticket allow it; afterwards both engines must know the same.
 */
#pragma once

#include "tests/daemon/engine/accounts.h"
#include "tests/daemon/engine/counter_example.h"
#include "tests/daemon/engine/invariants.h"
#include "tests/daemon/engine/pairs.h"
#include "tests/daemon/engine/random.h"
#include "tests/daemon/engine/rule_words.h"

enum { DEEP_LOOK = 32 }; /* both engines are compared after so many commands, and whenever a day ends */

/* The calling key of a ticket that waits, as it was after the last event. */
struct trial_key {
    int32_t step, tier;
    int64_t due_ms, base_ms;
    bool promoted;
    enum step_state state;
};

/* What was done, in all trials. */
struct trial_totals {
    size_t given, accepted, days, restarts, calls, promotions;
    size_t with_code, called_by_code; /* tickets by a return code, and calls for which it was the reason */
    struct pairs pairs;
};

struct trial {
    struct world world;
    struct engine *reader;
    struct accounts accounts;
    struct trial_key keys[ACCOUNT_TICKETS];
    size_t read, last_close; /* events of the log that the reader has; where the last day closed */
    size_t given;
    bool deep;    /* both engines are compared after every command */
    bool planted; /* that a ticket is parked counts as a fault */
    struct trial_totals *totals;
    char reason[REASON_SIZE];
};

static inline void trial_init(struct trial *trial, uint64_t centre, struct trial_totals *totals)
{
    *trial = (struct trial){.reader = engine_new(), .totals = totals};
    world_init(&trial->world);
    trial->accounts.world = &trial->world;
    chance_state = centre;
    random_rules(&trial->world);
}

static inline void trial_done(struct trial *trial)
{
    world_done(&trial->world);
    engine_free(trial->reader);
}

/* --- the key of a ticket --- */

/* After these a ticket may have another key than before; a promotion may come once. Put off and back, it has the one it
 * had; only what was parked comes back to the front. */
static inline bool is_explained(struct trial_key *key, const struct event *event)
{
    bool first = !key->promoted;
    switch (event->kind) {
    case EVENT_PROMOTED:
        key->promoted = true;
        return first;
    case EVENT_CAME_BACK:
        return key->state == STEP_PARKED;
    case EVENT_STEP_ENTERED:
    case EVENT_STEP_PROMISED:
    case EVENT_CHANGED:
    case EVENT_RETURNED:
    case EVENT_UNCALLED:
    case EVENT_UNDONE:
        key->promoted = false;
        return true;
    default:
        return false;
    }
}

static inline bool key_holds(struct trial *trial, const struct ticket *ticket, const struct event *event)
{
    const struct step *step = &ticket->steps[ticket->current];
    struct trial_key *key = &trial->keys[ticket->id];
    struct trial_key now = {.step = ticket->current,
                            .tier = step->tier,
                            .due_ms = step->due_ms,
                            .base_ms = step->base_ms,
                            .state = step->state};
    bool same =
            key->step == now.step && key->tier == now.tier && key->due_ms == now.due_ms && key->base_ms == now.base_ms;
    bool about = event->ticket == ticket->id || event->kind == EVENT_UNDONE;
    bool holds = (about && is_explained(key, event)) || same || now.state != STEP_WAITING;
    now.promoted = key->promoted;
    *key = now;
    return holds || wrong(trial->reason, "the key of ticket %d changed by %s of ticket %d", ticket->id,
                          event_kind_info(event->kind)->word, event->ticket);
}

static inline bool keys_hold(struct trial *trial, const struct event *event)
{
    for (int32_t i = 1; i <= engine_tickets(trial->reader); i++) {
        const struct ticket *ticket = engine_ticket(trial->reader, i);
        if (ticket->current >= 0 && !key_holds(trial, ticket, event)) /* just issued, its first step comes next */
            return false;
    }
    return true;
}

/* --- reading what was decided --- */

static inline bool call_holds(struct trial *trial, const struct event *event)
{
    if (event->kind != EVENT_CALLED || event->value[CALLED_WHY] == CALL_DIRECT ||
        event->value[CALLED_WHY] == CALL_CHOSEN)
        return true;
    const struct caller caller = {.world = &trial->world,
                                  .engine = trial->reader,
                                  .session = engine_session(trial->reader, event->operator_id),
                                  .now_ms = event->at_ms};
    trial->totals->calls++;
    return words_call_holds(&caller, event, trial->reason);
}

static inline bool read_ledger(struct trial *trial)
{
    for (; trial->read < trial->world.log.count; trial->read++) {
        const struct event *event = &trial->world.log.items[trial->read];
        if (!words_event_holds(trial->reader, event, trial->reason) || !call_holds(trial, event))
            return false;
        engine_apply(trial->reader, event);
        account_event(&trial->accounts, event);
        trial->totals->promotions += event->kind == EVENT_PROMOTED;
        trial->totals->with_code += event->kind == EVENT_RETURN_USED;
        trial->totals->called_by_code += event->kind == EVENT_CALLED && event->value[CALLED_WHY] == CALL_RETURNED;
        if (event->kind == EVENT_DAY_CLOSED) {
            trial->last_close = trial->read;
            memset(trial->keys, 0, sizeof(trial->keys));
        }
        if (!keys_hold(trial, event))
            return false;
    }
    return true;
}

/* --- comparing --- */

/* The figures of a day that is closed stay until the next one opens, and a restart does not bring them back: they are
 * in the store then. */
static inline char *describe_day(const struct engine *engine)
{
    char *text = world_describe(engine);
    char *figures = engine_day(engine) ? NULL : strstr(text, "\nvisits ");
    char *after = figures ? strchr(figures + 1, '\n') : NULL;
    if (after)
        memmove(figures, after, strlen(after) + 1);
    return text;
}

static inline bool same_state(struct trial *trial, const char *what, const struct engine *other)
{
    _cleanup_free_ char *here = describe_day(trial->world.engine), *there = describe_day(other);
    if (strcmp(here, there) == 0)
        return true;
    size_t at = 0;
    while (here[at] == there[at])
        at++;
    for (int i = 0; i < 24 && at > 0 && here[at - 1] != '\n'; i++)
        at--;
    return wrong(trial->reason, "%s: \"%.60s\" and not \"%.60s\"", what, here + at, there + at);
}

/* What the daemon does at boot: a new engine reads on from where the last day was closed. */
static inline struct engine *engine_of_ledger(const struct trial *trial)
{
    struct engine *engine = engine_new();
    for (size_t i = trial->last_close; i < trial->world.log.count; i++)
        engine_apply(engine, &trial->world.log.items[i]);
    return engine;
}

static inline bool restart(struct trial *trial)
{
    struct engine *engine = engine_of_ledger(trial);
    bool same = same_state(trial, "a restart gives another state", engine);
    engine_free(trial->world.engine);
    trial->world.engine = engine;
    trial->totals->restarts++;
    return same;
}

/* --- giving commands --- */

/* Time goes on; what it brings about happens when it is due. */
static inline bool pass_time(struct trial *trial, int64_t until_ms)
{
    struct world *world = &trial->world;
    for (int64_t at_ms; (at_ms = engine_deadline(world->engine)) <= until_ms;) {
        if (at_ms > world->now_ms)
            world->now_ms = at_ms;
        if (world_do(world, (struct command){.kind = COMMAND_TIME}) < 0)
            return wrong(trial->reason, "time was refused");
        if (engine_deadline(world->engine) == at_ms && engine_seq(world->engine) == engine_seq(trial->reader))
            return wrong(trial->reason, "time does not do what is due");
        if (!read_ledger(trial))
            return false;
    }
    if (until_ms > world->now_ms)
        world->now_ms = until_ms;
    return true;
}

/* Decided but not applied, nothing has changed. */
static inline bool decision_holds(struct trial *trial, const struct command *command, bool deep)
{
    const struct world *world = &trial->world;
    struct events events = {0};
    struct refusal refusal = {0};
    _cleanup_free_ char *before = deep ? world_describe(world->engine) : NULL;
    struct command with_codes = *command;
    with_codes.codes = world_codes();
    with_codes.code_count = WORLD_CODES;
    int r = engine_decide(world->engine, &world->rulebook, &with_codes, world->now_ms, &events, &refusal);
    _cleanup_free_ char *after = deep ? world_describe(world->engine) : NULL;
    bool holds = true;
    if (deep && strcmp(before, after) != 0)
        holds = wrong(trial->reason, "a decision changed the state");
    if (r < 0 && (events.count > 0 || refusal.kind == REFUSAL_NONE))
        holds = wrong(trial->reason, "refused, but with events or without a word");
    events_done(&events);
    return holds;
}

static inline bool is_any_parked(const struct engine *engine)
{
    for (int32_t i = 1; i <= engine_tickets(engine); i++) {
        const struct ticket *ticket = engine_ticket(engine, i);
        if (ticket->steps[ticket->current].state == STEP_PARKED)
            return true;
    }
    return false;
}

/* When a day has closed, every visit and step of it has its end. */
static inline bool day_end_holds(struct trial *trial, int32_t day)
{
    struct figures figures = engine_figures(trial->world.engine);
    if (!day || engine_day(trial->world.engine))
        return true;
    trial->totals->days++;
    if (figures.visits_ended[END_NONE] || figures.steps_ended[END_NONE])
        return wrong(trial->reason, "the day closed with %lld open visits and %lld open steps",
                     (long long)figures.visits_ended[END_NONE], (long long)figures.steps_ended[END_NONE]);
    return same_state(trial, "the ledger read along gives another state", trial->reader);
}

static inline bool looks_hold(struct trial *trial, bool deep)
{
    const struct engine *engine = trial->world.engine;
    if (!state_holds(engine, trial->world.now_ms, trial->reason) ||
        !accounts_hold(&trial->accounts, engine, trial->world.now_ms, trial->reason))
        return false;
    if (trial->planted && is_any_parked(engine))
        return wrong(trial->reason, "planted: a ticket is parked");
    return !deep || same_state(trial, "the ledger read along gives another state", trial->reader);
}

static inline void prepare(struct trial *trial, const struct act *act)
{
    struct world *world = &trial->world;
    bool opens = act->command.kind == COMMAND_OPEN_DAY && !engine_day(world->engine);
    if (opens) {
        world->rulebook.day = act->command.day;
        world->rulebook.day_ends_ms = (act->command.day + 1) * DAY_MS;
        world_set_hours(world);
    }
    if (act->reload) {
        chance_state = act->reload;
        random_rules(world);
    }
}

static inline bool trial_act(struct trial *trial, const struct act *act)
{
    struct world *world = &trial->world;
    bool deep = trial->deep || trial->given++ % DEEP_LOOK == 0;
    prepare(trial, act);
    if ((act->restart && !restart(trial)) || !pass_time(trial, act->at_ms))
        return false;
    int32_t day = engine_day(world->engine);
    struct situation situation = situation_of(world->engine, &act->command);
    if (!decision_holds(trial, &act->command, deep))
        return false;
    int r = world_do(world, act->command);
    pairs_met(&trial->totals->pairs, &situation, act->command.kind, r == 0);
    trial->totals->given++;
    trial->totals->accepted += r == 0;
    return read_ledger(trial) && day_end_holds(trial, day) && pass_time(trial, world->now_ms) &&
           looks_hold(trial, deep);
}
