/* SPDX-License-Identifier: MIT
 *
 * A sorted array with binary search.
 */
#include "daemon/engine/queue.h"

#include <assert.h>
#include <string.h>

void queue_done(struct queue *queue)
{
    free(queue->keys);
    *queue = (struct queue){0};
}

/* The first place whose key is not called before `key`. */
static int32_t lower_bound(const struct queue *queue, const struct calling_key *key)
{
    int32_t low = 0, high = queue->count;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (calling_key_compare(&queue->keys[middle], key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static size_t keys_size(int32_t count)
{
    return (size_t)count * sizeof(struct calling_key);
}

void queue_add(struct queue *queue, struct calling_key key)
{
    if (queue->count == queue->room) {
        queue->room = queue->room ? queue->room * 2 : 16;
        queue->keys = mem_realloc(queue->keys, (size_t)queue->room, sizeof(struct calling_key));
    }
    int32_t place = lower_bound(queue, &key);
    memmove(&queue->keys[place + 1], &queue->keys[place], keys_size(queue->count - place));
    queue->keys[place] = key;
    queue->count++;
}

void queue_copy(struct queue *to, const struct queue *from)
{
    if (to->room < from->count) {
        to->room = from->room;
        to->keys = mem_realloc(to->keys, (size_t)to->room, sizeof(struct calling_key));
    }
    if (from->count > 0)
        memcpy(to->keys, from->keys, keys_size(from->count));
    to->count = from->count;
}

int32_t queue_place(const struct queue *queue, struct calling_key key)
{
    int32_t place = lower_bound(queue, &key);
    return place < queue->count && calling_key_compare(&queue->keys[place], &key) == 0 ? place : -1;
}

void queue_remove(struct queue *queue, struct calling_key key)
{
    int32_t place = queue_place(queue, key);
    assert(place >= 0);
    queue->count--;
    memmove(&queue->keys[place], &queue->keys[place + 1], keys_size(queue->count - place));
}
