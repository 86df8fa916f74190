/* SPDX-License-Identifier: MIT
 *
 * What supervisors tell staff and the public, in the interfaces.
 */
#pragma once

#include "common/interface/board.h"
#include "common/interface/counter.h"
#include "common/interface/manager.h"
#include "common/interface/reception.h"
#include "daemon/method.h"
#include "daemon/view.h"

struct messages;

varlink_handler manager_send_message, manager_take_back_message;
varlink_handler counter_read_message;

/* Newest first: those for a counter that were not read there, those for all, all. */
void message_list_for_counter(const struct view *view, const struct messages *messages, int32_t counter,
                              struct counter_watch_out *out);
void message_list_for_reception(const struct view *view, const struct messages *messages,
                                struct reception_watch_desk_out *out);
/* Those for boards, of all zones or one that this one shows. */
void message_list_for_board(const struct view *view, const struct messages *messages,
                            bool (*shows_zone)(const void *data, int32_t zone), const void *data,
                            struct board_watch_out *out);
void message_list_for_manager(const struct view *view, const struct messages *messages,
                              struct manager_watch_hall_out *out);
