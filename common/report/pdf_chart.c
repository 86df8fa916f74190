/* SPDX-License-Identifier: MIT
 *
 * Charts on sheets, as they are in html_chart.c.
 */
#include "common/report/pdf.h"

/* The curve's field. */
#define AXIS_MM   15.0
#define CURVE_MM  44.0
#define LABELS_MM 5.0
#define WIDEST_MM 22.0

#define HEAT_ROW_MM 4.1

/* A square and a word for each of a legend, over as many lines as it takes. */
static void put_legend(struct pdf *pdf, const char *const *names, const unsigned *colours, size_t count)
{
    double x = PDF_LEFT;
    for (size_t i = 0; i < count; i++) {
        struct sheet_text text = {.text = names[i], .points = 7, .colour = PDF_INK};
        double width = sheets_measure(pdf->sheets, &text, 0).width_mm;
        if (x > PDF_LEFT && x + width + 4 > PDF_LEFT + PDF_WIDTH) {
            x = PDF_LEFT;
            pdf->y_mm += 4;
        }
        sheets_put_area(pdf->sheets, &(struct sheet_area){x, pdf->y_mm + 0.6, 2.4, 2.4}, colours[i]);
        sheets_put_text(pdf->sheets, x + 3.4, pdf->y_mm, 0, &text);
        x += width + 8;
    }
    pdf->y_mm += 5;
}

/* --- curve --- */

static double x_of(const struct outline_curve *curve, size_t i)
{
    return PDF_LEFT + AXIS_MM + (PDF_WIDTH - AXIS_MM) * ((double)i + 0.5) / (double)curve->count;
}

static double y_of(const struct pdf *pdf, const struct outline_curve *curve, int64_t ms)
{
    return pdf->y_mm + CURVE_MM * (1 - (double)ms / (double)curve->top_ms);
}

static void put_bars(struct pdf *pdf, const struct outline_curve *curve)
{
    int64_t most = 1;
    for (size_t i = 0; i < curve->count; i++)
        most = curve->points[i].entered > most ? curve->points[i].entered : most;
    double width = (PDF_WIDTH - AXIS_MM) / (double)curve->count * 0.7;
    width = width < WIDEST_MM ? width : WIDEST_MM;
    for (size_t i = 0; i < curve->count; i++) {
        double height = CURVE_MM * 0.92 * (double)curve->points[i].entered / (double)most;
        sheets_put_area(pdf->sheets,
                        &(struct sheet_area){x_of(curve, i) - width / 2, pdf->y_mm + CURVE_MM - height, width, height},
                        PDF_ENTERED);
    }
}

static void put_axis(struct pdf *pdf, const struct outline_curve *curve)
{
    for (size_t i = 0; i <= curve->marks; i++) {
        double y = y_of(pdf, curve, curve->top_ms * (int64_t)i / (int64_t)curve->marks);
        sheets_put_area(pdf->sheets, &(struct sheet_area){PDF_LEFT + AXIS_MM, y - 0.06, PDF_WIDTH - AXIS_MM, 0.12},
                        PDF_RULE);
        struct sheet_text mark = {.text = curve->mark_names[i], .points = 6.5, .colour = PDF_SOFT, .align = PAGE_RIGHT};
        sheets_put_text(pdf->sheets, PDF_LEFT, y - 1.4, AXIS_MM - 2, &mark);
    }
    double longest = 1;
    for (size_t i = 0; i < curve->count; i++) {
        struct sheet_text label = {.text = curve->points[i].label, .points = 6.5};
        double width = sheets_measure(pdf->sheets, &label, 0).width_mm;
        longest = width > longest ? width : longest;
    }
    double room = longest + 3;
    size_t step = (size_t)((double)curve->count * room / (PDF_WIDTH - AXIS_MM)) + 1;
    for (size_t i = 0; i < curve->count; i += step) {
        struct sheet_text label = {
                .text = curve->points[i].label, .points = 6.5, .colour = PDF_SOFT, .align = PAGE_CENTRE};
        sheets_put_text(pdf->sheets, x_of(curve, i) - room / 2, pdf->y_mm + CURVE_MM + 1, room, &label);
    }
}

/* Over what is known, interrupted where nobody was called; a point by itself is a dash. */
static void put_line(struct pdf *pdf, const struct outline_curve *curve, bool p90)
{
    _cleanup_free_ struct sheet_point *points = mem_new_n(struct sheet_point, curve->count + 1);
    unsigned colour = p90 ? PDF_P90 : PDF_ACCENT;
    size_t length = 0;
    for (size_t i = 0; i <= curve->count; i++) {
        if (i < curve->count && curve->points[i].known) {
            double y = y_of(pdf, curve, p90 ? curve->points[i].p90_ms : curve->points[i].median_ms);
            points[length++] = (struct sheet_point){x_of(curve, i), y};
            sheets_put_area(pdf->sheets, &(struct sheet_area){x_of(curve, i) - 0.6, y - 0.6, 1.2, 1.2}, colour);
        } else if (length > 0) {
            sheets_put_line(pdf->sheets, points, length, 0.55, false, colour);
            length = 0;
        }
    }
}

void pdf_curve(struct pdf *pdf, const struct outline_curve *curve)
{
    const char *names[] = {curve->p90_name, curve->median_name, curve->entered_name, curve->target_name};
    const unsigned colours[] = {PDF_P90, PDF_ACCENT, PDF_ENTERED, PDF_BAD};
    pdf_need(pdf, CURVE_MM + LABELS_MM + 8);
    put_legend(pdf, names, colours, curve->target_ms > 0 ? 4 : 3);
    pdf->y_mm += 1;
    put_bars(pdf, curve);
    put_axis(pdf, curve);
    if (curve->target_ms > 0) {
        double y = y_of(pdf, curve, curve->target_ms);
        const struct sheet_point target[] = {{PDF_LEFT + AXIS_MM, y}, {PDF_LEFT + PDF_WIDTH, y}};
        sheets_put_line(pdf->sheets, target, 2, 0.3, true, PDF_BAD);
    }
    put_line(pdf, curve, true);
    put_line(pdf, curve, false);
    pdf->y_mm += CURVE_MM + LABELS_MM + 2;
}

/* --- heat map --- */

static void put_heat_cell(struct pdf *pdf, const struct outline_heat_cell *cell, const struct sheet_area *area)
{
    static const unsigned steps[OUTLINE_STEPS] = {0xEEF6F5, 0xCFE6E3, 0xF6E3BD, 0xF2BD85, 0xDC7F4F, 0xB1402D};
    if (!cell->known)
        return;
    sheets_put_area(pdf->sheets, area, steps[cell->step]);
    struct sheet_text text = {.text = cell->text,
                              .points = 6.8,
                              .colour = cell->step == OUTLINE_STEPS - 1 ? PDF_WHITE : PDF_INK,
                              .strong = cell->step >= OUTLINE_STEPS - 2,
                              .align = PAGE_CENTRE};
    sheets_put_text(pdf->sheets, area->x_mm, area->y_mm + 0.35, area->width_mm, &text);
}

static size_t heat_rows(const struct outline_heat *heat)
{
    return heat->rows < OUTLINE_HEAT_ROWS_OF_PAPER ? heat->rows : OUTLINE_HEAT_ROWS_OF_PAPER;
}

double pdf_heat_height(const struct outline_heat *heat)
{
    return HEAT_ROW_MM * (double)(heat_rows(heat) + 1) + 3;
}

void pdf_heat(struct pdf *pdf, const struct outline_heat *heat)
{
    const double names = 58, row_mm = HEAT_ROW_MM, gap = 0.4;
    size_t rows = heat_rows(heat);
    double width = (PDF_WIDTH - names) / (double)heat->columns;
    pdf_need(pdf, pdf_heat_height(heat));
    for (size_t k = 0; k < heat->columns; k++) {
        struct sheet_text text = {
                .text = heat->column_names[k], .points = 6.5, .colour = PDF_SOFT, .strong = true, .align = PAGE_CENTRE};
        sheets_put_text(pdf->sheets, PDF_LEFT + names + (double)k * width, pdf->y_mm, width, &text);
    }
    pdf->y_mm += 3.6;
    for (size_t i = 0; i < rows; i++) {
        struct sheet_text name = {.text = heat->row_names[i], .points = 7, .colour = PDF_INK};
        double height = sheets_put_text(pdf->sheets, PDF_LEFT, pdf->y_mm + 0.3, names - 2, &name) + 0.6;
        height = height > row_mm ? height : row_mm;
        for (size_t k = 0; k < heat->columns; k++)
            put_heat_cell(
                    pdf, &heat->cells[i * heat->columns + k],
                    &(struct sheet_area){PDF_LEFT + names + (double)k * width, pdf->y_mm, width - gap, row_mm - gap});
        pdf->y_mm += height;
    }
    pdf->y_mm += 3;
}

/* --- stacked bars --- */

void pdf_stack(struct pdf *pdf, const struct outline_stack *stack)
{
    static const unsigned colours[] = {0x0B6670, 0x58A6AB, 0x6D7FBF, 0xA9B4DE, 0xD9B44A,
                                       0x8B95A0, 0x4B5560, 0xC4602F, 0xD5DBE1};
    const double names = 48, texts = 14, row_mm = 4.6;
    int64_t most = 1;
    for (size_t i = 0; i < stack->count; i++)
        most = stack->bars[i].whole_ms > most ? stack->bars[i].whole_ms : most;
    pdf_need(pdf, 3 * row_mm + 10);
    put_legend(pdf, stack->part_names, colours, stack->parts);
    for (size_t i = 0; i < stack->count; i++) {
        const struct outline_bar *bar = &stack->bars[i];
        struct sheet_text name = {.text = bar->name, .points = 7, .colour = PDF_INK};
        double height = sheets_measure(pdf->sheets, &name, names - 2).height_mm + 0.8;
        pdf_need(pdf, height > row_mm ? height : row_mm);
        sheets_put_text(pdf->sheets, PDF_LEFT, pdf->y_mm + 0.3, names - 2, &name);
        double x = PDF_LEFT + names, scale = (PDF_WIDTH - names - texts) / (double)most;
        for (size_t k = 0; k < stack->parts; k++) {
            double width = (double)bar->part_ms[k] * scale;
            if (bar->part_ms[k] > 0)
                sheets_put_area(pdf->sheets, &(struct sheet_area){x, pdf->y_mm + 0.5, width, row_mm - 1.2},
                                colours[k % ARRAY_SIZE(colours)]);
            x += bar->part_ms[k] > 0 ? width : 0;
        }
        struct sheet_text whole = {.text = bar->whole, .points = 7, .colour = PDF_INK, .align = PAGE_RIGHT};
        sheets_put_text(pdf->sheets, PDF_LEFT + PDF_WIDTH - texts, pdf->y_mm + 0.3, texts, &whole);
        pdf->y_mm += height > row_mm ? height : row_mm;
    }
    pdf->y_mm += 3;
}
