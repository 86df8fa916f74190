/* SPDX-License-Identifier: MIT
 *
 * Visits and steps: as what each entered is noted from the facts, beside the engine, so that what rows say of the end
 * can be held against it.
 */
#include "daemon/day_facts_private.h"

static struct fact_step *step_of(struct day_facts *facts, int32_t ticket, int32_t step)
{
    struct fact_visits *visits = &facts->visits;
    DAY_FACTS_ROOM(visits->items, visits->room, ticket);
    struct fact_visit *visit = &visits->items[ticket];
    if ((size_t)step >= visit->room) {
        size_t room = (size_t)step + 1;
        visit->steps = mem_realloc(visit->steps, room, sizeof(*visit->steps));
        for (size_t i = visit->room; i < room; i++)
            visit->steps[i] = (struct fact_step){0};
        visit->room = room;
    }
    return &visit->steps[step];
}

struct fact_step *day_facts_step(const struct day_facts *facts, int32_t ticket, int32_t step)
{
    const struct fact_visits *visits = &facts->visits;
    if (ticket <= 0 || (size_t)ticket >= visits->room || (size_t)step >= visits->items[ticket].room)
        return NULL;
    struct fact_step *found = &visits->items[ticket].steps[step];
    return found->entered ? found : NULL;
}

void day_facts_visits_done(struct fact_visits *visits)
{
    for (size_t i = 0; i < visits->room; i++)
        free(visits->items[i].steps);
    free(visits->items);
}

/* --- facts --- */

/* What was joined to a visit comes as the next of its chain. */
static int32_t entry_of(const struct event *event, const struct fact_step *step)
{
    int32_t entry = event->kind == EVENT_STEP_ENTERED ? (int32_t)event->value[ENTERED_ENTRY] : ENTRY_ISSUE;
    return step->joined && entry == ENTRY_NEXT ? ENTRY_JOIN : entry;
}

static void enter(struct day_facts *facts, const struct event *event)
{
    struct fact_step *step = step_of(facts, event->ticket, event->step);
    *step = (struct fact_step){.entered = true,
                               .joined = step->joined,
                               .entry = entry_of(event, step),
                               .first_service = event->service,
                               .first_class = event->class,
                               .service = event->service,
                               .class = event->class,
                               .hour = day_facts_hour(facts, event->at_ms)};
}

/* It came earlier than it was entered here; its row will say when. */
static void enter_earlier(struct day_facts *facts, const struct event *event)
{
    const struct ticket *ticket = engine_ticket(facts->engine, event->ticket);
    step_of(facts, event->ticket, ticket->current)->hour =
            day_facts_hour(facts, ticket->steps[ticket->current].entered_ms);
}

/* Steps that went with what was taken back have not entered. */
static void take_back(struct day_facts *facts, const struct event *event)
{
    const struct ticket *ticket = engine_ticket(facts->engine, event->ticket);
    const struct fact_visit *visit = &facts->visits.items[event->ticket];
    for (size_t i = 0; i < visit->room; i++) {
        if ((int32_t)i >= ticket->step_count || ticket->steps[i].state == STEP_PLANNED)
            visit->steps[i].entered = false;
    }
}

static void change(struct day_facts *facts, const struct event *event)
{
    struct fact_step *step = step_of(facts, event->ticket, event->step);
    step->service = event->service;
    step->class = event->class;
}

void day_facts_visits_take(struct day_facts *facts, const struct event *event)
{
    bool plans = event->kind == EVENT_STEP_PLANNED;
    if (event->kind == EVENT_STEP_ENTERED || event->kind == EVENT_STEP_PROMISED)
        enter(facts, event);
    else if (event->kind == EVENT_BY_HAND || event->kind == EVENT_ADOPTED)
        enter_earlier(facts, event);
    else if (event->kind == EVENT_UNDONE)
        take_back(facts, event);
    else if (event->kind == EVENT_CHANGED)
        change(facts, event);
    else if (plans && facts->visits.joins)
        step_of(facts, event->ticket, event->step)->joined = true;
    facts->visits.joins = event->kind == EVENT_JOINED || (plans && facts->visits.joins);
}

/* --- the end: lines --- */

/* In the lines of a step as it was when it entered, or as it is. */
static void add(struct day_facts *facts, const struct fact_step *step, bool first, enum tally_count count, int64_t sum)
{
    int32_t service = first ? step->first_service : step->service;
    struct tally *hour =
            tallies_find(facts->tallies, TALLY_SERVICE_HOUR, (int64_t)service * DAY_HOURS + step->hour % DAY_HOURS);
    if (sum == 0)
        return;
    facts->all->count[count] += sum;
    tallies_of(facts->tallies, TALLY_SERVICE, service)->count[count] += sum;
    tallies_of(facts->tallies, TALLY_CLASS, first ? step->first_class : step->class)->count[count] += sum;
    tallies_of(facts->tallies, TALLY_HOUR, step->hour)->count[count] += sum;
    if (hour)
        hour->count[count] += sum;
}

static void move(struct day_facts *facts, enum tally_by by, int64_t from, int64_t to)
{
    if (from == to)
        return;
    tallies_of(facts->tallies, by, from)->count[TALLY_CHANGED_OUT]++;
    tallies_of(facts->tallies, by, to)->count[TALLY_CHANGED_IN]++;
}

/* Among the lines of a service's hours only those that are there. */
static void move_hour(struct day_facts *facts, const struct fact_step *step)
{
    int64_t hour = step->hour % DAY_HOURS;
    if (step->first_service == step->service)
        return;
    struct tally *from =
            tallies_find(facts->tallies, TALLY_SERVICE_HOUR, (int64_t)step->first_service * DAY_HOURS + hour);
    struct tally *to = tallies_find(facts->tallies, TALLY_SERVICE_HOUR, (int64_t)step->service * DAY_HOURS + hour);
    if (from)
        from->count[TALLY_CHANGED_OUT]++;
    if (to)
        to->count[TALLY_CHANGED_IN]++;
}

/* What the visitor lacked, of the list of the service where it was finished. */
static void add_lacked(struct day_facts *facts, const struct step *step)
{
    for (int32_t line = 1; step->lacked && line <= LACKED_LINES; line++) {
        if (step->lacked & ID_BIT(line))
            tally_add_part(tallies_of(facts->tallies, TALLY_SERVICE, step->service), PART_LACKED, line, 1);
    }
}

static void end_step(struct day_facts *facts, const struct fact_step *step, const struct step *now)
{
    static const enum tally_count entered[] = {
            [ENTRY_ISSUE] = TALLY_ENTERED_ISSUE,       [ENTRY_NEXT] = TALLY_ENTERED_NEXT,
            [ENTRY_TRANSFER] = TALLY_ENTERED_TRANSFER, [ENTRY_BACK] = TALLY_ENTERED_BACK,
            [ENTRY_DIRECT] = TALLY_ENTERED_DIRECT,     [ENTRY_JOIN] = TALLY_ENTERED_JOIN};
    if (step->entry >= ENTRY_ISSUE && (size_t)step->entry < ARRAY_SIZE(entered))
        add(facts, step, true, entered[step->entry], 1);
    move(facts, TALLY_SERVICE, step->first_service, step->service);
    move(facts, TALLY_CLASS, step->first_class, step->class);
    move_hour(facts, step);
    add(facts, step, false, TALLY_STEPS_OPEN, !now->final);
    if (!now->final)
        return;
    add_lacked(facts, now);
    day_facts_integrity_step(facts, now);
}

/* --- the end: visits --- */

/* The last step that was served; NULL: none was. */
static const struct step *last_served(const struct ticket *ticket, int32_t *ret_step)
{
    const struct step *last = NULL;
    for (int32_t i = 0; i < ticket->step_count; i++) {
        const struct step *step = &ticket->steps[i];
        if (step->end == END_SERVED && (!last || step->ended_ms >= last->ended_ms)) {
            last = step;
            *ret_step = i;
        }
    }
    return last;
}

static void add_rating(struct tally *tally, int32_t stars)
{
    tally->count[TALLY_RATINGS]++;
    tally->count[TALLY_STARS] += stars;
}

/* Of whoever was never served: at the step where he left. */
static void end_rating(struct day_facts *facts, const struct ticket *ticket)
{
    int32_t place = ticket->current;
    const struct step *served = last_served(ticket, &place);
    const struct fact_step *step = ticket->stars ? day_facts_step(facts, ticket->id, place) : NULL;
    if (!step)
        return;
    add(facts, step, false, TALLY_RATINGS, 1);
    add(facts, step, false, TALLY_STARS, ticket->stars);
    if (served && served->operator_id)
        add_rating(tallies_of(facts->tallies, TALLY_OPERATOR, served->operator_id), ticket->stars);
    if (served && served->counter)
        add_rating(tallies_of(facts->tallies, TALLY_COUNTER, served->counter), ticket->stars);
}

static void end_visit(struct day_facts *facts, const struct ticket *ticket)
{
    const struct fact_step *first = day_facts_step(facts, ticket->id, 0);
    if (!first)
        return;
    add(facts, first, true, TALLY_ISSUED, 1);
    add(facts, first, true, TALLY_ISSUED_PEOPLE, ticket->party);
    add(facts, first, true, TALLY_ADOPTED, ticket->channel == CHANNEL_ADOPTED);
    add(facts, first, true, TALLY_RETURN_CODES, ticket->return_code != 0);
    add(facts, first, true, TALLY_RETURN_CODES_USED, ticket->with.day != 0);
    add(facts, first, true, TALLY_VISITS_OPEN, !day_facts_is_last(facts, ticket->id, ticket->current));
    end_rating(facts, ticket);
}

void day_facts_visits_end(struct day_facts *facts)
{
    for (int32_t id = 1; id <= engine_tickets(facts->engine); id++) {
        const struct ticket *ticket = engine_ticket(facts->engine, id);
        end_visit(facts, ticket);
        for (int32_t i = 0; i < ticket->step_count; i++) {
            const struct fact_step *step = day_facts_step(facts, id, i);
            if (step)
                end_step(facts, step, &ticket->steps[i]);
        }
    }
}
