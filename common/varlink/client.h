/* SPDX-License-Identifier: MIT
 *
 * A Varlink client on a libuv loop. Calls are asynchronous and answered in the order they were made; streams have
 * connections of their own. A lost connection is opened again (back-off with jitter), streams are subscribed again, and
 * calls that may be repeated are sent again unchanged, with the same request id. Whoever uses this knows no frames.
 *
 * What becomes of a call. While the service is not there it waits, and what was never sent goes whenever it can. One
 * attempt is over `timeout_ms` after the call was made or, once there is a connection, after it was sent. A connection
 * that owes an answer for so long is closed, since answers come in order: of the other calls sent on it those that may
 * not be repeated are lost, the rest go again on the next one. The same when the service closes it.
 * A stream waits for its service as long as it takes and has a time-out for its first reply only, at first and after
 * each loss. Once it was heard it is never given up; before, it ends like a call that may be repeated.
 *
 * Handlers run from the loop, never inside varlink_client_call(), and may use every function here, free too.
 */
#pragma once

#include <uv.h>

#include "common/varlink/value.h"

struct varlink_client;
struct varlink_client_call;

enum varlink_status {
    VARLINK_OK,       /* the answer, or the last reply of a stream */
    VARLINK_MORE,     /* a reply of a stream; others follow */
    VARLINK_ERROR,    /* the service answered an error: `error` and `parameters` say which */
    VARLINK_TIMEOUT,  /* no answer in time, repeats included; unless `not_sent`, whether it was done is not known */
    VARLINK_LOST,     /* the connection ended before the answer, and the call may not be repeated */
    VARLINK_BAD,      /* the answer is not what the IDL says; `reason` tells */
    VARLINK_CANCELLED /* varlink_client_free() or varlink_client_cancel() */
};

struct varlink_reply {
    enum varlink_status status;
    const char *error;  /* full name, VARLINK_ERROR only */
    json_t *parameters; /* borrowed; NULL if there are none */
    const void *out;    /* C form of the method's output if the call gave its idl_member and status is OK or MORE */
    bool repeated;      /* first reply of a stream after a reconnect: a whole new snapshot */
    bool not_sent;      /* VARLINK_TIMEOUT only: the service was not reached, so nothing was done */
    char reason[192];   /* a sentence for a person when status is not OK or MORE */
};

typedef void varlink_reply_handler(struct varlink_client_call *call, const struct varlink_reply *reply, void *data);

enum varlink_call_flags {
    VARLINK_CALL_MORE = 1,   /* a stream */
    VARLINK_CALL_ONEWAY = 2, /* no reply; the handler is told VARLINK_OK once it is written */
    VARLINK_CALL_REPEAT = 4, /* may be sent again after a time-out or a lost connection: changes nothing, or carries
                                a request id. A call whose input has a field `request` gets this by itself */
};

struct varlink_client_options {
    uv_loop_t *loop;
    const char *address; /* path of a Unix socket, or "@name" for an abstract one; NULL if `open` is given */
    /* Any other way to a service: opens a fresh pair of descriptors (may be the same) for one connection, such as the
     * pipes of an ssh; they are the client's then. Returns 0 or a negative errno. Writing into a pipe that nobody reads
     * raises SIGPIPE: a program that uses pipes must ignore it. */
    int (*open)(void *data, int *ret_fd_in, int *ret_fd_out);
    unsigned timeout_ms;     /* of one attempt; 0: 10 s */
    unsigned attempts;       /* of a call that may be repeated; 0: 3 */
    unsigned backoff_min_ms; /* 0: 100 */
    unsigned backoff_max_ms; /* 0: 5,000 */
    size_t message_bytes;    /* of one reply; 0: 16 MiB */
    /* Told when the connection of the calls is there and when it is gone (`error` is a negative errno), the first time
     * also when it could not be opened; not for each try, and not for the streams'. May be NULL. */
    void (*connected)(void *data, bool connected, int error);
    void *data;
};

struct varlink_client *varlink_client_new(const struct varlink_client_options *options);

/* Open calls end as VARLINK_CANCELLED; run the loop once more so that libuv lets go of the handles. Accepts NULL and
 * returns NULL. */
struct varlink_client *varlink_client_free(struct varlink_client *client);

/* A call by its IDL member and the C form of its input; the reply comes with `out` decoded. If the input has a field
 * `request: ?string` that is NULL, a fresh id is put in. Never fails: trouble comes as a status. The call is the
 * client's and valid until its handler was told its end; NULL only in a handler that varlink_client_free() runs.
 * `handler` may be NULL. */
struct varlink_client_call *varlink_client_call(struct varlink_client *client, const struct idl_member *method,
                                                const void *in, unsigned flags, varlink_reply_handler *handler,
                                                void *data);

/* A call by name with JSON parameters (a reference is taken; may be NULL); nothing is checked. */
struct varlink_client_call *varlink_client_call_json(struct varlink_client *client, const char *method,
                                                     json_t *parameters, unsigned flags, varlink_reply_handler *handler,
                                                     void *data);

/* Ends a call or stream; its handler is told VARLINK_CANCELLED before this returns. What was sent may still be done. In
 * the handler that is told its end this does nothing. */
void varlink_client_cancel(struct varlink_client_call *call);

bool varlink_client_is_connected(const struct varlink_client *client);

/* 128 random bits as 22 letters of the base64url alphabet and a NUL. */
#define VARLINK_REQUEST_ID_SIZE 23
void varlink_request_id(char ret_id[VARLINK_REQUEST_ID_SIZE]);
