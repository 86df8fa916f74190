/* SPDX-License-Identifier: MIT
 *
 * The roll of paper in one printer: how much of it was used, how much a roll holds, and what is left.
 *
 * Nobody sees how much paper lies on a roll. What is known: when a new one was put in (somebody says so), how long each
 * paper was that came out since, and when the paper was out. A roll that was new, and ran out, held what was used of
 * it.
 */
#pragma once

#include "common/base.h"

enum {
    ROLL_HELD = 3,           /* so many rolls that ran out say what one holds: their mean */
    ROLL_LENGTHS = 50,       /* so many papers say how long one is */
    ROLL_FIRST_MM = 120,     /* a paper, as long as none was told */
    ROLL_MINUTES = 60,       /* of which the pace is */
    ROLL_PACE_PAPERS = 5,    /* fewer in them are no pace */
    ROLL_LOW_TICKETS = 50,   /* fewer left: somebody should have a roll at hand */
    ROLL_LOW_MS = 30 * 60000 /* or it ends so soon */
};

struct roll {
    int64_t began_ms;           /* a new roll was said; 0: never, so nobody knows how much is on it */
    int64_t used_mm, papers;    /* since then; papers: of any length */
    int64_t out_mm;             /* used when the paper was out first; -1: it was not */
    bool opened;                /* paper out or cover open was told, and not that it prints again */
    bool ask;                   /* it prints again: is it a new roll? */
    int64_t mean_um;            /* length of a paper; 0: none was told */
    int64_t lengths;            /* of so many, ROLL_LENGTHS at most */
    int64_t held_mm[ROLL_HELD]; /* by rolls that ran out, the last one first; 0: none */
    int64_t low_ms;             /* so little is left since; 0: there is more, or it is not known */
    /* Papers by the minute, the newest at minute % ROLL_MINUTES. */
    int64_t minute;
    int32_t minutes[ROLL_MINUTES];
};

/* Nothing is known. */
struct roll roll_new(void);

/* So many papers of that length came out; 0: it was not told, and is as usual. `guess_mm`: of a whole roll. */
void roll_print(struct roll *roll, int64_t length_mm, int64_t papers, int64_t guess_mm, int64_t at_ms);
/* The paper is out; false: that was known. */
bool roll_run_out(struct roll *roll);
/* The cover is open, or the paper out; false: that was known. */
bool roll_open(struct roll *roll);
/* It prints; false: nobody is to be asked for that. */
bool roll_close(struct roll *roll);
/* It has a new roll. What the old one held is learned if it was new once, ran out, and that is not a fifth, or the
 * fivefold, of what is guessed. */
void roll_change(struct roll *roll, int64_t guess_mm, int64_t at_ms);
/* It has the old one; false: nothing was to be asked. */
bool roll_stay(struct roll *roll);

/* What one holds: as learned, or as guessed. */
int64_t roll_holds_mm(const struct roll *roll, int64_t guess_mm);
/* -1: not known. */
int64_t roll_tickets_left(const struct roll *roll, int64_t guess_mm);
/* When so many have come out, at the pace of the last hour; a whole minute; 0: too few came out in it. */
int64_t roll_ends_ms(const struct roll *roll, int64_t tickets_left, int64_t now_ms);
/* Is it time for a new roll, with so many left (-1: not known), which end then (0: not known)? */
bool roll_is_low(int64_t tickets_left, int64_t ends_ms, int64_t now_ms);
/* When the pace is another one although nothing comes out; INT64_MAX: there is none. */
int64_t roll_pace_until_ms(const struct roll *roll, int64_t now_ms);
