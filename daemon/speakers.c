/* SPDX-License-Identifier: MIT
 *
 * A short list: as many as there are counters in use, looked through from end to end.
 */
#include "daemon/speakers.h"

#include <string.h>

void speakers_done(void *value)
{
    struct speakers *speakers = value;
    free(speakers->items);
    *speakers = (struct speakers){0};
}

int32_t speakers_operator(const struct speakers *speakers, const struct caller *caller)
{
    for (size_t i = 0; i < speakers->count; i++) {
        if (speakers->items[i].caller == caller)
            return speakers->items[i].operator_id;
    }
    return 0;
}

bool speakers_speak_for(const struct speakers *speakers, int32_t operator_id)
{
    for (size_t i = 0; i < speakers->count; i++) {
        if (speakers->items[i].operator_id == operator_id)
            return true;
    }
    return false;
}

void speakers_set(struct speakers *speakers, const struct caller *caller, int32_t operator_id)
{
    size_t left = 0;
    for (size_t i = 0; i < speakers->count; i++) {
        const struct speaker *speaker = &speakers->items[i];
        if (speaker->caller != caller && speaker->operator_id != operator_id)
            speakers->items[left++] = *speaker;
    }
    speakers->count = left;
    if (!operator_id)
        return;
    mem_grow(speakers->items, speakers->count, speakers->room);
    speakers->items[speakers->count++] = (struct speaker){.caller = caller, .operator_id = operator_id};
}

void speakers_copy(void *to, const void *from)
{
    const struct speakers *speakers = from;
    struct speakers *copy = to;
    *copy = (struct speakers){0};
    for (size_t i = 0; i < speakers->count; i++)
        speakers_set(copy, speakers->items[i].caller, speakers->items[i].operator_id);
}
