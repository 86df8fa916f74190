/* SPDX-License-Identifier: MIT
 *
 * When a service is open on the open day, until when it gives tickets, and which slots may be booked: what Issue, Book
 * and CheckIn decide by and what everybody else is told.
 *
 * The hours of a service are those that were set for it on this day, else for the centre, else the configuration's; and
 * none of them after the moment at which it was closed early.
 */
#pragma once

#include "daemon/engine/engine.h"

/* Does one span hold all of the time from a moment on? */
bool hours_hold(const struct rule_hours *hours, int64_t from_ms, int64_t length_ms);
bool hours_are_same(const struct rule_hours *a, const struct rule_hours *b);

/* As they were set, whatever an early closing left of them. The service must be one of the rulebook's. */
const struct rule_hours *opening_set(const struct engine *engine, const struct rulebook *rulebook, int32_t service);
/* What an early closing leaves of these. */
struct rule_hours opening_left(const struct engine *engine, int32_t service, const struct rule_hours *hours);
/* Both: the hours that count; none of a service that the rulebook does not know. */
struct rule_hours opening_hours(const struct engine *engine, const struct rulebook *rulebook, int32_t service);

struct opening {
    bool open;          /* by its hours */
    int64_t until_ms;   /* open: closes then, for the day or a break */
    int64_t tickets_ms; /* before this it gives tickets, while open; 0: not today */
    int64_t opens_ms;   /* not before now, and with tickets to be had; 0: not today */
};
struct opening opening_at(const struct engine *engine, const struct rulebook *rulebook, int32_t service,
                          int64_t now_ms);

/* May this slot of a service be booked, on a day with these hours and with so many of its places held? REFUSAL_NONE, or
 * UNKNOWN_SERVICE, NOT_BOOKED_HERE, TIME_SPAN_WRONG (it is past), NO_SLOT, SLOT_FULL. */
enum refusal_kind opening_may_book(const struct rulebook *rulebook, int32_t service, const struct rule_hours *hours,
                                   int64_t slot_ms, int32_t held, int64_t now_ms);
/* Do the hours have this slot? A promise that they have no longer is not kept. */
bool opening_has_slot(const struct rulebook *rulebook, const struct rule_hours *hours, int64_t slot_ms);
