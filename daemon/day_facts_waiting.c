/* SPDX-License-Identifier: MIT
 *
 * For whom of those who are idle somebody waits whom he could call now, by the engine's own rule.
 *
 * Asking the rule for every idle operator after every fact would cost more than the whole day did. What one may take
 * depends on his profile, on the needs his counter meets and on his languages, but for tickets sent to one by name; so
 * those who are alike are a group, and a group has a witness: some ticket that waits and that they may take. While it
 * has one, nothing else is asked. It loses it when something happens to that ticket, and is then searched another; it
 * gets one when something happens to a ticket that waits, when the time of a soft need is over, and when somebody came
 * or went (a soft need holds a ticket back only while somebody is there who meets it). How long a group had a witness
 * is one sum, of which each of its operators takes the share that fell into his own idle time.
 *
 * Tickets that are sent to a counter or an operator are few: they are asked of him alone.
 */
#include "daemon/day_facts_private.h"
#include "daemon/engine/rules.h"

static bool waits(const struct ticket *ticket)
{
    return ticket && ticket->current >= 0 && ticket->steps[ticket->current].state == STEP_WAITING;
}

static bool is_sent(const struct day_facts *facts, const struct ticket *ticket)
{
    return rules_is_sent(facts->engine, &ticket->steps[ticket->current]);
}

static bool may_take(const struct day_facts *facts, int32_t operator_id, const struct ticket *ticket, int64_t now_ms)
{
    const struct session *session = engine_session(facts->engine, operator_id);
    return session && waits(ticket) &&
           rules_may_take(facts->engine, facts->known.rulebook, session, ticket, now_ms) == REFUSAL_NONE;
}

/* Any of the group may. */
static bool group_may(const struct day_facts *facts, const struct idle_group *group, const struct ticket *ticket,
                      int64_t now_ms)
{
    return waits(ticket) && !is_sent(facts, ticket) && may_take(facts, group->first, ticket, now_ms);
}

/* --- groups --- */

static void gain(struct idle_group *group, int32_t ticket, int64_t at_ms)
{
    group->witness = ticket;
    group->since_ms = at_ms;
}

static void lose(struct idle_group *group, int64_t at_ms)
{
    if (group->witness)
        group->waited_ms += at_ms - group->since_ms;
    group->witness = 0;
}

static int32_t search_service(const struct day_facts *facts, const struct idle_group *group, int32_t service,
                              int64_t now_ms)
{
    for (int32_t place = 0; place < engine_waiting(facts->engine, service); place++) {
        const struct ticket *ticket = engine_waiting_at(facts->engine, service, place);
        if (group_may(facts, group, ticket, now_ms))
            return ticket->id;
    }
    return 0;
}

static void search(struct day_facts *facts, struct idle_group *group, int64_t now_ms)
{
    const struct rulebook *rulebook = facts->known.rulebook;
    if (group->profile <= 0 || group->profile >= rulebook->profiles.count)
        return;
    const uint8_t *tiers = rulebook->profiles.items[group->profile].tiers;
    for (int32_t service = 1; tiers && !group->witness && service < rulebook->services.count; service++) {
        int32_t found = tiers[service] ? search_service(facts, group, service, now_ms) : 0;
        if (found)
            gain(group, found, now_ms);
    }
}

/* The witness is a ticket to which something happened, or who may take what has changed. */
static void look_again(struct day_facts *facts, struct idle_group *group, int64_t at_ms)
{
    if (group->witness && group_may(facts, group, engine_ticket(facts->engine, group->witness), at_ms))
        return;
    lose(group, at_ms);
    search(facts, group, at_ms);
}

static struct idle_group *group_of(const struct day_facts *facts, const struct post *post)
{
    return &facts->waiting.groups[post->group - 1];
}

int64_t day_facts_waited_ms(const struct day_facts *facts, const struct post *post, int64_t at_ms)
{
    const struct idle_group *group = group_of(facts, post);
    return group->waited_ms + (group->witness ? at_ms - group->since_ms : 0);
}

/* --- tickets sent by name --- */

static void set_named(struct day_facts *facts, int32_t operator_id, int32_t ticket, int64_t at_ms)
{
    struct post *post = &facts->staff.posts[operator_id];
    if (!post->named != !ticket)
        day_facts_flush(facts, operator_id, at_ms);
    post->named = ticket;
}

static void search_named(struct day_facts *facts, int32_t operator_id, int64_t at_ms)
{
    const struct fact_waiting *waiting = &facts->waiting;
    int32_t found = 0;
    for (size_t i = 0; i < waiting->directed_count && !found; i++) {
        const struct ticket *ticket = engine_ticket(facts->engine, waiting->directed[i]);
        if (is_sent(facts, ticket) && may_take(facts, operator_id, ticket, at_ms))
            found = ticket->id;
    }
    set_named(facts, operator_id, found, at_ms);
}

static void search_all_named(struct day_facts *facts, int64_t at_ms)
{
    for (size_t i = 0; i < facts->waiting.count; i++) {
        for (int32_t id = facts->waiting.groups[i].first; id; id = facts->staff.posts[id].after)
            search_named(facts, id, at_ms);
    }
}

/* Keeps the list of those that wait and name somebody; is, or was, this one of them? */
static bool list_directed(struct fact_waiting *waiting, const struct ticket *ticket)
{
    const struct step *step = &ticket->steps[ticket->current];
    bool is = waits(ticket) && (step->for_counter || step->for_operator);
    size_t place = 0;
    while (place < waiting->directed_count && waiting->directed[place] != ticket->id)
        place++;
    bool was = place < waiting->directed_count;
    if (was && !is)
        waiting->directed[place] = waiting->directed[--waiting->directed_count];
    if (is && !was) {
        mem_grow(waiting->directed, waiting->directed_count, waiting->directed_room);
        waiting->directed[waiting->directed_count++] = ticket->id;
    }
    return is || was;
}

/* --- time --- */

static void await_soft_needs(struct day_facts *facts, const struct ticket *ticket, int64_t now_ms)
{
    const struct rulebook *rulebook = facts->known.rulebook;
    int64_t soft = ticket->needs & rulebook->soft_needs, entered_ms = ticket->steps[ticket->current].entered_ms;
    for (int32_t need = 0; soft && need < rulebook->needs.count; need++) {
        int64_t until_ms = entered_ms + rulebook->needs.items[need].prefer_ms;
        if (soft & ID_BIT(need) && until_ms > now_ms)
            agenda_add(&facts->waiting.soft, (struct deadline){.at_ms = until_ms, .id = ticket->id});
    }
}

static void offer(struct day_facts *facts, const struct ticket *ticket, int64_t at_ms)
{
    for (size_t i = 0; i < facts->waiting.count; i++) {
        struct idle_group *group = &facts->waiting.groups[i];
        if (group->first && !group->witness && group_may(facts, group, ticket, at_ms))
            gain(group, ticket->id, at_ms);
    }
}

void day_facts_waiting_until(struct day_facts *facts, int64_t at_ms)
{
    const struct deadline *first;
    while ((first = agenda_first(&facts->waiting.soft)) && first->at_ms < at_ms) {
        struct deadline due = *first;
        agenda_drop_first(&facts->waiting.soft);
        offer(facts, engine_ticket(facts->engine, due.id), due.at_ms);
    }
}

/* --- what happens --- */

void day_facts_waiting_touch(struct day_facts *facts, int32_t id, int64_t at_ms)
{
    const struct ticket *ticket = engine_ticket(facts->engine, id);
    if (!ticket || ticket->current < 0)
        return;
    for (size_t i = 0; i < facts->waiting.count; i++) {
        if (facts->waiting.groups[i].first && facts->waiting.groups[i].witness == id)
            look_again(facts, &facts->waiting.groups[i], at_ms);
    }
    if (list_directed(&facts->waiting, ticket))
        search_all_named(facts, at_ms);
    if (!waits(ticket))
        return;
    offer(facts, ticket, at_ms);
    await_soft_needs(facts, ticket, at_ms);
}

void day_facts_waiting_refresh(struct day_facts *facts, int64_t at_ms)
{
    for (size_t i = 0; i < facts->waiting.count; i++) {
        if (facts->waiting.groups[i].first)
            look_again(facts, &facts->waiting.groups[i], at_ms);
    }
    search_all_named(facts, at_ms);
}

/* --- who is idle --- */

static size_t find_group(struct day_facts *facts, const struct post *post)
{
    struct fact_waiting *waiting = &facts->waiting;
    const struct rulebook *rulebook = facts->known.rulebook;
    int64_t meets = post->counter < rulebook->counters.count ? rulebook->counters.items[post->counter].meets : 0;
    size_t place = 0;
    while (place < waiting->count &&
           (waiting->groups[place].profile != post->profile || waiting->groups[place].meets != meets ||
            waiting->groups[place].languages != post->languages))
        place++;
    if (place == waiting->count) {
        mem_grow(waiting->groups, waiting->count, waiting->room);
        waiting->groups[waiting->count++] =
                (struct idle_group){.profile = post->profile, .meets = meets, .languages = post->languages};
    }
    return place;
}

void day_facts_waiting_join(struct day_facts *facts, int32_t operator_id, int64_t at_ms)
{
    struct post *post = &facts->staff.posts[operator_id];
    post->group = (int32_t)find_group(facts, post) + 1;
    struct idle_group *group = group_of(facts, post);
    post->before = 0;
    post->after = group->first;
    if (group->first)
        facts->staff.posts[group->first].before = operator_id;
    group->first = operator_id;
    if (!post->after)
        look_again(facts, group, at_ms);
    post->group_waited_ms = day_facts_waited_ms(facts, post, at_ms);
    search_named(facts, operator_id, at_ms);
}

/* What a group without anybody has for a witness is looked at when somebody joins it. */
void day_facts_waiting_leave(struct day_facts *facts, int32_t operator_id)
{
    struct post *post = &facts->staff.posts[operator_id];
    struct idle_group *group = group_of(facts, post);
    if (post->before)
        facts->staff.posts[post->before].after = post->after;
    else
        group->first = post->after;
    if (post->after)
        facts->staff.posts[post->after].before = post->before;
    post->group = 0;
}

void day_facts_waiting_done(struct fact_waiting *waiting)
{
    free(waiting->groups);
    free(waiting->directed);
    agenda_done(&waiting->soft);
}
