/* SPDX-License-Identifier: MIT
 *
 * A terminal brought to the same state as a surface. The only user of curses, for output alone: keys and touches are
 * read by input.h. What has not changed is not sent.
 */
#pragma once

#include "kiosk/ui/surface.h"

struct screen;

/* Takes the terminal on standard input and output. NULL theme: day, or mono where there are no 256 colours; so is a
 * theme with colours there. 0, or -1 with a sentence about what is missing in *ret_reason (free it). */
int screen_open(const struct theme *theme, struct screen **ret_screen, char **ret_reason) attr_must_check;
/* The terminal is as it was. Accepts NULL and returns NULL. */
struct screen *screen_free(struct screen *screen);

/* The terminal's size as it is now; false: as it was when last asked. */
bool screen_resized(struct screen *screen, int *ret_width, int *ret_height);

void screen_show(struct screen *screen, const struct surface *surface);
/* The terminal may show anything: all of it is sent with the next showing. */
void screen_forget(struct screen *screen);
void screen_ring(struct screen *screen);
