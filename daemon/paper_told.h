/* SPDX-License-Identifier: MIT
 *
 * An order of paper as org.novbe.Printer tells it: with all that is to stand on the paper.
 */
#pragma once

#include "common/i18n.h"
#include "common/interface/printer.h"
#include "daemon/paper.h"

struct daemon;

/* In the language of the paper; what it points to lives in `arena` and in the order. */
struct printer_order paper_told(struct daemon *daemon, const struct paper *paper, const struct language *language,
                                struct arena *arena);
