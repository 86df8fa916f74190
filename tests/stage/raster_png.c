/* SPDX-License-Identifier: MIT
 *
 * raster-png: what a printer was sent, as a picture.
 *
 * Takes PWG or Apple raster of one colour, as tickets are sent: bits that are black, or a byte of grey a dot. A picture
 * is there whole or not at all. More pages than one go to NAME-2.png and so on.
 *
 * usage: raster-png RASTER NAME.png
 */
#include <cairo.h>
#include <cups/raster.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base.h"

enum { MOST_DOTS = 20000 }; /* a side: 2.5 m at 203 dpi */

static int fail(const char *name, const char *reason)
{
    fprintf(stderr, "raster-png: %s: %s\n", name, reason);
    return -1;
}

/* Is it one colour, in a form that is known here? */
static bool is_plain(const cups_page_header2_t *page)
{
    bool is_black = page->cupsColorSpace == CUPS_CSPACE_K;
    bool is_grey = page->cupsColorSpace == CUPS_CSPACE_W || page->cupsColorSpace == CUPS_CSPACE_SW;
    return ((is_black && page->cupsBitsPerPixel == 1) || ((is_black || is_grey) && page->cupsBitsPerPixel == 8)) &&
           page->cupsWidth > 0 && page->cupsWidth <= MOST_DOTS && page->cupsHeight > 0 &&
           page->cupsHeight <= MOST_DOTS &&
           page->cupsBytesPerLine >= (page->cupsWidth * page->cupsBitsPerPixel + 7) / 8 &&
           page->cupsBytesPerLine <= MOST_DOTS;
}

/* How light a dot is, 0 to 255. */
static unsigned char light(const cups_page_header2_t *page, const unsigned char *line, unsigned x)
{
    if (page->cupsBitsPerPixel == 1)
        return line[x / 8] & (0x80U >> x % 8) ? 0 : 255;
    return page->cupsColorSpace == CUPS_CSPACE_K ? (unsigned char)(255 - line[x]) : line[x];
}

/* Cairo writes what an A8 surface holds as grey. */
static int draw(cups_raster_t *raster, const cups_page_header2_t *page, cairo_surface_t *surface)
{
    unsigned char line[MOST_DOTS];
    size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    unsigned char *dots = cairo_image_surface_get_data(surface);
    if (!dots)
        return -1;
    cairo_surface_flush(surface);
    for (unsigned y = 0; y < page->cupsHeight; y++) {
        if (cupsRasterReadPixels(raster, line, page->cupsBytesPerLine) != page->cupsBytesPerLine)
            return -1;
        for (unsigned x = 0; x < page->cupsWidth; x++)
            dots[y * stride + x] = light(page, line, x);
    }
    cairo_surface_mark_dirty(surface);
    return 0;
}

/* Under another name until all of it is there. */
static int keep(cairo_surface_t *surface, const char *name)
{
    _cleanup_free_ char *part = mem_printf("%s.part", name);
    cairo_status_t status = cairo_surface_write_to_png(surface, part);
    if (status == CAIRO_STATUS_SUCCESS && rename(part, name) == 0)
        return 0;
    unlink(part);
    return fail(name, status == CAIRO_STATUS_SUCCESS ? "cannot be put in its place" : cairo_status_to_string(status));
}

static int convert(cups_raster_t *raster, const cups_page_header2_t *page, const char *name)
{
    if (!is_plain(page))
        return fail(name, "a page in colour, or too large");
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, (int)page->cupsWidth, (int)page->cupsHeight);
    int r = draw(raster, page, surface);
    r = r < 0 ? fail(name, "the page is not all there") : keep(surface, name);
    cairo_surface_destroy(surface);
    return r;
}

static int convert_all(cups_raster_t *raster, const char *name)
{
    cups_page_header2_t page;
    unsigned pages = 0;
    int stem = (int)(strlen(name) - strlen(".png"));
    while (cupsRasterReadHeader2(raster, &page)) {
        pages++;
        _cleanup_free_ char *other = pages > 1 ? mem_printf("%.*s-%u.png", stem, name, pages) : NULL;
        if (convert(raster, &page, other ? other : name) < 0)
            return -1;
    }
    return pages ? 0 : fail(name, "no page is in it");
}

int main(int argc, char **argv)
{
    if (argc != 3 || strlen(argv[2]) <= strlen(".png")) {
        fputs("usage: raster-png RASTER NAME.png\n", stderr);
        return 2;
    }
    int fd = open(argv[1], O_RDONLY | O_CLOEXEC);
    cups_raster_t *raster = fd < 0 ? NULL : cupsRasterOpen(fd, CUPS_RASTER_READ);
    int r = raster ? convert_all(raster, argv[2]) : fail(argv[1], "cannot be read, or is no raster");
    if (raster)
        cupsRasterClose(raster);
    if (fd >= 0)
        close(fd);
    return r < 0;
}
