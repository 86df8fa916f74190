/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Reception: paper once more, and slips without a ticket.
 */
#include "daemon/daemon.h"
#include "daemon/method_reception.h"
#include "daemon/ordering.h"

void reception_reprint(struct varlink_call *call, const void *input)
{
    const struct reception_reprint_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    if (!wish_begin(&wish, call, in, in->request))
        return;
    const struct ticket *ticket = reception_subject(&wish, in->ticket);
    if (ticket)
        order_again(&wish, ticket, in->printer);
}

void reception_print_information(struct varlink_call *call, const void *input)
{
    const struct reception_print_information_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    int32_t service, language;
    if (!wish_begin(&wish, call, in, in->request) ||
        !wish_key(&wish, NAME_SERVICE, in->service, REFUSAL_UNKNOWN_SERVICE, &service) ||
        !wish_language(&wish, in->language, &language) || !call_printer(call, in->printer))
        return;
    order_information(&wish, service, language, in->printer);
    wish_answer_done(&wish);
}
