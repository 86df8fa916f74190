/* SPDX-License-Identifier: MIT
 *
 * The business days that a report is of: a day, a week, a month, a year, or from one day to another; the one before and
 * after it; and how somebody types them.
 */
#pragma once

#include "common/clock.h"

enum days_span { DAYS_DAY, DAYS_WEEK, DAYS_MONTH, DAYS_YEAR, DAYS_ANY };

struct days {
    struct date from, to;
    enum days_span span; /* what comes before and after it */
};

/* The span that holds this day; none of it is after `today`, where it began before. */
struct days days_of(enum days_span span, struct date day, struct date today);
/* So many spans later, or earlier; as it is if that would begin after `today`, or too long ago. */
struct days days_step(struct days days, int by, struct date today);

/* "2026-11-23", "23.11.2026", "23.11" (the last one), "2026-11", "11.2026", "2026"; two of them with a space, a comma
 * or a dash between: from the first to the last. false: it is none of these. */
bool days_parse(const char *text, struct date today, struct days *ret_days);
