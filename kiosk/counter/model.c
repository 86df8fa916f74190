/* SPDX-License-Identifier: MIT
 *
 * Reading what the daemon said.
 */
#include "kiosk/counter/model.h"

#include <string.h>

enum { SECOND_MS = 1000, MINUTE_MS = 60 * 1000, SHOWN_BUSY_MS = 500 };

void model_init(struct model *model)
{
    *model = (struct model){0};
    names_init(&model->names);
    kept_init(&model->watch);
    kept_init(&model->waiting);
    kept_init(&model->explained);
    kept_init(&model->colleagues);
}

void model_done(struct model *model)
{
    names_done(&model->names);
    kept_done(&model->watch);
    kept_done(&model->waiting);
    kept_done(&model->explained);
    kept_done(&model->colleagues);
    free(model->before);
    free(model->said);
    *model = (struct model){0};
}

/* --- what was said --- */

const struct counter_watch_out *model_watch(const struct model *model)
{
    return model->watch.out;
}

const struct counter_ticket *model_ticket(const struct model *model)
{
    const struct counter_watch_out *watch = model_watch(model);
    return watch ? watch->ticket : NULL;
}

enum counter_activity model_activity(const struct model *model)
{
    const struct counter_watch_out *watch = model_watch(model);
    return watch && watch->session.activity.value >= 0 ? (enum counter_activity)watch->session.activity.value
                                                       : COUNTER_ACTIVITY_FREE;
}

bool model_has_visitor(const struct model *model)
{
    return model_ticket(model) && model_activity(model) == COUNTER_ACTIVITY_TICKET;
}

bool model_holds(const struct model *model, enum counter_step_state state)
{
    return model_has_visitor(model) && model_ticket(model)->state.value == (int)state;
}

size_t model_waiting_count(const struct model *model)
{
    const struct counter_list_waiting_out *waiting = model->waiting.out;
    return waiting ? waiting->tickets.count : 0;
}

const struct counter_ticket *model_waiting_at(const struct model *model, size_t index)
{
    const struct counter_list_waiting_out *waiting = model->waiting.out;
    return waiting && index < waiting->tickets.count ? &waiting->tickets.items[index] : NULL;
}

const struct counter_ticket *model_find_waiting(const struct model *model, const char *ticket)
{
    for (size_t i = 0; i < model_waiting_count(model); i++) {
        if (strcmp(model_waiting_at(model, i)->ticket, ticket) == 0)
            return model_waiting_at(model, i);
    }
    return NULL;
}

const struct counter_ticket *model_find_parked(const struct model *model, const char *ticket)
{
    const struct counter_watch_out *watch = model_watch(model);
    for (size_t i = 0; watch && i < watch->parked.count; i++) {
        if (strcmp(watch->parked.items[i].ticket, ticket) == 0)
            return &watch->parked.items[i];
    }
    return NULL;
}

int64_t model_waiting_total(const struct model *model)
{
    const struct counter_watch_out *watch = model_watch(model);
    int64_t total = 0;
    for (size_t i = 0; watch && i < watch->queues.count; i++)
        total += watch->queues.items[i].waiting;
    return total;
}

size_t model_own_parked(const struct model *model)
{
    const struct counter_watch_out *watch = model_watch(model);
    size_t count = 0;
    for (size_t i = 0; watch && i < watch->parked.count; i++) {
        const struct counter_ticket *parked = &watch->parked.items[i];
        count += parked->operator&& strcmp(parked->operator, watch->session.operator) == 0;
    }
    return count;
}

/* --- acting --- */

bool model_is_busy(const struct model *model, int64_t now_ms)
{
    return model->busy_since_ms != 0 || model->settle_until_ms > now_ms;
}

static bool is_free(const struct model *model)
{
    return model_activity(model) == COUNTER_ACTIVITY_FREE;
}

static bool is_halted(const struct model *model)
{
    return model_watch(model)->halted != NULL;
}

static bool can_begin(const struct model *model, attr_unused int64_t now_ms)
{
    return is_free(model) && !is_halted(model);
}

static bool can_leave(const struct model *model, attr_unused int64_t now_ms)
{
    return is_free(model);
}

static bool can_pause(const struct model *model, attr_unused int64_t now_ms)
{
    return (is_free(model) || model_has_visitor(model)) && !model_watch(model)->session.next_pause;
}

static bool can_arrive(const struct model *model, attr_unused int64_t now_ms)
{
    return model_holds(model, COUNTER_STEP_STATE_CALLED);
}

static bool can_recall(const struct model *model, int64_t now_ms)
{
    return model_holds(model, COUNTER_STEP_STATE_CALLED) && !is_halted(model) &&
           (!model_ticket(model)->recall_from.set || model_ticket(model)->recall_from.value <= now_ms);
}

static bool can_be_no_show(const struct model *model, int64_t now_ms)
{
    const struct counter_ticket *ticket = model_ticket(model);
    return model_holds(model, COUNTER_STEP_STATE_CALLED) && !is_halted(model) &&
           (!ticket->calls_needed.set || ticket->calls_needed.value == 0) &&
           (!ticket->no_show_from.set || ticket->no_show_from.value <= now_ms);
}

static bool has_visitor(const struct model *model, attr_unused int64_t now_ms)
{
    return model_has_visitor(model);
}

static bool has_ticket(const struct model *model, attr_unused int64_t now_ms)
{
    return model_ticket(model) != NULL;
}

static bool can_send_on(const struct model *model, attr_unused int64_t now_ms)
{
    return model_has_visitor(model) && !is_halted(model);
}

static bool has_parked(const struct model *model, attr_unused int64_t now_ms)
{
    return model_watch(model)->parked.count > 0;
}

static bool can_undo(const struct model *model, int64_t now_ms)
{
    return model_undo_ms(model, now_ms) > 0;
}

static bool helps(const struct model *model, attr_unused int64_t now_ms)
{
    return model_activity(model) == COUNTER_ACTIVITY_HELP;
}

static bool is_to_pause(const struct model *model, attr_unused int64_t now_ms)
{
    return model_activity(model) == COUNTER_ACTIVITY_PAUSE || model_watch(model)->session.next_pause;
}

static bool has_task(const struct model *model, attr_unused int64_t now_ms)
{
    return model_activity(model) == COUNTER_ACTIVITY_TASK;
}

static bool can_print(const struct model *model, attr_unused int64_t now_ms)
{
    return model->printer && model_ticket(model);
}

/* Where the state lets it be; whether the rules of the hall do is the daemon's to say. Acts that are not here may be in
 * every state. */
static const struct {
    enum counter_act act;
    bool (*lets)(const struct model *model, int64_t now_ms);
} states[] = {
        {ACT_NEXT, can_begin},       {ACT_CHOOSE, can_begin},       {ACT_TAKE_UP, can_begin},
        {ACT_DIRECT, can_begin},     {ACT_HELP, can_leave},         {ACT_TASK, can_leave},
        {ACT_PAUSE, can_pause},      {ACT_ARRIVE, can_arrive},      {ACT_RECALL, can_recall},
        {ACT_FINISH, has_visitor},   {ACT_NO_SHOW, can_be_no_show}, {ACT_PARK, has_visitor},
        {ACT_JOIN, has_visitor},     {ACT_HAND_OVER, has_visitor},  {ACT_NOTE, has_ticket},
        {ACT_TRANSFER, can_send_on}, {ACT_COME_BACK, has_parked},   {ACT_UNDO, can_undo},
        {ACT_END_HELP, helps},       {ACT_END_PAUSE, is_to_pause},  {ACT_END_TASK, has_task},
        {ACT_REPRINT, can_print},
};

static bool state_lets(const struct model *model, enum counter_act act, int64_t now_ms)
{
    for (size_t i = 0; i < ARRAY_SIZE(states); i++) {
        if (states[i].act == act)
            return states[i].lets(model, now_ms);
    }
    return true;
}

static bool can_ask(const struct model *model)
{
    return model->connected && model_watch(model);
}

bool model_may(const struct model *model, enum counter_act act, int64_t now_ms)
{
    if (!can_ask(model) || (model->under_way & act_bit(act)) || (act <= ACT_HALL_LAST && model_is_busy(model, now_ms)))
        return false;
    return state_lets(model, act, now_ms);
}

bool model_lets(const struct model *model, enum counter_act act, int64_t now_ms)
{
    return model_watch(model) && state_lets(model, act, now_ms);
}

bool model_offers(const struct model *model, enum counter_act act, int64_t now_ms)
{
    bool long_busy = model->busy_since_ms != 0 && now_ms - model->busy_since_ms >= SHOWN_BUSY_MS;
    return can_ask(model) && !(long_busy && act <= ACT_HALL_LAST) && state_lets(model, act, now_ms);
}

enum counter_act model_enter(const struct model *model)
{
    if (!model_watch(model))
        return ACT_NONE;
    switch (model_activity(model)) {
    case COUNTER_ACTIVITY_FREE:
        return is_halted(model) ? ACT_NONE : ACT_NEXT;
    case COUNTER_ACTIVITY_TICKET:
        return model_holds(model, COUNTER_STEP_STATE_CALLED) ? ACT_ARRIVE : ACT_FINISH;
    case COUNTER_ACTIVITY_HELP:
        return ACT_END_HELP;
    case COUNTER_ACTIVITY_PAUSE:
        return ACT_END_PAUSE;
    case COUNTER_ACTIVITY_TASK:
        return ACT_END_TASK;
    }
    return ACT_NONE;
}

const struct visitor_outcome *model_usual_outcome(const struct model *model)
{
    const struct visitor_get_words_out *words = names_words(&model->names);
    for (size_t i = 0; words && i < words->outcomes.count; i++) {
        if (words->outcomes.items[i].fulfilled)
            return &words->outcomes.items[i];
    }
    return words && words->outcomes.count > 0 ? &words->outcomes.items[0] : NULL;
}

const struct visitor_outcome *model_outcome(const struct model *model, int64_t digit)
{
    const struct visitor_get_words_out *words = names_words(&model->names);
    for (size_t i = 0; words && i < words->outcomes.count; i++) {
        if (words->outcomes.items[i].digit == digit)
            return &words->outcomes.items[i];
    }
    return NULL;
}

/* --- time --- */

static int64_t since(const struct model *model)
{
    const struct counter_watch_out *watch = model_watch(model);
    return watch->ticket ? watch->ticket->since : watch->session.since;
}

static int64_t not_negative(int64_t ms)
{
    return ms > 0 ? ms : 0;
}

int64_t model_elapsed_ms(const struct model *model, int64_t now_ms)
{
    return model_watch(model) ? not_negative(now_ms - since(model)) : 0;
}

int64_t model_waited_ms(const struct counter_ticket *ticket, int64_t since_ms, int64_t now_ms)
{
    bool goes_on = ticket->state.value == COUNTER_STEP_STATE_WAITING;
    return ticket->waited_ms + (goes_on ? not_negative(now_ms - since_ms) : 0);
}

bool model_is_long(const struct model *model, int64_t now_ms)
{
    const struct counter_watch_out *watch = model_watch(model);
    return model_holds(model, COUNTER_STEP_STATE_SERVING) && watch->long_ms.set &&
           model_elapsed_ms(model, now_ms) >= watch->long_ms.value;
}

int64_t model_undo_ms(const struct model *model, int64_t now_ms)
{
    const struct counter_watch_out *watch = model_watch(model);
    return watch && watch->undo ? not_negative(watch->undo->until - now_ms) : 0;
}

static bool is_due(int64_t at_ms, int64_t now_ms)
{
    return at_ms != 0 && at_ms <= now_ms;
}

enum counter_act model_due(const struct model *model, int64_t now_ms)
{
    if (!model->signed_in || !model->connected)
        return ACT_NONE;
    if (is_due(model->watch_due_ms, now_ms))
        return ACT_WATCH;
    return is_due(model->list_due_ms, now_ms) ? ACT_LIST : ACT_NONE;
}

/* The earlier of two moments; 0 is none. */
static int64_t sooner(int64_t one_ms, int64_t other_ms)
{
    return other_ms != 0 && other_ms < one_ms ? other_ms : one_ms;
}

/* Seconds are counted only where somebody waits for them: a ticket is held, something can be undone, a PIN was wrong.
 */
int64_t model_wake(const struct model *model, int64_t now_ms)
{
    int64_t wake_ms = now_ms + MINUTE_MS - now_ms % MINUTE_MS;
    const struct counter_ticket *ticket = model_ticket(model);
    if (ticket || model_undo_ms(model, now_ms) > 0 || model->wrong_pin_from > now_ms)
        wake_ms = now_ms + SECOND_MS - not_negative(now_ms - (ticket ? since(model) : 0)) % SECOND_MS;
    if (model->busy_since_ms != 0 && now_ms - model->busy_since_ms < SHOWN_BUSY_MS)
        wake_ms = sooner(wake_ms, model->busy_since_ms + SHOWN_BUSY_MS);
    if (model->said && model->said_until_ms > now_ms)
        wake_ms = sooner(wake_ms, model->said_until_ms);
    if (model->signed_in && model->connected)
        wake_ms = sooner(sooner(wake_ms, model->list_due_ms), model->watch_due_ms);
    return wake_ms;
}

int64_t model_longest_ms(const struct model *model, const struct counter_queue *queue, int64_t now_ms)
{
    if (queue->waiting == 0)
        return 0;
    bool halted = model_watch(model)->halted; /* waiting time goes on, but nobody can be called: as it was told */
    return queue->longest_ms + (halted ? 0 : not_negative(now_ms - model->watch_ms));
}

enum light model_light(const struct counter_queue *queue, int64_t longest_ms)
{
    if (queue->waiting == 0)
        return LIGHT_NONE;
    if (longest_ms > queue->target_ms)
        return LIGHT_RED;
    return longest_ms * 2 >= queue->target_ms ? LIGHT_YELLOW : LIGHT_GREEN;
}

/* --- colleagues --- */

bool model_alarm_is_own(const struct model *model, const struct counter_open_alarm *alarm)
{
    return strcmp(alarm->counter, model_watch(model)->session.counter) == 0;
}

const struct counter_open_alarm *model_alarm_to_answer(const struct model *model)
{
    const struct counter_watch_out *watch = model_watch(model);
    for (size_t i = 0; watch && i < watch->alarms.count; i++) {
        if (!model_alarm_is_own(model, &watch->alarms.items[i]) && !watch->alarms.items[i].coming)
            return &watch->alarms.items[i];
    }
    return NULL;
}

const struct counter_open_alarm *model_alarm_to_end(const struct model *model)
{
    const struct counter_watch_out *watch = model_watch(model);
    for (size_t i = 0; watch && i < watch->alarms.count; i++) {
        const struct counter_open_alarm *alarm = &watch->alarms.items[i];
        bool mine = alarm->coming_operator && strcmp(alarm->coming_operator, watch->session.operator) == 0;
        if (model_alarm_is_own(model, alarm) || mine)
            return alarm;
    }
    return NULL;
}

const struct counter_message *model_message(const struct model *model)
{
    const struct counter_watch_out *watch = model_watch(model);
    return watch && watch->messages.count > 0 ? &watch->messages.items[0] : NULL;
}
