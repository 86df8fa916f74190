/* SPDX-License-Identifier: MIT
 *
 * The configuration and the paper it makes, checked: every mistake of the files, and everything that a paper of each
 * kind, language and width cannot be drawn as it is meant (a sign that no font has, a logo that is no picture). And
 * whether CUPS has the queues, of which it only warns: another machine may be the one that prints.
 */
#pragma once

/* Prints them, "FILE:LINE: error: ..." as novbe check; `cups` as of cups_new(). The exit code: 0 none, or warnings
 * alone; 1 some, 78 the files cannot be read. */
int inspect_print(const char *config, const char *cups);
