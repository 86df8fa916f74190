/* SPDX-License-Identifier: MIT
 *
 * The schema that this process migrates to: that of daemon/schema.sql, or one grown by a migration of the tests' own,
 * so that a store with data crosses one however many there are. Whoever links this opens no store before schema_set().
 */
#pragma once

#include "common/base.h"

void schema_set(bool grown);
