/* SPDX-License-Identifier: MIT
 *
 * The strips of a board beside the calls themselves. Each answers whether something in it takes turns, so that the
 * board must be drawn again when they turn.
 */
#pragma once

#include "common/i18n.h"
#include "kiosk/board/layout.h"
#include "kiosk/board/model.h"
#include "kiosk/ui/canvas.h"

/* A message in as many languages of the board, its own first, as fit there, " · " between. */
const char *board_in_some(struct canvas *canvas, const struct board_model *model, enum i18n_message message, int width);
/* In one of them. */
const char *board_in(struct canvas *canvas, const struct board_model *model, size_t language,
                     enum i18n_message message);

void board_draw_header(struct canvas *canvas, const struct board_model *model, const struct board_layout *layout);
bool board_draw_waiting(struct canvas *canvas, const struct board_model *model, const struct board_layout *layout);
bool board_draw_missed(struct canvas *canvas, const struct board_model *model, const struct board_layout *layout);
bool board_draw_notices(struct canvas *canvas, const struct board_model *model, const struct board_layout *layout);
bool board_draw_ticker(struct canvas *canvas, const struct board_model *model, const struct board_layout *layout);
/* Over the whole room of the calls. */
bool board_draw_halt(struct canvas *canvas, const struct board_model *model, struct rect rect);
