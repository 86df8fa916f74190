/* SPDX-License-Identifier: MIT
 *
 * What methods order to be printed, with the wish that it belongs to.
 */
#pragma once

#include "daemon/bookings.h"
#include "daemon/wish.h"

struct catalogue_kiosk;

/* A ticket, or the return code of one that has one, at the printers of a kiosk. NULL, or a kiosk without any: nothing
 * is ordered. */
void order_at_kiosk(struct wish *wish, const struct ticket *ticket, const struct catalogue_kiosk *kiosk);

/* At one printer. NULL: nothing is ordered. */
void order_ticket(struct wish *wish, const struct ticket *ticket, const char *printer);
/* The same for staff who want its paper once more: answers the wish, or UnknownTerminal. */
void order_again(struct wish *wish, const struct ticket *ticket, const char *printer);
void order_slip(struct wish *wish, const struct booked *booked, const char *printer);
void order_information(struct wish *wish, int32_t service, int32_t language, const char *printer);
/* A test paper, in the centre's first language; `new_roll`: the printer got one. */
const struct paper *order_test(struct wish *wish, const char *printer, bool new_roll);
