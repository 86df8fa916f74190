/* SPDX-License-Identifier: MIT
 *
 * How long people waited, hour by hour of a day or day by day, as a curve of median and p90 over how many came.
 */
#include <string.h>

#include "common/report/outline_parts.h"

/* The longest time of an axis goes up to one of these, in minutes, by so many marks. */
static const struct axis {
    int minutes, marks;
} axes[] = {{1, 2},   {2, 4},   {5, 5},   {10, 5},  {15, 3},  {20, 4},  {30, 6},   {45, 3},   {60, 4},   {90, 6},
            {120, 4}, {180, 6}, {240, 4}, {360, 6}, {480, 4}, {720, 6}, {1440, 4}, {2880, 4}, {5760, 4}, {11520, 4}};

const struct manager_report_table *outline_table_of_time(const struct outline *outline)
{
    static const int of_many[] = {MANAGER_REPORT_BY_DAY, MANAGER_REPORT_BY_MONTH, MANAGER_REPORT_BY_YEAR};
    bool many = strcmp(outline->report->from_day, outline->report->to_day) != 0;
    for (size_t i = 0; many && i < ARRAY_SIZE(of_many); i++) {
        const struct manager_report_table *table = outline_table(outline, of_many[i]);
        if (table && table->lines.count > 0)
            return table;
    }
    return outline_table(outline, MANAGER_REPORT_BY_HOUR);
}

/* A day without its year: the head of the page has it. */
static const char *label_of(struct outline *outline, int by, const struct manager_report_line *line, const char *name)
{
    struct date date;
    if (by != MANAGER_REPORT_BY_DAY || date_parse(line->key, &date) < 0)
        return name;
    return arena_printf(&outline->arena, "%d.%02d", date.day, date.month);
}

static struct outline_point point_of(struct outline *outline, int by, const struct manager_report_line *line)
{
    const struct manager_spread *waiting = &line->figures.waiting;
    struct outline_point point = {.key = line->key,
                                  .name = outline_line_name(outline, by, line),
                                  .known = waiting->median_ms.set && waiting->p90_ms.set,
                                  .entered = outline_entered(&line->figures)};
    point.label = label_of(outline, by, line, point.name);
    if (!point.known) {
        point.words = outline_tell(outline, MESSAGE_REPORT_POINT_NOBODY, I18N_TEXT("name", point.name));
        return point;
    }
    point.median_ms = waiting->median_ms.value;
    point.p90_ms = waiting->p90_ms.value;
    point.median = outline_span(outline, point.median_ms);
    point.p90 = outline_span(outline, point.p90_ms);
    point.words =
            outline_tell(outline, MESSAGE_REPORT_POINT, I18N_NUMBER("count", point.entered),
                         I18N_TEXT("name", point.name), I18N_TEXT("median", point.median), I18N_TEXT("p90", point.p90));
    return point;
}

static void mark_axis(struct outline *outline, struct outline_curve *curve)
{
    int64_t most = curve->target_ms;
    for (size_t i = 0; i < curve->count; i++)
        most = curve->points[i].p90_ms > most ? curve->points[i].p90_ms : most;
    size_t at = 0;
    while (at + 1 < ARRAY_SIZE(axes) && (int64_t)axes[at].minutes * 60000 < most)
        at++;
    curve->top_ms = (int64_t)axes[at].minutes * 60000;
    curve->marks = (size_t)axes[at].marks;
    curve->mark_names = arena_new_n(&outline->arena, const char *, curve->marks + 1);
    for (size_t i = 0; i <= curve->marks; i++) {
        int64_t ms = curve->top_ms * (int64_t)i / (int64_t)curve->marks;
        curve->mark_names[i] =
                ms % 60000 ? outline_span(outline, ms)
                           : outline_tell(outline, MESSAGE_REPORT_MINUTES, I18N_NUMBER("minutes", ms / 60000));
    }
}

/* Which lines the curve is of: of hours not those before the first and after the last in which somebody came, as a
 * counter that was left open over the night has lines, too. */
static size_t curve_lines(const struct manager_report_table *table, size_t *ret_first)
{
    size_t first = 0, end = table->lines.count;
    if (table->by.value == MANAGER_REPORT_BY_HOUR) {
        while (first < end && outline_entered(&table->lines.items[first].figures) == 0)
            first++;
        while (end > first && outline_entered(&table->lines.items[end - 1].figures) == 0)
            end--;
    }
    *ret_first = first;
    return end - first;
}

/* NULL: nobody came. */
static struct outline_curve *curve_of(struct outline *outline, const struct manager_report_table *table)
{
    const struct manager_report_figures *whole = &outline->report->figures;
    struct outline_curve *curve = arena_new(&outline->arena, struct outline_curve);
    size_t first;
    curve->count = curve_lines(table, &first);
    if (curve->count == 0)
        return NULL;
    curve->points = arena_new_n(&outline->arena, struct outline_point, curve->count);
    for (size_t i = 0; i < curve->count; i++)
        curve->points[i] = point_of(outline, table->by.value, &table->lines.items[first + i]);
    curve->median_name = outline_say(outline, MESSAGE_REPORT_MEDIAN);
    curve->p90_name = outline_say(outline, MESSAGE_REPORT_P90);
    curve->entered_name = outline_say(outline, MESSAGE_REPORT_STEPS);
    curve->target_name = outline_say(outline, MESSAGE_REPORT_TARGET);
    if (whole->target_from_ms.set && whole->target_to_ms.set &&
        whole->target_from_ms.value == whole->target_to_ms.value)
        curve->target_ms = whole->target_from_ms.value;
    mark_axis(outline, curve);
    return curve;
}

void outline_add_waiting(struct outline *outline)
{
    const struct manager_report_table *table = outline_table_of_time(outline);
    if (!table || table->lines.count == 0)
        return;
    enum i18n_message title = table->by.value == MANAGER_REPORT_BY_HOUR    ? MESSAGE_REPORT_HEADING_CURVE
                              : table->by.value == MANAGER_REPORT_BY_DAY   ? MESSAGE_REPORT_HEADING_DAYS
                              : table->by.value == MANAGER_REPORT_BY_MONTH ? MESSAGE_REPORT_HEADING_MONTH
                                                                           : MESSAGE_REPORT_HEADING_YEAR;
    struct outline_section *section = outline_add_section(outline, "waiting", outline_say(outline, title));
    section->paper = true;
    section->curve = curve_of(outline, table);
    outline_add_figures(outline, section, table);
}
