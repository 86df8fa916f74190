/* SPDX-License-Identifier: MIT
 *
 * When it was hard: hours of weekdays by how long nine in ten waited at most, or of one day hours of services by how
 * many were not called within the target.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/report/outline_parts.h"

enum { HOURS = 24, SERVICES_OF_HEAT = 15 };

/* From the first to the last hour in which anything is shown. */
struct hours {
    int first, last;
};

static int hour_of(const char *key, char before)
{
    const char *at = strrchr(key, before);
    char *end = NULL;
    long hour = at ? strtol(at + 1, &end, 10) : -1;
    return end && end != at + 1 && hour >= 0 && hour < HOURS ? (int)hour : -1;
}

/* A counter that was left open over the night has lines, too, in which nobody was called. */
static bool is_shown(const struct manager_report_line *line, char before)
{
    const struct manager_report_figures *figures = &line->figures;
    return before == ' ' || (figures->waiting.p90_ms.set && figures->waiting.median_ms.set);
}

static struct hours hours_of(const struct manager_report_table *table, char before)
{
    struct hours hours = {HOURS, -1};
    for (size_t i = 0; i < table->lines.count; i++) {
        int hour = hour_of(table->lines.items[i].key, before);
        if (hour < 0 || !is_shown(&table->lines.items[i], before))
            continue;
        hours.first = hour < hours.first ? hour : hours.first;
        hours.last = hour > hours.last ? hour : hours.last;
    }
    return hours;
}

static struct outline_heat *heat_new(struct outline *outline, size_t rows, struct hours hours)
{
    struct outline_heat *heat = arena_new(&outline->arena, struct outline_heat);
    heat->rows = rows;
    heat->columns = (size_t)hours.last + 1 - (size_t)hours.first;
    heat->row_names = arena_new_n(&outline->arena, const char *, rows);
    heat->column_names = arena_new_n(&outline->arena, const char *, heat->columns);
    heat->cells = arena_new_n(&outline->arena, struct outline_heat_cell, rows * heat->columns);
    for (size_t i = 0; i < heat->columns; i++)
        heat->column_names[i] = arena_printf(&outline->arena, "%02d", hours.first + (int)i);
    return heat;
}

/* Steps of equal width from nothing to the most. */
static void heat_steps(struct outline *outline, struct outline_heat *heat, bool minutes)
{
    double most = 0;
    for (size_t i = 0; i < heat->rows * heat->columns; i++)
        most = heat->cells[i].known && heat->cells[i].value > most ? heat->cells[i].value : most;
    for (size_t i = 0; i < heat->rows * heat->columns; i++) {
        struct outline_heat_cell *cell = &heat->cells[i];
        int step = most > 0 ? (int)floor(cell->value / most * OUTLINE_STEPS) : 0;
        cell->step = step < OUTLINE_STEPS ? step : OUTLINE_STEPS - 1;
    }
    heat->least = outline_number(outline, 0);
    heat->most = outline_number(outline, (int64_t)lround(minutes ? most / 60000 : most));
}

/* --- weekdays --- */

static void fill_weekday(struct outline *outline, struct outline_heat_cell *cell,
                         const struct manager_report_line *line, const char *name)
{
    const struct manager_report_figures *figures = &line->figures;
    cell->known = true;
    cell->value = (double)figures->waiting.p90_ms.value;
    cell->text = outline_number(outline, (int64_t)lround(cell->value / 60000));
    cell->words = outline_tell(outline, MESSAGE_REPORT_POINT, I18N_NUMBER("count", outline_entered(figures)),
                               I18N_TEXT("name", name),
                               I18N_TEXT("median", outline_span(outline, figures->waiting.median_ms.value)),
                               I18N_TEXT("p90", outline_span(outline, figures->waiting.p90_ms.value)));
}

static struct outline_heat *weekday_heat(struct outline *outline, const struct manager_report_table *table)
{
    struct hours hours = hours_of(table, '-');
    if (hours.last < 0)
        return NULL;
    bool seen[WEEKDAYS] = {false};
    size_t row_of[WEEKDAYS], rows = 0;
    for (size_t i = 0; i < table->lines.count; i++) {
        int weekday = table->lines.items[i].key[0] - '1';
        if (weekday >= 0 && weekday < WEEKDAYS && is_shown(&table->lines.items[i], '-'))
            seen[weekday] = true;
    }
    for (int i = 0; i < WEEKDAYS; i++) {
        row_of[i] = rows;
        rows += seen[i];
    }
    struct outline_heat *heat = heat_new(outline, rows, hours);
    for (int i = 0; i < WEEKDAYS; i++)
        if (seen[i])
            heat->row_names[row_of[i]] = language_weekday(outline->language, (enum weekday)i);
    for (size_t i = 0; i < table->lines.count; i++) {
        const struct manager_report_line *line = &table->lines.items[i];
        int hour = hour_of(line->key, '-'), weekday = line->key[0] - '1';
        if (hour < 0 || weekday < 0 || weekday >= WEEKDAYS || !is_shown(line, '-'))
            continue;
        size_t at = row_of[weekday] * heat->columns + (size_t)(hour - hours.first);
        fill_weekday(outline, &heat->cells[at], line, outline_line_name(outline, MANAGER_REPORT_BY_WEEKDAY_HOUR, line));
    }
    heat_steps(outline, heat, true);
    return heat;
}

/* --- services --- */

/* A service of the heat map: its lines stand together in the table. */
struct band {
    size_t first, count, key_length;
    int64_t late;
};

static int64_t late_of(const struct manager_report_line *line)
{
    return line->figures.measured - line->figures.within;
}

static bool is_of(const struct manager_report_line *line, const struct manager_report_line *first, size_t key_length)
{
    return strncmp(line->key, first->key, key_length + 1) == 0 && !strchr(line->key + key_length + 1, ' ');
}

static struct band *find_bands(struct outline *outline, const struct manager_report_table *table, size_t *ret_count)
{
    struct band *bands = arena_new_n(&outline->arena, struct band, table->lines.count + 1);
    size_t count = 0;
    for (size_t i = 0; i < table->lines.count; i++) {
        const struct manager_report_line *line = &table->lines.items[i];
        const char *space = strrchr(line->key, ' ');
        if (!space)
            continue;
        size_t length = (size_t)(space - line->key);
        struct band *last = count > 0 ? &bands[count - 1] : NULL;
        if (!last || last->key_length != length || !is_of(line, &table->lines.items[last->first], length))
            bands[count++] = (struct band){.first = i, .key_length = length};
        bands[count - 1].count++;
        bands[count - 1].late += late_of(line);
    }
    *ret_count = count;
    return bands;
}

/* The service of the worst hour is among those that every page shows, though others may have more in all. */
static void keep_worst(const struct outline *outline, const struct manager_report_table *table, struct band *bands,
                       size_t count)
{
    const struct manager_worst_hour *worst = outline->report->worst;
    for (size_t i = OUTLINE_HEAT_ROWS_OF_PAPER; worst && i < count; i++) {
        const char *key = table->lines.items[bands[i].first].key;
        if (strlen(worst->service) != bands[i].key_length || strncmp(worst->service, key, bands[i].key_length) != 0)
            continue;
        struct band found = bands[i];
        size_t last = OUTLINE_HEAT_ROWS_OF_PAPER - 1;
        memmove(&bands[last + 1], &bands[last], (i - last) * sizeof(bands[0]));
        bands[last] = found;
        return;
    }
}

/* Most late first; of as many the one that the catalogue has first. */
static int compare_bands(const void *a, const void *b)
{
    const struct band *left = a, *right = b;
    if (left->late != right->late)
        return left->late < right->late ? 1 : -1;
    return (left->first > right->first) - (left->first < right->first);
}

static void fill_service(struct outline *outline, struct outline_heat_cell *cell,
                         const struct manager_report_line *line, const char *name)
{
    const struct manager_report_figures *figures = &line->figures;
    int hour = hour_of(line->key, ' ');
    cell->known = true;
    cell->value = (double)late_of(line);
    cell->text = outline_number(outline, late_of(line));
    cell->words =
            outline_tell(outline, MESSAGE_REPORT_POINT_LATE, I18N_TEXT("late", outline_number(outline, late_of(line))),
                         I18N_TEXT("measured", outline_number(outline, figures->measured)), I18N_TEXT("name", name),
                         I18N_TEXT("time", outline_keep(outline, language_time(outline->language, hour * 60))));
}

static struct outline_heat *service_heat(struct outline *outline, const struct manager_report_table *table)
{
    struct hours hours = hours_of(table, ' ');
    size_t count = 0;
    struct band *bands = find_bands(outline, table, &count);
    if (count == 0 || hours.last < 0)
        return NULL;
    qsort(bands, count, sizeof(bands[0]), compare_bands);
    keep_worst(outline, table, bands, count);
    count = count < SERVICES_OF_HEAT ? count : SERVICES_OF_HEAT;
    struct outline_heat *heat = heat_new(outline, count, hours);
    for (size_t i = 0; i < count; i++) {
        heat->row_names[i] = outline_service_name(outline, &table->lines.items[bands[i].first]);
        for (size_t k = 0; k < bands[i].count; k++) {
            const struct manager_report_line *line = &table->lines.items[bands[i].first + k];
            int hour = hour_of(line->key, ' ');
            if (hour >= 0)
                fill_service(outline, &heat->cells[i * heat->columns + (size_t)(hour - hours.first)], line,
                             heat->row_names[i]);
        }
    }
    heat_steps(outline, heat, false);
    return heat;
}

void outline_add_heat(struct outline *outline)
{
    bool many = strcmp(outline->report->from_day, outline->report->to_day) != 0;
    const struct manager_report_table *weekdays = outline_table(outline, MANAGER_REPORT_BY_WEEKDAY_HOUR);
    const struct manager_report_table *services = outline_table(outline, MANAGER_REPORT_BY_SERVICE_HOUR);
    if (weekdays && (many || !services)) {
        struct outline_heat *heat = weekday_heat(outline, weekdays);
        if (!heat)
            return;
        struct outline_section *section =
                outline_add_section(outline, "heat", outline_say(outline, MESSAGE_REPORT_PAGE_HEAT_WEEKDAYS));
        section->note = outline_say(outline, MESSAGE_REPORT_PAGE_HEAT_WEEKDAYS_NOTE);
        section->heat = heat;
        section->paper = true;
    } else if (services) {
        struct outline_heat *heat = service_heat(outline, services);
        if (!heat)
            return;
        struct outline_section *section =
                outline_add_section(outline, "heat", outline_say(outline, MESSAGE_REPORT_PAGE_HEAT_SERVICES));
        section->note = outline_say(outline, MESSAGE_REPORT_PAGE_HEAT_SERVICES_NOTE);
        section->heat = heat;
        section->paper = section->changes = section->brief = true;
    }
}
