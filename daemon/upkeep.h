/* SPDX-License-Identifier: MIT
 *
 * What is done for the store while nobody waits for it, in slices: days that need no longer be kept go, old answers to
 * requests go, the WAL is carried into the file. And how much room its disk has: first a warning; then what is written
 * only for convenience (the log below errors, later reports and forecasts) stops, so that tickets go on longest.
 */
#pragma once

#include "daemon/hall.h"

enum disk_room {
    ROOM_ENOUGH,
    ROOM_LOW,   /* below storage.warn_mib: to be told */
    ROOM_SHORT, /* below storage.stop_mib: only what must be written */
};

struct upkeep {
    struct hall *hall;
    int32_t tidied_day; /* the day for which nothing is left to do */
    int64_t next_ms;    /* of the next slice */
    int64_t commits;    /* of the hall, when it was last looked */
    int64_t commit_ms;  /* and then it was, or the WAL was carried */
    int64_t looked_ms;  /* at the disk; 0: not yet */
    int64_t free_bytes; /* of the file system of the store; -1: not known */
    int64_t disk_bytes; /* and all of it */
    enum disk_room room;
};

void upkeep_init(struct upkeep *upkeep, struct hall *hall);

/* How much goes to the log, by the configuration and by the room there is. */
int upkeep_log_level(const struct upkeep *upkeep, const struct settings *settings);

/* How much room is there now? Looked at every ten seconds while there are turns; by this, at once. */
void upkeep_look(struct upkeep *upkeep);

/* At the end of a turn, after its replies: a slice at most. */
void upkeep_run(struct upkeep *upkeep);

/* When there is something to do without a turn; INT64_MAX: never. */
int64_t upkeep_deadline(const struct upkeep *upkeep);
