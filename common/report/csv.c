/* SPDX-License-Identifier: MIT
 *
 * A report as one table in CSV (RFC 4180): for spreadsheets, which filter and pivot it by its first column, and for
 * scripts.
 *
 * There is one line of heads and one set of columns, whatever was asked for. `table` says what a line is: the word of
 * ReportBy, or one of those below; of a list within a line ("service.outcomes") each item is a line of its own, with
 * what it is of in key and name and its own in part and part_name. The other columns are the fields of the interface
 * (org.novbe.Manager), those of a struct within a struct with its name before theirs: waiting_median_ms. What an answer
 * has not got is empty. Columns come from the types themselves: a field that the interface gains is a column more.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/interface.h"
#include "common/report/report.h"

enum { COLUMNS_LIMIT = 320, NAME_SIZE = 96, CELL_SIZE = 64, PLANS_LIMIT = 16 };
#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

/* The columns of the leaves of a type, in the order of its fields. */
struct plan {
    const struct idl_type *type;
    size_t count;
    size_t *columns;
};

struct sheet {
    struct arena arena;
    enum report_csv form;
    struct buffer *out;
    size_t column_count;
    const char *columns[COLUMNS_LIMIT];
    const char *cells[COLUMNS_LIMIT]; /* of the line being made; NULL: empty */
    struct arena line;
    size_t plan_count;
    struct plan plans[PLANS_LIMIT];
};

static size_t column_of(struct sheet *sheet, const char *name)
{
    for (size_t i = 0; i < sheet->column_count; i++) {
        if (strcmp(sheet->columns[i], name) == 0)
            return i;
    }
    assert(sheet->column_count < COLUMNS_LIMIT);
    sheet->columns[sheet->column_count] = arena_strdup(&sheet->arena, name);
    return sheet->column_count++;
}

/* --- what a type's leaves are --- */

static const struct idl_type *without_maybe(const struct idl_type *type)
{
    return type->kind == IDL_MAYBE ? type->element : type;
}

static bool is_list_of_strings(const struct idl_type *type)
{
    return type->kind == IDL_ARRAY && type->element->kind == IDL_STRING;
}

static bool is_leaf(const struct idl_type *type)
{
    return is_list_of_strings(type) || (type->kind != IDL_STRUCT && type->kind != IDL_ARRAY && type->kind != IDL_MAP);
}

/* The column of a field: its own name, but for what names a line in every table. */
static const char *column_name(const struct idl_field *field)
{
    bool names_line = strcmp(field->name, "kiosk") == 0 || strcmp(field->name, "printer") == 0 ||
                      strcmp(field->name, "with") == 0;
    return names_line ? "key" : field->name;
}

static void plan_leaves(struct sheet *sheet, struct plan *plan, const struct idl_type *type, const char *prefix)
{
    for (size_t i = 0; i < type->field_count; i++) {
        const struct idl_field *field = &type->fields[i];
        const struct idl_type *of = without_maybe(field->type);
        char name[NAME_SIZE];
        bool own = strcmp(field->name, "figures") == 0;
        snprintf(name, sizeof(name), "%s%s", prefix, own ? "" : column_name(field));
        if (of->kind == IDL_STRUCT) {
            snprintf(name, sizeof(name), "%s%s%s", prefix, own ? "" : field->name, own ? "" : "_");
            plan_leaves(sheet, plan, of, name);
        } else if (is_leaf(of)) {
            assert(plan->count < COLUMNS_LIMIT);
            plan->columns[plan->count++] = column_of(sheet, name);
        }
    }
}

static const struct plan *plan_for(struct sheet *sheet, const struct idl_type *type)
{
    for (size_t i = 0; i < sheet->plan_count; i++) {
        if (sheet->plans[i].type == type)
            return &sheet->plans[i];
    }
    assert(sheet->plan_count < PLANS_LIMIT);
    struct plan *plan = &sheet->plans[sheet->plan_count++];
    *plan = (struct plan){.type = type, .columns = arena_alloc(&sheet->arena, COLUMNS_LIMIT * sizeof(size_t))};
    plan_leaves(sheet, plan, type, "");
    return plan;
}

/* --- values as text --- */

static bool is_moment(const struct idl_field *field)
{
    static const char *const names[] = {"made_at", "from", "until", "hour"};
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        if (strcmp(field->name, names[i]) == 0)
            return true;
    }
    return false;
}

/* "2026-11-23T18:35:00.000+04:00": ISO 8601, by the centre's clock. */
static const char *moment(struct sheet *sheet, int64_t at)
{
    struct local_time local = clock_local(at);
    char day[DATE_TEXT_SIZE];
    int offset = local.utc_offset_s / 60, part = (int)(at % 1000);
    return arena_printf(&sheet->line, "%sT%02d:%02d:%02d.%03d%c%02d:%02d", date_text(local.date, day),
                        local.minute_of_day / 60, local.minute_of_day % 60, local.second, part < 0 ? part + 1000 : part,
                        offset < 0 ? '-' : '+', abs(offset) / 60, abs(offset) % 60);
}

static const char *number(struct sheet *sheet, double value)
{
    char *text = arena_printf(&sheet->line, "%.6g", value);
    if (strtod(text, NULL) != value)
        text = arena_printf(&sheet->line, "%.17g", value);
    char *point = strchr(text, '.');
    if (point && sheet->form == REPORT_CSV_SEMICOLON)
        *point = ',';
    return text;
}

static const char *integer(struct sheet *sheet, const struct idl_field *field, int64_t value)
{
    return is_moment(field) ? moment(sheet, value) : arena_printf(&sheet->line, "%" PRId64, value);
}

static const char *word(const struct idl_type *type, const struct idl_word *value)
{
    if (value->value == IDL_WORD_NULL)
        return NULL;
    return value->value >= 0 && (size_t)value->value < type->field_count ? type->fields[value->value].name
                                                                         : value->text;
}

/* Keys with spaces between. */
static const char *strings(struct sheet *sheet, const struct idl_list *list)
{
    const char *text = NULL;
    for (size_t i = 0; i < list->count; i++) {
        const char *item = ((const char *const *)list->items)[i];
        text = text ? arena_printf(&sheet->line, "%s %s", text, item) : item;
    }
    return text;
}

/* NULL: there is none. */
static const char *leaf(struct sheet *sheet, const struct idl_field *field, const void *at)
{
    bool maybe = field->type->kind == IDL_MAYBE;
    const struct idl_type *type = without_maybe(field->type);
    const struct idl_maybe_int *maybe_int = at;
    const struct idl_maybe_float *maybe_float = at;
    const struct idl_maybe_bool *maybe_bool = at;
    switch (type->kind) {
    case IDL_INT:
        if (maybe && !maybe_int->set)
            return NULL;
        return integer(sheet, field, maybe ? maybe_int->value : *(const int64_t *)at);
    case IDL_FLOAT:
        if (maybe && !maybe_float->set)
            return NULL;
        return number(sheet, maybe ? maybe_float->value : *(const double *)at);
    case IDL_BOOL:
        if (maybe && !maybe_bool->set)
            return NULL;
        return (maybe ? maybe_bool->value : *(const bool *)at) ? "true" : "false";
    case IDL_STRING:
        return *(const char *const *)at;
    case IDL_ENUM:
        return word(type, at);
    case IDL_ARRAY:
        return strings(sheet, at);
    case IDL_OBJECT:
    case IDL_STRUCT:
    case IDL_MAP:
    case IDL_MAYBE:
        break;
    }
    return NULL;
}

/* Fills the cells of a struct's leaves; NULL: they are empty. Answers how many leaves there were before `place`. */
static size_t take_leaves(struct sheet *sheet, const struct plan *plan, size_t place, const struct idl_type *type,
                          const char *value)
{
    for (size_t i = 0; i < type->field_count; i++) {
        const struct idl_field *field = &type->fields[i];
        const struct idl_type *of = without_maybe(field->type);
        const char *at = value ? value + field->offset : NULL;
        if (of->kind == IDL_STRUCT) {
            bool pointed = field->type->kind == IDL_MAYBE;
            place = take_leaves(sheet, plan, place, of, pointed && at ? *(const char *const *)at : at);
        } else if (is_leaf(of)) {
            const char *text = at ? leaf(sheet, field, at) : NULL;
            if (text)
                sheet->cells[plan->columns[place]] = text;
            place++;
        }
    }
    return place;
}

/* --- lines --- */

static void write_cell(struct sheet *sheet, const char *text)
{
    char separator = sheet->form == REPORT_CSV_SEMICOLON ? ';' : ',';
    const char special[] = {separator, '"', '\r', '\n', '\0'};
    if (!text[strcspn(text, special)] && *text != ' ' && (!*text || text[strlen(text) - 1] != ' ')) {
        buffer_append(sheet->out, text, strlen(text));
        return;
    }
    buffer_append_byte(sheet->out, '"');
    for (const char *c = text; *c; c++) {
        if (*c == '"')
            buffer_append_byte(sheet->out, '"');
        buffer_append_byte(sheet->out, *c);
    }
    buffer_append_byte(sheet->out, '"');
}

static void write_line(struct sheet *sheet, const char *const *cells)
{
    for (size_t i = 0; i < sheet->column_count; i++) {
        if (i > 0)
            buffer_append_byte(sheet->out, sheet->form == REPORT_CSV_SEMICOLON ? ';' : ',');
        if (cells[i])
            write_cell(sheet, cells[i]);
    }
    buffer_append(sheet->out, "\r\n", 2);
}

static void begin_line(struct sheet *sheet, const char *table)
{
    memset(sheet->cells, 0, sizeof(sheet->cells));
    sheet->cells[column_of(sheet, "table")] = table;
}

/* Each item of the lists within a struct, as "table.list". */
static void write_parts(struct sheet *sheet, const char *table, const struct idl_type *type, const char *value)
{
    size_t key = column_of(sheet, "key"), name = column_of(sheet, "name"), period = column_of(sheet, "period");
    const char *of[] = {sheet->cells[period], sheet->cells[key], sheet->cells[name]};
    for (size_t i = 0; i < type->field_count; i++) {
        const struct idl_field *field = &type->fields[i];
        if (strcmp(field->name, "figures") == 0)
            write_parts(sheet, table, field->type, value + field->offset);
        const struct idl_type *of_list = without_maybe(field->type);
        if (of_list->kind != IDL_ARRAY || of_list->element->kind != IDL_STRUCT)
            continue;
        const struct idl_list *list = (const struct idl_list *)(const void *)(value + field->offset);
        const struct idl_type *item = of_list->element;
        for (size_t j = 0; j < list->count; j++) {
            begin_line(sheet, arena_printf(&sheet->line, "%s.%s", table, field->name));
            take_leaves(sheet, plan_for(sheet, item), 0, item, (const char *)list->items + j * item->size);
            sheet->cells[column_of(sheet, "part")] = sheet->cells[key];
            sheet->cells[column_of(sheet, "part_name")] = sheet->cells[name];
            sheet->cells[period] = of[0];
            sheet->cells[key] = of[1];
            sheet->cells[name] = of[2];
            write_line(sheet, sheet->cells);
        }
    }
}

static void write_struct(struct sheet *sheet, const char *table, const struct idl_type *type, const void *value)
{
    begin_line(sheet, table);
    take_leaves(sheet, plan_for(sheet, type), 0, type, value);
    write_line(sheet, sheet->cells);
    write_parts(sheet, table, type, value);
    arena_reset(&sheet->line);
}

/* The lists of a report itself have lines of their own, with other names. */
static void write_report(struct sheet *sheet, const struct idl *idl, const struct manager_report *report)
{
    const struct idl_type *type = idl_find(idl, IDL_TYPE, "Report")->type;
    begin_line(sheet, "report");
    take_leaves(sheet, plan_for(sheet, type), 0, type, (const char *)report);
    write_line(sheet, sheet->cells);
    write_parts(sheet, "report", idl_find(idl, IDL_TYPE, "ReportFigures")->type, (const char *)&report->figures);
    arena_reset(&sheet->line);
}

static void write_tables(struct sheet *sheet, const struct idl *idl, const struct manager_report *report)
{
    const struct idl_type *by = idl_find(idl, IDL_TYPE, "ReportBy")->type;
    const struct idl_type *line = idl_find(idl, IDL_TYPE, "ReportLine")->type;
    for (size_t i = 0; i < report->tables.count; i++) {
        const struct manager_report_table *table = &report->tables.items[i];
        for (size_t j = 0; j < table->lines.count; j++)
            write_struct(sheet, word(by, &table->by), line, &table->lines.items[j]);
    }
}

/* The other lists of a report, and what their lines are called. */
static const struct {
    const char *field, *table;
} lists[] = {
        {"comparisons", "comparison"},
        {"operators", "operator_time"},
        {"kiosks", "kiosk"},
        {"printers", "printer"},
        {"events", "event"},
        {"compared_targets", "compared_target"},
        {"integrity_operators", "integrity_operator"},
        {"integrity_services", "integrity_service"},
        {"halt_reasons", "halt_reason"},
};

static const struct idl_field *field_of(const struct idl_type *type, const char *name)
{
    size_t i = 0;
    while (i < type->field_count && strcmp(type->fields[i].name, name) != 0)
        i++;
    assert(i < type->field_count);
    return &type->fields[i];
}

static void write_lists(struct sheet *sheet, const struct idl_type *type, const struct manager_report *report)
{
    for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
        const struct idl_field *field = field_of(type, lists[i].field);
        const struct idl_type *item = without_maybe(field->type)->element;
        const struct idl_list *list = (const struct idl_list *)(const void *)((const char *)report + field->offset);
        for (size_t j = 0; j < list->count; j++)
            write_struct(sheet, lists[i].table, item, (const char *)list->items + j * item->size);
    }
}

/* Every column there is, in an order that answers do not change: what names a line, its figures, then what other tables
 * have. */
static void plan_columns(struct sheet *sheet, const struct idl *idl)
{
    static const char *const names[] = {"table", "period", "key", "name", "agency", "part", "part_name"};
    static const char *const types[] = {"ReportLine",   "KeyCount",     "KeyTime",        "Report",    "Comparison",
                                        "OperatorTime", "KioskFigures", "PrinterFigures", "Integrity", "ReportEvent"};
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        column_of(sheet, names[i]);
    for (size_t i = 0; i < ARRAY_SIZE(types); i++)
        plan_for(sheet, idl_find(idl, IDL_TYPE, types[i])->type);
}

void report_write_csv(const struct manager_report *report, enum report_csv form, struct buffer *out)
{
    struct interfaces interfaces;
    interfaces_init(&interfaces);
    const struct idl *idl = interfaces.items[INTERFACE_MANAGER];
    const struct idl_type *type = idl_find(idl, IDL_TYPE, "Report")->type;
    struct sheet sheet = {.form = form, .out = out};
    arena_init(&sheet.arena);
    arena_init(&sheet.line);

    plan_columns(&sheet, idl);
    if (form == REPORT_CSV_SEMICOLON)
        buffer_append(out, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK));
    write_line(&sheet, sheet.columns);
    write_report(&sheet, idl, report);
    write_tables(&sheet, idl, report);
    write_lists(&sheet, type, report);

    arena_done(&sheet.line);
    arena_done(&sheet.arena);
    interfaces_done(&interfaces);
}
