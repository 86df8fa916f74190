/* SPDX-License-Identifier: MIT
 *
 * Long text on a terminal, a screen at a time, by the program that the user has chosen for that.
 */
#pragma once

#include "common/base.h"

/* Shows the text with $PAGER (a line of shell), else with less, if standard output is a terminal of fewer lines than it
 * has; waits until the user has seen enough. False: nothing was shown, as it needs no pager, or none could be run. */
bool pager_show(const char *bytes, size_t length) attr_must_check;
