/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Reception: staff who help visitors before the counter.
 */
#include "daemon/method_reception.h"

#include <string.h>

#include "common/interface/refused.h"
#include "daemon/daemon.h"
#include "daemon/method_alarm.h"
#include "daemon/method_return_code.h"
#include "daemon/view.h"

struct view reception_view(struct varlink_call *call)
{
    return view_for(daemon_hall(call), varlink_call_arena(call), daemon_rights(call), method_reception.roles, 0);
}

bool reception_covers(struct varlink_call *call, int32_t service)
{
    struct view view = reception_view(call);
    const char *agency = view_agency(&view, service);
    if (rights_cover(daemon_rights(call), method_reception.roles, agency))
        return true;
    varlink_error(call, REFUSED_OTHER_AGENCY, &(struct refused_other_agency_error){.agency = agency});
    return false;
}

const struct ticket *reception_subject(struct wish *wish, const char *text)
{
    const struct ticket *ticket = wish_ticket(wish, text);
    if (!ticket || !reception_covers(wish->call, view_step(ticket)->service))
        return NULL;
    return ticket;
}

const struct ticket *reception_begin(struct wish *wish, struct varlink_call *call, const void *in,
                                     const char *request_id, const char *text)
{
    return wish_begin(wish, call, in, request_id) ? reception_subject(wish, text) : NULL;
}

bool reception_limit(struct varlink_call *call, struct idl_maybe_int limit, int64_t usual, size_t *ret_limit)
{
    int64_t value = limit.set ? limit.value : usual;
    if (value < 1 || value > RECEPTION_LIMIT) {
        varlink_error_parameter(call, "limit");
        return false;
    }
    *ret_limit = (size_t)value;
    return true;
}

static const struct varlink_method methods[] = {
        {.name = "WatchDesk", .handler = reception_watch_desk, .streams = true},
        {.name = "Issue", .handler = reception_issue, .changes = true},
        {.name = "FindTickets", .handler = reception_find_tickets},
        {.name = "GetTicket", .handler = reception_get_ticket},
        {.name = "Change", .handler = reception_change, .changes = true},
        {.name = "AddNote", .handler = reception_add_note, .changes = true},
        {.name = "Transfer", .handler = reception_transfer, .changes = true},
        {.name = "Return", .handler = reception_return, .changes = true},
        {.name = "PutOff", .handler = reception_put_off, .changes = true},
        {.name = "ComeBack", .handler = reception_come_back, .changes = true},
        {.name = "Cancel", .handler = reception_cancel, .changes = true},
        {.name = "Void", .handler = reception_void, .changes = true},
        {.name = "Join", .handler = reception_join, .changes = true},
        {.name = "Reprint", .handler = reception_reprint, .changes = true},
        {.name = "PrintInformation", .handler = reception_print_information, .changes = true},
        {.name = "ChangeRoll", .handler = reception_change_roll, .changes = true},
        {.name = "Adopt", .handler = reception_adopt, .changes = true},
        {.name = "EnterByHand", .handler = reception_enter_by_hand, .changes = true},
        {.name = "Explain", .handler = reception_explain, .defers = true},
        {.name = "WhyBefore", .handler = reception_why_before},
        {.name = "FindReturnCodes", .handler = reception_find_return_codes},
        {.name = "FindBookings", .handler = reception_find_bookings},
        {.name = "ListSlots", .handler = reception_list_slots},
        {.name = "Book", .handler = reception_book, .changes = true},
        {.name = "MoveBooking", .handler = reception_move_booking, .changes = true},
        {.name = "CancelBooking", .handler = reception_cancel_booking, .changes = true},
        {.name = "CheckIn", .handler = reception_check_in, .changes = true},
        {.name = "AnswerHelp", .handler = reception_answer_help, .changes = true},
        {.name = "AnswerAlarm", .handler = reception_answer_alarm, .changes = true},
        {.name = "EndAlarm", .handler = reception_end_alarm, .changes = true},
        {.name = "EndHelp", .handler = reception_end_help, .changes = true},
};

const struct method_table method_reception = {
        .interface = INTERFACE_RECEPTION,
        .roles = ROLE_BIT(ROLE_RECEPTION) | ROLE_BIT(ROLE_MANAGER) | ROLE_BIT(ROLE_ADMIN),
        .methods = methods,
        .count = ARRAY_SIZE(methods),
};
