/* SPDX-License-Identifier: MIT
 *
 * novbe rota: who is planned where; a rota out of a file, day by day in place of what was planned.
 */
#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "common/interface/manager.h"
#include "kiosk/admin/command.h"
#include "kiosk/admin/csv.h"
#include "kiosk/admin/refusal.h"

enum { DAY, COUNTER, OPERATOR, HOURS, WHAT };
static const struct csv_column columns[] = {
        [DAY] = {"day", true},     [COUNTER] = {"counter", true}, [OPERATOR] = {"operator", false},
        [HOURS] = {"hours", true}, [WHAT] = {"what", false},
};

static const char *const words[] = {
        [MANAGER_PLANNED_SHIFT_WHAT_PRESENT] = "present",
        [MANAGER_PLANNED_SHIFT_WHAT_ABSENT] = "absent",
        [MANAGER_PLANNED_SHIFT_WHAT_LUNCH] = "lunch",
};

/* --- printing --- */

static void print_shifts(const struct manager_shift *shifts, size_t count)
{
    char from[MOMENT_TEXT_SIZE], until[MOMENT_TEXT_SIZE];
    for (size_t i = 0; i < count; i++)
        printf("%s-%s counter %s %s %s\n", moment_text(shifts[i].from, from), moment_text(shifts[i].until, until),
               shifts[i].counter, shifts[i].operator? shifts[i].operator: "-", words[shifts[i].what.value]);
}

static void print_rota(const void *output, attr_unused void *data)
{
    const struct manager_get_rota_out *out = output;
    printf("rota of %s\n", out->day);
    print_shifts(out->shifts.items, out->shifts.count);
}

static void print_imported(const void *output, void *data)
{
    const struct manager_import_rota_out *out = output;
    printf("%s: %zu shifts\n", (const char *)data, out->shifts.count);
}

/* --- the file --- */

/* The place of a word, empty meaning the first; -1: it is none. */
static int find_word(const char *text)
{
    for (size_t i = 0; text && i < ARRAY_SIZE(words); i++) {
        if (strcmp(words[i], text) == 0)
            return (int)i;
    }
    return text ? -1 : 0;
}

/* "09:00-18:00", ending after it begins. */
static bool are_hours(const char *text)
{
    int from, until;
    _cleanup_free_ char *copy = mem_strdup(text);
    char *second = copy;
    const char *first = strsep(&second, "-");
    return second && minute_parse(first, &from) == 0 && minute_parse(second, &until) == 0 && from < until;
}

/* Says what is wrong in a row; false then. */
static bool check_row(const struct csv *csv, const struct csv_row *row)
{
    struct date date;
    bool has_day = date_parse(row->fields[DAY], &date) == 0;
    bool has_hours = are_hours(row->fields[HOURS]);
    bool has_what = find_word(row->fields[WHAT]) >= 0;
    if (!has_day)
        csv_mistake(csv, row->line, "no date like 2026-11-23: %s", row->fields[DAY]);
    if (!has_hours)
        csv_mistake(csv, row->line, "no hours like 09:00-18:00: %s", row->fields[HOURS]);
    if (!has_what)
        csv_mistake(csv, row->line, "neither present nor absent nor lunch: %s", row->fields[WHAT]);
    return has_day && has_hours && has_what;
}

/* All rows of the day of row `first`, unless an earlier row has brought that day already. */
static enum exit_code import_day(const struct csv *csv, size_t first, struct talk *talk)
{
    const char *day = csv->rows[first].fields[DAY];
    for (size_t i = 0; i < first; i++) {
        if (strcmp(csv->rows[i].fields[DAY], day) == 0)
            return EXIT_FINE;
    }
    _cleanup_free_ struct manager_planned_shift *shifts = mem_new_n(struct manager_planned_shift, csv->count);
    struct manager_import_rota_in in = {.day = day, .shifts = {.items = shifts}};
    for (size_t i = first; i < csv->count; i++) {
        const char *const *fields = csv->rows[i].fields;
        if (strcmp(fields[DAY], day) == 0)
            shifts[in.shifts.count++] = (struct manager_planned_shift){.counter = fields[COUNTER],
                                                                       .operator= fields[OPERATOR],
                                                                       .hours = fields[HOURS],
                                                                       .what = {.value = find_word(fields[WHAT])}};
    }
    _cleanup_free_ char *subject = mem_printf("%s: %s", csv->path, day);
    talk_speak_of(talk, subject);
    enum exit_code code = talk_method(talk, MANAGER_IMPORT_ROTA, &in, print_imported, (void *)(uintptr_t)day);
    talk_speak_of(talk, NULL);
    return code;
}

static enum exit_code import_file(const char *path, struct talk *talk)
{
    struct csv csv;
    if (csv_read(path, columns, ARRAY_SIZE(columns), &csv) < 0)
        return EXIT_REFUSED;
    enum exit_code code = EXIT_FINE;
    for (size_t i = 0; i < csv.count; i++)
        code = check_row(&csv, &csv.rows[i]) ? code : EXIT_REFUSED;
    for (size_t i = 0; code == EXIT_FINE && i < csv.count; i++)
        code = import_day(&csv, i, talk);
    csv_done(&csv);
    return code;
}

static enum exit_code run_rota(const struct command_line *line)
{
    const char *path = NULL;
    struct manager_get_rota_in in = {0};
    const struct command_option options[] = {{.name = "--import", .word = &path}};
    enum exit_code code = command_parse(&command_rota, line, options, ARRAY_SIZE(options), &in.day, 0, 1);
    if (code == EXIT_FINE && path && in.day)
        code = command_misused(&command_rota, "the file names its days");
    if (code != EXIT_FINE)
        return code;
    _cleanup_(talk_freep) struct talk *talk = talk_new(line->socket);
    return path ? import_file(path, talk) : talk_method(talk, MANAGER_GET_ROTA, &in, print_rota, NULL);
}

const struct command command_rota = {
        .name = "rota",
        .arguments = "[DATE | --import FILE.csv]",
        .summary = "who is planned where; or plan the days of a file",
        .run = run_rota,
};
