/* SPDX-License-Identifier: MIT
 *
 * What is said of a visit beside its steps: that it was never called, which gives its visitor a return code; notes; how
 * its visitor found it.
 */
#include <assert.h>
#include <errno.h>

#include "daemon/engine/decide.h"

/* --- never called --- */

/* The day counts by the calendar: of a centre that was switched off over days, the one that is closed late is long
 * past, and its visitors hear of the code only now. */
static int32_t last_day(const struct decision *decision)
{
    int32_t day = decision->engine->day, today = decision->command->day;
    return (today > day ? today : day) + decision->rulebook->limits.return_days;
}

void add_never_called(struct decision *decision, const struct ticket *ticket, bool sent_home)
{
    const struct command *command = decision->command;
    add_ticket_event(decision, EVENT_NEVER_CALLED, ticket)->value[0] = sent_home;
    if (decision->rulebook->limits.return_days == 0)
        return;
    assert(decision->codes_given < command->code_count);
    struct event *event = add_ticket_event(decision, EVENT_RETURN_GIVEN, ticket);
    event->value[RETURN_GIVEN_CODE] = command->codes[decision->codes_given++];
    event->value[RETURN_GIVEN_UNTIL] = last_day(decision);
    event->value[RETURN_GIVEN_WAITED] = step_waited_ms(&ticket->steps[ticket->current], decision->now_ms);
}

/* --- notes --- */

/* By who wrote it: that is not who holds the ticket. */
static void add_noted(struct decision *decision, int32_t ticket, int32_t step, const struct step *current)
{
    const struct command *command = decision->command;
    struct event *event = add_event(decision, EVENT_NOTED);
    event->ticket = ticket;
    event->step = step;
    event->service = current->service;
    event->class = current->class;
    event->text = command->note;
    event->value[0] = command->for_next;
}

void add_issue_note(struct decision *decision)
{
    const struct command *command = decision->command;
    struct step first = {.service = command->services[0], .class = command->class};
    if (command->note)
        add_noted(decision, decision->engine->ticket_count + 1, 0, &first);
}

int decide_note(struct decision *decision)
{
    const struct ticket *ticket = decision->ticket;
    if (ticket->note_count >= TICKET_NOTES)
        return refuse_limit(decision, REFUSAL_LIMIT_REACHED, TICKET_NOTES);
    add_noted(decision, ticket->id, ticket->current, decision->step);
    return 0;
}

/* --- the rating --- */

/* Once a visit, after its end. A number that was joined to another is no visit of its own any more. */
int decide_rate(struct decision *decision)
{
    const struct ticket *ticket = decision->ticket;
    assert(decision->command->stars >= 1 && decision->command->stars <= STARS_MOST);
    if (!ticket->ended || decision->step->end == END_JOINED)
        return refuse_ticket(decision, REFUSAL_WRONG_STATE, ticket);
    if (ticket->stars)
        return refuse_limit(decision, REFUSAL_LIMIT_REACHED, 1);
    add_ticket_event(decision, EVENT_RATED, ticket)->value[0] = decision->command->stars;
    return 0;
}
