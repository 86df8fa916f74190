/* SPDX-License-Identifier: MIT
 *
 * Opening hours as of a moment: whether a service is open, in a sentence a visitor reads, and when that changes next.
 */
#pragma once

#include "common/centre.h"

struct hours {
    bool open;
    const char *sentence; /* "open until 18:00"; in the arena */
};

/* A service (NULL: the centre as a whole) at a moment, in a language. */
struct hours hours_at(const struct centre *centre, const struct catalogue_service *service,
                      const struct language *language, int64_t at_ms, struct arena *arena);

/* The next moment after `at_ms` at which some answer of hours_at() may differ: an opening, a closing, or midnight. */
int64_t hours_next_change(const struct centre *centre, int64_t at_ms);
