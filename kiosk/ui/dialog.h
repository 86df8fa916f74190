/* SPDX-License-Identifier: MIT
 *
 * A question over the page below: title, text, and one to four buttons side by side (below one another where it is
 * narrow). For views with draws_over. What lies below cannot be taken meanwhile: the canvas's targets are forgotten.
 */
#pragma once

#include "kiosk/ui/button.h"

struct dialog {
    const char *title;
    const char *text;
    const struct button *buttons;
    size_t count;
    bool bad; /* it is about something that failed */
};

void dialog_draw(struct canvas *canvas, const struct dialog *dialog);
