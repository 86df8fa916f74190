/* SPDX-License-Identifier: MIT
 *
 * A small table, searched from end to end: it holds those who were wrong in the last minute.
 */
#include "daemon/tries.h"

#define MINUTE_MS 60000

static size_t find(const struct tries *tries, uid_t user)
{
    size_t i = 0;
    while (i < tries->count && tries->terminals[i].user != user)
        i++;
    return i;
}

int64_t tries_wait(const struct tries *tries, uid_t user, int64_t now_ms)
{
    size_t i = find(tries, user);
    if (i == tries->count || tries->terminals[i].wrong < TRIES_A_MINUTE)
        return 0;
    int64_t until_ms = tries->terminals[i].since_ms + MINUTE_MS;
    return now_ms < until_ms ? until_ms : 0;
}

static size_t oldest(const struct tries *tries)
{
    size_t oldest = 0;
    for (size_t i = 1; i < tries->count; i++) {
        if (tries->terminals[i].since_ms < tries->terminals[oldest].since_ms)
            oldest = i;
    }
    return oldest;
}

int tries_wrong(struct tries *tries, uid_t user, int64_t now_ms)
{
    size_t i = find(tries, user);
    if (i == tries->count)
        i = tries->count < TRIES_TERMINALS ? tries->count++ : oldest(tries);
    struct tries_of *terminal = &tries->terminals[i];
    if (terminal->user != user || now_ms >= terminal->since_ms + MINUTE_MS)
        *terminal = (struct tries_of){.user = user, .since_ms = now_ms};
    terminal->wrong++;
    return terminal->wrong < TRIES_A_MINUTE ? TRIES_A_MINUTE - terminal->wrong : 0;
}
