/* SPDX-License-Identifier: MIT
 *
 * What a counter shows: the session, its ticket, who waits, what can be undone; and the list to choose from.
 */
#include <string.h>

#include "daemon/daemon.h"
#include "daemon/engine/rules.h"
#include "daemon/method_alarm.h"
#include "daemon/method_counter.h"
#include "daemon/method_message.h"

#define EVERY_MS       100
#define USUAL_LIMIT    20
#define GREATEST_LIMIT 500

/* --- parts of the screen --- */

static bool is_parked(const struct ticket *ticket)
{
    return view_step(ticket)->state == STEP_PARKED;
}

/* Those that come back first, first; those that wait for somebody to take them up, last. */
static int compare_parked(const void *a, const void *b)
{
    const struct ticket *const *x = a, *const *y = b;
    int64_t x_ms = view_step(*x)->until_ms ? view_step(*x)->until_ms : INT64_MAX;
    int64_t y_ms = view_step(*y)->until_ms ? view_step(*y)->until_ms : INT64_MAX;
    return x_ms != y_ms ? (x_ms > y_ms) - (x_ms < y_ms) : ((*x)->id > (*y)->id) - ((*x)->id < (*y)->id);
}

static void add_parked(const struct view *view, int32_t operator_id, struct counter_watch_out *out)
{
    const struct engine *engine = view->hall->engine;
    size_t room = (size_t)engine_tickets(engine), count = 0;
    const struct ticket **parked = arena_new_n(view->arena, const struct ticket *, room);
    for (int32_t id = 1; id <= engine_tickets(engine); id++) {
        const struct ticket *ticket = engine_ticket(engine, id);
        if (is_parked(ticket) && (view_step(ticket)->operator_id == operator_id ||
                                  counter_takes(view->hall, operator_id, view_step(ticket)->service)))
            parked[count++] = ticket;
    }
    qsort(parked, count, sizeof(*parked), compare_parked);
    out->parked.count = count;
    out->parked.items = arena_new_n(view->arena, struct counter_ticket, count);
    for (size_t i = 0; i < count; i++)
        out->parked.items[i] = view_counter_ticket(view, parked[i]);
}

static struct counter_queue make_queue(const struct view *view, struct serving *serving, int32_t service, int tier)
{
    const struct engine *engine = view->hall->engine;
    struct counter_queue queue = {.service = view_key(view, NAME_SERVICE, service),
                                  .tier = tier,
                                  .waiting = engine_waiting(engine, service),
                                  .target_ms = view->hall->rulebook->services.items[service].target_ms};
    for (int32_t place = 0; place < queue.waiting; place++) {
        const struct step *step = view_step(engine_waiting_at(engine, service, place));
        int64_t waited_ms = step_waited_ms(step, view->now_ms);
        queue.longest_ms = waited_ms > queue.longest_ms ? waited_ms : queue.longest_ms;
        queue.late += waited_ms > step->target_ms;
    }
    queue.counters = serving_counters(serving, view->hall, service);
    return queue;
}

static void add_queues(const struct view *view, struct serving *serving, int32_t operator_id,
                       struct counter_watch_out *out)
{
    const struct rulebook *rulebook = view->hall->rulebook;
    int32_t profile = engine_session(view->hall->engine, operator_id)->profile;
    const uint8_t *tiers = rulebook->profiles.items[profile].tiers;
    out->queues.items = arena_new_n(view->arena, struct counter_queue, (size_t)rulebook->services.count);
    for (int tier = 0; tier < RULEBOOK_TIERS; tier++) {
        for (int32_t service = 1; service < rulebook->services.count; service++) {
            if (tiers[service] == tier + 1)
                out->queues.items[out->queues.count++] = make_queue(view, serving, service, tier);
        }
    }
}

static void add_last_act(const struct view *view, int32_t operator_id, struct counter_watch_out *out)
{
    static const int words[EVENT_KIND_LIMIT] = {
            [EVENT_CALLED] = COUNTER_LAST_ACT_WHAT_CALL,    [EVENT_FINISHED] = COUNTER_LAST_ACT_WHAT_FINISH,
            [EVENT_MISSED] = COUNTER_LAST_ACT_WHAT_NO_SHOW, [EVENT_TRANSFERRED] = COUNTER_LAST_ACT_WHAT_TRANSFER,
            [EVENT_PARKED] = COUNTER_LAST_ACT_WHAT_PARK,
    };
    struct last_act act = engine_last_act(view->hall->engine, operator_id);
    if (!act.kind || act.until_ms < view->now_ms)
        return;
    out->undo = arena_new(view->arena, struct counter_last_act);
    *out->undo = (struct counter_last_act){
            .what = {.value = act.and_next ? COUNTER_LAST_ACT_WHAT_FINISH_AND_NEXT : words[act.kind]},
            .ticket = hall_ticket_text(view->hall, act.ticket, view->arena),
            .until = act.until_ms,
    };
}

static void add_usual(const struct view *view, int32_t service, struct counter_watch_out *out)
{
    const struct usual_length usual = forecasts_usual(view->hall->forecasts, view->hall->rulebook, service);
    out->usual_ms = (struct idl_maybe_int){.set = true, .value = usual.mean_ms};
    out->long_ms = (struct idl_maybe_int){.set = true, .value = usual.long_ms};
}

/* --- his day --- */

static int64_t spent_ms(const struct view *view, const struct session *session, enum activity activity)
{
    return session->spent_ms[activity] + (session->activity == activity ? view->now_ms - session->since_ms : 0);
}

/* Counts a step that he ended. */
static void count_step(const struct step *step, int32_t operator_id, struct counter_own_day *day)
{
    if (step->operator_id != operator_id)
        return;
    day->no_shows += step->end == END_NO_SHOW;
    day->served += step->end == END_SERVED;
    day->service_ms.value += step->end == END_SERVED ? step->service_ms : 0;
}

static struct counter_own_day own_day(const struct view *view, int32_t operator_id)
{
    const struct engine *engine = view->hall->engine;
    const struct session *session = engine_session(engine, operator_id);
    struct counter_own_day day = {
            .ticket_ms = spent_ms(view, session, ACTIVITY_TICKET),
            .help_ms = spent_ms(view, session, ACTIVITY_HELP),
            .pause_ms = spent_ms(view, session, ACTIVITY_PAUSE),
            .task_ms = spent_ms(view, session, ACTIVITY_TASK),
            .free_ms = spent_ms(view, session, ACTIVITY_FREE),
    };
    day.signed_in_ms = day.ticket_ms + day.help_ms + day.pause_ms + day.task_ms + day.free_ms;
    for (int32_t id = 1; id <= engine_tickets(engine); id++) {
        const struct ticket *ticket = engine_ticket(engine, id);
        for (int32_t i = 0; i < ticket->step_count; i++)
            count_step(&ticket->steps[i], operator_id, &day);
    }
    day.service_ms.set = day.served > 0;
    day.service_ms.value = day.served > 0 ? day.service_ms.value / day.served : 0;
    return day;
}

/* --- Watch --- */

/* The subscription's token: of the call, or of the session that its connection spoke for when it came. */
static void make_watch(const struct snapshot_request *request, void *output)
{
    const struct counter_watch_in *in = request->in;
    struct counter_watch_out *out = output;
    struct hall *hall = &request->daemon->hall;
    int32_t operator_id = counter_of_token(request->daemon, in->token);
    struct view view = view_for(hall, request->arena, request->rights, method_counter.roles, operator_id);
    const struct ticket *ticket = engine_ticket(hall->engine, counter_held(hall, operator_id));
    *out = (struct counter_watch_out){
            .session = counter_session(&view, operator_id),
            .day = own_day(&view, operator_id),
            .halted = view_key(&view, NAME_REASON, engine_halt(hall->engine).reason),
    };
    if (ticket) {
        out->ticket = arena_new(view.arena, struct counter_ticket);
        *out->ticket = view_counter_ticket(&view, ticket);
    }
    add_parked(&view, operator_id, out);
    add_queues(&view, &request->daemon->serving, operator_id, out);
    add_last_act(&view, operator_id, out);
    if (ticket)
        add_usual(&view, view_step(ticket)->service, out);
    int32_t counter = engine_session(hall->engine, operator_id)->counter;
    alarm_list_for_counter(&view, &request->daemon->alarms, counter, out);
    message_list_for_counter(&view, &request->daemon->messages, counter, out);
}

/* Terminals that watch one session see the same, but for notes that an account may not read. */
static const char *watch_key(const struct snapshot_request *request)
{
    const struct counter_watch_in *in = request->in;
    return rights_cover_all(request->rights, method_counter.roles) ? in->token : NULL;
}

static enum snapshot_end watch_end(const struct snapshot_request *request)
{
    const struct counter_watch_in *in = request->in;
    return counter_of_token(request->daemon, in->token) ? SNAPSHOT_GOES_ON : SNAPSHOT_SIGNED_OUT;
}

static const struct snapshot watch_snapshot = {.topics = TOPIC_HALL | TOPIC_FORECAST,
                                               .every_ms = EVERY_MS,
                                               .make = make_watch,
                                               .key = watch_key,
                                               .end = watch_end};

void counter_watch(struct varlink_call *call, const void *input)
{
    struct counter_watch_in *in = arena_new(varlink_call_arena(call), struct counter_watch_in);
    *in = *(const struct counter_watch_in *)input;
    struct hall *hall = daemon_hall(call);
    int32_t operator_id = daemon_operator(call);
    hall_run_clock(hall);
    if (!in->token && counter_is_there(hall, operator_id))
        in->token = counter_token(daemon_of(call), operator_id, varlink_call_arena(call));
    if (!in->token || !counter_of_token(daemon_of(call), in->token))
        call_refuse(call, &(struct refusal){.kind = REFUSAL_NOT_SIGNED_IN}, NULL);
    else
        publish_answer(&daemon_of(call)->publish, call, &watch_snapshot, in);
}

/* --- ListWaiting --- */

struct candidate {
    struct calling_key key; /* as this counter sees it */
    bool early;             /* before its slot: after all others */
};

static int compare_candidates(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    return x->early != y->early ? x->early - y->early : calling_key_compare(&x->key, &y->key);
}

/* All whom he may choose, in the order in which he would call them; how many. */
static size_t candidates(const struct view *view, const struct session *session, struct candidate *items)
{
    const struct engine *engine = view->hall->engine;
    const struct rulebook *rulebook = view->hall->rulebook;
    const struct rule_profile *profile = &rulebook->profiles.items[session->profile];
    size_t count = 0;
    for (int32_t service = 1; service < rulebook->services.count; service++) {
        int tier = profile->tiers[service] - 1;
        for (int32_t place = 0; place < engine_waiting(engine, service); place++) {
            const struct ticket *ticket = engine_waiting_at(engine, service, place);
            const struct step *step = view_step(ticket);
            if (rules_may_choose(engine, rulebook, session, ticket) != REFUSAL_NONE)
                continue;
            bool later = tier >= 0 && step->tier < TIER_PROMOTED;
            items[count++] = (struct candidate){
                    .key = {.tier = step->tier,
                            .due_ms = step->due_ms + (later ? profile->offset_ms[tier] : 0),
                            .ticket = ticket->id},
                    .early = step->base_ms > view->now_ms,
            };
        }
    }
    qsort(items, count, sizeof(*items), compare_candidates);
    return count;
}

void counter_list_waiting(struct varlink_call *call, const void *input)
{
    const struct counter_list_waiting_in *in = input;
    int32_t operator_id = daemon_operator(call), limit;
    struct hall *hall = daemon_hall(call);
    struct view view = view_for(hall, varlink_call_arena(call), daemon_rights(call), method_counter.roles, operator_id);
    hall_run_clock(hall);
    if (!call_number(call, "limit", in->limit, USUAL_LIMIT, GREATEST_LIMIT, &limit))
        return;
    if (!counter_is_there(hall, operator_id)) {
        call_refuse(call, &(struct refusal){.kind = REFUSAL_NOT_SIGNED_IN}, NULL);
        return;
    }
    struct candidate *items = arena_new_n(view.arena, struct candidate, (size_t)engine_tickets(hall->engine));
    size_t count = candidates(&view, engine_session(hall->engine, operator_id), items);
    count = count < (size_t)limit ? count : (size_t)limit;
    struct counter_list_waiting_out out = {
            .tickets = {.count = count, .items = arena_new_n(view.arena, struct counter_ticket, count)}};
    for (size_t i = 0; i < count; i++)
        out.tickets.items[i] = view_counter_ticket(&view, engine_ticket(hall->engine, items[i].key.ticket));
    varlink_reply(call, &out);
}

/* --- colleagues --- */

static void add_colleagues(const struct view *view, int32_t operator_id, bool those_free,
                           struct counter_list_colleagues_out *out)
{
    const struct engine *engine = view->hall->engine;
    for (int32_t id = 1; id < engine_operators(engine); id++) {
        const struct session *session = engine_session(engine, id);
        bool there = session && session->state == SESSION_PRESENT && id != operator_id;
        if (there && (session->activity == ACTIVITY_FREE) == those_free)
            out->colleagues.items[out->colleagues.count++] =
                    (struct counter_colleague){.operator= view_key(view, NAME_OPERATOR, id),
                                               .counter = view_key(view, NAME_COUNTER, session->counter),
                                               .activity = view_activity(session->activity)};
    }
}

void counter_list_colleagues(struct varlink_call *call, attr_unused const void *input)
{
    int32_t operator_id = daemon_operator(call);
    struct hall *hall = daemon_hall(call);
    struct view view = view_of(hall, varlink_call_arena(call));
    struct counter_list_colleagues_out out = {0};
    hall_run_clock(hall);
    if (!counter_is_there(hall, operator_id)) {
        call_refuse(call, &(struct refusal){.kind = REFUSAL_NOT_SIGNED_IN}, NULL);
        return;
    }
    out.colleagues.items =
            arena_new_n(view.arena, struct counter_colleague, (size_t)engine_operators(hall->engine) + 1);
    add_colleagues(&view, operator_id, true, &out);
    add_colleagues(&view, operator_id, false, &out);
    varlink_reply(call, &out);
}
