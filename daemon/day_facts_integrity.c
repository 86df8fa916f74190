/* SPDX-License-Identifier: MIT
 *
 * For the auditor: honest commands that may make a figure nicer than the day was, of who gave them and at which
 * service. What was undone in time does not count; that it was undone does.
 */
#include "daemon/day_facts_private.h"
#include "daemon/engine/rules.h"

#define SOON_MS    INT64_C(30000) /* after the call */
#define HURRIED_MS INT64_C(60000) /* after the first moment at which a no-show may be declared */

enum { SHORT_PART = 10 }; /* of what is usual */

static void charge(struct day_facts *facts, int32_t operator_id, int32_t service, enum tally_count count, int64_t sum)
{
    facts->all->count[count] += sum;
    if (service > 0)
        tallies_of(facts->tallies, TALLY_SERVICE, service)->count[count] += sum;
    if (operator_id > 0)
        tallies_of(facts->tallies, TALLY_OPERATOR, operator_id)->count[count] += sum;
}

/* What the operator did last, that he may take back; and what it counts as, if anything. */
static void note(struct day_facts *facts, const struct event *event, bool counts, enum tally_count count)
{
    if (event->operator_id <= 0)
        return;
    struct charge *last = &day_facts_post(facts, event->operator_id)->charge;
    *last = (struct charge){0};
    if (!counts)
        return;
    *last = (struct charge){event->kind, event->ticket, event->service, count};
    charge(facts, event->operator_id, event->service, count, 1);
}

static const struct step *step_of(const struct day_facts *facts, const struct event *event)
{
    return &engine_ticket(facts->engine, event->ticket)->steps[event->step];
}

/* Put out of the queue before he can have said what he came for. */
static void take_put_aside(struct day_facts *facts, const struct event *event, enum tally_count count)
{
    int64_t called_ms = step_of(facts, event)->called_ms;
    bool held = event->operator_id > 0 && called_ms > 0;
    note(facts, event, held && event->at_ms - called_ms <= SOON_MS, count);
}

static void take_transferred(struct day_facts *facts, const struct event *event)
{
    take_put_aside(facts, event, TALLY_TRANSFERRED_SOON);
}

static void take_parked(struct day_facts *facts, const struct event *event)
{
    take_put_aside(facts, event, TALLY_PARKED_SOON);
}

/* --- no-shows --- */

/* So often must be called before. */
static void note_call(struct day_facts *facts, const struct event *event)
{
    struct fact_step *step = day_facts_step(facts, event->ticket, event->step);
    if (step && step_of(facts, event)->calls == facts->known.rulebook->limits.calls_before_no_show)
        step->missable_ms = event->at_ms;
}

static void take_called(struct day_facts *facts, const struct event *event)
{
    note_call(facts, event);
    note(facts, event, event->value[CALLED_WHY] == CALL_CHOSEN, TALLY_CHOSEN_CALLS);
}

/* The rules allow none before its time, so early is: as soon as they do. At closing nobody declares it. */
static void take_missed(struct day_facts *facts, const struct event *event)
{
    const struct ticket *ticket = engine_ticket(facts->engine, event->ticket);
    const struct step *step = step_of(facts, event);
    const struct fact_step *noted = day_facts_step(facts, event->ticket, event->step);
    int64_t from_ms = step->called_ms + rules_call_ms(facts->known.rulebook, step->counter, step->class, ticket->needs);
    bool declared = event->value[MISSED_UNDO] != 0;
    if (noted && noted->missable_ms > from_ms)
        from_ms = noted->missable_ms;
    note(facts, event, declared && event->at_ms - from_ms < HURRIED_MS, TALLY_EARLY_NO_SHOWS);
}

/* --- the others --- */

static void take_voided(struct day_facts *facts, const struct event *event)
{
    charge(facts, event->operator_id, event->service, TALLY_VOIDS, 1);
    tally_add_part(facts->all, PART_VOID, event->reason, 1);
    tally_add_part(tallies_of(facts->tallies, TALLY_SERVICE, event->service), PART_VOID, event->reason, 1);
    if (event->operator_id > 0)
        tally_add_part(tallies_of(facts->tallies, TALLY_OPERATOR, event->operator_id), PART_VOID, event->reason, 1);
}

/* Before it is noted what it was changed to. */
static void take_changed(struct day_facts *facts, const struct event *event)
{
    const struct fact_step *step = day_facts_step(facts, event->ticket, event->step);
    if (!step)
        return;
    charge(facts, event->operator_id, step->service, TALLY_CLASS_CHANGES, step->class != event->class);
    charge(facts, event->operator_id, step->service, TALLY_SERVICE_CHANGES, step->service != event->service);
}

static void take_undone(struct day_facts *facts, const struct event *event)
{
    struct charge *last = &day_facts_post(facts, event->operator_id)->charge;
    if (last->kind == event->value[0] && last->ticket == event->ticket)
        charge(facts, event->operator_id, last->service, last->count, -1);
    *last = (struct charge){0};
    charge(facts, event->operator_id, event->service, TALLY_UNDOS, 1);
}

static void take_by_hand(struct day_facts *facts, const struct event *event)
{
    charge(facts, event->operator_id, event->service, TALLY_BY_HAND, 1);
}

typedef void taker(struct day_facts *facts, const struct event *event);

void day_facts_integrity_take(struct day_facts *facts, const struct event *event)
{
    static taker *const takers[EVENT_KIND_LIMIT] = {
            [EVENT_CALLED] = take_called,   [EVENT_RECALLED] = note_call,           [EVENT_MISSED] = take_missed,
            [EVENT_PARKED] = take_parked,   [EVENT_TRANSFERRED] = take_transferred, [EVENT_VOIDED] = take_voided,
            [EVENT_CHANGED] = take_changed, [EVENT_UNDONE] = take_undone,           [EVENT_BY_HAND] = take_by_hand,
    };
    if (takers[event->kind])
        takers[event->kind](facts, event);
}

/* Finished without having come, nobody knows when its service began: then it was not longer than since the call. */
void day_facts_integrity_step(struct day_facts *facts, const struct step *step)
{
    const struct day_facts_known *known = &facts->known;
    int64_t usual_ms = step->service < known->usual_count && known->usual_ms ? known->usual_ms[step->service] : 0;
    bool implied = step->marks & MARK_IMPLIED;
    int64_t service_ms = implied ? step->ended_ms - step->called_ms : step->service_ms;
    if (step->end != END_SERVED || step->marks & (MARK_INACCURATE | MARK_INTERRUPTED) || usual_ms <= 0)
        return;
    charge(facts, step->operator_id, step->service, TALLY_SHORT_SERVICES, service_ms * SHORT_PART < usual_ms);
}
