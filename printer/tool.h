/* SPDX-License-Identifier: MIT
 *
 * Tools of CUPS, lpadmin(8) and lpoptions(1), run with a list of words and never through a shell.
 */
#pragma once

#include "common/buffer.h"

/* `words`: all of them, [0] is the tool; NULL-terminated. What it says is appended to `said`. Its exit code; a
 * negative errno: it could not be run. */
int tool_run(const char *const *words, struct buffer *said) attr_must_check;
