/* SPDX-License-Identifier: MIT
 *
 * What events do to operators and their counters.
 */
#include "daemon/engine/state.h"

static struct session *session_of(struct engine *engine, const struct event *event)
{
    return &state_operator(engine, event->operator_id)->session;
}

/* The ticket he holds is now at another counter, or at none. */
static void take_ticket_along(struct engine *engine, const struct session *session)
{
    if (session->activity != ACTIVITY_TICKET)
        return;
    struct ticket *ticket = state_ticket(engine, session->ticket);
    ticket_step(ticket)->counter = session->counter;
    ticket->version++;
}

void apply_signed_in(struct engine *engine, const struct event *event)
{
    struct session *session = session_of(engine, event);
    if (session->state == SESSION_NONE) {
        *session = (struct session){.operator_id = event->operator_id, .since_ms = event->at_ms};
        state_operator(engine, event->operator_id)->undo = (struct undo){0};
    }
    session->state = SESSION_PRESENT;
    session->seq = event->seq;
    session->until_ms = 0;
    session->counter = event->counter;
    session->profile = (int32_t)event->value[SIGNED_IN_PROFILE];
    session->languages = event->value[SIGNED_IN_LANGUAGES];
    state_set_counter(engine, event->counter, event->operator_id);
    take_ticket_along(engine, session);
}

void apply_signed_out(struct engine *engine, const struct event *event)
{
    struct session *session = session_of(engine, event);
    state_set_counter(engine, session->counter, 0);
    *session = (struct session){.operator_id = event->operator_id};
    state_operator(engine, event->operator_id)->undo = (struct undo){0};
}

void apply_moved(struct engine *engine, const struct event *event)
{
    struct session *session = session_of(engine, event);
    state_set_counter(engine, session->counter, 0);
    state_set_counter(engine, event->counter, event->operator_id);
    session->state = SESSION_PRESENT;
    session->seq = event->seq;
    session->counter = event->counter;
    session->profile = (int32_t)event->value[MOVED_PROFILE];
    take_ticket_along(engine, session);
}

void apply_lost(struct engine *engine, const struct event *event)
{
    struct session *session = session_of(engine, event);
    session->state = SESSION_LOST;
    session->lease_ms = event->value[0];
    if (engine->halted) /* begins when the halt ends */
        session->lease_ms -= event->at_ms - engine->halted_since_ms;
    agenda_add(&engine->agenda,
               (struct deadline){.at_ms = session->lease_ms, .kind = DEADLINE_LEASE, .id = event->operator_id});
}

void apply_regained(struct engine *engine, const struct event *event)
{
    struct session *session = session_of(engine, event);
    session->state = SESSION_PRESENT;
    session->lease_ms = 0;
}

/* Who serves a visitor keeps that visitor; the counter is free for somebody else. */
void apply_lease_ended(struct engine *engine, const struct event *event)
{
    struct session *session = session_of(engine, event);
    state_set_counter(engine, session->counter, 0);
    if (session->activity != ACTIVITY_TICKET) {
        *session = (struct session){.operator_id = event->operator_id};
        return;
    }
    session->state = SESSION_AWAY;
    session->counter = 0;
    session->lease_ms = 0;
}

void apply_pause_asked(struct engine *engine, const struct event *event)
{
    struct session *session = session_of(engine, event);
    session->next_pause = (int32_t)event->value[PAUSE_CODE];
    session->next_pause_ms = event->value[PAUSE_TIME];
}

void apply_paused(struct engine *engine, const struct event *event)
{
    struct session *session = session_of(engine, event);
    state_set_activity(engine, event->operator_id, ACTIVITY_PAUSE, 0, (int32_t)event->value[PAUSE_CODE], event->at_ms);
    session->until_ms = event->value[PAUSE_TIME];
    session->next_pause = 0;
    session->next_pause_ms = 0;
}

void apply_pause_ended(struct engine *engine, const struct event *event)
{
    struct session *session = session_of(engine, event);
    session->next_pause = 0; /* one that was asked for is taken back */
    session->next_pause_ms = 0;
    if (session->activity == ACTIVITY_PAUSE)
        state_set_activity(engine, event->operator_id, ACTIVITY_FREE, 0, 0, event->at_ms);
}

void apply_task_began(struct engine *engine, const struct event *event)
{
    state_set_activity(engine, event->operator_id, ACTIVITY_TASK, 0, (int32_t)event->value[0], event->at_ms);
}

void apply_task_ended(struct engine *engine, const struct event *event)
{
    state_set_activity(engine, event->operator_id, ACTIVITY_FREE, 0, 0, event->at_ms);
}

void apply_profile_set(struct engine *engine, const struct event *event)
{
    struct lent_profile lent = {.profile = (int32_t)event->value[PROFILE_SET_PROFILE],
                                .until_ms = event->value[PROFILE_SET_UNTIL]};
    state_counter(engine, event->counter)->lent = lent;
    if (event->operator_id)
        session_of(engine, event)->profile = lent.profile;
    if (lent.until_ms)
        agenda_add(&engine->agenda,
                   (struct deadline){.at_ms = lent.until_ms, .kind = DEADLINE_PROFILE, .id = event->counter});
}

void apply_profile_back(struct engine *engine, const struct event *event)
{
    state_counter(engine, event->counter)->lent = (struct lent_profile){0};
    if (event->operator_id)
        session_of(engine, event)->profile = (int32_t)event->value[PROFILE_BACK_PROFILE];
}

void apply_help_began(struct engine *engine, const struct event *event)
{
    state_set_activity(engine, event->operator_id, ACTIVITY_HELP, event->ticket, 0, event->at_ms);
}

void apply_help_ended(struct engine *engine, const struct event *event)
{
    state_set_activity(engine, event->operator_id, ACTIVITY_FREE, 0, 0, event->at_ms);
}
