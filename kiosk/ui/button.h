/* SPDX-License-Identifier: MIT
 *
 * Choices for fingers: buttons in a grid, page by page. A button is at least 3 rows high and as wide as its column
 * (with letters of 7 mm one cell is 6 x 12 mm, and a target should have 20 mm); where room is left they grow, to 5 rows
 * at most, or 7 in large text.
 */
#pragma once

#include "kiosk/ui/canvas.h"

struct button {
    int what;
    int64_t value;
    const char *label;
    const char *detail; /* a quieter line below: "short wait, about 15 min"; NULL: none */
    enum look look;     /* LOOK_BUTTON; 0 (the page) is that too */
    bool off;
};

/* One button, as large as `rect`: label wrapped and centred in height, at the left after a margin of two columns; a
 * mark in it shows focus and finger ("▸") and what cannot be taken ("–"), so no colour tells it alone. */
void button_draw(struct canvas *canvas, struct rect rect, const struct button *button);
/* The same with the label in the middle: keys, Back, Help. */
void button_draw_centred(struct canvas *canvas, struct rect rect, const struct button *button);

/* The face alone, for those who make the target themselves. */
void button_paint(struct surface *surface, struct rect rect, const struct button *button, enum target_state state,
                  enum align align);

struct button_grid {
    const struct button *buttons;
    size_t count;
    size_t page;   /* from 0; one too great shows the last */
    int columns;   /* 0: one below 60 columns of width, two below 120, else three */
    int what_page; /* target that turns the page, its value is the new page */
};

/* Draws the page into `rect`, row by row; fewer than fit stand at its bottom, within reach (`rect` is the lower half of
 * the page then). If they do not fit, a strip "Previous, 2 of 5, Next" lies below them. Answers how many pages there
 * are, at least 1. */
size_t button_grid_draw(struct canvas *canvas, struct rect rect, const struct button_grid *grid);
/* How many buttons a page of it has there. */
size_t button_grid_fits(const struct canvas *canvas, struct rect rect, const struct button_grid *grid);
