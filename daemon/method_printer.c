/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Printer: what is to be printed, and what became of it.
 */
#include "daemon/method.h"

static const struct varlink_method methods[] = {
        {.name = "WatchOrders", .streams = true},
        {.name = "Take", .changes = true},
        {.name = "Report", .changes = true},
        {.name = "ReportPrinter", .changes = true},
};

const struct method_table method_printer = {
        .interface = INTERFACE_PRINTER,
        .roles = ROLE_BIT(ROLE_PRINTER),
        .methods = methods,
        .count = ARRAY_SIZE(methods),
};
