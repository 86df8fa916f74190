/* SPDX-License-Identifier: MIT
 *
 * Bars and lines of figures, by the eighths of a cell that block characters have.
 */
#include "kiosk/ui/chart.h"

enum { EIGHTHS = 8 };

/* `share` of `of` in steps, 0 to `steps`; what is there at all is at least one. */
static int steps_of(int64_t share, int64_t of, int steps)
{
    if (share <= 0 || steps <= 0)
        return 0;
    if (share >= of)
        return steps;
    int reached = (int)((double)share / (double)of * steps);
    return reached > 0 ? reached : 1;
}

void bar_draw(struct surface *surface, struct rect line, int64_t share, int64_t of, enum look look)
{
    line.height = rect_bound(1, line.height);
    surface_fill(surface, line, look);
    if (rect_is_empty(line))
        return;
    int eighths = steps_of(share, of, line.width * EIGHTHS);
    for (int x = 0; x < line.width && eighths > 0; x++, eighths -= EIGHTHS) {
        int here = rect_bound(eighths, EIGHTHS);
        surface_sign(surface, line.x + x, line.y, 0x2590u - (uint32_t)here, look); /* left eighths: U+2588 to U+258F */
    }
}

void column_draw(struct surface *surface, struct rect rect, int64_t share, int64_t of)
{
    int eighths = steps_of(share, of, rect.height * EIGHTHS);
    struct rect full = rect_cut_bottom(&rect, eighths / EIGHTHS);
    surface_fill(surface, full, LOOK_INK);
    for (int x = 0; x < rect.width && eighths % EIGHTHS > 0 && rect.height > 0; x++)
        surface_sign(surface, rect.x + x, rect.y + rect.height - 1, 0x2580u + (uint32_t)(eighths % EIGHTHS), LOOK_DOT);
}

void sparkline_draw(struct surface *surface, struct rect line, const int64_t *values, size_t count, enum look look)
{
    line.height = rect_bound(1, line.height);
    surface_fill(surface, line, look);
    if (rect_is_empty(line) || count == 0)
        return;
    size_t shown = count < (size_t)line.width ? count : (size_t)line.width;
    const int64_t *newest = values + (count - shown);
    int64_t highest = 0;
    for (size_t i = 0; i < shown; i++)
        highest = newest[i] > highest ? newest[i] : highest;
    int x = line.x + line.width - (int)shown;
    for (size_t i = 0; i < shown; i++) {
        int eighths = steps_of(newest[i], highest, EIGHTHS);
        uint32_t sign = eighths > 0 ? 0x2580u + (uint32_t)eighths : '_'; /* lower eighths: U+2581 to U+2588 */
        surface_sign(surface, x + (int)i, line.y, sign, look);
    }
}
