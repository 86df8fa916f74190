/* SPDX-License-Identifier: MIT
 *
 * The hall in the words of the interfaces: what Manager, Counter and Reception show alike is built here once. Their
 * types differ in prefix only, which view.c proves field by field.
 *
 *     struct view view = view_of(hall, varlink_call_arena(call));
 *     out.ticket = view_counter_ticket(&view, ticket);
 *
 * What is built lives in the arena.
 */
#pragma once

#include "common/interface/counter.h"
#include "common/interface/manager.h"
#include "common/interface/reception.h"
#include "daemon/forecasts.h"
#include "daemon/hall.h"

struct rights;

struct view {
    struct hall *hall;
    int64_t now_ms; /* of the turn */
    struct arena *arena;
    /* Who looks, as notes are not for everybody: */
    const struct rights *rights; /* NULL: somebody who reads none */
    unsigned roles;              /* by which he looks */
    int32_t operator_id;         /* signed in at a counter; 0: no operator */
};

struct view view_of(struct hall *hall, struct arena *arena);
/* The same for staff, who read notes. */
struct view view_for(struct hall *hall, struct arena *arena, const struct rights *rights, unsigned roles,
                     int32_t operator_id);

/* --- notes --- */

/* A note belongs to the agency of its service: its staff may read it, by their role or as operators whose profile takes
 * something of it; so may who wrote it; and of one for the next counter, everybody who is shown the ticket. */
bool view_may_read(const struct view *view, const struct note *note);
/* NULL: it was erased. */
const char *view_text(const struct view *view, int32_t text);

/* --- a ticket as staff see it --- */

struct manager_ticket view_ticket(const struct view *view, const struct ticket *ticket);
struct counter_ticket view_counter_ticket(const struct view *view, const struct ticket *ticket);
struct reception_ticket view_reception_ticket(const struct view *view, const struct ticket *ticket);

/* The words of a step, by its state and end: their places are the same in every interface that has them. `end` is null
 * of a step that has not ended. */
struct idl_word view_state(enum step_state state);
struct idl_word view_end(enum step_end end);
struct idl_word view_channel(enum channel channel);
struct idl_word view_activity(enum activity activity);

/* A range of waiting, a struct *_range of any interface; NULL: it is not known, and why. */
void *view_range(const struct view *view, const struct expectation *expectation);
struct idl_word view_why_unknown(const struct expectation *expectation);
/* Of somebody who would take a ticket of the service now. */
struct expectation view_newcomer(const struct view *view, int32_t service);

/* The present step, or the last one. */
static inline const struct step *view_step(const struct ticket *ticket)
{
    return &ticket->steps[ticket->current];
}

/* Is it a no-show that may come back? The rule of decide_return(). */
bool view_may_return(const struct view *view, const struct ticket *ticket);

/* How many visits or steps ended how. */
struct manager_ends view_ends(const int64_t ends[STEP_ENDS]);

/* What became of the paper of a ticket that was asked for last, and the key of the printer where it lies, comes out, or
 * may; NULL: none yet. */
struct idl_word view_paper(const struct view *view, int32_t ticket);
struct paper;
struct idl_word view_paper_is(const struct paper *paper); /* of one; NULL: none */
const char *view_paper_printer(const struct view *view, int32_t ticket);

/* --- small parts --- */

/* NULL: 0. */
const char *view_key(const struct view *view, enum name_kind kind, int32_t id);
/* "2026-11-24"; NULL: 0. */
const char *view_day(const struct view *view, int32_t day);
/* A moment that 0 stands for null in. */
struct idl_maybe_int view_moment(int64_t at_ms);
/* Until when a supervisor has lent this counter a profile; null: it has its own. */
struct idl_maybe_int view_profile_until(const struct view *view, int32_t counter);
/* Key of the agency of a service; "": the configuration has the service no longer. */
const char *view_agency(const struct view *view, int32_t service);
