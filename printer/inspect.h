/* SPDX-License-Identifier: MIT
 *
 * The configuration and the paper it makes, checked: every mistake of the files, and everything that a paper of each
 * kind, language and width cannot be drawn as it is meant (a sign that no font has, a logo that is no picture).
 */
#pragma once

/* Prints them, "FILE:LINE: error: ..." as novbe check; the exit code: 0 none, 1 some, 78 the files cannot be read. */
int inspect_print(const char *config);
