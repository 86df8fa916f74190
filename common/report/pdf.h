/* SPDX-License-Identifier: MIT
 *
 * A report being put on sheets, from the top down.
 */
#pragma once

#include "common/page/sheet.h"
#include "common/report/outline.h"

/* Colours of paper, as those of report.css there. */
enum pdf_colour {
    PDF_INK = 0x17212B,
    PDF_SOFT = 0x4A5561,
    PDF_RULE = 0xC9D1D9,
    PDF_HEAD = 0xF1F4F6,
    PDF_ACCENT = 0x0B6670,
    PDF_P90 = 0xB3510C,
    PDF_GOOD = 0x17703F,
    PDF_BAD = 0xB3261E,
    PDF_ENTERED = 0xDCE7EA,
    PDF_WHITE = 0xFFFFFF,
};

#define PDF_LEFT   14.0
#define PDF_WIDTH  182.0
#define PDF_TOP    13.0
#define PDF_BOTTOM 281.0

struct pdf {
    struct sheets *sheets;
    const struct outline *outline;
    double y_mm;      /* the next thing begins here */
    double notice_mm; /* height of what stands at the foot of the second sheet, the last one that is always printed */
};

/* Where the sheet ends that is being filled. */
double pdf_bottom(const struct pdf *pdf);
/* Is there room for so much? If not, the next sheet begins. */
void pdf_need(struct pdf *pdf, double height_mm);
/* A text over a column from here on; the place of the next thing is not moved. Returns its height. */
double pdf_text(struct pdf *pdf, double x_mm, double y_mm, double width_mm, const char *text, double points,
                unsigned colour);
double pdf_strong(struct pdf *pdf, double x_mm, double y_mm, double width_mm, const char *text, double points,
                  unsigned colour);

void pdf_grid(struct pdf *pdf, const struct outline_grid *grid);
void pdf_curve(struct pdf *pdf, const struct outline_curve *curve);
double pdf_heat_height(const struct outline_heat *heat);
void pdf_heat(struct pdf *pdf, const struct outline_heat *heat);
void pdf_stack(struct pdf *pdf, const struct outline_stack *stack);
