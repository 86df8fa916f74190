/* SPDX-License-Identifier: MIT
 *
 * A section for each table of the report, and what its lines are called.
 */
#include <stdio.h>
#include <string.h>

#include "common/report/outline_parts.h"

/* What a table is called, what its lines are, and the word of its section. */
static const struct {
    const char *id;
    enum i18n_message title, line;
} kinds[] = {
        [MANAGER_REPORT_BY_DAY] = {"days", MESSAGE_REPORT_HEADING_DAY, MESSAGE_REPORT_BY_DAY},
        [MANAGER_REPORT_BY_MONTH] = {"months", MESSAGE_REPORT_HEADING_MONTH, MESSAGE_REPORT_BY_MONTH},
        [MANAGER_REPORT_BY_YEAR] = {"years", MESSAGE_REPORT_HEADING_YEAR, MESSAGE_REPORT_BY_YEAR},
        [MANAGER_REPORT_BY_AGENCY] = {"agencies", MESSAGE_REPORT_HEADING_AGENCY, MESSAGE_REPORT_BY_AGENCY},
        [MANAGER_REPORT_BY_SERVICE] = {"services", MESSAGE_REPORT_HEADING_SERVICE, MESSAGE_REPORT_BY_SERVICE},
        [MANAGER_REPORT_BY_CLASS] = {"classes", MESSAGE_REPORT_HEADING_CLASS, MESSAGE_REPORT_BY_CLASS},
        [MANAGER_REPORT_BY_COUNTER] = {"counters", MESSAGE_REPORT_HEADING_COUNTER, MESSAGE_REPORT_BY_COUNTER},
        [MANAGER_REPORT_BY_OPERATOR] = {"operators", MESSAGE_REPORT_HEADING_OPERATOR, MESSAGE_REPORT_BY_OPERATOR},
        [MANAGER_REPORT_BY_HOUR] = {"hours", MESSAGE_REPORT_HEADING_HOUR, MESSAGE_REPORT_BY_HOUR},
        [MANAGER_REPORT_BY_WEEKDAY] = {"weekdays", MESSAGE_REPORT_HEADING_WEEKDAY, MESSAGE_REPORT_BY_WEEKDAY},
        [MANAGER_REPORT_BY_WEEKDAY_HOUR] = {"weekday_hours", MESSAGE_REPORT_HEADING_WEEKDAY_HOUR,
                                            MESSAGE_REPORT_BY_WEEKDAY_HOUR},
        [MANAGER_REPORT_BY_SERVICE_HOUR] = {"service_hours", MESSAGE_REPORT_HEADING_SERVICE_HOUR,
                                            MESSAGE_REPORT_BY_SERVICE_HOUR},
};

const struct manager_report_table *outline_table(const struct outline *outline, int by)
{
    const struct manager_report *report = outline->report;
    for (size_t i = 0; i < report->tables.count; i++) {
        const struct manager_report_table *table = &report->tables.items[i];
        if (table->by.value == by && table->each.value == IDL_WORD_NULL)
            return table;
    }
    return NULL;
}

const char *outline_by_name(struct outline *outline, int by)
{
    return outline_say(outline, kinds[by].line);
}

int64_t outline_ended(const struct manager_ends *ends)
{
    return ends->open + ends->served + ends->no_show + ends->cancelled + ends->void_ + ends->transferred +
           ends->never_called + ends->unfinished + ends->joined;
}

int64_t outline_entered(const struct manager_report_figures *figures)
{
    const struct manager_entered *entered = figures->entered;
    if (!entered) /* as many as ended, or are open */
        return outline_ended(&figures->step_ends);
    return entered->issue + entered->next + entered->transfer + entered->back + entered->direct + entered->joined +
           entered->changed_in - entered->changed_out;
}

/* "09" is "09:00". */
static const char *hour_name(struct outline *outline, const char *hour)
{
    int minute = 0;
    char text[8];
    snprintf(text, sizeof(text), "%.2s:00", hour);
    return minute_parse(text, &minute) < 0 ? hour : outline_keep(outline, language_time(outline->language, minute));
}

static const char *weekday_name(struct outline *outline, const struct manager_report_line *line)
{
    int weekday = line->key[0] - '1';
    return weekday < 0 || weekday >= WEEKDAYS ? line->name : language_weekday(outline->language, (enum weekday)weekday);
}

static const char *weekday_hour_name(struct outline *outline, const struct manager_report_line *line)
{
    const char *dash = strchr(line->key, '-');
    if (!dash)
        return line->name;
    return arena_printf(&outline->arena, "%s %s", weekday_name(outline, line), hour_name(outline, dash + 1));
}

/* The name ends with the hour as the key does. */
const char *outline_service_name(struct outline *outline, const struct manager_report_line *line)
{
    const char *hour = strrchr(line->key, ' '), *end = hour ? strstr(line->name, hour) : NULL;
    while (end && end[strlen(hour)] != '\0')
        end = strstr(end + 1, hour);
    return end ? arena_strndup(&outline->arena, line->name, (size_t)(end - line->name)) : line->name;
}

static const char *service_hour_name(struct outline *outline, const struct manager_report_line *line)
{
    const char *space = strrchr(line->key, ' ');
    if (!space)
        return line->name;
    return arena_printf(&outline->arena, "%s, %s", outline_service_name(outline, line), hour_name(outline, space + 1));
}

const char *outline_line_name(struct outline *outline, int by, const struct manager_report_line *line)
{
    switch ((enum manager_report_by)by) {
    case MANAGER_REPORT_BY_DAY:
        return outline_day(outline, line->key);
    case MANAGER_REPORT_BY_HOUR:
        return hour_name(outline, line->key);
    case MANAGER_REPORT_BY_WEEKDAY:
        return weekday_name(outline, line);
    case MANAGER_REPORT_BY_WEEKDAY_HOUR:
        return weekday_hour_name(outline, line);
    case MANAGER_REPORT_BY_SERVICE_HOUR:
        return service_hour_name(outline, line);
    case MANAGER_REPORT_BY_MONTH:
    case MANAGER_REPORT_BY_YEAR:
    case MANAGER_REPORT_BY_AGENCY:
    case MANAGER_REPORT_BY_SERVICE:
    case MANAGER_REPORT_BY_CLASS:
    case MANAGER_REPORT_BY_COUNTER:
    case MANAGER_REPORT_BY_OPERATOR:
        break;
    }
    return line->name;
}

const char *outline_row_name(struct outline *outline, const struct manager_report_table *table,
                             const struct manager_report_line *line)
{
    const char *name = outline_line_name(outline, table->by.value, line);
    return line->period ? arena_printf(&outline->arena, "%s \u00b7 %s", outline_day(outline, line->period), name)
                        : name;
}

const char *outline_agency_name(const struct outline *outline, const char *key)
{
    const struct manager_report_table *agencies = outline_table(outline, MANAGER_REPORT_BY_AGENCY);
    if (!key || !agencies)
        return NULL;
    for (size_t i = 0; i < agencies->lines.count; i++)
        if (strcmp(agencies->lines.items[i].key, key) == 0)
            return agencies->lines.items[i].name;
    return NULL;
}

static void add_table(struct outline *outline, const struct manager_report_table *table)
{
    int by = table->by.value;
    const char *title = outline_say(outline, kinds[by].title), *id = kinds[by].id;
    if (table->each.value != IDL_WORD_NULL) {
        static const int periods[] = {MANAGER_REPORT_BY_DAY, MANAGER_REPORT_BY_MONTH, MANAGER_REPORT_BY_YEAR};
        int period = periods[table->each.value];
        id = arena_printf(&outline->arena, "%s_%s", id, kinds[period].id);
        title = arena_printf(&outline->arena, "%s \u00b7 %s", title, outline_say(outline, kinds[period].title));
    }
    struct outline_section *section = outline_add_section(outline, id, title);
    section->paper = by == MANAGER_REPORT_BY_SERVICE && table->each.value == IDL_WORD_NULL;
    outline_add_figures(outline, section, table);
}

/* Services first, then the others as they were asked for. A table whose figures stand beside the curve is not told
 * again. */
void outline_add_tables(struct outline *outline)
{
    const struct manager_report *report = outline->report;
    const struct manager_report_table *services = outline_table(outline, MANAGER_REPORT_BY_SERVICE);
    const struct manager_report_table *shown = outline_table_of_time(outline);
    if (services && services->lines.count > 0)
        add_table(outline, services);
    for (size_t i = 0; i < report->tables.count; i++) {
        const struct manager_report_table *table = &report->tables.items[i];
        if (table != services && table != shown && table->lines.count > 0)
            add_table(outline, table);
    }
}
