/* SPDX-License-Identifier: MIT
 *
 * How an invariant says what is wrong.
 */
#pragma once

#include "tests/daemon/engine/world.h"

enum { REASON_SIZE = 200 };

/* Always false, so that a check can end with it. */
static inline bool wrong(char reason[REASON_SIZE], const char *format, ...) attr_printf(2, 3);
static inline bool wrong(char reason[REASON_SIZE], const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, REASON_SIZE, format, arguments);
    va_end(arguments);
    return false;
}
