/* SPDX-License-Identifier: MIT
 *
 * Codes by which somebody proves what is his: of signs none of which looks like another, drawn so that nobody can guess
 * them. A check code stands beside a number that must be right too, so it is short; a booking's or a return code is all
 * that is asked for, so it is long.
 */
#pragma once

#include "common/base.h"

enum { CODE_SIZE = 8, LONG_CODE_SIZE = 12 };

/* "QJ0CU", five signs; in a later epoch of the store one more before them, so that no code of a lost ticket is right.
 */
int64_t code_random(int64_t epoch);
const char *code_text(int64_t code, char text[CODE_SIZE]);
/* Was it drawn in this epoch, or in one of the same sign? */
bool code_is_of(int64_t code, int64_t epoch);
/* As people type it; -1: no code is written so. */
int64_t code_parse(const char *typed);
/* Compares in constant time; small letters count as large ones. */
bool code_matches(int64_t code, const char *text);

/* "ACDE-FGHJ", eight signs; never 0. */
int64_t long_code_random(void);
const char *long_code_text(int64_t code, char text[LONG_CODE_SIZE]);
/* As people type it: small letters, without hyphen, with spaces. -1: no code is written so. */
int64_t long_code_parse(const char *typed);
