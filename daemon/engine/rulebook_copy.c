/* SPDX-License-Identifier: MIT
 *
 * Copies of the lists that the calling rule reads.
 */
#include "daemon/engine/rulebook_copy.h"

#include <string.h>

static void *copy_of(const void *items, int32_t count, size_t size)
{
    if (count <= 0)
        return NULL;
    void *copy = mem_alloc((size_t)count, size);
    memcpy(copy, items, (size_t)count * size);
    return copy;
}

#define COPY_LIST(to, from) ((to).items = copy_of((from).items, (from).count, sizeof(*(from).items)))

struct rulebook rulebook_copy(const struct rulebook *rulebook)
{
    struct rulebook copy = {.services.count = rulebook->services.count,
                            .classes.count = rulebook->classes.count,
                            .needs.count = rulebook->needs.count,
                            .profiles.count = rulebook->profiles.count,
                            .counters.count = rulebook->counters.count,
                            .zones.count = rulebook->zones.count,
                            .soft_needs = rulebook->soft_needs,
                            .hard_needs = rulebook->hard_needs,
                            .language_needs = rulebook->language_needs,
                            .limits = rulebook->limits};
    COPY_LIST(copy.services, rulebook->services);
    COPY_LIST(copy.classes, rulebook->classes);
    COPY_LIST(copy.needs, rulebook->needs);
    COPY_LIST(copy.profiles, rulebook->profiles);
    COPY_LIST(copy.counters, rulebook->counters);
    COPY_LIST(copy.zones, rulebook->zones);
    for (int32_t i = 0; i < copy.services.count; i++)
        copy.services.items[i].transfer_to = NULL;
    for (int32_t i = 1; i < copy.profiles.count; i++)
        copy.profiles.items[i].tiers = copy_of(rulebook->profiles.items[i].tiers, copy.services.count, sizeof(uint8_t));
    return copy;
}

void rulebook_copy_done(struct rulebook *copy)
{
    for (int32_t i = 1; i < copy->profiles.count; i++)
        free((void *)(uintptr_t)copy->profiles.items[i].tiers);
    free(copy->services.items);
    free(copy->classes.items);
    free(copy->needs.items);
    free(copy->profiles.items);
    free(copy->counters.items);
    free(copy->zones.items);
    *copy = (struct rulebook){0};
}
