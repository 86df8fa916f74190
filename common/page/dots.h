/* SPDX-License-Identifier: MIT
 *
 * Dots set and counted by ourselves.
 */
#pragma once

#include "common/page/raster.h"

struct dots {
    int x, y, width, height;
};

/* What lies outside of the raster is left out. */
void raster_fill(struct raster *raster, struct dots area);
void raster_invert(struct raster *raster, struct dots area);
/* How many dots a length is: the nearest number. */
int dots_of(double mm, int dpi);
