/* SPDX-License-Identifier: MIT
 *
 * A ring of texts.
 */
#include "printer/told.h"

#include <string.h>

void told_done(struct told *told)
{
    for (size_t i = 0; i < TOLD_MOST; i++)
        free(told->items[i]);
    *told = (struct told){0};
}

bool told_before(struct told *told, const char *text)
{
    for (size_t i = 0; i < TOLD_MOST && told->items[i]; i++) {
        if (strcmp(told->items[i], text) == 0)
            return true;
    }
    char **place = &told->items[told->count++ % TOLD_MOST];
    free(*place);
    *place = mem_strdup(text);
    return false;
}
