/* SPDX-License-Identifier: MIT
 *
 * Operators' time, kiosks, printers, and the page for the auditor.
 */
#include "common/report/outline_parts.h"

#define FIELD(type, kind_, title_, field)                                                               \
    {                                                                                                   \
        MESSAGE_COUNT, MESSAGE_REPORT_##title_, OUTLINE_##kind_, .offset = offsetof(struct type, field) \
    }
#define TIME(title_, field) FIELD(manager_operator_time, HOURS, title_, field)

static const struct outline_field time_fields[] = {
        FIELD(manager_operator_time, COUNT, SERVED, served),
        TIME(SIGNED_IN, signed_in_ms),
        TIME(TIME_SERVING, serving_ms),
        TIME(TIME_WAY, way_ms),
        TIME(TIME_TASK, task_ms),
        TIME(TIME_HELP, help_ms),
        TIME(TIME_PAUSE, pause_ms),
        TIME(TIME_HALTED, halted_ms),
        TIME(TIME_LOST, lost_ms),
        TIME(TIME_IDLE_WAITING, idle_waiting_ms),
        TIME(TIME_IDLE_EMPTY, idle_empty_ms),
};
/* Those of them that add up to the time signed in. */
enum { FIRST_PART = 2, PARTS = ARRAY_SIZE(time_fields) - FIRST_PART };

static int64_t part_of(const struct manager_operator_time *time, size_t part)
{
    const int64_t parts[PARTS] = {time->serving_ms, time->way_ms,          time->task_ms,
                                  time->help_ms,    time->pause_ms,        time->halted_ms,
                                  time->lost_ms,    time->idle_waiting_ms, time->idle_empty_ms};
    return parts[part];
}

static const char *operator_name(struct outline *outline, const struct manager_operator_time *time)
{
    if (time->operators == 1)
        return time->name;
    return arena_printf(&outline->arena, "%s (%s)", time->name, outline_number(outline, time->operators));
}

static struct outline_stack *stack_of(struct outline *outline)
{
    const struct manager_report *report = outline->report;
    struct outline_stack *stack = arena_new(&outline->arena, struct outline_stack);
    stack->parts = PARTS;
    stack->part_names = arena_new_n(&outline->arena, const char *, PARTS);
    for (size_t k = 0; k < PARTS; k++)
        stack->part_names[k] = outline_say(outline, time_fields[FIRST_PART + k].title);
    stack->count = report->operators.count;
    stack->bars = arena_new_n(&outline->arena, struct outline_bar, stack->count);
    for (size_t i = 0; i < stack->count; i++) {
        const struct manager_operator_time *time = &report->operators.items[i];
        struct outline_bar *bar = &stack->bars[i];
        bar->name = operator_name(outline, time);
        bar->whole_ms = time->signed_in_ms;
        bar->whole = outline_hours(outline, time->signed_in_ms);
        bar->part_ms = arena_new_n(&outline->arena, int64_t, PARTS);
        bar->texts = arena_new_n(&outline->arena, const char *, PARTS);
        for (size_t k = 0; k < PARTS; k++) {
            bar->part_ms[k] = part_of(time, k);
            bar->texts[k] = outline_hours(outline, bar->part_ms[k]);
        }
    }
    return stack;
}

/* A row for each pause or task of each operator. */
static void add_codes(struct outline *outline, struct outline_section *section)
{
    const struct manager_report *report = outline->report;
    struct outline_grid *grid =
            outline_add_grid(outline, section,
                             outline_tell(outline, MESSAGE_REPORT_JOIN,
                                          I18N_TEXT("first", outline_say(outline, MESSAGE_REPORT_HEADING_PAUSES)),
                                          I18N_TEXT("rest", outline_say(outline, MESSAGE_REPORT_HEADING_TASKS))),
                             4);
    grid->folded = true;
    grid->heads[0].title = outline_say(outline, MESSAGE_REPORT_BY_OPERATOR);
    grid->heads[1].title = outline_say(outline, MESSAGE_REPORT_CODE);
    grid->heads[2] = (struct outline_column){.title = outline_say(outline, MESSAGE_REPORT_TIME_PAUSE), .number = true};
    grid->heads[3] = (struct outline_column){.title = outline_say(outline, MESSAGE_REPORT_TIME_TASK), .number = true};
    for (size_t i = 0; i < report->operators.count; i++) {
        const struct manager_operator_time *time = &report->operators.items[i];
        for (size_t k = 0; k < time->pauses.count + time->tasks.count; k++) {
            bool pause = k < time->pauses.count;
            const struct manager_key_time *code =
                    pause ? &time->pauses.items[k] : &time->tasks.items[k - time->pauses.count];
            struct outline_row *row = outline_add_row(outline, grid);
            row->cells[0] = outline_name_cell(operator_name(outline, time));
            row->cells[1] = outline_name_cell(code->name);
            row->cells[pause ? 2 : 3] = outline_hours_cell(outline, code->time_ms);
        }
    }
    if (grid->count == 0)
        section->grid_count--;
}

void outline_add_operators(struct outline *outline)
{
    const struct manager_report *report = outline->report;
    if (report->operators.count == 0)
        return;
    struct outline_section *section =
            outline_add_section(outline, "operators_time", outline_say(outline, MESSAGE_REPORT_HEADING_OPERATOR_TIME));
    section->note = outline_say(outline, MESSAGE_REPORT_DEFINE_SIGNED_IN);
    section->stack = stack_of(outline);
    struct outline_grid *grid = outline_add_grid(outline, section, NULL, ARRAY_SIZE(time_fields) + 1);
    outline_heads(outline, grid, outline_say(outline, MESSAGE_REPORT_BY_OPERATOR), time_fields,
                  ARRAY_SIZE(time_fields));
    for (size_t i = 0; i < report->operators.count; i++)
        outline_fill(outline, outline_add_row(outline, grid), operator_name(outline, &report->operators.items[i]),
                     time_fields, ARRAY_SIZE(time_fields), &report->operators.items[i]);
    add_codes(outline, section);
}

/* --- kiosks and printers --- */

#define KIOSK(kind_, group_, title_, field)                                                                       \
    {                                                                                                             \
        group_, MESSAGE_REPORT_##title_, OUTLINE_##kind_, .offset = offsetof(struct manager_kiosk_figures, field) \
    }
#define KIOSK_SCREEN(kind_, group_, title_, field)                                                                 \
    {                                                                                                              \
        group_, MESSAGE_REPORT_##title_, OUTLINE_##kind_, .offset = offsetof(struct manager_kiosk_figures, field), \
                                                          .screen = true                                           \
    }
#define KIOSK_SPREAD(group_, field)                                                         \
    KIOSK(SPAN, group_, MEAN, field.mean_ms), KIOSK(SPAN, group_, MEDIAN, field.median_ms), \
            KIOSK(SPAN, group_, P90, field.p90_ms), KIOSK(SPAN, group_, MAX, field.max_ms)

static struct outline_cell busy_cell(struct outline *outline, const void *from)
{
    const struct manager_kiosk_figures *kiosk = from;
    if (kiosk->open_ms <= 0)
        return outline_no_cell();
    struct idl_maybe_float share = {.set = true, .value = 100.0 * (double)kiosk->busy_ms / (double)kiosk->open_ms};
    return outline_percent_cell(outline, share);
}

static const struct outline_field kiosk_fields[] = {
        KIOSK(COUNT, MESSAGE_COUNT, KIOSK_SESSIONS, sessions),
        KIOSK(COUNT, MESSAGE_COUNT, KIOSK_TICKETS, with_ticket),
        KIOSK(COUNT, MESSAGE_COUNT, KIOSK_ABANDONED, abandoned),
        KIOSK(COUNT, MESSAGE_REPORT_KIOSK_TOUCH, COUNT, touch_to_ticket.count),
        KIOSK_SPREAD(MESSAGE_REPORT_KIOSK_TOUCH, touch_to_ticket),
        {MESSAGE_REPORT_KIOSK_BUSY, MESSAGE_REPORT_SHARE, OUTLINE_OTHER, .read = busy_cell},
        KIOSK(HOURS, MESSAGE_REPORT_KIOSK_BUSY, LENGTH, busy_ms),
        KIOSK(HOURS, MESSAGE_REPORT_KIOSK_BUSY, KIOSK_ON, open_ms),
        KIOSK(COUNT, MESSAGE_COUNT, KIOSK_HELPS, helps),
        KIOSK_SCREEN(COUNT, MESSAGE_REPORT_KIOSK_HELP_ANSWER, COUNT, help_answer.count),
        KIOSK_SCREEN(SPAN, MESSAGE_REPORT_KIOSK_HELP_ANSWER, MEAN, help_answer.mean_ms),
        KIOSK_SCREEN(SPAN, MESSAGE_REPORT_KIOSK_HELP_ANSWER, MEDIAN, help_answer.median_ms),
        KIOSK_SCREEN(SPAN, MESSAGE_REPORT_KIOSK_HELP_ANSWER, P90, help_answer.p90_ms),
        KIOSK_SCREEN(SPAN, MESSAGE_REPORT_KIOSK_HELP_ANSWER, MAX, help_answer.max_ms),
};

#define PRINTER(kind_, title_, field) FIELD(manager_printer_figures, kind_, title_, field)
static const struct outline_field printer_fields[] = {
        PRINTER(COUNT, PRINTER_PRINTED, printed), PRINTER(COUNT, PRINTER_UNCERTAIN, uncertain),
        PRINTER(ALARM, PRINTER_FAILED, failed),   PRINTER(COUNT, PRINTER_VOID, void_),
        PRINTER(COUNT, PRINTER_TWICE, twice),     PRINTER(COUNT, PRINTER_COPIES, copies),
};

void outline_add_machines(struct outline *outline)
{
    const struct manager_report *report = outline->report;
    if (report->kiosks.count > 0) {
        struct outline_section *section =
                outline_add_section(outline, "kiosks", outline_say(outline, MESSAGE_REPORT_HEADING_KIOSKS));
        struct outline_grid *grid = outline_add_grid(outline, section, NULL, ARRAY_SIZE(kiosk_fields) + 1);
        outline_heads(outline, grid, outline_say(outline, MESSAGE_REPORT_BY_KIOSK), kiosk_fields,
                      ARRAY_SIZE(kiosk_fields));
        for (size_t i = 0; i < report->kiosks.count; i++)
            outline_fill(outline, outline_add_row(outline, grid), report->kiosks.items[i].kiosk, kiosk_fields,
                         ARRAY_SIZE(kiosk_fields), &report->kiosks.items[i]);
    }
    if (report->printers.count > 0) {
        struct outline_section *section =
                outline_add_section(outline, "printers", outline_say(outline, MESSAGE_REPORT_HEADING_PRINTERS));
        struct outline_grid *grid = outline_add_grid(outline, section, NULL, ARRAY_SIZE(printer_fields) + 1);
        outline_heads(outline, grid, outline_say(outline, MESSAGE_REPORT_BY_PRINTER), printer_fields,
                      ARRAY_SIZE(printer_fields));
        for (size_t i = 0; i < report->printers.count; i++)
            outline_fill(outline, outline_add_row(outline, grid), report->printers.items[i].printer, printer_fields,
                         ARRAY_SIZE(printer_fields), &report->printers.items[i]);
    }
}

/* --- integrity --- */

#define INTEGRITY(title_, field) FIELD(manager_integrity, COUNT, title_, field)
static const struct outline_field integrity_fields[] = {
        INTEGRITY(CALLED, called),
        INTEGRITY(SERVED, served),
        INTEGRITY(PARKED_SOON, parked_soon),
        INTEGRITY(TRANSFERRED_SOON, transferred_soon),
        INTEGRITY(SHORT_SERVICES, short_services),
        INTEGRITY(EARLY_NO_SHOWS, early_no_shows),
        INTEGRITY(VOIDS, voids),
        INTEGRITY(CHOSEN_CALLS, chosen_calls),
        INTEGRITY(CLASS_CHANGES, class_changes),
        INTEGRITY(SERVICE_CHANGES, service_changes),
        INTEGRITY(UNDOS, undos),
        INTEGRITY(BY_HAND, by_hand),
};

static void add_integrity(struct outline *outline, const char *id, enum i18n_message title, enum i18n_message of,
                          const struct manager_integrity *items, size_t count)
{
    if (count == 0)
        return;
    struct outline_section *section = outline_add_section(outline, id, outline_say(outline, title));
    section->note = outline_say(outline, MESSAGE_REPORT_INTEGRITY_NOTE);
    struct outline_grid *grid = outline_add_grid(outline, section, NULL, ARRAY_SIZE(integrity_fields) + 1);
    outline_heads(outline, grid, outline_say(outline, of), integrity_fields, ARRAY_SIZE(integrity_fields));
    for (size_t i = 0; i < count; i++)
        outline_fill(outline, outline_add_row(outline, grid),
                     items[i].key ? items[i].name : outline_say(outline, MESSAGE_REPORT_INTEGRITY_NOBODY),
                     integrity_fields, ARRAY_SIZE(integrity_fields), &items[i]);
}

void outline_add_integrity(struct outline *outline)
{
    const struct manager_report *report = outline->report;
    add_integrity(outline, "integrity_operators", MESSAGE_REPORT_HEADING_INTEGRITY_OPERATORS,
                  MESSAGE_REPORT_BY_OPERATOR, report->integrity_operators.items, report->integrity_operators.count);
    add_integrity(outline, "integrity_services", MESSAGE_REPORT_HEADING_INTEGRITY_SERVICES, MESSAGE_REPORT_BY_SERVICE,
                  report->integrity_services.items, report->integrity_services.count);
}
