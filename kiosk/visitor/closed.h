/* SPDX-License-Identifier: MIT
 *
 * The first page when no ticket can be had here: why, and what to do, in all languages.
 */
#pragma once

#include "kiosk/visitor/page.h"

enum closed_why {
    CLOSED_NOT,
    CLOSED_CONNECTING, /* the daemon has not told everything yet */
    CLOSED_UNKNOWN,    /* the catalogue has no such kiosk */
    CLOSED_KIOSK,      /* it is out of use */
    CLOSED_HALTED,     /* the hall stands still */
    CLOSED_CENTRE,     /* by its hours */
};

enum closed_why closed_why(const struct model *model, const struct language *language);

/* `what_where`: the target that asks where a ticket is, which is possible whenever the kiosk itself works. */
void closed_draw(struct view *view, struct canvas *canvas, enum closed_why why, int what_where);
