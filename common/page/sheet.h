/* SPDX-License-Identifier: MIT
 *
 * Sheets of A4: texts, areas and lines where their owner puts them, written as a PDF. Lengths are millimetres from the
 * upper left corner, sizes of letters points, colours 0xRRGGBB. What stands on a sheet is kept until it is written, so
 * that one may come back to a sheet: to number them when it is known how many there are.
 *
 * The same calls give the same bytes.
 */
#pragma once

#include "common/buffer.h"
#include "common/page/raster.h"

#define SHEET_WIDTH_MM  210.0
#define SHEET_HEIGHT_MM 297.0

struct sheets;

/* Language: BCP 47, of all texts. The first sheet is there. */
struct sheets *sheets_new(const char *language);
struct sheets *sheets_free(struct sheets *sheets);
DEFINE_CLEANUP(struct sheets *, sheets_free)

size_t sheets_count(const struct sheets *sheets);
void sheets_begin(struct sheets *sheets);                /* one more; what follows stands on it */
void sheets_go_to(struct sheets *sheets, size_t number); /* from 0 */

/* Wrapped between words where it is too wide, and within one that is wider than all there is. */
struct sheet_text {
    const char *text; /* UTF-8; \n begins a line; copied */
    double points;
    bool strong;
    unsigned colour;
    enum page_align align;
};

struct sheet_size {
    double width_mm, height_mm;
};
/* Of a text in a column; width 0: only where it has line breaks. */
struct sheet_size sheets_measure(struct sheets *sheets, const struct sheet_text *text, double width_mm);

struct sheet_area {
    double x_mm, y_mm, width_mm, height_mm;
};
/* Returns its height. */
double sheets_put_text(struct sheets *sheets, double x_mm, double y_mm, double width_mm, const struct sheet_text *text);
void sheets_put_area(struct sheets *sheets, const struct sheet_area *area, unsigned colour);

struct sheet_point {
    double x_mm, y_mm;
};
void sheets_put_line(struct sheets *sheets, const struct sheet_point *points, size_t count, double thick_mm,
                     bool dashed, unsigned colour);

/* A place that links lead to (id: letters, digits, _), with a title for the reader's list of contents, and a link. */
void sheets_put_place(struct sheets *sheets, const char *id, const char *title, double y_mm);
void sheets_put_link(struct sheets *sheets, const char *id, const struct sheet_area *area);

struct sheets_about {
    const char *title, *author;
    int64_t made_at; /* ms since 1970 */
};
/* Appends a PDF. -ENOENT: a sign is in no font (troubles tell which; nothing is written). -EIO: it could not be drawn.
 */
int sheets_write(struct sheets *sheets, const struct sheets_about *about, struct buffer *out,
                 struct page_troubles *troubles) attr_must_check;
