/* SPDX-License-Identifier: MIT
 *
 * Lines in the canvas's arena, as many a turn as the strip has rows.
 */
#include "kiosk/board/lines.h"

#include <string.h>

#include "common/text.h"

enum { FIRST_ROOM = 16 };

static const char between[] = "  ·  ";

size_t board_turn(const struct canvas *canvas, size_t count)
{
    return count > 0 ? (size_t)(canvas->now_ms / BOARD_TURN_MS) % count : 0;
}

void board_lines_init(struct board_lines *lines, struct canvas *canvas, struct rect rect)
{
    *lines = (struct board_lines){.canvas = canvas, .rect = rect};
}

static void append(struct board_lines *lines, const char *text, size_t length)
{
    if (lines->count == lines->room) {
        size_t room = lines->room > 0 ? 2 * lines->room : FIRST_ROOM;
        const char **items = arena_new_n(lines->canvas->arena, const char *, room);
        if (lines->count > 0)
            memcpy(items, lines->items, lines->count * sizeof items[0]);
        lines->items = items;
        lines->room = room;
    }
    lines->items[lines->count++] = arena_strndup(lines->canvas->arena, text, length);
}

/* Bytes of the next line: up to the last space that fits, or as far as it goes. */
static size_t line_length(const char *text, int width)
{
    size_t most = text_fit(text, (size_t)width);
    if (text[most] == '\0' || text[most] == ' ')
        return most;
    for (size_t i = most; i > 0; i--) {
        if (text[i - 1] == ' ')
            return i - 1;
    }
    return most > 0 ? most : strlen(text);
}

static size_t count_lines(const char *text, int width)
{
    size_t count = 0;
    while (*text) {
        text += line_length(text, width);
        text += strspn(text, " ");
        count++;
    }
    return count;
}

/* Empty lines up to the next turn, if `needed` do not fit into this one but would into a whole. */
static void keep_together(struct board_lines *lines, size_t needed)
{
    size_t rows = (size_t)lines->rect.height, left = rows - lines->count % rows;
    if (needed <= left || needed > rows)
        return;
    while (left-- > 0)
        append(lines, "", 0);
}

void board_lines_add(struct board_lines *lines, const char *sentence)
{
    canvas_say(lines->canvas, PLAIN_TEXT, sentence);
    if (rect_is_empty(lines->rect))
        return;
    keep_together(lines, count_lines(sentence, lines->rect.width));
    while (*sentence) {
        size_t length = line_length(sentence, lines->rect.width);
        append(lines, sentence, length);
        sentence += length;
        sentence += strspn(sentence, " ");
    }
}

void board_lines_skip(struct board_lines *lines)
{
    if (!rect_is_empty(lines->rect) && lines->count % (size_t)lines->rect.height != 0)
        append(lines, "", 0);
}

void board_lines_add_beside(struct board_lines *lines, const char *words)
{
    canvas_say(lines->canvas, PLAIN_TEXT, words);
    if (rect_is_empty(lines->rect))
        return;
    const char *last = lines->count > 0 ? lines->items[lines->count - 1] : "";
    size_t width = text_width(last) + text_width(between) + text_width(words);
    if (*last && width <= (size_t)lines->rect.width)
        lines->items[lines->count - 1] = canvas_printf(lines->canvas, "%s%s%s", last, between, words);
    else
        append(lines, words, strlen(words));
}

bool board_lines_draw(const struct board_lines *lines, enum align align, enum look look)
{
    if (lines->count == 0)
        return false;
    size_t rows = (size_t)lines->rect.height, turns = (lines->count + rows - 1) / rows;
    size_t first = board_turn(lines->canvas, turns) * rows;
    size_t shown = lines->count - first < rows ? lines->count - first : rows;
    for (size_t i = 0; i < shown; i++) {
        int y = lines->rect.y + (int)((rows - shown) / 2 + i);
        surface_aligned(lines->canvas->surface, (struct rect){lines->rect.x, y, lines->rect.width, 1}, align, look,
                        lines->items[first + i]);
    }
    return turns > 1;
}
