/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Board: the displays of the hall, with voice.
 */
#include "daemon/method.h"

static const struct varlink_method methods[] = {
        {.name = "Watch", .streams = true},
        {.name = "ReportVoice", .changes = true},
};

const struct method_table method_board = {
        .interface = INTERFACE_BOARD,
        .roles = ROLE_BIT(ROLE_BOARD),
        .methods = methods,
        .count = ARRAY_SIZE(methods),
};
