/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Reception: why a ticket was called, and why another one before it, for visitors who ask at the desk.
 */
#include "daemon/daemon.h"
#include "daemon/explain.h"
#include "daemon/method_reception.h"
#include "daemon/view.h"

/* A ticket of today, of an agency of the caller's. NULL: answered UnknownTicket or OtherAgency. */
static const struct ticket *find(struct varlink_call *call, const char *text)
{
    const struct ticket *ticket = hall_ticket(daemon_hall(call), text);
    if (!ticket)
        call_refuse(call, &(struct refusal){.kind = REFUSAL_UNKNOWN_TICKET}, text);
    return ticket && reception_covers(call, view_step(ticket)->service) ? ticket : NULL;
}

void reception_explain(struct varlink_call *call, const void *input)
{
    const struct reception_explain_in *in = input;
    if (find(call, in->ticket))
        explain_calls(call, &(struct explain_request){.ticket = in->ticket, .language = in->language});
}

void reception_why_before(struct varlink_call *call, const void *input)
{
    const struct reception_why_before_in *in = input;
    const struct ticket *asks = find(call, in->ticket);
    if (asks)
        explain_before(call, asks->id, &(struct explain_request){.ticket = in->before, .language = in->language},
                       EXPLAIN_SENTENCE);
}
