/* SPDX-License-Identifier: MIT
 *
 * The handlers of org.novbe.Visitor by what they are about; method_visitor.c has their table.
 */
#pragma once

#include "common/interface/visitor.h"
#include "daemon/view.h"

struct varlink_call;
struct catalogue_kiosk;

/* --- method_visitor_words.c --- */

void visitor_get_words(struct varlink_call *call, const void *input);

/* --- method_visitor_ticket.c: taking a ticket, and what its visitor may do with it --- */

void visitor_list_waits(struct varlink_call *call, const void *input);
void visitor_issue(struct varlink_call *call, const void *input);
void visitor_put_off(struct varlink_call *call, const void *input);
void visitor_come_back(struct varlink_call *call, const void *input);
void visitor_return(struct varlink_call *call, const void *input);
void visitor_cancel(struct varlink_call *call, const void *input);
void visitor_rate(struct varlink_call *call, const void *input);

/* What a walk-in ticket of a service would meet now. */
struct visitor_service_wait visitor_service_wait_of(const struct view *view, int32_t service);

/* NULL: the key is NULL, or there is no such kiosk. */
const struct catalogue_kiosk *visitor_kiosk(const struct centre *centre, const char *key);
/* A kiosk may be named and must be there then; false: answered UnknownTerminal. */
bool visitor_kiosk_is_known(struct varlink_call *call, const char *key);

/* --- method_visitor_where.c --- */

void visitor_where_am_i(struct varlink_call *call, const void *input);
void visitor_why_before_me(struct varlink_call *call, const void *input);

/* --- method_visitor_paper.c --- */

void visitor_reprint(struct varlink_call *call, const void *input);
void visitor_change_roll(struct varlink_call *call, const void *input);
void visitor_watch_printers(struct varlink_call *call, const void *input);

/* --- method_visitor_booking.c --- */

void visitor_list_slots(struct varlink_call *call, const void *input);
void visitor_check_in(struct varlink_call *call, const void *input);
void visitor_move_booking(struct varlink_call *call, const void *input);
void visitor_cancel_booking(struct varlink_call *call, const void *input);

/* --- method_visitor_help.c --- */

void visitor_ask_for_help(struct varlink_call *call, const void *input);
void visitor_watch_help(struct varlink_call *call, const void *input);

/* --- method_visitor_sessions.c --- */

void visitor_report_sessions(struct varlink_call *call, const void *input);
