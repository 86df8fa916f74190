/* SPDX-License-Identifier: MIT
 *
 * Memory that is given back all at once: what one call, one file or one page needs. Allocation never fails (base.h).
 * A reset keeps the first block, so that a server that handles small calls allocates nothing.
 */
#pragma once

#include "common/base.h"

struct arena_block;

struct arena {
    struct arena_block *blocks; /* newest first */
    size_t used;                /* bytes handed out of the newest block */
};

void arena_init(struct arena *arena);
void arena_done(struct arena *arena);
void arena_reset(struct arena *arena);

/* Zeroed, aligned for any type, valid until the arena is reset or done. */
void *arena_alloc(struct arena *arena, size_t size) __attribute__((returns_nonnull));
char *arena_strndup(struct arena *arena, const char *text, size_t length) __attribute__((returns_nonnull));
char *arena_strdup(struct arena *arena, const char *text) __attribute__((returns_nonnull));
char *arena_printf(struct arena *arena, const char *format, ...) attr_printf(2, 3) __attribute__((returns_nonnull));

#define arena_new(arena, type)          ((type *)arena_alloc((arena), sizeof(type)))
#define arena_new_n(arena, type, count) ((type *)arena_alloc((arena), sizeof(type) * (count)))

/* A copy of these bytes with more room behind them, which is zeroed. */
void *arena_regrow(struct arena *arena, const void *items, size_t held, size_t room) __attribute__((returns_nonnull));
/* Makes room for one more item of an array that lives in the arena; `room` doubles, starting with 8. */
#define arena_grow(arena, items, count, room)                                            \
    do {                                                                                 \
        if ((count) == (room)) {                                                         \
            (room) = (room) ? (room)*2 : 8;                                              \
            (items) = arena_regrow((arena), (items), sizeof(*(items)) * (size_t)(count), \
                                   sizeof(*(items)) * (size_t)(room));                   \
        }                                                                                \
    } while (0)
