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
    FIELD_SECRET, /* a PIN: dots are shown, nothing is said */
};

struct field {
    enum field_kind kind;
    char text[FIELD_BYTES]; /* UTF-8 */
    size_t cursor;          /* in bytes */
    size_t limit;           /* characters at most; 0: as many as there is room for */
};

/* Typing, cursor keys, Home, End, Backspace, Delete; false: not its key (Enter, Escape, Tab, Up, Down ...). */
bool field_type(struct field *field, const struct input_event *event);
void field_put(struct field *field, uint32_t sign);
void field_rub_out(struct field *field);
void field_clear(struct field *field);
void field_set(struct field *field, const char *text);

/* A frame of three rows with the text and a cursor in it (one row without a frame if `line` has only one), scrolled so
 * that the cursor is seen; `hint` stands there while it is empty. Says itself as PLAIN_FIELD. */
void field_draw(struct canvas *canvas, struct rect rect, const struct field *field, const char *hint);

/* The keyboard on the screen, in the alphabet of the canvas's language (its file says the rows) or Latin capitals and
 * digits for a code, digits only for numbers. Its targets are (what, code point), (what, KEYBOARD_RUB_OUT), (what,
 * KEYBOARD_SPACE); they are silent and reached by moving the focus. */
enum { KEYBOARD_RUB_OUT = -1 };
void keyboard_draw(struct canvas *canvas, struct rect rect, enum field_kind kind, int what);
/* What a target of it does to the field. */
void keyboard_act(struct field *field, int64_t value);
/* Rows it takes with keys of a finger's height. */
int keyboard_rows(const struct canvas *canvas, enum field_kind kind);
