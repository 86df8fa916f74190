/* SPDX-License-Identifier: MIT
 *
 * The one page of a board. Its model is a struct board_model.
 */
#pragma once

#include "kiosk/board/layout.h"
#include "kiosk/board/model.h"
#include "kiosk/ui/view.h"

extern const struct view_type view_board;

/* How the page is divided at this size, for tests. */
struct board_layout view_board_layout(const struct board_model *model, int width, int height);
