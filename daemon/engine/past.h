/* SPDX-License-Identifier: MIT
 *
 * A past day out of its facts: what rehearsal.h plays again, and what came of it then. The engine takes the facts, and
 * what happened is looked up in it.
 *
 * What a rehearsal does not know of a day, and so is not played: visits that were entered by hand, and those whose
 * service, class, need or counter the rulebook does not know (they are counted as left out); parking and putting off (a
 * parked visitor is served in one go, one who put off waits like all others); recalls, no-shows who came back (as if
 * they had come at once), undone acts, helpers; that somebody was sent to one counter or operator (anybody takes him).
 * A halt is a break of everybody. A step that was sent on within its service is one with the next; one that was sent on
 * before it was called is none.
 */
#pragma once

#include "daemon/engine/rehearsal.h"

struct past_reader;

/* Services of the rulebook get the targets they had on that day. It must stay until past_reader_end(). */
struct past_reader *past_reader_new(int32_t day, struct rulebook *rulebook);
struct past_reader *past_reader_free(struct past_reader *reader);
DEFINE_CLEANUP(struct past_reader *, past_reader_free)

/* Facts in their order, of any days. False: no more are needed. */
bool past_reader_take(struct past_reader *reader, const struct event *event);

struct past {
    struct past_day day;
    struct played_step *recorded; /* by step of the day */
    int64_t left_out;             /* visits */
};

/* False: the day did not begin and close in the facts. */
bool past_reader_end(struct past_reader *reader, struct past *ret_past);
void past_done(struct past *past);

/* --- another staffing of it --- */

struct past_day past_day_copy(const struct past_day *day);
/* Nobody is at the counter in this span. */
void past_day_close(struct past_day *day, int32_t counter, struct rule_span span);
/* Somebody is, where nobody was: by this profile, in every language that was spoken that day. */
void past_day_open(struct past_day *day, int32_t counter, int32_t profile, struct rule_span span);
/* The profile by which the counter was used on that day first; 0: it was not. */
int32_t past_day_profile(const struct past_day *day, int32_t counter);
