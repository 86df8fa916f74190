/* SPDX-License-Identifier: MIT
 *
 * What the daemon knows and no store keeps, taken back with a turn that fails.
 *
 * What was told in such a turn is heard by nobody (turn.h), so all must be as it was before it. The engine is built
 * anew from the store, and so is whatever is made from the store; the rest is registered here, part by part. Whoever
 * changes a part asks for it by memory_change(), or puts another in its place by memory_replace(): the first time in a
 * turn it is kept as it was. The end of the turn takes all of them back, or lets go of what was kept.
 *
 *     helps_end(memory_change(&turn->memory, &daemon->helps), name);
 *
 * Not here, and not taken back: the brakes on PINs that were guessed (pin.h). They only ever make somebody wait.
 */
#pragma once

#include "common/base.h"

struct memory_part {
    void *live; /* the part itself; this is also its name */
    size_t size;
    void (*copy)(void *to, const void *from); /* of what it points to as well; NULL: byte by byte */
    void (*done)(void *value);                /* frees what a value of it points to; NULL: nothing */
    void (*back)(void *data);                 /* told after it was taken back, and all others; may be NULL */
    void *data;
    /* Its own: */
    void *kept; /* as it was before this turn; NULL: it has not changed */
    bool is_back;
};

struct memory {
    size_t count, room;
    struct memory_part *parts;
    bool changed; /* one of them is kept */
};

void memory_add(struct memory *memory, const struct memory_part *part);
/* Lets go of what is kept; the parts themselves are their owners'. */
void memory_done(struct memory *memory);

/* The part, to be changed. A part that owns what it points to has a `copy`. */
void *memory_keep(struct memory *memory, void *live);
#define memory_change(memory, live) ((__typeof__(live))memory_keep((memory), (live)))

/* For a part that is a pointer without a `copy`: another in its place. The one before is freed when nobody can want it
 * back. */
void memory_replace(struct memory *memory, void *live, void *value);

/* The part as it was before this turn; NULL: it has not changed. For what has ended and can never come back. */
void *memory_before(const struct memory *memory, const void *live);

/* The turn failed: all is as it was before. */
void memory_take_back(struct memory *memory);
/* The turn is durable, or nothing in it had to be. */
void memory_let_go(struct memory *memory);
