/* SPDX-License-Identifier: MIT
 *
 * The voice of a board: what was drawn is spoken, once, by novbe-voice; and the daemon is told what became of it.
 */
#pragma once

#include "kiosk/board/model.h"
#include "kiosk/ui/app.h"

struct announce;

/* `command`: the program that speaks and its arguments, separated by spaces; NULL: novbe-voice. `languages`: folder of
 * the language files. The texts live as long as it does. */
struct announce *announce_open(struct app *app, const char *board, const char *command, const char *languages);
struct announce *announce_close(struct announce *announce); /* accepts NULL, returns NULL */

/* A state has come, and is drawn before anything of it is heard. */
void announce_news(struct announce *announce, const struct board_model *model, const struct board_news *news);
