/* SPDX-License-Identifier: MIT
 *
 * The orders as the daemon told them last.
 */
#pragma once

#include "common/arena.h"
#include "common/interface/printer.h"

struct spool_list {
    struct arena arena;
    bool told; /* ever */
    size_t count;
    struct printer_order *items; /* by number */
};

void spool_list_init(struct spool_list *list);
void spool_list_done(struct spool_list *list);

/* Takes a copy of all of them in place of what it had. */
void spool_list_take(struct spool_list *list, const struct printer_watch_orders_out *orders);
/* NULL: it is not there. */
struct printer_order *spool_list_find(const struct spool_list *list, int64_t order);

/* What became of it at a printer; NULL: nothing yet. */
const struct printer_try *spool_list_try(const struct printer_order *order, const char *printer);
/* Taken or sent, and nothing else told. */
bool spool_list_is_open(const struct printer_try *made);
