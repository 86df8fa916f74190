/* SPDX-License-Identifier: MIT
 *
 * Who is planned where: asked, changed, imported.
 */
#include <stdio.h>
#include <string.h>

#include "common/interface/refused.h"
#include "daemon/daemon.h"
#include "daemon/method.h"
#include "daemon/method_manager.h"
#include "daemon/rulebook_hours.h"

_Static_assert(MANAGER_SHIFT_WHAT_PRESENT + 1 == (int)PRESENCE_PRESENT &&
                       MANAGER_SHIFT_WHAT_LUNCH + 1 == (int)PRESENCE_LUNCH &&
                       (int)MANAGER_SHIFT_WHAT_LUNCH == (int)MANAGER_PLANNED_SHIFT_WHAT_LUNCH &&
                       (int)MANAGER_SHIFT_WHAT_LUNCH == (int)MANAGER_SET_SHIFT_IN_WHAT_LUNCH,
               "presence in the engine's order");

/* --- showing --- */

static struct manager_shift make_shift(const struct view *view, const struct planned *planned)
{
    return (struct manager_shift){
            .shift = arena_printf(view->arena, "%s-%d", view_day(view, planned->day), planned->number),
            .counter = view_key(view, NAME_COUNTER, planned->counter),
            .operator= view_key(view, NAME_OPERATOR, planned->operator_id),
            .from = planned->from_ms,
            .until = planned->until_ms,
            .what = {.value = planned->what - 1},
    };
}

static struct manager_shift *list_shifts(const struct view *view, struct rota *rota, int32_t day, size_t *ret_count)
{
    size_t count = rota_count(rota), found = 0;
    struct manager_shift *items = arena_new_n(view->arena, struct manager_shift, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct planned *planned = rota_at(rota, i);
        if (planned->day == day && planned->from_ms < planned->until_ms)
            items[found++] = make_shift(view, planned);
    }
    *ret_count = found;
    return items;
}

/* Looked at before. NULL: today. */
static int32_t day_of(struct daemon *daemon, const char *text)
{
    struct date date;
    if (!text || date_parse(text, &date) < 0)
        return days_today(&daemon->days);
    return (int32_t)date_days(date);
}

static void make_rota(const struct snapshot_request *request, void *output)
{
    const struct manager_get_rota_in *in = request->in;
    struct manager_get_rota_out *out = output;
    struct view view = view_of(&request->daemon->hall, request->arena);
    int32_t day = day_of(request->daemon, in->day);
    out->day = view_day(&view, day);
    out->shifts.items = list_shifts(&view, &request->daemon->rota, day, &out->shifts.count);
}

static const char *rota_key(const struct snapshot_request *request)
{
    const struct manager_get_rota_in *in = request->in;
    return in->day ? in->day : "";
}

static const struct snapshot rota_snapshot = {.topics = TOPIC_ROTA, .make = make_rota, .key = rota_key};

void manager_get_rota(struct varlink_call *call, const void *input)
{
    const struct manager_get_rota_in *in = input;
    int32_t day;
    if (manager_covers_all(call) && method_day(call, "day", in->day, &day))
        publish_answer(&daemon_of(call)->publish, call, &rota_snapshot, in);
}

/* --- what a change names --- */

static bool refuse(struct wish *wish, enum refusal_kind kind, const char *asked)
{
    wish->asked = asked;
    wish_refuse(wish, kind);
    return false;
}

static bool read_who(struct wish *wish, const char *counter, const char *operator_key, struct planned *planned)
{
    planned->counter = hall_id(wish->hall, NAME_COUNTER, counter);
    planned->operator_id = operator_key ? store_find_name(wish->hall->store, NAME_OPERATOR, operator_key) : 0;
    if (!planned->counter)
        return refuse(wish, REFUSAL_UNKNOWN_COUNTER, counter);
    if (operator_key && !planned->operator_id)
        return refuse(wish, REFUSAL_UNKNOWN_OPERATOR, operator_key);
    return true;
}

static bool unknown_shift(struct wish *wish, const char *shift)
{
    wish_error(wish, REFUSED_UNKNOWN_TERMINAL, &(struct refused_unknown_terminal_error){.key = shift});
    return false;
}

/* "2026-11-24-3", as make_shift() writes it. */
static bool read_shift(struct wish *wish, const char *text, struct planned *planned)
{
    struct rota *rota = &daemon_of(wish->call)->rota;
    char day[11] = {0};
    struct date date;
    if (strlen(text) < 12 || text[10] != '-')
        return unknown_shift(wish, text);
    memcpy(day, text, 10);
    char *end;
    long number = strtol(text + 11, &end, 10);
    if (date_parse(day, &date) < 0 || *end || number < 1 || number > INT32_MAX ||
        !rota_find(rota, (int32_t)date_days(date), (int32_t)number))
        return unknown_shift(wish, text);
    planned->day = (int32_t)date_days(date);
    planned->number = (int32_t)number;
    return true;
}

static bool is_in_day(const struct hall *hall, const struct planned *planned)
{
    struct date date = clock_business_day(planned->from_ms, hall->centre->settings.day_start_minute);
    return planned->day == (int32_t)date_days(date) && planned->from_ms <= planned->until_ms &&
           planned->until_ms <= rulebook_day_ends(hall->centre, date);
}

static int32_t day_at(const struct hall *hall, int64_t at_ms)
{
    return (int32_t)date_days(clock_business_day(at_ms, hall->centre->settings.day_start_minute));
}

/* --- changing --- */

#define LONGEST_MS (INT64_C(86400000) * 2)

bool manager_read_shift(struct wish *wish, const struct manager_shift_asked *asked, struct planned *ret_planned)
{
    struct daemon *daemon = daemon_of(wish->call);
    struct planned planned = {.from_ms = asked->from_ms, .until_ms = asked->until_ms, .what = asked->what + 1};
    if (asked->from_ms < 0 || asked->until_ms < asked->from_ms || asked->until_ms - asked->from_ms > LONGEST_MS)
        return refuse(wish, REFUSAL_TIME_SPAN_WRONG, NULL);
    planned.day = day_at(wish->hall, asked->from_ms);
    planned.number = rota_last(&daemon->rota, planned.day) + 1;
    if ((asked->shift && !read_shift(wish, asked->shift, &planned)) ||
        !read_who(wish, asked->counter, asked->operator_key, &planned))
        return false;
    if (planned.day < days_today(&daemon->days) || !is_in_day(wish->hall, &planned))
        return refuse(wish, REFUSAL_TIME_SPAN_WRONG, NULL);
    *ret_planned = planned;
    return true;
}

void manager_set_shift(struct varlink_call *call, const void *input)
{
    const struct manager_set_shift_in *in = input;
    struct daemon *daemon = daemon_of(call);
    _cleanup_(wish_done) struct wish wish;
    struct planned planned;
    const struct manager_shift_asked asked = {in->shift, in->counter, in->operator, in->from, in->until,
                                              in->what.value};
    if (!manager_begin_for_all(&wish, call, in, in->request) || !manager_read_shift(&wish, &asked, &planned))
        return;
    rota_plan(&daemon->rota, &planned);
    publish_touch(&daemon->publish, TOPIC_ROTA | TOPIC_HALL);
    struct view view = view_of(wish.hall, wish.arena);
    struct manager_set_shift_out out = {.shift = make_shift(&view, &planned)};
    wish_answer(&wish, &out);
}

/* --- importing --- */

static bool read_row(struct wish *wish, int32_t day, const struct manager_planned_shift *row, struct planned *planned)
{
    struct rule_span span;
    *planned = (struct planned){.day = day, .what = row->what.value + 1};
    if (!read_who(wish, row->counter, row->operator, planned))
        return false;
    if (!manager_read_span(wish->hall, day, row->hours, &span))
        return refuse(wish, REFUSAL_TIME_SPAN_WRONG, row->hours);
    planned->from_ms = span.from_ms;
    planned->until_ms = span.until_ms;
    return true;
}

/* Rows take the numbers there are; what is left of the plan before is not planned any more. */
static void replace(struct rota *rota, int32_t day, struct planned *rows, int32_t count)
{
    int32_t last = rota_last(rota, day);
    for (int32_t i = 0; i < count; i++) {
        rows[i].number = i + 1;
        rota_plan(rota, &rows[i]);
    }
    for (int32_t number = count + 1; number <= last; number++) {
        struct planned gone = *rota_find(rota, day, number);
        gone.until_ms = gone.from_ms;
        rota_plan(rota, &gone);
    }
}

void manager_import_rota(struct varlink_call *call, const void *input)
{
    const struct manager_import_rota_in *in = input;
    struct daemon *daemon = daemon_of(call);
    int32_t day;
    _cleanup_(wish_done) struct wish wish;
    if (!manager_begin_for_all(&wish, call, in, in->request) || !method_day(call, "day", in->day, &day))
        return;
    if (day < days_today(&daemon->days)) {
        refuse(&wish, REFUSAL_TIME_SPAN_WRONG, in->day);
        return;
    }
    struct planned *rows = arena_new_n(wish.arena, struct planned, in->shifts.count + 1);
    for (size_t i = 0; i < in->shifts.count; i++) {
        if (!read_row(&wish, day, &in->shifts.items[i], &rows[i]))
            return;
    }
    replace(&daemon->rota, day, rows, (int32_t)in->shifts.count);
    publish_touch(&daemon->publish, TOPIC_ROTA | TOPIC_HALL);
    struct view view = view_of(wish.hall, wish.arena);
    struct manager_import_rota_out out = {0};
    out.shifts.items = list_shifts(&view, &daemon->rota, day, &out.shifts.count);
    wish_answer(&wish, &out);
}
