/* SPDX-License-Identifier: MIT
 *
 * Letters of 5 x 7 dots. A zero has a dot in its middle and O is round and empty; 1 has a foot and a flag, I two bars;
 * 8 is narrow in its waist and B straight at its left; 5 has a corner at its upper left and S is round; 2 is round
 * above and Z straight.
 */
#include "kiosk/ui/digits.h"

#include <string.h>

enum { GLYPH_ROWS = 7, HALF_ROWS = (GLYPH_ROWS + 1) / 2, GAP_DOTS = 1 };

struct glyph {
    char sign;
    const char *rows[GLYPH_ROWS]; /* "#": a dot; all of one width */
};

static const struct glyph glyphs[] = {
        {'0', {".###.", "#...#", "#..##", "#.#.#", "##..#", "#...#", ".###."}},
        {'1', {"..#..", ".##..", "#.#..", "..#..", "..#..", "..#..", "#####"}},
        {'2', {".###.", "#...#", "....#", "...#.", "..#..", ".#...", "#####"}},
        {'3', {".###.", "#...#", "....#", "..##.", "....#", "#...#", ".###."}},
        {'4', {"...#.", "..##.", ".#.#.", "#..#.", "#####", "...#.", "...#."}},
        {'5', {"#####", "#....", "####.", "....#", "....#", "#...#", ".###."}},
        {'6', {"..##.", ".#...", "#....", "####.", "#...#", "#...#", ".###."}},
        {'7', {"#####", "....#", "...#.", "..#..", ".#...", ".#...", ".#..."}},
        {'8', {".###.", ".#.#.", ".#.#.", ".###.", "#...#", "#...#", ".###."}},
        {'9', {".###.", "#...#", "#...#", ".####", "....#", "...#.", ".##.."}},
        {'A', {".###.", "#...#", "#...#", "#####", "#...#", "#...#", "#...#"}},
        {'B', {"####.", "#...#", "#...#", "####.", "#...#", "#...#", "####."}},
        {'C', {".###.", "#...#", "#....", "#....", "#....", "#...#", ".###."}},
        {'D', {"###..", "#..#.", "#...#", "#...#", "#...#", "#..#.", "###.."}},
        {'E', {"#####", "#....", "#....", "####.", "#....", "#....", "#####"}},
        {'F', {"#####", "#....", "#....", "####.", "#....", "#....", "#...."}},
        {'G', {".###.", "#...#", "#....", "#.###", "#...#", "#...#", ".####"}},
        {'H', {"#...#", "#...#", "#...#", "#####", "#...#", "#...#", "#...#"}},
        {'I', {".###.", "..#..", "..#..", "..#..", "..#..", "..#..", ".###."}},
        {'J', {"..###", "...#.", "...#.", "...#.", "...#.", "#..#.", ".##.."}},
        {'K', {"#...#", "#..#.", "#.#..", "##...", "#.#..", "#..#.", "#...#"}},
        {'L', {"#....", "#....", "#....", "#....", "#....", "#....", "#####"}},
        {'M', {"#...#", "##.##", "#.#.#", "#.#.#", "#...#", "#...#", "#...#"}},
        {'N', {"#...#", "#...#", "##..#", "#.#.#", "#..##", "#...#", "#...#"}},
        {'O', {".###.", "#...#", "#...#", "#...#", "#...#", "#...#", ".###."}},
        {'P', {"####.", "#...#", "#...#", "####.", "#....", "#....", "#...."}},
        {'Q', {".###.", "#...#", "#...#", "#...#", "#.#.#", "#..#.", ".##.#"}},
        {'R', {"####.", "#...#", "#...#", "####.", "#.#..", "#..#.", "#...#"}},
        {'S', {".###.", "#...#", "#....", ".###.", "....#", "#...#", ".###."}},
        {'T', {"#####", "..#..", "..#..", "..#..", "..#..", "..#..", "..#.."}},
        {'U', {"#...#", "#...#", "#...#", "#...#", "#...#", "#...#", ".###."}},
        {'V', {"#...#", "#...#", "#...#", "#...#", ".#.#.", ".#.#.", "..#.."}},
        {'W', {"#...#", "#...#", "#...#", "#.#.#", "#.#.#", "##.##", "#...#"}},
        {'X', {"#...#", "#...#", ".#.#.", "..#..", ".#.#.", "#...#", "#...#"}},
        {'Y', {"#...#", "#...#", "#...#", ".#.#.", "..#..", "..#..", "..#.."}},
        {'Z', {"#####", "....#", "...#.", "..#..", ".#...", "#....", "#####"}},
        {'-', {"...", "...", "...", "###", "...", "...", "..."}},
        {' ', {"...", "...", "...", "...", "...", "...", "..."}},
};

static const struct glyph *glyph_of(char sign)
{
    char capital = sign >= 'a' && sign <= 'z' ? (char)(sign - 'a' + 'A') : sign;
    for (size_t i = 0; i < ARRAY_SIZE(glyphs); i++) {
        if (glyphs[i].sign == capital)
            return &glyphs[i];
    }
    return NULL;
}

static int width_of(const struct glyph *glyph)
{
    return (int)strlen(glyph->rows[0]);
}

/* Dots it is wide; 0: there is no shape for one of its signs. */
static int dots_of(const char *text)
{
    int dots = 0;
    for (const char *sign = text; *sign; sign++) {
        const struct glyph *glyph = glyph_of(*sign);
        if (!glyph)
            return 0;
        dots += width_of(glyph) + (sign > text ? GAP_DOTS : 0);
    }
    return dots;
}

void digits_size(const char *text, int scale, int *ret_width, int *ret_height)
{
    int dots = dots_of(text);
    bool is_drawn = dots > 0 && scale > 0;
    *ret_width = is_drawn ? dots * (scale > 1 ? 2 * (scale - 1) : 1) : 0;
    *ret_height = is_drawn ? scale > 1 ? GLYPH_ROWS * (scale - 1) : HALF_ROWS : 0;
}

int digits_scale(struct rect rect, const char *text)
{
    int dots = dots_of(text);
    if (dots == 0 || rect_is_empty(rect) || dots > rect.width || HALF_ROWS > rect.height)
        return 0;
    int by_width = rect.width / (2 * dots), by_height = rect.height / GLYPH_ROWS;
    return 1 + (by_width < by_height ? by_width : by_height);
}

static bool is_dot(const struct glyph *glyph, int column, int row)
{
    return row < GLYPH_ROWS && glyph->rows[row][column] == '#';
}

/* Two dots a cell. Half a cell of ink is a block on the page, never one of the page on ink: where a font leaves
 * hairlines at the edges of its blocks, they are of the page's colour and not seen. */
static void draw_halves(struct surface *surface, const struct glyph *glyph, int x, int y, enum look look)
{
    static const uint32_t blocks[2][2] = {{0, 0x2584}, {0x2580, ' '}}; /* upper half of ink?, lower half? */
    enum look dot = look == LOOK_INK_NEW ? LOOK_DOT_NEW : LOOK_DOT;
    for (int row = 0; row < HALF_ROWS; row++) {
        for (int column = 0; column < width_of(glyph); column++) {
            uint32_t block = blocks[is_dot(glyph, column, 2 * row)][is_dot(glyph, column, 2 * row + 1)];
            if (block != 0)
                surface_sign(surface, x + column, y + row, block, block == ' ' ? look : dot);
        }
    }
}

static void draw_cells(struct surface *surface, const struct glyph *glyph, int x, int y, int rows, enum look look)
{
    for (int row = 0; row < GLYPH_ROWS; row++) {
        for (int column = 0; column < width_of(glyph); column++) {
            if (is_dot(glyph, column, row))
                surface_fill(surface, (struct rect){x + 2 * rows * column, y + rows * row, 2 * rows, rows}, look);
        }
    }
}

static void draw(struct surface *surface, int x, int y, int scale, enum look look, const char *text)
{
    int across = scale > 1 ? 2 * (scale - 1) : 1; /* columns of a dot */
    for (const char *sign = text; *sign; sign++) {
        const struct glyph *glyph = glyph_of(*sign);
        if (scale > 1)
            draw_cells(surface, glyph, x, y, scale - 1, look);
        else
            draw_halves(surface, glyph, x, y, look);
        x += (width_of(glyph) + GAP_DOTS) * across;
    }
}

int digits_draw_at(struct surface *surface, struct rect rect, int scale, enum look look, enum look ground,
                   const char *text)
{
    int largest = digits_scale(rect, text);
    scale = rect_bound(scale, largest);
    surface_fill(surface, rect, ground);
    if (scale == 0) {
        surface_aligned(surface, rect_centre(rect, rect.width, 1), ALIGN_CENTRE, ground, text);
        return 0;
    }
    int width, height;
    digits_size(text, scale, &width, &height);
    struct rect place = rect_centre(rect, width, height);
    draw(surface, place.x, place.y, scale, look, text);
    return scale;
}

int digits_draw(struct surface *surface, struct rect rect, enum look look, enum look ground, const char *text)
{
    return digits_draw_at(surface, rect, SURFACE_MOST, look, ground, text);
}
