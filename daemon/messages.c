/* SPDX-License-Identifier: MIT
 *
 * A list of a few, in the order in which they were sent.
 */
#include "daemon/messages.h"

#include <string.h>

static void free_message(struct message *message)
{
    free(message->text);
    free(message->read);
}

void messages_copy(void *to, const void *from)
{
    const struct messages *messages = from;
    struct messages copy = {0};
    for (size_t i = 0; i < messages->count; i++) {
        struct message message = messages->items[i];
        message.text = mem_strdup(message.text);
        message.read_room = message.read_count;
        message.read = mem_new_n(int32_t, message.read_count + 1);
        for (size_t k = 0; k < message.read_count; k++)
            message.read[k] = messages->items[i].read[k];
        mem_grow(copy.items, copy.count, copy.room);
        copy.items[copy.count++] = message;
    }
    *(struct messages *)to = copy;
}

void messages_done(void *value)
{
    struct messages *messages = value;
    for (size_t i = 0; i < messages->count; i++)
        free_message(&messages->items[i]);
    free(messages->items);
    *messages = (struct messages){0};
}

static struct message *find(const struct messages *messages, const char *name)
{
    for (size_t i = 0; i < messages->count; i++) {
        if (strcmp(messages->items[i].name, name) == 0)
            return &messages->items[i];
    }
    return NULL;
}

const struct message *messages_send(struct messages *messages, const struct message *message)
{
    if (messages->count == MESSAGES_MOST)
        return NULL;
    struct message sent = {.text = mem_strdup(message->text),
                           .counter = message->counter,
                           .zone = message->zone,
                           .boards = message->boards,
                           .at_ms = message->at_ms,
                           .until_ms = message->until_ms};
    do
        code_text(code_random(0), sent.name);
    while (find(messages, sent.name));
    mem_grow(messages->items, messages->count, messages->room);
    messages->items[messages->count++] = sent;
    return &messages->items[messages->count - 1];
}

bool message_is_for(const struct message *message, int32_t counter, int32_t zone)
{
    if (message->boards || (message->counter && message->counter != counter) ||
        (message->zone && message->zone != zone))
        return false;
    for (size_t i = 0; i < message->read_count; i++) {
        if (message->read[i] == counter)
            return false;
    }
    return true;
}

bool messages_read(struct messages *messages, const char *name, int32_t counter, int32_t zone)
{
    struct message *message = find(messages, name);
    if (!message || !message_is_for(message, counter, zone))
        return false;
    mem_grow(message->read, message->read_count, message->read_room);
    message->read[message->read_count++] = counter;
    return true;
}

static void take_out(struct messages *messages, struct message *message)
{
    free_message(message);
    struct message *end = messages->items + messages->count--;
    memmove(message, message + 1, (size_t)((char *)end - (char *)(message + 1)));
}

bool messages_take_back(struct messages *messages, const char *name)
{
    struct message *message = find(messages, name);
    if (message)
        take_out(messages, message);
    return message != NULL;
}

void messages_forget(struct messages *messages, int64_t now_ms)
{
    for (size_t i = messages->count; i > 0; i--) {
        if (messages->items[i - 1].until_ms <= now_ms)
            take_out(messages, &messages->items[i - 1]);
    }
}

int64_t messages_deadline(const struct messages *messages)
{
    int64_t deadline_ms = INT64_MAX;
    for (size_t i = 0; i < messages->count; i++) {
        if (messages->items[i].until_ms < deadline_ms)
            deadline_ms = messages->items[i].until_ms;
    }
    return deadline_ms;
}
