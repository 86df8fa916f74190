/* SPDX-License-Identifier: MIT
 *
 * The one place that writes a check code into an answer.
 */
#include "daemon/new_ticket.h"

#include <string.h>

/* Signs of the ledger's hash on the paper. */
#define PROOF_SIGNS 8

#define SAME_FIELD(field)                                                                                      \
    _Static_assert(offsetof(struct visitor_new_ticket, field) == offsetof(struct reception_new_ticket, field), \
                   "a new ticket is the same in Visitor and Reception")
SAME_FIELD(ticket);
SAME_FIELD(code);
SAME_FIELD(day);
SAME_FIELD(issued_at);
SAME_FIELD(services);
SAME_FIELD(ahead);
SAME_FIELD(wait);
SAME_FIELD(why_unknown);
SAME_FIELD(proof);
_Static_assert(sizeof(struct visitor_new_ticket) == sizeof(struct reception_new_ticket),
               "a new ticket is the same in Visitor and Reception");

/* Of the last fact that was durable before: all that went before the ticket is under it. */
static const char *proof_of(const struct view *view)
{
    struct store_head head = store_head(view->hall->store);
    char text[LEDGER_HEX_SIZE];
    return arena_strndup(view->arena, ledger_hex(head.hash.bytes, text), PROOF_SIGNS);
}

/* With a return code it goes ahead of others who come now. */
struct promise new_ticket_promise(const struct hall *hall, const struct command *command)
{
    if (command->with.day)
        return (struct promise){0};
    return forecasts_promise(hall->forecasts, command->services[0], command->class, command->needs);
}

struct visitor_new_ticket new_ticket(const struct view *view, const struct ticket *ticket)
{
    int32_t ahead = engine_ahead(view->hall->engine, ticket->id);
    const struct expectation expectation = forecasts_ticket(view->hall->forecasts, ticket);
    struct visitor_new_ticket out = {
            .ticket = hall_ticket_text(view->hall, ticket->id, view->arena),
            .code = code_text(ticket->code, arena_alloc(view->arena, CODE_SIZE)),
            .day = view_day(view, engine_day(view->hall->engine)),
            .issued_at = ticket->issued_ms,
            .ahead = ahead > 0 ? ahead : 0,
            .wait = view_range(view, &expectation),
            .why_unknown = view_why_unknown(&expectation),
            .proof = proof_of(view),
    };
    out.services.count = (size_t)ticket->step_count;
    out.services.items = arena_new_n(view->arena, const char *, out.services.count);
    for (size_t i = 0; i < out.services.count; i++)
        out.services.items[i] = view_key(view, NAME_SERVICE, ticket->steps[i].service);
    return out;
}

struct reception_new_ticket new_ticket_at_reception(const struct view *view, const struct ticket *ticket)
{
    struct visitor_new_ticket built = new_ticket(view, ticket);
    struct reception_new_ticket out;
    memcpy(&out, &built, sizeof(out));
    return out;
}
