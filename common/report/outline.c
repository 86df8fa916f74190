/* SPDX-License-Identifier: MIT
 *
 * The outline of a report: its head, what the first page says, and then section by section.
 */
#include "common/report/outline.h"

#include <assert.h>
#include <string.h>

#include "common/report/outline_parts.h"
#include "common/report/words.h"

enum { TILES = 8 };

/* --- head --- */

static const char *full_day(struct outline *outline, const char *day)
{
    struct date date;
    return date_parse(day, &date) < 0 ? day : outline_keep(outline, language_date(outline->language, date));
}

static void add_clause(struct outline *outline, const char **said, const char *clause)
{
    *said = *said ? outline_tell(outline, MESSAGE_REPORT_CLAUSES, I18N_TEXT("first", *said), I18N_TEXT("rest", clause))
                  : clause;
}

static void fill_untold(struct outline *outline)
{
    const struct manager_report *report = outline->report;
    const char *from = report->events_from_day, *said = NULL;
    if (!from)
        said = outline_say(outline, MESSAGE_REPORT_EVENTS_NONE);
    else if (strcmp(from, report->from_day) != 0)
        said = outline_tell(outline, MESSAGE_REPORT_EVENTS_FROM, I18N_TEXT("day", outline_day(outline, from)));
    if (report->events_cut > 0)
        add_clause(outline, &said,
                   outline_tell(outline, MESSAGE_REPORT_EVENTS_CUT, I18N_NUMBER("count", report->events_cut)));
    if (report->events_damaged > 0)
        add_clause(outline, &said,
                   outline_tell(outline, MESSAGE_REPORT_EVENTS_DAMAGED, I18N_NUMBER("count", report->events_damaged)));
    outline->untold = said;
}

static void fill_head(struct outline *outline)
{
    const struct manager_report *report = outline->report;
    bool one = strcmp(report->from_day, report->to_day) == 0;
    outline->centre = report->centre;
    outline->day = one ? full_day(outline, report->from_day)
                       : outline_tell(outline, MESSAGE_REPORT_FROM_TO,
                                      I18N_TEXT("from", outline_day(outline, report->from_day)),
                                      I18N_TEXT("to", outline_day(outline, report->to_day)));
    outline->name = outline_say(outline, MESSAGE_REPORT_TITLE);
    outline->title = outline_tell(outline, MESSAGE_REPORT_TITLE_OF, I18N_TEXT("centre", report->centre),
                                  I18N_TEXT("when", outline->day));
    struct local_time made = clock_local(report->made_at);
    const char *time = outline_keep(outline, language_time(outline->language, made.minute_of_day));
    outline->made =
            outline_tell(outline, MESSAGE_REPORT_MADE,
                         I18N_TEXT("date", outline_keep(outline, language_date_short(outline->language, made.date))),
                         I18N_TEXT("time", time));
    if (!one)
        outline->days = outline_tell(outline, MESSAGE_REPORT_DAYS, I18N_NUMBER("count", report->days));
    if (report->open)
        outline->open =
                outline_tell(outline, MESSAGE_REPORT_SO_FAR, I18N_TEXT("when", outline->day), I18N_TEXT("time", time));
    if (report->agencies.count > 0) {
        const char *names = "";
        for (size_t i = 0; i < report->agencies.count; i++) {
            const char *name = outline_agency_name(outline, report->agencies.items[i]);
            names = arena_printf(&outline->arena, "%s%s%s", names, i > 0 ? ", " : "",
                                 name ? name : report->agencies.items[i]);
        }
        outline->bounds = outline_tell(outline, MESSAGE_REPORT_ONLY_AGENCIES, I18N_TEXT("agencies", names));
    }
}

/* --- the first page --- */

/* Of a table whose figures are seen at once; NULL: none is there. */
static const char *first_figures(const struct outline *outline)
{
    for (size_t i = 0; i < outline->section_count; i++) {
        const struct outline_section *section = outline->sections[i];
        if (section->figures && !section->grids[0]->folded)
            return section->id;
    }
    return NULL;
}

static const char *lead_of(const struct outline *outline, enum report_sentence sentence)
{
    static const char *const leads[REPORT_SENTENCES][3] = {
            [REPORT_VISITS] = {"comparison"},
            [REPORT_WAITING] = {"waiting", "services"},
            [REPORT_LEVEL] = {"services", "agencies"},
            [REPORT_WORST] = {"service_hours", "services", "heat"},
            [REPORT_BROKE] = {"events"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(leads[sentence]) && leads[sentence][i]; i++) {
        const struct outline_section *section = outline_find(outline, leads[sentence][i]);
        if (section && (section->grid_count == 0 || !section->grids[0]->folded))
            return section->id;
    }
    bool of_figures = sentence != REPORT_VISITS && sentence != REPORT_BROKE;
    const char *figures = of_figures ? first_figures(outline) : NULL;
    return figures ? figures : "reconciliation";
}

/* Each leads to the table that it is about, or to what is nearest to it. */
static void fill_sentences(struct outline *outline)
{
    for (int i = 0; i < REPORT_SENTENCES; i++) {
        struct buffer text = {0};
        report_sentence(outline->report, outline->language, (enum report_sentence)i, &text);
        outline->sentences[i].text =
                arena_strndup(&outline->arena, text.length ? buffer_bytes(&text) : "", text.length);
        buffer_done(&text);
        outline->sentences[i].id = lead_of(outline, (enum report_sentence)i);
    }
}

static const struct manager_comparison *compared(const struct manager_report *report)
{
    for (size_t i = 0; i < report->comparisons.count; i++)
        if (report->comparisons.items[i].days > 0)
            return &report->comparisons.items[i];
    return NULL;
}

/* "+5.1%" */
static const char *change(struct outline *outline, double now, double before)
{
    return before > 0 ? outline_keep(outline, report_change(outline->language, now, before)) : NULL;
}

static const char *compared_name(struct outline *outline, const struct manager_comparison *comparison)
{
    if (comparison->with.value == IDL_WORD_NULL)
        return comparison->with.text;
    return outline_say(outline, comparison->with.value == MANAGER_COMPARISON_WITH_YEAR ? MESSAGE_REPORT_WITH_YEAR
                                                                                       : MESSAGE_REPORT_WITH_WEEKS);
}

static struct outline_tile *add_tile(struct outline *outline, const char *name, const char *value)
{
    assert(outline->tile_count < TILES);
    struct outline_tile *tile = &outline->tiles[outline->tile_count++];
    *tile = (struct outline_tile){.name = name, .value = value ? value : "\u2013"};
    return tile;
}

static const char *span_or_none(struct outline *outline, struct idl_maybe_int ms)
{
    return ms.set ? outline_span(outline, ms.value) : NULL;
}

static void add_waiting_tiles(struct outline *outline, const struct manager_comparison *before)
{
    const struct manager_report_figures *figures = &outline->report->figures;
    struct outline_tile *tile = add_tile(outline, outline_say(outline, MESSAGE_REPORT_TILE_MEDIAN),
                                         span_or_none(outline, figures->waiting.median_ms));
    if (before && before->waiting_median_ms.set && figures->waiting.median_ms.set)
        tile->note = change(outline, (double)figures->waiting.median_ms.value, (double)before->waiting_median_ms.value);
    tile = add_tile(outline, outline_say(outline, MESSAGE_REPORT_TILE_P90),
                    span_or_none(outline, figures->waiting.p90_ms));
    if (before && before->waiting_p90_ms.set && figures->waiting.p90_ms.set)
        tile->note = change(outline, (double)figures->waiting.p90_ms.value, (double)before->waiting_p90_ms.value);
    tile = add_tile(outline, outline_say(outline, MESSAGE_REPORT_LEVEL),
                    figures->level_percent.set ? outline_percent(outline, figures->level_percent.value) : NULL);
    tile->note =
            outline_tell(outline, MESSAGE_REPORT_PART_OF, I18N_TEXT("part", outline_number(outline, figures->within)),
                         I18N_TEXT("whole", outline_number(outline, figures->measured)));
}

/* A whole report has them. */
static const struct manager_ends *visit_ends(const struct manager_report_figures *figures)
{
    static const struct manager_ends none;
    return figures->visit_ends ? figures->visit_ends : &none;
}

static void add_end_tiles(struct outline *outline)
{
    const struct manager_report_figures *figures = &outline->report->figures;
    const struct manager_ends *ends = visit_ends(figures);
    int64_t never = ends->never_called;
    struct outline_tile *tile =
            add_tile(outline, outline_say(outline, MESSAGE_REPORT_NEVER_CALLED), outline_number(outline, never));
    tile->tone = never > 0 ? TONE_BAD : TONE_GOOD;
    tile = add_tile(outline, outline_say(outline, MESSAGE_REPORT_NO_SHOW), outline_number(outline, ends->no_show));
    tile->note = arena_printf(&outline->arena, "%s: %s", outline_say(outline, MESSAGE_REPORT_RETURNED),
                              outline_number(outline, figures->returned));
    int64_t visits = figures->visit_difference.set ? figures->visit_difference.value : 0;
    int64_t steps = figures->step_difference.set ? figures->step_difference.value : 0;
    bool right = visits == 0 && steps == 0;
    tile = add_tile(outline, outline_say(outline, MESSAGE_REPORT_DIFFERENCE),
                    right ? outline_number(outline, 0)
                          : arena_printf(&outline->arena, "%s / %s", outline_number(outline, visits),
                                         outline_number(outline, steps)));
    tile->tone = right ? TONE_GOOD : TONE_BAD;
    tile->note = outline_say(outline, right ? MESSAGE_REPORT_RECONCILED : MESSAGE_REPORT_NOT_RECONCILED);
}

static void fill_tiles(struct outline *outline)
{
    const struct manager_report *report = outline->report;
    const struct manager_report_figures *figures = &report->figures;
    const struct manager_comparison *before = report->open ? NULL : compared(report);
    outline->tiles = arena_new_n(&outline->arena, struct outline_tile, TILES);
    struct outline_tile *tile =
            add_tile(outline, outline_say(outline, MESSAGE_REPORT_VISITS), outline_number(outline, figures->issued));
    const char *people = outline_tell(outline, MESSAGE_REPORT_PEOPLE_COUNT, I18N_NUMBER("count", figures->people));
    const char *changed = before ? change(outline, (double)figures->issued, before->issued) : NULL;
    tile->note = !changed ? people
                          : outline_tell(outline, MESSAGE_REPORT_JOIN, I18N_TEXT("first", changed),
                                         I18N_TEXT("rest", people));
    int64_t served = visit_ends(figures)->served;
    tile = add_tile(outline, outline_say(outline, MESSAGE_REPORT_SERVED), outline_number(outline, served));
    if (figures->step_ends.served != served) /* the tables below count those */
        tile->note = arena_printf(&outline->arena, "%s: %s", outline_say(outline, MESSAGE_REPORT_STEPS),
                                  outline_number(outline, figures->step_ends.served));
    add_waiting_tiles(outline, before);
    add_end_tiles(outline);
    if (before)
        outline->against =
                outline_tell(outline, MESSAGE_REPORT_CHANGES, I18N_TEXT("with", compared_name(outline, before)));
}

static const char *minutes(struct outline *outline, int64_t count)
{
    return outline_tell(outline, MESSAGE_REPORT_MINUTES, I18N_NUMBER("minutes", count));
}

static const char *target_change(struct outline *outline, const struct manager_report_event *event)
{
    const char *of = event->name ? event->name : event->key ? event->key : "";
    return outline_tell(outline, MESSAGE_REPORT_TARGET_CHANGED, I18N_TEXT("service", of),
                        I18N_TEXT("before", minutes(outline, event->before.value)),
                        I18N_TEXT("after", minutes(outline, event->after.value)),
                        I18N_TEXT("when", outline_moment(outline, event->from, true)));
}

/* --- comparison --- */

/* NULL, or that what it is compared with was measured by other targets: the latest changes, and how many more. */
static const char *compared_targets(struct outline *outline)
{
    enum { TOLD = 8 };
    const struct manager_report *report = outline->report;
    size_t count = report->compared_targets.count, first = count > TOLD ? count - TOLD : 0;
    const char *note = NULL;
    for (size_t i = first; i < count; i++) {
        const char *line = target_change(outline, &report->compared_targets.items[i]);
        note = note ? arena_printf(&outline->arena, "%s\n%s", note, line) : line;
    }
    if (first > 0)
        note = arena_printf(&outline->arena, "%s\n+ %s", note,
                            outline_tell(outline, MESSAGE_REPORT_TARGETS_OF, I18N_NUMBER("count", (int64_t)first)));
    return note;
}

static struct outline_cell mean_cell(struct outline *outline, double number)
{
    return (struct outline_cell){.text = outline_decimal(outline, number, 1), .value = number, .known = true};
}

static void add_compared(struct outline *outline, struct outline_grid *grid,
                         const struct manager_comparison *comparison)
{
    struct outline_row *row = outline_add_row(outline, grid);
    row->cells[0] = outline_name_cell(compared_name(outline, comparison));
    row->cells[0].hint = outline_tell(outline, MESSAGE_REPORT_DAYS, I18N_NUMBER("count", comparison->days));
    if (comparison->days == 0)
        return;
    row->cells[1] = mean_cell(outline, comparison->issued);
    row->cells[2] = mean_cell(outline, comparison->served);
    row->cells[3] = mean_cell(outline, comparison->never_called);
    row->cells[4] = outline_percent_cell(outline, comparison->level_percent);
    row->cells[5] = outline_span_cell(outline, comparison->waiting_median_ms);
    row->cells[6] = outline_span_cell(outline, comparison->waiting_p90_ms);
}

static void add_comparison(struct outline *outline)
{
    static const enum i18n_message heads[] = {MESSAGE_REPORT_VISITS, MESSAGE_REPORT_SERVED, MESSAGE_REPORT_NEVER_CALLED,
                                              MESSAGE_REPORT_LEVEL,  MESSAGE_REPORT_MEDIAN, MESSAGE_REPORT_P90};
    const struct manager_report *report = outline->report;
    const struct manager_report_figures *figures = &report->figures;
    if (!compared(report))
        return;
    struct outline_section *section =
            outline_add_section(outline, "comparison", outline_say(outline, MESSAGE_REPORT_HEADING_COMPARISONS));
    section->paper = section->changes = section->brief = true;
    section->note = compared_targets(outline);
    struct outline_grid *grid = outline_add_grid(outline, section, NULL, ARRAY_SIZE(heads) + 1);
    grid->ordered = true;
    grid->heads[0].title = "";
    for (size_t i = 0; i < ARRAY_SIZE(heads); i++)
        grid->heads[i + 1] = (struct outline_column){.title = outline_say(outline, heads[i]), .number = true};
    grid->heads[5].group = grid->heads[6].group = outline_say(outline, MESSAGE_REPORT_WAITING);
    struct outline_row *row = outline_add_row(outline, grid);
    row->cells[0] = outline_name_cell(outline->open ? outline->open : outline_say(outline, MESSAGE_REPORT_WITH_THIS));
    row->cells[1] = outline_count_cell(outline, figures->issued);
    row->cells[2] = outline_count_cell(outline, figures->step_ends.served);
    row->cells[3] = outline_count_cell(outline, figures->step_ends.never_called);
    row->cells[4] = outline_percent_cell(outline, figures->level_percent);
    row->cells[5] = outline_span_cell(outline, figures->waiting.median_ms);
    row->cells[6] = outline_span_cell(outline, figures->waiting.p90_ms);
    row->total = true;
    for (size_t i = 0; i < report->comparisons.count; i++)
        add_compared(outline, grid, &report->comparisons.items[i]);
}

/* --- what is said under tables --- */

static void add_changes(struct outline *outline)
{
    const struct manager_report *report = outline->report;
    outline->changes = arena_new_n(&outline->arena, const char *, report->events.count + 1);
    for (size_t i = 0; i < report->events.count; i++) {
        const struct manager_report_event *event = &report->events.items[i];
        if (event->kind.value != MANAGER_REPORT_EVENT_KIND_TARGET || !event->before.set || !event->after.set)
            continue;
        outline->changes[outline->change_count++] = target_change(outline, event);
    }
    if (outline->change_count > 1) {
        int64_t count = (int64_t)outline->change_count;
        const char *what = outline_tell(outline, MESSAGE_REPORT_TARGETS_OF, I18N_NUMBER("count", count));
        outline->changes_brief = outline_tell(outline, MESSAGE_REPORT_CHANGED_OF, I18N_TEXT("what", what));
    }
}

size_t outline_changes(const struct outline *outline, const struct outline_section *section,
                       const char *const **ret_lines)
{
    bool brief = section->brief && outline->changes_brief;
    *ret_lines = brief ? &outline->changes_brief : outline->changes;
    return !section->changes ? 0 : brief ? 1 : outline->change_count;
}

/* --- what the words mean --- */

static void add_definitions(struct outline *outline)
{
    static const enum i18n_message texts[] = {MESSAGE_REPORT_DEFINE_WAITING, MESSAGE_REPORT_DEFINE_TIMES,
                                              MESSAGE_REPORT_DEFINE_LEVEL, MESSAGE_REPORT_DEFINE_SUMS,
                                              MESSAGE_REPORT_DEFINE_SIGNED_IN};
    outline->definitions_title = outline_say(outline, MESSAGE_REPORT_HEADING_DEFINITIONS);
    outline->definition_count = ARRAY_SIZE(texts) + 1;
    outline->definitions = arena_new_n(&outline->arena, const char *, outline->definition_count);
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        outline->definitions[i] = outline_say(outline, texts[i]);
    const char *exact = outline_say(outline, outline->report->exact ? MESSAGE_REPORT_EXACT : MESSAGE_REPORT_ROUNDED);
    outline->definitions[ARRAY_SIZE(texts)] = exact;
    outline->definitions_brief =
            arena_printf(&outline->arena, "%s %s", outline_say(outline, MESSAGE_REPORT_DEFINE_BRIEF), exact);
}

const struct outline_section *outline_find(const struct outline *outline, const char *id)
{
    for (size_t i = 0; i < outline->section_count; i++)
        if (strcmp(outline->sections[i]->id, id) == 0)
            return outline->sections[i];
    return NULL;
}

void outline_init(struct outline *outline, const struct manager_report *report, const struct language *language)
{
    *outline = (struct outline){.report = report, .language = language};
    arena_init(&outline->arena);
    fill_head(outline);
    fill_untold(outline);
    add_comparison(outline);
    outline_add_waiting(outline);
    outline_add_heat(outline);
    outline_add_tables(outline);
    outline_add_outcomes(outline);
    outline_add_operators(outline);
    outline_add_machines(outline);
    outline_add_forecast(outline);
    outline_add_integrity(outline);
    outline_add_events(outline);
    outline_add_reconciliation(outline);
    fill_sentences(outline);
    fill_tiles(outline);
    add_changes(outline);
    add_definitions(outline);
}

void outline_done(struct outline *outline)
{
    arena_done(&outline->arena);
}
