/* SPDX-License-Identifier: MIT
 *
 * The figures of a day, recorded or rehearsed: one way to count both.
 */
#include "daemon/engine/rehearsal.h"

#include <stdlib.h>

static bool is_of(const struct past_step *past, const struct played_step *step, const struct rehearsed_of *of)
{
    return step->end != END_NONE && (!of->service || past->service == of->service) &&
           (!of->entered.until_ms ||
            (step->entered_ms >= of->entered.from_ms && step->entered_ms < of->entered.until_ms));
}

static void count_end(struct rehearsed *rehearsed, enum step_end end)
{
    rehearsed->steps++;
    rehearsed->served += end == END_SERVED;
    rehearsed->sent_on += end == END_TRANSFERRED;
    rehearsed->missed += end == END_NO_SHOW;
    rehearsed->left += end == END_CANCELLED || end == END_VOID || end == END_JOINED;
    rehearsed->never_called += end == END_NEVER_CALLED;
    rehearsed->unfinished += end == END_UNFINISHED;
}

/* Who was not called counts only if he waited beyond the target: of one never called nobody knows better. */
static void count_level(struct rehearsed *rehearsed, const struct played_step *step, int64_t target_ms)
{
    bool vain = step->end == END_NEVER_CALLED || step->ended_ms - step->waits_ms > target_ms;
    rehearsed->measured += step->called_ms || vain;
    rehearsed->within += step->called_ms && step->called_ms - step->waits_ms <= target_ms;
}

static int compare_waits(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

/* The least wait that so many percent do not exceed. */
static int64_t percentile(const int64_t *waits, size_t count, size_t percent)
{
    return waits[(count * percent + 99) / 100 - 1];
}

static void set_waits(struct rehearsed *rehearsed, int64_t *waits, size_t count)
{
    int64_t sum = 0;
    if (count == 0)
        return;
    qsort(waits, count, sizeof(*waits), compare_waits);
    for (size_t i = 0; i < count; i++)
        sum += waits[i];
    rehearsed->called = (int64_t)count;
    rehearsed->wait_mean_ms = sum / (int64_t)count;
    rehearsed->wait_p50_ms = percentile(waits, count, 50);
    rehearsed->wait_p90_ms = percentile(waits, count, 90);
    rehearsed->wait_max_ms = waits[count - 1];
}

static int64_t count_visits(const struct past_day *day, const struct played_step *steps, const struct rehearsed_of *of)
{
    int64_t visits = 0;
    for (size_t i = 0; i < day->visit_count; i++) {
        size_t first = (size_t)day->visits[i].first_step;
        visits += is_of(&day->steps[first], &steps[first], of);
    }
    return visits;
}

struct rehearsed rehearsal_count(const struct past_day *day, const struct rulebook *rulebook,
                                 const struct played_step *steps, struct rehearsed_of of)
{
    struct rehearsed rehearsed = {.visits = count_visits(day, steps, &of)};
    int64_t *waits = mem_new_n(int64_t, day->step_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < day->step_count; i++) {
        const struct played_step *step = &steps[i];
        if (!is_of(&day->steps[i], step, &of))
            continue;
        count_end(&rehearsed, step->end);
        count_level(&rehearsed, step, rulebook->services.items[day->steps[i].service].target_ms);
        if (step->called_ms) /* before the slot: at once */
            waits[count++] = step->called_ms > step->waits_ms ? step->called_ms - step->waits_ms : 0;
        if (step->end == END_SERVED && step->ended_ms > rehearsed.last_ms)
            rehearsed.last_ms = step->ended_ms;
    }
    set_waits(&rehearsed, waits, count);
    free(waits);
    return rehearsed;
}
