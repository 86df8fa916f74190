/* SPDX-License-Identifier: MIT
 *
 * How long somebody waits, in a few words of a line: common/range.h as the command says it.
 */
#pragma once

#include "common/range.h"

/* "wait 20-45 min", "wait up to 20 min", "wait a few minutes", "not called before 11:20", "wait unknown: nobody serves
 * it any more today". NULL range: it is not told because of `why`, a word of WhyUnknown. */
#define WAIT_TEXT_SIZE 80
const char *wait_text(const struct range *range, const char *why, int64_t now_ms, char text[WAIT_TEXT_SIZE]);
