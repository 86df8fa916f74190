/* SPDX-License-Identifier: MIT
 *
 * CountersNeeded: how many counters an hour keep a past day within its targets.
 */
#include "daemon/daemon.h"
#include "daemon/engine/staffing.h"
#include "daemon/method.h"
#include "daemon/past_day.h"

#define HOUR_MS INT64_C(3600000)

/* A client gives up after ten. */
#define SEARCH_NS (UINT64_C(6) * 1000 * 1000 * 1000)

struct counters {
    struct past_question question;
    struct staffing staffing;
    struct reading *reading;
    uint64_t began_ns;
};

/* --- on the thread --- */

/* When the hour of the first visit begins. */
static int64_t first_hour(const struct past_question *question)
{
    const struct past_day *day = &question->past.day;
    int64_t first_ms = day->visit_count > 0 ? day->visits[0].issued_ms : question->midnight_ms;
    return question->midnight_ms + (first_ms - question->midnight_ms) / HOUR_MS * HOUR_MS;
}

static bool goes_on(void *data)
{
    const struct counters *counters = data;
    return !reading_is_in_vain(counters->reading) && uv_hrtime() - counters->began_ns < SEARCH_NS;
}

static int read_day(struct reading *reading, void *data, attr_unused void *out)
{
    struct counters *counters = data;
    struct past_question *question = &counters->question;
    counters->reading = reading;
    counters->began_ns = uv_hrtime();
    int r = past_question_read(question, reading);
    if (r < 0 || !question->found)
        return r;
    past_question_set_targets(question);
    if (!staffing_find(&question->past.day, &question->rulebook, first_hour(question), goes_on, counters,
                       &counters->staffing))
        counters->staffing = (struct staffing){.least = true};
    return 0;
}

/* --- the answer --- */

static struct manager_hour_need make_hour(const struct staffing *staffing, const struct view *view, int32_t hour)
{
    const struct rehearsed *figures = &staffing->figures[hour];
    struct manager_hour_need need = {.from = staffing->hours[hour].from_ms,
                                     .until = staffing->hours[hour].until_ms,
                                     .arrivals = figures->steps,
                                     .within = figures->within,
                                     .measured = figures->measured,
                                     .reached = staffing->reached[hour]};
    need.counters.count = (size_t)staffing->group_count;
    need.counters.items = arena_new_n(view->arena, struct manager_counter_need, need.counters.count + 1);
    for (int32_t group = 0; group < staffing->group_count; group++)
        need.counters.items[group] =
                (struct manager_counter_need){.profile = view_key(view, NAME_PROFILE, staffing->groups[group].profile),
                                              .open_ms = staffing->open_ms[hour][group],
                                              .needed = staffing->needed[hour][group],
                                              .most = staffing->groups[group].most};
    return need;
}

static void on_read(struct reading *reading, void *data)
{
    const struct counters *counters = data;
    const struct staffing *staffing = &counters->staffing;
    if (!reading_was_read(reading) || !reading->call || !past_question_found(&counters->question, reading->call))
        return;
    struct view view = view_of(daemon_hall(reading->call), varlink_call_arena(reading->call));
    struct manager_counters_needed_out out = {.day = view_day(&view, counters->question.day),
                                              .percent = STAFFING_PERCENT,
                                              .least = staffing->least,
                                              .rehearsals = staffing->rehearsals,
                                              .left_out = counters->question.past.left_out};
    out.hours.count = (size_t)staffing->hour_count;
    out.hours.items = arena_new_n(view.arena, struct manager_hour_need, out.hours.count + 1);
    for (int32_t hour = 0; hour < staffing->hour_count; hour++)
        out.hours.items[hour] = make_hour(staffing, &view, hour);
    varlink_reply(reading->call, &out);
}

static void on_done(void *data)
{
    struct counters *counters = data;
    past_question_done(&counters->question);
}

void manager_counters_needed(struct varlink_call *call, const void *input)
{
    static const struct reading_way way = {.read = read_day, .answer = on_read, .done = on_done};
    const struct manager_counters_needed_in *in = input;
    struct past_question question;
    if (!past_question_init(&question, call, in->day, in->targets.count, in->targets.items)) {
        past_question_done(&question);
        return;
    }
    struct reading *reading = reading_new(call);
    struct counters *counters = arena_new(&reading->arena, struct counters);
    counters->question = question;
    reading_start(reading, &way, counters);
}
