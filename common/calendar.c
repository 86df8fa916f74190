/* SPDX-License-Identifier: MIT
 *
 * What a day is like: the weekly hours of a service, and the rows of the calendar that speak of the day.
 *
 * Of the rows of one scope (centre, agency, service) the last in the file counts. Of the scopes the narrowest counts,
 * unless the centre is closed: then nobody is there. A season of hours ("9 to 17 during Ramadan") does not open a day
 * that is closed without it: so a day is decided first without such rows, and with them only if it is open.
 */
#include "common/calendar_row.h"

#include <string.h>

/* The rows of one date, found once for all services. */
struct day_rows {
    size_t count;
    const struct calendar_row **rows; /* in the order of the file */
    enum weekday weekday;
    bool is_usual; /* some service is usually open on the weekday */
};

static bool is_usual(const struct catalogue *catalogue, enum weekday weekday)
{
    for (size_t i = 0; i < catalogue->services.count; i++) {
        if (catalogue->services.items[i].hours->days[weekday].count)
            return true;
    }
    return false;
}

static struct day_rows rows_of(const struct calendar *calendar, const struct catalogue *catalogue, struct date date,
                               struct arena *arena)
{
    struct day_rows day = {
            .rows = arena_new_n(arena, const struct calendar_row *, calendar->count),
            .weekday = date_weekday(date),
            .is_usual = is_usual(catalogue, date_weekday(date)),
    };
    for (size_t i = 0; i < calendar->count; i++) {
        const struct calendar_row *row = &calendar->rows[i];
        if (date_compare(row->from, date) <= 0 && date_compare(date, row->to) <= 0 && row->weekdays[day.weekday])
            day.rows[day.count++] = row;
    }
    return day;
}

/* NULL service: what the centre as a whole does. */
static bool row_is_for(const struct calendar_row *row, const struct catalogue_service *service)
{
    if (row->scope == SCOPE_CENTRE)
        return true;
    if (!service)
        return false;
    return row->scope == SCOPE_AGENCY ? row->whom == service->agency : row->whom == service;
}

static bool is_season_of_hours(const struct calendar_row *row)
{
    return row->is_season && row->what == WHAT_HOURS;
}

/* The row that counts, or NULL. */
static const struct calendar_row *decide(const struct day_rows *day, const struct catalogue_service *service,
                                         bool with_seasons)
{
    const struct calendar_row *last[SCOPE_COUNT] = {NULL};
    for (size_t i = 0; i < day->count; i++) {
        const struct calendar_row *row = day->rows[i];
        if (row_is_for(row, service) && (with_seasons || !is_season_of_hours(row)))
            last[row->scope] = row;
    }
    if (last[SCOPE_CENTRE] && last[SCOPE_CENTRE]->what == WHAT_CLOSED)
        return last[SCOPE_CENTRE];
    for (int scope = SCOPE_COUNT - 1; scope > SCOPE_CENTRE; scope--) {
        if (last[scope])
            return last[scope];
    }
    return last[SCOPE_CENTRE];
}

/* `hours` of a row for a service whose own are `own`. Hours of the centre are those of the house, in which each service
 * keeps its own; on a weekday on which the house is usually empty they are those of all. */
static struct spans hours_within(const struct calendar_row *row, const struct spans *own, const struct day_rows *day,
                                 struct arena *arena)
{
    if (row->scope == SCOPE_CENTRE && (own->count || day->is_usual))
        return spans_both(&row->hours, own, arena);
    return row->hours;
}

/* The hours of a service on the day by a row (NULL: a usual day) if its own are those of `weekday`, without its breaks.
 */
static struct spans hours_by(const struct calendar_row *row, enum weekday weekday, const struct day_rows *day,
                             const struct catalogue_service *service, struct arena *arena)
{
    if (row && row->what == WHAT_CLOSED)
        return (struct spans){0};
    const struct spans *own = &service->hours->days[weekday];
    struct spans open = row && row->what == WHAT_HOURS ? hours_within(row, own, day, arena) : *own;
    open = spans_union(&open, &(struct spans){0}, arena); /* spans that touch are one */
    return spans_without(&open, &service->hours->breaks, arena);
}

static struct spans service_hours(const struct day_rows *day, const struct catalogue_service *service,
                                  struct arena *arena, const struct calendar_row **ret_row)
{
    const struct calendar_row *row = decide(day, service, false);
    enum weekday weekday = row && row->what == WHAT_AS ? row->as : day->weekday;
    struct spans open = hours_by(row, weekday, day, service, arena);
    if (open.count) {
        const struct calendar_row *in_season = decide(day, service, true);
        if (in_season != row) {
            row = in_season;
            open = hours_by(row, weekday, day, service, arena);
        }
    }
    *ret_row = row;
    return open;
}

/* What the centre says of the day as a whole. A season of hours speaks only if it opens some service's day. */
static const struct calendar_row *centre_row(const struct day_rows *day, const struct spans *open)
{
    const struct calendar_row *row = decide(day, NULL, false);
    bool closed = row && row->what == WHAT_CLOSED;
    return open->count && !closed ? decide(day, NULL, true) : row;
}

static struct spans centre_hours(const struct day_rows *day, const struct catalogue *catalogue, struct arena *arena,
                                 const struct calendar_row **ret_row)
{
    struct spans open = {0};
    for (size_t i = 0; i < catalogue->services.count; i++) {
        const struct calendar_row *row;
        struct spans one = service_hours(day, &catalogue->services.items[i], arena, &row);
        open = spans_union(&open, &one, arena);
    }
    *ret_row = centre_row(day, &open);
    return open;
}

struct calendar_day calendar_day(const struct calendar *calendar, const struct catalogue *catalogue,
                                 const struct catalogue_service *service, struct date date, struct arena *arena)
{
    struct day_rows day = rows_of(calendar, catalogue, date, arena);
    const struct calendar_row *row;
    struct spans open =
            service ? service_hours(&day, service, arena, &row) : centre_hours(&day, catalogue, arena, &row);
    return (struct calendar_day){
            .open = open,
            .text = row && row->text.count ? &row->text : NULL,
            .differs = row != NULL,
    };
}
