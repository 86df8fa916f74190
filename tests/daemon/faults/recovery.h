/* SPDX-License-Identifier: MIT
 *
 * The power of a machine went: another takes what is left of its disk, starts, and must have kept every promise.
 */
#pragma once

#include "tests/daemon/faults/machine.h"
#include "tests/daemon/faults/medium.h"

/* A folder for the tests of a process, below TMPDIR; to be freed. */
char *recovery_folder(const char *name);
/* With the files in it; also one that is not there. */
void recovery_remove(const char *folder);

/* Cuts the power of `before`, whose disk is at `medium`, during its next change, and lets another go on in `folder`,
 * which must not be there. It is off afterwards, and to be let go by machine_done() whatever is answered. */
bool recovery_run(const struct machine *before, const struct medium *medium, size_t change, uint64_t chance,
                  const char *folder, struct machine *ret_machine) attr_must_check;
