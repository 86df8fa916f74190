/* SPDX-License-Identifier: MIT
 *
 * A copy of a store on another machine, which grows as the store does, a commit or a few behind. It is brought up in
 * rounds. A round begins when the owner notes how far each table goes; rows never change and their numbers grow, so
 * those numbers are a state of the whole store, however many pages it takes to hand out. The follower makes the round
 * durable at its end, all or nothing: whenever the owner is lost, the copy is the store as it once was.
 *
 * Each fact is checked against the chain on its way in. What is forgotten and what retention deletes goes here too.
 */
#pragma once

#include "common/buffer.h"
#include "daemon/store.h"

enum { STORE_COPIED_TABLES = 18 };

/* How far a store goes: the greatest number of each table, in the order of store_copied_tables; 0: no rows. */
struct store_place {
    int64_t numbers[STORE_COPIED_TABLES];
};
/* NULL: there is no such table. For messages that name them. */
const char *store_place_table(size_t i);

/* --- the owner: on any connection --- */

struct store_page_question {
    const char *centre;
    int64_t schema;
    struct store_head head;   /* of the copy at the beginning of the round */
    struct store_place have;  /* of the copy, rows of this round included */
    bool goes_on;             /* with the round that ends at `until` */
    struct store_place until; /* if it goes on */
    size_t bytes;             /* of a page, about; a row at least */
};

enum store_page_refusal {
    PAGE_FINE,
    PAGE_OTHER_CENTRE,
    PAGE_OTHER_SCHEMA,
    PAGE_DIVERGED, /* the copy holds a fact that is another here, or none */
    PAGE_TOO_LATE, /* retention has deleted what the copy lacks */
};

struct store_page {
    enum store_page_refusal refused;
    struct store_place until;
    struct buffer rows; /* store_page.h; to be freed */
    bool is_last;       /* of the round */
    int64_t kept_from;  /* of the owner */
    int64_t seq;        /* last fact of the owner now */
};

int store_read_page(struct database *database, const struct store_page_question *question, struct store_page *ret_page)
        attr_must_check;

/* --- the follower --- */

struct store_follower;

/* 1: a copy, 0: a store of its own (a promoted copy is one); -ENOENT: nothing lies there; -EBADMSG: no store. */
int store_follower_is_copy(const char *path) attr_must_check;

/* Opens a copy, or makes an empty one. Errors as store_open()'s; -EEXIST   it is a store of its own. */
int store_follower_open(const char *path, const char *centre, struct store_follower **ret_follower,
                        char error[STORE_ERROR_SIZE]) attr_must_check;
/* A round that was begun is forgotten. */
struct store_follower *store_follower_close(struct store_follower *follower);
DEFINE_CLEANUP(struct store_follower *, store_follower_close)

/* How far it goes: durable rows, and those of the round. */
struct store_head store_follower_head(const struct store_follower *follower);
const struct store_place *store_follower_place(const struct store_follower *follower);
int64_t store_follower_epoch(const struct store_follower *follower);

/* Takes a page; with the last of a round the round is durable. On failure the round is forgotten and `error` says why:
 *     -EBADMSG   what came is no page, or not what was written
 * and as of store.h. */
int store_follower_take(struct store_follower *follower, const struct buffer *rows, bool is_last,
                        char error[STORE_ERROR_SIZE]) attr_must_check;
/* Forgets the round. */
void store_follower_drop(struct store_follower *follower);

/* Makes it the store of the centre, in a new epoch; close it, then open it as a store. */
int store_follower_promote(struct store_follower *follower, char error[STORE_ERROR_SIZE]) attr_must_check;
