/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Network: what a centre hands out, and the bookings that come in.
 */
#include "daemon/method.h"

static const struct varlink_method methods[] = {
        {.name = "WatchHead", .streams = true},
        {.name = "Ledger", .defers = true},
        {.name = "Seals", .defers = true},
        {.name = "Book", .changes = true},
};

const struct method_table method_network = {
        .interface = INTERFACE_NETWORK,
        .roles = ROLE_BIT(ROLE_NETWORK),
        .methods = methods,
        .count = ARRAY_SIZE(methods),
};
