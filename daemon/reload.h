/* SPDX-License-Identifier: MIT
 *
 * daemon_reload() of daemon.h, and what the first load needs of it.
 */
#pragma once

#include "common/varlink/server.h"

struct config_mistakes;
struct settings;

/* A line each. */
void reload_log_mistakes(const struct config_mistakes *mistakes);

struct varlink_limits reload_limits(const struct settings *settings);

/* `back` of the part `centre` of the memory (memory.h): the turn in which another was taken has failed. */
void reload_on_taken_back(void *data);
