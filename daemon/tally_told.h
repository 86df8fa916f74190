/* SPDX-License-Identifier: MIT
 *
 * What a report tells one by one, with its moment: what broke, or was changed. Roll-ups know where such facts stand, as
 * keys of TALLY_EVENT, so that those of a year are found without reading the year.
 */
#pragma once

#include "daemon/tally.h"

/* The place of a fact of the ledger, or of a row of TABLE_ROLL, as a key. */
enum told_of { TOLD_FACT, TOLD_ROLL, TOLD_OFS };
static inline int64_t told_key(enum told_of of, int64_t number)
{
    return number * TOLD_OFS + (int64_t)of;
}

/* Notes its place if it is one. */
void told_take_event(struct tallies *tallies, const struct event *event);
void told_take_roll(struct tallies *tallies, const struct store_row *row);
