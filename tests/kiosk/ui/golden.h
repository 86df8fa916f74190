/* SPDX-License-Identifier: MIT
 *
 * Pages compared with what they were: tests/golden/screen/<name>.txt holds the characters of a page, its plain lines,
 * and the looks of its cells. A page has no colours before a terminal shows it, so one golden is enough for all themes;
 * golden_themed() is for the few pages that shall prove what a theme makes of the looks.
 *
 * NOVBE_GOLDEN=write writes them anew; read the difference before you commit it.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/i18n.h"
#include "kiosk/ui/stage.h"

/* Draws the stage if it has changed and compares it: "visitor/start.az.80x24". Fails the test where it differs, tells
 * the first line that does, and leaves what was drawn in the build folder as golden/<name>.txt. */
void golden_stage(struct stage *stage, const char *name);
/* The same with the colours of a theme instead of looks. */
void golden_themed(struct stage *stage, const struct theme *theme, const char *name);
/* Any text. */
void golden_text(const char *text, const char *name);

/* The languages that are shipped: az, ru, en, ja. i18n_free() it. */
struct i18n *golden_languages(void) __attribute__((returns_nonnull));

/* Does the page that was drawn last show these words, as a whole and on one line? */
bool golden_shows(const struct stage *stage, const char *words);
