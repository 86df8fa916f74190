/* SPDX-License-Identifier: MIT
 *
 * The gauntlet: what every command is asked before its own rule is, as a table; and the words that rules are said in.
 */
#include "daemon/engine/decide.h"

#include <assert.h>
#include <errno.h>

enum {
    ASKS_DAY = 1,     /* a business day is open and not being closed */
    ASKS_RUNNING = 2, /* the hall is not halted */
    ASKS_SESSION = 4, /* the operator is signed in */
    ASKS_FREE = 8,    /* ... and does nothing else */
    ASKS_HELD = 16,   /* ... and holds a ticket, which the command is about */
    ASKS_TICKET = 32, /* the ticket is known */
    ASKS_REASON = 64,
};

#define ASKS_HALL  (ASKS_DAY | ASKS_RUNNING)
#define ASKS_STAFF (ASKS_DAY | ASKS_SESSION)

static const struct decide_row {
    decide_function *decide;
    unsigned asks;
} rows[COMMAND_COUNT] = {
        [COMMAND_TIME] = {decide_time, 0},
        [COMMAND_OPEN_DAY] = {decide_open_day, 0},
        [COMMAND_CLOSE_DAY] = {decide_close_day, 0},
        [COMMAND_HALT] = {decide_halt, ASKS_DAY | ASKS_REASON},
        [COMMAND_END_HALT] = {decide_end_halt, ASKS_DAY},
        [COMMAND_CLOSE_SERVICE] = {decide_close_service, ASKS_DAY | ASKS_REASON},
        [COMMAND_OPEN_SERVICE] = {decide_open_service, ASKS_DAY},
        [COMMAND_SET_HOURS] = {decide_set_hours, ASKS_DAY},
        [COMMAND_CONFIGURE] = {decide_configure, 0},
        [COMMAND_STEP_CLOCK] = {decide_step_clock, 0},
        [COMMAND_START] = {decide_start, 0},
        [COMMAND_SUSPECT_CLOCK] = {decide_suspect_clock, 0},
        [COMMAND_TRUST_CLOCK] = {decide_trust_clock, 0},
        [COMMAND_ISSUE] = {decide_issue, ASKS_HALL},
        [COMMAND_SERVE_DIRECT] = {decide_serve_direct, ASKS_HALL | ASKS_STAFF | ASKS_FREE},
        [COMMAND_ENTER_BY_HAND] = {decide_enter_by_hand, ASKS_DAY},
        [COMMAND_ADOPT] = {decide_adopt, ASKS_DAY},
        [COMMAND_NEXT] = {decide_next, ASKS_HALL | ASKS_STAFF | ASKS_FREE},
        [COMMAND_CHOOSE] = {decide_choose, ASKS_HALL | ASKS_STAFF | ASKS_FREE | ASKS_TICKET | ASKS_REASON},
        [COMMAND_RECALL] = {decide_recall, ASKS_HALL | ASKS_STAFF | ASKS_HELD},
        [COMMAND_ARRIVE] = {decide_arrive, ASKS_STAFF | ASKS_HELD},
        [COMMAND_FINISH] = {decide_finish, ASKS_STAFF | ASKS_HELD},
        [COMMAND_MISS] = {decide_miss, ASKS_HALL | ASKS_STAFF | ASKS_HELD},
        [COMMAND_RETURN] = {decide_return, ASKS_HALL | ASKS_TICKET},
        [COMMAND_PUT_OFF] = {decide_put_off, ASKS_DAY | ASKS_TICKET},
        [COMMAND_COME_BACK] = {decide_come_back, ASKS_DAY | ASKS_TICKET},
        [COMMAND_TRANSFER] = {decide_transfer, ASKS_HALL},
        [COMMAND_PARK] = {decide_park, ASKS_STAFF | ASKS_HELD},
        [COMMAND_TAKE_UP] = {decide_take_up, ASKS_HALL | ASKS_STAFF | ASKS_FREE | ASKS_TICKET},
        [COMMAND_CANCEL] = {decide_cancel, ASKS_DAY | ASKS_TICKET},
        [COMMAND_VOID] = {decide_void, ASKS_DAY | ASKS_TICKET | ASKS_REASON},
        [COMMAND_CHANGE] = {decide_change, ASKS_DAY | ASKS_TICKET | ASKS_REASON},
        [COMMAND_UNDO] = {decide_undo, ASKS_STAFF},
        [COMMAND_JOIN] = {decide_join, ASKS_DAY | ASKS_TICKET},
        [COMMAND_HELP] = {decide_help, ASKS_STAFF | ASKS_FREE | ASKS_TICKET},
        [COMMAND_END_HELP] = {decide_end_help, ASKS_STAFF},
        [COMMAND_HAND_OVER] = {decide_hand_over, ASKS_STAFF | ASKS_HELD},
        [COMMAND_RELEASE] = {decide_release, ASKS_DAY | ASKS_TICKET | ASKS_REASON},
        [COMMAND_SIGN_IN] = {decide_sign_in, ASKS_DAY},
        [COMMAND_REFUSE_SIGN_IN] = {decide_refuse_sign_in, 0},
        [COMMAND_SIGN_OUT] = {decide_sign_out, ASKS_STAFF},
        [COMMAND_LOSE] = {decide_lose, ASKS_STAFF},
        [COMMAND_REGAIN] = {decide_regain, ASKS_STAFF},
        [COMMAND_PAUSE] = {decide_pause, ASKS_STAFF},
        [COMMAND_END_PAUSE] = {decide_end_pause, ASKS_STAFF},
        [COMMAND_BEGIN_TASK] = {decide_begin_task, ASKS_STAFF | ASKS_FREE},
        [COMMAND_END_TASK] = {decide_end_task, ASKS_STAFF},
        [COMMAND_SET_PROFILE] = {decide_set_profile, ASKS_DAY},
        [COMMAND_BOOK] = {decide_book, ASKS_DAY},
        [COMMAND_CANCEL_BOOKING] = {decide_cancel_booking, ASKS_DAY},
        [COMMAND_CHECK_IN] = {decide_check_in, ASKS_HALL},
        [COMMAND_SET_SHIFT] = {decide_set_shift, ASKS_DAY},
        [COMMAND_BEGIN_EPOCH] = {decide_begin_epoch, ASKS_DAY},
        [COMMAND_NOTE] = {decide_note, ASKS_DAY | ASKS_TICKET},
        [COMMAND_RATE] = {decide_rate, ASKS_DAY | ASKS_TICKET},
};

/* --- refusing --- */

int refuse(struct decision *decision, enum refusal_kind kind)
{
    const struct command *command = decision->command;
    *decision->refusal = (struct refusal){.kind = kind,
                                          .ticket = command->ticket,
                                          .counter = command->counter,
                                          .operator_id = command->operator_id,
                                          .service = command->service ? command->service : command->services[0],
                                          .reason = command->reason,
                                          .class = command->class,
                                          .outcome = command->outcome};
    if (decision->session)
        decision->refusal->activity = (int32_t)decision->session->activity;
    return -EPERM;
}

int refuse_at(struct decision *decision, enum refusal_kind kind, int64_t at_ms)
{
    int r = refuse(decision, kind);
    decision->refusal->at_ms = at_ms;
    return r;
}

int refuse_limit(struct decision *decision, enum refusal_kind kind, int64_t limit)
{
    int r = refuse(decision, kind);
    decision->refusal->limit = limit;
    return r;
}

int refuse_ticket(struct decision *decision, enum refusal_kind kind, const struct ticket *ticket)
{
    const struct step *step = &ticket->steps[ticket->current];
    int r = refuse(decision, kind);
    decision->refusal->ticket = ticket->id;
    decision->refusal->state = (int32_t)step->state;
    decision->refusal->needs = ticket->needs;
    decision->refusal->counter = step->counter;
    decision->refusal->operator_id = step->operator_id;
    return r;
}

int refuse_halted(struct decision *decision)
{
    int r = refuse(decision, REFUSAL_HALTED);
    decision->refusal->reason = decision->engine->halt_reason;
    return r;
}

int refuse_held(struct decision *decision, const struct ticket *ticket)
{
    int r = refuse_ticket(decision, REFUSAL_HELD_BY_OTHER, ticket);
    const struct session *holder = engine_session(decision->engine, decision->refusal->operator_id);
    if (!holder || holder->state == SESSION_AWAY)
        decision->refusal->counter = 0;
    return r;
}

int refuse_taking(struct decision *decision, enum refusal_kind kind)
{
    const struct step *step = decision->step;
    int r = refuse_ticket(decision, kind, decision->ticket);
    decision->refusal->service = step->service;
    if (kind == REFUSAL_FOR_OTHER) {
        decision->refusal->counter = step->for_counter;
        decision->refusal->operator_id = step->for_operator;
    }
    return r;
}

/* --- events --- */

struct event *add_event(struct decision *decision, enum event_kind kind)
{
    struct events *events = decision->events;
    mem_grow(events->items, events->count, events->room);
    struct event *event = &events->items[events->count++];
    *event = (struct event){.at_ms = decision->now_ms,
                            .kind = (int32_t)kind,
                            .day = decision->engine->day,
                            .operator_id = decision->command->operator_id,
                            .reason = decision->command->reason,
                            .text = decision->command->text};
    if (decision->session)
        event->counter = decision->session->counter;
    return event;
}

struct event *add_ticket_event(struct decision *decision, enum event_kind kind, const struct ticket *ticket)
{
    const struct step *step = &ticket->steps[ticket->current];
    bool held = step->state == STEP_CALLED || step->state == STEP_SERVING;
    struct event *event = add_event(decision, kind);
    event->ticket = ticket->id;
    event->step = ticket->current;
    event->service = step->service;
    event->class = step->class;
    if (held && !event->operator_id) {
        event->operator_id = step->operator_id;
        event->counter = step->counter;
    }
    return event;
}

struct event *add_session_event(struct decision *decision, enum event_kind kind, const struct session *session)
{
    struct event *event = add_event(decision, kind);
    event->operator_id = session->operator_id;
    event->counter = session->counter;
    return event;
}

void alert_needs(struct decision *decision, int32_t ticket, int32_t service, int64_t needs, int32_t language)
{
    int64_t hard = needs & decision->rulebook->hard_needs;
    if (!hard || rules_need_is_met(decision->engine, decision->rulebook, service, hard, language))
        return;
    struct event *event = add_event(decision, EVENT_ALERTED);
    event->ticket = ticket;
    event->service = service;
    event->value[0] = ALERT_NEED;
    event->value[1] = hard;
}

static void tell_way(struct event *event, const struct entering *entering)
{
    event->value[ENTERED_ENTRY] = entering->entry;
    event->value[ENTERED_COUNTER] = entering->for_counter;
    event->value[ENTERED_OPERATOR] = entering->for_operator;
}

static void tell_promise(struct event *event, const struct entering *entering)
{
    assert(entering->entry == ENTRY_ISSUE && !entering->for_counter && !entering->for_operator);
    event->value[PROMISED_LIKELY] = entering->promise.likely_ms;
    event->value[PROMISED_UNTIL] = entering->promise.until_ms;
    event->value[PROMISED_USUAL] = entering->promise.usual_ms;
}

void add_step_entered(struct decision *decision, const struct entering *entering)
{
    struct rule_key key = rules_key(decision->rulebook, entering->service, entering->class, entering->base_ms);
    bool is_promised = entering->promise.until_ms != 0;
    struct event *event = add_event(decision, is_promised ? EVENT_STEP_PROMISED : EVENT_STEP_ENTERED);
    event->ticket = entering->ticket;
    event->step = entering->step;
    event->service = entering->service;
    event->class = entering->class;
    event->value[ENTERED_BASE] = entering->base_ms;
    event->value[ENTERED_DUE] = entering->front ? decision->now_ms : key.due_ms - entering->credit_ms;
    event->value[ENTERED_TIER] = entering->front ? TIER_FRONT : key.tier;
    event->value[ENTERED_PROMOTE] = entering->front ? 0 : key.promote_ms;
    event->value[ENTERED_TARGET] = key.target_ms;
    (is_promised ? tell_promise : tell_way)(event, entering);
    if (entering->entry != ENTRY_DIRECT)
        alert_needs(decision, entering->ticket, entering->service, entering->needs, entering->language);
}

/* Back to its sender, if he is still there; else to the front of the service's queue. */
static void add_step_back(struct decision *decision, const struct ticket *ticket)
{
    const struct step *sender = &ticket->steps[ticket->steps[ticket->current].back_step - 1];
    const struct session *session = engine_session(decision->engine, sender->operator_id);
    add_step_entered(decision, &(struct entering){.ticket = ticket->id,
                                                  .step = ticket->step_count,
                                                  .service = sender->service,
                                                  .class = ticket->class,
                                                  .needs = ticket->needs,
                                                  .language = ticket->language,
                                                  .entry = ENTRY_BACK,
                                                  .base_ms = decision->now_ms,
                                                  .for_operator = session ? sender->operator_id : 0,
                                                  .front = true});
}

void add_next_step(struct decision *decision, const struct ticket *ticket)
{
    if (ticket->steps[ticket->current].back_step) {
        add_step_back(decision, ticket);
        return;
    }
    int32_t next = ticket_next_planned(ticket);
    if (next < 0)
        return;
    add_step_entered(decision, &(struct entering){.ticket = ticket->id,
                                                  .step = next,
                                                  .service = ticket->steps[next].service,
                                                  .class = ticket->class,
                                                  .needs = ticket->needs,
                                                  .language = ticket->language,
                                                  .entry = ENTRY_NEXT,
                                                  .base_ms = decision->now_ms});
}

void add_help_ended(struct decision *decision, const struct session *session)
{
    const struct ticket *ticket = engine_ticket(decision->engine, session->ticket);
    const struct step *step = &ticket->steps[ticket->current];
    struct event *event = add_session_event(decision, EVENT_HELP_ENDED, session);
    event->ticket = ticket->id;
    event->step = ticket->current;
    event->service = step->service;
    event->class = step->class;
}

void add_helpers_freed(struct decision *decision, const struct ticket *ticket)
{
    for (int32_t i = 1; i < decision->engine->operator_count; i++) {
        const struct session *session = &decision->engine->operators[i].session;
        if (session->activity != ACTIVITY_HELP || session->ticket != ticket->id)
            continue;
        add_help_ended(decision, session);
        add_freed(decision, session->operator_id);
    }
}

void add_freed(struct decision *decision, int32_t operator_id)
{
    const struct session *session = engine_session(decision->engine, operator_id);
    if (!session || !session->next_pause)
        return;
    struct event *event = add_session_event(decision, EVENT_PAUSED, session);
    event->value[PAUSE_CODE] = session->next_pause;
    event->value[PAUSE_TIME] = session->next_pause_ms ? decision->now_ms + session->next_pause_ms : 0;
}

/* --- what several ask --- */

bool is_offered_service(const struct decision *decision, int32_t service)
{
    return service > 0 && service < decision->rulebook->services.count &&
           decision->rulebook->services.items[service].offered;
}

bool is_offered_code(const struct rule_code *codes, int32_t count, int64_t code)
{
    return code > 0 && code < count && codes[code].offered;
}

int check_class_and_needs(struct decision *decision)
{
    const struct command *command = decision->command;
    const struct rulebook *rulebook = decision->rulebook;
    if (command->class <= 0 || command->class >= rulebook->classes.count ||
        !rulebook->classes.items[command->class].offered)
        return refuse(decision, REFUSAL_UNKNOWN_CLASS);
    for (int32_t need = 0; need <= RULEBOOK_NEEDS; need++) {
        if (!(command->needs & ID_BIT(need)) || (need < rulebook->needs.count && rulebook->needs.items[need].offered))
            continue;
        int r = refuse(decision, REFUSAL_UNKNOWN_NEED);
        decision->refusal->needs = ID_BIT(need);
        return r;
    }
    return 0;
}

int check_outcome(struct decision *decision)
{
    const struct rulebook *rulebook = decision->rulebook;
    int32_t outcome = decision->command->outcome;
    if (outcome <= 0 || outcome >= rulebook->outcomes.count || !rulebook->outcomes.items[outcome].offered)
        return refuse(decision, REFUSAL_UNKNOWN_OUTCOME);
    return 0;
}

bool has_reason(const struct decision *decision)
{
    return is_offered_code(decision->rulebook->reasons.items, decision->rulebook->reasons.count,
                           decision->command->reason);
}

/* --- the gauntlet --- */

static int ask_session(struct decision *decision, unsigned asks)
{
    const struct engine *engine = decision->engine;
    decision->session = engine_session(engine, decision->command->operator_id);
    if (!decision->session || decision->session->state == SESSION_AWAY)
        return refuse(decision, REFUSAL_NOT_SIGNED_IN);
    enum activity activity = decision->session->activity;
    const struct ticket *held = activity == ACTIVITY_TICKET ? engine_ticket(engine, decision->session->ticket) : NULL;
    if (asks & ASKS_FREE && held)
        return refuse_ticket(decision, REFUSAL_HOLDS_TICKET, held);
    if (asks & ASKS_FREE && activity != ACTIVITY_FREE)
        return refuse(decision, REFUSAL_NOT_FREE);
    if (asks & ASKS_HELD && !held)
        return refuse(decision, REFUSAL_HOLDS_NONE);
    if (asks & ASKS_HELD)
        decision->ticket = held;
    return 0;
}

static int ask_ticket(struct decision *decision)
{
    const struct command *command = decision->command;
    if (!decision->ticket)
        decision->ticket = engine_ticket(decision->engine, command->ticket);
    if (!decision->ticket)
        return refuse(decision, REFUSAL_UNKNOWN_TICKET);
    decision->step = &decision->ticket->steps[decision->ticket->current];
    if (!step_permits(decision->step->state, command->kind))
        return refuse_ticket(decision, REFUSAL_WRONG_STATE, decision->ticket);
    return 0;
}

static int ask(struct decision *decision, unsigned asks)
{
    const struct engine *engine = decision->engine;
    int r = 0;
    if (asks & ASKS_DAY && (!engine->day || engine->closing))
        return refuse(decision, REFUSAL_NO_DAY);
    if (asks & ASKS_RUNNING && engine->halted)
        return refuse_halted(decision);
    if (asks & ASKS_SESSION)
        r = ask_session(decision, asks);
    if (r == 0 && asks & (ASKS_HELD | ASKS_TICKET))
        r = ask_ticket(decision);
    if (r == 0 && asks & ASKS_REASON && !has_reason(decision))
        r = refuse(decision, REFUSAL_REASON_NEEDED);
    return r;
}

int engine_decide(const struct engine *engine, const struct rulebook *rulebook, const struct command *command,
                  int64_t now_ms, struct events *events, struct refusal *ret_refusal)
{
    assert(now_ms >= engine->now_ms);
    assert(command->kind < COMMAND_COUNT && rows[command->kind].decide);
    struct decision decision = {.engine = engine,
                                .rulebook = rulebook,
                                .command = command,
                                .now_ms = now_ms,
                                .events = events,
                                .refusal = ret_refusal};
    size_t before = events->count;
    int r = ask(&decision, rows[command->kind].asks);
    if (r == 0)
        r = rows[command->kind].decide(&decision);
    if (r < 0)
        events->count = before;
    return r;
}

/* Decides, numbers and applies. */
static int execute(struct engine *engine, const struct rulebook *rulebook, const struct command *command,
                   int64_t now_ms, struct events *events, struct refusal *ret_refusal)
{
    size_t first = events->count;
    int r = engine_decide(engine, rulebook, command, now_ms, events, ret_refusal);
    for (size_t i = first; i < events->count; i++) {
        events->items[i].seq = engine->seq + 1;
        engine_apply(engine, &events->items[i]);
    }
    return r;
}

int engine_execute(struct engine *engine, const struct rulebook *rulebook, const struct command *command,
                   int64_t now_ms, struct events *events, struct refusal *ret_refusal)
{
    struct command one = *command;
    *ret_refusal = (struct refusal){0};
    bool and_next = command->kind == COMMAND_FINISH && command->next;
    if (and_next)
        one.group = engine->seq + 1;
    int r = execute(engine, rulebook, &one, now_ms, events, ret_refusal);
    if (r < 0 || !and_next)
        return r;
    struct command next = {.kind = COMMAND_NEXT, .operator_id = command->operator_id, .group = one.group};
    r = execute(engine, rulebook, &next, now_ms, events, ret_refusal);
    return r < 0 && ret_refusal->kind != REFUSAL_NONE ? 0 : r;
}
