/* SPDX-License-Identifier: MIT
 *
 * What the row of a final step counts.
 *
 * A mark says that something about the times of a step is not true; so those times that it spoils are in no mean. An
 * interruption (the machine, the clock) spoils them all. Inaccurate is the end of a service that somebody forgot to
 * finish; of a ticket that was entered afterwards it is when it came, too. An arrival that was implied by the finish
 * makes the way unknown.
 */
#include "common/clock.h"
#include "daemon/accuracy.h"
#include "daemon/engine/ticket.h"
#include "daemon/tally.h"

static void take_visit(struct tally *tally, const struct tally_step *step)
{
    int64_t ending = step->row->ending;
    if (!step->last)
        return;
    if (ending > END_NONE && ending < STEP_ENDS)
        tally->count[TALLY_VISIT_SERVED + ending - END_SERVED]++;
    tally->count[TALLY_VISIT_PARTLY_SERVED] += step->partly;
    if (step->visit_waited_ms >= 0)
        tally_add_time(tally, SPREAD_VISIT_WAITING, step->visit_waited_ms);
}

/* Served at once, or entered afterwards: it was never in a queue. */
static bool has_waited(const struct store_step *row)
{
    return row->entry != ENTRY_DIRECT && row->entry != ENTRY_JOIN;
}

/* Whoever was not called counts if he waited beyond the target, and who was sent home in any case: nobody knows how
 * long he would have waited. As what-if counts it. */
bool tally_is_late(const struct store_step *row)
{
    bool sent_home = !row->first_called_ms && row->ending == END_NEVER_CALLED;
    return has_waited(row) && (sent_home || row->waited_ms > row->target_ms);
}

static void take_level(struct tally *tally, const struct store_step *row)
{
    if (!has_waited(row))
        return;
    tally_add_target(tally, row->target_ms);
    bool within = row->first_called_ms && !tally_is_late(row);
    tally->count[TALLY_CALLED] += row->first_called_ms != 0;
    tally->count[TALLY_WITHIN] += within;
    tally->count[TALLY_MEASURED] += within || tally_is_late(row);
}

static void take_outcome(struct tally *tally, const struct tally_step *step)
{
    static const enum tally_count causes[] = {TALLY_CAUSE_OTHER, TALLY_CAUSE_VISITOR, TALLY_CAUSE_AGENCY,
                                              TALLY_CAUSE_COUNTER, TALLY_CAUSE_OTHER};
    const struct store_step *row = step->row;
    if (row->ending != END_SERVED)
        return;
    tally->count[TALLY_PEOPLE] += row->party;
    tally->count[TALLY_QUANTITY] += row->quantity;
    if (!row->outcome || row->marks & MARK_NOT_RECORDED) {
        tally->count[TALLY_NOT_RECORDED]++;
        return;
    }
    tally_add_part(tally, PART_OUTCOME, (int32_t)row->outcome, 1);
    bool known = step->cause >= 0 && (size_t)step->cause < ARRAY_SIZE(causes);
    tally->count[step->fulfilled ? TALLY_FULFILLED : causes[known ? step->cause : 0]]++;
}

static void take_waits(struct tally *tally, const struct store_step *row)
{
    bool afterwards = row->channel == CHANNEL_ADOPTED || row->channel == CHANNEL_HAND;
    if (row->put_offs > 0)
        tally_add_time(tally, SPREAD_PUT_OFF, row->put_off_ms);
    if (row->first_called_ms && has_waited(row) && !(afterwards && row->marks & MARK_INACCURATE))
        tally_add_time(tally, SPREAD_WAITING, row->waited_ms);
    if (has_waited(row) && !(row->marks & MARK_IMPLIED) && (row->ending == END_SERVED || row->way_ms > 0))
        tally_add_time(tally, SPREAD_WAY, row->way_ms);
}

static void take_times(struct tally *tally, const struct store_step *row)
{
    bool interrupted = row->marks & MARK_INTERRUPTED, inaccurate = row->marks & MARK_INACCURATE;
    tally->count[TALLY_INACCURATE] += inaccurate;
    tally->count[TALLY_INTERRUPTED] += interrupted;
    tally->count[TALLY_IMPLIED] += (row->marks & MARK_IMPLIED) != 0;
    if (!interrupted)
        take_waits(tally, row);
    if (interrupted || inaccurate)
        return;
    if (row->ending == END_SERVED && !(row->marks & MARK_IMPLIED)) /* nobody knows when it began */
        tally_add_time(tally, SPREAD_SERVICE, row->service_ms);
    if (row->parked_ms > 0)
        tally_add_time(tally, SPREAD_PARKED, row->parked_ms);
}

static void take_accuracy(struct tally *tally, const struct store_step *row)
{
    struct accuracy told = {0};
    int64_t *count = &tally->count[TALLY_TOLD_TICKETS];
    accuracy_take(&told, row);
    const int64_t sums[] = {told.tickets, told.apart,          told.promised,       told.unknown,  told.silent,
                            told.called,  told.covered,        told.passed,         told.error_ms, told.bias_ms,
                            told.usual,   told.usual_error_ms, told.beside_error_ms};
    for (size_t i = 0; i < ARRAY_SIZE(sums); i++)
        count[i] += sums[i];
}

void tally_take_step(struct tally *tally, const struct tally_step *step)
{
    const struct store_step *row = step->row;
    if (row->ending > END_NONE && row->ending < STEP_ENDS)
        tally->count[TALLY_STEP_SERVED + row->ending - END_SERVED]++;
    tally->count[TALLY_RETURNED] += row->returns;
    tally->count[TALLY_RECALLS] += row->recalls;
    tally->count[TALLY_PUT_OFFS] += row->put_offs;
    take_visit(tally, step);
    take_level(tally, row);
    take_outcome(tally, step);
    take_times(tally, row);
    take_accuracy(tally, row);
}

int64_t tally_hour(int64_t at_ms)
{
    struct local_time local = clock_local(at_ms);
    return (int64_t)date_weekday(local.date) * 24 + local.minute_of_day / 60;
}
