/* SPDX-License-Identifier: MIT
 *
 * Counters by local hour: open, and planned by the rota. A counter is open while its operator holds a ticket or is free
 * to call one. Planned is a shift without the time in which the same operator (or, of a shift that names nobody,
 * somebody at the same counter) is absent or at lunch, as the rota said it last.
 *
 * Zones are whole quarters of an hour off, and change by such: within a quarter of an hour the local hour stays.
 */
#include "daemon/day_facts_private.h"

#define QUARTER_MS INT64_C(900000)

enum { QUARTERS = 4 * 72 }; /* from the day's first fact on */

int64_t day_facts_hour(struct day_facts *facts, int64_t at_ms)
{
    struct fact_hours *hours = &facts->hours;
    int64_t quarter = at_ms / QUARTER_MS;
    if (facts->known.hours_together)
        return 0;
    if (!hours->keys) {
        hours->keys = mem_new_n(int64_t, QUARTERS);
        hours->first_quarter = quarter - QUARTERS / 2;
    }
    int64_t place = quarter - hours->first_quarter;
    if (place < 0 || place >= QUARTERS)
        return tally_hour(at_ms);
    if (!hours->keys[place])
        hours->keys[place] = tally_hour(at_ms) + 1;
    return hours->keys[place] - 1;
}

void day_facts_hours_done(struct fact_hours *hours)
{
    free(hours->keys);
    free(hours->profiles);
}

/* --- open and planned --- */

static void add(struct day_facts *facts, enum tally_count count, int32_t profile, int64_t from_ms, int64_t until_ms)
{
    DAY_FACTS_ROOM(facts->hours.profiles, facts->hours.profile_room, profile);
    struct profile_hours *hours = &facts->hours.profiles[profile];
    int64_t *sums = count == TALLY_COUNTERS_OPEN_MS ? hours->open_ms : hours->planned_ms;
    for (int64_t at_ms = from_ms, next_ms; at_ms < until_ms; at_ms = next_ms) {
        next_ms = (at_ms / QUARTER_MS + 1) * QUARTER_MS;
        next_ms = next_ms < until_ms ? next_ms : until_ms;
        int64_t hour = day_facts_hour(facts, at_ms);
        tallies_of(facts->tallies, TALLY_HOUR, hour)->count[count] += next_ms - at_ms;
        sums[hour % DAY_HOURS] += next_ms - at_ms;
    }
    if (until_ms > from_ms)
        facts->all->count[count] += until_ms - from_ms;
}

void day_facts_hours_open(struct day_facts *facts, int32_t profile, int64_t from_ms, int64_t until_ms)
{
    add(facts, TALLY_COUNTERS_OPEN_MS, profile, from_ms, until_ms);
}

/* Is it said of the same post that nobody is there? */
static bool takes_from(const struct shift *away, const struct shift *shift)
{
    bool same = shift->operator_id && away->operator_id ? away->operator_id == shift->operator_id
                                                        : away->counter == shift->counter;
    return away->what != PRESENCE_PRESENT && same;
}

/* What of a shift is left from a moment on, but for what is taken from it, piece by piece. */
static void plan(struct day_facts *facts, const struct shift *shift, int64_t end_ms)
{
    const struct rulebook *rulebook = facts->known.rulebook;
    int32_t profile = shift->counter < rulebook->counters.count ? rulebook->counters.items[shift->counter].profile : 0;
    int64_t from_ms = shift->from_ms, until_ms = shift->until_ms < end_ms ? shift->until_ms : end_ms;
    while (from_ms < until_ms) {
        int64_t away_ms = until_ms, back_ms = until_ms; /* the first that takes something */
        for (int32_t i = 0; i < engine_shifts(facts->engine); i++) {
            const struct shift *away = engine_shift(facts->engine, i);
            if (!away || !takes_from(away, shift) || away->until_ms <= from_ms || away->from_ms >= away_ms)
                continue;
            away_ms = away->from_ms > from_ms ? away->from_ms : from_ms;
            back_ms = away->until_ms;
        }
        add(facts, TALLY_COUNTERS_PLANNED_MS, profile, from_ms, away_ms);
        from_ms = back_ms;
    }
}

/* --- of a service --- */

static int add_service(enum tally_by by, int64_t key, struct tally *tally, void *data)
{
    const struct day_facts *facts = data;
    const struct rulebook *rulebook = facts->known.rulebook;
    int64_t service = key / DAY_HOURS;
    if (by != TALLY_SERVICE_HOUR || service >= rulebook->services.count)
        return 0;
    for (size_t i = 1; i < facts->hours.profile_room && i < (size_t)rulebook->profiles.count; i++) {
        const uint8_t *tiers = rulebook->profiles.items[i].tiers;
        if (!tiers || !tiers[service])
            continue;
        tally->count[TALLY_COUNTERS_OPEN_MS] += facts->hours.profiles[i].open_ms[key % DAY_HOURS];
        tally->count[TALLY_COUNTERS_PLANNED_MS] += facts->hours.profiles[i].planned_ms[key % DAY_HOURS];
    }
    return 0;
}

void day_facts_hours_end(struct day_facts *facts, int64_t end_ms)
{
    for (int32_t i = 0; i < engine_shifts(facts->engine); i++) {
        const struct shift *shift = engine_shift(facts->engine, i);
        if (shift && shift->what == PRESENCE_PRESENT && shift->counter > 0)
            plan(facts, shift, end_ms);
    }
    tallies_each(facts->tallies, add_service, facts);
}
