/* SPDX-License-Identifier: MIT
 *
 * From minutes of two dates to moments of one business day.
 */
#include "daemon/rulebook_hours.h"

#include <string.h>

#define DAY_MINUTES 1440

/* Fills the shortest break. */
static void join_nearest(struct rule_span *spans, int *count)
{
    int nearest = 1;
    for (int i = 2; i < *count; i++) {
        if (spans[i].from_ms - spans[i - 1].until_ms < spans[nearest].from_ms - spans[nearest - 1].until_ms)
            nearest = i;
    }
    spans[nearest - 1].until_ms = spans[nearest].until_ms;
    (*count)--;
    memmove(&spans[nearest], &spans[nearest + 1], (size_t)(*count - nearest) * sizeof(*spans));
}

/* Spans come in their order. One may have no length: daylight saving skipped it. */
static void add_span(struct rule_hours *hours, struct rule_span span)
{
    struct rule_span spans[RULEBOOK_SPANS + 1];
    int count = hours->count;
    memcpy(spans, hours->spans, sizeof(hours->spans));
    if (span.from_ms >= span.until_ms)
        return;
    if (count && spans[count - 1].until_ms >= span.from_ms)
        spans[count - 1].until_ms = span.until_ms;
    else
        spans[count++] = span;
    if (count > RULEBOOK_SPANS)
        join_nearest(spans, &count);
    memcpy(hours->spans, spans, sizeof(hours->spans));
    hours->count = count;
}

/* The part of a date's hours from one minute to another. */
static void add_date(struct rule_hours *hours, struct date date, const struct spans *open, int from_minute,
                     int until_minute)
{
    for (size_t i = 0; i < open->count; i++) {
        const struct span *span = &open->items[i];
        int start = span->start_minute > from_minute ? span->start_minute : from_minute;
        int end = span->end_minute < until_minute ? span->end_minute : until_minute;
        if (start < end)
            add_span(hours, (struct rule_span){.from_ms = clock_at(date, start), .until_ms = clock_at(date, end)});
    }
}

int64_t rulebook_day_ends(const struct centre *centre, struct date day)
{
    return clock_at(date_add(day, 1), centre->settings.day_start_minute);
}

struct rule_hours rulebook_hours(const struct centre *centre, const struct catalogue_service *service, struct date day)
{
    struct rule_hours hours = {0};
    struct arena arena;
    arena_init(&arena);
    int roll_over = centre->settings.day_start_minute;
    struct date next = date_add(day, 1);
    struct spans open = calendar_day(centre->calendar, centre->catalogue, service, day, &arena).open;
    add_date(&hours, day, &open, roll_over, DAY_MINUTES);
    if (roll_over) {
        open = calendar_day(centre->calendar, centre->catalogue, service, next, &arena).open;
        add_date(&hours, next, &open, 0, roll_over);
    }
    arena_done(&arena);
    return hours;
}
