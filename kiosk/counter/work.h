/* SPDX-License-Identifier: MIT
 *
 * The two halves of the work page.
 */
#pragma once

#include "kiosk/ui/view.h"

/* Who is here now; nobody: who would be next, or the pause or task. */
void work_draw_visitor(const struct view *view, struct canvas *canvas, struct rect rect);
/* What waits, what is parked, the operator's day. */
void work_draw_side(const struct view *view, struct canvas *canvas, struct rect rect);
