/* SPDX-License-Identifier: MIT
 *
 * Jobs of ours that are seen at a printer without being looked for: left behind, or printed more often than was told.
 */
#include "printer/spool_private.h"

#include <string.h>

/* How many papers of it the daemon knows, as far as this process can tell. What is neither listed nor ours was told by
 * a process before, or will be refused: one paper of it is taken for known. */
static int known_papers(const struct spool_job *job)
{
    int known = job->fact.state == PRINTER_ORDER_STATE_PRINTED ? job->fact.papers : 0;
    if (job->made && job->made->state.value == PRINTER_ORDER_STATE_PRINTED && job->made->papers > known)
        known = (int)job->made->papers;
    return known == 0 && !job->ours && !job->listed ? 1 : known;
}

static bool is_due_for_cancel(const struct spool *spool, const struct spool_job *job, int64_t now_ms)
{
    return spool_at_daemon(spool, now_ms) - job->at_ms >= SPOOL_STALE_MS &&
           (!job->cancelled_ms || now_ms - job->cancelled_ms >= SPOOL_CANCEL_MS);
}

/* Is there something to be done about what is seen? An order that was never taken here has no paper to be told of. */
static bool is_news(const struct spool *spool, const struct spool_job *job, const struct spool_seen *seen,
                    int64_t now_ms)
{
    if (seen->state == JOB_ACTIVE)
        return is_due_for_cancel(spool, job, now_ms);
    bool is_taken = !job->listed || job->made || job->ours;
    return seen->state == JOB_PRINTED && is_taken && seen->papers > known_papers(job);
}

static void act(struct spool *spool, struct spool_job *job, const struct spool_seen *seen)
{
    if (seen->state == JOB_ACTIVE)
        spool_set_cancel(spool, job, SPOOL_AT_ONCE);
    else
        spool_know(spool, job, PRINTER_ORDER_STATE_PRINTED, seen->papers, NULL);
}

static void see(struct spool *spool, size_t printer, const struct spool_seen *seen, int64_t now_ms)
{
    struct job_name name;
    if (job_key_parse(seen->key, &name) < 0 || strcmp(name.centre, spool->centre) != 0 ||
        strcmp(name.printer, spool->printers[printer].key) != 0)
        return;
    struct spool_job *job = spool_jobs_find(&spool->jobs, name.order, printer, name.at_ms);
    if (job && job->stage != SPOOL_OVER) /* it is looked for */
        return;
    struct spool_job fresh = {.order = name.order, .at_ms = name.at_ms, .printer = printer, .stage = SPOOL_OVER};
    spool_link(spool, &fresh, spool_list_find(&spool->list, name.order), now_ms);
    if (!is_news(spool, job ? job : &fresh, seen, now_ms))
        return;
    if (!job) {
        job = spool_jobs_add(&spool->jobs, name.order, printer, name.at_ms);
        job->stage = SPOOL_OVER;
        spool_link(spool, job, fresh.listed, now_ms);
    }
    act(spool, job, seen);
}

void spool_saw(struct spool *spool, const char *printer, const struct spool_seen *seen, size_t count, int64_t now_ms)
{
    size_t place = spool_printer_place(spool, printer);
    if (place == spool->printer_count || !spool->list.told)
        return;
    spool_jobs_sweep(&spool->jobs);
    for (size_t i = 0; i < count; i++)
        see(spool, place, &seen[i], now_ms);
}
