/* SPDX-License-Identifier: MIT
 *
 * What the files of the second machine share; nobody else includes this.
 */
#pragma once

#include "common/interface.h"
#include "common/varlink/client.h"
#include "common/varlink/server.h"
#include "daemon/access.h"
#include "daemon/follow.h"
#include "daemon/store_follow.h"

enum { FOLLOW_SILENT_MS = 30000, TROUBLE_SIZE = STORE_ERROR_SIZE };

struct follow {
    const struct follow_options *options;
    struct interfaces interfaces;
    struct access *access;
    struct varlink_server *server;
    struct varlink_method *methods; /* of all interfaces, one behind the other */
    struct varlink_client *client;
    struct store_follower *copy;
    uv_prepare_t end_of_turn;
    uv_timer_t pause; /* before the next page is asked for */
    char name[65];    /* of this machine */
    int64_t started_ms;

    /* The round. */
    bool in_round;
    struct store_head head; /* of the copy when it began */
    struct store_place until;
    unsigned failed; /* rounds in a row */

    /* What is known of the centre; moments by the wall clock, 0: never. */
    bool heard; /* since the connection was last lost: that there is one says little, it may end at an ssh */
    uint64_t heard_loop_ms;
    int64_t seq, heard_ms, whole_ms;
    char trouble[TROUBLE_SIZE]; /* "": the copy grows */
    bool promoted;
};

/* follow_method.c: what this machine answers. */
void follow_serve(struct follow *follow);
void follow_serve_no_more(struct follow *follow);

/* follow.c */
bool follow_hears(const struct follow *follow);
int follow_promote(struct follow *follow, char error[STORE_ERROR_SIZE]) attr_must_check;
