/* SPDX-License-Identifier: MIT
 *
 * Knocking at a printer before it is set up: does anybody answer there, and does a receipt printer answer questions?
 */
#pragma once

#include "printer/device_uri.h"

/* 0; or a negative errno, and `ret_why` is a word of it (static). Nothing is tried where there is no host. */
int reach_host(const struct device_uri *uri, const char **ret_why) attr_must_check;

/* What a receipt printer says of itself at `uri`, which has a host. 1: it answered, and `ret_troubles` is of
 * enum language_trouble (escpos/language.h); 0: it took the connection and said nothing; or a negative errno. */
int reach_receipts(const struct device_uri *uri, unsigned *ret_troubles) attr_must_check;
