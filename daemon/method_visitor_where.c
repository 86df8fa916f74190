/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Visitor: "where am I?" and "why was B012 before me?".
 */
#include <string.h>

#include "common/varlink/server.h"
#include "daemon/daemon.h"
#include "daemon/explain.h"
#include "daemon/method_visitor.h"
#include "daemon/wish.h"

/* So many who were called before are told. */
enum { BEFORE_LIMIT = 5 };

/* --- who was called before, and why: nobody's class is told --- */

static bool has_service(const struct ticket *ticket, int32_t service)
{
    for (int32_t i = 0; i < ticket->step_count; i++) {
        if (ticket->steps[i].service == service)
            return true;
    }
    return false;
}

/* Was somebody else called for a service of this visit, before its own call? */
static bool is_before(const struct ticket *ticket, const struct call_made *call)
{
    int64_t own_ms = view_step(ticket)->first_called_ms;
    return call->kind == CALL_KIND_FIRST && !call->taken_back && call->ticket != ticket->id &&
           (!own_ms || call->at_ms <= own_ms) && has_service(ticket, call->service);
}

static void add_before(const struct view *view, const struct calls *calls, const struct ticket *ticket,
                       struct visitor_where_am_i_out *out)
{
    out->before.items = arena_new_n(view->arena, struct visitor_called_before, BEFORE_LIMIT);
    for (size_t i = calls->count; i > 0 && out->before.count < BEFORE_LIMIT; i--) {
        const struct call_made *call = &calls->items[i - 1];
        if (call->at_ms < ticket->issued_ms)
            break;
        if (!is_before(ticket, call))
            continue;
        out->before.items[out->before.count++] = (struct visitor_called_before){
                .ticket = hall_ticket_text(view->hall, call->ticket, view->arena),
                .at = call->at_ms,
                .counter = view_key(view, NAME_COUNTER, call->counter),
                .why = explain_why_before(view->hall, ticket, call),
        };
    }
}

/* --- WhereAmI --- */

static void add_steps(const struct view *view, const struct ticket *ticket, struct visitor_where_am_i_out *out)
{
    out->steps.count = (size_t)ticket->step_count;
    out->steps.items = arena_new_n(view->arena, struct visitor_visit_step, out->steps.count);
    for (size_t i = 0; i < out->steps.count; i++) {
        const struct step *step = &ticket->steps[i];
        out->steps.items[i] = (struct visitor_visit_step){.service = view_key(view, NAME_SERVICE, step->service),
                                                          .state = view_state(step->state),
                                                          .end = view_end(step->end),
                                                          .counter = view_key(view, NAME_COUNTER, step->counter)};
    }
}

/* How often and how long it may still be put off. */
static void add_put_off(const struct view *view, const struct step *step, struct visitor_where_am_i_out *out)
{
    const struct rule_limits *limits = &view->hall->rulebook->limits;
    int64_t left_ms = limits->put_off_ms - step->put_off_ms;
    out->put_offs_left = limits->put_offs > step->put_offs ? limits->put_offs - step->put_offs : 0;
    if (step->state == STEP_WAITING && out->put_offs_left > 0 && left_ms > 0)
        out->put_off_ms = (struct idl_maybe_int){.set = true, .value = left_ms};
}

static void make_place(const struct snapshot_request *request, void *output)
{
    const struct visitor_where_am_i_in *in = request->in;
    struct visitor_where_am_i_out *out = output;
    const struct view view = view_of(&request->daemon->hall, request->arena);
    const struct ticket *ticket = hall_ticket(view.hall, in->ticket);
    const struct manager_ticket seen = view_ticket(&view, ticket);
    const struct step *step = view_step(ticket);
    bool held = step->state == STEP_CALLED || step->state == STEP_SERVING;
    *out = (struct visitor_where_am_i_out){
            .ticket = seen.ticket,
            .day = view_day(&view, engine_day(view.hall->engine)),
            .language = seen.language,
            .class = seen.class,
            .needs = {.count = seen.needs.count, .items = seen.needs.items},
            .party = seen.party,
            .issued_at = seen.issued_at,
            .state = seen.state,
            .end = seen.end,
            .service = seen.service,
            .counter = held ? seen.counter : NULL,
            .called_at = view_moment(step->first_called_ms),
            .ahead = seen.ahead,
            .wait = (void *)seen.wait,
            .why_unknown = seen.why_unknown,
            .until = seen.until,
            .return_until = seen.return_until,
            .paper = view_paper(&view, ticket->id),
            .printer = view_paper_printer(&view, ticket->id),
            .stars = {.set = ticket->stars != 0, .value = ticket->stars},
    };
    if (ticket->return_code) {
        out->return_code = long_code_text(ticket->return_code, arena_alloc(view.arena, LONG_CODE_SIZE));
        out->return_code_until = view_day(&view, ticket->return_until);
    }
    add_put_off(&view, step, out);
    add_steps(&view, ticket, out);
    add_before(&view, &request->daemon->calls, ticket, out);
}

/* For its visitor alone. */
static const char *place_key(attr_unused const struct snapshot_request *request)
{
    return NULL;
}

/* Another day may have given the same number: the code tells. */
static enum snapshot_end place_end(const struct snapshot_request *request)
{
    const struct visitor_where_am_i_in *in = request->in;
    const struct ticket *ticket = hall_ticket(&request->daemon->hall, in->ticket);
    if (!ticket || !code_matches(ticket->code, in->code))
        return SNAPSHOT_GONE;
    return ticket->ended && view_step(ticket)->final ? SNAPSHOT_LAST : SNAPSHOT_GOES_ON;
}

static const struct snapshot place_snapshot = {
        .topics = TOPIC_HALL | TOPIC_PAPER | TOPIC_FORECAST, .make = make_place, .key = place_key, .end = place_end};

/* No ticket is known under any number on a day that is not today's. */
static const char *ticket_of_today(struct varlink_call *call, const struct visitor_where_am_i_in *in)
{
    const struct view view = view_of(daemon_hall(call), varlink_call_arena(call));
    const char *today = view_day(&view, engine_day(view.hall->engine));
    return !in->day || (today && strcmp(in->day, today) == 0) ? in->ticket : "";
}

void visitor_where_am_i(struct varlink_call *call, const void *input)
{
    const struct visitor_where_am_i_in *in = input;
    if (ticket_by_code(call, ticket_of_today(call, in), in->code))
        publish_answer(&daemon_of(call)->publish, call, &place_snapshot, in);
}

void visitor_why_before_me(struct varlink_call *call, const void *input)
{
    const struct visitor_why_before_me_in *in = input;
    const struct ticket *asks = ticket_by_code(call, in->ticket, in->code);
    if (asks)
        explain_before(call, asks->id, &(struct explain_request){.ticket = in->before, .language = in->language},
                       EXPLAIN_WORD);
}
