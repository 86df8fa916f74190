/* SPDX-License-Identifier: MIT
 *
 * What must be true of a machine after it was started again: all that clients wrote down is there, no number was given
 * twice, service goes on, and the ledger is whole. False: it is not; `error` of the machine says what.
 */
#pragma once

#include "tests/daemon/faults/machine.h"

/* Every note that was answered is answered the same when asked again, as long as requests are remembered, and its
 * ticket is there; whoever was not answered asks again, and is. */
bool oracle_recall(struct machine *machine) attr_must_check;

/* A day that had begun to close goes on by itself: whoever wished it, and asks again, may find it closed. */
bool oracle_is_closed(const struct machine *machine, const struct receipt *note, const char *error);

/* A ticket, a call, a finish, the end of the day, with what the seal says of it. */
bool oracle_goes_on(struct machine *machine) attr_must_check;

/* A backup that was begun is made, days that may go do. */
bool oracle_housekeeps(struct machine *machine) attr_must_check;

/* Of a machine that is off: the store verifies, by the heads and the key that were told; so does the backup, which
 * holds all that it was told to hold. */
bool oracle_verify(struct machine *machine) attr_must_check;
