/* SPDX-License-Identifier: MIT
 *
 * Opening hours of one business day as moments.
 */
#pragma once

#include "common/centre.h"
#include "daemon/engine/rulebook.h"

/* When the business day ends and the next begins. */
int64_t rulebook_day_ends(const struct centre *centre, struct date day);

/* The spans of a service that lie in the business day: those of its date from the centre's roll-over on, and those of
 * the next date before it, joined where they touch. Of more than RULEBOOK_SPANS the shortest breaks are filled. */
struct rule_hours rulebook_hours(const struct centre *centre, const struct catalogue_service *service, struct date day);
