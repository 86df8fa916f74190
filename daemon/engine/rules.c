/* SPDX-License-Identifier: MIT
 *
 * The rule of who is next. Each service's queue stands in calling order, so a counter looks at the head of each queue
 * it serves, and past it only where the head is not for this counter.
 */
#include "daemon/engine/rules.h"

#include "daemon/engine/state.h"

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

struct rule_key rules_key(const struct rulebook *rulebook, int32_t service, int32_t class, int64_t base_ms)
{
    static const struct rule_service no_service = {0};
    static const struct rule_class no_class = {0};
    const struct rule_service *offered =
            service < rulebook->services.count ? &rulebook->services.items[service] : &no_service;
    const struct rule_class *ahead =
            class > 0 && class < rulebook->classes.count ? &rulebook->classes.items[class] : &no_class;
    return (struct rule_key){
            .tier = (int32_t)larger(offered->tier, ahead->tier),
            .due_ms = base_ms + offered->target_ms - ahead->credit_ms,
            .promote_ms = offered->promote_ms ? base_ms + offered->promote_ms : 0,
            .target_ms = offered->target_ms,
    };
}

int64_t rules_return_ms(const struct rulebook *rulebook, int64_t waited_ms)
{
    return larger(waited_ms, rulebook->limits.return_ms);
}

/* --- what a session takes --- */

static const struct rule_profile *profile_of(const struct rulebook *rulebook, const struct session *session)
{
    return session->profile > 0 && session->profile < rulebook->profiles.count
                   ? &rulebook->profiles.items[session->profile]
                   : NULL;
}

/* Which choice of the profile the service is, from 0; -1: none. */
static int profile_tier(const struct rulebook *rulebook, const struct session *session, int32_t service)
{
    const struct rule_profile *profile = profile_of(rulebook, session);
    return profile && service < rulebook->services.count ? (int)profile->tiers[service] - 1 : -1;
}

/* The needs this session cannot meet, of those given. */
static int64_t unmet(const struct rulebook *rulebook, const struct session *session, int64_t needs, int32_t language)
{
    bool speaks = language == 0 || session->languages & ID_BIT(language);
    int64_t met = session->counter < rulebook->counters.count ? rulebook->counters.items[session->counter].meets : 0;
    if (speaks)
        met |= rulebook->language_needs;
    return needs & ~met;
}

bool rules_need_is_met(const struct engine *engine, const struct rulebook *rulebook, int32_t service, int64_t needs,
                       int32_t language)
{
    for (int32_t i = 1; i < engine->operator_count; i++) {
        const struct session *session = &engine->operators[i].session;
        if (session->state == SESSION_PRESENT && profile_tier(rulebook, session, service) >= 0 &&
            unmet(rulebook, session, needs, language) == 0)
            return true;
    }
    return false;
}

/* A soft need holds a ticket back from counters that do not meet it as long as it prefers, and only if waiting for
 * another counter makes sense. */
static bool soft_need_holds(const struct engine *engine, const struct rulebook *rulebook, const struct ticket *ticket,
                            int64_t missing, int64_t now_ms)
{
    const struct step *step = &ticket->steps[ticket->current];
    for (int32_t need = 0; need < rulebook->needs.count; need++) {
        if (!(missing & ID_BIT(need)) || now_ms >= step->entered_ms + rulebook->needs.items[need].prefer_ms)
            continue;
        if (rules_need_is_met(engine, rulebook, step->service, ID_BIT(need), ticket->language))
            return true;
    }
    return false;
}

bool rules_is_sent(const struct engine *engine, const struct step *step)
{
    bool gone = step->entry == ENTRY_BACK && step->for_operator && !engine_session(engine, step->for_operator);
    return step->for_counter || (step->for_operator && !gone);
}

enum refusal_kind rules_may_choose(const struct engine *engine, const struct rulebook *rulebook,
                                   const struct session *session, const struct ticket *ticket)
{
    const struct step *step = &ticket->steps[ticket->current];
    bool sent = rules_is_sent(engine, step);
    bool named = sent && (step->for_operator == session->operator_id ||
                          (step->for_counter && step->for_counter == session->counter));
    if (sent && !named)
        return REFUSAL_FOR_OTHER;
    if (!named && profile_tier(rulebook, session, step->service) < 0)
        return REFUSAL_NOT_IN_PROFILE;
    int64_t missing = unmet(rulebook, session, ticket->needs, ticket->language);
    return missing & rulebook->hard_needs ? REFUSAL_NEED_NOT_MET : REFUSAL_NONE;
}

enum refusal_kind rules_may_take(const struct engine *engine, const struct rulebook *rulebook,
                                 const struct session *session, const struct ticket *ticket, int64_t now_ms)
{
    enum refusal_kind kind = rules_may_choose(engine, rulebook, session, ticket);
    if (kind != REFUSAL_NONE || rules_is_sent(engine, &ticket->steps[ticket->current]))
        return kind;
    int64_t missing = unmet(rulebook, session, ticket->needs, ticket->language) & rulebook->soft_needs;
    return missing && soft_need_holds(engine, rulebook, ticket, missing, now_ms) ? REFUSAL_NEED_NOT_MET : REFUSAL_NONE;
}

/* --- who is next --- */

struct candidate {
    struct calling_key key; /* due with the counter's offset */
    int64_t offset_ms;
    int32_t passed; /* before it in its queue, but not for this counter */
    bool named;
};

struct search {
    const struct engine *engine;
    const struct rulebook *rulebook;
    const struct session *session;
    int64_t now_ms;
    bool early; /* bookings before their slot count too */
    struct candidate best;
    int32_t waiting;
    const struct rule_among *among; /* NULL: all services */
};

static void look_at(struct search *search, const struct candidate *candidate)
{
    if (!search->best.key.ticket || calling_key_compare(&candidate->key, &search->best.key) < 0)
        search->best = *candidate;
}

int64_t rules_offset_ms(const struct rulebook *rulebook, const struct session *session, int32_t service)
{
    const struct rule_profile *profile = profile_of(rulebook, session);
    int tier = profile_tier(rulebook, session, service);
    return tier >= 0 && profile ? profile->offset_ms[tier] : 0;
}

static int64_t offset_of(const struct search *search, int32_t service)
{
    return rules_offset_ms(search->rulebook, search->session, service);
}

/* Is it this ticket's time, whoever may take it? */
static bool has_come(const struct search *search, const struct step *step)
{
    return search->early || step->base_ms <= search->now_ms;
}

static bool is_takeable(const struct search *search, const struct ticket *ticket)
{
    return has_come(search, &ticket->steps[ticket->current]) &&
           rules_may_take(search->engine, search->rulebook, search->session, ticket, search->now_ms) == REFUSAL_NONE;
}

/* The first of one queue that this session may take; all before it whose time has come are passed. */
static void search_queue(struct search *search, int32_t service)
{
    const struct queue *queue = &search->engine->services[service].queue;
    int64_t offset_ms = offset_of(search, service);
    int32_t passed = 0;
    search->waiting += queue->count;
    for (int32_t i = 0; i < queue->count; i++) {
        struct calling_key key = queue->keys[i];
        const struct ticket *ticket = &search->engine->tickets[key.ticket];
        const struct step *step = &ticket->steps[ticket->current];
        if (!is_takeable(search, ticket)) {
            passed += has_come(search, step);
            continue;
        }
        if (key.tier < TIER_PROMOTED)
            key.due_ms += offset_ms;
        look_at(search, &(struct candidate){.key = key,
                                            .offset_ms = offset_ms,
                                            .passed = passed,
                                            .named = rules_is_sent(search->engine, step)});
        return;
    }
}

static void search_queues(struct search *search)
{
    const struct engine *engine = search->engine;
    for (int32_t i = 0; search->among && i < search->among->count; i++) {
        if (engine->services[search->among->services[i]].queue.count > 0)
            search_queue(search, search->among->services[i]);
    }
    for (int32_t service = 1; !search->among && service < engine->service_count; service++) {
        if (engine->services[service].queue.count > 0)
            search_queue(search, service);
    }
}

/* Who has come, and if that is nobody, who is there before the slot. */
static void search_best(struct search *search)
{
    search_queues(search);
    if (!search->best.key.ticket) {
        search->early = true;
        search->waiting = 0;
        search_queues(search);
    }
}

/* Is somebody of a lower tier due earlier, whom this counter could have taken? */
static bool is_before_earlier(const struct search *search, int32_t service)
{
    const struct queue *queue = &search->engine->services[service].queue;
    int64_t due_ms = search->best.key.due_ms - offset_of(search, service);
    for (int32_t i = 0; i < queue->count; i++) {
        const struct calling_key *key = &queue->keys[i];
        if (key->tier < search->best.key.tier && key->due_ms < due_ms &&
            is_takeable(search, &search->engine->tickets[key->ticket]))
            return true;
    }
    return false;
}

/* No tier but the lowest of all goes before anything: the look is needed only where a configuration has tiers. */
static bool is_by_tier(const struct search *search)
{
    for (int32_t service = 1; service < search->engine->service_count; service++) {
        const struct queue *queue = &search->engine->services[service].queue;
        bool has_lower = queue->count > 0 && queue->keys[queue->count - 1].tier < search->best.key.tier;
        if (has_lower && is_before_earlier(search, service))
            return true;
    }
    return false;
}

/* Without its return code, would somebody have been before it whom this counter could have taken? */
static bool is_by_return(const struct search *search)
{
    const struct ticket *best = &search->engine->tickets[search->best.key.ticket];
    int64_t credit_ms = ticket_return_credit_ms(best, best->current, best->steps[best->current].service);
    struct calling_key without = search->best.key;
    without.due_ms += credit_ms;
    for (int32_t service = 1; credit_ms && service < search->engine->service_count; service++) {
        const struct queue *queue = &search->engine->services[service].queue;
        int64_t offset_ms = offset_of(search, service);
        for (int32_t i = 0; i < queue->count; i++) {
            struct calling_key key = queue->keys[i];
            key.due_ms += offset_ms;
            if (key.ticket != best->id && calling_key_compare(&key, &without) < 0 &&
                is_takeable(search, &search->engine->tickets[key.ticket]))
                return true;
        }
    }
    return false;
}

static enum call_why why(const struct search *search)
{
    const struct candidate *best = &search->best;
    if (search->early)
        return CALL_BOOKED;
    if (best->named)
        return CALL_NAMED;
    if (best->key.tier == TIER_FRONT)
        return CALL_FRONT;
    if (best->key.tier == TIER_PROMOTED)
        return CALL_PROMOTED;
    if (is_by_tier(search))
        return CALL_TIER;
    if (is_by_return(search))
        return CALL_RETURNED;
    return best->passed > 0 ? CALL_FITS : CALL_DUE;
}

struct rule_choice rules_next(const struct engine *engine, const struct rulebook *rulebook,
                              const struct session *session, int64_t now_ms)
{
    struct search search = {.engine = engine, .rulebook = rulebook, .session = session, .now_ms = now_ms};
    search_best(&search);
    if (!search.best.key.ticket)
        return (struct rule_choice){.waiting = search.waiting};
    return (struct rule_choice){.ticket = search.best.key.ticket,
                                .why = why(&search),
                                .offset_ms = search.best.offset_ms,
                                .passed = search.best.passed};
}

struct rule_first rules_first(const struct engine *engine, const struct rulebook *rulebook,
                              const struct session *session, const struct rule_among *among, int64_t now_ms)
{
    struct search search = {
            .engine = engine, .rulebook = rulebook, .session = session, .now_ms = now_ms, .among = among};
    search_best(&search);
    return (struct rule_first){.key = search.best.key, .early = search.early};
}

int32_t rules_usual_profile(const struct rulebook *rulebook, int32_t operator_id, int32_t counter)
{
    bool is_known = operator_id > 0 && operator_id < rulebook->operators.count;
    int32_t own = is_known ? rulebook->operators.items[operator_id].profile : 0;
    if (own)
        return own;
    return counter > 0 && counter < rulebook->counters.count ? rulebook->counters.items[counter].profile : 0;
}

int32_t rules_choice(const struct rulebook *rulebook, const struct session *session, int32_t service)
{
    return profile_tier(rulebook, session, service);
}

/* --- times --- */

int64_t rules_call_ms(const struct rulebook *rulebook, int32_t counter, int32_t class, int64_t needs)
{
    int64_t call_ms = rulebook->limits.call_ms;
    if (counter < rulebook->counters.count) {
        int32_t zone = rulebook->counters.items[counter].zone;
        if (zone > 0 && zone < rulebook->zones.count)
            call_ms = larger(call_ms, rulebook->zones.items[zone].call_ms);
    }
    if (class > 0 && class < rulebook->classes.count)
        call_ms = larger(call_ms, rulebook->classes.items[class].call_ms);
    for (int32_t need = 0; need < rulebook->needs.count; need++) {
        if (needs & ID_BIT(need))
            call_ms = larger(call_ms, rulebook->needs.items[need].call_ms);
    }
    return call_ms;
}

/* --- numbers --- */

int32_t rules_numbers_step(const struct rule_series *series)
{
    int32_t step = 10;
    while (step <= series->last * 10 + 9)
        step *= 10;
    return step;
}

bool rules_is_skipped(const struct rulebook *rulebook, int32_t number)
{
    for (int32_t i = 0; i < rulebook->skip_count; i++) {
        if (rulebook->skip_numbers[i] == number)
            return true;
    }
    return false;
}

int32_t rules_numbers_from(const struct engine *engine, const struct rule_series *series)
{
    return engine->day > engine->epoch_until ? 0 : engine->epoch_ahead * rules_numbers_step(series);
}
