/* SPDX-License-Identifier: MIT
 *
 * Spans of minutes of a day: opening hours and breaks, and the arithmetic on them.
 */
#pragma once

#include "common/arena.h"
#include "common/config.h"

/* [start, end), 0 <= start < end <= 1440. */
struct span {
    int start_minute;
    int end_minute;
};

struct spans {
    size_t count;
    struct span *items; /* sorted, apart */
};

/* Reads "09:00-18:00" strings; `setting` is where they stand, for the mistakes (bad times, reversed, overlapping).
 * What is wrong is left out of the result. */
struct spans spans_read(const config_setting_t *setting, const struct config_list *list, struct arena *arena,
                        struct config_mistakes *mistakes);

/* `from` without the minutes of `taken`. */
struct spans spans_without(const struct spans *from, const struct spans *taken, struct arena *arena);
/* The minutes that both have. */
struct spans spans_both(const struct spans *a, const struct spans *b, struct arena *arena);
/* The minutes of either; spans that touch become one. */
struct spans spans_union(const struct spans *a, const struct spans *b, struct arena *arena);
/* The span that holds the minute, or NULL. */
const struct span *spans_at(const struct spans *spans, int minute);
/* Does one span hold all of this one? */
bool spans_hold(const struct spans *spans, const struct span *span);
/* "09:00-13:00, 14:00-18:00", or "closed". */
const char *spans_text(const struct spans *spans, struct arena *arena);
