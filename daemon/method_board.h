/* SPDX-License-Identifier: MIT
 *
 * What is known of boards, for those who look after them.
 */
#pragma once

#include "common/arena.h"
#include "common/interface/manager.h"

struct daemon;

/* Those of the catalogue; texts live as long as it, and the arena. */
struct manager_hall_board *board_list_for_manager(const struct daemon *daemon, struct arena *arena, size_t *ret_count);
