/* SPDX-License-Identifier: MIT
 *
 * Whole sentences that take turns in a strip: nothing slides. All strips of a board turn at the same moments.
 */
#pragma once

#include "kiosk/ui/canvas.h"

enum { BOARD_TURN_MS = 8000 };

/* Whose turn it is of so many, at the canvas's moment. */
size_t board_turn(const struct canvas *canvas, size_t count);

struct board_lines {
    struct canvas *canvas;
    struct rect rect;
    size_t count, room;
    const char **items; /* "": an empty line */
};

void board_lines_init(struct board_lines *lines, struct canvas *canvas, struct rect rect);
/* Wraps a sentence into lines, and says it. One that would be torn by the end of a turn begins with the next. */
void board_lines_add(struct board_lines *lines, const char *sentence);
/* An empty line between two sentences, not at the beginning of a turn. */
void board_lines_skip(struct board_lines *lines);
/* The same for words that stand beside one another where they fit, with "  ·  " between. */
void board_lines_add_beside(struct board_lines *lines, const char *words);
/* Draws those whose turn it is; true: there are others. */
bool board_lines_draw(const struct board_lines *lines, enum align align, enum look look);
