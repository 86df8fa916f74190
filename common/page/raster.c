/* SPDX-License-Identifier: MIT
 *
 * A page drawn: its parts measured, then letters by Cairo and everything else dot by dot, onto a sheet that is exactly
 * as high as they are together.
 */
#include "common/page/raster.h"

#include <assert.h>

#include "common/page/dots.h"
#include "common/page/part.h"

bool raster_is_black(const struct raster *raster, int x, int y)
{
    if (x < 0 || y < 0 || x >= raster->width || y >= raster->height)
        return false;
    return raster->bits[(size_t)y * raster->stride + (size_t)x / 8] & (0x80 >> x % 8);
}

void raster_done(struct raster *raster)
{
    free(raster->bits);
    *raster = (struct raster){0};
}

/* Puts the bits of a row from x on to `mask & black`, or turns them. */
static void change_bits(unsigned char *row, int x, int end, bool turn)
{
    while (x < end) {
        int bits = 8 - x % 8 < end - x ? 8 - x % 8 : end - x;
        unsigned char mask = (unsigned char)((0xFF >> x % 8) & (0xFF << (8 - x % 8 - bits)));
        row[x / 8] = (unsigned char)(turn ? row[x / 8] ^ mask : row[x / 8] | mask);
        x += bits;
    }
}

static void change_area(struct raster *raster, struct dots area, bool turn)
{
    int x = area.x > 0 ? area.x : 0, y = area.y > 0 ? area.y : 0;
    int x_end = area.x + area.width < raster->width ? area.x + area.width : raster->width;
    int y_end = area.y + area.height < raster->height ? area.y + area.height : raster->height;
    for (; y < y_end; y++)
        change_bits(raster->bits + (size_t)y * raster->stride, x, x_end, turn);
}

void raster_fill(struct raster *raster, struct dots area)
{
    change_area(raster, area, false);
}

void raster_invert(struct raster *raster, struct dots area)
{
    change_area(raster, area, true);
}

/* Cairo's first dot is the lowest bit of a byte, or on other machines the highest. */
static void order_bits(struct raster *raster)
{
    if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
        return;
    for (size_t i = 0; i < raster->stride * (size_t)raster->height; i++) {
        unsigned bits = raster->bits[i];
        bits = (bits & 0x55) << 1 | (bits & 0xAA) >> 1;
        bits = (bits & 0x33) << 2 | (bits & 0xCC) >> 2;
        raster->bits[i] = (unsigned char)((bits & 0x0F) << 4 | (bits & 0xF0) >> 4);
    }
}

static void draw_letters(struct raster *raster, const struct sheet *sheet, const struct part *parts, size_t count)
{
    cairo_surface_t *surface = cairo_image_surface_create_for_data(raster->bits, CAIRO_FORMAT_A1, raster->width,
                                                                   raster->height, (int)raster->stride);
    cairo_t *cairo = cairo_create(surface);
    cairo_rectangle(cairo, sheet->left, 0, sheet->inner, raster->height);
    cairo_clip(cairo);
    int top = 0;
    for (size_t i = 0; i < count && top < raster->height; i++) {
        for (int j = 0; j < parts[i].count; j++) {
            const struct placed *placed = &parts[i].placed[j];
            lines_draw(&placed->lines, cairo, sheet->left + placed->x, top + placed->y, placed->width, placed->align);
        }
        top += parts[i].height;
    }
    cairo_destroy(cairo);
    cairo_surface_finish(surface);
    cairo_surface_destroy(surface);
}

static void draw_rule(struct raster *raster, const struct sheet *sheet, const struct part *part, int top)
{
    int thick = dots_of(RULE_MM, sheet->dpi);
    raster_fill(raster, (struct dots){sheet->left, top + (part->height - thick) / 2, sheet->inner, thick});
}

static void draw_qr(struct raster *raster, const struct sheet *sheet, const struct part *part, int top)
{
    int left = sheet->left + (sheet->inner - part->qr.size * part->module) / 2;
    top += QR_QUIET * part->module;
    for (int y = 0; y < part->qr.size; y++)
        for (int x = 0; x < part->qr.size; x++)
            if (qr_is_dark(&part->qr, x, y))
                raster_fill(raster,
                            (struct dots){left + x * part->module, top + y * part->module, part->module, part->module});
}

static void draw_picture(struct raster *raster, const struct sheet *sheet, const struct part *part, int top)
{
    const struct picture *picture = &part->picture;
    int left = sheet->left + (sheet->inner - picture->width) / 2;
    for (int y = 0; y < picture->height; y++)
        for (int x = 0; x < picture->width; x++)
            if (picture->black[y * picture->width + x])
                raster_fill(raster, (struct dots){left + x, top + y, 1, 1});
}

static void draw_dots(struct raster *raster, const struct sheet *sheet, const struct part *part, int top)
{
    if (part->block->kind == BLOCK_RULE)
        draw_rule(raster, sheet, part, top);
    if (part->qr.size > 0)
        draw_qr(raster, sheet, part, top);
    if (part->picture.width > 0)
        draw_picture(raster, sheet, part, top);
    if (part->count > 0 && (part->block->text.flags & PAGE_INVERSE))
        raster_invert(raster, (struct dots){sheet->left, top, sheet->inner, part->height});
}

/* The height of all parts, or the most that a page may have. */
static int measure_parts(struct part *parts, struct sheet *sheet, const struct page *page)
{
    int64_t height = 0;
    for (size_t i = 0; i < page->count; i++) {
        part_init(&parts[i], sheet, &page->blocks[i]);
        height += parts[i].height;
    }
    int most = dots_of(PAGE_MOST_MM, sheet->dpi);
    if (height <= most)
        return (int)height;
    page_troubles_add(sheet->troubles, PAGE_TOO_LONG,
                      mem_printf("%.0f mm, cut off at %d mm", (double)height * 25.4 / sheet->dpi, PAGE_MOST_MM));
    return most;
}

void page_draw(const struct page *page, int dpi, struct raster *ret_raster, struct page_troubles *troubles)
{
    struct sheet sheet;
    sheet_init(&sheet, page, dpi, troubles);
    _cleanup_free_ struct part *parts = mem_new_n(struct part, page->count + 1);
    int height = measure_parts(parts, &sheet, page);
    size_t stride = (size_t)cairo_format_stride_for_width(CAIRO_FORMAT_A1, sheet.width);
    struct raster raster = {.width = sheet.width,
                            .height = height,
                            .dpi = dpi,
                            .stride = stride,
                            .cut = page->cut,
                            .bits = mem_alloc((size_t)height + 1, stride)};
    draw_letters(&raster, &sheet, parts, page->count);
    order_bits(&raster);
    int top = 0;
    for (size_t i = 0; i < page->count; i++) {
        draw_dots(&raster, &sheet, &parts[i], top);
        top += parts[i].height;
        part_done(&parts[i]);
    }
    sheet_done(&sheet);
    *ret_raster = raster;
}
