/* SPDX-License-Identifier: MIT
 *
 * Tables on sheets. Every column is as wide as its widest number or the longest word of its head; names take what is
 * left and wrap. Where that leaves too little for names, letters become smaller. The head stands again on every sheet.
 */
#include <string.h>

#include "common/report/pdf.h"

#define GAP          1.1 /* at either side of a cell */
#define LEAST_NAME   34.0
#define MOST_NAME    70.0
#define MOST_POINTS  7.6
#define LEAST_POINTS 4.6
#define EASE         0.25 /* more than measured, so that no rounding breaks a word */
#define AIR          0.75 /* above and below a text */

enum { COLUMNS = 48 };

struct layout {
    const struct outline_grid *grid;
    size_t count;            /* of columns that stand on paper */
    size_t columns[COLUMNS]; /* which they are */
    double x[COLUMNS], width[COLUMNS];
    double points, whole;
    double lead, group_height, head_height; /* of the head, from the top */
};

static const char *group_of(const struct layout *layout, size_t i)
{
    return layout->grid->heads[layout->columns[i]].group;
}

static struct sheet_text cell_text(const struct layout *layout, const char *text, bool strong, bool number)
{
    return (struct sheet_text){.text = text,
                               .points = layout->points,
                               .strong = strong,
                               .colour = PDF_INK,
                               .align = number ? PAGE_RIGHT : PAGE_LEFT};
}

/* Of the longest word of a text. */
static double word_width(struct pdf *pdf, const struct layout *layout, const char *text)
{
    double most = 0;
    while (*text) {
        size_t length = strcspn(text, " ");
        _cleanup_free_ char *word = mem_strndup(text, length);
        struct sheet_text one = cell_text(layout, word, true, true);
        double width = sheets_measure(pdf->sheets, &one, 0).width_mm;
        most = width > most ? width : most;
        text += length + strspn(text + length, " ");
    }
    return most;
}

static double column_width(struct pdf *pdf, const struct layout *layout, size_t column)
{
    const struct outline_grid *grid = layout->grid;
    double most = word_width(pdf, layout, grid->heads[column].title);
    const char *longest = "";
    for (size_t i = 0; i < grid->count; i++) {
        const struct outline_cell *cell = &grid->rows[i].cells[column];
        if (strlen(cell->text) > strlen(longest) || grid->rows[i].total) {
            struct sheet_text text = cell_text(layout, cell->text, grid->rows[i].total, true);
            double width = sheets_measure(pdf->sheets, &text, 0).width_mm;
            most = width > most ? width : most;
            longest = cell->text;
        }
    }
    return most + 2 * GAP + EASE;
}

/* Is there anything but its head? */
static bool is_empty_column(const struct outline_grid *grid, size_t column)
{
    for (size_t i = 0; i < grid->count; i++)
        if (grid->rows[i].cells[column].known || grid->rows[i].cells[column].tone != TONE_FAINT)
            return false;
    return true;
}

static void choose_columns(struct layout *layout)
{
    const struct outline_grid *grid = layout->grid;
    for (size_t i = 0; i < grid->columns && layout->count < COLUMNS; i++)
        if (!grid->heads[i].screen && (i == 0 || !is_empty_column(grid, i)))
            layout->columns[layout->count++] = i;
}

/* A group is as wide as the longest word of its name: its first column takes what is lacking. */
static void widen_group(struct pdf *pdf, struct layout *layout, size_t i)
{
    size_t end = i + 1;
    double width = layout->width[i];
    for (; end < layout->count && group_of(layout, end) == group_of(layout, i); end++)
        width += layout->width[end];
    double least = word_width(pdf, layout, group_of(layout, i)) + 2 * GAP + EASE;
    if (width < least)
        layout->width[i] += least - width;
}

/* The widths with letters of this size; what is left for columns of words, of which each gets its share. */
static double measure_numbers(struct pdf *pdf, struct layout *layout, size_t *ret_words)
{
    double numbers = 0;
    *ret_words = 0;
    for (size_t i = 0; i < layout->count; i++) {
        layout->width[i] = 0;
        if (layout->grid->heads[layout->columns[i]].number) {
            layout->width[i] = column_width(pdf, layout, layout->columns[i]);
        } else {
            ++*ret_words;
        }
    }
    for (size_t i = 0; i < layout->count; i++) {
        if (group_of(layout, i) && (i == 0 || group_of(layout, i - 1) != group_of(layout, i)))
            widen_group(pdf, layout, i);
        numbers += layout->width[i];
    }
    return numbers;
}

static void measure_columns(struct pdf *pdf, struct layout *layout)
{
    size_t words = 0;
    layout->points = MOST_POINTS;
    double numbers = measure_numbers(pdf, layout, &words);
    while (PDF_WIDTH - numbers < LEAST_NAME * (double)words && layout->points > LEAST_POINTS) {
        layout->points -= 0.25;
        numbers = measure_numbers(pdf, layout, &words);
    }
    double name = (PDF_WIDTH - numbers) / (double)(words ? words : 1);
    name = name > MOST_NAME ? MOST_NAME : name;
    /* What is left over is shared by the numbers, up to a point. */
    double spare =
            layout->count > words ? (PDF_WIDTH - numbers - name * (double)words) / (double)(layout->count - words) : 0;
    spare = spare > 8 ? 8 : spare;
    double x = PDF_LEFT;
    for (size_t i = 0; i < layout->count; i++) {
        layout->width[i] = layout->width[i] > 0 ? layout->width[i] + spare : name;
        layout->x[i] = x;
        x += layout->width[i];
    }
    layout->whole = x - PDF_LEFT;
}

static double put_cell(struct pdf *pdf, const struct layout *layout, size_t i, double y, const struct sheet_text *text)
{
    return sheets_put_text(pdf->sheets, layout->x[i] + GAP, y, layout->width[i] - 2 * GAP, text);
}

static double cell_height(struct pdf *pdf, const struct layout *layout, size_t i, const struct sheet_text *text)
{
    return sheets_measure(pdf->sheets, text, layout->width[i] - 2 * GAP).height_mm;
}

/* --- head --- */

static size_t group_end(const struct layout *layout, size_t i)
{
    size_t end = i + 1;
    while (end < layout->count && group_of(layout, end) == group_of(layout, i))
        end++;
    return end;
}

static double group_width(const struct layout *layout, size_t i, size_t end)
{
    return layout->x[end - 1] + layout->width[end - 1] - layout->x[i] - 2 * GAP;
}

static struct sheet_text head_text(const struct layout *layout, size_t i)
{
    const struct outline_column *head = &layout->grid->heads[layout->columns[i]];
    struct sheet_text text = cell_text(layout, head->title, true, head->number);
    text.colour = PDF_SOFT;
    return text;
}

static struct sheet_text group_text(const struct layout *layout, size_t i)
{
    struct sheet_text text = cell_text(layout, group_of(layout, i), true, true);
    text.colour = PDF_SOFT;
    text.align = PAGE_CENTRE;
    return text;
}

/* Heads without a group stand beside both rows. */
static void measure_head(struct pdf *pdf, struct layout *layout)
{
    double alone = 0;
    for (size_t i = 0; i < layout->count; i++) {
        struct sheet_text text = head_text(layout, i);
        double height = cell_height(pdf, layout, i, &text) + 2 * AIR;
        double *most = group_of(layout, i) ? &layout->head_height : &alone;
        *most = height > *most ? height : *most;
        if (!group_of(layout, i))
            continue;
        struct sheet_text group = group_text(layout, i);
        height = sheets_measure(pdf->sheets, &group, group_width(layout, i, group_end(layout, i))).height_mm + 2 * AIR;
        layout->group_height = height > layout->group_height ? height : layout->group_height;
    }
    if (layout->group_height + layout->head_height < alone)
        layout->lead = alone - layout->group_height - layout->head_height;
}

static void put_rule(struct pdf *pdf, const struct layout *layout, double y, double thick)
{
    sheets_put_area(pdf->sheets, &(struct sheet_area){PDF_LEFT, y, layout->whole, thick}, PDF_RULE);
}

static void put_head(struct pdf *pdf, const struct layout *layout)
{
    double height = layout->lead + layout->group_height + layout->head_height;
    double top = pdf->y_mm + layout->lead;
    sheets_put_area(pdf->sheets, &(struct sheet_area){PDF_LEFT, pdf->y_mm, layout->whole, height}, PDF_HEAD);
    for (size_t i = 0; i < layout->count; i = group_of(layout, i) ? group_end(layout, i) : i + 1) {
        if (!group_of(layout, i))
            continue;
        struct sheet_text group = group_text(layout, i);
        double width = group_width(layout, i, group_end(layout, i));
        sheets_put_text(pdf->sheets, layout->x[i] + GAP, top + AIR, width, &group);
        sheets_put_area(pdf->sheets,
                        &(struct sheet_area){layout->x[i] + GAP, top + layout->group_height - 0.1, width, 0.2},
                        PDF_RULE);
    }
    double bottom = pdf->y_mm + height;
    for (size_t i = 0; i < layout->count; i++) {
        struct sheet_text text = head_text(layout, i);
        put_cell(pdf, layout, i, bottom - AIR - cell_height(pdf, layout, i, &text), &text);
    }
    pdf->y_mm = bottom;
    put_rule(pdf, layout, pdf->y_mm, 0.25);
}

/* --- rows --- */

static unsigned tone_colour(enum outline_tone tone)
{
    static const unsigned colours[] = {
            [TONE_PLAIN] = PDF_INK, [TONE_FAINT] = PDF_SOFT, [TONE_GOOD] = PDF_GOOD, [TONE_BAD] = PDF_BAD};
    return colours[tone];
}

static struct sheet_text row_text(const struct layout *layout, const struct outline_row *row, size_t i)
{
    const struct outline_cell *cell = &row->cells[layout->columns[i]];
    bool strong = row->total || cell->tone == TONE_BAD;
    struct sheet_text text = cell_text(layout, cell->text, strong, layout->grid->heads[layout->columns[i]].number);
    text.colour = tone_colour(cell->tone);
    return text;
}

static void put_row(struct pdf *pdf, const struct layout *layout, const struct outline_row *row)
{
    double height = 0;
    for (size_t i = 0; i < layout->count; i++) {
        struct sheet_text text = row_text(layout, row, i);
        double own = cell_height(pdf, layout, i, &text);
        height = own > height ? own : height;
    }
    height += 2 * AIR;
    if (pdf->y_mm + height > pdf_bottom(pdf)) {
        pdf_need(pdf, PDF_BOTTOM);
        put_head(pdf, layout);
    }
    if (row->total)
        put_rule(pdf, layout, pdf->y_mm, 0.4);
    for (size_t i = 0; i < layout->count; i++) {
        struct sheet_text text = row_text(layout, row, i);
        put_cell(pdf, layout, i, pdf->y_mm + AIR, &text);
    }
    pdf->y_mm += height;
    put_rule(pdf, layout, pdf->y_mm, 0.12);
}

void pdf_grid(struct pdf *pdf, const struct outline_grid *grid)
{
    enum { ROWS_WITH_HEAD = 3 };
    struct layout layout = {.grid = grid};
    choose_columns(&layout);
    measure_columns(pdf, &layout);
    measure_head(pdf, &layout);
    pdf_need(pdf, layout.lead + layout.group_height + layout.head_height + ROWS_WITH_HEAD * layout.points * 0.6);
    put_head(pdf, &layout);
    for (size_t i = 0; i < grid->count; i++)
        if (grid->ordered || !grid->rows[i].total)
            put_row(pdf, &layout, &grid->rows[i]);
    for (size_t i = 0; i < grid->count && !grid->ordered; i++)
        if (grid->rows[i].total)
            put_row(pdf, &layout, &grid->rows[i]);
    pdf->y_mm += 3;
}
