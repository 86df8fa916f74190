/* SPDX-License-Identifier: MIT
 *
 * Lines of the same shape, whatever took the hours away.
 */
#include "kiosk/admin/hit.h"

#include <stdio.h>

#include "kiosk/admin/refusal.h"

void hit_print(const struct manager_hit_booking *items, size_t count)
{
    char at[MOMENT_TEXT_SIZE];
    for (size_t i = 0; i < count; i++)
        printf("hits booking %s %s %s\n", items[i].booking, items[i].service, moment_text(items[i].slot_at, at));
}
