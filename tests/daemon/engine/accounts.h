/* SPDX-License-Identifier: MIT
 *
 * What the ledger alone says of each row of a report: steps by service, agency, class, counter and operator; visits by
 * service, agency, class and channel; the signed-in time of each operator. It knows events only and none of the code
 * that applies them. After each command it is laid beside the state:
 *
 *     entered + corrected into the row - corrected out of it = ends of every kind + open, for every row
 *
 * where the left side is the ledger's and the right side is counted from the engine's steps; each kind of end is
 * compared by itself, and of every step who holds it or held it last. Of visits too: all are those that were issued
 * here and those that were adopted, which were issued in a span that was lost, with a number that nobody else has.
 */
#pragma once

#include <assert.h>

#include "tests/daemon/engine/wrong.h"

enum dimension { BY_SERVICE, BY_AGENCY, BY_CLASS, BY_COUNTER, BY_OPERATOR, BY_CHANNEL, DIMENSIONS };
static const char *const dimension_words[DIMENSIONS] = {"service", "agency", "class", "counter", "operator", "channel"};

enum { ACCOUNT_ROWS = 16, ACCOUNT_STEPS = 48, ACCOUNT_TICKETS = 1024, ACCOUNT_EPOCHS = 64 };

/* One row: what came into it, what ended there. Id 0 is a row like any other (no counter yet). */
struct account_row {
    int64_t entered, came, went;
    int64_t ended[STEP_ENDS];
    int64_t open; /* counted, not told */
};

struct told_step {
    bool begun, held;
    enum step_end end;
    int64_t lacked;         /* lines */
    int32_t of[DIMENSIONS]; /* its row in each dimension */
};

struct told_ticket {
    int32_t count, current;
    int64_t prefix, number;
    bool adopted; /* and not yet told when it was issued */
    struct promise promise;
    struct told_step steps[ACCOUNT_STEPS];
};

/* What an operator did last, as it was before. */
struct told_undo {
    int64_t group;
    int32_t first, second; /* tickets; 0: none */
    struct told_ticket first_before, second_before;
};

struct told_operator {
    bool here, away;
    int32_t counter, profile;
    int64_t since_ms; /* on the clock that stands still in halts */
    struct told_undo undo;
};

struct accounts {
    const struct world *world; /* which service is of which agency */
    int32_t day;
    int32_t count;
    int64_t halted_since_ms, halted_ms; /* 0: not halted; in all */
    int64_t returned;
    int64_t issued_here, adopted;
    int32_t epochs;
    int64_t lost_from_ms[ACCOUNT_EPOCHS], lost_until_ms[ACCOUNT_EPOCHS];
    const char *mistaken; /* what an event was that cannot be; NULL: all were well */
    struct account_row steps[DIMENSIONS][ACCOUNT_ROWS];
    struct account_row visits[DIMENSIONS][ACCOUNT_ROWS];
    struct told_operator operators[ACCOUNT_ROWS];
    struct lent_profile lent[ACCOUNT_ROWS]; /* by counter */
    struct told_ticket tickets[ACCOUNT_TICKETS];
};

/* --- flows --- */

static inline void account_move(struct accounts *accounts, struct told_step *step, enum dimension dimension, int32_t to)
{
    assert(to >= 0 && to < ACCOUNT_ROWS);
    if (step->of[dimension] == to)
        return;
    accounts->steps[dimension][step->of[dimension]].went++;
    accounts->steps[dimension][to].came++;
    step->of[dimension] = to;
}

static inline int32_t account_agency(const struct accounts *accounts, int32_t service)
{
    return accounts->world->services[service].agency;
}

static inline void account_hold(struct accounts *accounts, struct told_step *step, int32_t operator_id, int32_t counter)
{
    step->held = true;
    account_move(accounts, step, BY_OPERATOR, operator_id);
    account_move(accounts, step, BY_COUNTER, counter);
}

static inline void account_enter(struct accounts *accounts, struct told_step *step, int sign)
{
    step->begun = sign > 0;
    for (int i = 0; i < DIMENSIONS; i++)
        accounts->steps[i][step->of[i]].entered += sign;
}

static inline void account_end(struct accounts *accounts, struct told_step *step, enum step_end end)
{
    for (int i = 0; i < DIMENSIONS; i++) {
        struct account_row *row = &accounts->steps[i][step->of[i]];
        row->ended[step->end] -= step->end != END_NONE;
        row->ended[end] += end != END_NONE;
    }
    step->end = end;
    step->held = false;
}

/* The ticket is again what it was. */
static inline void account_restore(struct accounts *accounts, int32_t ticket, const struct told_ticket *before)
{
    struct told_ticket *now = &accounts->tickets[ticket];
    for (int32_t i = 0; i < now->count; i++) {
        struct told_step *step = &now->steps[i];
        const struct told_step *was = i < before->count ? &before->steps[i] : NULL;
        if (step->begun && !(was && was->begun)) {
            account_end(accounts, step, END_NONE);
            account_enter(accounts, step, -1);
        } else if (step->begun && was) {
            account_end(accounts, step, was->end);
            for (int dimension = 0; dimension < DIMENSIONS; dimension++)
                account_move(accounts, step, (enum dimension)dimension, was->of[dimension]);
        }
    }
    *now = *before;
}

/* --- events --- */

static inline struct told_step *account_step(struct accounts *accounts, int32_t ticket)
{
    struct told_ticket *told = &accounts->tickets[ticket];
    return &told->steps[told->current];
}

static inline struct told_step *account_held_by(struct accounts *accounts, int32_t operator_id)
{
    for (int32_t i = 1; i <= accounts->count; i++) {
        struct told_step *step = account_step(accounts, i);
        if (step->held && step->of[BY_OPERATOR] == operator_id)
            return step;
    }
    return NULL;
}

static inline void account_issued(struct accounts *accounts, const struct event *event)
{
    accounts->count = event->ticket;
    assert(event->ticket < ACCOUNT_TICKETS);
    accounts->tickets[event->ticket] = (struct told_ticket){.prefix = event->value[ISSUED_PREFIX],
                                                            .number = event->value[ISSUED_NUMBER],
                                                            .adopted = event->value[ISSUED_CHANNEL] == CHANNEL_ADOPTED};
    for (int32_t i = 1; i < event->ticket; i++) {
        if (accounts->tickets[i].prefix == event->value[ISSUED_PREFIX] &&
            accounts->tickets[i].number == event->value[ISSUED_NUMBER])
            accounts->mistaken = "a number was given twice";
    }
    accounts->adopted += accounts->tickets[event->ticket].adopted;
    accounts->issued_here += !accounts->tickets[event->ticket].adopted;
    const int32_t of[DIMENSIONS] = {[BY_SERVICE] = event->service,
                                    [BY_AGENCY] = account_agency(accounts, event->service),
                                    [BY_CLASS] = event->class,
                                    [BY_CHANNEL] = (int32_t)event->value[ISSUED_CHANNEL]};
    for (int i = 0; i < DIMENSIONS; i++)
        accounts->visits[i][of[i]].entered++;
}

static inline void account_step_event(struct accounts *accounts, const struct event *event)
{
    struct told_ticket *ticket = &accounts->tickets[event->ticket];
    assert(event->step < ACCOUNT_STEPS);
    if (ticket->count <= event->step)
        ticket->count = event->step + 1;
    struct told_step *step = &ticket->steps[event->step];
    *step = (struct told_step){
            .of = {[BY_SERVICE] = event->service, [BY_AGENCY] = account_agency(accounts, event->service)}};
    if (event->kind == EVENT_STEP_PLANNED)
        return;
    if (event->kind == EVENT_STEP_PROMISED)
        ticket->promise = (struct promise){event->value[5], event->value[6], event->value[7]};
    step->of[BY_CLASS] = event->class;
    ticket->current = event->step;
    account_enter(accounts, step, 1);
}

/* Before something that can be taken back. */
static inline void account_remember(struct accounts *accounts, const struct event *event, int64_t group)
{
    struct told_undo *undo = &accounts->operators[event->operator_id].undo;
    if (event->kind == EVENT_CALLED && group && undo->group == group) {
        undo->second = event->ticket;
        undo->second_before = accounts->tickets[event->ticket];
        return;
    }
    undo->group = group;
    undo->first = event->ticket;
    undo->first_before = accounts->tickets[event->ticket];
    undo->first_before.steps[event->step].lacked = 0; /* belongs to the finish */
    undo->second = 0;
}

static inline void account_undone(struct accounts *accounts, const struct event *event)
{
    struct told_operator *operator_told = &accounts->operators[event->operator_id];
    struct told_undo *undo = &operator_told->undo;
    if (undo->second)
        account_restore(accounts, undo->second, &undo->second_before);
    account_restore(accounts, undo->first, &undo->first_before);
    struct told_step *step = account_step(accounts, undo->first);
    if (step->held)
        account_move(accounts, step, BY_COUNTER, operator_told->counter); /* he may have moved */
    undo->first = undo->second = 0;
}

static inline void account_changed(struct accounts *accounts, const struct event *event)
{
    struct told_ticket *ticket = &accounts->tickets[event->ticket];
    struct told_step *step = &ticket->steps[ticket->current];
    int32_t agency = account_agency(accounts, event->service);
    if (ticket->current == 0) { /* the visit's service is that of its first step */
        accounts->visits[BY_SERVICE][step->of[BY_SERVICE]].went++;
        accounts->visits[BY_SERVICE][event->service].came++;
        accounts->visits[BY_AGENCY][step->of[BY_AGENCY]].went++;
        accounts->visits[BY_AGENCY][agency].came++;
    }
    account_move(accounts, step, BY_SERVICE, event->service);
    account_move(accounts, step, BY_AGENCY, agency);
    accounts->visits[BY_CLASS][step->of[BY_CLASS]].went++;
    accounts->visits[BY_CLASS][event->class].came++;
    account_move(accounts, step, BY_CLASS, event->class);
}

/* It was issued in one of the spans that were lost. */
static inline void account_adopted(struct accounts *accounts, const struct event *event)
{
    bool in_span = false;
    for (int32_t i = 0; i < accounts->epochs; i++)
        in_span |= event->value[ADOPTED_ISSUED] >= accounts->lost_from_ms[i] &&
                   event->value[ADOPTED_ISSUED] <= accounts->lost_until_ms[i];
    if (!in_span || !accounts->tickets[event->ticket].adopted)
        accounts->mistaken = "a ticket was adopted that was not lost";
    accounts->tickets[event->ticket].adopted = false;
}

static inline void account_ticket_event(struct accounts *accounts, const struct event *event)
{
    static const enum step_end ends[EVENT_KIND_LIMIT] = {
            [EVENT_FINISHED] = END_SERVED,       [EVENT_MISSED] = END_NO_SHOW, [EVENT_TRANSFERRED] = END_TRANSFERRED,
            [EVENT_CANCELLED] = END_CANCELLED,   [EVENT_VOIDED] = END_VOID,    [EVENT_NEVER_CALLED] = END_NEVER_CALLED,
            [EVENT_UNFINISHED] = END_UNFINISHED, [EVENT_JOINED] = END_JOINED,  [EVENT_BY_HAND] = END_SERVED,
    };
    struct told_step *step = account_step(accounts, event->ticket);
    bool held = step->held;
    switch (event->kind) {
    case EVENT_CALLED:
    case EVENT_TAKEN_UP:
    case EVENT_BY_HAND:
        account_hold(accounts, step, event->operator_id, event->counter);
        break;
    case EVENT_HANDED_OVER:
        account_hold(accounts, step, (int32_t)event->value[0], held ? (int32_t)event->value[1] : step->of[BY_COUNTER]);
        step->held = held; /* a parked one stays parked */
        break;
    case EVENT_PARKED:
    case EVENT_UNCALLED:
        step->held = false;
        break;
    case EVENT_RETURNED:
        accounts->returned++;
        account_end(accounts, step, END_NONE);
        break;
    case EVENT_CHANGED:
        account_changed(accounts, event);
        break;
    case EVENT_UNDONE:
        account_undone(accounts, event);
        break;
    case EVENT_ADOPTED:
        account_adopted(accounts, event);
        break;
    case EVENT_LACKED:
        step->lacked |= ID_BIT(event->value[LACKED_LINE]);
        break;
    default:
        break;
    }
    if (ends[event->kind])
        account_end(accounts, step, ends[event->kind]);
}

/* The clock that stands still in halts. */
static inline int64_t account_clock(const struct accounts *accounts, int64_t at_ms)
{
    return (accounts->halted_since_ms ? accounts->halted_since_ms : at_ms) - accounts->halted_ms;
}

static inline void account_operator_event(struct accounts *accounts, const struct event *event)
{
    struct told_operator *told = &accounts->operators[event->operator_id];
    struct told_step *step = account_held_by(accounts, event->operator_id);
    switch (event->kind) {
    case EVENT_SIGNED_IN:
        if (!told->here)
            *told = (struct told_operator){.since_ms = account_clock(accounts, event->at_ms)};
        told->here = true;
        told->away = false;
        told->profile = (int32_t)event->value[SIGNED_IN_PROFILE];
        break;
    case EVENT_SIGNED_OUT:
        *told = (struct told_operator){0};
        return;
    case EVENT_LEASE_ENDED:
        told->away = true;
        told->counter = 0;
        if (!step)
            *told = (struct told_operator){0};
        return;
    case EVENT_MOVED:
        told->profile = (int32_t)event->value[MOVED_PROFILE];
        break;
    default:
        return;
    }
    told->counter = event->counter;
    if (step)
        account_move(accounts, step, BY_COUNTER, event->counter);
}

/* Of a counter, and of who is there: nobody else may be named. */
static inline void account_profile(struct accounts *accounts, const struct event *event)
{
    int32_t there = 0;
    if (event->kind != EVENT_PROFILE_SET && event->kind != EVENT_PROFILE_BACK)
        return;
    assert(event->counter > 0 && event->counter < ACCOUNT_ROWS);
    for (int32_t i = 1; i < ACCOUNT_ROWS; i++)
        there = accounts->operators[i].here && accounts->operators[i].counter == event->counter ? i : there;
    if (there != event->operator_id)
        accounts->mistaken = "a profile was lent to somebody who is not there";
    accounts->lent[event->counter] = (struct lent_profile){0};
    if (event->kind == EVENT_PROFILE_SET)
        accounts->lent[event->counter] = (struct lent_profile){.profile = (int32_t)event->value[PROFILE_SET_PROFILE],
                                                               .until_ms = event->value[PROFILE_SET_UNTIL]};
    accounts->operators[there].profile = (int32_t)event->value[0];
}

/* Taken from somebody who is away: nothing keeps him signed in. */
static inline void account_let_go(struct accounts *accounts, const struct event *event)
{
    int32_t holder = account_step(accounts, event->ticket)->of[BY_OPERATOR];
    if (event->kind == EVENT_UNCALLED && accounts->operators[holder].away)
        accounts->operators[holder] = (struct told_operator){0};
}

static inline void account_day_event(struct accounts *accounts, const struct event *event)
{
    const struct world *world = accounts->world;
    switch (event->kind) {
    case EVENT_DAY_OPENED:
        *accounts = (struct accounts){.world = world, .day = event->day};
        break;
    case EVENT_DAY_CLOSED:
        accounts->day = 0;
        memset(accounts->lent, 0, sizeof(accounts->lent));
        break;
    case EVENT_SPAN_LOST:
        assert(accounts->epochs < ACCOUNT_EPOCHS);
        accounts->lost_from_ms[accounts->epochs] = event->value[LOST_FROM];
        accounts->lost_until_ms[accounts->epochs++] = event->value[LOST_UNTIL];
        break;
    case EVENT_HALTED:
        accounts->halted_since_ms = event->at_ms;
        break;
    case EVENT_HALT_ENDED:
        accounts->halted_ms += event->at_ms - accounts->halted_since_ms;
        accounts->halted_since_ms = 0;
        break;
    default:
        break;
    }
}

static inline void account_event(struct accounts *accounts, const struct event *event)
{
    int64_t group = event->kind == EVENT_CALLED     ? event->value[CALLED_GROUP]
                    : event->kind == EVENT_FINISHED ? event->value[FINISHED_GROUP]
                                                    : 0;
    bool kept = event->kind == EVENT_FINISHED || event->kind == EVENT_MISSED || event->kind == EVENT_TRANSFERRED ||
                event->kind == EVENT_PARKED || event->kind == EVENT_CALLED;
    account_day_event(accounts, event);
    account_profile(accounts, event);
    if (!event->ticket) {
        account_operator_event(accounts, event);
    } else if (event->kind == EVENT_ISSUED) {
        account_issued(accounts, event);
    } else if (event->kind == EVENT_STEP_PLANNED || event->kind == EVENT_STEP_ENTERED ||
               event->kind == EVENT_STEP_PROMISED) {
        account_step_event(accounts, event);
    } else {
        if (kept)
            account_remember(accounts, event, group);
        account_let_go(accounts, event);
        account_ticket_event(accounts, event);
    }
}

/* --- beside the state --- */

static inline void account_of(const struct accounts *accounts, const struct step *step, int32_t of[DIMENSIONS])
{
    const int32_t found[DIMENSIONS] = {[BY_SERVICE] = step->service,
                                       [BY_AGENCY] = account_agency(accounts, step->service),
                                       [BY_CLASS] = step->class,
                                       [BY_COUNTER] = step->counter,
                                       [BY_OPERATOR] = step->operator_id};
    memcpy(of, found, sizeof(found));
}

static inline bool account_step_holds(const struct accounts *accounts, const struct step *step, int32_t ticket,
                                      int32_t index, struct account_row counted[DIMENSIONS][ACCOUNT_ROWS],
                                      char reason[REASON_SIZE])
{
    const struct told_step *told = &accounts->tickets[ticket].steps[index];
    int32_t of[DIMENSIONS];
    if (step->state == STEP_PLANNED)
        return !told->begun || wrong(reason, "ticket %d step %d is planned, the ledger began it", ticket, index);
    if (!told->begun || told->end != step->end)
        return wrong(reason, "ticket %d step %d: %s, the ledger says %s", ticket, index, step_end_words[step->end],
                     step_end_words[told->end]);
    struct promise promised = index == 0 ? accounts->tickets[ticket].promise : (struct promise){0};
    if (memcmp(&step->promise, &promised, sizeof(promised)) != 0)
        return wrong(reason, "ticket %d step %d: its promise is not what the ledger says was told", ticket, index);
    if (step->lacked != told->lacked || (step->lacked && step->end != END_SERVED))
        return wrong(reason, "ticket %d step %d: lacked %llx, the ledger says %llx", ticket, index,
                     (long long)step->lacked, (long long)told->lacked);
    account_of(accounts, step, of);
    for (int i = 0; i < DIMENSIONS; i++) {
        if (of[i] != told->of[i])
            return wrong(reason, "ticket %d step %d: %s %d, the ledger says %d", ticket, index, dimension_words[i],
                         of[i], told->of[i]);
        counted[i][of[i]].ended[step->end] += step->end != END_NONE;
        counted[i][of[i]].open += step->end == END_NONE;
    }
    return true;
}

static inline bool account_rows_hold(const char *what, struct account_row told[DIMENSIONS][ACCOUNT_ROWS],
                                     struct account_row counted[DIMENSIONS][ACCOUNT_ROWS], bool ends_are_told,
                                     char reason[REASON_SIZE])
{
    for (int i = 0; i < DIMENSIONS; i++) {
        for (int32_t id = 0; id < ACCOUNT_ROWS; id++) {
            const struct account_row *row = &told[i][id], *found = &counted[i][id];
            int64_t sum = found->open;
            for (int end = 1; end < STEP_ENDS; end++) {
                sum += found->ended[end];
                if (ends_are_told && row->ended[end] != found->ended[end])
                    return wrong(reason, "%s of %s %d: %lld ended as %s, the ledger says %lld", what,
                                 dimension_words[i], id, (long long)found->ended[end], step_end_words[end],
                                 (long long)row->ended[end]);
            }
            if (row->entered + row->came - row->went != sum)
                return wrong(reason, "%s of %s %d do not reconcile: %lld + %lld - %lld entered, %lld ended or open",
                             what, dimension_words[i], id, (long long)row->entered, (long long)row->came,
                             (long long)row->went, (long long)sum);
        }
    }
    return true;
}

static inline void account_count_visit(const struct accounts *accounts, const struct ticket *ticket,
                                       struct account_row counted[DIMENSIONS][ACCOUNT_ROWS])
{
    const int32_t of[DIMENSIONS] = {[BY_SERVICE] = ticket->steps[0].service,
                                    [BY_AGENCY] = account_agency(accounts, ticket->steps[0].service),
                                    [BY_CLASS] = ticket->class,
                                    [BY_CHANNEL] = (int32_t)ticket->channel};
    for (int i = 0; i < DIMENSIONS; i++) {
        struct account_row *row = &counted[i][of[i]];
        if (ticket->ended)
            row->ended[ticket->steps[ticket->current].end]++;
        else
            row->open++;
    }
}

/* The time of everybody signed in is the sum of what they did: no minute twice, none missing. */
static inline bool account_times_hold(const struct accounts *accounts, const struct engine *engine, int64_t now_ms,
                                      char reason[REASON_SIZE])
{
    for (int32_t i = 1; i < ACCOUNT_ROWS; i++) {
        const struct session *session = engine_session(engine, i);
        const struct told_operator *told = &accounts->operators[i];
        if (!session != !told->here)
            return wrong(reason, "operator %d: signed in %d, the ledger says %d", i, !!session, told->here);
        if (!session)
            continue;
        int64_t until_ms = accounts->halted_since_ms ? accounts->halted_since_ms : now_ms;
        int64_t spent_ms = until_ms > session->since_ms ? until_ms - session->since_ms : 0;
        for (int activity = 0; activity < ACTIVITIES; activity++)
            spent_ms += session->spent_ms[activity];
        if (spent_ms != account_clock(accounts, now_ms) - told->since_ms)
            return wrong(reason, "operator %d: signed in for %lld ms, of which %lld are accounted for", i,
                         (long long)(account_clock(accounts, now_ms) - told->since_ms), (long long)spent_ms);
    }
    return true;
}

/* Whoever is at a counter that was lent a profile has it, everybody else the one he came with; none is kept too long.
 */
static inline bool account_profiles_hold(const struct accounts *accounts, const struct engine *engine, int64_t now_ms,
                                         char reason[REASON_SIZE])
{
    for (int32_t i = 1; i < ACCOUNT_ROWS; i++) {
        const struct session *session = engine_session(engine, i), *there = engine_session_at(engine, i);
        struct lent_profile lent = engine_lent_profile(engine, i), told = accounts->lent[i];
        if (session && session->profile != accounts->operators[i].profile)
            return wrong(reason, "operator %d: profile %d, the ledger says %d", i, session->profile,
                         accounts->operators[i].profile);
        if (lent.profile != told.profile || lent.until_ms != told.until_ms)
            return wrong(reason, "counter %d has profile %d, the ledger says %d", i, lent.profile, told.profile);
        if (lent.profile && there && there->profile != lent.profile)
            return wrong(reason, "counter %d has profile %d, operator %d there %d", i, lent.profile, there->operator_id,
                         there->profile);
        if (lent.profile && lent.until_ms && lent.until_ms <= now_ms && !engine_halted(engine) &&
            !engine_day_closes(engine))
            return wrong(reason, "counter %d should have its own profile again", i);
    }
    return true;
}

static inline bool accounts_hold(struct accounts *accounts, const struct engine *engine, int64_t now_ms,
                                 char reason[REASON_SIZE])
{
    struct account_row steps[DIMENSIONS][ACCOUNT_ROWS] = {0}, visits[DIMENSIONS][ACCOUNT_ROWS] = {0};
    if (!engine_day(engine))
        return accounts->day == 0 || wrong(reason, "no day is open, the ledger says %d", accounts->day);
    for (int32_t i = 1; i <= engine_tickets(engine); i++) {
        const struct ticket *ticket = engine_ticket(engine, i);
        if (ticket->step_count != accounts->tickets[i].count || ticket->current != accounts->tickets[i].current)
            return wrong(reason, "ticket %d: step %d of %d, the ledger says %d of %d", i, ticket->current,
                         ticket->step_count, accounts->tickets[i].current, accounts->tickets[i].count);
        account_count_visit(accounts, ticket, visits);
        for (int32_t step = 0; step < ticket->step_count; step++) {
            if (!account_step_holds(accounts, &ticket->steps[step], i, step, steps, reason))
                return false;
        }
    }
    struct figures figures = engine_figures(engine);
    if (accounts->mistaken)
        return wrong(reason, "%s", accounts->mistaken);
    if (figures.adopted != accounts->adopted || figures.visits - figures.adopted != accounts->issued_here)
        return wrong(reason, "%lld of %lld visits are adopted, the ledger says %lld and %lld issued here",
                     (long long)figures.adopted, (long long)figures.visits, (long long)accounts->adopted,
                     (long long)accounts->issued_here);
    if (figures.returned != accounts->returned)
        return wrong(reason, "%lld returned, the ledger says %lld", (long long)figures.returned,
                     (long long)accounts->returned);
    return account_rows_hold("steps", accounts->steps, steps, true, reason) &&
           account_rows_hold("visits", accounts->visits, visits, false, reason) &&
           account_times_hold(accounts, engine, now_ms, reason) &&
           account_profiles_hold(accounts, engine, now_ms, reason);
}
