/* SPDX-License-Identifier: MIT
 *
 * One transport connection of a client: it is opened, lost and opened again; whole messages come in, bytes go out. What
 * the messages mean is the business of client.c. Internal to common/varlink.
 *
 * A wire opens as soon as the loop runs and for as long as it lives. Between tries it waits with "full jitter": a
 * random time whose ceiling doubles with each failure, so that forty terminals do not come back in one heap after a
 * restart of the service. Only an answer (wire_settle) ends the doubling: a service that accepts and dies is not spared
 * otherwise.
 */
#pragma once

#include <uv.h>

#include "common/base.h"

struct wire;

/* Told by the loop, never from inside a function of this header. Each may call wire_break() and wire_free(). */
struct wire_events {
    void (*opened)(void *data);
    void (*message)(void *data, const char *bytes, size_t length); /* NUL-terminated; valid until it returns */
    void (*written)(void *data);                                   /* wire_sent() has moved */
    void (*closed)(void *data, int error); /* or could not be opened; a next try is planned. -EMSGSIZE: a message over
                                              the limit; -ECONNRESET: the other side closed */
};

struct wire_options {
    uv_loop_t *loop;
    const char *address;                                      /* as in varlink_client_options */
    int (*open)(void *data, int *ret_fd_in, int *ret_fd_out); /* as in varlink_client_options */
    void *open_data;
    size_t message_bytes;
    unsigned backoff_min_ms;
    unsigned backoff_max_ms;
    const struct wire_events *events;
    void *data; /* of the events */
};

/* The options' strings are copied, `events` must outlive the wire. */
struct wire *wire_new(const struct wire_options *options);

/* Nothing is told any more; the memory goes when the loop has let go of the handles. Returns NULL. */
struct wire *wire_free(struct wire *wire);

bool wire_is_open(const struct wire *wire);

/* Takes bytes for an open wire; they are written before the loop sleeps next, in one go with all others of the turn.
 * Returns the number of bytes taken on this connection so far: when wire_sent() reaches it, these are out. */
uint64_t wire_send(struct wire *wire, const void *bytes, size_t size);

/* Bytes of this connection that the system has taken; after a loss, of the last one, until the next opens. */
uint64_t wire_sent(const struct wire *wire);

/* Drops the connection, if any, and plans a next try; `closed` is not told. */
void wire_break(struct wire *wire);

/* The other side works: the next back-off begins at its minimum again. */
void wire_settle(struct wire *wire);

/* How long to wait after `failures` failures in a row (0: the first): between min_ms and min_ms * 2^(failures + 1),
 * never over max_ms; `random` is any number. */
unsigned wire_backoff_ms(unsigned failures, unsigned min_ms, unsigned max_ms, uint32_t random);
