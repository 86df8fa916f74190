/* SPDX-License-Identifier: MIT
 *
 * novbe.conf alone: its settings read and checked, without the files it names.
 */
#pragma once

#include "common/centre.h"

/* Reads all settings; relative paths are resolved against the folder of `path`. Mistakes are reported, and the settings
 * are whole in any case. Strings live in `arena`. */
void settings_read(const config_setting_t *root, const char *path, struct arena *arena,
                   struct config_mistakes *mistakes, struct settings *ret_settings);

/* Once the catalogue is read: do the agencies of `roles` exist? */
void settings_check_agencies(const config_setting_t *root, const struct catalogue *catalogue, struct arena *arena,
                             struct config_mistakes *mistakes);

/* A value as it would stand in novbe.conf. */
const char *settings_text(const struct settings *settings, const struct config_option *option, struct arena *arena);
