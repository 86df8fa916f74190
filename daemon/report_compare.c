/* SPDX-License-Identifier: MIT
 *
 * What the report's days are held against, and where it was worst.
 */
#include "common/clock.h"
#include "daemon/report_private.h"

enum { WEEKS = 4, WEEK_DAYS = 7, YEAR_DAYS = 364, FEW_DAYS = 62 };
#define HOUR_MS INT64_C(3600000)

/* --- other days --- */

static struct report_gathering other_days(const struct report_gathering *gathering, bool exact)
{
    struct report_gathering other = {.question = gathering->question,
                                     .source = gathering->source,
                                     .arena = gathering->arena,
                                     .lines_most = 2,
                                     .taken = TALLY_SUMS | SPREAD_BIT(SPREAD_WAITING)};
    other.sinks[REPORT_WHOLE].wants = OF_BIT(REPORT_ALL) | (gathering->question->sees ? OF_BIT(REPORT_CENTRE) : 0);
    other.sinks[REPORT_WHOLE].exact = exact;
    return other;
}

static int64_t days_of(const struct report_gathering *other)
{
    const struct tally *tally = report_tally(other, other->question->sees ? REPORT_CENTRE : REPORT_ALL, 0);
    return tally ? tally->count[TALLY_DAYS] : 0;
}

/* The figures of all days between, added to a tally; and how many of them had anything. `roughly`: the least and the
 * most length need not be known. */
static int read_days(const struct report_gathering *gathering, const int32_t days[2], bool roughly, struct tally *tally,
                     int64_t *ret_days)
{
    struct report_gathering other = other_days(gathering, tally->exact), away = other_days(gathering, tally->exact);
    if (roughly) {
        other.away = &away;
        away.away = &other;
    }
    int r = report_read(&other, days[0], days[1]);
    struct tally *found = report_tally(&other, REPORT_ALL, 0), *too_much = report_tally(&away, REPORT_ALL, 0);
    *ret_days = days_of(&other) - days_of(&away);
    if (r == 0 && found)
        tally_merge(tally, found);
    if (r == 0 && too_much)
        tally_take_away(tally, too_much);
    report_sinks_done(&other);
    report_sinks_done(&away);
    return r;
}

static struct manager_comparison compare(struct tally *tally, int with, int64_t days, double divisor)
{
    struct manager_spread waiting = report_spread(tally, SPREAD_WAITING);
    return (struct manager_comparison){.with = {.value = with},
                                       .days = days,
                                       .issued = (double)tally->count[TALLY_ISSUED] / divisor,
                                       .served = (double)tally->count[TALLY_STEP_SERVED] / divisor,
                                       .never_called = (double)tally->count[TALLY_STEP_NEVER_CALLED] / divisor,
                                       .level_percent = report_level(tally),
                                       .waiting_median_ms = waiting.median_ms,
                                       .waiting_p90_ms = waiting.p90_ms};
}

/* Days without visits (holidays) are no measure of a day. */
static int compare_weeks(const struct report_gathering *gathering, struct manager_comparison *ret_comparison)
{
    struct tally tally;
    int64_t found = 0, days;
    int r = 0;
    tally_init(&tally, true);
    for (int week = 1; r == 0 && week <= WEEKS; week++) {
        int32_t day = gathering->question->to_day - week * WEEK_DAYS;
        int64_t issued = tally.count[TALLY_ISSUED];
        r = read_days(gathering, (int32_t[]){day, day}, false, &tally, &days);
        found += tally.count[TALLY_ISSUED] > issued;
    }
    *ret_comparison = compare(&tally, MANAGER_COMPARISON_WITH_FOUR_WEEKS, found, found > 0 ? (double)found : 1);
    tally_done(&tally);
    return r;
}

/* What is told depends on the least or the most length. */
static bool is_bound(struct tally *tally)
{
    return tally_percentile_is_bound(tally, SPREAD_WAITING, 50) || tally_percentile_is_bound(tally, SPREAD_WAITING, 90);
}

static int compare_year(const struct report_gathering *gathering, struct manager_comparison *ret_comparison)
{
    const struct report_question *question = gathering->question;
    const int32_t before[] = {question->from_day - YEAR_DAYS, question->to_day - YEAR_DAYS};
    bool one_day = before[0] == before[1];
    struct tally tally;
    int64_t days;
    tally_init(&tally, one_day);
    int r = read_days(gathering, before, !one_day, &tally, &days);
    if (r == 0 && !one_day && is_bound(&tally)) { /* of few visits */
        tally_done(&tally);
        tally_init(&tally, false);
        r = read_days(gathering, before, false, &tally, &days);
    }
    *ret_comparison = compare(&tally, MANAGER_COMPARISON_WITH_YEAR, days, 1);
    tally_done(&tally);
    return r;
}

int32_t report_compared_from(const struct report_question *question, int with)
{
    return with == MANAGER_COMPARISON_WITH_YEAR ? question->from_day - YEAR_DAYS : question->to_day - WEEKS * WEEK_DAYS;
}

bool report_looks_at(const struct report_question *question, int32_t day)
{
    int32_t before = question->to_day - day;
    if (day >= question->from_day && day <= question->to_day)
        return true;
    if (day >= question->from_day - YEAR_DAYS && day <= question->to_day - YEAR_DAYS)
        return true;
    return question->from_day == question->to_day && before > 0 && before <= WEEKS * WEEK_DAYS &&
           before % WEEK_DAYS == 0;
}

int report_compare(struct report_gathering *gathering)
{
    const struct report_question *question = gathering->question;
    struct manager_report *report = gathering->report;
    int r = 0;
    report->comparisons.items = arena_new_n(gathering->arena, struct manager_comparison, 2);
    if (question->from_day == question->to_day)
        r = compare_weeks(gathering, &report->comparisons.items[report->comparisons.count++]);
    return r < 0 ? r : compare_year(gathering, &report->comparisons.items[report->comparisons.count++]);
}

/* --- where it was worst --- */

/* Counts of one key by the periods of one span: those in which it was worst so far. */
struct worst {
    int64_t key;
    int32_t first_day; /* of the period; 0: none yet */
    struct tally tally;
    int32_t taking_day; /* a key may come several times of a period */
    struct tally taking;
};

static void weigh(struct worst *worst)
{
    if (worst->taking_day && report_late(&worst->taking) > report_late(&worst->tally)) {
        worst->tally = worst->taking;
        worst->first_day = worst->taking_day;
    }
}

static void begin_period(struct worst *worst, int32_t first_day)
{
    if (worst->taking_day == first_day)
        return;
    weigh(worst);
    tally_init(&worst->taking, false);
    worst->taking_day = first_day;
}

static int take_period(const struct rollup_row *row, void *data)
{
    struct worst *worst = data;
    begin_period(worst, row->first_day);
    return tally_decode_counts(&worst->taking, row->bytes, row->size);
}

static int find_period(const struct report_gathering *gathering, int span, int32_t from_day, int32_t to_day,
                       struct worst *worst)
{
    const struct report_source *source = gathering->source;
    return source->read_key(source->data, (enum rollup_level)span, TALLY_SERVICE_HOUR, from_day, to_day, worst->key,
                            take_period, worst);
}

/* All days of the month in which it was worst. */
static int find_in_months(const struct report_gathering *gathering, int32_t from_day, int32_t to_day,
                          struct worst *worst)
{
    struct worst month = {.key = worst->key};
    tally_init(&month.tally, false);
    int r = find_period(gathering, REPORT_MONTH, from_day, to_day, &month);
    weigh(&month);
    if (r < 0 || !month.first_day)
        return r;
    return find_period(gathering, REPORT_DAY, month.first_day, report_next_day(month.first_day, REPORT_MONTH) - 1,
                       worst);
}

/* The worst day of one key among those that are rolled up: where there are many, of the worst whole month, or before
 * and after whole months. */
static int find_rolled(const struct report_gathering *gathering, struct worst *worst)
{
    const struct report_question *question = gathering->question;
    const struct rollup_state *state = &gathering->source->state;
    int32_t from = question->from_day > state->first_day ? question->from_day : state->first_day;
    int32_t to = question->to_day < state->last_day ? question->to_day : state->last_day;
    if (!state->last_day || from > to)
        return 0;
    int32_t first = report_first_day(from, REPORT_MONTH), last = report_first_day(to, REPORT_MONTH);
    if (to - from < FEW_DAYS)
        return find_period(gathering, REPORT_DAY, from, to, worst);
    if (from > first)
        first = report_next_day(first, REPORT_MONTH);
    int r = from < first ? find_period(gathering, REPORT_DAY, from, first - 1, worst) : 0;
    if (r == 0)
        r = find_in_months(gathering, first, last - 1, worst);
    return r == 0 ? find_period(gathering, REPORT_DAY, last, to, worst) : r;
}

static void find_counted(const struct report_gathering *gathering, struct worst *worst)
{
    const struct report_source *source = gathering->source;
    for (size_t i = 0; i < source->day_count; i++) {
        const struct report_day *day = &source->days[i];
        const struct tally *tally = tallies_find(day->tallies, TALLY_SERVICE_HOUR, worst->key);
        if (!tally || day->day < gathering->question->from_day || day->day > gathering->question->to_day)
            continue;
        begin_period(worst, day->day);
        for (int j = 0; j < TALLY_COUNT_LIMIT; j++)
            worst->taking.count[j] += tally->count[j];
    }
}

static struct manager_worst_hour *tell_worst(const struct report_gathering *gathering, const struct worst *worst)
{
    const struct report_question *question = gathering->question;
    const struct report_name *service = report_name(&question->names, NAME_SERVICE, (int32_t)(worst->key / 24));
    struct manager_worst_hour *told = arena_new(gathering->arena, struct manager_worst_hour);
    int minute = (int)(worst->key % 24) * 60;
    struct date date = date_add(date_of(worst->first_day), minute < question->day_start_minute);
    *told = (struct manager_worst_hour){.day = report_period_text(worst->first_day, REPORT_DAY, gathering->arena),
                                        .hour = clock_at(date, minute),
                                        .service = service->key,
                                        .name = service->name,
                                        .late = report_late(&worst->tally),
                                        .measured = worst->tally.count[TALLY_MEASURED],
                                        .open = (double)worst->tally.count[TALLY_COUNTERS_OPEN_MS] / HOUR_MS,
                                        .planned = (double)worst->tally.count[TALLY_COUNTERS_PLANNED_MS] / HOUR_MS};
    return told;
}

struct most_late {
    const struct report_names *names;
    int64_t key, late, order;
};

/* Of those that are equal the first. */
static void weigh_key(struct most_late *most, int64_t key, int64_t late)
{
    if (late < most->late || late <= 0)
        return;
    int64_t order = report_order(most->names, REPORT_SERVICE_HOUR, key);
    if (late > most->late || order < most->order || (order == most->order && key < most->key))
        *most = (struct most_late){most->names, key, late, order};
}

static int weigh_tally(attr_unused enum tally_by by, int64_t key, struct tally *tally, void *data)
{
    weigh_key(data, key, report_late(tally));
    return 0;
}

int report_find_worst(struct report_gathering *gathering)
{
    struct most_late most = {.names = &gathering->question->names};
    const struct report_group *whole = report_whole(gathering);
    for (int64_t key = 0; gathering->late && key < gathering->late_count; key++)
        weigh_key(&most, key, gathering->late[key]);
    if (!gathering->late && whole)
        tallies_each_of(whole->tallies, (enum tally_by)REPORT_SERVICE_HOUR, weigh_tally, &most);
    if (most.late == 0)
        return 0;
    struct worst worst = {.key = most.key};
    tally_init(&worst.tally, false);
    int r = find_rolled(gathering, &worst);
    find_counted(gathering, &worst);
    weigh(&worst);
    if (r == 0 && worst.first_day)
        gathering->report->worst = tell_worst(gathering, &worst);
    return r;
}
