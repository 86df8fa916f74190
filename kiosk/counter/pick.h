/* SPDX-License-Identifier: MIT
 *
 * A page on which one of several things is chosen: a service, a colleague, a pause. Short lists take a digit or the
 * arrows and Enter, long ones are searched by typing: every word typed must be in the row, whatever the keyboard makes
 * of its letters (text_fold()).
 */
#pragma once

#include "kiosk/counter/page.h"
#include "kiosk/ui/field.h"
#include "kiosk/ui/table.h"

enum { PICK_CELLS = 4, PICK_KEY = 64 };

/* The beginning of the state of such a page. */
struct pick {
    struct page page;
    struct field search;
    struct table_place place;
    const char *const *keys; /* of the rows drawn last; they live as long as that drawing */
    size_t count;
    bool searches;
};

struct pick_row {
    const char *key;
    const char *cells[PICK_CELLS];
    enum look look;     /* of the second cell */
    const char *number; /* its digit; NULL: its place */
    const char *sought; /* what searching looks at, beside the cells; NULL: nothing */
    bool always;        /* whatever is searched for */
};

struct pick_rows {
    struct pick_row *items;
    size_t count, room;
};
/* A row for the page, to be filled in; its texts live in the canvas's arena or the model. */
struct pick_row *pick_add(struct canvas *canvas, struct pick_rows *rows);

struct pick_page {
    const char *title;
    const char *hint;  /* in the search field; NULL: the list is not searched */
    const char *empty; /* said where there is nothing */
    const struct table_column *columns;
    size_t column_count;
    const char *options[4]; /* what else is set on the page, a line each; NULL: none */
};

#define PICK_TAKE(label)                                   \
    {                                                      \
        INPUT_ENTER, ACT_ROW, 0, label, label, false, NULL \
    }
#define PICK_BACK                                                                           \
    {                                                                                       \
        INPUT_ESCAPE, ACT_CLOSE, 0, MESSAGE_COUNTER_BACK, MESSAGE_COUNTER_BACK, false, NULL \
    }

/* A page of this kind; its own state begins with a struct pick. */
#define PICK_VIEW(name_, state_, draw_, act_, keys_) PICK_VIEW_OPENED(name_, state_, NULL, draw_, act_, keys_)
#define PICK_VIEW_OPENED(name_, state_, open_, draw_, act_, keys_)                                                   \
    {                                                                                                                \
        .name = (name_), .size = sizeof(state_), .open = (open_), .draw = (draw_), .act = (act_), .type = pick_type, \
        .tick = page_tick, .wake = page_wake, .keys = (keys_), .key_count = ARRAY_SIZE(keys_),                       \
    }

void pick_draw(struct view *view, struct canvas *canvas, const struct pick_page *page, const struct pick_rows *rows);
/* Typing, arrows, digits and Enter; a row that is taken comes as ACT_ROW. */
struct intent pick_type(struct view *view, const struct input_event *event);
/* The key of the row with this index, or NULL. */
const char *pick_key(const struct view *view, int64_t index);
