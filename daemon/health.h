/* SPDX-License-Identifier: MIT
 *
 * How the store was found the last time somebody looked, and when it failed last. Rows of the store, the newest of each
 * is true; how it is at this moment is asked of the hall.
 */
#pragma once

#include "daemon/store.h"

enum health_what { HEALTH_VERIFY = 1, HEALTH_BACKUP, HEALTH_OUTAGE };

struct health_look {
    int64_t at_ms; /* 0: never */
    bool good;
    char *text; /* what was found; NULL: all was well */
};

struct health {
    struct store *store;
    struct health_look verify, backup;
    struct health_look to_note;         /* a verify that is not in the store yet */
    int64_t outage_ms, outage_ended_ms; /* it could not be written between; 0: never */
};

/* For struct memory_part. */
void health_copy(void *to, const void *from);
void health_done(void *value);

/* Reads what the store has. Until health_done(). */
int health_load(struct health *health, struct store *store) attr_must_check;

/* A verify found this; health_note_verify() keeps it with a later turn. `text` is copied. */
void health_verified(struct health *health, int64_t at_ms, bool good, const char *text);
/* Kept with this turn, if there is one to be kept. */
void health_note_verify(struct health *health);
/* A backup was made, or not, as somebody says: kept with this turn. */
void health_note_backup(struct health *health, int64_t at_ms, bool good, const char *text);
/* It could not be written since then, and can be now, if this turn is durable. */
void health_note_outage(struct health *health, int64_t since_ms, int64_t at_ms);
