/* SPDX-License-Identifier: MIT
 *
 * What the daemon says of all orders, held against what is known here.
 */
#include "printer/spool_private.h"

#include <string.h>

void spool_link(struct spool *spool, struct spool_job *job, const struct printer_order *order, int64_t now_ms)
{
    bool is_it = order && order->at == job->at_ms;
    if (!is_it && job->listed)
        job->gone_ms = now_ms;
    job->listed = is_it ? order : NULL;
    job->made = is_it ? spool_list_try(order, spool_printer_of(spool, job)->key) : NULL;
    if (job->made && job->made->state.value == PRINTER_ORDER_STATE_SENT)
        job->accepted = true;
}

/* Both are sorted by number. */
static void link_all(struct spool *spool, int64_t now_ms)
{
    const struct spool_list *list = &spool->list;
    for (size_t i = 0, k = 0; i < spool->jobs.count; i++) {
        struct spool_job *job = spool->jobs.items[i];
        while (k < list->count && list->items[k].order < job->order)
            k++;
        spool_link(spool, job, k < list->count && list->items[k].order == job->order ? &list->items[k] : NULL, now_ms);
    }
}

/* --- what was taken before this process began --- */

static struct spool_fact fact_of(const struct printer_try *made)
{
    bool printed = made->state.value == PRINTER_ORDER_STATE_PRINTED;
    return (struct spool_fact){.state = made->state.value, .papers = printed ? (int)made->papers : 0};
}

/* What an earlier process took: the first list tells. What appears in a later one and was not taken by us, somebody
 * else took who serves this printer, too, by mistake; it is his to end, who knows what he does with it.
 *
 * CUPS has had what was sent since a moment that nobody knows; not before it was ordered. */
static void adopt(struct spool *spool, const struct printer_order *order, const struct printer_try *made,
                  int64_t now_ms)
{
    size_t place = spool_printer_place(spool, made->printer);
    if (place == spool->printer_count || !spool_list_is_open(made) ||
        spool_jobs_find(&spool->jobs, order->order, place, order->at))
        return;
    struct spool_job *job = spool_jobs_add(&spool->jobs, order->order, place, order->at);
    job->stage = SPOOL_OVER;
    job->ours = true;
    spool_link(spool, job, order, now_ms);
    job->told = job->fact = fact_of(made);
    if (!job->accepted)
        job->fact.state = PRINTER_ORDER_STATE_WAITING;
    int64_t since_ms = (job->accepted ? order->at : made->at) - spool->ahead_ms;
    spool_follow(spool, job, since_ms, SPOOL_AT_ONCE, now_ms);
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
static void compare(struct spool *spool, struct spool_job *job, int64_t now_ms)
{
    const struct spool_fact known = job->made ? fact_of(job->made) : (struct spool_fact){0};
    if (job->lost && spool_fact_is(&known, &job->telling))
        job->told = known;
    job->lost = false;
    bool is_lost_there = job->stage == SPOOL_OVER && spool_list_is_open(job->made) && !job->refused &&
                         now_ms - job->told_ms >= SPOOL_RETELL_MS;
    if (is_lost_there)
        job->told = known;
    if (!job->reporting)
        job->report_ms = spool_is_news(job) ? SPOOL_AT_ONCE : SPOOL_NEVER;
    spool_jobs_schedule(&spool->jobs, job);
}

static void consider(struct spool *spool, struct spool_job *job, int64_t now_ms)
{
    if (job->dropped)
        return;
    if (job->stage == SPOOL_TAKING && !job->asked)
        job->due_ms = SPOOL_AT_ONCE;
    if (job->stage == SPOOL_FOLLOWED || job->stage == SPOOL_OVER)
        compare(spool, job, now_ms);
    spool_jobs_schedule(&spool->jobs, job);
    spool_settle(spool, job);
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
    bool is_first = !spool->list.told;
    spool_jobs_sweep(&spool->jobs);
    spool_list_take(&spool->list, orders);
    if (orders->now.set)
        spool->ahead_ms = orders->now.value - now_ms;
    link_all(spool, now_ms);
    for (size_t i = 0; i < spool->jobs.count; i++)
        consider(spool, spool->jobs.items[i], now_ms);
    if (is_first || spool->doubts)
        adopt_all(spool, now_ms);
    for (size_t i = 0; i < spool->printer_count; i++)
        spool->printers[i].count = spool->printers[i].next = 0;
    for (size_t i = 0; i < spool->list.count; i++)
        queue(spool, &spool->list.items[i]);
}
