/* SPDX-License-Identifier: MIT
 *
 * A turn that could not be made durable: what was answered in it is taken back before anybody hears it, and asked
 * again.
 *
 * The texts of the calls answered since the last flush lie one after the other in one buffer, which costs a copy of
 * some hundred bytes a call, no more memory than the readers of the connections hold, and nothing where the server is
 * not durable. On a failure each connection's output is cut back to what it was when the turn began, and the calls pass
 * the gauntlet once more, in their order; its last question lets through only what reads. Calls that are open are no
 * part of it: deferred ones and streams stay as they are.
 *
 * Calls of a connection are answered in order, so one that may stay open can be run again only as the last of its
 * connection and where none is open; otherwise its caller is asked to call again, as if it were a change.
 */
#include "common/varlink/connection.h"

#include <assert.h>
#include <string.h>

/* So much memory for the texts is kept from turn to turn. */
#define TEXTS_KEPT ((size_t)64 * 1024)

struct answered {
    struct varlink_connection *connection;
    size_t length;
};

void again_note(struct varlink_connection *connection, const char *text, size_t length)
{
    struct varlink_server *server = connection->server;
    struct answered answered = {.connection = connection, .length = length};
    if (!server->options.durable)
        return;
    buffer_append(&server->answered, &answered, sizeof(answered));
    buffer_append(&server->answered, text, length);
    connection->answered++;
}

/* A call that was kept: its text is gone from the reader. */
void again_note_message(struct varlink_connection *connection, json_t *message)
{
    if (!connection->server->options.durable)
        return;
    _cleanup_free_ char *text = json_dumps(message, JSON_COMPACT);
    assert(text);
    again_note(connection, text, strlen(text));
}

void again_forget(struct varlink_server *server)
{
    buffer_clear(&server->answered, TEXTS_KEPT);
}

/* --- a turn that failed --- */

static void cut_back(struct varlink_connection *connection)
{
    connection->out_bytes.length = connection->sent_length;
    connection->to_repeat = connection->answered;
    connection->answered = 0;
}

/* Where it took no calls because of output that is no more, it takes them again. */
static void let_go_on(struct varlink_connection *connection)
{
    if (!connection->held || connection->out_bytes.length > 0)
        return;
    connection->held = false;
    connection_resume(connection);
}

static void each_dirty(struct varlink_server *server, void (*function)(struct varlink_connection *connection))
{
    for (struct link *at = server->dirty.next; at != &server->dirty; at = at->next)
        function(container_of(at, struct varlink_connection, dirty));
}

static void repeat_first(struct buffer *texts)
{
    struct answered answered;
    memcpy(&answered, buffer_bytes(texts), sizeof(answered));
    buffer_consume(texts, sizeof(answered));
    if (!answered.connection->is_dead && !answered.connection->deaf) {
        answered.connection->to_repeat--;
        call_dispatch(answered.connection, buffer_bytes(texts), answered.length);
    }
    buffer_consume(texts, answered.length);
}

void varlink_server_fail_turn(struct varlink_server *server, bool reads)
{
    assert(server->options.durable && server->repeat == REPEAT_NO);
    struct buffer texts = server->answered;
    server->answered = (struct buffer){0};
    each_dirty(server, cut_back);
    server->repeat = reads ? REPEAT_READS : REPEAT_NOTHING;
    while (texts.length > 0)
        repeat_first(&texts);
    server->repeat = REPEAT_NO;
    buffer_done(&texts);
    each_dirty(server, let_go_on);
}

bool again_may_run(const struct varlink_call *call)
{
    const struct varlink_connection *connection = call->connection;
    const struct varlink_method *method = call->name->method;
    if (connection->server->repeat == REPEAT_NO)
        return true;
    if (connection->server->repeat == REPEAT_NOTHING || method->changes)
        return false;
    bool may_stay = call->more || method->defers;
    return !may_stay || (connection->to_repeat == 0 && !connection->call && !connection->closing);
}
