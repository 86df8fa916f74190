/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Reception: staff who help visitors before the counter.
 */
#include "daemon/method.h"

static const struct varlink_method methods[] = {
        {.name = "WatchDesk", .streams = true},
        {.name = "Issue", .changes = true},
        {.name = "FindTickets"},
        {.name = "GetTicket", .streams = true},
        {.name = "Change", .changes = true},
        {.name = "AddNote", .changes = true},
        {.name = "Transfer", .changes = true},
        {.name = "Return", .changes = true},
        {.name = "PutOff", .changes = true},
        {.name = "ComeBack", .changes = true},
        {.name = "Cancel", .changes = true},
        {.name = "Void", .changes = true},
        {.name = "Join", .changes = true},
        {.name = "Reprint", .changes = true},
        {.name = "PrintInformation", .changes = true},
        {.name = "EnterByHand", .changes = true},
        {.name = "Explain"},
        {.name = "WhyBefore"},
        {.name = "FindBookings"},
        {.name = "ListSlots"},
        {.name = "Book", .changes = true},
        {.name = "MoveBooking", .changes = true},
        {.name = "CancelBooking", .changes = true},
        {.name = "CheckIn", .changes = true},
        {.name = "AnswerHelp", .changes = true},
        {.name = "EndHelp", .changes = true},
};

const struct method_table method_reception = {
        .interface = INTERFACE_RECEPTION,
        .roles = ROLE_BIT(ROLE_RECEPTION) | ROLE_BIT(ROLE_MANAGER) | ROLE_BIT(ROLE_ADMIN),
        .methods = methods,
        .count = ARRAY_SIZE(methods),
};
