/* SPDX-License-Identifier: MIT
 *
 * Visits out of the engine that took a day's facts.
 */
#include "daemon/engine/past.h"

#include <string.h>

#include "daemon/engine/past_private.h"

#define USUAL_MS INT64_C(600000) /* of a service that neither day nor catalogue knows */

struct past_reader *past_reader_new(int32_t day, struct rulebook *rulebook)
{
    struct past_reader *reader = mem_new(struct past_reader);
    *reader = (struct past_reader){.day = day, .rulebook = rulebook, .engine = engine_new()};
    reader->past.day.day = day;
    return reader;
}

void past_done(struct past *past)
{
    past_day_done(&past->day);
    free(past->recorded);
    *past = (struct past){0};
}

struct past_reader *past_reader_free(struct past_reader *reader)
{
    if (!reader)
        return NULL;
    past_staff_done(&reader->staff);
    past_done(&reader->past);
    engine_free(reader->engine);
    free(reader);
    return NULL;
}

/* --- steps --- */

/* In the order in which they were entered; those never entered last. */
static int compare_steps(const void *left, const void *right)
{
    const struct step *a = *(const struct step *const *)left, *b = *(const struct step *const *)right;
    bool a_came = a->state != STEP_PLANNED, b_came = b->state != STEP_PLANNED;
    if (a_came != b_came)
        return a_came ? -1 : 1;
    if (a_came && a->entered_ms != b->entered_ms)
        return a->entered_ms < b->entered_ms ? -1 : 1;
    return (a > b) - (a < b);
}

static bool is_inaccurate(const struct step *step)
{
    return step->marks & (MARK_INACCURATE | MARK_INTERRUPTED | MARK_NOT_RECORDED);
}

static struct past_step past_step_of(const struct step *step, bool is_first)
{
    bool planned = is_first || step->entry == ENTRY_ISSUE || step->entry == ENTRY_NEXT || step->state == STEP_PLANNED;
    struct past_step past = {.service = step->service,
                             .planned = planned,
                             .is_sent_on = step->end == END_TRANSFERRED,
                             .way_ms = -1,
                             .service_ms = -1};
    if (!step->first_called_ms)
        return past;
    past.missed = step->end == END_NO_SHOW;
    past.way_ms = past.missed ? step->ended_ms - step->called_ms : step->way_ms;
    if (!past.missed && !is_inaccurate(step) && step->end != END_CANCELLED && step->end != END_VOID)
        past.service_ms = step->service_ms;
    return past;
}

static struct played_step played_step_of(const struct step *step)
{
    if (step->state == STEP_PLANNED)
        return (struct played_step){0};
    return (struct played_step){.end = step->end,
                                .counter = step->first_called_ms ? step->counter : 0,
                                .entered_ms = step->entered_ms,
                                .waits_ms = step_waits_from(step) + step->aside_ms,
                                .called_ms = step->first_called_ms,
                                .ended_ms = step->ended_ms};
}

/* One with the step before it: sent on within its service, and not told at issue. */
static bool add_to_last(struct past_reader *reader, const struct past_step *past, const struct step *step)
{
    struct past_day *day = &reader->past.day;
    const struct past_visit *visit = &day->visits[day->visit_count - 1];
    struct past_step *last = day->step_count > 0 ? &day->steps[day->step_count - 1] : NULL;
    if (visit->step_count == 0 || !last || past->planned || last->service != past->service)
        return false;
    struct played_step *played = &reader->past.recorded[day->step_count - 1];
    if (past->service_ms >= 0 && last->service_ms >= 0)
        last->service_ms += past->service_ms;
    last->is_sent_on = past->is_sent_on;
    played->end = step->end;
    played->ended_ms = step->ended_ms;
    return true;
}

static void add_step(struct past_reader *reader, const struct step *step)
{
    struct past_day *day = &reader->past.day;
    struct past_visit *visit = &day->visits[day->visit_count - 1];
    if (step->end == END_TRANSFERRED && !step->first_called_ms)
        return;
    struct past_step past = past_step_of(step, visit->step_count == 0);
    if (add_to_last(reader, &past, step))
        return;
    size_t room = day->step_room;
    mem_grow(day->steps, day->step_count, day->step_room);
    if (day->step_room != room)
        reader->past.recorded = mem_realloc(reader->past.recorded, day->step_room, sizeof(struct played_step));
    reader->past.recorded[day->step_count] = played_step_of(step);
    day->steps[day->step_count++] = past;
    visit->step_count++;
}

static void add_steps(struct past_reader *reader, const struct ticket *ticket)
{
    const struct step **steps = mem_new_n(const struct step *, (size_t)ticket->step_count + 1);
    for (int32_t i = 0; i < ticket->step_count; i++)
        steps[i] = &ticket->steps[i];
    qsort(steps, (size_t)ticket->step_count, sizeof(*steps), compare_steps);
    for (int32_t i = 0; i < ticket->step_count; i++)
        add_step(reader, steps[i]);
    free(steps);
}

/* --- visits --- */

/* A rehearsal can play it by this rulebook. */
static bool is_known(const struct rulebook *rulebook, const struct ticket *ticket)
{
    if (ticket->class <= 0 || ticket->class >= rulebook->classes.count || ticket->channel == CHANNEL_HAND)
        return false;
    for (int32_t need = 0; need <= RULEBOOK_NEEDS; need++) {
        if (ticket->needs & ID_BIT(need) && need >= rulebook->needs.count)
            return false;
    }
    for (int32_t i = 0; i < ticket->step_count; i++) {
        if (ticket->steps[i].service <= 0 || ticket->steps[i].service >= rulebook->services.count)
            return false;
    }
    return true;
}

/* The last step that was entered, if he left it uncalled. */
static int64_t leaves_at(const struct ticket *ticket)
{
    const struct step *step = &ticket->steps[ticket->current];
    bool left = step->end == END_CANCELLED || step->end == END_VOID || step->end == END_JOINED;
    return left && !step->first_called_ms ? step->ended_ms : 0;
}

static void add_visit(struct past_reader *reader, const struct ticket *ticket)
{
    struct past_day *day = &reader->past.day;
    const struct booking *booking = ticket->booking ? engine_booking(reader->engine, ticket->booking) : NULL;
    mem_grow(day->visits, day->visit_count, day->visit_room);
    day->visits[day->visit_count++] =
            (struct past_visit){.issued_ms = ticket->issued_ms,
                                .slot_ms = booking ? booking->slot_ms : 0,
                                .leaves_ms = leaves_at(ticket),
                                .credit_ms = ticket->with.day ? ticket->with.credit_ms : 0,
                                .needs = ticket->needs,
                                .class = ticket->class,
                                .language = ticket->language,
                                .direct = ticket->channel == CHANNEL_DIRECT ? ticket->steps[0].counter : 0,
                                .first_step = (int32_t)day->step_count};
    add_steps(reader, ticket);
    if (day->visits[day->visit_count - 1].step_count > 0)
        return;
    day->visit_count--;
    reader->past.left_out++;
}

static void read_visits(struct past_reader *reader)
{
    for (int32_t id = 1; id <= engine_tickets(reader->engine); id++) {
        const struct ticket *ticket = engine_ticket(reader->engine, id);
        if (ticket && is_known(reader->rulebook, ticket))
            add_visit(reader, ticket);
        else
            reader->past.left_out++;
        for (int32_t i = 0; ticket && i < ticket->step_count; i++) {
            const struct step *step = &ticket->steps[i];
            if (step->state != STEP_PLANNED && step->service > 0 && step->service < reader->rulebook->services.count)
                reader->rulebook->services.items[step->service].target_ms = step->target_ms;
        }
    }
}

/* --- what is usual --- */

static void learn_usual(struct past_reader *reader)
{
    struct past_day *day = &reader->past.day;
    int64_t ways = 0;
    day->service_count = reader->rulebook->services.count;
    day->usual_ms = mem_new_n(int64_t, (size_t)day->service_count + 1);
    _cleanup_free_ int64_t *counts = mem_new_n(int64_t, (size_t)day->service_count + 1);
    for (size_t i = 0; i < day->step_count; i++) {
        const struct past_step *step = &day->steps[i];
        if (step->missed || step->service_ms < 0)
            continue;
        day->usual_ms[step->service] += step->service_ms;
        counts[step->service]++;
        day->usual_way_ms += step->way_ms;
        ways++;
    }
    day->usual_way_ms = ways > 0 ? day->usual_way_ms / ways : 0;
    for (int32_t i = 1; i < day->service_count; i++) {
        int64_t usual_ms = reader->rulebook->services.items[i].usual_ms;
        day->usual_ms[i] = counts[i] > 0 ? day->usual_ms[i] / counts[i] : usual_ms > 0 ? usual_ms : USUAL_MS;
    }
}

/* --- facts --- */

static void close_day(struct past_reader *reader, const struct event *event)
{
    if (!reader->closing)
        past_staff_close(reader, event->at_ms);
    reader->closing = true;
}

bool past_reader_take(struct past_reader *reader, const struct event *event)
{
    if (event->kind == EVENT_DAY_OPENED && event->day == reader->day)
        reader->begun = true;
    if (!reader->begun || reader->ended)
        return !reader->ended;
    if (event->kind == EVENT_DAY_CLOSING || event->kind == EVENT_DAY_CLOSED)
        close_day(reader, event);
    if (event->kind == EVENT_DAY_CLOSED) {
        reader->ended = true;
        read_visits(reader);
        learn_usual(reader);
        past_staff_end(reader);
        return false;
    }
    if (!reader->closing)
        past_staff_before(reader, event);
    engine_apply(reader->engine, event);
    if (!reader->closing)
        past_staff_after(reader, event);
    return true;
}

bool past_reader_end(struct past_reader *reader, struct past *ret_past)
{
    if (!reader->ended)
        return false;
    *ret_past = reader->past;
    reader->past = (struct past){0};
    return true;
}
