/* SPDX-License-Identifier: MIT
 *
 * Short pieces of text that several pages of the counter show; all live in the canvas's arena.
 */
#pragma once

#include "common/i18n.h"
#include "kiosk/counter/model.h"
#include "kiosk/ui/times.h"

/* "3:20", "1:03:20". */
const char *say_clock(struct canvas *canvas, int64_t ms);
/* What is left of it, rounded up to the second. */
const char *say_left(struct canvas *canvas, int64_t ms);
/* "Counter 7" */
const char *say_counter(struct canvas *canvas, const struct model *model, const char *key);
/* The language's own name. */
const char *say_language(const struct model *model, const char *code);
/* The need, and what it asks of an operator where that is known: "Please fetch me: go and fetch". */
const char *say_need(struct canvas *canvas, const struct model *model, const char *key);
/* All needs of a ticket in a line; NULL: it has none. */
const char *say_needs(struct canvas *canvas, const struct model *model, const struct counter_ticket *ticket);
/* "Older person · Русский · 3 people"; nothing is said of the regular class. */
const char *say_who(struct canvas *canvas, const struct model *model, const struct counter_ticket *ticket);
/* "waited 12 min" */
const char *say_waited(struct canvas *canvas, int64_t waited_ms);
/* What a colleague is busy with: "on a pause". */
const char *say_colleague(struct canvas *canvas, const struct counter_colleague *colleague);
/* "call of KA042" */
const char *say_act(struct canvas *canvas, const struct counter_last_act *act);

/* Both, with " · " between; either may be NULL or "". */
/* "2 papers of A042 came out: as many people may come"; NULL: one or none did. */
const char *say_papers(struct canvas *canvas, const struct counter_ticket *ticket);
const char *say_both(struct canvas *canvas, const char *one, const char *other);
