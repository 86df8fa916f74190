/* SPDX-License-Identifier: MIT
 *
 * The handlers of org.novbe.Reception, a file a subject, and what they share. Only method_reception*.c include it.
 */
#pragma once

#include "common/interface/reception.h"
#include "daemon/method.h"
#include "daemon/view.h"
#include "daemon/wish.h"

/* method_reception_ticket.c */
varlink_handler reception_issue, reception_change, reception_transfer, reception_return, reception_put_off,
        reception_come_back, reception_cancel, reception_void, reception_join, reception_enter_by_hand, reception_adopt;
/* method_note.c */
varlink_handler reception_add_note;
/* method_reception_desk.c */
varlink_handler reception_watch_desk, reception_find_tickets, reception_get_ticket, reception_explain,
        reception_why_before, reception_answer_help, reception_end_help;
/* method_reception_paper.c */
varlink_handler reception_reprint, reception_print_information, reception_change_roll;
/* method_reception_booking.c */
varlink_handler reception_find_bookings, reception_list_slots, reception_book, reception_move_booking,
        reception_cancel_booking, reception_check_in;

/* --- method_reception.c --- */

/* May the caller touch what belongs to this service? False: answered OtherAgency. */
bool reception_covers(struct varlink_call *call, int32_t service) attr_must_check;

/* As the caller sees the hall. */
struct view reception_view(struct varlink_call *call);

/* A ticket of today, of an agency of the caller's. NULL: answered UnknownTicket or OtherAgency. */
const struct ticket *reception_subject(struct wish *wish, const char *text);

/* wish_begin() of a wish about a ticket. NULL: the call was answered. */
const struct ticket *reception_begin(struct wish *wish, struct varlink_call *call, const void *in,
                                     const char *request_id, const char *text);

/* A limit that the caller gave, or the usual one. False: answered InvalidParameter, as it is not 1..RECEPTION_LIMIT. */
enum { RECEPTION_LIMIT = 500 };
bool reception_limit(struct varlink_call *call, struct idl_maybe_int limit, int64_t usual, size_t *ret_limit)
        attr_must_check;
