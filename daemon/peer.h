/* SPDX-License-Identifier: MIT
 *
 * The other machine of a centre that has two: which of the two is the centre? There must never be two, and a machine
 * that comes back from the dead does not know that it was replaced. So it asks: before it serves, and every few seconds
 * while it does.
 */
#pragma once

#include <uv.h>

#include "common/varlink/client.h"
#include "daemon/store.h"

/* What this machine knows of itself. */
struct peer_self {
    const char *centre;
    int64_t epoch, seq;
    bool begins_anew; /* it has no store yet, or one out of a backup: it knows not what was given out since */
};

/* Whose word is asked for. */
struct peer;

struct peer_options {
    uv_loop_t *loop;
    const char *address;             /* the path of a socket, or "@name" */
    const struct idl_member *method; /* org.novbe.Follower.GetOwner */
    /* Told after each answer, and when it is missing. */
    void (*told)(struct peer *peer, void *data);
    void *data;
};

struct peer {
    struct peer_options options;
    struct varlink_client *client;
    uv_timer_t timer;
    bool asks;          /* and has not been answered */
    bool answered;      /* the last time */
    bool owner;         /* it is the centre, by its last answer */
    int64_t epoch, seq; /* of it then */
    int64_t heard_ms;   /* by the wall clock; 0: never */
    char centre[64], reason[192];
};

/* Asks at once, then every few seconds until peer_stop(); run the loop once more after that. */
void peer_start(struct peer *peer, const struct peer_options *options);
void peer_stop(struct peer *peer);

/* May a machine be the centre, by what the other said? 0: yes. -EBUSY: no; -EHOSTUNREACH: it could not be asked, and
 * must be by one that begins anew. `error`: a sentence that says what to do. */
int peer_judge(const struct peer *peer, const struct peer_self *self, char error[STORE_ERROR_SIZE]) attr_must_check;

/* Asks once, on a loop of its own, and judges. That it could not be asked is logged where it must not be. */
int peer_ask(const char *address, const struct idl_member *method, const struct peer_self *self,
             char error[STORE_ERROR_SIZE]) attr_must_check;

/* What a store knows of its machine, without opening it as a store. */
int peer_know_self(const char *store, const char *centre, struct peer_self *ret_self) attr_must_check;
