/* SPDX-License-Identifier: MIT
 *
 * An order of the daemon as a page: the blocks of the layout, filled in the language of the paper.
 */
#pragma once

#include "common/i18n.h"
#include "common/interface/printer.h"
#include "common/page/page.h"
#include "common/ticket_layout.h"

struct compose {
    const struct ticket_layout *layout;
    const struct language *language;
    const struct config_text *centre; /* its name */
    int width_mm;                     /* of the paper: 58 or 80; the blank margins of such printers are known here */
    bool again;                       /* as Take answered: it says that it is a copy */
    int64_t now_ms;
};

/* Never NULL: what is not known of the order is left out. The process is in the centre's time zone (clock_set_zone). */
struct page *compose_page(const struct printer_order *order, const struct compose *compose);
