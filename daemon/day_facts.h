/* SPDX-License-Identifier: MIT
 *
 * What a day's facts say for its report: all of tally.h that is marked as by facts. The facts go through an engine of
 * their own, in their order, once; no disk, no clock, no globals, so that it can be done on any thread.
 *
 *     facts = day_facts_new(&known, tallies);
 *     day_facts_take(facts, event) ...             all facts of the day from DAY_OPENED on
 *     day_facts_take_paper(facts, row) ...         all rows of TABLE_PRINT of the day, in their order, at any time
 *     (tally_take_step() of all rows, which asks day_facts_is_last())
 *     day_facts_end(facts, end_ms);                now the numbers are in `tallies`
 *
 * Rows first: SERVICE_HOUR has only those keys that somebody else has made before day_facts_end(), and of them gets
 * what entered there, and counters' time.
 *
 * Every line of ALL, SERVICE, CLASS and HOUR adds up: steps entered (+ CHANGED_IN - CHANGED_OUT) = steps ended, by
 * rows, + TALLY_STEPS_OPEN; of ALL: visits issued = visits ended, by rows, + TALLY_VISITS_OPEN. What is taken back
 * within its undo time has not been: a step that went with it was not entered. A no-show that came back is the same
 * step, and entered once.
 *
 * An operator's time, of ALL, OPERATOR and COUNTER (of that where it was spent; AWAY he is at none), in parts of which
 * each moment has one, the first that is true:
 *     HALTED        the hall stands still
 *     WAY, SERVING  he holds a ticket that has not come, or has, even if his terminal is gone: the ticket's clocks run
 *     HELP, PAUSE, TASK
 *     LOST          his terminal is gone, or novbed was
 *     IDLE_WAITING  somebody waits whom he could call now, by the engine's own rule and the rulebook given; one whose
 *                   slot has not come counts, as he would be called
 *     IDLE_EMPTY    nobody does
 */
#pragma once

#include "daemon/engine/engine.h"
#include "daemon/tally.h"

/* What the pass has to know beside the facts; all of it must stay as it is until day_facts_free(). */
struct day_facts_known {
    int32_t day;
    const struct rulebook *rulebook; /* a copy will do (rulebook_copy.h) */
    const int64_t *usual_ms;         /* by service: the median of its length before; 0: unknown. NULL: of all */
    int32_t usual_count;             /* so many, from 0 on */
    bool hours_together;             /* all hours are hour 0, and local time is not asked */
};

struct day_facts;
struct day_facts *day_facts_new(const struct day_facts_known *known, struct tallies *tallies);
struct day_facts *day_facts_free(struct day_facts *facts); /* accepts NULL, returns NULL */
DEFINE_CLEANUP(struct day_facts *, day_facts_free)

/* Those of other days are passed over. False: the day is closed, and no more are needed. */
bool day_facts_take(struct day_facts *facts, const struct event *event);
/* The same of somebody else's engine, in which nothing of an earlier day is left. False: he has nothing to tell after
 * it has taken the fact. */
struct day_facts *day_facts_beside(const struct day_facts_known *known, const struct engine *engine,
                                   struct tallies *tallies);
bool day_facts_before(struct day_facts *facts, const struct event *event);
void day_facts_after(struct day_facts *facts, const struct event *event);
/* Of orders that are not of this day: nothing. */
void day_facts_take_paper(struct day_facts *facts, const struct store_row *row);

/* After all facts: the visit has ended, for good as far as these facts go (what a visit ended as is final), and with
 * this step. */
bool day_facts_is_last(const struct day_facts *facts, int32_t ticket, int32_t step);

/* The end: of a day that closed in its facts, that moment (end_ms is not looked at), else now. Once. */
void day_facts_end(struct day_facts *facts, int64_t end_ms);
