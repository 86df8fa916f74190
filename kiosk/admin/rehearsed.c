/* SPDX-License-Identifier: MIT
 *
 * Columns of figures; of keys, whose letters may be of any width, the columns are counted.
 */
#include "kiosk/admin/rehearsed.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "common/text.h"

enum { CELL_SIZE = 24, NAME_COLUMNS = 28, DAYS = 3 };

/* --- cells --- */

static const char *number_text(int64_t number, char text[CELL_SIZE])
{
    snprintf(text, CELL_SIZE, "%" PRId64, number);
    return text;
}

/* "7:05", "1:02:03" */
static const char *length_text(int64_t length_ms, char text[CELL_SIZE])
{
    int64_t seconds = (length_ms + 500) / 1000;
    if (seconds < 3600)
        snprintf(text, CELL_SIZE, "%" PRId64 ":%02d", seconds / 60, (int)(seconds % 60));
    else
        snprintf(text, CELL_SIZE, "%" PRId64 ":%02d:%02d", seconds / 3600, (int)(seconds / 60 % 60),
                 (int)(seconds % 60));
    return text;
}

/* "93 %"; of nothing a dash. */
static const char *share_text(int64_t part, int64_t whole, char text[CELL_SIZE])
{
    if (whole > 0)
        snprintf(text, CELL_SIZE, "%" PRId64 " %%", part * 100 / whole);
    else
        snprintf(text, CELL_SIZE, "-");
    return text;
}

static const char *time_text(int64_t at_ms, char text[CELL_SIZE])
{
    int minute = clock_local(at_ms).minute_of_day;
    snprintf(text, CELL_SIZE, "%02d:%02d", minute / 60, minute % 60);
    return text;
}

static void print_name(const char *name, size_t columns)
{
    size_t width = text_width(name);
    printf("%s%*s", name, width < columns ? (int)(columns - width) : 0, "");
}

/* --- the whole day --- */

/* The columns of a table: the last may be missing. */
struct days {
    const struct manager_rehearsed *days[DAYS];
};

static void print_row(const char *name, const int64_t *values[DAYS], const char *text_of(int64_t, char *))
{
    char text[CELL_SIZE];
    print_name(name, NAME_COLUMNS);
    for (int i = 0; i < DAYS && values[i]; i++)
        printf(" %12s", text_of(*values[i], text));
    putchar('\n');
}

#define FIELD(days, field)                                                                                 \
    (const int64_t *[DAYS])                                                                                \
    {                                                                                                      \
        &(days)->days[0]->field, &(days)->days[1]->field, (days)->days[2] ? &(days)->days[2]->field : NULL \
    }

static void print_shares(const struct days *days)
{
    char text[CELL_SIZE];
    print_name("within target", NAME_COLUMNS);
    for (int i = 0; i < DAYS && days->days[i]; i++)
        printf(" %12s", share_text(days->days[i]->within, days->days[i]->measured, text));
    putchar('\n');
}

static void print_last(const struct days *days)
{
    char text[CELL_SIZE];
    print_name("last service ends", NAME_COLUMNS);
    for (int i = 0; i < DAYS && days->days[i]; i++)
        printf(" %12s", days->days[i]->last_at.set ? time_text(days->days[i]->last_at.value, text) : "-");
    putchar('\n');
}

static void print_day(const struct days *days)
{
    printf("%*s %12s %12s%s\n", NAME_COLUMNS, "", "recorded", "rehearsed", days->days[2] ? "      what if" : "");
    print_row("visits", FIELD(days, visits), number_text);
    print_row("services entered", FIELD(days, steps), number_text);
    print_row("  served", FIELD(days, served), number_text);
    print_row("  sent on", FIELD(days, transferred), number_text);
    print_row("  did not come", FIELD(days, no_show), number_text);
    print_row("  left", FIELD(days, left), number_text);
    print_row("  never called", FIELD(days, never_called), number_text);
    print_row("  unfinished", FIELD(days, unfinished), number_text);
    print_row("waiting, on the mean", FIELD(days, wait_mean_ms), length_text);
    print_row("  half within", FIELD(days, wait_p50_ms), length_text);
    print_row("  nine in ten within", FIELD(days, wait_p90_ms), length_text);
    print_row("  longest", FIELD(days, wait_max_ms), length_text);
    print_shares(days);
    print_last(days);
}

/* --- its services --- */

/* Of nobody's waiting nothing is told. */
static bool was_called(const struct manager_rehearsed *day)
{
    return day->steps > day->left + day->never_called;
}

static void print_service(const struct manager_rehearsed_service *service, size_t columns)
{
    const struct manager_rehearsed *days[DAYS] = {&service->recorded, &service->unchanged, service->changed};
    char text[CELL_SIZE];
    print_name(service->service, columns);
    printf(" %8" PRId64 "  ", service->recorded.steps);
    for (int i = 0; i < DAYS && days[i]; i++)
        printf(" %9s", was_called(days[i]) ? length_text(days[i]->wait_p90_ms, text) : "-");
    fputs("  ", stdout);
    for (int i = 0; i < DAYS && days[i]; i++)
        printf(" %9s", share_text(days[i]->within, days[i]->measured, text));
    putchar('\n');
}

static size_t service_columns(const struct manager_what_if_out *out)
{
    size_t columns = strlen("service");
    for (size_t i = 0; i < out->services.count; i++) {
        size_t width = text_width(out->services.items[i].service);
        columns = width > columns ? width : columns;
    }
    return columns;
}

static void print_services(const struct manager_what_if_out *out)
{
    const char *columns_of_days = out->changed ? "  recorded rehearsed   what if" : "  recorded rehearsed";
    int width = (int)strlen(columns_of_days);
    size_t columns = service_columns(out);
    printf("\n%*s %8s   %-*s   %s\n", (int)columns, "", "", width, " nine in ten wait up to", " within target");
    print_name("service", columns);
    printf(" %8s  %s  %s\n", "entered", columns_of_days, columns_of_days);
    for (size_t i = 0; i < out->services.count; i++)
        print_service(&out->services.items[i], columns);
}

static void print_left_out(int64_t left_out)
{
    if (left_out > 0)
        printf("\n%" PRId64 " visits could not be rehearsed and are left out.\n", left_out);
}

void rehearsed_print(const struct manager_what_if_out *out)
{
    const struct days days = {{&out->recorded, &out->unchanged, out->changed}};
    printf("%s, played again\n\n", out->day);
    print_day(&days);
    if (out->services.count > 0)
        print_services(out);
    print_left_out(out->left_out);
}

/* --- counters --- */

static void print_heads(const struct manager_hour_need *hour)
{
    printf("%-11s %8s", "", "");
    for (size_t i = 0; i < hour->counters.count; i++) {
        fputs("    ", stdout);
        print_name(hour->counters.items[i].profile, i + 1 < hour->counters.count ? 14 : 0);
    }
    printf("\n%-11s %8s", "hour", "arrivals");
    for (size_t i = 0; i < hour->counters.count; i++) {
        size_t width = text_width(hour->counters.items[i].profile);
        printf("    %6s %7s%*s", "open", "needed", width > 14 ? (int)(width - 14) : 0, "");
    }
    printf("   %s\n", "within target");
}

static void print_hour(const struct manager_hour_need *hour, bool least)
{
    char from[CELL_SIZE], until[CELL_SIZE], share[CELL_SIZE];
    printf("%s-%s %8" PRId64, time_text(hour->from, from), time_text(hour->until, until), hour->arrivals);
    for (size_t i = 0; i < hour->counters.count; i++) {
        const struct manager_counter_need *need = &hour->counters.items[i];
        size_t width = text_width(need->profile);
        printf("    %6.1f %7" PRId64 "%*s", (double)need->open_ms / 3600000, need->needed,
               width > 14 ? (int)(width - 14) : 0, "");
    }
    printf("   %13s%s\n", share_text(hour->within, hour->measured, share),
           hour->reached ? ""
           : least       ? "  all counters there are do not suffice"
                         : "  not reached");
}

void rehearsed_print_counters(const struct manager_counters_needed_out *out)
{
    printf("%s: counters that keep %" PRId64 " %% of each hour's arrivals within their target\n\n", out->day,
           out->percent);
    if (out->hours.count == 0) {
        puts("nobody came, or nobody was there to serve");
        return;
    }
    print_heads(&out->hours.items[0]);
    for (size_t i = 0; i < out->hours.count; i++)
        print_hour(&out->hours.items[i], out->least);
    printf("\nFound in %" PRId64 " rehearsals: %s.\n", out->rehearsals,
           out->least ? "not one counter could be spared in any hour"
                      : "fewer may do, the search was ended before that was known");
    print_left_out(out->left_out);
}
