/* SPDX-License-Identifier: MIT
 *
 * The hall page's own state, and what lies beside its queues.
 */
#pragma once

#include "kiosk/manager/page.h"
#include "kiosk/manager/trouble.h"

enum hall_target {
    HALL_QUEUE = 1, /* value: row */
    HALL_ALERT,     /* value: row */
    HALL_OTHER,     /* the other of the two lists */
    HALL_CLOSE,
    HALL_OPEN_ROW,
};

struct hall {
    struct page page;
    struct list queues;
    struct list alerts;
    bool in_alerts; /* the keys are theirs */
};

enum { HALL_TALL_FIGURES = 5 };
/* The day so far, in a line, or in large figures where there are so many rows. */
void hall_draw_figures(const struct view *view, struct canvas *canvas, struct rect rect);
/* The alerts with a heading. */
void hall_draw_alerts(const struct view *view, struct canvas *canvas, struct rect rect);
/* What the chosen alert leads to. */
struct intent hall_alert_intent(const struct view *view);
