/* SPDX-License-Identifier: MIT
 *
 * A number with a point as text: the fewest digits that read back as the same number, 15 at least if it has so many.
 */
#pragma once

#include "common/base.h"

enum { DECIMAL_SIZE = 32 };

/* What printf's %.15g, %.16g or %.17g gives, the first that strtod() reads as the same number; always with a point, or
 * an exponent, whatever the locale says. `value` is finite. Returns the length. */
size_t decimal_text(double value, char ret_text[static DECIMAL_SIZE]);
