/* SPDX-License-Identifier: MIT
 *
 * Tables in HTML. They are plain tables that report.js makes sortable: a cell whose text is not the number that it
 * sorts by has that number beside it (data-v; nothing: not known, stands last).
 */
#include <string.h>

#include "common/report/html_write.h"
#include "common/text.h"

static bool has_groups(const struct outline_grid *grid)
{
    for (size_t i = 0; i < grid->columns; i++)
        if (grid->heads[i].group)
            return true;
    return false;
}

/* Few columns need no whole width. */
enum { SLIM = 4 };

static bool has_long_names(const struct outline_grid *grid)
{
    enum { LONG = 16 };
    for (size_t i = 0; i < grid->count; i++)
        if (text_width(grid->rows[i].cells[0].text) > LONG)
            return true;
    return false;
}

static size_t group_length(const struct outline_grid *grid, size_t first)
{
    size_t length = 1;
    while (first + length < grid->columns && grid->heads[first + length].group == grid->heads[first].group)
        length++;
    return length;
}

static void put_head(struct buffer *out, const struct outline_column *column, int rows)
{
    html_put(out, "<th scope=col");
    if (rows > 1)
        buffer_printf(out, " rowspan=%d", rows);
    html_put(out, column->screen ? " class=screen" : "");
    html_put(out, column->number ? " data-n>" : ">");
    html_text(out, column->title);
    html_put(out, "</th>");
}

/* Columns of a group under its name; a column without goes over both rows. */
static void put_heads(struct buffer *out, const struct outline_grid *grid)
{
    html_put(out, "<thead>\n<tr>");
    bool groups = has_groups(grid);
    for (size_t i = 0; i < grid->columns; i++) {
        if (!grid->heads[i].group) {
            put_head(out, &grid->heads[i], groups ? 2 : 1);
            continue;
        }
        size_t length = group_length(grid, i);
        buffer_printf(out, "<th scope=colgroup class=\"group%s\" colspan=%zu>", grid->heads[i].screen ? " screen" : "",
                      length);
        html_text(out, grid->heads[i].group);
        html_put(out, "</th>");
        i += length - 1;
    }
    if (groups) {
        html_put(out, "</tr>\n<tr>");
        for (size_t i = 0; i < grid->columns; i++)
            if (grid->heads[i].group)
                put_head(out, &grid->heads[i], 1);
    }
    html_put(out, "</tr>\n</thead>\n");
}

static bool is_plain_number(const char *text)
{
    return strspn(text, "0123456789") == strlen(text) && *text;
}

static void put_cell(struct buffer *out, const struct outline_cell *cell, const struct outline_column *column)
{
    static const char *const tones[] = {
            [TONE_PLAIN] = "", [TONE_FAINT] = " f", [TONE_GOOD] = " good", [TONE_BAD] = " bad"};
    bool number = column->number;
    html_put(out, "<td");
    if (!number || column->screen || cell->tone != TONE_PLAIN)
        buffer_printf(out, " class=\"%s%s%s\"", number ? "n" : "t", column->screen ? " screen" : "", tones[cell->tone]);
    if (cell->known && !is_plain_number(cell->text))
        buffer_printf(out, " data-v=\"%.15g\"", cell->value);
    else if (number && !cell->known)
        html_put(out, " data-v");
    html_put(out, ">");
    html_text(out, cell->text);
    if (cell->hint) {
        html_put(out, " ");
        html_element(out, "small", NULL, cell->hint);
    }
}

static void put_row(struct buffer *out, const struct outline_grid *grid, const struct outline_row *row)
{
    html_put(out, row->minor ? "<tr class=minor><th scope=row>" : "<tr><th scope=row>");
    html_text(out, row->cells[0].text);
    if (row->cells[0].hint) {
        html_put(out, " ");
        html_element(out, "small", NULL, row->cells[0].hint);
    }
    html_put(out, "</th>");
    for (size_t i = 1; i < grid->columns; i++)
        put_cell(out, &row->cells[i], &grid->heads[i]);
    html_put(out, "</tr>\n");
}

/* In its own order sums stand within; else at the end, and never move. */
static void put_rows(struct buffer *out, const struct outline_grid *grid)
{
    html_put(out, "<tbody>\n");
    for (size_t i = 0; i < grid->count; i++)
        if (grid->ordered && grid->rows[i].total) {
            html_put(out, "</tbody><tbody class=sum>\n");
            put_row(out, grid, &grid->rows[i]);
            html_put(out, "</tbody><tbody>\n");
        } else if (!grid->rows[i].total) {
            put_row(out, grid, &grid->rows[i]);
        }
    html_put(out, "</tbody>\n");
    for (size_t i = 0; i < grid->count && !grid->ordered; i++)
        if (grid->rows[i].total) {
            html_put(out, "<tfoot>");
            put_row(out, grid, &grid->rows[i]);
            html_put(out, "</tfoot>\n");
        }
}

static void put_more(struct buffer *out, const struct outline *outline, const struct outline_grid *grid)
{
    int64_t minor = 0;
    for (size_t i = 0; i < grid->count; i++)
        minor += grid->rows[i].minor;
    if (minor == 0)
        return;
    _cleanup_free_ char *more = i18n_text(outline->language, MESSAGE_REPORT_MORE_ROWS, I18N_NUMBER("count", minor));
    html_element(out, "p", "more", more);
}

void html_grid(struct buffer *out, const struct outline *outline, const struct outline_section *section,
               const struct outline_grid *grid)
{
    const char *title = grid->title ? grid->title : section->title;
    if (grid->folded) {
        html_put(out, "<details>");
        html_element(out, "summary", NULL, title);
    } else if (grid->title) {
        html_element(out, "h3", NULL, title);
    }
    html_put(out, "<div class=scroll tabindex=0 role=region");
    html_attribute(out, "aria-label", title);
    buffer_printf(out, "><table class=\"%s%s%s\">\n", grid->ordered ? "plain" : "sort",
                  has_long_names(grid) ? " wide" : "", grid->columns <= SLIM ? " slim" : "");
    put_heads(out, grid);
    put_rows(out, grid);
    html_put(out, "</table></div>\n");
    put_more(out, outline, grid);
    if (grid->folded)
        html_put(out, "</details>\n");
}
