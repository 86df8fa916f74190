/* SPDX-License-Identifier: MIT
 *
 * A report in a terminal: its outline as lines. Charts are bars and sparklines of blocks, heat is shading, and numbers
 * stand under one another.
 */
#include <string.h>

#include "common/report/text_write.h"
#include "common/text.h"

enum { BAR_PARTS = 8, BAR_MOST = 60, BARS_MOST = 24, SPARKS = 8, TILE_GAP = 3 };

static void put_title(struct text_writer *writer, const char *title, const char *line)
{
    text_newline(writer);
    text_styled(writer, STYLE_TITLE, title);
    text_newline(writer);
    text_repeat(writer, line, text_width(title) < writer->columns ? text_width(title) : writer->columns);
    text_newline(writer);
}

/* --- the first page --- */

static void put_top(struct text_writer *writer, const struct outline *outline)
{
    text_paragraph(writer, STYLE_STRONG, "", outline->centre);
    _cleanup_free_ char *name = mem_printf("%s · %s", outline->name, outline->day);
    text_paragraph(writer, STYLE_TITLE, "", name);
    _cleanup_free_ char *made =
            outline->days ? mem_printf("%s · %s", outline->days, outline->made) : mem_strdup(outline->made);
    text_paragraph(writer, STYLE_FAINT, "", made);
    if (outline->open)
        text_paragraph(writer, STYLE_BAD, "", outline->open);
    if (outline->bounds)
        text_paragraph(writer, STYLE_BAD, "", outline->bounds);
    if (outline->untold)
        text_paragraph(writer, STYLE_BAD, "", outline->untold);
    text_newline(writer);
    for (int i = 0; i < REPORT_SENTENCES; i++)
        text_paragraph(writer, STYLE_PLAIN, " • ", outline->sentences[i].text);
}

static enum text_style style_of_tone(enum outline_tone tone)
{
    static const enum text_style styles[] = {
            [TONE_PLAIN] = STYLE_STRONG, [TONE_FAINT] = STYLE_FAINT, [TONE_GOOD] = STYLE_GOOD, [TONE_BAD] = STYLE_BAD};
    return styles[tone];
}

static void put_tiles(struct text_writer *writer, const struct outline *outline)
{
    size_t names = 0, values = 0;
    text_newline(writer);
    for (size_t i = 0; i < outline->tile_count; i++) {
        size_t name = text_width(outline->tiles[i].name), value = text_width(outline->tiles[i].value);
        names = name > names ? name : names;
        values = value > values ? value : values;
    }
    size_t most = writer->columns / 2;
    for (size_t i = 0; i < outline->tile_count; i++) {
        const struct outline_tile *tile = &outline->tiles[i];
        text_put(writer, "   ");
        text_cell(writer, STYLE_PLAIN, tile->name, names < most ? names : most, false);
        text_repeat(writer, " ", TILE_GAP);
        text_cell(writer, style_of_tone(tile->tone), tile->value, values, true);
        text_repeat(writer, " ", TILE_GAP);
        size_t used = (names < most ? names : most) + values + 3 * TILE_GAP;
        text_cell(writer, STYLE_FAINT, tile->note ? tile->note : "",
                  writer->columns > used ? writer->columns - used : 0, false);
        text_newline(writer);
    }
    if (outline->against)
        text_paragraph(writer, STYLE_FAINT, "   ", outline->against);
}

/* --- charts --- */

static size_t width_of(size_t widest, const char *text)
{
    size_t width = text ? text_width(text) : 0;
    return width > widest ? width : widest;
}

static void put_bar(struct text_writer *writer, int64_t value, int64_t most, size_t columns)
{
    static const char *const parts[BAR_PARTS] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    size_t eighths = most > 0 ? (size_t)((double)value / (double)most * (double)columns * BAR_PARTS + 0.5) : 0;
    struct buffer bar = {0};
    for (size_t i = 0; i < eighths / BAR_PARTS; i++)
        buffer_append(&bar, "█", strlen("█"));
    const char *rest = value > 0 && eighths == 0 ? parts[1] : parts[eighths % BAR_PARTS];
    buffer_append(&bar, rest, strlen(rest) + 1);
    text_cell(writer, STYLE_BAR, buffer_bytes(&bar), columns, false);
    buffer_done(&bar);
}

/* A line each: how many came, and how long they waited. */
static void put_bars(struct text_writer *writer, const struct outline *outline, const struct outline_curve *curve)
{
    size_t names = 0, counts = text_width(curve->entered_name), medians = text_width(curve->median_name),
           p90s = text_width(curve->p90_name);
    int64_t most = 0;
    for (size_t i = 0; i < curve->count; i++) {
        const struct outline_point *point = &curve->points[i];
        _cleanup_free_ char *count = language_number(outline->language, point->entered);
        names = width_of(names, point->name);
        counts = width_of(counts, count);
        medians = width_of(medians, point->median);
        p90s = width_of(p90s, point->p90);
        most = point->entered > most ? point->entered : most;
    }
    size_t taken = names + counts + medians + p90s + 4 * 2;
    size_t room = writer->columns > taken ? writer->columns - taken : 0;
    room = room < BAR_MOST ? room : BAR_MOST;
    if (room == 0) /* no room for bars, and little for names */
        names = writer->columns + names > taken ? writer->columns + names - taken : 1;
    text_repeat(writer, " ", names + 2 + room);
    const char *const heads[] = {curve->entered_name, curve->median_name, curve->p90_name};
    const size_t widths[] = {counts, medians, p90s};
    for (size_t i = 0; i < ARRAY_SIZE(heads); i++) {
        text_repeat(writer, " ", 2);
        text_cell(writer, STYLE_STRONG, heads[i], widths[i], true);
    }
    text_newline(writer);
    for (size_t i = 0; i < curve->count; i++) {
        const struct outline_point *point = &curve->points[i];
        _cleanup_free_ char *count = language_number(outline->language, point->entered);
        text_cell(writer, STYLE_PLAIN, point->name, names, false);
        text_repeat(writer, " ", 2);
        put_bar(writer, point->entered, most, room);
        const char *const cells[] = {count, point->known ? point->median : "–", point->known ? point->p90 : "–"};
        for (size_t k = 0; k < ARRAY_SIZE(cells); k++) {
            text_repeat(writer, " ", 2);
            text_cell(writer, STYLE_PLAIN, cells[k], widths[k], true);
        }
        text_newline(writer);
    }
}

static int64_t spark_value(const struct outline_point *point, size_t of)
{
    return of == 0 ? point->entered : of == 1 ? point->median_ms : point->p90_ms;
}

/* One line of what came, of the median and of p90: many points in little room, each from nothing to the most. */
static void put_sparks(struct text_writer *writer, const struct outline_curve *curve, size_t from, size_t until)
{
    static const char *const sparks[SPARKS] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    const char *const names[] = {curve->entered_name, curve->median_name, curve->p90_name};
    size_t width = 0;
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        width = width_of(width, names[i]);
    for (size_t of = 0; of < ARRAY_SIZE(names); of++) {
        int64_t most = 0;
        for (size_t i = 0; i < curve->count; i++)
            most = spark_value(&curve->points[i], of) > most ? spark_value(&curve->points[i], of) : most;
        text_cell(writer, STYLE_PLAIN, names[of], width, false);
        text_repeat(writer, " ", 2);
        struct buffer line = {0};
        for (size_t i = from; i < until; i++) {
            const struct outline_point *point = &curve->points[i];
            double share = most > 0 ? (double)spark_value(point, of) / (double)most : 0;
            const char *sign = of > 0 && !point->known ? " " : sparks[(int)(share * (SPARKS - 1) + 0.5)];
            buffer_append(&line, sign, strlen(sign));
        }
        buffer_append_byte(&line, '\0');
        text_styled(writer, STYLE_BAR, buffer_bytes(&line));
        buffer_done(&line);
        text_newline(writer);
    }
    _cleanup_free_ char *span = mem_printf("%s – %s", curve->points[from].name, curve->points[until - 1].name);
    text_repeat(writer, " ", width + 2);
    text_styled(writer, STYLE_FAINT, span);
    text_newline(writer);
}

static void put_curve(struct text_writer *writer, const struct outline *outline, const struct outline_curve *curve)
{
    if (curve->count <= BARS_MOST) {
        put_bars(writer, outline, curve);
        return;
    }
    size_t names = width_of(width_of(text_width(curve->entered_name), curve->median_name), curve->p90_name) + 2;
    size_t room = writer->columns > names + TEXT_COLUMNS_LEAST / 2 ? writer->columns - names : TEXT_COLUMNS_LEAST / 2;
    for (size_t from = 0; from < curve->count; from += room)
        put_sparks(writer, curve, from, from + room < curve->count ? from + room : curve->count);
}

static void put_heat_row(struct text_writer *writer, const struct outline_heat_cell *cells, size_t count, size_t width)
{
    static const char *const shades[OUTLINE_STEPS] = {" ", "░", "▒", "▒", "▓", "█"};
    for (size_t i = 0; i < count; i++) {
        text_repeat(writer, " ", 1);
        text_styled(writer, STYLE_BAR, cells[i].known ? shades[cells[i].step] : " ");
        text_cell(writer, cells[i].known ? STYLE_PLAIN : STYLE_FAINT, cells[i].known ? cells[i].text : "·", width - 1,
                  true);
    }
    text_newline(writer);
}

/* As many columns beside one another as fit, the others below. */
static void put_heat(struct text_writer *writer, const struct outline_heat *heat)
{
    size_t names = 0, width = 1;
    for (size_t i = 0; i < heat->rows; i++)
        names = width_of(names, heat->row_names[i]);
    for (size_t i = 0; i < heat->columns; i++)
        width = width_of(width, heat->column_names[i]);
    for (size_t i = 0; i < heat->rows * heat->columns; i++)
        width = heat->cells[i].known ? width_of(width, heat->cells[i].text) : width;
    width += 1; /* its shade */
    size_t taken = heat->columns * (width + 1), least = writer->columns * 2 / 5;
    size_t room = writer->columns > taken + least ? writer->columns - taken : least;
    names = names < room ? names : room;
    size_t part = (writer->columns - names) / (width + 1);
    for (size_t from = 0; from < heat->columns; from += part) {
        size_t count = heat->columns - from < part ? heat->columns - from : part;
        text_repeat(writer, " ", names);
        for (size_t i = from; i < from + count; i++) {
            text_repeat(writer, " ", 1);
            text_cell(writer, STYLE_STRONG, heat->column_names[i], width, true);
        }
        text_newline(writer);
        for (size_t i = 0; i < heat->rows; i++) {
            text_cell(writer, STYLE_PLAIN, heat->row_names[i], names, false);
            put_heat_row(writer, &heat->cells[i * heat->columns + from], count, width);
        }
    }
}

/* --- sections --- */

static void put_section(struct text_writer *writer, const struct outline *outline,
                        const struct outline_section *section, bool whole)
{
    put_title(writer, section->title, "─");
    if (section->note)
        text_paragraph(writer, STYLE_FAINT, "", section->note);
    if (section->curve)
        put_curve(writer, outline, section->curve);
    if (section->heat)
        put_heat(writer, section->heat);
    bool chart = section->curve || section->heat;
    for (size_t i = 0; i < section->grid_count; i++) {
        const struct outline_grid *grid = section->grids[i];
        if (grid->folded && !whole)
            continue;
        if (i > 0 || chart)
            text_newline(writer);
        if (grid->title)
            text_paragraph(writer, STYLE_STRONG, "", grid->title);
        text_grid(writer, grid);
    }
    const char *const *changes;
    size_t change_count = outline_changes(outline, section, &changes);
    for (size_t i = 0; i < change_count; i++)
        text_paragraph(writer, STYLE_FAINT, "* ", changes[i]);
}

static void put_definitions(struct text_writer *writer, const struct outline *outline)
{
    put_title(writer, outline->definitions_title, "─");
    for (size_t i = 0; i < outline->definition_count; i++)
        text_paragraph(writer, STYLE_FAINT, "", outline->definitions[i]);
}

void report_write_text(const struct manager_report *report, const struct report_look *look, struct buffer *out)
{
    size_t columns = look->columns <= 0 ? TEXT_COLUMNS_MOST : (size_t)look->columns;
    struct text_writer writer = {.out = out, .colour = look->colour, .whole = look->whole, .columns = columns};
    if (writer.columns < TEXT_COLUMNS_LEAST)
        writer.columns = TEXT_COLUMNS_LEAST;
    struct outline outline;
    outline_init(&outline, report, look->language);
    put_top(&writer, &outline);
    put_tiles(&writer, &outline);
    for (size_t i = 0; i < outline.section_count; i++)
        put_section(&writer, &outline, outline.sections[i], look->whole);
    put_definitions(&writer, &outline);
    outline_done(&outline);
}
