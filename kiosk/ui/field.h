/* SPDX-License-Identifier: MIT
 *
 * A line of text that somebody types, by keys or on the screen.
 */
#pragma once

#include "kiosk/ui/view.h"

enum { FIELD_BYTES = 512 };

enum field_kind {
    FIELD_TEXT,
    FIELD_CODE,   /* letters become capitals; letters, digits and hyphens only */
    FIELD_NUMBER, /* digits only */
    FIELD_SECRET, /* a PIN: dots are shown, nothing of it is said */
};

struct field {
    enum field_kind kind;
    char text[FIELD_BYTES]; /* UTF-8 */
    size_t cursor;          /* in bytes */
    size_t limit;           /* characters at most; 0: as many as there is room for */
};

/* Typing, cursor keys, Home, End, Backspace, Delete; false: not its key (Enter, Escape, Tab, Up, Down ..., and where
 * the cursor can go no further that way). A character that the kind does not take is its key, too: nothing typed into a
 * field is a command. */
bool field_type(struct field *field, const struct input_event *event);
/* At the cursor; what the kind does not take and what finds no room is dropped. */
void field_put(struct field *field, uint32_t sign);
void field_rub_out(struct field *field);
void field_clear(struct field *field);
void field_set(struct field *field, const char *text);

/* A frame of three rows with the text and a cursor in it (one row without a frame if `line` has only one), scrolled so
 * that the cursor is seen; `hint` stands there while it is empty. Says the text as PLAIN_FIELD, or the hint where there
 * is none or it is a secret. */
void field_draw(struct canvas *canvas, struct rect rect, const struct field *field, const char *hint);
