/* SPDX-License-Identifier: MIT
 *
 * Dots as CUPS and printers take them: one page, written by libcups' raster functions into memory.
 */
#include <stdio.h>
#include <string.h>

#include <cups/cups.h>
#include <cups/pwg.h>
#include <cups/raster.h>

#include "printer/cups_private.h"

const char *const cups_format_types[CUPS_FORMATS] = {
        [CUPS_FORMAT_URF] = "image/urf",
        [CUPS_FORMAT_PWG] = "image/pwg-raster",
        [CUPS_FORMAT_RASTER] = "application/vnd.cups-raster",
};

static ssize_t take_bytes(void *data, unsigned char *bytes, size_t size)
{
    buffer_append(data, bytes, size);
    return (ssize_t)size;
}

static void fill_header(const struct raster *raster, const struct cups_sheet *sheet, bool grey,
                        cups_page_header2_t *ret_header)
{
    pwg_media_t media;
    char name[64], legacy[1];
    snprintf(name, sizeof name, "custom_%gx%gmm_%gx%gmm", sheet->width / 100.0, sheet->length / 100.0,
             sheet->width / 100.0, sheet->length / 100.0);
    legacy[0] = '\0';
    media = (pwg_media_t){.pwg = name, .legacy = legacy, .width = sheet->width, .length = sheet->length};
    memset(ret_header, 0, sizeof *ret_header);
    (void)cupsRasterInitPWGHeader(ret_header, &media, grey ? "sgray_8" : "black_1", raster->dpi, raster->dpi,
                                  "one-sided", NULL);
    ret_header->cupsWidth = (unsigned)raster->width;
    ret_header->cupsHeight = (unsigned)sheet->rows;
    ret_header->cupsBytesPerLine = (unsigned)(grey ? raster->width : (raster->width + 7) / 8);
    ret_header->cupsInteger[CUPS_RASTER_PWG_TotalPageCount] = 1;
}

/* Of a byte of 8 dots, most significant first. */
static void grey_row(const struct raster *raster, int y, unsigned char *row)
{
    for (int x = 0; x < raster->width; x++)
        row[x] = raster_is_black(raster, x, y) ? 0 : 255;
}

void cups_encode(const struct raster *raster, const struct cups_sheet *sheet, enum cups_format format,
                 struct buffer *out)
{
    static const cups_mode_t modes[CUPS_FORMATS] = {[CUPS_FORMAT_URF] = CUPS_RASTER_WRITE_APPLE,
                                                    [CUPS_FORMAT_PWG] = CUPS_RASTER_WRITE_PWG,
                                                    [CUPS_FORMAT_RASTER] = CUPS_RASTER_WRITE_COMPRESSED};
    cups_page_header2_t header;
    bool grey = format != CUPS_FORMAT_RASTER;
    fill_header(raster, sheet, grey, &header);
    cups_raster_t *writer = cupsRasterOpenIO(take_bytes, out, modes[format]);
    (void)cupsRasterWriteHeader2(writer, &header);
    _cleanup_free_ unsigned char *row = mem_alloc(header.cupsBytesPerLine, 1);
    for (int y = 0; y < sheet->rows; y++) {
        bool blank = y >= raster->height;
        if (blank)
            memset(row, grey ? 255 : 0, header.cupsBytesPerLine);
        else if (grey)
            grey_row(raster, y, row);
        else
            memcpy(row, raster->bits + (size_t)y * raster->stride, header.cupsBytesPerLine);
        (void)cupsRasterWritePixels(writer, row, header.cupsBytesPerLine);
    }
    cupsRasterClose(writer);
}
