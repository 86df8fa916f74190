/* SPDX-License-Identifier: MIT
 *
 * What stands on sheets, measured and kept.
 */
#include "common/page/sheet.h"

#include <assert.h>
#include <string.h>

#include "common/page/sheet_private.h"

struct sheets *sheets_new(const char *language)
{
    struct sheets *sheets = mem_new(struct sheets);
    arena_init(&sheets->arena);
    sheets->language = arena_strdup(&sheets->arena, language);
    sheets->context = pango_font_map_create_context(pango_cairo_font_map_get_default());
    pango_context_set_language(sheets->context, pango_language_from_string(language));
    pango_cairo_context_set_resolution(sheets->context, 72);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(sheets->context, options);
    cairo_font_options_destroy(options);
    sheets_begin(sheets);
    return sheets;
}

struct sheets *sheets_free(struct sheets *sheets)
{
    if (!sheets)
        return NULL;
    g_clear_object(&sheets->context);
    arena_done(&sheets->arena);
    free(sheets);
    return NULL;
}

size_t sheets_count(const struct sheets *sheets)
{
    return sheets->count;
}

void sheets_begin(struct sheets *sheets)
{
    arena_grow(&sheets->arena, sheets->sheets, sheets->count, sheets->room);
    sheets->sheets[sheets->count] = (struct sheet_list){0};
    sheets->current = sheets->count++;
}

void sheets_go_to(struct sheets *sheets, size_t number)
{
    assert(number < sheets->count);
    sheets->current = number;
}

static struct sheet_mark *add_mark(struct sheets *sheets, enum sheet_mark_kind kind)
{
    struct sheet_list *list = &sheets->sheets[sheets->current];
    arena_grow(&sheets->arena, list->marks, list->count, list->room);
    struct sheet_mark *mark = &list->marks[list->count++];
    *mark = (struct sheet_mark){.kind = kind};
    return mark;
}

PangoLayout *sheet_layout(PangoContext *context, const struct sheet_text *text, double width_points)
{
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family_static(font, "DejaVu Sans");
    pango_font_description_set_weight(font, text->strong ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_absolute_size(font, text->points * PANGO_SCALE);
    PangoLayout *layout = pango_layout_new(context);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_auto_dir(layout, FALSE);
    pango_layout_set_alignment(layout, text->align == PAGE_RIGHT    ? PANGO_ALIGN_RIGHT
                                       : text->align == PAGE_CENTRE ? PANGO_ALIGN_CENTER
                                                                    : PANGO_ALIGN_LEFT);
    PangoAttrList *attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
    if (width_points > 0) {
        pango_layout_set_width(layout, (int)(width_points * PANGO_SCALE));
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    }
    pango_layout_set_text(layout, text->text, -1);
    return layout;
}

struct sheet_size sheets_measure(struct sheets *sheets, const struct sheet_text *text, double width_mm)
{
    PangoLayout *layout = sheet_layout(sheets->context, text, width_mm * POINTS_PER_MM);
    int width = 0, height = 0;
    pango_layout_get_size(layout, &width, &height);
    g_object_unref(layout);
    return (struct sheet_size){.width_mm = width / (PANGO_SCALE * POINTS_PER_MM),
                               .height_mm = height / (PANGO_SCALE * POINTS_PER_MM)};
}

double sheets_put_text(struct sheets *sheets, double x_mm, double y_mm, double width_mm, const struct sheet_text *text)
{
    struct sheet_mark *mark = add_mark(sheets, SHEET_TEXT);
    mark->text = *text;
    mark->text.text = arena_strdup(&sheets->arena, text->text);
    double height_mm = sheets_measure(sheets, text, width_mm).height_mm;
    mark->area = (struct sheet_area){x_mm, y_mm, width_mm, height_mm};
    return height_mm;
}

void sheets_put_area(struct sheets *sheets, const struct sheet_area *area, unsigned colour)
{
    struct sheet_mark *mark = add_mark(sheets, SHEET_AREA);
    mark->area = *area;
    mark->colour = colour;
}

void sheets_put_line(struct sheets *sheets, const struct sheet_point *points, size_t count, double thick_mm,
                     bool dashed, unsigned colour)
{
    struct sheet_mark *mark = add_mark(sheets, SHEET_LINE);
    mark->points = arena_new_n(&sheets->arena, struct sheet_point, count);
    memcpy(mark->points, points, count * sizeof(points[0]));
    mark->count = count;
    mark->thick_mm = thick_mm;
    mark->dashed = dashed;
    mark->colour = colour;
}

void sheets_put_place(struct sheets *sheets, const char *id, const char *title, double y_mm)
{
    struct sheet_mark *mark = add_mark(sheets, SHEET_PLACE);
    mark->id = arena_strdup(&sheets->arena, id);
    mark->text.text = arena_strdup(&sheets->arena, title);
    mark->area.y_mm = y_mm;
}

void sheets_put_link(struct sheets *sheets, const char *id, const struct sheet_area *area)
{
    struct sheet_mark *mark = add_mark(sheets, SHEET_LINK);
    mark->id = arena_strdup(&sheets->arena, id);
    mark->area = *area;
}
