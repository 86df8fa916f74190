/* SPDX-License-Identifier: MIT
 *
 * Reports are asked for one after the other: while one is being made, only the days that were wanted last are
 * remembered, so a key that is held down asks for two reports and not for fifty.
 */
#include <string.h>

#include "kiosk/manager/program.h"

enum { DAYS_OF_CHART = 62 }; /* of more days the chart has months */

static struct reports *reports_of(struct manager *manager)
{
    return &manager->model.reports;
}

struct date manager_today(struct manager *manager)
{
    const struct manager_watch_hall_out *hall = model_hall(&manager->model);
    struct date day;
    bool open = hall && hall->day && date_parse(hall->day, &day) == 0;
    return open ? day : clock_local(app_now(manager->app)).date;
}

/* --- the report --- */

static void ask_for_days(struct manager *manager);

/* What is wanted meanwhile is asked for now. true: it is. */
static bool asks_again(struct manager *manager)
{
    struct reports *reports = reports_of(manager);
    reports->making = false;
    if (!reports->stale)
        return false;
    ask_for_days(manager);
    return true;
}

static void on_report(struct call *call, const struct varlink_reply *reply)
{
    struct manager *manager = call->manager;
    struct reports *reports = reports_of(manager);
    if (asks_again(manager))
        return;
    struct kept kept;
    kept_init(&kept);
    if (!manager_keep(manager, &kept, MANAGER_GET_REPORT, reply->parameters)) {
        kept_done(&kept);
        return;
    }
    const struct manager_get_report_out *out = kept.out;
    reports_show(reports, &out->report, manager_stage(manager)->language);
    kept_done(&reports->kept); /* the outline of the one before it stood on it */
    reports->kept = kept;
}

static void on_refused(struct call *call, const struct varlink_reply *reply)
{
    struct manager *manager = call->manager;
    if (!asks_again(manager))
        reports_refuse(reports_of(manager), manager_refusal(manager, reply));
}

static size_t list_tables(const struct days *days, struct idl_word ret_tables[MANAGER_REPORT_BY_SERVICE_HOUR + 1])
{
    const int *tables;
    int64_t count = date_days(days->to) - date_days(days->from) + 1;
    size_t table_count = report_page_tables(count == 1, &tables);
    for (size_t i = 0; i < table_count; i++) {
        bool months = tables[i] == MANAGER_REPORT_BY_DAY && count > DAYS_OF_CHART;
        ret_tables[i] = (struct idl_word){.value = months ? MANAGER_REPORT_BY_MONTH : tables[i]};
    }
    return table_count;
}

static void ask_for_days(struct manager *manager)
{
    struct reports *reports = reports_of(manager);
    reports->stale = reports->making;
    if (reports->making)
        return;
    char from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];
    struct idl_word tables[MANAGER_REPORT_BY_SERVICE_HOUR + 1];
    struct manager_get_report_in in = {.from_day = date_text(reports->days.from, from),
                                       .to_day = date_text(reports->days.to, to),
                                       .each = {.value = IDL_WORD_NULL},
                                       .whole = true,
                                       .language = language_code(manager_stage(manager)->language)};
    in.tables.count = list_tables(&reports->days, tables);
    in.tables.items = tables;
    reports->making = true;
    reports_refuse(reports, NULL);
    manager_call(manager,
                 &(struct call){.method = MANAGER_GET_REPORT, .done = on_report, .refused = on_refused, .quiet = true},
                 &in, NULL);
}

/* --- the last closed day --- */

static void on_days(struct call *call, const struct varlink_reply *reply)
{
    struct manager *manager = call->manager;
    struct reports *reports = reports_of(manager);
    const struct manager_list_report_days_out *out = reply->out;
    struct date today = manager_today(manager), day;
    bool closed = out->days.count > 0 && date_parse(out->days.items[out->days.count - 1], &day) == 0;
    reports->making = false;
    if (!reports->chosen)
        reports->days = days_of(DAYS_DAY, closed ? day : today, today);
    ask_for_days(manager);
}

static void ask_for_last_day(struct manager *manager)
{
    struct reports *reports = reports_of(manager);
    const struct manager_list_report_days_in in = {.most = {.set = true, .value = 1}};
    if (reports->making)
        return;
    reports->making = true;
    reports_refuse(reports, NULL);
    manager_call(
            manager,
            &(struct call){.method = MANAGER_LIST_REPORT_DAYS, .done = on_days, .refused = on_refused, .quiet = true},
            &in, NULL);
}

/* --- what pages want --- */

void manager_choose_days(struct manager *manager, struct days days)
{
    struct reports *reports = reports_of(manager);
    reports->days = days;
    reports->chosen = true;
    ask_for_days(manager);
}

/* A closed day changes no more; the open one does, and which day was closed last. */
void manager_open_report(struct manager *manager)
{
    struct reports *reports = reports_of(manager);
    if (!reports->chosen)
        ask_for_last_day(manager);
    else if (!reports->shown || reports->report->open)
        ask_for_days(manager);
}

void manager_speak_report(struct manager *manager)
{
    if (reports_of(manager)->shown)
        ask_for_days(manager);
}

void manager_move_report(struct manager *manager, enum report_move move)
{
    static const enum days_span spans[] = {
            [REPORT_WEEK] = DAYS_WEEK, [REPORT_MONTH] = DAYS_MONTH, [REPORT_YEAR] = DAYS_YEAR};
    struct reports *reports = reports_of(manager);
    struct date today = manager_today(manager);
    bool known = reports->days.from.year > 0;
    struct days days = known ? reports->days : days_of(DAYS_DAY, today, today);
    if (move == REPORT_TODAY)
        days = days_of(DAYS_DAY, today, today);
    else if (move == REPORT_EARLIER || move == REPORT_LATER)
        days = days_step(days, move == REPORT_LATER ? 1 : -1, today);
    else
        days = days_of(spans[move], days.to, today);
    manager_choose_days(manager, days);
}
