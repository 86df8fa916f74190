/* SPDX-License-Identifier: MIT
 *
 * The modules of a QR code (ISO/IEC 18004), for screens and paper: error correction M, the smallest version that holds
 * the text, the alphanumeric mode where its signs allow it (those of scan_code.h do). Built by libqrencode, which
 * nothing else of novbe touches.
 */
#pragma once

#include "common/base.h"

enum { QR_QUIET = 4 }; /* modules of quiet that the standard wants on every side */

struct qr {
    int size; /* modules a side, without the quiet */
    bool *dark;
};

/* Returns 0, -EINVAL: an empty text, or -EMSGSIZE: it is too long for any code. */
int qr_encode(const char *text, struct qr *ret_qr) attr_must_check;
void qr_done(struct qr *qr);

/* The module of this column and row; those outside are light. */
bool qr_is_dark(const struct qr *qr, int x, int y);
