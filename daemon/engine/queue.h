/* SPDX-License-Identifier: MIT
 *
 * Those who wait for one service, sorted by the calling key. Queues are some hundred long at the worst, and the head
 * may not be what a counter may take, so a sorted array serves better than a heap.
 */
#pragma once

#include "daemon/engine/ticket.h"

struct queue {
    struct calling_key *keys;
    int32_t count, room;
};

void queue_done(struct queue *queue);
void queue_add(struct queue *queue, struct calling_key key);
/* The same keys; room grows only if it must. */
void queue_copy(struct queue *to, const struct queue *from);
/* The key must be in the queue. */
void queue_remove(struct queue *queue, struct calling_key key);
/* Its place from 0, or -1. */
int32_t queue_place(const struct queue *queue, struct calling_key key);
