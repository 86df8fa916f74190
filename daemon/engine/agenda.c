/* SPDX-License-Identifier: MIT
 *
 * A binary heap; equal moments come in the order of kind, id and step, so that a replay finds the same first.
 */
#include "daemon/engine/agenda.h"

void agenda_done(struct agenda *agenda)
{
    free(agenda->items);
    *agenda = (struct agenda){0};
}

static bool is_before(const struct deadline *a, const struct deadline *b)
{
    if (a->at_ms != b->at_ms)
        return a->at_ms < b->at_ms;
    if (a->kind != b->kind)
        return a->kind < b->kind;
    if (a->id != b->id)
        return a->id < b->id;
    return a->step < b->step;
}

static void exchange(struct deadline *a, struct deadline *b)
{
    struct deadline kept = *a;
    *a = *b;
    *b = kept;
}

void agenda_add(struct agenda *agenda, struct deadline deadline)
{
    if (agenda->count == agenda->room) {
        agenda->room = agenda->room ? agenda->room * 2 : 64;
        agenda->items = mem_realloc(agenda->items, (size_t)agenda->room, sizeof(struct deadline));
    }
    int32_t place = agenda->count++;
    agenda->items[place] = deadline;
    while (place > 0 && is_before(&agenda->items[place], &agenda->items[(place - 1) / 2])) {
        exchange(&agenda->items[place], &agenda->items[(place - 1) / 2]);
        place = (place - 1) / 2;
    }
}

void agenda_drop_first(struct agenda *agenda)
{
    agenda->items[0] = agenda->items[--agenda->count];
    for (int32_t place = 0;;) {
        int32_t first = place;
        for (int32_t child = 2 * place + 1; child <= 2 * place + 2 && child < agenda->count; child++) {
            if (is_before(&agenda->items[child], &agenda->items[first]))
                first = child;
        }
        if (first == place)
            return;
        exchange(&agenda->items[place], &agenda->items[first]);
        place = first;
    }
}

const struct deadline *agenda_first(const struct agenda *agenda)
{
    return agenda->count ? &agenda->items[0] : NULL;
}
