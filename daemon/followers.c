/* SPDX-License-Identifier: MIT
 *
 * A list of who was heard, and one of calls that wait.
 */
#include "daemon/followers.h"

#include <stdio.h>
#include <string.h>

#include "common/varlink/server.h"
#include "daemon/daemon.h"

struct parked_call {
    struct parked_call *next;
    struct followers *followers;
    struct varlink_call *call;
    int64_t commits;
    uint64_t until_ms;
    void (*go_on)(struct varlink_call *call, bool committed, void *data);
    void *data;
};

/* --- who was heard --- */

void followers_hear(struct followers *followers, const char *name, int64_t seq)
{
    size_t i = 0;
    while (i < followers->count && strcmp(followers->seen[i].name, name) != 0)
        i++;
    if (i == followers->count && i < FOLLOWERS_MOST)
        followers->count++;
    else if (i == followers->count)
        i--; /* the one not heard for the longest time */
    memmove(&followers->seen[1], &followers->seen[0], i * sizeof(followers->seen[0]));
    struct follower_seen *seen = &followers->seen[0];
    *seen = (struct follower_seen){
            .seq = seq, .heard_ms = clock_wall_ms(), .heard_loop_ms = uv_now(followers->daemon->loop)};
    snprintf(seen->name, sizeof(seen->name), "%s", name);
}

bool followers_hear_now(const struct followers *followers, const struct follower_seen *seen)
{
    return uv_now(followers->daemon->loop) - seen->heard_loop_ms < FOLLOWER_SILENT_MS;
}

/* --- who waits --- */

static void unlink_call(struct parked_call *parked)
{
    struct parked_call **link = &parked->followers->parked;
    while (*link != parked)
        link = &(*link)->next;
    *link = parked->next;
}

static void on_gone(attr_unused struct varlink_call *call, void *data)
{
    unlink_call(data);
    free(data);
}

static void go_on(struct parked_call *parked, bool committed)
{
    struct parked_call found = *parked;
    unlink_call(parked);
    free(parked);
    varlink_call_on_gone(found.call, NULL, NULL);
    found.go_on(found.call, committed, found.data);
}

static void set_timer(struct followers *followers)
{
    uint64_t now_ms = uv_now(followers->daemon->loop), first_ms = UINT64_MAX;
    for (const struct parked_call *parked = followers->parked; parked; parked = parked->next) {
        if (parked->until_ms < first_ms)
            first_ms = parked->until_ms;
    }
    if (first_ms == UINT64_MAX)
        uv_timer_stop(&followers->timer);
    else
        uv_timer_start(&followers->timer, followers->timer.timer_cb, first_ms > now_ms ? first_ms - now_ms : 0, 0);
}

static void on_timer(uv_timer_t *timer)
{
    struct followers *followers = timer->data;
    uint64_t now_ms = uv_now(followers->daemon->loop);
    struct parked_call *next;
    for (struct parked_call *parked = followers->parked; parked; parked = next) {
        next = parked->next;
        if (parked->until_ms <= now_ms)
            go_on(parked, false);
    }
    set_timer(followers);
    turn_mark(&followers->daemon->turn);
}

void followers_park(struct followers *followers, struct varlink_call *call, int64_t commits, uint64_t until_ms,
                    void (*then)(struct varlink_call *call, bool committed, void *data), void *data)
{
    struct parked_call *parked = mem_new(struct parked_call);
    *parked = (struct parked_call){.next = followers->parked,
                                   .followers = followers,
                                   .call = call,
                                   .commits = commits,
                                   .until_ms = until_ms,
                                   .go_on = then,
                                   .data = data};
    followers->parked = parked;
    varlink_call_on_gone(call, on_gone, parked);
    set_timer(followers);
}

void followers_run(struct followers *followers)
{
    int64_t commits = followers->daemon->hall.commits;
    struct parked_call *next;
    if (!followers->parked)
        return;
    for (struct parked_call *parked = followers->parked; parked; parked = next) {
        next = parked->next;
        if (parked->commits != commits)
            go_on(parked, true);
    }
    set_timer(followers);
}

void followers_init(struct followers *followers, struct daemon *daemon)
{
    *followers = (struct followers){.daemon = daemon};
    uv_timer_init(daemon->loop, &followers->timer);
    followers->timer.data = followers;
    followers->timer.timer_cb = on_timer;
}

void followers_done(struct followers *followers)
{
    uv_close((uv_handle_t *)&followers->timer, NULL);
}
