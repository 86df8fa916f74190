/* SPDX-License-Identifier: MIT
 *
 * The engine's rulebook (daemon/engine/rulebook.h) out of a loaded centre, for one business day; and the way back from
 * its numbers to keys and to the objects of the catalogue. Made anew after every reload and at every roll-over.
 *
 * What the configuration no longer has is not offered and lives on as it was in the rulebook before: a removed service
 * stays with the profiles that took it, and if none of them is left, every profile takes it after all else, so that
 * nobody who waits is forgotten. So it is too after a restart, which no rulebook outlives. A need that was removed
 * restricts no counter any more.
 */
#pragma once

#include "common/centre.h"
#include "daemon/engine/rulebook.h"
#include "daemon/names.h"

/* The centre and the source of names must outlive it; `before` (NULL: none) need not. The centre's time zone is that of
 * the process. Needs and languages numbered past what the engine can tell apart are left out, with a line in the log.
 */
struct rulebook *rulebook_new(const struct centre *centre, struct date day, const struct name_source *names,
                              const struct rulebook *before) attr_must_check;
/* The administrator's word on operators (daemon/operators.h), who need not stand in the configuration. The number may
 * be one that came after the rulebook was made. */
void rulebook_add_operator(struct rulebook *rulebook, int32_t id, int32_t profile, int64_t languages);
void rulebook_offer_operator(struct rulebook *rulebook, int32_t id, bool offered);

/* Where a service is waited for: the zone of all counters whose profile takes it. 0: they are in several, or there is
 * none. */
int32_t rulebook_zone_of(const struct rulebook *rulebook, int32_t service);

struct rulebook *rulebook_free(struct rulebook *rulebook);
DEFINE_CLEANUP(struct rulebook *, rulebook_free)

/* --- numbers and keys; only of a rulebook that rulebook_new() made --- */

/* 0: this rulebook knows no such key (it may be one that the configuration had once: ask for its object). */
int32_t rulebook_id(const struct rulebook *rulebook, enum name_kind kind, const char *key);

/* NULL: no such number. */
const char *rulebook_key(const struct rulebook *rulebook, enum name_kind kind, int32_t id);

/* What the configuration says of it: struct catalogue_service, catalogue_group (NAME_AGENCY), catalogue_series ...,
 * catalogue_code (NAME_PAUSE, NAME_TASK, NAME_REASON), struct language (NAME_LANGUAGE). NULL: it has no such thing, or
 * no longer. */
const void *rulebook_object(const struct rulebook *rulebook, enum name_kind kind, int32_t id);
