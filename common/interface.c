/* SPDX-License-Identifier: MIT
 *
 * The embedded interfaces, parsed: a row each, in the order of enum interface_id.
 */
#include "common/interface.h"

#include <stdio.h>
#include <string.h>

#include "common/interface/admin.h"
#include "common/interface/board.h"
#include "common/interface/counter.h"
#include "common/interface/fault.h"
#include "common/interface/follower.h"
#include "common/interface/manager.h"
#include "common/interface/network.h"
#include "common/interface/printer.h"
#include "common/interface/reception.h"
#include "common/interface/refused.h"
#include "common/interface/varlink_service.h"
#include "common/interface/visitor.h"

static const char *const texts[] = {
        [INTERFACE_VARLINK_SERVICE] = varlink_service_interface_text,
        [INTERFACE_FAULT] = fault_interface_text,
        [INTERFACE_REFUSED] = refused_interface_text,
        [INTERFACE_VISITOR] = visitor_interface_text,
        [INTERFACE_RECEPTION] = reception_interface_text,
        [INTERFACE_COUNTER] = counter_interface_text,
        [INTERFACE_BOARD] = board_interface_text,
        [INTERFACE_MANAGER] = manager_interface_text,
        [INTERFACE_PRINTER] = printer_interface_text,
        [INTERFACE_NETWORK] = network_interface_text,
        [INTERFACE_FOLLOWER] = follower_interface_text,
        [INTERFACE_ADMIN] = admin_interface_text,
};
_Static_assert(ARRAY_SIZE(texts) == INTERFACE_COUNT, "every interface has its text");

void interfaces_init(struct interfaces *interfaces)
{
    *interfaces = (struct interfaces){0};
    arena_init(&interfaces->arena);
    for (size_t i = 0; i < INTERFACE_COUNT; i++) {
        struct idl_mistake mistake;
        int r = idl_parse(&interfaces->arena, texts[i], strlen(texts[i]), &interfaces->items[i], &mistake);
        if (r < 0) {
            fprintf(stderr, "level=error event=interface_broken interface=%zu line=%u text=\"%s\"\n", i, mistake.line,
                    mistake.message);
            abort();
        }
    }
}

void interfaces_done(struct interfaces *interfaces)
{
    arena_done(&interfaces->arena);
    *interfaces = (struct interfaces){0};
}

const struct idl_member *interfaces_method(const struct interfaces *interfaces, const char *full_name)
{
    return idl_find_full(interfaces->items, INTERFACE_COUNT, IDL_METHOD, full_name);
}
