/* SPDX-License-Identifier: MIT
 *
 * A list of blocks, each at least as large as what was asked for; only the newest is filled further.
 */
#include "common/arena.h"

#include <stdio.h>
#include <string.h>

#define BLOCK_SIZE ((size_t)8 * 1024)
#define ALIGNMENT  _Alignof(max_align_t)

struct arena_block {
    struct arena_block *older;
    size_t size;
    _Alignas(max_align_t) char bytes[];
};

static struct arena_block *block_new(size_t size, struct arena_block *older)
{
    struct arena_block *block = mem_realloc(NULL, 1, sizeof(*block) + size);
    block->older = older;
    block->size = size;
    return block;
}

void arena_init(struct arena *arena)
{
    *arena = (struct arena){0};
}

void arena_done(struct arena *arena)
{
    for (struct arena_block *block = arena->blocks; block;) {
        struct arena_block *older = block->older;
        free(block);
        block = older;
    }
    *arena = (struct arena){0};
}

void arena_reset(struct arena *arena)
{
    while (arena->blocks && arena->blocks->older) {
        struct arena_block *older = arena->blocks->older;
        free(arena->blocks);
        arena->blocks = older;
    }
    arena->used = 0;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    size_t rounded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (!arena->blocks || arena->blocks->size - arena->used < rounded) {
        arena->blocks = block_new(rounded > BLOCK_SIZE ? rounded : BLOCK_SIZE, arena->blocks);
        arena->used = 0;
    }
    void *pointer = arena->blocks->bytes + arena->used;
    arena->used += rounded;
    return memset(pointer, 0, rounded);
}

void *arena_regrow(struct arena *arena, const void *items, size_t held, size_t room)
{
    void *grown = arena_alloc(arena, room);
    return held ? memcpy(grown, items, held) : grown;
}

char *arena_strndup(struct arena *arena, const char *text, size_t length)
{
    char *copy = arena_alloc(arena, length + 1);
    memcpy(copy, text, length);
    return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
    return arena_strndup(arena, text, strlen(text));
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    _cleanup_free_ char *text = mem_vprintf(format, arguments);
    va_end(arguments);
    return arena_strdup(arena, text);
}
