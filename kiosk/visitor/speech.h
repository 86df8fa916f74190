/* SPDX-License-Identifier: MIT
 *
 * What a speaking kiosk says of its pages: all of a page that is new, what has changed on one that is not, and the
 * choice that has the focus now. It says the plain lines that the canvas gives, so nothing is shown that is not said.
 */
#pragma once

#include "kiosk/ui/stage.h"

struct speech {
    const struct view_type *type; /* of the page that was said last */
    size_t depth;
    const struct language *language;
    char *lines; /* what it said besides its choices */
    int what;    /* the choice */
    int64_t value;
};

void speech_init(struct speech *speech);
void speech_done(struct speech *speech);

/* After a drawing: what to say now, NULL: nothing is new. It takes the place of what is being said. Free it. */
char *speech_next(struct speech *speech, const struct stage *stage);
