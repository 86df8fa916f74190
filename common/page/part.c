/* SPDX-License-Identifier: MIT
 *
 * Blocks measured: texts wrapped or shrunk to the width, codes and pictures in whole dots. The height of a part never
 * depends on what stands above or below it, so that of a page is the sum of them.
 */
#include "common/page/part.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "common/page/dots.h"

/* So much of a capital letter is black above and below the text of an inverse bar, beside the room of its line. */
#define BAR_AIR 0.15
/* Between the two of a pair, and behind the mark of an item; capitals. */
#define PAIR_GAP 1.0
#define MARK_GAP 0.7
/* So much of the width is the mark's and the gap at least, so that items of two sizes stand below one another. */
#define MARK_LEAST_MM 8.5
/* Rather than break a word, letters become so much smaller. */
#define WORD_LEAST 0.7
/* So narrow a large text is made before it is made smaller. */
#define NARROWEST 0.55
/* And so narrow rather than lower than it may be: strokes and what is white between them are then about as wide. */
#define NARROWEST_AT_LEAST 0.45

int dots_of(double mm, int dpi)
{
    return (int)lround(mm * dpi / 25.4);
}

void sheet_init(struct sheet *sheet, const struct page *page, int dpi, struct page_troubles *troubles)
{
    assert(dpi > 0);
    /* As CUPS counts the dots of a medium: those that fit wholly. */
    int width = (int)floor(page->width_mm * dpi / 25.4 + 1e-6);
    int margin = (int)ceil(page->margin_mm * dpi / 25.4 - 1e-6);
    *sheet = (struct sheet){
            .dpi = dpi, .width = width, .left = margin, .inner = width - 2 * margin, .troubles = troubles};
    assert(sheet->inner > 0);
    letters_init(&sheet->letters);
}

void sheet_done(struct sheet *sheet)
{
    letters_done(&sheet->letters);
}

/* Never a part of a dot too low. */
static int least_dots(const struct sheet *sheet, const struct page_text *text)
{
    return (int)ceil(text->least_mm * sheet->dpi / 25.4 - 1e-6);
}

static struct lettering lettering_of(const struct sheet *sheet, const struct page_text *text, const char *string)
{
    int capital = dots_of(text->capital_mm, sheet->dpi), least = least_dots(sheet, text);
    capital = capital > least ? capital : least;
    return (struct lettering){.text = string,
                              .language = text->language,
                              .capital = capital > 1 ? capital : 1,
                              .flags = text->flags,
                              .narrow = 1,
                              .large = text->capital_mm >= PAGE_LARGE_MM};
}

static int natural_width(struct sheet *sheet, const struct lettering *lettering)
{
    struct lines lines;
    lines_init(&lines, &sheet->letters, lettering, 0);
    int width = lines.width;
    lines_done(&lines);
    return width;
}

/* How wide it is on one line: all of it, or for a pair both and the gap between them. */
static int width_on_one_line(struct sheet *sheet, const struct lettering *left, const struct lettering *right)
{
    int width = natural_width(sheet, left);
    if (!right)
        return width;
    return width + natural_width(sheet, right) + (int)lround(left->capital * PAIR_GAP);
}

static void set_size(struct lettering *lettering, int capital, double narrow)
{
    lettering->capital = capital;
    lettering->narrow = narrow;
}

/* Makes the letters narrower, then lower, until they fit on one line; returns whether they do. */
static bool shrink_to(struct sheet *sheet, struct lettering *left, struct lettering *right, int width, double narrowest,
                      int least)
{
    for (;;) {
        int needed = width_on_one_line(sheet, left, right);
        if (needed <= width)
            return true;
        int capital = left->capital;
        double narrow = left->narrow;
        if (narrow > narrowest) {
            narrow = fmax(narrow * (width - 1) / needed, narrowest);
        } else if (capital > least) {
            int next = (int)((int64_t)capital * width / needed);
            next = next < capital ? next : capital - 1;
            capital = next > least ? next : least;
        } else {
            return false;
        }
        set_size(left, capital, narrow);
        if (right)
            set_size(right, capital, narrow);
    }
}

/* Down to half; letters that are large are made narrower first, for a number is read from its height. */
static bool shrink(struct sheet *sheet, struct lettering *left, struct lettering *right, int width)
{
    if (!(left->flags & PAGE_ONE_LINE))
        return shrink_to(sheet, left, right, width, 1, left->capital);
    return shrink_to(sheet, left, right, width, left->large ? NARROWEST : 1, (left->capital + 1) / 2);
}

/* As lettering_of(), of a text that may not be lower than its least; false: it has no room then. */
static bool shrink_to_least(struct sheet *sheet, const struct page_text *text, const char *string, int width,
                            struct lettering *ret_lettering)
{
    int least = least_dots(sheet, text);
    *ret_lettering = lettering_of(sheet, text, string);
    return shrink_to(sheet, ret_lettering, NULL, width, NARROWEST, least) ||
           shrink_to(sheet, ret_lettering, NULL, width, NARROWEST_AT_LEAST, least);
}

static struct lettering fit_least(struct sheet *sheet, const struct page_text *text, int width)
{
    struct lettering lettering;
    if (shrink_to_least(sheet, text, text->text, width, &lettering))
        return lettering;
    if (text->stacked && shrink_to_least(sheet, text, text->stacked, width, &lettering))
        return lettering;
    shrink(sheet, &lettering, NULL, width);
    page_troubles_add(sheet->troubles, PAGE_TOO_LOW,
                      mem_printf("%s is %.1f mm high, expected %.0f mm", text->text,
                                 lettering.capital * 25.4 / sheet->dpi, text->least_mm));
    return lettering;
}

/* Letters as they are to be for no word to be broken; as they were where that does not help. */
static void lines_init_whole(struct lines *lines, struct sheet *sheet, const struct lettering *lettering, int width)
{
    struct lettering smaller = *lettering;
    int least = (int)lround(lettering->capital * WORD_LEAST);
    lines_init(lines, &sheet->letters, &smaller, width);
    while (lines_break_words(lines) && smaller.capital > least) {
        lines_done(lines);
        smaller.capital--;
        lines_init(lines, &sheet->letters, &smaller, width);
    }
    if (lines_break_words(lines)) {
        lines_done(lines);
        lines_init(lines, &sheet->letters, lettering, width);
    }
}

static struct placed *place(struct part *part, struct sheet *sheet, const struct lettering *lettering, int x, int width)
{
    struct placed *placed = &part->placed[part->count++];
    *placed = (struct placed){.x = x, .width = width > 1 ? width : 1};
    lines_init_whole(&placed->lines, sheet, lettering, placed->width);
    lines_tell(&placed->lines, sheet->troubles);
    return placed;
}

/* Puts the first lines of both onto the same baseline. */
static void put_abreast(struct part *part)
{
    struct placed *a = &part->placed[0], *b = &part->placed[1];
    int ascent = a->lines.ascent > b->lines.ascent ? a->lines.ascent : b->lines.ascent;
    a->y = ascent - a->lines.ascent;
    b->y = ascent - b->lines.ascent;
    int a_end = a->y + a->lines.height, b_end = b->y + b->lines.height;
    part->height = a_end > b_end ? a_end : b_end;
}

static void measure_text(struct part *part, struct sheet *sheet, int x, int width)
{
    const struct page_text *text = &part->block->text;
    struct lettering lettering = lettering_of(sheet, text, text->text);
    if (text->least_mm > 0)
        lettering = fit_least(sheet, text, width);
    else
        shrink(sheet, &lettering, NULL, width);
    lettering.balanced = text->align == PAGE_CENTRE;
    struct placed *placed = place(part, sheet, &lettering, x, width);
    placed->align = text->align;
    part->height = placed->lines.height;
}

static void measure_pair(struct part *part, struct sheet *sheet, int x, int width)
{
    const struct page_text *text = &part->block->text;
    struct lettering left = lettering_of(sheet, text, text->text);
    struct lettering right = lettering_of(sheet, text, part->block->other);
    bool fits = shrink(sheet, &left, &right, width);
    struct placed *first = place(part, sheet, &left, x, width);
    struct placed *second = place(part, sheet, &right, x, width);
    second->align = PAGE_RIGHT;
    if (fits) {
        put_abreast(part);
        return;
    }
    second->y = first->lines.height;
    part->height = second->y + second->lines.height;
}

/* The column of marks has room for two digits, so those of a list stand below one another. */
static void measure_item(struct part *part, struct sheet *sheet, int x, int width)
{
    const struct page_text *text = &part->block->text;
    struct lettering mark = lettering_of(sheet, text, part->block->other), two = mark;
    two.text = "00";
    two.flags = PAGE_STRONG; /* the wider ones, whatever this one is */
    int column = natural_width(sheet, &mark), room = natural_width(sheet, &two);
    column = column > room ? column : room;
    int gap = (int)lround(mark.capital * MARK_GAP), least = dots_of(MARK_LEAST_MM, sheet->dpi) - gap;
    column = column > least ? column : least;
    column = column < width / 2 ? column : width / 2;
    gap = column + gap < width ? gap : 0;
    struct lettering beside = lettering_of(sheet, text, text->text);
    place(part, sheet, &mark, x, column);
    place(part, sheet, &beside, x + column + gap, width - column - gap)->align = text->align;
    put_abreast(part);
}

static void measure_letters(struct part *part, struct sheet *sheet)
{
    const struct block *block = part->block;
    int bar = block->text.flags & PAGE_INVERSE ? (int)lround(dots_of(block->text.capital_mm, sheet->dpi) * BAR_AIR) : 0;
    int width = sheet->inner - 2 * bar;
    if (block->kind == BLOCK_TEXT)
        measure_text(part, sheet, bar, width);
    else if (block->kind == BLOCK_PAIR)
        measure_pair(part, sheet, bar, width);
    else
        measure_item(part, sheet, bar, width);
    for (int i = 0; i < part->count; i++)
        part->placed[i].y += bar;
    part->height += 2 * bar;
}

/* The quiet zone may lie in the margins, the code may not. */
static void measure_qr(struct part *part, struct sheet *sheet)
{
    const char *text = part->block->text.text;
    int error = qr_encode(text, &part->qr);
    if (error < 0) {
        page_troubles_add(sheet->troubles, PAGE_BAD_QR, mem_printf("a QR code of %zu bytes cannot be", strlen(text)));
        return;
    }
    part->module = (int)ceil(part->block->mm * sheet->dpi / 25.4 - 1e-6);
    part->module = part->module > 1 ? part->module : 1;
    int side = part->qr.size * part->module, whole = side + 2 * QR_QUIET * part->module;
    if (side > sheet->inner || whole > sheet->width) {
        page_troubles_add(sheet->troubles, PAGE_BAD_QR,
                          mem_printf("a QR code of %d modules of %d dots is wider than the paper of %d dots",
                                     part->qr.size + 2 * QR_QUIET, part->module, sheet->width));
        qr_done(&part->qr);
        return;
    }
    part->height = whole;
}

static void measure_picture(struct part *part, struct sheet *sheet)
{
    const char *path = part->block->text.text, *why = NULL;
    int width = dots_of(part->block->mm, sheet->dpi);
    width = width < sheet->inner ? width : sheet->inner;
    if (picture_read(path, width > 1 ? width : 1, &part->picture, &why) < 0)
        page_troubles_add(sheet->troubles, PAGE_BAD_PICTURE, mem_printf("%s: %s", path, why));
    part->height = part->picture.height;
}

void part_init(struct part *part, struct sheet *sheet, const struct block *block)
{
    *part = (struct part){.block = block};
    switch (block->kind) {
    case BLOCK_TEXT:
    case BLOCK_PAIR:
    case BLOCK_ITEM:
        measure_letters(part, sheet);
        break;
    case BLOCK_GAP:
        part->height = dots_of(block->mm, sheet->dpi);
        break;
    case BLOCK_RULE:
        part->height = dots_of(RULE_MM, sheet->dpi) + 2 * dots_of(RULE_AIR, sheet->dpi);
        break;
    case BLOCK_QR:
        measure_qr(part, sheet);
        break;
    case BLOCK_PICTURE:
        measure_picture(part, sheet);
        break;
    case BLOCK_CUT:
        break;
    }
}

void part_done(struct part *part)
{
    for (int i = 0; i < part->count; i++)
        lines_done(&part->placed[i].lines);
    qr_done(&part->qr);
    picture_done(&part->picture);
}
