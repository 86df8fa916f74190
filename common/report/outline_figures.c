/* SPDX-License-Identifier: MIT
 *
 * Tables of figures: a first one of what is asked each morning, and folded behind it everything else that a line
 * counts.
 */
#include <stdio.h>
#include <string.h>

#include "common/report/outline_parts.h"

#define AT(field) .offset = offsetof(struct manager_report_figures, field)
#define COUNT(group_, title_, field)                                               \
    {                                                                              \
        MESSAGE_REPORT_##group_, MESSAGE_REPORT_##title_, OUTLINE_COUNT, AT(field) \
    }
#define ALONE(title_, field)                                             \
    {                                                                    \
        MESSAGE_COUNT, MESSAGE_REPORT_##title_, OUTLINE_COUNT, AT(field) \
    }
#define OTHER(group_, title_, function)                                              \
    {                                                                                \
        MESSAGE_##group_, MESSAGE_REPORT_##title_, OUTLINE_OTHER, .read = (function) \
    }
#define SPAN(group_, title_, field)                                               \
    {                                                                             \
        MESSAGE_REPORT_##group_, MESSAGE_REPORT_##title_, OUTLINE_SPAN, AT(field) \
    }
#define SPREAD(group_, field)                                                                                  \
    SPAN(group_, MEAN, field.mean_ms), SPAN(group_, MEDIAN, field.median_ms), SPAN(group_, P90, field.p90_ms), \
            SPAN(group_, MAX, field.max_ms)
#define SCREEN_SPAN(group_, title_, field)                                                        \
    {                                                                                             \
        MESSAGE_REPORT_##group_, MESSAGE_REPORT_##title_, OUTLINE_SPAN, AT(field), .screen = true \
    }
#define SCREEN_SPREAD(group_, field)                                                        \
    SCREEN_SPAN(group_, MEAN, field.mean_ms), SCREEN_SPAN(group_, MEDIAN, field.median_ms), \
            SCREEN_SPAN(group_, P90, field.p90_ms), SCREEN_SPAN(group_, MAX, field.max_ms)
#define COUNTED_SPREAD(group_, field) COUNT(group_, COUNT, field.count), SPREAD(group_, field)
#define ENDS(group_, field)                                                                                 \
    COUNT(group_, SERVED, field.served), COUNT(group_, NO_SHOW, field.no_show),                             \
            COUNT(group_, CANCELLED, field.cancelled), COUNT(group_, VOID, field.void_),                    \
            COUNT(group_, TRANSFERRED, field.transferred), COUNT(group_, NEVER_CALLED, field.never_called), \
            COUNT(group_, UNFINISHED, field.unfinished), COUNT(group_, JOINED, field.joined),               \
            COUNT(group_, OPEN, field.open)

/* What only lines in full have. */
#define PART(group_, title_, kind_, part_, type, field)                                                        \
    {                                                                                                          \
        MESSAGE_REPORT_##group_, MESSAGE_REPORT_##title_, kind_,                                               \
                .part = offsetof(struct manager_report_figures, part_), .offset = offsetof(struct type, field) \
    }
#define PART_SPREAD(group_, part_)                                                \
    PART(group_, COUNT, OUTLINE_COUNT, part_, manager_spread, count),             \
            PART(group_, MEAN, OUTLINE_SPAN, part_, manager_spread, mean_ms),     \
            PART(group_, MEDIAN, OUTLINE_SPAN, part_, manager_spread, median_ms), \
            PART(group_, P90, OUTLINE_SPAN, part_, manager_spread, p90_ms),       \
            PART(group_, MAX, OUTLINE_SPAN, part_, manager_spread, max_ms)
#define VISIT_END(title_, field) PART(VISITS_ENDED, title_, OUTLINE_COUNT, visit_ends, manager_ends, field)
#define ENTRY(title_, field)     PART(ENTERED, title_, OUTLINE_COUNT, entered, manager_entered, field)

static struct outline_cell level_cell(struct outline *outline, const void *from)
{
    return outline_percent_cell(outline, ((const struct manager_report_figures *)from)->level_percent);
}

/* Minutes: "15", or "15–20" if it was changed, or differs from service to service. */
static struct outline_cell target_cell(struct outline *outline, const void *from)
{
    const struct manager_report_figures *figures = from;
    if (!figures->target_from_ms.set || !figures->target_to_ms.set)
        return outline_no_cell();
    int64_t least = figures->target_from_ms.value / 60000, most = figures->target_to_ms.value / 60000;
    struct outline_cell cell = outline_count_cell(outline, least);
    cell.tone = TONE_PLAIN;
    if (least != most)
        cell.text = arena_printf(&outline->arena, "%s\u2013%s", cell.text, outline_number(outline, most));
    return cell;
}

static struct outline_cell share_cell(struct outline *outline, int64_t part, int64_t whole)
{
    struct idl_maybe_float share = {.set = whole > 0, .value = whole > 0 ? 100.0 * (double)part / (double)whole : 0};
    return outline_percent_cell(outline, share);
}

static struct outline_cell fulfilled_cell(struct outline *outline, const void *from)
{
    const struct manager_report_figures *figures = from;
    const struct manager_not_fulfilled *not = &figures->not_fulfilled;
    int64_t others = not ->visitor + not ->agency + not ->counter + not ->other;
    return share_cell(outline, figures->fulfilled, figures->fulfilled + others);
}

static struct outline_cell stars_cell(struct outline *outline, const void *from)
{
    const struct manager_report_figures *figures = from;
    if (figures->ratings == 0)
        return outline_no_cell();
    double mean = (double)figures->stars / (double)figures->ratings;
    return (struct outline_cell){.text = outline_decimal(outline, mean, 1), .value = mean, .known = true};
}

static const struct outline_field first_fields[] = {
        ALONE(VISITS, issued),
        ALONE(PEOPLE, people),
        ALONE(SERVED, step_ends.served),
        ALONE(NO_SHOW, step_ends.no_show),
        ALONE(NEVER_CALLED, step_ends.never_called),
        SPREAD(WAITING, waiting),
        OTHER(REPORT_LEVEL, SHARE, level_cell),
        OTHER(REPORT_LEVEL, EVENT_TARGETS, target_cell),
        SCREEN_SPREAD(GROUP_SERVICE, service),
        OTHER(COUNT, FULFILLED, fulfilled_cell),
};

/* Of a counter or an operator: nobody is issued a ticket there, and who was never called was so nowhere. */
static const struct outline_field desk_fields[] = {
        ALONE(CALLED, called),
        ALONE(SERVED, step_ends.served),
        ALONE(NO_SHOW, step_ends.no_show),
        SCREEN_SPREAD(WAITING, waiting),
        OTHER(COUNT, LEVEL, level_cell),
        SPREAD(GROUP_SERVICE, service),
        OTHER(COUNT, FULFILLED, fulfilled_cell),
        ALONE(QUANTITY, quantity),
        OTHER(COUNT, RATING, stars_cell),
};

static const struct outline_field end_fields[] = {
        VISIT_END(SERVED, served),
        VISIT_END(NO_SHOW, no_show),
        VISIT_END(CANCELLED, cancelled),
        VISIT_END(VOID, void_),
        VISIT_END(TRANSFERRED, transferred),
        VISIT_END(NEVER_CALLED, never_called),
        VISIT_END(UNFINISHED, unfinished),
        VISIT_END(JOINED, joined),
        VISIT_END(OPEN, open),
        ALONE(PARTLY_SERVED, partly_served),
        ALONE(ADOPTED, adopted),
        ENTRY(ENTERED_ISSUE, issue),
        ENTRY(ENTERED_NEXT, next),
        ENTRY(ENTERED_TRANSFER, transfer),
        ENTRY(ENTERED_BACK, back),
        ENTRY(ENTERED_DIRECT, direct),
        ENTRY(ENTERED_JOINED, joined),
        ENTRY(CHANGED_IN, changed_in),
        ENTRY(CHANGED_OUT, changed_out),
        ENDS(GROUP_ENDS, step_ends),
        ALONE(RETURNED, returned),
        ALONE(RECALLS, recalls),
        ALONE(PUT_OFFS, put_offs),
        {MESSAGE_REPORT_DIFFERENCE, MESSAGE_REPORT_VISITS, OUTLINE_DIFFERENCE, AT(visit_difference)},
        {MESSAGE_REPORT_DIFFERENCE, MESSAGE_REPORT_STEPS, OUTLINE_DIFFERENCE, AT(step_difference)},
};

static const struct outline_field time_fields[] = {
        COUNTED_SPREAD(WAITING, waiting),
        PART_SPREAD(VISIT_WAITING, visit_waiting),
        PART_SPREAD(WAY, way),
        COUNTED_SPREAD(GROUP_SERVICE, service),
        PART_SPREAD(PARKED, parked),
        PART_SPREAD(PUT_OFF, put_off),
        ALONE(INACCURATE, inaccurate),
        ALONE(INTERRUPTED, interrupted),
};

static const struct outline_field result_fields[] = {
        ALONE(CALLED, called),
        COUNT(LEVEL, WITHIN, within),
        COUNT(LEVEL, MEASURED, measured),
        ALONE(PEOPLE_SERVED, people_served),
        ALONE(FULFILLED, fulfilled),
        ALONE(CAUSE_VISITOR, not_fulfilled.visitor),
        ALONE(CAUSE_AGENCY, not_fulfilled.agency),
        ALONE(CAUSE_COUNTER, not_fulfilled.counter),
        ALONE(CAUSE_OTHER, not_fulfilled.other),
        ALONE(NOT_RECORDED, not_recorded),
        ALONE(QUANTITY, quantity),
        ALONE(RATINGS, ratings),
        ALONE(STARS, stars),
        OTHER(COUNT, RATING, stars_cell),
        ALONE(PAPERS_FAILED, papers_failed),
        ALONE(PAPERS_UNCERTAIN, papers_uncertain),
};

/* --- what was told, and how long counters were open --- */

#define FORECAST(title_, field)                                                                                   \
    {                                                                                                             \
        MESSAGE_COUNT, MESSAGE_REPORT_##title_, OUTLINE_COUNT, .offset = offsetof(struct manager_accuracy, field) \
    }
#define FORECAST_SPAN(title_, field)                                                                             \
    {                                                                                                            \
        MESSAGE_COUNT, MESSAGE_REPORT_##title_, OUTLINE_SPAN, .offset = offsetof(struct manager_accuracy, field) \
    }

static struct outline_cell ratio_cell(struct outline *outline, const void *from)
{
    struct idl_maybe_float ratio = ((const struct manager_accuracy *)from)->ratio;
    if (!ratio.set)
        return outline_no_cell();
    return (struct outline_cell){.text = outline_decimal(outline, ratio.value, 2), .value = ratio.value, .known = true};
}

static struct outline_cell covered_cell(struct outline *outline, const void *from)
{
    const struct manager_accuracy *accuracy = from;
    return share_cell(outline, accuracy->covered, accuracy->called);
}

static const struct outline_field forecast_fields[] = {
        FORECAST(ACCURACY_TICKETS, tickets),
        FORECAST(ACCURACY_APART, apart),
        FORECAST(ACCURACY_PROMISED, promised),
        FORECAST(ACCURACY_UNKNOWN, unknown),
        FORECAST(ACCURACY_SILENT, silent),
        FORECAST(CALLED, called),
        FORECAST(ACCURACY_COVERED, covered),
        {MESSAGE_COUNT, MESSAGE_REPORT_SHARE, OUTLINE_OTHER, .read = covered_cell},
        FORECAST(ACCURACY_PASSED, passed),
        FORECAST_SPAN(ACCURACY_ERROR, error_ms),
        FORECAST_SPAN(ACCURACY_BIAS, bias_ms),
        FORECAST(ACCURACY_COMPARABLE, usual),
        FORECAST_SPAN(ACCURACY_USUAL, usual_error_ms),
        {MESSAGE_COUNT, MESSAGE_REPORT_ACCURACY_RATIO, OUTLINE_OTHER, .read = ratio_cell},
};

static struct outline_cell open_cell(struct outline *outline, const void *from)
{
    struct idl_maybe_int ms = ((const struct manager_report_line *)from)->counters_open_ms;
    return ms.set ? outline_hours_cell(outline, ms.value) : outline_no_cell();
}

static struct outline_cell planned_cell(struct outline *outline, const void *from)
{
    struct idl_maybe_int ms = ((const struct manager_report_line *)from)->counters_planned_ms;
    return ms.set ? outline_hours_cell(outline, ms.value) : outline_no_cell();
}

static const struct outline_field counter_fields[] = {
        {MESSAGE_COUNT, MESSAGE_REPORT_COUNTERS_OPEN, OUTLINE_OTHER, .read = open_cell},
        {MESSAGE_COUNT, MESSAGE_REPORT_COUNTERS_PLANNED, OUTLINE_OTHER, .read = planned_cell},
};

/* --- tables --- */

struct weight {
    int64_t count;
    size_t row;
};

/* Most first; of as many the one that stands first. */
static int compare_weights(const void *a, const void *b)
{
    const struct weight *left = a, *right = b;
    if (left->count != right->count)
        return left->count < right->count ? 1 : -1;
    return (left->row > right->row) - (left->row < right->row);
}

/* The rows that a sheet has room for: those with most visits and calls. */
static void mark_minor(struct outline_grid *grid, const struct manager_report_table *table)
{
    size_t count = table->lines.count;
    _cleanup_free_ struct weight *weights = mem_new_n(struct weight, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct manager_report_figures *figures = &table->lines.items[i].figures;
        weights[i] = (struct weight){.count = figures->issued + figures->called, .row = i};
    }
    qsort(weights, count, sizeof(weights[0]), compare_weights);
    for (size_t i = OUTLINE_ROWS_OF_PAPER; i < count; i++)
        grid->rows[weights[i].row].minor = true;
}

/* MESSAGE_COUNT: it has none. */
static enum i18n_message brief_title(const struct outline_field *field)
{
    static const struct {
        size_t offset;
        enum i18n_message title;
    } titles[] = {
            {offsetof(struct manager_report_figures, issued), MESSAGE_REPORT_HEAD_VISITS},
            {offsetof(struct manager_report_figures, step_ends.served), MESSAGE_REPORT_HEAD_SERVED},
            {offsetof(struct manager_report_figures, step_ends.never_called), MESSAGE_REPORT_HEAD_NEVER_CALLED},
            {offsetof(struct manager_report_figures, waiting.mean_ms), MESSAGE_REPORT_MEAN},
            {offsetof(struct manager_report_figures, waiting.median_ms), MESSAGE_REPORT_MEDIAN},
            {offsetof(struct manager_report_figures, waiting.p90_ms), MESSAGE_REPORT_P90},
            {offsetof(struct manager_report_figures, waiting.max_ms), MESSAGE_REPORT_MAX},
    };
    if (field->read)
        return field->read == level_cell ? MESSAGE_REPORT_HEAD_LEVEL : MESSAGE_COUNT;
    for (size_t i = 0; i < ARRAY_SIZE(titles); i++) {
        if (!field->part && field->offset == titles[i].offset)
            return titles[i].title;
    }
    return MESSAGE_COUNT;
}

static void add_brief_titles(struct outline *outline, struct outline_grid *grid, const struct outline_field *fields,
                             size_t count)
{
    for (size_t i = 0; i < count; i++) {
        enum i18n_message title = brief_title(&fields[i]);
        grid->heads[i + 1].brief = title == MESSAGE_COUNT ? NULL : outline_say(outline, title);
    }
}

static struct outline_grid *add_lines(struct outline *outline, struct outline_section *section,
                                      const struct manager_report_table *table, const struct outline_field *fields,
                                      size_t count)
{
    struct outline_grid *grid = outline_add_grid(outline, section, NULL, count + 1);
    outline_heads(outline, grid, outline_by_name(outline, table->by.value), fields, count);
    for (size_t i = 0; i < table->lines.count; i++) {
        const struct manager_report_line *line = &table->lines.items[i];
        struct outline_row *row = outline_add_row(outline, grid);
        outline_fill(outline, row, outline_row_name(outline, table, line), fields, count, &line->figures);
        row->cells[0].hint = outline_agency_name(outline, line->agency);
    }
    mark_minor(grid, table);
    struct outline_row *total = outline_add_row(outline, grid);
    outline_fill(outline, total, outline_say(outline, MESSAGE_REPORT_WHOLE), fields, count, &outline->report->figures);
    total->total = true;
    return grid;
}

static void add_folded(struct outline *outline, struct outline_section *section,
                       const struct manager_report_table *table, enum i18n_message title,
                       const struct outline_field *fields, size_t count)
{
    struct outline_grid *grid = add_lines(outline, section, table, fields, count);
    grid->title = outline_say(outline, title);
    grid->folded = true;
}

static void add_forecasts(struct outline *outline, struct outline_section *section,
                          const struct manager_report_table *table)
{
    size_t count = ARRAY_SIZE(forecast_fields), known = 0;
    for (size_t i = 0; i < table->lines.count; i++)
        known += table->lines.items[i].figures.accuracy != NULL;
    if (known == 0)
        return;
    struct outline_grid *grid =
            outline_add_grid(outline, section, outline_say(outline, MESSAGE_REPORT_HEADING_ACCURACY), count + 1);
    grid->folded = true;
    outline_heads(outline, grid, outline_by_name(outline, table->by.value), forecast_fields, count);
    for (size_t i = 0; i < table->lines.count; i++) {
        const struct manager_report_line *line = &table->lines.items[i];
        if (line->figures.accuracy)
            outline_fill(outline, outline_add_row(outline, grid), outline_row_name(outline, table, line),
                         forecast_fields, count, line->figures.accuracy);
    }
}

static void add_counters(struct outline *outline, struct outline_section *section,
                         const struct manager_report_table *table)
{
    size_t count = ARRAY_SIZE(counter_fields);
    if (table->lines.count == 0 || !table->lines.items[0].counters_open_ms.set)
        return;
    struct outline_grid *grid =
            outline_add_grid(outline, section, outline_say(outline, MESSAGE_REPORT_HEADING_COUNTER), count + 1);
    grid->folded = true;
    outline_heads(outline, grid, outline_by_name(outline, table->by.value), counter_fields, count);
    for (size_t i = 0; i < table->lines.count; i++)
        outline_fill(outline, outline_add_row(outline, grid), outline_row_name(outline, table, &table->lines.items[i]),
                     counter_fields, count, &table->lines.items[i]);
}

/* --- the hours of services in which most waited beyond the target --- */

static int64_t late_of(const struct manager_report_line *line)
{
    return line->figures.measured - line->figures.within;
}

static struct outline_cell late_cell(struct outline *outline, const void *from)
{
    return outline_count_cell(outline, late_of(from));
}

static struct outline_cell line_level_cell(struct outline *outline, const void *from)
{
    return level_cell(outline, &((const struct manager_report_line *)from)->figures);
}

static const struct outline_field hardest_fields[] = {
        {MESSAGE_COUNT, MESSAGE_REPORT_LATE, OUTLINE_OTHER, .read = late_cell},
        {MESSAGE_COUNT, MESSAGE_REPORT_MEASURED, OUTLINE_COUNT,
         .offset = offsetof(struct manager_report_line, figures.measured)},
        {MESSAGE_COUNT, MESSAGE_REPORT_LEVEL, OUTLINE_OTHER, .read = line_level_cell},
        {MESSAGE_COUNT, MESSAGE_REPORT_COUNTERS_OPEN, OUTLINE_OTHER, .read = open_cell},
        {MESSAGE_COUNT, MESSAGE_REPORT_COUNTERS_PLANNED, OUTLINE_OTHER, .read = planned_cell},
};

/* The first is that of the sentence, as equal ones keep their order. */
static void add_hardest(struct outline *outline, struct outline_section *section,
                        const struct manager_report_table *table)
{
    enum { MOST = 10 };
    size_t count = ARRAY_SIZE(hardest_fields), late = 0;
    _cleanup_free_ struct weight *weights = mem_new_n(struct weight, table->lines.count + 1);
    for (size_t i = 0; i < table->lines.count; i++)
        if (late_of(&table->lines.items[i]) > 0)
            weights[late++] = (struct weight){.count = late_of(&table->lines.items[i]), .row = i};
    if (late == 0)
        return;
    qsort(weights, late, sizeof(weights[0]), compare_weights);
    struct outline_grid *grid =
            outline_add_grid(outline, section, outline_say(outline, MESSAGE_REPORT_HARDEST), count + 1);
    outline_heads(outline, grid, outline_by_name(outline, table->by.value), hardest_fields, count);
    for (size_t i = 0; i < late && i < MOST; i++) {
        const struct manager_report_line *line = &table->lines.items[weights[i].row];
        outline_fill(outline, outline_add_row(outline, grid), outline_row_name(outline, table, line), hardest_fields,
                     count, line);
    }
}

void outline_add_figures(struct outline *outline, struct outline_section *section,
                         const struct manager_report_table *table)
{
    section->changes = section->figures = true;
    int by = table->by.value;
    if (by == MANAGER_REPORT_BY_SERVICE_HOUR)
        add_hardest(outline, section, table);
    bool desk = by == MANAGER_REPORT_BY_COUNTER || by == MANAGER_REPORT_BY_OPERATOR;
    const struct outline_field *fields = desk ? desk_fields : first_fields;
    size_t count = desk ? ARRAY_SIZE(desk_fields) : ARRAY_SIZE(first_fields);
    struct outline_grid *first = add_lines(outline, section, table, fields, count);
    add_brief_titles(outline, first, fields, count);
    /* The heat map shows what is to be seen of these. */
    first->folded = by == MANAGER_REPORT_BY_WEEKDAY_HOUR || by == MANAGER_REPORT_BY_SERVICE_HOUR;
    add_folded(outline, section, table, MESSAGE_REPORT_ALL_ENDS, end_fields, ARRAY_SIZE(end_fields));
    add_folded(outline, section, table, MESSAGE_REPORT_ALL_TIMES, time_fields, ARRAY_SIZE(time_fields));
    add_folded(outline, section, table, MESSAGE_REPORT_GROUP_MATTERS, result_fields, ARRAY_SIZE(result_fields));
    add_forecasts(outline, section, table);
    add_counters(outline, section, table);
    outline_add_outcomes_of(outline, section, table);
}

void outline_add_forecast(struct outline *outline)
{
    if (!outline->report->figures.accuracy)
        return;
    const char *title = outline_say(outline, MESSAGE_REPORT_HEADING_ACCURACY);
    struct outline_section *section = outline_add_section(outline, "forecast", title);
    struct outline_grid *grid = outline_add_grid(outline, section, NULL, 2);
    grid->heads[0].title = "";
    grid->heads[1] = (struct outline_column){.title = outline_say(outline, MESSAGE_REPORT_WHOLE), .number = true};
    grid->ordered = true;
    for (size_t i = 0; i < ARRAY_SIZE(forecast_fields); i++) {
        struct outline_row *row = outline_add_row(outline, grid);
        outline_fill(outline, row, outline_say(outline, forecast_fields[i].title), &forecast_fields[i], 1,
                     outline->report->figures.accuracy);
    }
}
