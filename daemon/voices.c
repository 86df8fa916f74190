/* SPDX-License-Identifier: MIT
 *
 * An entry a board that has a voice.
 */
#include "daemon/voices.h"

#include <string.h>

void voices_copy(void *to, const void *from)
{
    const struct voices *voices = from;
    struct voices copy = {0};
    for (size_t i = 0; i < voices->count; i++) {
        struct voice voice = voices->items[i];
        voice.board = mem_strdup(voice.board);
        mem_grow(copy.items, copy.count, copy.room);
        copy.items[copy.count++] = voice;
    }
    *(struct voices *)to = copy;
}

void voices_done(void *value)
{
    struct voices *voices = value;
    for (size_t i = 0; i < voices->count; i++)
        free(voices->items[i].board);
    free(voices->items);
    *voices = (struct voices){0};
}

static struct voice *find(const struct voices *voices, const char *board)
{
    for (size_t i = 0; i < voices->count; i++) {
        if (strcmp(voices->items[i].board, board) == 0)
            return &voices->items[i];
    }
    return NULL;
}

const struct voice *voices_of(const struct voices *voices, const char *board)
{
    return find(voices, board);
}

void voices_tell(struct voices *voices, const char *board, const struct voice *told)
{
    struct voice *voice = find(voices, board);
    if (!voice) {
        mem_grow(voices->items, voices->count, voices->room);
        voice = &voices->items[voices->count++];
        *voice = (struct voice){.board = mem_strdup(board)};
    }
    voice->call = told->call;
    voice->spoken += told->spoken;
    voice->dropped += told->dropped;
    voice->backlog_ms = told->backlog_ms;
    voice->told_ms = told->told_ms;
    if (told->dropped > 0)
        voice->dropped_ms = told->told_ms;
}
