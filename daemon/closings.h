/* SPDX-License-Identifier: MIT
 *
 * Calls of Admin.CloseDay that wait until the day is closed, which takes some turns.
 */
#pragma once

#include "daemon/wish.h"

struct closing_call;

struct closings {
    struct closing_call *first;
};

/* The handler. */
void admin_close_day(struct varlink_call *call, const void *in);

/* After anything happened in the hall: answers those whose day is closed; the others go on waiting, unless a commit
 * that failed took the closing back. */
void closings_look(struct closings *closings, const struct hall *hall);
