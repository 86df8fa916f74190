/* SPDX-License-Identifier: MIT
 *
 * The inside of the server: what server.c (all connections), connection.c (one connection's bytes), call.c (one call's
 * way through the checks), again.c (a turn that failed) and service.c share. Everybody else includes server.h.
 */
#pragma once

#include "common/arena.h"
#include "common/varlink/frame.h"
#include "common/varlink/link.h"
#include "common/varlink/names.h"
#include "common/varlink/server.h"

struct listener;

/* A user with connections; what it has sent is served in its share of a turn (share.c). */
struct varlink_user {
    struct link all;
    uid_t uid;
    size_t connections;
    uint64_t turn; /* `left` is of it */
    size_t left;   /* messages that may still be taken */
};

struct varlink_server {
    struct varlink_server_options options;
    struct arena arena; /* the two interfaces of its own, and the list of all */
    const struct idl **interfaces;
    size_t interface_count, interface_room;
    struct names names;
    const struct idl_member *overloaded;     /* org.novbe.Fault.Overloaded */
    const struct idl_member *storage_failed; /* org.novbe.Fault.StorageFailed */
    json_t *no_parameters;                   /* {} */

    struct link connections; /* all */
    struct link users;       /* of them */
    uint64_t turn;           /* a new one begins with each round of `ready`, or else with each flush */
    uint64_t shared_at;      /* uv_now() when the last message came from another user than the one before; 0: never */
    const struct varlink_user *speaker; /* whose the last message was */
    struct link dirty;                  /* with output that flush has not tried to send */
    struct link unsent;                 /* with output that the peer does not take; who waits longest is first */
    struct link ready;                  /* to be served on in the next turn */
    struct link dead;                   /* to be reaped */
    bool told_dirty;

    struct listener *listeners;
    uv_idle_t idle;    /* active while `ready` is not empty, so that the loop does not sleep */
    uv_timer_t unread; /* active while `unsent` is not empty: an idle server has no wake-ups */
    size_t handles;    /* of libuv that are not closed yet */
    bool freed;        /* the memory goes with the last handle */

    struct buffer answered; /* texts of the calls answered since the last flush (again.c) */
    enum { REPEAT_NO, REPEAT_READS, REPEAT_NOTHING } repeat; /* they are being run again */

    struct varlink_call *spare; /* ended calls, with the memory of their arenas */
    size_t spare_count;
    struct varlink_server_figures figures;
    uint64_t log_window; /* see server_log_closed() */
    unsigned log_count;
};

struct varlink_connection {
    struct varlink_server *server;
    struct varlink_user *user;
    struct link all, dirty, unsent, ready, dead;
    uv_poll_t in, out; /* `out` only where the descriptors differ */
    int fd_in, fd_out;
    int armed_in, armed_out; /* uv_poll events */
    struct varlink_peer peer;
    void *data;
    struct frame_reader reader;
    struct buffer out_bytes;
    size_t sent_length;        /* of out_bytes: what flush has tried to send */
    size_t answered;           /* calls since then whose text is noted */
    size_t to_repeat;          /* of them, of a turn that failed */
    struct varlink_call *call; /* deferred or streaming: the next ones wait */
    uint64_t stalled_at;       /* uv_now() when the peer last took something */
    bool out_is_file;          /* fd_out proved to be no socket */
    bool ended;                /* the peer sends no more */
    bool deaf;                 /* the peer hears no more: what it sent is still done, answers are dropped */
    bool held;                 /* takes no calls until its output is sent */
    bool closing;              /* takes no calls; ends when its output is sent */
    bool drained;              /* the stream is to be told that its output was sent */
    bool is_dead;
    unsigned open_handles;
};

struct varlink_call {
    struct varlink_connection *connection;
    struct varlink_call *next; /* spare */
    const struct name *name;   /* NULL until it is known */
    json_t *message;
    struct arena arena;
    void *in;
    bool more, oneway;
    bool silent;   /* nobody hears an answer */
    bool handled;  /* the handler has returned */
    bool answered; /* the last reply was given */
    void (*gone)(struct varlink_call *call, void *data);
    void *gone_data;
    void (*drained)(struct varlink_call *call, void *data);
    void *drained_data;
};

/* --- server.c --- */

/* There is something to flush or to reap. */
void server_mark(struct varlink_server *server);
/* One connection ended otherwise than by its peer's will. */
void server_log_closed(struct varlink_server *server, const char *reason, uid_t uid);
void server_handle_opened(struct varlink_server *server);
/* May free the server. */
void server_handle_closed(struct varlink_server *server);
/* Starts what has work now: `ready` or `unsent` is not empty. */
void server_watch_ready(struct varlink_server *server);
void server_watch_unsent(struct varlink_server *server);
/* Adds the interfaces every service has (service.c). */
void server_add_own(struct varlink_server *server);

/* --- connection.c --- */

/* Takes descriptors and peer; on failure they are closed and freed. */
int connection_open(struct varlink_server *server, int fd_in, int fd_out, struct varlink_peer *peer) attr_must_check;
/* Output was added. */
void connection_mark(struct varlink_connection *connection);
/* Serves it on in the next turn. */
void connection_resume(struct varlink_connection *connection);
/* Its next turn: takes at most so many calls. */
void connection_continue(struct varlink_connection *connection, size_t most);
void connection_flush(struct varlink_connection *connection);
/* It has output waiting and took nothing for as long as may be; flushing closes it, if it still takes nothing. */
bool connection_is_overdue(const struct varlink_connection *connection);
/* Answers what was answered, then closes: nothing that can be understood will come. */
void connection_refuse(struct varlink_connection *connection, const char *reason);
/* A limit of ours is reached. */
void connection_close_by_limit(struct varlink_connection *connection, const char *reason);
/* Dead from now on: no callback comes any more. */
void connection_kill(struct varlink_connection *connection);
/* Frees a dead one. */
void connection_reap(struct varlink_connection *connection);

/* --- share.c --- */

/* The user of a new connection; NULL: it has none yet. */
struct varlink_user *user_find(const struct varlink_server *server, uid_t uid);
/* A connection more, one less: the last one takes the user with it. */
struct varlink_user *user_hold(struct varlink_server *server, uid_t uid);
void user_release(struct varlink_server *server, struct varlink_user *user);
/* How many of its messages may be taken now, `most` at most; and that so many were. */
size_t user_may_take(struct varlink_server *server, struct varlink_user *user, size_t most);
void user_took(struct varlink_user *user, size_t taken);
/* Serves those on `ready`, each with its share of a turn. */
void server_share_turn(struct varlink_server *server);

/* --- call.c --- */

/* One message of the peer. */
void call_dispatch(struct varlink_connection *connection, const char *bytes, size_t length);
/* The peer of a kept call is gone. */
void call_lose(struct varlink_call *call);
void call_free_spare(struct varlink_server *server);

/* --- again.c --- */

/* A call was answered: its text, or what was parsed from it. */
void again_note(struct varlink_connection *connection, const char *text, size_t length);
void again_note_message(struct varlink_connection *connection, json_t *message);
/* What was answered is sent. */
void again_forget(struct varlink_server *server);
/* False: it is run again after a failed turn, and must not be. */
bool again_may_run(const struct varlink_call *call);
