/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Visitor: what waits, a new ticket, and what its visitor may do with it.
 */
#include <string.h>

#include "common/interface/refused.h"
#include "common/varlink/server.h"
#include "daemon/daemon.h"
#include "daemon/method_kiosk.h"
#include "daemon/method_return_code.h"
#include "daemon/method_visitor.h"
#include "daemon/new_ticket.h"
#include "daemon/ordering.h"
#include "daemon/wish.h"

/* --- kiosks --- */

const struct catalogue_kiosk *visitor_kiosk(const struct centre *centre, const char *key)
{
    const struct catalogue *catalogue = centre->catalogue;
    for (size_t i = 0; key && i < catalogue->kiosks.count; i++) {
        if (strcmp(catalogue->kiosks.items[i].key, key) == 0)
            return &catalogue->kiosks.items[i];
    }
    return NULL;
}

bool visitor_kiosk_is_known(struct varlink_call *call, const char *key)
{
    if (!key || visitor_kiosk(daemon_of(call)->centre, key))
        return true;
    varlink_error(call, REFUSED_UNKNOWN_TERMINAL, &(struct refused_unknown_terminal_error){.key = key});
    return false;
}

/* --- ListWaits --- */

/* A word for why a ticket would be refused; what no visitor can cause counts as closed. */
static int refused_word(enum refusal_kind kind)
{
    static const struct {
        enum refusal_kind kind;
        int word;
    } words[] = {{REFUSAL_NONE, IDL_WORD_NULL},
                 {REFUSAL_NO_DAY, VISITOR_SERVICE_WAIT_REFUSED_NO_DAY},
                 {REFUSAL_HALTED, VISITOR_SERVICE_WAIT_REFUSED_HALTED},
                 {REFUSAL_TOO_LATE_TODAY, VISITOR_SERVICE_WAIT_REFUSED_TOO_LATE},
                 {REFUSAL_SERVICE_FULL, VISITOR_SERVICE_WAIT_REFUSED_FULL},
                 {REFUSAL_SERIES_EXHAUSTED, VISITOR_SERVICE_WAIT_REFUSED_EXHAUSTED}};
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        if (words[i].kind == kind)
            return words[i].word;
    }
    return VISITOR_SERVICE_WAIT_REFUSED_CLOSED;
}

/* The engine is asked as Issue would ask it; deciding changes nothing. */
static enum refusal_kind ask_refusal(const struct hall *hall, int32_t service, int64_t now_ms)
{
    const struct command command = {.kind = COMMAND_ISSUE,
                                    .channel = CHANNEL_KIOSK,
                                    .services = {service},
                                    .class = hall_id(hall, NAME_CLASS, hall->centre->catalogue->classes.items[0].key),
                                    .party = 1};
    struct refusal refusal = {.kind = REFUSAL_NONE};
    struct events events = {0};
    if (engine_now(hall->engine) > now_ms)
        now_ms = engine_now(hall->engine);
    int r = engine_decide(hall->engine, hall->rulebook, &command, now_ms, &events, &refusal);
    events_done(&events);
    return r < 0 ? refusal.kind : REFUSAL_NONE;
}

/* Open, but not for all who wait already and him? */
static bool is_served_today(const struct hall *hall, int32_t service, int32_t class)
{
    int64_t least = hall->centre->settings.rules.served_percent;
    return forecasts_served_percent(hall->forecasts, service, class) >= least;
}

static int wait_refused(const struct view *view, int32_t service)
{
    enum refusal_kind kind = ask_refusal(view->hall, service, view->now_ms);
    bool is_late = kind == REFUSAL_NONE && !is_served_today(view->hall, service, 0);
    return is_late ? VISITOR_SERVICE_WAIT_REFUSED_TOO_LATE : refused_word(kind);
}

struct visitor_service_wait visitor_service_wait_of(const struct view *view, int32_t service)
{
    const struct expectation expectation = view_newcomer(view, service);
    return (struct visitor_service_wait){
            .service = view_key(view, NAME_SERVICE, service),
            .waiting = engine_waiting(view->hall->engine, service),
            .wait = view_range(view, &expectation),
            .why_unknown = view_why_unknown(&expectation),
            .refused = {.value = wait_refused(view, service)},
    };
}

static void make_waits(const struct snapshot_request *request, void *output)
{
    const struct visitor_list_waits_in *in = request->in;
    struct visitor_list_waits_out *out = output;
    const struct view view = view_of(&request->daemon->hall, request->arena);
    const struct centre *centre = request->daemon->centre;
    const struct catalogue_kiosk *kiosk = visitor_kiosk(centre, in->kiosk);
    size_t room = centre->catalogue->services.count;
    out->waits.items = arena_new_n(request->arena, struct visitor_service_wait, room + 1);
    for (size_t i = 0; kiosk && kiosk->offers[i] && i < room; i++)
        out->waits.items[out->waits.count++] =
                visitor_service_wait_of(&view, hall_id(view.hall, NAME_SERVICE, kiosk->offers[i]->key));
    for (size_t i = 0; !in->kiosk && i < room; i++)
        out->waits.items[out->waits.count++] = visitor_service_wait_of(
                &view, hall_id(view.hall, NAME_SERVICE, centre->catalogue->services.items[i].key));
}

static const char *waits_key(const struct snapshot_request *request)
{
    const struct visitor_list_waits_in *in = request->in;
    return in->kiosk ? in->kiosk : "";
}

static const struct snapshot waits_snapshot = {
        .topics = TOPIC_HALL | TOPIC_OFFER | TOPIC_FORECAST, .every_ms = 1000, .make = make_waits, .key = waits_key};

void visitor_list_waits(struct varlink_call *call, const void *input)
{
    const struct visitor_list_waits_in *in = input;
    if (visitor_kiosk_is_known(call, in->kiosk))
        publish_answer(&daemon_of(call)->publish, call, &waits_snapshot, in);
}

/* --- Issue --- */

/* False: the call was answered. */
static bool read_issue(struct wish *wish, const struct visitor_issue_in *in, struct command *command)
{
    *command = (struct command){
            .kind = COMMAND_ISSUE, .channel = CHANNEL_KIOSK, .code = code_random(daemon_hall(wish->call)->epoch)};
    if (!call_number(wish->call, "party", in->party, 1, INT32_MAX, &command->party))
        return false;
    return visitor_kiosk_is_known(wish->call, in->kiosk) && wish_language(wish, in->language, &command->language) &&
           wish_class(wish, in->class, &command->class) &&
           wish_needs(wish, in->needs.count, in->needs.items, &command->needs) &&
           wish_services(wish, in->services.count, in->services.items, command->services) &&
           return_code_read(wish, in->return_code, ASKED_BY_VISITOR, &command->with);
}

/* When the service opens again, on another day; 0: not soon. */
static int64_t opens_again_ms(struct wish *wish, int32_t service)
{
    enum { DAYS = 28 };
    const struct hours *hours = daemon_hours(daemon_of(wish->call));
    for (int32_t day = 1; day <= DAYS; day++) {
        const struct rule_hours found = hours_on(hours, service, wish->hall->rulebook->day + day, NULL);
        if (found.count > 0)
            return found.spans[0].from_ms;
    }
    return 0;
}

/* False: he would not be, and the call was answered. What the engine would refuse is left to it; who goes ahead by a
 * return code does not wait behind those who wait already. */
static bool may_be_served(struct wish *wish, const struct command *command)
{
    int32_t service = command->services[0];
    int64_t now_ms = turn_now(wish->hall->turn);
    if (!service || command->with.day || is_served_today(wish->hall, service, command->class) ||
        ask_refusal(wish->hall, service, now_ms) != REFUSAL_NONE)
        return true;
    int64_t opens_ms = opens_again_ms(wish, service);
    wish_error(wish, REFUSED_NOT_SERVED_TODAY,
               &(struct refused_not_served_today_error){.service = hall_key(wish->hall, NAME_SERVICE, service),
                                                        .opens_at = {.set = opens_ms != 0, .value = opens_ms}});
    return false;
}

void visitor_issue(struct varlink_call *call, const void *input)
{
    const struct visitor_issue_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    struct command command;
    if (!wish_begin(&wish, call, in, in->request) || !read_issue(&wish, in, &command) ||
        !kiosk_may_give(&wish, in->kiosk, command.services[0]) || !may_be_served(&wish, &command))
        return;
    command.promise = new_ticket_promise(wish.hall, &command);
    if (!wish_do(&wish, &command))
        return;
    const struct view view = view_of(wish.hall, wish.arena);
    const struct ticket *ticket = engine_ticket(wish.hall->engine, engine_tickets(wish.hall->engine));
    order_at_kiosk(&wish, ticket, visitor_kiosk(wish.hall->centre, in->kiosk));
    kiosk_gave(&wish, in->kiosk, command.services[0]);
    struct visitor_issue_out out = {.ticket = new_ticket(&view, ticket)};
    wish_answer(&wish, &out);
}

/* --- the visitor's own ticket --- */

/* A wish about a ticket that is proved, done with this command. NULL: the call was answered. */
static const struct ticket *do_by_code(struct wish *wish, struct varlink_call *call, const void *in,
                                       const char *request, const char *text, const char *code, struct command command)
{
    const struct ticket *ticket = wish_begin(wish, call, in, request) ? ticket_by_code(call, text, code) : NULL;
    if (!ticket)
        return NULL;
    wish->asked = text;
    command.ticket = ticket->id;
    return wish_do(wish, &command) ? engine_ticket(wish->hall->engine, command.ticket) : NULL;
}

void visitor_put_off(struct varlink_call *call, const void *input)
{
    const struct visitor_put_off_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    const struct ticket *ticket = do_by_code(&wish, call, in, in->request, in->ticket, in->code,
                                             (struct command){.kind = COMMAND_PUT_OFF, .until_ms = in->until});
    if (!ticket)
        return;
    const struct step *step = view_step(ticket);
    int32_t left = wish.hall->rulebook->limits.put_offs - step->put_offs;
    struct visitor_put_off_out out = {.until = step->until_ms, .put_offs_left = left > 0 ? left : 0};
    wish_answer(&wish, &out);
}

_Static_assert(sizeof(struct visitor_come_back_out) == sizeof(struct visitor_return_out) &&
                       offsetof(struct visitor_come_back_out, repeated) ==
                               offsetof(struct visitor_return_out, repeated),
               "answers of one shape");

/* It waits again: who is before it now. */
static void answer_waiting(struct wish *wish, const struct ticket *ticket)
{
    const struct view view = view_of(wish->hall, wish->arena);
    const struct expectation expectation = forecasts_ticket(wish->hall->forecasts, ticket);
    struct visitor_return_out out = {.ahead = engine_ahead(wish->hall->engine, ticket->id),
                                     .wait = view_range(&view, &expectation),
                                     .why_unknown = view_why_unknown(&expectation)};
    wish_answer(wish, &out);
}

void visitor_come_back(struct varlink_call *call, const void *input)
{
    const struct visitor_come_back_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    const struct ticket *ticket =
            do_by_code(&wish, call, in, in->request, in->ticket, in->code, (struct command){.kind = COMMAND_COME_BACK});
    if (ticket)
        answer_waiting(&wish, ticket);
}

void visitor_return(struct varlink_call *call, const void *input)
{
    const struct visitor_return_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    const struct ticket *ticket =
            do_by_code(&wish, call, in, in->request, in->ticket, in->code, (struct command){.kind = COMMAND_RETURN});
    if (ticket)
        answer_waiting(&wish, ticket);
}

void visitor_cancel(struct varlink_call *call, const void *input)
{
    const struct visitor_cancel_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    if (do_by_code(&wish, call, in, in->request, in->ticket, in->code, (struct command){.kind = COMMAND_CANCEL}))
        wish_answer_done(&wish);
}

void visitor_rate(struct varlink_call *call, const void *input)
{
    const struct visitor_rate_in *in = input;
    const struct command command = {.kind = COMMAND_RATE, .stars = (int32_t)in->stars};
    if (in->stars < 1 || in->stars > STARS_MOST) {
        varlink_error_parameter(call, "stars");
        return;
    }
    _cleanup_(wish_done) struct wish wish;
    if (do_by_code(&wish, call, in, in->request, in->ticket, in->code, command))
        wish_answer_done(&wish);
}
