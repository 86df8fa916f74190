/* SPDX-License-Identifier: MIT
 *
 * Subscribers: who called with "more" gets the whole state at once and again whenever it changed, always the newest and
 * never a backlog. A subscriber that reads slowly skips states; nobody waits for it. A snapshot that several want in
 * one turn, once or as a stream, is made and written once.
 */
#pragma once

#include "common/arena.h"

struct daemon;
struct rights;
struct turn;
struct varlink_call;

/* What a state is made of; a subscriber is told again when one of its topics was touched. */
enum topic {
    TOPIC_STATUS = 1, /* connections, the daemon itself */
    TOPIC_OFFER = 2,  /* the catalogue, and what of it is open now */
    TOPIC_HALL = 4,   /* tickets, operators, the day */
    TOPIC_ROTA = 8,   /* who is planned where */
    TOPIC_PAPER = 16, /* orders of paper */
    TOPIC_PRINTERS = 32,
    TOPIC_FORECAST = 64, /* ranges of waiting */
    TOPIC_KIOSKS = 128,  /* which are out of use, what is asked for most, halts */
    TOPIC_BOARDS = 256,  /* which are shown */
};

struct snapshot_request {
    struct daemon *daemon;
    const struct rights *rights;
    const void *in;      /* of the call */
    struct arena *arena; /* for what `out` points to, until the turn ends */
};

/* What becomes of a stream whose state is asked for. */
enum snapshot_end {
    SNAPSHOT_GOES_ON,
    SNAPSHOT_LAST,       /* this state is its last */
    SNAPSHOT_GONE,       /* what it was about is no more: it ends with NoDay */
    SNAPSHOT_SIGNED_OUT, /* ... as the operator left: it ends with NotSignedIn */
};

/* One kind of state: the answer of one method, once or as a stream. */
struct snapshot {
    unsigned topics;
    int64_t every_ms;  /* a subscriber is told at most so often; 0: at every change */
    unsigned presence; /* topics that are touched when a subscriber comes or goes */
    void (*make)(const struct snapshot_request *request, void *out);
    /* Requests with equal keys get the same bytes; NULL: this answer is for this caller only. */
    const char *(*key)(const struct snapshot_request *request);
    /* Asked before a state is made for a stream; NULL: it goes on as long as its connection. */
    enum snapshot_end (*end)(const struct snapshot_request *request);
};

struct subscription;
struct shared;

struct publish {
    struct daemon *daemon;
    struct turn *turn;
    struct subscription *subscriptions;
    unsigned touched;
    struct shared *shared; /* replies made in this turn */
    size_t shared_count, shared_room;
    struct arena arena; /* of this turn */
};

void publish_init(struct publish *publish, struct daemon *daemon, struct turn *turn);
/* All calls must have ended before. */
void publish_done(struct publish *publish);

/* Answers a call with the snapshot: one reply, or with "more" a subscription. */
void publish_answer(struct publish *publish, struct varlink_call *call, const struct snapshot *snapshot,
                    const void *in);

/* Something of these topics changed: subscribers are told at the end of the turn, and whoever asks from here on gets it
 * made anew. */
void publish_touch(struct publish *publish, unsigned topics);

/* Does anybody subscribe to one of these topics? */
bool publish_is_wanted(const struct publish *publish, unsigned topics);

/* Does anybody subscribe to this state, by this key of it? */
bool publish_is_subscribed(const struct publish *publish, const struct snapshot *snapshot, const char *key);

/* When somebody is to be told who was told too lately; INT64_MAX: nobody. */
int64_t publish_deadline(const struct publish *publish);

/* Roles changed: a subscriber who may no longer call what it subscribed to is told PermissionDenied. */
void publish_revoke(struct publish *publish, bool (*permit)(const struct varlink_call *call));

/* A step of the turn: tells everybody who waits for what was touched and has read the last snapshot. */
void publish_run(struct publish *publish);
