/* SPDX-License-Identifier: MIT
 *
 * A day that is past, played again: the same visitors come at the same moments and want the same, under the staffing
 * and the rules that are given. The engine itself plays it, by its commands; there is no second copy of the rule.
 *
 * What is taken from the day, so that two rehearsals differ only by what was changed:
 *  - a service takes as long as it took then, by whomever, and so does the way; who did not come does not come, and is
 *    called in vain as long as then; who left while he waited leaves at the same moment, if he was not called before;
 *  - of what did not come about on that day (a visitor never called, or who left) a service takes what the service
 *    usually took;
 *  - an operator comes and goes when he did then and takes his breaks, each after the visitor then served and as long
 *    as then; who left when the last visitor had come and nobody waited whom he takes stays as long as somebody does;
 *  - between two visitors he needs what he needed on the mean of that day.
 * Of those who are free the one who has been so for the longest calls.
 */
#pragma once

#include "daemon/engine/rules.h"

/* One service of a visitor, in the order in which they were entered; never entered ones last. */
struct past_step {
    int32_t service;
    bool planned;       /* told when the ticket was issued; else the visitor was sent on to it */
    bool missed;        /* he did not come: called for `way_ms` in vain */
    bool is_sent_on;    /* it ended by sending him on to the next one, not served */
    int64_t way_ms;     /* -1: as usual */
    int64_t service_ms; /* -1: as usual */
};

struct past_visit {
    int64_t issued_ms;
    int64_t slot_ms;   /* of the appointment; 0: none */
    int64_t leaves_ms; /* without having been called; 0: he stays */
    int64_t credit_ms; /* of his return code; 0: he came without */
    int64_t needs;
    int32_t class, language;
    int32_t direct; /* went straight to that counter; 0: he did not */
    int32_t first_step, step_count;
};

/* An operator at a counter, once. */
struct past_post {
    int32_t operator_id; /* who it was; 0: a counter that is thought to be open */
    int32_t counter, profile;
    int64_t languages; /* ID_BIT()s */
    int64_t from_ms, until_ms;
    int64_t gap_ms; /* from free to the next call, while somebody waits */
    bool stays;
    int32_t first_break, break_count;
};

/* Of posts at one counter none overlap. Of two steps in a row that have the same service the second one is planned. */
struct past_day {
    int32_t day; /* days since 1970-01-01 */
    struct past_visit *visits;
    size_t visit_count, visit_room;
    struct past_step *steps;
    size_t step_count, step_room;
    struct past_post *posts;
    size_t post_count, post_room;
    struct rule_span *breaks;
    size_t break_count, break_room;
    int32_t service_count;
    int64_t *usual_ms;    /* of a service, by id */
    int64_t usual_way_ms; /* of all */
    int64_t gap_ms;       /* of all posts on the mean: that of a counter that was not open */
};
void past_day_done(struct past_day *day);

/* What came of a step. */
struct played_step {
    enum step_end end;  /* END_NONE: never entered */
    int32_t counter;    /* 0: never called */
    int64_t entered_ms; /* its queue */
    int64_t waits_ms;   /* from then it waits: entered, or the slot if later */
    int64_t called_ms;  /* first; 0: never */
    int64_t ended_ms;
};

/* Plays the day. `ret_steps` has a place for every step of the day. Services, classes, needs, profiles and counters
 * that the day names must be in the rulebook, offered or not; of its services' hours and limits nothing counts, of
 * targets, tiers, credits, offsets, needs and promotion all. */
void rehearsal_play(const struct past_day *day, const struct rulebook *rulebook, struct played_step *ret_steps);

/* --- figures --- */

/* steps = the ends. Waiting is that of those called: until the first call. within / measured is the service level:
 * those called within the target, of all called and all who waited beyond it in vain. */
struct rehearsed {
    int64_t visits, steps;
    int64_t served, sent_on, missed, left, never_called, unfinished;
    int64_t called;
    int64_t wait_mean_ms, wait_p50_ms, wait_p90_ms, wait_max_ms;
    int64_t measured, within;
    int64_t last_ms; /* end of the last service; 0: none */
};

/* Of one service, or of all (0); of those who entered from..until (until 0: the whole day). */
struct rehearsed_of {
    int32_t service;
    struct rule_span entered;
};
struct rehearsed rehearsal_count(const struct past_day *day, const struct rulebook *rulebook,
                                 const struct played_step *steps, struct rehearsed_of of);
