/* SPDX-License-Identifier: MIT
 *
 * An order of the daemon as a page: the blocks of the layout, filled in the language of the paper. What is not known of
 * the order takes no room.
 */
#pragma once

#include "common/centre.h"
#include "common/interface/printer.h"
#include "common/page/page.h"
#include "common/page/raster.h"

struct compose {
    const struct ticket_layout *layout;
    const struct i18n *i18n;          /* of the centre; a test paper shows letters of all its languages. NULL: none */
    const struct language *language;  /* NULL: the one the order names, or if the centre does not speak it, the first */
    const struct config_text *centre; /* its name */
    int width_mm;                     /* of the paper: 58 or 80; the blank margins of such printers are known here */
    bool again;                       /* as Take answered: it says that it is a copy */
    int64_t now_ms;                   /* what was to be over by now is not told any more */
};

/* Never NULL. The process is in the centre's time zone (clock_set_zone). `i18n` or `language` is given. */
struct page *compose_page(const struct printer_order *order, const struct compose *compose);

/* So much of paper of 58 or 80 mm can be printed on: 48 or 72. */
int compose_printed_mm(int width_mm);

/* What would not be printed as it is meant: one paper of each kind in each language of the centre and on each width
 * that its printers have (both where it has none), the longest number of each series, and every text of its catalogue,
 * is composed and drawn. Each trouble is told once, with where: "ticket, az, 58 mm: U+10348 in \"...\""; of a service
 * whose paper is too long: "information of passport (its bring has 5210 signs), az, 58 mm: ...". */
void compose_check(const struct centre *centre, struct page_troubles *ret_troubles);
