/* SPDX-License-Identifier: MIT
 *
 * A table of a report on a page that is never wide enough for it: names stay at the left, columns go by beside them as
 * far as the chosen one, and what adds all of it up stays below, whatever scrolls. Columns in which there is nothing
 * are left out.
 */
#include <string.h>

#include "common/text.h"
#include "kiosk/manager/report.h"

enum {
    HEAD_COLUMNS = 12,
    HEAD_ROWS = 4,
    CELL_MOST = 30,
    NAME_LEAST = 14,
    NARROW = 100,
    MARK = 2,
    GAP = 2,
    TOTALS_MOST = 3,
    COLUMNS_MOST = 64
};

/* The columns in sight, the names first. */
struct sight {
    size_t columns[LIST_CELLS];
    int widths[LIST_CELLS];
    size_t count;
    bool more_left, more_right;
};

/* --- columns --- */

static bool is_nothing(const struct outline_grid *grid, size_t column)
{
    for (size_t i = 0; i < grid->count; i++) {
        const struct outline_cell *cell = &grid->rows[i].cells[column];
        if (cell->text && *cell->text && !(cell->known && cell->value == 0) &&
            (cell->known || cell->tone != TONE_FAINT))
            return false;
    }
    return grid->count > 0;
}

static int bounded(size_t width, int most)
{
    return width < (size_t)most ? (int)width : most;
}

/* A word of a heading is not broken, if that is not too much. */
static int head_width(const char *title)
{
    size_t longest = 0;
    while (*title) {
        size_t length = strcspn(title, " ");
        _cleanup_free_ char *word = mem_strndup(title, length);
        longest = text_width(word) > longest ? text_width(word) : longest;
        title += length + strspn(title + length, " ");
    }
    return bounded(longest, HEAD_COLUMNS);
}

static int content_width(const struct outline_grid *grid, size_t column)
{
    size_t widest = 0;
    for (size_t i = 0; i < grid->count; i++) {
        const char *text = grid->rows[i].cells[column].text;
        widest = text && text_width(text) > widest ? text_width(text) : widest;
    }
    return bounded(widest, CELL_MOST);
}

static int column_width(const struct outline_grid *grid, size_t column)
{
    int head = head_width(grid->heads[column].title), content = content_width(grid, column);
    return head > content ? head : content;
}

/* Those that have anything in them, the names first. Where there is little room, the few that matter most come next. */
struct sequence {
    size_t items[COLUMNS_MOST];
    size_t count;
};

static void add_columns(struct sequence *sequence, const struct outline_grid *grid, bool brief, bool others)
{
    for (size_t i = 1; i < grid->columns && sequence->count < COLUMNS_MOST; i++) {
        bool is_brief = grid->heads[i].brief != NULL;
        if (((is_brief && brief) || (!is_brief && others)) && !is_nothing(grid, i))
            sequence->items[sequence->count++] = i;
    }
}

static struct sequence put_columns(const struct outline_grid *grid, bool narrow)
{
    struct sequence sequence = {.count = 1};
    add_columns(&sequence, grid, true, !narrow);
    if (narrow)
        add_columns(&sequence, grid, false, true);
    return sequence;
}

/* 0, the names, if it is not among them. */
static size_t place_among(const struct sequence *sequence, size_t column)
{
    size_t at = sequence->count - 1;
    while (at > 0 && sequence->items[at] != column)
        at--;
    return at;
}

/* From `first` on, as many as there is room for. Answers the place behind them. */
static size_t look_from(const struct outline_grid *grid, const struct sequence *sequence, size_t first, int room,
                        struct sight *ret_sight)
{
    size_t at = first;
    ret_sight->count = 1;
    for (; at < sequence->count && ret_sight->count < LIST_CELLS; at++) {
        int width = column_width(grid, sequence->items[at]);
        if (room < width + GAP)
            break;
        ret_sight->columns[ret_sight->count] = sequence->items[at];
        ret_sight->widths[ret_sight->count++] = width;
        room -= width + GAP;
    }
    return at;
}

/* Goes by no further than the chosen column wants. */
static struct sight look_at(const struct outline_grid *grid, struct report_order *order, int width)
{
    struct sight sight = {.count = 1};
    order->narrow = width < NARROW;
    struct sequence sequence = put_columns(grid, order->narrow);
    size_t chosen = place_among(&sequence, order->column), end;
    int names = content_width(grid, 0), most = order->narrow ? width / 3 : width * 2 / 5;
    int title = (int)text_width(grid->heads[0].title);
    names = names > title ? names : title;
    names = names < most ? names : most;
    sight.widths[0] = names > NAME_LEAST ? names : NAME_LEAST;
    int room = width - MARK - MARK - sight.widths[0];
    order->column = sequence.items[chosen];
    if (order->first < 1 || order->first >= sequence.count)
        order->first = 1;
    if (chosen > 0 && chosen < order->first)
        order->first = chosen;
    while ((end = look_from(grid, &sequence, order->first, room, &sight)) <= chosen && order->first < chosen)
        order->first++;
    sight.more_left = order->first > 1;
    sight.more_right = end < sequence.count;
    return sight;
}

void report_choose_column(struct report_order *order, const struct outline_grid *grid, int by)
{
    struct sequence sequence = put_columns(grid, order->narrow);
    size_t at = place_among(&sequence, order->column);
    if (by < 0 ? at == 0 : at + 1 >= sequence.count)
        return;
    at = by < 0 ? at - 1 : at + 1;
    order->column = sequence.items[at];
    if (at == 0)
        order->first = 1;
}

/* --- order --- */

struct place {
    size_t row;
    const struct outline_cell *cell;
    bool rising;
};

/* What is not known comes last, whatever the order. */
static int compare_places(const void *a, const void *b)
{
    const struct place *left = a, *right = b;
    int order = 0;
    if (left->cell->known != right->cell->known)
        return left->cell->known ? -1 : 1;
    if (left->cell->known)
        order = (left->cell->value > right->cell->value) - (left->cell->value < right->cell->value);
    else if (left->cell->text && right->cell->text)
        order = strcmp(left->cell->text, right->cell->text);
    if (order != 0)
        return left->rising ? order : -order;
    return (left->row > right->row) - (left->row < right->row);
}

void report_sort(struct report_order *order, const struct outline_grid *grid)
{
    bool number = grid->heads[order->column].number, first = !number;
    if (grid->ordered)
        return;
    if (!order->sorted || order->by != order->column) {
        order->sorted = true;
        order->by = order->column;
        order->rising = first;
    } else if (order->rising == first) {
        order->rising = !first;
    } else {
        order->sorted = false;
    }
}

/* Totals stand below, unless the table has an order of its own. */
static struct place *put_in_order(struct canvas *canvas, const struct outline_grid *grid,
                                  const struct report_order *order, size_t *ret_count)
{
    struct place *places = arena_new_n(canvas->arena, struct place, grid->count + 1);
    size_t count = 0, by = order->by < grid->columns ? order->by : 0;
    for (size_t i = 0; i < grid->count; i++) {
        if (grid->ordered || !grid->rows[i].total)
            places[count++] = (struct place){i, &grid->rows[i].cells[by], order->rising};
    }
    if (order->sorted && !grid->ordered && count > 0)
        qsort(places, count, sizeof places[0], compare_places);
    *ret_count = count;
    return places;
}

/* --- heads --- */

static const char *group_of(const struct outline_grid *grid, const struct sight *sight, size_t at)
{
    return at < sight->count ? grid->heads[sight->columns[at]].group : NULL;
}

static bool has_groups(const struct outline_grid *grid, const struct sight *sight)
{
    for (size_t i = 1; i < sight->count; i++) {
        if (group_of(grid, sight, i))
            return true;
    }
    return false;
}

static struct rect column_place(struct rect rect, const struct sight *sight, size_t at)
{
    int before = MARK;
    for (size_t i = 0; i < at; i++)
        before += sight->widths[i] + GAP;
    return (struct rect){rect.x + before, rect.y, rect_bound(sight->widths[at], rect.width - before), rect.height};
}

static int head_rows(const struct outline_grid *grid, const struct sight *sight)
{
    int rows = 1;
    for (size_t i = 0; i < sight->count; i++) {
        struct rect place = {0, 0, sight->widths[i], HEAD_ROWS};
        int here = surface_wrap(NULL, place, ALIGN_LEFT, LOOK_QUIET, grid->heads[sight->columns[i]].title);
        rows = here > rows ? here : rows;
    }
    return rows < HEAD_ROWS ? rows : HEAD_ROWS;
}

/* The name of a group over its columns, with a line to their end. */
static void draw_groups(struct canvas *canvas, struct rect line, const struct outline_grid *grid,
                        const struct sight *sight)
{
    for (size_t i = 1, next; i < sight->count; i = next) {
        const char *group = group_of(grid, sight, i);
        next = i + 1;
        while (group && group_of(grid, sight, next) && strcmp(group, group_of(grid, sight, next)) == 0)
            next++;
        if (!group)
            continue;
        struct rect from = column_place(line, sight, i), until = column_place(line, sight, next - 1);
        int width = until.x + until.width - from.x, room = next == sight->count ? line.x + line.width - from.x : width;
        int used = surface_text(canvas->surface, from.x, line.y, room, LOOK_QUIET, group);
        if (used + 1 < width)
            surface_line(canvas->surface, from.x + used + 1, line.y, width - used - 1, LOOK_EDGE);
    }
}

/* Its last row is that of all titles. */
static void draw_title(struct canvas *canvas, struct rect place, const struct outline_column *head, bool chosen)
{
    enum align align = head->number ? ALIGN_RIGHT : ALIGN_LEFT;
    enum look look = chosen ? LOOK_FOCUS : LOOK_QUIET;
    int rows = surface_wrap(NULL, place, align, look, head->title);
    place = rect_cut_bottom(&place, rows < 1 ? 1 : rows);
    if (chosen)
        surface_fill(canvas->surface, place, look);
    surface_wrap(canvas->surface, place, align, look, head->title);
}

static void draw_heads(struct canvas *canvas, struct rect rect, const struct outline_grid *grid,
                       const struct report_order *order, const struct sight *sight)
{
    if (has_groups(grid, sight))
        draw_groups(canvas, rect_cut_top(&rect, 1), grid, sight);
    if (rect.height == 0)
        return;
    int last = rect.y + rect.height - 1;
    for (size_t i = 0; i < sight->count; i++) {
        size_t column = sight->columns[i];
        struct rect place = column_place(rect, sight, i);
        draw_title(canvas, place, &grid->heads[column], column == order->column);
        if (order->sorted && !grid->ordered && order->by == column) /* in the gap behind it */
            surface_sign(canvas->surface, place.x + place.width, last, order->rising ? 0x25b4 : 0x25be, LOOK_STRONG);
    }
    if (sight->more_left)
        surface_sign(canvas->surface, rect.x, last, 0x25c2, LOOK_STRONG);
    if (sight->more_right)
        surface_sign(canvas->surface, rect.x + rect.width - 1, last, 0x25b8, LOOK_STRONG);
}

/* --- rows --- */

static enum look look_of(const struct outline_row *row, const struct outline_cell *cell)
{
    if (cell->tone == TONE_BAD)
        return LOOK_BAD;
    if (row->total)
        return LOOK_STRONG;
    return cell->tone == TONE_FAINT ? LOOK_QUIET : LOOK_PAGE;
}

/* All of its name, and the chosen column in words. */
static const char *say_row(struct canvas *canvas, const struct outline_grid *grid, const struct outline_row *row,
                           size_t column)
{
    const struct outline_cell *name = &row->cells[0], *cell = &row->cells[column];
    const struct outline_column *head = &grid->heads[column];
    const char *text = name->text ? name->text : "";
    if (name->hint)
        text = canvas_printf(canvas, "%s · %s", text, name->hint);
    if (column > 0)
        text = canvas_printf(canvas, "%s · %s%s%s: %s", text, head->group ? head->group : "", head->group ? ", " : "",
                             head->title, cell->text ? cell->text : "–");
    return text;
}

static const char *say_sought(struct canvas *canvas, const struct outline_grid *grid, const struct outline_row *row)
{
    const char *text = row->cells[0].text ? row->cells[0].text : "";
    for (size_t i = 1; i < grid->columns; i++) {
        if (!grid->heads[i].number && row->cells[i].text)
            text = canvas_printf(canvas, "%s %s", text, row->cells[i].text);
    }
    return row->cells[0].hint ? canvas_printf(canvas, "%s %s", text, row->cells[0].hint) : text;
}

static void draw_totals(struct canvas *canvas, struct rect rect, const struct outline_grid *grid,
                        const struct sight *sight)
{
    struct rect line = rect_cut_top(&rect, 1);
    surface_line(canvas->surface, line.x + MARK, line.y, line.width - MARK - MARK, LOOK_EDGE);
    for (size_t i = 0; i < grid->count && rect.height > 0; i++) {
        const struct outline_row *row = &grid->rows[i];
        if (!row->total)
            continue;
        line = rect_cut_top(&rect, 1);
        const char *said = "";
        for (size_t j = 0; j < sight->count; j++) {
            const struct outline_cell *cell = &row->cells[sight->columns[j]];
            const char *text = cell->text ? cell->text : "";
            enum align align = grid->heads[sight->columns[j]].number ? ALIGN_RIGHT : ALIGN_LEFT;
            surface_aligned(canvas->surface, column_place(line, sight, j), align, look_of(row, cell), text);
            said = canvas_printf(canvas, "%s%s%s", said, j > 0 ? "  " : "", text);
        }
        canvas_say(canvas, PLAIN_TEXT, said);
    }
}

static int count_totals(const struct outline_grid *grid)
{
    int count = 0;
    for (size_t i = 0; i < grid->count && !grid->ordered; i++)
        count += grid->rows[i].total;
    return count < TOTALS_MOST ? count : TOTALS_MOST;
}

static void lay(struct canvas *canvas, const struct outline_grid *grid, const struct sight *sight, size_t at,
                size_t column, struct list_row *row)
{
    const struct outline_row *from = &grid->rows[at];
    row->key = canvas_printf(canvas, "%zu", at);
    for (size_t i = 0; i < sight->count; i++) {
        const struct outline_cell *cell = &from->cells[sight->columns[i]];
        row->cells[i] = (struct table_cell){cell->text ? cell->text : "", look_of(from, cell)};
    }
    row->sought = say_sought(canvas, grid, from);
    row->words = say_row(canvas, grid, from, column);
}

void report_draw_grid(struct canvas *canvas, struct rect rect, struct list *list, struct report_order *order, int what,
                      const struct outline_grid *grid)
{
    struct sight sight = look_at(grid, order, rect.width);
    int width = rect.width, totals = count_totals(grid), heads = head_rows(grid, &sight) + has_groups(grid, &sight),
        used = 4;
    struct table_column columns[LIST_CELLS];
    for (size_t i = 0; i < sight.count; i++) {
        bool right = grid->heads[sight.columns[i]].number;
        columns[i] = (struct table_column){NULL, sight.widths[i], right ? ALIGN_RIGHT : ALIGN_LEFT};
        used += sight.widths[i] + (i > 0 ? GAP : 0);
    }
    rect.width = used < rect.width ? used : rect.width;
    struct list_rows rows = {0};
    size_t count;
    struct place *places = put_in_order(canvas, grid, order, &count);
    for (size_t i = 0; i < count; i++)
        lay(canvas, grid, &sight, places[i].row, order->column, list_add(canvas, &rows));
    const struct list_look look = {.columns = columns,
                                   .column_count = sight.count,
                                   .what = what,
                                   .chosen_shows = true,
                                   .head_rows = heads,
                                   .empty = ""};
    /* Totals follow the rows where these do not fill the page. */
    int narrowed = *list->line.text ? 1 + (rect.height - totals - 2 > 12) : 0;
    int wanted = heads + narrowed + (int)(count > 0 ? count : 1), below = totals > 0 ? totals + 1 : 0;
    struct rect words = rect_cut_bottom(&rect, 1), table = rect;
    table.height = rect_bound(wanted, rect.height - below);
    struct rect foot = {rect.x, table.y + table.height, rect.width, below};
    list_draw(canvas, table, list, &look, &rows);
    list->heads.width = width; /* the last group's name may go beyond its columns */
    draw_heads(canvas, list->heads, grid, order, &sight);
    if (totals > 0)
        draw_totals(canvas, foot, grid, &sight);
    if (list->place.index < count && list->count > 0) {
        size_t at = (size_t)strtoul(list_chosen(list), NULL, 10);
        canvas_line(canvas, words, ALIGN_LEFT, LOOK_TITLE, say_row(canvas, grid, &grid->rows[at], order->column));
    }
}
