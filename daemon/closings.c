/* SPDX-License-Identifier: MIT
 *
 * A wish that is kept over turns, until what it wished for is a fact.
 */
#include "daemon/closings.h"

#include <string.h>

#include "common/interface/admin.h"
#include "common/interface/fault.h"
#include "common/varlink/server.h"
#include "daemon/daemon.h"
#include "daemon/method_manager.h"
#include "daemon/view.h"

struct closing_call {
    struct wish wish;
    int32_t day;
    struct closings *closings;
    struct closing_call *next;
};

static void closing_free(struct closing_call *closing)
{
    wish_done(&closing->wish);
    free(closing);
}

static void unlink_and_free(struct closing_call *closing)
{
    struct closing_call **link = &closing->closings->first;
    while (*link != closing)
        link = &(*link)->next;
    *link = closing->next;
    closing_free(closing);
}

static void on_gone(attr_unused struct varlink_call *call, void *data)
{
    unlink_and_free(data);
}

/* --- the answer --- */

#define SAME_END(end)                                                                        \
    _Static_assert(offsetof(struct admin_ends, end) == offsetof(struct manager_ends, end) && \
                           sizeof(struct admin_ends) == sizeof(struct manager_ends),         \
                   "ends are the same in Admin and Manager")
SAME_END(open);
SAME_END(never_called);
SAME_END(joined);
#define SAME_FIELD(message, field)                                              \
    _Static_assert(offsetof(struct admin_close_day_##message, field) ==         \
                           offsetof(struct manager_close_day_##message, field), \
                   "CloseDay is the same in Admin and Manager")
SAME_FIELD(in, day);
SAME_FIELD(in, request);
SAME_FIELD(out, day);
SAME_FIELD(out, adopted);
SAME_FIELD(out, step_ends);
SAME_FIELD(out, repeated);
_Static_assert(sizeof(struct admin_close_day_in) == sizeof(struct manager_close_day_in) &&
                       sizeof(struct admin_close_day_out) == sizeof(struct manager_close_day_out),
               "CloseDay is the same in Admin and Manager");

static struct admin_ends make_ends(const int64_t ends[STEP_ENDS])
{
    struct manager_ends built = view_ends(ends);
    struct admin_ends out;
    memcpy(&out, &built, sizeof(out));
    return out;
}

static void answer(struct closing_call *closing)
{
    struct wish *wish = &closing->wish;
    struct figures figures = engine_figures(wish->hall->engine);
    struct view view = view_of(wish->hall, wish->arena);
    struct admin_close_day_out out = {
            .day = view_day(&view, closing->day),
            .visits = figures.visits,
            .adopted = figures.adopted,
            .visit_ends = make_ends(figures.visits_ended),
            .steps = figures.steps,
            .step_ends = make_ends(figures.steps_ended),
    };
    if (!wish_answer_as_twin(wish))
        wish_answer(wish, &out);
}

void closings_look(struct closings *closings, const struct hall *hall, bool failed)
{
    struct closing_call *next;
    for (struct closing_call *closing = closings->first; closing; closing = next) {
        next = closing->next;
        if (engine_day(hall->engine) == closing->day && engine_day_closes(hall->engine) && !failed)
            continue;
        if (engine_day(hall->engine) == closing->day)
            varlink_error(closing->wish.call, FAULT_STORAGE_FAILED, NULL);
        else
            answer(closing);
        unlink_and_free(closing);
    }
}

/* --- the wish --- */

/* False: answered InvalidParameter, or NoDay, as it is not the day that is open. */
static bool is_meant(struct wish *wish, const char *day)
{
    struct date date;
    int32_t open = engine_day(wish->hall->engine);
    if (day && date_parse(day, &date) < 0) {
        varlink_error_parameter(wish->call, "day");
        return false;
    }
    if (open && (!day || (int32_t)date_days(date) == open))
        return true;
    wish_refuse(wish, REFUSAL_NO_DAY);
    return false;
}

void admin_close_day(struct varlink_call *call, const void *input)
{
    const struct admin_close_day_in *in = input;
    struct daemon *daemon = daemon_of(call);
    struct closing_call *closing = mem_new(struct closing_call);
    *closing = (struct closing_call){.closings = &daemon->closings};
    if (!wish_begin(&closing->wish, call, in, in->request) || !is_meant(&closing->wish, in->day)) {
        closing_free(closing);
        return;
    }
    closing->day = engine_day(daemon->hall.engine);
    closing->next = daemon->closings.first;
    daemon->closings.first = closing;
    varlink_call_on_gone(call, on_gone, closing);
    hall_close_day(&daemon->hall);
}

void manager_close_day(struct varlink_call *call, const void *input)
{
    if (manager_covers_all(call))
        admin_close_day(call, input);
}
