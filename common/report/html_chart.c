/* SPDX-License-Identifier: MIT
 *
 * Charts in HTML: SVG whose elements carry the values that they show, heat maps as tables. Colours are of report.css,
 * by class; sizes are attributes, as styles within the page are forbidden to it.
 */
#include "common/report/html_write.h"
#include "common/text.h"

/* The field of the curve, in units of its picture. */
enum {
    WIDTH = 760,
    HEIGHT = 280,
    LEFT = 58,
    RIGHT = 10,
    TOP = 12,
    BOTTOM = 32,
    LETTER = 7,
    GAP = 14,
    DOTS = 64,
    WIDEST = 90
};

static double x_of(const struct outline_curve *curve, size_t i)
{
    return LEFT + (WIDTH - LEFT - RIGHT) * ((double)i + 0.5) / (double)curve->count;
}

static double y_of(const struct outline_curve *curve, int64_t ms)
{
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (double)ms / (double)curve->top_ms;
}

/* Every so many points have room for their labels. */
static size_t label_step(const struct outline_curve *curve)
{
    size_t longest = 1;
    for (size_t i = 0; i < curve->count; i++) {
        size_t length = text_width(curve->points[i].label);
        longest = length > longest ? length : longest;
    }
    size_t room = (WIDTH - LEFT - RIGHT) / (longest * LETTER + GAP);
    return curve->count / (room + 1) + 1;
}

static void put_axis(struct buffer *out, const struct outline_curve *curve)
{
    for (size_t i = 0; i <= curve->marks; i++) {
        double y = y_of(curve, curve->top_ms * (int64_t)i / (int64_t)curve->marks);
        buffer_printf(out, "<line class=grid x1=%d x2=%d y1=%.1f y2=%.1f />", LEFT, WIDTH - RIGHT, y, y);
        buffer_printf(out, "<text class=axis text-anchor=end x=%d y=%.1f>", LEFT - 8, y + 4);
        html_text(out, curve->mark_names[i]);
        html_put(out, "</text>\n");
    }
    size_t step = label_step(curve);
    for (size_t i = 0; i < curve->count; i += step) {
        buffer_printf(out, "<text class=axis text-anchor=middle x=%.1f y=%d>", x_of(curve, i), HEIGHT - 10);
        html_text(out, curve->points[i].label);
        html_put(out, "</text>\n");
    }
}

static void put_bars(struct buffer *out, const struct outline_curve *curve)
{
    int64_t most = 1;
    for (size_t i = 0; i < curve->count; i++)
        most = curve->points[i].entered > most ? curve->points[i].entered : most;
    double room = (double)(WIDTH - LEFT - RIGHT) / (double)curve->count;
    double width = room * 0.7 < WIDEST ? room * 0.7 : WIDEST;
    for (size_t i = 0; i < curve->count; i++) {
        double height = (HEIGHT - TOP - BOTTOM) * 0.92 * (double)curve->points[i].entered / (double)most;
        buffer_printf(out, "<rect class=entered x=%.1f y=%.1f width=%.1f height=%.1f", x_of(curve, i) - width / 2,
                      HEIGHT - BOTTOM - height, width, height);
        buffer_printf(out, " data-entered=\"%lld\"", (long long)curve->points[i].entered);
        html_attribute(out, "data-key", curve->points[i].key);
        html_put(out, "><title>");
        html_text(out, curve->points[i].words);
        html_put(out, "</title></rect>\n");
    }
}

/* A line over what is known, interrupted where nobody was called. */
static void put_line(struct buffer *out, const struct outline_curve *curve, bool p90)
{
    buffer_printf(out, "<path class=\"line %s\" d=\"", p90 ? "p90" : "p50");
    bool pen = false;
    for (size_t i = 0; i < curve->count; i++) {
        const struct outline_point *point = &curve->points[i];
        if (point->known)
            buffer_printf(out, "%c%.1f %.1f", pen ? 'L' : 'M', x_of(curve, i),
                          y_of(curve, p90 ? point->p90_ms : point->median_ms));
        pen = point->known;
    }
    html_put(out, "\"/>\n");
}

static void put_dots(struct buffer *out, const struct outline_curve *curve, bool p90)
{
    for (size_t i = 0; i < curve->count; i++) {
        const struct outline_point *point = &curve->points[i];
        if (!point->known)
            continue;
        int64_t ms = p90 ? point->p90_ms : point->median_ms;
        buffer_printf(out, "<circle class=%s cx=%.1f cy=%.1f r=%s data-ms=\"%lld\"", p90 ? "p90" : "p50",
                      x_of(curve, i), y_of(curve, ms), curve->count > DOTS ? "2" : "4", (long long)ms);
        html_attribute(out, "data-key", point->key);
        html_put(out, "><title>");
        html_text(out, point->words);
        html_put(out, "</title></circle>\n");
    }
}

static void put_target(struct buffer *out, const struct outline_curve *curve)
{
    if (curve->target_ms == 0)
        return;
    double y = y_of(curve, curve->target_ms);
    buffer_printf(out, "<line class=target data-ms=\"%lld\" x1=%d x2=%d y1=%.1f y2=%.1f />\n",
                  (long long)curve->target_ms, LEFT, WIDTH - RIGHT, y, y);
}

static void put_key(struct buffer *out, const char *class_name, const char *name)
{
    buffer_printf(out, "<li><span class=\"key %s\"></span>", class_name);
    html_text(out, name);
    html_put(out, "</li>\n");
}

void html_curve(struct buffer *out, const struct outline_curve *curve, const char *title)
{
    html_put(out, "<figure><ul class=legend>\n");
    put_key(out, "p90", curve->p90_name);
    put_key(out, "p50", curve->median_name);
    put_key(out, "entered", curve->entered_name);
    if (curve->target_ms > 0)
        put_key(out, "target", curve->target_name);
    html_put(out, "</ul><div class=scroll tabindex=0 role=region");
    html_attribute(out, "aria-label", title);
    buffer_printf(out, "><svg class=curve role=img viewBox=\"0 0 %d %d\"", WIDTH, HEIGHT);
    html_attribute(out, "aria-label", title);
    html_put(out, ">\n");
    put_bars(out, curve);
    put_axis(out, curve);
    put_target(out, curve);
    put_line(out, curve, true);
    put_line(out, curve, false);
    put_dots(out, curve, true);
    put_dots(out, curve, false);
    html_put(out, "</svg></div></figure>\n");
}

/* --- heat map --- */

static void put_heat_row(struct buffer *out, const struct outline_heat *heat, size_t row)
{
    html_put(out, "<tr><th scope=row>");
    html_text(out, heat->row_names[row]);
    html_put(out, "</th>");
    for (size_t i = 0; i < heat->columns; i++) {
        const struct outline_heat_cell *cell = &heat->cells[row * heat->columns + i];
        if (!cell->known) {
            html_put(out, "<td>");
            continue;
        }
        buffer_printf(out, "<td class=h%d data-v=\"%.15g\"", cell->step, cell->value);
        html_attribute(out, "title", cell->words);
        html_put(out, ">");
        html_text(out, cell->text);
    }
    html_put(out, "</tr>\n");
}

void html_heat(struct buffer *out, const struct outline_heat *heat, const char *title)
{
    html_put(out, "<div class=scroll tabindex=0 role=region");
    html_attribute(out, "aria-label", title);
    html_put(out, "><table class=heat>\n<thead><tr><td></td>");
    for (size_t i = 0; i < heat->columns; i++) {
        html_put(out, "<th scope=col>");
        html_text(out, heat->column_names[i]);
        html_put(out, "</th>");
    }
    html_put(out, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < heat->rows; i++)
        put_heat_row(out, heat, i);
    html_put(out, "</tbody></table></div>\n<p class=scale aria-hidden=true>");
    html_text(out, heat->least);
    for (int i = 0; i < OUTLINE_STEPS; i++)
        buffer_printf(out, " <span class=\"key h%d\"></span>", i);
    html_put(out, " ");
    html_text(out, heat->most);
    html_put(out, "</p>\n");
}

/* --- stacked bars --- */

static void put_bar(struct buffer *out, const struct outline_stack *stack, const struct outline_bar *bar, int64_t most)
{
    html_put(out, "<tr><th scope=row>");
    html_text(out, bar->name);
    html_put(out, "</th><td class=bar><svg viewBox=\"0 0 1000 20\" preserveAspectRatio=none role=img");
    html_attribute(out, "aria-label", bar->whole);
    html_put(out, ">");
    double x = 0;
    for (size_t i = 0; i < stack->parts; i++) {
        double width = 1000 * (double)bar->part_ms[i] / (double)most;
        if (bar->part_ms[i] <= 0)
            continue;
        buffer_printf(out, "<rect class=s%zu x=%.2f y=0 width=%.2f height=20 data-ms=\"%lld\"><title>", i, x, width,
                      (long long)bar->part_ms[i]);
        html_text(out, stack->part_names[i]);
        html_put(out, ": ");
        html_text(out, bar->texts[i]);
        html_put(out, "</title></rect>");
        x += width;
    }
    html_put(out, "</svg></td><td>");
    html_text(out, bar->whole);
    html_put(out, "</td></tr>\n");
}

void html_stack(struct buffer *out, const struct outline_stack *stack, const char *title)
{
    int64_t most = 1;
    for (size_t i = 0; i < stack->count; i++)
        most = stack->bars[i].whole_ms > most ? stack->bars[i].whole_ms : most;
    html_put(out, "<ul class=legend>\n");
    for (size_t i = 0; i < stack->parts; i++) {
        buffer_printf(out, "<li><span class=\"key s%zu\"></span>", i);
        html_text(out, stack->part_names[i]);
        html_put(out, "</li>\n");
    }
    html_put(out, "</ul><div class=scroll tabindex=0 role=region");
    html_attribute(out, "aria-label", title);
    html_put(out, "><table class=stack><tbody>\n");
    for (size_t i = 0; i < stack->count; i++)
        put_bar(out, stack, &stack->bars[i], most);
    html_put(out, "</tbody></table></div>\n");
}
