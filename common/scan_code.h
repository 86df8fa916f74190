/* SPDX-License-Identifier: MIT
 *
 * What QR codes of novbe hold, and what a scanner types: a kind and what names the thing, nothing about a person. All
 * of it are signs of the alphanumeric mode of QR codes (ISO/IEC 18004, 7.4.4), so the codes stay small:
 *
 *     %T/A042/20261129/ACDEF     a ticket: its number, business day and check code
 *     %B/ACDEFGHJ                a booking
 *     %R/ACDEFGHJ                a return code
 *
 * The "%" tells terminals that a code is coming, so no sign of it is taken for a key.
 */
#pragma once

#include "common/base.h"

enum scan_kind { SCAN_TICKET, SCAN_BOOKING, SCAN_RETURN_CODE };

enum { SCAN_CODE_SIZE = 64 };

struct scan_code {
    enum scan_kind kind;
    char ticket[16]; /* "A042"; of a ticket only */
    char day[16];    /* "2026-11-29"; of a ticket only */
    char code[40];   /* check code, booking or return code */
};

/* 0, or -EINVAL: not a code of ours. Small letters count as large ones: some scanners type so. */
int scan_code_parse(const char *text, struct scan_code *ret_code) attr_must_check;

/* As it is printed; 0, or -EINVAL: something does not fit. */
int scan_code_print(const struct scan_code *code, char ret_text[SCAN_CODE_SIZE]) attr_must_check;
