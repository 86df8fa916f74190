/* SPDX-License-Identifier: MIT
 *
 * Tables in a terminal. A column is as wide as what stands in it; heads are broken between words. What does not fit
 * beside the names of the rows goes below, with the names again; columns of a group stay together where they can.
 */
#include <string.h>

#include "common/report/text_write.h"
#include "common/text.h"

enum { HEAD_COLUMNS = 9, NAME_LEAST = 16, NAME_ENOUGH = 20, LINES_MOST = 6, GROUP_MORE = 12, WIDE = 120 };

struct layout {
    const struct outline_grid *grid;
    bool brief;
    size_t *widths; /* 0: left out */
    size_t name;    /* columns of the first */
    size_t gap;     /* between columns */
};

static bool is_nothing(const struct outline_grid *grid, size_t column)
{
    for (size_t i = 0; i < grid->count; i++) {
        const struct outline_cell *cell = &grid->rows[i].cells[column];
        if (cell->text && *cell->text && cell->tone != TONE_FAINT && !(cell->known && cell->value == 0))
            return false;
    }
    return true;
}

static bool is_brief(const struct outline_grid *grid)
{
    for (size_t i = 0; i < grid->columns; i++) {
        if (grid->heads[i].brief)
            return true;
    }
    return false;
}

static size_t longest_word(const char *text)
{
    size_t longest = 0;
    while (*text) {
        size_t length = strcspn(text, " ");
        _cleanup_free_ char *word = mem_strndup(text, length);
        size_t width = text_width(word);
        longest = width > longest ? width : longest;
        text += length + strspn(text + length, " ");
    }
    return longest;
}

static size_t content_width(const struct outline_grid *grid, size_t column)
{
    size_t widest = 0;
    for (size_t i = 0; i < grid->count; i++) {
        const char *text = grid->rows[i].cells[column].text;
        size_t width = text ? text_width(text) : 0;
        widest = width > widest ? width : widest;
    }
    return widest;
}

static const char *title_of(const struct layout *layout, size_t column)
{
    const struct outline_column *head = &layout->grid->heads[column];
    return layout->brief && head->brief ? head->brief : head->title;
}

/* One of several words is broken between them. */
static size_t head_width(const char *title)
{
    size_t width = text_width(title);
    return width <= HEAD_COLUMNS && !strchr(title, ' ') ? width : longest_word(title);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t most(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* A group of which one column is shown is told by its short title. */
static const char *group_of(const struct layout *layout, size_t column)
{
    return layout->brief && layout->grid->heads[column].brief &&
                           strcmp(layout->grid->heads[column].brief, layout->grid->heads[column].title) != 0
                   ? NULL
                   : layout->grid->heads[column].group;
}

static bool same_group(const struct layout *layout, size_t a, size_t b)
{
    const char *left = group_of(layout, a), *right = group_of(layout, b);
    return left && right && strcmp(left, right) == 0;
}

/* The column behind the group that begins here, and how wide it is with its gaps. */
static size_t group_end(const struct layout *layout, size_t column, size_t *ret_width)
{
    size_t end = column;
    *ret_width = 0;
    do {
        *ret_width += layout->widths[end] ? layout->widths[end] + layout->gap : 0;
        end++;
    } while (end < layout->grid->columns && same_group(layout, column, end));
    return end;
}

static bool has_columns(const struct layout *layout, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        if (layout->widths[i])
            return true;
    }
    return false;
}

/* Columns of what is told; those of a table that has nothing at all stay. */
static void measure_columns(const struct text_writer *writer, struct layout *layout, bool all)
{
    const struct outline_grid *grid = layout->grid;
    for (size_t i = 1; i < grid->columns; i++) {
        if ((layout->brief && !grid->heads[i].brief) || (!all && grid->count > 0 && is_nothing(grid, i)))
            continue;
        size_t width = most(content_width(grid, i), head_width(title_of(layout, i)));
        layout->widths[i] = least(width, writer->columns - NAME_LEAST - layout->gap);
    }
}

/* Its last column gets so wide that the group's title has room, as far as that is not too much. */
static void widen_groups(struct layout *layout)
{
    const struct outline_grid *grid = layout->grid;
    for (size_t i = 1, width; i < grid->columns;) {
        size_t end = group_end(layout, i, &width), last = end;
        const char *group = group_of(layout, i);
        size_t title = group ? text_width(group) + layout->gap : 0;
        while (last > i && !layout->widths[last - 1])
            last--;
        if (last > i && title > width)
            layout->widths[last - 1] += least(title - width, GROUP_MORE);
        i = end;
    }
}

static void measure(const struct text_writer *writer, struct layout *layout)
{
    const struct outline_grid *grid = layout->grid;
    size_t all = 0;
    measure_columns(writer, layout, false);
    if (!has_columns(layout, 1, grid->columns))
        measure_columns(writer, layout, true);
    widen_groups(layout);
    for (size_t i = 1; i < grid->columns; i++)
        all += layout->widths[i] ? layout->widths[i] + layout->gap : 0;
    size_t name = most(content_width(grid, 0), least(text_width(grid->heads[0].title), NAME_LEAST));
    size_t left = writer->columns > all ? writer->columns - all : 0;
    layout->name = least(name, left >= NAME_ENOUGH ? left : most(writer->columns * 2 / 5, NAME_LEAST));
}

/* The column behind the last that fits in a part that begins here: whole groups, or as much of the first as fits. */
static size_t part_end(const struct text_writer *writer, const struct layout *layout, size_t first)
{
    size_t room = writer->columns - layout->name, used = 0, end = first, width;
    while (end < layout->grid->columns) {
        size_t next = group_end(layout, end, &width);
        if (used + width > room)
            break;
        used += width;
        end = next;
    }
    if (end > first)
        return end;
    while (end < layout->grid->columns && used + layout->widths[end] + layout->gap <= room)
        used += layout->widths[end++] + layout->gap;
    return end > first ? end : first + 1;
}

/* --- heads --- */

/* Which line of the head the text has at a place, by words; NULL: none. Free it. */
static char *head_line(const char *title, size_t width, size_t line)
{
    const char *at = title;
    for (size_t i = 0;; i++) {
        size_t length = text_fit(at, width);
        if (at[length] && at[length] != ' ') {
            size_t blank = length;
            while (blank > 0 && at[blank] != ' ')
                blank--;
            length = blank > 0 ? blank : length;
        }
        if (i == line)
            return length > 0 ? mem_strndup(at, length) : NULL;
        at += length;
        at += strspn(at, " ");
        if (!*at)
            return NULL;
    }
}

static size_t head_lines(const char *title, size_t width)
{
    size_t count = 0;
    for (char *line; count < LINES_MOST && (line = head_line(title, width, count)); count++)
        free(line);
    return count;
}

static void put_groups(struct text_writer *writer, const struct layout *layout, size_t first, size_t end)
{
    bool any = false;
    for (size_t i = first; i < end; i++)
        any = any || (group_of(layout, i) && layout->widths[i]);
    if (!any)
        return;
    text_repeat(writer, " ", layout->name);
    for (size_t i = first; i < end;) {
        size_t next = i, width = 0;
        do {
            width += layout->widths[next] ? layout->widths[next] + layout->gap : 0;
            next++;
        } while (next < end && same_group(layout, i, next));
        if (width > 0) {
            text_repeat(writer, " ", layout->gap);
            text_cell(writer, STYLE_FAINT, group_of(layout, i) ? group_of(layout, i) : "", width - layout->gap,
                      next == i + 1);
        }
        i = next;
    }
    text_newline(writer);
}

static void put_heads(struct text_writer *writer, const struct layout *layout, size_t first, size_t end)
{
    const struct outline_grid *grid = layout->grid;
    size_t lines = head_lines(title_of(layout, 0), layout->name);
    for (size_t i = first; i < end; i++)
        lines = layout->widths[i] ? most(lines, head_lines(title_of(layout, i), layout->widths[i])) : lines;
    put_groups(writer, layout, first, end);
    for (size_t line = 0; line < lines; line++) {
        for (size_t i = 0; i < end; i = i == 0 ? first : i + 1) {
            size_t width = i == 0 ? layout->name : layout->widths[i];
            if (width == 0)
                continue;
            size_t own = head_lines(title_of(layout, i), width), missing = lines - own;
            _cleanup_free_ char *text = line >= missing ? head_line(title_of(layout, i), width, line - missing) : NULL;
            text_repeat(writer, " ", i == 0 ? 0 : layout->gap);
            text_cell(writer, STYLE_STRONG, text ? text : "", width, grid->heads[i].number);
        }
        text_newline(writer);
    }
}

/* --- rows --- */

static void put_rule(struct text_writer *writer, const struct layout *layout, size_t first, size_t end)
{
    size_t width = layout->name;
    for (size_t i = first; i < end; i++)
        width += layout->widths[i] ? layout->widths[i] + layout->gap : 0;
    struct buffer line = {0};
    for (size_t i = 0; i < width; i++)
        buffer_append(&line, "─", strlen("─"));
    buffer_append_byte(&line, '\0');
    text_styled(writer, STYLE_FAINT, buffer_bytes(&line));
    buffer_done(&line);
    text_newline(writer);
}

static enum text_style style_of(const struct outline_row *row, const struct outline_cell *cell)
{
    switch (cell->tone) {
    case TONE_FAINT:
        return STYLE_FAINT;
    case TONE_GOOD:
        return STYLE_GOOD;
    case TONE_BAD:
        return STYLE_BAD;
    case TONE_PLAIN:
        break;
    }
    return row->total ? STYLE_STRONG : STYLE_PLAIN;
}

static void put_row(struct text_writer *writer, const struct layout *layout, const struct outline_row *row,
                    size_t first, size_t end)
{
    for (size_t i = 0; i < end; i = i == 0 ? first : i + 1) {
        const struct outline_cell *cell = &row->cells[i];
        size_t width = i == 0 ? layout->name : layout->widths[i];
        if (width == 0)
            continue;
        text_repeat(writer, " ", i == 0 ? 0 : layout->gap);
        text_cell(writer, style_of(row, cell), cell->text ? cell->text : "", width, layout->grid->heads[i].number);
    }
    text_newline(writer);
}

static void put_part(struct text_writer *writer, const struct layout *layout, size_t first, size_t end)
{
    const struct outline_grid *grid = layout->grid;
    bool ruled = true;
    put_heads(writer, layout, first, end);
    put_rule(writer, layout, first, end);
    for (size_t i = 0; i < grid->count; i++) {
        if (grid->rows[i].total)
            continue;
        put_row(writer, layout, &grid->rows[i], first, end);
        ruled = false;
    }
    for (size_t i = 0; i < grid->count; i++) {
        if (!grid->rows[i].total)
            continue;
        if (!ruled)
            put_rule(writer, layout, first, end);
        ruled = true;
        put_row(writer, layout, &grid->rows[i], first, end);
    }
}

void text_grid(struct text_writer *writer, const struct outline_grid *grid)
{
    bool wide = writer->columns >= WIDE;
    struct layout layout = {.grid = grid,
                            .brief = !wide && !writer->whole && is_brief(grid),
                            .widths = mem_new_n(size_t, grid->columns),
                            .gap = wide ? 2 : 1};
    measure(writer, &layout);
    bool begun = false;
    for (size_t first = 1, end; first < grid->columns; first = end) {
        end = part_end(writer, &layout, first);
        if (!has_columns(&layout, first, end) && (begun || end < grid->columns))
            continue;
        if (begun)
            text_newline(writer);
        put_part(writer, &layout, first, end);
        begun = true;
    }
    free(layout.widths);
}
