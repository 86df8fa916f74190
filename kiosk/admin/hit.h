/* SPDX-License-Identifier: MIT
 *
 * Bookings that new hours hit, for a person to read, who tells their visitors.
 */
#pragma once

#include "common/interface/manager.h"

/* A line each. */
void hit_print(const struct manager_hit_booking *items, size_t count);
