/* SPDX-License-Identifier: MIT
 *
 * A subscription is pending from the moment one of its topics was touched until its peer has room for the newest state.
 */
#include "daemon/publish.h"

#include <string.h>

#include "common/buffer.h"
#include "common/interface/refused.h"
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
    int64_t told_ms; /* last; 0: never */
};

/* A reply made in this turn, for all that ask for the same. */
struct shared {
    const struct snapshot *snapshot;
    const char *key; /* NULL: for nobody else, or no longer true */
    bool continues;
    struct buffer bytes;
};

void publish_init(struct publish *publish, struct daemon *daemon, struct turn *turn)
{
    *publish = (struct publish){.daemon = daemon, .turn = turn};
    arena_init(&publish->arena);
}

static void forget_shared(struct publish *publish)
{
    for (size_t i = 0; i < publish->shared_count; i++)
        buffer_done(&publish->shared[i].bytes);
    publish->shared_count = 0;
    arena_reset(&publish->arena);
}

void publish_done(struct publish *publish)
{
    forget_shared(publish);
    free(publish->shared);
    arena_done(&publish->arena);
}

static const struct buffer *find_shared(const struct publish *publish, const struct snapshot *snapshot, const char *key,
                                        bool continues)
{
    for (size_t i = 0; key && i < publish->shared_count; i++) {
        const struct shared *shared = &publish->shared[i];
        if (shared->snapshot == snapshot && shared->continues == continues && shared->key &&
            strcmp(shared->key, key) == 0)
            return &shared->bytes;
    }
    return NULL;
}

static const struct buffer *make(struct publish *publish, const struct snapshot_request *request,
                                 const struct snapshot *snapshot, const char *key, const struct idl_member *method,
                                 bool continues)
{
    void *out = arena_alloc(request->arena, method->output->size);
    mem_grow(publish->shared, publish->shared_count, publish->shared_room);
    struct shared *shared = &publish->shared[publish->shared_count++];
    *shared = (struct shared){.snapshot = snapshot, .continues = continues};
    shared->key = key ? arena_strdup(request->arena, key) : NULL;
    snapshot->make(request, out);
    varlink_reply_encode(method, out, continues, &shared->bytes);
    return &shared->bytes;
}

/* Sends the snapshot as it is in this turn: made for whoever asks first, copied for the others. */
static void tell(struct publish *publish, struct varlink_call *call, const struct snapshot *snapshot, const void *in,
                 bool continues)
{
    struct snapshot_request request = {
            .daemon = publish->daemon, .rights = daemon_rights(call), .in = in, .arena = &publish->arena};
    const char *key = snapshot->key(&request);
    const struct buffer *bytes = find_shared(publish, snapshot, key, continues);
    if (!bytes)
        bytes = make(publish, &request, snapshot, key, varlink_call_method(call), continues);
    varlink_reply_encoded(call, bytes, continues);
}

static int64_t due_ms(const struct subscription *subscription)
{
    return subscription->told_ms ? subscription->told_ms + subscription->snapshot->every_ms : 0;
}

int64_t publish_deadline(const struct publish *publish)
{
    int64_t deadline_ms = INT64_MAX;
    for (const struct subscription *subscription = publish->subscriptions; subscription;
         subscription = subscription->next) {
        if (subscription->pending && varlink_stream_ready(subscription->call) && due_ms(subscription) < deadline_ms)
            deadline_ms = due_ms(subscription);
    }
    return deadline_ms;
}

void publish_touch(struct publish *publish, unsigned topics)
{
    publish->touched |= topics;
    for (size_t i = 0; i < publish->shared_count; i++) {
        if (publish->shared[i].snapshot->topics & topics)
            publish->shared[i].key = NULL;
    }
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

bool publish_is_subscribed(const struct publish *publish, const struct snapshot *snapshot, const char *key)
{
    for (const struct subscription *subscription = publish->subscriptions; subscription;
         subscription = subscription->next) {
        const struct snapshot_request request = {
                .daemon = publish->daemon, .rights = daemon_rights(subscription->call), .in = subscription->in};
        if (subscription->snapshot == snapshot && strcmp(snapshot->key(&request), key) == 0)
            return true;
    }
    return false;
}

static void subscription_free(struct subscription *gone)
{
    struct publish *publish = gone->publish;
    struct subscription **link = &publish->subscriptions;
    while (*link != gone)
        link = &(*link)->next;
    *link = gone->next;
    if (gone->snapshot->presence)
        publish_touch(publish, gone->snapshot->presence);
    free(gone);
}

/* The newest state for a subscriber, who may be let go with it. */
static void tell_subscriber(struct subscription *subscription)
{
    const struct snapshot *snapshot = subscription->snapshot;
    struct publish *publish = subscription->publish;
    struct varlink_call *call = subscription->call;
    struct snapshot_request request = {
            .daemon = publish->daemon, .rights = daemon_rights(call), .in = subscription->in, .arena = &publish->arena};
    enum snapshot_end end = snapshot->end ? snapshot->end(&request) : SNAPSHOT_GOES_ON;
    if (end != SNAPSHOT_GOES_ON)
        subscription_free(subscription);
    if (end == SNAPSHOT_GONE)
        varlink_error(call, REFUSED_NO_DAY, NULL);
    else if (end == SNAPSHOT_SIGNED_OUT)
        varlink_error(call, REFUSED_NOT_SIGNED_IN, &(struct refused_not_signed_in_error){0});
    else
        tell(publish, call, snapshot, request.in, end == SNAPSHOT_GOES_ON);
}

void publish_run(struct publish *publish)
{
    int64_t now_ms = turn_now(publish->turn);
    unsigned touched = publish->touched;
    struct subscription *next;
    publish->touched = 0; /* who goes meanwhile touches something for the next turn */
    for (struct subscription *subscription = publish->subscriptions; subscription; subscription = next) {
        next = subscription->next;
        if (subscription->snapshot->topics & touched)
            subscription->pending = true;
        if (!subscription->pending || !varlink_stream_ready(subscription->call) || due_ms(subscription) > now_ms)
            continue;
        subscription->pending = false;
        subscription->told_ms = now_ms;
        tell_subscriber(subscription);
    }
    forget_shared(publish);
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
    if (snapshot->presence)
        publish_touch(publish, snapshot->presence);
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
    tell(publish, call, snapshot, in, false);
}
