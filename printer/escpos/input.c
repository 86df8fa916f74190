/* SPDX-License-Identifier: MIT
 *
 * Rasters read by libcups, row by row. Every size is checked before it is believed.
 */
#include "printer/escpos/input.h"

#include <cups/raster.h>
#include <errno.h>

struct input {
    cups_raster_t *raster;
};

struct input *input_new(int fd)
{
    cups_raster_t *raster = cupsRasterOpen(fd, CUPS_RASTER_READ);
    if (!raster)
        return NULL;
    struct input *input = mem_new(struct input);
    input->raster = raster;
    return input;
}

struct input *input_free(struct input *input)
{
    if (input)
        cupsRasterClose(input->raster);
    free(input);
    return NULL;
}

/* What is wrong with a page; NULL: nothing. */
static const char *check(const cups_page_header2_t *page)
{
    bool ink = page->cupsColorSpace == CUPS_CSPACE_K;
    bool white = page->cupsColorSpace == CUPS_CSPACE_W || page->cupsColorSpace == CUPS_CSPACE_SW;
    unsigned depth = page->cupsBitsPerPixel;
    if ((!ink && !white) || page->cupsBitsPerColor != depth || (depth != 1 && depth != 8))
        return "it is neither black and white nor grey of 8 bits";
    if (page->cupsWidth < 1 || page->cupsWidth > STRIP_WIDTH_MOST)
        return "it is too wide";
    if (page->cupsHeight < 1 || page->cupsHeight > STRIP_ROWS_MOST)
        return "it is too long";
    if (page->cupsBytesPerLine != (page->cupsWidth * depth + 7) / 8)
        return "its lines are not as long as they should be";
    return NULL;
}

static int read_rows(struct input *input, const cups_page_header2_t *page, struct strip *strip, const char **ret_why)
{
    const struct strip_row row = {.width = (int)page->cupsWidth,
                                  .depth = (int)page->cupsBitsPerPixel,
                                  .is_ink = page->cupsColorSpace == CUPS_CSPACE_K};
    _cleanup_free_ unsigned char *bytes = mem_alloc(page->cupsBytesPerLine, 1);
    for (unsigned y = 0; y < page->cupsHeight; y++) {
        if (cupsRasterReadPixels(input->raster, bytes, page->cupsBytesPerLine) != page->cupsBytesPerLine) {
            *ret_why = "it ends in the middle of a page";
            return -EBADMSG;
        }
        int r = strip_add(strip, &row, bytes);
        if (r < 0) {
            *ret_why = "it is too long";
            return r;
        }
    }
    return 1;
}

int input_page(struct input *input, int dots, struct strip *ret_strip, const char **ret_why)
{
    cups_page_header2_t page = {0};
    strip_init(ret_strip, dots);
    if (!cupsRasterReadHeader2(input->raster, &page))
        return 0;
    *ret_why = check(&page);
    return *ret_why ? -EBADMSG : read_rows(input, &page, ret_strip, ret_why);
}
