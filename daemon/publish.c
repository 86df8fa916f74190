/* SPDX-License-Identifier: MIT
 *
 * A subscription is pending from the moment one of its topics was touched until its peer has room for the newest state.
 */
#include "daemon/publish.h"

#include <string.h>

#include "common/buffer.h"
#include "common/interface/varlink_service.h"
#include "common/varlink/server.h"
#include "daemon/daemon.h"
#include "daemon/turn.h"

struct subscription {
    struct publish *publish;
    struct subscription *next;
    struct varlink_call *call;
    const struct snapshot *snapshot;
    const void *in;
    bool pending;
};

/* A reply made in this run, for all that ask for the same. */
struct shared {
    const struct snapshot *snapshot;
    const char *key; /* NULL: for nobody else */
    struct buffer bytes;
};

struct run {
    struct arena arena;
    struct shared *shared;
    size_t count, room;
};

void publish_init(struct publish *publish, struct daemon *daemon, struct turn *turn)
{
    *publish = (struct publish){.daemon = daemon, .turn = turn};
}

static struct snapshot_request request_of(struct publish *publish, const struct varlink_call *call, const void *in,
                                          struct arena *arena)
{
    return (struct snapshot_request){
            .daemon = publish->daemon, .rights = daemon_rights(call), .in = in, .arena = arena};
}

static void *make(const struct snapshot_request *request, const struct varlink_call *call,
                  const struct snapshot *snapshot)
{
    void *out = arena_alloc(request->arena, varlink_call_method(call)->output->size);
    snapshot->make(request, out);
    return out;
}

static const struct buffer *find_shared(const struct run *run, const struct snapshot *snapshot, const char *key)
{
    for (size_t i = 0; key && i < run->count; i++) {
        const struct shared *shared = &run->shared[i];
        if (shared->snapshot == snapshot && shared->key && strcmp(shared->key, key) == 0)
            return &shared->bytes;
    }
    return NULL;
}

static const struct buffer *encode(struct publish *publish, const struct subscription *subscription, struct run *run)
{
    struct snapshot_request request = request_of(publish, subscription->call, subscription->in, &run->arena);
    const char *key = subscription->snapshot->key(&request);
    const struct buffer *bytes = find_shared(run, subscription->snapshot, key);
    if (bytes)
        return bytes;
    mem_grow(run->shared, run->count, run->room);
    struct shared *shared = &run->shared[run->count++];
    *shared = (struct shared){.snapshot = subscription->snapshot, .key = key};
    const void *out = make(&request, subscription->call, subscription->snapshot);
    varlink_reply_encode(varlink_call_method(subscription->call), out, true, &shared->bytes);
    return &shared->bytes;
}

void publish_run(struct publish *publish)
{
    struct run run = {0};
    arena_init(&run.arena);
    for (struct subscription *subscription = publish->subscriptions; subscription; subscription = subscription->next) {
        if (subscription->snapshot->topics & publish->touched)
            subscription->pending = true;
        if (!subscription->pending || !varlink_stream_ready(subscription->call))
            continue;
        subscription->pending = false;
        varlink_reply_encoded(subscription->call, encode(publish, subscription, &run), true);
    }
    publish->touched = 0;
    for (size_t i = 0; i < run.count; i++)
        buffer_done(&run.shared[i].bytes);
    free(run.shared);
    arena_done(&run.arena);
}

void publish_touch(struct publish *publish, unsigned topics)
{
    publish->touched |= topics;
    turn_mark(publish->turn);
}

bool publish_is_wanted(const struct publish *publish, unsigned topics)
{
    for (const struct subscription *subscription = publish->subscriptions; subscription;
         subscription = subscription->next) {
        if (subscription->snapshot->topics & topics)
            return true;
    }
    return false;
}

static void subscription_free(struct subscription *gone)
{
    struct subscription **link = &gone->publish->subscriptions;
    while (*link != gone)
        link = &(*link)->next;
    *link = gone->next;
    free(gone);
}

static void on_gone(attr_unused struct varlink_call *call, void *data)
{
    subscription_free(data);
}

static void on_drained(attr_unused struct varlink_call *call, void *data)
{
    const struct subscription *subscription = data;
    if (subscription->pending)
        turn_mark(subscription->publish->turn);
}

void publish_revoke(struct publish *publish, bool (*permit)(const struct varlink_call *call))
{
    struct subscription *next;
    for (struct subscription *subscription = publish->subscriptions; subscription; subscription = next) {
        struct varlink_call *call = subscription->call;
        next = subscription->next;
        if (permit(call))
            continue;
        subscription_free(subscription);
        varlink_error(call, VARLINK_SERVICE_PERMISSION_DENIED, NULL);
    }
}

static void subscribe(struct publish *publish, struct varlink_call *call, const struct snapshot *snapshot,
                      const void *in)
{
    struct subscription *subscription = mem_new(struct subscription);
    *subscription = (struct subscription){.publish = publish,
                                          .next = publish->subscriptions,
                                          .call = call,
                                          .snapshot = snapshot,
                                          .in = in,
                                          .pending = true};
    publish->subscriptions = subscription;
    varlink_call_on_gone(call, on_gone, subscription);
    varlink_stream_on_drained(call, on_drained, subscription);
    turn_mark(publish->turn);
}

void publish_answer(struct publish *publish, struct varlink_call *call, const struct snapshot *snapshot, const void *in)
{
    if (varlink_call_wants_more(call)) {
        subscribe(publish, call, snapshot, in);
        return;
    }
    struct snapshot_request request = request_of(publish, call, in, varlink_call_arena(call));
    varlink_reply(call, make(&request, call, snapshot));
}
