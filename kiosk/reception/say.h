/* SPDX-License-Identifier: MIT
 *
 * Waits, states and papers in the words of the desk. All texts live in the canvas's arena.
 */
#pragma once

#include "kiosk/reception/model.h"
#include "kiosk/ui/times.h"

/* "up to 20 minutes", "5 people ahead"; `why`: the word of WhyUnknown; `ahead` negative: not known. */
const char *say_wait(struct canvas *canvas, const struct reception_range *wait, const char *why, int64_t ahead);
/* The same in a list of services: "short wait, about 15 min", or why there are no tickets. *ret_off: there are none. */
const char *say_service_wait(struct canvas *canvas, const struct visitor_service_wait *wait, bool *ret_off);

/* "waiting", "called to counter 7", "did not come". */
const char *say_state(struct canvas *canvas, const struct names *names, const struct reception_ticket *ticket);
/* How long it has waited against its target. */
enum look look_of_wait(const struct reception_ticket *ticket);

/* "printing ...", "printed"; by the order of the words in the interfaces, which is the same for all roles. */
const char *say_paper(struct canvas *canvas, int paper);
enum look look_of_paper(int paper);

/* The last word of the program: what was done or why not; NULL: nothing. */
const char *say_word(const struct model *model, enum look *ret_look);
/* Draws it into a line, if there is any. */
void say_draw_word(struct canvas *canvas, const struct model *model, struct rect line);
/* The strip on top: what page this is, the centre, the time. */
void say_draw_header(struct canvas *canvas, const struct model *model, struct rect line, const char *title);
