/* SPDX-License-Identifier: MIT
 *
 * Which facts a report tells one by one.
 */
#include "daemon/tally_told.h"

static bool is_told(const struct event *event)
{
    switch (event->kind) {
    case EVENT_HALTED:
    case EVENT_HALT_ENDED:
    case EVENT_SERVICE_CLOSED:
    case EVENT_SERVICE_OPENED:
    case EVENT_CONFIGURED:
    case EVENT_CLOCK_STEPPED:
        return true;
    case EVENT_STARTED:
        return event->day > 0 && event->value[0] > 0; /* an open day stood still so long */
    default:
        return false;
    }
}

void told_take_event(struct tallies *tallies, const struct event *event)
{
    if (is_told(event))
        (void)tallies_of(tallies, TALLY_EVENT, told_key(TOLD_FACT, event->seq));
}

void told_take_roll(struct tallies *tallies, const struct store_row *row)
{
    int64_t what = row->value[ROLL_ROW_WHAT];
    if (what == ROLL_RAN_OUT || what == ROLL_CLOSED || what == ROLL_CHANGED || what == ROLL_STAYED)
        (void)tallies_of(tallies, TALLY_EVENT, told_key(TOLD_ROLL, row->number));
}
