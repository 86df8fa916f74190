/* SPDX-License-Identifier: MIT
 *
 * Notes of staff about a visit, written at a counter or at reception.
 */
#include "daemon/method_counter.h"
#include "daemon/method_reception.h"

/* To the ticket held, not to one that he only helps with. */
void counter_add_note(struct varlink_call *call, const void *input)
{
    const struct counter_add_note_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    struct command command = {.kind = COMMAND_NOTE, .for_next = in->for_next};
    if (!counter_begin(&wish, call, in, in->request, &command.operator_id))
        return;
    const struct session *session = engine_session(wish.hall->engine, command.operator_id);
    command.ticket = session->ticket;
    if (session->activity != ACTIVITY_TICKET)
        wish_refuse(&wish, REFUSAL_HOLDS_NONE);
    else if (wish_text(&wish, "text", in->text, &command.note))
        wish_fulfil(&wish, &command);
}

void reception_add_note(struct varlink_call *call, const void *input)
{
    const struct reception_add_note_in *in = input;
    struct command command = {.kind = COMMAND_NOTE, .for_next = in->for_next};
    _cleanup_(wish_done) struct wish wish;
    const struct ticket *ticket = reception_begin(&wish, call, in, in->request, in->ticket);
    command.ticket = ticket ? ticket->id : 0;
    if (ticket && wish_text(&wish, "text", in->text, &command.note))
        wish_fulfil(&wish, &command);
}
