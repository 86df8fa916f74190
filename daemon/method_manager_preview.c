/* SPDX-License-Identifier: MIT
 *
 * What a move of staff would do: read as the move itself is, played on a thread.
 */
#include "common/interface/refused.h"
#include "daemon/daemon.h"
#include "daemon/engine/preview.h"
#include "daemon/method_manager.h"
#include "daemon/reading.h"

_Static_assert((int)MANAGER_HELPFUL_MOVE_WHAT_OPEN + 1 == (int)HELP_OPEN &&
                       (int)MANAGER_HELPFUL_MOVE_WHAT_PROFILE + 1 == (int)HELP_PROFILE,
               "moves in the engine's order");

/* Somebody waits for the answer: what helps most is looked for so long, the most likely first. */
#define SEARCH_NS (UINT64_C(600) * 1000 * 1000)

struct previewing {
    struct forecast_question question;
    struct preview *preview;
    int64_t at_ms; /* of the scenes */
    struct reading *reading;
    uint64_t began_ns;
    int32_t closed; /* asked by PreviewClose: this service, and these are sent home */
    size_t home_count;
    const char **home;
};

/* --- on the thread --- */

static bool goes_on(void *data)
{
    const struct previewing *previewing = data;
    return !reading_is_in_vain(previewing->reading) && uv_hrtime() - previewing->began_ns < SEARCH_NS;
}

static int play(struct reading *reading, void *data, attr_unused void *out)
{
    struct previewing *previewing = data;
    struct forecast_question *question = &previewing->question;
    question->wish.levels = &question->levels;
    question->wish.in_vain = &reading->in_vain;
    previewing->reading = reading;
    previewing->began_ns = uv_hrtime();
    previewing->at_ms = question->now->now_ms;
    previewing->preview = preview_new(question->now, question->then, &question->wish, goes_on, previewing);
    return 0;
}

/* --- the answer --- */

static struct manager_range *make_range(const struct previewing *previewing, struct arena *arena,
                                        const struct forecast_times *times)
{
    if (times->p90_ms == FUTURE_NEVER)
        return NULL;
    struct manager_range *range = arena_new(arena, struct manager_range);
    *range = (struct manager_range){.from = previewing->at_ms + times->p10_ms,
                                    .likely = previewing->at_ms + times->p50_ms,
                                    .until = previewing->at_ms + times->p90_ms};
    return range;
}

static struct manager_queue_move make_queue(const struct previewing *previewing, const struct view *view,
                                            int32_t service)
{
    const struct previewed_service *previewed = &previewing->preview->services[service];
    return (struct manager_queue_move){.service = view_key(view, NAME_SERVICE, service),
                                       .wait_now = make_range(previewing, view->arena, &previewed->wait_now),
                                       .wait_then = make_range(previewing, view->arena, &previewed->wait_then),
                                       .late_now = previewed->now.late,
                                       .late_then = previewed->then.late,
                                       .missed_now = view_moment(previewed->now.missed_ms),
                                       .missed_then = view_moment(previewed->then.missed_ms)};
}

static struct manager_helpful_move *make_help(const struct view *view, const struct helpful_move *help)
{
    if (!help->what)
        return NULL;
    struct manager_helpful_move *out = arena_new(view->arena, struct manager_helpful_move);
    *out = (struct manager_helpful_move){.what = {.value = (int)help->what - 1},
                                         .counter = view_key(view, NAME_COUNTER, help->counter),
                                         .operator= view_key(view, NAME_OPERATOR, help->operator_id),
                                         .profile = view_key(view, NAME_PROFILE, help->profile),
                                         .late = help->late};
    return out;
}

static void answer_close(const struct previewing *previewing, struct varlink_call *call,
                         const struct manager_preview_shift_out *same)
{
    struct manager_preview_close_out out = {
            .late_now = same->late_now, .late_then = same->late_then, .helps = same->helps};
    out.queues.items = same->queues.items;
    out.queues.count = same->queues.count;
    out.sent_home.items = previewing->home;
    out.sent_home.count = previewing->home_count;
    const struct day_word closed = {.day = days_today(&daemon_of(call)->days), .service = previewing->closed};
    out.hit.items = manager_list_hit(call, &closed, &closed, &out.hit.count);
    varlink_reply(call, &out);
}

/* A service that a reload has taken meanwhile keeps its key. */
static void on_played(struct reading *reading, void *data)
{
    const struct previewing *previewing = data;
    if (!reading->call)
        return;
    const struct preview *preview = previewing->preview;
    const struct view view = view_of(daemon_hall(reading->call), varlink_call_arena(reading->call));
    struct manager_preview_shift_out out = {
            .late_now = preview->late_now, .late_then = preview->late_then, .helps = make_help(&view, &preview->help)};
    out.queues.items = arena_new_n(view.arena, struct manager_queue_move, (size_t)preview->service_count + 1);
    for (int32_t service = 1; service < preview->service_count; service++) {
        if (preview->services[service].changes)
            out.queues.items[out.queues.count++] = make_queue(previewing, &view, service);
    }
    if (previewing->closed)
        answer_close(previewing, reading->call, &out);
    else
        varlink_reply(reading->call, &out);
}

static void on_done(void *data)
{
    struct previewing *previewing = data;
    scene_free(previewing->question.now);
    scene_free(previewing->question.then);
    preview_free(previewing->preview);
}

/* Both methods answer alike. */
_Static_assert(sizeof(struct manager_preview_shift_out) == sizeof(struct manager_preview_profile_out),
               "one answer for both");

/* --- the question --- */

/* False: answered NoDay or Halted. */
static bool is_running(struct wish *wish)
{
    const struct engine *engine = wish->hall->engine;
    struct refusal halted = {.kind = REFUSAL_HALTED, .reason = engine_halt(engine).reason};
    if (!engine_day(engine) || engine_day_closes(engine))
        wish_refuse(wish, REFUSAL_NO_DAY);
    else if (engine_halted(engine))
        call_refuse(wish->call, &halted, NULL);
    else
        return true;
    return false;
}

static void list_sent_home(struct previewing *previewing, const struct hall *hall, const struct move *move,
                           struct arena *arena)
{
    int32_t count = engine_tickets(hall->engine);
    previewing->home = arena_new_n(arena, const char *, (size_t)count + 1);
    for (int32_t id = 1; id <= count; id++) {
        if (move_sends_home(move, engine_ticket(hall->engine, id)))
            previewing->home[previewing->home_count++] = hall_ticket_text(hall, id, arena);
    }
}

static void preview(struct wish *wish, const struct move *move)
{
    static const struct reading_way way = {.read = play, .answer = on_played, .done = on_done};
    struct forecast_question question;
    if (!forecasts_ask(wish->hall->forecasts, move, &question)) {
        wish_error(wish, REFUSED_NO_FORECAST, NULL);
        return;
    }
    struct reading *reading = reading_new(wish->call);
    struct previewing *previewing = arena_new(&reading->arena, struct previewing);
    previewing->question = question;
    previewing->closed = move->closed;
    if (previewing->closed)
        list_sent_home(previewing, wish->hall, move, &reading->arena);
    reading_start(reading, &way, previewing);
}

void manager_preview_shift(struct varlink_call *call, const void *input)
{
    const struct manager_preview_shift_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    struct planned planned;
    const struct manager_shift_asked asked = {in->shift, in->counter, in->operator, in->from, in->until,
                                              in->what.value};
    if (!manager_begin_for_all(&wish, call, in, NULL) || !is_running(&wish) ||
        !manager_read_shift(&wish, &asked, &planned))
        return;
    if (planned.day != engine_day(wish.hall->engine)) {
        wish_refuse(&wish, REFUSAL_TIME_SPAN_WRONG);
        return;
    }
    preview(&wish, &(struct move){.shift = {.id = planned.number,
                                            .counter = planned.counter,
                                            .operator_id = planned.operator_id,
                                            .from_ms = planned.from_ms,
                                            .until_ms = planned.until_ms,
                                            .what = planned.what}});
}

/* The same refusals as the command would give, but that nothing changes. */
static bool is_possible(struct wish *wish, const struct command *command)
{
    struct events events = {0};
    struct refusal refusal = {0};
    int r = engine_decide(wish->hall->engine, wish->hall->rulebook, command, turn_now(wish->hall->turn), &events,
                          &refusal);
    events_done(&events);
    return r == 0 || refusal.kind == REFUSAL_SAME || wish_granted(wish, r, &refusal);
}

void manager_preview_profile(struct varlink_call *call, const void *input)
{
    const struct manager_preview_profile_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    struct command command;
    if (!wish_begin(&wish, call, in, NULL) || !is_running(&wish) ||
        !manager_read_profile(&wish, in->counter, in->profile, in->until, &command) || !is_possible(&wish, &command))
        return;
    preview(&wish, &(struct move){.counter = command.counter,
                                  .lent = {.profile = command.profile, .until_ms = command.until_ms}});
}

void manager_preview_close(struct varlink_call *call, const void *input)
{
    const struct manager_preview_close_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    bool to_ticket = in->closing.value == MANAGER_PREVIEW_CLOSE_IN_CLOSING_TO_TICKET;
    if (!wish_begin(&wish, call, in, NULL) || !is_running(&wish))
        return;
    int32_t service = manager_service(call, in->service);
    const struct ticket *last = to_ticket && in->last ? hall_ticket(wish.hall, in->last) : NULL;
    if (!service)
        return;
    if (to_ticket && !last) {
        wish.asked = in->last ? in->last : "";
        wish_refuse(&wish, REFUSAL_UNKNOWN_TICKET);
        return;
    }
    preview(&wish, &(struct move){.closed = service,
                                  .closing = (enum closing)(in->closing.value + 1),
                                  .last = last ? last->id : 0});
}
