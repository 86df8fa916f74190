/* SPDX-License-Identifier: MIT
 *
 * A binary heap.
 */
#include "tests/bench/history/plan.h"

void plan_done(struct plan *plan)
{
    free(plan->items);
    *plan = (struct plan){0};
}

static bool is_earlier(const struct happening *a, const struct happening *b)
{
    return a->at_ms != b->at_ms ? a->at_ms < b->at_ms : a->place < b->place;
}

void plan_add(struct plan *plan, int64_t at_ms, enum what what, int32_t who)
{
    const struct happening added = {.at_ms = at_ms, .place = plan->planned++, .what = what, .who = who};
    mem_grow(plan->items, plan->count, plan->room);
    size_t place = plan->count++;
    for (; place > 0 && is_earlier(&added, &plan->items[(place - 1) / 2]); place = (place - 1) / 2)
        plan->items[place] = plan->items[(place - 1) / 2];
    plan->items[place] = added;
}

bool plan_take(struct plan *plan, struct happening *ret_happening)
{
    if (plan->count == 0)
        return false;
    *ret_happening = plan->items[0];
    const struct happening last = plan->items[--plan->count];
    size_t place = 0, child;
    while ((child = 2 * place + 1) < plan->count) {
        if (child + 1 < plan->count && is_earlier(&plan->items[child + 1], &plan->items[child]))
            child++;
        if (!is_earlier(&plan->items[child], &last))
            break;
        plan->items[place] = plan->items[child];
        place = child;
    }
    if (plan->count > 0)
        plan->items[place] = last;
    return true;
}
