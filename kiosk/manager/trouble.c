/* SPDX-License-Identifier: MIT
 *
 * Orders by how bad it is. Insertion sort: stable, and lists that are nearly in order from one second to the next cost
 * little.
 */
#include "kiosk/manager/trouble.h"

enum light trouble_light(const struct model *model, const struct manager_service_queue *queue, int64_t now_ms)
{
    int64_t longest_ms = model_longest_ms(model, queue, now_ms);
    if (queue->waiting == 0 && !queue->open)
        return LIGHT_OFF;
    if (queue->waiting > 0 && (queue->late > 0 || longest_ms > queue->target_ms))
        return LIGHT_RED;
    if (queue->target_missed_at.set || (queue->waiting > 0 && longest_ms * 2 > queue->target_ms))
        return LIGHT_YELLOW;
    return queue->waiting > 0 ? LIGHT_GREEN : LIGHT_OFF;
}

enum look light_look(enum light light)
{
    static const enum look looks[] = {
            [LIGHT_OFF] = LOOK_QUIET, [LIGHT_GREEN] = LOOK_GOOD, [LIGHT_YELLOW] = LOOK_WARN, [LIGHT_RED] = LOOK_BAD};
    return looks[light];
}

const char *light_sign(enum light light)
{
    static const char *const signs[] = {
            [LIGHT_OFF] = "·", [LIGHT_GREEN] = "○", [LIGHT_YELLOW] = "◐", [LIGHT_RED] = "●"};
    return signs[light];
}

/* Is `a` worse? */
static bool is_worse(const struct model *model, const struct manager_service_queue *a,
                     const struct manager_service_queue *b, int64_t now_ms)
{
    enum light of_a = trouble_light(model, a, now_ms), of_b = trouble_light(model, b, now_ms);
    if (of_a != of_b)
        return of_a > of_b;
    if (of_a == LIGHT_YELLOW && a->target_missed_at.set != b->target_missed_at.set)
        return a->target_missed_at.set;
    if (of_a == LIGHT_YELLOW && a->target_missed_at.set && a->target_missed_at.value != b->target_missed_at.value)
        return a->target_missed_at.value < b->target_missed_at.value;
    if (of_a == LIGHT_OFF)
        return a->open && !b->open;
    /* longest_a / target_a > longest_b / target_b */
    return model_longest_ms(model, a, now_ms) * (b->target_ms + 1) >
           model_longest_ms(model, b, now_ms) * (a->target_ms + 1);
}

void trouble_order(const struct model *model, int64_t now_ms, const struct manager_service_queue **ret_order)
{
    const struct manager_watch_hall_out *hall = model_hall(model);
    for (size_t i = 0; hall && i < hall->queues.count; i++) {
        const struct manager_service_queue *queue = &hall->queues.items[i];
        size_t at = i;
        for (; at > 0 && is_worse(model, queue, ret_order[at - 1], now_ms); at--)
            ret_order[at] = ret_order[at - 1];
        ret_order[at] = queue;
    }
}

/* --- counters --- */

enum counter_light trouble_counter(const struct manager_counter_state *counter, int64_t now_ms)
{
    if (!counter->operator)
        return COUNTER_CLOSED;
    if (counter->session.value != MANAGER_COUNTER_STATE_SESSION_PRESENT)
        return COUNTER_LOST;
    if (counter->activity.value != MANAGER_ACTIVITY_PAUSE)
        return COUNTER_WORKS;
    return counter->until.set && counter->until.value < now_ms ? COUNTER_LATE : COUNTER_RESTS;
}

/* Lost, late, then whoever is there, then nobody. */
static int place_of(const struct manager_counter_state *counter, int64_t now_ms)
{
    enum counter_light light = trouble_counter(counter, now_ms);
    return light == COUNTER_LOST ? 0 : light == COUNTER_LATE ? 1 : light == COUNTER_CLOSED ? 3 : 2;
}

void trouble_counters(const struct manager_watch_hall_out *hall, int64_t now_ms,
                      const struct manager_counter_state **ret_order)
{
    for (size_t i = 0; i < hall->counters.count; i++) {
        const struct manager_counter_state *counter = &hall->counters.items[i];
        size_t at = i;
        for (; at > 0 && place_of(counter, now_ms) < place_of(ret_order[at - 1], now_ms); at--)
            ret_order[at] = ret_order[at - 1];
        ret_order[at] = counter;
    }
}
