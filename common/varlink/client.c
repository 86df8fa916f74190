/* SPDX-License-Identifier: MIT
 *
 * Calls over connections that come and go.
 *
 * A *lane* is a wire and the calls that go over it, in the order of their answers. The client has one lane for all its
 * calls; each stream has its own, because a service answers the calls of one connection in order and a stream does not
 * end. A call is in one queue at any time: that of its lane, or `ending` when its end is decided and not yet told.
 *
 * Handlers may call, cancel and free as they like. So nobody tells a handler in the middle of work: functions that
 * change queues tell nobody, they move calls to `ending`; what the loop calls (the on_ functions) does its work first,
 * and tells as its last act (tell_all). The client and its wires outlive any handler: libuv lets go of handles only in
 * the last phase of a turn. A call outlives the telling by `busy`.
 *
 * A call counts as sent when its NUL is out: a service does nothing with a message that is not whole. What was not sent
 * can always be sent later; what was sent goes again only if it may be repeated. When a connection is lost, only the
 * call at its head is charged an attempt, since that is what the service was at; so a call that kills its service is
 * not repeated for ever, and those behind it are not made to pay.
 */
#include "common/varlink/client.h"

#include <assert.h>
#include <errno.h>

#include "common/varlink/client_call.h"

static void on_timer(uv_timer_t *timer);
static void on_grace_over(uv_timer_t *timer);

static void tell_connected(struct varlink_client *client)
{
    if (client->told_once && client->told == client->connected)
        return;
    client->told_once = true;
    client->told = client->connected;
    if (client->options.connected)
        client->options.connected(client->options.data, client->connected, client->error);
}

/* The last act of whatever the loop calls. */
static void tell_all(struct varlink_client *client)
{
    tell_connected(client);
    struct varlink_client_call *call;
    while ((call = TAILQ_FIRST(&client->ending)))
        client_call_tell_end(call);
}

/* --- deadlines --- */

static void start_timer(struct varlink_client *client, uint64_t due_ms)
{
    if (client->grace || (client->timer_due_ms > 0 && client->timer_due_ms <= due_ms))
        return;
    client->timer_due_ms = due_ms;
    uint64_t now_ms = uv_now(client->options.loop);
    uv_timer_start(&client->timer, on_timer, due_ms > now_ms ? due_ms - now_ms : 0, 0);
}

static void set_deadline(struct varlink_client_call *call)
{
    /* The loop's clock stands since the turn began; an attempt must not lose what the turn took so far. */
    uv_update_time(call->client->options.loop);
    call->deadline_ms = uv_now(call->client->options.loop) + call->client->options.timeout_ms;
    start_timer(call->client, call->deadline_ms);
}

/* The earliest deadline of the lane, or the other one if that is earlier or the lane has none; 0 is none. */
static uint64_t earlier_deadline(const struct lane *lane, uint64_t other_ms)
{
    uint64_t earliest_ms = other_ms;
    for (const struct varlink_client_call *call = TAILQ_FIRST(&lane->calls); call; call = TAILQ_NEXT(call, entry)) {
        if (call->deadline_ms > 0 && (earliest_ms == 0 || call->deadline_ms < earliest_ms))
            earliest_ms = call->deadline_ms;
    }
    return earliest_ms;
}

static uint64_t earliest_deadline(const struct varlink_client *client)
{
    uint64_t earliest_ms = 0;
    for (const struct lane *lane = TAILQ_FIRST(&client->lanes); lane; lane = TAILQ_NEXT(lane, entry))
        earliest_ms = earlier_deadline(lane, earliest_ms);
    return earliest_ms;
}

/* The same as a yes or no, which a full queue answers at once. */
static bool has_deadline(const struct lane *lane)
{
    const struct varlink_client_call *call = TAILQ_FIRST(&lane->calls);
    while (call && call->deadline_ms == 0)
        call = TAILQ_NEXT(call, entry);
    return call;
}

/* An idle client wakes nobody. */
static void stop_idle_timer(struct varlink_client *client)
{
    if (client->timer_due_ms == 0)
        return;
    for (const struct lane *lane = TAILQ_FIRST(&client->lanes); lane; lane = TAILQ_NEXT(lane, entry)) {
        if (has_deadline(lane))
            return;
    }
    client->timer_due_ms = 0;
    uv_timer_stop(&client->timer);
}

/* --- a lane loses its connection --- */

static struct varlink_client_call *sent_head(const struct lane *lane)
{
    struct varlink_client_call *head = TAILQ_FIRST(&lane->calls);
    return head && client_call_is_sent(head) ? head : NULL;
}

/* What becomes of a call whose connection is gone. */
static void lose_call(struct varlink_client_call *call, bool is_head, int error)
{
    bool sent = client_call_is_sent(call);
    call->was_sent = call->was_sent || sent;
    if (call->forgotten)
        client_call_forget(call);
    else if (sent && (call->flags & VARLINK_CALL_ONEWAY))
        client_call_end(call, VARLINK_OK, 0);
    else if (is_head && (error == -EBADMSG || error == -EMSGSIZE))
        client_call_end(call, VARLINK_BAD, error);
    else if (sent && !client_call_may_repeat(call))
        client_call_end(call, VARLINK_LOST, error);
    else if (is_head && error != -ETIMEDOUT && client_call_use_attempt(call))
        client_call_end(call, VARLINK_LOST, error);
    else
        call->end = 0;
}

static void lose_calls(struct lane *lane, int error)
{
    struct varlink_client *client = lane->client;
    struct varlink_client_call *head = sent_head(lane), *call = TAILQ_FIRST(&lane->calls), *next;
    for (; call; call = next) {
        next = TAILQ_NEXT(call, entry);
        if (client_call_is_stream(call)) {
            /* A stream waits for its service as long as it takes; only an answer has a deadline. */
            call->deadline_ms = 0;
            call->again = call->answered;
        }
        lose_call(call, call == head, error);
    }
    if (lane == &client->main) {
        client->connected = false;
        client->error = error;
    }
}

static void break_lane(struct lane *lane, int error)
{
    wire_break(lane->wire);
    lose_calls(lane, error);
}

/* --- time is over --- */

/* Charges the calls whose attempt is over; a connection that owes one of them an answer is no good any more, since
 * answers come in order. */
static void expire_lane(struct lane *lane, uint64_t now_ms)
{
    bool owed = false;
    struct varlink_client_call *call = TAILQ_FIRST(&lane->calls), *next;
    for (; call; call = next) {
        next = TAILQ_NEXT(call, entry);
        if (call->deadline_ms == 0 || call->deadline_ms > now_ms)
            continue;
        owed = owed || call->end > 0;
        if (client_call_use_attempt(call))
            client_call_end(call, VARLINK_TIMEOUT, -ETIMEDOUT);
        else
            set_deadline(call);
    }
    if (owed)
        break_lane(lane, -ETIMEDOUT);
}

static void on_grace_over(uv_timer_t *timer)
{
    struct varlink_client *client = timer->data;
    client->grace = false;
    uint64_t now_ms = uv_now(client->options.loop);
    for (struct lane *lane = TAILQ_FIRST(&client->lanes); lane; lane = TAILQ_NEXT(lane, entry))
        expire_lane(lane, now_ms);
    uint64_t due_ms = earliest_deadline(client);
    if (due_ms > 0)
        start_timer(client, due_ms);
    tell_all(client);
}

/* A loop that was kept from its work, or a machine that slept, runs its timers before it reads: answers may lie in the
 * socket. So the loop gets to read once more before anything is over. */
static void on_timer(uv_timer_t *timer)
{
    struct varlink_client *client = timer->data;
    client->timer_due_ms = 0;
    uint64_t due_ms = earliest_deadline(client);
    if (due_ms == 0)
        return;
    if (due_ms > uv_now(client->options.loop)) {
        start_timer(client, due_ms);
        return;
    }
    client->grace = true;
    uv_timer_start(timer, on_grace_over, 1, 0);
}

/* --- what a wire tells --- */

static void send_call(struct varlink_client_call *call)
{
    call->end = wire_send(call->lane->wire, buffer_bytes(&call->message), call->message.length);
    set_deadline(call);
}

static void on_opened(void *data)
{
    struct lane *lane = data;
    for (struct varlink_client_call *call = TAILQ_FIRST(&lane->calls); call; call = TAILQ_NEXT(call, entry))
        send_call(call);
    if (lane == &lane->client->main) {
        lane->client->connected = true;
        lane->client->error = 0;
    }
    tell_all(lane->client);
}

static void on_closed(void *data, int error)
{
    struct lane *lane = data;
    lose_calls(lane, error);
    tell_all(lane->client);
}

/* Calls without a reply are done when they are out. */
static void on_written(void *data)
{
    struct lane *lane = data;
    struct varlink_client_call *call = TAILQ_FIRST(&lane->calls), *next;
    for (; call && client_call_is_sent(call); call = next) {
        next = TAILQ_NEXT(call, entry);
        if (!(call->flags & VARLINK_CALL_ONEWAY))
            continue;
        if (call->forgotten)
            client_call_forget(call);
        else
            client_call_end(call, VARLINK_OK, 0);
    }
    tell_all(lane->client);
}

static void on_message(void *data, const char *bytes, size_t length)
{
    struct lane *lane = data;
    struct varlink_client *client = lane->client; /* outlives a stream and its lane */
    struct varlink_client_call *call = sent_head(lane);
    struct client_message message = {0};
    bool fits = call && client_message_read(bytes, length, &message) == 0 &&
                (client_call_is_stream(call) || !message.continues);
    if (!fits) {
        client_message_done(&message);
        break_lane(lane, -EBADMSG);
        tell_all(client);
        return;
    }
    wire_settle(lane->wire);
    if (call->forgotten)
        client_call_forget(call);
    else
        client_call_answer(call, &message);
    client_message_done(&message);
    stop_idle_timer(client);
}

static const struct wire_events wire_events = {
        .opened = on_opened, .message = on_message, .written = on_written, .closed = on_closed};

/* --- public --- */

static void lane_open(struct lane *lane, struct varlink_client *client)
{
    const struct varlink_client_options *options = &client->options;
    lane->client = client;
    TAILQ_INIT(&lane->calls);
    TAILQ_INSERT_TAIL(&client->lanes, lane, entry);
    lane->wire = wire_new(&(struct wire_options){.loop = options->loop,
                                                 .address = options->address,
                                                 .open = options->open,
                                                 .open_data = options->data,
                                                 .message_bytes = options->message_bytes,
                                                 .backoff_min_ms = options->backoff_min_ms,
                                                 .backoff_max_ms = options->backoff_max_ms,
                                                 .events = &wire_events,
                                                 .data = lane});
}

static void set_default(unsigned *value, unsigned standard)
{
    if (*value == 0)
        *value = standard;
}

struct varlink_client *varlink_client_new(const struct varlink_client_options *options)
{
    struct varlink_client *client = mem_new(struct varlink_client);
    client->options = *options;
    client->address = options->address ? mem_strdup(options->address) : NULL;
    client->options.address = client->address;
    set_default(&client->options.timeout_ms, 10000);
    set_default(&client->options.attempts, 3);
    set_default(&client->options.backoff_min_ms, 100);
    set_default(&client->options.backoff_max_ms, 5000);
    if (client->options.message_bytes == 0)
        client->options.message_bytes = (size_t)16 * 1024 * 1024;
    TAILQ_INIT(&client->lanes);
    TAILQ_INIT(&client->ending);
    arena_init(&client->arena);
    uv_timer_init(options->loop, &client->timer);
    client->timer.data = client;
    lane_open(&client->main, client);
    return client;
}

static void on_timer_closed(uv_handle_t *handle)
{
    struct varlink_client *client = handle->data;
    arena_done(&client->arena);
    free(client->address);
    free(client);
}

/* Moves every call of the lane to its end. */
static void empty_lane(struct lane *lane)
{
    struct varlink_client_call *call;
    while ((call = TAILQ_FIRST(&lane->calls))) {
        if (call->forgotten)
            client_call_forget(call);
        else
            client_call_end(call, VARLINK_CANCELLED, -ECANCELED);
    }
}

struct varlink_client *varlink_client_free(struct varlink_client *client)
{
    if (!client || client->dead)
        return NULL;
    client->dead = true;
    struct varlink_client_call *call;
    for (call = TAILQ_FIRST(&client->ending); call; call = TAILQ_NEXT(call, entry))
        call->status = VARLINK_CANCELLED;
    for (struct lane *lane = TAILQ_FIRST(&client->lanes); lane; lane = TAILQ_NEXT(lane, entry))
        empty_lane(lane);
    while ((call = TAILQ_FIRST(&client->ending)))
        client_call_tell_end(call);
    client->main.wire = wire_free(client->main.wire);
    uv_close((uv_handle_t *)&client->timer, on_timer_closed);
    return NULL;
}

static struct varlink_client_call *new_call(struct varlink_client *client, unsigned flags,
                                            varlink_reply_handler *handler, void *data)
{
    assert(!((flags & VARLINK_CALL_MORE) && (flags & VARLINK_CALL_ONEWAY)));
    struct varlink_client_call *call = mem_new(struct varlink_client_call);
    call->client = client;
    call->flags = flags;
    call->handler = handler;
    call->data = data;
    return call;
}

static struct varlink_client_call *start_call(struct varlink_client_call *call)
{
    call->lane = &call->client->main;
    if (client_call_is_stream(call)) {
        call->lane = &call->own;
        lane_open(&call->own, call->client);
    }
    client_call_move(call, &call->lane->calls);
    if (wire_is_open(call->lane->wire))
        send_call(call);
    else if (!client_call_is_stream(call))
        set_deadline(call);
    return call;
}

struct varlink_client_call *varlink_client_call(struct varlink_client *client, const struct idl_member *method,
                                                const void *in, unsigned flags, varlink_reply_handler *handler,
                                                void *data)
{
    if (client->dead)
        return NULL;
    if (client_message_request_field(method->input))
        flags |= VARLINK_CALL_REPEAT;
    struct varlink_client_call *call = new_call(client, flags, handler, data);
    call->method = method;
    client_message_call(&call->message, method, in, flags);
    return start_call(call);
}

struct varlink_client_call *varlink_client_call_json(struct varlink_client *client, const char *method,
                                                     json_t *parameters, unsigned flags, varlink_reply_handler *handler,
                                                     void *data)
{
    if (client->dead)
        return NULL;
    struct varlink_client_call *call = new_call(client, flags, handler, data);
    client_message_call_json(&call->message, method, parameters, flags);
    return start_call(call);
}

void varlink_client_cancel(struct varlink_client_call *call)
{
    if (call->ended || call->forgotten)
        return;
    bool on_its_way = call->queue == &call->client->main.calls && call->end > 0;
    if (on_its_way) {
        client_call_abandon(call);
    } else {
        call->status = VARLINK_CANCELLED;
        client_call_tell_end(call);
    }
}

bool varlink_client_is_connected(const struct varlink_client *client)
{
    return client->connected;
}
