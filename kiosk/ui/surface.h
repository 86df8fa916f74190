/* SPDX-License-Identifier: MIT
 *
 * A grid of cells: what a screen should show, before any terminal has seen it. A view draws into it, goldens compare
 * it, and screen.c brings a terminal to the same state. It knows no curses.
 *
 * A cell holds one character of one column, or the first half of one of two columns; the second half holds nothing.
 * Everything that is drawn is clipped to the grid. Combining characters are dropped: texts are composed (NFC).
 */
#pragma once

#include "kiosk/ui/rect.h"
#include "kiosk/ui/theme.h"

struct cell {
    uint32_t sign; /* code point; 0: the second half of a wide one */
    uint8_t look;  /* enum look */
};

struct surface {
    int width, height;
    struct cell *cells; /* row by row */
};

enum { SURFACE_MOST = 1000 }; /* columns, and rows */

/* Filled with the page. Sizes are brought into 1..SURFACE_MOST. */
void surface_init(struct surface *surface, int width, int height);
void surface_done(struct surface *surface);
/* Forgets what was drawn. */
void surface_resize(struct surface *surface, int width, int height);
void surface_clear(struct surface *surface);

struct rect surface_rect(const struct surface *surface);
const struct cell *surface_at(const struct surface *surface, int x, int y); /* within the grid */

void surface_fill(struct surface *surface, struct rect rect, enum look look);
/* Changes the look, not the signs. */
void surface_tint(struct surface *surface, struct rect rect, enum look look);
void surface_sign(struct surface *surface, int x, int y, uint32_t sign, enum look look);

/* Writes a line of text into at most `width` columns; what does not fit ends with "…". Answers the columns used.
 * Control characters become spaces. */
int surface_text(struct surface *surface, int x, int y, int width, enum look look, const char *text);

enum align { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT };
void surface_aligned(struct surface *surface, struct rect line, enum align align, enum look look, const char *text);

/* Wraps text by words (and between any two characters of scripts written without spaces) into a rectangle; '\n' begins
 * a new line; a word longer than a line is broken. Answers the lines it takes, also those that found no place; the last
 * visible line ends with "…" then. A NULL surface only counts. */
int surface_wrap(struct surface *surface, struct rect rect, enum align align, enum look look, const char *text);

/* A frame of thin lines. */
void surface_frame(struct surface *surface, struct rect rect, enum look look);
/* A thin line from x on. */
void surface_line(struct surface *surface, int x, int y, int width, enum look look);

/* For goldens: the characters, each row without the spaces at its end, then, if asked for, the looks row by row as runs
 * "width look". Free the result. */
char *surface_dump(const struct surface *surface, bool looks);
