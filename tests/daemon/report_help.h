/* SPDX-License-Identifier: MIT
 *
 * A small centre whose days, and roll-ups of them, are made by hand or by chance, for tests of reports.
 */
#pragma once

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/clock.h"
#include "daemon/engine/chance.h"
#include "daemon/report.h"

#define MINUTE INT64_C(60000)

enum { SERVICES = 4, AGENCIES = 2, OPERATORS = 3, DAYS_LIMIT = 1200, HOURS = 24 };

/* --- a centre --- */

static struct report_name of_service[SERVICES + 1] = {[1] = {"passport", "Passport", 2, 1, "Old passport\nPhotograph"},
                                                      [2] = {"visa", "Visa", 1, 1, NULL},
                                                      [3] = {"deed", "Deed", 3, 2, NULL},
                                                      [4] = {"gone", "gone", (1 << 24) + 4, 0, NULL}};
static struct report_name of_agency[AGENCIES + 1] = {
        [1] = {"police", "Police", 1, 0, NULL}, [2] = {"notary", "Notary", 9, 0, NULL}};
static struct report_name of_operator[OPERATORS + 1] = {
        [1] = {"101", "101", 1, 1, NULL}, [2] = {"102", "102", 2, 1, NULL}, [3] = {"103", "103", 3, 0, NULL}};
static struct report_name of_profile[2] = {[1] = {"front", "front", 1, 0, NULL}};

static struct report_names names_of(struct arena *arena)
{
    struct report_names names = {.arena = arena, .weekdays = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}};
    names.items[NAME_SERVICE] = of_service;
    names.count[NAME_SERVICE] = SERVICES + 1;
    names.items[NAME_AGENCY] = of_agency;
    names.count[NAME_AGENCY] = AGENCIES + 1;
    names.items[NAME_OPERATOR] = of_operator;
    names.count[NAME_OPERATOR] = OPERATORS + 1;
    names.items[NAME_PROFILE] = of_profile;
    names.count[NAME_PROFILE] = 2;
    return names;
}

/* --- roll-ups in memory --- */

struct period {
    enum rollup_level level;
    int32_t first_day;
    struct tallies *tallies;
};

struct fixture {
    struct arena arena;
    struct chance chance;
    size_t day_count;
    struct report_day days[DAYS_LIMIT]; /* all, in their order */
    size_t period_count;
    struct period periods[2 * DAYS_LIMIT];
    struct report_source source;
    int rows[ROLLUP_YEAR + 1]; /* so many periods of each level were read of services */
};

static int32_t day_of(const char *text)
{
    struct date date;
    assert_int_equal(date_parse(text, &date), 0);
    return (int32_t)date_days(date);
}

static int32_t first_of(int32_t day, enum rollup_level level)
{
    struct date date = date_of(day);
    date.day = level >= ROLLUP_MONTH ? 1 : date.day;
    date.month = level == ROLLUP_YEAR ? 1 : date.month;
    return (int32_t)date_days(date);
}

struct reader {
    struct fixture *f;
    int32_t first_day;
    enum tally_by by;
    int64_t key; /* -1: any */
    rollup_function *function;
    void *data;
};

static int read_tally(enum tally_by by, int64_t key, struct tally *tally, void *data)
{
    const struct reader *reader = data;
    if (by != reader->by || (reader->key >= 0 && key != reader->key))
        return 0;
    struct buffer bytes = {0};
    tally_encode(tally, &bytes);
    int r = reader->function(&(struct rollup_row){.first_day = reader->first_day,
                                                  .by = by,
                                                  .key = key,
                                                  .bytes = buffer_bytes(&bytes),
                                                  .size = bytes.length},
                             reader->data);
    buffer_done(&bytes);
    return r;
}

static int read_key(void *data, enum rollup_level level, enum tally_by by, int32_t from_day, int32_t until_day,
                    int64_t key, rollup_function *function, void *function_data)
{
    struct fixture *f = data;
    int r = 0;
    for (size_t i = 0; r == 0 && i < f->period_count; i++) {
        const struct period *period = &f->periods[i];
        struct reader reader = {f, period->first_day, by, key, function, function_data};
        if (period->level != level || period->first_day < from_day || period->first_day > until_day)
            continue;
        f->rows[level] += by == TALLY_SERVICE;
        r = tallies_each(period->tallies, read_tally, &reader);
    }
    return r;
}

static int read_all(void *data, enum rollup_level level, enum tally_by by, int32_t from_day, int32_t until_day,
                    rollup_function *function, void *function_data)
{
    return read_key(data, level, by, from_day, until_day, -1, function, function_data);
}

struct adding {
    struct tallies *to;
};

static int add_tally(enum tally_by by, int64_t key, struct tally *tally, void *data)
{
    tally_merge(tallies_of(((struct adding *)data)->to, by, key), tally);
    return 0;
}

static void roll(struct fixture *f, const struct report_day *day)
{
    for (enum rollup_level level = ROLLUP_DAY; level <= ROLLUP_YEAR; level++) {
        int32_t first_day = first_of(day->day, level);
        size_t i = 0;
        while (i < f->period_count && (f->periods[i].level != level || f->periods[i].first_day != first_day))
            i++;
        if (i == f->period_count)
            f->periods[f->period_count++] = (struct period){level, first_day, tallies_new(level == ROLLUP_DAY)};
        tallies_each(day->tallies, add_tally, &(struct adding){f->periods[i].tallies});
    }
    f->source.state.first_day = f->source.state.first_day ? f->source.state.first_day : day->day;
    f->source.state.last_day = day->day;
}

/* The first so many days are rolled up, the others counted now. */
static void roll_up(struct fixture *f, size_t count)
{
    for (size_t i = 0; i < count; i++)
        roll(f, &f->days[i]);
    f->source.days = &f->days[count];
    f->source.day_count = f->day_count - count;
}

/* --- days --- */

static struct report_day *add_day(struct fixture *f, int32_t day)
{
    assert_true(f->day_count < DAYS_LIMIT);
    struct report_day *added = &f->days[f->day_count++];
    *added = (struct report_day){.day = day, .tallies = tallies_new(true)};
    tallies_of(added->tallies, TALLY_ALL, 0)->count[TALLY_DAYS] = 1;
    return added;
}

static void count(struct report_day *day, enum tally_by by, int64_t key, enum tally_count what, int64_t many)
{
    tallies_of(day->tallies, by, key)->count[what] += many;
}

/* A visit of one step that waited so long, at every line it belongs to. */
static void add_visit(struct report_day *day, int32_t service, int32_t operator_id, int hour, int64_t waited_ms)
{
    int weekday = (int)date_weekday(date_of(day->day));
    const struct {
        enum tally_by by;
        int64_t key;
    } lines[] = {{TALLY_ALL, 0},
                 {TALLY_SERVICE, service},
                 {TALLY_CLASS, 1},
                 {TALLY_COUNTER, operator_id},
                 {TALLY_OPERATOR, operator_id},
                 {TALLY_HOUR, weekday * HOURS + hour},
                 {TALLY_SERVICE_HOUR, service * HOURS + hour}};
    for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
        struct tally *tally = tallies_of(day->tallies, lines[i].by, lines[i].key);
        tally->count[TALLY_DAYS] = 1;
        tally->count[TALLY_ISSUED]++;
        tally->count[TALLY_ENTERED_ISSUE]++;
        tally->count[TALLY_VISIT_SERVED]++;
        tally->count[TALLY_STEP_SERVED]++;
        tally->count[TALLY_CALLED]++;
        tally->count[TALLY_MEASURED]++;
        tally->count[TALLY_WITHIN] += waited_ms <= 15 * MINUTE;
        tally_add_time(tally, SPREAD_WAITING, waited_ms);
        tally_add_target(tally, 15 * MINUTE);
        tally_add_part(tally, PART_OUTCOME, 1 + (int32_t)(waited_ms % 2), 1);
    }
}

static uint32_t below(struct fixture *f, uint32_t limit)
{
    return chance_word(&f->chance) % limit;
}

/* As many days as there is room for, some left out, with some visits each. */
static void add_days(struct fixture *f, int32_t first_day, size_t days)
{
    for (int32_t day = first_day; f->day_count < days; day++) {
        if (below(f, 10) == 0)
            continue;
        struct report_day *added = add_day(f, day);
        for (uint32_t visits = below(f, 8); visits > 0; visits--)
            add_visit(added, 1 + (int32_t)below(f, SERVICES), 1 + (int32_t)below(f, OPERATORS), 8 + (int)below(f, 4),
                      below(f, 40 * 60000));
    }
}

static int setup(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    arena_init(&f->arena);
    f->chance.state = 5;
    f->source = (struct report_source){.read = read_all, .read_key = read_key, .data = f};
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < f->day_count; i++)
        tallies_free(f->days[i].tallies);
    for (size_t i = 0; i < f->period_count; i++)
        tallies_free(f->periods[i].tallies);
    arena_done(&f->arena);
    free(f);
    return 0;
}

/* --- asking --- */

static struct report_question question_of(struct fixture *f, int32_t from_day, int32_t to_day)
{
    return (struct report_question){.from_day = from_day,
                                    .to_day = to_day,
                                    .centre = "Centre",
                                    .zone = "UTC",
                                    .each = IDL_WORD_NULL,
                                    .operator_report = MANAGER_REPORT_OPERATOR_REPORT_TEAM,
                                    .reply_bytes = 4 << 20,
                                    .names = names_of(&f->arena)};
}

static void ask_for(struct report_question *question, enum manager_report_by by)
{
    question->tables[question->table_count++] = (int)by;
}

static struct manager_report report_of(struct fixture *f, const struct report_question *question)
{
    struct manager_report report = {0};
    assert_int_equal(report_gather(question, &f->source, &f->arena, &report), 0);
    return report;
}

static bool has_table(const struct manager_report *report, enum manager_report_by by)
{
    for (size_t i = 0; i < report->tables.count; i++) {
        if (report->tables.items[i].by.value == (int)by)
            return true;
    }
    return false;
}

static const struct manager_report_table *table_of(const struct manager_report *report, enum manager_report_by by)
{
    size_t i = 0;
    assert_true(has_table(report, by));
    while (report->tables.items[i].by.value != (int)by)
        i++;
    return &report->tables.items[i];
}

/* So many lines: there is none. */
static size_t place_of(const struct manager_report_table *table, const char *period, const char *key)
{
    size_t i = 0;
    while (i < table->lines.count && (strcmp(table->lines.items[i].key, key) != 0 ||
                                      (period && strcmp(table->lines.items[i].period, period) != 0)))
        i++;
    return i;
}

static const struct manager_report_line *line_of(const struct manager_report_table *table, const char *period,
                                                 const char *key)
{
    size_t place = place_of(table, period, key);
    assert_true(place < table->lines.count);
    return &table->lines.items[place];
}
