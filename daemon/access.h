/* SPDX-License-Identifier: MIT
 *
 * Who may do what: from the peer the kernel names (SO_PEERCRED, SO_PEERGROUPS) by the configuration's `roles` to
 * rights.
 *
 * A grant gives a role to users and groups, everywhere or in some agencies. Rights of several grants add up. The
 * auditor reads what any role may read and changes nothing.
 */
#pragma once

#include "common/centre.h"

struct varlink_peer;

struct access; /* the grants with users and groups resolved to numbers */

/* Names that this machine does not know are warnings: a grant to nobody grants nothing. */
struct access *access_new(const struct centre *centre, struct config_mistakes *mistakes);
struct access *access_free(struct access *access);

/* The rights of one connection. Agencies are keys of the catalogue, copied: rights outlive a reload. */
struct rights;

struct rights *access_rights(const struct access *access, const struct varlink_peer *peer);
struct rights *rights_free(struct rights *rights);

#define ROLE_BIT(role) (1U << (role))
#define ROLES_ALL      ((1U << ROLE_COUNT) - 1)

/* May a peer with these rights call a method of an interface open to `roles`? */
bool rights_permit(const struct rights *rights, unsigned roles, bool changes);

/* May it see what belongs to this agency, by a role out of `roles` (or as auditor)? */
bool rights_cover(const struct rights *rights, unsigned roles, const char *agency);

/* Every agency: what the peer sees can be shared with others who see all. */
bool rights_cover_all(const struct rights *rights, unsigned roles);
