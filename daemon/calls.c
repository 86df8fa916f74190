/* SPDX-License-Identifier: MIT
 *
 * A list that grows with every call, and of each ticket the place of its last one.
 */
#include "daemon/calls.h"

#include <string.h>

static void forget(struct calls *calls)
{
    calls->count = 0;
    calls->taken_back.count = 0;
    calls->missed.count = 0;
    if (calls->last)
        memset(calls->last, 0, calls->last_count * sizeof(calls->last[0]));
}

void calls_done(struct calls *calls)
{
    free(calls->items);
    free(calls->last);
    free(calls->taken_back.items);
    free(calls->missed.items);
    *calls = (struct calls){0};
}

/* --- looking --- */

const struct call_made *calls_last(const struct calls *calls, int32_t ticket)
{
    bool known = ticket > 0 && (size_t)ticket < calls->last_count && calls->last[ticket];
    return known ? &calls->items[calls->last[ticket] - 1] : NULL;
}

/* The last call of an operator; NULL: none. */
static struct call_made *last_of_operator(const struct calls *calls, int32_t operator_id)
{
    for (size_t i = calls->count; i > 0; i--) {
        if (calls->items[i - 1].operator_id == operator_id)
            return &calls->items[i - 1];
    }
    return NULL;
}

/* --- taking --- */

static void add(struct calls *calls, struct call_made call)
{
    size_t ticket = (size_t)call.ticket;
    if (ticket >= calls->last_count) {
        size_t count = ticket * 2;
        calls->last = mem_realloc(calls->last, count, sizeof(calls->last[0]));
        memset(calls->last + calls->last_count, 0, (count - calls->last_count) * sizeof(calls->last[0]));
        calls->last_count = count;
    }
    mem_grow(calls->items, calls->count, calls->room);
    calls->items[calls->count++] = call;
    calls->last[ticket] = (int32_t)calls->count;
}

static void take_called(struct calls *calls, const struct event *event)
{
    add(calls, (struct call_made){.seq = event->seq,
                                  .at_ms = event->at_ms,
                                  .kind = CALL_KIND_FIRST,
                                  .ticket = event->ticket,
                                  .step = event->step,
                                  .service = event->service,
                                  .counter = event->counter,
                                  .operator_id = event->operator_id,
                                  .why = (enum call_why)event->value[CALLED_WHY],
                                  .group = event->value[CALLED_GROUP]});
}

/* The same call once more, in another way. */
static void repeat(struct calls *calls, const struct event *event, const struct call_made *before, enum call_kind kind)
{
    if (!before)
        return;
    struct call_made call = *before;
    call.seq = event->seq;
    call.at_ms = event->at_ms;
    call.kind = kind;
    add(calls, call);
}

static void take_recalled(struct calls *calls, const struct event *event)
{
    repeat(calls, event, calls_last(calls, event->ticket), CALL_KIND_AGAIN);
}

/* An operator goes to another counter and takes his ticket along. Whether it is called just now, the engine knows:
 * boards show the last call of those that are. */
static void take_moved(struct calls *calls, const struct event *event)
{
    const struct call_made *before = last_of_operator(calls, event->operator_id);
    if (!before || before->taken_back)
        return;
    repeat(calls, event, before, CALL_KIND_MOVED);
    calls->items[calls->count - 1].counter = event->counter;
}

static void take_handed_over(struct calls *calls, const struct event *event)
{
    const struct call_made *before = calls_last(calls, event->ticket);
    if (!before)
        return;
    repeat(calls, event, before, CALL_KIND_MOVED);
    struct call_made *call = &calls->items[calls->count - 1];
    call->operator_id = (int32_t)event->value[0];
    call->counter = (int32_t)event->value[1];
}

static void note(struct calls *calls, struct call_notices *notices, const struct event *event, int32_t ticket)
{
    const struct call_made *call = calls_last(calls, ticket);
    mem_grow(notices->items, notices->count, notices->room);
    notices->items[notices->count++] = (struct call_notice){
            .ticket = ticket, .counter = call ? call->counter : event->counter, .at_ms = event->at_ms};
}

static void take_back(struct calls *calls, const struct event *event, int32_t ticket)
{
    if (!calls_last(calls, ticket))
        return;
    calls->items[calls->last[ticket] - 1].taken_back = true;
    note(calls, &calls->taken_back, event, ticket);
}

static void take_uncalled(struct calls *calls, const struct event *event)
{
    take_back(calls, event, event->ticket);
}

/* An undo of a finish takes back the call that came with it: of another step, which may be of the same visit. */
static void take_undone(struct calls *calls, const struct event *event)
{
    const struct call_made *last = last_of_operator(calls, event->operator_id);
    bool same = last && last->ticket == event->ticket && last->step == event->step;
    if (event->value[0] == EVENT_CALLED)
        take_back(calls, event, event->ticket);
    else if (event->value[0] == EVENT_FINISHED && last && last->group && !same)
        take_back(calls, event, last->ticket);
}

static void take_missed(struct calls *calls, const struct event *event)
{
    note(calls, &calls->missed, event, event->ticket);
}

static void take_day_opened(struct calls *calls, attr_unused const struct event *event)
{
    forget(calls);
}

void calls_take(struct calls *calls, const struct event *events, size_t count)
{
    static void (*const takers[EVENT_KIND_LIMIT])(struct calls * calls, const struct event *event) = {
            [EVENT_DAY_OPENED] = take_day_opened, [EVENT_CALLED] = take_called,
            [EVENT_RECALLED] = take_recalled,     [EVENT_MOVED] = take_moved,
            [EVENT_UNCALLED] = take_uncalled,     [EVENT_HANDED_OVER] = take_handed_over,
            [EVENT_UNDONE] = take_undone,         [EVENT_MISSED] = take_missed,
    };
    for (size_t i = 0; i < count; i++) {
        int32_t kind = events[i].kind;
        if (kind > 0 && kind < EVENT_KIND_LIMIT && takers[kind])
            takers[kind](calls, &events[i]);
    }
}

static int take_one(const struct event *event, void *data)
{
    calls_take(data, event, 1);
    return 0;
}

int calls_load(struct calls *calls, struct store *store)
{
    const struct ledger_seal *seal = store_seal(store);
    forget(calls);
    return store_read_events(store_database(store), seal ? seal->last_seq + 1 : 1, store_head(store).seq, take_one,
                             calls);
}

/* --- time --- */

/* The first of them to end is the oldest that still runs. */
static int64_t ends_next(const struct call_notices *notices, int64_t span_ms, int64_t now_ms)
{
    int64_t deadline_ms = INT64_MAX;
    for (size_t i = notices->count; i > 0 && notices->items[i - 1].at_ms + span_ms > now_ms; i--)
        deadline_ms = notices->items[i - 1].at_ms + span_ms;
    return deadline_ms;
}

int64_t calls_deadline(const struct calls *calls, int64_t now_ms)
{
    int64_t taken_back_ms = ends_next(&calls->taken_back, CALLS_PLEASE_WAIT_MS, now_ms);
    int64_t missed_ms = ends_next(&calls->missed, CALLS_MISSED_MS, now_ms);
    return taken_back_ms < missed_ms ? taken_back_ms : missed_ms;
}
