/* SPDX-License-Identifier: MIT
 *
 * What came of a rehearsed day, as tables for a person.
 */
#pragma once

#include "common/interface/manager.h"

/* The day as recorded, as rehearsed, and with what was changed; then its services. */
void rehearsed_print(const struct manager_what_if_out *out);
/* A line an hour. */
void rehearsed_print_counters(const struct manager_counters_needed_out *out);
