/* SPDX-License-Identifier: MIT
 *
 * Operators' time. A fact may change what some operators do: who that can be is noted before the engine takes it, and
 * each of them is looked at after it. What he did until then is told when he does something else. How long he was
 * signed in is told apart from that, so that the parts can be held against it.
 */
#include "daemon/day_facts_private.h"

struct post *day_facts_post(struct day_facts *facts, int32_t operator_id)
{
    DAY_FACTS_ROOM(facts->staff.posts, facts->staff.room, operator_id);
    return &facts->staff.posts[operator_id];
}

/* --- what he does --- */

static enum tally_count part_of(const struct day_facts *facts, const struct session *session)
{
    const struct ticket *ticket = engine_ticket(facts->engine, session->ticket);
    if (engine_halted(facts->engine))
        return TALLY_HALTED_MS;
    switch (session->activity) {
    case ACTIVITY_TICKET:
        return ticket && ticket->steps[ticket->current].state == STEP_CALLED ? TALLY_WAY_MS : TALLY_SERVING_MS;
    case ACTIVITY_HELP:
        return TALLY_HELP_MS;
    case ACTIVITY_PAUSE:
        return TALLY_PAUSE_MS;
    case ACTIVITY_TASK:
        return TALLY_TASK_MS;
    case ACTIVITY_FREE:
    case ACTIVITIES:
        break;
    }
    bool lost = session->state != SESSION_PRESENT || facts->staff.is_down;
    return lost ? TALLY_LOST_MS : TALLY_IDLE_EMPTY_MS;
}

static struct post post_of(const struct day_facts *facts, int32_t operator_id)
{
    const struct session *session = engine_session(facts->engine, operator_id);
    if (!session)
        return (struct post){0};
    struct post post = {.in = true,
                        .state = session->state,
                        .counter = session->counter,
                        .profile = session->profile,
                        .languages = session->languages,
                        .part = part_of(facts, session)};
    if (post.part == TALLY_PAUSE_MS || post.part == TALLY_TASK_MS)
        post.code = session->code;
    return post;
}

/* --- what he did --- */

static void tell(struct day_facts *facts, int32_t operator_id, enum tally_count count, int64_t ms)
{
    const struct post *post = &facts->staff.posts[operator_id];
    facts->all->count[count] += ms;
    tallies_of(facts->tallies, TALLY_OPERATOR, operator_id)->count[count] += ms;
    if (post->counter > 0)
        tallies_of(facts->tallies, TALLY_COUNTER, post->counter)->count[count] += ms;
}

static void tell_code(struct day_facts *facts, int32_t operator_id, int64_t ms)
{
    const struct post *post = &facts->staff.posts[operator_id];
    enum tally_part part = post->part == TALLY_PAUSE_MS ? PART_PAUSE : PART_TASK;
    tally_add_part(facts->all, part, post->code, ms);
    tally_add_part(tallies_of(facts->tallies, TALLY_OPERATOR, operator_id), part, post->code, ms);
    if (post->counter > 0)
        tally_add_part(tallies_of(facts->tallies, TALLY_COUNTER, post->counter), part, post->code, ms);
}

static bool is_open(const struct post *post)
{
    return post->counter > 0 &&
           (post->part == TALLY_WAY_MS || post->part == TALLY_SERVING_MS || post->part == TALLY_IDLE_EMPTY_MS);
}

void day_facts_flush(struct day_facts *facts, int32_t operator_id, int64_t at_ms)
{
    struct post *post = &facts->staff.posts[operator_id];
    int64_t ms = at_ms - post->since_ms, waiting_ms = 0;
    if (post->part == TALLY_IDLE_EMPTY_MS) {
        waiting_ms = post->named ? ms : day_facts_waited_ms(facts, post, at_ms) - post->group_waited_ms;
        post->group_waited_ms = day_facts_waited_ms(facts, post, at_ms);
        tell(facts, operator_id, TALLY_IDLE_WAITING_MS, waiting_ms);
    }
    tell(facts, operator_id, post->part, ms - waiting_ms);
    if (post->code)
        tell_code(facts, operator_id, ms);
    if (is_open(post))
        day_facts_hours_open(facts, post->profile, post->since_ms, at_ms);
    post->since_ms = at_ms;
}

/* --- from one to the other --- */

static void leave(struct day_facts *facts, int32_t operator_id, bool counter_too, int64_t at_ms)
{
    struct post *post = &facts->staff.posts[operator_id];
    if (!post->in)
        return;
    day_facts_flush(facts, operator_id, at_ms);
    if (post->part == TALLY_IDLE_EMPTY_MS)
        day_facts_waiting_leave(facts, operator_id);
    if (counter_too)
        tell(facts, operator_id, TALLY_SIGNED_IN_MS, at_ms - post->here_ms);
}

static void enter(struct day_facts *facts, int32_t operator_id, const struct post *now, int64_t here_ms, int64_t at_ms)
{
    struct post *post = &facts->staff.posts[operator_id];
    struct charge charge = post->charge;
    *post = *now;
    post->charge = charge;
    post->since_ms = at_ms;
    post->here_ms = here_ms;
    if (post->in && post->part == TALLY_IDLE_EMPTY_MS)
        day_facts_waiting_join(facts, operator_id, at_ms);
}

/* Did he come, go or change so that others may now take other tickets? */
static bool look_at(struct day_facts *facts, int32_t operator_id, int64_t at_ms)
{
    struct post *post = day_facts_post(facts, operator_id), before = *post;
    struct post now = post_of(facts, operator_id);
    bool stays = before.in && now.in && before.counter == now.counter;
    bool same = stays && before.profile == now.profile && before.languages == now.languages;
    post->state = now.state;
    if (!before.in && !now.in)
        return false;
    if (!same || before.part != now.part || before.code != now.code) {
        leave(facts, operator_id, !stays, at_ms);
        enter(facts, operator_id, &now, stays ? before.here_ms : at_ms, at_ms);
    }
    return !same || before.state != now.state;
}

static bool look_at_all(struct day_facts *facts, int64_t at_ms)
{
    bool changed = false;
    for (int32_t id = 1; id < engine_operators(facts->engine); id++)
        changed |= look_at(facts, id, at_ms);
    return changed;
}

/* --- facts --- */

static int32_t holder(const struct day_facts *facts, int32_t ticket)
{
    const struct ticket *found = engine_ticket(facts->engine, ticket);
    return found && found->current >= 0 ? found->steps[found->current].operator_id : 0;
}

/* novbed stood still before it started: whoever was free had no terminal meanwhile. */
void day_facts_staff_outage(struct day_facts *facts, const struct event *event)
{
    int64_t from_ms = event->at_ms - event->value[0];
    if (from_ms < engine_now(facts->engine))
        from_ms = engine_now(facts->engine);
    if (from_ms >= event->at_ms)
        return;
    day_facts_waiting_until(facts, from_ms);
    facts->staff.is_down = true;
    look_at_all(facts, from_ms);
    facts->staff.is_down = false;
}

/* An undo may change a second ticket: the one that was called by finish and next, which he holds. */
void day_facts_staff_before(struct day_facts *facts, const struct event *event, struct touched *touched)
{
    const struct session *session = engine_session(facts->engine, event->operator_id);
    *touched = (struct touched){.operators = {event->operator_id, holder(facts, event->ticket)},
                                .tickets = {event->ticket}};
    if (event->kind == EVENT_UNDONE && session && session->activity == ACTIVITY_TICKET)
        touched->tickets[1] = session->ticket;
}

static bool concerns_all(const struct event *event)
{
    return event->kind == EVENT_HALTED || event->kind == EVENT_HALT_ENDED || event->kind == EVENT_STARTED;
}

void day_facts_staff_after(struct day_facts *facts, const struct event *event, struct touched *touched)
{
    bool changed = false;
    touched->operators[2] = holder(facts, event->ticket);
    for (size_t i = 0; i < ARRAY_SIZE(touched->tickets); i++) {
        if (touched->tickets[i] > 0)
            day_facts_waiting_touch(facts, touched->tickets[i], event->at_ms);
    }
    for (size_t i = 0; i < ARRAY_SIZE(touched->operators); i++) {
        int32_t id = touched->operators[i], before = i > 0 ? touched->operators[i - 1] : 0; /* mostly the same */
        if (id > 0 && id != before)
            changed |= look_at(facts, id, event->at_ms);
    }
    if (concerns_all(event))
        changed |= look_at_all(facts, event->at_ms);
    if (changed)
        day_facts_waiting_refresh(facts, event->at_ms);
}

void day_facts_staff_end(struct day_facts *facts, int64_t end_ms)
{
    for (size_t id = 1; id < facts->staff.room; id++)
        leave(facts, (int32_t)id, true, end_ms);
}
