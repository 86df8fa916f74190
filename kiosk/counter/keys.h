/* SPDX-License-Identifier: MIT
 *
 * The keys of the work page: all of them are seen at once, in rows of equal columns, and each is a button for a finger.
 *
 * Operators write notes in several languages, so the keyboard may be in any of their layouts when a key is pressed: a
 * letter of the Russian layout is taken for the Latin one of the same key.
 */
#pragma once

#include "kiosk/ui/view.h"

/* Rows that the table takes at this width. */
int keys_rows(const struct view *view, int width);
void keys_draw(const struct view *view, struct canvas *canvas, struct rect rect);

/* The Latin letter on the key of a Cyrillic one; any other key is itself. */
uint32_t keys_latin(uint32_t key);
