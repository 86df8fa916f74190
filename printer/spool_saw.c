/* SPDX-License-Identifier: MIT
 *
 * Jobs of ours that are seen at a printer without being looked for: left behind, or printed more often than was told.
 */
#include "printer/spool_private.h"

#include <string.h>

/* How many papers of it the daemon knows, as far as this process can tell. What is neither listed nor ours was told by
 * a process before, or will be refused: one paper of it is taken for known. */
static int known_papers(const struct spool_try *try)
{
    int known = try->fact.state == PRINTER_ORDER_STATE_PRINTED ? try->fact.papers : 0;
    if (try->made && try->made->state.value == PRINTER_ORDER_STATE_PRINTED && try->made->papers > known)
        known = (int)try->made->papers;
    return known == 0 && !try->ours && !try->listed ? 1 : known;
}

static bool is_due_for_cancel(const struct spool_try *try, int64_t now_ms)
{
    return now_ms - try->at_ms >= SPOOL_STALE_MS &&
           (!try->cancelled_ms || now_ms - try->cancelled_ms >= SPOOL_CANCEL_MS);
}

/* Is there something to be done about what is seen? An order that was never taken here has no paper to be told of. */
static bool is_news(const struct spool_try *try, const struct spool_seen *seen, int64_t now_ms)
{
    if (seen->state == JOB_ACTIVE)
        return is_due_for_cancel(try, now_ms);
    bool is_taken = !try->listed || try->made || try->ours;
    return seen->state == JOB_PRINTED && is_taken && seen->papers > known_papers(try);
}

static void act(struct spool *spool, struct spool_try *try, const struct spool_seen *seen)
{
    if (seen->state == JOB_ACTIVE)
        spool_set_cancel(spool, try, SPOOL_AT_ONCE);
    else
        spool_know(spool, try, PRINTER_ORDER_STATE_PRINTED, seen->papers, NULL);
}

static void see(struct spool *spool, size_t printer, const struct spool_seen *seen, int64_t now_ms)
{
    struct job_name name;
    if (job_key_parse(seen->key, &name) < 0 || strcmp(name.centre, spool->centre) != 0 ||
        strcmp(name.printer, spool->printers[printer].key) != 0)
        return;
    struct spool_try *try = spool_tries_find(&spool->tries, name.order, printer, name.at_ms);
    if (try && try->stage != SPOOL_OVER) /* it is looked for */
        return;
    struct spool_try fresh = {.order = name.order, .at_ms = name.at_ms, .printer = printer, .stage = SPOOL_OVER};
    spool_link(spool, &fresh, spool_list_find(&spool->list, name.order), now_ms);
    if (!is_news(try ? try : &fresh, seen, now_ms))
        return;
    if (!try) {
        try = spool_tries_add(&spool->tries, name.order, printer, name.at_ms);
        try->stage = SPOOL_OVER;
        spool_link(spool, try, fresh.listed, now_ms);
    }
    act(spool, try, seen);
}

void spool_saw(struct spool *spool, const char *printer, const struct spool_seen *seen, size_t count, int64_t now_ms)
{
    size_t place = spool_printer_place(spool, printer);
    if (place == spool->printer_count || !spool->list.told)
        return;
    spool_tries_sweep(&spool->tries);
    for (size_t i = 0; i < count; i++)
        see(spool, place, &seen[i], now_ms);
}
