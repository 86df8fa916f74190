/* SPDX-License-Identifier: MIT
 *
 * What a kiosk shows first: the services of its offer that are asked for most at this hour, by what the centre has
 * learned (engine/asked.h). Made anew each quarter of an hour only, so that nothing hops while somebody looks at it;
 * and when the past days were read.
 */
#pragma once

#include "daemon/forecasts.h"

enum { MOST_ASKED = 12 };

struct most_asked {
    int64_t until_ms; /* it holds; 0: it was not made yet */
    bool of_past;     /* made with what past days told */
    int32_t count;
    float *about; /* by service: asked_about() */
};

void most_asked_done(struct most_asked *most);

/* Makes it anew if it is time; true: it was. */
bool most_asked_look(struct most_asked *most, const struct forecasts *forecasts, int64_t now_ms);

/* The first of these services, most asked first; equal ones in the order given. How many. */
size_t most_asked_of(const struct most_asked *most, const int32_t *services, size_t count,
                     int32_t ret_services[MOST_ASKED]);
