/* SPDX-License-Identifier: MIT
 *
 * A raster as a PNG file of one bit a dot, written by Cairo. Cairo tells no resolution, so a chunk pHYs (ISO/IEC 15948,
 * 11.3.5.3) is put in behind the head, which always has the same length.
 */
#include <cairo.h>
#include <errno.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "common/buffer.h"
#include "common/page/raster.h"

enum { PNG_HEAD = 33, PNG_METRE = 1 }; /* signature and IHDR; the unit of pHYs */

static void put_big_endian(unsigned char *to, uint32_t number)
{
    for (int i = 0; i < 4; i++)
        to[i] = (unsigned char)(number >> (24 - 8 * i));
}

/* The CRC of chunks (ISO/IEC 15948, annex D), bit by bit: it is over 13 bytes. */
static uint32_t crc_of(const unsigned char *bytes, size_t length)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < length; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc & 1 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
    }
    return ~crc;
}

static void append_resolution(struct buffer *png, int dpi)
{
    unsigned char chunk[21] = {0, 0, 0, 9, 'p', 'H', 'Y', 's'};
    uint32_t per_metre = (uint32_t)lround(dpi / 0.0254);
    put_big_endian(chunk + 8, per_metre);
    put_big_endian(chunk + 12, per_metre);
    chunk[16] = PNG_METRE;
    put_big_endian(chunk + 17, crc_of(chunk + 4, 13));
    buffer_append(png, chunk, sizeof chunk);
}

static cairo_status_t append_bytes(void *data, const unsigned char *bytes, unsigned length)
{
    buffer_append(data, bytes, length);
    return CAIRO_STATUS_SUCCESS;
}

/* In Cairo's order of bits; to PNG a bit of 1 is white. */
static cairo_surface_t *surface_of(const struct raster *raster)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A1, raster->width, raster->height);
    unsigned char *bytes = cairo_image_surface_get_data(surface);
    size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    bool low_first = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
    for (int y = 0; y < raster->height; y++)
        for (int x = 0; x < raster->width; x++)
            if (!raster_is_black(raster, x, y))
                bytes[(size_t)y * stride + (size_t)x / 8] |= (unsigned char)(low_first ? 1 << x % 8 : 0x80 >> x % 8);
    cairo_surface_mark_dirty(surface);
    return surface;
}

static int write_file(const char *path, const struct buffer *png)
{
    FILE *file = fopen(path, "we");
    if (!file)
        return -errno;
    bool written = fwrite(buffer_bytes(png), 1, png->length, file) == png->length;
    int error = written ? 0 : -errno;
    if (fclose(file) != 0 && written)
        error = -errno;
    return error;
}

int raster_write_png(const struct raster *raster, const char *path)
{
    if (raster->width <= 0 || raster->height <= 0)
        return -EINVAL;
    struct buffer plain = {0}, png = {0};
    cairo_surface_t *surface = surface_of(raster);
    int error = cairo_surface_write_to_png_stream(surface, append_bytes, &plain) == CAIRO_STATUS_SUCCESS ? 0 : -EIO;
    cairo_surface_destroy(surface);
    if (error == 0 && plain.length > PNG_HEAD) {
        buffer_append(&png, buffer_bytes(&plain), PNG_HEAD);
        append_resolution(&png, raster->dpi);
        buffer_append(&png, buffer_bytes(&plain) + PNG_HEAD, plain.length - PNG_HEAD);
        error = write_file(path, &png);
    }
    buffer_done(&plain);
    buffer_done(&png);
    return error;
}
