/* SPDX-License-Identifier: MIT
 *
 * People and machines: operators' time, kiosks, printers, and the auditor's page. Only of the whole centre.
 */
#include "daemon/report_private.h"

#define COUNT(name) (tally->count[TALLY_##name])

static bool tells_team(const struct report_question *question)
{
    return question->operator_report == MANAGER_REPORT_OPERATOR_REPORT_TEAM;
}

static bool tells_integrity(const struct report_question *question)
{
    return question->sees_operators || question->operator_report == MANAGER_REPORT_OPERATOR_REPORT_NAMED;
}

void report_want_people(struct report_gathering *gathering)
{
    struct report_sink *sink = &gathering->sinks[REPORT_WHOLE];
    if (gathering->question->whole)
        sink->wants |= OF_BIT(REPORT_OPERATOR) | OF_BIT(REPORT_KIOSK) | OF_BIT(REPORT_PRINTER) | OF_BIT(REPORT_SERVICE);
    if (gathering->question->whole && tells_team(gathering->question))
        sink->wants |= OF_BIT(REPORT_TEAM);
}

/* --- operators --- */

static struct manager_operator_time time_of(const struct report_gathering *gathering, const struct tally *tally)
{
    struct manager_operator_time time = {
            .operators = 1,
            .signed_in_ms = COUNT(SIGNED_IN_MS),
            .serving_ms = COUNT(SERVING_MS),
            .way_ms = COUNT(WAY_MS),
            .task_ms = COUNT(TASK_MS),
            .help_ms = COUNT(HELP_MS),
            .pause_ms = COUNT(PAUSE_MS),
            .halted_ms = COUNT(HALTED_MS),
            .lost_ms = COUNT(LOST_MS),
            .idle_waiting_ms = COUNT(IDLE_WAITING_MS),
            .idle_empty_ms = COUNT(IDLE_EMPTY_MS),
            .served = COUNT(STEP_SERVED),
    };
    time.pauses.items = report_times(gathering, tally, PART_PAUSE, NAME_PAUSE, &time.pauses.count);
    time.tasks.items = report_times(gathering, tally, PART_TASK, NAME_TASK, &time.tasks.count);
    return time;
}

static int64_t people_of(const struct report_gathering *gathering, int64_t profile)
{
    const struct report_names *names = &gathering->question->names;
    size_t count;
    struct report_line_of *lines = report_lines_of(gathering, report_whole(gathering), REPORT_OPERATOR, &count);
    int64_t people = 0;
    for (size_t i = 0; i < count; i++)
        people += report_name(names, NAME_OPERATOR, (int32_t)lines[i].key)->group == profile;
    return people;
}

static void make_operators(struct report_gathering *gathering)
{
    const struct report_question *question = gathering->question;
    struct manager_report *report = gathering->report;
    bool team = tells_team(question);
    size_t count;
    struct report_line_of *lines =
            report_lines_of(gathering, report_whole(gathering), team ? REPORT_TEAM : REPORT_OPERATOR, &count);
    if (question->operator_report == MANAGER_REPORT_OPERATOR_REPORT_OWN)
        return;
    report->operators.items = arena_new_n(gathering->arena, struct manager_operator_time, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct manager_operator_time *time = &report->operators.items[report->operators.count++];
        *time = time_of(gathering, lines[i].tally);
        report_key(gathering, team ? NAME_PROFILE : NAME_OPERATOR, lines[i].key, &time->key, &time->name);
        if (team)
            time->operators = people_of(gathering, lines[i].key);
    }
}

/* --- machines --- */

static void make_kiosks(struct report_gathering *gathering)
{
    struct manager_report *report = gathering->report;
    size_t count;
    struct report_line_of *lines = report_lines_of(gathering, report_whole(gathering), REPORT_KIOSK, &count);
    report->kiosks.items = arena_new_n(gathering->arena, struct manager_kiosk_figures, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct tally *tally = lines[i].tally;
        report->kiosks.items[report->kiosks.count++] = (struct manager_kiosk_figures){
                .kiosk = report_name(&gathering->question->names, NAME_KIOSK, (int32_t)lines[i].key)->key,
                .sessions = COUNT(SESSIONS),
                .abandoned = COUNT(ABANDONED),
                .with_ticket = COUNT(SESSIONS_WITH_TICKET),
                .touch_to_ticket = report_spread(tally, SPREAD_TOUCH_TO_TICKET),
                .busy_ms = COUNT(BUSY_MS),
                .open_ms = COUNT(OPEN_MS),
                .helps = COUNT(HELPS),
                .help_answer = report_spread(tally, SPREAD_HELP_ANSWER),
        };
    }
}

static void make_printers(struct report_gathering *gathering)
{
    struct manager_report *report = gathering->report;
    size_t count;
    struct report_line_of *lines = report_lines_of(gathering, report_whole(gathering), REPORT_PRINTER, &count);
    report->printers.items = arena_new_n(gathering->arena, struct manager_printer_figures, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct tally *tally = lines[i].tally;
        report->printers.items[report->printers.count++] = (struct manager_printer_figures){
                .printer = report_name(&gathering->question->names, NAME_PRINTER, (int32_t)lines[i].key)->key,
                .printed = COUNT(PAPERS_PRINTED),
                .uncertain = COUNT(PAPERS_UNCERTAIN),
                .failed = COUNT(PAPERS_FAILED),
                .void_ = COUNT(PAPERS_VOID),
                .twice = COUNT(PAPERS_TWICE),
                .copies = COUNT(PAPERS_COPIES),
        };
    }
}

/* --- the auditor's page --- */

static void tell_integrity(const struct report_gathering *gathering, const struct tally *tally,
                           struct manager_integrity *ret_integrity)
{
    *ret_integrity = (struct manager_integrity){.name = "",
                                                .called = COUNT(CALLED),
                                                .served = COUNT(STEP_SERVED),
                                                .parked_soon = COUNT(PARKED_SOON),
                                                .transferred_soon = COUNT(TRANSFERRED_SOON),
                                                .short_services = COUNT(SHORT_SERVICES),
                                                .early_no_shows = COUNT(EARLY_NO_SHOWS),
                                                .voids = COUNT(VOIDS),
                                                .chosen_calls = COUNT(CHOSEN_CALLS),
                                                .class_changes = COUNT(CLASS_CHANGES),
                                                .service_changes = COUNT(SERVICE_CHANGES),
                                                .undos = COUNT(UNDOS),
                                                .by_hand = COUNT(BY_HAND)};
    ret_integrity->void_reasons.items =
            report_counts(gathering, tally, PART_VOID, NAME_REASON, &ret_integrity->void_reasons.count);
}

static bool tells_anything(const struct manager_integrity *all)
{
    return all->called || all->served || all->parked_soon || all->transferred_soon || all->short_services ||
           all->early_no_shows || all->voids || all->chosen_calls || all->class_changes || all->service_changes ||
           all->undos || all->by_hand;
}

/* What the centre has beyond all operators, those that are forgotten (key 0) among them: nobody did it, or nobody
 * known. */
static void tell_nobody(const struct report_gathering *gathering, const struct report_line_of *lines, size_t count,
                        struct manager_integrity *ret_integrity)
{
    _cleanup_(tally_done) struct tally rest;
    const struct tally *all = report_tally(gathering, REPORT_ALL, 0);
    tally_init(&rest, false);
    for (int i = 0; all && i < TALLY_COUNT_LIMIT; i++)
        rest.count[i] = all->count[i];
    for (size_t i = 0; all && i < all->item_count; i++)
        tally_add_part(&rest, (enum tally_part)all->items[i].part, all->items[i].key, all->items[i].sum);
    for (size_t k = 0; k < count; k++) {
        const struct tally *tally = lines[k].tally;
        for (int i = 0; lines[k].key && i < TALLY_COUNT_LIMIT; i++)
            rest.count[i] -= tally->count[i];
        for (size_t i = 0; lines[k].key && i < tally->item_count; i++)
            tally_add_part(&rest, (enum tally_part)tally->items[i].part, tally->items[i].key, -tally->items[i].sum);
    }
    tell_integrity(gathering, &rest, ret_integrity);
}

static struct manager_integrity *make_integrity(const struct report_gathering *gathering, enum report_of of,
                                                enum name_kind kind, size_t *ret_count)
{
    size_t count, told = 0;
    struct report_line_of *lines = report_lines_of(gathering, report_whole(gathering), of, &count);
    struct manager_integrity *all = arena_new_n(gathering->arena, struct manager_integrity, count + 2);
    for (size_t i = 0; i < count; i++) {
        if (of == REPORT_OPERATOR && !lines[i].key)
            continue;
        struct manager_integrity *one = &all[told++];
        tell_integrity(gathering, lines[i].tally, one);
        report_key(gathering, kind, lines[i].key, &one->key, &one->name);
        if (!lines[i].key)
            one->key = NULL;
    }
    if (of == REPORT_OPERATOR) {
        tell_nobody(gathering, lines, count, &all[told]);
        told += tells_anything(&all[told]);
    }
    *ret_count = told;
    return all;
}

void report_make_people(struct report_gathering *gathering)
{
    struct manager_report *report = gathering->report;
    if (!gathering->question->whole)
        return;
    make_operators(gathering);
    make_kiosks(gathering);
    make_printers(gathering);
    if (tells_integrity(gathering->question))
        report->integrity_operators.items =
                make_integrity(gathering, REPORT_OPERATOR, NAME_OPERATOR, &report->integrity_operators.count);
    report->integrity_services.items =
            make_integrity(gathering, REPORT_SERVICE, NAME_SERVICE, &report->integrity_services.count);
}
