/* SPDX-License-Identifier: MIT
 *
 * The rolls in all printers, kept in the store: a row for each paper that came out, and one that says all that is known
 * of a roll whenever something else becomes of it and when a business day begins or ends. So only the rows since then
 * are read again. Part of struct papers, which reads and forgets them with its orders.
 */
#pragma once

#include "daemon/hall.h"
#include "daemon/printers.h"
#include "daemon/roll.h"

struct rolls {
    struct hall *hall;
    size_t count, room;
    struct roll_of {
        char *key;
        struct roll roll;
    } * items; /* those of which something is known */
};

void rolls_init(struct rolls *rolls, struct hall *hall);
void rolls_done(struct rolls *rolls);

/* Those that the store has, written at this moment or later; nothing is known yet. */
int rolls_load(struct rolls *rolls, struct database *database, int64_t since_ms) attr_must_check;
void rolls_forget(struct rolls *rolls);

/* --- kept with the turn --- */

/* So many papers of that length came out there; 0: it was not told. */
void rolls_print(struct rolls *rolls, const char *key, int64_t length_mm, int64_t papers);
/* The printer is otherwise than before. */
void rolls_tell(struct rolls *rolls, const char *key, enum printer_state state);
/* Somebody says whether it has a new roll. */
void rolls_change(struct rolls *rolls, const char *key, bool new_roll, int64_t user);
/* A business day begins or ends. */
void rolls_turn_day(struct rolls *rolls);

/* --- looking --- */

struct roll_seen {
    int64_t tickets_left; /* -1: not known */
    int64_t ends_ms;      /* 0: not known, or not today */
    int64_t low_ms;       /* it is time for a new one since about then; 0: it is not */
    bool ask;             /* nobody has said whether it is a new one */
};

/* `told_left`: what the printer itself says is left, which comes first; -1: it does not. `told_ms`: since when. */
struct roll_seen rolls_see(const struct rolls *rolls, const char *key, int64_t told_left, int64_t told_ms);
/* When one of them is to be seen otherwise although nothing happens; INT64_MAX: none. */
int64_t rolls_deadline(const struct rolls *rolls);
