/* SPDX-License-Identifier: MIT
 *
 * How a board of any size is divided. It depends on the size, on how long numbers and labels are and on how many stand
 * in the list, never on what they say, and strips keep their rows when they have nothing to say: so what stands on a
 * board stays where it is.
 *
 *     header     centre and zones, the time
 *     newest     the newest call, as large as goes
 *     list       the others, in slots                | waiting: a pane where there is width for it,
 *     waiting    a line, where it is no pane         | with a service a row
 *     missed     numbers that may return
 *     notices    calls taken back, services that close early
 *     ticker
 */
#pragma once

#include "kiosk/ui/rect.h"

enum board_size { BOARD_SMALL, BOARD_MIDDLE, BOARD_LARGE };

struct board_measure {
    int ticket_signs, counter_signs; /* of the longest */
    int slots;                       /* of the list that are in use */
    int languages;
};

struct board_layout {
    enum board_size size;
    int margin; /* columns at the left and right */
    struct rect page, header, newest, list_title, list, waiting, missed, notices, ticker; /* empty: no room */
    bool waiting_is_pane;
    struct rect newest_ticket, newest_counter, newest_caption; /* within newest; its first row has the labels */
    int newest_scale, counter_scale;                           /* as digits.h; 0: written */
    int slot_scale;                                            /* 0: written */
    bool counters_written;                                     /* in the list: digits find no room */
    int slot_columns, slot_rows, slot_gap;
};

struct board_layout board_layout_make(int width, int height, const struct board_measure *measure);
/* Slots of the list at once. */
int board_layout_slots(const struct board_layout *layout);
/* `index`: below that. */
struct rect board_layout_slot(const struct board_layout *layout, int index);
/* The part of a slot that holds the ticket's number, and the counter's; between them is room for an arrow. */
void board_layout_split(const struct board_layout *layout, struct rect slot, const struct board_measure *measure,
                        struct rect *ret_ticket, struct rect *ret_counter);
