/* SPDX-License-Identifier: MIT
 *
 * A QR code on a page, by half blocks: black on white whatever the theme, with the four modules of quiet around it that
 * the standard wants (ISO/IEC 18004).
 */
#pragma once

#include "kiosk/ui/canvas.h"

/* Draws it at the top of the rectangle, in the middle; false, and nothing is drawn, if it does not fit there. */
bool qr_code_draw(struct surface *surface, struct rect rect, const char *text);
/* Cells it takes; 0 x 0: the text is empty or too long for any. */
void qr_code_size(const char *text, int *ret_width, int *ret_height);
