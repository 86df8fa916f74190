/* SPDX-License-Identifier: MIT
 *
 * A ticket of a lost span.
 *
 * A machine was lost, and a store was begun anew from a copy. What had been issued after the copy was made is on paper
 * in people's hands, and nothing here knows it. The paper alone says what was: its number, its service, its minute. It
 * is taken if the machine that was lost can have given it: each epoch of a day gives numbers from a range of its own,
 * so the range tells which machine that was, and with it the span; in its range a number must be one of the series and
 * greater than all that the copy knows of it, as numbers only grow.
 *
 * Who is adopted queues by when the paper was issued: as if nothing had been lost. A paper that does not tell is taken
 * for one of the first moment after the copy, so nobody waits longer because a minute cannot be read, and its times are
 * marked. Papers of one minute, and those that tell none, stay in the order of their numbers: a millisecond each.
 * Opening hours, cut-off and daily limits are not asked again; the machine that was lost had asked them.
 */
#include "daemon/engine/decide.h"

enum { MINUTE_MS = 60000 };

/* What is found of a paper. */
struct paper {
    int32_t after; /* so many numbers after the last that the copy knows of its range */
    struct rule_span span;
    int64_t issued_ms, base_ms;
};

static int refuse_paper(struct decision *decision, enum lost_wrong why)
{
    int r = refuse(decision, REFUSAL_NOT_LOST);
    decision->refusal->why = (int32_t)why;
    return r;
}

/* --- which machine gave it? --- */

static bool gives_prefix(const struct rule_series *series, int32_t prefix)
{
    int32_t prefixes = series->overflow == OVERFLOW_PREFIX ? series->prefix_count : 1;
    for (int32_t i = 0; i < prefixes; i++) {
        if (prefix_of(series->prefixes[i]) == prefix)
            return true;
    }
    return false;
}

static bool gives_number(const struct decision *decision, const struct rule_series *series, int32_t number)
{
    int32_t last = series->overflow == OVERFLOW_DIGIT ? series->last * 10 + 9 : series->last;
    return number >= series->first && number <= last && !rules_is_skipped(decision->rulebook, number);
}

/* The greatest number of a range that was given before its machine was lost; `from` if none was. */
static int32_t last_known(const struct engine *engine, int32_t prefix, int32_t from, int32_t step)
{
    int32_t last = from;
    for (int32_t id = engine->last_ticket[prefix]; id > 0; id = engine->tickets[id].previous) {
        const struct ticket *ticket = &engine->tickets[id];
        if (ticket->channel != CHANNEL_ADOPTED && ticket->number > last && ticket->number < from + step)
            last = ticket->number;
    }
    return last;
}

static int find_machine(struct decision *decision, struct paper *paper)
{
    const struct command *command = decision->command;
    int32_t series_id = decision->rulebook->services.items[command->services[0]].series;
    const struct rule_series *series = &decision->rulebook->series.items[series_id];
    int32_t step = rules_numbers_step(series), range = command->number / step;
    if (!gives_prefix(series, command->prefix))
        return refuse_paper(decision, LOST_WRONG_SERIES);
    if (range > decision->engine->epoch_ahead || !gives_number(decision, series, command->number % step))
        return refuse_paper(decision, LOST_WRONG_NUMBER);
    if (range == decision->engine->epoch_ahead)
        return refuse_paper(decision, LOST_WRONG_NEW);
    paper->span = engine_lost_span(decision->engine, range);
    if (!paper->span.until_ms)
        return refuse(decision, REFUSAL_NOTHING_LOST);
    paper->after = command->number - last_known(decision->engine, command->prefix, range * step, step);
    return paper->after > 0 ? 0 : refuse_paper(decision, LOST_WRONG_BEFORE);
}

/* --- when? --- */

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* The paper tells the minute that had begun, so that of the copy's last fact is one of the span. */
static int find_moment(struct decision *decision, struct paper *paper)
{
    const struct rule_span *span = &paper->span;
    int64_t at_ms = decision->command->from_ms;
    bool is_exact = at_ms % MINUTE_MS != 0;
    if (!at_ms || (at_ms < span->from_ms && at_ms / MINUTE_MS == span->from_ms / MINUTE_MS))
        at_ms = span->from_ms;
    if (at_ms < span->from_ms || at_ms > span->until_ms) {
        int r = refuse_at(decision, REFUSAL_OUTSIDE_LOST_SPAN, span->from_ms);
        decision->refusal->until_ms = span->until_ms;
        return r;
    }
    paper->issued_ms = at_ms;
    paper->base_ms = is_exact ? at_ms : smaller(at_ms + smaller(paper->after, MINUTE_MS - 1), span->until_ms);
    return 0;
}

/* --- all of it --- */

static int check_paper(struct decision *decision, struct paper *paper)
{
    const struct engine *engine = decision->engine;
    const struct command *command = decision->command;
    const struct ticket *known = engine_find(engine, command->prefix, command->number);
    if (!engine->lost_count)
        return refuse(decision, REFUSAL_NOTHING_LOST);
    if (known)
        return refuse_ticket(decision, REFUSAL_TICKET_KNOWN, known);
    int r = check_new_ticket(decision);
    if (r == 0)
        r = find_machine(decision, paper);
    return r < 0 ? r : find_moment(decision, paper);
}

int decide_adopt(struct decision *decision)
{
    const struct command *command = decision->command;
    struct paper paper = {0};
    int r = check_paper(decision, &paper);
    if (r < 0)
        return r;
    add_issued(decision, command, CHANNEL_ADOPTED,
               (struct number){.prefix = command->prefix, .number = command->number});
    add_new_steps(decision, command, ENTRY_ISSUE, paper.base_ms);
    struct event *event = add_event(decision, EVENT_ADOPTED);
    event->ticket = decision->engine->ticket_count + 1;
    event->service = command->services[0];
    event->class = command->class;
    event->value[ADOPTED_ISSUED] = paper.issued_ms;
    event->value[ADOPTED_ASSUMED] = command->from_ms == 0;
    return 0;
}
