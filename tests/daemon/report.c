/* SPDX-License-Identifier: MIT
 *
 * Reports out of tallies made by hand and by chance: whatever is rolled up, they are the sums of their days.
 */
#include "daemon/report.h"

#include "tests/daemon/report_help.h"

/* --- sums of days --- */

/* All that the days between have of one line, exactly. */
static struct tally sum_of(const struct fixture *f, int32_t from_day, int32_t to_day, enum tally_by by, int64_t key)
{
    struct tally sum;
    tally_init(&sum, true);
    for (size_t i = 0; i < f->day_count; i++) {
        struct tally *tally = tallies_find(f->days[i].tallies, by, key);
        if (tally && f->days[i].day >= from_day && f->days[i].day <= to_day)
            tally_merge(&sum, tally);
    }
    return sum;
}

static void assert_near(struct idl_maybe_int told, int64_t exact, bool is_exact)
{
    int64_t off = told.value > exact ? told.value - exact : exact - told.value;
    assert_true(told.set && (is_exact ? off == 0 : off * 100 <= exact));
}

static void assert_figures(const struct manager_report_figures *figures, struct tally *sum, bool exact)
{
    assert_int_equal(figures->issued, sum->count[TALLY_ISSUED]);
    assert_int_equal(figures->visit_ends->served, sum->count[TALLY_VISIT_SERVED]);
    assert_int_equal(figures->step_ends.served, sum->count[TALLY_STEP_SERVED]);
    assert_int_equal(figures->within, sum->count[TALLY_WITHIN]);
    assert_int_equal(figures->waiting.count, sum->spread[SPREAD_WAITING].count);
    if (figures->waiting.count > 0) {
        assert_int_equal(figures->waiting.mean_ms.value, tally_mean(sum, SPREAD_WAITING));
        assert_int_equal(figures->waiting.max_ms.value, sum->spread[SPREAD_WAITING].most_ms);
        assert_near(figures->waiting.median_ms, tally_percentile(sum, SPREAD_WAITING, 50), exact);
        assert_near(figures->waiting.p90_ms, tally_percentile(sum, SPREAD_WAITING, 90), exact);
    }
    tally_done(sum);
}

static void assert_lines(struct fixture *f, const struct manager_report *report, int32_t from_day, int32_t to_day)
{
    const struct manager_report_table *services = table_of(report, MANAGER_REPORT_BY_SERVICE);
    struct tally all = sum_of(f, from_day, to_day, TALLY_ALL, 0);
    assert_int_equal(report->days, all.count[TALLY_DAYS]);
    assert_figures(&report->figures, &all, from_day == to_day);
    int64_t issued = 0;
    for (int32_t service = 1; service <= SERVICES; service++) {
        struct tally sum = sum_of(f, from_day, to_day, TALLY_SERVICE, service);
        size_t place = place_of(services, NULL, of_service[service].key);
        issued += sum.count[TALLY_ISSUED];
        if (sum.count[TALLY_ISSUED] > 0)
            assert_figures(&line_of(services, NULL, of_service[service].key)->figures, &sum, from_day == to_day);
        else
            assert_int_equal(place, services->lines.count);
    }
    assert_int_equal(report->figures.issued, issued);
}

/* --- what is read --- */

static void ranges_are_the_sums_of_their_days(void **state)
{
    struct fixture *f = *state;
    add_days(f, day_of("2024-02-20"), 700);
    roll_up(f, 690);
    int32_t first = f->days[0].day, last = f->days[f->day_count - 1].day;
    for (int i = 0; i < 150; i++) {
        int32_t from = first - 20 + (int32_t)below(f, (uint32_t)(last - first) + 40);
        int32_t to = from + (int32_t)below(f, i % 3 ? 900 : 3);
        struct report_question question = question_of(f, from, to);
        ask_for(&question, MANAGER_REPORT_BY_SERVICE);
        if (i % 4 == 0)
            ask_for(&question, MANAGER_REPORT_BY_MONTH);
        struct manager_report report = report_of(f, &question);
        assert_lines(f, &report, from, to);
        arena_reset(&f->arena);
    }
}

static void the_largest_pieces_are_read(void **state)
{
    struct fixture *f = *state;
    add_days(f, day_of("2023-03-15"), 1000);
    roll_up(f, f->day_count);
    int32_t last = f->days[f->day_count - 1].day;
    struct report_question question = question_of(f, day_of("2020-01-01"), last);
    ask_for(&question, MANAGER_REPORT_BY_AGENCY);
    report_of(f, &question);
    assert_int_equal(f->rows[ROLLUP_DAY] + f->rows[ROLLUP_MONTH], 0);
    assert_int_equal(f->rows[ROLLUP_YEAR], date_of(last).year - 2023 + 1);
    memset(f->rows, 0, sizeof(f->rows));
    question = question_of(f, day_of("2024-01-01"), day_of("2024-03-02"));
    ask_for(&question, MANAGER_REPORT_BY_SERVICE);
    report_of(f, &question);
    assert_int_equal(f->rows[ROLLUP_YEAR], 0);
    assert_int_equal(f->rows[ROLLUP_MONTH], 2);
    assert_true(f->rows[ROLLUP_DAY] <= 2);
    memset(f->rows, 0, sizeof(f->rows));
    question.to_day = day_of("2025-01-31");
    question.each = MANAGER_GET_REPORT_IN_EACH_MONTH;
    report_of(f, &question);
    assert_int_equal(f->rows[ROLLUP_MONTH], 13);
    assert_int_equal(f->rows[ROLLUP_YEAR] + f->rows[ROLLUP_DAY], 0);
}

static void whatever_is_rolled_up_the_report_is_the_same(void **state)
{
    struct fixture *f = *state;
    add_days(f, day_of("2026-11-20"), 20);
    int32_t last = f->days[f->day_count - 1].day;
    struct manager_report reports[3];
    for (int i = 0; i < 3; i++) {
        f->source.state = (struct rollup_state){0};
        f->period_count = 0;
        roll_up(f, i == 0 ? 0 : i == 1 ? 7 : f->day_count);
        struct report_question question = question_of(f, f->days[2].day, last);
        ask_for(&question, MANAGER_REPORT_BY_SERVICE);
        reports[i] = report_of(f, &question);
        assert_lines(f, &reports[i], f->days[2].day, last);
        assert_int_equal(reports[i].figures.waiting.median_ms.value, reports[0].figures.waiting.median_ms.value);
        assert_int_equal(reports[i].figures.waiting.p90_ms.value, reports[0].figures.waiting.p90_ms.value);
        assert_int_equal(reports[i].figures.waiting.mean_ms.value, reports[0].figures.waiting.mean_ms.value);
        assert_int_equal(reports[i].figures.waiting.max_ms.value, reports[0].figures.waiting.max_ms.value);
        assert_int_equal(reports[i].figures.waiting.count, reports[0].figures.waiting.count);
        if (i < 2) {
            for (size_t j = 0; j < f->period_count; j++)
                tallies_free(f->periods[j].tallies);
        }
    }
}

/* --- tables --- */

static struct report_day *a_small_day(struct fixture *f, const char *date)
{
    struct report_day *day = add_day(f, day_of(date));
    add_visit(day, 1, 1, 9, 5 * MINUTE);
    add_visit(day, 1, 2, 9, 20 * MINUTE);
    add_visit(day, 2, 2, 10, 3 * MINUTE);
    add_visit(day, 3, 3, 10, 40 * MINUTE);
    return day;
}

static void assert_keys(const struct manager_report_table *table, size_t count, const char *const *keys)
{
    assert_int_equal(table->lines.count, count);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(table->lines.items[i].key, keys[i]);
}
#define ASSERT_KEYS(table, ...)                                                             \
    assert_keys((table), sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *), \
                (const char *const[]){__VA_ARGS__})

static void every_table_has_its_lines_in_order(void **state)
{
    struct fixture *f = *state;
    a_small_day(f, "2026-11-23"); /* a Monday */
    roll_up(f, 1);
    struct report_question question = question_of(f, f->days[0].day, f->days[0].day);
    for (int by = MANAGER_REPORT_BY_DAY; by <= (int)MANAGER_REPORT_BY_SERVICE_HOUR; by++)
        ask_for(&question, (enum manager_report_by)by);
    struct manager_report report = report_of(f, &question);
    ASSERT_KEYS(table_of(&report, MANAGER_REPORT_BY_DAY), "2026-11-23");
    ASSERT_KEYS(table_of(&report, MANAGER_REPORT_BY_MONTH), "2026-11");
    ASSERT_KEYS(table_of(&report, MANAGER_REPORT_BY_YEAR), "2026");
    ASSERT_KEYS(table_of(&report, MANAGER_REPORT_BY_AGENCY), "police", "notary");
    ASSERT_KEYS(table_of(&report, MANAGER_REPORT_BY_SERVICE), "visa", "passport", "deed");
    ASSERT_KEYS(table_of(&report, MANAGER_REPORT_BY_CLASS), "#1");
    ASSERT_KEYS(table_of(&report, MANAGER_REPORT_BY_COUNTER), "#1", "#2", "#3");
    ASSERT_KEYS(table_of(&report, MANAGER_REPORT_BY_OPERATOR), "front", ""); /* a team, and who is in none */
    ASSERT_KEYS(table_of(&report, MANAGER_REPORT_BY_HOUR), "09", "10");
    ASSERT_KEYS(table_of(&report, MANAGER_REPORT_BY_WEEKDAY), "1");
    ASSERT_KEYS(table_of(&report, MANAGER_REPORT_BY_WEEKDAY_HOUR), "1-09", "1-10");
    ASSERT_KEYS(table_of(&report, MANAGER_REPORT_BY_SERVICE_HOUR), "visa 10", "passport 09", "deed 10");
    const struct manager_report_line *passport =
            line_of(table_of(&report, MANAGER_REPORT_BY_SERVICE), NULL, "passport");
    assert_string_equal(passport->agency, "police");
    assert_string_equal(passport->name, "Passport");
    assert_int_equal(passport->figures.issued, 2);
    assert_true(passport->figures.level_percent.value == 50.0);
    assert_int_equal(line_of(table_of(&report, MANAGER_REPORT_BY_AGENCY), NULL, "police")->figures.issued, 3);
    assert_int_equal(line_of(table_of(&report, MANAGER_REPORT_BY_OPERATOR), NULL, "front")->figures.issued, 3);
    assert_string_equal(line_of(table_of(&report, MANAGER_REPORT_BY_WEEKDAY_HOUR), NULL, "1-09")->name, "Mon 09");
}

static void lines_are_told_by_each_period(void **state)
{
    struct fixture *f = *state;
    a_small_day(f, "2026-11-23");
    a_small_day(f, "2026-11-24");
    a_small_day(f, "2026-12-01");
    a_small_day(f, "2027-01-11");
    roll_up(f, 3);
    struct report_question question = question_of(f, f->days[0].day, f->days[3].day);
    ask_for(&question, MANAGER_REPORT_BY_SERVICE);
    ask_for(&question, MANAGER_REPORT_BY_HOUR);
    question.each = MANAGER_GET_REPORT_IN_EACH_MONTH;
    struct manager_report report = report_of(f, &question);
    const struct manager_report_table *services = table_of(&report, MANAGER_REPORT_BY_SERVICE);
    assert_int_equal(services->each.value, MANAGER_REPORT_TABLE_EACH_MONTH);
    ASSERT_KEYS(services, "visa", "passport", "deed", "visa", "passport", "deed", "visa", "passport", "deed");
    assert_int_equal(line_of(services, "2026-11", "passport")->figures.issued, 4);
    assert_int_equal(line_of(services, "2026-12", "passport")->figures.issued, 2);
    assert_int_equal(line_of(services, "2027-01", "passport")->figures.issued, 2);
    const struct manager_report_table *hours = table_of(&report, MANAGER_REPORT_BY_HOUR);
    assert_int_equal(hours->each.value, IDL_WORD_NULL);
    ASSERT_KEYS(hours, "09", "10");
    assert_null(hours->lines.items[0].period);
    question.each = MANAGER_GET_REPORT_IN_EACH_DAY;
    report = report_of(f, &question);
    assert_int_equal(table_of(&report, MANAGER_REPORT_BY_SERVICE)->lines.count, 12);
}

static bool is_short(const struct manager_report_figures *figures)
{
    bool parts[] = {figures->visit_ends,    figures->entered, figures->outcomes.items, figures->lacked.items,
                    figures->visit_waiting, figures->way,     figures->parked,         figures->put_off};
    for (size_t i = 1; i < ARRAY_SIZE(parts); i++)
        assert_int_equal(parts[i], parts[0]);
    return !parts[0];
}

/* What short lines tell is what those in full do. */
static void lines_that_are_short(void **state)
{
    struct fixture *f = *state;
    add_days(f, day_of("2026-11-20"), 40);
    roll_up(f, 30);
    struct report_question question = question_of(f, f->days[0].day, f->days[39].day);
    ask_for(&question, MANAGER_REPORT_BY_SERVICE);
    ask_for(&question, MANAGER_REPORT_BY_SERVICE_HOUR);
    ask_for(&question, MANAGER_REPORT_BY_MONTH);
    question.each = MANAGER_GET_REPORT_IN_EACH_MONTH;
    struct manager_report brief = report_of(f, &question);
    question.in_full = true;
    struct manager_report full = report_of(f, &question);
    assert_false(is_short(&brief.figures));
    assert_false(is_short(&table_of(&brief, MANAGER_REPORT_BY_MONTH)->lines.items[0].figures));
    const struct manager_report_table *short_lines = table_of(&brief, MANAGER_REPORT_BY_SERVICE),
                                      *full_lines = table_of(&full, MANAGER_REPORT_BY_SERVICE);
    assert_true(short_lines->lines.count > 0 && short_lines->lines.count == full_lines->lines.count);
    for (size_t i = 0; i < short_lines->lines.count; i++) {
        const struct manager_report_figures *one = &short_lines->lines.items[i].figures,
                                            *other = &full_lines->lines.items[i].figures;
        assert_true(is_short(one) && !is_short(other));
        assert_int_equal(one->waiting.p90_ms.value, other->waiting.p90_ms.value);
        assert_int_equal(one->service.median_ms.value, other->service.median_ms.value);
        assert_int_equal(one->service.count, other->service.count);
        assert_int_equal(one->step_difference.value, other->step_difference.value);
        assert_int_equal(one->fulfilled, other->fulfilled);
    }
    short_lines = table_of(&full, MANAGER_REPORT_BY_SERVICE_HOUR);
    assert_true(short_lines->lines.count > 0 && is_short(&short_lines->lines.items[0].figures));
}

static void some_services_only(void **state)
{
    struct fixture *f = *state;
    bool sees[SERVICES + 1] = {[1] = true, [3] = true};
    const char *agencies[] = {"police", "notary"};
    a_small_day(f, "2026-11-23");
    a_small_day(f, "2026-11-24");
    roll_up(f, 1);
    struct report_question question = question_of(f, f->days[0].day, f->days[1].day);
    for (int by = MANAGER_REPORT_BY_DAY; by <= (int)MANAGER_REPORT_BY_SERVICE_HOUR; by++)
        ask_for(&question, (enum manager_report_by)by);
    question.sees = sees;
    question.sees_count = SERVICES + 1;
    question.agencies = agencies;
    question.agency_count = 2;
    struct manager_report report = report_of(f, &question);
    assert_int_equal(report.days, 2);
    assert_int_equal(report.agencies.count, 2);
    assert_int_equal(report.figures.issued, 6);
    assert_int_equal(report.figures.waiting.count, 6);
    assert_false(report.figures.visit_difference.set);
    assert_true(report.figures.step_difference.set && report.figures.step_difference.value == 0);
    ASSERT_KEYS(table_of(&report, MANAGER_REPORT_BY_DAY), "2026-11-23", "2026-11-24");
    ASSERT_KEYS(table_of(&report, MANAGER_REPORT_BY_SERVICE), "passport", "deed");
    ASSERT_KEYS(table_of(&report, MANAGER_REPORT_BY_SERVICE_HOUR), "passport 09", "deed 10");
    assert_false(has_table(&report, MANAGER_REPORT_BY_CLASS));
    assert_false(has_table(&report, MANAGER_REPORT_BY_OPERATOR));
    assert_false(has_table(&report, MANAGER_REPORT_BY_HOUR));
}

/* --- people --- */

static void operators_are_told_as_it_was_decided(void **state)
{
    struct fixture *f = *state;
    struct report_day *day = a_small_day(f, "2026-11-23");
    count(day, TALLY_OPERATOR, 1, TALLY_SIGNED_IN_MS, 100);
    count(day, TALLY_OPERATOR, 2, TALLY_SIGNED_IN_MS, 30);
    tally_add_part(tallies_of(day->tallies, TALLY_OPERATOR, 2), PART_PAUSE, 7, 12);
    roll_up(f, 1);
    struct report_question question = question_of(f, day->day, day->day);
    ask_for(&question, MANAGER_REPORT_BY_OPERATOR);
    question.whole = true;
    struct manager_report report = report_of(f, &question);
    assert_int_equal(report.operators.count, 2);
    assert_string_equal(report.operators.items[0].key, "front");
    assert_int_equal(report.operators.items[0].operators, 2);
    assert_int_equal(report.operators.items[0].signed_in_ms, 130);
    assert_int_equal(report.operators.items[0].served, 3);
    assert_int_equal(report.operators.items[0].pauses.count, 1);
    assert_string_equal(report.operators.items[0].pauses.items[0].key, "#7");
    assert_int_equal(report.operators.items[0].pauses.items[0].time_ms, 12);
    assert_null(report.integrity_operators.items);
    assert_int_equal(report.integrity_services.count, 3);
    question.sees_operators = true;
    report = report_of(f, &question);
    assert_int_equal(report.integrity_operators.count, 3);
    question.operator_report = MANAGER_REPORT_OPERATOR_REPORT_NAMED;
    question.sees_operators = false;
    report = report_of(f, &question);
    assert_int_equal(report.operators.count, 3);
    assert_int_equal(report.operators.items[0].operators, 1);
    assert_int_equal(report.integrity_operators.count, 3);
    assert_string_equal(report.integrity_operators.items[1].key, "102");
    ASSERT_KEYS(table_of(&report, MANAGER_REPORT_BY_OPERATOR), "101", "102", "103");
    question.operator_report = MANAGER_REPORT_OPERATOR_REPORT_OWN;
    report = report_of(f, &question);
    assert_null(report.operators.items);
    assert_null(report.integrity_operators.items);
    assert_false(has_table(&report, MANAGER_REPORT_BY_OPERATOR));
    question.whole = false;
    report = report_of(f, &question);
    assert_null(report.kiosks.items);
    assert_null(report.integrity_services.items);
}

/* --- beside other days --- */

static const struct manager_comparison *comparison_of(const struct manager_report *report, int with)
{
    size_t i = 0;
    while (i + 1 < report->comparisons.count && report->comparisons.items[i].with.value != with)
        i++;
    assert_int_equal(report->comparisons.items[i].with.value, with);
    return &report->comparisons.items[i];
}

static void a_day_is_compared_with_the_same_weekdays(void **state)
{
    struct fixture *f = *state;
    add_visit(add_day(f, day_of("2025-11-24")), 1, 1, 9, 7 * MINUTE); /* 364 days before */
    a_small_day(f, "2026-10-26");
    add_day(f, day_of("2026-11-02")); /* nobody came */
    a_small_day(f, "2026-11-09");
    add_visit(a_small_day(f, "2026-11-16"), 1, 1, 9, 20 * MINUTE);
    add_visit(add_day(f, day_of("2026-11-17")), 1, 1, 9, 7 * MINUTE);
    struct report_day *day = a_small_day(f, "2026-11-23");
    roll_up(f, 4);
    struct report_question question = question_of(f, day->day, day->day);
    struct manager_report report = report_of(f, &question);
    const struct manager_comparison *weeks = comparison_of(&report, MANAGER_COMPARISON_WITH_FOUR_WEEKS);
    assert_int_equal(weeks->days, 3);
    assert_true(weeks->issued == 13.0 / 3 && weeks->served == 13.0 / 3 && weeks->never_called == 0);
    assert_true(weeks->level_percent.value == 100.0 * 6 / 13);
    assert_int_equal(weeks->waiting_median_ms.value, 20 * MINUTE);
    assert_int_equal(weeks->waiting_p90_ms.value, 40 * MINUTE);
    const struct manager_comparison *year = comparison_of(&report, MANAGER_COMPARISON_WITH_YEAR);
    assert_int_equal(year->days, 1);
    assert_true(year->issued == 1.0);
    assert_int_equal(year->waiting_median_ms.value, 7 * MINUTE);
    assert_true(report_looks_at(&question, day_of("2026-10-26")) && report_looks_at(&question, day_of("2025-11-24")));
    assert_false(report_looks_at(&question, day_of("2026-10-19")) || report_looks_at(&question, day_of("2026-11-22")));
    question = question_of(f, day_of("2027-01-01"), day_of("2027-01-01"));
    report = report_of(f, &question);
    assert_int_equal(comparison_of(&report, MANAGER_COMPARISON_WITH_YEAR)->days, 0);
    assert_false(comparison_of(&report, MANAGER_COMPARISON_WITH_FOUR_WEEKS)->level_percent.set);
}

/* What all days of the year before add up to, one by one. */
static void expect_year_before(struct fixture *f, const struct report_question *question)
{
    struct manager_report report = report_of(f, question);
    const struct manager_comparison *year = comparison_of(&report, MANAGER_COMPARISON_WITH_YEAR);
    _cleanup_(tally_done) struct tally wanted;
    int64_t days = 0;
    tally_init(&wanted, question->from_day == question->to_day);
    for (size_t i = 0; i < f->day_count; i++) {
        const struct report_day *day = &f->days[i];
        if (day->day < question->from_day - 364 || day->day > question->to_day - 364)
            continue;
        days++;
        for (int32_t service = question->sees ? 1 : 0; service < (question->sees ? question->sees_count : 1);
             service++) {
            const struct tally *tally = tallies_find(day->tallies, question->sees ? TALLY_SERVICE : TALLY_ALL, service);
            if (tally && (!question->sees || question->sees[service]))
                tally_merge(&wanted, tally);
        }
    }
    assert_int_equal(year->days, days);
    assert_true(year->issued == (double)wanted.count[TALLY_ISSUED]);
    assert_true(year->served == (double)wanted.count[TALLY_STEP_SERVED]);
    assert_int_equal(year->level_percent.set, wanted.count[TALLY_MEASURED] > 0);
    assert_int_equal(year->waiting_median_ms.set, wanted.spread[SPREAD_WAITING].count > 0);
    assert_int_equal(year->waiting_median_ms.value, tally_percentile(&wanted, SPREAD_WAITING, 50));
    assert_int_equal(year->waiting_p90_ms.value, tally_percentile(&wanted, SPREAD_WAITING, 90));
}

static void any_days_are_compared_with_those_a_year_before(void **state)
{
    struct fixture *f = *state;
    static const bool sees[SERVICES + 1] = {[1] = true, [3] = true};
    add_days(f, day_of("2023-11-08"), 1000);
    roll_up(f, 990);
    int32_t first = f->days[0].day + 300, count = f->days[999].day - first + 1;
    for (int i = 0; i < 300; i++) {
        int32_t one = first + (int32_t)below(f, (uint32_t)count), other = first + (int32_t)below(f, (uint32_t)count);
        struct report_question question = question_of(f, one < other ? one : other, one < other ? other : one);
        if (i % 3 == 0) {
            question.sees = sees;
            question.sees_count = SERVICES + 1;
        }
        expect_year_before(f, &question);
    }
}

/* It is the same whether all hours are told or only it. */
static void the_worst_hour_of_any_days(void **state)
{
    struct fixture *f = *state;
    add_days(f, day_of("2024-02-20"), 500);
    roll_up(f, 490);
    for (int i = 0; i < 100; i++) {
        size_t one = below(f, 500), other = below(f, 500);
        struct report_question question = question_of(f, f->days[one].day, f->days[one > other ? one : other].day);
        struct manager_report report = report_of(f, &question);
        ask_for(&question, MANAGER_REPORT_BY_SERVICE_HOUR);
        struct manager_report told = report_of(f, &question);
        assert_int_equal(!report.worst, !told.worst);
        if (!report.worst)
            continue;
        assert_string_equal(report.worst->service, told.worst->service);
        assert_string_equal(report.worst->day, told.worst->day);
        assert_int_equal(report.worst->hour, told.worst->hour);
        assert_int_equal(report.worst->late, told.worst->late);
        const struct manager_report_table *hours = table_of(&told, MANAGER_REPORT_BY_SERVICE_HOUR);
        int64_t most = 0, place = 0;
        for (size_t j = 0; j < hours->lines.count; j++) {
            const struct manager_report_figures *figures = &hours->lines.items[j].figures;
            place = figures->measured - figures->within > most ? (int64_t)j : place;
            most = figures->measured - figures->within > most ? figures->measured - figures->within : most;
        }
        assert_memory_equal(hours->lines.items[place].key, told.worst->service, strlen(told.worst->service));
    }
}

static void the_worst_hour(void **state)
{
    struct fixture *f = *state;
    a_small_day(f, "2026-07-05");
    a_small_day(f, "2026-09-05");
    a_small_day(f, "2026-09-06");
    a_small_day(f, "2026-11-23");
    struct report_day *day = a_small_day(f, "2026-11-24");
    for (int i = 0; i < 4; i++)
        add_visit(day, 1, 1, 9, 16 * MINUTE);
    count(day, TALLY_SERVICE_HOUR, 1 * HOURS + 9, TALLY_COUNTERS_OPEN_MS, 90 * MINUTE);
    count(day, TALLY_SERVICE_HOUR, 1 * HOURS + 9, TALLY_COUNTERS_PLANNED_MS, 120 * MINUTE);
    add_visit(a_small_day(f, "2026-11-25"), 1, 1, 9, 16 * MINUTE);
    for (size_t rolled = 4; rolled <= 6; rolled++) {
        for (size_t i = 0; i < f->period_count; i++)
            tallies_free(f->periods[i].tallies);
        f->period_count = 0;
        f->source.state = (struct rollup_state){0};
        roll_up(f, rolled);
        struct report_question question = question_of(f, f->days[0].day, f->days[5].day);
        struct manager_report report = report_of(f, &question);
        assert_string_equal(report.worst->day, "2026-11-24");
        assert_string_equal(report.worst->service, "passport");
        assert_int_equal(report.worst->hour, clock_at(date_of(day->day), 9 * 60));
        assert_int_equal(report.worst->late, 5);
        assert_int_equal(report.worst->measured, 6);
        assert_true(report.worst->open == 1.5 && report.worst->planned == 2.0);
    }
    struct report_question question = question_of(f, f->days[0].day, f->days[0].day);
    struct manager_report report = report_of(f, &question);
    assert_int_equal(report.worst->late, 1);
    question = question_of(f, day_of("2026-09-07"), day_of("2026-09-09"));
    report = report_of(f, &question);
    assert_null(report.worst);
}

/* --- what does not add up, and what does not fit --- */

static void differences_are_told(void **state)
{
    struct fixture *f = *state;
    struct report_day *day = a_small_day(f, "2026-11-23");
    count(day, TALLY_ALL, 0, TALLY_ISSUED, 2);
    count(day, TALLY_ALL, 0, TALLY_VISITS_OPEN, 1);
    count(day, TALLY_SERVICE, 1, TALLY_CHANGED_OUT, 3);
    count(day, TALLY_SERVICE, 2, TALLY_CHANGED_IN, 3);
    day->open = true;
    roll_up(f, 0);
    struct report_question question = question_of(f, day->day, day->day);
    ask_for(&question, MANAGER_REPORT_BY_SERVICE);
    ask_for(&question, MANAGER_REPORT_BY_AGENCY);
    ask_for(&question, MANAGER_REPORT_BY_COUNTER);
    struct manager_report report = report_of(f, &question);
    assert_true(report.open && report.exact);
    assert_int_equal(report.figures.visit_ends->open, 1);
    assert_int_equal(report.figures.visit_difference.value, 1);
    assert_int_equal(report.figures.step_difference.value, 0);
    const struct manager_report_table *services = table_of(&report, MANAGER_REPORT_BY_SERVICE);
    assert_int_equal(line_of(services, NULL, "passport")->figures.step_difference.value, -3);
    assert_int_equal(line_of(services, NULL, "visa")->figures.step_difference.value, 3);
    assert_false(line_of(services, NULL, "visa")->figures.visit_difference.set);
    const struct manager_report_table *agencies = table_of(&report, MANAGER_REPORT_BY_AGENCY);
    assert_int_equal(line_of(agencies, NULL, "police")->figures.step_difference.value, 0);
    assert_false(table_of(&report, MANAGER_REPORT_BY_COUNTER)->lines.items[0].figures.step_difference.set);
}

static void what_is_too_long_is_not_made(void **state)
{
    struct fixture *f = *state;
    add_days(f, day_of("2024-02-20"), 600);
    roll_up(f, 600);
    struct report_question question = question_of(f, f->days[0].day, f->days[599].day);
    ask_for(&question, MANAGER_REPORT_BY_SERVICE);
    question.each = MANAGER_GET_REPORT_IN_EACH_DAY;
    question.reply_bytes = 65536;
    struct manager_report report;
    assert_int_equal(report_gather(&question, &f->source, &f->arena, &report), -E2BIG);
    question.each = MANAGER_GET_REPORT_IN_EACH_YEAR;
    assert_int_equal(report_gather(&question, &f->source, &f->arena, &report), 0);
}

static void nothing_is_a_report_too(void **state)
{
    struct fixture *f = *state;
    struct report_question question = question_of(f, day_of("2015-01-01"), day_of("2025-01-01"));
    ask_for(&question, MANAGER_REPORT_BY_SERVICE);
    question.whole = true;
    struct manager_report report = report_of(f, &question);
    assert_int_equal(report.days, 0);
    assert_int_equal(report.figures.issued, 0);
    assert_false(report.figures.waiting.mean_ms.set);
    assert_int_equal(report.figures.visit_difference.value, 0);
    assert_int_equal(report.tables.count, 1);
    assert_int_equal(report.tables.items[0].lines.count, 0);
    assert_int_equal(report.operators.count, 0);
    assert_non_null(report.operators.items);
    assert_null(report.worst);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)
    const struct CMUnitTest tests[] = {
            TEST(ranges_are_the_sums_of_their_days),
            TEST(the_largest_pieces_are_read),
            TEST(whatever_is_rolled_up_the_report_is_the_same),
            TEST(every_table_has_its_lines_in_order),
            TEST(lines_are_told_by_each_period),
            TEST(lines_that_are_short),
            TEST(some_services_only),
            TEST(operators_are_told_as_it_was_decided),
            TEST(a_day_is_compared_with_the_same_weekdays),
            TEST(any_days_are_compared_with_those_a_year_before),
            TEST(the_worst_hour_of_any_days),
            TEST(the_worst_hour),
            TEST(differences_are_told),
            TEST(what_is_too_long_is_not_made),
            TEST(nothing_is_a_report_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
