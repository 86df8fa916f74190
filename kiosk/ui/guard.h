/* SPDX-License-Identifier: MIT
 *
 * A terminal is given back as it was, whatever becomes of the program: it runs in a child, and the parent, which does
 * nothing else, sets the terminal right when the child dies by itself. If it is the parent that is killed, the child is
 * told to end.
 *
 * What the child writes to stderr would spoil the page where stderr is that terminal: then the parent holds the last of
 * it back and writes it once the page is gone.
 */
#pragma once

/* Runs `run` in a child and answers what it answered; 128 and the signal if it died of one. */
int guard_run(int (*run)(void *data), void *data);
