/* SPDX-License-Identifier: MIT
 *
 * Days that differ: conf/calendar.conf, dated rows over the weekly hours of the catalogue; later rows win.
 *
 *     days = (
 *         { date = "2026-12-31"; closed = true; text = { az = ".."; ru = ".."; en = ".."; }; },
 *         { from = "2027-02-08"; to = "2027-03-09"; hours = [ "09:00-17:00" ]; weekdays = [ "monday", .. ]; },
 *         { date = "2026-11-07"; as = "monday"; },
 *         { date = "2026-12-01"; for = "service:passport-first"; hours = [ "09:00-13:00" ]; },
 *     );
 *
 * A row is for the centre, or with `for` for "agency:KEY" or "service:KEY"; one of closed, hours, as; one date or a
 * season from-to (both included), which `weekdays` may narrow (a season of hours applies to days that are open anyway,
 * as the other rows and the week leave them). Breaks of the week hold on such days too.
 * `hours` for the centre say when the house is open: each service keeps to its own weekly hours within them, so that
 * "09:00-17:00" on the eve of a holiday shortens an afternoon and lengthens no morning, and who is not there on that
 * weekday stays away. On a weekday on which nobody is there, all are then (say `as` if each keeps its own hours).
 * `hours` for an agency or a service are its hours, longer ones too.
 *
 * A row for the centre that closes wins over rows for an agency or service; else the narrower row wins over the wider,
 * and the later over the earlier (so a later row for the centre undoes a closing by an earlier one).
 */
#pragma once

#include "common/catalogue.h"

struct calendar;

/* Reads the rows; mistakes (unknown references, from after to, overlapping spans, nothing said, texts a language of the
 * centre lacks) are reported, and as a warning hours for the centre in which nobody would be there; returns 0 or
 * -EBADMSG. The catalogue may be one that is not `complete`, then only to find mistakes. NULL i18n: texts are not
 * looked at. */
int calendar_read(const struct config_file *file, const struct catalogue *catalogue, const struct i18n *i18n,
                  struct arena *arena, struct config_mistakes *mistakes, struct calendar **ret_calendar)
        attr_must_check;

/* What differs, appended to `changes`: object "calendar", the dates and for whom as key ("2026-12-31", or
 * "2027-02-08..2027-03-09 agency:tax"); fields are hours, weekdays, text, and order where rows that lie over one
 * another changed places. Texts live in `arena`. */
void calendar_compare(const struct calendar *before, const struct calendar *after, struct arena *arena,
                      struct catalogue_changes *changes);

/* The hours of a service (or of the centre: NULL, then the union of all services, and the rows for the centre) on a
 * date, breaks taken out, and the text of the row that decided (NULL: a usual day, or a row without text). Spans live
 * in `arena`. */
struct calendar_day {
    struct spans open;
    const struct config_text *text;
    bool differs; /* a row of the calendar spoke */
};
struct calendar_day calendar_day(const struct calendar *calendar, const struct catalogue *catalogue,
                                 const struct catalogue_service *service, struct date date, struct arena *arena);
