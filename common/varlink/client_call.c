/* SPDX-License-Identifier: MIT
 *
 * The life of one call between the queues, and the words its handler hears.
 */
#include "common/varlink/client_call.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

/* --- calls and queues --- */

bool client_call_is_stream(const struct varlink_client_call *call)
{
    return call->flags & VARLINK_CALL_MORE;
}

bool client_call_is_sent(const struct varlink_client_call *call)
{
    return call->end > 0 && call->end <= wire_sent(call->lane->wire);
}

bool client_call_may_repeat(const struct varlink_client_call *call)
{
    return call->flags & (VARLINK_CALL_REPEAT | VARLINK_CALL_MORE);
}

bool client_call_use_attempt(struct varlink_client_call *call)
{
    call->attempts++;
    return !client_call_may_repeat(call) || (!call->answered && call->attempts >= call->client->options.attempts);
}

void client_call_move(struct varlink_client_call *call, struct call_queue *queue)
{
    if (call->queue)
        TAILQ_REMOVE(call->queue, call, entry);
    if (queue)
        TAILQ_INSERT_TAIL(queue, call, entry);
    call->queue = queue;
}

static void call_free(struct varlink_client_call *call)
{
    assert(!call->queue);
    buffer_done(&call->message);
    free(call);
}

void client_call_forget(struct varlink_client_call *call)
{
    client_call_move(call, NULL);
    call->ended = true;
    if (call->busy == 0)
        call_free(call);
}

void client_call_end(struct varlink_client_call *call, enum varlink_status status, int error)
{
    call->status = status;
    call->error = error;
    call->was_sent = call->was_sent || client_call_is_sent(call);
    call->deadline_ms = 0;
    client_call_move(call, &call->client->ending);
}

/* --- telling --- */

static unsigned seconds(unsigned ms)
{
    return (ms + 999) / 1000;
}

/* One sentence for a person on how the call ended. */
static void write_reason(const struct varlink_client_call *call, char *ret_reason, size_t size)
{
    const struct varlink_client_options *options = &call->client->options;
    char error[64];
    if (call->status == VARLINK_TIMEOUT && call->was_sent)
        snprintf(ret_reason, size, "no answer within %u s, %u tries", seconds(options->timeout_ms), call->attempts);
    else if (call->status == VARLINK_TIMEOUT)
        snprintf(ret_reason, size, "the service could not be reached, the call was not sent");
    else if (call->status == VARLINK_LOST)
        snprintf(ret_reason, size, "the connection ended before the answer: %s",
                 strerror_r(-call->error, error, sizeof(error)));
    else if (call->status == VARLINK_CANCELLED)
        snprintf(ret_reason, size, "the call was cancelled");
    else if (call->error == -EMSGSIZE)
        snprintf(ret_reason, size, "the answer is longer than %zu bytes", options->message_bytes);
    else if (call->error == -EBADMSG)
        snprintf(ret_reason, size, "the answer is not a Varlink reply");
}

static void tell(struct varlink_client_call *call, const struct varlink_reply *reply)
{
    call->busy++;
    if (call->handler)
        call->handler(call, reply, call->data);
    if (--call->busy == 0 && call->ended)
        call_free(call);
}

static void close_stream(struct varlink_client_call *call)
{
    if (!client_call_is_stream(call) || !call->own.wire)
        return;
    call->own.wire = wire_free(call->own.wire);
    TAILQ_REMOVE(&call->client->lanes, &call->own, entry);
}

static void tell_end(struct varlink_client_call *call, const struct varlink_reply *reply)
{
    client_call_move(call, NULL);
    close_stream(call);
    call->ended = true;
    tell(call, reply);
}

static void status_reply(const struct varlink_client_call *call, struct varlink_reply *ret_reply)
{
    *ret_reply = (struct varlink_reply){.status = call->status,
                                        .not_sent = call->status == VARLINK_TIMEOUT && !call->was_sent};
    write_reason(call, ret_reply->reason, sizeof(ret_reply->reason));
}

void client_call_tell_end(struct varlink_client_call *call)
{
    struct varlink_reply reply;
    status_reply(call, &reply);
    tell_end(call, &reply);
}

/* Fills the reply from the message; what it points to lives in the message and the client's arena. */
static void fill_reply(const struct varlink_client_call *call, const struct client_message *message,
                       struct varlink_reply *ret_reply)
{
    ret_reply->parameters = message->parameters;
    if (message->error) {
        ret_reply->status = VARLINK_ERROR;
        ret_reply->error = message->error;
        snprintf(ret_reply->reason, sizeof(ret_reply->reason), "the service answered %.150s", message->error);
        return;
    }
    ret_reply->status = message->continues ? VARLINK_MORE : VARLINK_OK;
    ret_reply->repeated = call->again;
    if (!call->method)
        return;
    void *out = arena_alloc(&call->client->arena, call->method->output->size);
    json_t *parameters = message->parameters ? json_incref(message->parameters) : json_object();
    struct value_mistake mistake;
    int r = value_decode(call->method->output, parameters, VALUE_LENIENT, &call->client->arena, out, &mistake);
    json_decref(parameters);
    if (r == 0) {
        ret_reply->out = out;
    } else {
        ret_reply->status = VARLINK_BAD;
        snprintf(ret_reply->reason, sizeof(ret_reply->reason), "the answer's field %.60s %.100s", mistake.path,
                 mistake.reason);
    }
}

void client_call_answer(struct varlink_client_call *call, const struct client_message *message)
{
    struct varlink_client *client = call->client; /* outlives the call */
    struct varlink_reply reply = {0};
    fill_reply(call, message, &reply);
    if (reply.status == VARLINK_MORE) {
        call->deadline_ms = 0;
        call->answered = true;
        call->again = false;
        tell(call, &reply);
    } else {
        tell_end(call, &reply);
    }
    arena_reset(&client->arena);
}

void client_call_abandon(struct varlink_client_call *call)
{
    struct varlink_reply reply;
    call->status = VARLINK_CANCELLED;
    status_reply(call, &reply);
    call->forgotten = true;
    call->deadline_ms = 0;
    tell(call, &reply);
}
