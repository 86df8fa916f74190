/* SPDX-License-Identifier: MIT
 *
 * A Varlink service on a libuv loop (https://varlink.org/Method-Call): connections, frames, dispatch, replies.
 *
 * A turn: the loop reads; every whole message becomes a call, is checked against its IDL and answered by its handler;
 * replies are only *buffered*. varlink_server_flush(), called by the owner at the end of the turn, sends them. So what
 * a handler did can be made durable before anybody hears of it.
 *
 * Calls of one connection are answered in order: while one is deferred or streams, the next ones of that connection
 * wait unread. Nobody else waits. Any bytes are survived: text that is not JSON, not an object, or too long closes its
 * connection; everything else gets a typed error of org.varlink.service.
 */
#pragma once

#include <sys/types.h>
#include <uv.h>

#include "common/varlink/value.h"

struct varlink_server;
struct varlink_connection;
struct varlink_call;

/* Answers one call. `in` is the C form (idl.h) of the method's input, valid until the call is answered. The handler
 * answers with exactly one of varlink_reply(), varlink_error() or, to answer later, keeps `call`; a stream answers with
 * varlink_reply_continues() first. */
typedef void varlink_handler(struct varlink_call *call, const void *in);

struct varlink_method {
    const char *name;         /* short: "Issue" */
    varlink_handler *handler; /* NULL: MethodNotImplemented */
    bool changes;             /* changes something: not for those who may only read */
    bool streams;             /* may be called with "more"; a call with "more" to another method gets one reply */
    bool needs_more;          /* a stream that makes no sense without "more", or where nobody listens: ExpectedMore */
    bool defers; /* may keep a call that is no stream: Overloaded where calls_in_flight are kept already. A handler that
                    neither defers nor streams answers before it returns */
};

/* Who is at the other end; of a pair of descriptors that is no socket, this process itself. */
struct varlink_peer {
    pid_t pid;
    uid_t uid;
    gid_t gid;
    gid_t *groups; /* supplementary, SO_PEERGROUPS */
    size_t group_count;
};

/* With so many bytes of output unsent, no further call of a connection is taken. */
#define VARLINK_UNSENT_ENOUGH (64 * 1024)

/* Every limit a stranger can reach; the defaults are in server.c and stand in conf/novbe.conf. */
struct varlink_limits {
    size_t message_bytes; /* of one call */
    size_t reply_bytes;   /* of one reply: a larger one is our fault and asserts in tests */
    size_t connections;   /* in all */
    size_t connections_per_user;
    size_t unsent_bytes;      /* output a peer has not read, at the end of a turn: above it the connection is closed;
                                 so at least reply_bytes and VARLINK_UNSENT_ENOUGH */
    size_t calls_in_flight;   /* deferred calls in all; one more to a method that `defers` is answered Overloaded.
                                 Streams do not count: each holds a connection, which is counted */
    size_t messages_per_turn; /* of one connection: then others have their turn. What remains is taken in the next
                                 turns, in which all who have more share half this number. All connections of a user
                                 together give eight times as many, and an eighth of it while others are served */
    unsigned unread_ms;       /* a peer with output waiting that reads nothing for so long is closed */
};

extern const struct varlink_limits varlink_limits_default;

struct varlink_server_options {
    uv_loop_t *loop;
    const char *vendor, *product, *version, *url; /* of GetInfo */
    struct varlink_limits limits;
    /* Asked for each new connection; the result is kept with it (varlink_connection_data) and given to `forget` when
     * the connection ends. May be NULL. */
    void *(*accept)(void *data, const struct varlink_peer *peer);
    void (*forget)(void *data, void *connection_data);
    /* Asked for each connection by varlink_server_reload(): what may it do now? May be NULL. */
    void (*renew)(void *data, void *connection_data, const struct varlink_peer *peer);
    /* The gauntlet's last question, before the parameters are looked at: may this connection call this method?
     * False: PermissionDenied. NULL: everybody may. */
    bool (*permit)(void *data, void *connection_data, const struct idl_member *method, bool changes);
    /* Told that there is something to flush or to reap (once a turn). May be NULL. */
    void (*dirty)(void *data);
    void *data;
    bool durable;       /* a turn may fail: varlink_server_fail_turn() */
    bool check_replies; /* every reply is parsed again and checked against the IDL: on in tests */
};

struct varlink_server *varlink_server_new(const struct varlink_server_options *options);

/* Closes everything; kept calls are told. Not from a handler. Call uv_run once more afterwards so that libuv lets go of
 * the handles. */
struct varlink_server *varlink_server_free(struct varlink_server *server);

/* Serves the interface, which it does not serve yet; methods not in the table are MethodNotImplemented. The IDL and the
 * table must outlive the server. org.varlink.service is there from the start. */
void varlink_server_add(struct varlink_server *server, const struct idl *idl, const struct varlink_method *methods,
                        size_t count);

/* Accepts on a listening socket; takes the descriptor. Returns 0 or a negative errno. */
int varlink_server_listen(struct varlink_server *server, int fd) attr_must_check;

/* Serves one peer on a pair of descriptors (may be the same); takes them, also when it fails. The limits of connections
 * do not hold for it. Where pipes are served the process must ignore SIGPIPE. */
int varlink_server_attach(struct varlink_server *server, int fd_in, int fd_out) attr_must_check;

/* Sends what is buffered. The only function that writes. */
void varlink_server_flush(struct varlink_server *server);

/* Frees connections that ended in this turn; after flush. */
void varlink_server_reap(struct varlink_server *server);

/* What was answered since the last flush must not be heard, as it could not be kept; before varlink_server_flush(). All
 * of it is thrown away. Calls of methods that change something are answered org.novbe.Fault.StorageFailed instead;
 * others are given to their handlers again, in the same order, or with `reads` false are answered StorageFailed too, as
 * is one that would stay open before a later call of its connection. Open calls stay open; what a stream was told in
 * the turn it has to be told again. Not from a handler, and only where the server is `durable`. */
void varlink_server_fail_turn(struct varlink_server *server, bool reads);

/* New limits, and `renew` for every connection there is (a reload). */
void varlink_server_reload(struct varlink_server *server, const struct varlink_limits *limits);

struct varlink_server_figures {
    size_t connections, calls_in_flight, streams;
    uint64_t calls, errors, refused_connections, closed_by_limit;
};
struct varlink_server_figures varlink_server_figures(const struct varlink_server *server);

/* --- in a handler --- */

/* Answers with the C form of the method's output and ends the call. */
void varlink_reply(struct varlink_call *call, const void *out);

/* One reply of several; only if varlink_call_wants_more(). */
void varlink_reply_continues(struct varlink_call *call, const void *out);

/* Answers with an error by its full name ("org.novbe.Admin.ConfigurationInvalid") and the C form of its fields (NULL if
 * it has none) and ends the call. The error must be of an interface that the server serves. */
void varlink_error(struct varlink_call *call, const char *name, const void *fields);

/* Answers InvalidParameter for a field whose type is right and whose value is not. */
void varlink_error_parameter(struct varlink_call *call, const char *path);

bool varlink_call_wants_more(const struct varlink_call *call);
bool varlink_call_is_oneway(const struct varlink_call *call);
const struct idl_member *varlink_call_method(const struct varlink_call *call);
void *varlink_call_connection_data(const struct varlink_call *call);
const struct varlink_peer *varlink_call_peer(const struct varlink_call *call);

/* Memory that lives as long as the call. */
struct arena *varlink_call_arena(struct varlink_call *call);

/* For a call that is kept: told when its connection ends first; the call is dead after that and must not be answered.
 */
void varlink_call_on_gone(struct varlink_call *call, void (*gone)(struct varlink_call *call, void *data), void *data);

/* A stream's peer has taken all that was sent, so the newest state may go; else wait for `drained`, which is told each
 * time in a turn of its own. */
bool varlink_stream_ready(const struct varlink_call *call);
void varlink_stream_on_drained(struct varlink_call *call, void (*drained)(struct varlink_call *call, void *data),
                               void *data);

/* A reply to be sent to many: encoded once. Free it when no longer needed; calls keep no reference. */
struct buffer;
void varlink_reply_encode(const struct idl_member *method, const void *out, bool continues, struct buffer *ret_bytes);
void varlink_reply_encoded(struct varlink_call *call, const struct buffer *bytes, bool continues);
/* The last reply, for this call alone: the buffer is taken, and empty then. */
void varlink_reply_given(struct varlink_call *call, struct buffer *bytes);
