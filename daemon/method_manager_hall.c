/* SPDX-License-Identifier: MIT
 *
 * The hall as it is now, and the tickets of a service in their order.
 */
#include "daemon/daemon.h"
#include "daemon/engine/opening.h"
#include "daemon/method_alarm.h"
#include "daemon/method_board.h"
#include "daemon/method_kiosk.h"
#include "daemon/method_manager.h"
#include "daemon/method_message.h"

/* --- queues --- */

/* Counts of one service, from one look at all steps of the day. */
struct tally {
    int64_t states[STEP_STATES], ends[STEP_ENDS];
    int64_t issued, late, longest_ms, counters;
};

static void tally_step(const struct view *view, const struct step *step, struct tally *tally)
{
    tally->states[step->state]++;
    if (step->state == STEP_ENDED)
        tally->ends[step->end]++;
    if (step->state != STEP_WAITING)
        return;
    int64_t waited_ms = step_waited_ms(step, view->now_ms);
    tally->late += waited_ms > step->target_ms;
    if (waited_ms > tally->longest_ms)
        tally->longest_ms = waited_ms;
}

static struct tally *tally_all(const struct view *view, struct serving *serving)
{
    const struct engine *engine = view->hall->engine;
    int32_t count = view->hall->rulebook->services.count;
    struct tally *tallies = arena_new_n(view->arena, struct tally, (size_t)count + 1);
    for (int32_t id = 1; id <= engine_tickets(engine); id++) {
        const struct ticket *ticket = engine_ticket(engine, id);
        tallies[ticket->steps[0].service].issued++;
        for (int32_t i = 0; i < ticket->step_count; i++)
            tally_step(view, &ticket->steps[i], &tallies[ticket->steps[i].service]);
    }
    for (int32_t service = 1; service < count; service++)
        tallies[service].counters = serving_counters(serving, view->hall, service);
    return tallies;
}

static struct manager_service_queue make_queue(const struct view *view, int32_t service, const struct tally *tally)
{
    const struct engine *engine = view->hall->engine;
    struct early_closing closing = engine_closing(engine, service);
    struct opening opening = opening_at(engine, view->hall->rulebook, service, view->now_ms);
    bool runs = engine_day(engine) && !engine_day_closes(engine) && !engine_halted(engine);
    const struct expectation expectation = view_newcomer(view, service);
    const struct service_outlook outlook = forecasts_outlook(view->hall->forecasts, service);
    bool open = runs && opening.open && view->now_ms < opening.tickets_ms;
    int64_t waiting = tally->states[STEP_WAITING];
    return (struct manager_service_queue){
            .service = view_key(view, NAME_SERVICE, service),
            .open = open,
            .waiting = waiting,
            .longest_ms = tally->longest_ms,
            .target_ms = view->hall->rulebook->services.items[service].target_ms,
            .late = tally->late,
            .counters = tally->counters,
            .called = tally->states[STEP_CALLED],
            .serving = tally->states[STEP_SERVING],
            .parked = tally->states[STEP_PARKED],
            .put_off = tally->states[STEP_PUT_OFF],
            .issued = tally->issued,
            .served = tally->ends[END_SERVED],
            .no_shows = tally->ends[END_NO_SHOW],
            .wait = view_range(view, &expectation),
            .why_unknown = view_why_unknown(&expectation),
            .target_missed_at = view_moment(open || waiting > 0 ? outlook.missed_ms : 0),
            .will_be_late = outlook.late,
            .open_counter = view_key(view, NAME_COUNTER, outlook.counter),
            .late_with_it = {.set = outlook.counter != 0, .value = outlook.late_then},
            .closed = view_key(view, NAME_REASON, closing.reason),
    };
}

/* Services of the catalogue, and those it has no longer as long as somebody has a ticket for them. */
static void make_queues(const struct view *view, struct serving *serving, const struct rights *rights,
                        struct manager_watch_hall_out *out)
{
    const struct rulebook *rulebook = view->hall->rulebook;
    const struct tally *tallies = tally_all(view, serving);
    out->queues.items = arena_new_n(view->arena, struct manager_service_queue, (size_t)rulebook->services.count + 1);
    for (int32_t service = 1; service < rulebook->services.count; service++) {
        bool there = rulebook->services.items[service].offered || tallies[service].issued > 0 ||
                     tallies[service].states[STEP_WAITING] > 0;
        if (there && manager_sees_service(view, rights, service))
            out->queues.items[out->queues.count++] = make_queue(view, service, &tallies[service]);
    }
}

/* --- counters --- */

static void list_services(const struct view *view, int32_t profile, struct manager_counter_state *out)
{
    const struct rulebook *rulebook = view->hall->rulebook;
    const uint8_t *tiers = profile < rulebook->profiles.count ? rulebook->profiles.items[profile].tiers : NULL;
    out->services.items = arena_new_n(view->arena, const char *, (size_t)rulebook->services.count + 1);
    for (uint8_t tier = 1; tiers && tier <= RULEBOOK_TIERS; tier++) {
        for (int32_t service = 1; service < rulebook->services.count; service++) {
            if (tiers[service] == tier)
                out->services.items[out->services.count++] = view_key(view, NAME_SERVICE, service);
        }
    }
}

static const char *code_of(const struct view *view, const struct session *session)
{
    if (session->activity == ACTIVITY_PAUSE)
        return view_key(view, NAME_PAUSE, session->code);
    return session->activity == ACTIVITY_TASK ? view_key(view, NAME_TASK, session->code) : NULL;
}

static void add_session(const struct view *view, const struct session *session, struct manager_counter_state *out)
{
    const struct ticket *ticket = engine_ticket(view->hall->engine, session->ticket);
    bool paused = session->activity == ACTIVITY_PAUSE;
    out->operator= view_key(view, NAME_OPERATOR, session->operator_id);
    out->session.value = session->state == SESSION_PRESENT ? MANAGER_COUNTER_STATE_SESSION_PRESENT
                                                           : MANAGER_COUNTER_STATE_SESSION_LOST;
    out->activity = view_activity(session->activity);
    out->since = view_moment(session->since_ms);
    out->until = view_moment(session->state == SESSION_LOST ? session->lease_ms : paused ? session->until_ms : 0);
    out->code = code_of(view, session);
    out->ticket = ticket ? hall_ticket_text(view->hall, ticket->id, view->arena) : NULL;
    out->service = ticket ? view_key(view, NAME_SERVICE, view_step(ticket)->service) : NULL;
}

static struct manager_counter_state make_counter(const struct view *view, int32_t counter)
{
    const struct session *session = engine_session_at(view->hall->engine, counter);
    struct manager_counter_state out = {.counter = view_key(view, NAME_COUNTER, counter)};
    if (session)
        add_session(view, session, &out);
    int32_t lent = engine_lent_profile(view->hall->engine, counter).profile;
    int32_t profile = session ? session->profile : lent ? lent : rules_usual_profile(view->hall->rulebook, 0, counter);
    const char *key = view_key(view, NAME_PROFILE, profile);
    out.profile = key ? key : "";
    out.profile_until = view_profile_until(view, counter);
    list_services(view, profile, &out);
    return out;
}

static void make_counters(const struct view *view, const struct rights *rights, struct manager_watch_hall_out *out)
{
    const struct rulebook *rulebook = view->hall->rulebook;
    out->counters.items = arena_new_n(view->arena, struct manager_counter_state, (size_t)rulebook->counters.count + 1);
    for (int32_t counter = 1; counter < rulebook->counters.count; counter++) {
        bool there = rulebook->counters.items[counter].offered || engine_session_at(view->hall->engine, counter);
        if (there && manager_sees_counter(view, rights, counter))
            out->counters.items[out->counters.count++] = make_counter(view, counter);
    }
}

/* The counter is not theirs any more: the one where the ticket was held last is told. */
static void make_away(const struct view *view, const struct rights *rights, struct manager_watch_hall_out *out)
{
    const struct engine *engine = view->hall->engine;
    out->away.items = arena_new_n(view->arena, struct manager_counter_state, (size_t)engine_operators(engine) + 1);
    for (int32_t id = 1; id < engine_operators(engine); id++) {
        const struct session *session = engine_session(engine, id);
        const struct ticket *ticket = session ? engine_ticket(engine, session->ticket) : NULL;
        if (!ticket || session->state != SESSION_AWAY || !manager_sees_profile(view, rights, session->profile))
            continue;
        const char *counter = view_key(view, NAME_COUNTER, view_step(ticket)->counter);
        struct manager_counter_state *away = &out->away.items[out->away.count++];
        *away = (struct manager_counter_state){.counter = counter ? counter : "", .profile = ""};
        add_session(view, session, away);
    }
}

/* --- the whole --- */

static struct manager_figures make_figures(const struct view *view)
{
    struct figures figures = engine_figures(view->hall->engine);
    return (struct manager_figures){
            .visits = figures.visits,
            .adopted = figures.adopted,
            .visit_ends = view_ends(figures.visits_ended),
            .steps = figures.steps,
            .step_ends = view_ends(figures.steps_ended),
            .people = figures.people,
            .partly_served = figures.partly_served,
            .returned = figures.returned,
            .return_codes = figures.return_codes,
            .return_codes_used = figures.return_codes_used,
            .ratings = figures.ratings,
            .stars = figures.stars,
    };
}

static void add_printers(const struct view *view, struct manager_watch_hall_out *out)
{
    struct papers *papers = view->hall->papers;
    struct paper_printer printer;
    size_t count = 0;
    while (papers && papers_printer_at(papers, count, &printer))
        count++;
    out->printers.items = arena_new_n(view->arena, struct manager_hall_printer, count + 1);
    for (size_t place = 0; place < count && papers_printer_at(papers, place, &printer); place++)
        out->printers.items[out->printers.count++] = (struct manager_hall_printer){
                .printer = printer.seen.key,
                .state = printer_state_words[printer.seen.state],
                .since = view_moment(printer.seen.since_ms),
                .detail = printer.seen.detail ? arena_strdup(view->arena, printer.seen.detail) : NULL,
                .tickets_left = {.set = printer.roll.tickets_left >= 0, .value = printer.roll.tickets_left},
                .roll_ends_at = view_moment(printer.roll.ends_ms),
        };
}

static void make_hall(const struct snapshot_request *request, void *output)
{
    struct manager_watch_hall_out *out = output;
    struct view view = view_of(&request->daemon->hall, request->arena);
    struct halt halt = engine_halt(view.hall->engine);
    out->day = view_day(&view, engine_day(view.hall->engine));
    out->halted = view_key(&view, NAME_REASON, halt.reason);
    out->halted_since = view_moment(halt.since_ms);
    make_queues(&view, &request->daemon->serving, request->rights, out);
    make_counters(&view, request->rights, out);
    make_away(&view, request->rights, out);
    manager_make_alerts(request->daemon, &view, request->rights, out);
    out->figures = make_figures(&view);
    alarm_list_for_manager(&view, &request->daemon->alarms, out);
    message_list_for_manager(&view, &request->daemon->messages, out);
    add_printers(&view, out);
    out->boards.items = board_list_for_manager(request->daemon, request->arena, &out->boards.count);
    out->closed_kiosks.items = kiosk_list_closed(request->daemon, request->arena, &out->closed_kiosks.count);
}

static const char *hall_key_of(const struct snapshot_request *request)
{
    return rights_cover_all(request->rights, MANAGER_ROLES) ? "" : NULL;
}

static const struct snapshot hall_snapshot = {.topics = TOPIC_HALL | TOPIC_PRINTERS | TOPIC_FORECAST | TOPIC_BOARDS,
                                              .every_ms = 1000,
                                              .make = make_hall,
                                              .key = hall_key_of};

void manager_watch_hall(struct varlink_call *call, const void *in)
{
    publish_answer(&daemon_of(call)->publish, call, &hall_snapshot, in);
}

/* --- tickets --- */

enum { LIST_LIMIT = 100 };

static void add_ticket(const struct view *view, const struct ticket *ticket, size_t limit,
                       struct manager_list_tickets_out *out)
{
    if (out->tickets.count < limit)
        out->tickets.items[out->tickets.count++] = view_ticket(view, ticket);
}

static void add_state(const struct view *view, int32_t service, enum step_state state, size_t limit,
                      struct manager_list_tickets_out *out)
{
    const struct engine *engine = view->hall->engine;
    for (int32_t id = 1; id <= engine_tickets(engine); id++) {
        const struct ticket *ticket = engine_ticket(engine, id);
        if (view_step(ticket)->service == service && view_step(ticket)->state == state)
            add_ticket(view, ticket, limit, out);
    }
}

void manager_list_tickets(struct varlink_call *call, const void *input)
{
    static const enum step_state others[] = {STEP_CALLED, STEP_SERVING, STEP_PARKED, STEP_PUT_OFF};
    const struct manager_list_tickets_in *in = input;
    struct view view = view_for(daemon_hall(call), varlink_call_arena(call), daemon_rights(call), MANAGER_ROLES, 0);
    int32_t service = manager_service(call, in->service);
    if (!service)
        return;
    if (in->limit.set && in->limit.value < 1) {
        varlink_error_parameter(call, "limit");
        return;
    }
    size_t limit = in->limit.set ? (size_t)in->limit.value : LIST_LIMIT;
    size_t all = (size_t)engine_tickets(view.hall->engine);
    struct manager_list_tickets_out out = {0};
    out.tickets.items = arena_new_n(view.arena, struct manager_ticket, (limit < all ? limit : all) + 1);
    for (int32_t place = 0; place < engine_waiting(view.hall->engine, service); place++)
        add_ticket(&view, engine_waiting_at(view.hall->engine, service, place), limit, &out);
    for (size_t i = 0; i < ARRAY_SIZE(others); i++)
        add_state(&view, service, others[i], limit, &out);
    varlink_reply(call, &out);
}
