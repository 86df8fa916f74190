/* SPDX-License-Identifier: MIT
 *
 * Pages as CUPS gives them to a filter: CUPS raster, PWG raster or Apple raster, told apart by their first bytes.
 */
#pragma once

#include "printer/escpos/strip.h"

struct input;

/* NULL: it is none of them. The descriptor stays the caller's. */
struct input *input_new(int fd);
struct input *input_free(struct input *input); /* accepts NULL, returns NULL */
DEFINE_CLEANUP(struct input *, input_free)

/* Reads the next page into a strip that is `dots` wide. 1; 0: there is none any more; a negative code: what is there
 * is no page, or none that can be printed, and `ret_why` says so in words. The strip is to be freed in any case. */
int input_page(struct input *input, int dots, struct strip *ret_strip, const char **ret_why) attr_must_check;
