/* SPDX-License-Identifier: MIT
 *
 * What the daemon says of all orders, held against what is known here.
 */
#include "printer/spool_private.h"

#include <string.h>

void spool_link(struct spool *spool, struct spool_try *try, const struct printer_order *order, int64_t now_ms)
{
    bool is_it = order && order->at == try->at_ms;
    if (!is_it && try->listed)
        try->gone_ms = now_ms;
    try->listed = is_it ? order : NULL;
    try->made = is_it ? spool_list_try(order, spool_printer_of(spool, try)->key) : NULL;
    if (try->made && try->made->state.value == PRINTER_ORDER_STATE_SENT)
        try->accepted = true;
}

/* Both are sorted by number. */
static void link_all(struct spool *spool, int64_t now_ms)
{
    const struct spool_list *list = &spool->list;
    for (size_t i = 0, k = 0; i < spool->tries.count; i++) {
        struct spool_try *try = spool->tries.items[i];
        while (k < list->count && list->items[k].order < try->order)
            k++;
        spool_link(spool, try, k < list->count && list->items[k].order == try->order ? &list->items[k] : NULL, now_ms);
    }
}

/* --- what was taken before this process began --- */

static struct spool_fact fact_of(const struct printer_try *made)
{
    bool printed = made->state.value == PRINTER_ORDER_STATE_PRINTED;
    return (struct spool_fact){.state = made->state.value, .papers = printed ? (int)made->papers : 0};
}

/* CUPS has had what was sent since a moment that nobody knows; not before it was ordered. */
static void adopt(struct spool *spool, const struct printer_order *order, const struct printer_try *made,
                  int64_t now_ms)
{
    size_t place = spool_printer_place(spool, made->printer);
    if (place == spool->printer_count || !spool_list_is_open(made) ||
        spool_tries_find(&spool->tries, order->order, place, order->at))
        return;
    struct spool_try *try = spool_tries_add(&spool->tries, order->order, place, order->at);
    try->stage = SPOOL_OVER;
    try->ours = true;
    spool_link(spool, try, order, now_ms);
    try->told = try->fact = fact_of(made);
    if (!try->accepted)
        try->fact.state = PRINTER_ORDER_STATE_WAITING;
    spool_follow(spool, try, try->accepted ? order->at : made->at, SPOOL_AT_ONCE, now_ms);
}

static void adopt_all(struct spool *spool, int64_t now_ms)
{
    for (size_t i = 0; i < spool->list.count; i++) {
        const struct printer_order *order = &spool->list.items[i];
        for (size_t k = 0; k < order->tries.count; k++)
            adopt(spool, order, &order->tries.items[k], now_ms);
    }
}

/* --- what is known here --- */

/* A report that got lost may have come; what was told the daemon may have lost, when its store was put back. */
static void compare(struct spool *spool, struct spool_try *try, int64_t now_ms)
{
    const struct spool_fact known = try->made ? fact_of(try->made) : (struct spool_fact){0};
    if (try->lost && spool_fact_is(&known, &try->telling))
        try->told = known;
    try->lost = false;
    bool is_lost_there = try->stage == SPOOL_OVER && spool_list_is_open(try->made) && !try->refused &&
                         now_ms - try->told_ms >= SPOOL_RETELL_MS;
    if (is_lost_there)
        try->told = known;
    if (!try->reporting)
        try->report_ms = spool_is_news(try) ? SPOOL_AT_ONCE : SPOOL_NEVER;
    spool_tries_schedule(&spool->tries, try);
}

static void consider(struct spool *spool, struct spool_try *try, int64_t now_ms)
{
    if (try->dropped)
        return;
    if (try->stage == SPOOL_TAKING && !try->asked)
        try->due_ms = SPOOL_AT_ONCE;
    if (try->stage == SPOOL_FOLLOWED && spool_is_stale(try) && !try->cancelled_ms)
        try->cancel_ms = SPOOL_AT_ONCE;
    if (try->stage == SPOOL_FOLLOWED || try->stage == SPOOL_OVER)
        compare(spool, try, now_ms);
    spool_tries_schedule(&spool->tries, try);
    spool_settle(spool, try);
}

/* --- what may be taken --- */

static void queue(struct spool *spool, const struct printer_order *order)
{
    size_t place = order->turn && order->wanted ? spool_printer_place(spool, order->turn) : spool->printer_count;
    if (place == spool->printer_count || spool_list_try(order, order->turn))
        return;
    struct spool_printer *printer = &spool->printers[place];
    mem_grow(printer->orders, printer->count, printer->room);
    printer->orders[printer->count++] = order;
}

void spool_orders(struct spool *spool, const struct printer_watch_orders_out *orders, int64_t now_ms)
{
    spool_tries_sweep(&spool->tries);
    spool_list_take(&spool->list, orders);
    link_all(spool, now_ms);
    for (size_t i = 0; i < spool->tries.count; i++)
        consider(spool, spool->tries.items[i], now_ms);
    adopt_all(spool, now_ms);
    for (size_t i = 0; i < spool->printer_count; i++)
        spool->printers[i].count = spool->printers[i].next = 0;
    for (size_t i = 0; i < spool->list.count; i++)
        queue(spool, &spool->list.items[i]);
}
