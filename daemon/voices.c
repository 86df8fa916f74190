/* SPDX-License-Identifier: MIT
 *
 * An entry a board that has a voice.
 */
#include "daemon/voices.h"

#include <string.h>

enum { TOLD_MS = 10 * 60 * 1000 };

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

bool voices_has_dropped(const struct voice *voice, int64_t now_ms)
{
    return voice->dropped_ms != 0 && now_ms < voice->dropped_ms + TOLD_MS;
}

int64_t voices_deadline(const struct voices *voices, int64_t now_ms)
{
    int64_t deadline_ms = INT64_MAX;
    for (size_t i = 0; i < voices->count; i++) {
        const struct voice *voice = &voices->items[i];
        if (voices_has_dropped(voice, now_ms) && voice->dropped_ms + TOLD_MS < deadline_ms)
            deadline_ms = voice->dropped_ms + TOLD_MS;
    }
    return deadline_ms;
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
