/* SPDX-License-Identifier: MIT
 *
 * Orders of paper as rows of the table `print`: an order is a row whose state is PAPER_WAITING; the others say what
 * became of it at one of its printers, or that the turn went on. Applied in their order they make the order again.
 */
#pragma once

#include "daemon/paper.h"
#include "daemon/store.h"

/* Why something came of itself; numbers stand in the store and never change. */
enum paper_reason {
    PAPER_AS_TOLD,
    PAPER_LATE,         /* its time was over */
    PAPER_CANNOT_PRINT, /* the printer is out of paper, silent ... */
    PAPER_TRY_FAILED,
    PAPER_TICKET_ENDED,
    PAPER_DAY_ENDED,
    PAPER_AFTER_END, /* of an order: its ticket had ended before, which is no reason to give it up */
    PAPER_NEW_ROLL,  /* of a test: the printer got a new roll */
    PAPER_REASONS
};
extern const char *const paper_reason_words[PAPER_REASONS];

/* Stands with the states of tries in the store: the turn went to that place from that moment on; to the place behind
 * the last: to nobody. */
enum { PAPER_TURN_WENT = PAPER_STATES };

/* The order; *ret_text is what the row's text points to, to be freed. */
struct store_row paper_order_row(const struct paper *paper, char **ret_text);
/* What became of it at a place, or that the turn went there. */
struct store_row paper_change_row(const struct paper *paper, size_t place, int64_t state, enum paper_reason reason,
                                  int64_t at_ms);

/* And back. False: the row makes no sense; the file may be anybody's work. */
bool paper_of_row(const struct store_row *row, struct paper_list **lists, struct paper *ret_paper);
bool paper_apply_row(struct paper *paper, const struct store_row *row);
