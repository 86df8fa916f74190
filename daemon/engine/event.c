/* SPDX-License-Identifier: MIT
 *
 * The table of kinds.
 */
#include "daemon/engine/event.h"

#define EVENT_INFO(number, name, text, ...) [number] = {.word = text, .values = {__VA_ARGS__}},
static const struct event_kind_info kinds[EVENT_KIND_LIMIT] = {EVENT_KINDS(EVENT_INFO)};

const struct event_kind_info *event_kind_info(int kind)
{
    if (kind <= 0 || kind >= EVENT_KIND_LIMIT || !kinds[kind].word)
        return NULL;
    return &kinds[kind];
}

void events_done(struct events *events)
{
    free(events->items);
    *events = (struct events){0};
}
