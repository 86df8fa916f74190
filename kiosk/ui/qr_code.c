/* SPDX-License-Identifier: MIT
 *
 * A QR code by half blocks: two modules a cell, one above the other, each as high as it is wide.
 */
#include "kiosk/ui/qr_code.h"

#include "common/qr.h"

static struct rect cells_of(const struct qr *qr)
{
    int side = qr->size + 2 * QR_QUIET;
    return (struct rect){0, 0, side, (side + 1) / 2};
}

void qr_code_size(const char *text, int *ret_width, int *ret_height)
{
    struct qr qr = {0};
    struct rect cells = {0};
    if (qr_encode(text, &qr) == 0)
        cells = cells_of(&qr);
    *ret_width = cells.width;
    *ret_height = cells.height;
    qr_done(&qr);
}

static uint32_t half_block(bool upper, bool lower)
{
    static const uint32_t blocks[2][2] = {{' ', 0x2584}, {0x2580, 0x2588}}; /* none, lower, upper, both */
    return blocks[upper][lower];
}

static void draw(struct surface *surface, struct rect place, const struct qr *qr)
{
    for (int row = 0; row < place.height; row++) {
        for (int column = 0; column < place.width; column++) {
            int x = column - QR_QUIET, y = 2 * row - QR_QUIET;
            uint32_t block = half_block(qr_is_dark(qr, x, y), qr_is_dark(qr, x, y + 1));
            surface_sign(surface, place.x + column, place.y + row, block, LOOK_CODE);
        }
    }
}

bool qr_code_draw(struct surface *surface, struct rect rect, const char *text)
{
    struct qr qr = {0};
    if (qr_encode(text, &qr) < 0)
        return false;
    struct rect cells = cells_of(&qr);
    bool fits = cells.width <= rect.width && cells.height <= rect.height;
    if (fits) {
        struct rect place = rect_centre(rect, cells.width, cells.height);
        place.y = rect.y;
        draw(surface, place, &qr);
    }
    qr_done(&qr);
    return fits;
}
