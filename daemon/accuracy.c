/* SPDX-License-Identifier: MIT
 *
 * One ticket after the other: is it judged, was it told something, was it called, when?
 */
#include "daemon/accuracy.h"

static int64_t distance(int64_t a_ms, int64_t b_ms)
{
    return a_ms > b_ms ? a_ms - b_ms : b_ms - a_ms;
}

static bool is_apart(const struct store_step *step)
{
    bool waited_here = step->entry == ENTRY_ISSUE && step->channel != CHANNEL_ADOPTED;
    bool has_slot_only = step->channel == CHANNEL_BOOKING && !step->promised_ms;
    return !waited_here || has_slot_only || step->put_offs || step->aside_ms || step->marks & MARK_INTERRUPTED;
}

static void take_called(struct accuracy *accuracy, const struct store_step *step)
{
    int64_t error_ms = distance(step->first_called_ms, step->likely_ms);
    accuracy->called++;
    accuracy->covered += step->first_called_ms <= step->promised_ms;
    accuracy->error_ms += error_ms;
    accuracy->bias_ms += step->first_called_ms - step->likely_ms;
    if (!step->usual_ms)
        return;
    accuracy->usual++;
    accuracy->usual_error_ms += distance(step->first_called_ms, step->usual_ms);
    accuracy->beside_error_ms += error_ms;
}

static void take_promised(struct accuracy *accuracy, const struct store_step *step)
{
    int64_t waited_until_ms = step->first_called_ms ? step->first_called_ms : step->ended_ms;
    accuracy->promised++;
    accuracy->passed += waited_until_ms > promise_ends_ms(step->entered_ms, step->promised_ms);
    if (step->first_called_ms)
        take_called(accuracy, step);
}

void accuracy_take(struct accuracy *accuracy, const struct store_step *step)
{
    if (step->step != 0)
        return;
    accuracy->tickets++;
    if (is_apart(step))
        accuracy->apart++;
    else if (step->promised_ms)
        take_promised(accuracy, step);
    else if (step->first_called_ms)
        accuracy->unknown++;
    else
        accuracy->silent++;
}
