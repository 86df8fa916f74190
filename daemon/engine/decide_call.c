/* SPDX-License-Identifier: MIT
 *
 * At the counter: next, recall, arrive, finish, no-show, and taking the last of these back.
 */
#include "daemon/engine/decide.h"

#include <errno.h>

/* --- calling --- */

static void add_called(struct decision *decision, const struct ticket *ticket, const struct rule_choice *choice)
{
    const struct step *step = &ticket->steps[ticket->current];
    struct event *event = add_ticket_event(decision, EVENT_CALLED, ticket);
    event->value[CALLED_WHY] = choice->why;
    event->value[CALLED_DUE] = step->due_ms;
    event->value[CALLED_TIER] = step->tier;
    event->value[CALLED_WAITED] = step_waited_ms(step, decision->now_ms);
    event->value[CALLED_PASSED] = choice->passed;
    event->value[CALLED_OFFSET] = choice->offset_ms;
    event->value[CALLED_GROUP] = decision->command->group;
    event->value[CALLED_UNDO] = decision->now_ms + decision->rulebook->limits.undo_ms;
}

int decide_next(struct decision *decision)
{
    struct rule_choice choice = rules_next(decision->engine, decision->rulebook, decision->session, decision->now_ms);
    if (!choice.ticket)
        return refuse_limit(decision, REFUSAL_NOBODY_WAITS, choice.waiting);
    add_called(decision, engine_ticket(decision->engine, choice.ticket), &choice);
    return 0;
}

int decide_choose(struct decision *decision)
{
    enum refusal_kind kind =
            rules_may_choose(decision->engine, decision->rulebook, decision->session, decision->ticket);
    if (kind != REFUSAL_NONE)
        return refuse_taking(decision, kind);
    add_called(decision, decision->ticket, &(struct rule_choice){.why = CALL_CHOSEN});
    return 0;
}

int decide_recall(struct decision *decision)
{
    int64_t from_ms = decision->step->last_call_ms + decision->rulebook->limits.recall_gap_ms;
    if (decision->now_ms < from_ms)
        return refuse_at(decision, REFUSAL_TOO_SOON, from_ms);
    add_ticket_event(decision, EVENT_RECALLED, decision->ticket);
    return 0;
}

int decide_arrive(struct decision *decision)
{
    add_ticket_event(decision, EVENT_ARRIVED, decision->ticket);
    return 0;
}

/* --- finishing --- */

static void add_lacked(struct decision *decision)
{
    for (int32_t line = 1; line <= LACKED_LINES; line++) {
        if (decision->command->lacked & ID_BIT(line))
            add_ticket_event(decision, EVENT_LACKED, decision->ticket)->value[LACKED_LINE] = line;
    }
}

int decide_finish(struct decision *decision)
{
    const struct command *command = decision->command;
    const struct rulebook *rulebook = decision->rulebook;
    int r = check_outcome(decision);
    if (r < 0)
        return r;
    add_helpers_freed(decision, decision->ticket);
    bool implied = decision->step->state == STEP_CALLED;
    if (implied)
        add_ticket_event(decision, EVENT_ARRIVED, decision->ticket)->value[0] = 1;
    add_lacked(decision);
    struct event *event = add_ticket_event(decision, EVENT_FINISHED, decision->ticket);
    event->value[FINISHED_MARKS] = implied ? MARK_IMPLIED : 0;
    event->value[FINISHED_OUTCOME] = command->outcome;
    event->value[FINISHED_QUANTITY] = command->quantity > 0 ? command->quantity : decision->ticket->party;
    event->value[FINISHED_GROUP] = command->group;
    event->value[FINISHED_UNDO] = decision->now_ms + rulebook->limits.undo_ms;
    add_next_step(decision, decision->ticket);
    add_freed(decision, command->operator_id);
    return 0;
}

/* --- who did not come --- */

/* Not before enough calls and enough time: an old man on the stairs is no no-show. */
int decide_miss(struct decision *decision)
{
    const struct step *step = decision->step;
    const struct rule_limits *limits = &decision->rulebook->limits;
    int64_t from_ms =
            step->called_ms + rules_call_ms(decision->rulebook, step->counter, step->class, decision->ticket->needs);
    if (step->calls < limits->calls_before_no_show) {
        int r = refuse_limit(decision, REFUSAL_TOO_FEW_CALLS, limits->calls_before_no_show);
        decision->refusal->at_ms = step->last_call_ms + limits->recall_gap_ms;
        return r;
    }
    if (decision->now_ms < from_ms)
        return refuse_at(decision, REFUSAL_TOO_SOON, from_ms);
    struct event *event = add_ticket_event(decision, EVENT_MISSED, decision->ticket);
    event->value[MISSED_GRACE] = decision->now_ms + limits->grace_ms;
    event->value[MISSED_UNDO] = decision->now_ms + limits->undo_ms;
    add_freed(decision, decision->command->operator_id);
    return 0;
}

/* The place of a no-show who is back: as if the target of the service were reached now; behind those who wait longer
 * than that, ahead of all others. */
int decide_return(struct decision *decision)
{
    const struct step *step = decision->step;
    const struct rule_limits *limits = &decision->rulebook->limits;
    if (step->end != END_NO_SHOW)
        return refuse_ticket(decision, REFUSAL_WRONG_STATE, decision->ticket);
    if (step->final || decision->now_ms > step->grace_ms)
        return refuse_at(decision, REFUSAL_TOO_LATE, step->grace_ms);
    if (step->returns >= limits->returns)
        return refuse_limit(decision, REFUSAL_LIMIT_REACHED, limits->returns);
    struct event *event = add_ticket_event(decision, EVENT_RETURNED, decision->ticket);
    struct rule_key key = rules_key(decision->rulebook, step->service, step->class, step->base_ms);
    event->value[RETURNED_DUE] =
            step->due_ms > decision->now_ms && step->tier < TIER_PROMOTED ? step->due_ms : decision->now_ms;
    event->value[RETURNED_TIER] = key.tier;
    return 0;
}

/* --- the visitor's own wish --- */

int decide_put_off(struct decision *decision)
{
    const struct step *step = decision->step;
    const struct rule_limits *limits = &decision->rulebook->limits;
    int64_t until_ms = decision->command->until_ms;
    if (step->put_offs >= limits->put_offs)
        return refuse_limit(decision, REFUSAL_LIMIT_REACHED, limits->put_offs);
    if (until_ms <= decision->now_ms)
        return refuse(decision, REFUSAL_TIME_SPAN_WRONG);
    int64_t latest_ms = decision->now_ms + limits->put_off_ms - step->put_off_ms;
    if (until_ms > latest_ms)
        return refuse_at(decision, REFUSAL_TOO_LONG, latest_ms);
    add_ticket_event(decision, EVENT_PUT_OFF, decision->ticket)->value[0] = until_ms;
    return 0;
}

int decide_come_back(struct decision *decision)
{
    add_ticket_event(decision, EVENT_CAME_BACK, decision->ticket)->value[0] =
            decision->command->operator_id ? BACK_STAFF : BACK_VISITOR;
    return 0;
}

/* --- undo --- */

/* Is the ticket as the act left it? */
static bool is_untouched(const struct engine *engine, const struct undo_ticket *undo)
{
    return engine->tickets[undo->ticket].version == undo->version;
}

/* What has its row in the reports does not get another: in the very moment in which the time of an undo ends, the end
 * of the step may be final already. */
static bool is_final(const struct engine *engine, const struct undo_ticket *undo)
{
    const struct ticket *ticket = &engine->tickets[undo->ticket];
    return undo->current < ticket->step_count && ticket->steps[undo->current].final;
}

/* The pause that began when he let go of the ticket begins after it again. */
static void add_pause_asked(struct decision *decision)
{
    const struct session *session = decision->session;
    struct event *event = add_session_event(decision, EVENT_PAUSE_ASKED, session);
    event->value[PAUSE_CODE] = session->code;
    event->value[PAUSE_TIME] = session->until_ms ? session->until_ms - session->since_ms : 0;
}

int decide_undo(struct decision *decision)
{
    const struct engine *engine = decision->engine;
    const struct undo *undo = &engine->operators[decision->command->operator_id].undo;
    if (!undo->kind)
        return refuse(decision, REFUSAL_NOTHING_TO_UNDO);
    if (decision->now_ms > undo->until_ms || is_final(engine, &undo->first))
        return refuse_at(decision, REFUSAL_TOO_LATE, undo->until_ms);
    bool same = undo->second.ticket == undo->first.ticket;
    if (undo->second.ticket && !is_untouched(engine, &undo->second))
        return refuse_ticket(decision, REFUSAL_MOVED_ON, &engine->tickets[undo->second.ticket]);
    if (!same && !is_untouched(engine, &undo->first))
        return refuse_ticket(decision, REFUSAL_MOVED_ON, &engine->tickets[undo->first.ticket]);
    if (engine->halted && undo->first.before.state == STEP_CALLED)
        return refuse_halted(decision);
    enum activity activity = decision->session->activity;
    int32_t ours = undo->second.ticket ? undo->second.ticket : undo->first.ticket;
    if (activity == ACTIVITY_TASK || activity == ACTIVITY_HELP ||
        (activity == ACTIVITY_TICKET && decision->session->ticket != ours))
        return refuse(decision, REFUSAL_NOT_FREE);
    struct event *event = add_event(decision, EVENT_UNDONE);
    event->ticket = undo->first.ticket;
    event->step = undo->first.current;
    event->service = undo->first.before.service;
    event->class = undo->first.before.class;
    event->value[0] = undo->kind;
    if (undo->kind == EVENT_CALLED)
        add_freed(decision, decision->command->operator_id);
    else if (activity == ACTIVITY_PAUSE)
        add_pause_asked(decision);
    return 0;
}
