/* SPDX-License-Identifier: MIT
 *
 * A short list: mostly empty, and as long as there are counters at most.
 */
#include "daemon/alarms.h"

#include <string.h>

void alarms_copy(void *to, const void *from)
{
    const struct alarms *alarms = from;
    struct alarms copy = {0};
    for (size_t i = 0; i < alarms->count; i++) {
        mem_grow(copy.items, copy.count, copy.room);
        copy.items[copy.count++] = alarms->items[i];
    }
    *(struct alarms *)to = copy;
}

void alarms_done(void *value)
{
    struct alarms *alarms = value;
    free(alarms->items);
    *alarms = (struct alarms){0};
}

static struct alarm *find(const struct alarms *alarms, const char *name)
{
    for (size_t i = 0; i < alarms->count; i++) {
        if (strcmp(alarms->items[i].name, name) == 0)
            return &alarms->items[i];
    }
    return NULL;
}

const struct alarm *alarms_call(struct alarms *alarms, int32_t counter, int32_t operator_id, int64_t now_ms)
{
    struct alarm alarm = {.counter = counter, .operator_id = operator_id, .since_ms = now_ms};
    for (size_t i = 0; i < alarms->count; i++) {
        if (alarms->items[i].counter == counter)
            return &alarms->items[i];
    }
    do
        code_text(code_random(0), alarm.name);
    while (find(alarms, alarm.name));
    mem_grow(alarms->items, alarms->count, alarms->room);
    alarms->items[alarms->count++] = alarm;
    return &alarms->items[alarms->count - 1];
}

bool alarms_answer(struct alarms *alarms, const char *name, int32_t counter, int32_t operator_id)
{
    struct alarm *alarm = find(alarms, name);
    if (!alarm || alarm->coming)
        return false;
    alarm->coming = true;
    alarm->coming_counter = counter;
    alarm->coming_operator = operator_id;
    return true;
}

bool alarms_end(struct alarms *alarms, const char *name)
{
    struct alarm *alarm = find(alarms, name);
    if (!alarm)
        return false;
    struct alarm *end = alarms->items + alarms->count--;
    memmove(alarm, alarm + 1, (size_t)((char *)end - (char *)(alarm + 1)));
    return true;
}
