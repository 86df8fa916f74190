/* SPDX-License-Identifier: MIT
 *
 * The whole of a report: what has to be read for it, and its parts out of that.
 */
#include "daemon/report.h"

#include <errno.h>

#include "daemon/report_private.h"

/* No line is shorter as it is answered. */
enum { LINE_BYTES = 500 };

static void want(struct report_gathering *gathering)
{
    const struct report_question *question = gathering->question;
    struct report_sink *whole = &gathering->sinks[REPORT_WHOLE];
    bool one_day = question->from_day == question->to_day;
    for (int span = REPORT_DAY; span <= REPORT_WHOLE; span++)
        gathering->sinks[span].exact = one_day;
    gathering->sinks[REPORT_DAY].exact = true;
    report_want_tables(gathering);
    report_want_people(gathering);
    whole->wants |= OF_BIT(REPORT_ALL);
    if (!(whole->wants & OF_BIT(REPORT_SERVICE_HOUR))) { /* for the worst hour */
        gathering->late_count = (int64_t)question->names.count[NAME_SERVICE] * 24;
        gathering->late = arena_new_n(gathering->arena, int64_t, (size_t)gathering->late_count + 1);
    }
    if (question->sees)
        whole->wants |= OF_BIT(REPORT_CENTRE);
}

static void make_head(struct report_gathering *gathering)
{
    const struct report_question *question = gathering->question;
    const struct report_source *source = gathering->source;
    struct manager_report *report = gathering->report;
    *report = (struct manager_report){
            .centre = question->centre,
            .zone = question->zone,
            .from_day = report_period_text(question->from_day, REPORT_DAY, gathering->arena),
            .to_day = report_period_text(question->to_day, REPORT_DAY, gathering->arena),
            .made_at = question->now_ms,
            .exact = question->from_day == question->to_day,
            .operator_report = {.value = question->operator_report},
    };
    if (question->sees) {
        report->agencies.items = question->agencies;
        report->agencies.count = question->agency_count;
    }
    for (size_t i = 0; i < source->day_count; i++)
        report->open = report->open || (source->days[i].open && source->days[i].day == question->to_day);
}

/* Of the whole centre: what broke stopped all of it. */
static void make_stops(const struct report_gathering *gathering, const struct tally *centre)
{
    struct manager_report *report = gathering->report;
    report->halts = centre->count[TALLY_HALTS];
    report->halted_ms = centre->count[TALLY_HALL_HALTED_MS];
    report->halt_reasons.items = report_times(gathering, centre, PART_HALT, NAME_REASON, &report->halt_reasons.count);
    report->outages = centre->count[TALLY_OUTAGES];
    report->outage_ms = centre->count[TALLY_OUTAGE_MS];
    report->clock_steps = centre->count[TALLY_CLOCK_STEPS];
}

static void make_figures(struct report_gathering *gathering)
{
    struct manager_report *report = gathering->report;
    struct tally nothing, *all = report_tally(gathering, REPORT_ALL, 0), *centre = all;
    tally_init(&nothing, true);
    if (gathering->question->sees)
        centre = report_tally(gathering, REPORT_CENTRE, 0);
    if (!all)
        all = &nothing;
    report_figures(gathering, &(struct report_figures_of){.of = REPORT_ALL, .in_full = true}, all, &report->figures);
    report->days = centre ? centre->count[TALLY_DAYS] : 0;
    make_stops(gathering, centre ? centre : &nothing);
    report->bookings = all->count[TALLY_BOOKINGS];
    report->checked_in = all->count[TALLY_CHECKED_IN];
    report->bookings_missed = all->count[TALLY_BOOKINGS_MISSED];
    report->return_codes = all->count[TALLY_RETURN_CODES];
    report->return_codes_used = all->count[TALLY_RETURN_CODES_USED];
}

int report_gather(const struct report_question *question, const struct report_source *source, struct arena *arena,
                  struct manager_report *ret_report)
{
    struct report_gathering gathering = {.question = question,
                                         .source = source,
                                         .arena = arena,
                                         .lines_most = question->reply_bytes / LINE_BYTES,
                                         .report = ret_report};
    want(&gathering);
    int r = report_read(&gathering, question->from_day, question->to_day);
    if (r == 0) {
        make_head(&gathering);
        make_figures(&gathering);
        report_make_tables(&gathering);
        report_make_people(&gathering);
        r = report_compare(&gathering);
    }
    if (r == 0)
        r = report_find_worst(&gathering);
    if (r == 0)
        r = report_tell_events(&gathering);
    report_sinks_done(&gathering);
    return r;
}
