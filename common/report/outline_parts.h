/* SPDX-License-Identifier: MIT
 *
 * What the files of the outline share.
 */
#pragma once

#include "common/report/outline.h"

/* --- texts, in the outline's arena --- */
const char *outline_say(struct outline *outline, enum i18n_message message);
#define outline_tell(outline, message, ...) \
    outline_keep((outline), i18n_text((outline)->language, (message), __VA_ARGS__))
const char *outline_keep(struct outline *outline, char *text); /* takes it over */
const char *outline_number(struct outline *outline, int64_t number);
const char *outline_decimal(struct outline *outline, double number, int decimals);
const char *outline_percent(struct outline *outline, double percent);
const char *outline_span(struct outline *outline, int64_t ms);     /* "12:05", minutes and seconds; "1:02:05" */
const char *outline_hours(struct outline *outline, int64_t ms);    /* "7:32", hours and minutes */
const char *outline_day(struct outline *outline, const char *day); /* "23.11.2026"; what is no day stays as it is */
const char *outline_moment(struct outline *outline, int64_t at, bool with_day);

/* --- cells --- */
struct outline_cell outline_name_cell(const char *text);
struct outline_cell outline_count_cell(struct outline *outline, int64_t count);
struct outline_cell outline_span_cell(struct outline *outline, struct idl_maybe_int ms);
struct outline_cell outline_hours_cell(struct outline *outline, int64_t ms);
struct outline_cell outline_percent_cell(struct outline *outline, struct idl_maybe_float percent);
struct outline_cell outline_no_cell(void);

/* --- sections and tables --- */
struct outline_section *outline_add_section(struct outline *outline, const char *id, const char *title);
struct outline_grid *outline_add_grid(struct outline *outline, struct outline_section *section, const char *title,
                                      size_t columns);
struct outline_row *outline_add_row(struct outline *outline, struct outline_grid *grid);

/* A column that is read from a struct: an offset in it, and what is there. */
enum outline_kind {
    OUTLINE_COUNT,      /* int64_t */
    OUTLINE_ALARM,      /* int64_t that should be 0 */
    OUTLINE_SPAN,       /* struct idl_maybe_int of ms */
    OUTLINE_HOURS,      /* int64_t of ms */
    OUTLINE_DIFFERENCE, /* struct idl_maybe_int that must be 0 */
    OUTLINE_OTHER,      /* `read` makes it */
};
struct outline_field {
    enum i18n_message group; /* MESSAGE_COUNT: none */
    enum i18n_message title;
    enum outline_kind kind;
    size_t offset;
    size_t part; /* where the pointer to the struct stands that has it, which may be NULL; 0: it stands there itself */
    struct outline_cell (*read)(struct outline *outline, const void *from);
    bool screen; /* as of outline_column */
};
void outline_heads(struct outline *outline, struct outline_grid *grid, const char *first,
                   const struct outline_field *fields, size_t count);
void outline_fill(struct outline *outline, struct outline_row *row, const char *name,
                  const struct outline_field *fields, size_t count, const void *from);

/* --- tables of the report, and what their lines are called --- */
const struct manager_report_table *outline_table(const struct outline *outline, int by); /* NULL: it has none */
/* What the curve is of: hours of a day; of more days these, else months or years, else hours. NULL: none of them. */
const struct manager_report_table *outline_table_of_time(const struct outline *outline);
const char *outline_by_name(struct outline *outline, int by); /* "Service" */
const char *outline_line_name(struct outline *outline, int by, const struct manager_report_line *line);
const char *outline_row_name(struct outline *outline, const struct manager_report_table *table,
                             const struct manager_report_line *line);                              /* with its period */
const char *outline_service_name(struct outline *outline, const struct manager_report_line *line); /* of service_hour */
const char *outline_agency_name(const struct outline *outline, const char *key); /* NULL: none, or not known */
int64_t outline_entered(const struct manager_report_figures *figures);
int64_t outline_ended(const struct manager_ends *ends);
void outline_add_figures(struct outline *outline, struct outline_section *section,
                         const struct manager_report_table *table);

void outline_add_outcomes_of(struct outline *outline, struct outline_section *section,
                             const struct manager_report_table *table);

/* --- who adds which sections --- */
void outline_add_waiting(struct outline *outline);
void outline_add_heat(struct outline *outline);
void outline_add_tables(struct outline *outline);
void outline_add_outcomes(struct outline *outline);
void outline_add_operators(struct outline *outline);
void outline_add_machines(struct outline *outline);
void outline_add_forecast(struct outline *outline);
void outline_add_integrity(struct outline *outline);
void outline_add_events(struct outline *outline);
void outline_add_reconciliation(struct outline *outline);
