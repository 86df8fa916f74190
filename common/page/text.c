/* SPDX-License-Identifier: MIT
 *
 * A page in a terminal: a cell is one dot wide and two high, and a line of text a row of cells. What is not text, and
 * texts so large that they are pictures, are drawn (raster.h) with a dot for each half of a cell.
 */
#include "common/page/text.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "common/page/blocks.h"
#include "common/page/raster.h"
#include "common/qr.h"
#include "common/text.h"

enum {
    COLUMNS_LEAST = 24,
    CAPITAL_LEAST = 6,    /* half cells of a block letter that can still be read */
    CAPITAL_PLEASANT = 7, /* and that is not made smaller without need */
    TEXT_DPI = 254        /* so that a tenth of a millimetre is one dot */
};

#define BOLD   "\x1B[1m"
#define NORMAL "\x1B[0m"

struct writer {
    const struct page *page;
    struct buffer *out;
    struct arena arena;
    bool escapes;
    size_t columns; /* of the paper */
    size_t left;    /* the margin */
    size_t inner;   /* between the margins */
    size_t began;   /* bytes of `out` before the page */
};

/* Dots of a cell's width that a length on paper takes. */
static double cells_of(const struct writer *writer, double mm)
{
    return mm * (double)writer->columns / writer->page->width_mm;
}

static void put(struct writer *writer, const char *text)
{
    buffer_append(writer->out, text, strlen(text));
}

static void put_times(struct writer *writer, const char *text, size_t times)
{
    while (times-- > 0)
        put(writer, text);
}

/* Empty lines at the end of what is written; the edge of the paper counts as many. */
static size_t count_blank(const struct writer *writer)
{
    size_t end = writer->out->length, blank = 0;
    if (end == writer->began)
        return SIZE_MAX;
    const char *bytes = buffer_bytes(writer->out);
    while (end > writer->began + blank && bytes[end - 1 - blank] == '\n')
        blank++;
    return end == writer->began + blank ? SIZE_MAX : blank - 1;
}

/* Sees to it that so many are there. */
static void put_blank(struct writer *writer, size_t rows)
{
    size_t blank = count_blank(writer);
    put_times(writer, "\n", rows > blank ? rows - blank : 0);
}

static size_t offset_of(size_t width, size_t room, enum page_align align)
{
    if (width >= room || align == PAGE_LEFT)
        return 0;
    return align == PAGE_CENTRE ? (room - width) / 2 : room - width;
}

static void put_styled(struct writer *writer, const char *text, unsigned flags)
{
    bool bold = writer->escapes && (flags & PAGE_STRONG) && *text;
    if (bold)
        put(writer, BOLD);
    put(writer, text);
    if (bold)
        put(writer, NORMAL);
}

/* Bytes of the next line of a text that has no line breaks: as many words as fit, at least one sign. */
static size_t fit_words(const char *text, size_t columns)
{
    size_t fits = text_fit(text, columns);
    if (!text[fits])
        return fits;
    for (size_t at = fits; at > 0; at--)
        if (text[at] == ' ')
            return at;
    if (fits > 0)
        return fits;
    size_t sign = 1;
    while (((unsigned char)text[sign] & 0xC0) == 0x80)
        sign++;
    return sign;
}

struct wrapped {
    size_t count, room;
    const char **lines;
};

static struct wrapped wrap(struct arena *arena, const char *text, size_t columns)
{
    struct wrapped wrapped = {0};
    for (;;) {
        size_t end = strcspn(text, "\n");
        const char *paragraph = arena_strndup(arena, text, end);
        do {
            size_t length = fit_words(paragraph, columns);
            arena_grow(arena, wrapped.lines, wrapped.count, wrapped.room);
            wrapped.lines[wrapped.count++] = arena_strndup(arena, paragraph, length);
            paragraph += length + strspn(paragraph + length, " ");
        } while (*paragraph);
        if (!text[end])
            return wrapped;
        text += end + 1;
    }
}

/* Lines that end where a phrase does, which reads better than to break it. */
static size_t count_phrases(const struct wrapped *wrapped)
{
    static const char *const ends[] = {",", ".", ";", ":", "!", "?", "、", "。", "·"};
    size_t count = 0;
    for (size_t i = 0; i < wrapped->count; i++)
        for (size_t j = 0; j < ARRAY_SIZE(ends); j++) {
            size_t length = strlen(wrapped->lines[i]), end = strlen(ends[j]);
            count += length >= end && strcmp(wrapped->lines[i] + length - end, ends[j]) == 0;
        }
    return count;
}

/* As narrow as it can be with no more lines, so that no word stands alone in the last one. */
static struct wrapped wrap_balanced(struct arena *arena, const char *text, size_t columns)
{
    struct wrapped best = wrap(arena, text, columns);
    for (size_t narrower = columns - 1; best.count > 1 && narrower > columns / 2; narrower--) {
        struct wrapped tried = wrap(arena, text, narrower);
        if (tried.count > best.count)
            break;
        if (count_phrases(&tried) >= count_phrases(&best))
            best = tried;
    }
    return best;
}

static void put_line(struct writer *writer, const char *text, enum page_align align, unsigned flags)
{
    if (*text)
        put_times(writer, " ", writer->left + offset_of(text_width(text), writer->inner, align));
    put_styled(writer, text, flags);
    put(writer, "\n");
}

/* "██████ COPY ██████" */
static void put_bar(struct writer *writer, const char *text, unsigned flags)
{
    size_t room = writer->inner - 2, width = text_width(text);
    width = width < room ? width : room;
    size_t before = (room - width) / 2;
    put_times(writer, " ", writer->left);
    put_times(writer, "█", before);
    put(writer, " ");
    put_styled(writer, text, flags);
    put(writer, " ");
    put_times(writer, "█", room - width - before);
    put(writer, "\n");
}

static void put_lines(struct writer *writer, const char *text, enum page_align align, unsigned flags)
{
    bool bar = flags & PAGE_INVERSE;
    size_t columns = bar ? writer->inner - 4 : writer->inner;
    struct wrapped wrapped =
            align == PAGE_CENTRE ? wrap_balanced(&writer->arena, text, columns) : wrap(&writer->arena, text, columns);
    for (size_t i = 0; i < wrapped.count; i++) {
        if (bar)
            put_bar(writer, wrapped.lines[i], flags);
        else
            put_line(writer, wrapped.lines[i], align, flags);
    }
}

/* Half cells that are lit or not, by rows. */
struct grid {
    size_t width, height;
    bool *lit;
};

static bool is_lit(const struct grid *grid, size_t x, size_t y)
{
    return x < grid->width && y < grid->height && grid->lit[y * grid->width + x];
}

static void put_grid(struct writer *writer, const struct grid *grid, size_t offset)
{
    static const char *const blocks[2][2] = {{" ", "▄"}, {"▀", "█"}}; /* upper lit?, lower lit? */
    for (size_t y = 0; y < grid->height; y += 2) {
        size_t end = grid->width;
        while (end > 0 && !is_lit(grid, end - 1, y) && !is_lit(grid, end - 1, y + 1))
            end--;
        if (end > 0)
            put_times(writer, " ", offset);
        for (size_t x = 0; x < end; x++)
            put(writer, blocks[is_lit(grid, x, y)][is_lit(grid, x, y + 1)]);
        put(writer, "\n");
    }
}

/* What has ink of a page, whose tenths of a millimetre are dots; without any the grid is empty. */
static struct grid grid_of(struct writer *writer, const struct page *page)
{
    struct raster raster;
    page_draw(page, TEXT_DPI, &raster, NULL);
    int left = raster.width, right = -1, top = raster.height, bottom = -1;
    for (int y = 0; y < raster.height; y++)
        for (int x = 0; x < raster.width; x++)
            if (raster_is_black(&raster, x, y)) {
                left = x < left ? x : left;
                right = x > right ? x : right;
                top = y < top ? y : top;
                bottom = y;
            }
    struct grid grid = {0};
    if (right >= 0) {
        grid.width = (size_t)right - (size_t)left + 1;
        grid.height = (size_t)bottom - (size_t)top + 1;
        grid.lit = arena_new_n(&writer->arena, bool, grid.width *grid.height);
    }
    for (size_t y = 0; y < grid.height; y++)
        for (size_t x = 0; x < grid.width; x++)
            grid.lit[y * grid.width + x] = raster_is_black(&raster, left + (int)x, top + (int)y);
    raster_done(&raster);
    return grid;
}

/* The text with capitals of so many half cells, each line on one row of letters. */
static struct grid block_letters(struct writer *writer, const struct page_text *text, int capital)
{
    /* Wide enough for every text that can fit. */
    _cleanup_(page_freep) struct page *page = page_new(0.1 * (double)writer->inner * 8, 0);
    struct page_text drawn = *text;
    drawn.capital_mm = capital * 0.1;
    drawn.flags &= ~(unsigned)PAGE_ONE_LINE;
    drawn.least_mm = 0;
    page_add_text(page, &drawn);
    return grid_of(writer, page);
}

static bool put_large(struct writer *writer, const struct page_text *text)
{
    int capital = (int)lround(cells_of(writer, text->capital_mm));
    for (capital = capital > CAPITAL_PLEASANT ? capital : CAPITAL_PLEASANT; capital >= CAPITAL_LEAST; capital--) {
        struct grid grid = block_letters(writer, text, capital);
        if (grid.width > 0 && grid.width <= writer->inner) {
            put_blank(writer, 1);
            put_grid(writer, &grid, writer->left + offset_of(grid.width, writer->inner, text->align));
            put_blank(writer, 1);
            return true;
        }
    }
    return false;
}

static void write_text(struct writer *writer, const struct block *block)
{
    const struct page_text *text = &block->text;
    bool large = text->capital_mm >= PAGE_LARGE_MM && !(text->flags & PAGE_INVERSE);
    if (!large || !put_large(writer, text))
        put_lines(writer, text->text, text->align, text->flags);
}

static void write_pair(struct writer *writer, const struct block *block)
{
    const char *left = block->text.text, *right = block->other;
    unsigned flags = block->text.flags & ~(unsigned)PAGE_INVERSE;
    size_t width = text_width(left), needed = width + 2 + text_width(right);
    bool fits = needed <= writer->inner && !strchr(left, '\n') && !strchr(right, '\n');
    if (!fits) {
        put_lines(writer, left, PAGE_LEFT, flags);
        put_lines(writer, right, PAGE_RIGHT, flags);
        return;
    }
    put_times(writer, " ", writer->left);
    put_styled(writer, left, flags);
    put_times(writer, " ", writer->inner - needed + 2);
    put_styled(writer, right, flags);
    put(writer, "\n");
}

static void write_item(struct writer *writer, const struct block *block)
{
    size_t mark = text_width(block->other), column = (mark > 2 ? mark : 2) + 1;
    column = column < writer->inner / 2 ? column : writer->inner / 2;
    struct wrapped marks = wrap(&writer->arena, block->other, column - 1);
    struct wrapped texts = wrap(&writer->arena, block->text.text, writer->inner - column);
    for (size_t i = 0; i < marks.count || i < texts.count; i++) {
        const char *at_left = i < marks.count ? marks.lines[i] : "", *text = i < texts.count ? texts.lines[i] : "";
        put_times(writer, " ", writer->left);
        put_styled(writer, at_left, block->text.flags);
        put_times(writer, " ", column - text_width(at_left));
        put_styled(writer, text, block->text.flags);
        put(writer, "\n");
    }
}

static void write_gap(struct writer *writer, const struct block *block)
{
    put_blank(writer, (size_t)lround(cells_of(writer, block->mm) / 2));
}

static void write_rule(struct writer *writer, const struct block *block attr_unused)
{
    put_times(writer, " ", writer->left);
    put_times(writer, "─", writer->inner);
    put(writer, "\n");
}

/* What cannot be shown is named. */
static void write_instead(struct writer *writer, const char *text)
{
    const char *named = arena_printf(&writer->arena, "[%s]", page_plain_text(&writer->arena, text));
    put_lines(writer, named, PAGE_CENTRE, 0);
}

static void write_qr(struct writer *writer, const struct block *block)
{
    struct qr qr = {0};
    size_t whole = 0;
    if (qr_encode(block->text.text, &qr) == 0)
        whole = (size_t)qr.size + 2 * QR_QUIET;
    if (whole == 0 || whole > writer->columns) {
        write_instead(writer, block->text.text);
        qr_done(&qr);
        return;
    }
    struct grid grid = {whole, whole, arena_new_n(&writer->arena, bool, whole *whole)};
    for (size_t y = 0; y < whole; y++)
        for (size_t x = 0; x < whole; x++)
            grid.lit[y * whole + x] = !qr_is_dark(&qr, (int)x - QR_QUIET, (int)y - QR_QUIET);
    qr_done(&qr);
    put_grid(writer, &grid, offset_of(whole, writer->columns, PAGE_CENTRE));
}

static void write_picture(struct writer *writer, const struct block *block)
{
    _cleanup_(page_freep) struct page *page = page_new(0.1 * (double)writer->inner, 0);
    page_add_picture(page, block->text.text, 0.1 * cells_of(writer, block->mm));
    struct grid grid = grid_of(writer, page);
    if (grid.width > 0)
        put_grid(writer, &grid, writer->left + offset_of(grid.width, writer->inner, PAGE_CENTRE));
    else
        write_instead(writer, block->text.text);
}

static void write_cut(struct writer *writer, const struct block *block attr_unused)
{
    put(writer, "8<");
    put_times(writer, "- ", (writer->columns - 2) / 2 - 1);
    put(writer, "-\n");
}

static void write_page(const struct page *page, unsigned columns, bool escapes, struct buffer *out)
{
    static void (*const write_block[])(struct writer * writer, const struct block *block) = {
            [BLOCK_TEXT] = write_text, [BLOCK_PAIR] = write_pair,       [BLOCK_ITEM] = write_item,
            [BLOCK_GAP] = write_gap,   [BLOCK_RULE] = write_rule,       [BLOCK_QR] = write_qr,
            [BLOCK_CUT] = write_cut,   [BLOCK_PICTURE] = write_picture,
    };
    assert(columns >= COLUMNS_LEAST);
    struct writer writer = {.page = page, .out = out, .escapes = escapes, .columns = columns, .began = out->length};
    writer.left = (size_t)lround(cells_of(&writer, page->margin_mm));
    writer.left = writer.left < columns / 4 ? writer.left : columns / 4;
    writer.inner = columns - 2 * writer.left;
    arena_init(&writer.arena);
    for (size_t i = 0; i < page->count; i++) {
        write_block[page->blocks[i].kind](&writer, &page->blocks[i]);
        arena_reset(&writer.arena);
    }
    arena_done(&writer.arena);
}

void page_write_text(const struct page *page, unsigned columns, struct buffer *out)
{
    write_page(page, columns, false, out);
}

void page_write_terminal(const struct page *page, unsigned columns, struct buffer *out)
{
    write_page(page, columns, true, out);
}
