/* SPDX-License-Identifier: MIT
 *
 * Tables: a line a tally, in the order of time, then of the catalogue or the clock.
 */
#include "daemon/report_private.h"

enum { HOURS = 24 };

/* What has an hour, and so counters that were open in it. */
#define STAFFED (OF_BIT(REPORT_HOUR) | OF_BIT(REPORT_WEEKDAY_HOUR) | OF_BIT(REPORT_SERVICE_HOUR))

/* --- the order of lines --- */

struct lines {
    const struct report_gathering *gathering;
    enum report_of of;
    size_t count, room;
    struct report_line_of *items;
};

static const enum name_kind kinds[REPORT_OFS] = {
        [REPORT_SERVICE] = NAME_SERVICE, [REPORT_AGENCY] = NAME_AGENCY,     [REPORT_CLASS] = NAME_CLASS,
        [REPORT_COUNTER] = NAME_COUNTER, [REPORT_OPERATOR] = NAME_OPERATOR, [REPORT_TEAM] = NAME_PROFILE,
        [REPORT_KIOSK] = NAME_KIOSK,     [REPORT_PRINTER] = NAME_PRINTER,
};

int64_t report_order(const struct report_names *names, enum report_of of, int64_t key)
{
    int64_t hour = of == REPORT_SERVICE_HOUR ? key % HOURS : 0;
    enum name_kind kind = of == REPORT_SERVICE_HOUR ? NAME_SERVICE : kinds[of];
    if (!kind)
        return key;
    if (key == 0) /* of none: last */
        return INT64_MAX;
    return (int64_t)report_name(names, kind, (int32_t)(of == REPORT_SERVICE_HOUR ? key / HOURS : key))->order * HOURS +
           hour;
}

static int take_line(attr_unused enum tally_by by, int64_t key, struct tally *tally, void *data)
{
    struct lines *lines = data;
    arena_grow(lines->gathering->arena, lines->items, lines->count, lines->room);
    lines->items[lines->count++] = (struct report_line_of){
            .key = key, .order = report_order(&lines->gathering->question->names, lines->of, key), .tally = tally};
    return 0;
}

static int earlier_line(const void *a, const void *b)
{
    const struct report_line_of *one = a, *other = b;
    if (one->order != other->order)
        return one->order < other->order ? -1 : 1;
    return (one->key > other->key) - (one->key < other->key);
}

struct report_line_of *report_lines_of(const struct report_gathering *gathering, const struct report_group *group,
                                       enum report_of of, size_t *ret_count)
{
    struct lines lines = {.gathering = gathering, .of = of};
    if (group)
        tallies_each_of(group->tallies, (enum tally_by)of, take_line, &lines);
    if (lines.items)
        qsort(lines.items, lines.count, sizeof(struct report_line_of), earlier_line);
    *ret_count = lines.count;
    return lines.items;
}

const struct report_group *report_whole(const struct report_gathering *gathering)
{
    const struct report_sink *sink = &gathering->sinks[REPORT_WHOLE];
    return sink->count > 0 ? &sink->groups[0] : NULL;
}

/* --- what tables are of --- */

struct table {
    enum report_of of;
    int span;         /* by time: its periods */
    bool each;        /* told by each period that is asked for */
    bool of_services; /* can be told of some services only */
};

static const struct table tables[] = {
        [MANAGER_REPORT_BY_DAY] = {REPORT_ALL, REPORT_DAY, false, true},
        [MANAGER_REPORT_BY_MONTH] = {REPORT_ALL, REPORT_MONTH, false, true},
        [MANAGER_REPORT_BY_YEAR] = {REPORT_ALL, REPORT_YEAR, false, true},
        [MANAGER_REPORT_BY_AGENCY] = {REPORT_AGENCY, REPORT_WHOLE, true, true},
        [MANAGER_REPORT_BY_SERVICE] = {REPORT_SERVICE, REPORT_WHOLE, true, true},
        [MANAGER_REPORT_BY_CLASS] = {REPORT_CLASS, REPORT_WHOLE, true, false},
        [MANAGER_REPORT_BY_COUNTER] = {REPORT_COUNTER, REPORT_WHOLE, true, false},
        [MANAGER_REPORT_BY_OPERATOR] = {REPORT_OPERATOR, REPORT_WHOLE, true, false},
        [MANAGER_REPORT_BY_HOUR] = {REPORT_HOUR, REPORT_WHOLE, false, false},
        [MANAGER_REPORT_BY_WEEKDAY] = {REPORT_WEEKDAY, REPORT_WHOLE, false, false},
        [MANAGER_REPORT_BY_WEEKDAY_HOUR] = {REPORT_WEEKDAY_HOUR, REPORT_WHOLE, false, false},
        [MANAGER_REPORT_BY_SERVICE_HOUR] = {REPORT_SERVICE_HOUR, REPORT_WHOLE, false, true},
};

_Static_assert(MANAGER_GET_REPORT_IN_EACH_DAY + 1 == (int)REPORT_DAY &&
                       MANAGER_GET_REPORT_IN_EACH_YEAR + 1 == (int)REPORT_YEAR &&
                       MANAGER_REPORT_TABLE_EACH_YEAR + 1 == (int)REPORT_YEAR,
               "periods in their order");

/* False: it is not for the caller, or not of some services only. */
static bool table_of(const struct report_question *question, int by, struct table *ret_table)
{
    *ret_table = tables[by];
    if (question->sees && !ret_table->of_services)
        return false;
    if (by == MANAGER_REPORT_BY_OPERATOR && question->operator_report == MANAGER_REPORT_OPERATOR_REPORT_OWN)
        return false;
    if (by == MANAGER_REPORT_BY_OPERATOR && question->operator_report == MANAGER_REPORT_OPERATOR_REPORT_TEAM)
        ret_table->of = REPORT_TEAM;
    if (ret_table->each && question->each != IDL_WORD_NULL)
        ret_table->span = question->each + 1;
    return true;
}

void report_want_tables(struct report_gathering *gathering)
{
    const struct report_question *question = gathering->question;
    struct table table;
    for (size_t i = 0; i < question->table_count; i++) {
        if (table_of(question, question->tables[i], &table))
            gathering->sinks[table.span].wants |= OF_BIT(table.of);
    }
}

/* --- a line --- */

void report_key(const struct report_gathering *gathering, enum name_kind kind, int64_t id, const char **ret_key,
                const char **ret_name)
{
    const struct report_name *name = id ? report_name(&gathering->question->names, kind, (int32_t)id) : NULL;
    *ret_key = name ? name->key : "";
    *ret_name = name ? name->name : "";
}

static const char *agency_of(const struct report_names *names, const struct report_name *service)
{
    return service->group ? report_name(names, NAME_AGENCY, service->group)->key : NULL;
}

/* By the clock, or by a service and it. */
static void name_hour(const struct report_gathering *gathering, enum report_of of, int64_t key,
                      struct manager_report_line *line)
{
    const struct report_names *names = &gathering->question->names;
    struct arena *arena = gathering->arena;
    int hour = (int)(key % HOURS), weekday = (int)(key / HOURS);
    if (of == REPORT_HOUR) {
        line->key = line->name = arena_printf(arena, "%02d", hour);
    } else if (of == REPORT_WEEKDAY_HOUR) {
        line->key = arena_printf(arena, "%d-%02d", weekday + 1, hour);
        line->name = arena_printf(arena, "%s %02d", names->weekdays[weekday], hour);
    } else {
        const struct report_name *service = report_name(names, NAME_SERVICE, (int32_t)(key / HOURS));
        line->key = arena_printf(arena, "%s %02d", service->key, hour);
        line->name = arena_printf(arena, "%s %02d", service->name, hour);
        line->agency = agency_of(names, service);
    }
}

static void name_line(const struct report_gathering *gathering, enum report_of of, int64_t key,
                      struct manager_report_line *line)
{
    const struct report_names *names = &gathering->question->names;
    if (OF_BIT(of) & STAFFED) {
        name_hour(gathering, of, key, line);
    } else if (of == REPORT_WEEKDAY) {
        line->key = arena_printf(gathering->arena, "%d", (int)key + 1);
        line->name = names->weekdays[key];
    } else if (of != REPORT_ALL) { /* that is named by its period */
        report_key(gathering, kinds[of], key, &line->key, &line->name);
        if (of == REPORT_SERVICE)
            line->agency = agency_of(names, report_name(names, NAME_SERVICE, (int32_t)key));
    }
}

static void make_line(const struct report_gathering *gathering, enum report_of of, int span,
                      const struct report_line_of *from, struct manager_report_line *line)
{
    bool in_full = report_in_full(gathering->question, of, span);
    name_line(gathering, of, from->key, line);
    report_figures(gathering, &(struct report_figures_of){of, from->key, in_full}, from->tally, &line->figures);
    if (!(OF_BIT(of) & STAFFED))
        return;
    line->counters_open_ms = (struct idl_maybe_int){true, from->tally->count[TALLY_COUNTERS_OPEN_MS]};
    line->counters_planned_ms = (struct idl_maybe_int){true, from->tally->count[TALLY_COUNTERS_PLANNED_MS]};
}

/* --- a table --- */

static void make_lines(struct report_gathering *gathering, const struct table *table, struct manager_report_table *out)
{
    const struct report_sink *sink = &gathering->sinks[table->span];
    size_t room = 0;
    for (size_t i = 0; i < sink->count; i++) {
        const struct report_group *group = &sink->groups[i];
        const char *period = table->span == REPORT_WHOLE
                                     ? NULL
                                     : report_period_text(group->first_day, table->span, gathering->arena);
        size_t count;
        struct report_line_of *lines = report_lines_of(gathering, group, table->of, &count);
        for (size_t j = 0; j < count; j++) {
            arena_grow(gathering->arena, out->lines.items, out->lines.count, room);
            struct manager_report_line *line = &out->lines.items[out->lines.count++];
            make_line(gathering, table->of, table->span, &lines[j], line);
            if (table->of == REPORT_ALL)
                line->key = line->name = period;
            else
                line->period = period;
        }
    }
}

void report_make_tables(struct report_gathering *gathering)
{
    const struct report_question *question = gathering->question;
    struct manager_report *report = gathering->report;
    struct table table;
    report->tables.items = arena_new_n(gathering->arena, struct manager_report_table, question->table_count + 1);
    for (size_t i = 0; i < question->table_count; i++) {
        if (!table_of(question, question->tables[i], &table))
            continue;
        struct manager_report_table *out = &report->tables.items[report->tables.count++];
        bool told_by = table.each && table.span != REPORT_WHOLE;
        *out = (struct manager_report_table){.by = {.value = question->tables[i]},
                                             .each = {.value = told_by ? table.span - 1 : IDL_WORD_NULL}};
        make_lines(gathering, &table, out);
    }
}
