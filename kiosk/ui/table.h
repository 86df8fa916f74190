/* SPDX-License-Identifier: MIT
 *
 * Rows and columns for those who work at a desk: a list of which one row is chosen, scrolled so that it is seen. The
 * chosen row is remembered by its key, not by its place, so it stays chosen when the list comes anew in another order.
 */
#pragma once

#include "kiosk/ui/view.h"

struct table_column {
    const char *title; /* NULL: no heading */
    int width;         /* columns; 0: shares what is left with the others of 0 */
    enum align align;
};

struct table_cell {
    const char *text;
    enum look look; /* LOOK_PAGE: as the row */
};

struct table_row {
    const char *key;                /* of what it shows: "A042" */
    const struct table_cell *cells; /* one a column */
};

/* What a view remembers of it. */
struct table_place {
    char key[64]; /* "": the first */
    size_t index; /* where the key stood, for when it is gone */
    size_t first; /* row at the top */
    size_t rows;  /* in sight at the last drawing */
};

struct table {
    const struct table_column *columns;
    size_t column_count;
    const struct table_row *rows;
    size_t row_count;
    int what;          /* target of a row, its value is the row's index */
    bool chosen_shows; /* this list has the keys now */
    const char *empty; /* said where there are no rows */
};

/* Draws it, and brings `place` to a row that is there: that of its key, else that which stands where the key stood. A
 * heading takes one row. Each row is a target and a plain line: its cells with two spaces between. While `chosen_shows`
 * the chosen row has the focus, so Enter takes it; the keys that go to another list are the view's. */
void table_draw(struct canvas *canvas, struct rect rect, const struct table *table, struct table_place *place);
/* Chooses a row: one that was touched. */
void table_choose(struct table_place *place, const char *key, size_t index);
/* Up, Down, Page Up, Page Down, Home, End; `keys`: those of the rows, in their order; `page_rows`: 0: as many as were
 * in sight at the last drawing. False: not its key, or there are no rows. */
bool table_type(struct table_place *place, const struct input_event *event, const char *const *keys, size_t count,
                int page_rows);
