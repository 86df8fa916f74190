/* SPDX-License-Identifier: MIT
 *
 * A ticket as its visitor gets it, code and all: what kiosk and reception answer when they issue one.
 */
#pragma once

#include "common/interface/reception.h"
#include "common/interface/visitor.h"
#include "daemon/view.h"

/* What a COMMAND_ISSUE is to promise: the range that new_ticket() tells. */
struct promise new_ticket_promise(const struct hall *hall, const struct command *command);

struct visitor_new_ticket new_ticket(const struct view *view, const struct ticket *ticket);

/* The same in reception's words. */
struct reception_new_ticket new_ticket_at_reception(const struct view *view, const struct ticket *ticket);
