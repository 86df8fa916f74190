/* SPDX-License-Identifier: MIT
 *
 * Another program of novbe that does a command's work: the one that was built or installed with this.
 */
#pragma once

#include "common/base.h"

/* `words`: all of them, [0] is its name; NULL-terminated. What it says stays on our own descriptors. Its exit code;
 * 127: it could not be run, which was told; 128: it was killed. */
int run_beside(const char *const *words);

/* Was it built or installed with this? */
bool run_is_there(const char *name);
