/* SPDX-License-Identifier: MIT
 *
 * One call of a client: where it stands, how often it was tried, and how its handler is told. Internal to
 * common/varlink; client.c tells how calls, lanes and the client fit together.
 */
#pragma once

#include <sys/queue.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "common/varlink/client.h"
#include "common/varlink/client_message.h"
#include "common/varlink/wire.h"

TAILQ_HEAD(call_queue, varlink_client_call);
TAILQ_HEAD(lane_list, lane);

struct lane {
    struct varlink_client *client;
    struct wire *wire;
    struct call_queue calls;
    TAILQ_ENTRY(lane) entry;
};

struct varlink_client_call {
    struct varlink_client *client;
    struct lane *lane;
    struct lane own;          /* the lane of a stream */
    struct call_queue *queue; /* that it is in, or NULL */
    TAILQ_ENTRY(varlink_client_call) entry;

    const struct idl_member *method; /* NULL: called by name, nothing is checked */
    unsigned flags;
    struct buffer message; /* sent again unchanged */
    varlink_reply_handler *handler;
    void *data;

    uint64_t end;         /* wire_sent() says so when it is sent; 0: not given to the connection there is now */
    uint64_t deadline_ms; /* on the loop's clock; 0: none */
    unsigned attempts;    /* used up */
    bool answered;        /* a stream that has been heard */
    bool again;           /* a stream subscribed again: the next reply is a new snapshot */
    bool forgotten;       /* cancelled; waits to swallow its reply */

    enum varlink_status status; /* of its end, and the error behind it */
    int error;
    bool was_sent; /* on any connection */
    bool ended;
    unsigned busy; /* handlers of it that run now */
};

struct varlink_client {
    struct varlink_client_options options;
    char *address;
    struct lane main;
    struct lane_list lanes; /* main first */
    struct call_queue ending;
    struct arena arena; /* the reply being told */

    uv_timer_t timer;      /* the earliest deadline */
    uint64_t timer_due_ms; /* 0: it does not run */
    bool grace;            /* it runs for what may have come already */

    bool connected; /* as it is */
    bool told;      /* as `connected` was told last; told_once: it was told */
    bool told_once;
    int error;
    bool dead;
};

bool client_call_is_stream(const struct varlink_client_call *call);

/* It is out on the connection there is now; of a lost connection: it was out. */
bool client_call_is_sent(const struct varlink_client_call *call);

bool client_call_may_repeat(const struct varlink_client_call *call);

/* Uses up one attempt; true if it was the last. A stream that has been heard is subscribed again for ever. */
bool client_call_use_attempt(struct varlink_client_call *call);

/* To the end of a queue, or out of all (NULL). */
void client_call_move(struct varlink_client_call *call, struct call_queue *queue);

/* --- without telling anybody --- */

/* Decides the end of a call, which goes to the client's `ending`. */
void client_call_end(struct varlink_client_call *call, enum varlink_status status, int error);

/* Lets go of a cancelled call whose place is no longer needed. */
void client_call_forget(struct varlink_client_call *call);

/* --- telling the handler: afterwards the call may be gone, and its client dead --- */

/* Tells the end that was decided and lets go of the call. */
void client_call_tell_end(struct varlink_client_call *call);

/* Tells a reply; if it is the last, lets go of the call. */
void client_call_answer(struct varlink_client_call *call, const struct client_message *message);

/* Tells that the call is cancelled, and leaves it in its place to swallow its reply. */
void client_call_abandon(struct varlink_client_call *call);
