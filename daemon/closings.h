/* SPDX-License-Identifier: MIT
 *
 * Calls of CloseDay, of Admin and of Manager, that wait until the day is closed, which takes some turns.
 */
#pragma once

#include "daemon/wish.h"

struct closing_call;

struct closings {
    struct closing_call *first;
};

/* The handlers. */
void admin_close_day(struct varlink_call *call, const void *in);
void manager_close_day(struct varlink_call *call, const void *in);

/* After anything happened in the hall: answers those whose day is closed; the others go on waiting, unless a commit
 * failed: nobody knows how long the disk will, so they are answered StorageFailed. What of the day has ended stays so,
 * and who asks again waits for the rest. */
void closings_look(struct closings *closings, const struct hall *hall, bool failed);
