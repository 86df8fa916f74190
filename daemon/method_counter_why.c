/* SPDX-License-Identifier: MIT
 *
 * Why a ticket was called when it was, and why another was called before it: asked at the window.
 */
#include "daemon/daemon.h"
#include "daemon/explain.h"
#include "daemon/method_counter.h"

/* A ticket that somebody signed in here asks for. NULL: answered NotSignedIn or UnknownTicket. */
static const struct ticket *subject(struct varlink_call *call, const char *text)
{
    struct hall *hall = daemon_hall(call);
    hall_run_clock(hall);
    const struct ticket *ticket = hall_ticket(hall, text);
    bool is_there = counter_is_there(hall, daemon_operator(call));
    if (is_there && ticket)
        return ticket;
    call_refuse(call, &(struct refusal){.kind = is_there ? REFUSAL_UNKNOWN_TICKET : REFUSAL_NOT_SIGNED_IN}, text);
    return NULL;
}

void counter_explain(struct varlink_call *call, const void *input)
{
    const struct counter_explain_in *in = input;
    const struct ticket *ticket = subject(call, in->ticket);
    if (!ticket)
        return;
    int32_t service = view_step(ticket)->service;
    if (counter_takes(daemon_hall(call), daemon_operator(call), service))
        explain_calls(call, &(struct explain_request){.ticket = in->ticket, .language = in->language});
    else
        call_refuse(call, &(struct refusal){.kind = REFUSAL_NOT_IN_PROFILE, .ticket = ticket->id, .service = service},
                    in->ticket);
}

void counter_why_before(struct varlink_call *call, const void *input)
{
    const struct counter_why_before_in *in = input;
    const struct ticket *asks = subject(call, in->ticket);
    if (asks)
        explain_before(call, asks->id, &(struct explain_request){.ticket = in->before, .language = in->language},
                       EXPLAIN_SENTENCE);
}
