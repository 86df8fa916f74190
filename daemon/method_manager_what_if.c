/* SPDX-License-Identifier: MIT
 *
 * WhatIf: a past day as it was recorded, as it is rehearsed, and as it is with the changes.
 */
#include "daemon/daemon.h"
#include "daemon/method.h"
#include "daemon/past_day.h"

struct counter_span {
    int32_t counter, profile; /* profile 0: not told */
    struct rule_span span;
};

enum { RECORDED, UNCHANGED, CHANGED, COLUMNS };

struct what_if {
    struct past_question question;
    struct counter_span *opens, *closes;
    size_t open_count, close_count;
    bool changes;
    /* by the thread: [0] is all, then by service */
    struct rehearsed *figures[COLUMNS];
};

/* --- what is asked --- */

static bool refuse_place(struct varlink_call *call, const char *list, size_t place, const char *field)
{
    varlink_error_parameter(call, arena_printf(varlink_call_arena(call), "%s[%zu].%s", list, place, field));
    return false;
}

static bool read_counter(struct varlink_call *call, const char *key, int32_t *ret_counter)
{
    *ret_counter = hall_id(daemon_hall(call), NAME_COUNTER, key);
    if (!*ret_counter)
        call_refuse(call, &(struct refusal){.kind = REFUSAL_UNKNOWN_COUNTER}, key);
    return *ret_counter;
}

static bool read_opens(struct what_if *what, struct varlink_call *call, const struct manager_what_if_in *in)
{
    const struct hall *hall = daemon_hall(call);
    for (size_t i = 0; i < in->open.count; i++) {
        const struct manager_open_counter *asked = &in->open.items[i];
        struct counter_span *open = &what->opens[what->open_count++];
        if (!read_counter(call, asked->counter, &open->counter))
            return false;
        if (!manager_read_span(hall, what->question.day, asked->hours, &open->span))
            return refuse_place(call, "open", i, "hours");
        open->profile = hall_id(hall, NAME_PROFILE, asked->profile);
        if (asked->profile && !open->profile)
            return refuse_place(call, "open", i, "profile");
    }
    return true;
}

static bool read_closes(struct what_if *what, struct varlink_call *call, const struct manager_what_if_in *in)
{
    for (size_t i = 0; i < in->close.count; i++) {
        const struct manager_closed_counter *asked = &in->close.items[i];
        struct counter_span *close = &what->closes[what->close_count++];
        if (!read_counter(call, asked->counter, &close->counter))
            return false;
        if (!manager_read_span(daemon_hall(call), what->question.day, asked->hours, &close->span))
            return refuse_place(call, "close", i, "hours");
    }
    return true;
}

/* --- on the thread --- */

static void count(struct what_if *what, struct arena *arena, int column, const struct past_day *day,
                  const struct played_step *steps)
{
    struct rehearsed *figures = arena_new_n(arena, struct rehearsed, (size_t)day->service_count + 1);
    for (int32_t service = 0; service < day->service_count; service++)
        figures[service] = rehearsal_count(day, &what->question.rulebook, steps, (struct rehearsed_of){service, {0}});
    what->figures[column] = figures;
}

static void rehearse(struct what_if *what, struct arena *arena, int column, const struct past_day *day)
{
    _cleanup_free_ struct played_step *played = mem_new_n(struct played_step, day->step_count + 1);
    rehearsal_play(day, &what->question.rulebook, played);
    count(what, arena, column, day, played);
}

static void change(const struct what_if *what, struct past_day *day)
{
    const struct rulebook *rulebook = &what->question.rulebook;
    for (size_t i = 0; i < what->close_count; i++)
        past_day_close(day, what->closes[i].counter, what->closes[i].span);
    for (size_t i = 0; i < what->open_count; i++) {
        const struct counter_span *open = &what->opens[i];
        int32_t used = past_day_profile(&what->question.past.day, open->counter);
        int32_t usual = used ? used : rulebook->counters.items[open->counter].profile;
        past_day_open(day, open->counter, open->profile ? open->profile : usual, open->span);
    }
}

static int read_day(struct reading *reading, void *data, attr_unused void *out)
{
    struct what_if *what = data;
    const struct past *past = &what->question.past;
    int r = past_question_read(&what->question, reading);
    if (r < 0 || !what->question.found)
        return r;
    count(what, &reading->arena, RECORDED, &past->day, past->recorded);
    rehearse(what, &reading->arena, UNCHANGED, &past->day);
    if (!what->changes)
        return 0;
    struct past_day changed = past_day_copy(&past->day);
    past_question_set_targets(&what->question);
    change(what, &changed);
    rehearse(what, &reading->arena, CHANGED, &changed);
    past_day_done(&changed);
    return 0;
}

/* --- the answer --- */

static struct manager_rehearsed make_rehearsed(const struct rehearsed *figures)
{
    return (struct manager_rehearsed){
            .visits = figures->visits,
            .steps = figures->steps,
            .served = figures->served,
            .transferred = figures->sent_on,
            .no_show = figures->missed,
            .left = figures->left,
            .never_called = figures->never_called,
            .unfinished = figures->unfinished,
            .wait_mean_ms = figures->wait_mean_ms,
            .wait_p50_ms = figures->wait_p50_ms,
            .wait_p90_ms = figures->wait_p90_ms,
            .wait_max_ms = figures->wait_max_ms,
            .within = figures->within,
            .measured = figures->measured,
            .last_at = {.set = figures->last_ms > 0, .value = figures->last_ms},
    };
}

static struct manager_rehearsed *make_changed(const struct what_if *what, struct arena *arena, int32_t service)
{
    if (!what->changes)
        return NULL;
    struct manager_rehearsed *changed = arena_new(arena, struct manager_rehearsed);
    *changed = make_rehearsed(&what->figures[CHANGED][service]);
    return changed;
}

static void add_services(const struct what_if *what, const struct view *view, struct manager_what_if_out *out)
{
    int32_t service_count = what->question.past.day.service_count;
    out->services.items = arena_new_n(view->arena, struct manager_rehearsed_service, (size_t)service_count + 1);
    for (int32_t service = 1; service < service_count; service++) {
        bool is_empty = what->figures[RECORDED][service].steps == 0 && what->figures[UNCHANGED][service].steps == 0;
        if (is_empty && (!what->changes || what->figures[CHANGED][service].steps == 0))
            continue;
        out->services.items[out->services.count++] = (struct manager_rehearsed_service){
                .service = view_key(view, NAME_SERVICE, service),
                .recorded = make_rehearsed(&what->figures[RECORDED][service]),
                .unchanged = make_rehearsed(&what->figures[UNCHANGED][service]),
                .changed = make_changed(what, view->arena, service),
        };
    }
}

static void on_read(struct reading *reading, void *data)
{
    const struct what_if *what = data;
    if (!reading_was_read(reading) || !reading->call || !past_question_found(&what->question, reading->call))
        return;
    struct view view = view_of(daemon_hall(reading->call), varlink_call_arena(reading->call));
    struct manager_what_if_out out = {
            .day = view_day(&view, what->question.day),
            .recorded = make_rehearsed(&what->figures[RECORDED][0]),
            .unchanged = make_rehearsed(&what->figures[UNCHANGED][0]),
            .changed = make_changed(what, view.arena, 0),
            .left_out = what->question.past.left_out,
    };
    add_services(what, &view, &out);
    varlink_reply(reading->call, &out);
}

static void on_done(void *data)
{
    struct what_if *what = data;
    past_question_done(&what->question);
    free(what->opens);
    free(what->closes);
}

void manager_what_if(struct varlink_call *call, const void *input)
{
    static const struct reading_way way = {.read = read_day, .answer = on_read, .done = on_done};
    const struct manager_what_if_in *in = input;
    struct what_if asked = {.opens = mem_new_n(struct counter_span, in->open.count + 1),
                            .closes = mem_new_n(struct counter_span, in->close.count + 1),
                            .changes = in->open.count + in->close.count + in->targets.count > 0};
    if (!past_question_init(&asked.question, call, in->day, in->targets.count, in->targets.items) ||
        !read_opens(&asked, call, in) || !read_closes(&asked, call, in)) {
        on_done(&asked);
        return;
    }
    struct reading *reading = reading_new(call);
    struct what_if *what = arena_new(&reading->arena, struct what_if);
    *what = asked;
    reading_start(reading, &way, what);
}
