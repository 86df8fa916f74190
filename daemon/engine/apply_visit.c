/* SPDX-License-Identifier: MIT
 *
 * What events say of a visit beside its steps: return codes, notes, the rating.
 */
#include <assert.h>

#include "daemon/engine/state.h"

void apply_return_given(struct engine *engine, const struct event *event)
{
    struct ticket *ticket = state_ticket(engine, event->ticket);
    ticket->return_code = event->value[RETURN_GIVEN_CODE];
    ticket->return_until = (int32_t)event->value[RETURN_GIVEN_UNTIL];
}

void apply_return_used(struct engine *engine, const struct event *event)
{
    state_ticket(engine, event->ticket)->with =
            (struct ticket_return){.day = (int32_t)event->value[RETURN_USED_DAY],
                                   .ticket = (int32_t)event->value[RETURN_USED_TICKET],
                                   .service = event->service,
                                   .credit_ms = event->value[RETURN_USED_CREDIT]};
}

void apply_noted(struct engine *engine, const struct event *event)
{
    struct ticket *ticket = state_ticket(engine, event->ticket);
    assert(ticket->note_count < TICKET_NOTES);
    ticket->notes = mem_realloc(ticket->notes, (size_t)ticket->note_count + 1, sizeof(struct note));
    ticket->notes[ticket->note_count++] = (struct note){.at_ms = event->at_ms,
                                                        .text = event->text,
                                                        .service = event->service,
                                                        .operator_id = event->operator_id,
                                                        .for_next = event->value[0]};
}

void apply_rated(struct engine *engine, const struct event *event)
{
    state_ticket(engine, event->ticket)->stars = (int32_t)event->value[0];
}
