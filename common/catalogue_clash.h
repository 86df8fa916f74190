/* SPDX-License-Identifier: MIT
 *
 * Ticket numbers that people would mistake for one another.
 */
#pragma once

#include "common/arena.h"
#include "common/catalogue.h"
#include "common/i18n.h"

/* Equal prefixes and prefixes of letters to skip are errors: they would give two tickets one number, or a number nobody
 * may get. Prefixes that look or sound alike are warnings: a centre has more agencies than there are clear letters. */
void catalogue_clashes(const struct catalogue *catalogue, const struct i18n *i18n, struct arena *arena,
                       struct config_mistakes *mistakes);
