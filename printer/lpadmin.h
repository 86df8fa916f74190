/* SPDX-License-Identifier: MIT
 *
 * lpadmin(8), run with a list of words and never through a shell.
 */
#pragma once

#include "common/buffer.h"

/* `words`: all of them, [0] is "lpadmin"; NULL-terminated. What it says is appended to `said`. Its exit code; a
 * negative errno: it could not be run. */
int lpadmin_run(const char *const *words, struct buffer *said) attr_must_check;
