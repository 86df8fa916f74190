/* SPDX-License-Identifier: MIT
 *
 * The pass itself: each fact goes through the engine, and past all who count something of it; and what is counted of
 * the hall as a whole.
 */
#include "daemon/day_facts.h"

#include <string.h>

#include "daemon/day_facts_private.h"

struct day_facts *day_facts_beside(const struct day_facts_known *known, const struct engine *engine,
                                   struct tallies *tallies)
{
    struct day_facts *facts = mem_new(struct day_facts);
    *facts = (struct day_facts){
            .known = *known, .engine = engine, .tallies = tallies, .all = tallies_of(tallies, TALLY_ALL, 0)};
    return facts;
}

struct day_facts *day_facts_new(const struct day_facts_known *known, struct tallies *tallies)
{
    struct engine *engine = engine_new();
    struct day_facts *facts = day_facts_beside(known, engine, tallies);
    facts->own = engine;
    return facts;
}

struct day_facts *day_facts_free(struct day_facts *facts)
{
    if (!facts)
        return NULL;
    day_facts_visits_done(&facts->visits);
    day_facts_waiting_done(&facts->waiting);
    day_facts_hours_done(&facts->hours);
    day_facts_papers_done(&facts->papers);
    free(facts->staff.posts);
    engine_free(facts->own);
    free(facts);
    return NULL;
}

void day_facts_grow(void **items, size_t *room, size_t id, size_t size)
{
    if (id < *room)
        return;
    size_t wanted = id * 2 + 64;
    *items = mem_realloc(*items, wanted, size);
    memset((char *)*items + *room * size, 0, (wanted - *room) * size);
    *room = wanted;
}

/* --- the hall --- */

static void end_halt(struct day_facts *facts, int64_t at_ms)
{
    struct halt halt = engine_halt(facts->engine);
    if (!engine_halted(facts->engine))
        return;
    facts->all->count[TALLY_HALTS]++;
    facts->all->count[TALLY_HALL_HALTED_MS] += at_ms - halt.since_ms;
    tally_add_part(facts->all, PART_HALT, halt.reason, at_ms - halt.since_ms);
}

/* Before the engine takes it. Since the last fact before a start nobody knows when novbed stopped: at most so long. */
static void take_hall(struct day_facts *facts, const struct event *event)
{
    int64_t *count = facts->all->count;
    if (event->kind == EVENT_HALT_ENDED)
        end_halt(facts, event->at_ms);
    else if (event->kind == EVENT_CLOCK_STEPPED)
        count[TALLY_CLOCK_STEPS]++;
    if (event->kind != EVENT_STARTED || event->value[0] <= 0)
        return;
    count[TALLY_OUTAGES]++;
    count[TALLY_OUTAGE_MS] += event->value[0];
}

/* A booking that was taken back is none; one that is open when the day is closed was missed. */
static void take_booking(struct day_facts *facts, const struct booking *booking)
{
    struct tally *of[] = {facts->all, tallies_of(facts->tallies, TALLY_SERVICE, booking->service),
                          tallies_of(facts->tallies, TALLY_CLASS, booking->class)};
    bool missed = booking->state == BOOKING_MISSED || (booking->state == BOOKING_OPEN && facts->closed);
    for (size_t i = 0; i < ARRAY_SIZE(of); i++) {
        of[i]->count[TALLY_BOOKINGS]++;
        of[i]->count[TALLY_CHECKED_IN] += booking->state == BOOKING_CHECKED_IN;
        of[i]->count[TALLY_BOOKINGS_MISSED] += missed;
    }
}

static void end_bookings(struct day_facts *facts)
{
    for (int32_t i = 0; i < engine_bookings(facts->engine); i++) {
        const struct booking *booking = engine_booking(facts->engine, i);
        if (booking && booking->state != BOOKING_CANCELLED)
            take_booking(facts, booking);
    }
}

/* --- all of it --- */

/* The engine forgets a day when it is closed: it is not told. */
static bool close_day(struct day_facts *facts, const struct event *event)
{
    day_facts_waiting_until(facts, event->at_ms);
    facts->closed = true;
    facts->closed_ms = event->at_ms;
    return false;
}

bool day_facts_before(struct day_facts *facts, const struct event *event)
{
    if (event->kind == EVENT_DAY_OPENED && event->day == facts->known.day)
        facts->begun = true;
    if (!facts->begun || facts->closed)
        return false;
    if (event->kind == EVENT_DAY_CLOSED)
        return close_day(facts, event);
    if (event->kind == EVENT_STARTED)
        day_facts_staff_outage(facts, event);
    day_facts_waiting_until(facts, event->at_ms);
    take_hall(facts, event);
    day_facts_staff_before(facts, event, &facts->touched);
    return true;
}

void day_facts_after(struct day_facts *facts, const struct event *event)
{
    day_facts_integrity_take(facts, event);
    day_facts_visits_take(facts, event);
    day_facts_staff_after(facts, event, &facts->touched);
}

bool day_facts_take(struct day_facts *facts, const struct event *event)
{
    if (day_facts_before(facts, event)) {
        engine_apply(facts->own, event);
        day_facts_after(facts, event);
    }
    return !facts->closed;
}

bool day_facts_is_last(const struct day_facts *facts, int32_t ticket, int32_t step)
{
    const struct ticket *visit = engine_ticket(facts->engine, ticket);
    return visit && visit->ended && visit->current == step && visit->steps[step].final;
}

void day_facts_end(struct day_facts *facts, int64_t end_ms)
{
    int64_t at_ms = facts->closed ? facts->closed_ms : end_ms;
    if (at_ms < engine_now(facts->engine))
        at_ms = engine_now(facts->engine);
    day_facts_waiting_until(facts, at_ms);
    end_halt(facts, at_ms);
    day_facts_staff_end(facts, at_ms);
    day_facts_visits_end(facts);
    end_bookings(facts);
    day_facts_hours_end(facts, at_ms);
    day_facts_papers_end(facts);
}
