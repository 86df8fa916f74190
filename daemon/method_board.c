/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Board: the displays of the hall, with voice.
 */
#include "daemon/method_board.h"

#include <string.h>

#include "common/interface/board.h"
#include "common/interface/refused.h"
#include "daemon/daemon.h"
#include "daemon/method.h"
#include "daemon/method_message.h"
#include "daemon/view.h"
#include "daemon/wish.h"

static const struct catalogue_board *find_board(const struct centre *centre, const char *key)
{
    const struct catalogue *catalogue = centre->catalogue;
    for (size_t i = 0; i < catalogue->boards.count; i++) {
        if (strcmp(catalogue->boards.items[i].key, key) == 0)
            return &catalogue->boards.items[i];
    }
    return NULL;
}

/* --- Watch --- */

struct board {
    struct view view;
    const struct catalogue_board *board;
    const struct calls *calls;
    struct board_watch_out *out;
};

/* Does it show this counter? What was removed from the catalogue has no zone any more and is shown nowhere. */
static bool shows(const struct board *board, int32_t counter)
{
    const struct catalogue_counter *object = rulebook_object(board->view.hall->rulebook, NAME_COUNTER, counter);
    for (size_t i = 0; object && board->board->zones[i]; i++) {
        if (board->board->zones[i] == object->zone)
            return true;
    }
    return false;
}

static void add_zones(const struct board *board)
{
    struct board_watch_out *out = board->out;
    while (board->board->zones[out->zones.count])
        out->zones.count++;
    out->zones.items = arena_new_n(board->view.arena, const char *, out->zones.count + 1);
    for (size_t i = 0; i < out->zones.count; i++)
        out->zones.items[i] = board->board->zones[i]->key;
}

/* Languages without a text are left out. */
static void add_ticker(const struct board *board)
{
    const struct config_text *ticker = &board->board->ticker;
    struct board_watch_out *out = board->out;
    out->ticker.items = arena_new_n(board->view.arena, struct board_watch_out_ticker_item, ticker->count + 1);
    for (size_t i = 0; i < ticker->count; i++) {
        if (config_text_in(ticker, ticker->items[i].language))
            out->ticker.items[out->ticker.count++] = (struct board_watch_out_ticker_item){
                    .key = ticker->items[i].language, .value = ticker->items[i].text};
    }
}

static bool shows_zone(const void *data, int32_t zone)
{
    const struct board *board = data;
    const struct catalogue_zone *object = rulebook_object(board->view.hall->rulebook, NAME_ZONE, zone);
    for (size_t i = 0; object && board->board->zones[i]; i++) {
        if (board->board->zones[i] == object)
            return true;
    }
    return false;
}

/* --- who is called --- */

static struct board_call make_call(const struct board *board, const struct ticket *ticket, const struct call_made *call)
{
    static const int kinds[] = {[CALL_KIND_FIRST] = BOARD_CALL_KIND_FIRST,
                                [CALL_KIND_AGAIN] = BOARD_CALL_KIND_AGAIN,
                                [CALL_KIND_MOVED] = BOARD_CALL_KIND_MOVED};
    const struct view *view = &board->view;
    const struct manager_ticket seen = view_ticket(view, ticket);
    return (struct board_call){.call = call->seq,
                               .ticket = seen.ticket,
                               .counter = seen.counter,
                               .language = seen.language,
                               .needs = {.count = seen.needs.count, .items = seen.needs.items},
                               .at = call->at_ms,
                               .kind = {.value = kinds[call->kind]}};
}

static int newest_first(const void *a, const void *b)
{
    const struct board_call *one = a, *other = b;
    return (one->call < other->call) - (one->call > other->call);
}

/* Whoever is called is held by somebody: operators are fewer than tickets. */
static void add_calls(const struct board *board)
{
    const struct engine *engine = board->view.hall->engine;
    struct board_watch_out *out = board->out;
    out->calls.items = arena_new_n(board->view.arena, struct board_call, (size_t)engine_operators(engine) + 1);
    for (int32_t i = 1; i < engine_operators(engine); i++) {
        const struct session *session = engine_session(engine, i);
        const struct ticket *ticket =
                session && session->activity == ACTIVITY_TICKET ? engine_ticket(engine, session->ticket) : NULL;
        const struct call_made *call = ticket ? calls_last(board->calls, ticket->id) : NULL;
        if (call && view_step(ticket)->state == STEP_CALLED && shows(board, view_step(ticket)->counter))
            out->calls.items[out->calls.count++] = make_call(board, ticket, call);
    }
    if (out->calls.count > 1)
        qsort(out->calls.items, out->calls.count, sizeof(out->calls.items[0]), newest_first);
}

/* --- who is to wait after all, and who was missed --- */

typedef bool notice_function(const struct board *board, const struct ticket *ticket);

static bool waits_again(attr_unused const struct board *board, const struct ticket *ticket)
{
    return view_step(ticket)->state == STEP_WAITING;
}

static bool may_return(const struct board *board, const struct ticket *ticket)
{
    return view_may_return(&board->view, ticket);
}

/* Is there a later notice of the same ticket? */
static bool is_told(const struct call_notices *notices, size_t place)
{
    for (size_t i = place + 1; i < notices->count; i++) {
        if (notices->items[i].ticket == notices->items[place].ticket)
            return true;
    }
    return false;
}

/* Notices that still hold, newest first. */
static struct board_number *make_numbers(const struct board *board, const struct call_notices *notices, int64_t span_ms,
                                         notice_function *holds, size_t *ret_count)
{
    const struct view *view = &board->view;
    struct board_number *numbers = arena_new_n(view->arena, struct board_number, notices->count + 1);
    size_t count = 0;
    for (size_t i = notices->count; i > 0 && notices->items[i - 1].at_ms + span_ms > view->now_ms; i--) {
        const struct call_notice *notice = &notices->items[i - 1];
        const struct ticket *ticket = engine_ticket(view->hall->engine, notice->ticket);
        if (ticket && holds(board, ticket) && shows(board, notice->counter) && !is_told(notices, i - 1))
            numbers[count++] = (struct board_number){.ticket = hall_ticket_text(view->hall, ticket->id, view->arena),
                                                     .at = notice->at_ms};
    }
    *ret_count = count;
    return numbers;
}

static void add_numbers(const struct board *board)
{
    struct board_watch_out *out = board->out;
    out->please_wait.items =
            make_numbers(board, &board->calls->taken_back, CALLS_PLEASE_WAIT_MS, waits_again, &out->please_wait.count);
    out->missed.items = make_numbers(board, &board->calls->missed, CALLS_MISSED_MS, may_return, &out->missed.count);
}

/* --- services --- */

static struct board_closing make_closing(const struct board *board, int32_t service, struct early_closing closing)
{
    static const int words[] = {[CLOSING_ALL] = BOARD_CLOSING_CLOSING_ALL,
                                [CLOSING_TO_TICKET] = BOARD_CLOSING_CLOSING_TO_TICKET,
                                [CLOSING_SEND_HOME] = BOARD_CLOSING_CLOSING_SEND_HOME};
    const struct view *view = &board->view;
    bool has_last = closing.closing == CLOSING_TO_TICKET;
    return (struct board_closing){.service = view_key(view, NAME_SERVICE, service),
                                  .reason = view_key(view, NAME_REASON, closing.reason),
                                  .closing = {.value = words[closing.closing]},
                                  .last = has_last ? hall_ticket_text(view->hall, closing.last_ticket, view->arena)
                                                   : NULL};
}

/* All that were ever named: somebody may wait for one that was removed. */
static void add_services(const struct board *board)
{
    const struct view *view = &board->view;
    struct board_watch_out *out = board->out;
    int32_t count = store_names(view->hall->store, NAME_SERVICE);
    out->waiting.items = arena_new_n(view->arena, struct board_waiting, (size_t)count + 1);
    out->closings.items = arena_new_n(view->arena, struct board_closing, (size_t)count + 1);
    for (int32_t service = 1; service <= count; service++) {
        int32_t waiting = engine_waiting(view->hall->engine, service);
        struct early_closing closing = engine_closing(view->hall->engine, service);
        const struct expectation expectation = view_newcomer(view, service);
        if (waiting > 0)
            out->waiting.items[out->waiting.count++] =
                    (struct board_waiting){.service = view_key(view, NAME_SERVICE, service),
                                           .waiting = waiting,
                                           .wait = view_range(view, &expectation),
                                           .why_unknown = view_why_unknown(&expectation)};
        if (closing.closing)
            out->closings.items[out->closings.count++] = make_closing(board, service, closing);
    }
}

static void make_watch(const struct snapshot_request *request, void *output)
{
    const struct board_watch_in *in = request->in;
    struct board_watch_out *out = output;
    struct board board = {.view = view_of(&request->daemon->hall, request->arena),
                          .board = find_board(request->daemon->centre, in->board),
                          .calls = &request->daemon->calls,
                          .out = out};
    if (!board.board) /* a reload has taken it: it shows nothing */
        return;
    out->voice = board.board->voice;
    add_zones(&board);
    add_ticker(&board);
    add_calls(&board);
    add_numbers(&board);
    add_services(&board);
    message_list_for_board(&board.view, &request->daemon->messages, shows_zone, &board, out);
    if (engine_halted(board.view.hall->engine))
        out->halted = view_key(&board.view, NAME_REASON, engine_halt(board.view.hall->engine).reason);
}

static const char *watch_key(const struct snapshot_request *request)
{
    const struct board_watch_in *in = request->in;
    return in->board;
}

static const struct snapshot watch_snapshot = {.topics = TOPIC_HALL | TOPIC_OFFER | TOPIC_FORECAST,
                                               .presence = TOPIC_BOARDS,
                                               .make = make_watch,
                                               .key = watch_key};

static bool is_shown(const struct daemon *daemon, const char *key)
{
    return publish_is_subscribed(&daemon->publish, &watch_snapshot, key);
}

static int64_t voice_told_ms(const struct voices *voices, const char *key)
{
    for (size_t i = 0; i < voices->count; i++) {
        if (strcmp(voices->items[i].board, key) == 0)
            return voices->items[i].told_ms;
    }
    return 0;
}

struct manager_hall_board *board_list_for_manager(const struct daemon *daemon, struct arena *arena, size_t *ret_count)
{
    const struct catalogue *catalogue = daemon->centre->catalogue;
    struct manager_hall_board *items = arena_new_n(arena, struct manager_hall_board, catalogue->boards.count + 1);
    for (size_t i = 0; i < catalogue->boards.count; i++) {
        const char *key = catalogue->boards.items[i].key;
        items[i] = (struct manager_hall_board){.board = key,
                                               .shown = is_shown(daemon, key),
                                               .voice_at = view_moment(voice_told_ms(&daemon->voices, key))};
    }
    *ret_count = catalogue->boards.count;
    return items;
}

/* False: answered UnknownTerminal. */
static bool is_known(struct varlink_call *call, const char *key)
{
    if (find_board(daemon_of(call)->centre, key))
        return true;
    varlink_error(call, REFUSED_UNKNOWN_TERMINAL, &(struct refused_unknown_terminal_error){.key = key});
    return false;
}

static void watch(struct varlink_call *call, const void *input)
{
    const struct board_watch_in *in = input;
    if (is_known(call, in->board))
        publish_answer(&daemon_of(call)->publish, call, &watch_snapshot, in);
}

/* --- ReportVoice --- */

/* More than any voice can speak, so that sums never overflow. */
#define FIGURE_LIMIT INT32_MAX

/* False: answered InvalidParameter. */
static bool is_sound(struct varlink_call *call, const struct board_report_voice_in *in)
{
    const struct {
        const char *name;
        int64_t value, limit;
    } figures[] = {{"call", in->call, INT64_MAX},
                   {"spoken", in->spoken, FIGURE_LIMIT},
                   {"dropped", in->dropped, FIGURE_LIMIT},
                   {"backlog_ms", in->backlog_ms, FIGURE_LIMIT}};
    for (size_t i = 0; i < ARRAY_SIZE(figures); i++) {
        if (figures[i].value >= 0 && figures[i].value <= figures[i].limit)
            continue;
        varlink_error_parameter(call, figures[i].name);
        return false;
    }
    return true;
}

static void report_voice(struct varlink_call *call, const void *input)
{
    const struct board_report_voice_in *in = input;
    struct daemon *daemon = daemon_of(call);
    _cleanup_(wish_done) struct wish wish;
    if (!wish_begin(&wish, call, in, in->request) || !is_known(call, in->board) || !is_sound(call, in))
        return;
    const struct voice told = {.call = in->call,
                               .spoken = in->spoken,
                               .dropped = in->dropped,
                               .backlog_ms = in->backlog_ms,
                               .told_ms = turn_now(&daemon->turn)};
    voices_tell(memory_change(&daemon->turn.memory, &daemon->voices), in->board, &told);
    if (in->dropped > 0) /* staff see it */
        publish_touch(&daemon->publish, TOPIC_HALL);
    wish_answer_done(&wish);
}

static const struct varlink_method methods[] = {
        {.name = "Watch", .handler = watch, .streams = true},
        {.name = "ReportVoice", .handler = report_voice, .changes = true},
};

const struct method_table method_board = {
        .interface = INTERFACE_BOARD,
        .roles = ROLE_BIT(ROLE_BOARD),
        .methods = methods,
        .count = ARRAY_SIZE(methods),
};
