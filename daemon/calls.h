/* SPDX-License-Identifier: MIT
 *
 * The calls of the open day, one after the other: who was called when and where, why, and what was taken back. The
 * engine keeps of a ticket only its last call; boards and "why before me?" ask for more. Read out of the ledger at
 * start and fed with every event since, so nothing is kept that the ledger does not have.
 */
#pragma once

#include "daemon/store.h"

enum {
    CALLS_PLEASE_WAIT_MS = 60 * 1000, /* a call that was taken back is told so long */
    CALLS_MISSED_MS = 15 * 60 * 1000  /* a no-show is told so long */
};

enum call_kind { CALL_KIND_FIRST, CALL_KIND_AGAIN, CALL_KIND_MOVED };

struct call_made {
    int64_t seq; /* of its event: grows with every call */
    int64_t at_ms;
    enum call_kind kind;
    int32_t ticket, step, service, counter, operator_id;
    enum call_why why; /* of the first */
    int64_t group;     /* of the finish it came with; 0: none */
    bool taken_back;
};

/* Something that boards tell for a time. */
struct call_notice {
    int32_t ticket, counter;
    int64_t at_ms;
};

struct call_notices {
    size_t count, room;
    struct call_notice *items; /* in the order of time */
};

struct calls {
    size_t count, room;
    struct call_made *items;
    size_t last_count;
    int32_t *last; /* by ticket: its last call + 1; 0: none */
    struct call_notices taken_back, missed;
};

void calls_done(struct calls *calls);

/* Facts in their order, numbered. */
void calls_take(struct calls *calls, const struct event *events, size_t count);

/* Forgets all and reads the open day again from what is durable. */
int calls_load(struct calls *calls, struct store *store) attr_must_check;

/* The last call of a ticket; NULL: none today. */
const struct call_made *calls_last(const struct calls *calls, int32_t ticket);
/* When something ceases to be told next, as its time is over; INT64_MAX: never. */
int64_t calls_deadline(const struct calls *calls, int64_t now_ms);
