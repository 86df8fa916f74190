/* SPDX-License-Identifier: MIT
 *
 * What the voices of the boards have told of themselves. Not kept: after a restart a board tells on.
 */
#pragma once

#include "common/base.h"

struct voice {
    char *board;        /* key */
    int64_t call;       /* the last one spoken */
    int64_t spoken;     /* in all */
    int64_t dropped;    /* too old when their turn came, in all */
    int64_t dropped_ms; /* when that was told last; 0: never */
    int64_t backlog_ms; /* how long the oldest still waited */
    int64_t told_ms;    /* when it last told */
};

struct voices {
    size_t count, room;
    struct voice *items;
};

/* For struct memory_part. */
void voices_copy(void *to, const void *from);
void voices_done(void *value);

/* Adds what a board tells of the time since it last told: its `spoken` and `dropped` are of that time. */
void voices_tell(struct voices *voices, const char *board, const struct voice *told);

/* It dropped a call within the last ten minutes, which a supervisor should know. */
bool voices_has_dropped(const struct voice *voice, int64_t now_ms);
/* When one of them has not any more; INT64_MAX: never. */
int64_t voices_deadline(const struct voices *voices, int64_t now_ms);
