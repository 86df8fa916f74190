/* SPDX-License-Identifier: MIT
 *
 * Rows of dots, cut or padded to the head. Grey is black from its middle on. Rows without ink are counted only, so
 * what is blank below the last ink is never printed: paper is money.
 */
#include "printer/escpos/picture.h"

#include <errno.h>
#include <string.h>

void picture_init(struct picture *picture, int dots)
{
    *picture = (struct picture){.dots = dots};
}

void picture_done(struct picture *picture)
{
    free(picture->bits);
    *picture = (struct picture){0};
}

static bool is_black(const struct picture_row *row, const unsigned char *bytes, int x)
{
    bool high = row->depth == 8 ? bytes[x] >= 128 : (bytes[x / 8] >> (7 - x % 8) & 1) != 0;
    return high == row->is_ink;
}

/* Both may be the wider one. `dots` comes zeroed. */
static bool burn(const struct picture *picture, const struct picture_row *row, const unsigned char *bytes,
                 unsigned char *dots)
{
    int left = (picture->dots - row->width) / 2; /* of the page's first dot; negative: it is cut off */
    int from = left < 0 ? -left : 0, to = row->width < picture->dots - left ? row->width : picture->dots - left;
    bool any = false;
    for (int x = from; x < to; x++) {
        if (is_black(row, bytes, x)) {
            dots[(left + x) / 8] |= (unsigned char)(0x80 >> (left + x) % 8);
            any = true;
        }
    }
    return any;
}

static void make_room(struct picture *picture, int rows)
{
    size_t stride = picture_stride(picture);
    if (rows <= picture->room)
        return;
    int room = rows < 512 ? 1024 : rows * 2;
    picture->bits = mem_realloc(picture->bits, (size_t)room, stride);
    picture->room = room;
}

int picture_add(struct picture *picture, const struct picture_row *row, const unsigned char *bytes)
{
    unsigned char dots[PICTURE_DOTS_MOST / 8] = {0};
    size_t stride = picture_stride(picture);
    if (picture->rows + picture->blank >= PICTURE_ROWS_MOST)
        return -E2BIG;
    picture->blank++;
    if (!burn(picture, row, bytes, dots))
        return 0;
    make_room(picture, picture->rows + picture->blank);
    memset(picture->bits + (size_t)picture->rows * stride, 0, (size_t)picture->blank * stride);
    picture->rows += picture->blank;
    picture->blank = 0;
    memcpy(picture->bits + (size_t)(picture->rows - 1) * stride, dots, stride);
    return 0;
}
