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
    struct varlink_call *call;
    int64_t commits;
    uint64_t until_ms;
    void (*go_on_with)(struct varlink_call *call, bool committed, void *data);
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

static struct parked_call take_out(struct followers *followers, size_t place)
{
    struct parked_call parked = followers->parked[place];
    followers->parked[place] = followers->parked[--followers->parked_count];
    return parked;
}

static void on_gone(struct varlink_call *call, void *data)
{
    struct followers *followers = data;
    size_t i = 0;
    while (followers->parked[i].call != call)
        i++;
    take_out(followers, i);
}

static void go_on(struct followers *followers, size_t place, bool committed)
{
    struct parked_call parked = take_out(followers, place);
    varlink_call_on_gone(parked.call, NULL, NULL);
    parked.go_on_with(parked.call, committed, parked.data);
}

static void set_timer(struct followers *followers)
{
    uint64_t now_ms = uv_now(followers->daemon->loop), first_ms = UINT64_MAX;
    for (size_t i = 0; i < followers->parked_count; i++) {
        if (followers->parked[i].until_ms < first_ms)
            first_ms = followers->parked[i].until_ms;
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
    for (size_t i = followers->parked_count; i-- > 0;) {
        if (followers->parked[i].until_ms <= now_ms)
            go_on(followers, i, false);
    }
    set_timer(followers);
    turn_mark(&followers->daemon->turn);
}

void followers_park(struct followers *followers, struct varlink_call *call, int64_t commits, uint64_t until_ms,
                    void (*go_on_with)(struct varlink_call *call, bool committed, void *data), void *data)
{
    mem_grow(followers->parked, followers->parked_count, followers->parked_room);
    followers->parked[followers->parked_count++] = (struct parked_call){
            .call = call, .commits = commits, .until_ms = until_ms, .go_on_with = go_on_with, .data = data};
    varlink_call_on_gone(call, on_gone, followers);
    set_timer(followers);
}

void followers_run(struct followers *followers)
{
    int64_t commits = followers->daemon->hall.commits;
    if (followers->parked_count == 0)
        return;
    for (size_t i = followers->parked_count; i-- > 0;) {
        if (followers->parked[i].commits != commits)
            go_on(followers, i, true);
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
    free(followers->parked);
}
