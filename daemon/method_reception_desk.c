/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Reception: what a desk looks at, and kiosks that ask for a person.
 */
#include <ctype.h>
#include <string.h>

#include "daemon/daemon.h"
#include "daemon/explain.h"
#include "daemon/kiosk_sessions.h"
#include "daemon/method_alarm.h"
#include "daemon/method_kiosk.h"
#include "daemon/method_message.h"
#include "daemon/method_reception.h"
#include "daemon/view.h"

/* Items of a list of the desk, unless the caller says. */
#define USUAL_LIMIT 20
/* A desk is told at most so often: more would flicker. */
#define DESK_EVERY_MS 250

/* --- the desk --- */

/* What may stand in a list, and what decides its order: the smallest first. */
struct candidate {
    const struct ticket *ticket;
    int64_t order;
};

struct candidates {
    size_t count;
    struct candidate *items;
};

static int compare(const void *a, const void *b)
{
    const struct candidate *one = a, *other = b;
    if (one->order != other->order)
        return one->order < other->order ? -1 : 1;
    return (one->ticket->id > other->ticket->id) - (one->ticket->id < other->ticket->id);
}

enum list { LIST_CALLED, LIST_MISSED, LIST_WAITING, LISTS };

/* LISTS: in none. */
static enum list list_of(const struct view *view, const struct ticket *ticket, int64_t *ret_order)
{
    const struct step *step = view_step(ticket);
    if (step->state == STEP_CALLED) {
        *ret_order = step->called_ms;
        return LIST_CALLED;
    }
    if (step->state == STEP_WAITING) {
        *ret_order = -step_waited_ms(step, view->now_ms);
        return LIST_WAITING;
    }
    *ret_order = -step->ended_ms;
    return view_may_return(view, ticket) ? LIST_MISSED : LISTS;
}

static void collect(const struct snapshot_request *request, const struct view *view, struct candidates lists[LISTS])
{
    const struct engine *engine = view->hall->engine;
    int32_t count = engine_tickets(engine);
    for (int list = 0; list < LISTS; list++)
        lists[list] = (struct candidates){.items = arena_new_n(view->arena, struct candidate, (size_t)count + 1)};
    for (int32_t id = 1; id <= count; id++) {
        const struct ticket *ticket = engine_ticket(engine, id);
        int64_t order;
        enum list list = list_of(view, ticket, &order);
        if (list == LISTS ||
            !rights_cover(request->rights, method_reception.roles, view_agency(view, view_step(ticket)->service)))
            continue;
        lists[list].items[lists[list].count++] = (struct candidate){.ticket = ticket, .order = order};
    }
}

static struct reception_ticket *make_list(const struct view *view, struct candidates *list, size_t limit,
                                          size_t *ret_count)
{
    qsort(list->items, list->count, sizeof(list->items[0]), compare);
    size_t count = list->count < limit ? list->count : limit;
    struct reception_ticket *items = arena_new_n(view->arena, struct reception_ticket, count);
    for (size_t i = 0; i < count; i++)
        items[i] = view_reception_ticket(view, list->items[i].ticket);
    *ret_count = count;
    return items;
}

/* "": the kiosk left the catalogue while it asked. */
static const char *zone_of(const struct centre *centre, const char *key)
{
    for (size_t i = 0; i < centre->catalogue->kiosks.count; i++) {
        const struct catalogue_kiosk *kiosk = &centre->catalogue->kiosks.items[i];
        if (strcmp(kiosk->key, key) == 0 && kiosk->zone)
            return kiosk->zone->key;
    }
    return "";
}

static struct reception_help make_help(const struct daemon *daemon, const struct help *help, struct arena *arena)
{
    return (struct reception_help){
            .help = arena_strdup(arena, help->name),
            .kiosk = arena_strdup(arena, help->kiosk),
            .zone = zone_of(daemon->centre, help->kiosk),
            .page = arena_strdup(arena, help->page),
            .language = help->language ? arena_strdup(arena, help->language) : NULL,
            .asked_at = help->asked_ms,
            .coming = help->coming,
    };
}

static size_t desk_limit(const struct reception_watch_desk_in *in)
{
    return in->limit.set ? (size_t)in->limit.value : USUAL_LIMIT;
}

static void list_lost(const struct engine *engine, struct arena *arena, struct reception_watch_desk_out *out)
{
    out->lost.items = arena_new_n(arena, struct reception_lost_span, (size_t)engine_lost_spans(engine) + 1);
    for (int32_t i = 0; i < engine_lost_spans(engine); i++) {
        struct rule_span span = engine_lost_span(engine, i);
        if (span.until_ms)
            out->lost.items[out->lost.count++] =
                    (struct reception_lost_span){.from = span.from_ms, .until = span.until_ms};
    }
}

static void make_desk(const struct snapshot_request *request, void *output)
{
    struct reception_watch_desk_out *out = output;
    struct daemon *daemon = request->daemon;
    struct view view = view_for(&daemon->hall, request->arena, request->rights, method_reception.roles, 0);
    struct candidates lists[LISTS];
    size_t limit = desk_limit(request->in);
    collect(request, &view, lists);
    out->waiting_count = (int64_t)lists[LIST_WAITING].count;
    out->called.items = make_list(&view, &lists[LIST_CALLED], limit, &out->called.count);
    out->missed.items = make_list(&view, &lists[LIST_MISSED], limit, &out->missed.count);
    out->waiting.items = make_list(&view, &lists[LIST_WAITING], limit, &out->waiting.count);
    out->helps.count = daemon->helps.count < limit ? daemon->helps.count : limit;
    out->helps.items = arena_new_n(request->arena, struct reception_help, out->helps.count);
    for (size_t i = 0; i < out->helps.count; i++)
        out->helps.items[i] = make_help(daemon, &daemon->helps.items[i], request->arena);
    out->halted = view_key(&view, NAME_REASON, engine_halt(daemon->hall.engine).reason);
    list_lost(daemon->hall.engine, request->arena, out);
    alarm_list_for_reception(&view, &daemon->alarms, out);
    message_list_for_reception(&view, &daemon->messages, out);
    kiosk_list_handfuls(daemon, request->arena, out);
    out->closed_kiosks.items = kiosk_list_closed(daemon, request->arena, &out->closed_kiosks.count);
}

/* Desks that see all agencies share one. */
static const char *desk_key(const struct snapshot_request *request)
{
    if (!rights_cover_all(request->rights, method_reception.roles))
        return NULL;
    return arena_printf(request->arena, "%zu", desk_limit(request->in));
}

static const struct snapshot desk_snapshot = {.topics = TOPIC_HALL | TOPIC_OFFER | TOPIC_PAPER | TOPIC_FORECAST,
                                              .every_ms = DESK_EVERY_MS,
                                              .make = make_desk,
                                              .key = desk_key};

void reception_watch_desk(struct varlink_call *call, const void *input)
{
    const struct reception_watch_desk_in *in = input;
    size_t limit;
    if (reception_limit(call, in->limit, USUAL_LIMIT, &limit))
        publish_answer(&daemon_of(call)->publish, call, &desk_snapshot, in);
}

/* --- tickets --- */

struct search {
    const struct reception_find_tickets_in *in;
    struct varlink_call *call;
    struct view view;
    int32_t service;
};

static bool fits(const struct search *search, const struct ticket *ticket)
{
    const struct reception_find_tickets_in *in = search->in;
    const struct step *step = view_step(ticket);
    if (search->service && step->service != search->service)
        return false;
    if ((in->issued_from.set && ticket->issued_ms < in->issued_from.value) ||
        (in->issued_until.set && ticket->issued_ms >= in->issued_until.value))
        return false;
    if (in->number && !strcasestr(hall_ticket_text(search->view.hall, ticket->id, search->view.arena), in->number))
        return false;
    return rights_cover(daemon_rights(search->call), method_reception.roles, view_agency(&search->view, step->service));
}

/* The number of a service by its key, also of one that was withdrawn. */
static bool find_service(struct varlink_call *call, const char *key, int32_t *ret_service)
{
    *ret_service = hall_id(daemon_hall(call), NAME_SERVICE, key);
    if (!key || *ret_service)
        return true;
    call_refuse(call, &(struct refusal){.kind = REFUSAL_UNKNOWN_SERVICE}, key);
    return false;
}

void reception_find_tickets(struct varlink_call *call, const void *input)
{
    const struct reception_find_tickets_in *in = input;
    struct search search = {.in = in, .call = call, .view = reception_view(call)};
    const struct engine *engine = search.view.hall->engine;
    struct reception_find_tickets_out out = {0};
    size_t limit;
    if (!reception_limit(call, in->limit, USUAL_LIMIT, &limit) || !find_service(call, in->service, &search.service))
        return;
    out.tickets.items = arena_new_n(search.view.arena, struct reception_ticket, limit);
    for (int32_t id = engine_tickets(engine); id > 0 && out.tickets.count < limit; id--) {
        const struct ticket *ticket = engine_ticket(engine, id);
        if (fits(&search, ticket))
            out.tickets.items[out.tickets.count++] = view_reception_ticket(&search.view, ticket);
    }
    varlink_reply(call, &out);
}

/* For calls that only ask. NULL: answered UnknownTicket or OtherAgency. */
static const struct ticket *find_ticket(struct varlink_call *call, const char *text)
{
    const struct ticket *ticket = hall_ticket(daemon_hall(call), text);
    if (!ticket)
        call_refuse(call, &(struct refusal){.kind = REFUSAL_UNKNOWN_TICKET}, text);
    return ticket && reception_covers(call, view_step(ticket)->service) ? ticket : NULL;
}

void reception_get_ticket(struct varlink_call *call, const void *input)
{
    const struct reception_get_ticket_in *in = input;
    const struct ticket *ticket = find_ticket(call, in->ticket);
    if (!ticket)
        return;
    struct view view = reception_view(call);
    struct reception_get_ticket_out out = {.ticket = view_reception_ticket(&view, ticket)};
    varlink_reply(call, &out);
}

/* --- why --- */

void reception_explain(struct varlink_call *call, const void *input)
{
    const struct reception_explain_in *in = input;
    explain_calls(call, &(struct explain_request){
                                .ticket = in->ticket, .language = in->language, .roles = method_reception.roles});
}

void reception_why_before(struct varlink_call *call, const void *input)
{
    const struct reception_why_before_in *in = input;
    const struct ticket *ticket = find_ticket(call, in->ticket);
    if (ticket)
        explain_before(call, ticket->id, &(struct explain_request){.ticket = in->before, .language = in->language},
                       EXPLAIN_SENTENCE);
}

/* --- kiosks that ask for a person --- */

/* Done, or over. */
static void change_help(struct varlink_call *call, const void *in, const char *help, const char *request,
                        bool (*change)(struct daemon *daemon, const char *name))
{
    struct daemon *daemon = daemon_of(call);
    _cleanup_(wish_done) struct wish wish;
    if (!wish_begin(&wish, call, in, request))
        return;
    if (!change(daemon, help)) {
        wish_refuse(&wish, REFUSAL_SAME);
        return;
    }
    publish_touch(&daemon->publish, TOPIC_HALL);
    wish_answer_done(&wish);
}

/* How long it took, for reports: a row when somebody comes, or when it is over and nobody did. */
static void keep_help(struct daemon *daemon, const char *name, bool came)
{
    const struct help *help = helps_find(&daemon->helps, name);
    int32_t day = engine_day(daemon->hall.engine);
    if (help && !help->coming && day)
        kiosk_sessions_keep_help(daemon->hall.store, day, store_intern(daemon->hall.store, NAME_KIOSK, help->kiosk),
                                 help->asked_ms, came, turn_now(&daemon->turn));
}

static bool answer(struct daemon *daemon, const char *name)
{
    keep_help(daemon, name, true);
    return helps_answer(memory_change(&daemon->turn.memory, &daemon->helps), name);
}

static bool end(struct daemon *daemon, const char *name)
{
    keep_help(daemon, name, false);
    return helps_end(memory_change(&daemon->turn.memory, &daemon->helps), name);
}

void reception_answer_help(struct varlink_call *call, const void *input)
{
    const struct reception_answer_help_in *in = input;
    change_help(call, in, in->help, in->request, answer);
}

void reception_end_help(struct varlink_call *call, const void *input)
{
    const struct reception_end_help_in *in = input;
    change_help(call, in, in->help, in->request, end);
}
