/* SPDX-License-Identifier: MIT
 *
 * The free quarters of an hour of a service.
 */
#include "daemon/slots.h"

#include "common/interface/reception.h"
#include "common/interface/visitor.h"
#include "common/varlink/server.h"
#include "daemon/daemon.h"
#include "daemon/method.h"
#include "daemon/view.h"
#include "daemon/wish.h"

/* More quarters of an hour than the longest day has, which is one on which a clock is set back. */
#define SLOTS_A_DAY 128

_Static_assert(sizeof(struct visitor_slot) == sizeof(struct reception_slot) &&
                       offsetof(struct visitor_slot, free) == offsetof(struct reception_slot, free) &&
                       sizeof(struct visitor_list_slots_out) == sizeof(struct reception_list_slots_out) &&
                       offsetof(struct visitor_list_slots_out, slots) ==
                               offsetof(struct reception_list_slots_out, slots),
               "slots are the same in Visitor and Reception");

/* 0: answered UnknownService or NotBookedHere. */
static int32_t find_service(struct varlink_call *call, const char *key)
{
    const struct hall *hall = daemon_hall(call);
    int32_t service = hall_id(hall, NAME_SERVICE, key);
    const struct rule_service *rule = &hall->rulebook->services.items[service];
    if (service && rule->offered && rule->slot_places > 0)
        return service;
    bool unknown = !service || !rule->offered;
    call_refuse(
            call,
            &(struct refusal){.kind = unknown ? REFUSAL_UNKNOWN_SERVICE : REFUSAL_NOT_BOOKED_HERE, .service = service},
            key);
    return 0;
}

void slots_answer(struct varlink_call *call, const char *service_key, const char *day_text)
{
    struct booking_slot slots[SLOTS_A_DAY];
    struct bookings *bookings = &daemon_of(call)->bookings;
    const struct view view = view_of(daemon_hall(call), varlink_call_arena(call));
    int32_t service = find_service(call, service_key), today = bookings_today(bookings), day;
    int64_t first_ms;
    if (!service || !method_day(call, "day", day_text, &day))
        return;
    if (!day_text && !bookings_next_slot(bookings, service, today, &day, &first_ms))
        day = today;
    struct visitor_list_slots_out out = {.day = view_day(&view, day)};
    out.slots.count = bookings_slots(bookings, service, day, SLOTS_A_DAY, slots);
    out.slots.items = arena_new_n(view.arena, struct visitor_slot, out.slots.count);
    for (size_t i = 0; i < out.slots.count; i++)
        out.slots.items[i] = (struct visitor_slot){.at = slots[i].at_ms, .free = slots[i].free};
    varlink_reply(call, &out);
}
