/* SPDX-License-Identifier: MIT
 *
 * A rulebook for another thread: what the calling rule reads, copied, so that the configuration may change meanwhile.
 */
#pragma once

#include "daemon/engine/rulebook.h"

/* Services (not where they may be sent to), classes, needs, profiles, counters, zones and limits; every other list is
 * empty.
 */
struct rulebook rulebook_copy(const struct rulebook *rulebook);
void rulebook_copy_done(struct rulebook *copy);
