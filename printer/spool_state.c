/* SPDX-License-Identifier: MIT
 *
 * Where a try stands, what is known of it, and what that makes due.
 */
#include "printer/spool_private.h"

#include <string.h>

/* --- where it stands --- */

static bool is_open(const struct spool_job *job)
{
    return !job->dropped && job->stage != SPOOL_OVER;
}

void spool_set_stage(struct spool *spool, struct spool_job *job, enum spool_stage stage)
{
    size_t *open = &spool_printer_of(spool, job)->open;
    *open -= is_open(job) ? 1 : 0;
    job->stage = stage;
    *open += is_open(job) ? 1 : 0;
}

void spool_set_due(struct spool *spool, struct spool_job *job, int64_t due_ms)
{
    job->due_ms = due_ms;
    spool_jobs_schedule(&spool->jobs, job);
}

void spool_set_cancel(struct spool *spool, struct spool_job *job, int64_t cancel_ms)
{
    job->cancel_ms = cancel_ms;
    spool_jobs_schedule(&spool->jobs, job);
}

void spool_set_report(struct spool *spool, struct spool_job *job, int64_t report_ms)
{
    job->report_ms = report_ms;
    spool_jobs_schedule(&spool->jobs, job);
}

void spool_drop(struct spool *spool, struct spool_job *job)
{
    spool_printer_of(spool, job)->open -= is_open(job) ? 1 : 0;
    spool_jobs_drop(&spool->jobs, job);
}

/* --- what is known --- */

/* A daemon that has no such order any more does nothing about it, but for counting papers. */
bool spool_is_news(const struct spool_job *job)
{
    return job->fact.state != PRINTER_ORDER_STATE_WAITING && !spool_fact_is(&job->fact, &job->told) &&
           (job->listed || job->fact.state == PRINTER_ORDER_STATE_PRINTED);
}

void spool_know(struct spool *spool, struct spool_job *job, int state, int papers, const char *detail)
{
    job->fact = (struct spool_fact){.state = state, .papers = papers};
    free(job->detail);
    job->detail = detail ? mem_strdup(detail) : NULL;
    if (state != PRINTER_ORDER_STATE_SENT) {
        spool_set_stage(spool, job, SPOOL_OVER);
        job->due_ms = job->cancel_ms = SPOOL_NEVER;
    }
    spool_set_report(spool, job, !job->reporting && spool_is_news(job) ? SPOOL_AT_ONCE : SPOOL_NEVER);
    spool_settle(spool, job);
}

void spool_settle(struct spool *spool, struct spool_job *job)
{
    if (job->stage != SPOOL_OVER || job->listed || job->reporting || job->remembered || job->dropped ||
        spool_jobs_time(job) != SPOOL_NEVER)
        return;
    struct spool_job *oldest = spool->over[spool->over_next];
    if (oldest) {
        oldest->remembered = false;
        if (!oldest->listed && !oldest->reporting && spool_jobs_time(oldest) == SPOOL_NEVER)
            spool_drop(spool, oldest);
    }
    job->remembered = true;
    spool->over[spool->over_next] = job;
    spool->over_next = (spool->over_next + 1) % SPOOL_REMEMBERED;
}

int64_t spool_at_daemon(const struct spool *spool, int64_t now_ms)
{
    return now_ms + spool->ahead_ms;
}

static bool is_in_time(const struct spool *spool, const struct printer_order *order, int64_t now_ms)
{
    return order->until.set && spool_at_daemon(spool, now_ms) < order->until.value;
}

bool spool_is_its_turn(const struct spool *spool, const struct spool_job *job, int64_t now_ms)
{
    const struct printer_order *order = job->listed;
    return order && order->wanted && order->turn && strcmp(order->turn, spool_printer_of(spool, job)->key) == 0 &&
           is_in_time(spool, order, now_ms) && (!job->made || spool_list_is_open(job->made));
}

bool spool_is_stale(const struct spool *spool, const struct spool_job *job, int64_t now_ms)
{
    const struct printer_order *order = job->listed;
    return !order || !order->wanted || (job->made && (job->made->late || !spool_list_is_open(job->made))) ||
           (order->until.set && !is_in_time(spool, order, now_ms));
}

/* --- going on --- */

void spool_begin(struct spool *spool, struct spool_job *job, bool again)
{
    spool_set_stage(spool, job, SPOOL_TAKEN);
    job->again = again;
    spool_set_due(spool, job, SPOOL_AT_ONCE);
}

void spool_follow(struct spool *spool, struct spool_job *job, int64_t since_ms, int64_t look_ms, int64_t now_ms)
{
    spool_set_stage(spool, job, SPOOL_FOLLOWED);
    job->since_ms = since_ms;
    job->followed_ms = now_ms;
    job->none_ms = SPOOL_NEVER;
    spool_set_due(spool, job, look_ms);
}

void spool_know_nothing_out(struct spool *spool, struct spool_job *job, const char *detail)
{
    bool wanted = !job->listed || job->listed->wanted;
    spool_know(spool, job, wanted ? PRINTER_ORDER_STATE_FAILED : PRINTER_ORDER_STATE_GIVEN_UP, 0, detail);
}
