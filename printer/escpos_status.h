/* SPDX-License-Identifier: MIT
 *
 * How a receipt printer is, asked over its raw port by ESC/POS real-time status (DLE EOT). Only while nobody prints:
 * most take one connection at a time.
 */
#pragma once

#include "common/base.h"

struct escpos_status {
    bool paper_out, paper_low, cover_open, jammed, offline;
};

/* 0; -EIO: nobody takes the connection; -ENODATA: somebody does and does not answer in time, as those do that cannot
 * say how they are. Within `patience_ms`. */
int escpos_ask_status(const char *host, int port, int patience_ms, struct escpos_status *ret_status) attr_must_check;
