/* SPDX-License-Identifier: MIT
 *
 * Changes as lines, for tests of what a reload tells.
 */
#pragma once

#include "common/catalogue.h"

static inline const char *change_text(const struct catalogue_change *change, struct arena *arena)
{
    static const char *const words[] = {"added", "removed", "changed"};
    if (change->kind != CHANGE_CHANGED)
        return arena_printf(arena, "%s %s %s", change->object, change->key, words[change->kind]);
    return arena_printf(arena, "%s %s changed %s: %s -> %s", change->object, change->key, change->field, change->before,
                        change->after);
}

static inline const char *changes_text(const struct catalogue_changes *changes, struct arena *arena)
{
    const char *all = "";
    for (size_t i = 0; i < changes->count; i++)
        all = arena_printf(arena, "%s%s%s", all, i ? "\n" : "", change_text(&changes->items[i], arena));
    return all;
}
