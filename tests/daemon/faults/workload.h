/* SPDX-License-Identifier: MIT
 *
 * Some days of a small centre, with all that the daemon writes: what a disk is made to fail under, and what the power
 * is cut in.
 */
#pragma once

#include "tests/daemon/faults/machine.h"

/* What goes on while the disk is written: a cut falls into one of these. */
enum phase {
    PHASE_FIRST_START, /* store, names, seal key, pepper */
    PHASE_OPERATORS,   /* PINs, sign-in, a booking */
    PHASE_ISSUE,
    PHASE_CALL,
    PHASE_FINISH,
    PHASE_CLOSE, /* of a day: ends, seal, key replacement; and the opening of the next */
    PHASE_CHECKPOINT,
    PHASE_STOP,
    PHASE_MIGRATION,
    PHASE_BACKUP,    /* made of nothing, and grown */
    PHASE_RETENTION, /* of the first day */
    PHASES
};
extern const char *const phase_words[PHASES];

enum { TERMINAL_KIOSK, TERMINAL_DESK, TERMINAL_ONE, TERMINAL_TWO };

/* Monday 23 November 2026, 10:00 in Baku. */
int64_t workload_begin_ms(void);

/* Takes a machine with an empty disk through its days. False: something was not as it must be. */
bool workload_run(struct machine *machine) attr_must_check;

/* Asks for a ticket; answers the number of the note. */
size_t workload_issue(struct machine *machine, int terminal);

/* Both operators, at their counters, by their PINs. */
bool workload_sign_in(struct machine *machine) attr_must_check;
