/* SPDX-License-Identifier: MIT
 *
 * Rows of dots, cut or padded to the head. Grey is black from its middle on. Rows without ink are counted only, so
 * what is blank below the last ink is never printed: paper is money.
 */
#include "printer/escpos/strip.h"

#include <errno.h>
#include <string.h>

void strip_init(struct strip *strip, int dots)
{
    *strip = (struct strip){.dots = dots};
}

void strip_done(struct strip *strip)
{
    free(strip->bits);
    *strip = (struct strip){0};
}

static bool is_black(const struct strip_row *row, const unsigned char *bytes, int x)
{
    bool high = row->depth == 8 ? bytes[x] >= 128 : (bytes[x / 8] >> (7 - x % 8) & 1) != 0;
    return high == row->is_ink;
}

/* Both may be the wider one. `dots` comes zeroed. */
static bool burn(const struct strip *strip, const struct strip_row *row, const unsigned char *bytes,
                 unsigned char *dots)
{
    int left = (strip->dots - row->width) / 2; /* of the page's first dot; negative: it is cut off */
    int from = left < 0 ? -left : 0, to = row->width < strip->dots - left ? row->width : strip->dots - left;
    bool any = false;
    for (int x = from; x < to; x++) {
        if (is_black(row, bytes, x)) {
            dots[(left + x) / 8] |= (unsigned char)(0x80 >> (left + x) % 8);
            any = true;
        }
    }
    return any;
}

static void make_room(struct strip *strip, int rows)
{
    size_t stride = strip_stride(strip);
    if (rows <= strip->room)
        return;
    int room = rows < 512 ? 1024 : rows * 2;
    strip->bits = mem_realloc(strip->bits, (size_t)room, stride);
    strip->room = room;
}

int strip_add(struct strip *strip, const struct strip_row *row, const unsigned char *bytes)
{
    unsigned char dots[STRIP_DOTS_MOST / 8] = {0};
    size_t stride = strip_stride(strip);
    if (strip->rows + strip->blank >= STRIP_ROWS_MOST)
        return -E2BIG;
    strip->blank++;
    if (!burn(strip, row, bytes, dots))
        return 0;
    make_room(strip, strip->rows + strip->blank);
    memset(strip->bits + (size_t)strip->rows * stride, 0, (size_t)strip->blank * stride);
    strip->rows += strip->blank;
    strip->blank = 0;
    memcpy(strip->bits + (size_t)(strip->rows - 1) * stride, dots, stride);
    return 0;
}
