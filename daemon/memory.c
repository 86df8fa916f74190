/* SPDX-License-Identifier: MIT
 *
 * A copy of each part that changes, made before its first change in a turn.
 */
#include "daemon/memory.h"

#include <assert.h>
#include <string.h>

void memory_add(struct memory *memory, const struct memory_part *part)
{
    mem_grow(memory->parts, memory->count, memory->room);
    memory->parts[memory->count++] = *part;
}

static struct memory_part *find(const struct memory *memory, const void *live)
{
    for (size_t i = 0; i < memory->count; i++) {
        if (memory->parts[i].live == live)
            return &memory->parts[i];
    }
    assert(false && "a part that was not added");
    return NULL;
}

void *memory_before(const struct memory *memory, const void *live)
{
    return find(memory, live)->kept;
}

static void keep(struct memory *memory, struct memory_part *part)
{
    part->kept = mem_alloc(1, part->size);
    if (part->copy)
        part->copy(part->kept, part->live);
    else
        memcpy(part->kept, part->live, part->size);
    memory->changed = true;
}

void *memory_keep(struct memory *memory, void *live)
{
    struct memory_part *part = find(memory, live);
    assert(part->copy || !part->done);
    if (!part->kept)
        keep(memory, part);
    return live;
}

void memory_replace(struct memory *memory, void *live, void *value)
{
    struct memory_part *part = find(memory, live);
    assert(!part->copy && part->size == sizeof(value));
    if (!part->kept)
        keep(memory, part); /* which owns it from here on */
    else if (part->done)
        part->done(live);
    memcpy(live, &value, sizeof(value));
}

static void take_back(struct memory_part *part)
{
    if (part->done)
        part->done(part->live);
    memcpy(part->live, part->kept, part->size);
    free(part->kept);
    part->kept = NULL;
    part->is_back = true;
}

static void tell(struct memory_part *part)
{
    if (part->is_back && part->back)
        part->back(part->data);
    part->is_back = false;
}

void memory_take_back(struct memory *memory)
{
    if (!memory->changed)
        return;
    for (size_t i = 0; i < memory->count; i++) {
        if (memory->parts[i].kept)
            take_back(&memory->parts[i]);
    }
    memory->changed = false;
    for (size_t i = 0; i < memory->count; i++)
        tell(&memory->parts[i]);
}

void memory_let_go(struct memory *memory)
{
    if (!memory->changed)
        return;
    for (size_t i = 0; i < memory->count; i++) {
        struct memory_part *part = &memory->parts[i];
        if (part->kept && part->done)
            part->done(part->kept);
        free(part->kept);
        part->kept = NULL;
    }
    memory->changed = false;
}

void memory_done(struct memory *memory)
{
    memory_let_go(memory);
    free(memory->parts);
    *memory = (struct memory){0};
}
