/* SPDX-License-Identifier: MIT
 *
 * Hours of a day: a handful of spans in their order, so everything is a walk.
 */
#include "daemon/engine/opening.h"

#include <string.h>

#include "daemon/engine/state.h"

bool hours_hold(const struct rule_hours *hours, int64_t from_ms, int64_t length_ms)
{
    for (int i = 0; i < hours->count; i++) {
        if (hours->spans[i].from_ms <= from_ms && from_ms <= hours->spans[i].until_ms - length_ms)
            return true;
    }
    return false;
}

bool hours_are_same(const struct rule_hours *a, const struct rule_hours *b)
{
    return a->count == b->count && memcmp(a->spans, b->spans, (size_t)a->count * sizeof(a->spans[0])) == 0;
}

const struct rule_hours *opening_set(const struct engine *engine, const struct rulebook *rulebook, int32_t service)
{
    if (service < engine->service_count && engine->services[service].hours_set)
        return &engine->services[service].hours;
    return engine->hours_set ? &engine->hours : &rulebook->services.items[service].hours;
}

struct rule_hours opening_left(const struct engine *engine, int32_t service, const struct rule_hours *hours)
{
    if (service >= engine->service_count || !engine->services[service].closing)
        return *hours;
    int64_t closed_ms = engine->services[service].closed_ms;
    struct rule_hours left = *hours;
    while (left.count > 0 && left.spans[left.count - 1].from_ms >= closed_ms)
        left.count--;
    if (left.count > 0 && left.spans[left.count - 1].until_ms > closed_ms)
        left.spans[left.count - 1].until_ms = closed_ms;
    return left;
}

struct rule_hours opening_hours(const struct engine *engine, const struct rulebook *rulebook, int32_t service)
{
    if (service <= 0 || service >= rulebook->services.count)
        return (struct rule_hours){0};
    return opening_left(engine, service, opening_set(engine, rulebook, service));
}

struct opening opening_at(const struct engine *engine, const struct rulebook *rulebook, int32_t service, int64_t now_ms)
{
    const struct rule_hours hours = opening_hours(engine, rulebook, service);
    struct opening opening = {0};
    if (hours.count > 0)
        opening.tickets_ms = hours.spans[hours.count - 1].until_ms - rulebook->services.items[service].cutoff_ms;
    for (int i = 0; i < hours.count; i++) {
        const struct rule_span *span = &hours.spans[i];
        if (span->from_ms <= now_ms && now_ms < span->until_ms) {
            opening.open = true;
            opening.until_ms = span->until_ms;
        }
        if (span->from_ms > now_ms && span->from_ms < opening.tickets_ms && !opening.opens_ms)
            opening.opens_ms = span->from_ms;
    }
    return opening;
}

bool opening_has_slot(const struct rulebook *rulebook, const struct rule_hours *hours, int64_t slot_ms)
{
    return hours_hold(hours, slot_ms, rulebook->limits.slot_ms);
}

enum refusal_kind opening_may_book(const struct rulebook *rulebook, int32_t service, const struct rule_hours *hours,
                                   int64_t slot_ms, int32_t held, int64_t now_ms)
{
    if (service <= 0 || service >= rulebook->services.count || !rulebook->services.items[service].offered)
        return REFUSAL_UNKNOWN_SERVICE;
    if (rulebook->services.items[service].slot_places == 0)
        return REFUSAL_NOT_BOOKED_HERE;
    if (slot_ms < now_ms)
        return REFUSAL_TIME_SPAN_WRONG;
    if (slot_ms % rulebook->limits.slot_ms != 0 || !opening_has_slot(rulebook, hours, slot_ms))
        return REFUSAL_NO_SLOT;
    return held < rulebook->services.items[service].slot_places ? REFUSAL_NONE : REFUSAL_SLOT_FULL;
}
