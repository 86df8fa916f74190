/* SPDX-License-Identifier: MIT
 *
 * What stands on sheets, for those who draw it.
 */
#pragma once

#include <pango/pangocairo.h>

#include "common/arena.h"
#include "common/page/sheet.h"

#define POINTS_PER_MM (72 / 25.4)

enum sheet_mark_kind { SHEET_TEXT, SHEET_AREA, SHEET_LINE, SHEET_PLACE, SHEET_LINK };

struct sheet_mark {
    enum sheet_mark_kind kind;
    struct sheet_area area; /* TEXT: its column; PLACE: y alone */
    struct sheet_text text; /* TEXT; of a PLACE its title */
    const char *id;         /* PLACE, LINK */
    unsigned colour;
    double thick_mm;
    bool dashed;
    size_t count;
    struct sheet_point *points;
};

struct sheet_list {
    size_t count, room;
    struct sheet_mark *marks;
};

struct sheets {
    struct arena arena;
    const char *language;
    PangoContext *context;
    size_t count, room, current;
    struct sheet_list *sheets;
};

/* For the column in points, 0: no wrapping. g_object_unref() it. */
PangoLayout *sheet_layout(PangoContext *context, const struct sheet_text *text, double width_points);

/* Gives the catalogue of a PDF its language (ISO 32000-1, 14.9.2), by an update at its end. Nothing if it is not as
 * Cairo writes it. */
void sheet_tell_language(struct buffer *pdf, const char *language);
