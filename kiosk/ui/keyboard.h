/* SPDX-License-Identifier: MIT
 *
 * The keyboard on the screen, in the alphabet of the page's language (its file says the rows), or Latin capitals and
 * digits for a code, digits only for a number or a PIN.
 */
#pragma once

#include "kiosk/ui/field.h"

enum { KEYBOARD_RUB_OUT = -1, KEYBOARD_SPACE = ' ' };

/* Its targets are (what, code point), (what, KEYBOARD_RUB_OUT), (what, KEYBOARD_SPACE); they are silent and reached by
 * moving the focus. As high as keyboard_rows() says where there is room, else
 * lower; nothing is drawn where a row has none. */
void keyboard_draw(struct canvas *canvas, struct rect rect, enum field_kind kind, int what);
/* What a target of it does to the field. */
void keyboard_act(struct field *field, int64_t value);
/* Rows it takes with keys of a finger's height. */
int keyboard_rows(const struct canvas *canvas, enum field_kind kind);
