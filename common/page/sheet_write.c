/* SPDX-License-Identifier: MIT
 *
 * Sheets as a PDF by Cairo. Its dates are the caller's, so that nothing of this moment or machine but the fonts is in
 * it.
 */
#include <cairo-pdf.h>
#include <errno.h>
#include <string.h>

#include "common/page/letters.h"
#include "common/page/sheet_private.h"

static cairo_status_t append(void *closure, const unsigned char *bytes, unsigned length)
{
    buffer_append(closure, bytes, length);
    return CAIRO_STATUS_SUCCESS;
}

static void set_colour(cairo_t *cairo, unsigned colour)
{
    cairo_set_source_rgb(cairo, (colour >> 16 & 0xFF) / 255.0, (colour >> 8 & 0xFF) / 255.0, (colour & 0xFF) / 255.0);
}

static void draw_text(cairo_t *cairo, const struct sheets *sheets, const struct sheet_mark *mark,
                      struct page_troubles *troubles)
{
    PangoLayout *layout = sheet_layout(sheets->context, &mark->text, mark->area.width_mm * POINTS_PER_MM);
    letters_tell_signs(layout, troubles);
    set_colour(cairo, mark->text.colour);
    cairo_move_to(cairo, mark->area.x_mm * POINTS_PER_MM, mark->area.y_mm * POINTS_PER_MM);
    pango_cairo_show_layout(cairo, layout);
    g_object_unref(layout);
}

static void draw_area(cairo_t *cairo, const struct sheet_mark *mark)
{
    set_colour(cairo, mark->colour);
    cairo_rectangle(cairo, mark->area.x_mm * POINTS_PER_MM, mark->area.y_mm * POINTS_PER_MM,
                    mark->area.width_mm * POINTS_PER_MM, mark->area.height_mm * POINTS_PER_MM);
    cairo_fill(cairo);
}

static void draw_line(cairo_t *cairo, const struct sheet_mark *mark)
{
    static const double dashes[] = {3, 2};
    set_colour(cairo, mark->colour);
    cairo_set_line_width(cairo, mark->thick_mm * POINTS_PER_MM);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_set_dash(cairo, dashes, mark->dashed ? 2 : 0, 0);
    for (size_t i = 0; i < mark->count; i++)
        cairo_line_to(cairo, mark->points[i].x_mm * POINTS_PER_MM, mark->points[i].y_mm * POINTS_PER_MM);
    cairo_stroke(cairo);
}

static void draw_place(cairo_t *cairo, cairo_surface_t *surface, const struct sheet_mark *mark)
{
    _cleanup_free_ char *place = mem_printf("name='%s' x=0 y=%d", mark->id, (int)(mark->area.y_mm * POINTS_PER_MM));
    cairo_tag_begin(cairo, CAIRO_TAG_DEST, place);
    cairo_tag_end(cairo, CAIRO_TAG_DEST);
    _cleanup_free_ char *lead = mem_printf("dest='%s'", mark->id);
    cairo_pdf_surface_add_outline(surface, CAIRO_PDF_OUTLINE_ROOT, mark->text.text, lead, 0);
}

static void draw_link(cairo_t *cairo, const struct sheet_mark *mark)
{
    _cleanup_free_ char *link =
            mem_printf("dest='%s' rect=[%d %d %d %d]", mark->id, (int)(mark->area.x_mm * POINTS_PER_MM),
                       (int)(mark->area.y_mm * POINTS_PER_MM), (int)(mark->area.width_mm * POINTS_PER_MM),
                       (int)(mark->area.height_mm * POINTS_PER_MM));
    cairo_tag_begin(cairo, CAIRO_TAG_LINK, link);
    cairo_tag_end(cairo, CAIRO_TAG_LINK);
}

static void draw_mark(cairo_t *cairo, cairo_surface_t *surface, const struct sheets *sheets,
                      const struct sheet_mark *mark, struct page_troubles *troubles)
{
    switch (mark->kind) {
    case SHEET_TEXT:
        draw_text(cairo, sheets, mark, troubles);
        break;
    case SHEET_AREA:
        draw_area(cairo, mark);
        break;
    case SHEET_LINE:
        draw_line(cairo, mark);
        break;
    case SHEET_PLACE:
        draw_place(cairo, surface, mark);
        break;
    case SHEET_LINK:
        draw_link(cairo, mark);
        break;
    }
}

static void tell_about(cairo_surface_t *surface, const struct sheets_about *about)
{
    char moment[32];
    time_t at = (time_t)(about->made_at / 1000);
    struct tm tm;
    strftime(moment, sizeof(moment), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&at, &tm));
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, about->title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, about->author);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "novbe");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, moment);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, moment);
}

static bool lacks_glyph(const struct page_troubles *troubles, size_t from)
{
    for (size_t i = from; i < troubles->count; i++)
        if (troubles->items[i].kind == PAGE_NO_GLYPH)
            return true;
    return false;
}

int sheets_write(struct sheets *sheets, const struct sheets_about *about, struct buffer *out,
                 struct page_troubles *troubles)
{
    struct buffer pdf = {0};
    size_t before = troubles->count;
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(append, &pdf, SHEET_WIDTH_MM * POINTS_PER_MM,
                                                                   SHEET_HEIGHT_MM * POINTS_PER_MM);
    tell_about(surface, about);
    cairo_t *cairo = cairo_create(surface);
    for (size_t i = 0; i < sheets->count; i++) {
        for (size_t k = 0; k < sheets->sheets[i].count; k++)
            draw_mark(cairo, surface, sheets, &sheets->sheets[i].marks[k], troubles);
        cairo_show_page(cairo);
    }
    cairo_status_t status = cairo_status(cairo);
    cairo_destroy(cairo);
    cairo_surface_finish(surface);
    status = status == CAIRO_STATUS_SUCCESS ? cairo_surface_status(surface) : status;
    cairo_surface_destroy(surface);
    int r = status != CAIRO_STATUS_SUCCESS ? -EIO : lacks_glyph(troubles, before) ? -ENOENT : 0;
    if (r == 0) {
        sheet_tell_language(&pdf, sheets->language);
        buffer_append(out, buffer_bytes(&pdf), pdf.length);
    }
    buffer_done(&pdf);
    return r;
}
