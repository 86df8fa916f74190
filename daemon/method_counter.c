/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Counter: the operator at a counter.
 */
#include "daemon/method.h"

static const struct varlink_method methods[] = {
        {.name = "SignIn", .changes = true, .defers = true},
        {.name = "Regain", .changes = true},
        {.name = "SignOut", .changes = true},
        {.name = "Watch", .streams = true},
        {.name = "ListWaiting"},
        {.name = "Next", .changes = true},
        {.name = "Choose", .changes = true},
        {.name = "Recall", .changes = true},
        {.name = "Arrive", .changes = true},
        {.name = "Finish", .changes = true},
        {.name = "NoShow", .changes = true},
        {.name = "Undo", .changes = true},
        {.name = "Transfer", .changes = true},
        {.name = "Park", .changes = true},
        {.name = "TakeUp", .changes = true},
        {.name = "ComeBack", .changes = true},
        {.name = "HandOver", .changes = true},
        {.name = "Help", .changes = true},
        {.name = "EndHelp", .changes = true},
        {.name = "ServeDirect", .changes = true},
        {.name = "EnterByHand", .changes = true},
        {.name = "Join", .changes = true},
        {.name = "AddNote", .changes = true},
        {.name = "Pause", .changes = true},
        {.name = "EndPause", .changes = true},
        {.name = "BeginTask", .changes = true},
        {.name = "EndTask", .changes = true},
        {.name = "Explain"},
        {.name = "WhyBefore"},
};

const struct method_table method_counter = {
        .interface = INTERFACE_COUNTER,
        .roles = ROLE_BIT(ROLE_COUNTER),
        .methods = methods,
        .count = ARRAY_SIZE(methods),
};
