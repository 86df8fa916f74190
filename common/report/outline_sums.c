/* SPDX-License-Identifier: MIT
 *
 * What of the whole report is no table of figures: outcomes, what broke, and that it adds up.
 */
#include <string.h>

#include "common/report/outline_parts.h"
#include "common/report/words.h"

/* --- outcomes, and what was missing --- */

static void head(struct outline *outline, struct outline_grid *grid, size_t column, enum i18n_message title,
                 bool number)
{
    grid->heads[column] = (struct outline_column){.title = outline_say(outline, title), .number = number};
}

static struct outline_cell share_cell(struct outline *outline, int64_t part, int64_t whole)
{
    struct idl_maybe_float share = {.set = whole > 0, .value = whole > 0 ? 100.0 * (double)part / (double)whole : 0};
    return outline_percent_cell(outline, share);
}

static void add_counts(struct outline *outline, struct outline_section *section, enum i18n_message title,
                       const struct manager_report_figures *figures)
{
    struct outline_grid *grid = outline_add_grid(outline, section, NULL, 3);
    head(outline, grid, 0, title, false);
    head(outline, grid, 1, MESSAGE_REPORT_STEPS, true);
    head(outline, grid, 2, MESSAGE_REPORT_SHARE, true);
    for (size_t i = 0; i < figures->outcomes.count; i++) {
        const struct manager_key_count *outcome = &figures->outcomes.items[i];
        struct outline_row *row = outline_add_row(outline, grid);
        row->cells[0] = outline_name_cell(outcome->name);
        row->cells[1] = outline_count_cell(outline, outcome->count);
        row->cells[2] = share_cell(outline, outcome->count, figures->step_ends.served);
    }
}

/* Lines of a table that have outcomes or something missing, one row for each of these. */
static void add_of_lines(struct outline *outline, struct outline_section *section,
                         const struct manager_report_table *table, bool lacked)
{
    enum i18n_message what = lacked ? MESSAGE_REPORT_HEADING_LACKED : MESSAGE_REPORT_HEADING_OUTCOMES;
    struct outline_grid *grid = outline_add_grid(outline, section, outline_say(outline, what), 3);
    grid->folded = true;
    grid->heads[0].title = outline_by_name(outline, table->by.value);
    head(outline, grid, 1, what, false);
    head(outline, grid, 2, MESSAGE_REPORT_STEPS, true);
    for (size_t i = 0; i < table->lines.count; i++) {
        const struct manager_report_line *line = &table->lines.items[i];
        size_t count = lacked ? line->figures.lacked.count : line->figures.outcomes.count;
        const char *name = count > 0 ? outline_row_name(outline, table, line) : NULL;
        for (size_t k = 0; k < count; k++) {
            const struct manager_key_count *item =
                    lacked ? &line->figures.lacked.items[k] : &line->figures.outcomes.items[k];
            struct outline_row *row = outline_add_row(outline, grid);
            row->cells[0] = outline_name_cell(name);
            row->cells[1] = outline_name_cell(item->name);
            row->cells[2] = outline_count_cell(outline, item->count);
        }
    }
    if (grid->count == 0)
        section->grid_count--;
}

void outline_add_outcomes_of(struct outline *outline, struct outline_section *section,
                             const struct manager_report_table *table)
{
    add_of_lines(outline, section, table, false);
    add_of_lines(outline, section, table, true);
}

void outline_add_outcomes(struct outline *outline)
{
    const struct manager_report_figures *figures = &outline->report->figures;
    if (figures->outcomes.count == 0)
        return;
    struct outline_section *section =
            outline_add_section(outline, "outcomes", outline_say(outline, MESSAGE_REPORT_HEADING_OUTCOMES));
    add_counts(outline, section, MESSAGE_REPORT_HEADING_OUTCOMES, figures);
}

/* --- what broke or was changed --- */

static enum i18n_message event_word(int kind)
{
    static const enum i18n_message words[] = {
            [MANAGER_REPORT_EVENT_KIND_HALT] = MESSAGE_REPORT_EVENT_HALT,
            [MANAGER_REPORT_EVENT_KIND_OUTAGE] = MESSAGE_REPORT_EVENT_OUTAGE,
            [MANAGER_REPORT_EVENT_KIND_CLOCK] = MESSAGE_REPORT_EVENT_CLOCK,
            [MANAGER_REPORT_EVENT_KIND_STORAGE] = MESSAGE_REPORT_EVENT_STORAGE,
            [MANAGER_REPORT_EVENT_KIND_CLOSED_EARLY] = MESSAGE_REPORT_EVENT_CLOSED_EARLY,
            [MANAGER_REPORT_EVENT_KIND_TARGET] = MESSAGE_REPORT_EVENT_TARGET,
            [MANAGER_REPORT_EVENT_KIND_CONFIGURATION] = MESSAGE_REPORT_EVENT_CONFIGURATION,
            [MANAGER_REPORT_EVENT_KIND_PAPER] = MESSAGE_REPORT_EVENT_PAPER,
            [MANAGER_REPORT_EVENT_KIND_KIOSK] = MESSAGE_REPORT_EVENT_KIOSK,
    };
    return kind >= 0 && (size_t)kind < ARRAY_SIZE(words) ? words[kind] : MESSAGE_COUNT;
}

static void fill_event(struct outline *outline, struct outline_row *row, const struct manager_report_event *event,
                       bool many)
{
    enum i18n_message word = event_word(event->kind.value);
    const char *of = event->name ? event->name : event->key;
    row->cells[0] = (struct outline_cell){
            .text = outline_moment(outline, event->from, many), .value = (double)event->from, .known = true};
    row->cells[1] = outline_name_cell(word == MESSAGE_COUNT ? event->kind.text : outline_say(outline, word));
    if (of)
        row->cells[2] = outline_name_cell(of);
    if (event->until.set) {
        struct idl_maybe_int length = {.set = true, .value = event->until.value - event->from};
        row->cells[3] = outline_name_cell(outline_moment(outline, event->until.value, many));
        row->cells[4] = outline_span_cell(outline, length);
    }
    if (event->before.set && event->after.set)
        row->cells[5] = outline_name_cell(arena_printf(&outline->arena, "%s \u2192 %s",
                                                       outline_number(outline, event->before.value),
                                                       outline_number(outline, event->after.value)));
}

static struct outline_row *add_stop(struct outline *outline, struct outline_grid *grid, enum i18n_message what,
                                    int64_t count)
{
    struct outline_row *row = outline_add_row(outline, grid);
    row->cells[0] = outline_name_cell(outline_say(outline, what));
    row->cells[2] = outline_count_cell(outline, count);
    return row;
}

static struct outline_cell length_cell(struct outline *outline, int64_t ms)
{
    return outline_span_cell(outline, (struct idl_maybe_int){.set = true, .value = ms});
}

/* What stopped the centre on all days, whatever of it is told one by one. */
static void add_stops(struct outline *outline, struct outline_section *section)
{
    const struct manager_report *report = outline->report;
    struct outline_grid *grid = outline_add_grid(outline, section, NULL, 4);
    head(outline, grid, 0, MESSAGE_REPORT_BY_EVENT, false);
    head(outline, grid, 1, MESSAGE_REPORT_EVENT_OF, false);
    head(outline, grid, 2, MESSAGE_REPORT_COUNT, true);
    head(outline, grid, 3, MESSAGE_REPORT_LENGTH, true);
    grid->ordered = true;
    if (report->halts > 0)
        add_stop(outline, grid, MESSAGE_REPORT_EVENT_HALT, report->halts)->cells[3] =
                length_cell(outline, report->halted_ms);
    for (size_t i = 0; i < report->halt_reasons.count; i++) {
        struct outline_row *row = outline_add_row(outline, grid);
        row->cells[0] = outline_name_cell("");
        row->cells[1] = outline_name_cell(report->halt_reasons.items[i].name);
        row->cells[3] = length_cell(outline, report->halt_reasons.items[i].time_ms);
    }
    if (report->outages > 0)
        add_stop(outline, grid, MESSAGE_REPORT_EVENT_OUTAGE, report->outages)->cells[3] =
                length_cell(outline, report->outage_ms);
    if (report->clock_steps > 0)
        add_stop(outline, grid, MESSAGE_REPORT_EVENT_CLOCK, report->clock_steps);
}

static void add_told(struct outline *outline, struct outline_section *section)
{
    const struct manager_report *report = outline->report;
    bool many = strcmp(report->from_day, report->to_day) != 0;
    struct outline_grid *grid = outline_add_grid(outline, section, NULL, 6);
    head(outline, grid, 0, MESSAGE_REPORT_EVENT_FROM, false);
    head(outline, grid, 1, MESSAGE_REPORT_BY_EVENT, false);
    head(outline, grid, 2, MESSAGE_REPORT_EVENT_OF, false);
    head(outline, grid, 3, MESSAGE_REPORT_EVENT_UNTIL, false);
    head(outline, grid, 4, MESSAGE_REPORT_LENGTH, true);
    head(outline, grid, 5, MESSAGE_REPORT_EVENT_TARGETS, true);
    for (size_t i = 0; i < report->events.count; i++)
        fill_event(outline, outline_add_row(outline, grid), &report->events.items[i], many);
}

void outline_add_events(struct outline *outline)
{
    const struct manager_report *report = outline->report;
    bool stopped = report->halts > 0 || report->outages > 0 || report->clock_steps > 0;
    if (report->events.count == 0 && !stopped)
        return;
    struct outline_section *section =
            outline_add_section(outline, "events", outline_say(outline, MESSAGE_REPORT_HEADING_EVENTS));
    section->note = outline->untold;
    if (report->events.count > 0)
        add_told(outline, section);
    if (stopped)
        add_stops(outline, section);
}

/* --- it adds up --- */

/* A line of the balance: what it is called, of visits and of steps; negative: there is no such. */
struct balance {
    enum i18n_message name;
    int64_t visits, steps;
};

static void add_balance(struct outline *outline, struct outline_grid *grid, const struct balance *lines, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (lines[i].visits <= 0 && lines[i].steps <= 0)
            continue;
        struct outline_row *row = outline_add_row(outline, grid);
        row->cells[0] = outline_name_cell(outline_say(outline, lines[i].name));
        if (lines[i].visits >= 0)
            row->cells[1] = outline_count_cell(outline, lines[i].visits);
        if (lines[i].steps >= 0)
            row->cells[2] = outline_count_cell(outline, lines[i].steps);
    }
}

static void add_sum(struct outline *outline, struct outline_grid *grid, enum i18n_message name, int64_t visits,
                    int64_t steps)
{
    struct outline_row *row = outline_add_row(outline, grid);
    row->cells[0] = outline_name_cell(outline_say(outline, name));
    row->cells[1] = outline_count_cell(outline, visits);
    row->cells[2] = outline_count_cell(outline, steps);
    row->total = true;
}

static void add_difference(struct outline *outline, struct outline_grid *grid,
                           const struct manager_report_figures *figures)
{
    const struct idl_maybe_int *differences[] = {&figures->visit_difference, &figures->step_difference};
    struct outline_row *row = outline_add_row(outline, grid);
    row->total = true;
    row->cells[0] = outline_name_cell(outline_say(outline, MESSAGE_REPORT_DIFFERENCE));
    for (size_t i = 0; i < 2; i++) {
        if (!differences[i]->set)
            continue;
        row->cells[i + 1] = outline_count_cell(outline, differences[i]->value);
        row->cells[i + 1].tone = differences[i]->value == 0 ? TONE_GOOD : TONE_BAD;
    }
}

static void add_entered(struct outline *outline, struct outline_grid *grid,
                        const struct manager_report_figures *figures)
{
    static const struct manager_entered none;
    const struct manager_entered *entered = figures->entered ? figures->entered : &none;
    const struct balance in[] = {
            {MESSAGE_REPORT_ENTERED_ISSUE, figures->issued, entered->issue},
            {MESSAGE_REPORT_ENTERED_NEXT, -1, entered->next},
            {MESSAGE_REPORT_ENTERED_TRANSFER, -1, entered->transfer},
            {MESSAGE_REPORT_ENTERED_BACK, -1, entered->back},
            {MESSAGE_REPORT_ENTERED_DIRECT, -1, entered->direct},
            {MESSAGE_REPORT_ENTERED_JOINED, -1, entered->joined},
            {MESSAGE_REPORT_CHANGED_IN, -1, entered->changed_in},
            {MESSAGE_REPORT_CHANGED_OUT, -1, entered->changed_out},
    };
    add_balance(outline, grid, in, ARRAY_SIZE(in));
    add_sum(outline, grid, MESSAGE_REPORT_ENTERED, figures->issued, outline_entered(figures));
}

static void add_ended(struct outline *outline, struct outline_grid *grid, const struct manager_report_figures *figures)
{
    static const struct manager_ends none;
    const struct manager_ends *visits = figures->visit_ends ? figures->visit_ends : &none, *steps = &figures->step_ends;
    const struct balance out[] = {
            {MESSAGE_REPORT_SERVED, visits->served, steps->served},
            {MESSAGE_REPORT_NO_SHOW, visits->no_show, steps->no_show},
            {MESSAGE_REPORT_CANCELLED, visits->cancelled, steps->cancelled},
            {MESSAGE_REPORT_VOID, visits->void_, steps->void_},
            {MESSAGE_REPORT_TRANSFERRED, visits->transferred, steps->transferred},
            {MESSAGE_REPORT_NEVER_CALLED, visits->never_called, steps->never_called},
            {MESSAGE_REPORT_UNFINISHED, visits->unfinished, steps->unfinished},
            {MESSAGE_REPORT_JOINED, visits->joined, steps->joined},
            {MESSAGE_REPORT_OPEN, visits->open, steps->open},
    };
    add_balance(outline, grid, out, ARRAY_SIZE(out));
    add_sum(outline, grid, MESSAGE_REPORT_ENDED, outline_ended(visits), outline_ended(steps));
}

static const char *wrong_line(struct outline *outline, const struct manager_report_table *table,
                              const struct manager_report_line *line)
{
    return outline_tell(outline, MESSAGE_REPORT_ADDS_NOT_LINE,
                        I18N_TEXT("table", outline_by_name(outline, table->by.value)),
                        I18N_TEXT("name", outline_row_name(outline, table, line)));
}

/* That all of it adds up, or what does not: the whole, and the first lines of tables. */
static const char *balance_note(struct outline *outline)
{
    enum { TOLD = 8 };
    const struct manager_report *report = outline->report;
    const struct manager_report_figures *figures = &report->figures;
    const char *note =
            !report_figures_add_up(figures)
                    ? outline_tell(outline, MESSAGE_REPORT_ADDS_NOT,
                                   I18N_TEXT("visits", outline_number(outline, figures->visit_difference.value)),
                                   I18N_TEXT("steps", outline_number(outline, figures->step_difference.value)))
                    : "";
    int told = 0;
    for (size_t i = 0; i < report->tables.count; i++) {
        const struct manager_report_table *table = &report->tables.items[i];
        for (size_t k = 0; k < table->lines.count && told < TOLD; k++) {
            if (!report_figures_add_up(&table->lines.items[k].figures)) {
                const char *line = wrong_line(outline, table, &table->lines.items[k]);
                note = arena_printf(&outline->arena, "%s%s%s", note, *note ? "\n" : "", line);
                told++;
            }
        }
    }
    return *note ? note : outline_say(outline, MESSAGE_REPORT_ADDS_UP);
}

static void add_bookings(struct outline *outline, struct outline_section *section)
{
    const struct manager_report *report = outline->report;
    const struct {
        enum i18n_message name;
        int64_t count;
    } lines[] = {
            {MESSAGE_REPORT_BOOKINGS, report->bookings},
            {MESSAGE_REPORT_CHECKED_IN, report->checked_in},
            {MESSAGE_REPORT_BOOKINGS_MISSED, report->bookings_missed},
            {MESSAGE_REPORT_RETURN_CODES, report->return_codes},
            {MESSAGE_REPORT_RETURN_CODES_USED, report->return_codes_used},
    };
    struct outline_grid *grid = outline_add_grid(outline, section, NULL, 2);
    grid->heads[0].title = "";
    grid->ordered = true;
    head(outline, grid, 1, MESSAGE_REPORT_COUNT, true);
    for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
        struct outline_row *row = outline_add_row(outline, grid);
        row->cells[0] = outline_name_cell(outline_say(outline, lines[i].name));
        row->cells[1] = outline_count_cell(outline, lines[i].count);
    }
}

void outline_add_reconciliation(struct outline *outline)
{
    const struct manager_report *report = outline->report;
    struct outline_section *section =
            outline_add_section(outline, "reconciliation", outline_say(outline, MESSAGE_REPORT_RECONCILIATION));
    section->note = balance_note(outline);
    struct outline_grid *grid = outline_add_grid(outline, section, NULL, 3);
    head(outline, grid, 0, MESSAGE_REPORT_RECONCILIATION, false);
    head(outline, grid, 1, MESSAGE_REPORT_VISITS, true);
    head(outline, grid, 2, MESSAGE_REPORT_STEPS, true);
    add_entered(outline, grid, &report->figures);
    add_ended(outline, grid, &report->figures);
    add_difference(outline, grid, &report->figures);
    grid->ordered = true;
    add_bookings(outline, section);
}
