/* SPDX-License-Identifier: MIT
 *
 * Charts of a report, by the eighths of a cell that block characters have.
 */
#include <string.h>

#include "common/text.h"
#include "kiosk/manager/report.h"
#include "kiosk/ui/chart.h"

enum { POINT_MOST = 13, COUNT_ROWS_FROM = 13, COUNT_ROWS = 1, GAP = 1 };

/* --- the curve --- */

/* Where the chart's parts lie. */
struct plot {
    struct rect times;  /* the bars of times */
    struct rect counts; /* those of how many came; empty: there is no room */
    int names;          /* columns of the axis */
    int step;           /* columns of a point with its gap */
    size_t first;       /* point at the left */
};

static int widest(const char *const *texts, size_t count)
{
    int width = 0;
    for (size_t i = 0; i < count; i++) {
        int here = texts[i] ? (int)text_width(texts[i]) : 0;
        width = here > width ? here : width;
    }
    return width;
}

static struct plot plot_of(struct rect rect, const struct outline_curve *curve)
{
    struct plot plot = {.names = widest(curve->mark_names, curve->marks + 1)};
    int entered = (int)text_width(curve->entered_name);
    plot.names = entered > plot.names ? entered : plot.names;
    rect_cut_left(&rect, plot.names + 1);
    rect_cut_top(&rect, 2);    /* what the signs mean */
    rect_cut_bottom(&rect, 1); /* labels */
    if (rect.height >= COUNT_ROWS_FROM) {
        plot.counts = rect_cut_bottom(&rect, COUNT_ROWS);
        rect_cut_bottom(&rect, 1);
    }
    plot.times = rect;
    size_t count = curve->count > 0 ? curve->count : 1;
    plot.step = rect.width / (int)count;
    plot.step = plot.step > POINT_MOST ? POINT_MOST : plot.step < 1 ? 1 : plot.step;
    size_t room = (size_t)(rect.width / plot.step);
    plot.first = curve->count > room ? curve->count - room : 0;
    return plot;
}

/* The rows from the foot that a time takes, at least one. */
static int rows_of(const struct plot *plot, const struct outline_curve *curve, int64_t ms)
{
    int rows = curve->top_ms > 0 ? (int)((ms * plot->times.height + curve->top_ms - 1) / curve->top_ms) : 0;
    return rows < 1 ? 1 : rows > plot->times.height ? plot->times.height : rows;
}

static void draw_axis(struct canvas *canvas, const struct plot *plot, const struct outline_curve *curve)
{
    struct rect times = plot->times;
    for (size_t i = 0; i <= curve->marks && times.height > 0; i++) {
        int up = (int)((int64_t)(times.height - 1) * (int64_t)i / (int64_t)curve->marks);
        int step = (times.height - 1) / (int)curve->marks;
        if (step == 0 && i % 2 == 1)
            continue; /* no room between */
        struct rect line = {times.x - plot->names - 1, times.y + times.height - 1 - up, plot->names, 1};
        surface_aligned(canvas->surface, line, ALIGN_RIGHT, LOOK_QUIET, curve->mark_names[i]);
    }
    if (curve->target_ms > 0 && times.height > 0) {
        int y = times.y + times.height - rows_of(plot, curve, curve->target_ms);
        for (int x = 0; x < times.width; x++)
            surface_sign(canvas->surface, times.x + x, y, 0x2504, LOOK_QUIET);
    }
}

/* The line above the bar: up to what nine in ten waited at most. */
static void draw_whisker(struct canvas *canvas, struct rect bar, int from, int until)
{
    int x = bar.x + (bar.width - 1) / 2, foot = bar.y + bar.height;
    for (int row = from + 1; row <= until; row++)
        surface_sign(canvas->surface, x, foot - row, row == until ? 0x252c : 0x2502, LOOK_STRONG);
    if (until <= from || bar.width < 3)
        return;
    surface_sign(canvas->surface, x - 1, foot - until, 0x2500, LOOK_STRONG);
    surface_sign(canvas->surface, x + 1, foot - until, 0x2500, LOOK_STRONG);
}

/* One row: where nobody came there is none. */
static void draw_count(struct surface *surface, struct rect line, int64_t count, int64_t most)
{
    int eighths = most > 0 && count > 0 ? (int)((count * 8 + most - 1) / most) : 0;
    for (int x = 0; x < line.width && eighths > 0 && line.height > 0; x++)
        surface_sign(surface, line.x + x, line.y, 0x2580u + (uint32_t)eighths, LOOK_QUIET);
}

static void draw_point(struct canvas *canvas, const struct plot *plot, const struct outline_curve *curve,
                       const struct outline_point *point, size_t at, int64_t most)
{
    int width = plot->step > 1 ? plot->step - GAP : 1, x = plot->times.x + (int)at * plot->step;
    struct rect bar = {x, plot->times.y, width, plot->times.height};
    struct rect count = {x, plot->counts.y, width, plot->counts.height};
    canvas_say(canvas, PLAIN_TEXT, point->words);
    draw_count(canvas->surface, count, point->entered, most);
    if (!point->known || bar.height <= 0)
        return;
    column_draw(canvas->surface, bar, point->median_ms, curve->top_ms);
    draw_whisker(canvas, bar, rows_of(plot, curve, point->median_ms), rows_of(plot, curve, point->p90_ms));
}

/* Under every point, or under as many as have room. */
static void draw_labels(struct canvas *canvas, const struct plot *plot, const struct outline_curve *curve, int y)
{
    int width = 0;
    for (size_t i = plot->first; i < curve->count; i++) {
        int here = (int)text_width(curve->points[i].label);
        width = here > width ? here : width;
    }
    size_t every = (size_t)((width + plot->step) / plot->step);
    for (size_t i = plot->first; i < curve->count; i += every) {
        int x = plot->times.x + (int)(i - plot->first) * plot->step;
        surface_text(canvas->surface, x, y, plot->times.x + plot->times.width - x, LOOK_QUIET, curve->points[i].label);
    }
}

static void draw_key(struct surface *surface, struct rect *line, const char *sign, enum look look, const char *name)
{
    int wanted = (int)text_width(sign) + 1 + (int)text_width(name) + 3;
    if (wanted - 3 > line->width)
        return;
    struct rect place = rect_cut_left(line, wanted);
    int used = surface_text(surface, place.x, place.y, place.width, look, sign);
    surface_text(surface, place.x + used + 1, place.y, place.width - used - 1, LOOK_QUIET, name);
}

static void draw_curve_keys(struct canvas *canvas, struct rect line, const struct plot *plot,
                            const struct outline_curve *curve)
{
    rect_cut_left(&line, plot->names + 1);
    draw_key(canvas->surface, &line, "  ", LOOK_INK, curve->median_name);
    draw_key(canvas->surface, &line, "─┬─", LOOK_STRONG, curve->p90_name);
    if (curve->target_ms > 0)
        draw_key(canvas->surface, &line, "┄┄", LOOK_QUIET, curve->target_name);
}

void report_draw_curve(struct canvas *canvas, struct rect rect, const struct outline_curve *curve)
{
    struct plot plot = plot_of(rect, curve);
    int64_t most = 0;
    if (rect.height < CHART_ROWS_LEAST)
        return;
    for (size_t i = 0; i < curve->count; i++)
        most = curve->points[i].entered > most ? curve->points[i].entered : most;
    draw_curve_keys(canvas, (struct rect){rect.x, rect.y, rect.width, 1}, &plot, curve);
    draw_axis(canvas, &plot, curve);
    for (size_t i = plot.first; i < curve->count; i++)
        draw_point(canvas, &plot, curve, &curve->points[i], i - plot.first, most);
    if (plot.counts.height > 0) {
        struct rect name = {rect.x, plot.counts.y + plot.counts.height - 1, plot.names, 1};
        surface_aligned(canvas->surface, name, ALIGN_RIGHT, LOOK_QUIET, curve->entered_name);
    }
    draw_labels(canvas, &plot, curve, rect.y + rect.height - 1);
}

/* --- heat --- */

static enum look look_of_step(int step)
{
    return step >= OUTLINE_STEPS - 1 ? LOOK_BAD : step >= OUTLINE_STEPS - 2 ? LOOK_WARN : LOOK_PAGE;
}

static void draw_heat_cell(struct canvas *canvas, struct rect place, const struct outline_heat_cell *cell)
{
    static const char *const signs[OUTLINE_STEPS] = {" ", "▁", "▃", "▅", "", ""};
    if (!cell->known) {
        surface_aligned(canvas->surface, place, ALIGN_RIGHT, LOOK_QUIET, "·");
        return;
    }
    canvas_say(canvas, PLAIN_TEXT, cell->words);
    enum look look = look_of_step(cell->step);
    surface_fill(canvas->surface, place, look);
    if (look == LOOK_PAGE) /* the others are marked by their look */
        surface_text(canvas->surface, place.x, place.y, 1, look, signs[cell->step]);
    surface_aligned(canvas->surface, place, ALIGN_RIGHT, look, cell->text);
}

static int heat_width(const struct outline_heat *heat)
{
    int width = widest(heat->column_names, heat->columns);
    for (size_t i = 0; i < heat->rows * heat->columns; i++) {
        int here = heat->cells[i].known ? (int)text_width(heat->cells[i].text) : 0;
        width = here > width ? here : width;
    }
    return width + 2;
}

void report_draw_heat(struct canvas *canvas, struct rect rect, const struct outline_heat *heat)
{
    int width = heat_width(heat), cells = (width + GAP) * (int)heat->columns,
        names = widest(heat->row_names, heat->rows);
    int least = rect.width * 3 / 10, room = rect.width - cells - 1;
    names = names < room ? names : room > least ? room : least;
    struct rect heads = rect_cut_top(&rect, 1);
    rect_cut_left(&heads, names + 1);
    for (size_t i = 0; i < heat->columns; i++) {
        surface_aligned(canvas->surface, rect_cut_left(&heads, width), ALIGN_RIGHT, LOOK_QUIET, heat->column_names[i]);
        rect_cut_left(&heads, GAP);
    }
    bool loose = rect.height >= (int)heat->rows * 2;
    for (size_t i = 0; i < heat->rows && rect.height > 0; i++) {
        struct rect line = rect_cut_top(&rect, 1);
        rect_cut_top(&rect, loose);
        surface_text(canvas->surface, line.x, line.y, names, LOOK_PAGE, heat->row_names[i]);
        rect_cut_left(&line, names + 1);
        for (size_t j = 0; j < heat->columns && line.width >= width; j++) {
            draw_heat_cell(canvas, rect_cut_left(&line, width), &heat->cells[i * heat->columns + j]);
            rect_cut_left(&line, GAP);
        }
    }
}

/* --- stacks --- */

enum { NAME_MOST = 24, WHOLE_COLUMNS = 8, PARTS_MOST = 9 };

/* What stands first stands out most; the last two are idle time with and without somebody waiting. */
static const char *part_sign(const struct outline_stack *stack, size_t part)
{
    static const char *const signs[PARTS_MOST] = {"█", "▓", "▒", "▞", "░", "×", "?", "!", "·"};
    return part < stack->parts && part < PARTS_MOST ? signs[part] : " ";
}

/* Cells of each part: their ends are rounded, so all of them together are as long as the whole. */
static const char *say_parts(struct canvas *canvas, const struct outline_stack *stack, const struct outline_bar *bar,
                             int64_t most, int width)
{
    _cleanup_(buffer_done) struct buffer text = {0};
    int64_t until = 0, shown = 0;
    for (size_t i = 0; i < stack->parts; i++) {
        until += bar->part_ms[i];
        int64_t end = most > 0 ? (until * width + most / 2) / most : 0;
        for (; shown < end; shown++)
            buffer_printf(&text, "%s", part_sign(stack, i));
    }
    return arena_strndup(canvas->arena, text.length ? buffer_bytes(&text) : "", text.length);
}

static const char *say_bar(struct canvas *canvas, const struct outline_stack *stack, const struct outline_bar *bar)
{
    const char *text = canvas_printf(canvas, "%s %s", bar->name, bar->whole);
    for (size_t i = 0; i < stack->parts; i++) {
        if (bar->part_ms[i] > 0)
            text = canvas_printf(canvas, "%s · %s %s", text, stack->part_names[i], bar->texts[i]);
    }
    return text;
}

/* Line by line, as many as there is room for. */
static int draw_part_keys(struct surface *surface, struct rect rect, const struct outline_stack *stack)
{
    int used = 1;
    struct rect line = rect_cut_top(&rect, 1);
    for (size_t i = 0; i < stack->parts; i++) {
        int wanted = 2 + (int)text_width(stack->part_names[i]);
        if (wanted > line.width) {
            line = rect_cut_top(&rect, 1);
            used++;
        }
        if (surface)
            draw_key(surface, &line, i == 0 ? " " : part_sign(stack, i), i == 0 ? LOOK_INK : LOOK_STRONG,
                     stack->part_names[i]);
        else
            rect_cut_left(&line, wanted + 3);
    }
    return used;
}

/* Ink where there are full cells (digits.h tells why), and time with somebody waiting stands out; not in the row that
 * is chosen, whose look is its own. */
static void paint_bars(struct surface *surface, struct rect rect)
{
    for (int y = rect.y; y < rect.y + rect.height; y++) {
        for (int x = rect.x; x < rect.x + rect.width; x++) {
            const struct cell *cell = surface_at(surface, x, y);
            if (cell->look == LOOK_TITLE && cell->sign == 0x2588)
                surface_sign(surface, x, y, ' ', LOOK_INK);
            else if (cell->look == LOOK_TITLE && cell->sign == '!')
                surface_sign(surface, x, y, '!', LOOK_BAD);
        }
    }
}

void report_draw_stack(struct canvas *canvas, struct rect rect, struct list *list, int what,
                       const struct outline_stack *stack)
{
    int64_t most = 0;
    int names = 0;
    for (size_t i = 0; i < stack->count; i++) {
        most = stack->bars[i].whole_ms > most ? stack->bars[i].whole_ms : most;
        names = (int)text_width(stack->bars[i].name) > names ? (int)text_width(stack->bars[i].name) : names;
    }
    names = names < NAME_MOST ? names : NAME_MOST;
    int width = rect.width - names - WHOLE_COLUMNS - 8, key_rows = draw_part_keys(NULL, rect, stack);
    draw_part_keys(canvas->surface, rect_cut_bottom(&rect, key_rows), stack);
    const struct table_column columns[] = {
            {NULL, names, ALIGN_LEFT}, {NULL, WHOLE_COLUMNS, ALIGN_RIGHT}, {NULL, width > 0 ? width : 1, ALIGN_LEFT}};
    struct list_rows rows = {0};
    for (size_t i = 0; i < stack->count; i++) {
        const struct outline_bar *bar = &stack->bars[i];
        struct list_row *row = list_add(canvas, &rows);
        row->key = canvas_printf(canvas, "%zu", i);
        row->cells[0] = (struct table_cell){bar->name, LOOK_PAGE};
        row->cells[1] = (struct table_cell){bar->whole, LOOK_STRONG};
        row->cells[2] = (struct table_cell){say_parts(canvas, stack, bar, most, width > 0 ? width : 1), LOOK_TITLE};
        row->sought = bar->name;
        row->words = say_bar(canvas, stack, bar);
    }
    const struct list_look look = {.columns = columns,
                                   .column_count = ARRAY_SIZE(columns),
                                   .what = what,
                                   .chosen_shows = true,
                                   .word_rows = rect.width >= 110 ? 1 : 3,
                                   .empty = ""};
    list_draw(canvas, rect, list, &look, &rows);
    paint_bars(canvas->surface, rect);
}
